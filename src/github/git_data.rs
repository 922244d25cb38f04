//! EDGE. GitHub's Git Data API: refs, commits, trees and blobs, one function a call. Imports the client.
//!
//! Nothing is decided here; what an error means for a commit is the store's business.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::{Call, Client, Reply};
use super::error::{ErrorKind, GitHubError, TokenInput};
use super::git_tree::{Node, ObjectId, Tree};
use crate::domain::repository::RepositoryName;
use crate::encode::url;
use crate::plan::change_set::BlobId;

/// The longest small answer: a ref, a commit, the repository.
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

/// What was found at a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// The commit that it points to.
    At(ObjectId),
    /// The repository has no such branch (or may not be seen: ask [`GitData::canonical_name`]).
    Missing,
    /// The repository has no commit at all.
    EmptyRepository,
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedCommit {
    /// Its name.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Whether GitHub signed it: it does so for apps and `GITHUB_TOKEN`, not for personal tokens.
    pub verified: Option<bool>,
}

/// One entry of a tree to be made.
#[derive(Debug, Clone)]
pub enum TreeEntry<'a> {
    /// A file with its content in the call.
    Inline(&'a str),
    /// A file whose content GitHub has already.
    Known(ObjectId),
    /// No file any more.
    Gone,
}

#[derive(Deserialize)]
struct WireRepository {
    full_name: String,
}

#[derive(Deserialize)]
struct WireRef {
    object: WireObject,
}

#[derive(Deserialize)]
struct WireObject {
    sha: String,
}

#[derive(Deserialize)]
struct WireCommit {
    sha: String,
    tree: WireObject,
    #[serde(default)]
    verification: Option<WireVerification>,
}

#[derive(Deserialize)]
struct WireVerification {
    verified: bool,
}

#[derive(Deserialize)]
struct WireTree {
    sha: String,
    tree: Vec<WireEntry>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Deserialize)]
struct WireEntry {
    path: String,
    mode: String,
    sha: String,
}

#[derive(Deserialize)]
struct WireBlob {
    content: String,
    encoding: String,
}

