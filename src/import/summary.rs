//! PURE. A summary of what an import changes in a history.

use std::fmt;

use super::{Import, RejectedRow};
use crate::domain::history::History;
use crate::domain::traffic::{Day, Metric};
use crate::domain::{Date, days_between};

/// What an import changes in the days of a history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Days that were unknown before.
    pub added: u64,
    /// Days with more or larger numbers than before.
    pub raised: u64,
    /// Days that are as they were.
    pub equal: u64,
    /// Numbers of days that contradict GitHub's own whole answers; GitHub's were kept.
    pub conflicts: usize,
    /// First and last day of the import.
    pub span: Option<(Date, Date)>,
    /// Top lists in the import.
    pub lists: usize,
    /// Rows that could not be used.
    pub rejected: Vec<RejectedRow>,
}

impl Summary {
    /// The most rejected rows that are listed; their number is always shown.
    pub const SHOWN: usize = 50;

    /// What an import changed: the histories before and after it. Of a `before` that is `None` nothing was known.
    #[must_use]
    pub fn of(before: Option<&History>, after: &History, import: &Import, rejected: Vec<RejectedRow>) -> Self {
        let mut summary = Self {
            span: import
                .days
                .keys()
                .next()
                .copied()
                .zip(import.days.keys().next_back().copied()),
            lists: import.referrers.len() + import.paths.len(),
            conflicts: after
                .conflicts
                .iter()
                .filter(|conflict| conflict.sources.contains(&import.source))
                .count(),
            rejected,
            ..Self::default()
        };
        for date in import.days.keys() {
            let of = |history: &History| history.days.get(date).map_or([None; 5], numbers);
            let (before, after) = (before.map_or([None; 5], of), of(after));
            *match before {
                before if before == after => &mut summary.equal,
                [None, None, None, None, None] => &mut summary.added,
                _ => &mut summary.raised,
            } += 1;
        }
        summary
    }
}

/// The known numbers of a day.
fn numbers(day: &Day) -> [Option<u64>; 5] {
    let of = |metric| {
        let reading = day.reading(metric);
        let uniques = reading.and_then(|r| r.known_uniques()).map(|uniques| uniques.get());
        (reading.and_then(|r| r.known_count()), uniques)
    };
    let (views, clones) = (of(Metric::Views), of(Metric::Clones));
    [views.0, views.1, clones.0, clones.1, day.ci_clones]
}

fn days(number: u64) -> &'static str {
    if number == 1 { "day" } else { "days" }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            added, raised, equal, ..
        } = self;
        write!(f, "{added} {} added, {raised} raised, {equal} unchanged", days(*added))?;
        match self.span {
            None => {}
            Some((first, last)) if first == last => write!(f, " ({first})")?,
            Some((first, last)) => write!(f, " ({first} to {last}, {} days)", days_between(first, last) + 1)?,
        }
        match self.lists {
            0 => writeln!(f)?,
            1 => writeln!(f, "; 1 list of popular paths or referrers")?,
            lists => writeln!(f, "; {lists} lists of popular paths and referrers")?,
        }
        match self.conflicts {
            0 => {}
            1 => writeln!(f, "1 number differs from GitHub's own answer, which was kept")?,
            conflicts => writeln!(
                f,
                "{conflicts} numbers differ from GitHub's own answers, which were kept"
            )?,
        }
        match self.rejected.len() {
            0 => {}
            1 => writeln!(f, "1 row rejected:")?,
            rows => writeln!(f, "{rows} rows rejected:")?,
        }
        for row in self.rejected.iter().take(Self::SHOWN) {
            writeln!(f, "  {row}")?;
        }
        match self.rejected.len().saturating_sub(Self::SHOWN) {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more"),
        }
    }
}
