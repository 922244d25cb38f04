//! PURE. From what the store holds and what GitHub answered to what will be committed. Imports `domain`, `charts`,
//! `report`, `export`, `import`; no clock, no network, no files.

pub mod change_set;
pub mod layout;
pub mod rebuild;
pub mod render;

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::domain::Timestamp;
use crate::domain::analysis::Analysis;
use crate::domain::history::{AnotherRepository, History};
use crate::domain::interpret::{Interpretation, interpret};
use crate::domain::ledger::{Ledger, LedgerError};
use crate::domain::repository::{Repository, RepositoryName};
use crate::domain::response::Anomalies;
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use crate::report::LinkBase;
use change_set::{Base, BlobId, ChangeSet};

/// What comes into the ledger.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// What GitHub answered about one repository.
    Snapshot(RawSnapshot),
    /// What another tool has kept about one repository.
    Import(RepositoryName, Box<Import>),
}

impl Incoming {
    fn repository(&self) -> &RepositoryName {
        match self {
            Self::Snapshot(snapshot) => &snapshot.repository,
            Self::Import(name, _) => name,
        }
    }
}

/// What will happen, and what it means.
#[derive(Debug)]
pub struct Plan {
    /// What will be committed; empty when nothing is new.
    pub changes: ChangeSet,
    /// One for each repository that something came in for, in the order in which it came.
    pub outcomes: Vec<RepositoryOutcome>,
    /// The commit's message where it is not about new traffic, such as an import.
    pub title: Option<String>,
}

impl Plan {
    /// The message of the commit: which days the ledger holds now, unless it has a title of its own.
    #[must_use]
    pub fn message(&self) -> String {
        if let Some(title) = &self.title {
            return title.clone();
        }
        let news: Vec<&RepositoryOutcome> = self.outcomes.iter().filter(|outcome| outcome.news).collect();
        let newest = news.iter().filter_map(|outcome| outcome.analysis.newest).max();
        let up_to = newest.map_or_else(String::new, |day| format!(" up to {day}"));
        match news.as_slice() {
            [one] => format!("Keep the traffic of {}{up_to}", one.name),
            several => format!("Keep the traffic of {} repositories{up_to}", several.len()),
        }
    }
}

/// What became of one repository.
#[derive(Debug)]
pub struct RepositoryOutcome {
    /// Its name now.
    pub name: RepositoryName,
    /// The name under which the ledger kept it before, when it was renamed or transferred.
    pub renamed_from: Option<RepositoryName>,
    /// The merged history.
    pub history: History,
    /// What it says.
    pub analysis: Analysis,
    /// What was odd in the answers.
    pub anomalies: Anomalies,
    /// Whether anything in it is new.
    pub news: bool,
}

/// Why nothing may be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A `history.json` in the store is refused.
    #[error("{path}: {error}")]
    Ledger {
        /// The file, relative to the ledger's folder.
        path: String,
        /// What is wrong with it.
        error: LedgerError,
    },
    /// A snapshot or import of the store cannot be folded in.
    #[error("{path}: {error}")]
    Source {
        /// The file, relative to the ledger's folder.
        path: String,
        /// What is wrong with it.
        error: rebuild::SourceError,
    },
    /// The name belongs to another repository now.
    #[error(transparent)]
    Another(#[from] AnotherRepository),
}

/// One repository of the ledger while a plan is made.
struct OpenLedger {
    ledger: Ledger,
    renamed_from: Option<RepositoryName>,
    anomalies: Anomalies,
    news: bool,
}

