//! PURE. Runs of days with views. Imports its neighbours in `domain`.

use super::Days;
use super::days::ranges;
use crate::domain::history::History;
use crate::domain::traffic::Metric;

/// Runs of adjacent UTC days with at least one view. An unknown day ends a run, since it may have had none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Streaks {
    /// The longest run; of equals the first.
    pub longest: Option<Days>,
    /// The run that lasts until the newest known day.
    pub current: Option<Days>,
}

impl Streaks {
    /// Finds the runs.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let viewed = history.recorded_days().filter(|(_, day)| {
            let views = day.reading(Metric::Views).and_then(|reading| reading.known_count());
            views.is_some_and(|count| count > 0)
        });
        let runs = ranges(viewed.map(|(date, _)| date));
        let end = super::known_span(history, Metric::Views).map(|span| span.last);
        Self {
            longest: runs.iter().copied().rev().max_by_key(|run| run.length()),
            current: runs.last().copied().filter(|run| Some(run.last) == end),
        }
    }
}
