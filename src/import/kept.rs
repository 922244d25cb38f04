//! PURE. What was imported, as a value and as the file of the ledger that keeps it; its form is explained in
//! `docs/history.md`. Imports `domain`, serde and the digest.

mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::Format;
use crate::domain::evidence::claims::{Claims, ImportedNumbers, PeriodClaim};
use crate::domain::repository::Repository;
use crate::domain::top_list::{CounterClaims, TopList};
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Metric, Period, Totals, join_options};
use crate::domain::{Date, Timestamp, monday_of, utc_day};

/// The schema version that this program writes, and the newest that it reads.
pub(crate) const SCHEMA: u32 = 1;

/// What one import brought. It is kept in the ledger beside the snapshots, so that the history can be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What the report calls the source.
    pub source: String,
    /// The format that it was read from.
    pub tool: Format,
    /// One record per UTC day that the source knows.
    pub days: BTreeMap<Date, ImportedDay>,
    /// Windows of the API that held nothing but zeros: their first day by their last day.
    pub zeros: PerMetric<BTreeMap<Date, Date>>,
    /// GitHub's own totals of 14-day windows, by their last day.
    pub windows: BTreeMap<Date, Period>,
    /// Popular referrers by their capture.
    pub referrers: BTreeMap<Timestamp, TopList>,
    /// Popular paths by their capture.
    pub paths: BTreeMap<Timestamp, TopList>,
    /// Stargazers at a moment.
    pub stars: BTreeMap<Timestamp, u64>,
    /// Forks at a moment.
    pub forks: BTreeMap<Timestamp, u64>,
}

/// What a source says of one UTC day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportedDay {
    /// Views and clones; `None` where the source does not know.
    pub metrics: PerMetric<Option<ImportedNumbers>>,
    /// Clones made by the repository's own CI, where the source has counted them.
    pub ci_clones: Option<u64>,
}

/// Why a kept import cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeptError {
    /// A newer program wrote it.
    #[error("the import has schema {found}, but this program supports {SCHEMA}")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// Not the documented form.
    #[error("not a kept import: {0}")]
    Malformed(String),
    /// Larger than decades of daily rows.
    #[error("the import has {0} bytes, more than the {max} that are read", max = Import::MAX_BYTES)]
    TooLarge(usize),
}

impl Import {
    /// The largest kept import that is parsed, in bytes; ten years of days and daily lists take some 6 MB.
    pub const MAX_BYTES: usize = 32 << 20;

    /// An import that holds nothing yet.
    #[must_use]
    pub fn new(tool: Format, source: String) -> Self {
        Self {
            source,
            tool,
            days: BTreeMap::new(),
            zeros: PerMetric::default(),
            windows: BTreeMap::new(),
            referrers: BTreeMap::new(),
            paths: BTreeMap::new(),
            stars: BTreeMap::new(),
            forks: BTreeMap::new(),
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = self.referrers.is_empty() && self.paths.is_empty();
        let readings = self.stars.is_empty() && self.forks.is_empty();
        let zeros = self.zeros.views.is_empty() && self.zeros.clones.is_empty();
        self.days.is_empty() && zeros && self.windows.is_empty() && lists && readings
    }

    /// Joins what other files of the same source say. The order does not matter.
    pub(super) fn join(&mut self, other: Self) {
        for (date, day) in other.days {
            let kept = self.days.entry(date).or_default();
            for metric in Metric::ALL {
                let (one, two) = (*kept.metrics.of(metric), *day.metrics.of(metric));
                *kept.metrics.of_mut(metric) = join_options(one, two, ImportedNumbers::join);
            }
            kept.ci_clones = kept.ci_clones.max(day.ci_clones);
        }
        for metric in Metric::ALL {
            for (last, first) in other.zeros.of(metric) {
                let kept = self.zeros.of_mut(metric).entry(*last).or_insert(*first);
                *kept = (*kept).max(*first);
            }
        }
        for (end, period) in other.windows {
            let kept = self.windows.entry(end).or_default();
            for metric in Metric::ALL {
                let (one, two) = (kept.totals(metric), period.totals(metric));
                *kept.totals_mut(metric) = join_options(one, two, Totals::max);
            }
        }
        for (into, from) in [(&mut self.referrers, other.referrers), (&mut self.paths, other.paths)] {
            for (captured, list) in from {
                let better = match into.remove(&captured) {
                    Some(kept) => kept.better(list),
                    None => list,
                };
                into.insert(captured, better);
            }
        }
        for (into, from) in [(&mut self.stars, other.stars), (&mut self.forks, other.forks)] {
            for (at, number) in from {
                let kept = into.entry(at).or_default();
                *kept = (*kept).max(number);
            }
        }
    }

    /// The file: JSON, LF, one record a line, no time of the import; the same numbers give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::write(self).into_bytes()
    }

    /// Reads a kept file.
    ///
    /// # Errors
    /// When it is too large, of a newer schema or not of the form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeptError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(KeptError::TooLarge(bytes.len()));
        }
        wire::read(bytes)
    }

    /// The file's path below the repository's folder: `imports/<source>-<12 hexadecimal digits of the content>.json`.
    #[must_use]
    pub fn path(&self) -> String {
        let digest = Sha256::digest(self.to_bytes());
        let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("imports/{}-{short}.json", self.source)
    }

    /// The claims of this import alone; `path` is where it is kept, below the repository's folder.
    #[must_use]
    pub fn into_claims(self, repository: Repository, path: String) -> Claims {
        // Oldest first, so that of one day the last stays.
        let daily = |lists: BTreeMap<Timestamp, TopList>| lists.into_iter().map(|(at, list)| (utc_day(at), list));
        let mut claims = Claims::new(repository);
        claims.counters = weekly_counters(&self.stars, &self.forks);
        claims.referrers = Arc::new(daily(self.referrers).collect());
        let pages = daily(self.paths).map(|(day, list)| (day, list.with_joined_pages()));
        claims.join_paths(pages.collect());
        for (date, imported) in self.days {
            let day = claims.days.entry(date).or_default();
            day.ci_clones = imported.ci_clones;
            for metric in Metric::ALL {
                let numbers = imported
                    .metrics
                    .of(metric)
                    .map(|numbers| (self.source.clone(), numbers));
                day.metrics.of_mut(metric).imported.extend(numbers);
            }
        }
        claims.zeros = self.zeros;
        let claim = |totals| PeriodClaim { answered: None, totals };
        claims.windows = self
            .windows
            .into_iter()
            .map(|(end, period)| {
                let claims = PerMetric {
                    views: period.views.map(claim),
                    clones: period.clones.map(claim),
                };
                (end, claims)
            })
            .collect();
        claims.imports = [(path, self.source)].into();
        claims
    }
}

/// The last numbers of each calendar week, by the week's Monday.
fn weekly_counters(
    stars: &BTreeMap<Timestamp, u64>,
    forks: &BTreeMap<Timestamp, u64>,
) -> BTreeMap<Date, CounterClaims> {
    let mut counters: BTreeMap<Date, CounterClaims> = BTreeMap::new();
    let week = |at: &Timestamp| monday_of(utc_day(*at));
    for (at, number) in stars {
        counters.entry(week(at)).or_default().stars = Some((*at, *number));
    }
    for (at, number) in forks {
        counters.entry(week(at)).or_default().forks = Some((*at, *number));
    }
    counters
}
