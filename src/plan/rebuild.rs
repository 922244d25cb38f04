//! PURE. The ledger again from its sources: the fold over snapshots and imports, and everything rendered from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change_set::{Base, ChangeSet};
use super::expected::close_months;
use super::files::{files_below, write_rendered};
use super::identity::successor;
use super::render::Pages;
use super::{Plan, RepositoryOutcome};
use super::{layout, page};
use crate::domain::evidence::claims::{AnotherRepository, Claims};
use crate::domain::interpret::interpret;
use crate::domain::ledger::{Ledger, LedgerError, SourceDifference};
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::{IndexEntry, LedgerIndex};
use crate::domain::repository::{Repository, RepositoryName};
use crate::domain::response::Anomalies;
use crate::domain::snapshot::{self, RawSnapshot, SnapshotError};
use crate::import::{Import, KeptError};
use crate::page::PageData;

/// How everything is made again from the snapshots and imports.
pub const REBUILD: &str = "Run `traffic-ledger rebuild`.";

/// What to do about files of a newer program.
pub const UPDATE: &str = "Use the newest Traffic Ledger.";

/// What to do about a link in place of a history.
pub const UNLINK: &str = "Put the file itself in its place, or remove the link and run `traffic-ledger rebuild`.";

/// Why a source of the ledger cannot be folded in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The file could not be read from the store.
    #[error("it could not be read")]
    Unreadable,
    /// The file is not a snapshot or import.
    #[error("{0}")]
    Invalid(String),
    /// A newer program wrote the file.
    #[error("it has schema {found}, but this program supports {supported}", supported = snapshot::SCHEMA)]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// There is a history and nothing that it could be made from.
    #[error("no snapshot and no import is left to make it from")]
    Nothing,
    /// The file is not the one that the history was made from.
    #[error("{}", match .0 {
        SourceDifference::Missing => "it is missing",
        SourceDifference::Changed => "its content has changed since it was recorded",
        SourceDifference::Added => "the history does not know it",
    })]
    Differs(SourceDifference),
    /// The file has another name than its content gives it.
    #[error("its content belongs under the name {wanted}: it was changed or moved")]
    Misplaced {
        /// That name, below the repository's folder.
        wanted: String,
    },
    /// It belongs to another repository than the others in its folder.
    #[error(transparent)]
    Another(AnotherRepository),
    /// The history in the folder cannot be replaced.
    #[error("{0}")]
    History(LedgerError),
}

impl SourceError {
    /// What to do about it, in sentences; `path` is the file's in the ledger.
    #[must_use]
    pub fn help(&self, path: &str) -> String {
        let from_git = format!(
            "from git: `git log --all -- {path}` lists its commits, `git checkout COMMIT -- {path}` brings it back."
        );
        match self {
            Self::Differs(SourceDifference::Added) => REBUILD.to_owned(),
            Self::History(error) if error.heals_by_rebuild() => REBUILD.to_owned(),
            Self::History(LedgerError::Link) => UNLINK.to_owned(),
            Self::Newer { .. } | Self::History(_) => UPDATE.to_owned(),
            Self::Differs(SourceDifference::Missing | SourceDifference::Changed) => format!(
                "Restore it {from_git} To go on without it for good, run `traffic-ledger rebuild --accept {path}`."
            ),
            Self::Misplaced { .. } => format!("Rename it back, or restore it {from_git}"),
            Self::Another(_) => format!("Move it to the folder of its own repository, or restore it {from_git}"),
            Self::Unreadable | Self::Invalid(_) | Self::Nothing => format!("Restore it {from_git}"),
        }
    }
}

/// Why the ledger cannot be made again: what is wrong, by path in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RebuildError(pub BTreeMap<String, SourceError>);

/// The folders that hold sources or a history, with the paths of their sources below the folder.
#[must_use]
pub fn folders(base: &Base) -> BTreeMap<Folder, BTreeSet<String>> {
    let mut folders: BTreeMap<Folder, BTreeSet<String>> = BTreeMap::new();
    for path in base.files.keys() {
        let Some((folder, below)) = Folder::split(path) else {
            continue;
        };
        if layout::is_source(below) {
            folders.entry(folder).or_default().insert(below.to_owned());
        } else if *path == folder.history() && !is_foreign(base, path) {
            folders.entry(folder).or_default();
        }
    }
    folders
}

/// Whether a `history.json` was not made by this program.
fn is_foreign(base: &Base, path: &str) -> bool {
    let bytes = base.contents.get(path);
    bytes.is_some_and(|bytes| Ledger::from_bytes(bytes) == Err(LedgerError::Foreign))
}

