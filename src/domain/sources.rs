//! PURE. Which snapshots and imports a history was made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Git's name of a file's content: a blob's id. With the ids of all sources, the ids of their folders are known too, so that a
/// run need not list them ([`crate::plan::expected`]).
pub type SourceId = [u8; 20];

/// Which snapshots and imports a history was made of: the content of each, by its path below the repository's folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceIndex(pub BTreeMap<String, SourceId>);

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
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, blob: &SourceId) {
        self.0.insert(path.into(), *blob);
    }

    /// What is different in the files that are there, by path.
    #[must_use]
    pub fn differences<'p>(
        &self,
        there: impl IntoIterator<Item = (&'p str, SourceId)>,
    ) -> BTreeMap<String, SourceDifference> {
        let there: BTreeMap<&str, SourceId> = there.into_iter().collect();
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
