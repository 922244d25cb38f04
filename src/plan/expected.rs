//! PURE. What a repository's folder holds if nobody else has changed it: all of it follows from its history. Where git's ids
//! say that it is so, a run need not list the folder.

use super::render::Pages;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::git::BlobId;
use crate::git::tree::Tree;

/// The tree of the folder with the history `bytes`; `None` if the history cannot be read, or is of a replaced repository,
/// whose pages name another one.
#[must_use]
pub fn folder(folder: &Folder, bytes: &[u8], pages: &impl Pages) -> Option<Tree> {
    if folder.is_replaced() {
        return None;
    }
    let ledger = Ledger::from_bytes(bytes).ok()?;
    let mut tree = Tree::default();
    for (path, content) in pages.repository(folder, &ledger, None) {
        let below = path.strip_prefix(&folder.join(""))?.to_owned();
        tree.put(&below, BlobId::of(&content)).ok()?;
    }
    for (below, id) in &ledger.sources.0 {
        tree.put(below, BlobId::from_bytes(*id)).ok()?;
    }
    Some(tree)
}
