//! PURE. Which data go to which repository's ledger. Data of several repositories are never mixed: what cannot be assigned
//! is named and left out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr;

use super::found::{Found, Part};
use super::owner::DataOwner;
use crate::domain::Date;
use crate::domain::repository::{NotARepository, RepositoryName};
use crate::encode::excerpt;

/// Which repositories are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RepositoryChoice {
    /// All that are named in the data.
    All,
    /// One; data that name no repository are taken for its own.
    One(RepositoryName),
    /// All of an owner; names without an owner are taken for names of its repositories.
    AllOf(String),
}

impl FromStr for RepositoryChoice {
    type Err = NotARepository;

    /// Parses `owner/name`, or `owner/*` for all of an owner.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let owner = text
            .strip_suffix("/*")
            .filter(|owner| format!("{owner}/x").parse::<RepositoryName>().is_ok());
        match owner {
            Some(owner) => Ok(Self::AllOf(owner.to_owned())),
            None => text.parse().map(Self::One),
        }
    }
}

/// A repository of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRepository {
    /// Its name now.
    pub name: RepositoryName,
    /// The names that it had.
    pub former: BTreeSet<RepositoryName>,
    /// The UTC day on which it was created, if a run has recorded it.
    pub created: Option<Date>,
}

/// The data of one repository, one part for each format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// The repository.
    pub repository: RepositoryName,
    /// Its data.
    pub parts: Vec<Part>,
}

/// All data by repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// What is imported.
    pub assigned: Vec<Assigned>,
    /// Data of repositories that are not selected.
    pub others: Vec<Part>,
    /// Data whose repository is not known, and why.
    pub unassigned: Vec<(Part, String)>,
}

enum Target {
    Repository(RepositoryName),
    Other,
    Unclear(String),
}

/// Assigns what was found. `known` are the repositories of the ledger.
#[must_use]
pub fn assign(found: Found, selection: &RepositoryChoice, known: &[KnownRepository]) -> Assignment {
    let mut assignment = Assignment::default();
    let surroundings = Surroundings::of(&found, known);
    for part in found.parts {
        match surroundings.target(&part.owner, selection) {
            Target::Repository(repository) => assignment.add(repository, part, known),
            Target::Other => assignment.others.push(part),
            Target::Unclear(reason) => assignment.unassigned.push((part, reason)),
        }
    }
    assignment
        .assigned
        .sort_by(|one, two| one.repository.cmp(&two.repository));
    assignment
}

impl Assignment {
    fn add(&mut self, repository: RepositoryName, mut part: Part, known: &[KnownRepository]) {
        let created = known
            .iter()
            .find(|known| known.name.is_same(&repository))
            .and_then(|known| known.created);
        if let Some(created) = created {
            part.reject_before(created);
        }
        let same = |assigned: &&mut Assigned| assigned.repository.is_same(&repository);
        let Some(assigned) = self.assigned.iter_mut().find(same) else {
            let parts = vec![part];
            return self.assigned.push(Assigned { repository, parts });
        };
        match assigned
            .parts
            .iter_mut()
            .find(|kept| kept.import.tool == part.import.tool)
        {
            Some(kept) => kept.join(part),
            None => assigned.parts.push(part),
        }
    }
}

/// What else is in the import, and in the ledger.
struct Surroundings<'k> {
    /// Whether all data have the same owner.
    is_alone: bool,
    /// The repositories of the ledger, and those that the data name: an import that comes again finds them there.
    known: Cow<'k, [KnownRepository]>,
    /// The words before the last one of each label, in small letters: folders of owners, or others.
    folders: BTreeSet<String>,
}

impl<'k> Surroundings<'k> {
    fn of(found: &Found, ledger: &'k [KnownRepository]) -> Self {
        let owners = found.owners();
        let mut known = Cow::Borrowed(ledger);
        for owner in &owners {
            if let DataOwner::Named(name) = owner
                && current(name, &known).is_same(name)
                && !known.iter().any(|known| known.name.is_same(name))
            {
                known.to_mut().push(KnownRepository {
                    name: name.clone(),
                    former: BTreeSet::new(),
                    created: None,
                });
            }
        }
        let folder = |owner: &&DataOwner| match owner {
            DataOwner::Label(words) => words.iter().rev().nth(1).map(|word| word.to_lowercase()),
            _ => None,
        };
        Self {
            is_alone: owners.len() == 1,
            folders: owners.iter().filter_map(folder).collect(),
            known,
        }
    }

