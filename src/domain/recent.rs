//! PURE. The end of a history: all that is said about a repository beside many others, in as little memory as a ledger with
//! thousands of repositories needs.

use super::analysis::Aligned;
use super::day_map::DayMap;
use super::history::History;
use super::repository::Repository;
use super::repository_state::RepositoryStatus;
use super::top_list::RepoCounters;
use super::traffic::PerMetric;
use super::traffic::{Certainty, DayCount, Metric, Source, Totals};
use super::{Date, Timestamp, monday_of, plus_days, utc_day};

/// How many days up to the newest complete one are kept: what an overview needs, counted from the newest day of the metric
/// that lags behind.
const RECENT_DAYS: i64 = Aligned::RECENT_DAYS + Aligned::MOST_BEHIND;

/// The most days that are kept, should incomplete ones follow.
const MOST_DAYS: i64 = 60;

/// How many days before the newest one a window of 14 days may end that an overview looks at: the days of its sums end where the
/// newest ones of all current repositories do, in the metric that lags behind, and the nearest window within two days counts.
const WINDOW_DAYS: i64 = Aligned::MOST_BEHIND_WHILE_WAITING + Aligned::MOST_BEHIND + 2;

/// The last weeks of a history: counts by day, and GitHub's own windows of views. An overview has no use for the uniques of a
/// day, nor for windows of clones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// Who it belongs to.
    pub repository: Repository,
    /// When the last snapshot was captured; `None` while there are imports alone.
    pub captured: Option<Timestamp>,
    /// What GitHub said last about the repository itself.
    pub status: Option<RepositoryStatus>,
    /// The newest stars, forks and downloads.
    pub counters: Option<RepoCounters>,
    /// Views and clones by UTC day.
    pub days: PerMetric<DayMap<RecentCount>>,
    /// GitHub's own totals of the views of 14 days, by the last of them.
    pub windows: DayMap<Totals>,
}

/// The views or clones of a UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentCount {
    /// The count, or the least that it is.
    pub count: u64,
    /// Whether the day was seen whole.
    pub is_complete: bool,
}

impl Recent {
    /// The end of a history.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let from = first_day(history);
        let count = |metric| {
            let days = history.days.range(from..);
            let known = days.filter_map(move |(date, day)| {
                let day = day.reading(metric).filter(|day| day.is_reliable())?;
                let count = RecentCount {
                    count: day.count?,
                    is_complete: day.is_complete(),
                };
                Some((*date, count))
            });
            DayMap::new(known)
        };
        let mut recent = Self {
            repository: history.repository.clone(),
            captured: history.captured,
            status: history.status,
            counters: history.counters.values().next_back().copied(),
            days: PerMetric::of_each(count),
            windows: DayMap::default(),
        };
        let from = recent
            .newest_day()
            .map_or(from, |newest| from.max(plus_days(newest, -WINDOW_DAYS)));
        let windows = history.windows.range(from..);
        recent.windows = DayMap::new(windows.filter_map(|(end, period)| Some((*end, period.views?))));
        recent
    }

    /// The count of a day on which the repository existed.
    #[must_use]
    pub fn count(&self, metric: Metric, day: Date) -> Option<RecentCount> {
        self.days.of(metric).get(day).filter(|_| self.existed(day))
    }

    /// Whether the repository existed on a day.
    #[must_use]
    pub fn existed(&self, day: Date) -> bool {
        self.repository.created.is_none_or(|created| day >= created)
    }

    /// The newest day of a metric that was seen whole.
    #[must_use]
    pub fn newest(&self, metric: Metric) -> Option<Date> {
        let mut days = self.days.of(metric).iter().rev();
        days.find(|(day, count)| count.is_complete && self.existed(*day))
            .map(|(day, _)| day)
    }

    /// The newest day that was seen whole, in either metric.
    #[must_use]
    pub fn newest_day(&self) -> Option<Date> {
        Metric::ALL.into_iter().filter_map(|metric| self.newest(metric)).max()
    }

    /// The stars at the last reading.
    #[must_use]
    pub fn stars(&self) -> Option<u64> {
        self.counters?.stars
    }

    /// A history that holds this and nothing else, for what is computed of histories.
    #[must_use]
    pub fn history(&self) -> History {
        let mut history = History::new(self.repository.clone());
        history.captured = self.captured;
        history.status = self.status;
        for metric in Metric::ALL {
            for (date, day) in self.days.of(metric).iter() {
                *history.days.entry(date).or_default().metric_mut(metric) = Some(DayCount {
                    count: Some(day.count),
                    uniques: None,
                    certainty: match day.is_complete {
                        true => Certainty::Complete,
                        false => Certainty::Partial(None),
                    },
                    source: Source::Observed,
                });
            }
        }
        for (end, totals) in self.windows.iter() {
            history.windows.entry(end).or_default().views = Some(totals);
        }
        let counters = self
            .counters
            .map(|counters| (monday_of(utc_day(counters.captured)), counters));
        history.counters = counters.into_iter().collect();
        history
    }
}

/// The first day that is kept of a history.
fn first_day(history: &History) -> Date {
    history.span().map_or(Date::MAX, |(_, last)| {
        let complete = history.newest_day().unwrap_or(last);
        plus_days(complete, 1 - RECENT_DAYS).max(plus_days(last, 1 - MOST_DAYS))
    })
}
