//! PURE. From what the store holds and what GitHub answered to what will be committed; no clock, no network, no files.
//!
//! Every problem belongs to one repository: the others are saved all the same.

pub mod budget;
pub mod change_set;
pub mod expected;
mod files;
pub mod identity;
pub mod known_ledger;
pub mod layout;
mod merge;
mod news;
mod outcome;
pub mod page;
pub mod questions;
pub mod rebuild;
pub mod render;
pub mod scope;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::Timestamp;
use crate::domain::ledger::{Ledger, LedgerError};
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::{IndexEntry, LedgerIndex};
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::RawSnapshot;
use crate::import::Import;
use change_set::{Base, ChangeSet};
use files::{Successors, files_below};
use identity::{Placements, Visited};
use known_ledger::KnownLedger;
use merge::Merged;
pub use outcome::RepositoryOutcome;
use render::Pages;

/// What comes into the ledger.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// What GitHub answered about one repository. A run holds it at several places until it is saved.
    Snapshot(Arc<RawSnapshot>),
    /// What another tool has kept about one repository.
    Import(RepositoryName, Box<Import>),
}

impl From<RawSnapshot> for Incoming {
    fn from(snapshot: RawSnapshot) -> Self {
        Self::Snapshot(Arc::new(snapshot))
    }
}

impl Incoming {
    /// The repository that it belongs to.
    #[must_use]
    pub fn visited(&self) -> Visited {
        match self {
            Self::Snapshot(snapshot) => Visited {
                id: snapshot.id,
                name: snapshot.repository.clone(),
            },
            Self::Import(name, _) => Visited {
                id: None,
                name: name.clone(),
            },
        }
    }

    /// The file that will keep it, below the folder of its repository.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Snapshot(snapshot) => snapshot.path(),
            Self::Import(_, import) => import.path(),
        }
    }
}

/// What will happen, and what it means.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What will be committed; empty when nothing is new.
    pub changes: ChangeSet,
    /// One for each repository that something came in for and that has no problem, by name.
    pub outcomes: Vec<RepositoryOutcome>,
    /// What cannot be saved, and why.
    pub problems: Vec<Problem>,
    /// Ledgers whose name belongs to another repository now: the folder before and after.
    pub replaced: Vec<(Folder, Folder)>,
    /// The entries of the index that are different now; `None` for a folder that is left.
    pub index: BTreeMap<Folder, Option<IndexEntry>>,
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
        let (missing, news): (Vec<_>, Vec<_>) = news.into_iter().partition(|outcome| outcome.is_missing());
        match missing.as_slice() {
            [one] if news.is_empty() => return format!("Mark {} as not found", one.name),
            several if news.is_empty() && !several.is_empty() => {
                return format!("Mark {} repositories as not found", several.len());
            }
            _ => {}
        }
        let newest = news.iter().filter_map(|outcome| outcome.newest_day()).max();
        let up_to = newest.map_or_else(String::new, |day| format!(" up to {day}"));
        match news.as_slice() {
            [one] => format!("Record the traffic of {}{up_to}", one.name),
            several => format!("Record the traffic of {} repositories{up_to}", several.len()),
        }
    }

    /// What became of a repository; `None` where it could not be read or saved.
    #[must_use]
    pub fn outcome_of(&self, repository: &Visited) -> Option<&RepositoryOutcome> {
        self.outcomes.iter().find(|outcome| outcome.is_of(repository))
    }

    /// Whether a snapshot is neither saved nor known already, since its repository has a problem.
    #[must_use]
    pub fn leaves_out(&self, snapshot: &RawSnapshot) -> bool {
        self.problems.iter().any(|problem| {
            let Visited { id, name } = &problem.repository;
            // A snapshot can know an earlier name of its repository.
            match (id, snapshot.id) {
                (Some(id), Some(own)) => *id == own,
                _ => *name == snapshot.repository,
            }
        })
    }
}

/// Why nothing can be saved for one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The repository.
    pub repository: Visited,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// Its `history.json` in the store cannot be used.
    #[error("{path}: {error}")]
    History {
        /// The file, relative to the ledger's folder.
        path: String,
        /// What is wrong with it.
        error: LedgerError,
    },
    /// GitHub did not say which repository the traffic is of.
    #[error("GitHub did not say which repository this is, so its traffic cannot be assigned safely")]
    Unidentified,
    /// Two repositories had this name within one run.
    #[error("GitHub gave this name to two repositories while the run was reading")]
    Ambiguous,
}

/// Plans the commit: merges what came in into the histories of the store and renders what changed. `base` has every history.
#[must_use]
pub fn plan(base: &Base, incoming: &[Incoming], pages: &impl Pages) -> Plan {
    let mut plan = visit(base, incoming, pages);
    if !plan.changes.is_empty() {
        let mut index = render::index_of(&read_ledgers(base).0);
        index.update(plan.index.clone());
        plan.changes.extend(front(base, &mut index, &plan.outcomes, pages));
    }
    plan
}

