//! PURE. The ledger again from its sources: the fold over snapshots and imports, and everything rendered from it.
//! Imports its neighbours in `plan`, the domain and the imports.

use std::collections::{BTreeMap, BTreeSet};

use super::change_set::{Base, ChangeSet};
use super::{Plan, PlanError, RepositoryOutcome, fingerprint, layout, newest, render};
use crate::domain::analysis::Analysis;
use crate::domain::history::{AnotherRepository, History};
use crate::domain::interpret::interpret;
use crate::domain::ledger::Ledger;
use crate::domain::repository::{Repository, RepositoryName};
use crate::domain::response::Anomalies;
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use crate::report::LinkBase;

/// Why a source of the ledger cannot be folded in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The file is not in the store any more.
    #[error("it could not be read")]
    Missing,
    /// It is no snapshot or import, or one of a newer program.
    #[error("{0}")]
    Unreadable(String),
    /// There is a history and nothing that it could be made of.
    #[error("there is no snapshot and no import left to make it from: bring them back, git log --all -- snapshots")]
    Nothing,
    /// Snapshots that the history was made of are gone.
    #[error(
        "{0} of the snapshots that went into it are missing: bring them back, git log --all -- snapshots; to go on \
         without their days for good, delete history.json and rebuild"
    )]
    Lost(u64),
    /// It belongs to another repository than the others in its folder.
    #[error(transparent)]
    Another(AnotherRepository),
}

/// The repositories whose folders hold sources or a history, with the paths of their sources below the folder.
#[must_use]
pub fn folders(base: &Base) -> BTreeMap<RepositoryName, BTreeSet<String>> {
    let mut folders: BTreeMap<RepositoryName, BTreeSet<String>> = BTreeMap::new();
    for path in base.files.keys() {
        let mut parts = path.splitn(3, '/');
        let (Some(owner), Some(name), Some(below)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let Ok(name) = format!("{owner}/{name}").parse::<RepositoryName>() else {
            continue;
        };
        if layout::is_source(below) {
            folders.entry(name).or_default().insert(below.to_owned());
        } else if *path == layout::history(&name) {
            folders.entry(name).or_default();
        }
    }
    folders
}

/// The fold over the sources of one folder. `contents` holds them by path in the ledger.
///
/// # Errors
/// The sources that cannot be folded in, by path in the ledger.
pub fn fold(
    base: &Base,
    contents: &BTreeMap<String, Vec<u8>>,
    name: &RepositoryName,
    sources: &BTreeSet<String>,
) -> Result<(Ledger, Anomalies), BTreeMap<String, SourceError>> {
    let mut errors = BTreeMap::new();
    if sources.is_empty() {
        errors.insert(layout::history(name), SourceError::Nothing);
    }
    let mut anomalies = Anomalies::new();
    let nobody = Repository {
        id: None,
        name: name.clone(),
        created: None,
    };
    let mut ledger: Option<Ledger> = None;
    for below in sources {
        let path = format!("{}/{below}", layout::folder(name));
        let (Some(bytes), Some(blob)) = (contents.get(&path), base.files.get(&path)) else {
            errors.insert(path, SourceError::Missing);
            continue;
        };
        let interpret_source = if layout::is_snapshot(below) {
            RawSnapshot::from_bytes(bytes)
                .map_err(|error| SourceError::Unreadable(error.to_string()))
                .map(|snapshot| {
                    let interpretation = interpret(&snapshot);
                    for (key, count) in interpretation.anomalies {
                        *anomalies.entry(key).or_default() += count;
                    }
                    (
                        interpretation.history,
                        Some((fingerprint(&snapshot), snapshot.captured)),
                    )
                })
        } else {
            Import::from_bytes(bytes)
                .map_err(|error| SourceError::Unreadable(error.to_string()))
                .map(|import| (import.into_history(nobody.clone(), below.clone()), None))
        };
        let (history, fingerprint) = match interpret_source {
            Ok(interpret_source) => interpret_source,
            Err(error) => {
                errors.insert(path, error);
                continue;
            }
        };
        let ledger = ledger.get_or_insert_with(|| Ledger::new(History::new(history.repository.clone())));
        let newest = fingerprint.map_or(ledger.newest, |fingerprint| newest(ledger, fingerprint));
        if let Err(error) = ledger.history.merge(history) {
            errors.insert(path, SourceError::Another(error));
            continue;
        }
        ledger.sources.add(below, blob);
        ledger.newest = newest;
    }
    if errors.is_empty() {
        Ok((ledger.unwrap_or_else(|| Ledger::new(History::new(nobody))), anomalies))
    } else {
        Err(errors)
    }
}

/// Plans the ledger anew from its sources: byte for byte what is there, where nothing was damaged.
///
/// # Errors
/// When a source cannot be read or a snapshot is missing, since a rebuild without it would lose days in silence; when a
/// newer program wrote the history.
pub fn rebuild(base: &Base, contents: &BTreeMap<String, Vec<u8>>, site: &LinkBase) -> Result<Plan, PlanError> {
    let mut changes = ChangeSet::default();
    let mut ledgers = Vec::new();
    for (name, sources) in folders(base) {
        ensure_no_source_missing(base, &name, &sources)?;
        let (ledger, anomalies) = fold(base, contents, &name, &sources).map_err(|errors| {
            let (path, error) = errors
                .into_iter()
                .next()
                .unwrap_or((layout::folder(&name), SourceError::Missing));
            PlanError::Source { path, error }
        })?;
        let files = render::repository(&ledger, site);
        for path in base.files.keys() {
            let rendered = layout::below(&name, path).is_some_and(layout::is_rendered);
            if rendered && !files.contains_key(path) {
                changes.delete(path.clone());
            }
        }
        let before = changes.changes().len();
        for (path, content) in files {
            changes.write(base, path, content);
        }
        ledgers.push((name, ledger, anomalies, changes.changes().len() > before));
    }
    if !ledgers.is_empty() {
        let (path, content) = render::front(ledgers.iter().map(|(_, ledger, ..)| &ledger.history), site);
        changes.write(base, path, content);
    }
    let outcome = |(name, ledger, anomalies, news): (RepositoryName, Ledger, Anomalies, bool)| {
        let analysis = Analysis::new(&ledger.history);
        RepositoryOutcome {
            name,
            renamed_from: None,
            history: ledger.history,
            analysis,
            anomalies,
            news,
        }
    };
    Ok(Plan {
        changes,
        outcomes: ledgers.into_iter().map(outcome).collect(),
        title: None,
    })
}

/// Whether the history that is there may be made again: it is not a newer program's, and no snapshot that it was made of
/// is missing. An import may be: taking its file away is how it is taken back.
fn ensure_no_source_missing(base: &Base, name: &RepositoryName, sources: &BTreeSet<String>) -> Result<(), PlanError> {
    let path = layout::history(name);
    let kept = match base.contents.get(&path).map(|bytes| Ledger::from_bytes(bytes)) {
        Some(Ok(kept)) => kept,
        Some(Err(error)) if !error.heals_by_rebuild() => return Err(PlanError::Ledger { path, error }),
        _ => return Ok(()),
    };
    let snapshots = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let there = snapshots(sources.iter().filter(|below| layout::is_snapshot(below)).count());
    let made_of = kept.sources.count.saturating_sub(snapshots(kept.history.imports.len()));
    match made_of.saturating_sub(there) {
        0 => Ok(()),
        lost => Err(PlanError::Source {
            path,
            error: SourceError::Lost(lost),
        }),
    }
}
