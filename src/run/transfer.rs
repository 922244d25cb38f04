//! EDGE. `export`: prints what the ledger holds of one repository, and reads no more than its history.

use std::collections::BTreeSet;

use super::ledger::{OpenLedger, open_ledger};
use super::{Context, Message, not_loaded, open, text_table};
use crate::cli::{ExportFormat, ExportInputs};
use crate::domain::ledger::{Ledger, LedgerError};
use crate::domain::ledger_folder::{Folder, HISTORY_FILE};
use crate::domain::repository::RepositoryName;
use crate::export;
use crate::plan::layout;
use crate::plan::rebuild::SourceError;
use crate::store::Store;

/// Prints the numbers of one repository.
///
/// # Errors
/// When the ledger cannot be read or does not hold the repository.
pub async fn export_from(inputs: &ExportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(&inputs.common, &context.clock)?;
    let ledger = open_ledger(&store).await.map_err(Message::from)?;
    let folder = chosen(inputs.repository.as_ref(), &folders(&ledger))?;
    let history = read(&store, &ledger, &folder).await?.history();
    let numbers = match inputs.format {
        ExportFormat::Csv => export::csv(&history, inputs.table),
        ExportFormat::Json => export::json(&history),
    };
    text_table::print(context.console, "Export", &numbers)?;
    Ok(Vec::new())
}

/// The folders with a history: those of the index, and where that was made from the histories, also those that cannot be read.
pub(super) fn folders(ledger: &OpenLedger) -> BTreeSet<Folder> {
    let histories = ledger.base.contents.keys().chain(&ledger.base.links);
    let histories = histories.filter_map(|path| layout::folder_of_history(path));
    ledger.index.0.keys().cloned().chain(histories).collect()
}

/// The folder of the repository `name`, or the only one.
fn chosen(name: Option<&RepositoryName>, folders: &BTreeSet<Folder>) -> Result<Folder, Message> {
    let names = || folders.iter().map(Folder::to_string).collect::<Vec<_>>().join(", ");
    let mut all = folders.iter();
    let found = match (name, all.next(), all.next()) {
        (_, None, _) => {
            return Err(Message::new("Export", "no ledger was found")
                .with_help("Check `store`, `branch` and `directory`, or `--output`."));
        }
        (Some(name), ..) => {
            let wanted = Folder::of(name);
            folders
                .iter()
                .find(|folder| folder.is_same_name(&wanted))
                .ok_or_else(|| {
                    Message::new("Export", format!("the ledger does not contain {name}"))
                        .with_help(format!("It contains {}.", names()))
                })?
        }
        (None, Some(only), None) => only,
        (None, Some(_), Some(_)) => {
            return Err(Message::new("Export", "the ledger contains several repositories")
                .with_help(format!("Choose one with --repository: {}.", names())));
        }
    };
    Ok(found.clone())
}

/// Histories that are read side by side and forgotten before the next.
const READ_AT_ONCE: usize = 16;

/// The histories in these folders, some at once; `take` gets each with its place.
pub(super) async fn read_each(
    store: &Store,
    ledger: &OpenLedger,
    folders: &[&Folder],
    mut take: impl FnMut(usize, Result<Ledger, Message>),
) {
    let mut place = 0;
    for some in folders.chunks(READ_AT_ONCE) {
        let paths = some.iter().map(|folder| folder.history());
        let paths: Vec<String> = paths.filter(|path| !ledger.base.contents.contains_key(path)).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        // What fails is read again by itself, to know what is wrong with it.
        let contents = store.read(&paths).await.unwrap_or_default();
        for folder in some {
            let found = contents.get(&folder.history()).map(|bytes| Ledger::from_bytes(bytes));
            take(
                place,
                match found {
                    Some(Ok(found)) => Ok(found),
                    _ => read(store, ledger, folder).await,
                },
            );
            place += 1;
        }
    }
}

/// The history in a folder, which is all that is read of it.
pub(super) async fn read(store: &Store, ledger: &OpenLedger, folder: &Folder) -> Result<Ledger, Message> {
    let path = folder.history();
    let read = match ledger.base.contents.get(&path) {
        Some(bytes) => Ledger::from_bytes(bytes),
        None if ledger.base.links.contains(&path) => Err(LedgerError::Link),
        None => match store.read(&[&path]).await.map_err(not_loaded)?.get(&path) {
            Some(bytes) => Ledger::from_bytes(bytes),
            None => {
                let listed = store.list(folder, HISTORY_FILE).await.map_err(not_loaded)?;
                Err(match listed.links.contains(&path) {
                    true => LedgerError::Link,
                    false => LedgerError::Missing,
                })
            }
        },
    };
    read.map_err(|error| {
        let error = SourceError::History(error);
        Message::new(path.clone(), error.to_string()).with_help(error.help(&path))
    })
}
