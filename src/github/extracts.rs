//! PURE. What is kept of the repository and of its releases: extracts, since the full answers are long and can hold a
//! secret.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;

/// The extract of the repository; the full response can hold a `temp_clone_token`, which must never be committed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RepositoryExtract {
    pub(super) id: u64,
    pub(super) full_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stargazers_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) forks_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subscribers_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) private: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) archived: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct FullRepository {
    #[serde(flatten)]
    pub(super) kept: RepositoryExtract,
    #[serde(default)]
    pub(super) visibility: Option<String>,
    #[serde(default)]
    pub(super) pushed_at: Option<Timestamp>,
}

/// The extract of a release: its notes are long, and only the downloads of its files matter.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReleaseExtract {
    pub(super) tag_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) published_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) prerelease: bool,
    #[serde(default)]
    pub(super) assets: Vec<AssetExtract>,
}

/// The extract of a file of a release, without who uploaded it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AssetExtract {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) created_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) download_count: u64,
}

#[derive(Deserialize)]
pub(super) struct FullRelease {
    #[serde(flatten)]
    pub(super) kept: ReleaseExtract,
    #[serde(default)]
    pub(super) draft: bool,
}

/// That a server does not have an endpoint: the HTTP status of its answer.
#[derive(Debug, Serialize)]
pub(super) struct Absence {
    pub(super) status: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_kept_without_its_clone_token() {
        let body = r#"{"id":42,"full_name":"new/name","temp_clone_token":"SECRET","created_at":"2020-01-02T03:04:05Z",
            "stargazers_count":7,"forks_count":3,"subscribers_count":2,"private":false,"archived":false,
            "pushed_at":"2026-10-01T00:00:00Z","owner":{"login":"new"}}"#;
        let full: FullRepository = serde_json::from_str(body).expect("a repository");
        assert!(full.pushed_at.is_some());
        assert_eq!(
            serde_json::to_string(&full.kept).expect("JSON"),
            r#"{"id":42,"full_name":"new/name","created_at":"2020-01-02T03:04:05Z","stargazers_count":7,"forks_count":3,"subscribers_count":2,"private":false,"archived":false}"#
        );
    }
}
