//! EDGE. One commit, from the changes of one repository after another to a moved branch.
//!
//! Writes go out one after the other. The branch moves last, so a failure before that leaves nothing but objects that
//! no branch points to. What was sent is forgotten, so that a thousand repositories take no more memory than a few.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use super::branch::Branch;
use super::edits::{Edits, FileEdit, apply, edits, paths};
use super::state::BranchState;
use super::write::{Writer, mismatch};
use super::{FolderIds, Saved, StoreError};
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::git::tree::{Lookup, Tree};
use crate::git::tree_diff::{self, TreeChange};
use crate::git::{BlobId, TreeId};
use crate::github::git_data::{GitData, Head, TreeEntry};
use crate::github::{ErrorKind, GitHubError};
use crate::plan::change_set::ChangeSet;

/// The most entries that GitHub accepts in one tree.
const CHUNK_ENTRIES: usize = 100;
/// The most bytes of content in one call.
const CHUNK_BYTES: usize = 1_000_000;
/// A larger file, in bytes, gets a call of its own as a blob.
const INLINE_BYTES: usize = 500_000;

/// A commit in the making.
#[derive(Debug)]
pub struct NewCommit<'b> {
    branch: &'b Branch,
    repository: RepositoryName,
    /// The branch as the commit began, with all changes so far.
    state: BranchState,
    /// The tree that the branch has.
    start: TreeId,
    /// The tree that GitHub has so far; `None` for nothing.
    base: Option<TreeId>,
    /// The same with its folders: `state` without what is still to be sent.
    sent: Tree,
    /// What is sent next, and what did not fit into that any more.
    chunks: [Chunk; 2],
    /// Folders of repositories all of whose changes are made, to be forgotten once they are sent.
    finished: BTreeSet<String>,
    /// Changes that wait for the first commit of an empty repository, which needs one of their files.
    waiting: Option<ChangeSet>,
}

/// Changes that one call sends.
#[derive(Debug, Default)]
struct Chunk {
    entries: Vec<(String, TreeChange, TreeEntry)>,
    /// Of the contents in them.
    bytes: usize,
}

impl Chunk {
    fn has_room_for(&self, bytes: usize) -> bool {
        self.entries.is_empty() || (self.entries.len() < CHUNK_ENTRIES && self.bytes + bytes <= CHUNK_BYTES)
    }
}

impl<'b> NewCommit<'b> {
    /// A commit on top of `state`.
    pub(super) fn new(branch: &'b Branch, state: BranchState) -> Self {
        Self {
            branch,
            repository: branch.repository(),
            start: state.tree.id(),
            base: (!state.tree.is_empty()).then(|| state.tree.id()),
            waiting: (state.head == Head::EmptyRepository).then(ChangeSet::default),
            sent: state.tree.clone(),
            state,
            chunks: Default::default(),
            finished: BTreeSet::new(),
        }
    }

