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
    /// The part of `count` that comes from those days.
    pub partial_count: u64,
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

    /// Whether nine tenths of the days were seen whole, which is enough for a daily mean.
    #[must_use]
    pub fn is_nearly_whole(&self) -> bool {
        u64::from(self.whole_days()) * 10 >= u64::from(self.days.length()) * 9
    }

    /// The change of the daily mean from `before` to this total, so that February can be compared with January and a few
    /// unknown days do not look like a fall. Only where both are nearly whole and the base is not zero.
    #[must_use]
    pub fn mean_change_from(&self, before: &Self) -> Option<Change> {
        let mean = |total: &Self| {
            total
                .is_nearly_whole()
                .then(|| (total.whole_count(), total.whole_days()))
        };
        Change::of_means(mean(before)?, mean(self)?)
    }

    /// How many of the days were seen whole.
    #[must_use]
    pub fn whole_days(&self) -> u32 {
        self.known_days - self.partial_days
    }

    /// The sum of the days that were seen whole.
    #[must_use]
    pub fn whole_count(&self) -> u64 {
        self.count.unwrap_or(0).saturating_sub(self.partial_count)
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
            partial_count: 0,
        };
        counts.flatten().fold(nothing, |total, (count, partial)| Self {
            days,
            count: Some(total.count.unwrap_or(0).saturating_add(count)),
            known_days: total.known_days + 1,
            partial_days: total.partial_days + u32::from(partial),
            partial_count: total.partial_count.saturating_add(if partial { count } else { 0 }),
        })
    }
}

/// How many of the clones of some days were made by CI, over the days of which both numbers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CiShare {
    /// The clones by CI. Partial days are those of which only some runs are known.
    pub ci: Total,
    /// All clones of the same days.
    pub clones: u64,
    /// Whether some are estimated from the jobs of GitHub Actions; otherwise an import has counted them.
    pub is_estimated: bool,
}

impl CiShare {
    /// That of a range of days; `None` when both numbers are known of no day.
    pub(super) fn new(history: &History, days: Days) -> Option<Self> {
        let known = |date| {
            let day = history.day(date)?;
            Some((day, day.ci_clones?, day.clones.as_ref()?.known_count()?))
        };
        let ci = |date| known(date).map(|(day, ci, _)| (ci, day.is_ci_lower_bound()));
        let ci = Total::of(days, days.each().map(ci));
        ci.count?;
        let both = || days.each().filter_map(known);
        Some(Self {
            ci,
            clones: both().fold(0, |sum, (.., clones)| sum.saturating_add(clones)),
            is_estimated: both().any(|(day, ..)| day.ci_certainty.is_some()),
        })
    }
}
