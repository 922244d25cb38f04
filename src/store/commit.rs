//! EDGE. One commit, from changes to a moved branch, whatever goes wrong on the way. Imports GitHub's git data.
//!
//! Writes go out one after the other and none is repeated blindly: after a failure that leaves open whether GitHub has
//! done it, the state is read and decides. The branch moves last and never by force, so whatever fails before that
//! leaves nothing but objects that nobody refers to.

use std::collections::BTreeMap;
use std::time::Duration;

use super::branch::State;
use super::{Saved, StoreError};
use crate::clock::Stopwatch;
use crate::domain::location::LedgerDirectory;
use crate::github::git_data::{CreatedCommit, GitData, Head, TreeEntry};
use crate::github::git_tree::{ObjectId, Tree};
use crate::github::{ErrorKind, GitHubError};
use crate::plan::change_set::{BlobId, ChangeSet, FileChange};

/// GitHub bears no more in one tree: entries, and bytes of content in the call.
const CHUNK_ENTRIES: usize = 100;
const CHUNK_BYTES: usize = 1_000_000;
/// A file that would fill a call by itself goes as a blob, in bytes.
const INLINE_BYTES: usize = 500_000;
/// How long a replica may lag behind what another one has just done.
const LAG: Duration = Duration::from_secs(30);
/// Attempts of a write of an object, each after a look whether it is there.
const TRIES: u32 = 3;

/// A commit to be made.
pub(super) struct Commit<'a> {
    pub(super) git: GitData<'a>,
    pub(super) branch: &'a str,
    pub(super) directory: &'a LedgerDirectory,
    pub(super) message: &'a str,
}

/// What becomes of a path of the branch.
enum FileEdit<'a> {
    Content(&'a [u8], ObjectId),
    Known(ObjectId),
    Gone,
}