    fn git(&self) -> GitData<'_> {
        GitData {
            client: self.branch.client(),
            repository: &self.repository,
        }
    }

    fn writer(&self) -> Writer<'_> {
        Writer {
            git: self.git(),
            branch: self.branch.name(),
        }
    }

    /// Adds changes, which refer to the files as they were before all changes of this commit. No two sets of changes may be
    /// about the same path.
    pub(super) async fn add(&mut self, changes: &ChangeSet) -> Result<(), StoreError> {
        if let Some(waiting) = &mut self.waiting {
            waiting.extend(changes.clone());
            return Ok(());
        }
        self.stage(changes).await
    }

    async fn stage(&mut self, changes: &ChangeSet) -> Result<(), StoreError> {
        let directory = self.branch.directory();
        for path in paths(changes) {
            self.read_on_way(&directory.join(path)).await?;
        }
        let edits = edits(directory, &self.state.tree, changes)?;
        let edited = apply(&self.state.tree, &edits)?;
        let moves = edits
            .values()
            .any(|edit| matches!(edit, FileEdit::Reuse(_) | FileEdit::ReuseFolder(_)));
        let existing = if moves {
            self.state.tree.folder_ids()
        } else {
            BTreeSet::new()
        };
        let contents: BTreeMap<BlobId, &[u8]> = edits
            .values()
            .filter_map(|edit| match edit {
                FileEdit::Write(content, id) => Some((*id, *content)),
                FileEdit::Reuse(_) | FileEdit::ReuseFolder(_) | FileEdit::Remove => None,
            })
            .collect();
        for (path, change) in tree_diff::changes(&self.state.tree, &edited, &existing) {
            let entry = self.entry(change, &contents).await?;
            self.push(path, change, entry).await?;
        }
        let folders = paths(changes).filter_map(Folder::split);
        self.finished
            .extend(folders.map(|(folder, _)| directory.join(folder.as_str())));
        Ok(())
    }

    /// What these folders are with all changes so far; `None` while the changes wait, since nothing is made of them yet, and
    /// where an id is not known.
    pub(super) async fn folder_ids(&mut self, folders: &BTreeSet<Folder>) -> Result<Option<FolderIds>, StoreError> {
        if self.waiting.is_some() {
            return Ok(None);
        }
        let mut ids = FolderIds::new();
        for folder in folders {
            let path = self.branch.directory().join(folder.as_str());
            self.read_on_way(&path).await?;
            // What is known by no id cannot be found again by one.
            if matches!(self.state.tree.folder(&path), Ok(Some(Lookup::Read(tree))) if !tree.has_git_id()) {
                return Ok(None);
            }
            ids.insert(folder.clone(), self.state.tree.folder_id(&path));
        }
        Ok(Some(ids))
    }

    /// Puts folders in the place of what they were when they were made, unless they are anything else now.
    pub(super) async fn repeat(&mut self, before: &FolderIds, after: &FolderIds) -> Result<bool, StoreError> {
        let directory = self.branch.directory();
        let folders = before.keys().cloned().collect();
        if self.folder_ids(&folders).await?.as_ref() != Some(before) {
            return Ok(false);
        }
        for (folder, id) in after.iter().filter(|(folder, id)| before.get(*folder) != Some(*id)) {
            let (change, entry) = match id {
                Some(id) => (TreeChange::Folder(*id), TreeEntry::Folder(*id)),
                None => (TreeChange::Removed, TreeEntry::Removed),
            };
            self.push(directory.join(folder.as_str()), change, entry).await?;
        }
        Ok(true)
    }

    /// Makes the folders on the way to a path known, from what was read for the plan or from GitHub.
    async fn read_on_way(&mut self, path: &str) -> Result<(), StoreError> {
        while let Some((folder, id)) = self.state.tree.unread_before(path) {
            let entries = match self.branch.read_before(&folder, id)? {
                Some(entries) => entries,
                None => self.branch.listing(id).await?,
            };
            // What was not read is not changed either: both have it.
            self.sent.fill_in(&folder, entries.clone());
            self.state.tree.fill_in(&folder, entries);
        }
        Ok(())
    }

    /// Adds an entry to what is sent next. A large one that does not fit any more waits, so that smaller ones fill the call.
    async fn push(&mut self, path: String, change: TreeChange, entry: TreeEntry) -> Result<(), StoreError> {
        let bytes = match &entry {
            TreeEntry::Inline(text) => text.len(),
            _ => 0,
        };
        if !self.chunks.iter().any(|chunk| chunk.has_room_for(bytes)) {
            self.flush().await?;
        }
        self.state.tree.change(&path, change);
        let chunk = usize::from(!self.chunks[0].has_room_for(bytes));
        self.chunks[chunk].entries.push((path, change, entry));
        self.chunks[chunk].bytes += bytes;
        Ok(())
    }

    /// Sends what is next as a tree on top of the one before.
    async fn flush(&mut self) -> Result<(), StoreError> {
        let [next, later] = std::mem::take(&mut self.chunks);
        self.chunks[0] = later;
        let mut entries = Vec::new();
        for (path, change, entry) in next.entries {
            self.sent.change(&path, change);
            entries.push((path, entry));
        }
        if entries.is_empty() {
            return Ok(());
        }
        let wanted = self.sent.has_git_id().then(|| self.sent.id());
        let created = self.writer().create_tree(self.base, &entries, wanted).await?;
        if wanted.is_none() {
            self.sent = self.read_back(&self.sent, created).await?;
            self.state.tree = self.sent.clone();
            for (path, change, _) in &self.chunks[0].entries {
                self.state.tree.change(path, *change);
            }
        }
        self.base = Some(created);
        let waiting = &self.chunks[0].entries;
        let is_sent = |folder: &String| !waiting.iter().any(|(path, ..)| path.starts_with(folder.as_str()));
        let (sent, finished) = std::mem::take(&mut self.finished).into_iter().partition(is_sent);
        self.finished = finished;
        for folder in &sent as &BTreeSet<String> {
            self.state.tree.forget(folder);
            self.sent.forget(folder);
        }
        Ok(())
    }

    /// Reads a tree that was created, where its id could not be known before: it must have the entries of `wanted`.
    fn read_back<'a>(
        &'a self,
        wanted: &'a Tree,
        id: TreeId,
    ) -> Pin<Box<dyn Future<Output = Result<Tree, StoreError>> + 'a>> {
        Box::pin(async move {
            let mut found = self.git().tree(id).await?;
            let is_as_wanted = found.has_entries_of(wanted);
            for (name, folder) in wanted.folders_without_git_id() {
                if let Some(id) = found.folder_id(name) {
                    let read = self.read_back(folder, id).await?;
                    found.fill_in(name, read);
                }
            }
            match is_as_wanted {
                true => Ok(found),
                false => Err(mismatch(wanted.id(), id)),
            }
        })
    }

    /// The entry for one change, its blob created if the file is large.
    async fn entry(&self, change: TreeChange, contents: &BTreeMap<BlobId, &[u8]>) -> Result<TreeEntry, StoreError> {
        Ok(match change {
            TreeChange::Removed => TreeEntry::Removed,
            TreeChange::Folder(id) => TreeEntry::Folder(id),
            TreeChange::File(id) => match contents.get(&id).map(|content| (content, std::str::from_utf8(content))) {
                None => TreeEntry::Existing(id),
                Some((content, Ok(text))) if content.len() <= INLINE_BYTES => TreeEntry::Inline(text.to_owned()),
                Some((content, _)) => {
                    self.writer().create_blob(content, id).await?;
                    TreeEntry::Existing(id)
                }
            },
        })
    }

    /// Commits what was added.
    pub(super) async fn finish(mut self, message: &str) -> Result<Saved, StoreError> {
        if let Some(changes) = self.waiting.take().filter(|changes| !changes.is_empty()) {
            let edits = edits(self.branch.directory(), &self.state.tree, &changes)?;
            self.state = self.first_commit(&edits, message).await?;
            self.sent = self.state.tree.clone();
            self.base = (!self.state.tree.is_empty()).then(|| self.state.tree.id());
            self.stage(&changes).await?;
        }
        for _ in 0..self.chunks.len() {
            self.flush().await?;
        }
        let tree = self.state.tree.id();
        if tree == self.start {
            tracing::debug!("the branch already has these files: no commit");
            return Ok(Saved::default());
        }
        let parent = self.state.head.commit();
        let writer = self.writer();
        let created = writer.create_commit(tree, parent, message).await?;
        writer.move_branch(created.id, parent).await?;
        Ok(Saved {
            changed: true,
            commit: Some(created.id),
            verified: created.verified,
        })
    }

    /// Makes the first commit of an empty repository with one file: the git endpoints cannot start a repository.
    async fn first_commit(&self, edits: &Edits<'_>, message: &str) -> Result<BranchState, StoreError> {
        let readme = self.branch.directory().join("README.md");
        let Some(FileEdit::Write(content, id)) = edits.get(&readme) else {
            return self.first_commit_elsewhere(message).await;
        };
        let branch = Some(self.branch.name());
        match self.git().put_first_file(branch, &readme, content, message).await {
            // Only the default branch can be started so.
            Err(error) if error.status() == Some(404) => self.first_commit_elsewhere(message).await,
            Err(error) if !may_have_been_created(&error) => Err(error.into()),
            Ok(()) | Err(_) => self.check_first_commit(&readme, *id).await,
        }
    }

    /// Reads the state after the first commit, whatever the response was. If it is not what was sent, the next round
    /// starts from it.
    async fn check_first_commit(&self, readme: &str, id: BlobId) -> Result<BranchState, StoreError> {
        let Head::At(commit) = self.head().await? else {
            return Err(self.writer().conflict());
        };
        let mut tree = Tree::default();
        tree.put(readme, id)?;
        if self.git().tree_of(commit).await? != tree.id() {
            return Err(self.writer().conflict());
        }
        Ok(BranchState {
            head: Head::At(commit),
            tree,
        })
    }

    /// Starts the default branch with a line about ours, which can be an orphan then.
    async fn first_commit_elsewhere(&self, message: &str) -> Result<BranchState, StoreError> {
        let line = format!("The traffic ledger is kept on the branch `{}`.\n", self.branch.name());
        let git = self.git();
        match git.put_first_file(None, "README.md", line.as_bytes(), message).await {
            Err(error) if !may_have_been_created(&error) => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        match self.head().await? {
            Head::Missing => Ok(BranchState {
                head: Head::Missing,
                tree: Tree::default(),
            }),
            Head::At(_) | Head::EmptyRepository => Err(self.writer().conflict()),
        }
    }

    async fn head(&self) -> Result<Head, GitHubError> {
        Ok(self.git().head(self.branch.name()).await?.0)
    }
}

/// Whether a repository may have its first commit although the response was an error: ours, or another writer's.
fn may_have_been_created(error: &GitHubError) -> bool {
    error.is_ambiguous() || (matches!(error.status(), Some(409 | 422)) && error.kind() != ErrorKind::Protected)
}
