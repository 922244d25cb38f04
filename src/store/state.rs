//! PURE. A branch as it was found.

use crate::git::tree::Tree;
use crate::github::git_data::Head;

/// A branch as it was found.
#[derive(Debug, Clone)]
pub(super) struct BranchState {
    /// What the branch points to.
    pub(super) head: Head,
    /// Its files; folders that the ledger does not need are unread.
    pub(super) tree: Tree,
}