    fn target(&self, owner: &DataOwner, selection: &RepositoryChoice) -> Target {
        let known = &*self.known;
        match (owner, selection) {
            (DataOwner::Named(name), RepositoryChoice::One(selected)) => {
                let is_it = name.is_same(selected) || current(name, known).is_same(selected);
                match is_it {
                    true => Target::Repository(selected.clone()),
                    false => Target::Other,
                }
            }
            (DataOwner::Named(name), RepositoryChoice::AllOf(owner)) => {
                let current = current(name, known);
                match current.owner().eq_ignore_ascii_case(owner) {
                    true => Target::Repository(current),
                    false => Target::Other,
                }
            }
            (DataOwner::Named(name), RepositoryChoice::All) => Target::Repository(current(name, known)),
            (DataOwner::Called(_), RepositoryChoice::One(selected)) => match owner.may_be(selected) {
                true => Target::Repository(selected.clone()),
                false => Target::Other,
            },
            // Data that nothing tells apart are what the user says.
            (DataOwner::Unnamed | DataOwner::Label(_), RepositoryChoice::One(selected)) => match owner {
                _ if self.is_alone => Target::Repository(selected.clone()),
                DataOwner::Label(_) if owner.may_be(selected) => Target::Repository(selected.clone()),
                DataOwner::Label(_) => Target::Other,
                _ => Target::Unclear(
                    "other files name a repository, and this does not; import it alone if it is of the same".to_owned(),
                ),
            },
            (DataOwner::Called(name), RepositoryChoice::AllOf(owner)) => below(owner, name),
            (DataOwner::Label(words), RepositoryChoice::AllOf(owner)) => self.in_folder(words, owner),
            (_, RepositoryChoice::AllOf(_)) => {
                Target::Unclear("nothing in it says which repository it is of".to_owned())
            }
            (_, RepositoryChoice::All) => guessed(owner, self.is_alone, known),
        }
    }

    /// Data in folders, of which all of an owner are wanted: the folder above the last one can be the owner's.
    fn in_folder(&self, words: &[String], owner: &str) -> Target {
        let name = words.last().map_or("", String::as_str);
        let Some(folder) = words.iter().rev().nth(1).map(|word| word.to_lowercase()) else {
            return below(owner, name);
        };
        let owner_here = owner.to_lowercase();
        if folder == owner_here || self.folders.len() == 1 {
            return below(owner, name);
        }
        match self.folders.contains(&owner_here) {
            true => Target::Other,
            false => Target::Unclear(format!(
                "its folder {folder}/{name} may name another owner than {owner}; import it with --repository owner/name"
            )),
        }
    }
}

/// Data without a full name, of which the only repository that fits may be known.
fn guessed(owner: &DataOwner, is_alone: bool, known: &[KnownRepository]) -> Target {
    let fitting = |known: &&KnownRepository| {
        !matches!(owner, DataOwner::Unnamed)
            && (owner.may_be(&known.name) || known.former.iter().any(|name| owner.may_be(name)))
    };
    let fitting: Vec<&KnownRepository> = known.iter().filter(fitting).collect();
    match (&fitting[..], known, owner) {
        ([only], ..) => Target::Repository(only.name.clone()),
        ([], [only], DataOwner::Unnamed | DataOwner::Label(_)) if is_alone => Target::Repository(only.name.clone()),
        ([], _, DataOwner::Called(name)) => Target::Unclear(format!(
            "the owner of {name} is not known; add --repository owner/{name}, or --repository 'owner/*' for all"
        )),
        ([], _, DataOwner::Label(words)) => Target::Unclear(format!(
            "only its place, {:?}, may say which repository it is of; name it with --repository owner/name, or --repository \
             'owner/*' for all of an owner",
            excerpt(&words.join("/"), 100)
        )),
        ([], ..) => Target::Unclear(
            "nothing in it says which repository it is of; name it with --repository owner/name".to_owned(),
        ),
        (several, ..) => {
            let names: Vec<String> = several.iter().map(|known| known.name.to_string()).collect();
            Target::Unclear(format!("it may be of {}; choose with --repository", names.join(" or ")))
        }
    }
}

/// The name of a repository now: the ledger knows former ones.
fn current(name: &RepositoryName, known: &[KnownRepository]) -> RepositoryName {
    let has_it = known.iter().any(|known| known.name.is_same(name));
    let had_it = known
        .iter()
        .find(|known| known.former.iter().any(|former| former.is_same(name)));
    match had_it.filter(|_| !has_it) {
        Some(known) => known.name.clone(),
        None => name.clone(),
    }
}

fn below(owner: &str, name: &str) -> Target {
    match format!("{owner}/{name}").parse() {
        Ok(name) => Target::Repository(name),
        Err(_) => Target::Unclear("nothing in it says which repository it is of".to_owned()),
    }
}