/// The fold over the sources of one folder. `contents` holds them by path in the ledger.
///
/// # Errors
/// The sources that cannot be folded in, by path in the ledger.
pub fn fold(
    base: &Base,
    contents: &BTreeMap<String, Vec<u8>>,
    folder: &Folder,
    sources: &BTreeSet<String>,
) -> Result<(Ledger, Anomalies), BTreeMap<String, SourceError>> {
    let mut errors = BTreeMap::new();
    let mut anomalies = Anomalies::new();
    let mut ledger: Option<Ledger> = None;
    for below in sources {
        let path = folder.join(below);
        let (Some(bytes), Some(blob)) = (contents.get(&path), base.files.get(&path)) else {
            errors.insert(path, SourceError::Unreadable);
            continue;
        };
        let claims = match read(bytes, below, folder, &mut anomalies) {
            Ok(claims) => claims,
            Err(error) => {
                errors.insert(path, error);
                continue;
            }
        };
        let ledger = ledger.get_or_insert_with(|| Ledger::new(Claims::new(claims.repository.clone())));
        match ledger.claims.merge(claims) {
            Ok(()) => ledger.sources.add(below.clone(), blob.as_bytes()),
            Err(error) => drop(errors.insert(path, SourceError::Another(error))),
        }
    }
    if let Some(ledger) = &mut ledger {
        close_months(&mut ledger.sources, |_| None);
    }
    match ledger {
        Some(ledger) if errors.is_empty() => Ok((ledger, anomalies)),
        None if errors.is_empty() => Err([(folder.history(), SourceError::Nothing)].into()),
        _ => Err(errors),
    }
}

fn read(bytes: &[u8], below: &str, folder: &Folder, anomalies: &mut Anomalies) -> Result<Claims, SourceError> {
    let invalid = |error: &dyn std::fmt::Display| SourceError::Invalid(error.to_string());
    if layout::is_snapshot(below) {
        let snapshot = RawSnapshot::from_bytes(bytes).map_err(|error| match error {
            SnapshotError::Newer { found } => SourceError::Newer { found },
            _ => invalid(&error),
        })?;
        let interpretation = interpret(&snapshot);
        for (key, count) in interpretation.anomalies {
            *anomalies.entry(key).or_default() += count;
        }
        return Ok(interpretation.claims);
    }
    let import = Import::from_bytes(bytes).map_err(|error| match error {
        KeptError::Newer { found } => SourceError::Newer { found },
        _ => invalid(&error),
    })?;
    let repository = Repository {
        id: None,
        name: name_of(folder).ok_or_else(|| invalid(&"its folder is not named like a repository"))?,
        created: None,
    };
    Ok(import.into_claims(repository, below.to_owned()))
}

/// The name that a folder is made from.
fn name_of(folder: &Folder) -> Option<RepositoryName> {
    folder.name().parse().ok()
}

/// Plans the ledger anew from its sources: byte for byte what is there, where nothing was damaged. Changed and missing
/// sources are refused unless `accepted` names them, since they would change or lose days without a trace.
///
/// # Errors
/// [`RebuildError`] lists what prevents it; then nothing may be written.
pub fn rebuild(
    base: &Base,
    contents: &BTreeMap<String, Vec<u8>>,
    accepted: &BTreeSet<String>,
    pages: &impl Pages,
) -> Result<Plan, RebuildError> {
    let mut errors = BTreeMap::new();
    let mut ledgers: BTreeMap<Folder, (Ledger, Anomalies)> = BTreeMap::new();
    for (folder, sources) in folders(base) {
        let mut found = differences(base, &folder, &sources);
        found.retain(|path, _| !accepted.contains(path));
        match fold(base, contents, &folder, &sources) {
            Ok(folded) if found.is_empty() => drop(ledgers.insert(folder, folded)),
            Ok(_) => {}
            Err(more) => found.extend(more),
        }
        errors.extend(found);
    }
    if !errors.is_empty() {
        return Err(RebuildError(errors));
    }
    let mut plan = Plan::default();
    let mut entries = Vec::new();
    let mut data = page::is_kept(base, contents).then(PageData::default);
    for (folder, (ledger, anomalies)) in &ledgers {
        let mut changes = ChangeSet::default();
        let all = ledgers.iter().map(|(folder, (ledger, _))| (folder, ledger));
        let whole = ledger.analyzed();
        write_rendered(
            base,
            &mut changes,
            folder,
            (ledger, &whole),
            successor(folder, all),
            pages,
        );
        let entry = IndexEntry::new(&ledger.claims, &whole);
        if let Some(data) = &mut data {
            data.insert(folder, &whole.history);
        }
        plan.outcomes.push(RepositoryOutcome {
            anomalies: anomalies.clone(),
            news: !changes.is_empty(),
            ..RepositoryOutcome::new(folder.clone(), Arc::new(whole), entry.recent.clone())
        });
        plan.changes.extend(changes);
        entries.push((folder.clone(), entry));
    }
    if !entries.is_empty() {
        let mut index = LedgerIndex::new(entries);
        plan.changes
            .extend(super::front(base, &mut index, &plan.outcomes, pages));
        if let Some(data) = data {
            page::write(base, &mut plan.changes, data.render());
        }
    }
    Ok(plan)
}

