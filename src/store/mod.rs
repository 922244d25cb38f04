//! EDGE. Where the ledger is kept: a branch at GitHub, or a directory. May import the domain, the plan, GitHub and the
//! clock; never the report or the charts.
//!
//! `load`, plan, `save`; when somebody else was faster, again from the start ([`Store::update`]). Since the merge is a
//! join, a lost race costs time and no data.

mod branch;
mod commit;
mod directory;

use std::collections::BTreeMap;
use std::time::Duration;

pub use branch::Branch;
pub use directory::Directory;

use crate::clock::jitter;
use crate::github::GitHubError;
use crate::github::git_tree::PathConflict;
use crate::plan::change_set::{Base, ChangeSet};

/// How often a run plans anew when the branch's head has moved meanwhile.
pub const ROUNDS: u32 = 5;

/// A ledger's place.
#[derive(Debug)]
pub enum Store {
    /// A branch, through the Git Data API.
    Branch(Branch),
    /// A local directory.
    Directory(Directory),
}

/// What a save came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// Whether anything was written.
    pub changed: bool,
    /// The commit that was made, forty hexadecimal digits; `None` for a directory or when nothing changed.
    pub commit: Option<String>,
    /// Whether GitHub signed the commit: it does so for apps and `GITHUB_TOKEN`, not for personal tokens. `None` when
    /// it does not say.
    pub verified: Option<bool>,
}

/// Why a ledger cannot be loaded or saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The head moved, or a file changed, since it was loaded: load again, plan again.
    #[error("somebody else has written to {0} meanwhile")]
    Conflict(String),
    /// GitHub refused or failed.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    /// Something that is no file of ours stands where the ledger wants to write.
    #[error(transparent)]
    PathConflict(#[from] PathConflict),
    /// A path that must not be written to.
    #[error("{0:?} is not a path of a ledger: nothing was written")]
    BadPath(String),
    /// The history is kept in Git LFS: what the branch holds is a pointer.
    #[error(
        "{0} is a Git LFS pointer: the ledger cannot live in LFS. Take it out of .gitattributes and commit the file itself"
    )]
    LargeFileStorage(String),
    /// What GitHub made of the files is not what was sent.
    #[error("GitHub has made {found} of what should be {wanted}: the branch was not moved, what it holds is safe")]
    Mismatch {
        /// The object's name computed here.
        wanted: String,
        /// The name that GitHub answered.
        found: String,
    },
    /// The local directory.
    #[error("{operation} {path}: {source}")]
    Directory {
        /// What was being done.
        operation: &'static str,
        /// Where.
        path: String,
        /// The system's words.
        source: std::io::Error,
    },
}

/// The same under the name that a save gives it.
pub type SaveError = StoreError;

/// What an update came to nothing for.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError<E> {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The plan could not be made.
    #[error(transparent)]
    Plan(E),
}

/// What somebody wants to have saved.
pub trait Proposal {
    /// The changes to the files.
    fn changes(&self) -> &ChangeSet;
    /// The commit's message.
    fn message(&self) -> String;
}

impl Store {
    /// Reads what every run needs: the head, the list of the files and each `<owner>/<repo>/history.json`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load(&self) -> Result<Base, StoreError> {
        match self {
            Self::Branch(branch) => branch.load().await,
            Self::Directory(directory) => directory.load(),
        }
    }

    /// Reads files, as they were at the last `load`. A path that is not there is not in the answer.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub async fn read(&self, paths: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        match self {
            Self::Branch(branch) => branch.read(paths).await,
            Self::Directory(directory) => directory.read(paths),
        }
    }

    /// Writes `changes` on top of `base`, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `base` is no longer what the store holds; otherwise when it cannot be written.
    pub async fn save(&self, base: &Base, changes: &ChangeSet, message: &str) -> Result<Saved, SaveError> {
        for path in changes.changes().keys() {
            check_path(path)?;
        }
        if changes.is_empty() {
            return Ok(Saved::default());
        }
        match self {
            Self::Branch(branch) => branch.save(base, changes, message).await,
            Self::Directory(directory) => directory.save(base, changes),
        }
    }

    /// Loads, plans and saves; when somebody else was faster, again from the start, at most [`ROUNDS`] times. `plan`
    /// must give the same for the same base.
    ///
    /// # Errors
    /// When the store or the plan fails, or when somebody else was faster each time.
    pub async fn update<P: Proposal, E>(
        &self,
        mut plan: impl FnMut(&Base) -> Result<P, E>,
    ) -> Result<(P, Saved), UpdateError<E>> {
        let mut round = 1;
        loop {
            let base = self.load().await?;
            let proposal = plan(&base).map_err(UpdateError::Plan)?;
            match self.save(&base, proposal.changes(), &proposal.message()).await {
                Ok(saved) => return Ok((proposal, saved)),
                Err(StoreError::Conflict(_)) if round < ROUNDS => {
                    // Two that met once would meet again if both came back at once.
                    if let Self::Branch(branch) = self {
                        branch.clock().sleep(jitter(Duration::from_secs(round.into()))).await;
                    }
                    round += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Whether a path stays below the ledger's folder on any file system.
fn check_path(path: &str) -> Result<(), StoreError> {
    let odd = |part: &str| {
        part.is_empty() || part == "." || part == ".." || part.eq_ignore_ascii_case(".git") || part.ends_with(' ')
    };
    let bad = path.len() > 1_000 || path.contains(['\\', ':']) || path.chars().any(char::is_control);
    if bad || path.split('/').any(odd) {
        return Err(StoreError::BadPath(path.to_owned()));
    }
    Ok(())
}

/// Whether a path is a history, whose content every run needs.
fn is_history(path: &str) -> bool {
    path.matches('/').count() == 2 && path.ends_with("/history.json")
}

/// Refuses a pointer of Git LFS in place of a file.
fn check_content(path: &str, content: &[u8]) -> Result<(), StoreError> {
    if content.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err(StoreError::LargeFileStorage(path.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        for path in [
            "README.md",
            "o/r/snapshots/2026/11/2026-11-23T041045Z.json",
            "o/.r/charts/a-light.svg",
        ] {
            assert!(check_path(path).is_ok(), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "a//b",
            "a/../b",
            "..",
            "a/./b",
            "a/",
            ".git/config",
            "a/.GIT/x",
            "a\\b",
            "c:x",
            "a\nb",
        ] {
            assert!(check_path(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn a_history_is_told_by_its_place() {
        assert!(is_history("o/r/history.json"));
        assert!(!is_history("history.json"));
        assert!(!is_history("o/history.json"));
        assert!(!is_history("o/r/x/history.json"));
        assert!(!is_history("o/r/daily.csv"));
    }
}