/// Plans the files in front of the ledger, once all of a run's repositories are planned; `outcomes` are theirs.
#[must_use]
pub fn front(base: &Base, index: &mut LedgerIndex, outcomes: &[RepositoryOutcome], pages: &impl Pages) -> ChangeSet {
    index.set_states();
    let mut changes = ChangeSet::default();
    let only = index.0.keys().next().filter(|_| index.0.len() == 1);
    let only = outcomes.iter().find(|outcome| Some(&outcome.folder) == only);
    let only = only.and_then(|outcome| outcome.whole.as_deref());
    files::write_front(base, &mut changes, index, only, pages);
    changes
}

/// Plans what becomes of the folders of some repositories: merges what came in into their histories and renders what changed.
/// `base` has their folders, and all that are in their way ([`scope`]).
#[must_use]
pub fn visit(base: &Base, incoming: &[Incoming], pages: &impl Pages) -> Plan {
    let (mut ledgers, damaged) = read_ledgers(base);
    let mut plan = Plan::default();
    let mut groups: BTreeMap<Visited, Vec<&Incoming>> = BTreeMap::new();
    let names = latest_names(&ledgers, incoming);
    for item in incoming {
        let mut visited = item.visited();
        if let Some((_, latest)) = visited.id.and_then(|id| names.get(&id)) {
            visited.name.clone_from(latest);
        }
        groups.entry(visited).or_default().push(item);
    }
    groups.retain(|visited, items| {
        let problem = problem_before(visited, items, incoming);
        plan.problems.extend(problem.clone().map(|kind| Problem {
            repository: visited.clone(),
            kind,
        }));
        problem.is_none()
    });
    let visited: BTreeSet<Visited> = groups.keys().cloned().collect();
    let placements = identity::place(&ledgers, &visited);
    let healthy: BTreeSet<Folder> = ledgers.keys().cloned().collect();
    let successors = files::successors(&by_folders(&ledgers));
    let mut merged = Vec::new();
    for (folder, group) in by_folder(&placements, groups) {
        let placement = &placements.visited[&group[0].0];
        // A folder whose ledger belongs to another repository becomes free.
        let is_new = placement.from.is_empty() && !healthy.contains(&folder);
        let blocked = is_new.then(|| blocked(base, &damaged, &folder)).flatten();
        if let Some(kind) = blocked {
            let repository = group[0].0.clone();
            plan.problems.push(Problem { repository, kind });
            continue;
        }
        let from: Vec<(Folder, KnownLedger)> = placement
            .from
            .iter()
            .filter_map(|folder| Some((folder.clone(), ledgers.remove(folder)?)))
            .collect();
        let items = group.iter().flat_map(|(_, items)| items.iter().copied());
        merged.push(Merged::new(base, from, folder, &group[0].0, items));
    }
    finish(base, &mut plan, ledgers, merged, placements, &successors, pages);
    plan
}

/// The name of each repository at its last capture, with when that was: a snapshot that comes in late, by an import, may
/// know an earlier name.
fn latest_names(
    ledgers: &BTreeMap<Folder, KnownLedger>,
    incoming: &[Incoming],
) -> BTreeMap<u64, (Option<Timestamp>, RepositoryName)> {
    let kept = ledgers.values().map(|ledger| {
        let claims = &ledger.claims;
        (claims.repository.id, claims.captured, claims.repository.name.clone())
    });
    let came = incoming.iter().filter_map(|item| match item {
        Incoming::Snapshot(one) => Some((one.id, Some(one.captured), one.repository.clone())),
        Incoming::Import(..) => None,
    });
    let mut names = BTreeMap::new();
    for (id, captured, name) in kept.chain(came) {
        let Some(id) = id else { continue };
        let found = (captured, name);
        if names.get(&id).is_none_or(|latest| *latest < found) {
            names.insert(id, found);
        }
    }
    names
}

/// The groups of one folder together: an import goes by the name of a repository that was visited by its id.
fn by_folder<'i>(
    placements: &Placements,
    groups: BTreeMap<Visited, Vec<&'i Incoming>>,
) -> BTreeMap<Folder, Vec<(Visited, Vec<&'i Incoming>)>> {
    let mut folders: BTreeMap<Folder, Vec<(Visited, Vec<&Incoming>)>> = BTreeMap::new();
    for (visited, items) in groups {
        let folder = placements.visited[&visited].to.clone();
        folders.entry(folder).or_default().push((visited, items));
    }
    for group in folders.values_mut() {
        group.sort_by_key(|(visited, _)| visited.id.is_none());
    }
    folders
}

