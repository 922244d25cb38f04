//! EDGE. What a run asks about a repository, side by side, and what it keeps of the responses.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{join, join_all};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::call::Reply;
use super::ci_clones::{self, CiQuestions};
use super::client::Client;
use super::endpoint_call::call;
use super::error::{ErrorKind, GitHubError};
use super::headers;
use super::identify::Identity;
use super::kept::{absence, kept};
use super::pages::pages;
use crate::domain::privacy::{Privacy, Publish};
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot, Server};
use crate::domain::{Timestamp, utc_day};

/// A repository to read.
#[derive(Debug)]
pub enum Subject {
    /// GitHub has identified it.
    Identified(Box<Identity>),
    /// GitHub did not say who it is, but the ledger knows the id behind the name.
    Known {
        /// Its numeric id.
        id: u64,
        /// Its last known name.
        name: RepositoryName,
        /// Why GitHub did not say.
        error: GitHubError,
    },
    /// Only the name is known.
    Named {
        /// The name that was asked for.
        name: RepositoryName,
        /// Why GitHub did not say more.
        error: GitHubError,
    },
    /// GitHub finds it neither by its name nor by its id, but the ledger knows it.
    Missing {
        /// Its numeric id.
        id: u64,
        /// Its last known name.
        name: RepositoryName,
        /// GitHub's answer.
        error: GitHubError,
    },
}

impl Subject {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &RepositoryName {
        match self {
            Self::Identified(identity) => &identity.name,
            Self::Known { name, .. } | Self::Named { name, .. } | Self::Missing { name, .. } => name,
        }
    }

    /// Its numeric id, if it is known.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        match self {
            Self::Identified(identity) => Some(identity.id),
            Self::Known { id, .. } | Self::Missing { id, .. } => Some(*id),
            Self::Named { .. } => None,
        }
    }

    fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Identified(identity) => Some(identity),
            Self::Known { .. } | Self::Named { .. } | Self::Missing { .. } => None,
        }
    }

    /// The time by GitHub's clock when it identified the repository. `local`, the time of this machine, stands for one that is
    /// missing or cannot be; `captured` is the last capture in the ledger.
    #[must_use]
    pub fn identified_at(&self, local: Timestamp, captured: Option<Timestamp>) -> Timestamp {
        let date = self
            .identity()
            .and_then(|identity| headers::date(&identity.reply.headers));
        date.filter(|date| is_possible(*date, local, captured)).unwrap_or(local)
    }

    /// When its code was pushed to last, if GitHub says so.
    #[must_use]
    pub fn pushed_at(&self) -> Option<Timestamp> {
        self.identity().and_then(|identity| identity.pushed_at)
    }

    /// When it was created, if GitHub says so.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        self.identity().and_then(|identity| identity.extract.created_at)
    }

    /// Why GitHub did not say who it is, if it did not.
    #[must_use]
    pub fn error(&self) -> Option<&GitHubError> {
        match self {
            Self::Known { error, .. } | Self::Named { error, .. } => Some(error),
            Self::Identified(_) | Self::Missing { .. } => None,
        }
    }

    /// Whether there is nothing of it to read.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }

    /// What is kept of the answer that it is not found: a snapshot of nothing else. `local` is the time of this machine, for
    /// an answer without one.
    #[must_use]
    pub fn not_found(&self, server: &str, local: Timestamp, privacy: Privacy) -> Option<RawSnapshot> {
        let Self::Missing { error, .. } = self else {
            return None;
        };
        let answer = error.not_found()?;
        let mut snapshot = Fetched::nothing(self, server, local).snapshot;
        let answered = answer.answered.filter(|date| is_possible(*date, local, None));
        snapshot.captured = answered.unwrap_or(local);
        snapshot.server.enterprise.clone_from(&answer.enterprise);
        snapshot.bodies.insert(Endpoint::Repository, answer.body.clone());
        privacy.apply(&mut snapshot);
        Some(snapshot)
    }

    /// Its address below the API's. The id, if it is known: a name can pass to another repository at any moment, even
    /// between two requests.
    fn path(&self) -> String {
        match self.id() {
            Some(id) => format!("/repositories/{id}"),
            None => format!("/repos/{}", self.name()),
        }
    }
}

