//! PURE. Every claim about one repository's traffic, joined. Nothing is decided here: that is `judge`'s.
//!
//! `merge` is a join: commutative, associative, idempotent. No claim ever disappears, so a lost race is "load again, merge
//! again", a re-run changes nothing and an import is one more merge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::proof::{Numbers, Proof, Strength, WINDOW_DAYS};
use crate::domain::ci_clones::CiClones;
use crate::domain::downloads::Asset;
use crate::domain::given::GivenClaims;
use crate::domain::repository::{Repository, RepositoryName};
use crate::domain::repository_state::StatusClaim;
use crate::domain::stars::StarClaims;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{CounterClaims, Release, TopList};
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Metric, Totals, join_options};
use crate::domain::{Date, Timestamp, plus_days, utc_day};

/// When GitHub gave a day these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The UTC day of the first answer with them.
    pub first: Date,
    /// The last answer with them.
    pub last: Timestamp,
}

/// What a source other than this ledger's own answers says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportedNumbers {
    /// Its numbers, the field-wise larger of several.
    pub numbers: Numbers,
    /// Whether the source saw the whole day; otherwise they are lower bounds.
    pub complete: bool,
}

impl ImportedNumbers {
    /// The field-wise larger numbers. They are those of a whole day only if a source that saw it whole has the larger count:
    /// a smaller one cannot make a larger lower bound complete.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let complete = match self.numbers.count.cmp(&other.numbers.count) {
            std::cmp::Ordering::Less => other.complete,
            std::cmp::Ordering::Equal => self.complete || other.complete,
            std::cmp::Ordering::Greater => self.complete,
        };
        Self {
            numbers: self.numbers.max(other.numbers),
            complete,
        }
    }
}

/// What is claimed of one metric on one UTC day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricClaims {
    /// The numbers in answers of fourteen whole days, with when GitHub said so. More than one means a correction.
    pub whole: BTreeMap<Numbers, Seen>,
    /// The largest numbers in hourly windows that covered the whole day.
    pub hourly: Option<Numbers>,
    /// The largest numbers that are lower bounds.
    pub at_least: Option<Numbers>,
    /// What imports say, by the name of the source.
    pub imported: BTreeMap<String, ImportedNumbers>,
}

impl MetricClaims {
    /// Whether nothing is claimed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn join(mut self, other: Self) -> Self {
        join_maps(&mut self.whole, other.whole, |one, two| Seen {
            first: one.first.min(two.first),
            last: one.last.max(two.last),
        });
        self.hourly = join_options(self.hourly, other.hourly, Numbers::max);
        self.at_least = join_options(self.at_least, other.at_least, Numbers::max);
        join_maps(&mut self.imported, other.imported, ImportedNumbers::join);
        self
    }
}

/// What is claimed of one UTC day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayClaims {
    /// Of views and clones.
    pub metrics: PerMetric<MetricClaims>,
    /// Clones made by the repository's own CI, where an import has counted them.
    pub ci_clones: Option<u64>,
    /// The estimate of them from the jobs of GitHub Actions.
    pub ci_estimate: Option<CiClones>,
}

impl DayClaims {
    fn join(self, other: Self) -> Self {
        Self {
            metrics: self.metrics.join_with(other.metrics, MetricClaims::join),
            ci_clones: self.ci_clones.max(other.ci_clones),
            ci_estimate: self.ci_estimate.max(other.ci_estimate),
        }
    }
}

/// GitHub's own totals of a period, and when it said so: a later statement of whole days replaces an earlier one.
/// Totals of hourly windows and of imports have no time that could order them; of these the field-wise larger counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeriodClaim {
    /// The answer of whole days that said so last.
    pub answered: Option<Timestamp>,
    /// Count and uniques of the period.
    pub totals: Totals,
}

impl PeriodClaim {
    fn join(self, other: Self) -> Self {
        if self.answered.is_none() && other.answered.is_none() {
            let totals = self.totals.max(other.totals);
            return Self { answered: None, totals };
        }
        self.max(other)
    }
}

/// The window of the last answer of a UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowSeen {
    /// When GitHub generated the answer.
    pub answered: Timestamp,
    /// The window's last day; the window is the fourteen days that end on it.
    pub last: Date,
}

impl WindowSeen {
    /// The days of the window, oldest first.
    pub fn days(self) -> impl Iterator<Item = Date> {
        (0..WINDOW_DAYS).map(move |offset| plus_days(self.first(), offset))
    }

    /// The window's first day.
    #[must_use]
    pub fn first(self) -> Date {
        plus_days(self.last, 1 - WINDOW_DAYS)
    }
}

