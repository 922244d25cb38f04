//! PURE. Which snapshots and imports a history was made from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Timestamp;

/// Git's name of a file's content or of a folder.
pub type ObjectId = [u8; 20];

/// The first bytes of git's name of a file's content: enough to notice an accidental change.
pub type ShortId = [u8; 4];

/// What is kept of the content of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceId {
    /// Git's name of it. With those of all files of a folder, the name of the folder is known too.
    Whole(ObjectId),
    /// The beginning of that, in a month that is over: the name of the whole folder is kept beside it.
    Short(ShortId),
}

/// Which snapshots and imports a history was made of: the content of each, by its path below the repository's folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceIndex {
    /// The sources by path.
    pub files: BTreeMap<String, SourceId>,
    /// Git's name of each month of snapshots that is over.
    pub closed: BTreeMap<String, ObjectId>,
}

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
    /// When each of the snapshots was captured: their names say so, to the second.
    #[must_use]
    pub fn captures(&self) -> BTreeSet<Timestamp> {
        let snapshots = self.files.keys().filter(|path| path.starts_with("snapshots/"));
        snapshots.filter_map(|path| captured(path)).collect()
    }

    /// Adds a file. The month that it belongs to is open again.
    pub fn add(&mut self, path: impl Into<String>, blob: &ObjectId) {
        let path = path.into();
        self.closed.remove(folder_of(&path));
        self.files.insert(path, SourceId::Whole(*blob));
    }

    /// Adds the sources of another history. A month of both is open again.
    pub fn extend(&mut self, other: Self) {
        let own: BTreeSet<String> = self.files.keys().map(|path| folder_of(path).to_owned()).collect();
        for folder in other.files.keys().map(|path| folder_of(path)) {
            self.closed.remove(folder);
        }
        let closed = other.closed.into_iter().filter(|(folder, _)| !own.contains(folder));
        self.closed.extend(closed);
        self.files.extend(other.files);
    }

    /// Closes every month of snapshots but the newest: of its files only the beginnings of their names are kept, and the name
    /// of the whole. `whole` gives the name of a file of which only the beginning is known, and `folder` that of a folder with
    /// these files. A month stays open as long as one of its files is not known.
    pub fn close(
        &mut self,
        whole: impl Fn(&str) -> Option<ObjectId>,
        folder: impl Fn(&[(&str, ObjectId)]) -> ObjectId,
    ) {
        let mut months: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in self.files.keys().filter(|path| path.starts_with("snapshots/")) {
            months.entry(folder_of(path).to_owned()).or_default().push(path.clone());
        }
        let newest = months.pop_last();
        for (month, paths) in &months {
            if self.closed.contains_key(month) {
                continue;
            }
            let known = |path: &String| self.whole(path, &whole);
            let Some(ids) = paths.iter().map(known).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let names = paths.iter().map(|path| path.rsplit('/').next().unwrap_or(path));
            let entries: Vec<(&str, ObjectId)> = names.zip(ids.iter().copied()).collect();
            self.closed.insert(month.clone(), folder(&entries));
            for (path, id) in paths.iter().zip(ids) {
                self.files.insert(path.clone(), SourceId::Short(short(&id)));
            }
        }
        // A closed month is the newest again when the later ones are gone.
        if let Some((month, paths)) = newest.filter(|(month, _)| self.closed.contains_key(month)) {
            let known = |path: &String| Some((path.clone(), self.whole(path, &whole)?));
            if let Some(ids) = paths.iter().map(known).collect::<Option<Vec<_>>>() {
                self.closed.remove(&month);
                self.files
                    .extend(ids.into_iter().map(|(path, id)| (path, SourceId::Whole(id))));
            }
        }
    }

    fn whole(&self, path: &str, whole: impl Fn(&str) -> Option<ObjectId>) -> Option<ObjectId> {
        match self.files.get(path)? {
            SourceId::Whole(id) => Some(*id),
            SourceId::Short(id) => whole(path).filter(|whole| short(whole) == *id),
        }
    }

    /// What is different in the files that are there, by path.
    #[must_use]
    pub fn differences<'p>(
        &self,
        there: impl IntoIterator<Item = (&'p str, ObjectId)>,
    ) -> BTreeMap<String, SourceDifference> {
        let there: BTreeMap<&str, ObjectId> = there.into_iter().collect();
        let is_same = |kept: &SourceId, there: &ObjectId| match kept {
            SourceId::Whole(id) => id == there,
            SourceId::Short(id) => *id == short(there),
        };
        let missing = self
            .files
            .iter()
            .filter_map(|(path, id)| match there.get(path.as_str()) {
                None => Some((path.clone(), SourceDifference::Missing)),
                Some(other) if !is_same(id, other) => Some((path.clone(), SourceDifference::Changed)),
                Some(_) => None,
            });
        let added = there.keys().filter(|path| !self.files.contains_key(**path));
        let added = added.map(|path| ((*path).to_owned(), SourceDifference::Added));
        missing.chain(added).collect()
    }
}

