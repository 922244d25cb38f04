//! PURE. Every path in the store below the folders of the repositories, written once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::change_set::{Base, BlobId, ChangeSet};
use super::page::PAGE_FILE;
use crate::charts;
use crate::domain::ledger::{Ledger, LedgerError};
use crate::domain::ledger_folder::{
    CI_CLONES_FILE, DAILY_FILE, DOWNLOADS_FILE, Folder, HISTORY_FILE, INSIGHTS_FILE, REPORT_FILE, STARS_FILE,
};
use crate::domain::ledger_index::INDEX_FILE;
use crate::report;

/// The page that a visitor of the branch sees: the report of a single repository, or the overview of several.
pub const README: &str = REPORT_FILE;

/// The file that says how git treats the ledger's files, in the ledger's folder.
pub const ATTRIBUTES_FILE: &str = ".gitattributes";

/// The folder of the files in front of the ledger beside its page and its index.
pub const FRONT_FOLDER: &str = report::OVERVIEW_FOLDER;

/// The folders in a repository's folder that a run writes to.
pub const FOLDERS: [&str; 5] = ["badges", "charts", "data", "imports", "snapshots"];

/// The folders of these with the sources.
pub const SOURCES: [&str; 2] = ["imports", SNAPSHOTS];

/// The files in front of a ledger that every run writes.
pub const FRONT: [&str; 2] = [README, INDEX_FILE];

/// The folder of the snapshots.
const SNAPSHOTS: &str = "snapshots";

/// Git must not change line ends: a checkout with `core.autocrlf`, as on Windows, would break the seal of every history.
pub const ATTRIBUTES: &str = "* -text\n";

/// Whether the ledger has no attributes yet. Those of the user are left alone.
#[must_use]
pub fn lacks_attributes(base: &Base) -> bool {
    !base.files.contains_key(ATTRIBUTES_FILE) && !base.links.contains(ATTRIBUTES_FILE)
}

/// A file that `changes` would overwrite or remove although no ledger is here that could have made it.
#[must_use]
pub fn foreign_file<'c>(base: &Base, changes: &'c ChangeSet) -> Option<&'c str> {
    let there = |path: &&String| base.files.contains_key(*path) || base.links.contains(*path);
    let first = changes.changes().keys().find(there).filter(|_| !holds_ledger(base));
    first.map(String::as_str)
}

/// Whether a ledger is here, even one whose histories are damaged or missing: then the files of its layout are its own.
fn holds_ledger(base: &Base) -> bool {
    let is_source = |path: &String| Folder::split(path).is_some_and(|(_, below)| is_source(below));
    let is_history = |bytes: &Vec<u8>| !matches!(Ledger::from_bytes(bytes), Err(LedgerError::Foreign));
    base.files.keys().any(is_source) || base.contents.values().any(is_history)
}

/// Whether a path stays below the ledger's folder on any file system.
#[must_use]
pub fn is_safe(path: &str) -> bool {
    let is_unsafe = |part: &str| {
        part.is_empty() || part == "." || part == ".." || part.eq_ignore_ascii_case(".git") || part.ends_with(' ')
    };
    let bad = path.len() > 1_000 || path.contains(['\\', ':']) || path.chars().any(char::is_control);
    !bad && !path.split('/').any(is_unsafe)
}

/// The folder whose history a path is.
#[must_use]
pub fn folder_of_history(path: &str) -> Option<Folder> {
    Folder::split(path)
        .filter(|(_, below)| *below == HISTORY_FILE)
        .map(|(folder, _)| folder)
}

/// The name of a second snapshot of the same second with other content: `…Z-<8 digits of its blob>.json`.
#[must_use]
pub fn collision_path(snapshot: &str, blob: &BlobId) -> String {
    let stem = snapshot.strip_suffix(".json").unwrap_or(snapshot);
    format!("{stem}-{:.8}.json", blob.to_string())
}

