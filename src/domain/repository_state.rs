//! PURE. How a repository of the ledger stands with GitHub and with the runs.

use serde::{Deserialize, Serialize};

/// How a repository stands. Whatever the state, what is recorded stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepositoryState {
    /// It is recorded.
    #[default]
    Live,
    /// It is recorded, and GitHub shows it to few.
    Private,
    /// It has not been visited for lack of requests; nothing of it is lost yet.
    Waiting,
    /// It is visited, but GitHub has published no day of it lately.
    Stale,
    /// It is archived, so it is read-only.
    Archived,
    /// It left the input `repositories`.
    NotFollowed,
    /// GitHub does not find it any more, or the token has lost its access.
    Gone,
}

impl RepositoryState {
    /// Whether this is the state that goes without saying.
    #[must_use]
    pub fn is_live(&self) -> bool {
        *self == Self::Live
    }
}
