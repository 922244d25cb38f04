//! PURE. Several repositories over the same days, so that their counts can be added up. Imports its neighbours in `domain`.

use super::trailing::nearest_window;
use super::{Analysis, Days, Trailing, count_on};
use crate::domain::history::History;
use crate::domain::traffic::{DayCount, Metric, Uniques};
use crate::domain::{Date, days_between, plus_days};

/// Repositories over the 14 days that all current ones have published.
#[derive(Debug, Clone)]
pub struct Aligned<'a> {
    /// The 14 days.
    pub days: Days,
    /// Every repository, in the order in which they were given.
    pub repositories: Vec<AlignedRepository<'a>>,
}

/// One repository over those days.
#[derive(Debug, Clone)]
pub struct AlignedRepository<'a> {
    /// What is known of it.
    pub history: &'a History,
    /// What follows from that.
    pub analysis: &'a Analysis,
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

impl<'a> Aligned<'a> {
    /// GitHub publishes a day one to three days late. A repository that is further behind the newest one than this many
    /// days is not current: it is recorded no more, or GitHub has stopped publishing its days.
    pub const MOST_BEHIND: i64 = 4;

    /// Aligns repositories on the newest day that all current ones have; `None` while none has a complete day.
    #[must_use]
    pub fn new(rows: &[(&'a History, &'a Analysis)]) -> Option<Self> {
        let newest = rows.iter().filter_map(|(_, analysis)| newest_of(analysis)).max()?;
        let is_current =
            |analysis: &Analysis| newest_of(analysis).is_some_and(|day| days_between(day, newest) <= Self::MOST_BEHIND);
        let current = rows.iter().filter(|(_, analysis)| is_current(analysis));
        let end = current.filter_map(|(_, analysis)| newest_of(analysis)).min()?;
        let repositories = rows.iter().map(|(history, analysis)| AlignedRepository {
            history,
            analysis,
            is_current: is_current(analysis),
            views: Trailing::new(history, Metric::Views, end, Trailing::WINDOW),
            clones: Trailing::new(history, Metric::Clones, end, Trailing::WINDOW),
            visitors: nearest_window(history, Metric::Views, end, &[0, 1, -1, 2, -2]).map(|(_, uniques)| uniques),
        });
        Some(Self {
            days: Days::ending(end, Trailing::WINDOW),
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
            let history = repository.history;
            let counts = self.days.each().filter_map(|day| count_on(history, metric, day));
            let missing = self.days.each().filter(|day| !is_whole(history, metric, *day)).count();
            Sum {
                count: counts.fold(sum.count, u64::saturating_add),
                missing_days: sum.missing_days + missing as u64,
            }
        })
    }
}

/// Whether all of a day is known; a day before the repository existed is.
fn is_whole(history: &History, metric: Metric, day: Date) -> bool {
    let existed = history.repository.created.is_none_or(|created| day >= created);
    let count = history.day(day).and_then(|day| day.reading(metric));
    !existed || count.is_some_and(|count: &DayCount| count.is_complete() && count.known_count().is_some())
}

/// The newest day that both metrics have, unless one of them lags far behind.
fn newest_of(analysis: &Analysis) -> Option<Date> {
    let newest = analysis.newest?;
    let ends = [analysis.views.newest, analysis.clones.newest].into_iter().flatten();
    ends.filter(|end| *end >= plus_days(newest, -Aligned::MOST_BEHIND))
        .min()
}
