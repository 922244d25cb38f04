//! EDGE. Why a ledger cannot be loaded or saved.

use crate::code::Code;
use crate::git::tree::PathConflict;
use crate::github::GitHubError;
use crate::message::Message;

/// Why a ledger cannot be loaded or saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The head moved, or a file changed, since it was loaded: load again, plan again.
    #[error("another writer changed {0} in the meantime")]
    Conflict(String),
    /// GitHub refused or failed.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    /// Something that is not the ledger's is where the ledger needs to write.
    #[error(transparent)]
    PathConflict(#[from] PathConflict),
    /// A path that must not be written to.
    #[error("{0:?} is not a valid path in a ledger; nothing was written")]
    BadPath(String),
    /// A file of the user where a first run would write: there is no ledger yet that could have made it.
    #[error("{0} exists already and is not part of a ledger; nothing was written")]
    NotOurs(String),
    /// The history is kept in Git LFS: the branch only holds a pointer.
    #[error("{0} is a Git LFS pointer instead of the file itself")]
    LargeFileStorage(String),
    /// An object that GitHub created is not what was sent.
    #[error("GitHub created {found} instead of {wanted}; the branch was not updated")]
    Mismatch {
        /// The object's id computed here.
        wanted: String,
        /// The id that GitHub answered.
        found: String,
    },
    /// The local directory.
    #[error("cannot {operation} {path}")]
    Directory {
        /// What was being done.
        operation: &'static str,
        /// Where.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
}

impl From<&StoreError> for Message {
    fn from(error: &StoreError) -> Self {
        let message = Self::new(Self::PROGRAM, error.to_string());
        match error {
            StoreError::GitHub(error) => error.into(),
            StoreError::Conflict(_) => message.with_help("Run again; the next run merges both changes."),
            StoreError::PathConflict(_) => {
                message.with_help("Move it away, or choose another `directory` or `branch`.")
            }
            StoreError::NotOurs(_) => message
                .with_help("Choose another `directory` or `branch`, or another folder for --output.")
                .with_code(Code::ForeignFile),
            StoreError::LargeFileStorage(_) => message
                .with_help("Remove the path from .gitattributes and commit the file itself.")
                .with_code(Code::Lfs),
            StoreError::Directory { source, .. } => message.with_cause(source.to_string()),
            StoreError::BadPath(_) | StoreError::Mismatch { .. } => message,
        }
    }
}

impl From<StoreError> for Message {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}
