//! PURE. A git tree as a value: its entries, the edits of a commit, and the id that git gives to the result.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use crate::git::unnamed::Unnamed;
use crate::git::{BlobId, CommitId, TreeId};

/// One entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A file, plain or executable.
    File {
        /// `100644` or `100755`; old repositories also hold `100664`.
        mode: String,
        /// The id of its content.
        id: BlobId,
    },
    /// A folder whose entries were read.
    Folder(Tree),
    /// A folder of which only the id is known: it is not empty, but what is in it was not read.
    Unread(TreeId),
    /// A symbolic link; its content is the path that it points to.
    Symlink(BlobId),
    /// A submodule, at a commit of another repository.
    Submodule(CommitId),
}

/// A tree with its folders, as far as they were read.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub(super) entries: BTreeMap<String, Node>,
    /// What is beside these, but cannot be named.
    pub(super) unnamed: Option<Box<Unnamed>>,
    /// Its id, once it was asked for and until something in it changes.
    pub(super) id: OnceLock<TreeId>,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.unnamed == other.unnamed
    }
}

impl Eq for Tree {}

/// Something that is not the ledger's is in the way of a file or folder of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} is {found}, but the ledger needs {wanted} there; nothing was written")]
pub struct PathConflict {
    /// The path of what is in the way, from the root of the branch.
    pub path: String,
    found: &'static str,
    wanted: &'static str,
}

impl Node {
    pub(super) fn mode(&self) -> &str {
        match self {
            Self::File { mode, .. } => mode,
            Self::Folder(_) | Self::Unread(_) => "40000",
            Self::Symlink(_) => "120000",
            Self::Submodule(_) => "160000",
        }
    }

    pub(super) fn id_bytes(&self) -> [u8; 20] {
        match self {
            Self::File { id, .. } | Self::Symlink(id) => *id.as_bytes(),
            Self::Unread(id) => *id.as_bytes(),
            Self::Submodule(id) => *id.as_bytes(),
            Self::Folder(tree) => *tree.id().as_bytes(),
        }
    }

    fn is_folder(&self) -> bool {
        matches!(self, Self::Folder(_) | Self::Unread(_))
    }

    fn description(&self) -> &'static str {
        match self {
            Self::File { .. } => "a file",
            Self::Folder(_) | Self::Unread(_) => "a folder",
            Self::Submodule(_) => "a submodule",
            Self::Symlink(_) => "a symbolic link",
        }
    }
}