/// Whether a path below a repository's folder is one of the ledger's sources: a snapshot or an import. Everything
/// else in the folder can be made again from these.
#[must_use]
pub fn is_source(below: &str) -> bool {
    is_snapshot(below) || is_import(below)
}

/// Whether a path below a repository's folder is a snapshot: `snapshots/2026/11/2026-11-23T041045Z.json`, or with the
/// digits of [`collision_path`]. Under another name it is a file of the user.
#[must_use]
pub fn is_snapshot(below: &str) -> bool {
    let parts: Vec<&str> = below.split('/').collect();
    let [SNAPSHOTS, year, month, file] = parts.as_slice() else {
        return false;
    };
    let stem = file.strip_suffix(".json").unwrap_or_default();
    let (stamp, digits) = stem.split_at_checked(STAMP.len()).unwrap_or_default();
    let fits = |(c, wanted): (u8, u8)| match wanted {
        b'0' => c.is_ascii_digit(),
        _ => c == wanted,
    };
    let is_hex = |digits: &str| digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    stamp.len() == STAMP.len()
        && stamp.bytes().zip(STAMP.bytes()).all(fits)
        && stamp
            .strip_prefix(year)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|rest| rest.strip_prefix(month).is_some_and(|rest| rest.starts_with('-')) && month.len() == 2)
        && (digits.is_empty() || digits.strip_prefix('-').is_some_and(is_hex))
}

/// The form of a snapshot's time, with `0` for every digit.
const STAMP: &str = "0000-00-00T000000Z";

/// Whether a path below a repository's folder is a kept import: `imports/<source>-<digits>.json`. Under another name it is a
/// file of the user.
#[must_use]
pub fn is_import(below: &str) -> bool {
    let stem = below
        .strip_prefix("imports/")
        .and_then(|file| file.strip_suffix(".json"));
    let is_of_source = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    stem.is_some_and(|stem| !stem.is_empty() && stem.bytes().all(is_of_source))
}

/// Whether a path below a repository's folder is among the sources without being one: the program gives none such a name.
#[must_use]
pub fn is_among_sources(below: &str) -> bool {
    let first = below.split('/').next().unwrap_or_default();
    SOURCES.contains(&first) && below != first && !is_source(below)
}

/// Whether a path below a repository's folder is made by rendering, so that a run replaces or removes it. Files of other
/// names belong to the user, in `charts/` and `badges/` too.
#[must_use]
pub fn is_rendered(below: &str) -> bool {
    /// Made once: it is asked for each file of a folder.
    static PATHS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let tables = [DAILY_FILE, STARS_FILE, CI_CLONES_FILE, DOWNLOADS_FILE];
        let single = [REPORT_FILE, INSIGHTS_FILE].into_iter().chain(tables);
        let drawn = charts::file_paths().chain(report::badge_paths());
        single.map(str::to_owned).chain(drawn).collect()
    });
    PATHS.contains(below)
}

/// Whether a path is one that the ledger reads or writes.
#[must_use]
pub fn is_of_ledger(path: &str) -> bool {
    let in_front = [README, ATTRIBUTES_FILE, INDEX_FILE, PAGE_FILE].contains(&path) || report::is_of_overview(path);
    let is_own = |below: &str| below == HISTORY_FILE || is_source(below) || is_rendered(below);
    in_front || Folder::split(path).is_some_and(|(_, below)| is_own(below))
}

