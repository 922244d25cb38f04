//! EDGE. The ledger in a branch, read through the Git Data API.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::commit::NewCommit;
use super::state::BranchState;
use super::{Saved, StoreError, is_history};
use crate::clock::Clock;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;
use crate::git::tree::{Lookup, Tree};
use crate::git::{BlobId, TreeId};
use crate::github::Client;
use crate::github::git_data::{GitData, Head};
use crate::plan::change_set::{Base, ChangeSet};

/// Files that are read side by side; GitHub allows 100 requests at once.
const READ_AT_ONCE: usize = 8;

/// A branch of a repository, and the folder of the ledger in it.
#[derive(Debug)]
pub struct Branch {
    client: Arc<Client>,
    branch: BranchName,
    directory: LedgerDirectory,
    cache: Mutex<Cache>,
}

/// What the last load found.
#[derive(Debug, Clone)]
struct Cache {
    repository: RepositoryName,
    state: Option<BranchState>,
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
            }),
        }
    }

    /// The repository, by the name that it had at the last load.
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

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn load(&self) -> Result<Base, StoreError> {
        let state = self.fetch_state().await?;
        let (files, links) = match state.tree.folder(self.directory.as_str())? {
            Some(Lookup::Read(tree)) => (tree.files(), tree.links()),
            Some(Lookup::Unread(..)) | None => Default::default(),
        };
        let head = state.head.commit();
        let wanted: Vec<(String, BlobId)> = files
            .iter()
            .filter(|(path, _)| is_history(path))
            .map(|(path, id)| (path.clone(), *id))
            .collect();
        self.cache().state = Some(state);
        // A pointer in place of a history is the plan's to report: it concerns one repository.
        let contents = self.contents(wanted).await?;
        Ok(Base {
            head,
            files,
            links,
            contents,
        })
    }

    pub(super) async fn read(&self, paths: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        if self.cache().state.is_none() {
            let state = self.fetch_state().await?;
            self.cache().state = Some(state);
        }
        let wanted = {
            let cache = self.cache();
            let tree = cache.state.as_ref().map(|state| &state.tree);
            let find = |path: &&str| Some(((*path).to_owned(), tree?.file(&self.directory.join(path))?));
            paths.iter().filter_map(find).collect()
        };
        self.contents(wanted).await
    }

    pub(super) async fn save(&self, base: &Base, changes: &ChangeSet, message: &str) -> Result<Saved, StoreError> {
        let conflict = || StoreError::Conflict(format!("the branch {}", self.branch));
        let state = self.cache().state.clone().ok_or_else(conflict)?;
        if state.head.commit() != base.head {
            return Err(conflict());
        }
        let repository = self.repository();
        let commit = NewCommit {
            git: GitData {
                client: &self.client,
                repository: &repository,
            },
            branch: self.branch.as_str(),
            directory: &self.directory,
            message,
        };
        commit.save(state, changes).await
    }

    /// Finds the branch and lists the ledger's part of it.
    async fn fetch_state(&self) -> Result<BranchState, StoreError> {
        let mut repository = self.repository();
        let git = GitData {
            client: &self.client,
            repository: &repository,
        };
        let (mut head, moved) = git.head(self.branch.as_str()).await?;
        if moved || head == Head::Missing {
            // A missing branch and a repository that the token may not see are both a 404; and a write to a
            // repository that has moved would fail.
            let canonical = git.about().await?.name;
            if canonical != repository {
                repository = canonical;
                self.cache().repository = repository.clone();
                let git = GitData {
                    client: &self.client,
                    repository: &repository,
                };
                head = git.head(self.branch.as_str()).await?.0;
            }
        }
        let git = GitData {
            client: &self.client,
            repository: &repository,
        };
        let tree = match head {
            Head::At(commit) => {
                let root = git.tree_of(commit).await?;
                self.list(&git, root).await?
            }
            Head::Missing | Head::EmptyRepository => Tree::default(),
        };
        Ok(BranchState { head, tree })
    }

    /// Lists the ledger's folder with everything in it, and the folders on the way to it without.
    async fn list(&self, git: &GitData<'_>, root: TreeId) -> Result<Tree, StoreError> {
        if self.directory.is_root() {
            return list_recursively(git, root).await;
        }
        let mut tree = git.tree(root).await?;
        // Each step reads one more folder on the way, and the last one with everything in it.
        loop {
            let (path, id) = match tree.folder(self.directory.as_str())? {
                Some(Lookup::Unread(path, id)) => (path, id),
                Some(Lookup::Read(_)) | None => return Ok(tree),
            };
            let entries = if path == self.directory.as_str() {
                list_recursively(git, id).await?
            } else {
                git.tree(id).await?
            };
            tree.fill_in(&path, entries);
        }
    }

    /// Reads blobs, some side by side.
    async fn contents(&self, wanted: Vec<(String, BlobId)>) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
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
