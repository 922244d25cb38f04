//! PURE. Which folder belongs to which repository. A repository is its numeric id; a name is a label that GitHub can give
//! to another repository.
//!
//! All repositories are placed at once, so that chains (`a` → `b` while `c` → `a`) and swaps need no order.

use std::collections::{BTreeMap, BTreeSet};

use super::known_ledger::KnownLedger;
use crate::domain::Timestamp;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::{Repository, RepositoryName};
use crate::report::Successor;

/// What says which repository a folder belongs to: its history, or the entry in the index that is made from it.
pub trait KeptRepository {
    /// The repository as it was last known.
    fn repository(&self) -> &Repository;
    /// Every name that it was captured under.
    fn names(&self) -> &BTreeSet<RepositoryName>;
    /// Its last capture.
    fn captured(&self) -> Option<Timestamp>;
}

impl KeptRepository for Ledger {
    fn repository(&self) -> &Repository {
        &self.claims.repository
    }

    fn names(&self) -> &BTreeSet<RepositoryName> {
        &self.claims.names
    }

    fn captured(&self) -> Option<Timestamp> {
        self.claims.captured
    }
}

impl KeptRepository for KnownLedger {
    fn repository(&self) -> &Repository {
        Ledger::repository(self)
    }

    fn names(&self) -> &BTreeSet<RepositoryName> {
        Ledger::names(self)
    }

    fn captured(&self) -> Option<Timestamp> {
        Ledger::captured(self)
    }
}

impl KeptRepository for IndexEntry {
    fn repository(&self) -> &Repository {
        &self.recent.repository
    }

    fn names(&self) -> &BTreeSet<RepositoryName> {
        &self.names
    }

    fn captured(&self) -> Option<Timestamp> {
        self.recent.captured
    }
}

/// Where the ledger of one repository is kept and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerFolders {
    /// The folders that hold parts of its ledger: the main one first, then those that join it. Empty when it is new.
    pub from: Vec<Folder>,
    /// The folder that holds all of it afterwards.
    pub to: Folder,
}

/// A repository that this run brings something for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visited {
    /// Its numeric id; `None` for an import, which goes by the name.
    pub id: Option<u64>,
    /// Its name on GitHub now.
    pub name: RepositoryName,
}

/// All placements of one plan.
#[derive(Debug, Default)]
pub struct Placements {
    /// One for each visited repository.
    pub visited: BTreeMap<Visited, LedgerFolders>,
    /// Other ledgers, whose name belongs to a visited repository now: the folder before and after.
    pub replaced: Vec<(Folder, Folder)>,
}

/// A repository that has a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// Its numeric id.
    pub id: u64,
    /// Its last known name.
    pub name: RepositoryName,
}

/// The ledger in the folder of a name.
#[must_use]
pub fn ledger_of<'l, K: KeptRepository>(ledgers: &'l BTreeMap<Folder, K>, name: &RepositoryName) -> Option<&'l K> {
    let wanted = Folder::of(name);
    let mut all = ledgers.iter();
    all.find(|(folder, _)| folder.is_same_name(&wanted))
        .map(|(_, ledger)| ledger)
}

/// The repository that was last known by a name, or had it before; of several that had it, the one read last.
#[must_use]
pub fn known_as<K: KeptRepository>(ledgers: &BTreeMap<Folder, K>, name: &RepositoryName) -> Option<Known> {
    let had = |ledger: &K| ledger.names().iter().any(|former| former.is_same(name));
    let wanted = Folder::of(name);
    let has = |folder: &Folder| folder.is_same_name(&wanted);
    let candidates = ledgers.iter().filter(|(folder, ledger)| has(folder) || had(ledger));
    let best = candidates.max_by_key(|(folder, ledger)| (has(folder), ledger.captured()));
    best.and_then(|(_, ledger)| known(ledger))
}

