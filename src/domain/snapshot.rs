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

/// Which GitHub answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The address of its pages, without a slash at the end.
    pub url: String,
    /// The version that GitHub Enterprise Server names in its answers (header `X-GitHub-Enterprise-Version`).
    pub enterprise: Option<String>,
}

impl Server {
    /// The public GitHub.
    pub const GITHUB_COM: &'static str = "https://github.com";

    /// Whether it is github.com. The address of the API does not decide: a proxy or a test may stand in between.
    #[must_use]
    pub fn is_github_com(&self) -> bool {
        self.enterprise.is_none() && self.url == Self::GITHUB_COM
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            url: Self::GITHUB_COM.to_owned(),
            enterprise: None,
        }
    }
}

/// What GitHub answered in one run about one repository. An endpoint that failed is absent: unknown, not empty.
#[derive(Debug, Clone)]
pub struct RawSnapshot {
    /// When GitHub generated the last of the answers (header `Date`), to the second.
    pub captured: Timestamp,
    /// When it generated those that are older.
    pub answered: BTreeMap<Endpoint, Timestamp>,
    /// Which GitHub it was.
    pub server: Server,
    /// GitHub's numeric id of the repository; `None` when the repository itself could not be read.
    pub id: Option<u64>,
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
    #[serde(default)]
    answered: BTreeMap<Endpoint, Timestamp>,
    #[serde(default = "github_com")]
    server: String,
    #[serde(default)]
    enterprise: Option<String>,
    #[serde(default)]
    id: Option<u64>,
    repository: String,
    bodies: BTreeMap<Endpoint, Box<RawValue>>,
}

/// Only the version, to tell a newer file from a broken one.
#[derive(Deserialize)]
struct WireVersion {
    schema: u32,
}

fn github_com() -> String {
    Server::GITHUB_COM.to_owned()
}

impl RawSnapshot {
    /// The largest snapshot file that is parsed, in bytes; GitHub's answers come to some 10 kB.
    pub const MAX_BYTES: usize = 4 << 20;

    /// The file: JSON, one body a line, LF, the same bytes for the same bodies.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let mut out = format!("{{\n\"schema\": {SCHEMA},\n\"captured\": \"{}\",\n", self.captured);
        if !self.answered.is_empty() {
            let answers = self.answered.iter();
            let list: Vec<String> = answers
                .map(|(endpoint, at)| format!("\"{}\": \"{at}\"", endpoint.key()))
                .collect();
            out.push_str(&format!("\"answered\": {{{}}},\n", list.join(", ")));
        }
        out.push_str(&format!("\"server\": {},\n", text(&self.server.url)));
        if let Some(version) = &self.server.enterprise {
            out.push_str(&format!("\"enterprise\": {},\n", text(version)));
        }
        if let Some(id) = self.id {
            out.push_str(&format!("\"id\": {id},\n"));
        }
        out.push_str(&format!("\"repository\": \"{}\",\n\"bodies\": {{", self.repository));
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
        let mut times = std::iter::once(&wire.captured).chain(wire.answered.values());
        if let Some(time) = times.find(|time| !is_plausible(utc_day(**time))) {
            return Err(SnapshotError::Malformed(format!(
                "captured in an impossible year, {time}"
            )));
        }
        let repository = wire.repository.parse().map_err(|error| malformed(&error))?;
        Ok(Self {
            captured: wire.captured,
            answered: wire.answered,
            server: Server {
                url: wire.server,
                enterprise: wire.enterprise,
            },
            id: wire.id,
            repository,
            bodies: wire.bodies,
        })
    }

    /// When GitHub generated the answer of one endpoint.
    #[must_use]
    pub fn answered(&self, endpoint: Endpoint) -> Timestamp {
        self.answered.get(&endpoint).copied().unwrap_or(self.captured)
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
