//! EDGE. Where the ledger of a command is kept.

use std::path::PathBuf;

use crate::cli::inputs;
use crate::cli::reader::InputReader;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;

/// Where the ledger is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerLocation {
    /// In a folder of a branch.
    Branch {
        /// Its repository.
        repository: RepositoryName,
        /// The branch; created as an orphan branch if it does not exist.
        branch: BranchName,
        /// The folder in the branch.
        directory: LedgerDirectory,
    },
    /// In a local directory. If it is a checkout of a branch, the other fields say which: the reports link to it.
    Directory {
        /// The directory.
        path: PathBuf,
        /// The repository of the branch; `None` for the repository of each report.
        store: Option<RepositoryName>,
        /// The branch.
        branch: BranchName,
        /// The folder in the branch.
        directory: LedgerDirectory,
    },
}

/// Reads it; `path` is the directory that the command names, if it names one.
pub(super) fn location(reader: &mut InputReader<'_>, path: Option<PathBuf>) -> Option<LedgerLocation> {
    if let Some(path) = path {
        let store = inputs::store::read_for_directory(reader);
        let branch = inputs::branch::read(reader);
        let directory = inputs::directory::read(reader);
        return Some(LedgerLocation::Directory {
            path,
            store: store?,
            branch: branch?,
            directory: directory?,
        });
    }
    let repository = inputs::store::read(reader);
    let branch = inputs::branch::read(reader);
    let directory = inputs::directory::read(reader);
    Some(LedgerLocation::Branch {
        repository: repository?,
        branch: branch?,
        directory: directory?,
    })
}
