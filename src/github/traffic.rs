//! EDGE. What a run asks about one repository, side by side, and what it keeps of the responses.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::call::{Call, Reply};
use super::client::Client;
use super::error::{ErrorKind, GitHubError, TokenInput};
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot, Server};
use crate::domain::{Timestamp, is_plausible, utc_day};
use crate::encode::one_line;

/// The longest response of a traffic endpoint that is read: GitHub's have some 3 kB.
const MAX_TRAFFIC: usize = 1 << 20;
/// The longest list of releases that is read: thirty releases with their notes and assets.
const MAX_RELEASES: usize = 16 << 20;

/// What GitHub answered about one repository.
#[derive(Debug)]
pub struct Fetched {
    /// The responses, under the name that the repository has now.
    pub snapshot: RawSnapshot,
    /// Required endpoints that failed: the run saves the rest and fails.
    pub failures: Vec<(Endpoint, GitHubError)>,
    /// Optional endpoints that failed (releases only mark the charts): a warning is enough.
    pub notices: Vec<(Endpoint, GitHubError)>,
    /// What the repository's own endpoint says beside the numbers.
    pub repo_info: RepoInfo,
    /// When the token expires, if GitHub says so.
    pub token_expires: Option<Timestamp>,
    /// Whether every answer said when GitHub generated it. Otherwise this machine's clock dates the others.
    pub is_dated: bool,
}

/// What a run needs to know about a repository beside its numbers; unknown if its own endpoint failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepoInfo {
    /// GitHub's numeric id.
    pub id: Option<u64>,
    /// Whether it is private.
    pub private: Option<bool>,
    /// Whether it is archived.
    pub archived: Option<bool>,
    /// The last push: GitHub switches the schedules of public repositories off after 60 days without activity.
    pub pushed_at: Option<Timestamp>,
}

/// Answers that are at most so many seconds apart belong to one moment.
const ONE_MOMENT: i64 = 60;

/// Asks for all endpoints of `name` at once. The capture is dated by GitHub's own `Date` headers; `local` is the time of
/// this machine, for answers without one.
///
/// # Errors
/// When no traffic endpoint answered: the failure that explains the others.
pub async fn fetch(client: &Client, name: &RepositoryName, local: Timestamp) -> Result<Fetched, GitHubError> {
    let requests = Endpoint::all().map(async |endpoint| (endpoint, request(client, name, endpoint).await));
    let mut fetched = Fetched {
        snapshot: RawSnapshot {
            captured: local,
            answered: BTreeMap::new(),
            server: Server::default(),
            id: None,
            repository: name.clone(),
            bodies: BTreeMap::new(),
        },
        failures: Vec::new(),
        notices: Vec::new(),
        repo_info: RepoInfo::default(),
        token_expires: None,
        is_dated: true,
    };
    let mut dates = BTreeMap::new();
    for (endpoint, reply) in join_all(requests).await {
        match reply {
            Ok(reply) => {
                fetched.token_expires = fetched.token_expires.or_else(|| expiry(&reply));
                let enterprise = header(&reply, "x-github-enterprise-version").map(|text| one_line(text, 40));
                fetched.snapshot.server.enterprise = fetched.snapshot.server.enterprise.take().or(enterprise);
                let date = date(&reply);
                fetched.is_dated &= date.is_some();
                dates.insert(endpoint, date.unwrap_or(local));
                if let Some(body) = fetched.keep_body(endpoint, &reply) {
                    fetched.snapshot.bodies.insert(endpoint, body);
                }
            }
            Err(error) if endpoint.is_optional() => fetched.notices.push((endpoint, error)),
            Err(error) => fetched.failures.push((endpoint, error)),
        }
    }
    fetched.snapshot.date(&dates);
    let no_traffic = !fetched.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic());
    if no_traffic && let Some(error) = root_cause(&mut fetched.failures) {
        return Err(error);
    }
    Ok(fetched)
}

impl RawSnapshot {
    /// Dates the capture by its earliest answer, so that no day counts as over too early. Answers of another moment or
    /// another UTC day keep their own time.
    fn date(&mut self, dates: &BTreeMap<Endpoint, Timestamp>) {
        let Some(captured) = dates.values().min().copied() else {
            return;
        };
        let apart =
            |at: Timestamp| at.as_second() - captured.as_second() > ONE_MOMENT || utc_day(at) != utc_day(captured);
        self.captured = captured;
        self.answered = dates
            .iter()
            .filter(|(_, at)| apart(**at))
            .map(|(endpoint, at)| (*endpoint, *at))
            .collect();
    }
}

/// When GitHub generated an answer (header `Date`); `None` if it is missing or cannot be.
fn date(reply: &Reply) -> Option<Timestamp> {
    let text = header(reply, "date")?;
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(date).filter(|date| is_plausible(utc_day(*date)))
}

fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    reply.headers.get(name)?.to_str().ok()
}

