//! EDGE. The four writes of a commit, each certain at its end: after a failure that leaves open whether GitHub carried
//! it out, the state is read and decides. No write is repeated blindly.

use std::time::Duration;

use super::StoreError;
use crate::clock::{Clock, Stopwatch};
use crate::git::{BlobId, CommitId, TreeId};
use crate::github::git_data::{CreatedCommit, GitData, TreeEntry};
use crate::github::{ErrorKind, GitHubError};

/// How long one of GitHub's replicas may lag behind another.
const LAG: Duration = Duration::from_secs(30);
/// Attempts of a write of an object, each after a check whether it exists.
const ATTEMPTS: u32 = 3;

/// Writes to one branch.
pub(super) struct Writer<'a> {
    pub(super) git: GitData<'a>,
    pub(super) branch: &'a str,
}

/// How to continue after a write that failed, once the state was read.
enum Settled<T> {
    /// GitHub had carried it out.
    Done(T),
    /// It was not carried out, and may be sent again.
    NotDone,
}

/// The attempts of one write so far.
struct Attempts {
    clock: Clock,
    since: Stopwatch,
    count: u32,
}

impl Attempts {
    fn may_repeat(&self) -> bool {
        self.count < ATTEMPTS
    }

    fn within_lag(&self) -> bool {
        self.since.elapsed() < LAG
    }

    /// Waits before the next one, twice as long each time.
    async fn back_off(&mut self) {
        tracing::debug!(attempt = self.count, "the write was not carried out: it is sent again");
        self.clock.sleep(Duration::from_secs(1 << self.count.min(4))).await;
        self.count += 1;
    }
}

