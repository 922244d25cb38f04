//! EDGE. `import`: brings in what other tools have kept, and snapshots that a run could not save. Imports the store, the
//! plan, the importers and the console.

use std::collections::BTreeMap;

use super::collect::not_readable;
use super::destination::{self, Destination};
use super::{Context, Message, import_privacy, not_loaded, open, output, problem, save, site, undo};
use crate::action::console::Console;
use crate::cli::{ImportAction, ImportInputs};
use crate::domain::history::History;
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::RawSnapshot;
use crate::domain::utc_day;
use crate::folder;
use crate::format::counted;
use crate::import::{
    self, Assigned, Assignment, Files, Found, Import, KnownRepository, Options, RepositoryChoice, Summary,
};
use crate::plan::change_set::Base;
use crate::plan::identity::{Known, Visited, known_as, ledger_of};
use crate::plan::rebuild::UPDATE;
use crate::plan::{Incoming, plan, read_ledgers};
use crate::store::Store;

/// The most files of no known format that are listed one by one.
const SHOWN: usize = 10;

/// Merges what other tools have kept into the ledgers of its repositories, and keeps it there under its source's name; or
/// saves snapshots that a run could not save, as that run would have done; or takes an import back.
///
/// # Errors
/// When nothing can be read, or the ledger cannot be read or written; nothing was written then. Files that could not be
/// imported while others were come back as failures.
pub async fn import_into(inputs: &ImportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let path = match &inputs.action {
        ImportAction::Undo(source) => return undo::undo(source, inputs, context).await,
        ImportAction::Import(path) => path.clone(),
    };
    // PATH can be a pipe (`… | traffic-ledger import /dev/stdin`), which may never end: a thread of its own waits for
    // it, so that an interruption is noticed.
    let folder::Contents { files, notices } = tokio::task::spawn_blocking(move || folder::read(&path)).await??;
    for notice in notices {
        context.console.notice(&Message::new("Import", notice));
    }
    let may_be_snapshots = match inputs.format {
        None => true,
        // The same answers in two wrappings: as snapshots they keep everything that they hold.
        Some(format) => format == import::api_json::FORMAT && import::are_own_snapshots(&files),
    };
    if may_be_snapshots {
        let found = import::own_snapshots(&files).map_err(|error| {
            let message = Message::new(Message::PROGRAM, error.to_string());
            if error.is_newer() {
                message.with_help(UPDATE)
            } else {
                message
            }
        })?;
        if !found.is_empty() {
            return import_snapshots(found, inputs, context).await;
        }
    }
    import_data(files, inputs, context).await
}

/// Saves this program's own snapshots, each in the ledger of its repository's id.
async fn import_snapshots(
    mut found: Vec<(&str, RawSnapshot)>,
    inputs: &ImportInputs,
    context: &Context<'_>,
) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let store = open(&inputs.common, &context.clock)?;
    let (base, ledgers) = load(&store).await?;
    let destination = Destination::of(&store).await;
    let requested = match &inputs.selection {
        RepositoryChoice::One(name) => Some(name),
        RepositoryChoice::All | RepositoryChoice::AllOf(_) => None,
    };
    if let RepositoryChoice::AllOf(owner) = &inputs.selection {
        found.retain(|(_, snapshot)| snapshot.repository.owner().eq_ignore_ascii_case(owner));
    }
    for (_, snapshot) in &mut found {
        import_privacy::apply(inputs.publishing.privacy, snapshot, &ledgers);
    }
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
    let repositories = incoming.iter().map(Incoming::visited).collect();
    destination.check_import(&store, &repositories, inputs).await?;
    let is_new = destination::holds_nothing(&base);
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
    output::saved(console, plan.changes.changes().len(), &saved, &inputs.write);
    destination.notice_first_commit(is_new, plan.changes.is_empty(), console);
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

