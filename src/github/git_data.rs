//! EDGE. GitHub's Git Data API: refs, commits, trees and blobs, one function for each call.
//!
//! Nothing is decided here; the store knows what an error means for a commit.

mod objects;
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub use self::objects::{CreatedCommit, Head, StoreRepository, TreeEntry};
use self::wire::{WireBlob, WireCommit, WireEntry, WireObject, WireRef, WireRepository, WireTree};
use super::call::{Call, JSON, RAW, Reply};
use super::client::Client;
use super::error::{ErrorKind, GitHubError, TokenInput};
use super::visibility::is_private;
use crate::domain::repository::RepositoryName;
use crate::encode::url;
use crate::git::tree::{Node, Tree};
use crate::git::{BlobId, CommitId, TreeId};

/// The longest small response: a ref, a commit, the repository.
const SMALL: usize = 1 << 20;
/// GitHub ends a recursive tree at 100,000 entries or 7 MB.
const TREE: usize = 32 << 20;
/// The largest file of a ledger that is read, in bytes: a hundred years of days are far below it.
pub const MAX_FILE: usize = 32 << 20;

/// A repository's git data, with the token of the input `token`.
#[derive(Debug, Clone, Copy)]
pub struct GitData<'a> {
    /// The client.
    pub client: &'a Client,
    /// The repository, by its canonical name.
    pub repository: &'a RepositoryName,
}

