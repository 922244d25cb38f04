//! EDGE. Where the ledger is kept: a branch at GitHub, or a directory.
//!
//! `open`, plan, `save`; if another writer was faster ([`StoreError::Conflict`]), all of it again. Since the merge is a join,
//! a lost race costs time and no data.

mod archive;
mod background;
mod branch;
mod commit;
mod directory;
mod edits;
mod error;
mod folders;
mod state;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub(crate) use background::{in_background, processors};
pub use branch::Branch;
pub use commit::NewCommit;
pub use directory::Directory;
pub(crate) use directory::replace_file;
pub use error::StoreError;

use crate::clock::jitter;
use crate::domain::ledger_folder::Folder;
use crate::git::{CommitId, TreeId};
use crate::github::Client;
use crate::plan::change_set::{Base, ChangeSet};
use crate::plan::expected::ExpectedFolder;
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

impl Store {
    /// The client of a branch; a directory has none.
    #[must_use]
    pub fn client(&self) -> Option<&Client> {
        match self {
            Self::Branch(branch) => Some(branch.client()),
            Self::Directory(_) => None,
        }
    }

    /// Reads all of it: the head, the list of the files and each `<owner>/<repo>/history.json`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load(&self) -> Result<Base, StoreError> {
        match self {
            Self::Branch(branch) => branch.load().await,
            Self::Directory(directory) => directory.load(),
        }
    }

    /// Reads all of it, with the contents of the files whose paths are `wanted`, by these. `read` is told how many files were
    /// read so far. A branch comes in one piece.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load_whole(
        &self,
        wanted: fn(&str) -> bool,
        read: &dyn Fn(usize),
    ) -> Result<(Base, BTreeMap<String, Vec<u8>>), StoreError> {
        let (base, contents) = match self {
            Self::Branch(branch) => branch.load_whole(wanted, read).await?,
            Self::Directory(directory) => {
                let base = directory.load()?;
                let wanted = base.files.keys().filter(|path| wanted(path));
                let contents = directory.read(&wanted.map(String::as_str).collect::<Vec<_>>())?;
                (base, contents)
            }
        };
        // A pointer in place of a history concerns one repository, and is reported with it.
        for (path, content) in contents.iter().filter(|(path, _)| !is_history(path)) {
            check_content(path, content)?;
        }
        Ok((base, contents))
    }

    /// Reads what every run needs: the head, the names in the ledger's folder and `files` there. The folders of the
    /// repositories stay unread until [`Self::open_folder`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(&self, files: &[&str]) -> Result<Base, StoreError> {
        match self {
            Self::Branch(branch) => branch.open(files).await,
            Self::Directory(directory) => directory.open(files),
        }
    }

    /// The history of a repository, as it was at the last `open`, for [`Self::open_folder`]. `None` where there is none, and in a
    /// directory, where nothing has to be asked for.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read_history(&self, folder: &Folder) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Branch(branch) => branch.read_history(folder).await,
            Self::Directory(_) => Ok(None),
        }
    }

    /// Reads the folder of a repository, as it was at the last `open`: which files are in it, and its history. Of a branch, `history`
    /// is what [`Self::read_history`] gave; `expected` says what a folder with this history holds if nobody else has changed it:
    /// then nothing needs to be listed.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn open_folder(
        &self,
        folder: &Folder,
        history: Option<Vec<u8>>,
        expected: Expected,
    ) -> Result<Base, StoreError> {
        match self {
            Self::Branch(branch) => branch.open_folder(folder, history, expected).await,
            Self::Directory(directory) => directory.open_folder(folder),
        }
    }

    /// Lists the folders on the way to a path in the folder of a repository, and gives all that is known of the folder then.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub async fn list(&self, folder: &Folder, below: &str) -> Result<Base, StoreError> {
        match self {
            Self::Branch(branch) => branch.list(folder, below).await,
            Self::Directory(directory) => directory.open_folder(folder),
        }
    }

    /// Forgets what was read in a folder.
    pub fn release(&self, folder: &Folder) {
        if let Self::Branch(branch) = self {
            branch.release(folder);
        }
    }

    /// Reads files, as they were when the store was last loaded or opened. Missing files are left out.
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

    /// Begins a save on top of `base`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `base` is no longer what was read last.
    pub fn begin(&self, base: &Base) -> Result<Save<'_>, StoreError> {
        Ok(match self {
            Self::Branch(branch) => Save::Branch(Box::new(branch.begin(base)?)),
            Self::Directory(directory) => Save::Directory(directory, Saved::default()),
        })
    }

    /// Writes `changes` on top of `base`, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `base` is no longer what the store holds; otherwise when it cannot be written.
    pub async fn save(&self, base: &Base, changes: &ChangeSet, message: &str) -> Result<Saved, StoreError> {
        if changes.is_empty() {
            return Ok(Saved::default());
        }
        let mut save = self.begin(base)?;
        save.add(base, changes).await?;
        save.finish(message).await
    }

    /// Waits after another writer was faster: two that met once would meet again if both came back at once.
    pub async fn step_aside(&self, round: u32) {
        tracing::debug!(round, "another writer was faster: planning again");
        if let Self::Branch(branch) = self {
            branch.clock().sleep(jitter(Duration::from_secs(round.into()))).await;
        }
    }
}

