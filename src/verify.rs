//! PURE. Whether a ledger is intact: its histories are the fold of their sources, and its pages are what they render. It
//! only reads; every finding names the command that fixes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ledger::{Ledger, SourceDifference};
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use crate::plan::change_set::{Base, BlobId};
use crate::plan::layout::{self, Folder};
use crate::plan::rebuild::{SourceError, fold, folders, sources_there};
use crate::plan::render::Pages;

/// The command that makes everything again from the snapshots and imports.
const REBUILD: &str = "traffic-ledger rebuild";
/// How a source comes back: git keeps what was committed once.
const RESTORE: &str = "git log --all -- FILE, then git checkout COMMIT -- FILE";
/// How a newer ledger is read.
const UPDATE: &str = "use the newest Traffic Ledger";
/// How two parts of one repository's ledger become one.
const RUN: &str = "traffic-ledger run, which joins the folders";

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the ledger's folder.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// The command that fixes it.
    pub fix: String,
}

/// What was checked, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Repositories in the ledger.
    pub repositories: usize,
    /// Snapshots and imports that were read.
    pub sources: usize,
    /// Everything that is wrong, by file.
    pub findings: Vec<Finding>,
}

/// The paths whose contents [`verify`] and a rebuild need: every history, snapshot and import.
#[must_use]
pub fn paths_to_read(base: &Base) -> Vec<String> {
    let mut paths = Vec::new();
    for (folder, sources) in folders(base) {
        let history = folder.history();
        paths.extend(base.files.contains_key(&history).then_some(history));
        paths.extend(sources.iter().map(|below| folder.join(below)));
    }
    paths
}

/// Checks a ledger. `contents` holds the files that [`paths_to_read`] names; pages are compared by git's name of them.
#[must_use]
pub fn verify(base: &Base, contents: &BTreeMap<String, Vec<u8>>, pages: &impl Pages) -> Verdict {
    let mut check = Check {
        base,
        contents,
        findings: BTreeSet::new(),
    };
    let mut verdict = Verdict::default();
    let mut ledgers: BTreeMap<Folder, Ledger> = BTreeMap::new();
    for (folder, sources) in folders(base) {
        verdict.repositories += 1;
        verdict.sources += sources.len();
        ledgers.extend(check.folder(&folder, &sources).map(|ledger| (folder, ledger)));
    }
    check.identities(&ledgers);
    for (folder, ledger) in &ledgers {
        check.pages(folder, ledger, pages);
    }
    if let Some((path, content)) = pages.front(&mut ledgers.iter()) {
        check.page(&path, &content);
    }
    verdict.findings = check.findings.into_iter().collect();
    verdict
}

/// A check on its way.
struct Check<'c> {
    base: &'c Base,
    contents: &'c BTreeMap<String, Vec<u8>>,
    findings: BTreeSet<Finding>,
}