/// All that is claimed about one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Who it is about.
    pub repository: Repository,
    /// Every name that it was captured under: GitHub forgets a former name once another repository takes it.
    pub names: BTreeSet<RepositoryName>,
    /// When the last snapshot of traffic was captured; `None` while there are imports alone.
    pub captured: Option<Timestamp>,
    /// What GitHub said last about the repository itself.
    pub status: Option<StatusClaim>,
    /// When the last snapshot was captured of which only the counts may be kept.
    pub counts_only: Option<Timestamp>,
    /// When the last snapshot was captured that holds no traffic, since none was asked for.
    pub without_traffic: Option<Timestamp>,
    /// Referrers that the user had called crawlers when the last snapshot was captured.
    pub ignored_referrers: BTreeSet<Untrusted>,
    /// What the user gave beside the traffic.
    pub given: GivenClaims,
    /// The windows of whole days that GitHub showed, the last of each UTC day on which it was asked.
    pub seen: PerMetric<BTreeMap<Date, WindowSeen>>,
    /// One record per UTC day that any claim is about.
    pub days: BTreeMap<Date, DayClaims>,
    /// Windows that held nothing but zeros: their first day by their last day.
    pub zeros: PerMetric<BTreeMap<Date, Date>>,
    /// GitHub's own totals of 14-day windows, by the window's last day.
    pub windows: BTreeMap<Date, PerMetric<Option<PeriodClaim>>>,
    /// GitHub's own totals of whole weeks, by their Monday.
    pub weeks: BTreeMap<Date, PerMetric<Option<PeriodClaim>>>,
    /// Popular referrers: the last list of each UTC day.
    pub referrers: Arc<BTreeMap<Date, TopList>>,
    /// Popular paths: the last list of each UTC day; the newest alone has titles.
    pub paths: Arc<BTreeMap<Date, TopList>>,
    /// Stars, forks and downloads: the fullest reading of each calendar week, the last of equally full ones, by the
    /// week's Monday.
    pub counters: BTreeMap<Date, CounterClaims>,
    /// Releases by tag.
    pub releases: BTreeMap<Untrusted, Release>,
    /// Files of releases by GitHub's id.
    pub assets: BTreeMap<u64, Asset>,
    /// Stars by day.
    pub stars: StarClaims,
    /// The imports joined in: path of the kept file below the repository's folder, and the source's name.
    pub imports: BTreeMap<String, String>,
}

/// Two sets of claims that must not become one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is another repository than the one in the ledger: its id is {found}, the ledger's is {kept}")]
pub struct AnotherRepository {
    /// The name that both claim.
    pub name: RepositoryName,
    /// The id in the ledger.
    pub kept: u64,
    /// The id that came.
    pub found: u64,
}

impl Claims {
    /// No claims about a repository.
    #[must_use]
    pub fn new(repository: Repository) -> Self {
        Self {
            repository,
            names: BTreeSet::new(),
            captured: None,
            status: None,
            counts_only: None,
            without_traffic: None,
            ignored_referrers: BTreeSet::new(),
            given: GivenClaims::default(),
            seen: PerMetric::default(),
            days: BTreeMap::new(),
            zeros: PerMetric::default(),
            windows: BTreeMap::new(),
            weeks: BTreeMap::new(),
            referrers: Arc::default(),
            paths: Arc::default(),
            counters: BTreeMap::new(),
            releases: BTreeMap::new(),
            assets: BTreeMap::new(),
            stars: StarClaims::default(),
            imports: BTreeMap::new(),
        }
    }

    /// Adds what an answer of this ledger's own proves. `answered` is when GitHub generated it.
    pub fn observe(&mut self, metric: Metric, proof: &Proof, answered: Timestamp) {
        for (date, (numbers, strength)) in &proof.days {
            let day = self.days.entry(*date).or_default().metrics.of_mut(metric);
            let claim = match strength {
                Strength::WholeDay => {
                    let seen = Seen {
                        first: utc_day(answered),
                        last: answered,
                    };
                    day.whole.insert(*numbers, seen);
                    continue;
                }
                Strength::Hourly => &mut day.hourly,
                Strength::AtLeast => &mut day.at_least,
            };
            *claim = join_options(*claim, Some(*numbers), Numbers::max);
        }
        if let Some((first, last)) = proof.zeros {
            self.add_zeros(metric, first, last);
        }
        if let Some((end, totals)) = proof.total {
            let answered = proof.whole_days.then_some(answered);
            *self.windows.entry(end).or_default().of_mut(metric) = Some(PeriodClaim { answered, totals });
        }
        if let Some((_, last)) = proof.whole.filter(|_| proof.whole_days) {
            let seen = WindowSeen { answered, last };
            self.seen.of_mut(metric).insert(utc_day(answered), seen);
        }
    }