impl Tree {
    /// Whether it has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.unnamed.is_none()
    }

    /// The id that git gives to this tree, from `<mode> <name>\0<20 bytes>` for each entry; a placeholder if it has changed
    /// and has entries that cannot be named (`has_git_id`).
    #[must_use]
    pub fn id(&self) -> TreeId {
        *self.id.get_or_init(|| {
            let named = self.named_id();
            self.unnamed.as_ref().map_or(named, |unnamed| unnamed.id(named))
        })
    }

    /// The id of a tree of the entries that can be named.
    pub(super) fn named_id(&self) -> TreeId {
        // git sorts a folder as if its name ended with a slash.
        let mut sorted: Vec<(String, &String, &Node)> = self
            .entries
            .iter()
            .map(|(name, node)| {
                let key = if node.is_folder() {
                    format!("{name}/")
                } else {
                    name.clone()
                };
                (key, name, node)
            })
            .collect();
        sorted.sort_by(|one, two| one.0.as_bytes().cmp(two.0.as_bytes()));
        let mut content = Vec::new();
        for (_, name, node) in sorted {
            content.extend_from_slice(format!("{} {name}\0", node.mode()).as_bytes());
            content.extend_from_slice(&node.id_bytes());
        }
        TreeId::of(&content)
    }

    /// Adds an entry of a listing, with the folders on the way to it.
    pub(crate) fn insert(&mut self, path: &str, node: Node) {
        self.id.take();
        match path.split_once('/') {
            None => {
                // A listing names a folder before what is in it; the name alone must not drop the entries again.
                let known = matches!(
                    (&node, self.entries.get(path)),
                    (Node::Unread(_), Some(Node::Folder(_)))
                );
                if !known {
                    self.entries.insert(path.to_owned(), node);
                }
            }
            Some((first, rest)) => {
                let entry = self
                    .entries
                    .entry(first.to_owned())
                    .or_insert_with(|| Node::Folder(Self::default()));
                if !matches!(entry, Node::Folder(_)) {
                    *entry = Node::Folder(Self::default());
                }
                if let Node::Folder(folder) = entry {
                    folder.insert(rest, node);
                }
            }
        }
    }

    /// The tree in the folder `path` (empty: this one); `None` if there is no such folder.
    ///
    /// # Errors
    /// When a file, a link or a submodule is in the way.
    pub(crate) fn folder(&self, path: &str) -> Result<Option<Lookup<'_>>, PathConflict> {
        let mut found = Lookup::Read(self);
        let mut walked = String::new();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let Lookup::Read(tree) = found else { break };
            walked = if walked.is_empty() {
                name.to_owned()
            } else {
                format!("{walked}/{name}")
            };
            found = match tree.entries.get(name) {
                None => return Ok(None),
                Some(Node::Folder(folder)) => Lookup::Read(folder),
                Some(Node::Unread(id)) => Lookup::Unread(walked.clone(), *id),
                Some(other) => return Err(conflict(&walked, other, "a folder")),
            };
        }
        Ok(Some(found))
    }

    /// Replaces an unread folder by its entries.
    pub(crate) fn fill_in(&mut self, path: &str, entries: Self) {
        self.id.take();
        let (name, rest) = first_of(path);
        match (self.entries.get_mut(name), rest) {
            (Some(Node::Folder(folder)), Some(rest)) => folder.fill_in(rest, entries),
            (Some(node), None) => *node = Node::Folder(entries),
            _ => {}
        }
    }

    /// Forgets what is in a folder but for its id.
    pub(crate) fn forget(&mut self, path: &str) {
        let (name, rest) = first_of(path);
        // The tree stays the same one, and so does its id.
        match (self.entries.get_mut(name), rest) {
            (Some(Node::Folder(folder)), Some(rest)) => folder.forget(rest),
            (Some(node), None) => {
                if let Node::Folder(folder) = node {
                    *node = Node::Unread(folder.id());
                }
            }
            _ => {}
        }
    }

    /// The first folder on the way to `path` of which only the id is known.
    pub(crate) fn unread_before(&self, path: &str) -> Option<(String, TreeId)> {
        let (folder, _) = path.rsplit_once('/')?;
        match self.folder(folder) {
            Ok(Some(Lookup::Unread(path, id))) => Some((path, id)),
            _ => None,
        }
    }

    /// The folders directly below of which only the id is known.
    pub(crate) fn unread_folders(&self) -> Vec<(String, TreeId)> {
        let unread = |(name, node): (&String, &Node)| match node {
            Node::Unread(id) => Some((name.clone(), *id)),
            _ => None,
        };
        self.entries.iter().filter_map(unread).collect()
    }

    /// Puts a plain file at `path`.
    ///
    /// # Errors
    /// When something other than a file is there, or something other than a folder is on the way to it.
    pub fn put(&mut self, path: &str, id: BlobId) -> Result<(), PathConflict> {
        self.put_below("", path, id)
    }

    fn put_below(&mut self, walked: &str, path: &str, id: BlobId) -> Result<(), PathConflict> {
        self.id.take();
        let (name, rest) = first_of(path);
        let here = format!("{walked}{name}");
        let Some(rest) = rest else {
            let node = Node::File {
                mode: "100644".to_owned(),
                id,
            };
            return match self.entries.get(name) {
                Some(other) if !matches!(other, Node::File { .. }) => Err(conflict(&here, other, "a file")),
                _ => {
                    self.entries.insert(name.to_owned(), node);
                    Ok(())
                }
            };
        };
        match self
            .entries
            .entry(name.to_owned())
            .or_insert_with(|| Node::Folder(Self::default()))
        {
            Node::Folder(folder) => folder.put_below(&format!("{here}/"), rest, id),
            other => Err(conflict(&here, other, "a folder")),
        }
    }

    /// Puts a folder that exists elsewhere at `path`, where nothing is.
    ///
    /// # Errors
    /// When something is there, or something other than a folder is on the way to it.
    pub(crate) fn put_folder(&mut self, path: &str, id: TreeId) -> Result<(), PathConflict> {
        let is_taken = self.file(path).is_some() || !matches!(self.folder(path), Ok(None));
        if is_taken {
            return Err(PathConflict {
                path: path.to_owned(),
                found: "something else",
                wanted: "a folder",
            });
        }
        self.insert(path, Node::Unread(id));
        Ok(())
    }

    /// The id of the folder at `path`.
    pub(crate) fn folder_id(&self, path: &str) -> Option<TreeId> {
        match self.folder(path).ok()?? {
            Lookup::Read(tree) => Some(tree.id()),
            Lookup::Unread(found, id) => (found == path).then_some(id),
        }
    }

    /// Removes the file or the unread folder at `path`, and the folders that are empty then: git keeps none. Returns whether it was there.
    ///
    /// # Errors
    /// When something other than a file is there.
    pub fn remove(&mut self, path: &str) -> Result<bool, PathConflict> {
        self.id.take();
        let (name, rest) = first_of(path);
        match (self.entries.get_mut(name), rest) {
            (None, _) => Ok(false),
            (Some(Node::File { .. } | Node::Unread(_)), None) => {
                self.entries.remove(name);
                Ok(true)
            }
            (Some(Node::Folder(folder)), Some(rest)) => {
                let removed = folder.remove(rest)?;
                if folder.is_empty() {
                    self.entries.remove(name);
                }
                Ok(removed)
            }
            (Some(other), _) => Err(conflict(path, other, "a file")),
        }
    }

    /// The id of the content of the file at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<BlobId> {
        match (self.entries.get(path.split('/').next()?)?, path.split_once('/')) {
            (Node::File { id, .. }, None) => Some(*id),
            (Node::Folder(folder), Some((_, rest))) => folder.file(rest),
            _ => None,
        }
    }
}