impl Commit<'_> {
    pub(super) async fn save(&self, mut state: State, changes: &ChangeSet) -> Result<Saved, StoreError> {
        let becomes = self.becomes(&state.tree, changes)?;
        let mut after = state.tree.clone();
        apply(&mut after, &becomes)?;
        if after == state.tree {
            return Ok(Saved::default());
        }
        if state.head == Head::EmptyRepository {
            state = self.first_file(&becomes).await?;
            after = state.tree.clone();
            apply(&mut after, &becomes)?;
        }
        let parent = match state.head {
            Head::At(commit) => Some(commit),
            Head::Missing | Head::EmptyRepository => None,
        };
        let tree = self.trees(&state.tree, &becomes).await?;
        if tree != after.id() {
            return Err(mismatch(after.id(), tree));
        }
        let made = self.commit(tree, parent).await?;
        self.move_branch(made.id, parent).await?;
        Ok(Saved {
            changed: true,
            commit: Some(made.id.to_string()),
            verified: made.verified,
        })
    }

    /// The changes by the branch's own paths, moves taken apart.
    fn becomes<'c>(&self, tree: &Tree, changes: &'c ChangeSet) -> Result<BTreeMap<String, FileEdit<'c>>, StoreError> {
        let mut becomes = BTreeMap::new();
        for (path, change) in changes.changes() {
            if *change == FileChange::Delete {
                becomes.insert(self.directory.join(path), FileEdit::Gone);
            }
        }
        for (path, change) in changes.changes() {
            let new = match change {
                FileChange::Write(content) => FileEdit::Content(content, BlobId::of(content)),
                FileChange::Copy { from } => {
                    let id = tree.file(&self.directory.join(from));
                    FileEdit::Known(id.ok_or_else(|| StoreError::BadPath(from.clone()))?)
                }
                FileChange::Delete => continue,
            };
            becomes.insert(self.directory.join(path), new);
        }
        Ok(becomes)
    }

    /// Makes the first commit of an empty repository, which takes a file: the git endpoints cannot begin one.
    async fn first_file(&self, becomes: &BTreeMap<String, FileEdit<'_>>) -> Result<State, StoreError> {
        let readme = self.directory.join("README.md");
        let Some(FileEdit::Content(content, id)) = becomes.get(&readme) else {
            return self.first_commit_elsewhere().await;
        };
        let put = self
            .git
            .put_first_file(Some(self.branch), &readme, content, self.message)
            .await;
        match put {
            // Only the default branch can be begun so.
            Err(error) if error.status() == Some(404) => return self.first_commit_elsewhere().await,
            Err(error) if !may_have_been_created(&error) => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        // What is there now decides, whatever the answer was. If it is not what was sent, the next round goes by it.
        let Head::At(commit) = self.head().await? else {
            return Err(self.conflict());
        };
        let mut tree = Tree::default();
        tree.put(&readme, *id)?;
        if self.git.tree_of(commit).await? != tree.id() {
            return Err(self.conflict());
        }
        Ok(State {
            head: Head::At(commit),
            tree,
        })
    }

    /// Begins the default branch with a line that leads to ours, which can be an orphan then.
    async fn first_commit_elsewhere(&self) -> Result<State, StoreError> {
        let line = format!("The traffic ledger is kept on the branch `{}`.\n", self.branch);
        let put = self
            .git
            .put_first_file(None, "README.md", line.as_bytes(), self.message)
            .await;
        match put {
            Err(error) if !may_have_been_created(&error) => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        match self.head().await? {
            Head::Missing => Ok(State {
                head: Head::Missing,
                tree: Tree::default(),
            }),
            Head::At(_) | Head::EmptyRepository => Err(self.conflict()),
        }
    }

    /// Makes the tree, in pieces that GitHub bears, each on top of the one before.
    async fn trees(&self, start: &Tree, becomes: &BTreeMap<String, FileEdit<'_>>) -> Result<ObjectId, StoreError> {
        let mut reached = start.clone();
        let mut base = (!start.is_empty()).then(|| start.id());
        let mut entries: Vec<(String, TreeEntry<'_>)> = Vec::new();
        let mut bytes = 0;
        let mut waiting = becomes.iter().peekable();
        while let Some((path, new)) = waiting.next() {
            let entry = match new {
                FileEdit::Content(content, id) => match std::str::from_utf8(content) {
                    Ok(text) if content.len() <= INLINE_BYTES => TreeEntry::Inline(text),
                    _ => {
                        self.blob(content, *id).await?;
                        TreeEntry::Known(*id)
                    }
                },
                FileEdit::Known(id) => TreeEntry::Known(*id),
                FileEdit::Gone if reached.file(path).is_none() => continue,
                FileEdit::Gone => TreeEntry::Gone,
            };
            apply_one(&mut reached, path, new)?;
            bytes += if let TreeEntry::Inline(text) = entry {
                text.len()
            } else {
                0
            };
            entries.push((path.clone(), entry));
            let next = waiting.peek().map_or(0, |(_, next)| next.inline_bytes());
            let full = entries.len() == CHUNK_ENTRIES || bytes + next > CHUNK_BYTES;
            // Folders that this piece empties and a later one fills are for git to name; the whole is compared too.
            if full {
                base = Some(self.tree(base, &entries, reached.id()).await?);
                entries.clear();
                bytes = 0;
            }
        }
        if !entries.is_empty() {
            base = Some(self.tree(base, &entries, reached.id()).await?);
        }
        Ok(base.unwrap_or_else(|| start.id()))
    }

    async fn tree(
        &self,
        base: Option<ObjectId>,
        entries: &[(String, TreeEntry<'_>)],
        wanted: ObjectId,
    ) -> Result<ObjectId, StoreError> {
        let mut tries = 1;
        loop {
            match self.git.create_tree(base, entries).await {
                Ok(found) if found == wanted => return Ok(found),
                Ok(found) => return Err(mismatch(wanted, found)),
                Err(error) if error.is_ambiguous() && tries < TRIES => {
                    // Its name is its content's: if there is a tree of that name, this is the one.
                    if self.git.has_tree(wanted).await? {
                        return Ok(wanted);
                    }
                }
                // The tree below it was only just made, and this replica does not know it yet.
                Err(error) if error.kind() == ErrorKind::ObjectMissing && tries < TRIES => {}
                Err(error) => return Err(error.into()),
            }
            self.pause(tries).await;
            tries += 1;
        }
    }

    async fn blob(&self, content: &[u8], wanted: ObjectId) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            match self.git.create_blob(content).await {
                Ok(found) if found == wanted => return Ok(()),
                Ok(found) => return Err(mismatch(wanted, found)),
                Err(error) if error.is_ambiguous() && tries < TRIES => match self.git.blob(wanted).await {
                    Ok(_) => return Ok(()),
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                },
                Err(error) => return Err(error.into()),
            }
            self.pause(tries).await;
            tries += 1;
        }
    }

    async fn commit(&self, tree: ObjectId, parent: Option<ObjectId>) -> Result<CreatedCommit, StoreError> {
        let mut tries = 1;
        let lag = self.stopwatch();
        loop {
            match self.git.create_commit(tree, parent, self.message).await {
                Ok(made) if made.tree == tree => return Ok(made),
                Ok(made) => return Err(mismatch(tree, made.tree)),
                Err(error) if error.is_ambiguous() && tries < TRIES => {
                    // A commit that nobody refers to harms nobody; another one is in order while the branch is where
                    // it was.
                    if self.commit_at_head().await? != parent {
                        return Err(self.conflict());
                    }
                }
                Err(error) if error.kind() == ErrorKind::ObjectMissing && lag.elapsed() < LAG => {}
                Err(error) => return Err(error.into()),
            }
            self.pause(tries).await;
            tries += 1;
        }
    }

    /// Moves or makes the branch, and finds out whether that was done.
    async fn move_branch(&self, commit: ObjectId, parent: Option<ObjectId>) -> Result<(), StoreError> {
        let lag = self.stopwatch();
        let mut tries = 1;
        loop {
            let pointed = match parent {
                Some(_) => self.git.update_ref(self.branch, commit).await,
                None => self.git.create_ref(self.branch, commit).await,
            };
            let error = match pointed {
                Ok(found) if found == commit => return Ok(()),
                Ok(found) => return Err(mismatch(commit, found)),
                Err(error) if needs_readback(&error) => error,
                Err(error) => return Err(error.into()),
            };
            // Whatever the answer said, the branch itself tells; if it cannot be read, the first error tells more.
            let Ok(found) = self.commit_at_head().await else {
                return Err(error.into());
            };
            if found == Some(commit) {
                return Ok(());
            }
            if found != parent {
                return Err(self.conflict());
            }
            if lag.elapsed() >= LAG {
                let raced = matches!(
                    error.kind(),
                    ErrorKind::NotFastForward | ErrorKind::ReferenceExists | ErrorKind::ReferenceMissing
                );
                return Err(if raced { self.conflict() } else { error.into() });
            }
            // Not done, or seen through a replica that lags: the same move again does no harm.
            self.pause(tries).await;
            tries += 1;
        }
    }

    async fn head(&self) -> Result<Head, GitHubError> {
        Ok(self.git.head(self.branch).await?.0)
    }

    async fn commit_at_head(&self) -> Result<Option<ObjectId>, GitHubError> {
        Ok(match self.head().await? {
            Head::At(commit) => Some(commit),
            Head::Missing | Head::EmptyRepository => None,
        })
    }

    fn stopwatch(&self) -> Stopwatch {
        self.git.client.clock().stopwatch()
    }

    async fn pause(&self, tries: u32) {
        self.git
            .client
            .clock()
            .sleep(Duration::from_secs(1 << tries.min(4)))
            .await;
    }

    fn conflict(&self) -> StoreError {
        StoreError::Conflict(format!("the branch {}", self.branch))
    }
}

impl FileEdit<'_> {
    fn inline_bytes(&self) -> usize {
        match self {
            Self::Content(content, _) if content.len() <= INLINE_BYTES => content.len(),
            _ => 0,
        }
    }
}

/// Whether the branch must be read to know what became of it.
fn needs_readback(error: &GitHubError) -> bool {
    let told = matches!(
        error.kind(),
        ErrorKind::NotFastForward
            | ErrorKind::ReferenceExists
            | ErrorKind::ReferenceMissing
            | ErrorKind::ObjectMissing
            | ErrorKind::EmptyRepository
    );
    let raced = error.status() == Some(409) && error.kind() == ErrorKind::Other;
    told || raced || error.is_ambiguous()
}

/// Whether a repository may have its first commit although the answer was an error: ours, or somebody else's.
fn may_have_been_created(error: &GitHubError) -> bool {
    error.is_ambiguous() || (matches!(error.status(), Some(409 | 422)) && error.kind() != ErrorKind::Protected)
}

fn apply(tree: &mut Tree, becomes: &BTreeMap<String, FileEdit<'_>>) -> Result<(), StoreError> {
    becomes.iter().try_for_each(|(path, new)| apply_one(tree, path, new))
}

fn apply_one(tree: &mut Tree, path: &str, new: &FileEdit<'_>) -> Result<(), StoreError> {
    match new {
        FileEdit::Content(_, id) | FileEdit::Known(id) => tree.put(path, *id)?,
        FileEdit::Gone => {
            tree.remove(path)?;
        }
    }
    Ok(())
}

fn mismatch(wanted: ObjectId, found: ObjectId) -> StoreError {
    StoreError::Mismatch {
        wanted: wanted.to_string(),
        found: found.to_string(),
    }
}