impl Check<'_> {
    fn add(&mut self, file: &str, what: &str, fix: &str) {
        self.findings.insert(Finding {
            file: file.to_owned(),
            what: what.to_owned(),
            fix: fix.replace("FILE", file),
        });
    }

    /// Checks one folder's history against its sources. The ledger that comes back is what the pages should show.
    fn folder(&mut self, folder: &Folder, sources: &BTreeSet<String>) -> Option<Ledger> {
        let kept = self.history(folder);
        let same_sources = kept.as_ref().is_none_or(|kept| self.sources(folder, sources, kept));
        for below in sources {
            self.source_name(folder, below);
        }
        match fold(self.base, self.contents, folder, sources) {
            Err(errors) => {
                for (path, error) in errors {
                    let fix = if matches!(error, SourceError::Another(_)) {
                        REBUILD
                    } else {
                        RESTORE
                    };
                    self.add(&path, &error.to_string(), fix);
                }
                kept
            }
            // With other sources it is another history: what is wrong are the sources, and those are listed.
            Ok(_) if !same_sources => kept,
            Ok((folded, _)) => {
                let path = folder.history();
                if kept.is_some_and(|kept| kept != folded) {
                    self.add(&path, "it is not what its snapshots and imports add up to", REBUILD);
                }
                let name = &folded.claims.repository.name;
                if Folder::of(name) != *folder && !folder.is_replaced() {
                    self.add(
                        &path,
                        &format!("its last snapshot is of {name}"),
                        "rename the folder back",
                    );
                }
                Some(folded)
            }
        }
    }

    fn history(&mut self, folder: &Folder) -> Option<Ledger> {
        let path = folder.history();
        match self.contents.get(&path).map(|bytes| Ledger::from_bytes(bytes)) {
            None => self.add(&path, "it is missing", REBUILD),
            Some(Err(error)) => {
                let fix = if error.heals_by_rebuild() { REBUILD } else { UPDATE };
                self.add(&path, &error.to_string(), fix);
            }
            Some(Ok(ledger)) => return Some(ledger),
        }
        None
    }

    /// Whether the snapshots and imports are those that the history was made from; each that is not is listed.
    fn sources(&mut self, folder: &Folder, sources: &BTreeSet<String>, kept: &Ledger) -> bool {
        let differences = kept.sources.differences(sources_there(self.base, folder, sources));
        for (below, difference) in &differences {
            let path = folder.join(below);
            let accept = format!("{RESTORE}; or, to go on without it for good, {REBUILD} --accept {path}");
            let fix = match difference {
                SourceDifference::Added => REBUILD,
                SourceDifference::Missing | SourceDifference::Changed => &accept,
            };
            self.add(&path, &SourceError::Differs(difference.clone()).to_string(), fix);
        }
        differences.is_empty()
    }

    /// Whether a snapshot or import has the name that its content gives it.
    fn source_name(&mut self, folder: &Folder, below: &str) {
        let path = folder.join(below);
        let Some(bytes) = self.contents.get(&path) else { return };
        let expected = if layout::is_snapshot(below) {
            RawSnapshot::from_bytes(bytes).map(|snapshot| snapshot.path()).ok()
        } else {
            Import::from_bytes(bytes).map(|import| import.path()).ok()
        };
        let Some(expected) = expected.filter(|expected| expected != below) else {
            return;
        };
        if layout::collision_path(&expected, &BlobId::of(bytes)) != below {
            let what = format!("its content belongs under the name {expected}: it was changed or moved");
            self.add(&path, &what, RESTORE);
        }
    }

    /// Whether each repository has one folder.
    fn identities(&mut self, ledgers: &BTreeMap<Folder, Ledger>) {
        let mut folders: BTreeMap<u64, Vec<&Folder>> = BTreeMap::new();
        for (folder, ledger) in ledgers {
            if let Some(id) = ledger.claims.repository.id {
                folders.entry(id).or_default().push(folder);
            }
        }
        for (id, folders) in folders.iter().filter(|(_, folders)| folders.len() > 1) {
            for folder in &folders[1..] {
                let what = format!("repository {id} is also kept in {}", folders[0]);
                self.add(&folder.history(), &what, RUN);
            }
        }
    }

    /// Whether a folder's pages are what its history renders.
    fn pages(&mut self, folder: &Folder, ledger: &Ledger, pages: &impl Pages) {
        let history = folder.history();
        let files = pages.repository(folder, ledger);
        for (path, content) in files.iter().filter(|(path, _)| **path != history) {
            self.page(path, content);
        }
        let base = self.base;
        for path in base.files.keys() {
            let made = Folder::split(path).is_some_and(|(of, below)| of == *folder && layout::is_rendered(below));
            if made && !files.contains_key(path) {
                self.add(path, "the history does not render this page", REBUILD);
            }
        }
    }

    fn page(&mut self, path: &str, content: &[u8]) {
        match self.base.files.get(path) {
            None => self.add(path, "it is missing", REBUILD),
            Some(blob) if *blob != BlobId::of(content) => {
                let what = "it differs from what the history renders (another version may have made it)";
                self.add(path, what, REBUILD);
            }
            Some(_) => {}
        }
    }
}
