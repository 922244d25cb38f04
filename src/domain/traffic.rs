//! PURE. The numbers of traffic: counts, uniques and what is known of them. Imports the date library only.

use std::collections::BTreeSet;

use super::Date;
use super::ci_clones::CiCertainty;

/// How many different people, as GitHub counted them over one period (a UTC day, a week, a 14-day window).
///
/// There is no `Add` and no `Sum`: a person who comes on two days is one unique visitor of the window and one of each
/// day, so uniques of periods never add up (GitHub's own sample: 3,782 for the window, 4,630 as the sum of its days).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uniques(u64);

impl Uniques {
    /// Not a single visitor or cloner.
    pub const ZERO: Self = Self(0);

    /// Takes a number as GitHub gave it.
    #[must_use]
    pub fn new(people: u64) -> Self {
        Self(people)
    }

    /// The number, to show or draw; not to add.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }
}

/// Count and uniques of one period, both known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Totals {
    /// Views or clones in the period.
    pub count: u64,
    /// Different people in the period.
    pub uniques: Uniques,
}

impl Totals {
    /// The field-wise larger of two observations of one period.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            count: self.count.max(other.count),
            uniques: self.uniques.max(other.uniques),
        }
    }
}

/// Which of GitHub's two daily series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Page views and unique visitors.
    Views,
    /// Git clones and unique cloners.
    Clones,
}

impl Metric {
    /// Both, in the order in which reports show them.
    pub const ALL: [Self; 2] = [Self::Views, Self::Clones];

    /// What GitHub calls it, for sentences and for programs: `views`, `clones`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Views => "views",
            Self::Clones => "clones",
        }
    }
}

/// A value for each of GitHub's two metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerMetric<T> {
    /// Of page views and unique visitors.
    pub views: T,
    /// Of git clones and unique cloners.
    pub clones: T,
}

impl<T> PerMetric<T> {
    /// The values that `value` gives for each metric.
    pub fn of_each(mut value: impl FnMut(Metric) -> T) -> Self {
        Self {
            views: value(Metric::Views),
            clones: value(Metric::Clones),
        }
    }

    /// The value of one metric.
    #[must_use]
    pub fn of(&self, metric: Metric) -> &T {
        match metric {
            Metric::Views => &self.views,
            Metric::Clones => &self.clones,
        }
    }

    /// The value of one metric, to change.
    pub fn of_mut(&mut self, metric: Metric) -> &mut T {
        match metric {
            Metric::Views => &mut self.views,
            Metric::Clones => &mut self.clones,
        }
    }

    /// Joins the values of each metric.
    pub(crate) fn join_with(self, other: Self, join: impl Fn(T, T) -> T) -> Self {
        Self {
            views: join(self.views, other.views),
            clones: join(self.clones, other.clones),
        }
    }
}

/// How certain the numbers of a day are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A zero that only one window of zeros has claimed; the date is that window's last day. It counts as unknown.
    Provisional(Date),
    /// A zero that GitHub has stated, although the days before make it nearly impossible
    /// ([`crate::domain::evidence::doubt`]). It counts as unknown.
    Doubtful,
    /// A lower bound: seen before the day had ended, or at the cut edge of an hourly window.
    Partial(Option<Date>),
    /// Seen whole, after the day's end.
    Complete,
}

/// Where a reading comes from. `Observed` is the top of the lattice: what this ledger saw itself needs no other name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Only imports know it; the names of their sources (importer names such as `github-repo-stats`).
    Imported(BTreeSet<String>),
    /// A snapshot of this ledger holds it.
    Observed,
}

/// What is known of one metric on one UTC day. `None` is unknown, never zero.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayCount {
    /// Views or clones of the day.
    pub count: Option<u64>,
    /// Unique visitors or cloners of the day.
    pub uniques: Option<Uniques>,
    /// How final the numbers are.
    pub certainty: Certainty,
    /// Who saw them.
    pub source: Source,
}

impl DayCount {
    /// The count, unless it is a zero that cannot be relied on.
    #[must_use]
    pub fn known_count(&self) -> Option<u64> {
        self.count.filter(|_| self.is_reliable())
    }

    /// The uniques, unless they are those of a zero that cannot be relied on.
    #[must_use]
    pub fn known_uniques(&self) -> Option<Uniques> {
        self.uniques.filter(|_| self.is_reliable())
    }

    /// Whether the numbers count: neither a zero that waits for a second window to agree, nor a doubtful one.
    #[must_use]
    pub fn is_reliable(&self) -> bool {
        !self.is_provisional() && !self.is_doubtful()
    }

    /// Whether the past makes this zero nearly impossible.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.certainty == Certainty::Doubtful
    }

    /// How certain it is, in a word: `complete`, `partial`, `provisional`, `doubtful` or `unknown`.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self.certainty {
            _ if self.count.is_none() && self.uniques.is_none() => "unknown",
            Certainty::Provisional(_) => "provisional",
            Certainty::Doubtful => "doubtful",
            Certainty::Partial(_) => "partial",
            Certainty::Complete => "complete",
        }
    }

    /// Whether only one all-zero window has claimed this day.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        matches!(self.certainty, Certainty::Provisional(_))
    }

    /// Whether the day has been seen whole.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.certainty == Certainty::Complete
    }
}

