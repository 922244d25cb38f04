//! PURE. What the Git Data API is asked for and what it returns, in our own types.

use crate::domain::repository::RepositoryName;
use crate::git::{BlobId, CommitId, TreeId};

/// What a branch points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// The commit that it points to.
    At(CommitId),
    /// The repository has no such branch, or the token may not see the repository (ask [`GitData::about`](super::GitData::about)).
    Missing,
    /// The repository has no commit at all.
    EmptyRepository,
}

impl Head {
    /// The commit that the branch points to.
    #[must_use]
    pub fn commit(&self) -> Option<CommitId> {
        match self {
            Self::At(commit) => Some(*commit),
            Self::Missing | Self::EmptyRepository => None,
        }
    }
}

/// A commit that was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedCommit {
    /// Its id.
    pub id: CommitId,
    /// Its tree.
    pub tree: TreeId,
    /// Whether GitHub signed it: it does so for apps and `GITHUB_TOKEN`, not for personal tokens.
    pub verified: Option<bool>,
}

/// One entry of a tree to be created.
#[derive(Debug, Clone)]
pub enum TreeEntry {
    /// A file with its content in the call.
    Inline(String),
    /// A file whose content GitHub already has.
    Existing(BlobId),
    /// A folder that GitHub already has.
    Folder(TreeId),
    /// The file is removed, or the folder with everything in it.
    Removed,
}

/// The repository of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRepository {
    /// Its numeric id.
    pub id: u64,
    /// The name that it has now.
    pub name: RepositoryName,
    /// Whether it is private, if GitHub says so without contradicting itself.
    pub private: Option<bool>,
    /// Whether everybody in an enterprise can read it.
    pub internal: bool,
    /// Its default branch.
    pub default_branch: Option<String>,
    /// Whether it is archived, if GitHub says so.
    pub archived: Option<bool>,
    /// Whether the owner of the token may push, if GitHub says so: of installations it says nothing that means something.
    pub push: Option<bool>,
}