/// When a snapshot was captured, by its path (`snapshots/2026/11/2026-11-15T143700Z.json`; a second one of the same second
/// has something behind the `Z`).
fn captured(path: &str) -> Option<Timestamp> {
    let name = path.rsplit('/').next()?;
    let stamp = name.get(..name.find('Z')?)?;
    let time = jiff::civil::DateTime::strptime("%Y-%m-%dT%H%M%S", stamp).ok()?;
    jiff::tz::Offset::UTC.to_timestamp(time).ok()
}

/// The folder of a path.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn short(id: &ObjectId) -> ShortId {
    let mut short = ShortId::default();
    short.copy_from_slice(&id[..4]);
    short
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

/// The bytes of so many hexadecimal digits; `None` for anything else.
#[must_use]
pub fn from_hex<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let is_hex = text.len() == 2 * LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut bytes = [0; LENGTH];
    for (index, byte) in bytes.iter_mut().enumerate() {
        let pair = text.get(2 * index..2 * index + 2).filter(|_| is_hex)?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "snapshots/2026/09/2026-09-15T143700Z.json";
    const BOTH: &str = "snapshots/2026/10/2026-10-15T143700Z.json";
    const NEW: &str = "snapshots/2026/11/2026-11-15T143700Z.json";

    /// A name of a folder that its files tell apart.
    fn folder(files: &[(&str, ObjectId)]) -> ObjectId {
        let mut id = [files.len() as u8; 20];
        id[0] = files.iter().fold(0, |sum, (_, id)| sum + id[19]);
        id
    }

    fn closed(files: &[(&str, u8)]) -> SourceIndex {
        let mut sources = SourceIndex::default();
        for (path, id) in files {
            sources.add(*path, &[*id; 20]);
        }
        sources.close(|_| None, folder);
        sources
    }

    #[test]
    fn only_the_beginning_of_a_name_is_kept_in_a_month_that_is_over() {
        let sources = closed(&[(OLD, 9), (NEW, 11)]);
        assert_eq!(sources.files[OLD], SourceId::Short([9; 4]));
        assert_eq!(sources.files[NEW], SourceId::Whole([11; 20]));
        assert_eq!(sources.closed.keys().collect::<Vec<_>>(), ["snapshots/2026/09"]);
        let there = |old: u8| sources.differences([(OLD, [old; 20]), (NEW, [11; 20])]);
        assert_eq!(there(9), BTreeMap::new());
        assert_eq!(there(8), [(OLD.to_owned(), SourceDifference::Changed)].into());
    }

    #[test]
    fn a_month_of_two_histories_is_open_until_all_of_its_files_are_known() {
        let also = "snapshots/2026/10/2026-10-16T143700Z.json";
        let mut sources = closed(&[(BOTH, 10), (NEW, 11)]);
        sources.extend(closed(&[(OLD, 9), (also, 3), (NEW, 11)]));
        assert_eq!(sources.files.len(), 4);
        assert_eq!(sources.closed.keys().collect::<Vec<_>>(), ["snapshots/2026/09"]);
        let ids = |right: u8| {
            move |path: &str| match path {
                BOTH => Some([right; 20]),
                _ => Some([3; 20]),
            }
        };
        // Another file of this name is not the one that is meant.
        sources.close(ids(4), folder);
        assert_eq!(sources.closed.len(), 1);
        sources.close(ids(10), folder);
        assert_eq!(
            sources.closed["snapshots/2026/10"],
            folder(&[("", [10; 20]), ("", [3; 20])])
        );
    }

    #[test]
    fn a_month_that_is_the_newest_again_is_open() {
        let mut sources = closed(&[(OLD, 9), (NEW, 11)]);
        sources.files.remove(NEW);
        sources.close(|_| None, folder);
        assert_eq!(sources.closed.len(), 1, "nobody knows the whole name");
        sources.close(|_| Some([9; 20]), folder);
        assert_eq!(
            (sources.closed.len(), sources.files[OLD]),
            (0, SourceId::Whole([9; 20]))
        );
    }

    #[test]
    fn hexadecimal_digits_are_read_as_they_are_written() {
        assert_eq!(from_hex(&hex(&[0, 10, 255])), Some([0, 10, 255]));
        for bad in ["000a", "000aff00", "000afg", "000a+f", ""] {
            assert_eq!(from_hex::<3>(bad), None, "{bad}");
        }
    }
}