    /// Whether the last snapshot holds a window of whole days, in which GitHub lists days without traffic too.
    #[must_use]
    pub fn lists_every_day(&self) -> bool {
        let last_asked = |metric| self.seen.of(metric).last_key_value().map(|(asked, _)| *asked);
        let captured = self.captured.map(utc_day);
        captured.is_some() && Metric::ALL.into_iter().any(|metric| last_asked(metric) >= captured)
    }

    /// Whether the last snapshot keeps the counts alone.
    #[must_use]
    pub fn is_counts_only(&self) -> bool {
        self.counts_only.is_some() && self.counts_only == self.captured
    }

    /// Adds a window of zeros. Of two with the same last day the shorter stays.
    pub fn add_zeros(&mut self, metric: Metric, first: Date, last: Date) {
        let kept = self.zeros.of_mut(metric).entry(last).or_insert(first);
        *kept = (*kept).max(first);
    }

    /// Joins `other` into these claims. Costs as much as `other` is long.
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
        // Like the name, they are those of the later capture.
        if (other.captured, &other.ignored_referrers) > (self.captured, &self.ignored_referrers) {
            self.ignored_referrers = other.ignored_referrers;
        }
        self.given.merge(other.given);
        self.names.extend(other.names);
        self.repository.id = self.repository.id.or(other.repository.id);
        self.repository.created = join_options(self.repository.created, other.repository.created, Date::min);
        self.captured = self.captured.max(other.captured);
        self.status = self.status.max(other.status);
        self.counts_only = self.counts_only.max(other.counts_only);
        self.without_traffic = self.without_traffic.max(other.without_traffic);
        for metric in Metric::ALL {
            join_maps(self.seen.of_mut(metric), other.seen.of(metric).clone(), Ord::max);
            join_maps(self.zeros.of_mut(metric), other.zeros.of(metric).clone(), Ord::max);
        }
        join_maps(&mut self.days, other.days, DayClaims::join);
        let periods = |one: PerMetric<Option<PeriodClaim>>, two| {
            one.join_with(two, |one, two| join_options(one, two, PeriodClaim::join))
        };
        join_maps(&mut self.windows, other.windows, periods);
        join_maps(&mut self.weeks, other.weeks, periods);
        let referrers = Arc::unwrap_or_clone(other.referrers);
        join_maps(Arc::make_mut(&mut self.referrers), referrers, TopList::better);
        self.join_paths(Arc::unwrap_or_clone(other.paths));
        join_maps(&mut self.counters, other.counters, CounterClaims::join);
        join_maps(&mut self.releases, other.releases, Release::join);
        join_maps(&mut self.assets, other.assets, Asset::join);
        self.stars.merge(other.stars);
        join_maps(&mut self.imports, other.imports, String::max);
        Ok(())
    }

    /// Titles are long and only the newest list's are shown: ten years must stay below 1 MB.
    pub(crate) fn join_paths(&mut self, other: BTreeMap<Date, TopList>) {
        let newest_before = self.paths.last_key_value().map(|(day, _)| *day);
        let changed: BTreeSet<Date> = other.keys().copied().chain(newest_before).collect();
        let paths = Arc::make_mut(&mut self.paths);
        join_maps(paths, other, TopList::better);
        let newest = paths.last_key_value().map(|(day, _)| *day);
        for day in changed.into_iter().filter(|day| Some(*day) != newest) {
            for row in paths.get_mut(&day).into_iter().flat_map(|list| &mut list.rows) {
                row.title = None;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_github_answered_goes_before_totals_without_a_time() {
        let claim = |answered: Option<&str>, count| PeriodClaim {
            answered: answered.map(|text| text.parse().expect("a time")),
            totals: Totals {
                count,
                uniques: crate::domain::traffic::Uniques::new(1),
            },
        };
        let (early, late) = (
            claim(Some("2026-11-15T14:37:00Z"), 90),
            claim(Some("2026-11-16T14:37:00Z"), 80),
        );
        let (import, larger) = (claim(None, 100), claim(None, 120));
        for (one, other, wanted) in [
            (import, early, early),
            (early, late, late),
            (import, larger, larger),
            (late, late, late),
        ] {
            assert_eq!((one.join(other), other.join(one)), (wanted, wanted));
        }
    }
}