/// Merges what other tools have kept.
async fn import_data(files: Files, inputs: &ImportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let store = open(&inputs.common, &context.clock)?;
    let (base, ledgers) = load(&store).await?;
    let destination = Destination::of(&store).await;
    let selection = match &inputs.selection {
        RepositoryChoice::One(name) => RepositoryChoice::One(name_in_ledger(name, &ledgers, console)),
        other => other.clone(),
    };
    let options = Options {
        today: utc_day(context.clock.now()),
        columns: inputs.columns.clone(),
        source: inputs.source.clone(),
    };
    let found = import::read(inputs.format, &files, &options);
    drop(files);
    let mut failures = list_files(&found, console);
    let owners: Vec<String> = found.owners().into_iter().map(ToString::to_string).collect();
    let assignment = import::assign(found, &selection, &known(&ledgers));
    failures.extend(list_data(&assignment, console));
    // Each import is moved, not copied: ten years of several repositories are large.
    let mut incoming: Vec<Incoming> = assignment.assigned.into_iter().flat_map(imports_of).collect();
    incoming.retain_mut(|item| match item {
        Incoming::Snapshot(_) => true,
        Incoming::Import(name, import) => {
            let ledger = ledger_of(&ledgers, name);
            let result = import_privacy::apply_to_import(inputs.publishing.privacy, import, ledger);
            failures.extend(result.as_ref().err().cloned());
            result.is_ok()
        }
    });
    if incoming.is_empty() {
        if failures.is_empty() {
            failures.push(nothing(&selection, &owners));
        }
        return Ok(failures);
    }
    let imports = by_repository(&incoming);
    let before: BTreeMap<String, History> = imports
        .keys()
        .filter_map(|name| Some((name.to_string(), ledger_of(&ledgers, name)?.history())))
        .collect();
    let id_of = |name: &RepositoryName| ledger_of(&ledgers, name)?.claims.repository.id;
    let visited = imports.keys().map(|name| Visited {
        id: id_of(name),
        name: RepositoryName::clone(name),
    });
    destination.check_import(&store, &visited.collect(), inputs).await?;
    let is_new = destination::holds_nothing(&base);
    drop(ledgers);
    let site = site(&inputs.common);
    let title = title(&imports);
    let propose = |base: &_| {
        let mut plan = plan(base, &incoming, &site);
        plan.title = Some(title.clone());
        plan
    };
    let (plan, saved) = save(&store, Ok(base), &inputs.write, console, propose).await?;
    for outcome in &plan.outcomes {
        let own = imports.iter().find(|(name, _)| name.is_same(&outcome.name));
        let own = own.map_or(&[][..], |(_, imports)| imports.as_slice());
        let before = before
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&outcome.name.to_string()));
        let summary = Summary::of(before.map(|(_, history)| history), &outcome.history, own);
        console.print(&format!("{}: {summary}", outcome.name));
    }
    output::saved(console, plan.changes.changes().len(), &saved, &inputs.write);
    destination.notice_first_commit(is_new, plan.changes.is_empty(), console);
    failures.extend(plan.problems.iter().map(problem));
    Ok(failures)
}

/// The imports of a repository that hold anything.
fn imports_of(assigned: Assigned) -> impl Iterator<Item = Incoming> {
    let name = assigned.repository;
    let imports = assigned.parts.into_iter().map(|part| part.import);
    imports
        .filter(|import| !import.is_empty())
        .map(move |import| Incoming::Import(name.clone(), Box::new(import)))
}

/// The imports of each repository.
fn by_repository(incoming: &[Incoming]) -> BTreeMap<&RepositoryName, Vec<&Import>> {
    let mut imports: BTreeMap<&RepositoryName, Vec<&Import>> = BTreeMap::new();
    for item in incoming {
        if let Incoming::Import(name, import) = item {
            imports.entry(name).or_default().push(import);
        }
    }
    imports
}

/// The repositories of the ledger, as an import knows them.
fn known(ledgers: &BTreeMap<Folder, Ledger>) -> Vec<KnownRepository> {
    let current = ledgers.iter().filter(|(folder, _)| !folder.is_replaced());
    current
        .map(|(_, ledger)| KnownRepository {
            name: ledger.claims.repository.name.clone(),
            former: ledger.claims.names.clone(),
            created: ledger.claims.repository.created,
        })
        .collect()
}

/// Lists what the files are. Those of a known format that could not be read come back as failures.
fn list_files(found: &Found, console: &Console) -> Vec<Message> {
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
fn list_data(assignment: &Assignment, console: &Console) -> Vec<Message> {
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
fn nothing(selection: &RepositoryChoice, owners: &[String]) -> Message {
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

/// The title of the commit.
fn title(imports: &BTreeMap<&RepositoryName, Vec<&Import>>) -> String {
    let mut sources: Vec<&str> = imports
        .values()
        .flatten()
        .map(|import| import.source.as_str())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    let names: Vec<&RepositoryName> = imports.keys().copied().collect();
    match names[..] {
        [only] => format!("Import {} into the traffic of {only}", sources.join(" and ")),
        _ => format!(
            "Import {} into the traffic of {} repositories",
            sources.join(" and "),
            names.len()
        ),
    }
}

/// The ledger as it is, and the repositories in it.
pub(super) async fn load(store: &Store) -> Result<(Base, BTreeMap<Folder, Ledger>), Message> {
    let base = store.load().await.map_err(not_loaded)?;
    let (ledgers, _) = read_ledgers(&base);
    Ok((base, ledgers))
}
