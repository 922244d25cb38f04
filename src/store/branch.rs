//! EDGE. The ledger in a branch, read through the Git Data API as far as it is needed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::commit::NewCommit;
use super::state::BranchState;
use super::{StoreError, is_history};
use crate::clock::Clock;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;
use crate::git::tree::{Lookup, PathConflict, Tree};
use crate::git::{BlobId, CommitId, TreeId};
use crate::github::Client;
use crate::github::git_data::{GitData, Head};
use crate::plan::change_set::Base;
use crate::plan::layout;

/// Files that are read side by side; GitHub allows 100 requests at once.
pub(super) const READ_AT_ONCE: usize = 8;

/// A branch of a repository, and the folder of the ledger in it.
#[derive(Debug)]
pub struct Branch {
    client: Arc<Client>,
    branch: BranchName,
    directory: LedgerDirectory,
    cache: Mutex<Cache>,
}

/// What the branch was found to be when it was last looked at, and what was read of it since.
#[derive(Debug)]
struct Cache {
    repository: RepositoryName,
    state: Option<BranchState>,
    /// Listings of folders that are under way or done, so that none is asked for twice.
    listings: BTreeMap<TreeId, Arc<OnceCell<Tree>>>,
}

impl Branch {
    /// The branch `branch` of `repository`; the first save creates a missing one as an orphan.
    #[must_use]
    pub fn new(client: Client, repository: RepositoryName, branch: BranchName, directory: LedgerDirectory) -> Self {
        Self {
            client: Arc::new(client),
            branch,
            directory,
            cache: Mutex::new(Cache {
                repository,
                state: None,
                listings: BTreeMap::new(),
            }),
        }
    }

    /// The repository, by the name that it had when it was last looked at.
    #[must_use]
    pub fn repository(&self) -> RepositoryName {
        self.cache().repository.clone()
    }

