//! PURE. Whether a ledger is sound: its histories are the fold of their sources, and its pages what they render.
//! Imports the domain and the plan. It only reads; what it finds names the command that mends it.

use std::collections::BTreeMap;

use crate::domain::ledger::{Ledger, SourceDigest};
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use crate::plan::change_set::{Base, BlobId};
use crate::plan::rebuild::{fold, folders};
use crate::plan::{layout, render};
use crate::report::LinkBase;

/// The command that makes everything again from the snapshots and imports.
const REBUILD: &str = "traffic-ledger rebuild";
/// How a source comes back: git keeps what was committed once.
const RESTORE: &str = "git log --all -- FILE, then git checkout COMMIT -- FILE";
/// How a newer ledger is read.
const UPDATE: &str = "use the newest Traffic Ledger";

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the ledger's folder.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// The command that mends it.
    pub fix: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Repositories in the ledger.
    pub repositories: usize,
    /// Snapshots and imports that were read.
    pub sources: usize,
    /// Everything that is not sound, by file.
    pub findings: Vec<Finding>,
}

/// The paths whose contents [`verify`] and a rebuild need: every history, snapshot and import.
#[must_use]
pub fn paths_to_read(base: &Base) -> Vec<String> {
    let mut paths = Vec::new();
    for (name, sources) in folders(base) {
        let history = layout::history(&name);
        paths.extend(base.files.contains_key(&history).then_some(history));
        paths.extend(sources.iter().map(|below| format!("{}/{below}", layout::folder(&name))));
    }
    paths
}

/// Checks a ledger. `contents` holds the files that [`paths_to_read`] names; pages are compared by git's name of them.
#[must_use]
pub fn verify(base: &Base, contents: &BTreeMap<String, Vec<u8>>, site: &LinkBase) -> Verdict {
    let mut verdict = Verdict::default();
    let mut ledgers = Vec::new();
    for (name, sources) in folders(base) {
        verdict.repositories += 1;
        verdict.sources += sources.len();
        let found = &mut verdict.findings;
        let path = layout::history(&name);
        let kept = match contents.get(&path).map(|bytes| Ledger::from_bytes(bytes)) {
            None => {
                add(found, &path, "it is missing", REBUILD);
                None
            }
            Some(Err(error)) => {
                let fix = if error.heals_by_rebuild() { REBUILD } else { UPDATE };
                add(found, &path, &error.to_string(), fix);
                None
            }
            Some(Ok(ledger)) => Some(ledger),
        };
        let touched = kept
            .as_ref()
            .is_some_and(|kept| !sources_of(found, base, &name, &sources, kept));
        for below in &sources {
            check_name(found, contents, &name, below);
        }
        match fold(base, contents, &name, &sources) {
            Err(errors) => {
                for (path, error) in errors {
                    add(found, &path, &error.to_string(), RESTORE);
                }
                ledgers.extend(kept);
            }
            // With other sources it is another history: what is wrong are the sources, and those have been told.
            Ok(_) if touched => ledgers.extend(kept),
            Ok((folded, _)) => {
                if kept.as_ref().is_some_and(|kept| *kept != folded) {
                    add(found, &path, "it is not what its snapshots and imports make", REBUILD);
                }
                if folded.history.repository.name != name {
                    let what = format!("its last snapshot is of {}", folded.history.repository.name);
                    add(found, &path, &what, "rename the folder back");
                }
                ledgers.push(folded);
            }
        }
    }
    for ledger in &ledgers {
        rendered(&mut verdict.findings, base, ledger, site);
    }
    if !ledgers.is_empty() {
        let (path, content) = render::front(ledgers.iter().map(|ledger| &ledger.history), site);
        page(&mut verdict.findings, base, &path, &content);
    }
    verdict
        .findings
        .sort_by(|one, two| (&one.file, &one.what).cmp(&(&two.file, &two.what)));
    verdict
}

/// Whether the snapshots and imports are those that the history was made of: none missing, changed or added behind its
/// back.
fn sources_of(
    found: &mut Vec<Finding>,
    base: &Base,
    name: &RepositoryName,
    below: &std::collections::BTreeSet<String>,
    kept: &Ledger,
) -> bool {
    let mut there = SourceDigest::default();
    for below in below {
        if let Some(blob) = base.files.get(&format!("{}/{below}", layout::folder(name))) {
            there.add(below, blob);
        }
    }
    if there == kept.sources {
        return true;
    }
    for import in kept.history.imports.keys().filter(|import| !below.contains(*import)) {
        let path = format!("{}/{import}", layout::folder(name));
        let fix = format!("{RESTORE}; or, to do without it, {REBUILD}");
        add(found, &path, "it is missing", &fix);
    }
    let folder = format!("{}/snapshots", layout::folder(name));
    let what = match there.count.cmp(&kept.sources.count) {
        std::cmp::Ordering::Less => {
            format!(
                "{} of its files are missing, here or among the imports",
                kept.sources.count - there.count
            )
        }
        std::cmp::Ordering::Greater => {
            format!(
                "{} files are there that the history does not know",
                there.count - kept.sources.count
            )
        }
        std::cmp::Ordering::Equal => "a file has changed, here or among the imports".to_owned(),
    };
    let fix = if there.count > kept.sources.count {
        REBUILD
    } else {
        RESTORE
    };
    add(found, &folder, &what, fix);
    false
}

/// Whether a snapshot or import stands under the name that its content gives it.
fn check_name(found: &mut Vec<Finding>, contents: &BTreeMap<String, Vec<u8>>, name: &RepositoryName, below: &str) {
    let path = format!("{}/{below}", layout::folder(name));
    let Some(bytes) = contents.get(&path) else { return };
    let wanted = if layout::is_snapshot(below) {
        RawSnapshot::from_bytes(bytes).map(|snapshot| snapshot.path()).ok()
    } else {
        Import::from_bytes(bytes).map(|import| import.path()).ok()
    };
    let collision_path = |wanted: &str| layout::collision_path(wanted, &BlobId::of(bytes)) == below;
    if let Some(wanted) = wanted.filter(|wanted| wanted != below && !collision_path(wanted)) {
        let what = format!("by its content its name is {wanted}: it was changed or moved");
        add(found, &path, &what, RESTORE);
    }
}

/// Whether a folder's pages are what its history renders.
fn rendered(found: &mut Vec<Finding>, base: &Base, ledger: &Ledger, site: &LinkBase) {
    let name = &ledger.history.repository.name;
    let history = layout::history(name);
    let files = render::repository(ledger, site);
    for (path, content) in files.iter().filter(|(path, _)| **path != history) {
        page(found, base, path, content);
    }
    for path in base.files.keys() {
        if layout::below(name, path).is_some_and(layout::is_rendered) && !files.contains_key(path) {
            add(
                found,
                path,
                "it is not one of the pages that the history renders",
                REBUILD,
            );
        }
    }
}

fn page(found: &mut Vec<Finding>, base: &Base, path: &str, content: &[u8]) {
    match base.files.get(path) {
        None => add(found, path, "it is missing", REBUILD),
        Some(blob) if *blob != BlobId::of(content) => {
            add(
                found,
                path,
                "it is not what the history renders (another version may have made it)",
                REBUILD,
            );
        }
        Some(_) => {}
    }
}

fn add(found: &mut Vec<Finding>, file: &str, what: &str, fix: &str) {
    let fix = fix.replace("FILE", file);
    found.push(Finding {
        file: file.to_owned(),
        what: what.to_owned(),
        fix,
    });
}
