//! EDGE. `import`: brings in what other tools have kept, and snapshots that a run could not save. Imports the store, the
//! plan, the importers and the console.

use std::collections::BTreeMap;

use super::collect::not_readable;
use super::{Context, Message, not_loaded, open, output, problem, save, site};
use crate::action::console::Console;
use crate::cli::ImportInputs;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::RawSnapshot;
use crate::domain::utc_day;
use crate::format::counted;
use crate::import::{Files, Format, ImportError, Options, Summary};
use crate::plan::change_set::Base;
use crate::plan::identity::{Known, known_as, ledger_of};
use crate::plan::rebuild::UPDATE;
use crate::plan::{Incoming, plan, read_ledgers};
use crate::store::Store;
use crate::{folder, import};

/// Merges what another tool has kept into the ledger, and keeps it there under its source's name; or saves snapshots that
/// a run could not save, as that run would have done.
///
/// # Errors
/// When the files cannot be read as the format, or the ledger cannot be read or written; nothing was written then.
pub async fn import_into(inputs: &ImportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let path = inputs.path.clone();
    // PATH can be a pipe (`… | traffic-ledger import csv /dev/stdin`), which may never end: a thread of its own waits for
    // it, so that an interruption is noticed.
    let files = tokio::task::spawn_blocking(move || folder::read(&path)).await??;
    match inputs.format {
        None => import_snapshots(&files, inputs, context).await,
        // The same answers in two wrappings: as snapshots they keep everything that they hold.
        Some(format) if format == import::api_json::FORMAT && import::are_own_snapshots(&files) => {
            import_snapshots(&files, inputs, context).await
        }
        Some(format) => import_data(format, &files, inputs, context).await,
    }
}

/// Saves this program's own snapshots, each in the ledger of its repository's id.
async fn import_snapshots(files: &Files, inputs: &ImportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let mut found = import::own_snapshots(files).map_err(|error| match error {
        ImportError::Newer { .. } => Message::new(Message::PROGRAM, error.to_string())
            .with_help(UPDATE)
            .into(),
        _ => anyhow::Error::from(error),
    })?;
    let store = open(&inputs.common, &context.clock)?;
    let (base, ledgers) = load(&store).await?;
    let requested = inputs.repository.as_ref();
    let mut rejected = Vec::new();
    for (path, snapshot) in &mut found {
        if let Some(error) = not_readable(snapshot) {
            let message = Message::new(*path, "nothing was imported, since it could not be read back");
            rejected.push(message.with_cause(error.to_string()));
        } else if let Some(cause) = foreign(snapshot, requested, &ledgers) {
            rejected.push(rejected_snapshot(path, cause));
        } else if snapshot.id.is_none() {
            let requested = requested.and_then(|name| ledger_of(&ledgers, name));
            match requested.and_then(|ledger| ledger.claims.repository.id) {
                // The user says whose it is.
                Some(id) => snapshot.id = Some(id),
                None => rejected.push(unidentified_snapshot(path, &snapshot.repository)),
            }
        }
    }
    if !rejected.is_empty() {
        return Ok(rejected);
    }
    console.print(&format!(
        "{} found",
        counted(found.len() as u64, "snapshot", "snapshots")
    ));
    let incoming: Vec<Incoming> = found.into_iter().map(|(_, one)| Incoming::Snapshot(one)).collect();
    let site = site(&inputs.common);
    let (plan, saved) = save(&store, Ok(base), &inputs.write, console, |base| {
        plan(base, &incoming, &site)
    })
    .await?;
    for (from, to) in &plan.replaced {
        output::replaced(console, from, to);
    }
    for outcome in &plan.outcomes {
        output::outcome(console, outcome);
    }
    output::saved(console, &plan, &saved, &inputs.write);
    Ok(plan.problems.iter().map(problem).collect())
}

