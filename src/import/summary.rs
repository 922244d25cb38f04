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
    /// First and last day of the import.
    pub span: Option<(Date, Date)>,
    /// Top lists in the import.
    pub lists: usize,
    /// Rows that could not be used.
    pub refused: Vec<RejectedRow>,
}

impl Summary {
    /// The most rejected rows that are listed; their number is always shown.
    pub const SHOWN: usize = 50;

    /// Compares an import with what the history knows before it.
    #[must_use]
    pub fn of(before: Option<&History>, import: &Import, refused: Vec<RejectedRow>) -> Self {
        let mut summary = Self {
            span: import
                .days
                .keys()
                .next()
                .copied()
                .zip(import.days.keys().next_back().copied()),
            lists: import.referrers.len() + import.paths.len(),
            refused,
            ..Self::default()
        };
        for (date, day) in &import.days {
            let kept = before.and_then(|history| history.days.get(date));
            *match kept {
                None => &mut summary.added,
                Some(kept) if !is_known(kept) && is_known(day) => &mut summary.added,
                Some(kept) if numbers(&kept.clone().join(day.clone())) != numbers(kept) => &mut summary.raised,
                Some(_) => &mut summary.equal,
            } += 1;
        }
        summary
    }
}

fn is_known(day: &Day) -> bool {
    numbers(day).iter().any(Option::is_some)
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

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            added, raised, equal, ..
        } = self;
        write!(f, "{added} days added, {raised} raised, {equal} unchanged")?;
        if let Some((first, last)) = self.span {
            let days = days_between(first, last) + 1;
            write!(f, " ({first} to {last}, {days} days)")?;
        }
        match self.lists {
            0 => writeln!(f)?,
            lists => writeln!(f, "; {lists} lists of popular paths and referrers")?,
        }
        if !self.refused.is_empty() {
            writeln!(f, "{} rows rejected:", self.refused.len())?;
        }
        for refused in self.refused.iter().take(Self::SHOWN) {
            writeln!(f, "  {refused}")?;
        }
        match self.refused.len().saturating_sub(Self::SHOWN) {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more"),
        }
    }
}
