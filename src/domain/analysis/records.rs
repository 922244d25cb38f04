//! PURE. The largest day, week and 14-day window. Imports its neighbours in `domain`.

use super::{Days, Total, Trailing};
use crate::domain::history::History;
use crate::domain::traffic::{Metric, Uniques};
use crate::domain::{Date, monday_of, plus_days};

/// The largest numbers of one metric; of equals the first. Zeros are no records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Records {
    /// The day with the most views or clones.
    pub day: Option<(Date, u64)>,
    /// The day with the most uniques.
    pub day_uniques: Option<(Date, Uniques)>,
    /// The Monday-to-Sunday week with the most views or clones, of those with seven known days.
    pub week: Option<(Days, u64)>,
    /// The Monday-to-Sunday week with the most uniques, as GitHub counted them.
    pub week_uniques: Option<(Days, Uniques)>,
    /// The 14-day window with the most views or clones, as GitHub counted them.
    pub window: Option<(Days, u64)>,
    /// The 14-day window with the most uniques, as GitHub counted them.
    pub window_uniques: Option<(Days, Uniques)>,
}

impl Records {
    /// Finds the records of one metric.
    #[must_use]
    pub fn new(history: &History, metric: Metric) -> Self {
        let readings = || {
            history
                .recorded_days()
                .filter_map(|(date, day)| Some((date, day.reading(metric)?)))
        };
        let weeks = || {
            let totals = |monday: &Date| history.weeks.get(monday)?.totals(metric);
            history
                .weeks
                .keys()
                .filter_map(move |monday| Some((week(*monday), totals(monday)?)))
        };
        let windows = || {
            history
                .windows
                .iter()
                .filter_map(|(end, period)| Some((Days::ending(*end, Trailing::WINDOW), period.totals(metric)?)))
        };
        Self {
            day: largest(readings().filter_map(|(date, r)| Some((date, r.known_count()?))), 0),
            day_uniques: largest(
                readings().filter_map(|(date, r)| Some((date, r.known_uniques()?))),
                Uniques::new(0),
            ),
            week: largest(whole_weeks(history, metric).into_iter(), 0),
            week_uniques: largest(weeks().map(|(days, totals)| (days, totals.uniques)), Uniques::new(0)),
            window: largest(windows().map(|(days, totals)| (days, totals.count)), 0),
            window_uniques: largest(windows().map(|(days, totals)| (days, totals.uniques)), Uniques::new(0)),
        }
    }
}

/// The first largest of `candidates` that is above `floor`.
fn largest<W, N: Ord + Copy>(candidates: impl Iterator<Item = (W, N)>, floor: N) -> Option<(W, N)> {
    candidates.fold(None, |best, (when, number)| {
        let bar = best.as_ref().map_or(floor, |(_, number)| *number);
        if number > bar { Some((when, number)) } else { best }
    })
}

fn week(monday: Date) -> Days {
    Days::new(monday, plus_days(monday, 6))
}

/// Every Monday-to-Sunday week whose seven days are known, with its count, oldest first.
fn whole_weeks(history: &History, metric: Metric) -> Vec<(Days, u64)> {
    let Some(span) = super::known_span(history, metric) else {
        return Vec::new();
    };
    let mut weeks = Vec::new();
    let mut monday = monday_of(span.first);
    while monday <= span.last {
        let total = Total::new(history, metric, week(monday));
        if let Some(count) = total.count.filter(|_| total.is_whole()) {
            weeks.push((total.days, count));
        }
        monday = plus_days(monday, 7);
    }
    weeks
}
