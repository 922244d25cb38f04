//! PURE. The history: a fold over the snapshots and imports, whose merge is a join. Imports its neighbours in `domain`.
//!
//! `merge` is commutative, associative and idempotent, and no day ever disappears or shrinks; so a lost race is
//! "load again, merge again", a re-run changes nothing and an import is one more merge.

use std::collections::{BTreeMap, BTreeSet};

use super::repository::{Repository, RepositoryName};
use super::text::Untrusted;
use super::top_list::{Release, RepoCounters, TopList};
use super::traffic::{Day, Metric, Period, Totals, Uniques, join_options};
use super::{Date, Timestamp, days_between, plus_days};

/// Everything that is known of one repository's traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Who it belongs to.
    pub repository: Repository,
    /// When the last snapshot in it was captured; `None` while it holds imports alone.
    pub captured: Option<Timestamp>,
    /// One record per UTC day that anything has covered; a day that is absent is unknown.
    pub days: BTreeMap<Date, Day>,
    /// GitHub's own totals of trailing 14-day windows, by the window's last day.
    pub windows: BTreeMap<Date, Period>,
    /// GitHub's own totals of whole weeks, by their Monday.
    pub weeks: BTreeMap<Date, Period>,
    /// Popular referrers: the last capture of each calendar week, by the week's Monday.
    pub referrers: BTreeMap<Date, TopList>,
    /// Popular paths: the last capture of each calendar week, by the week's Monday.
    pub paths: BTreeMap<Date, TopList>,
    /// Stars, forks and downloads: the fullest reading of each calendar week, the last of equally full ones, by the week's Monday.
    pub counters: BTreeMap<Date, RepoCounters>,
    /// Releases by tag.
    pub releases: BTreeMap<Untrusted, Release>,
    /// The imports folded in: path of the kept file below the repository's folder, and the source's name.
    pub imports: BTreeMap<String, String>,
}

/// Two histories that must not become one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{name} is another repository than the one in the ledger: its id is {found}, the ledger's is {kept}. \
     Somebody reused the name; keep the new one under another `directory` or `branch`"
)]
pub struct AnotherRepository {
    /// The name that both claim.
    pub name: RepositoryName,
    /// The id in the ledger.
    pub kept: u64,
    /// The id that came.
    pub found: u64,
}

impl History {
    /// An empty history of a repository.
    #[must_use]
    pub fn new(repository: Repository) -> Self {
        Self {
            repository,
            captured: None,
            days: BTreeMap::new(),
            windows: BTreeMap::new(),
            weeks: BTreeMap::new(),
            referrers: BTreeMap::new(),
            paths: BTreeMap::new(),
            counters: BTreeMap::new(),
            releases: BTreeMap::new(),
            imports: BTreeMap::new(),
        }
    }

    /// Joins `other` into this history. Costs as much as `other` is long.
    ///
    /// # Errors
    /// When both know their numeric id and the ids differ; then nothing has changed.
    pub fn merge(&mut self, other: Self) -> Result<(), AnotherRepository> {
        if let (Some(kept), Some(found)) = (self.repository.id, other.repository.id)
            && kept != found
        {
            return Err(AnotherRepository {
                name: other.repository.name,
                kept,
                found,
            });
        }
        // The name is that of the later capture; of two at once the greater, so that the order does not matter.
        if (other.captured, &other.repository.name) > (self.captured, &self.repository.name) {
            self.repository.name = other.repository.name;
        }
        self.repository.id = self.repository.id.or(other.repository.id);
        self.repository.created = join_options(self.repository.created, other.repository.created, Date::min);
        self.captured = self.captured.max(other.captured);
        join_maps(&mut self.days, other.days, Day::join);
        join_maps(&mut self.windows, other.windows, Period::join);
        join_maps(&mut self.weeks, other.weeks, Period::join);
        join_maps(&mut self.referrers, other.referrers, TopList::later);
        join_maps(&mut self.paths, other.paths, TopList::later);
        join_maps(&mut self.counters, other.counters, RepoCounters::fuller);
        join_maps(&mut self.releases, other.releases, |one, two| Release {
            published: one.published.min(two.published),
            downloads: one.downloads.max(two.downloads),
            prerelease: one.prerelease && two.prerelease,
        });
        join_maps(&mut self.imports, other.imports, String::max);
        self.keep_newest_titles();
        Ok(())
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

    /// Days between the first and the last known day on which the metric is unknown, as closed ranges, oldest first.
    #[must_use]
    pub fn gaps(&self, metric: Metric) -> Vec<(Date, Date)> {
        let known = |day: &Day| day.reading(metric).is_some_and(|r| r.known_count().is_some());
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

    /// Sources of the days that only imports know.
    #[must_use]
    pub fn import_sources(&self) -> BTreeSet<&str> {
        self.imports.values().map(String::as_str).collect()
    }

    /// Titles are long and only the newest capture's are shown: ten years must stay below 1 MB.
    fn keep_newest_titles(&mut self) {
        for capture in self.paths.values_mut().rev().skip(1) {
            capture.rows.iter_mut().for_each(|row| row.title = None);
        }
    }
}

fn join_maps<K: Ord, V>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>, join: impl Fn(V, V) -> V) {
    for (key, value) in from {
        let joined = match into.remove(&key) {
            Some(kept) => join(kept, value),
            None => value,
        };
        into.insert(key, joined);
    }
}
