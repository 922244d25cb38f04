//! EDGE. One commit, from changes to a moved branch.
//!
//! Writes go out one after the other. The branch moves last, so a failure before that leaves nothing but objects that
//! no branch points to.

use super::edits::{Edits, FileEdit, apply, edits};
use super::state::BranchState;
use super::write::{Writer, mismatch};
use super::{Saved, StoreError};
use crate::domain::location::LedgerDirectory;
use crate::git::tree::Tree;
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

/// A commit to be created.
pub(super) struct NewCommit<'a> {
    pub(super) git: GitData<'a>,
    pub(super) branch: &'a str,
    pub(super) directory: &'a LedgerDirectory,
    pub(super) message: &'a str,
}

impl NewCommit<'_> {
    /// Commits `changes` on top of `state`.
    pub(super) async fn save(&self, mut state: BranchState, changes: &ChangeSet) -> Result<Saved, StoreError> {
        let edits = edits(self.directory, &state.tree, changes)?;
        let mut edited = apply(&state.tree, &edits)?;
        if edited == state.tree {
            tracing::debug!("the branch already has these files: no commit");
            return Ok(Saved::default());
        }
        if state.head == Head::EmptyRepository {
            state = self.first_commit(&edits).await?;
            edited = apply(&state.tree, &edits)?;
        }
        let parent = state.head.commit();
        let tree = self.create_trees(&state.tree, &edits).await?;
        if tree != edited.id() {
            return Err(mismatch(edited.id(), tree));
        }
        let writer = self.writer();
        let created = writer.create_commit(tree, parent, self.message).await?;
        writer.move_branch(created.id, parent).await?;
        Ok(Saved {
            changed: true,
            commit: Some(created.id),
            verified: created.verified,
        })
    }

    fn writer(&self) -> Writer<'_> {
        Writer {
            git: self.git,
            branch: self.branch,
        }
    }

    /// Makes the first commit of an empty repository with one file: the git endpoints cannot start a repository.
    async fn first_commit(&self, edits: &Edits<'_>) -> Result<BranchState, StoreError> {
        let readme = self.directory.join("README.md");
        let Some(FileEdit::Write(content, id)) = edits.get(&readme) else {
            return self.first_commit_elsewhere().await;
        };
        let put = self
            .git
            .put_first_file(Some(self.branch), &readme, content, self.message)
            .await;
        match put {
            // Only the default branch can be started so.
            Err(error) if error.status() == Some(404) => self.first_commit_elsewhere().await,
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
        if self.git.tree_of(commit).await? != tree.id() {
            return Err(self.writer().conflict());
        }
        Ok(BranchState {
            head: Head::At(commit),
            tree,
        })
    }

    /// Starts the default branch with a line about ours, which can be an orphan then.
    async fn first_commit_elsewhere(&self) -> Result<BranchState, StoreError> {
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
            Head::Missing => Ok(BranchState {
                head: Head::Missing,
                tree: Tree::default(),
            }),
            Head::At(_) | Head::EmptyRepository => Err(self.writer().conflict()),
        }
    }

    /// Creates the tree in chunks that GitHub accepts, each on top of the one before.
    async fn create_trees(&self, start: &Tree, edits: &Edits<'_>) -> Result<TreeId, StoreError> {
        let writer = self.writer();
        let mut reached = start.clone();
        let mut base = (!start.is_empty()).then(|| start.id());
        let mut entries: Vec<(String, TreeEntry<'_>)> = Vec::new();
        let mut bytes = 0;
        let mut waiting = edits.iter().peekable();
        while let Some((path, edit)) = waiting.next() {
            let Some(entry) = self.entry(&reached, path, edit).await? else {
                continue;
            };
            edit.apply(&mut reached, path)?;
            if let TreeEntry::Inline(text) = entry {
                bytes += text.len();
            }
            entries.push((path.clone(), entry));
            let next = waiting.peek().map_or(0, |(_, next)| inline_bytes(next));
            if entries.len() == CHUNK_ENTRIES || bytes + next > CHUNK_BYTES {
                let wanted = reached.id();
                writer.create_tree(base, &entries, wanted).await?;
                base = Some(wanted);
                entries.clear();
                bytes = 0;
            }
        }
        if !entries.is_empty() {
            let wanted = reached.id();
            writer.create_tree(base, &entries, wanted).await?;
            base = Some(wanted);
        }
        Ok(base.unwrap_or_else(|| start.id()))
    }

    /// The entry for one edit, its blob created if the file is large; `None` if there is nothing to remove.
    async fn entry<'e>(
        &self,
        reached: &Tree,
        path: &str,
        edit: &'e FileEdit<'_>,
    ) -> Result<Option<TreeEntry<'e>>, StoreError> {
        Ok(match edit {
            FileEdit::Write(content, id) => match std::str::from_utf8(content) {
                Ok(text) if content.len() <= INLINE_BYTES => Some(TreeEntry::Inline(text)),
                _ => {
                    self.writer().create_blob(content, *id).await?;
                    Some(TreeEntry::Existing(*id))
                }
            },
            FileEdit::Reuse(id) => Some(TreeEntry::Existing(*id)),
            FileEdit::Remove => reached.file(path).map(|_| TreeEntry::Removed),
        })
    }

    async fn head(&self) -> Result<Head, GitHubError> {
        Ok(self.git.head(self.branch).await?.0)
    }
}

fn inline_bytes(edit: &FileEdit<'_>) -> usize {
    match edit {
        FileEdit::Write(content, _) if content.len() <= INLINE_BYTES => content.len(),
        _ => 0,
    }
}

/// Whether a repository may have its first commit although the response was an error: ours, or another writer's.
fn may_have_been_created(error: &GitHubError) -> bool {
    error.is_ambiguous() || (matches!(error.status(), Some(409 | 422)) && error.kind() != ErrorKind::Protected)
}
