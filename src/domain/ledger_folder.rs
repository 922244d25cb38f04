//! PURE. The folder of one repository in the ledger, and the files of it that every program may read.

use std::fmt;

use super::location::is_device_name;
use super::repository::RepositoryName;

/// The name of the file that holds a history.
pub const HISTORY_FILE: &str = "history.json";

/// The name of the report. GitHub shows it to a visitor of the folder.
pub const REPORT_FILE: &str = "README.md";

/// The name of the file with the days for a spreadsheet.
pub const DAILY_FILE: &str = "daily.csv";
/// The downloads of release files, below the folder of its repository.
pub const DOWNLOADS_FILE: &str = "data/downloads.csv";
/// The stars by day, below the folder of its repository.
pub const STARS_FILE: &str = "data/stars.csv";

/// The clones by CI and by others by day, below the folder of its repository.
pub const CI_CLONES_FILE: &str = "data/ci-clones.csv";

/// The name of the file with what follows from the days, for programs.
pub const INSIGHTS_FILE: &str = "insights.json";

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
        let known = mark.is_empty() || mark.parse::<u64>().is_ok_and(|id| id.to_string() == mark);
        (known && name.parse::<RepositoryName>().is_ok()).then(|| (Self(folder.to_owned()), below))
    }

    /// The path without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that it is made from, `owner/name`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once(MARK).map_or(&*self.0, |(name, _)| name)
    }

    /// The id of a repository that lost its name to another one, which ended its history here.
    #[must_use]
    pub fn replaced_id(&self) -> Option<u64> {
        self.0.split_once(MARK)?.1.parse().ok()
    }

    /// Whether its repository lost its name to another one.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        self.replaced_id().is_some()
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
        self.join(HISTORY_FILE)
    }

    /// The report.
    #[must_use]
    pub fn report(&self) -> String {
        self.join(REPORT_FILE)
    }

    /// The days for a spreadsheet.
    #[must_use]
    pub fn daily(&self) -> String {
        self.join(DAILY_FILE)
    }

    /// What follows from the days, for programs.
    #[must_use]
    pub fn insights(&self) -> String {
        self.join(INSIGHTS_FILE)
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> RepositoryName {
        text.parse().expect("a name")
    }

    #[test]
    fn a_path_is_split_into_its_folder_and_the_rest() {
        let folder = Folder::of(&name("octo/spike"));
        assert_eq!(
            Folder::split("octo/spike/snapshots/2026/11/x.json"),
            Some((folder, "snapshots/2026/11/x.json"))
        );
        for path in [
            "octo/spike",
            "octo/spike~x/README.md",
            "octo/spike~007/README.md",
            "octo/spike~99999999999999999999/README.md",
        ] {
            assert_eq!(Folder::split(path), None, "{path}");
        }
    }

    #[test]
    fn a_replaced_repository_has_a_folder_that_no_name_can_be() {
        let spike = name("octo/spike");
        let folder = Folder::replaced(&spike, 42);
        assert_eq!(
            (folder.as_str(), folder.name(), folder.replaced_id()),
            ("octo/spike~42", "octo/spike", Some(42))
        );
        assert!(folder.is_replaced() && !Folder::of(&spike).is_replaced());
        assert!(folder.as_str().parse::<RepositoryName>().is_err());
        assert_eq!(Folder::split("octo/spike~42/x"), Some((folder, "x")));
    }

    #[test]
    fn names_of_devices_get_a_folder_that_windows_can_hold() {
        for (text, folder) in [
            ("octo/con", "octo/con~"),
            ("octo/AUX.txt", "octo/AUX.txt~"),
            ("octo/b.", "octo/b.~"),
        ] {
            let folder_of = Folder::of(&name(text));
            assert_eq!((folder_of.as_str(), folder_of.name()), (folder, text));
            assert!(!folder_of.is_replaced());
        }
    }
}
