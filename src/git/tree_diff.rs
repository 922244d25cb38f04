//! PURE. What turns one tree into another, in the fewest entries: a folder that GitHub has already takes one.

use std::collections::BTreeSet;

use super::TreeId;
use super::tree::{Node, Tree, TreeChange};

/// The changes from `before` to `after`, by path. `existing` are the folders that need not be sent file by file.
///
/// Only what [`Tree::put`] and [`Tree::remove`] can do is looked for: links and submodules stay as they are.
pub(crate) fn changes(before: &Tree, after: &Tree, existing: &BTreeSet<TreeId>) -> Vec<(String, TreeChange)> {
    let mut found = Vec::new();
    collect("", Some(before), after, existing, &mut found);
    found
}

fn collect(
    prefix: &str,
    before: Option<&Tree>,
    after: &Tree,
    existing: &BTreeSet<TreeId>,
    found: &mut Vec<(String, TreeChange)>,
) {
    let earlier = before.map(|before| &before.entries);
    for name in earlier.into_iter().flat_map(|entries| entries.keys()) {
        if !after.entries.contains_key(name) {
            found.push((format!("{prefix}{name}"), TreeChange::Removed));
        }
    }
    for (name, node) in &after.entries {
        let old = earlier.and_then(|entries| entries.get(name));
        if old.is_some_and(|old| old.mode() == node.mode() && old.id_bytes() == node.id_bytes()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        match node {
            Node::File { id, .. } => found.push((path, TreeChange::File(*id))),
            Node::Unread(id) => found.push((path, TreeChange::Folder(*id))),
            Node::Folder(folder) if existing.contains(&folder.id()) => {
                found.push((path, TreeChange::Folder(folder.id())));
            }
            Node::Folder(folder) => {
                let old = match old {
                    Some(Node::Folder(old)) => Some(old),
                    _ => None,
                };
                collect(&format!("{path}/"), old, folder, existing, found);
            }
            Node::Symlink(_) | Node::Submodule(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::BlobId;

    fn tree(paths: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::default();
        for (path, content) in paths {
            tree.put(path, BlobId::of(content.as_bytes())).expect("free");
        }
        tree
    }

    fn changes_of(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let (before, after) = (tree(before), tree(after));
        let text = |(path, change): (String, TreeChange)| match change {
            TreeChange::File(_) => format!("+{path}"),
            TreeChange::Folder(_) => format!(">{path}"),
            TreeChange::Removed => format!("-{path}"),
        };
        let found = changes(&before, &after, &before.folder_ids());
        found.into_iter().map(text).collect()
    }

    #[test]
    fn only_what_changed_is_named() {
        let before = [("a/b/1", "1"), ("a/2", "2"), ("c", "3")];
        assert_eq!(changes_of(&before, &before), [""; 0]);
        assert_eq!(
            changes_of(&before, &[("a/b/1", "x"), ("a/2", "2"), ("d", "3")]),
            ["-c", "+a/b/1", "+d"]
        );
    }

    #[test]
    fn a_moved_folder_is_one_entry() {
        let before = [("o/old/s/1", "1"), ("o/old/s/2", "2"), ("o/old/page", "p")];
        let after = [("o/new/s/1", "1"), ("o/new/s/2", "2"), ("o/new/page", "q")];
        assert_eq!(changes_of(&before, &after), ["-o/old", "+o/new/page", ">o/new/s"]);
        assert_eq!(
            changes_of(&[("a/x", "1"), ("b/x", "2")], &[("a/x", "2"), ("b/x", "1")]),
            [">a", ">b"]
        );
    }
}
