//! EDGE. Resolves who the repositories are, fetches each in turn, and separates snapshots from failures.

use std::collections::BTreeMap;

use super::resolve::{ReadTarget, resolve};
use super::{Context, Message, client, health};
use crate::cli::RunInputs;
use crate::domain::Timestamp;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot};
use crate::github::GitHubError;
use crate::github::traffic::{Fetched, fetch};

/// What was fetched, and what failed.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) snapshots: Vec<RawSnapshot>,
    /// Whether GitHub dated all of them.
    pub(super) are_dated: bool,
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<Message>,
}

/// Reads the repositories of the inputs. `ledgers` are those of the store, as far as they could be read; `local` is the
/// time of this machine.
pub(super) async fn collect(
    inputs: &RunInputs,
    context: &Context<'_>,
    ledgers: &BTreeMap<Folder, Ledger>,
    local: Timestamp,
) -> anyhow::Result<Collected> {
    let connection = &inputs.common.connection;
    let client = client(connection, Some(inputs.traffic_token.clone()), &context.clock)?;
    let resolved = resolve(&client, &inputs.repositories, ledgers).await;
    let mut collected = Collected {
        snapshots: Vec::new(),
        are_dated: true,
        failures: resolved.failures,
        warnings: resolved.warnings,
    };
    let all = resolved.targets.len();
    for (index, ReadTarget { subject, requested }) in resolved.targets.into_iter().enumerate() {
        let name = subject.name().clone();
        let progress = format!("({} of {all})", index + 1);
        context
            .console
            .print(&format!("Reading the traffic of {name} {progress}"));
        match fetch(&client, subject, &connection.server_url, local).await {
            Ok(fetched) => collected.add(&name, fetched, local),
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
    fn add(&mut self, name: &RepositoryName, fetched: Fetched, local: Timestamp) {
        self.warnings.extend(health::warnings(name, &fetched, local));
        self.failures.extend(group_by_reason(name, &fetched.failures));
        let answered = fetched.snapshot.bodies.len();
        tracing::debug!(%name, answered, failed = fetched.failures.len(), "fetched the endpoints");
        // Without a traffic response there is nothing to record.
        if fetched.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic()) {
            self.are_dated &= fetched.is_dated;
            self.snapshots.push(fetched.snapshot);
        }
    }
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
