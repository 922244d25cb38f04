//! EDGE. Fetches every repository in turn, and separates snapshots from failures.

use super::{Context, Message, client, health};
use crate::cli::RunInputs;
use crate::domain::Timestamp;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot};
use crate::github::GitHubError;
use crate::github::traffic::{Fetched, fetch};

/// What was fetched, and what failed.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) snapshots: Vec<RawSnapshot>,
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<Message>,
}

pub(super) async fn collect(
    inputs: &RunInputs,
    context: &Context<'_>,
    captured: Timestamp,
) -> anyhow::Result<Collected> {
    let client = client(
        &inputs.common.connection,
        Some(inputs.traffic_token.clone()),
        &context.clock,
    )?;
    let mut collected = Collected::default();
    for (index, name) in inputs.repositories.iter().enumerate() {
        let progress = format!("({} of {})", index + 1, inputs.repositories.len());
        context
            .console
            .print(&format!("Reading the traffic of {name} {progress}"));
        match fetch(&client, name, captured).await {
            Ok(fetched) => collected.add(name, fetched, captured),
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
    fn add(&mut self, name: &RepositoryName, fetched: Fetched, captured: Timestamp) {
        self.warnings.extend(health::warnings(name, &fetched, captured));
        self.failures.extend(group_by_reason(name, &fetched.failures));
        let answered = fetched.snapshot.bodies.len();
        tracing::debug!(%name, answered, failed = fetched.failures.len(), "fetched the endpoints");
        // Without a traffic response there is nothing to record.
        if fetched.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic()) {
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
            let cause = message.cause.unwrap_or_default();
            message.cause = Some(format!("{cause}\nThese endpoints failed too: {}", others.join(", ")));
        }
        messages.push(message);
    }
    messages
}
