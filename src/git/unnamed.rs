//! PURE. Entries of a tree that cannot be named. Git's names are bytes, but GitHub's JSON has replacement characters where
//! these are not UTF-8: such an entry can be neither read nor written, and the id of its tree cannot be computed.

use std::collections::BTreeMap;

use super::TreeId;
use super::tree::{Node, Tree};

/// What is known of a tree with such entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unnamed {
    /// The id of the whole tree, as it was read.
    id: TreeId,
    /// The id that its other entries alone would have had then.
    named: TreeId,
}

impl Unnamed {
    /// The id of a tree whose other entries have the id `named`: the one that was read, or, if these have changed, a
    /// placeholder that no tree has.
    pub(super) fn id(&self, named: TreeId) -> TreeId {
        if named == self.named {
            return self.id;
        }
        let ids = [b"unnamed".as_slice(), self.id.as_bytes(), named.as_bytes()];
        TreeId::of(&ids.concat())
    }
}

impl Tree {
    /// Leaves the entries that cannot be named out of a listing of the tree `id`. `folders` are the ids of the folders below that
    /// were listed too, by path. Returns whether everything else fits these ids.
    pub(crate) fn leave_unnamed(&mut self, id: TreeId, folders: &BTreeMap<&str, TreeId>) -> bool {
        self.leave_unnamed_below("", id, folders)
    }

    fn leave_unnamed_below(&mut self, prefix: &str, id: TreeId, folders: &BTreeMap<&str, TreeId>) -> bool {
        self.id.take();
        let all = self.entries.len();
        self.entries
            .retain(|name, _| !name.contains(char::REPLACEMENT_CHARACTER));
        for (name, node) in &mut self.entries {
            if let Node::Folder(folder) = node {
                let path = format!("{prefix}{name}");
                let fits = |id| folder.leave_unnamed_below(&format!("{path}/"), id, folders);
                if !folders.get(path.as_str()).copied().is_some_and(fits) {
                    return false;
                }
            }
        }
        if self.entries.len() < all {
            let named = self.named_id();
            self.unnamed = Some(Box::new(Unnamed { id, named }));
        }
        self.id() == id
    }

    /// Whether it has entries that cannot be named.
    pub(crate) fn has_unnamed(&self) -> bool {
        self.unnamed.is_some()
    }

    /// Whether its id is the one that git gives to it, and not a placeholder.
    pub(crate) fn has_git_id(&self) -> bool {
        let is_unchanged = |unnamed: &Unnamed| unnamed.named == self.named_id();
        self.unnamed.as_deref().is_none_or(is_unchanged)
            && self.entries.values().all(|node| match node {
                Node::Folder(folder) => folder.has_git_id(),
                _ => true,
            })
    }

    /// The folders directly below whose ids are placeholders.
    pub(crate) fn folders_without_git_id(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.entries.iter().filter_map(|(name, node)| match node {
            Node::Folder(folder) if !folder.has_git_id() => Some((name.as_str(), folder)),
            _ => None,
        })
    }

    /// Whether both have the same entries, as far as these can be named; what is in folders with placeholders was compared
    /// before.
    pub(crate) fn has_entries_of(&self, other: &Self) -> bool {
        let is_same = |name: &String, node: &Node| {
            other.entries.get(name).is_some_and(|other| {
                let is_compared = matches!(other, Node::Folder(folder) if !folder.has_git_id());
                node.mode() == other.mode() && (is_compared || node.id_bytes() == other.id_bytes())
            })
        };
        self.has_unnamed() == other.has_unnamed()
            && self.entries.len() == other.entries.len()
            && self.entries.iter().all(|(name, node)| is_same(name, node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::BlobId;

    fn tree(paths: &[&str]) -> Tree {
        let mut tree = Tree::default();
        for path in paths {
            tree.put(path, BlobId::of(path.as_bytes())).expect("free");
        }
        tree
    }

    #[test]
    fn a_tree_with_unnamed_entries_keeps_its_id_until_another_entry_changes() {
        let whole = TreeId::from_bytes([7; 20]);
        let mut read = tree(&["a", "b/c", "\u{fffd}.txt"]);
        let below = tree(&["x"]).id();
        assert!(
            !read.clone().leave_unnamed(whole, &[("b", below)].into()),
            "b is another folder"
        );
        let mut folder = Tree::default();
        folder.put("c", BlobId::of(b"b/c")).expect("free");
        assert!(read.leave_unnamed(whole, &[("b", folder.id())].into()));
        assert!(read.id() == whole && read.has_git_id() && read.has_unnamed() && !read.is_empty());

        let before = read.clone();
        read.put("b/d", BlobId::of(b"")).expect("free");
        assert!(read.id() != whole && !read.has_git_id() && read.id() != tree(&["a", "b/c", "b/d"]).id());
        assert_eq!(read.remove("b/d"), Ok(true));
        assert!(read.id() == whole && read.has_entries_of(&before));
        for path in ["a", "b/c"] {
            assert_eq!(read.remove(path), Ok(true));
        }
        assert!(!read.is_empty(), "what cannot be named is still there");
    }
}
