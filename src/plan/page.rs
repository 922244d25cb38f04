//! PURE. The page to explore in front of a ledger: which files it takes, and what is done with them.

use std::collections::BTreeMap;

use super::change_set::{Base, BlobId, ChangeSet};
use crate::page::is_page;

/// The page, in the ledger's folder: the name that web servers, such as GitHub Pages, open first.
pub const PAGE_FILE: &str = "index.html";

/// The file beside the page that keeps GitHub Pages from taking the ledger's Markdown for templates, with its content.
const AS_IT_IS: (&str, &str) = (
    ".nojekyll",
    "GitHub Pages serves the files of this ledger as they are.\n",
);

/// The most repositories of a page in the ledger. Every run writes all of it: some 18 kB for each repository and year.
pub const MOST_REPOSITORIES: usize = 200;

/// Whether something has the name of the page.
#[must_use]
pub fn is_there(base: &Base) -> bool {
    base.files.contains_key(PAGE_FILE) || base.links.contains(PAGE_FILE)
}

/// Whether a ledger holds a page that this program made; `contents` holds it then.
#[must_use]
pub fn is_kept(base: &Base, contents: &BTreeMap<String, Vec<u8>>) -> bool {
    base.files.contains_key(PAGE_FILE) && contents.get(PAGE_FILE).is_some_and(|file| is_page(file))
}

/// Adds the write of the page.
pub fn write(base: &Base, changes: &mut ChangeSet, page: String) {
    changes.write(base, PAGE_FILE, page);
    let (name, content) = AS_IT_IS;
    if !base.files.contains_key(name) && !base.links.contains(name) {
        changes.write(base, name, content);
    }
}

/// Adds the removal of the page, and of what is beside it if nobody has changed that.
pub fn remove(base: &Base, changes: &mut ChangeSet) {
    changes.delete(PAGE_FILE);
    let (name, content) = AS_IT_IS;
    if base.files.get(name) == Some(&BlobId::of(content.as_bytes())) {
        changes.delete(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beside_the_page_is_written_once_and_never_over_something_else() {
        let paths = |base: &Base| {
            let mut changes = ChangeSet::default();
            write(base, &mut changes, "<html>".to_owned());
            changes.changes().keys().cloned().collect::<Vec<_>>()
        };
        let mut base = Base::default();
        assert_eq!(paths(&base), [".nojekyll", PAGE_FILE]);
        base.links.insert(".nojekyll".to_owned());
        assert_eq!(paths(&base), [PAGE_FILE], "a link is not written over");
        base.links.clear();
        base.files.insert(".nojekyll".to_owned(), BlobId::of(b"x"));
        assert_eq!(paths(&base), [PAGE_FILE]);
    }
}