/// What a folder holds whose history is this file; `None` if the file says nothing of it. It can take a while, so it runs beside
/// the requests.
pub type Expected = Box<dyn FnOnce(&[u8]) -> Option<ExpectedFolder> + Send>;

/// Git's names of folders of repositories; `None` for one that does not exist.
pub type FolderIds = BTreeMap<Folder, Option<TreeId>>;

/// A save in the making: the changes of one repository after another. A branch gets them in one commit; a directory gets
/// those of each repository at once.
#[derive(Debug)]
pub enum Save<'s> {
    /// A commit of a branch.
    Branch(Box<NewCommit<'s>>),
    /// What a directory has got so far.
    Directory(&'s Directory, Saved),
}

impl Save<'_> {
    /// Adds changes to the files that `base` tells of; no two sets of changes may be about the same path.
    ///
    /// # Errors
    /// When they cannot be written, or another writer was faster.
    pub async fn add(&mut self, base: &Base, changes: &ChangeSet) -> Result<(), StoreError> {
        for path in changes.changes().keys() {
            check_path(path)?;
        }
        match self {
            _ if changes.is_empty() => Ok(()),
            Self::Branch(commit) => commit.add(changes).await,
            Self::Directory(directory, saved) => {
                *saved = directory.save(base, changes)?;
                Ok(())
            }
        }
    }

    /// What folders of repositories are with all changes so far; `None` where that is not known.
    ///
    /// # Errors
    /// When the folders on the way to them cannot be listed.
    pub async fn folder_ids(&mut self, folders: &BTreeSet<Folder>) -> Result<Option<FolderIds>, StoreError> {
        match self {
            Self::Branch(commit) => commit.folder_ids(folders).await,
            Self::Directory(..) => Ok(None),
        }
    }

    /// Puts folders as they were made in an earlier save in the place of what they were before that; not if they are anything
    /// else now.
    ///
    /// # Errors
    /// When the folders on the way to them cannot be listed.
    pub async fn repeat(&mut self, before: &FolderIds, after: &FolderIds) -> Result<bool, StoreError> {
        match self {
            Self::Branch(commit) => commit.repeat(before, after).await,
            Self::Directory(..) => Ok(false),
        }
    }

    /// Ends it: nothing of it is in a branch before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another writer was faster; otherwise when it cannot be written.
    pub async fn finish(self, message: &str) -> Result<Saved, StoreError> {
        match self {
            Self::Branch(commit) => commit.finish(message).await,
            Self::Directory(_, saved) => Ok(saved),
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
            "o/.r/charts/light-theme/a.svg",
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
