//! PURE. What a run found in the store and what it will write there, as values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::known_ledger::KnownLedger;
use crate::domain::ledger_folder::Folder;

pub use crate::git::BlobId;
use crate::git::tree::Tree;
use crate::git::{CommitId, TreeId};

/// The store as far as it was read. Paths are relative to the ledger's folder, with `/`.
#[derive(Debug, Clone, Default)]
pub struct Base {
    /// The commit that was read; `None` for a missing branch and for a directory.
    pub head: Option<CommitId>,
    /// Every file that was listed, with the id of its content.
    pub files: BTreeMap<String, BlobId>,
    /// Every symbolic link that was listed. Links are not followed.
    pub links: BTreeSet<String>,
    /// The folders that exist and were not read, with their ids where those are known. A folder that is neither here nor on the
    /// way to a file does not exist.
    pub unread: BTreeMap<String, Option<TreeId>>,
    /// The contents that were read: `<owner>/<repo>/history.json`, and the index of the ledger.
    pub contents: BTreeMap<String, Vec<u8>>,
    /// What was understood of the histories on the way. The others among the contents are read when they are needed.
    pub known: BTreeMap<Folder, KnownLedger>,
}

impl Base {
    /// What a tree lists, which is the folder `folder` of the ledger; the ledger itself is `""`.
    #[must_use]
    pub fn listed(tree: &Tree, folder: &str) -> Self {
        let path = |below: String| match folder {
            "" => below,
            folder => format!("{folder}/{below}"),
        };
        let unread = tree.unread().into_iter();
        Self {
            files: tree.files().into_iter().map(|(below, id)| (path(below), id)).collect(),
            links: tree.links().into_iter().map(path).collect(),
            unread: unread.map(|(below, id)| (path(below), Some(id))).collect(),
            ..Self::default()
        }
    }

    /// Adds what was read of a folder.
    pub fn extend(&mut self, folder: Self) {
        self.files.extend(folder.files);
        self.links.extend(folder.links);
        self.unread.extend(folder.unread);
        self.contents.extend(folder.contents);
        self.known.extend(folder.known);
    }

    /// Takes what was read of a folder in place of what was known of its files before.
    pub fn relist(&mut self, folder: &str, listed: Self) {
        let below = format!("{folder}/");
        self.files.retain(|path, _| !path.starts_with(&below));
        self.links.retain(|path| !path.starts_with(&below));
        self.unread.retain(|path, _| !path.starts_with(&below));
        self.extend(listed);
    }

    /// Whether a folder on the way to `path` was not read.
    #[must_use]
    pub fn is_unread(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        folders.any(|folder| self.unread.contains_key(folder))
    }

    /// Whether a folder exists, read or not.
    #[must_use]
    pub fn has_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let first = |found: Option<&String>| found.is_some_and(|found| found.starts_with(&below));
        self.unread.contains_key(path)
            || first(self.files.range(below.clone()..).map(|(file, _)| file).next())
            || first(self.unread.range(below.clone()..).map(|(folder, _)| folder).next())
            || first(self.links.range(below.clone()..).next())
    }

    /// What is at a path: a file, or a folder that was not read.
    fn at(&self, path: &str) -> Option<There> {
        let file = self.files.get(path).map(|id| There::File(*id));
        file.or_else(|| self.unread.get(path).map(|id| There::Folder(*id)))
    }
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
enum There {
    File(BlobId),
    Folder(Option<TreeId>),
}

/// What happens to one path: that of a file, or of a folder that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// The file has this content afterwards.
    Write(Vec<u8>),
    /// The file has the content that `from` had before. What becomes of `from` is a change of its own.
    Copy {
        /// The path whose content it takes.
        from: String,
    },
    /// The file is gone afterwards.
    Delete,
}

/// What will be committed, as a value: a dry run prints it, a directory store writes it, a branch store commits it.
///
/// Every change says how its path ends up and refers to the files as they were before, so the order of paths does not
/// matter: two folders can swap their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    changes: BTreeMap<String, FileChange>,
}

impl ChangeSet {
    /// Adds the write of a file. Writing what is there already leaves the file alone, even if it was to be deleted.
    pub fn write(&mut self, base: &Base, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        let (path, content) = (path.into(), content.into());
        if base.files.get(&path) == Some(&BlobId::of(&content)) {
            self.changes.remove(&path);
        } else {
            self.changes.insert(path, FileChange::Write(content));
        }
    }

    /// Adds the moves of files and unread folders, from the first path to the second. A path that is left and not taken by another file is
    /// gone afterwards. A file stays where it is if another content would be lost at its new path.
    pub fn rename(&mut self, base: &Base, moves: &[(String, String)]) {
        let moves = without_conflicts(base, moves);
        for (from, to) in &moves {
            self.changes.insert(
                (*to).to_owned(),
                FileChange::Copy {
                    from: (*from).to_owned(),
                },
            );
        }
        for from in moves.keys() {
            self.changes.entry((*from).to_owned()).or_insert(FileChange::Delete);
        }
        let unchanged = |path: &str, change: &FileChange| matches!(change, FileChange::Copy { from } if base.at(from) == base.at(path));
        self.changes.retain(|path, change| !unchanged(path, change));
    }

    /// Adds the removal of a file.
    pub fn delete(&mut self, path: impl Into<String>) {
        self.changes.insert(path.into(), FileChange::Delete);
    }

    /// Adds the changes of another set, about other paths.
    pub fn extend(&mut self, other: Self) {
        self.changes.extend(other.changes);
    }