/// Plans the commit: merges what came in into the histories of the store and renders what changed.
///
/// # Errors
/// When a history of the store is refused or belongs to another repository; then nothing may be written.
pub fn plan(base: &Base, incoming: &[Incoming], site: &LinkBase) -> Result<Plan, PlanError> {
    let mut ledgers = read_ledgers(base)?;
    let mut changes = ChangeSet::default();
    let mut entries: Vec<(RepositoryName, OpenLedger)> = Vec::new();
    for item in incoming {
        let name = item.repository().clone();
        let (history, sources) = interpret_source(item);
        let at = match entries.iter().position(|(known, _)| *known == name) {
            Some(at) => at,
            None => {
                let entry = find(base, &mut ledgers, &name, &history.history)?;
                entries.push((name.clone(), entry));
                entries.len() - 1
            }
        };
        merge(base, &mut changes, &name, &mut entries[at].1, history, sources)?;
    }
    if entries.iter().any(|(_, entry)| entry.news) {
        write(base, &mut changes, &mut ledgers, &mut entries, site);
    } else {
        changes = ChangeSet::default();
    }
    let outcomes = entries
        .into_iter()
        .map(
            |(
                name,
                OpenLedger {
                    ledger,
                    renamed_from,
                    anomalies,
                    news,
                },
            )| {
                let analysis = Analysis::new(&ledger.history);
                RepositoryOutcome {
                    name,
                    renamed_from,
                    history: ledger.history,
                    analysis,
                    anomalies,
                    news,
                }
            },
        )
        .collect();
    Ok(Plan {
        changes,
        outcomes,
        title: None,
    })
}

/// Every history of the store, checked.
///
/// # Errors
/// For the first one that is refused.
pub fn read_ledgers(base: &Base) -> Result<BTreeMap<RepositoryName, Ledger>, PlanError> {
    let mut ledgers = BTreeMap::new();
    for (path, bytes) in &base.contents {
        let Some(name) = layout::repository_of_history(path) else {
            continue;
        };
        let ledger = Ledger::from_bytes(bytes).map_err(|error| PlanError::Ledger {
            path: path.clone(),
            error,
        })?;
        ledgers.insert(name, ledger);
    }
    Ok(ledgers)
}

/// What one item adds: the history that it proves alone, and the file that keeps it (path below the folder, content,
/// fingerprint of what it says).
fn interpret_source(item: &Incoming) -> (Interpretation, SourceFile) {
    match item {
        Incoming::Snapshot(snapshot) => {
            let source = SourceFile {
                path: snapshot.path(),
                content: snapshot.to_bytes(),
                fingerprint: Some((fingerprint(snapshot), snapshot.captured)),
            };
            (interpret(snapshot), source)
        }
        Incoming::Import(name, import) => {
            let source = SourceFile {
                path: import.path(),
                content: import.to_bytes(),
                fingerprint: None,
            };
            let repository = Repository {
                id: None,
                name: name.clone(),
                created: None,
            };
            let history = Import::clone(import).into_history(repository, source.path.clone());
            (
                Interpretation {
                    history,
                    anomalies: Anomalies::new(),
                },
                source,
            )
        }
    }
}

struct SourceFile {
    path: String,
    content: Vec<u8>,
    fingerprint: Option<(Fingerprint, Timestamp)>,
}

/// The ledger that an item belongs to: by name, or by id when the repository was renamed or transferred.
///
/// # Errors
/// When there is none but its sources are there: a history is never restarted from nothing in silence.
fn find(
    base: &Base,
    ledgers: &mut BTreeMap<RepositoryName, Ledger>,
    name: &RepositoryName,
    history: &History,
) -> Result<OpenLedger, PlanError> {
    let fresh = || Ledger::new(History::new(history.repository.clone()));
    let entry = |ledger, renamed_from| OpenLedger {
        ledger,
        renamed_from,
        anomalies: Anomalies::new(),
        news: false,
    };
    if let Some(ledger) = ledgers.remove(name) {
        return Ok(entry(ledger, None));
    }
    let id = history.repository.id;
    let former = ledgers
        .iter()
        .find(|(_, ledger)| id.is_some() && ledger.history.repository.id == id);
    match former.map(|(former, _)| former.clone()) {
        Some(former) => {
            let ledger = ledgers.remove(&former).unwrap_or_else(fresh);
            Ok(entry(ledger, Some(former)))
        }
        None if has_sources(base, name) => Err(PlanError::Ledger {
            path: layout::history(name),
            error: LedgerError::Missing,
        }),
        None => Ok(entry(fresh(), None)),
    }
}

/// Whether snapshots or imports of a repository are in the store.
fn has_sources(base: &Base, name: &RepositoryName) -> bool {
    let mut files = base.files.keys();
    files.any(|path| layout::below(name, path).is_some_and(layout::is_source))
}