/// The repository whose ledger is where another repository, which has the name now, belongs.
#[must_use]
pub fn displaced_by<K: KeptRepository>(ledgers: &BTreeMap<Folder, K>, id: u64, name: &RepositoryName) -> Option<Known> {
    known(ledger_of(ledgers, name)?).filter(|known| known.id != id)
}

/// The repository that has the name of a replaced one now, of those that have a ledger.
#[must_use]
pub fn successor<'l, K: KeptRepository + 'l>(
    folder: &Folder,
    mut ledgers: impl Iterator<Item = (&'l Folder, &'l K)>,
) -> Option<Successor<'l>> {
    if !folder.is_replaced() {
        return None;
    }
    let name: RepositoryName = folder.name().parse().ok()?;
    let wanted = Folder::of(&name);
    let (folder, ledger) = ledgers.find(|(other, _)| other.is_same_name(&wanted))?;
    let id = ledger.repository().id;
    Some(Successor { folder, id })
}

fn known(ledger: &impl KeptRepository) -> Option<Known> {
    let repository = ledger.repository();
    Some(Known {
        id: repository.id?,
        name: repository.name.clone(),
    })
}

/// Places every repository; `ledgers` are those that could be read.
#[must_use]
pub fn place<K: KeptRepository>(ledgers: &BTreeMap<Folder, K>, visited: &BTreeSet<Visited>) -> Placements {
    let mut placements = Placements::default();
    let mut taken: BTreeSet<&Folder> = BTreeSet::new();
    // Those with an id first: an import without one may belong to a repository that has just been identified.
    for one in visited.iter().filter(|one| one.id.is_some()) {
        let from = own_folders(ledgers, one, &taken);
        taken.extend(from.iter().copied());
        insert(&mut placements, one, &from, Folder::of(&one.name));
    }
    for one in visited.iter().filter(|one| one.id.is_none()) {
        let folder = Folder::of(&one.name);
        let known = placements
            .visited
            .values()
            .find(|placement| placement.to.is_same_name(&folder))
            .cloned();
        if let Some(known) = known {
            placements.visited.insert(one.clone(), known);
            continue;
        }
        let same = ledgers
            .keys()
            .find(|candidate| candidate.is_same_name(&folder) && !taken.contains(candidate));
        taken.extend(same);
        let to = same.cloned().unwrap_or(folder);
        insert(&mut placements, one, &same.into_iter().collect::<Vec<_>>(), to);
    }
    let same = |folder: &Folder| folder.as_str().to_ascii_lowercase();
    let wanted: BTreeSet<String> = placements
        .visited
        .values()
        .map(|placement| same(&placement.to))
        .collect();
    let displaced = |folder: &Folder| wanted.contains(&same(folder));
    let others = ledgers
        .iter()
        .filter(|(folder, _)| !taken.contains(folder) && displaced(folder));
    let replaced = others.filter_map(|(folder, ledger)| {
        // Only a snapshot may give a ledger a new name, so it waits under its id, wherever its repository may be now.
        let repository = ledger.repository();
        Some((folder.clone(), Folder::replaced(&repository.name, repository.id?)))
    });
    placements.replaced = replaced.collect();
    placements
}

fn insert(placements: &mut Placements, one: &Visited, from: &[&Folder], to: Folder) {
    let from = from.iter().copied().cloned().collect();
    placements.visited.insert(one.clone(), LedgerFolders { from, to });
}

