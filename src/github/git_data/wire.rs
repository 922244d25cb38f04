//! PURE. The responses of the Git Data API, as far as they are read.

use serde::Deserialize;

/// The mode of a folder in a listing.
pub(super) const FOLDER: &str = "040000";

#[derive(Deserialize)]
pub(super) struct WireRepository {
    pub(super) id: u64,
    pub(super) full_name: String,
    #[serde(default)]
    pub(super) private: Option<bool>,
    #[serde(default)]
    pub(super) visibility: Option<String>,
    #[serde(default)]
    pub(super) default_branch: Option<String>,
    #[serde(default)]
    pub(super) archived: Option<bool>,
    #[serde(default)]
    pub(super) permissions: Option<WirePermissions>,
}

#[derive(Deserialize)]
pub(super) struct WirePermissions {
    #[serde(default)]
    pub(super) push: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct WireRef {
    pub(super) object: WireObject,
}

#[derive(Deserialize)]
pub(super) struct WireObject {
    pub(super) sha: String,
}

#[derive(Deserialize)]
pub(super) struct WireCommit {
    pub(super) sha: String,
    pub(super) tree: WireObject,
    #[serde(default)]
    pub(super) verification: Option<WireVerification>,
}

#[derive(Deserialize)]
pub(super) struct WireVerification {
    pub(super) verified: bool,
}

#[derive(Deserialize)]
pub(super) struct WireTree {
    pub(super) sha: String,
    pub(super) tree: Vec<WireEntry>,
    #[serde(default)]
    pub(super) truncated: bool,
}

#[derive(Deserialize)]
pub(super) struct WireEntry {
    pub(super) path: String,
    pub(super) mode: String,
    pub(super) sha: String,
}

#[derive(Deserialize)]
pub(super) struct WireBlob {
    pub(super) content: String,
    pub(super) encoding: String,
}
