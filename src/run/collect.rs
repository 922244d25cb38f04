//! EDGE. Fetches every repository in turn, its endpoints side by side, and sorts what came from what did not. Imports
//! GitHub's client, the inputs and the console.

use anyhow::Context as _;

use super::{Context, Message, health};
use crate::cli::RunInputs;
use crate::domain::Timestamp;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::{Endpoint, RawSnapshot};
use crate::github::traffic::{Fetched, fetch};
use crate::github::{Client, GitHubError, Limits};

/// What came, and what did not.
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
    let connection = &inputs.common.connection;
    let limits = Limits {
        max_wait: connection.max_wait,
        ..Limits::default()
    };
    let client = Client::new(
        &connection.api_url,
        Some(inputs.traffic_token.clone()),
        context.clock.clone(),
        limits,
    )
    .context("could not get ready to talk to GitHub")?;
    let mut collected = Collected::default();
    for (index, name) in inputs.repositories.iter().enumerate() {
        let progress = format!("({} of {})", index + 1, inputs.repositories.len());
        context
            .console
            .print(&format!("Reading the traffic of {name} {progress}"));
        match fetch(&client, name, captured).await {
            Ok(fetched) => take(&mut collected, name, fetched, captured),
            Err(error) => {
                // The token serves all repositories: when it is refused altogether, the others would fail alike.
                let all = error.status() == Some(401);
                collected.failures.push(Message {
                    title: name.to_string(),
                    text: error.to_string(),
                });
                if all {
                    break;
                }
            }
        }
    }
    Ok(collected)
}

fn take(collected: &mut Collected, name: &RepositoryName, fetched: Fetched, captured: Timestamp) {
    collected.warnings.extend(health::warnings(name, &fetched, captured));
    collected.failures.extend(told_once(name, &fetched.failures));
    // Without one traffic answer there is nothing that would be lost.
    if fetched.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic()) {
        collected.snapshots.push(fetched.snapshot);
    }
}

/// Endpoints that fail for the same reason are told together.
fn told_once(name: &RepositoryName, failures: &[(Endpoint, GitHubError)]) -> Vec<Message> {
    let mut told: Vec<Message> = Vec::new();
    for (index, (_, error)) in failures.iter().enumerate() {
        let same = |other: &GitHubError| other.kind() == error.kind() && other.status() == error.status();
        if failures[..index].iter().any(|(_, earlier)| same(earlier)) {
            continue;
        }
        let others: Vec<_> = failures[index + 1..]
            .iter()
            .filter(|(_, other)| same(other))
            .map(|(e, _)| e.key())
            .collect();
        let mut text = error.to_string();
        if !others.is_empty() {
            text.push_str(&format!("\nThe same happened to {}.", others.join(", ")));
        }
        told.push(Message {
            title: name.to_string(),
            text,
        });
    }
    told
}
