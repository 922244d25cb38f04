//! PURE. Every path in the store, written once.

use std::fmt;

use super::change_set::BlobId;
use crate::domain::location::is_device_name;
use crate::domain::repository::RepositoryName;

/// The page that a visitor of the branch sees: the report of a single repository, or the overview of several.
pub const README: &str = "README.md";

/// The name of the file that holds a history.
const HISTORY: &str = "history.json";

/// Marks what is not part of a repository's name: GitHub allows no `~` in names.
const MARK: char = '~';

/// The folder of one repository: `<owner>/<name>`, without a slash at its end.
///
/// A name that some file systems cannot hold (`con`, `aux.txt`, a trailing dot) has a `~` behind it. A repository whose
/// name now belongs to another one has `~<id>` behind it: its history has ended there, or goes on once it is found again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folder(String);

impl Folder {
    /// The folder of a repository that has this name.
    #[must_use]
    pub fn of(name: &RepositoryName) -> Self {
        let own = name.name();
        let mark = if own.ends_with('.') || is_device_name(own) {
            "~"
        } else {
            ""
        };
        Self(format!("{name}{mark}"))
    }

    /// The folder of a repository that had this name before another one took it.
    #[must_use]
    pub fn replaced(name: &RepositoryName, id: u64) -> Self {
        Self(format!("{name}{MARK}{id}"))
    }

    /// Which folder of a repository a path lies in, and the part of the path below it.
    #[must_use]
    pub fn split(path: &str) -> Option<(Self, &str)> {
        let slash = path.match_indices('/').nth(1)?.0;
        let (folder, below) = (&path[..slash], &path[slash + 1..]);
        let (name, mark) = folder.split_once(MARK).unwrap_or((folder, ""));
        let known = mark.bytes().all(|byte| byte.is_ascii_digit());
        (known && name.parse::<RepositoryName>().is_ok()).then(|| (Self(folder.to_owned()), below))
    }

    /// The path without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its repository lost its name to another one.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        self.0.split_once(MARK).is_some_and(|(_, id)| !id.is_empty())
    }

    /// Whether both are the same folder for GitHub, which ignores case in names.
    #[must_use]
    pub fn is_same_name(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// A file in it.
    #[must_use]
    pub fn join(&self, below: &str) -> String {
        format!("{}/{below}", self.0)
    }

    /// The merged history.
    #[must_use]
    pub fn history(&self) -> String {
        self.join(HISTORY)
    }

    /// The report.
    #[must_use]
    pub fn report(&self) -> String {
        self.join(README)
    }

    /// The days for a spreadsheet.
    #[must_use]
    pub fn daily(&self) -> String {
        self.join("daily.csv")
    }

    /// One chart in one theme.
    #[must_use]
    pub fn chart(&self, id: &str, theme: &str) -> String {
        self.join(&format!("charts/{id}-{theme}.svg"))
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder whose history a path is.
#[must_use]
pub fn folder_of_history(path: &str) -> Option<Folder> {
    Folder::split(path)
        .filter(|(_, below)| *below == HISTORY)
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
        let folder = Folder::of(&name);
        assert_eq!(folder_of_history(&folder.history()), Some(folder.clone()));
        assert_eq!(folder_of_history("history.json"), None);
        assert_eq!(folder_of_history("a/b/c/history.json"), None);
        assert_eq!(
            Folder::split("octo/spike/snapshots/2026/11/x.json"),
            Some((folder, "snapshots/2026/11/x.json"))
        );
        assert_eq!(Folder::split("octo/spike"), None);
        assert_eq!(Folder::split("octo/spike~x/README.md"), None);
    }

    #[test]
    fn a_replaced_repository_has_a_folder_that_no_name_can_be() {
        let name: RepositoryName = "octo/spike".parse().expect("a name");
        let folder = Folder::replaced(&name, 42);
        assert_eq!(folder.as_str(), "octo/spike~42");
        assert!(folder.is_replaced() && !Folder::of(&name).is_replaced());
        assert!(folder.as_str().parse::<RepositoryName>().is_err());
        assert_eq!(folder_of_history("octo/spike~42/history.json"), Some(folder));
    }

    #[test]
    fn names_of_devices_get_a_folder_that_windows_can_hold() {
        for (name, folder) in [
            ("octo/con", "octo/con~"),
            ("octo/AUX.txt", "octo/AUX.txt~"),
            ("octo/b.", "octo/b.~"),
        ] {
            let folder_of = Folder::of(&name.parse().expect("a name"));
            assert_eq!((folder_of.as_str(), folder_of.is_replaced()), (folder, false));
        }
    }
}
