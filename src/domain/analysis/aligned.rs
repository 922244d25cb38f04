//! PURE. Several repositories over the same days, so that their counts can be added up. Imports its neighbours in `domain`.

use super::trailing::nearest_window;
use super::{Change, Days, Trailing};
use crate::domain::recent::Recent;
use crate::domain::traffic::{Metric, Uniques};
use crate::domain::{Date, days_between, plus_days};

/// Repositories over the 14 days that all current ones have published.
#[derive(Debug, Clone)]
pub struct Aligned<'a> {
    /// The 14 days.
    pub days: Days,
    /// The days that an index has of all current ones, up to the same last day: 28 to [`Aligned::RECENT_DAYS`].
    pub recent: Days,
    /// How many days the newest days of the current ones lie apart.
    pub spread: u64,
    /// Every repository, in the order in which they were given.
    pub repositories: Vec<AlignedRepository<'a>>,
}

/// One repository over those days.
#[derive(Debug, Clone)]
pub struct AlignedRepository<'a> {
    /// What is known of it.
    pub recent: &'a Recent,
    /// Whether its newest day is as new as the others'; otherwise it is in no sum.
    pub is_current: bool,
    /// Its views in these days.
    pub views: Trailing,
    /// Its clones in these days.
    pub clones: Trailing,
    /// Its unique visitors in the 14-day window that GitHub ended nearest to the last of these days.
    pub visitors: Option<Uniques>,
}

/// The sum of one metric over the current repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The sum over what is known.
    pub count: u64,
    /// How many days of a repository are unknown or were seen only in part: then the sum is a lower bound.
    pub missing_days: u64,
}

/// The change of one metric from the 14 days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// From the sum of the days before to that of the days.
    pub change: Change,
    /// How many current repositories have both periods whole: both sums are made of these.
    pub repositories: u64,
    /// The days before.
    pub before: Days,
}

impl<'a> Aligned<'a> {
    /// GitHub publishes a day one to three days late. A repository that is further behind the newest one than this many
    /// days is not current: it is recorded no more, or GitHub has stopped publishing its days.
    pub const MOST_BEHIND: i64 = 4;

    /// The same for a repository that waits for its turn. GitHub shows 14 days, so it is visited before it is further behind.
    pub const MOST_BEHIND_WHILE_WAITING: i64 = 14;

    /// How many days up to its newest one are needed of a current repository: two periods of 14 days, and as many as the newest
    /// days of current repositories may lie apart.
    pub const RECENT_DAYS: i64 = 28 + Self::MOST_BEHIND_WHILE_WAITING;

    /// Aligns repositories on the newest day that all current ones have; `None` while none has a complete day. With each
    /// comes how many days it may be behind the newest one and still be current.
    #[must_use]
    pub fn new(rows: &[(&'a Recent, i64)]) -> Option<Self> {
        let newest = rows.iter().filter_map(|(recent, _)| newest_of(recent)).max()?;
        let is_current =
            |recent: &Recent, behind: i64| newest_of(recent).is_some_and(|day| days_between(day, newest) <= behind);
        let current = rows.iter().filter(|(recent, behind)| is_current(recent, *behind));
        let end = current.filter_map(|(recent, _)| newest_of(recent)).min()?;
        let repositories = rows.iter().map(|(recent, behind)| {
            let history = recent.history();
            AlignedRepository {
                recent,
                is_current: is_current(recent, *behind),
                views: Trailing::new(&history, Metric::Views, end, Trailing::WINDOW),
                clones: Trailing::new(&history, Metric::Clones, end, Trailing::WINDOW),
                visitors: nearest_window(&history, Metric::Views, end, &[0, 1, -1, 2, -2]).map(|(_, uniques)| uniques),
            }
        });
        Some(Self {
            days: Days::ending(end, Trailing::WINDOW),
            recent: Days::new(plus_days(newest, 1 - Self::RECENT_DAYS), end),
            spread: days_between(end, newest).unsigned_abs(),
            repositories: repositories.collect(),
        })
    }

    /// The repositories that the sums are made of.
    pub fn current(&self) -> impl Iterator<Item = &AlignedRepository<'a>> {
        self.repositories.iter().filter(|repository| repository.is_current)
    }

    /// The views or clones of all current repositories. Counts of different repositories can be added up; uniques cannot.
    #[must_use]
    pub fn sum(&self, metric: Metric) -> Sum {
        let nothing = Sum {
            count: 0,
            missing_days: 0,
        };
        self.current().fold(nothing, |sum, repository| {
            let missing = self
                .days
                .each()
                .filter(|day| !repository.is_whole(metric, *day))
                .count();
            Sum {
                count: sum.count.saturating_add(repository.known(metric, self.days)),
                missing_days: sum.missing_days + missing as u64,
            }
        })
    }

    /// The change from the 14 days before, of the current repositories that have both periods whole; `None` if these are less
    /// than half, or had nothing before.
    #[must_use]
    pub fn change(&self, metric: Metric) -> Option<Comparison> {
        let before = self.days.before();
        let is_whole = |repository: &&AlignedRepository<'_>| {
            let mut days = before.each().chain(self.days.each());
            days.all(|day| repository.is_whole(metric, day))
        };
        let whole: Vec<_> = self.current().filter(is_whole).collect();
        let sum = |days: Days| {
            let counts = whole.iter().map(|repository| repository.known(metric, days));
            counts.fold(0, u64::saturating_add)
        };
        let change = Change::new(sum(before), sum(self.days))?;
        (whole.len() * 2 >= self.current().count()).then_some(Comparison {
            change,
            repositories: whole.len() as u64,
            before,
        })
    }
}

impl AlignedRepository<'_> {
    /// The count of a day; `None` when unknown.
    #[must_use]
    pub fn count(&self, metric: Metric, day: Date) -> Option<u64> {
        self.recent.count(metric, day).map(|count| count.count)
    }

    /// Whether all of a day is known; a day before the repository existed is.
    #[must_use]
    pub fn is_whole(&self, metric: Metric, day: Date) -> bool {
        let count = self.recent.count(metric, day);
        !self.recent.existed(day) || count.is_some_and(|count| count.is_complete)
    }

    /// The sum of what is known of these days.
    fn known(&self, metric: Metric, days: Days) -> u64 {
        let counts = days.each().filter_map(|day| self.count(metric, day));
        counts.fold(0, u64::saturating_add)
    }
}

/// The newest day that both metrics have, unless one of them lags far behind.
fn newest_of(recent: &Recent) -> Option<Date> {
    let newest = recent.newest_day()?;
    let ends = Metric::ALL.into_iter().filter_map(|metric| recent.newest(metric));
    ends.filter(|end| *end >= plus_days(newest, -Aligned::MOST_BEHIND))
        .min()
}
