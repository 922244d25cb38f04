//! PURE. The changes of a plan as edits of a branch's tree.

use std::collections::BTreeMap;

use super::StoreError;
use crate::domain::location::LedgerDirectory;
use crate::git::BlobId;
use crate::git::tree::Tree;
use crate::plan::change_set::{ChangeSet, FileChange};

/// Edits by path, from the root of the branch.
pub(super) type Edits<'a> = BTreeMap<String, FileEdit<'a>>;

/// What happens to one path of the branch.
pub(super) enum FileEdit<'a> {
    /// The file has this content afterwards.
    Write(&'a [u8], BlobId),
    /// The file has the content of another file of the branch afterwards.
    Reuse(BlobId),
    /// The file is gone afterwards.
    Remove,
}

/// Every path that `changes` write, remove or take content from.
pub(super) fn paths(changes: &ChangeSet) -> impl Iterator<Item = &str> {
    changes.changes().iter().flat_map(|(path, change)| {
        let from = match change {
            FileChange::Copy { from } => Some(from.as_str()),
            FileChange::Write(_) | FileChange::Delete => None,
        };
        std::iter::once(path.as_str()).chain(from)
    })
}

/// The edits for `changes` in the folder `directory` of `tree`; a move becomes a removal and a reuse.
///
/// # Errors
/// When a file to be moved does not exist.
pub(super) fn edits<'a>(
    directory: &LedgerDirectory,
    tree: &Tree,
    changes: &'a ChangeSet,
) -> Result<Edits<'a>, StoreError> {
    let mut edits = Edits::new();
    for (path, change) in changes.changes() {
        let edit = match change {
            FileChange::Write(content) => FileEdit::Write(content, BlobId::of(content)),
            FileChange::Copy { from } => {
                let id = tree.file(&directory.join(from));
                FileEdit::Reuse(id.ok_or_else(|| StoreError::BadPath(from.clone()))?)
            }
            FileChange::Delete => FileEdit::Remove,
        };
        edits.insert(directory.join(path), edit);
    }
    Ok(edits)
}

/// The tree after all edits.
///
/// # Errors
/// When something that is not the ledger's is in the way.
pub(super) fn apply(tree: &Tree, edits: &Edits<'_>) -> Result<Tree, StoreError> {
    let mut edited = tree.clone();
    // Files that are written come second: one can take the place of a folder that is left.
    for (path, edit) in edits {
        if matches!(edit, FileEdit::Remove) {
            edited.remove(path)?;
        }
    }
    for (path, edit) in edits {
        if let FileEdit::Write(_, id) | FileEdit::Reuse(id) = edit {
            edited.put(path, *id)?;
        }
    }
    Ok(edited)
}