/// Why a snapshot must not be imported: it is of another repository than the requested one, or its name belongs to
/// another repository since then.
fn foreign(
    snapshot: &RawSnapshot,
    requested: Option<&RepositoryName>,
    ledgers: &BTreeMap<Folder, Ledger>,
) -> Option<String> {
    let name = &snapshot.repository;
    let owner_of = |name: &RepositoryName| ledger_of(ledgers, name).map(|ledger| &ledger.claims);
    let whose = snapshot
        .id
        .map_or_else(|| name.to_string(), |id| format!("{name} (id {id})"));
    if let Some(requested) = requested {
        let same = match owner_of(requested)
            .and_then(|claims| claims.repository.id)
            .zip(snapshot.id)
        {
            Some((kept, found)) => kept == found,
            None => Folder::of(requested).is_same_name(&Folder::of(name)),
        };
        if !same {
            return Some(format!("it is a snapshot of {whose}, not of {requested}"));
        }
    }
    let later = owner_of(name).filter(|claims| claims.captured > Some(snapshot.captured))?;
    let (kept, _) = later
        .repository
        .id
        .zip(snapshot.id)
        .filter(|(kept, found)| kept != found)?;
    Some(format!(
        "it is a snapshot of {whose}, whose name belongs to another repository (id {kept}) since then"
    ))
}

fn rejected_snapshot(path: &str, cause: String) -> Message {
    Message::new(path.to_owned(), "nothing was imported").with_cause(cause).with_help(
        "Import it without --repository, or without this file, or into a ledger of its own with --output or --directory.",
    )
}

/// GitHub did not say which repository a snapshot is of, and its name alone may have changed hands.
fn unidentified_snapshot(path: &str, name: &RepositoryName) -> Message {
    Message::new(path.to_owned(), "nothing was imported")
        .with_cause("it does not say which repository it is of")
        .with_help(format!(
            "If it is of {name} as the ledger knows it, add `--repository {name}`. If the ledger does not know {name} yet, \
             let a run record it first."
        ))
}

/// The name that the ledger has a repository under: a former name is known in the ledger until another repository has it.
fn name_in_ledger(name: &RepositoryName, ledgers: &BTreeMap<Folder, Ledger>, console: &Console) -> RepositoryName {
    match known_as(ledgers, name).filter(|known| !known.name.is_same(name)) {
        Some(Known { name: now, .. }) if ledger_of(ledgers, name).is_none() => {
            console.print(&format!("{name} is {now} now: importing into its ledger"));
            now
        }
        _ => name.clone(),
    }
}

/// Merges what another tool has kept.
async fn import_data(
    format: Format,
    files: &Files,
    inputs: &ImportInputs,
    context: &Context<'_>,
) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let store = open(&inputs.common, &context.clock)?;
    let (base, ledgers) = load(&store).await?;
    let names = ledgers.values().map(|ledger| &ledger.claims.repository.name);
    let name = match (&inputs.repository, names.collect::<Vec<_>>().as_slice()) {
        (Some(name), _) => name_in_ledger(name, &ledgers, console),
        (None, [only]) => (*only).clone(),
        (None, _) => {
            return Err(
                Message::new("Import", "the files do not say which repository they belong to")
                    .with_help("Name it with --repository owner/name.")
                    .into(),
            );
        }
    };
    let before = ledger_of(&ledgers, &name).map(Ledger::history);
    let options = Options {
        repository: name.clone(),
        today: utc_day(context.clock.now()),
        created: before.as_ref().and_then(|history| history.repository.created),
        columns: inputs.columns.clone(),
        source: inputs.source.clone(),
    };
    let import::Read { import, rejected } = import::read(format, files, &options)?;
    let incoming = [Incoming::Import(name.clone(), Box::new(import.clone()))];
    let site = site(&inputs.common);
    let title = format!("Import {format} into the traffic of {name}");
    let propose = |base: &_| {
        let mut plan = plan(base, &incoming, &site);
        plan.title = Some(title.clone());
        plan
    };
    let (plan, saved) = save(&store, Ok(base), &inputs.write, console, propose).await?;
    for outcome in &plan.outcomes {
        let summary = Summary::of(before.as_ref(), &outcome.history, &import, rejected.clone());
        console.print(summary.to_string().trim_end());
    }
    output::saved(console, &plan, &saved, &inputs.write);
    Ok(plan.problems.iter().map(problem).collect())
}

/// The ledger as it is, and the repositories in it.
async fn load(store: &Store) -> Result<(Base, BTreeMap<Folder, Ledger>), Message> {
    let base = store.load().await.map_err(not_loaded)?;
    let (ledgers, _) = read_ledgers(&base);
    Ok((base, ledgers))
}