/// The failure that explains the others: a refusal explains more than a broken connection, a 403 more than a 404.
fn root_cause(failures: &mut Vec<(Endpoint, GitHubError)>) -> Option<GitHubError> {
    let rank = |error: &GitHubError| match error.kind() {
        ErrorKind::NotFound | ErrorKind::Forbidden => 1,
        _ if error.is_access() => 0,
        ErrorKind::RateLimited { .. } => 2,
        _ => 3,
    };
    let best = (0..failures.len()).min_by_key(|index| rank(&failures[*index].1))?;
    Some(failures.swap_remove(best).1)
}

async fn request(client: &Client, name: &RepositoryName, endpoint: Endpoint) -> Result<Reply, GitHubError> {
    let (max_bytes, has_expected_shape) = expected_body(endpoint);
    let call = Call {
        method: http::Method::GET,
        path: format!("/repos/{name}{}", endpoint.path()),
        body: None,
        operation: format!("{} {name}", endpoint.operation()),
        token: TokenInput::TrafficToken,
        max_bytes,
        has_expected_shape,
    };
    client.call(&call).await
}

/// The longest body in bytes, and the check of its shape.
fn expected_body(endpoint: Endpoint) -> (usize, fn(&[u8]) -> bool) {
    match endpoint {
        Endpoint::Repository => (MAX_TRAFFIC, is::<FullRepository>),
        Endpoint::ViewsByDay | Endpoint::ViewsByWeek | Endpoint::ClonesByDay | Endpoint::ClonesByWeek => {
            (MAX_TRAFFIC, is_series)
        }
        Endpoint::Referrers | Endpoint::Paths => (MAX_TRAFFIC, is_list),
        Endpoint::Releases => (MAX_RELEASES, is::<Vec<FullRelease>>),
    }
}

impl Fetched {
    /// What is kept of a response.
    fn keep_body(&mut self, endpoint: Endpoint, reply: &Reply) -> Option<Box<RawValue>> {
        match endpoint {
            Endpoint::Repository => {
                let full: FullRepository = serde_json::from_slice(&reply.body).ok()?;
                self.repo_info = RepoInfo {
                    id: Some(full.kept.id),
                    private: full.kept.private,
                    archived: full.kept.archived,
                    pushed_at: full.pushed_at,
                };
                self.snapshot.id = Some(full.kept.id);
                if let Ok(canonical) = full.kept.full_name.parse() {
                    self.snapshot.repository = canonical;
                }
                serde_json::value::to_raw_value(&full.kept).ok()
            }
            Endpoint::Releases => {
                let full: Vec<FullRelease> = serde_json::from_slice(&reply.body).ok()?;
                let kept: Vec<_> = full
                    .into_iter()
                    .filter(|release| !release.draft)
                    .map(ReleaseExtract::from)
                    .collect();
                serde_json::value::to_raw_value(&kept).ok()
            }
            _ => {
                // In JSON a line break can only be between tokens; without them a body is one line of the file.
                let text = std::str::from_utf8(&reply.body).ok()?.replace(['\n', '\r'], "");
                RawValue::from_string(text).ok()
            }
        }
    }
}

/// The extract of the repository; the full response can hold a `temp_clone_token`, which must never be committed.
#[derive(Debug, Serialize, Deserialize)]
struct RepositoryExtract {
    id: u64,
    full_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stargazers_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forks_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscribers_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived: Option<bool>,
}

#[derive(Deserialize)]
struct FullRepository {
    #[serde(flatten)]
    kept: RepositoryExtract,
    #[serde(default)]
    pushed_at: Option<Timestamp>,
}

/// The extract of a release: its notes are long, and only the downloads of its assets matter.
#[derive(Debug, Serialize)]
struct ReleaseExtract {
    tag_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Timestamp>,
    prerelease: bool,
    download_count: u64,
}

#[derive(Deserialize)]
struct FullRelease {
    tag_name: String,
    #[serde(default)]
    published_at: Option<Timestamp>,
    #[serde(default)]
    prerelease: bool,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    assets: Vec<Asset>,
}

#[derive(Deserialize)]
struct Asset {
    #[serde(default)]
    download_count: u64,
}

impl From<FullRelease> for ReleaseExtract {
    fn from(full: FullRelease) -> Self {
        let downloads = full.assets.iter().map(|asset| asset.download_count);
        Self {
            tag_name: full.tag_name,
            published_at: full.published_at,
            prerelease: full.prerelease,
            download_count: downloads.fold(0, u64::saturating_add),
        }
    }
}

fn is<T: DeserializeOwned>(body: &[u8]) -> bool {
    serde_json::from_slice::<T>(body).is_ok()
}

/// Whether a body is a series at all; its rows are checked one by one when they are read.
fn is_series(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct SeriesShape<'a> {
        #[serde(borrow, rename = "views", alias = "clones")]
        _rows: Vec<&'a RawValue>,
    }
    // serde would also read a list into the struct.
    body.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<SeriesShape<'_>>(body).is_ok()
}

fn is_list(body: &[u8]) -> bool {
    serde_json::from_slice::<Vec<&RawValue>>(body).is_ok()
}

