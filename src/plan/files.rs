//! PURE. What becomes of the ledger's files: which move, which are written anew and which go.

use std::collections::BTreeMap;

use super::change_set::{Base, ChangeSet};
use super::identity;
use super::layout;
use super::merge::Merged;
use super::render::Pages;
use crate::domain::analysis::AnalyzedHistory;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::{Folder, HISTORY_FILE};
use crate::domain::ledger_index::LedgerIndex;
use crate::report::Successor;

/// Who has the names of replaced repositories now, by their folders: the folder and the id of the other one.
pub(super) type Successors = BTreeMap<Folder, Option<(Folder, Option<u64>)>>;

/// Who has the names of the replaced repositories, by their folders.
pub(super) fn successors(ledgers: &BTreeMap<&Folder, &Ledger>) -> Successors {
    let replaced = ledgers.keys().filter(|folder| folder.is_replaced());
    let successor = |folder| identity::successor(folder, ledgers.iter().map(|(folder, ledger)| (*folder, *ledger)));
    let owned = |successor: Successor<'_>| (successor.folder.clone(), successor.id);
    replaced
        .map(|folder| (Folder::clone(folder), successor(folder).map(owned)))
        .collect()
}

/// Moves the files of repositories that have new folders, and removes what was made of them in the old ones. `replaced` are
/// the folders, before and after, of those whose name another repository has now.
pub(super) fn move_folders(base: &Base, changes: &mut ChangeSet, news: &[&Merged], replaced: &[(Folder, Folder)]) {
    let mut moves: Vec<(String, String)> = news.iter().flat_map(|merged| merged.moves.iter().cloned()).collect();
    for (from, to) in replaced {
        let kept = everything_below(base, from).filter(|(_, below)| !is_made(below));
        moves.extend(kept.map(|(path, below)| (path.clone(), to.join(below))));
    }
    // A file of the user that no store writes stays where it is.
    moves.retain(|(from, to)| layout::is_safe(from) && layout::is_safe(to));
    changes.rename(base, &moves);
    let left = news.iter().flat_map(|merged| &merged.left);
    for folder in left.chain(replaced.iter().map(|(from, _)| from)) {
        for (path, _) in files_below(base, folder).filter(|(_, below)| is_made(below)) {
            changes.delete(path.clone());
        }
    }
}

/// Writes the new sources of repositories and everything that their ledgers render.
pub(super) fn write_merged(base: &Base, changes: &mut ChangeSet, news: &[&Merged], pages: &impl Pages) {
    for merged in news {
        for (path, content) in &merged.files {
            changes.write(base, path.clone(), content.clone());
        }
        write_rendered(
            base,
            changes,
            &merged.folder,
            (&merged.ledger, &merged.whole),
            None,
            pages,
        );
    }
}

/// Writes the pages of the replaced repositories in new folders or with other successors, which their reports name.
pub(super) fn write_replaced(
    base: &Base,
    changes: &mut ChangeSet,
    all: &BTreeMap<&Folder, &Ledger>,
    replaced: &[(Folder, Folder)],
    before: &Successors,
    pages: &impl Pages,
) {
    for (folder, successor) in successors(all) {
        let is_new = replaced.iter().any(|(_, to)| *to == folder);
        if is_new || before.get(&folder) != Some(&successor) {
            let successor = successor.as_ref().map(|(folder, id)| Successor { folder, id: *id });
            let ledger = all[&folder];
            let whole = ledger.analyzed();
            write_rendered(base, changes, &folder, (ledger, &whole), successor, pages);
        }
    }
}

/// Writes the files in front of the ledger, and the attributes that keep git from changing its files. `only` is the history
/// of a ledger's single repository.
pub(super) fn write_front(
    base: &Base,
    changes: &mut ChangeSet,
    index: &LedgerIndex,
    only: Option<&AnalyzedHistory>,
    pages: &impl Pages,
) {
    let front = pages.front(index, only);
    layout::left_in_front(base, &front).for_each(|path| changes.delete(path.clone()));
    for (path, content) in front {
        changes.write(base, path, content);
    }
    if layout::lacks_attributes(base) {
        let attributes = layout::ATTRIBUTES.as_bytes().to_vec();
        changes.write(base, layout::ATTRIBUTES_FILE.to_owned(), attributes);
    }
}

/// Whether a file below a repository's folder is made from its sources.
pub(super) fn is_made(below: &str) -> bool {
    layout::is_rendered(below) || below == HISTORY_FILE
}

/// Writes everything that a folder's ledger and what follows from it render, and takes away what it does not render any more.
pub(super) fn write_rendered(
    base: &Base,
    changes: &mut ChangeSet,
    folder: &Folder,
    (ledger, whole): (&Ledger, &AnalyzedHistory),
    successor: Option<Successor<'_>>,
    pages: &impl Pages,
) {
    let mut rendered = pages.repository(folder, whole, successor);
    rendered.insert(folder.history(), ledger.to_bytes());
    for (path, below) in files_below(base, folder) {
        if layout::is_rendered(below) && !rendered.contains_key(path) {
            changes.delete(path.clone());
        }
    }
    for (path, content) in rendered {
        changes.write(base, path, content);
    }
}

/// The files of a folder and the folders in it that were not read: the whole path and the part below the folder.
pub(super) fn everything_below<'b>(base: &'b Base, folder: &Folder) -> impl Iterator<Item = (&'b String, &'b str)> {
    let prefix = folder.join("");
    let unread = base.unread.range(prefix.clone()..).map(|(path, _)| path);
    let below = move |path: &'b String| Some((path, path.strip_prefix(&prefix)?));
    files_below(base, folder).chain(unread.map_while(below))
}

/// The files of a folder: the whole path and the part below the folder.
pub(super) fn files_below<'b>(base: &'b Base, folder: &Folder) -> impl Iterator<Item = (&'b String, &'b str)> {
    let prefix = folder.join("");
    let files = base.files.range(prefix.clone()..).map(|(path, _)| path);
    let below = move |path: &'b String| Some((path, path.strip_prefix(&prefix)?));
    files.map_while(below)
}
