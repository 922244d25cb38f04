//! PURE. Whether a ledger is intact: its histories are the fold of their sources, and its pages are what they render. It
//! only reads; every finding says what fixes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::analysis::AnalyzedHistory;
use crate::domain::ledger::{Ledger, LedgerError, SourceDifference};
use crate::domain::ledger_folder::{Folder, HISTORY_FILE};
use crate::domain::ledger_index::{INDEX_FILE, IndexEntry, LedgerIndex};
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use crate::page::PageData;
use crate::plan::change_set::{Base, BlobId};
use crate::plan::identity::successor;
use crate::plan::layout;
use crate::plan::page::{self, PAGE_FILE};
use crate::plan::rebuild::{REBUILD, SourceError, fold, folders, sources_there};
use crate::plan::render::Pages;
use crate::report::Successor;

/// How two parts of one repository's ledger become one.
const RUN: &str = "Run `traffic-ledger run`, which joins the folders.";

/// What to do about a link, which is neither followed nor replaced.
const UNLINK: &str = "Find out who put it there. Put the file or folder itself in its place, or remove the link and run `traffic-ledger rebuild`.";

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the ledger's folder.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// What fixes it, in sentences.
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

/// Whether [`verify`] and a rebuild need the content of a file: of a history, a snapshot or an import, and of the files in front
/// that say what the ledger is of and whether it has a page to explore.
#[must_use]
pub fn is_read(path: &str) -> bool {
    path == INDEX_FILE
        || path == PAGE_FILE
        || Folder::split(path).is_some_and(|(_, below)| below == HISTORY_FILE || layout::is_source(below))
}

/// Checks a ledger. `contents` holds the files that [`is_read`] names; pages are compared by git's name of them.
#[must_use]
pub fn verify(base: &Base, contents: &BTreeMap<String, Vec<u8>>, pages: &impl Pages) -> Verdict {
    let mut check = Check {
        base,
        contents,
        renamed: BTreeSet::new(),
        findings: BTreeSet::new(),
    };
    let mut verdict = Verdict::default();
    let mut ledgers: BTreeMap<Folder, Ledger> = BTreeMap::new();
    for (folder, sources) in folders(base) {
        verdict.repositories += 1;
        verdict.sources += sources.len();
        check.others(&folder);
        ledgers.extend(check.folder(&folder, &sources).map(|ledger| (folder, ledger)));
    }
    check.links();
    check.identities(&ledgers);
    let renamed = std::mem::take(&mut check.renamed);
    // The links of a folder that was renamed by hand lead to its right name: that it was renamed says all.
    let (mut entries, mut last) = (Vec::new(), None);
    let mut data = page::is_kept(base, contents).then(PageData::default);
    for (folder, ledger) in ledgers.iter().filter(|(folder, _)| !renamed.contains(*folder)) {
        let whole = ledger.analyzed();
        check.pages(folder, &whole, successor(folder, ledgers.iter()), pages);
        entries.push((folder.clone(), IndexEntry::new(&ledger.claims, &whole)));
        if let Some(data) = &mut data {
            data.insert(folder, &whole.history);
        }
        last = Some(whole);
    }
    if renamed.is_empty() {
        let only = last.filter(|_| ledgers.len() == 1);
        let front = pages.front(&LedgerIndex::new(entries), only.as_ref());
        for path in layout::left_in_front(base, &front) {
            check.add(path, "the histories do not render this page", REBUILD);
        }
        for (path, content) in front {
            check.page(&path, &content);
        }
        if let Some(data) = data {
            check.page(PAGE_FILE, data.render().as_bytes());
        }
    }
    if !ledgers.is_empty() && layout::lacks_attributes(base) {
        check.add(layout::ATTRIBUTES_FILE, "it is missing", REBUILD);
    }
    verdict.findings = check.findings.into_iter().collect();
    verdict
}

/// A check on its way.
struct Check<'c> {
    base: &'c Base,
    contents: &'c BTreeMap<String, Vec<u8>>,
    /// Folders that are not named after their repository.
    renamed: BTreeSet<Folder>,
    findings: BTreeSet<Finding>,
}