/// When the token expires: `github-authentication-token-expiration: 2026-12-01 10:00:00 UTC`.
fn expiry(reply: &Reply) -> Option<Timestamp> {
    let text = reply
        .headers
        .get("github-authentication-token-expiration")?
        .to_str()
        .ok()?
        .trim();
    if let Some(utc) = text.strip_suffix(" UTC") {
        let civil: jiff::civil::DateTime = utc.parse().ok()?;
        return jiff::tz::Offset::UTC.to_timestamp(civil).ok();
    }
    // Some responses carry an offset in place of the zone's name: `2026-12-01 10:00:00 +0100`.
    jiff::fmt::strtime::parse("%Y-%m-%d %H:%M:%S %z", text)
        .ok()?
        .to_timestamp()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;
    use hyper::body::Bytes;

    fn reply(body: &'static str, headers: HeaderMap) -> Reply {
        Reply {
            headers,
            body: Bytes::from_static(body.as_bytes()),
            redirected: false,
        }
    }

    fn empty() -> Fetched {
        Fetched {
            snapshot: RawSnapshot {
                captured: Timestamp::UNIX_EPOCH,
                answered: BTreeMap::new(),
                server: Server::default(),
                id: None,
                repository: "old/name".parse().expect("a name"),
                bodies: BTreeMap::new(),
            },
            failures: Vec::new(),
            notices: Vec::new(),
            repo_info: RepoInfo::default(),
            token_expires: None,
            is_dated: true,
        }
    }

    #[test]
    fn the_repository_is_kept_as_an_extract_without_its_clone_token() {
        let body = r#"{"id":42,"full_name":"new/name","temp_clone_token":"SECRET","created_at":"2020-01-02T03:04:05Z",
            "stargazers_count":7,"forks_count":3,"subscribers_count":2,"private":false,"archived":false,
            "pushed_at":"2026-10-01T00:00:00Z","owner":{"login":"new"}}"#;
        let mut fetched = empty();
        let kept = fetched
            .keep_body(Endpoint::Repository, &reply(body, HeaderMap::new()))
            .expect("a body");
        assert_eq!(
            kept.get(),
            r#"{"id":42,"full_name":"new/name","created_at":"2020-01-02T03:04:05Z","stargazers_count":7,"forks_count":3,"subscribers_count":2,"private":false,"archived":false}"#
        );
        assert_eq!(fetched.snapshot.repository.to_string(), "new/name");
        assert_eq!(fetched.repo_info.id, Some(42));
        assert!(fetched.repo_info.pushed_at.is_some());
    }

    #[test]
    fn releases_are_kept_without_drafts_and_notes() {
        let body = r#"[{"tag_name":"v2","published_at":"2026-10-01T00:00:00Z","prerelease":true,"draft":false,
            "body":"long notes","assets":[{"download_count":5},{"download_count":6}]},
            {"tag_name":"v3","published_at":null,"draft":true,"assets":[]}]"#;
        let kept = empty()
            .keep_body(Endpoint::Releases, &reply(body, HeaderMap::new()))
            .expect("a body");
        assert_eq!(
            kept.get(),
            r#"[{"tag_name":"v2","published_at":"2026-10-01T00:00:00Z","prerelease":true,"download_count":11}]"#
        );
    }

    #[test]
    fn a_body_is_kept_byte_for_byte_but_for_line_breaks_between_tokens() {
        let body = "{\"count\": 1e0,\r\n  \"new_field\":\"a\\nb\" , \"views\":[]}\n";
        let kept = empty()
            .keep_body(Endpoint::ViewsByDay, &reply(body, HeaderMap::new()))
            .expect("a body");
        assert_eq!(kept.get(), "{\"count\": 1e0,  \"new_field\":\"a\\nb\" , \"views\":[]}");
    }

    #[test]
    fn shapes_are_distinguished() {
        assert!(is_series(br#"{"count":0,"uniques":0,"views":[]}"#));
        assert!(is_series(br#"{"clones":[{"odd":1}]}"#));
        assert!(!is_series(br#"{"count":0}"#));
        assert!(!is_series(b"[]"));
        assert!(is_list(b"[]"));
        assert!(!is_list(br#"{"message":"x"}"#));
        assert!(!is_list(b"<html>"));
    }

    #[test]
    fn the_expiry_of_the_token_is_read_in_both_forms() {
        let at = |text: &str| {
            let headers = [("github-authentication-token-expiration", text)];
            let headers = headers.map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    value.parse::<http::HeaderValue>().expect("a value"),
                )
            });
            expiry(&reply("", headers.into_iter().collect())).map(|at| at.to_string())
        };
        assert_eq!(at("2026-12-01 10:00:00 UTC").as_deref(), Some("2026-12-01T10:00:00Z"));
        assert_eq!(at("2026-12-01 10:00:00 +0100").as_deref(), Some("2026-12-01T09:00:00Z"));
        assert_eq!(at("soon"), None);
    }
}
