//! PURE. A git tree as a value: what it holds, what a change makes of it, and the name that git gives to the result.
//! Imports `std`, the hash crate and the plan's names of contents.

use std::collections::BTreeMap;
use std::fmt;

use sha1::{Digest, Sha1};

use crate::plan::change_set::BlobId;

/// git's name of any object: a blob's, a tree's or a commit's, all of one form.
pub type ObjectId = BlobId;

/// One name in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A file, plain or executable.
    File {
        /// `100644` or `100755`.
        mode: String,
        /// Its content's name.
        id: ObjectId,
    },
    /// A folder that was read.
    Folder(Tree),
    /// A folder of which only the name is known, since nothing in it is ours.
    Unread(ObjectId),
    /// A symbolic link (`120000`) or a submodule (`160000`).
    LinkOrSubmodule {
        /// Its mode.
        mode: String,
        /// What it points to.
        id: ObjectId,
    },
}

/// A tree, folder in folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    entries: BTreeMap<String, Node>,
}

/// Something stands where the ledger wants to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{path} is {what}, where the ledger keeps {wanted}: nothing was written. Move it away, or name another `directory` or `branch`"
)]
pub struct PathConflict {
    /// Where it stands.
    pub path: String,
    what: &'static str,
    wanted: &'static str,
}

impl Node {
    fn mode(&self) -> &str {
        match self {
            Self::File { mode, .. } | Self::LinkOrSubmodule { mode, .. } => mode,
            Self::Folder(_) | Self::Unread(_) => "40000",
        }
    }

    fn id(&self) -> ObjectId {
        match self {
            Self::File { id, .. } | Self::LinkOrSubmodule { id, .. } | Self::Unread(id) => *id,
            Self::Folder(tree) => tree.id(),
        }
    }

    fn is_folder(&self) -> bool {
        matches!(self, Self::Folder(_) | Self::Unread(_))
    }

    fn what(&self) -> &'static str {
        match self {
            Self::File { .. } => "a file",
            Self::Folder(_) | Self::Unread(_) => "a folder",
            Self::LinkOrSubmodule { mode, .. } if mode == "160000" => "a submodule",
            Self::LinkOrSubmodule { .. } => "a symbolic link",
        }
    }
}

