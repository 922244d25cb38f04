//! PURE. Every path in the store below the folders of the repositories, written once.

use std::collections::BTreeMap;

use super::change_set::{Base, BlobId, ChangeSet};
use crate::charts;
use crate::domain::ledger::{Ledger, LedgerError};
use crate::domain::ledger_folder::{DAILY_FILE, Folder, HISTORY_FILE, REPORT_FILE};
use crate::report;

/// The page that a visitor of the branch sees: the report of a single repository, or the overview of several.
pub const README: &str = REPORT_FILE;

/// The file that says how git treats the ledger's files, in the ledger's folder.
pub const ATTRIBUTES_FILE: &str = ".gitattributes";

/// The folder of the files in front of the ledger beside its page and its index.
pub const FRONT_FOLDER: &str = report::OVERVIEW_FOLDER;

/// The folders in a repository's folder that a run writes to.
pub const FOLDERS: [&str; 4] = ["badges", "charts", "imports", "snapshots"];

/// The folders of these with the sources.
pub const SOURCES: [&str; 2] = ["imports", "snapshots"];

/// Git must not change line ends: a checkout with `core.autocrlf`, as on Windows, would break the seal of every history.
pub const ATTRIBUTES: &str = "* -text\n";

/// Whether the ledger has no attributes yet. Those of the user are left alone.
#[must_use]
pub fn lacks_attributes(base: &Base) -> bool {
    !base.files.contains_key(ATTRIBUTES_FILE) && !base.links.contains(ATTRIBUTES_FILE)
}

/// A file that `changes` would overwrite or remove although no ledger is here that could have made it.
#[must_use]
pub fn foreign_file<'c>(base: &Base, changes: &'c ChangeSet) -> Option<&'c str> {
    let there = |path: &&String| base.files.contains_key(*path) || base.links.contains(*path);
    let first = changes.changes().keys().find(there).filter(|_| !holds_ledger(base));
    first.map(String::as_str)
}

/// Whether a ledger is here, even one whose histories are damaged or missing: then the files of its layout are its own.
fn holds_ledger(base: &Base) -> bool {
    let is_source = |path: &String| Folder::split(path).is_some_and(|(_, below)| is_source(below));
    let is_history = |bytes: &Vec<u8>| !matches!(Ledger::from_bytes(bytes), Err(LedgerError::Foreign));
    base.files.keys().any(is_source) || base.contents.values().any(is_history)
}

/// Whether a path stays below the ledger's folder on any file system.
#[must_use]
pub fn is_safe(path: &str) -> bool {
    let is_unsafe = |part: &str| {
        part.is_empty() || part == "." || part == ".." || part.eq_ignore_ascii_case(".git") || part.ends_with(' ')
    };
    let bad = path.len() > 1_000 || path.contains(['\\', ':']) || path.chars().any(char::is_control);
    !bad && !path.split('/').any(is_unsafe)
}

/// The folder whose history a path is.
#[must_use]
pub fn folder_of_history(path: &str) -> Option<Folder> {
    Folder::split(path)
        .filter(|(_, below)| *below == HISTORY_FILE)
        .map(|(folder, _)| folder)
}

/// The name of a second snapshot of the same second with other content: `…Z-<8 digits of its blob>.json`.
#[must_use]
pub fn collision_path(snapshot: &str, blob: &BlobId) -> String {
    let stem = snapshot.strip_suffix(".json").unwrap_or(snapshot);
    format!("{stem}-{:.8}.json", blob.to_string())
}

/// Whether a path below a repository's folder is one of the ledger's sources: a snapshot or an import. Everything
/// else in the folder can be made again from these.
#[must_use]
pub fn is_source(below: &str) -> bool {
    is_snapshot(below) || is_import(below)
}

/// Whether a path below a repository's folder is a snapshot.
#[must_use]
pub fn is_snapshot(below: &str) -> bool {
    below.starts_with("snapshots/") && below.ends_with(".json")
}

/// Whether a path below a repository's folder is a kept import.
#[must_use]
pub fn is_import(below: &str) -> bool {
    below.starts_with("imports/") && below.ends_with(".json")
}

/// Whether a path below a repository's folder is made by rendering, so that a run replaces or removes it. Files of other
/// names belong to the user, in `charts/` and `badges/` too.
#[must_use]
pub fn is_rendered(below: &str) -> bool {
    below == REPORT_FILE
        || below == DAILY_FILE
        || charts::file_paths().any(|path| path == below)
        || report::badge_paths().any(|path| path == below)
}

/// The files in front of the ledger that are made by rendering, that are there and that are not among `front`.
pub fn left_in_front<'b, V>(base: &'b Base, front: &'b BTreeMap<String, V>) -> impl Iterator<Item = &'b String> {
    let files = base.files.keys();
    files.filter(|path| report::is_of_overview(path) && !front.contains_key(*path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histories_are_found_again() {
        let folder = Folder::of(&"octo/spike".parse().expect("a name"));
        assert_eq!(folder_of_history(&folder.history()), Some(folder));
        assert_eq!(folder_of_history("history.json"), None);
        assert_eq!(folder_of_history("a/b/c/history.json"), None);
        assert!(folder_of_history("octo/spike~42/history.json").is_some_and(|folder| folder.is_replaced()));
    }
}
