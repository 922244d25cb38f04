//! PURE. The sum of a count over a range of days, with how many of them are known. Imports its neighbours in `domain`.

use super::{Change, Days, count_on};
use crate::domain::history::History;
use crate::domain::traffic::Metric;

/// The views or clones of a range of UTC days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The days it covers.
    pub days: Days,
    /// The sum over the known days; `None` when no day is known. A lower bound unless [`Total::is_whole`].
    pub count: Option<u64>,
    /// How many of the days are known.
    pub known_days: u32,
    /// How many of the known days were seen only in part: their counts are lower bounds.
    pub partial_days: u32,
}

impl Total {
    /// Adds up the known days of `days`.
    #[must_use]
    pub fn new(history: &History, metric: Metric, days: Days) -> Self {
        let partial = |date| history.day(date)?.reading(metric).map(|reading| !reading.is_complete());
        Self::of(
            days,
            days.each()
                .map(|date| Some((count_on(history, metric, date)?, partial(date)?))),
        )
    }

    /// Whether every day is known, and seen whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.known_days == self.days.length() && self.partial_days == 0
    }

    /// The change from `before` to this total: only where both are whole and the base is not zero.
    #[must_use]
    pub fn change_from(&self, before: &Self) -> Option<Change> {
        let whole = |total: &Self| total.count.filter(|_| total.is_whole());
        Change::new(whole(before)?, whole(self)?)
    }

    /// Adds up (count, seen only in part) of the days that are known.
    fn of(days: Days, counts: impl Iterator<Item = Option<(u64, bool)>>) -> Self {
        let nothing = Self {
            days,
            count: None,
            known_days: 0,
            partial_days: 0,
        };
        counts.flatten().fold(nothing, |total, (count, partial)| Self {
            days,
            count: Some(total.count.unwrap_or(0).saturating_add(count)),
            known_days: total.known_days + 1,
            partial_days: total.partial_days + u32::from(partial),
        })
    }
}

/// The CI clones of a range of days; `None` when no day of it was counted.
pub(super) fn ci_clones(history: &History, days: Days) -> Option<Total> {
    let counted = |date| Some((history.day(date)?.ci_clones?, false));
    let total = Total::of(days, days.each().map(counted));
    total.count.is_some().then_some(total)
}
