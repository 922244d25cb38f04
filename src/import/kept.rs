//! PURE. What was imported, as a value and as the file of the ledger that keeps it; its form is explained in
//! `docs/history.md`. Imports `domain`, serde and the digest.

mod wire;

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::Format;
use crate::domain::history::History;
use crate::domain::repository::Repository;
use crate::domain::top_list::{RepoCounters, TopList};
use crate::domain::traffic::{Day, Period};
use crate::domain::{Date, Timestamp, monday_of, utc_day};

/// The schema version that this program writes, and the newest that it reads.
pub(crate) const SCHEMA: u32 = 1;

/// What one import brought. It stands in the ledger beside the snapshots, so that the history can be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What the report calls the source.
    pub source: String,
    /// The format that it was read from.
    pub tool: Format,
    /// One record per UTC day that the source knows; all readings are imported ones.
    pub days: BTreeMap<Date, Day>,
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

/// Why a kept import cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeptError {
    /// A newer program wrote it.
    #[error("the import has schema {found}, this program reads up to {SCHEMA}: use a newer Traffic Ledger")]
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
        self.days.is_empty() && self.windows.is_empty() && lists && readings
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

    /// The history that this import alone proves; `path` is where it is kept, below the repository's folder.
    #[must_use]
    pub fn into_history(self, repository: Repository, path: String) -> History {
        let week = |at: Timestamp| monday_of(utc_day(at));
        // Oldest first, so that of one week the last stays.
        let weekly =
            |captures: BTreeMap<Timestamp, TopList>| captures.into_iter().map(|(at, capture)| (week(at), capture));
        let mut counters: BTreeMap<Date, RepoCounters> = BTreeMap::new();
        let mut read = |at: Timestamp, stars: Option<u64>, forks: Option<u64>| {
            let kept = counters.entry(week(at)).or_insert(RepoCounters {
                captured: at,
                stars: None,
                forks: None,
                downloads: None,
            });
            kept.captured = kept.captured.max(at);
            kept.stars = stars.or(kept.stars);
            kept.forks = forks.or(kept.forks);
        };
        self.stars
            .into_iter()
            .for_each(|(at, stars)| read(at, Some(stars), None));
        self.forks
            .into_iter()
            .for_each(|(at, forks)| read(at, None, Some(forks)));
        let mut history = History::new(repository);
        history.referrers = weekly(self.referrers).collect();
        history.paths = weekly(self.paths).collect();
        history.days = self.days;
        history.windows = self.windows;
        history.counters = counters;
        history.imports = [(path, self.source)].into();
        history
    }
}
