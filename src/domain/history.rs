//! PURE. What is known of one repository's traffic: the judgement of all claims, and the only thing that charts, report
//! and exports look at. See [`crate::domain::evidence`] for where it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::downloads::Asset;
use super::evidence::claims::WindowSeen;
use super::given::Given;
use super::repository::Repository;
use super::repository_state::RepositoryStatus;
use super::stars::Stars;
use super::text::Untrusted;
use super::top_list::{Release, RepoCounters, TopList};
use super::traffic::PerMetric;
use super::traffic::{Day, DayCount, Metric, Period, Totals, Uniques};
use super::{Date, Timestamp, days_between, plus_days};

/// Everything that is known of one repository's traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Who it belongs to.
    pub repository: Repository,
    /// When the last snapshot in it was captured; `None` while it holds imports alone.
    pub captured: Option<Timestamp>,
    /// When each of its snapshots was captured. Empty in a history that is judged from claims alone.
    pub captures: BTreeSet<Timestamp>,
    /// The windows of whole days that GitHub showed, the last of each UTC day on which it was asked.
    pub seen: PerMetric<BTreeMap<Date, WindowSeen>>,
    /// Names of referrers that the user has called crawlers, besides the known ones ([`super::crawlers`]).
    pub ignored_referrers: BTreeSet<Untrusted>,
    /// What the user gave beside the traffic.
    pub given: Given,
    /// What GitHub said last about the repository itself; `None` if it said nothing.
    pub status: Option<RepositoryStatus>,
    /// Whether GitHub lists days without traffic too: then a metric without recent days cannot be read. Otherwise it may
    /// just have had no traffic.
    pub lists_every_day: bool,
    /// Whether only views and clones are published: then there are no lists here, even if earlier snapshots hold some.
    pub counts_only: bool,
    /// Whether the last run did not ask for traffic (`traffic: false`): then no day is late or lost.
    pub without_traffic: bool,
    /// One record per UTC day that anything has covered; a day that is absent is unknown.
    pub days: BTreeMap<Date, Day>,
    /// GitHub's own totals of trailing 14-day windows, by the window's last day.
    pub windows: BTreeMap<Date, Period>,
    /// GitHub's own totals of whole weeks, by their Monday.
    pub weeks: BTreeMap<Date, Period>,
    /// Popular referrers: the last capture of each UTC day.
    pub referrers: Arc<BTreeMap<Date, TopList>>,
    /// Popular paths: the last capture of each UTC day.
    pub paths: Arc<BTreeMap<Date, TopList>>,
    /// Stars, forks and downloads: the fullest reading of each calendar week, the last of equally full ones, by the week's Monday.
    /// Downloads are those of every file that was ever listed by then.
    pub counters: BTreeMap<Date, RepoCounters>,
    /// Releases by tag.
    pub releases: BTreeMap<Untrusted, Release>,
    /// Files of releases by GitHub's id.
    pub assets: BTreeMap<u64, Asset>,
    /// Stars by day.
    pub stars: Stars,
    /// The imports folded in: path of the kept file below the repository's folder, and the source's name.
    pub imports: BTreeMap<String, String>,
    /// Days that GitHub corrected downwards, by metric and day.
    pub corrections: Vec<Correction>,
    /// Days of which an import contradicts GitHub, by metric and day.
    pub conflicts: Vec<ImportConflict>,
}

/// A day that GitHub corrected downwards: its last statement counts, and the report lists what it said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction {
    /// Views or clones.
    pub metric: Metric,
    /// The UTC day.
    pub date: Date,
    /// Whether the uniques alone were corrected; otherwise `from` and `to` are counts.
    pub of_uniques: bool,
    /// The largest number that GitHub stated before.
    pub from: Option<u64>,
    /// The number that it states now.
    pub to: Option<u64>,
    /// The UTC day of the answer that brought the correction.
    pub on: Date,
}

/// A day of which an import says something else than GitHub's own whole answer. GitHub's answer counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportConflict {
    /// Views or clones.
    pub metric: Metric,
    /// The UTC day.
    pub date: Date,
    /// GitHub's count.
    pub observed: Option<u64>,
    /// The import's count.
    pub imported: Option<u64>,
    /// The names of the sources.
    pub sources: BTreeSet<String>,
}

