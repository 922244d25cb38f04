//! EDGE. What an import says of the files that it was given, before it says what changes.

use std::collections::{BTreeMap, BTreeSet};

use super::Message;
use crate::action::console::Console;
use crate::format::counted;
use crate::import::{Assignment, DataOwner, EmptyFile, Found, Part, RepositoryChoice};

/// The most files of no known format that are listed one by one.
const SHOWN: usize = 10;

/// From so many repositories without an owner on, they are named together.
const MOST_WITHOUT_OWNER: usize = 4;

/// Lists what the files are. Those of a known format that could not be read come back as failures.
pub(super) fn list_files(found: &Found, console: &Console) -> Vec<Message> {
    let files = counted(found.files() as u64, "file", "files");
    console.print(&match found.versions() {
        0 => format!("Read {files}"),
        versions => format!("Read {files}, {versions} of them from commits"),
    });
    for file in found.unknown.iter().take(SHOWN) {
        console.print(&file.to_string());
    }
    if let Some(more) = found.unknown.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        console.print(&format!(
            "and {} more",
            counted(
                more as u64,
                "file that was not recognised",
                "files that were not recognised"
            )
        ));
    }
    // A file without rows is worth a line only if there is no other.
    let is_only = found.files() == 1;
    let empty: Vec<_> = found
        .empty
        .iter()
        .filter(|file| is_only || !file.notes.is_empty())
        .collect();
    // Hundreds of files can lack the same.
    let mut alike: BTreeMap<&BTreeSet<String>, (&EmptyFile, usize)> = BTreeMap::new();
    for file in empty {
        alike.entry(&file.notes).or_insert((file, 0)).1 += 1;
    }
    for (file, files) in alike.into_values() {
        console.print(&match files - 1 {
            0 => file.to_string(),
            more => format!("{file} (and {} alike)", counted(more as u64, "file", "files")),
        });
    }
    let failed = found.failed.iter().map(|failed| {
        Message::new(failed.file.to_string(), "the file was not imported").with_cause(failed.reason.clone())
    });
    failed.collect()
}

/// Lists the data of each repository. Data of which it is not known whose they are come back as failures.
pub(super) fn list_data(assignment: &Assignment, console: &Console) -> Vec<Message> {
    for assigned in &assignment.assigned {
        for part in &assigned.parts {
            console.print(&format!("{}: {}", assigned.repository, part.to_string().trim_end()));
        }
    }
    for (part, _) in &assignment.unassigned {
        console.print(&format!("{}: {}", part.owner, part.to_string().trim_end()));
    }
    for part in &assignment.others {
        console.print(&format!(
            "{}: not imported, since it is not the repository that was chosen",
            part.owner
        ));
    }
    let (without_owner, unassigned): (Vec<_>, Vec<_>) = assignment
        .unassigned
        .iter()
        .partition(|(part, _)| matches!(part.owner, DataOwner::Called(_)));
    let mut failures: Vec<Message> = unassigned.into_iter().map(not_assigned).collect();
    match &without_owner[..] {
        few if few.len() < MOST_WITHOUT_OWNER => failures.extend(few.iter().copied().map(not_assigned)),
        many => failures.push(without_owners(many.iter().map(|(part, _)| part))),
    }
    failures
}

fn not_assigned((part, reason): &(Part, String)) -> Message {
    let of = match &part.files[..] {
        [only] => only.to_string(),
        files => format!("{} ({} files)", part.owner, files.len()),
    };
    Message::new(of, "not imported").with_cause(reason.clone())
}

/// One message for all data of repositories whose owner is not known.
fn without_owners<'p>(parts: impl Iterator<Item = &'p Part>) -> Message {
    let mut names: Vec<String> = parts.map(|part| part.owner.to_string()).collect();
    names.sort();
    names.dedup();
    let title = counted(names.len() as u64, "repository", "repositories");
    Message::new(title, "not imported")
        .with_cause(format!("their owner is not known: {}", names.join(", ")))
        .with_help(
            "Add --repository 'owner/*' for all of an owner, or --repository owner/name for one. Pass the data of \
             several owners one after another.",
        )
}

/// Why nothing is imported although nothing is wrong with the files.
pub(super) fn nothing(selection: &RepositoryChoice, owners: &[String]) -> Message {
    match selection {
        RepositoryChoice::One(name) if !owners.is_empty() => {
            let found = owners.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let more = match owners.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Message::new("Import", format!("nothing in it is of {name}"))
                .with_cause(format!("found data of {found}{more}"))
                .with_help(format!(
                    "If some of it is of {name}, under a former name or none, pass its file or folder alone."
                ))
        }
        _ => Message::new("Import", "nothing to import was found").with_help(
            "Name the columns of a CSV with --columns. `docs/importing.md` lists the formats; --format names one.",
        ),
    }
}
