//! PURE. The raw snapshot: what GitHub answered in one run, as received. The ledger is made of these.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::repository::RepositoryName;
use super::{Timestamp, is_plausible, utc_day};

/// The schema version that this program writes and reads.
pub const SCHEMA: u32 = 1;

/// One thing that a run asks GitHub for; the name is the key in the snapshot file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Endpoint {
    /// The repository itself: an extract (id, name, creation, stars, forks), since the full answer can hold a
    /// `temp_clone_token`, which must never be committed.
    #[serde(rename = "repository")]
    Repository,
    /// `traffic/views?per=day`
    #[serde(rename = "views/day")]
    ViewsByDay,
    /// `traffic/views?per=week`
    #[serde(rename = "views/week")]
    ViewsByWeek,
    /// `traffic/clones?per=day`
    #[serde(rename = "clones/day")]
    ClonesByDay,
    /// `traffic/clones?per=week`
    #[serde(rename = "clones/week")]
    ClonesByWeek,
    /// `traffic/popular/referrers`
    #[serde(rename = "popular/referrers")]
    Referrers,
    /// `traffic/popular/paths`
    #[serde(rename = "popular/paths")]
    Paths,
    /// The newest releases: an extract (tag, day, downloads), since release notes are long.
    #[serde(rename = "releases")]
    Releases,
}

impl Endpoint {
    /// All of them, in the order of the snapshot file.
    pub const ALL: [Self; 8] = [
        Self::Repository,
        Self::ViewsByDay,
        Self::ViewsByWeek,
        Self::ClonesByDay,
        Self::ClonesByWeek,
        Self::Referrers,
        Self::Paths,
        Self::Releases,
    ];

    /// The key in the snapshot file and the name in messages.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Repository => "repository",
            Self::ViewsByDay => "views/day",
            Self::ViewsByWeek => "views/week",
            Self::ClonesByDay => "clones/day",
            Self::ClonesByWeek => "clones/week",
            Self::Referrers => "popular/referrers",
            Self::Paths => "popular/paths",
            Self::Releases => "releases",
        }
    }

    /// Whether it is one of the six traffic endpoints, without which days would be lost.
    #[must_use]
    pub fn is_traffic(self) -> bool {
        !matches!(self, Self::Repository | Self::Releases)
    }
}

/// What GitHub answered in one run about one repository. An endpoint that failed is absent: unknown, not empty.
#[derive(Debug, Clone)]
pub struct RawSnapshot {
    /// When the run read the clock, to the second.
    pub captured: Timestamp,
    /// The name that GitHub knows the repository by at that moment.
    pub repository: RepositoryName,
    /// The bodies, byte for byte as they came (line breaks between tokens aside, they are JSON as GitHub wrote it).
    pub bodies: BTreeMap<Endpoint, Box<RawValue>>,
}

/// Why a snapshot file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not JSON, or not in the snapshot's form.
    #[error("not a snapshot: {0}")]
    Malformed(String),
    /// Written by a newer program.
    #[error("the snapshot has schema {found}, this program reads up to {SCHEMA}: update Traffic Ledger")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// Larger than any answer of GitHub's can be.
    #[error("the snapshot has {0} bytes, more than the {max} that are read", max = RawSnapshot::MAX_BYTES)]
    TooLarge(usize),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: u32,
    captured: Timestamp,
    repository: String,
    bodies: BTreeMap<Endpoint, Box<RawValue>>,
}

/// Only the version, to tell a newer file from a broken one.
#[derive(Deserialize)]
struct WireVersion {
    schema: u32,
}

impl RawSnapshot {
    /// The largest snapshot file that is parsed, in bytes; GitHub's answers come to some 10 kB.
    pub const MAX_BYTES: usize = 4 << 20;

    /// The file: JSON, one body a line, LF, the same bytes for the same bodies.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!(
            "{{\n\"schema\": {SCHEMA},\n\"captured\": \"{}\",\n\"repository\": \"{}\",\n\"bodies\": {{",
            self.captured, self.repository
        );
        for (index, (endpoint, body)) in self.bodies.iter().enumerate() {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.push_str(&format!("\"{}\": {}", endpoint.key(), body.get()));
        }
        out.push_str("\n}\n}\n");
        out.into_bytes()
    }

    /// Reads a snapshot file.
    ///
    /// # Errors
    /// When the file is too large, not JSON, of another form or of a newer schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(SnapshotError::TooLarge(bytes.len()));
        }
        let malformed = |error: &dyn std::fmt::Display| SnapshotError::Malformed(error.to_string());
        if let Ok(WireVersion { schema: found }) = serde_json::from_slice(bytes)
            && found > SCHEMA
        {
            return Err(SnapshotError::Newer { found });
        }
        let wire: Wire = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        if !is_plausible(utc_day(wire.captured)) {
            return Err(SnapshotError::Malformed(format!(
                "captured in an impossible year, {}",
                wire.captured
            )));
        }
        let repository = wire.repository.parse().map_err(|error| malformed(&error))?;
        Ok(Self {
            captured: wire.captured,
            repository,
            bodies: wire.bodies,
        })
    }

    /// The file's path below the repository's folder: `snapshots/YYYY/MM/YYYY-MM-DDTHHMMSSZ.json`.
    #[must_use]
    pub fn path(&self) -> String {
        let day = utc_day(self.captured);
        let stamp = jiff::tz::Offset::UTC
            .to_datetime(self.captured)
            .strftime("%Y-%m-%dT%H%M%SZ")
            .to_string();
        format!("snapshots/{:04}/{:02}/{stamp}.json", day.year(), day.month())
    }
}
