//! The GitHub of the random worlds: who has which name.

use std::collections::BTreeMap;

use super::{Dice, NAMES};

/// What GitHub knows.
#[derive(Default)]
pub(super) struct GitHub {
    /// The repositories that exist, by id.
    pub(super) names: BTreeMap<u64, String>,
    /// Who had a name last: GitHub sends requests for an old name there until somebody takes the name.
    redirects: BTreeMap<String, u64>,
    next: u64,
}

impl GitHub {
    pub(super) fn create(&mut self, name: &str) {
        if self.holder(name).is_none() {
            self.next += 1;
            self.names.insert(self.next, name.to_owned());
        }
    }

    fn holder(&self, name: &str) -> Option<u64> {
        let mut all = self.names.iter();
        all.find(|(_, held)| held.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
    }

    /// Who answers to a name: its holder, else the last one that had it.
    pub(super) fn resolve(&self, name: &str) -> Option<u64> {
        let redirect = || self.redirects.get(&name.to_lowercase()).copied();
        self.holder(name)
            .or_else(redirect)
            .filter(|id| self.names.contains_key(id))
    }

    fn rename(&mut self, id: u64, to: &str) {
        if let Some(old) = self.names.insert(id, to.to_owned()) {
            self.redirects.insert(old.to_lowercase(), id);
        }
    }

    pub(super) fn change(&mut self, dice: &mut Dice) {
        let ids: Vec<u64> = self.names.keys().copied().collect();
        let name = *dice.pick(&NAMES);
        if ids.is_empty() {
            return self.create(name);
        }
        let id = *dice.pick(&ids);
        match dice.roll(6) {
            0 => self.create(name),
            1 | 2 if self.holder(name).is_none() => self.rename(id, name),
            3 => {
                // Two swap their names, by way of a third.
                let other = *dice.pick(&ids);
                let (one, two) = (self.names[&id].clone(), self.names[&other].clone());
                self.rename(id, "o/between");
                self.rename(other, &one);
                self.rename(id, if id == other { &one } else { &two });
            }
            4 => {
                let old = self.names.remove(&id);
                if let Some(old) = old.filter(|_| dice.one_in(2)) {
                    self.create(&old);
                }
            }
            _ => {}
        }
    }
}