/// What is different from the sources that the folder's history was made from, by path in the ledger. Added files are
/// what a rebuild takes in, so they are none. A history that cannot be read says nothing of its sources.
fn differences(base: &Base, folder: &Folder, sources: &BTreeSet<String>) -> BTreeMap<String, SourceError> {
    let path = folder.history();
    if base.links.contains(&path) {
        return [(path, SourceError::History(LedgerError::Link))].into();
    }
    let kept = match base.contents.get(&path).map(|bytes| Ledger::from_bytes(bytes)) {
        Some(Ok(kept)) => kept,
        Some(Err(error)) if !error.heals_by_rebuild() => return [(path, SourceError::History(error))].into(),
        _ => return BTreeMap::new(),
    };
    let differences = kept.sources.differences(sources_there(base, folder, sources));
    let differences = differences
        .into_iter()
        .filter(|(_, difference)| *difference != SourceDifference::Added);
    differences
        .map(|(below, difference)| (folder.join(&below), SourceError::Differs(difference)))
        .collect()
}

/// The sources of a folder with git's name of their content.
pub(crate) fn sources_there<'s>(
    base: &'s Base,
    folder: &Folder,
    sources: &'s BTreeSet<String>,
) -> impl Iterator<Item = (&'s str, [u8; 20])> {
    let files: BTreeMap<&str, [u8; 20]> = files_below(base, folder)
        .filter_map(|(path, below)| Some((below, base.files.get(path)?.as_bytes().to_owned())))
        .collect();
    sources
        .iter()
        .filter_map(move |below| Some((below.as_str(), *files.get(below.as_str())?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::change_set::BlobId;

    const SOURCE: &str = "o/r/imports/ghstats-0a1b2c3d.json";

    fn base(files: &[(&str, Option<&str>)]) -> Base {
        Base {
            files: files
                .iter()
                .map(|(path, _)| ((*path).to_owned(), BlobId::of(b"x")))
                .collect(),
            contents: files
                .iter()
                .filter_map(|(path, content)| Some(((*path).to_owned(), content.as_ref()?.as_bytes().to_vec())))
                .collect(),
            ..Base::default()
        }
    }

    #[test]
    fn a_folder_with_the_history_of_another_program_is_none_of_ours() {
        let found = |base: &Base| {
            folders(base)
                .into_keys()
                .map(|folder| folder.to_string())
                .collect::<Vec<_>>()
        };
        let history = "o/r/history.json";
        assert_eq!(found(&base(&[(history, None)])), ["o/r"]);
        assert_eq!(
            found(&base(&[(history, Some("{\"schema\": 1"))])),
            ["o/r"],
            "it is damaged"
        );
        assert_eq!(found(&base(&[(history, Some("{}"))])), [""; 0]);
        assert_eq!(found(&base(&[(history, Some("{}")), (SOURCE, None)])), ["o/r"]);
        assert_eq!(found(&base(&[("o/r/notes.md", None)])), [""; 0]);
    }

    #[test]
    fn sources_that_cannot_be_read_are_named_each_by_itself() {
        let base = base(&[(SOURCE, None)]);
        let folders = folders(&base);
        let (folder, sources) = folders.first_key_value().expect("a folder");
        let errors = |contents: &BTreeMap<String, Vec<u8>>, sources| fold(&base, contents, folder, sources).map(drop);
        let nothing = BTreeMap::new();
        assert_eq!(
            errors(&nothing, sources),
            Err([(SOURCE.to_owned(), SourceError::Unreadable)].into())
        );
        assert_eq!(
            errors(&nothing, &BTreeSet::new()),
            Err([("o/r/history.json".to_owned(), SourceError::Nothing)].into())
        );
    }
}