/// What GitHub answered about one repository.
#[derive(Debug)]
pub struct Fetched {
    /// The responses, under the name that the repository has now.
    pub snapshot: RawSnapshot,
    /// Required endpoints that failed: the run saves the rest and fails.
    pub failures: Vec<(Endpoint, GitHubError)>,
    /// Optional endpoints that failed (releases only mark the charts): a warning is enough.
    pub notices: Vec<(Endpoint, GitHubError)>,
    /// Whether it is private, if GitHub said so.
    pub private: Option<bool>,
    /// Whether it is archived, if GitHub said so.
    pub archived: Option<bool>,
    /// The last push: GitHub switches the schedules of public repositories off after 60 days without activity.
    pub pushed_at: Option<Timestamp>,
    /// When the token expires, if GitHub says so.
    pub token_expires: Option<Timestamp>,
    /// Whether every answer said when GitHub generated it. Otherwise this machine's clock dates the others.
    pub is_dated: bool,
}

/// Answers that are at most so many seconds apart belong to one moment.
const ONE_MOMENT: i64 = 60;

/// Asks for these endpoints of a repository at once. The capture is dated by GitHub's own `Date` headers; `local` is the time
/// of this machine, for answers without one. `server` is the address of GitHub's pages. What `privacy` does not keep is not
/// asked for, or taken out before anybody sees it. `ci` says which clones by CI are asked for.
///
/// # Errors
/// When no traffic endpoint answered: the failure that explains the others.
pub async fn fetch(
    client: &Client,
    subject: Subject,
    endpoints: &BTreeSet<Endpoint>,
    ci: CiQuestions<'_>,
    server: &str,
    local: Timestamp,
    privacy: Privacy,
) -> Result<Fetched, GitHubError> {
    let requests = endpoints
        .iter()
        .filter(|endpoint| privacy.keeps(**endpoint) && **endpoint != Endpoint::CiClones)
        .map(async |endpoint| (*endpoint, request(client, &subject, *endpoint).await));
    let address = subject.path();
    let (replies, ci) = join(join_all(requests), ci_clones::read(client, &address, ci)).await;
    let mut fetched = Fetched::nothing(&subject, server, local);
    let mut dates = BTreeMap::new();
    match subject {
        Subject::Identified(identity) => {
            let kept = serde_json::value::to_raw_value(&identity.extract).ok();
            fetched.keep(Endpoint::Repository, &identity.reply, kept, &mut dates);
        }
        Subject::Known { error, .. } | Subject::Named { error, .. } | Subject::Missing { error, .. } => {
            fetched.failures.push((Endpoint::Repository, error));
        }
    }
    for (endpoint, replies) in replies {
        match replies {
            Ok(pages) => {
                if let Some(first) = pages.first() {
                    fetched.keep(endpoint, first, kept(endpoint, &pages), &mut dates);
                }
            }
            Err(error) => match absence(endpoint, &error) {
                Some(absence) => drop(fetched.snapshot.bodies.insert(endpoint, absence)),
                None if endpoint.is_optional() => fetched.notices.push((endpoint, error)),
                None => fetched.failures.push((endpoint, error)),
            },
        }
    }
    match ci {
        Ok(Some((first, body))) => fetched.keep(Endpoint::CiClones, &first, body, &mut dates),
        Ok(None) => {}
        Err(error) => fetched.notices.push((Endpoint::CiClones, error)),
    }
    let newest_row = fetched.snapshot.newest_row();
    dates.retain(|_, date| {
        let is_possible = is_possible(*date, local, newest_row);
        fetched.is_dated &= is_possible;
        is_possible
    });
    fetched.snapshot.date(&dates);
    privacy.apply(&mut fetched.snapshot);
    let no_traffic = !fetched.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic());
    if no_traffic && let Some(error) = root_cause(&mut fetched.failures) {
        return Err(error);
    }
    Ok(fetched)
}

/// A `Date` that is further from this machine's clock than this is only believed if the answers bear it out.
const FAR_APART: i64 = 366 * 86_400;