impl History {
    /// An empty history of a repository.
    #[must_use]
    pub fn new(repository: Repository) -> Self {
        Self {
            repository,
            captured: None,
            captures: BTreeSet::new(),
            seen: PerMetric::default(),
            ignored_referrers: BTreeSet::new(),
            given: Given::default(),
            status: None,
            lists_every_day: false,
            counts_only: false,
            without_traffic: false,
            days: BTreeMap::new(),
            windows: BTreeMap::new(),
            weeks: BTreeMap::new(),
            referrers: Arc::default(),
            paths: Arc::default(),
            counters: BTreeMap::new(),
            releases: BTreeMap::new(),
            assets: BTreeMap::new(),
            stars: Stars::default(),
            imports: BTreeMap::new(),
            corrections: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// The days that count: recorded, and not before the repository existed. Oldest first.
    pub fn recorded_days(&self) -> impl DoubleEndedIterator<Item = (Date, &Day)> {
        let created = self.repository.created.unwrap_or(Date::MIN);
        self.days.range(created..).map(|(date, day)| (*date, day))
    }

    /// The record of one day.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<&Day> {
        self.days
            .get(&date)
            .filter(|_| self.repository.created.is_none_or(|created| date >= created))
    }

    /// First and last day with any known number; `None` while nothing is known.
    #[must_use]
    pub fn span(&self) -> Option<(Date, Date)> {
        let known = |(date, day): (Date, &Day)| {
            Metric::ALL
                .iter()
                .any(|m| day.reading(*m).is_some_and(|r| r.known_count().is_some()))
                .then_some(date)
        };
        Some((
            self.recorded_days().find_map(known)?,
            self.recorded_days().rev().find_map(known)?,
        ))
    }

    /// The newest day that GitHub has published whole, in either metric.
    #[must_use]
    pub fn newest_day(&self) -> Option<Date> {
        self.recorded_days()
            .rev()
            .find(|(_, day)| {
                Metric::ALL.iter().any(|m| {
                    day.reading(*m)
                        .is_some_and(|r| r.is_complete() && r.known_count().is_some())
                })
            })
            .map(|(date, _)| date)
    }

    /// GitHub's own 14-day total that ends on `end`. Fourteen known days of zero make a window of zero, though
    /// all-zero windows themselves are never stored.
    #[must_use]
    pub fn window(&self, metric: Metric, end: Date) -> Option<Totals> {
        if let Some(totals) = self.windows.get(&end).and_then(|period| period.totals(metric)) {
            return Some(totals);
        }
        let quiet = (0..14).all(|back| {
            let reading = self.day(plus_days(end, -back)).and_then(|day| day.reading(metric));
            reading.and_then(|r| r.known_count()) == Some(0)
        });
        quiet.then_some(Totals {
            count: 0,
            uniques: Uniques::new(0),
        })
    }

    /// The days whose zero is doubtful, oldest first.
    pub fn doubtful_days(&self, metric: Metric) -> impl Iterator<Item = Date> {
        let is_doubtful = move |day: &Day| day.reading(metric).is_some_and(DayCount::is_doubtful);
        let days = self.recorded_days().filter(move |(_, day)| is_doubtful(day));
        days.map(|(date, _)| date)
    }

    /// Days between the first and the last known day of which GitHub has said nothing that counts, as closed ranges, oldest
    /// first. Doubtful zeros are none of them.
    #[must_use]
    pub fn gaps(&self, metric: Metric) -> Vec<(Date, Date)> {
        let answered = |r: &DayCount| r.known_count().is_some() || r.is_doubtful();
        let known = |day: &Day| day.reading(metric).is_some_and(answered);
        let mut gaps = Vec::new();
        let mut last: Option<Date> = None;
        for (date, _) in self.recorded_days().filter(|(_, day)| known(day)) {
            if let Some(last) = last
                && days_between(last, date) > 1
            {
                gaps.push((plus_days(last, 1), plus_days(date, -1)));
            }
            last = Some(date);
        }
        gaps
    }
}