impl GitData<'_> {
    /// What GitHub says about the repository: the name that it has now, who can read it, its default branch. Fails if the token may not see it.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn about(&self) -> Result<StoreRepository, GitHubError> {
        let operation = format!("read the ledger's repository {}", self.repository);
        let (wire, _): (WireRepository, _) = self.get("", operation, SMALL).await?;
        Ok(StoreRepository {
            id: wire.id,
            name: wire.full_name.parse().unwrap_or_else(|_| self.repository.clone()),
            private: is_private(wire.private, wire.visibility.as_deref()),
            internal: wire.visibility.as_deref() == Some("internal"),
            default_branch: wire.default_branch,
            archived: wire.archived,
            push: wire.permissions.and_then(|permissions| permissions.push),
        })
    }

    /// The head of a branch, and whether the call was redirected to another address of the repository.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn head(&self, branch: &str) -> Result<(Head, bool), GitHubError> {
        let below = format!("/git/ref/heads/{}", url::path(branch));
        let operation = format!("read the branch {branch} of {}", self.repository);
        match self.get::<WireRef>(&below, operation, SMALL).await {
            Ok((wire, reply)) => Ok((
                Head::At(self.id(&wire.object.sha, CommitId::from_hex)?),
                reply.redirected,
            )),
            Err(error) if error.kind() == ErrorKind::EmptyRepository => {
                Ok((Head::EmptyRepository, error.was_redirected()))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok((Head::Missing, error.was_redirected())),
            Err(error) => Err(error),
        }
    }

    /// The tree of a commit.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn tree_of(&self, commit: CommitId) -> Result<TreeId, GitHubError> {
        let operation = format!("read a commit of {}", self.repository);
        let (wire, _): (WireCommit, _) = self.get(&format!("/git/commits/{commit}"), operation, SMALL).await?;
        self.id(&wire.tree.sha, TreeId::from_hex)
    }

    /// Whether a tree exists.
    ///
    /// # Errors
    /// As every call, but for the 404 that says no.
    pub async fn has_tree(&self, id: TreeId) -> Result<bool, GitHubError> {
        let operation = format!("look for a tree in {}", self.repository);
        match self.get::<WireTree>(&format!("/git/trees/{id}"), operation, TREE).await {
            Ok((wire, _)) => Ok(TreeId::from_hex(&wire.sha) == Some(id)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ObjectMissing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// A tree with everything below it; `None` if that is too much for one response (GitHub says `truncated`).
    ///
    /// # Errors
    /// As every call; also when the entries do not match the id.
    pub async fn tree_recursively(&self, id: TreeId) -> Result<Option<Tree>, GitHubError> {
        let wire = self.list(&format!("{id}?recursive=1")).await?;
        if wire.truncated {
            return Ok(None);
        }
        // The entries of a folder follow it with their whole path.
        let (folders, files): (Vec<_>, Vec<_>) = wire.tree.iter().partition(|entry| entry.mode == wire::FOLDER);
        self.tree_of_entries(id, files.into_iter(), &folders).map(Some)
    }

    /// A tree with its own entries; the folders in it are unread.
    ///
    /// # Errors
    /// As every call; also when the entries do not match the id, or are too many for one response.
    pub async fn tree(&self, id: TreeId) -> Result<Tree, GitHubError> {
        let wire = self.list(&id.to_string()).await?;
        if wire.truncated {
            return Err(self.inconsistent_response(format!("the tree {id} has too many entries for one response")));
        }
        self.tree_of_entries(id, wire.tree.iter(), &[])
    }

    async fn list(&self, tree: &str) -> Result<WireTree, GitHubError> {
        let operation = format!("list the files of {}", self.repository);
        let (wire, _) = self.get(&format!("/git/trees/{tree}"), operation, TREE).await?;
        Ok(wire)
    }

    fn tree_of_entries<'e>(
        &self,
        id: TreeId,
        entries: impl Iterator<Item = &'e WireEntry>,
        folders: &[&'e WireEntry],
    ) -> Result<Tree, GitHubError> {
        let mut tree = Tree::default();
        for entry in entries {
            tree.insert(&entry.path, self.node(entry)?);
        }
        let found = tree.id();
        let id_of = |entry: &&'e WireEntry| TreeId::from_hex(&entry.sha).map(|id| (entry.path.as_str(), id));
        // Names that are not UTF-8 are not in the response.
        if found != id && !tree.leave_unnamed(id, &folders.iter().filter_map(id_of).collect()) {
            return Err(self.inconsistent_response(format!("the entries of the tree {id} have the id {found}")));
        }
        Ok(tree)
    }

    fn node(&self, entry: &WireEntry) -> Result<Node, GitHubError> {
        Ok(match entry.mode.as_str() {
            wire::FOLDER => Node::Unread(self.id(&entry.sha, TreeId::from_hex)?),
            "120000" => Node::Symlink(self.id(&entry.sha, BlobId::from_hex)?),
            "160000" => Node::Submodule(self.id(&entry.sha, CommitId::from_hex)?),
            mode if mode.starts_with("100") => Node::File {
                mode: mode.to_owned(),
                id: self.id(&entry.sha, BlobId::from_hex)?,
            },
            mode => return Err(self.inconsistent_response(format!("{} has the unknown mode {mode:?}", entry.path))),
        })
    }

    /// The content of a blob, checked against its id.
    ///
    /// # Errors
    /// As every call; also when the content does not match the id or is larger than [`MAX_FILE`].
    pub async fn blob(&self, id: BlobId) -> Result<Vec<u8>, GitHubError> {
        let operation = format!("read a file of {}", self.repository);
        // base64 turns 3 bytes into 4, and adds a line break after every 60.
        let (wire, _): (WireBlob, _) = self
            .get(&format!("/git/blobs/{id}"), operation, MAX_FILE / 2 * 3)
            .await?;
        let text: String = wire.content.split_ascii_whitespace().collect();
        let content = if wire.encoding == "base64" {
            STANDARD.decode(text).ok()
        } else {
            Some(wire.content.into_bytes())
        };
        match content {
            Some(content) if BlobId::of(&content) == id => Ok(content),
            _ => Err(self.inconsistent_response(format!("the content of the blob {id} does not match its id"))),
        }
    }

    /// The content of a file of a commit by its path, without a listing of the folders on the way; `None` if there is none.
    /// GitHub follows a link there, so the content may be another file's: compare its id with the entry of the tree.
    ///
    /// # Errors
    /// As every call, but for the 404 that says no; also when it is larger than [`MAX_FILE`].
    pub async fn file_at(&self, commit: CommitId, path: &str) -> Result<Option<Vec<u8>>, GitHubError> {
        let below = format!("/contents/{}?ref={commit}", url::path(path));
        let operation = format!("read a file of {}", self.repository);
        let mut call = self.call::<Value>(Method::GET, &below, None, operation, MAX_FILE);
        call.accept = RAW;
        call.has_expected_shape = |_| true;
        match self.client.call(&call).await {
            Ok(reply) => Ok(Some(reply.body.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates a blob; returns the id that GitHub answers.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_blob(&self, content: &[u8]) -> Result<BlobId, GitHubError> {
        let body = json!({ "content": STANDARD.encode(content), "encoding": "base64" });
        let wire: WireObject = self.write(Method::POST, "/git/blobs", &body, "store a file in").await?;
        self.id(&wire.sha, BlobId::from_hex)
    }

    /// Creates a tree from `base` and `entries`; returns the id that GitHub answers.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_tree(
        &self,
        base: Option<TreeId>,
        entries: &[(String, TreeEntry)],
    ) -> Result<TreeId, GitHubError> {
        let entries: Vec<Value> = entries
            .iter()
            .map(|(path, entry)| {
                let mut value = json!({ "path": path, "mode": "100644", "type": "blob" });
                match entry {
                    TreeEntry::Inline(content) => value["content"] = json!(content),
                    TreeEntry::Existing(id) => value["sha"] = json!(id.to_string()),
                    TreeEntry::Folder(id) => {
                        value = json!({ "path": path, "mode": wire::FOLDER, "type": "tree", "sha": id.to_string() });
                    }
                    TreeEntry::Removed => value["sha"] = Value::Null,
                }
                value
            })
            .collect();
        let mut body = json!({ "tree": entries });
        if let Some(base) = base {
            body["base_tree"] = json!(base.to_string());
        }
        let wire: WireObject = self
            .write(Method::POST, "/git/trees", &body, "create a tree in")
            .await?;
        self.id(&wire.sha, TreeId::from_hex)
    }

    /// Creates a commit. Author and committer are left out, since GitHub only signs it then.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_commit(
        &self,
        tree: TreeId,
        parent: Option<CommitId>,
        message: &str,
    ) -> Result<CreatedCommit, GitHubError> {
        let parents: Vec<String> = parent.iter().map(ToString::to_string).collect();
        let body = json!({ "message": message, "tree": tree.to_string(), "parents": parents });
        let wire: WireCommit = self
            .write(Method::POST, "/git/commits", &body, "create a commit in")
            .await?;
        Ok(CreatedCommit {
            id: self.id(&wire.sha, CommitId::from_hex)?,
            tree: self.id(&wire.tree.sha, TreeId::from_hex)?,
            verified: wire.verification.map(|verification| verification.verified),
        })
    }

    /// Creates a branch that points to `commit`.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_ref(&self, branch: &str, commit: CommitId) -> Result<CommitId, GitHubError> {
        let body = json!({ "ref": format!("refs/heads/{branch}"), "sha": commit.to_string() });
        let wire: WireRef = self
            .write(
                Method::POST,
                "/git/refs",
                &body,
                &format!("create the branch {branch} in"),
            )
            .await?;
        self.id(&wire.object.sha, CommitId::from_hex)
    }

    /// Moves a branch forward to `commit`; never by force.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn update_ref(&self, branch: &str, commit: CommitId) -> Result<CommitId, GitHubError> {
        let below = format!("/git/refs/heads/{}", url::path(branch));
        let body = json!({ "sha": commit.to_string(), "force": false });
        let operation = format!("move the branch {branch} forward in");
        let wire: WireRef = self.write(Method::PATCH, &below, &body, &operation).await?;
        self.id(&wire.object.sha, CommitId::from_hex)
    }

    /// Makes the first commit of an empty repository, which the git endpoints cannot do; without a branch, on the
    /// default branch.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn put_first_file(
        &self,
        branch: Option<&str>,
        path: &str,
        content: &[u8],
        message: &str,
    ) -> Result<(), GitHubError> {
        let below = format!("/contents/{}", url::path(path));
        let mut body = json!({ "message": message, "content": STANDARD.encode(content) });
        if let Some(branch) = branch {
            body["branch"] = json!(branch);
        }
        let _: Value = self
            .write(Method::PUT, &below, &body, "make the first commit in")
            .await?;
        Ok(())
    }

    async fn get<T: DeserializeOwned>(
        &self,
        below: &str,
        operation: String,
        max_bytes: usize,
    ) -> Result<(T, Reply), GitHubError> {
        let reply = self
            .client
            .call(&self.call::<T>(Method::GET, below, None, operation, max_bytes))
            .await?;
        Ok((self.parsed(&reply)?, reply))
    }

    async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        below: &str,
        body: &Value,
        operation: &str,
    ) -> Result<T, GitHubError> {
        let operation = format!("{operation} {}", self.repository);
        let reply = self
            .client
            .call(&self.call::<T>(method, below, Some(body), operation, TREE))
            .await?;
        self.parsed(&reply)
    }

    fn call<'b, T: DeserializeOwned>(
        &self,
        method: Method,
        below: &str,
        body: Option<&'b Value>,
        operation: String,
        max_bytes: usize,
    ) -> Call<'b> {
        Call {
            method,
            path: format!("/repos/{}{below}", self.repository),
            accept: JSON,
            body,
            operation,
            token: TokenInput::Token,
            max_bytes,
            has_expected_shape: |body| serde_json::from_slice::<T>(body).is_ok(),
        }
    }

    fn parsed<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, GitHubError> {
        serde_json::from_slice(&reply.body).map_err(|error| self.inconsistent_response(error.to_string()))
    }

    fn id<T>(&self, hex: &str, from_hex: fn(&str) -> Option<T>) -> Result<T, GitHubError> {
        from_hex(hex).ok_or_else(|| self.inconsistent_response(format!("{hex:?} is not the id of a git object")))
    }

    /// The error for a response that is JSON of the right shape and still cannot be true.
    fn inconsistent_response(&self, message: String) -> GitHubError {
        let operation = format!("trust the response about {}", self.repository);
        let path = format!("/repos/{}/git", self.repository);
        self.client
            .inconsistent_response(operation, &path, TokenInput::Token, message)
    }
}
