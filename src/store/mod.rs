//! EDGE. Where the ledger is kept: a branch at GitHub, or a directory.
//!
//! `load`, plan, `save`; if another writer was faster, all of it again ([`Store::update`]). Since the merge is a
//! join, a lost race costs time and no data.

mod branch;
mod commit;
mod directory;
mod edits;
mod error;
mod state;
mod write;

use std::collections::BTreeMap;
use std::time::Duration;

pub use branch::Branch;
pub use directory::Directory;
pub use error::{StoreError, UpdateError};

use crate::clock::jitter;
use crate::git::CommitId;
use crate::plan::change_set::{Base, ChangeSet};
use crate::plan::layout::is_safe;

/// How many times an update is planned while other writers keep moving the branch.
pub const ROUNDS: u32 = 5;

/// The place where a ledger is kept.
#[derive(Debug)]
pub enum Store {
    /// A branch, through the Git Data API.
    Branch(Branch),
    /// A local directory.
    Directory(Directory),
}

/// The result of a save.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// Whether anything was written.
    pub changed: bool,
    /// The new commit; `None` for a directory or if nothing changed.
    pub commit: Option<CommitId>,
    /// Whether GitHub signed the commit: it does so for apps and `GITHUB_TOKEN`, not for personal tokens. `None` if
    /// it does not say.
    pub verified: Option<bool>,
}

/// Changes to be saved, with the message of their commit.
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

    /// Reads files, as they were at the last `load`. Missing files are left out.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub async fn read(&self, paths: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let contents = match self {
            Self::Branch(branch) => branch.read(paths).await?,
            Self::Directory(directory) => directory.read(paths)?,
        };
        for (path, content) in &contents {
            check_content(path, content)?;
        }
        Ok(contents)
    }

    /// Writes `changes` on top of `base`, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `base` is no longer what the store holds; otherwise when it cannot be written.
    pub async fn save(&self, base: &Base, changes: &ChangeSet, message: &str) -> Result<Saved, StoreError> {
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

    /// Plans on what was loaded and saves; if another writer was faster, loads and plans again, at most [`ROUNDS`] times in
    /// all. `plan` must return the same for the same base.
    ///
    /// # Errors
    /// When the store or the plan fails, or when other writers were faster each time.
    pub async fn update<P: Proposal, E>(
        &self,
        mut base: Base,
        mut plan: impl FnMut(&Base) -> Result<P, E>,
    ) -> Result<(P, Saved), UpdateError<E>> {
        let mut round = 1;
        loop {
            tracing::debug!(
                round,
                head = base.head.map(tracing::field::display),
                files = base.files.len(),
                "planning on the ledger"
            );
            let proposal = plan(&base).map_err(UpdateError::Plan)?;
            match self.save(&base, proposal.changes(), &proposal.message()).await {
                Ok(saved) => return Ok((proposal, saved)),
                Err(StoreError::Conflict(_)) if round < ROUNDS => {
                    tracing::debug!(round, "another writer was faster: planning again");
                    // Two writers that met once would meet again if both came back at once.
                    if let Self::Branch(branch) = self {
                        branch.clock().sleep(jitter(Duration::from_secs(round.into()))).await;
                    }
                    round += 1;
                    base = self.load().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Whether a path stays below the ledger's folder on any file system.
fn check_path(path: &str) -> Result<(), StoreError> {
    match is_safe(path) {
        true => Ok(()),
        false => Err(StoreError::BadPath(path.to_owned())),
    }
}

/// Whether a path is a history, whose content every run needs.
fn is_history(path: &str) -> bool {
    path.matches('/').count() == 2 && path.ends_with("/history.json")
}

/// Refuses a Git LFS pointer in place of a file.
fn check_content(path: &str, content: &[u8]) -> Result<(), StoreError> {
    if content.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err(StoreError::LargeFileStorage(path.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

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
        assert_eq!(
            check_path("a/../b").map_err(|error| Message::from(error).to_string()),
            Err("\"a/../b\" is not a valid path in a ledger; nothing was written".to_owned())
        );
    }

    #[test]
    fn a_history_is_recognised_by_its_path() {
        assert!(is_history("o/r/history.json"));
        assert!(!is_history("history.json"));
        assert!(!is_history("o/history.json"));
        assert!(!is_history("o/r/x/history.json"));
        assert!(!is_history("o/r/daily.csv"));
    }
}