    /// The changes by path.
    #[must_use]
    pub fn changes(&self) -> &BTreeMap<String, FileChange> {
        &self.changes
    }

    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// A readable listing: one line for each path, `+` written, `>` moved here, `-` removed, with sizes in bytes.
    #[must_use]
    pub fn listing(&self) -> String {
        let mut out = String::new();
        for (path, change) in &self.changes {
            let _ = match change {
                FileChange::Write(content) => writeln!(out, "+ {path} ({} bytes)", content.len()),
                FileChange::Copy { from } => writeln!(out, "> {path} (from {from})"),
                FileChange::Delete => writeln!(out, "- {path}"),
            };
        }
        out
    }
}

/// The moves, by the path that is left, after which every content is still there.
fn without_conflicts<'m>(base: &Base, moves: &'m [(String, String)]) -> BTreeMap<&'m str, &'m str> {
    let mut moves: BTreeMap<&str, &str> = moves.iter().map(|(from, to)| (&**from, &**to)).collect();
    loop {
        let mut arrived: BTreeMap<&str, &str> = BTreeMap::new();
        let conflicts: Vec<&str> = moves
            .iter()
            .filter(|(from, to)| {
                let first = *arrived.entry(**to).or_insert(**from);
                let stays = base.at(to).filter(|_| !moves.contains_key(**to));
                let own = base.at(from);
                base.at(first) != own || stays.is_some_and(|there| Some(there) != own)
            })
            .map(|(from, _)| *from)
            .collect();
        if conflicts.is_empty() {
            return moves;
        }
        // A file that stays can be in the way of another one.
        for from in conflicts {
            moves.remove(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths with their contents after the moves.
    fn moved(files: &[(&str, &str)], moves: &[(&str, &str)]) -> Vec<String> {
        let blobs = files
            .iter()
            .map(|(path, content)| ((*path).to_owned(), BlobId::of(content.as_bytes())));
        let base = Base {
            files: blobs.collect(),
            ..Base::default()
        };
        let moves: Vec<(String, String)> = moves
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect();
        let mut changes = ChangeSet::default();
        changes.rename(&base, &moves);
        let before: BTreeMap<&str, &str> = files.iter().copied().collect();
        let mut after = before.clone();
        for (path, change) in changes.changes() {
            match change {
                FileChange::Copy { from } => drop(after.insert(path, before[&**from])),
                FileChange::Delete => drop(after.remove(&**path)),
                FileChange::Write(_) => panic!("nothing is written"),
            }
        }
        after
            .iter()
            .map(|(path, content)| format!("{path}={content}"))
            .collect()
    }

    #[test]
    fn a_move_overwrites_nothing() {
        // A chain and a swap need no order.
        assert_eq!(
            moved(
                &[("a", "1"), ("b", "2"), ("c", "3")],
                &[("a", "b"), ("b", "a"), ("c", "d")]
            ),
            ["a=2", "b=1", "d=3"]
        );
        // The place is taken, and so is that of the file that would follow.
        assert_eq!(
            moved(&[("a", "1"), ("b", "2"), ("c", "3")], &[("b", "c"), ("a", "b")]),
            ["a=1", "b=2", "c=3"]
        );
        // Two for one place: the first has it.
        assert_eq!(
            moved(&[("a", "1"), ("b", "2")], &[("a", "c"), ("b", "c")]),
            ["b=2", "c=1"]
        );
        // The same content is one file.
        assert_eq!(moved(&[("a", "1"), ("b", "1")], &[("a", "c"), ("b", "c")]), ["c=1"]);
        assert_eq!(moved(&[("a", "1"), ("c", "1")], &[("a", "c")]), ["c=1"]);
    }

    #[test]
    fn a_folder_that_is_listed_anew_replaces_what_was_known_of_it() {
        let base = |paths: &[&str]| Base {
            files: paths
                .iter()
                .map(|path| ((*path).to_owned(), BlobId::of(b"x")))
                .collect(),
            links: paths.iter().map(|path| format!("{path}-link")).collect(),
            unread: paths.iter().map(|path| (format!("{path}-folder"), None)).collect(),
            ..Base::default()
        };
        let mut all = base(&["o/a/1", "o/b/1"]);
        all.relist("o/a", base(&["o/a/2"]));
        let wanted = base(&["o/a/2", "o/b/1"]);
        assert_eq!(
            (all.files, all.links, all.unread),
            (wanted.files, wanted.links, wanted.unread)
        );
    }

    #[test]
    fn a_folder_is_there_if_anything_in_it_is() {
        let file = |path: &str| [(path.to_owned(), BlobId::of(b"x"))].into();
        let unread = |path: &str| [(path.to_owned(), None)].into();
        let bases = [
            Base {
                files: file("o/r/a/1"),
                ..Base::default()
            },
            Base {
                unread: unread("o/r"),
                ..Base::default()
            },
            Base {
                unread: unread("o/r/a"),
                ..Base::default()
            },
            Base {
                links: ["o/r/a".to_owned()].into(),
                ..Base::default()
            },
        ];
        for base in &bases {
            assert!(base.has_folder("o/r") && base.has_folder("o"), "{base:?}");
            assert!(
                !base.has_folder("o/q") && !base.has_folder("o/s") && !base.has_folder("o/r1"),
                "{base:?}"
            );
        }
        assert!(!Base::default().has_folder("o/r"));
        let [read, whole, part, _] = &bases;
        assert!(!read.is_unread("o/r/a/1"));
        assert!(whole.is_unread("o/r/a/1") && whole.is_unread("o/r/x"));
        assert!(part.is_unread("o/r/a/1") && !part.is_unread("o/r/x") && !part.is_unread("o/r/a"));
    }
}
