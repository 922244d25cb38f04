//! PURE. The links of a report: to the files of the ledger, to the report on GitHub and to its pictures.

use super::markdown::Target;
use crate::domain::ledger_folder::Folder;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;
use crate::encode::url;

/// Where the ledger is published: every absolute link of a report begins here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkBase {
    /// The address of the GitHub server, without a slash at its end: `https://github.com`.
    pub server: String,
    /// The repository that keeps the ledger. `None` for a ledger in a local directory: its reports link as if each
    /// were kept in the repository that it is about.
    pub store: Option<RepositoryName>,
    /// The branch of the ledger.
    pub branch: BranchName,
    /// The folder of the ledger in that branch.
    pub directory: LedgerDirectory,
}

impl LinkBase {
    /// The link base of a ledger in a local directory, as if it were pushed to the default branch name.
    #[must_use]
    pub fn local(server: String) -> Self {
        Self {
            server,
            store: None,
            branch: BranchName::default(),
            directory: LedgerDirectory::default(),
        }
    }

    /// The URL of a repository's report; `None` for a ledger in a local directory.
    #[must_use]
    pub fn published_report_url(&self, folder: &Folder) -> Option<String> {
        self.store.as_ref()?;
        Some(self.report_url(folder).as_str().to_owned())
    }

    /// The page that shows the report of a repository on GitHub.
    pub(super) fn report_url(&self, folder: &Folder) -> Target {
        let file = self.in_branch(&folder.report());
        Target::new(&format!("{}/{}/blob/{file}", self.server, self.store_of(folder)))
    }

    /// The content of a file in the repository's folder, for pictures on other pages.
    pub(super) fn raw_url(&self, folder: &Folder, file: &str) -> Target {
        let path = self.in_branch(&folder.join(file));
        let store = self.store_of(folder);
        Target::new(&match self.server.as_str() {
            "https://github.com" => format!("https://raw.githubusercontent.com/{store}/{path}"),
            server => format!("{server}/{store}/raw/{path}"),
        })
    }

    fn store_of(&self, folder: &Folder) -> String {
        let store = self.store.as_ref().map(RepositoryName::to_string);
        store.unwrap_or_else(|| folder.name().to_owned())
    }

    /// A path of the ledger below the name of its branch.
    fn in_branch(&self, path: &str) -> String {
        url::path(&format!("{}/{}", self.branch.as_str(), self.directory.join(path)))
    }
}

/// The file that a report is written to. Links to the ledger's files are relative to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// `README.md` in the folder of the repository.
    Repository,
    /// `README.md` of a ledger with a single repository, two folders above.
    Front,
}

impl Page {
    /// The relative path from this page to a file in the folder of the repository.
    pub(super) fn path_to(self, folder: &Folder, file: &str) -> String {
        match self {
            Self::Repository => file.to_owned(),
            Self::Front => folder.join(file),
        }
    }

    /// The relative path from this page to the report of another repository.
    pub(super) fn path_to_report(self, other: &Folder) -> String {
        match self {
            Self::Repository => format!("../../{}", other.report()),
            Self::Front => other.report(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> LinkBase {
        LinkBase {
            server: "https://github.com".to_owned(),
            store: Some("octo/ledger".parse().expect("a name")),
            branch: "data/traffic#1".parse().expect("a branch"),
            directory: "kept/here".parse().expect("a folder"),
        }
    }

    #[test]
    fn urls_name_the_store_its_branch_and_the_folder() {
        let folder = Folder::of(&"octo/spike".parse().expect("a name"));
        assert_eq!(
            base().published_report_url(&folder).as_deref(),
            Some("https://github.com/octo/ledger/blob/data/traffic%231/kept/here/octo/spike/README.md")
        );
        assert_eq!(
            base().raw_url(&folder, "badges/views-14d.svg").as_str(),
            "https://raw.githubusercontent.com/octo/ledger/data/traffic%231/kept/here/octo/spike/badges/views-14d.svg"
        );
        let elsewhere = LinkBase {
            server: "https://github.example".to_owned(),
            ..base()
        };
        assert_eq!(
            elsewhere.raw_url(&folder, "x.svg").as_str(),
            "https://github.example/octo/ledger/raw/data/traffic%231/kept/here/octo/spike/x.svg"
        );
    }

    #[test]
    fn a_local_ledger_links_to_the_repository_itself() {
        let folder = Folder::of(&"octo/spike".parse().expect("a name"));
        let local = LinkBase::local("https://github.com".to_owned());
        assert_eq!(local.published_report_url(&folder), None);
        assert_eq!(
            local.report_url(&folder).as_str(),
            "https://github.com/octo/spike/blob/traffic/octo/spike/README.md"
        );
    }

    #[test]
    fn paths_are_relative_to_the_page() {
        let folder = Folder::of(&"octo/spike".parse().expect("a name"));
        assert_eq!(Page::Repository.path_to(&folder, "daily.csv"), "daily.csv");
        assert_eq!(Page::Front.path_to(&folder, "daily.csv"), "octo/spike/daily.csv");
    }
}
