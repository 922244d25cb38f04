//! PURE. The raw snapshot: what GitHub answered in one run, as received. The ledger is made of these.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::given::{Given, SeriesName, WireEvent, WireValue, read_events, read_values};
use super::records::{json, list};
use super::repository::RepositoryName;
use super::text::Untrusted;
use super::{Timestamp, is_plausible, utc_day};

/// The schema version that this program writes and reads.
pub const SCHEMA: u32 = 1;

/// What a run asks GitHub for about one repository; in a snapshot file it is named by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// The repository itself: an extract (id, name, creation, stars, forks), since the full response can hold a
    /// `temp_clone_token`, which must never be committed.
    Repository,
    /// Views of each day.
    ViewsByDay,
    /// Views of each week.
    ViewsByWeek,
    /// Clones of each day.
    ClonesByDay,
    /// Clones of each week.
    ClonesByWeek,
    /// The top referrers.
    Referrers,
    /// The top paths.
    Paths,
    /// The newest releases: an extract (tag, day, files with their downloads), since release notes are long.
    Releases,
    /// Stars by day: the newest weeks.
    Stars,
    /// Stars by day: all weeks back to the creation of the repository, the pages one after the other.
    PastStars,
    /// Clones by the repository's own CI on UTC days that are over: counted from the jobs of its runs of GitHub Actions, of which
    /// nothing else is kept.
    CiClones,
}

/// How much depends on an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Without it the run is red, but no day is lost.
    Required,
    /// One of the six traffic endpoints: without it days are lost.
    Traffic,
    /// It only marks the charts: without it there is a warning.
    Optional,
}

/// All facts about an endpoint.
struct EndpointRow {
    endpoint: Endpoint,
    key: &'static str,
    /// Below `/repos/OWNER/NAME`.
    path: &'static str,
    operation: &'static str,
    need: Need,
    /// How many pages are read at most.
    pages: usize,
}

/// The one table of endpoints, in the order of the snapshot file.
#[rustfmt::skip]
const ENDPOINTS: &[EndpointRow] = &[
    EndpointRow { endpoint: Endpoint::Repository, key: "repository", path: "", operation: "read the repository", need: Need::Required, pages: 1 },
    EndpointRow { endpoint: Endpoint::ViewsByDay, key: "views/day", path: "/traffic/views?per=day", operation: "read the daily views", need: Need::Traffic, pages: 1 },
    EndpointRow { endpoint: Endpoint::ViewsByWeek, key: "views/week", path: "/traffic/views?per=week", operation: "read the weekly views", need: Need::Traffic, pages: 1 },
    EndpointRow { endpoint: Endpoint::ClonesByDay, key: "clones/day", path: "/traffic/clones?per=day", operation: "read the daily clones", need: Need::Traffic, pages: 1 },
    EndpointRow { endpoint: Endpoint::ClonesByWeek, key: "clones/week", path: "/traffic/clones?per=week", operation: "read the weekly clones", need: Need::Traffic, pages: 1 },
    EndpointRow { endpoint: Endpoint::Referrers, key: "popular/referrers", path: "/traffic/popular/referrers", operation: "read the popular referrers", need: Need::Traffic, pages: 1 },
    EndpointRow { endpoint: Endpoint::Paths, key: "popular/paths", path: "/traffic/popular/paths", operation: "read the popular paths", need: Need::Traffic, pages: 1 },
    EndpointRow { endpoint: Endpoint::Releases, key: "releases", path: "/releases?per_page=30", operation: "read the releases", need: Need::Optional, pages: 4 },
    EndpointRow { endpoint: Endpoint::Stars, key: "stars", path: "/stargazers/history?per_page=30", operation: "read the stars by day", need: Need::Optional, pages: 1 },
    EndpointRow { endpoint: Endpoint::PastStars, key: "stars/past", path: "/stargazers/history?per_page=100", operation: "read the stars by day since the beginning", need: Need::Optional, pages: 40 },
    EndpointRow { endpoint: Endpoint::CiClones, key: "ci/clones", path: "/actions/runs", operation: "read the runs of GitHub Actions", need: Need::Optional, pages: 3 },
];

impl Endpoint {
    /// All endpoints, in the order of the snapshot file.
    pub fn all() -> impl Iterator<Item = Self> {
        ENDPOINTS.iter().map(|row| row.endpoint)
    }

    fn row(self) -> &'static EndpointRow {
        &ENDPOINTS[self as usize]
    }

    /// The key in the snapshot file and the name in messages.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// The path and query below `/repos/OWNER/NAME`.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.row().path
    }

    /// What a request for it does, to follow "could not" and to be followed by a repository's name.
    #[must_use]
    pub fn operation(self) -> &'static str {
        self.row().operation
    }

    /// How many pages of it are read at most. The rows of all of them are kept as one list.
    #[must_use]
    pub fn pages(self) -> usize {
        self.row().pages
    }

    /// Whether a server may not have it at all, so that its absence is an answer and no failure.
    #[must_use]
    pub fn can_be_absent(self) -> bool {
        matches!(self, Self::Stars | Self::PastStars)
    }

    /// Whether it is one of the six traffic endpoints, without which days would be lost.
    #[must_use]
    pub fn is_traffic(self) -> bool {
        self.row().need == Need::Traffic
    }

    /// Whether a run can do without it.
    #[must_use]
    pub fn is_optional(self) -> bool {
        self.row().need == Need::Optional
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = Cow::<str>::deserialize(deserializer)?;
        let found = Self::all().find(|endpoint| endpoint.key() == key);
        found.ok_or_else(|| D::Error::custom(format!("unknown endpoint {key:?}")))
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

    /// Whether it is github.com. The address of the API does not decide: there may be a proxy or a test in between.
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

/// What is published (input `publish`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    /// Everything that GitHub answers.
    #[default]
    All,
    /// Views and clones alone: no referrers, no pages, no titles, no stars and no releases.
    Counts,
}

