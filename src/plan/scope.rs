//! PURE. Which repositories of a run can be planned apart from the others, and which folders that takes.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::{KeptRepository, Visited, place};
use crate::domain::ledger_folder::Folder;

/// Repositories that must be planned together, since they take, leave or give each other names. Nearly always it is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The repositories.
    pub visited: BTreeSet<Visited>,
    /// The folders that their plan depends on, whether they exist or not.
    pub folders: BTreeSet<Folder>,
}

/// The repositories of a run in groups; `kept` is what the ledger holds. The work grows with the repositories, not with their
/// pairs.
#[must_use]
pub fn groups<K: KeptRepository>(kept: &BTreeMap<Folder, K>, visited: &BTreeSet<Visited>) -> Vec<Group> {
    let placements = place(kept, visited);
    // Folders that lie in one another's way: other spellings of a name, which GitHub takes for the same, and replaced
    // repositories of that name, whose reports say who has it now.
    let mut same_name: BTreeMap<String, Vec<&Folder>> = BTreeMap::new();
    for folder in kept.keys() {
        same_name.entry(key(folder)).or_default().push(folder);
    }
    let replaced: BTreeMap<&Folder, &Folder> = placements.replaced.iter().map(|(from, to)| (from, to)).collect();
    let mut groups = Groups::default();
    for (one, placement) in &placements.visited {
        let own = placement.from.iter().cloned();
        let mut folders: BTreeSet<Folder> = own.chain([placement.to.clone(), Folder::of(&one.name)]).collect();
        let near: Vec<&Folder> = folders
            .iter()
            .filter_map(|folder| same_name.get(&key(folder)))
            .flatten()
            .copied()
            .collect();
        for folder in near {
            folders.insert(folder.clone());
            folders.extend(replaced.get(folder).copied().cloned());
        }
        groups.add(one, folders);
    }
    groups.groups.into_iter().flatten().collect()
}

/// What folders of one name have in common, whatever their case and whoever had the name.
fn key(folder: &Folder) -> String {
    folder.name().to_ascii_lowercase()
}

#[derive(Default)]
struct Groups {
    /// `None` for a group that has joined another one.
    groups: Vec<Option<Group>>,
    by_name: BTreeMap<String, usize>,
}

impl Groups {
    /// Adds a repository to the groups that share a name with it, which become one.
    fn add(&mut self, one: &Visited, folders: BTreeSet<Folder>) {
        let found: BTreeSet<usize> = folders
            .iter()
            .filter_map(|folder| self.by_name.get(&key(folder)).copied())
            .collect();
        let mut joined = Group::default();
        for index in &found {
            if let Some(group) = self.groups.get_mut(*index).and_then(Option::take) {
                joined.visited.extend(group.visited);
                joined.folders.extend(group.folders);
            }
        }
        joined.visited.insert(one.clone());
        joined.folders.extend(folders);
        let index = found.first().copied().unwrap_or(self.groups.len());
        self.by_name
            .extend(joined.folders.iter().map(|folder| (key(folder), index)));
        if index == self.groups.len() {
            self.groups.push(None);
        }
        self.groups[index] = Some(joined);
    }
}