/// One UTC day of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Day {
    /// Page views; `None` when no response has covered the day.
    pub views: Option<DayCount>,
    /// Clones; `None` when no response has covered the day.
    pub clones: Option<DayCount>,
    /// Clones made by the repository's own CI that day, where an import has counted them or they were estimated.
    pub ci_clones: Option<u64>,
    /// How well they are known, if they were estimated from the jobs of GitHub Actions.
    pub ci_certainty: Option<CiCertainty>,
}

impl Day {
    /// Clones that the repository's own CI did not make; `None` where one of the numbers is unknown or a lower bound, or CI seems to
    /// have made more than there were.
    #[must_use]
    pub fn clones_by_others(&self) -> Option<u64> {
        let ci_clones = self.ci_clones.filter(|_| !self.is_ci_lower_bound())?;
        self.clones.as_ref()?.known_count()?.checked_sub(ci_clones)
    }

    /// Whether CI may have made more clones than are known.
    #[must_use]
    pub fn is_ci_lower_bound(&self) -> bool {
        self.ci_certainty == Some(CiCertainty::AtLeast)
    }

    /// Unique cloners beside CI: all jobs with `GITHUB_TOKEN` are one cloner a day (fact 1). `None` where the numbers are
    /// unknown or do not fit.
    #[must_use]
    pub fn cloners_beside_ci(&self) -> Option<u64> {
        let cloners = self.clones.as_ref()?.known_uniques()?.get();
        let ci_clones = self
            .ci_clones
            .filter(|clones| *clones > 0 || !self.is_ci_lower_bound())?;
        cloners.checked_sub(u64::from(ci_clones > 0))
    }

    /// The reading of one metric.
    #[must_use]
    pub fn reading(&self, metric: Metric) -> Option<&DayCount> {
        match metric {
            Metric::Views => self.views.as_ref(),
            Metric::Clones => self.clones.as_ref(),
        }
    }

    /// The reading of one metric, to fill.
    pub fn metric_mut(&mut self, metric: Metric) -> &mut Option<DayCount> {
        match metric {
            Metric::Views => &mut self.views,
            Metric::Clones => &mut self.clones,
        }
    }
}

/// GitHub's own totals of one period: a trailing 14-day window, or a whole Monday-to-Sunday week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// Views and unique visitors of the period.
    pub views: Option<Totals>,
    /// Clones and unique cloners of the period.
    pub clones: Option<Totals>,
}

impl Period {
    /// The tally of one metric.
    #[must_use]
    pub fn totals(&self, metric: Metric) -> Option<Totals> {
        match metric {
            Metric::Views => self.views,
            Metric::Clones => self.clones,
        }
    }

    /// The tally of one metric, to fill.
    pub fn totals_mut(&mut self, metric: Metric) -> &mut Option<Totals> {
        match metric {
            Metric::Views => &mut self.views,
            Metric::Clones => &mut self.clones,
        }
    }
}

/// Lifts a join to values that may be unknown: what is known wins over what is not.
pub(crate) fn join_options<T>(one: Option<T>, two: Option<T>, join: impl FnOnce(T, T) -> T) -> Option<T> {
    match (one, two) {
        (Some(one), Some(two)) => Some(join(one, two)),
        (one, two) => one.or(two),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(count: Option<u64>, uniques: Option<u64>, certainty: Certainty) -> DayCount {
        DayCount {
            count,
            uniques: uniques.map(Uniques::new),
            certainty,
            source: Source::Observed,
        }
    }

    #[test]
    fn a_day_of_which_no_number_is_known_is_unknown() {
        assert_eq!(reading(None, None, Certainty::Complete).status(), "unknown");
        assert_eq!(reading(Some(3), None, Certainty::Complete).status(), "complete");
        assert_eq!(reading(None, Some(3), Certainty::Doubtful).status(), "doubtful");
    }

    #[test]
    fn ci_is_one_cloner_on_days_on_which_it_clones() {
        let beside = |ci_clones, certainty| {
            let day = Day {
                clones: Some(reading(Some(9), Some(4), Certainty::Complete)),
                ci_clones: Some(ci_clones),
                ci_certainty: Some(certainty),
                ..Day::default()
            };
            (day.cloners_beside_ci(), day.clones_by_others())
        };
        assert_eq!(beside(5, CiCertainty::Counted), (Some(3), Some(4)));
        assert_eq!(beside(0, CiCertainty::Counted), (Some(4), Some(9)));
        assert_eq!(beside(5, CiCertainty::AtLeast), (Some(3), None));
        // It may have cloned or not.
        assert_eq!(beside(0, CiCertainty::AtLeast), (None, None));
        assert_eq!(beside(10, CiCertainty::Counted), (Some(3), None));
    }
}
