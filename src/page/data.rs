//! PURE. The data of a page by repository: made from histories, or read back from a page that was made before.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{assembly, document};
use crate::domain::Timestamp;
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;

/// How every page begins: by this a page is known from a file of the user.
const BEGINNING: &str = "<!doctype html>";
/// Where the program names itself, within so many bytes of the beginning.
const GENERATOR: &str = "<meta name=\"generator\" content=\"Traffic Ledger\">";
const HEAD: usize = 400;

/// Whether a file is a page that this program made, of any version and even if it was damaged since.
#[must_use]
pub fn is_page(file: &[u8]) -> bool {
    let head = &file[..file.len().min(HEAD)];
    file.starts_with(BEGINNING.as_bytes()) && head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes())
}

/// The data of repositories, by their folders in the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageData(BTreeMap<Folder, Entry>);

/// One repository.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: RepositoryName,
    captured: Option<Timestamp>,
    /// Its object, on one line, as it is in a page.
    json: String,
}

/// What is read of an object to know whose it is.
#[derive(Deserialize)]
struct Header {
    folder: String,
    name: String,
    as_of: Option<Timestamp>,
}

impl PageData {
    /// Adds a repository, or takes it in place of what was known of it.
    pub fn insert(&mut self, folder: &Folder, history: &History) {
        let entry = Entry {
            name: history.repository.name.clone(),
            captured: history.captured,
            json: document::embedded(folder, history),
        };
        self.0.insert(folder.clone(), entry);
    }

    /// The data of a page; those of a page with another form, or of a damaged one, are left out.
    #[must_use]
    pub fn read(page: &[u8]) -> Self {
        let json = std::str::from_utf8(page).ok().and_then(assembly::data_of);
        let lines = json.into_iter().flat_map(document::lines);
        Self(lines.filter_map(Entry::read).collect())
    }

    /// Takes over what is not here and was captured last at the instants that `captured` says: then no run has changed it since.
    pub fn fill(&mut self, other: Self, captured: impl Fn(&Folder) -> Option<Option<Timestamp>>) {
        for (folder, entry) in other.0 {
            if captured(&folder) == Some(entry.captured) {
                self.0.entry(folder).or_insert(entry);
            }
        }
    }

    /// Whether a repository is here.
    #[must_use]
    pub fn contains(&self, folder: &Folder) -> bool {
        self.0.contains_key(folder)
    }

    /// Leaves out all whose names are not shown.
    pub fn retain(&mut self, is_shown: impl Fn(&RepositoryName) -> bool) {
        self.0.retain(|_, entry| is_shown(&entry.name));
    }

    /// How many repositories are here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The page of these repositories, in the order of their folders.
    #[must_use]
    pub fn render(&self) -> String {
        let as_of = self.0.values().filter_map(|entry| entry.captured).max();
        let lines = self.0.values().map(|entry| &*entry.json);
        assembly::assemble(&document::json(as_of, lines))
    }
}

impl Entry {
    /// The object of one line, and its folder.
    fn read(line: &str) -> Option<(Folder, Self)> {
        let header: Header = serde_json::from_str(line).ok()?;
        let (folder, _) = Folder::split(&format!("{}/", header.folder))?;
        let entry = Self {
            name: header.name.parse().ok()?,
            captured: header.as_of,
            json: line.to_owned(),
        };
        Some((folder, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::repository::Repository;

    fn history(name: &str) -> (Folder, History) {
        let name: RepositoryName = name.parse().expect("a name");
        let mut history = History::new(Repository {
            id: Some(1),
            name: name.clone(),
            created: None,
        });
        history.captured = Some(Timestamp::UNIX_EPOCH);
        (Folder::of(&name), history)
    }

    fn data(names: &[&str]) -> PageData {
        let mut data = PageData::default();
        for name in names {
            let (folder, history) = history(name);
            data.insert(&folder, &history);
        }
        data
    }

    #[test]
    fn a_page_gives_its_data_back() {
        for names in [&["o/a", "o/b"][..], &["o/a"], &[]] {
            let page = data(names).render();
            assert!(is_page(page.as_bytes()));
            let read = PageData::read(page.as_bytes());
            assert_eq!(read, data(names));
            assert_eq!(read.render(), page);
        }
    }

    #[test]
    fn what_has_another_form_is_left_out() {
        let page = data(&["o/a", "o/b"]).render();
        let cut = &page[..page.find("\"o/b\"").expect("its folder")];
        for (page, left) in [
            (page.replace("{\"schema\":", "{\"schema\":9"), 0),
            (page.replace("\"folder\":\"o/b\"", "\"folder\":\"../b\""), 1),
            (page.replace("\"name\":\"o/b\"", "\"name\":7"), 1),
            (page.replace("</script>", ""), 0),
            (cut.to_owned(), 0),
            (String::new(), 0),
        ] {
            assert_eq!(PageData::read(page.as_bytes()).len(), left, "{page:.300}");
        }
        assert_eq!(PageData::read(&[0xff]).len(), 0);
        assert!(!is_page(b"<!doctype html><title>Mine</title>") && !is_page(b""));
    }

    #[test]
    fn what_was_captured_since_is_not_taken_over() {
        let (mut new, old) = (data(&["o/a"]), data(&["o/a", "o/b", "o/c", "o/d"]));
        new.fill(old, |folder| match folder.as_str() {
            "o/b" => Some(Some(Timestamp::UNIX_EPOCH)),
            "o/c" => Some(None),
            _ => None,
        });
        assert_eq!(new, data(&["o/a", "o/b"]));
    }
}
