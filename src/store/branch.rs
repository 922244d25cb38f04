//! EDGE. The ledger in a branch: what it holds, read through the Git Data API. Imports GitHub's git data.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::commit::Commit;
use super::{Saved, StoreError, check_content, is_history};
use crate::clock::Clock;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;
use crate::github::Client;
use crate::github::git_data::{GitData, Head};
use crate::github::git_tree::{Lookup, ObjectId, Tree};
use crate::plan::change_set::{Base, ChangeSet};

/// Files of a branch that are read side by side; GitHub bears 100 requests at once.
const READ_AT_ONCE: usize = 8;

/// A branch of a repository, and the folder of the ledger in it.
#[derive(Debug)]
pub struct Branch {
    client: Arc<Client>,
    branch: BranchName,
    directory: LedgerDirectory,
    known: Mutex<Cache>,
}

/// What the last load found out.
#[derive(Debug, Clone)]
struct Cache {
    repository: RepositoryName,
    state: Option<State>,
}

/// A branch as it was found.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// Where the branch points to.
    pub(super) head: Head,
    /// All that it holds; folders that are none of ours are closed.
    pub(super) tree: Tree,
}

impl Branch {
    /// The branch `branch` of `repository`, made as an orphan by the first save if it is missing.
    #[must_use]
    pub fn new(client: Client, repository: RepositoryName, branch: BranchName, directory: LedgerDirectory) -> Self {
        let known = Mutex::new(Cache {
            repository,
            state: None,
        });
        Self {
            client: Arc::new(client),
            branch,
            directory,
            known,
        }
    }

    /// The repository, by the name that GitHub knows it by since the last load.
    #[must_use]
    pub fn repository(&self) -> RepositoryName {
        self.known().repository.clone()
    }

    /// The clock that its waits go by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.client.clock()
    }

    /// The client, to count its requests.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    fn known(&self) -> MutexGuard<'_, Cache> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn load(&self) -> Result<Base, StoreError> {
        let state = self.fetch_state().await?;
        let files = match state.tree.folder(self.directory.as_str())? {
            Some(Lookup::Open(tree)) => tree.files(),
            Some(Lookup::Unread(..)) | None => BTreeMap::new(),
        };
        let head = match state.head {
            Head::At(commit) => Some(commit.to_string()),
            Head::Missing | Head::EmptyRepository => None,
        };
        let wanted: Vec<(String, ObjectId)> = files
            .iter()
            .filter(|(path, _)| is_history(path))
            .map(|(path, id)| (path.clone(), *id))
            .collect();
        self.known().state = Some(state);
        let contents = self.contents(wanted).await?;
        Ok(Base { head, files, contents })
    }

    pub(super) async fn read(&self, paths: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        if self.known().state.is_none() {
            let state = self.fetch_state().await?;
            self.known().state = Some(state);
        }
        let wanted = {
            let known = self.known();
            let tree = known.state.as_ref().map(|state| &state.tree);
            let find = |path: &&str| Some(((*path).to_owned(), tree?.file(&self.directory.join(path))?));
            paths.iter().filter_map(find).collect()
        };
        self.contents(wanted).await
    }

    pub(super) async fn save(&self, base: &Base, changes: &ChangeSet, message: &str) -> Result<Saved, StoreError> {
        let conflict = || StoreError::Conflict(format!("the branch {}", self.branch));
        let state = self.known().state.clone().ok_or_else(conflict)?;
        let head = match &state.head {
            Head::At(commit) => Some(commit.to_string()),
            Head::Missing | Head::EmptyRepository => None,
        };
        if head != base.head {
            return Err(conflict());
        }
        let repository = self.repository();
        let commit = Commit {
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

    /// Finds the branch and lists what it holds, as far as it is ours.
    async fn fetch_state(&self) -> Result<State, StoreError> {
        let mut repository = self.repository();
        let git = GitData {
            client: &self.client,
            repository: &repository,
        };
        let (mut head, moved) = git.head(self.branch.as_str()).await?;
        if moved || head == Head::Missing {
            // A missing branch and a repository that the token may not see are both a 404; and a write to a
            // repository that has moved would go astray.
            let canonical = git.canonical_name().await?;
            if canonical != repository {
                repository = canonical;
                self.known().repository = repository.clone();
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
        Ok(State { head, tree })
    }

    /// Lists the ledger's folder whole and what lies beside the way to it by name.
    async fn list(&self, git: &GitData<'_>, root: ObjectId) -> Result<Tree, StoreError> {
        if self.directory.is_root() {
            return list_recursively(git, root).await;
        }
        let mut tree = git.tree(root, false).await?.0;
        // Each step opens one folder more of the way; the last one is opened whole.
        loop {
            let (path, id) = match tree.folder(self.directory.as_str())? {
                Some(Lookup::Unread(path, id)) => (path, id),
                Some(Lookup::Open(_)) | None => return Ok(tree),
            };
            let opened = if path == self.directory.as_str() {
                list_recursively(git, id).await?
            } else {
                git.tree(id, false).await?.0
            };
            tree.fill_in(&path, opened);
        }
    }

    /// Reads blobs, some side by side.
    async fn contents(&self, wanted: Vec<(String, ObjectId)>) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
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
                    let content = content?;
                    check_content(&path, &content)?;
                    contents.insert(path, content);
                }
                // A task only ends so when it panics, and then so should we.
                Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            }
        }
    }
}

/// Lists a tree whole; what is too much for one answer folder by folder.
async fn list_recursively(git: &GitData<'_>, id: ObjectId) -> Result<Tree, StoreError> {
    let (tree, whole) = git.tree(id, true).await?;
    if whole {
        return Ok(tree);
    }
    let mut tree = git.tree(id, false).await?.0;
    for (name, folder) in tree.closed() {
        let opened = Box::pin(list_recursively(git, folder)).await?;
        tree.fill_in(&name, opened);
    }
    Ok(tree)
}
