//! PURE. Git's objects as values: ids that cannot be mixed up, and trees.

mod id;
pub mod tree;

pub use id::{BlobId, CommitId, TreeId};
