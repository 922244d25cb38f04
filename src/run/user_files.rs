//! EDGE. Reads the files of the user: `events.csv` in the folder of the ledger, and those in the workspace that the inputs name.
//! What is wrong with them is said, and the traffic is recorded all the same.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::OpenLedger;
use super::resolve::ReadTarget;
use super::{Context, Message};
use crate::cli::RunInputs;
use crate::domain::Date;
use crate::domain::ledger_index::LedgerIndex;
use crate::domain::repository::RepositoryName;
use crate::domain::selection::Selection;
use crate::format::counted;
use crate::store::{Directory, Store, StoreError};
use crate::user_files::{EVENTS_FILE, FileError, Rejected, UserFiles};

/// What to do about a row.
const HELP: &str = "The other rows were taken. docs/events.md has the columns.";

/// Reads all files; `today` is the UTC day of the run. Failures come back, rejected rows are printed.
pub(super) async fn read(
    store: &Store,
    ledger: Option<&OpenLedger>,
    inputs: &RunInputs,
    context: &Context<'_>,
    today: Date,
) -> (UserFiles, Vec<Message>) {
    let mut reading = Reading {
        files: UserFiles::default(),
        failures: Vec::new(),
        context,
    };
    if let Some(ledger) = ledger {
        if ledger.base.files.contains_key(EVENTS_FILE) {
            let read = store.read(&[EVENTS_FILE]).await;
            reading.add(EVENTS_FILE, content(read, EVENTS_FILE), UserFiles::add_events);
        } else if ledger.base.links.contains(EVENTS_FILE) {
            let message = Message::new(
                EVENTS_FILE,
                "it was not read, since it is a symbolic link, which can lead anywhere",
            );
            reading
                .failures
                .push(message.with_help("Put the file itself into the folder of the ledger."));
        }
    }
    let workspace = Directory::new(context.environment.workspace());
    if let Some(path) = &inputs.user_files.events {
        let read = content(workspace.read(&[path]), path);
        reading.add(path, read, UserFiles::add_events);
    }
    let only = inputs.selection.only().cloned();
    for (name, path) in &inputs.user_files.series {
        let read = content(workspace.read(&[path]), path);
        reading.add(path, read, |files, bytes| {
            files.add_series(name.clone(), bytes, only.as_ref(), today)
        });
    }
    (reading.files, reading.failures)
}

/// The content of the one file that was read; `None` if it is not there.
fn content(read: Result<BTreeMap<String, Vec<u8>>, StoreError>, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(read?.remove(path))
}

/// The files so far.
struct Reading<'r> {
    files: UserFiles,
    failures: Vec<Message>,
    context: &'r Context<'r>,
}

impl Reading<'_> {
    fn add(
        &mut self,
        path: &str,
        content: Result<Option<Vec<u8>>, StoreError>,
        add: impl FnOnce(&mut UserFiles, &[u8]) -> Result<Vec<Rejected>, FileError>,
    ) {
        let content = match content {
            Ok(Some(content)) => content,
            Ok(None) => {
                let help =
                    "Give the path of a file in the workspace, which an earlier step has written or checked out.";
                let message = Message::new(path, "it was not read, since there is no such file");
                return self.failures.push(message.with_help(help));
            }
            Err(error) => return self.failures.push(Message::from(error).with_title(path)),
        };
        match add(&mut self.files, &content) {
            Ok(rejected) if rejected.is_empty() => {}
            Ok(rejected) => {
                let rows = rejected.iter().map(|one| 1 + one.more as u64).sum();
                let reasons: Vec<String> = rejected.iter().map(ToString::to_string).collect();
                let summary = format!(
                    "{} rejected: {}",
                    counted(rows, "row was", "rows were"),
                    reasons.join("; ")
                );
                self.context
                    .console
                    .warning(&Message::new(path, summary).with_help(HELP));
            }
            Err(error) => {
                let message = Message::new(path, format!("nothing of it was used: {error}"));
                self.failures
                    .push(message.with_help("docs/events.md has the columns. The traffic was recorded all the same."));
            }
        }
    }
}

/// Says that rows name repositories that are not in the ledger, without repeating the names.
pub(super) fn notice_strangers(
    files: &UserFiles,
    context: &Context<'_>,
    index: &LedgerIndex,
    selection: &Selection,
    targets: &[ReadTarget],
) {
    let kept = index.0.values().map(|entry| &entry.recent.repository.name);
    let visited = targets.iter().map(|target| target.subject.name());
    let known: BTreeSet<String> = kept
        .chain(selection.names())
        .chain(visited)
        .map(RepositoryName::folded)
        .collect();
    let is_known = |name: &RepositoryName| known.contains(&name.folded());
    let rows = files.strangers(&is_known) as u64;
    if rows > 0 {
        let summary = format!(
            "{} a repository that is neither in the ledger nor recorded by this run",
            counted(rows, "row names", "rows name")
        );
        let help = "Check the column `repository`. After a rename, write the new name.";
        context
            .console
            .notice(&Message::new("Events and series", summary).with_help(help));
    }
}
