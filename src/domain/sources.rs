//! PURE. Which snapshots and imports a history was made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The first bytes of git's name of a file's content: enough to notice an accidental change.
pub type ShortId = [u8; 4];

/// Which snapshots and imports a history was made of: the content of each, by its path below the repository's folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceIndex(pub BTreeMap<String, ShortId>);

/// How the files of a folder differ from those that its history was made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceDifference {
    /// The file is not there any more.
    Missing,
    /// The file has other content.
    Changed,
    /// The file came in behind the history's back.
    Added,
}

impl SourceIndex {
    /// Adds a file, whose content git names by these 20 bytes.
    pub fn add(&mut self, path: impl Into<String>, blob: &[u8; 20]) {
        self.0.insert(path.into(), short(blob));
    }

    /// What is different in the files that are there, by path.
    #[must_use]
    pub fn differences<'p>(
        &self,
        there: impl IntoIterator<Item = (&'p str, [u8; 20])>,
    ) -> BTreeMap<String, SourceDifference> {
        let there: BTreeMap<&str, ShortId> = there.into_iter().map(|(path, blob)| (path, short(&blob))).collect();
        let missing = self.0.iter().filter_map(|(path, id)| match there.get(path.as_str()) {
            None => Some((path.clone(), SourceDifference::Missing)),
            Some(other) if other != id => Some((path.clone(), SourceDifference::Changed)),
            Some(_) => None,
        });
        let added = there.keys().filter(|path| !self.0.contains_key(**path));
        let added = added.map(|path| ((*path).to_owned(), SourceDifference::Added));
        missing.chain(added).collect()
    }
}

fn short(blob: &[u8; 20]) -> ShortId {
    let mut id = ShortId::default();
    id.copy_from_slice(&blob[..4]);
    id
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}