    /// The clock that its waits use.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.client.clock()
    }

    /// The client, to count its requests.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn name(&self) -> &str {
        self.branch.as_str()
    }

    pub(super) fn directory(&self) -> &LedgerDirectory {
        &self.directory
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads all of the ledger's listing and every history.
    pub(super) async fn load(&self) -> Result<Base, StoreError> {
        if let Some(root) = self.look().await? {
            self.list_everything(root).await?;
        }
        let mut base = self.base("");
        let histories = base.files.iter().filter(|(path, _)| is_history(path));
        let wanted = histories.map(|(path, id)| (path.clone(), *id)).collect();
        // A pointer in place of a history is the plan's to report: it concerns one repository.
        base.contents = self.contents(wanted).await?;
        Ok(base)
    }

    /// Lists all of the ledger in the tree `root`.
    pub(super) async fn list_everything(&self, root: TreeId) -> Result<(), StoreError> {
        let directory = self.directory.as_str();
        let repository = self.repository();
        let git = self.git(&repository);
        if self.directory.is_root() {
            let everything = list_recursively(&git, root).await?;
            self.set_tree(everything);
            return Ok(());
        }
        self.set_tree(git.tree(root).await?);
        self.read_on_way(directory).await?;
        if let Some(id) = self.unread(directory)? {
            let everything = list_recursively(&git, id).await?;
            self.with_tree(|tree| {
                tree.fill_in(directory, everything);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Finds the head and the names in the ledger's folder and in that of its overview, and reads `files` of it; the other
    /// folders in it stay unread.
    pub(super) async fn open(&self, files: &[&str]) -> Result<Base, StoreError> {
        if let Some(root) = self.look().await? {
            let repository = self.repository();
            self.set_tree(self.git(&repository).tree(root).await?);
            // A file or a link in place of the directory is reported here.
            self.unread(self.directory.as_str())?;
            let in_front = self.directory.join(&format!("{}/x", layout::FRONT_FOLDER));
            let (listed, contents) = tokio::join!(self.read_on_way(&in_front), self.read(files));
            listed?;
            let mut base = self.base("");
            base.contents = contents?;
            return Ok(base);
        }
        Ok(self.base(""))
    }

    /// What was read of the files below a folder of the ledger.
    pub(super) fn base(&self, folder: &str) -> Base {
        let cache = self.cache();
        let Some(state) = &cache.state else {
            return Base::default();
        };
        let nothing = Tree::default();
        let tree = match state.tree.folder(&self.directory.join(folder)) {
            Ok(Some(Lookup::Read(tree))) => tree,
            Ok(Some(Lookup::Unread(..)) | None) | Err(_) => &nothing,
        };
        Base {
            head: state.head.commit(),
            ..Base::listed(tree, folder)
        }
    }

    pub(super) async fn read(&self, paths: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        if self.cache().state.is_none() {
            self.load().await?;
        }
        for path in paths {
            self.read_on_way(&self.directory.join(path)).await?;
        }
        let wanted = self.with_tree(|tree| {
            let find = |path: &&str| Some(((*path).to_owned(), tree.file(&self.directory.join(path))?));
            Ok(paths.iter().filter_map(find).collect())
        })?;
        self.contents(wanted).await
    }

    /// Begins a commit on top of the branch as `base` was read from it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the branch was read again since then.
    pub(super) fn begin(&self, base: &Base) -> Result<NewCommit<'_>, StoreError> {
        let state = self.cache().state.clone();
        match state {
            Some(state) if state.head.commit() == base.head => Ok(NewCommit::new(self, state)),
            _ => Err(StoreError::Conflict(format!("the branch {}", self.branch))),
        }
    }

    /// Finds the branch, and gives the id of its root, of which nothing is known yet.
    pub(super) async fn look(&self) -> Result<Option<TreeId>, StoreError> {
        let mut repository = self.repository();
        let (mut head, moved) = self.git(&repository).head(self.name()).await?;
        if moved || head == Head::Missing {
            // A missing branch and a repository that the token may not see are both a 404; and a write to a
            // repository that has moved would fail.
            let canonical = self.git(&repository).about().await?.name;
            if canonical != repository {
                repository = canonical;
                self.cache().repository = repository.clone();
                head = self.git(&repository).head(self.name()).await?.0;
            }
        }
        let root = match head {
            Head::At(commit) => Some(self.git(&repository).tree_of(commit).await?),
            Head::Missing | Head::EmptyRepository => None,
        };
        let mut cache = self.cache();
        let tree = Tree::default();
        cache.state = Some(BranchState { head, tree });
        cache.listings.clear();
        Ok(root)
    }

    pub(super) fn set_tree(&self, read: Tree) {
        if let Some(state) = &mut self.cache().state {
            state.tree = read;
        }
    }

    /// The id of a folder that was not read, or of the first one on the way to it.
    ///
    /// # Errors
    /// When something else is in its place, or on the way to it.
    pub(super) fn unread(&self, folder: &str) -> Result<Option<TreeId>, StoreError> {
        self.with_tree(|tree| match tree.folder(folder)? {
            Some(Lookup::Unread(_, id)) => Ok(Some(id)),
            _ => Ok(None),
        })
    }

    pub(super) fn git<'a>(&'a self, repository: &'a RepositoryName) -> GitData<'a> {
        GitData {
            client: &self.client,
            repository,
        }
    }

    /// Looks at the tree of the branch, or puts into it what was read.
    pub(super) fn with_tree<T>(
        &self,
        look: impl FnOnce(&mut Tree) -> Result<T, PathConflict>,
    ) -> Result<T, StoreError> {
        let mut cache = self.cache();
        let state = cache.state.get_or_insert_with(|| BranchState {
            head: Head::Missing,
            tree: Tree::default(),
        });
        Ok(look(&mut state.tree)?)
    }

    /// The commit that was looked at.
    pub(super) fn commit(&self) -> Option<CommitId> {
        self.cache().state.as_ref().and_then(|state| state.head.commit())
    }

    /// Lists the folders on the way to a path, from the root of the branch, that were not read yet.
    pub(super) async fn read_on_way(&self, path: &str) -> Result<(), StoreError> {
        while let Some((folder, id)) = self.with_tree(|tree| Ok(tree.unread_before(path)))? {
            let entries = self.listing(id).await?;
            self.with_tree(|tree| {
                // Another task may have been here while this one waited.
                if tree.unread_before(path).is_some_and(|(unread, _)| unread == folder) {
                    tree.fill_in(&folder, entries);
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// What was read of a folder that has this id.
    pub(super) fn read_before(&self, folder: &str, id: TreeId) -> Result<Option<Tree>, StoreError> {
        self.with_tree(|tree| {
            Ok(match tree.folder(folder) {
                Ok(Some(Lookup::Read(read))) if read.id() == id => Some(read.clone()),
                _ => None,
            })
        })
    }

    /// The entries of a folder; those who ask at the same time share one request.
    pub(super) async fn listing(&self, id: TreeId) -> Result<Tree, StoreError> {
        let cell = Arc::clone(self.cache().listings.entry(id).or_default());
        let repository = self.repository();
        let tree = cell
            .get_or_try_init(|| async { self.git(&repository).tree(id).await })
            .await?;
        let tree = tree.clone();
        self.cache().listings.remove(&id);
        Ok(tree)
    }

    /// Reads blobs, some side by side.
    pub(super) async fn contents(
        &self,
        wanted: Vec<(String, BlobId)>,
    ) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let mut contents = BTreeMap::new();
        let mut waiting = wanted.into_iter();
        let mut reading = tokio::task::JoinSet::new();
        loop {
            while reading.len() < READ_AT_ONCE
                && let Some((path, id)) = waiting.next()
            {
                let (client, repository) = (Arc::clone(&self.client), self.repository());
                reading.spawn(async move {
                    let git = GitData {
                        client: &client,
                        repository: &repository,
                    };
                    (path, git.blob(id).await)
                });
            }
            match reading.join_next().await {
                None => return Ok(contents),
                Some(Ok((path, content))) => {
                    contents.insert(path, content?);
                }
                // A task only ends so if it panics, and then so should we.
                Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            }
        }
    }
}

/// Lists a tree with everything below it; folder by folder if that is too much for one response.
async fn list_recursively(git: &GitData<'_>, id: TreeId) -> Result<Tree, StoreError> {
    if let Some(tree) = git.tree_recursively(id).await? {
        return Ok(tree);
    }
    let mut tree = git.tree(id).await?;
    for (name, folder) in tree.unread_folders() {
        let entries = Box::pin(list_recursively(git, folder)).await?;
        tree.fill_in(&name, entries);
    }
    Ok(tree)
}