/// The files in front of the ledger that are made by rendering, that are there and that are not among `front`.
pub fn left_in_front<'b, V>(base: &'b Base, front: &'b BTreeMap<String, V>) -> impl Iterator<Item = &'b String> {
    let files = base.files.keys();
    files.filter(|path| report::is_of_overview(path) && !front.contains_key(*path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_the_names_that_the_program_gives() {
        for source in [
            "snapshots/2026/11/2026-11-23T041045Z.json",
            "snapshots/2026/11/2026-11-23T041045Z-0a1b2c3d.json",
            "imports/ghstats-0a1b2c3d.json",
        ] {
            assert!(is_source(source) && !is_among_sources(source), "{source}");
        }
        for other in [
            "snapshots/2026/11/2026-12-23T041045Z.json",
            "snapshots/2026/1/2026-11-23T041045Z.json",
            "snapshots/2026/11-23T/2026-11-23T041045Z.json",
            "snapshots/2026/11/2026-11-23T04104xZ.json",
            "snapshots/2026/112/2026-11-23T041045Z.json",
            "snapshots/2026/11/2026-11-23T041045Z-0a1b2c3x.json",
            "snapshots/2026/11/2026-11-23T041045Z-x.json",
            "snapshots/2026/11/2026-11-23T041045é.json",
            "snapshots/2026/11/2026-11-23T041045Z copy.json",
            "snapshots/2026/11/x:y.json",
            "snapshots/2026/11/.json",
            "snapshots/x.json",
            "snapshots/2026/11/23/2026-11-23T041045Z.json",
            "imports/x:y.json",
            "imports/My own.json",
            "imports/a/b.json",
            "imports/.json",
            "imports/notes.txt",
        ] {
            assert!(!is_source(other) && is_among_sources(other), "{other}");
        }
        assert!(!is_among_sources("charts/x.json") && !is_among_sources("imports"));
    }

    #[test]
    fn histories_are_found_again() {
        let folder = Folder::of(&"octo/spike".parse().expect("a name"));
        assert_eq!(folder_of_history(&folder.history()), Some(folder));
        assert_eq!(folder_of_history("history.json"), None);
        assert_eq!(folder_of_history("a/b/c/history.json"), None);
        assert!(folder_of_history("octo/spike~42/history.json").is_some_and(|folder| folder.is_replaced()));
    }

    #[test]
    fn a_history_alone_makes_a_ledger() {
        let file = |path: &str| (path.to_owned(), BlobId::of(b"x"));
        let with = |files: &[&str], contents: &[&str]| Base {
            files: files.iter().map(|path| file(path)).collect(),
            contents: contents
                .iter()
                .map(|path| ((*path).to_owned(), b"{}".to_vec()))
                .collect(),
            ..Base::default()
        };
        let source = "octo/spike/imports/ghstats-0a1b2c3d.json";
        assert!(holds_ledger(&with(&[source], &[])));
        assert!(!holds_ledger(&with(&["notes.md"], &[])));
        assert!(
            !holds_ledger(&with(&[], &["octo/spike/history.json"])),
            "of another program"
        );
    }

    #[test]
    fn what_the_ledger_writes_is_its_own() {
        for own in [
            "README.md",
            "index.json",
            "octo/spike/history.json",
            "octo/spike/imports/ghstats-0a1b2c3d.json",
            "octo/spike/badges/views-14d.svg",
        ] {
            assert!(is_of_ledger(own), "{own}");
        }
        for other in ["notes.md", "octo/spike/notes.md", "octo/history.json"] {
            assert!(!is_of_ledger(other), "{other}");
        }
    }

    #[test]
    fn every_file_that_is_drawn_or_written_from_a_history_is_known() {
        let own = [
            REPORT_FILE,
            DAILY_FILE,
            STARS_FILE,
            CI_CLONES_FILE,
            INSIGHTS_FILE,
            DOWNLOADS_FILE,
        ];
        let own = own.into_iter().map(str::to_owned);
        let drawn = charts::file_paths().chain(report::badge_paths());
        for below in own.chain(drawn) {
            assert!(is_rendered(&below), "{below}");
        }
        for other in ["history.json", "charts/mine.svg", "badges/mine.svg", "notes.md"] {
            assert!(!is_rendered(other), "{other}");
        }
    }

    #[test]
    fn a_path_has_at_most_a_thousand_bytes() {
        assert!(is_safe(&"a".repeat(1_000)) && !is_safe(&"a".repeat(1_001)));
    }
}
