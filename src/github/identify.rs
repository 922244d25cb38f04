//! EDGE. Who a repository is: the numeric id behind a name, and the name that GitHub knows it by now.

use super::call::Reply;
use super::client::Client;
use super::endpoint_call::call;
use super::error::GitHubError;
use super::extracts::{FullRepository, RepositoryExtract};
use super::visibility::is_private;
use crate::domain::Timestamp;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::Endpoint;

/// A repository that GitHub has identified.
#[derive(Debug)]
pub struct Identity {
    /// Its numeric id, which outlives renames and transfers.
    pub id: u64,
    /// Its name now.
    pub name: RepositoryName,
    /// The last push: GitHub switches the schedules of public repositories off after 60 days without activity.
    pub pushed_at: Option<Timestamp>,
    pub(super) extract: RepositoryExtract,
    pub(super) reply: Reply,
}

impl Identity {
    /// Whether it is archived, if GitHub says so.
    #[must_use]
    pub fn archived(&self) -> Option<bool> {
        self.extract.archived
    }

    /// Whether it is private, if GitHub says so without contradicting itself.
    #[must_use]
    pub fn private(&self) -> Option<bool> {
        self.extract.private
    }
}

/// Who has a name, or had it last: GitHub redirects the names of renamed repositories.
///
/// # Errors
/// When GitHub does not say.
pub async fn identify(client: &Client, name: &RepositoryName) -> Result<Identity, GitHubError> {
    ask(client, &format!("/repos/{name}"), None, name).await
}

/// Who has an id; `name` is the last one that is known, which stays if GitHub sends no valid one.
///
/// # Errors
/// When GitHub does not say.
pub async fn identify_by_id(client: &Client, id: u64, name: &RepositoryName) -> Result<Identity, GitHubError> {
    ask(client, &format!("/repositories/{id}"), Some(id), name).await
}

async fn ask(client: &Client, address: &str, id: Option<u64>, name: &RepositoryName) -> Result<Identity, GitHubError> {
    let call = call(Endpoint::Repository, address);
    let reply = client.call(&call).await?;
    let inconsistent = |message| client.inconsistent_response(call.operation.clone(), &call.path, call.token, message);
    let mut full: FullRepository =
        serde_json::from_slice(&reply.body).map_err(|error| inconsistent(error.to_string()))?;
    if let Some(id) = id.filter(|id| *id != full.kept.id) {
        return Err(inconsistent(format!(
            "the answer is about the repository {} instead of {id}",
            full.kept.id
        )));
    }
    full.kept.private = is_private(full.kept.private, full.visibility.as_deref());
    Ok(Identity {
        id: full.kept.id,
        name: full.kept.full_name.parse().unwrap_or_else(|_| name.clone()),
        pushed_at: full.pushed_at,
        extract: full.kept,
        reply,
    })
}