/// Merges one contribution and keeps its file, unless it says nothing new.
fn merge(
    base: &Base,
    changes: &mut ChangeSet,
    name: &RepositoryName,
    entry: &mut OpenLedger,
    interpretation: Interpretation,
    source: SourceFile,
) -> Result<(), PlanError> {
    let Interpretation { history, anomalies } = interpretation;
    for (key, count) in anomalies {
        *entry.anomalies.entry(key).or_default() += count;
    }
    let mut merged = entry.ledger.history.clone();
    merged.merge(history)?;
    let same_content =
        source.fingerprint.is_some() && source.fingerprint.map(|(fingerprint, _)| fingerprint) == entry.ledger.newest;
    let old = &entry.ledger.history;
    let same_numbers = merged.days == old.days && merged.windows == old.windows && merged.weeks == old.weeks;
    if same_content && same_numbers && entry.renamed_from.is_none() {
        return Ok(());
    }
    let blob = BlobId::of(&source.content);
    let kept_in = entry.renamed_from.as_ref().unwrap_or(name);
    let kept = |below: &str| base.files.get(&format!("{kept_in}/{below}"));
    // Another run of the same second was told something else: both are kept.
    let collision_path = layout::collision_path(&source.path, &blob);
    let taken = kept(&source.path).is_some_and(|kept| *kept != blob);
    let below = if taken { collision_path } else { source.path };
    if kept(&below) == Some(&blob) {
        entry.news |= entry.renamed_from.is_some();
        return Ok(());
    }
    entry.ledger.sources.add(&below, &blob);
    if let Some(fingerprint) = source.fingerprint {
        entry.ledger.newest = newest(&entry.ledger, fingerprint);
    }
    entry.ledger.history = merged;
    entry.news = true;
    changes.write(base, format!("{}/{below}", layout::folder(name)), source.content);
    Ok(())
}

/// The fingerprint of a ledger's last snapshot once one with these words is in; of two of the same second the greater,
/// so that the order does not matter. The ledger's history must not hold the snapshot yet.
fn newest(ledger: &Ledger, (fingerprint, captured): (Fingerprint, Timestamp)) -> Option<Fingerprint> {
    match ledger.history.captured {
        Some(last) if captured < last => ledger.newest,
        Some(last) if captured == last => ledger.newest.max(Some(fingerprint)),
        _ => Some(fingerprint),
    }
}

/// Renders what changed: the folders with news, and the page in front of all.
fn write(
    base: &Base,
    changes: &mut ChangeSet,
    others: &mut BTreeMap<RepositoryName, Ledger>,
    entries: &mut [(RepositoryName, OpenLedger)],
    site: &LinkBase,
) {
    for (name, entry) in entries.iter().filter(|(_, entry)| entry.news) {
        if let Some(former) = &entry.renamed_from {
            for path in base.files.keys() {
                if let Some(below) = layout::below(former, path) {
                    if layout::is_rendered(below) || *path == layout::history(former) {
                        changes.delete(path.clone());
                    } else {
                        changes.rename(path.clone(), format!("{name}/{below}"));
                    }
                }
            }
        }
        let rendered = render::repository(&entry.ledger, site);
        for path in base.files.keys() {
            let left_over = layout::below(name, path).is_some_and(layout::is_rendered) && !rendered.contains_key(path);
            if left_over {
                changes.delete(path.clone());
            }
        }
        for (path, content) in rendered {
            changes.write(base, path, content);
        }
    }
    let ledgers = entries.iter().map(|(_, entry)| &entry.ledger).chain(others.values());
    let (path, content) = render::front(ledgers.map(|ledger| &ledger.history), site);
    changes.write(base, path, content);
}

/// A SHA-256 over what a snapshot says.
pub type Fingerprint = [u8; 32];

/// SHA-256 over what a snapshot says, without the time of its capture: two runs that were told the same have the
/// same. The bodies hold no clock: of the repository and its releases a snapshot keeps extracts.
#[must_use]
pub fn fingerprint(snapshot: &RawSnapshot) -> Fingerprint {
    let mut sha256 = Sha256::new();
    sha256.update(snapshot.repository.to_string());
    for (endpoint, body) in &snapshot.bodies {
        sha256.update(format!("\0{}\0{}\0", endpoint.key(), body.get().len()));
        sha256.update(body.get());
    }
    sha256.finalize().into()
}
