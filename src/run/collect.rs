//! EDGE. Reads the traffic of one repository after another and separates snapshots from failures.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::audience::LogAudience;
use super::destination::Destination;
use super::health::Warning;
use super::resolve::ReadTarget;
use super::{Context, Message, health};
use crate::action::progress::Progress;
use crate::cli::RunInputs;
use crate::domain::ledger_index::{IndexEntry, LedgerIndex};
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot, SnapshotError};
use crate::domain::{Date, Timestamp};
use crate::github::ci_clones::CiQuestions;
use crate::github::traffic::{Fetched, Subject, fetch};
use crate::github::{Client, GitHubError};
use crate::plan::questions;
use crate::store::Store;
use crate::user_files::UserFiles;

/// Reads the repositories of a run.
pub(super) struct Reader<'r> {
    client: &'r Client,
    inputs: &'r RunInputs,
    context: &'r Context<'r>,
    destination: &'r Destination,
    audience: &'r LogAudience<'r>,
    /// What the user gives beside the traffic.
    user_files: Option<&'r UserFiles>,
    /// The client of the store, whose token may read what the other may not.
    second_client: Option<&'r Client>,
    /// The requests that are left for the clones by CI.
    ci_left: Cell<u64>,
    /// What the ledger knows, by the ids of the repositories.
    kept: BTreeMap<u64, &'r IndexEntry>,
    /// The time of this machine.
    local: Timestamp,
    /// Whether the token turned out to be invalid: it is the same for all repositories.
    has_bad_token: Cell<bool>,
    /// How far it has come, once it is known how far it has to go.
    progress: OnceCell<Progress<'r>>,
}

/// What was read of one repository.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// What is to be recorded.
    pub(super) snapshot: Option<Arc<RawSnapshot>>,
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<(RepositoryName, Warning)>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(
        client: &'r Client,
        inputs: &'r RunInputs,
        context: &'r Context<'r>,
        destination: &'r Destination,
        audience: &'r LogAudience<'r>,
        index: &'r LedgerIndex,
        local: Timestamp,
    ) -> Self {
        let by_id = |entry: &'r IndexEntry| Some((entry.recent.repository.id?, entry));
        Self {
            kept: index.0.values().filter_map(by_id).collect(),
            client,
            inputs,
            context,
            destination,
            audience,
            user_files: None,
            second_client: None,
            ci_left: Cell::new(u64::MAX),
            local,
            has_bad_token: Cell::new(false),
            progress: OnceCell::new(),
        }
    }

    /// Adds what the user gives beside the traffic.
    pub(super) fn with(self, user_files: &'r UserFiles) -> Self {
        let user_files = Some(user_files);
        Self { user_files, ..self }
    }

    /// Adds the client of the store.
    pub(super) fn and_store(self, store: &'r Store) -> Self {
        Self {
            second_client: store.client(),
            ..self
        }
    }

    /// Nothing more is to be read.
    pub(super) fn end(&self) {
        if let Some(progress) = self.progress.get() {
            progress.clear();
        }
    }

    /// What the ledger knows of a repository.
    pub(super) fn kept(&self, subject: &Subject) -> Option<&'r IndexEntry> {
        subject.id().and_then(|id| self.kept.get(&id).copied())
    }

    /// What to ask for.
    pub(super) fn endpoints(&self, subject: &Subject) -> BTreeSet<Endpoint> {
        if subject.is_missing() {
            return BTreeSet::new();
        }
        let known = self.kept(subject);
        let captured = known.and_then(|known| known.recent.captured);
        let now = subject.identified_at(self.local, captured);
        let mut endpoints = questions::endpoints(known, now, subject.pushed_at());
        let privacy = self.inputs.publishing.privacy;
        let reads_traffic = self.inputs.reads_traffic();
        endpoints.retain(|endpoint| privacy.keeps(*endpoint) && (reads_traffic || !endpoint.is_traffic()));
        endpoints
    }

    /// The days whose clones by CI to ask for, newest first.
    fn ci_days(&self, subject: &Subject) -> Vec<Date> {
        if subject.is_missing() || !self.inputs.ci_clones || !self.inputs.reads_traffic() {
            return Vec::new();
        }
        let known = self.kept(subject);
        let captured = known.and_then(|known| known.recent.captured);
        let now = subject.identified_at(self.local, captured);
        questions::ci_days(known, now, subject.created_at())
    }

    /// How many requests that takes at most, without the clones by CI: these can wait.
    pub(super) fn requests(&self, subject: &Subject) -> u64 {
        questions::requests(&self.endpoints(subject), self.local, subject.created_at())
    }

    /// Leaves so many requests for the clones by CI of all repositories.
    pub(super) fn leave_for_ci(&self, left: u64) {
        self.ci_left.set(left);
    }

    /// Says how many repositories are to be read.
    pub(super) fn expect(&self, all: usize) {
        let progress = || Progress::new(self.context.console, "Reading the traffic of", all);
        self.progress.get_or_init(progress);
    }

    /// Reads one repository.
    pub(super) async fn read(&self, target: ReadTarget) -> Read {
        let mut read = Read::default();
        if self.has_bad_token.get() {
            return read;
        }
        let ReadTarget { subject, requested } = target;
        if !self.destination.accepts(&subject, self.inputs.publishing) {
            let refusal = requested.map(|name| self.destination.refusal(&name, &subject));
            read.failures.extend(refusal);
            return read;
        }
        let server = &self.inputs.common.connection.server_url;
        let privacy = self.inputs.publishing.privacy;
        if subject.is_missing() {
            read.snapshot = subject.not_found(server, self.local, privacy).map(Arc::new);
            return read;
        }
        let name = subject.name().clone();
        if let Some(progress) = self.progress.get() {
            progress.begin(&name.to_string());
        }
        let endpoints = self.endpoints(&subject);
        let ci_days = self.ci_days(&subject);
        let ci = CiQuestions {
            days: &ci_days,
            second: self.second_client,
            left: Some(&self.ci_left),
        };
        let fetched = fetch(self.client, subject, &endpoints, ci, server, self.local, privacy);
        match fetched.await {
            Ok(mut fetched) => {
                if privacy.keeps(Endpoint::Referrers) {
                    let ignored = &self.inputs.ignored_referrers;
                    fetched.snapshot.ignored_referrers.clone_from(ignored);
                }
                let names: Vec<&RepositoryName> =
                    requested.iter().chain([&name, &fetched.snapshot.repository]).collect();
                *fetched.snapshot.given = self.user_files.map(|files| files.given(&names)).unwrap_or_default();
                let is_dated = fetched.is_dated;
                read.add(&name, fetched, self.local, self.inputs.reads_traffic());
                if let Some(snapshot) = &read.snapshot {
                    let may_keep = self.audience.may_see(&snapshot.repository);
                    self.context.unsaved.track(snapshot, is_dated, may_keep, self.inputs);
                }
            }
            // Without access to the earlier holder of a name there is nothing to do but to keep its ledger.
            Err(error) if requested.is_none() => tracing::debug!(%name, %error, "not read"),
            Err(error) => {
                let is_bad_token = error.status() == Some(401);
                let was_said = self.has_bad_token.replace(self.has_bad_token.get() || is_bad_token);
                if !(was_said && is_bad_token) {
                    read.failures.push(Message::from(&error).with_title(name.to_string()));
                }
            }
        }
        if let Some(progress) = self.progress.get() {
            progress.end();
        }
        read
    }
}