/// What GitHub answered in one run about one repository. An endpoint that failed is absent: unknown, not empty.
#[derive(Debug, Clone)]
pub struct RawSnapshot {
    /// When GitHub generated the first of the traffic answers (header `Date`), to the second.
    pub captured: Timestamp,
    /// When it generated the answers of another moment or another UTC day.
    pub answered: BTreeMap<Endpoint, Timestamp>,
    /// Which GitHub it was.
    pub server: Server,
    /// GitHub's numeric id of the repository; `None` when the repository itself could not be read.
    pub id: Option<u64>,
    /// The name that GitHub knows the repository by at that moment.
    pub repository: RepositoryName,
    /// What of the answers may be kept: with counts alone the other endpoints were not asked.
    pub publish: Publish,
    /// Referrers that the user has called crawlers (input `ignore-referrers`).
    pub ignored_referrers: BTreeSet<Untrusted>,
    /// What the user gave beside (inputs `events` and `series`): in the ledger, what of it was new. Most
    /// snapshots have nothing of it.
    pub given: Box<Given>,
    /// The bodies, byte for byte as they came (line breaks between tokens aside, they are JSON as GitHub wrote it), but for
    /// what must not be kept (see [`Privacy`](super::privacy::Privacy)).
    pub bodies: BTreeMap<Endpoint, Box<RawValue>>,
}

/// Why a snapshot file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not JSON, or not in the snapshot's form.
    #[error("not a snapshot: {0}")]
    Malformed(String),
    /// Written by a newer program.
    #[error("the snapshot has schema {found}, but this program supports {SCHEMA}")]
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
    #[serde(default)]
    publish: Publish,
    #[serde(default)]
    ignored_referrers: BTreeSet<Untrusted>,
    #[serde(default)]
    events: Option<Vec<WireEvent>>,
    #[serde(default)]
    series: BTreeMap<String, Vec<WireValue>>,
    bodies: BTreeMap<Endpoint, Box<RawValue>>,
}

/// Only the version, to distinguish a newer file from a broken one.
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
        out.push_str(&format!("\"repository\": \"{}\",\n", self.repository));
        if self.publish == Publish::Counts {
            out.push_str("\"publish\": \"counts\",\n");
        }
        if !self.ignored_referrers.is_empty() {
            let names: Vec<String> = self
                .ignored_referrers
                .iter()
                .map(|name| text(name.sanitized()))
                .collect();
            out.push_str(&format!("\"ignored_referrers\": [{}],\n", names.join(", ")));
        }
        if let Some(events) = &self.given.events {
            list(&mut out, "events", events.iter().map(WireEvent::from));
        }
        if !self.given.series.is_empty() {
            let series = self.given.series.iter().map(|(name, values)| {
                let values: Vec<WireValue> = values.iter().map(|(day, value)| (*day, *value)).collect();
                format!("\"{name}\": {}", json(&values))
            });
            out.push_str(&format!(
                "\"series\": {{\n{}\n}},\n",
                series.collect::<Vec<_>>().join(",\n")
            ));
        }
        out.push_str("\"bodies\": {");
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
        let events = wire.events.as_deref().map(read_events).transpose();
        let series = wire.series.iter().map(|(name, values)| {
            let name: SeriesName = name.parse().map_err(|error| format!("{name:?} is {error}"))?;
            Ok((name, read_values(values)?))
        });
        let given = Box::new(Given {
            events: events.map_err(SnapshotError::Malformed)?,
            series: series
                .collect::<Result<_, String>>()
                .map_err(SnapshotError::Malformed)?,
        });
        Ok(Self {
            captured: wire.captured,
            answered: wire.answered,
            server: Server {
                url: wire.server,
                enterprise: wire.enterprise,
            },
            id: wire.id,
            repository,
            publish: wire.publish,
            ignored_referrers: wire.ignored_referrers,
            given,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_endpoint_has_its_own_row() {
        for (index, endpoint) in Endpoint::all().enumerate() {
            assert_eq!(endpoint as usize, index);
            let text = format!("{:?}", endpoint.key());
            assert_eq!(serde_json::to_string(&endpoint).expect("a string"), text);
            assert_eq!(serde_json::from_str::<Endpoint>(&text).expect("its own key"), endpoint);
        }
        let unknown = serde_json::from_str::<Endpoint>("\"issues\"").expect_err("no such endpoint");
        assert_eq!(unknown.to_string(), "unknown endpoint \"issues\"");
    }

    #[test]
    fn a_snapshot_that_names_no_server_is_of_github_com() {
        let text = r#"{"schema":1,"captured":"2026-11-15T14:37:00Z","repository":"o/r","bodies":{}}"#;
        let text = text.replace("1,", &format!("{SCHEMA},"));
        let snapshot = RawSnapshot::from_bytes(text.as_bytes()).expect("a snapshot");
        assert_eq!(snapshot.server, Server::default());
        assert!(snapshot.server.is_github_com());
        let other = |url: &str, enterprise: Option<&str>| Server {
            url: url.to_owned(),
            enterprise: enterprise.map(str::to_owned),
        };
        for server in [
            other("https://git.example", None),
            other(Server::GITHUB_COM, Some("3.20.0")),
            other("https://git.example", Some("3.20.0")),
        ] {
            assert!(!server.is_github_com(), "{server:?}");
        }
    }
}