impl GitData<'_> {
    /// The name that GitHub knows the repository by now. Fails when the token may not see it.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn canonical_name(&self) -> Result<RepositoryName, GitHubError> {
        let operation = format!("look at the ledger's repository {}", self.repository);
        let (wire, _): (WireRepository, _) = self.get("", operation, SMALL).await?;
        Ok(wire.full_name.parse().unwrap_or_else(|_| self.repository.clone()))
    }

    /// The head of a branch, and whether the repository answered from another place.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn head(&self, branch: &str) -> Result<(Head, bool), GitHubError> {
        let below = format!("/git/ref/heads/{}", url::path(branch));
        let operation = format!("read the branch {branch} of {}", self.repository);
        match self.get::<WireRef>(&below, operation, SMALL).await {
            Ok((wire, reply)) => Ok((Head::At(self.object(&wire.object.sha)?), reply.redirected)),
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
    pub async fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, GitHubError> {
        let operation = format!("read a commit of {}", self.repository);
        let (wire, _): (WireCommit, _) = self.get(&format!("/git/commits/{commit}"), operation, SMALL).await?;
        self.object(&wire.tree.sha)
    }

    /// Whether a tree is there.
    ///
    /// # Errors
    /// As every call, but for the 404 that says no.
    pub async fn has_tree(&self, id: ObjectId) -> Result<bool, GitHubError> {
        let operation = format!("look for a tree in {}", self.repository);
        match self.get::<WireTree>(&format!("/git/trees/{id}"), operation, TREE).await {
            Ok((wire, _)) => Ok(BlobId::from_hex(&wire.sha) == Some(id)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ObjectMissing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// A tree with all that is below it, or, when that is too much for one answer, with its own entries alone.
    /// The flag says whether it is whole.
    ///
    /// # Errors
    /// As every call; also when the entries do not give the name that was asked for.
    pub async fn tree(&self, id: ObjectId, recursive: bool) -> Result<(Tree, bool), GitHubError> {
        let query = if recursive { "?recursive=1" } else { "" };
        let operation = format!("list the files of {}", self.repository);
        let (wire, _): (WireTree, _) = self.get(&format!("/git/trees/{id}{query}"), operation, TREE).await?;
        if wire.truncated {
            return Ok((Tree::default(), false));
        }
        let mut tree = Tree::default();
        for entry in &wire.tree {
            let object = self.object(&entry.sha)?;
            let mode = entry.mode.clone();
            let node = match entry.mode.as_str() {
                "040000" if recursive => continue,
                "040000" => Node::Unread(object),
                "100644" | "100755" | "100664" => Node::File { mode, id: object },
                _ => Node::LinkOrSubmodule { mode, id: object },
            };
            tree.insert(&entry.path, node);
        }
        if tree.id() != id {
            return Err(self.inconsistent_response(format!("the entries of the tree {id} give {}", tree.id())));
        }
        Ok((tree, true))
    }

    /// The content of a blob, held against its name.
    ///
    /// # Errors
    /// As every call; also when the content is not what its name says or is larger than [`MAX_FILE`].
    pub async fn blob(&self, id: ObjectId) -> Result<Vec<u8>, GitHubError> {
        let operation = format!("read a file of {}", self.repository);
        // base64 makes 4 bytes of 3, and a line break of every 60th.
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
            _ => Err(self.inconsistent_response(format!("the content of the blob {id} is another one's"))),
        }
    }

    /// Makes a blob; gives back the name that GitHub says.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_blob(&self, content: &[u8]) -> Result<ObjectId, GitHubError> {
        let body = json!({ "content": STANDARD.encode(content), "encoding": "base64" });
        let wire: WireObject = self.write(Method::POST, "/git/blobs", &body, "store a file in").await?;
        self.object(&wire.sha)
    }

    /// Makes a tree of `entries` on top of `base`; gives back the name that GitHub says.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_tree(
        &self,
        base: Option<ObjectId>,
        entries: &[(String, TreeEntry<'_>)],
    ) -> Result<ObjectId, GitHubError> {
        let entries: Vec<Value> = entries
            .iter()
            .map(|(path, entry)| {
                let mut value = json!({ "path": path, "mode": "100644", "type": "blob" });
                match entry {
                    TreeEntry::Inline(content) => value["content"] = json!(content),
                    TreeEntry::Known(id) => value["sha"] = json!(id.to_string()),
                    TreeEntry::Gone => value["sha"] = Value::Null,
                }
                value
            })
            .collect();
        let mut body = json!({ "tree": entries });
        if let Some(base) = base {
            body["base_tree"] = json!(base.to_string());
        }
        let wire: WireObject = self.write(Method::POST, "/git/trees", &body, "make a tree in").await?;
        self.object(&wire.sha)
    }

    /// Makes a commit. Author and committer are left out: that is how GitHub comes to sign it.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_commit(
        &self,
        tree: ObjectId,
        parent: Option<ObjectId>,
        message: &str,
    ) -> Result<CreatedCommit, GitHubError> {
        let parents: Vec<String> = parent.iter().map(ToString::to_string).collect();
        let body = json!({ "message": message, "tree": tree.to_string(), "parents": parents });
        let wire: WireCommit = self
            .write(Method::POST, "/git/commits", &body, "make a commit in")
            .await?;
        Ok(CreatedCommit {
            id: self.object(&wire.sha)?,
            tree: self.object(&wire.tree.sha)?,
            verified: wire.verification.map(|verification| verification.verified),
        })
    }

    /// Makes a branch that points to `commit`.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn create_ref(&self, branch: &str, commit: ObjectId) -> Result<ObjectId, GitHubError> {
        let body = json!({ "ref": format!("refs/heads/{branch}"), "sha": commit.to_string() });
        let wire: WireRef = self
            .write(
                Method::POST,
                "/git/refs",
                &body,
                &format!("make the branch {branch} in"),
            )
            .await?;
        self.object(&wire.object.sha)
    }

    /// Moves a branch forward to `commit`; never by force.
    ///
    /// # Errors
    /// As every call: see [`GitHubError`].
    pub async fn update_ref(&self, branch: &str, commit: ObjectId) -> Result<ObjectId, GitHubError> {
        let below = format!("/git/refs/heads/{}", url::path(branch));
        let body = json!({ "sha": commit.to_string(), "force": false });
        let operation = format!("move the branch {branch} forward in");
        let wire: WireRef = self.write(Method::PATCH, &below, &body, &operation).await?;
        self.object(&wire.object.sha)
    }

    /// Makes the first commit of an empty repository, which the git endpoints cannot; without a branch on the default
    /// one.
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

    fn object(&self, hex: &str) -> Result<ObjectId, GitHubError> {
        BlobId::from_hex(hex)
            .ok_or_else(|| self.inconsistent_response(format!("{hex:?} is not the name of a git object")))
    }

    /// An answer that is JSON of the right shape and still cannot be true.
    fn inconsistent_response(&self, message: String) -> GitHubError {
        let operation = format!("trust the answer about {}", self.repository);
        let path = format!("/repos/{}/git", self.repository);
        self.client
            .inconsistent_response(operation, &path, TokenInput::Token, message)
    }
}