impl Read {
    /// Adds what came, if there is something to record.
    fn add(&mut self, name: &RepositoryName, fetched: Fetched, local: Timestamp, reads_traffic: bool) {
        let warnings = health::warnings(&fetched, local).into_iter();
        self.warnings.extend(warnings.map(|warning| (name.clone(), warning)));
        self.failures.extend(group_by_reason(name, &fetched.failures));
        let answered = fetched.snapshot.bodies.len();
        tracing::debug!(%name, answered, failed = fetched.failures.len(), "fetched the endpoints");
        // Without a traffic response there is nothing to record, unless none was asked for.
        let mut answered = fetched.snapshot.bodies.keys();
        if !answered.any(|endpoint| endpoint.is_traffic() || !reads_traffic) {
            return;
        }
        if let Some(error) = not_readable(&fetched.snapshot) {
            let message = Message::new(
                name.to_string(),
                "the traffic was not saved, since it could not be read back",
            );
            let help = "GitHub's responses come to some 10 kB. Run again; if it lasts, check `api-url`.";
            self.failures
                .push(message.with_cause(error.to_string()).with_help(help));
            return;
        }
        self.snapshot = Some(Arc::new(fetched.snapshot));
    }
}

/// Why a snapshot must not be saved: once it is in the ledger, `verify` and `rebuild` would fail for ever.
pub(super) fn not_readable(snapshot: &RawSnapshot) -> Option<SnapshotError> {
    RawSnapshot::from_bytes(&snapshot.to_bytes()).err()
}

/// One message for all endpoints that failed for the same reason.
fn group_by_reason(name: &RepositoryName, failures: &[(Endpoint, GitHubError)]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for (index, (_, error)) in failures.iter().enumerate() {
        let same = |other: &GitHubError| other.kind() == error.kind() && other.status() == error.status();
        if failures[..index].iter().any(|(_, earlier)| same(earlier)) {
            continue;
        }
        let others: Vec<_> = failures[index + 1..]
            .iter()
            .filter(|(_, other)| same(other))
            .map(|(endpoint, _)| endpoint.key())
            .collect();
        let mut message = Message::from(error).with_title(name.to_string());
        if !others.is_empty() {
            message = message.with_detail(&format!("These endpoints failed too: {}", others.join(", ")));
        }
        messages.push(message);
    }
    messages
}
