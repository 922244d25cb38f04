//! PURE. What is in a tree, by path.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Node, Tree};
use super::{BlobId, TreeId};

impl Tree {
    /// Every folder below that was not read, by path.
    #[must_use]
    pub fn unread(&self) -> BTreeMap<String, TreeId> {
        let mut unread = BTreeMap::new();
        self.visit("", &mut |path, node| {
            if let Node::Unread(id) = node {
                unread.insert(path, *id);
            }
        });
        unread
    }

    /// The ids of all folders below.
    pub(crate) fn folder_ids(&self) -> BTreeSet<TreeId> {
        let mut ids = BTreeSet::new();
        for node in self.entries.values() {
            match node {
                Node::Unread(id) => drop(ids.insert(*id)),
                Node::Folder(folder) => {
                    ids.insert(folder.id());
                    ids.append(&mut folder.folder_ids());
                }
                _ => {}
            }
        }
        ids
    }

    /// Every file below, by path, with the id of its content; without links and submodules.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, BlobId> {
        let mut files = BTreeMap::new();
        self.visit("", &mut |path, node| {
            if let Node::File { id, .. } = node {
                files.insert(path, *id);
            }
        });
        files
    }

    /// The path of every symbolic link below.
    #[must_use]
    pub fn links(&self) -> BTreeSet<String> {
        let mut links = BTreeSet::new();
        self.visit("", &mut |path, node| {
            if matches!(node, Node::Symlink(_)) {
                links.insert(path);
            }
        });
        links
    }

    /// Visits everything below but the folders that were read.
    fn visit(&self, prefix: &str, visitor: &mut impl FnMut(String, &Node)) {
        for (name, node) in &self.entries {
            match node {
                Node::Folder(folder) => folder.visit(&format!("{prefix}{name}/"), visitor),
                node => visitor(format!("{prefix}{name}"), node),
            }
        }
    }
}