/// What can be wrong with what came in, whatever the store holds.
fn problem_before(visited: &Visited, items: &[&Incoming], all: &[Incoming]) -> Option<ProblemKind> {
    let snapshots = items.iter().any(|item| matches!(item, Incoming::Snapshot(_)));
    if visited.id.is_none() && snapshots {
        return Some(ProblemKind::Unidentified);
    }
    let folder = Folder::of(&visited.name);
    let rival = all
        .iter()
        .map(Incoming::visited)
        .any(|other| other.id.is_some() && other.id != visited.id && Folder::of(&other.name).is_same_name(&folder));
    (rival && visited.id.is_some()).then_some(ProblemKind::Ambiguous)
}

/// Why a repository without a readable ledger cannot begin one in a folder.
fn blocked(base: &Base, damaged: &BTreeMap<Folder, LedgerError>, folder: &Folder) -> Option<ProblemKind> {
    let same = damaged.iter().find(|(other, _)| other.is_same_name(folder));
    let (path, error) = match same {
        Some((other, error)) => (other.history(), error.clone()),
        None if has_sources(base, folder) => (folder.history(), LedgerError::Missing),
        None => return None,
    };
    Some(ProblemKind::History { path, error })
}

/// Whether snapshots or imports are in a folder.
fn has_sources(base: &Base, folder: &Folder) -> bool {
    let is_unread = |name: &str| base.unread.contains_key(&folder.join(name));
    files_below(base, folder).any(|(_, below)| layout::is_source(below)) || layout::SOURCES.into_iter().any(is_unread)
}

/// Every history of the store that can be read, and what is wrong with the others.
#[must_use]
pub fn read_ledgers(base: &Base) -> (BTreeMap<Folder, KnownLedger>, BTreeMap<Folder, LedgerError>) {
    let (mut ledgers, mut damaged) = (BTreeMap::new(), BTreeMap::new());
    for (path, bytes) in &base.contents {
        let Some(folder) = layout::folder_of_history(path) else {
            continue;
        };
        if let Some(known) = base.known.get(&folder) {
            ledgers.insert(folder, known.clone());
            continue;
        }
        match Ledger::from_bytes(bytes) {
            Ok(ledger) => drop(ledgers.insert(folder, ledger.into())),
            Err(error) => drop(damaged.insert(folder, error)),
        }
    }
    let links = base.links.iter().filter_map(|path| layout::folder_of_history(path));
    damaged.extend(links.map(|folder| (folder, LedgerError::Link)));
    (ledgers, damaged)
}

/// The ledgers without what follows from them.
fn by_folders(ledgers: &BTreeMap<Folder, KnownLedger>) -> BTreeMap<&Folder, &Ledger> {
    ledgers.iter().map(|(folder, ledger)| (folder, &**ledger)).collect()
}

/// Writes what is new and describes everything.
fn finish(
    base: &Base,
    plan: &mut Plan,
    mut others: BTreeMap<Folder, KnownLedger>,
    merged: Vec<Merged>,
    placements: Placements,
    before: &Successors,
    pages: &impl Pages,
) {
    let news: Vec<&Merged> = merged.iter().filter(|merged| merged.news).collect();
    if !news.is_empty() {
        plan.replaced = placements.replaced;
        files::move_folders(base, &mut plan.changes, &news, &plan.replaced);
        files::write_merged(base, &mut plan.changes, &news, pages);
        for (from, to) in &plan.replaced {
            let ledger = others.remove(from);
            others.extend(ledger.map(|ledger| (to.clone(), ledger)));
            plan.index.insert(from.clone(), None);
        }
        for (_, to) in &plan.replaced {
            let entry = others
                .get(to)
                .map(|ledger| IndexEntry::new(&ledger.claims, ledger.whole()));
            plan.index.insert(to.clone(), entry);
        }
        let left = news.iter().flat_map(|merged| &merged.left);
        plan.index.extend(left.map(|folder| (folder.clone(), None)));
        let new = news.iter().map(|merged| {
            let entry = IndexEntry::new(&merged.ledger.claims, &merged.whole);
            (merged.folder.clone(), Some(entry))
        });
        plan.index.extend(new);
        let own = merged.iter().map(|merged| (&merged.folder, &merged.ledger));
        let all: BTreeMap<&Folder, &Ledger> = own.chain(by_folders(&others)).collect();
        files::write_replaced(base, &mut plan.changes, &all, &plan.replaced, before, pages);
    }
    let outcome = |merged: Merged| {
        let entry = plan.index.get(&merged.folder).and_then(Option::as_ref);
        merged.into_outcome(entry)
    };
    plan.outcomes = merged.into_iter().map(outcome).collect();
    plan.outcomes.sort_by(|one, two| one.name.cmp(&two.name));
}
