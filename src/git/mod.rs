//! PURE. Git's objects as values: ids that cannot be mixed up, and trees.

mod id;
pub mod tree;
pub(crate) mod tree_diff;
mod tree_listing;
mod unnamed;

pub use id::{BlobId, CommitId, TreeId};
