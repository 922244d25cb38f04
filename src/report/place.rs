//! PURE. Where a report stands: what its links need. Imports the names of `domain`.

use super::markdown::Target;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;

/// Where the ledger is kept and where the report stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The address of the GitHub server, without a slash at the end: `https://github.com`.
    pub server: String,
    /// The repository that keeps the ledger.
    pub store: RepositoryName,
    /// The branch of the ledger.
    pub branch: BranchName,
    /// The folder of the ledger in that branch.
    pub directory: LedgerDirectory,
    /// The path from the report to the repository's folder: empty where the report stands in it, `owner/name/` where
    /// the report is the ledger's own `README.md`.
    pub prefix: String,
}

impl Place {
    /// The path of a file of the repository's folder, as the report must link it.
    #[must_use]
    pub fn path(&self, below: &str) -> String {
        format!("{}{below}", self.prefix)
    }

    /// A link from the report to a file of the repository's folder.
    #[must_use]
    pub fn file(&self, below: &str) -> Target {
        Target::file(&self.path(below))
    }

    /// The page that shows the report of a repository on GitHub.
    #[must_use]
    pub fn report_url(&self, repository: &RepositoryName) -> Target {
        let folder = self.in_branch(&format!("{repository}/README.md"));
        Target::url(&format!("{}/{}/blob/{folder}", self.server, self.store))
    }

    /// The address of a file's bytes, for pictures in other places.
    #[must_use]
    pub fn raw_url(&self, repository: &RepositoryName, below: &str) -> Target {
        let file = self.in_branch(&format!("{repository}/{below}"));
        Target::url(&match self.server.as_str() {
            "https://github.com" => format!("https://raw.githubusercontent.com/{}/{file}", self.store),
            server => format!("{server}/{}/raw/{file}", self.store),
        })
    }

    fn in_branch(&self, path: &str) -> String {
        // `#` and `%` are good in names of branches and mean something else in a URL.
        let path = format!("{}/{}", self.branch.as_str(), self.directory.join(path));
        path.replace('%', "%25").replace('#', "%23")
    }
}
