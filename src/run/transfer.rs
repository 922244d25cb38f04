//! EDGE. `export`: prints what the ledger holds. Imports the store, the plan, the export and the console.

use std::collections::BTreeMap;

use super::{Context, Message, not_loaded, open};
use crate::cli::{ExportFormat, ExportInputs};
use crate::domain::ledger::{Ledger, LedgerError};
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::export;
use crate::plan::change_set::Base;
use crate::plan::read_ledgers;
use crate::plan::rebuild::SourceError;

/// Prints the numbers of one repository.
///
/// # Errors
/// When the ledger cannot be read or does not hold the repository.
pub async fn export_from(inputs: &ExportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(&inputs.common, &context.clock)?;
    let base = store.load().await.map_err(not_loaded)?;
    let history = chosen(inputs.repository.as_ref(), &base)?.history();
    let numbers = match inputs.format {
        ExportFormat::Csv => export::csv(&history, inputs.table),
        ExportFormat::Json => export::json(&history),
    };
    context
        .console
        .data(&numbers)
        .map_err(|error| Message::new("Export", "could not write to standard output").with_cause(error.to_string()))?;
    Ok(Vec::new())
}

/// The ledger of the repository `name`, or the only one.
fn chosen(name: Option<&RepositoryName>, base: &Base) -> Result<Ledger, Message> {
    let (ledgers, damaged) = read_ledgers(base);
    let histories = ledgers.into_iter().map(|(folder, ledger)| (folder, Ok(ledger)));
    let mut histories: BTreeMap<Folder, Result<Ledger, LedgerError>> = histories.collect();
    histories.extend(damaged.into_iter().map(|(folder, error)| (folder, Err(error))));
    let names = histories.keys().map(Folder::to_string).collect::<Vec<_>>().join(", ");
    if histories.is_empty() {
        return Err(Message::new("Export", "no ledger was found")
            .with_help("Check `store`, `branch` and `directory`, or `--output`."));
    }
    let found = match name {
        Some(name) => {
            let wanted = Folder::of(name);
            let mut found = histories.into_iter().filter(|(folder, _)| folder.is_same_name(&wanted));
            found.next().ok_or_else(|| {
                Message::new("Export", format!("the ledger does not contain {name}"))
                    .with_help(format!("It contains {names}."))
            })?
        }
        None => {
            let mut all = histories.into_iter();
            match (all.next(), all.next()) {
                (Some(only), None) => only,
                _ => {
                    return Err(Message::new("Export", "the ledger contains several repositories")
                        .with_help(format!("Choose one with --repository: {names}.")));
                }
            }
        }
    };
    let (folder, history) = found;
    history.map_err(|error| {
        let error = SourceError::History(error);
        let path = folder.history();
        Message::new(path.clone(), error.to_string()).with_help(error.help(&path))
    })
}
