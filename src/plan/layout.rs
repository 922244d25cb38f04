//! PURE. Every path in the store, written once. Imports names only.

use super::change_set::BlobId;
use crate::domain::repository::RepositoryName;

/// The page that a visitor of the branch sees: the report of a single repository, or the overview of several.
pub const README: &str = "README.md";

/// The name of the file that holds a history.
const HISTORY: &str = "history.json";

/// The folder of one repository, without a slash at its end.
#[must_use]
pub fn folder(name: &RepositoryName) -> String {
    name.to_string()
}

/// The merged history of a repository.
#[must_use]
pub fn history(name: &RepositoryName) -> String {
    format!("{name}/{HISTORY}")
}

/// The report of a repository.
#[must_use]
pub fn report(name: &RepositoryName) -> String {
    format!("{name}/{README}")
}

/// The days of a repository for a spreadsheet.
#[must_use]
pub fn daily(name: &RepositoryName) -> String {
    format!("{name}/daily.csv")
}

/// One chart of a repository.
#[must_use]
pub fn chart(name: &RepositoryName, id: &str, theme: &str) -> String {
    format!("{name}/charts/{id}-{theme}.svg")
}

/// Which repository a path is the history of.
#[must_use]
pub fn repository_of_history(path: &str) -> Option<RepositoryName> {
    path.strip_suffix(HISTORY)?.strip_suffix('/')?.parse().ok()
}

/// The name of a second snapshot of the same second with other content: `…Z-<8 digits of its blob>.json`.
#[must_use]
pub fn collision_path(snapshot: &str, blob: &BlobId) -> String {
    let stem = snapshot.strip_suffix(".json").unwrap_or(snapshot);
    format!("{stem}-{:.8}.json", blob.to_string())
}

/// The part of a path below a repository's folder.
#[must_use]
pub fn below<'a>(name: &RepositoryName, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(name.owner())?
        .strip_prefix('/')?
        .strip_prefix(name.name())?
        .strip_prefix('/')
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

/// Whether a path below a repository's folder is made by rendering, so that a rebuild replaces or removes it.
#[must_use]
pub fn is_rendered(below: &str) -> bool {
    below == README
        || below == "daily.csv"
        || (below.starts_with("charts/") && below.ends_with(".svg"))
        || (below.starts_with("badges/") && (below.ends_with(".svg") || below.ends_with(".json")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_again() {
        let name: RepositoryName = "octo/spike".parse().expect("a name");
        assert_eq!(repository_of_history(&history(&name)), Some(name.clone()));
        assert_eq!(repository_of_history("history.json"), None);
        assert_eq!(repository_of_history("a/b/c/history.json"), None);
        assert_eq!(
            below(&name, "octo/spike/snapshots/2026/11/x.json"),
            Some("snapshots/2026/11/x.json")
        );
        assert_eq!(below(&name, "octo/spike-2/README.md"), None);
    }
}
