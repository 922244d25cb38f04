//! PURE. What a run found in the store and what it will put there, as values. Imports `std` and the hash crates only.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use sha1::{Digest, Sha1};

/// git's name of a blob: SHA-1 over `blob <length>\0<content>`, computed here and compared with what GitHub answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(pub [u8; 20]);

impl BlobId {
    /// The name that git gives to this content.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        let mut sha1 = Sha1::new();
        sha1.update(format!("blob {}\0", content.len()));
        sha1.update(content);
        Self(sha1.finalize().into())
    }

    /// Reads forty hexadecimal digits; `None` for anything else.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut id = [0; 20];
        if hex.len() != 40 || !hex.is_ascii() {
            return None;
        }
        for (index, byte) in id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(id))
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The store as a run found it. Paths are relative to the ledger's folder, with `/`.
#[derive(Debug, Clone, Default)]
pub struct Base {
    /// The commit that was read, forty hexadecimal digits; `None` for a missing branch and for a directory.
    pub head: Option<String>,
    /// Every file of the ledger's folder with the name of its content.
    pub files: BTreeMap<String, BlobId>,
    /// The contents of the files that every run needs: each `<owner>/<repo>/history.json`.
    pub contents: BTreeMap<String, Vec<u8>>,
}

/// What happens to one path.
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

    /// Adds the moves of files, from the first path to the second. A path that is left and not taken by another file is
    /// gone afterwards.
    pub fn rename(&mut self, base: &Base, moves: &[(String, String)]) {
        for (from, to) in moves {
            self.changes.insert(to.clone(), FileChange::Copy { from: from.clone() });
        }
        for (from, _) in moves {
            self.changes.entry(from.clone()).or_insert(FileChange::Delete);
        }
        let unchanged = |path: &str, change: &FileChange| matches!(change, FileChange::Copy { from } if base.files.get(from) == base.files.get(path));
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

    /// Whether the store is already as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// A listing for people: a line each, `+` written, `>` moved here, `-` removed, with sizes in bytes.
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
