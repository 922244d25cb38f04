//! EDGE. `import --undo`: takes the imports of a source out of the ledger, and makes it again from what is left.

use std::collections::{BTreeMap, BTreeSet};

use super::destination::Destination;
use super::{Context, Message, check, open, output, save_planned, server};
use crate::cli::ImportInputs;
use crate::domain::ledger_folder::{Folder, HISTORY_FILE};
use crate::domain::ledger_index::INDEX_FILE;
use crate::format::counted;
use crate::import::{RepositoryChoice, SourceName};
use crate::plan::change_set::Base;
use crate::plan::known_ledger::KnownLedger;
use crate::plan::layout;
use crate::plan::read_ledgers;
use crate::plan::rebuild::{RebuildError, rebuild};

/// Takes back all imports of a source.
///
/// # Errors
/// When the ledger cannot be read or written, or has no such import; nothing was written then.
pub(super) async fn undo(
    source: &SourceName,
    inputs: &ImportInputs,
    context: &Context<'_>,
) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let store = open(&inputs.common, &context.clock)?;
    let (base, contents) = check::read(&store, context).await?;
    let (ledgers, _) = read_ledgers(&base);
    Destination::of(&store)
        .await
        .check_branch(&inputs.common, &inputs.write)?;
    let removed = imports_of(source, &inputs.selection, &ledgers);
    if removed.is_empty() {
        return Ok(vec![no_such_import(source, &ledgers)]);
    }
    let mut rest = base.clone();
    rest.files.retain(|path, _| !removed.contains(path));
    let emptied = emptied(&rest);
    rest.files.retain(|path, _| !emptied.contains(path));
    rest.contents.retain(|path, _| !emptied.contains(path));
    let site = server::recorded_site(&store, &base, &contents, &inputs.common).await?;
    let mut plan = match rebuild(&rest, &contents, &removed, &site) {
        Ok(plan) => plan,
        Err(RebuildError(errors)) => return Ok(errors.into_iter().map(check::refusal).collect()),
    };
    let is_empty = plan.outcomes.is_empty();
    let nothing: BTreeMap<String, ()> = BTreeMap::new();
    let overview = layout::left_in_front(&base, &nothing).cloned();
    let front = [layout::README, INDEX_FILE]
        .map(str::to_owned)
        .into_iter()
        .chain(overview);
    let front: BTreeSet<String> = front.filter(|path| is_empty && base.files.contains_key(path)).collect();
    for path in removed.iter().chain(&emptied).chain(&front) {
        plan.changes.delete(path.clone());
    }
    plan.title = Some(format!("Take back the import of {source}"));
    for outcome in plan.outcomes.iter().filter(|outcome| outcome.news) {
        output::outcome(console, outcome);
    }
    let files = counted(removed.len() as u64, "import", "imports");
    console.print(&format!("{files} of {source} taken back"));
    let saved = save_planned(&store, &base, &plan, &inputs.write, console).await?;
    output::saved(console, plan.changes.changes().len(), &saved, &inputs.write);
    Ok(Vec::new())
}

/// The files of a source's imports, by path in the ledger.
fn imports_of(
    source: &SourceName,
    selection: &RepositoryChoice,
    ledgers: &BTreeMap<Folder, KnownLedger>,
) -> BTreeSet<String> {
    let selected = ledgers.iter().filter(|(_, ledger)| {
        let name = &ledger.claims.repository.name;
        match selection {
            RepositoryChoice::All => true,
            RepositoryChoice::One(one) => one.is_same(name),
            RepositoryChoice::AllOf(owner) => name.owner().eq_ignore_ascii_case(owner),
        }
    });
    let imports = selected.flat_map(|(folder, ledger)| {
        let imports = ledger.claims.imports.iter();
        let own = imports.filter(|(_, name)| *name == source.as_str());
        own.map(|(below, _)| folder.join(below))
    });
    imports.collect()
}

fn no_such_import(source: &SourceName, ledgers: &BTreeMap<Folder, KnownLedger>) -> Message {
    let all: BTreeSet<&str> = ledgers
        .values()
        .flat_map(|ledger| ledger.claims.imports.values())
        .map(String::as_str)
        .collect();
    let message = Message::new("Import", format!("the ledger holds no import of {source}"));
    match all.len() {
        0 => message.with_help("It holds no import at all."),
        _ => message.with_help(format!(
            "It holds imports of {}.",
            all.into_iter().collect::<Vec<_>>().join(", ")
        )),
    }
}

/// What was made from sources in folders that have none any more.
fn emptied(base: &Base) -> BTreeSet<String> {
    let with_sources: BTreeSet<Folder> = base
        .files
        .keys()
        .filter_map(|path| Folder::split(path))
        .filter(|(_, below)| layout::is_source(below))
        .map(|(folder, _)| folder)
        .collect();
    let is_made = |below: &str| layout::is_rendered(below) || below == HISTORY_FILE;
    let left = |path: &&String| {
        Folder::split(path).is_some_and(|(folder, below)| is_made(below) && !with_sources.contains(&folder))
    };
    base.files.keys().filter(left).cloned().collect()
}