/// Whether GitHub can have generated an answer then. If its date and this machine's clock are far apart, one of them is absurd:
/// the one that is further from `known`, a time that is certain, such as the newest day in the answers; or else the later one,
/// which would do more harm.
fn is_possible(date: Timestamp, local: Timestamp, known: Option<Timestamp>) -> bool {
    let apart = |one: Timestamp, two: Timestamp| (one.as_second() - two.as_second()).abs();
    let is_nearer = match known {
        Some(known) => apart(date, known) < apart(local, known),
        None => date < local,
    };
    apart(date, local) <= FAR_APART || is_nearer
}

#[derive(Deserialize)]
struct SeriesRows {
    #[serde(alias = "views", alias = "clones")]
    rows: Vec<SeriesRow>,
}

#[derive(Deserialize)]
struct SeriesRow {
    timestamp: Timestamp,
}

impl RawSnapshot {
    /// The newest day in the answers by day.
    fn newest_row(&self) -> Option<Timestamp> {
        let bodies = [Endpoint::ViewsByDay, Endpoint::ClonesByDay].into_iter();
        let series = bodies.filter_map(|endpoint| self.bodies.get(&endpoint));
        let series = series.filter_map(|body| serde_json::from_str::<SeriesRows>(body.get()).ok());
        series.flat_map(|series| series.rows).map(|row| row.timestamp).max()
    }

    /// Dates the capture by the earliest of its traffic answers, so that no day counts as over too early. Answers of
    /// another moment or another UTC day keep their own time; an answer without a date is of the moment of the others.
    fn date(&mut self, dates: &BTreeMap<Endpoint, Timestamp>) {
        let traffic = dates.iter().filter(|(endpoint, _)| endpoint.is_traffic());
        // Without traffic any answer dates it.
        let captured = traffic.map(|(_, at)| *at).min();
        let Some(captured) = captured.or_else(|| dates.values().min().copied()) else {
            return;
        };
        let apart = |at: Timestamp| {
            (at.as_second() - captured.as_second()).abs() > ONE_MOMENT || utc_day(at) != utc_day(captured)
        };
        self.captured = captured;
        self.answered = dates
            .iter()
            .filter(|(_, at)| apart(**at))
            .map(|(endpoint, at)| (*endpoint, *at))
            .collect();
    }
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

async fn request(client: &Client, subject: &Subject, endpoint: Endpoint) -> Result<Vec<Reply>, GitHubError> {
    pages(client, call(endpoint, &subject.path()), endpoint.pages()).await
}

impl Fetched {
    /// Before anything is read.
    fn nothing(subject: &Subject, server: &str, local: Timestamp) -> Self {
        let identity = match subject {
            Subject::Identified(identity) => Some(identity),
            Subject::Known { .. } | Subject::Named { .. } | Subject::Missing { .. } => None,
        };
        Self {
            snapshot: RawSnapshot {
                captured: local,
                answered: BTreeMap::new(),
                server: Server {
                    url: server.to_owned(),
                    enterprise: None,
                },
                id: subject.id(),
                repository: subject.name().clone(),
                publish: Publish::All,
                ignored_referrers: BTreeSet::new(),
                given: Default::default(),
                bodies: BTreeMap::new(),
            },
            failures: Vec::new(),
            notices: Vec::new(),
            private: identity.and_then(|identity| identity.extract.private),
            archived: identity.and_then(|identity| identity.extract.archived),
            pushed_at: identity.and_then(|identity| identity.pushed_at),
            token_expires: None,
            is_dated: true,
        }
    }

    /// Keeps what a reply says beside its body, and the body itself.
    fn keep(
        &mut self,
        endpoint: Endpoint,
        reply: &Reply,
        body: Option<Box<RawValue>>,
        dates: &mut BTreeMap<Endpoint, Timestamp>,
    ) {
        self.token_expires = self.token_expires.or_else(|| headers::expiry(&reply.headers));
        let enterprise = headers::enterprise(&reply.headers);
        self.snapshot.server.enterprise = self.snapshot.server.enterprise.take().or(enterprise);
        let date = headers::date(&reply.headers);
        self.is_dated &= date.is_some();
        dates.extend(date.map(|date| (endpoint, date)));
        self.snapshot.bodies.extend(body.map(|body| (endpoint, body)));
    }
}
