//! EDGE. `import`: brings in what other tools have kept. Imports the store, the plan, the importers and the console.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::import_listing::{list_data, list_files, nothing};
use super::import_snapshots::import_snapshots;
use super::import_target::{Hooks, ImportTarget};
use super::{Context, Message, import_privacy, undo};
use crate::action::console::Console;
use crate::cli::{ImportAction, ImportInputs, LedgerLocation};
use crate::domain::analysis::AnalyzedHistory;
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::domain::utc_day;
use crate::folder;
use crate::import::{self, Assigned, Before, Files, Import, KnownRepository, Options, RepositoryChoice};
use crate::plan::Incoming;
use crate::plan::identity::{Known, known_as, ledger_of};

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
    refuse_own_ledger(&path, inputs)?;
    // PATH can be a pipe (`… | traffic-ledger import /dev/stdin`), which may never end: a thread of its own waits for
    // it, so that an interruption is noticed.
    let folder::Contents {
        files,
        notices,
        unreadable,
    } = tokio::task::spawn_blocking(move || folder::read(&path)).await??;
    for notice in notices {
        context.console.notice(&Message::new("Import", notice));
    }
    let unreadable = unreadable.into_iter();
    let unreadable = unreadable.map(|(name, reason)| Message::new(name, "could not be read").with_cause(reason));
    let unreadable: Vec<Message> = unreadable.collect();
    let may_be_snapshots = match inputs.format {
        None => true,
        // The same answers in two wrappings: as snapshots they keep everything that they hold.
        Some(format) => format == import::api_json::FORMAT && import::are_own_snapshots(&files),
    };
    if may_be_snapshots {
        let snapshots = import::own_snapshots(&files);
        if !snapshots.found.is_empty() || !snapshots.damaged.is_empty() {
            let failures = import_snapshots(snapshots, inputs, context).await?;
            return Ok([unreadable, failures].concat());
        }
    }
    let failures = import_data(files, inputs, context).await?;
    Ok([unreadable, failures].concat())
}

/// Refuses to import a ledger into itself: its days are there already, with where they are from.
fn refuse_own_ledger(path: &Path, inputs: &ImportInputs) -> Result<(), Message> {
    let LedgerLocation::Directory { path: ledger, .. } = &inputs.common.location else {
        return Ok(());
    };
    let is_same = match (path.canonicalize(), ledger.canonicalize()) {
        (Ok(path), Ok(ledger)) => path == ledger,
        _ => false,
    };
    match is_same {
        true => Err(
            Message::new("Import", format!("{} is the ledger itself", path.display()))
                .with_help("Pass the data of another tool, or snapshots that a run could not save."),
        ),
        false => Ok(()),
    }
}

/// The name that the ledger has a repository under: a former name is known in the ledger until another repository has it.
fn name_in_ledger(name: &RepositoryName, kept: &BTreeMap<Folder, IndexEntry>, console: &Console) -> RepositoryName {
    match known_as(kept, name).filter(|known| !known.name.is_same(name)) {
        Some(Known { name: now, .. }) if ledger_of(kept, name).is_none() => {
            console.print(&format!("{name} is {now} now: importing into its ledger"));
            now
        }
        _ => name.clone(),
    }
}

/// Merges what other tools have kept.
async fn import_data(files: Files, inputs: &ImportInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let target = ImportTarget::open(inputs, context).await?;
    let selection = match &inputs.selection {
        RepositoryChoice::One(name) => RepositoryChoice::One(name_in_ledger(name, target.kept(), console)),
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
    let assignment = import::assign(found, &selection, &known(target.kept()));
    failures.extend(list_data(&assignment, console));
    // Each import is moved, not copied: ten years of several repositories are large.
    let mut incoming: Vec<Incoming> = assignment.assigned.into_iter().flat_map(imports_of).collect();
    if incoming.is_empty() {
        if failures.is_empty() {
            failures.push(nothing(&selection, &owners));
        }
        return Ok(failures);
    }
    let id_of = |name: &RepositoryName| ledger_of(target.kept(), name).and_then(|entry| entry.recent.repository.id);
    failures.extend(
        target
            .leave_out_private(&mut incoming, |one| id_of(&one.name), inputs)
            .await,
    );
    let progress = Summaries::default();
    let refused = RefCell::new(Vec::new());
    let hooks = Hooks {
        title: title(&incoming),
        admit: &|ledgers, item| {
            let Incoming::Import(name, mut import) = item else {
                return Some(item);
            };
            let ledger = ledger_of(ledgers, &name);
            if let Err(refusal) = import_privacy::apply_to_import(inputs.publishing.privacy, &mut import, ledger) {
                refused.borrow_mut().push(refusal.with_title(name.to_string()));
                return None;
            }
            progress.begin(&name, ledger.map(|ledger| &ledger.whole().history), &import);
            Some(Incoming::Import(name, import))
        },
        look: &|outcome| progress.end(&outcome.name, outcome.whole.as_deref()),
    };
    let record = target.record(incoming, inputs, console, hooks, &mut failures).await?;
    failures.extend(refused.into_inner());
    let Some(record) = record else { return Ok(failures) };
    for line in progress.lines.into_inner().values() {
        console.print(line);
    }
    record.say_written(inputs, console);
    Ok(failures)
}

/// What imports change, by repository.
#[derive(Default)]
struct Summaries {
    before: RefCell<BTreeMap<String, Before>>,
    lines: RefCell<BTreeMap<String, String>>,
}

impl Summaries {
    /// Notes what the ledger knows before an import of a repository.
    fn begin(&self, name: &RepositoryName, history: Option<&History>, import: &Import) {
        let mut all = self.before.borrow_mut();
        all.entry(name.folded()).or_default().join(Before::of(history, import));
    }

    fn end(&self, name: &RepositoryName, after: Option<&AnalyzedHistory>) {
        let before = self.before.borrow();
        let known = before.get(&name.folded()).zip(after);
        let summary = known.map(|(before, after)| before.summary(&after.history));
        let line = summary.map(|summary| format!("{name}: {summary}"));
        self.lines.borrow_mut().extend(line.map(|line| (name.folded(), line)));
    }
}

/// The imports of a repository that hold anything.
fn imports_of(assigned: Assigned) -> impl Iterator<Item = Incoming> {
    let name = assigned.repository;
    let imports = assigned.parts.into_iter().map(|part| part.import);
    imports
        .filter(|import| !import.is_empty())
        .map(move |import| Incoming::Import(name.clone(), Box::new(import)))
}

/// The repositories of the ledger, as an import knows them.
fn known(kept: &BTreeMap<Folder, IndexEntry>) -> Vec<KnownRepository> {
    let current = kept.iter().filter(|(folder, _)| !folder.is_replaced());
    current
        .map(|(_, entry)| KnownRepository {
            name: entry.recent.repository.name.clone(),
            former: entry.names.clone(),
            created: entry.recent.repository.created,
        })
        .collect()
}

/// The title of the commit.
fn title(incoming: &[Incoming]) -> Option<String> {
    let (mut sources, mut names) = (BTreeSet::new(), BTreeSet::new());
    for item in incoming {
        if let Incoming::Import(name, import) = item {
            sources.insert(import.source.as_str());
            names.insert(name);
        }
    }
    let sources = sources.into_iter().collect::<Vec<_>>().join(" and ");
    match names.first() {
        Some(only) if names.len() == 1 => Some(format!("Import {sources} into the traffic of {only}")),
        Some(_) => Some(format!(
            "Import {sources} into the traffic of {} repositories",
            names.len()
        )),
        None => None,
    }
}