/// The folders with parts of a repository's ledger: those with its id, the one with its name first, and one with its name
/// that holds imports alone and so has no id yet.
fn own_folders<'l, K: KeptRepository>(
    ledgers: &'l BTreeMap<Folder, K>,
    one: &Visited,
    taken: &BTreeSet<&Folder>,
) -> Vec<&'l Folder> {
    let folder = Folder::of(&one.name);
    let of = |id: Option<u64>| {
        let all = ledgers.iter().filter(move |(_, ledger)| ledger.repository().id == id);
        all.map(|(folder, _)| folder).filter(|folder| !taken.contains(folder))
    };
    let mut own: Vec<&Folder> = of(one.id).collect();
    own.sort_by_key(|candidate| **candidate != folder);
    own.extend(of(None).filter(|candidate| candidate.is_same_name(&folder)));
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::claims::Claims;
    use crate::domain::repository::Repository;

    fn name(name: &str) -> RepositoryName {
        format!("o/{name}").parse().expect("a name")
    }

    fn ledgers(all: &[(&str, Option<u64>)]) -> BTreeMap<Folder, Ledger> {
        let ledger = |own: &str, id| {
            Ledger::new(Claims::new(Repository {
                id,
                name: name(own),
                created: None,
            }))
        };
        all.iter()
            .map(|(own, id)| (Folder::of(&name(own)), ledger(own, *id)))
            .collect()
    }

    fn moves(ledgers: &BTreeMap<Folder, Ledger>, visited: &[(u64, &str)]) -> Vec<String> {
        let visited = visited.iter().map(|(id, own)| Visited {
            id: Some(*id),
            name: name(own),
        });
        let placements = place(ledgers, &visited.collect());
        let text = |folders: &[Folder]| folders.iter().map(Folder::as_str).collect::<Vec<_>>().join("+");
        let visited = placements.visited.values();
        let visited = visited.map(|placement| format!("{}>{}", text(&placement.from), placement.to));
        let replaced = placements.replaced.iter().map(|(from, to)| format!("{from}>{to}"));
        visited.chain(replaced).collect()
    }

    #[test]
    fn a_chain_and_a_swap_are_placed_at_once() {
        let kept = ledgers(&[("a", Some(1)), ("b", Some(2)), ("c", Some(3))]);
        assert_eq!(
            moves(&kept, &[(1, "b"), (2, "d"), (3, "a")]),
            ["o/a>o/b", "o/b>o/d", "o/c>o/a"]
        );
        assert_eq!(moves(&kept, &[(1, "b"), (2, "a")]), ["o/a>o/b", "o/b>o/a"]);
    }

    #[test]
    fn a_name_that_changed_hands_keeps_both() {
        let kept = ledgers(&[("a", Some(1))]);
        assert_eq!(moves(&kept, &[(9, "a")]), [">o/a", "o/a>o/a~1"]);
    }

    #[test]
    fn of_two_folders_of_one_repository_that_with_its_name_comes_first() {
        let kept = ledgers(&[("a", Some(1)), ("b", Some(1))]);
        assert_eq!(moves(&kept, &[(1, "a")]), ["o/a+o/b>o/a"]);
        assert_eq!(moves(&kept, &[(1, "b")]), ["o/b+o/a>o/b"]);
    }

    #[test]
    fn an_import_without_an_id_joins_its_repository() {
        let kept = ledgers(&[("A", None), ("old", Some(1))]);
        assert_eq!(moves(&kept, &[(1, "a")]), ["o/old+o/A>o/a"]);
    }

    #[test]
    fn of_two_that_had_a_name_the_one_captured_last_is_meant() {
        fn meant<K: KeptRepository>(of: impl Fn(Ledger) -> K) -> Option<u64> {
            let kept = ledgers(&[("a", Some(1)), ("b", Some(2))]).into_iter();
            let kept = kept.map(|(folder, mut ledger)| {
                let captured = if folder.as_str() == "o/a" {
                    "2026-11-02"
                } else {
                    "2026-11-01"
                };
                ledger.claims.captured = format!("{captured}T12:00:00Z").parse().ok();
                ledger.claims.names.insert(name("former"));
                (folder, of(ledger))
            });
            known_as(&kept.collect(), &name("Former")).map(|known| known.id)
        }
        let entry = |ledger: Ledger| IndexEntry::new(&ledger.claims, &ledger.analyzed());
        assert_eq!(
            [meant(|ledger| ledger), meant(KnownLedger::from), meant(entry)],
            [Some(1); 3]
        );
    }
}