impl Tree {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// git's name of this tree: SHA-1 over `tree <length>\0` and `<mode> <name>\0<20 bytes>` for each entry.
    #[must_use]
    pub fn id(&self) -> ObjectId {
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
            content.extend_from_slice(&node.id().0);
        }
        let mut sha1 = Sha1::new();
        sha1.update(format!("tree {}\0", content.len()));
        sha1.update(&content);
        BlobId(sha1.finalize().into())
    }

    /// Puts an entry of a listing in its place; the folders on the way come into being.
    pub(crate) fn insert(&mut self, path: &str, node: Node) {
        match path.split_once('/') {
            None => {
                // A listing names a folder before what is in it; its name alone must not close it again.
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

    /// The tree in the folder `path` (empty: this one); `None` when there is none.
    ///
    /// # Errors
    /// When a file, a link or a submodule stands in the way.
    pub(crate) fn folder(&self, path: &str) -> Result<Option<Lookup<'_>>, PathConflict> {
        let mut place = Lookup::Open(self);
        let mut walked = String::new();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let Lookup::Open(tree) = place else { break };
            walked = if walked.is_empty() {
                name.to_owned()
            } else {
                format!("{walked}/{name}")
            };
            place = match tree.entries.get(name) {
                None => return Ok(None),
                Some(Node::Folder(folder)) => Lookup::Open(folder),
                Some(Node::Unread(id)) => Lookup::Unread(walked.clone(), *id),
                Some(other) => return Err(obstacle(&walked, other, "a folder")),
            };
        }
        Ok(Some(place))
    }

    /// Puts the folder that was read in place of its name.
    pub(crate) fn fill_in(&mut self, path: &str, opened: Self) {
        let (name, rest) = path
            .split_once('/')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        match (self.entries.get_mut(name), rest) {
            (Some(Node::Folder(folder)), Some(rest)) => folder.fill_in(rest, opened),
            (Some(node), None) => *node = Node::Folder(opened),
            _ => {}
        }
    }

    /// The folders right below of which only the name is known.
    pub(crate) fn closed(&self) -> Vec<(String, ObjectId)> {
        let closed = |(name, node): (&String, &Node)| match node {
            Node::Unread(id) => Some((name.clone(), *id)),
            _ => None,
        };
        self.entries.iter().filter_map(closed).collect()
    }

    /// Every file below, by its path, with the name of its content; links and submodules are not among them.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, ObjectId> {
        let mut files = BTreeMap::new();
        self.collect("", &mut files);
        files
    }

    fn collect(&self, prefix: &str, files: &mut BTreeMap<String, ObjectId>) {
        for (name, node) in &self.entries {
            match node {
                Node::File { id, .. } => {
                    files.insert(format!("{prefix}{name}"), *id);
                }
                Node::Folder(folder) => folder.collect(&format!("{prefix}{name}/"), files),
                Node::Unread(_) | Node::LinkOrSubmodule { .. } => {}
            }
        }
    }

    /// Puts a plain file at `path`.
    ///
    /// # Errors
    /// When something that is no file stands there, or something that is no folder on the way to it.
    pub fn put(&mut self, path: &str, id: ObjectId) -> Result<(), PathConflict> {
        self.put_below("", path, id)
    }

    fn put_below(&mut self, walked: &str, path: &str, id: ObjectId) -> Result<(), PathConflict> {
        let (name, rest) = path
            .split_once('/')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        let here = format!("{walked}{name}");
        let Some(rest) = rest else {
            let node = Node::File {
                mode: "100644".to_owned(),
                id,
            };
            return match self.entries.get(name) {
                Some(other) if !matches!(other, Node::File { .. }) => Err(obstacle(&here, other, "a file")),
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
            other => Err(obstacle(&here, other, "a folder")),
        }
    }

    /// Takes the file at `path` away, and the folders that are empty then: git keeps none. Gives back whether it was there.
    ///
    /// # Errors
    /// When something else than a file stands there.
    pub fn remove(&mut self, path: &str) -> Result<bool, PathConflict> {
        let (name, rest) = path
            .split_once('/')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        match (self.entries.get_mut(name), rest) {
            (None, _) => Ok(false),
            (Some(Node::File { .. }), None) => {
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
            (Some(other), _) => Err(obstacle(path, other, "a file")),
        }
    }

    /// The content's name of the file at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<ObjectId> {
        match (self.entries.get(path.split('/').next()?)?, path.split_once('/')) {
            (Node::File { id, .. }, None) => Some(*id),
            (Node::Folder(folder), Some((_, rest))) => folder.file(rest),
            _ => None,
        }
    }
}

/// A folder in a tree.
#[derive(Debug)]
pub(crate) enum Lookup<'a> {
    /// It was read.
    Open(&'a Tree),
    /// It was not: its path and its name.
    Unread(String, ObjectId),
}

fn obstacle(path: &str, found: &Node, wanted: &'static str) -> PathConflict {
    PathConflict {
        path: path.to_owned(),
        what: found.what(),
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
    fn names_are_git_s_own() {
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
    fn a_folder_that_was_not_read_keeps_its_name() {
        let mut whole = Tree::default();
        whole.insert("docs/a", file(b"a"));
        whole.insert("b", file(b"b"));
        let Ok(Some(Lookup::Open(docs))) = whole.folder("docs") else {
            panic!("a folder")
        };
        let mut closed = Tree::default();
        closed.insert("docs", Node::Unread(docs.id()));
        closed.insert("b", file(b"b"));
        assert_eq!(whole.id(), closed.id());
        assert!(closed.put("docs/x", BlobId::of(b"")).is_err());
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
    fn odd_things_in_the_way_are_told() {
        let odd = |mode: &str| Node::LinkOrSubmodule {
            mode: mode.to_owned(),
            id: BlobId::of(b"x"),
        };
        let mut tree = Tree::default();
        tree.insert("link", odd("120000"));
        tree.insert("sub", odd("160000"));
        tree.insert("dir/file", file(b""));
        for (path, what) in [
            ("link", "a symbolic link, where the ledger keeps a file"),
            ("link/x", "a symbolic link, where the ledger keeps a folder"),
            ("sub/x", "a submodule"),
            ("dir", "a folder, where the ledger keeps a file"),
            ("dir/file/x", "dir/file is a file, where the ledger keeps a folder"),
        ] {
            let before = tree.clone();
            let error = tree.put(path, BlobId::of(b"new")).expect_err(path).to_string();
            assert!(error.contains(what), "{error}");
            assert_eq!(tree, before);
        }
    }
}