impl Check<'_> {
    fn add(&mut self, file: &str, what: &str, fix: &str) {
        self.findings.insert(Finding {
            file: file.to_owned(),
            what: what.to_owned(),
            fix: fix.to_owned(),
        });
    }

    fn add_source(&mut self, path: &str, error: &SourceError) {
        self.add(path, &error.to_string(), &error.help(path));
    }

    /// Checks one folder's history against its sources. The ledger that comes back is what the pages should show.
    fn folder(&mut self, folder: &Folder, sources: &BTreeSet<String>) -> Option<Ledger> {
        let kept = self.history(folder);
        let folded = fold(self.base, self.contents, folder, sources);
        let mut problems = self.misplaced(folder, sources);
        let mut same_sources = true;
        for (path, difference) in self.differences(folder, sources, kept.as_ref()) {
            same_sources = false;
            // A moved file is not known under its new name; that it was moved says more.
            if difference != SourceDifference::Added || !problems.contains_key(&path) {
                problems.insert(path, SourceError::Differs(difference));
            }
        }
        // What prevents the fold says most: one file, one finding.
        problems.extend(
            folded
                .as_ref()
                .err()
                .into_iter()
                .flatten()
                .map(|(path, error)| (path.clone(), error.clone())),
        );
        for (path, error) in &problems {
            self.add_source(path, error);
        }
        match folded {
            Err(_) => kept,
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
                        "Rename the folder back.",
                    );
                    self.renamed.insert(folder.clone());
                }
                Some(folded)
            }
        }
    }

    fn history(&mut self, folder: &Folder) -> Option<Ledger> {
        let path = folder.history();
        match self.contents.get(&path).map(|bytes| Ledger::from_bytes(bytes)) {
            None if self.base.links.contains(&path) => {
                self.add_source(&path, &SourceError::History(LedgerError::Link));
            }
            None => self.add(&path, "it is missing", REBUILD),
            Some(Err(error)) => self.add_source(&path, &SourceError::History(error)),
            Some(Ok(ledger)) => return Some(ledger),
        }
        None
    }

    /// The snapshots and imports that are not those that the history was made from.
    fn differences(
        &self,
        folder: &Folder,
        sources: &BTreeSet<String>,
        kept: Option<&Ledger>,
    ) -> Vec<(String, SourceDifference)> {
        let Some(kept) = kept else { return Vec::new() };
        let differences = kept.sources.differences(sources_there(self.base, folder, sources));
        differences
            .into_iter()
            .map(|(below, difference)| (folder.join(&below), difference))
            .collect()
    }

    /// The snapshots and imports that do not have the name that their content gives them.
    fn misplaced(&self, folder: &Folder, sources: &BTreeSet<String>) -> BTreeMap<String, SourceError> {
        let wanted = |below: &String| {
            let bytes = self.contents.get(&folder.join(below))?;
            let expected = if layout::is_snapshot(below) {
                RawSnapshot::from_bytes(bytes).ok()?.path()
            } else {
                Import::from_bytes(bytes).ok()?.path()
            };
            let fits = expected == *below || layout::collision_path(&expected, &BlobId::of(bytes)) == *below;
            (!fits).then(|| (folder.join(below), SourceError::Misplaced { wanted: expected }))
        };
        sources.iter().filter_map(wanted).collect()
    }

    /// Whether other files are among the sources.
    fn others(&mut self, folder: &Folder) {
        let base = self.base;
        let below = |path: &str| {
            Folder::split(path)
                .filter(|(of, _)| of == folder)
                .map(|(_, below)| below.to_owned())
        };
        let others = base
            .files
            .keys()
            .filter(|path| below(path).is_some_and(|below| layout::is_among_sources(&below)));
        for path in others {
            let what = "it is not part of the ledger, which has no file of this name; it is left alone";
            self.add(path, what, "If it is yours, move it out of the folder.");
        }
    }

    /// Whether a link is where files and folders of a ledger are. A history's own finding says more.
    fn links(&mut self) {
        let base = self.base;
        let folders: BTreeSet<Folder> = folders(base).into_keys().collect();
        let links = base.links.iter().filter(|path| is_in_ledger(path, &folders));
        for path in links.filter(|path| layout::folder_of_history(path).is_none()) {
            self.add(
                path,
                "it is a symbolic link, which can lead anywhere and is not followed",
                UNLINK,
            );
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
    fn pages(
        &mut self,
        folder: &Folder,
        whole: &AnalyzedHistory,
        successor: Option<Successor<'_>>,
        pages: &impl Pages,
    ) {
        let files = pages.repository(folder, whole, successor);
        for (path, content) in &files {
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
            None if self.base.links.contains(path) => {}
            None => self.add(path, "it is missing", REBUILD),
            Some(blob) if *blob != BlobId::of(content) => {
                let what = "it differs from what the history renders: it was changed, or made by another version or \
                            with another `store`, `branch` or `directory`";
                self.add(path, what, REBUILD);
            }
            Some(_) => {}
        }
    }
}

/// Whether a link takes the place of a file or folder of the ledger, or is in a folder of it. Beside a ledger's folders there
/// can be links of the user.
fn is_in_ledger(path: &str, folders: &BTreeSet<Folder>) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let is_known = |owner: &str, rest: &str| {
        folders.is_empty()
            || folders.iter().any(|folder| {
                let (of, name) = folder.as_str().split_once('/').unwrap_or((folder.as_str(), ""));
                owner.eq_ignore_ascii_case(of) && (rest.is_empty() || rest.eq_ignore_ascii_case(name))
            })
    };
    match parts.as_slice() {
        [layout::README | INDEX_FILE | layout::ATTRIBUTES_FILE] => true,
        [layout::FRONT_FOLDER, ..] => true,
        [owner] | [owner, _] => is_known(owner, ""),
        [owner, name, ..] => is_known(owner, name),
        [] => false,
    }
}