impl Writer<'_> {
    /// Creates a blob, which must get the id `wanted`.
    pub(super) async fn create_blob(&self, content: &[u8], wanted: BlobId) -> Result<(), StoreError> {
        let mut attempts = self.attempts();
        loop {
            let error = match self.git.create_blob(content).await {
                Ok(found) if found == wanted => return Ok(()),
                Ok(found) => return Err(mismatch(wanted, found)),
                Err(error) => error,
            };
            match self.settle_blob(error, wanted, &attempts).await? {
                Settled::Done(()) => return Ok(()),
                Settled::NotDone => attempts.back_off().await,
            }
        }
    }

    /// A blob's id is its content's: if there is a blob with that id, it is this one.
    async fn settle_blob(
        &self,
        error: GitHubError,
        wanted: BlobId,
        attempts: &Attempts,
    ) -> Result<Settled<()>, StoreError> {
        if !(error.is_ambiguous() && attempts.may_repeat()) {
            return Err(error.into());
        }
        match self.git.blob(wanted).await {
            Ok(_) => Ok(Settled::Done(())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Settled::NotDone),
            Err(error) => Err(error.into()),
        }
    }

    /// Creates a tree from `base` and `entries`, which must get the id `wanted`, if that is known; returns its id.
    pub(super) async fn create_tree(
        &self,
        base: Option<TreeId>,
        entries: &[(String, TreeEntry)],
        wanted: Option<TreeId>,
    ) -> Result<TreeId, StoreError> {
        let mut attempts = self.attempts();
        loop {
            let error = match (self.git.create_tree(base, entries).await, wanted) {
                (Ok(found), Some(wanted)) if found != wanted => return Err(mismatch(wanted, found)),
                (Ok(found), _) => return Ok(found),
                (Err(error), _) => error,
            };
            match self.settle_tree(error, wanted, &attempts).await? {
                Settled::Done(id) => return Ok(id),
                Settled::NotDone => attempts.back_off().await,
            }
        }
    }

    async fn settle_tree(
        &self,
        error: GitHubError,
        wanted: Option<TreeId>,
        attempts: &Attempts,
    ) -> Result<Settled<TreeId>, StoreError> {
        if !attempts.may_repeat() {
            return Err(error.into());
        }
        if error.is_ambiguous() {
            return Ok(match wanted {
                Some(wanted) if self.git.has_tree(wanted).await? => Settled::Done(wanted),
                // A tree that nothing points to does no harm.
                _ => Settled::NotDone,
            });
        }
        // The tree below it was only just created, and this replica does not know it yet.
        if error.kind() == ErrorKind::ObjectMissing {
            return Ok(Settled::NotDone);
        }
        Err(error.into())
    }

    /// Creates a commit on top of `parent`.
    pub(super) async fn create_commit(
        &self,
        tree: TreeId,
        parent: Option<CommitId>,
        message: &str,
    ) -> Result<CreatedCommit, StoreError> {
        let mut attempts = self.attempts();
        loop {
            let error = match self.git.create_commit(tree, parent, message).await {
                Ok(created) if created.tree == tree => return Ok(created),
                Ok(created) => return Err(mismatch(tree, created.tree)),
                Err(error) => error,
            };
            self.settle_commit(error, parent, &attempts).await?;
            attempts.back_off().await;
        }
    }

    /// A commit that no branch points to does no harm: another one may be created while the branch has not moved.
    async fn settle_commit(
        &self,
        error: GitHubError,
        parent: Option<CommitId>,
        attempts: &Attempts,
    ) -> Result<(), StoreError> {
        if error.is_ambiguous() && attempts.may_repeat() {
            return if self.commit_at_head().await? == parent {
                Ok(())
            } else {
                Err(self.conflict())
            };
        }
        if error.kind() == ErrorKind::ObjectMissing && attempts.within_lag() {
            return Ok(());
        }
        Err(error.into())
    }

    /// Moves the branch from `parent` to `commit`, or creates it; never by force.
    pub(super) async fn move_branch(&self, commit: CommitId, parent: Option<CommitId>) -> Result<(), StoreError> {
        let mut attempts = self.attempts();
        loop {
            let moved = match parent {
                Some(_) => self.git.update_ref(self.branch, commit).await,
                None => self.git.create_ref(self.branch, commit).await,
            };
            let error = match moved {
                Ok(found) if found == commit => return Ok(()),
                Ok(found) => return Err(mismatch(commit, found)),
                Err(error) => error,
            };
            match self.settle_branch(error, commit, parent, &attempts).await? {
                Settled::Done(()) => return Ok(()),
                Settled::NotDone => attempts.back_off().await,
            }
        }
    }

    async fn settle_branch(
        &self,
        error: GitHubError,
        commit: CommitId,
        parent: Option<CommitId>,
        attempts: &Attempts,
    ) -> Result<Settled<()>, StoreError> {
        if !needs_readback(&error) {
            return Err(error.into());
        }
        // Whatever the response was, the branch itself decides; if it cannot be read, the first error explains more.
        let Ok(found) = self.commit_at_head().await else {
            return Err(error.into());
        };
        if found == Some(commit) {
            return Ok(Settled::Done(()));
        }
        if found != parent {
            return Err(self.conflict());
        }
        // Not done, or read from a replica that lags: the same move again does no harm.
        if attempts.within_lag() {
            return Ok(Settled::NotDone);
        }
        let lost_race = matches!(
            error.kind(),
            ErrorKind::NotFastForward | ErrorKind::ReferenceExists | ErrorKind::ReferenceMissing
        );
        Err(if lost_race { self.conflict() } else { error.into() })
    }

    /// The error for a branch that another writer has changed.
    pub(super) fn conflict(&self) -> StoreError {
        StoreError::Conflict(format!("the branch {}", self.branch))
    }

    async fn commit_at_head(&self) -> Result<Option<CommitId>, GitHubError> {
        Ok(self.git.head(self.branch).await?.0.commit())
    }

    fn attempts(&self) -> Attempts {
        let clock = self.git.client.clock();
        Attempts {
            clock: clock.clone(),
            since: clock.stopwatch(),
            count: 1,
        }
    }
}

/// Whether the branch must be read to know what happened to it.
fn needs_readback(error: &GitHubError) -> bool {
    let about_the_branch = matches!(
        error.kind(),
        ErrorKind::NotFastForward
            | ErrorKind::ReferenceExists
            | ErrorKind::ReferenceMissing
            | ErrorKind::ObjectMissing
            | ErrorKind::EmptyRepository
    );
    let lost_race = error.status() == Some(409) && error.kind() == ErrorKind::Other;
    about_the_branch || lost_race || error.is_ambiguous()
}

pub(super) fn mismatch<T: ToString>(wanted: T, found: T) -> StoreError {
    StoreError::Mismatch {
        wanted: wanted.to_string(),
        found: found.to_string(),
    }
}