/// The first name of a path, and what follows it.
fn first_of(path: &str) -> (&str, Option<&str>) {
    path.split_once('/')
        .map_or((path, None), |(name, rest)| (name, Some(rest)))
}

/// A folder in a tree.
#[derive(Debug)]
pub(crate) enum Lookup<'a> {
    /// Its entries are known.
    Read(&'a Tree),
    /// Only its id is known, here with the path.
    Unread(String, TreeId),
}

fn conflict(path: &str, found: &Node, wanted: &'static str) -> PathConflict {
    PathConflict {
        path: path.to_owned(),
        found: found.description(),
        wanted,
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tree {}", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &[u8]) -> Node {
        Node::File {
            mode: "100644".to_owned(),
            id: BlobId::of(content),
        }
    }

    #[test]
    fn ids_are_those_of_git() {
        // `git mktree </dev/null`, and `git write-tree` over a/b = "hello\n" with a.txt and a-b beside the folder a:
        // folders sort as `a/`, after `a-b` and `a.txt`.
        assert_eq!(
            Tree::default().id().to_string(),
            "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
        );
        let mut tree = Tree::default();
        for path in ["a/b", "a.txt", "a-b"] {
            tree.put(path, BlobId::of(b"hello\n")).expect("free");
        }
        assert_eq!(tree.id().to_string(), "2e0a12f3c83b35eb027871edda952f4cac9be3f9");
    }

    #[test]
    fn a_folder_that_was_not_read_keeps_its_id() {
        let mut whole = Tree::default();
        whole.insert("docs/a", file(b"a"));
        whole.insert("b", file(b"b"));
        let Ok(Some(Lookup::Read(docs))) = whole.folder("docs") else {
            panic!("a folder")
        };
        let mut unread = Tree::default();
        unread.insert("docs", Node::Unread(docs.id()));
        unread.insert("b", file(b"b"));
        assert_eq!(whole.id(), unread.id());
        assert!(unread.put("docs/x", BlobId::of(b"")).is_err());
    }

    #[test]
    fn an_emptied_folder_is_gone() {
        let mut tree = Tree::default();
        tree.put("keep", BlobId::of(b"")).expect("free");
        let before = tree.id();
        tree.put("a/b/c", BlobId::of(b"")).expect("free");
        assert_eq!(tree.remove("a/b/c"), Ok(true));
        assert_eq!(tree.id(), before);
        assert_eq!(tree.remove("a/b/c"), Ok(false));
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let commit = CommitId::from_hex("2e0a12f3c83b35eb027871edda952f4cac9be3f9").expect("an id");
        let mut tree = Tree::default();
        tree.insert("link", Node::Symlink(BlobId::of(b"x")));
        tree.insert("sub", Node::Submodule(commit));
        tree.insert("dir/file", file(b""));
        for (path, conflict) in [
            ("link", "link is a symbolic link, but the ledger needs a file there"),
            ("link/x", "link is a symbolic link, but the ledger needs a folder there"),
            ("sub/x", "sub is a submodule, but the ledger needs a folder there"),
            ("dir", "dir is a folder, but the ledger needs a file there"),
            ("dir/file/x", "dir/file is a file, but the ledger needs a folder there"),
        ] {
            let before = tree.clone();
            let error = tree.put(path, BlobId::of(b"new")).expect_err(path).to_string();
            assert_eq!(error, format!("{conflict}; nothing was written"));
            assert_eq!(tree, before);
        }
    }
}
