//! PURE. What a repository's folder holds if nobody else has changed it: all of it follows from its history. Where git's ids
//! say that it is so, a run need not list the folder.

use super::known_ledger::KnownLedger;
use super::render::Pages;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::{Folder, HISTORY_FILE};
use crate::domain::sources::{ObjectId, SourceId, SourceIndex, folder_of};
use crate::git::tree::{Node, Tree};
use crate::git::{BlobId, TreeId};

/// What a history says of the folder that it is in.
#[derive(Debug)]
pub struct ExpectedFolder {
    /// The files of the folder. Months that are over stay unread.
    pub tree: Tree,
    /// The history, read.
    pub known: KnownLedger,
}

/// What is in the folder with the history `bytes`; `None` if the history cannot be read. The report of a replaced repository
/// names the one that has its name now, so that it is another one.
#[must_use]
pub fn folder(folder: &Folder, bytes: &[u8], pages: &impl Pages) -> Option<ExpectedFolder> {
    let known = KnownLedger::from(Ledger::from_bytes(bytes).ok()?);
    let mut tree = Tree::default();
    let prefix = folder.join("");
    tree.put(HISTORY_FILE, BlobId::of(bytes)).ok()?;
    for (path, content) in pages.repository(folder, known.whole(), None) {
        tree.put(path.strip_prefix(&prefix)?, BlobId::of(&content)).ok()?;
    }
    let sources = &known.sources;
    for (below, id) in &sources.closed {
        tree.insert(below, Node::Unread(TreeId::from_bytes(*id)));
    }
    for (below, id) in &sources.files {
        match id {
            SourceId::Whole(id) => tree.put(below, BlobId::from_bytes(*id)).ok()?,
            SourceId::Short(_) if sources.closed.contains_key(folder_of(below)) => {}
            // Its month is neither closed nor known.
            SourceId::Short(_) => return None,
        }
    }
    Some(ExpectedFolder { tree, known })
}

/// Closes the months of a history's sources that are over. `whole` gives git's name of a source of which only the beginning is
/// known.
pub fn close_months(sources: &mut SourceIndex, whole: impl Fn(&str) -> Option<BlobId>) {
    sources.close(|below| whole(below).map(|id| *id.as_bytes()), tree_of);
}

/// Git's name of a folder with these files.
fn tree_of(files: &[(&str, ObjectId)]) -> ObjectId {
    let mut tree = Tree::default();
    for (name, id) in files {
        tree.insert(
            name,
            Node::File {
                mode: "100644".to_owned(),
                id: BlobId::from_bytes(*id),
            },
        );
    }
    *tree.id().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::claims::Claims;
    use crate::domain::repository::{Repository, RepositoryName};
    use crate::git::tree::Lookup;
    use crate::report::LinkBase;

    #[test]
    fn a_month_that_is_over_is_known_by_the_name_of_its_folder() {
        let name: RepositoryName = "o/r".parse().expect("a name");
        let place = Folder::of(&name);
        let mut ledger = Ledger::new(Claims::new(Repository {
            id: Some(7),
            name,
            created: None,
        }));
        let old = "2026-10-15T143700Z.json";
        let new = "snapshots/2026/11/2026-11-15T143700Z.json";
        ledger
            .sources
            .add(format!("snapshots/2026/10/{old}"), BlobId::of(b"old").as_bytes());
        ledger.sources.add(new, BlobId::of(b"new").as_bytes());
        close_months(&mut ledger.sources, |_| None);

        let pages = LinkBase::local("https://github.com".to_owned());
        let expected = |ledger: &Ledger| folder(&place, &ledger.to_bytes(), &pages);
        let found = expected(&ledger).expect("all of it is known");
        let mut month = Tree::default();
        month.put(old, BlobId::of(b"old")).expect("free");
        match found.tree.folder("snapshots/2026/10") {
            Ok(Some(Lookup::Unread(_, id))) => assert_eq!(id, month.id()),
            other => panic!("{other:?}"),
        }
        assert_eq!(found.tree.file(new), Some(BlobId::of(b"new")));
        assert_eq!(found.known.sources, ledger.sources);
        assert!(expected(&ledger).is_some_and(|again| again.tree.id() == found.tree.id()));

        ledger.sources.closed.clear();
        assert!(expected(&ledger).is_none(), "what is in the month is not known");
    }
}
