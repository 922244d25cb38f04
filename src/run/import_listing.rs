//! EDGE. What an import says of the files that it was given, before it says what changes.

use super::Message;
use crate::action::console::Console;
use crate::format::counted;
use crate::import::{Assignment, Found, RepositoryChoice};

/// The most files of no known format that are listed one by one.
const SHOWN: usize = 10;

/// Lists what the files are. Those of a known format that could not be read come back as failures.
pub(super) fn list_files(found: &Found, console: &Console) -> Vec<Message> {
    console.print(&format!("Read {}", counted(found.files() as u64, "file", "files")));
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
    for file in empty.iter().take(SHOWN) {
        console.print(&file.to_string());
    }
    if let Some(more) = empty.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        console.print(&format!("and {more} more files that were not read"));
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
    for part in &assignment.others {
        console.print(&format!(
            "{}: not imported, since it is not the repository that was chosen",
            part.owner
        ));
    }
    let unassigned = assignment.unassigned.iter().map(|(part, reason)| {
        let of = match &part.files[..] {
            [only] => only.to_string(),
            files => format!("{} ({} files)", part.owner, files.len()),
        };
        Message::new(of, "not imported").with_cause(reason.clone())
    });
    unassigned.collect()
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
                .with_help("If the repository was renamed, pass the file or folder of its former name alone.")
        }
        _ => Message::new("Import", "nothing to import was found").with_help(
            "Name the columns of a CSV with --columns. `docs/importing.md` lists the formats; --format names one.",
        ),
    }
}
