//! EDGE. Resolves who the repositories are, fetches each in turn, and separates snapshots from failures.

use std::collections::BTreeMap;

use super::destination::Destination;
use super::resolve::{ReadTarget, resolve};
use super::{Context, Message, client, health};
use crate::cli::RunInputs;
use crate::domain::Timestamp;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot, SnapshotError};
use crate::github::GitHubError;
use crate::github::traffic::{Fetched, Subject, fetch};
use crate::plan::identity::Visited;

/// What was fetched, and what failed.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// Who the first repository of the inputs is, if that is known.
    pub(super) first: Option<Visited>,
    pub(super) snapshots: Vec<RawSnapshot>,
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<Message>,
}

/// Reads the repositories of the inputs. `ledgers` are those of the store, as far as they could be read; `local` is the
/// time of this machine.
pub(super) async fn collect(
    inputs: &RunInputs,
    context: &Context<'_>,
    ledgers: &BTreeMap<Folder, Ledger>,
    destination: &Destination,
    local: Timestamp,
) -> anyhow::Result<Collected> {
    let connection = &inputs.common.connection;
    let client = client(connection, Some(inputs.traffic_token.clone()), &context.clock)?;
    let accepts = |subject: &Subject| destination.accepts(subject, inputs.publishing);
    let resolved = resolve(&client, &inputs.repositories, ledgers, &accepts).await;
    let first = resolved
        .targets
        .iter()
        .find(|target| target.requested.as_ref() == inputs.repositories.first());
    let mut collected = Collected {
        first: first.map(|target| Visited {
            id: target.subject.id(),
            name: target.subject.name().clone(),
        }),
        snapshots: Vec::new(),
        failures: resolved.failures,
        warnings: resolved.warnings,
    };
    let all = resolved.targets.len();
    for (index, ReadTarget { subject, requested }) in resolved.targets.into_iter().enumerate() {
        if !accepts(&subject) {
            collected
                .failures
                .extend(requested.map(|name| destination.refusal(&name, &subject)));
            continue;
        }
        let name = subject.name().clone();
        let progress = format!("({} of {all})", index + 1);
        context
            .console
            .print(&format!("Reading the traffic of {name} {progress}"));
        match fetch(
            &client,
            subject,
            &connection.server_url,
            local,
            inputs.publishing.privacy,
        )
        .await
        {
            Ok(fetched) => {
                let is_dated = fetched.is_dated;
                if let Some(snapshot) = collected.add(&name, fetched, local) {
                    context.unsaved.track(snapshot, is_dated, inputs);
                }
            }
            // Without access to the earlier holder of a name there is nothing to do but to keep its ledger.
            Err(error) if requested.is_none() => tracing::debug!(%name, %error, "not read"),
            Err(error) => {
                collected
                    .failures
                    .push(Message::from(&error).with_title(name.to_string()));
                // The token is the same for all repositories: if it is invalid, the others would fail too.
                if error.status() == Some(401) {
                    break;
                }
            }
        }
    }
    Ok(collected)
}

impl Collected {
    /// Gives the snapshot, if there is something to record.
    fn add(&mut self, name: &RepositoryName, fetched: Fetched, local: Timestamp) -> Option<&RawSnapshot> {
        self.warnings.extend(health::warnings(name, &fetched, local));
        self.failures.extend(group_by_reason(name, &fetched.failures));
        let answered = fetched.snapshot.bodies.len();
        tracing::debug!(%name, answered, failed = fetched.failures.len(), "fetched the endpoints");
        // Without a traffic response there is nothing to record.
        if !fetched.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic()) {
            return None;
        }
        if let Some(error) = not_readable(&fetched.snapshot) {
            let message = Message::new(
                name.to_string(),
                "the traffic was not saved, since it could not be read back",
            );
            let help = "GitHub's responses come to some 10 kB. Run again; if it lasts, check `api-url`.";
            self.failures
                .push(message.with_cause(error.to_string()).with_help(help));
            return None;
        }
        self.snapshots.push(fetched.snapshot);
        self.snapshots.last()
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
