//! EDGE. `import` of this program's own snapshots: they are saved as the run would have saved them that could not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::collect::not_readable;
use super::import_target::{Hooks, ImportTarget};
use super::{Context, Message, import_privacy, output};
use crate::cli::ImportInputs;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::RawSnapshot;
use crate::format::counted;
use crate::import::{OwnSnapshots, RepositoryChoice, SnapshotFileError};
use crate::plan::Incoming;
use crate::plan::identity::ledger_of;
use crate::plan::rebuild::UPDATE;

/// What the ledger knows of its repositories.
type Kept = BTreeMap<Folder, IndexEntry>;

/// Saves snapshots, each in the ledger of its repository's id. Those that cannot be imported come back as failures.
pub(super) async fn import_snapshots(
    snapshots: OwnSnapshots<'_>,
    inputs: &ImportInputs,
    context: &Context<'_>,
) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let OwnSnapshots { mut found, damaged } = snapshots;
    let mut failures: Vec<Message> = damaged.iter().map(unreadable_snapshot).collect();
    if found.is_empty() {
        return Ok(failures);
    }
    let mut target = ImportTarget::open(inputs, context).await?;
    let requested = match &inputs.selection {
        RepositoryChoice::One(name) => Some(name),
        RepositoryChoice::All | RepositoryChoice::AllOf(_) => None,
    };
    if let RepositoryChoice::AllOf(owner) = &inputs.selection {
        found.retain(|(_, snapshot)| snapshot.repository.owner().eq_ignore_ascii_case(owner));
    }
    for (_, snapshot) in &mut found {
        inputs.publishing.privacy.apply(snapshot);
    }
    target.adopt_server(found.iter().map(|(_, snapshot)| snapshot));
    found.retain_mut(|(path, snapshot)| {
        let refusal = target.refusal(path, snapshot, requested);
        let is_accepted = refusal.is_none();
        failures.extend(refusal);
        is_accepted
    });
    if found.is_empty() && !failures.is_empty() {
        return Ok(failures);
    }
    console.print(&format!(
        "{} found",
        counted(found.len() as u64, "snapshot", "snapshots")
    ));
    let mut incoming: Vec<Incoming> = found.into_iter().map(|(_, one)| Incoming::from(one)).collect();
    failures.extend(target.leave_out_private(&mut incoming, |one| one.id, inputs).await);
    let hooks = Hooks {
        title: None,
        admit: &|ledgers, item| {
            let Incoming::Snapshot(snapshot) = item else {
                return Some(item);
            };
            let mut snapshot = Arc::unwrap_or_clone(snapshot);
            import_privacy::apply(inputs.publishing.privacy, &mut snapshot, ledgers);
            Some(Incoming::from(snapshot))
        },
        look: &|_| {},
    };
    let Some(record) = target.record(incoming, inputs, console, hooks, &mut failures).await? else {
        return Ok(failures);
    };
    for (from, to) in &record.recorded.plan.replaced {
        output::replaced(console, from, to);
    }
    for outcome in &record.recorded.plan.outcomes {
        output::outcome(console, outcome);
    }
    record.say_written(inputs, console);
    Ok(failures)
}

impl ImportTarget {
    /// A new ledger in a directory is of the server that its first snapshot is of.
    fn adopt_server<'s>(&mut self, snapshots: impl Iterator<Item = &'s RawSnapshot>) {
        if self.ledger.server.is_none() && !self.destination.is_branch() {
            let mut servers = snapshots.filter_map(|snapshot| snapshot.server.url.parse().ok());
            self.ledger.server = servers.next();
        }
        if let Some(server) = &self.ledger.server {
            self.site.server = server.to_string();
        }
    }

    /// Why a snapshot is not imported. One that does not say whose it is gets the id of the repository that the user names.
    fn refusal(&self, path: &str, snapshot: &mut RawSnapshot, requested: Option<&RepositoryName>) -> Option<Message> {
        if let Some(error) = not_readable(snapshot) {
            let message = Message::new(path, "the snapshot was not imported, since it could not be read back");
            return Some(message.with_cause(error.to_string()));
        }
        if let Some(cause) = foreign(snapshot, requested, self.kept()).or_else(|| self.elsewhere(snapshot)) {
            return Some(rejected_snapshot(path, cause));
        }
        if snapshot.id.is_none() {
            let requested = requested.and_then(|name| ledger_of(self.kept(), name));
            snapshot.id = requested.and_then(|entry| entry.recent.repository.id);
        }
        match snapshot.id {
            Some(_) => None,
            None => Some(unidentified_snapshot(path, &snapshot.repository)),
        }
    }

    /// Why a snapshot is not of this ledger's server, where ids are those of other repositories.
    fn elsewhere(&self, snapshot: &RawSnapshot) -> Option<String> {
        let (own, found) = (&self.site.server, &snapshot.server.url);
        let is_same = own.eq_ignore_ascii_case(found);
        (!is_same).then(|| {
            format!(
                "it is a snapshot of {} at {found:.200}, and the ledger is of {own}",
                snapshot.repository
            )
        })
    }
}

/// Why a snapshot must not be imported: it is of another repository than the requested one, or its name belongs to
/// another repository since then.
fn foreign(snapshot: &RawSnapshot, requested: Option<&RepositoryName>, kept: &Kept) -> Option<String> {
    let name = &snapshot.repository;
    let owner_of = |name: &RepositoryName| ledger_of(kept, name).map(|entry| &entry.recent);
    let whose = snapshot
        .id
        .map_or_else(|| name.to_string(), |id| format!("{name} (id {id})"));
    if let Some(requested) = requested {
        let same = match owner_of(requested)
            .and_then(|recent| recent.repository.id)
            .zip(snapshot.id)
        {
            Some((kept, found)) => kept == found,
            None => Folder::of(requested).is_same_name(&Folder::of(name)),
        };
        if !same {
            return Some(format!("it is a snapshot of {whose}, not of {requested}"));
        }
    }
    let later = owner_of(name).filter(|recent| recent.captured > Some(snapshot.captured))?;
    let (kept, _) = later
        .repository
        .id
        .zip(snapshot.id)
        .filter(|(kept, found)| kept != found)?;
    Some(format!(
        "it is a snapshot of {whose}, whose name belongs to another repository (id {kept}) since then"
    ))
}

fn unreadable_snapshot(error: &SnapshotFileError) -> Message {
    let message =
        Message::new(error.file.to_string(), "the snapshot was not imported").with_cause(error.error.to_string());
    match error.is_newer() {
        true => message.with_help(UPDATE),
        false => message,
    }
}

fn rejected_snapshot(path: &str, cause: String) -> Message {
    Message::new(path.to_owned(), "the snapshot was not imported").with_cause(cause).with_help(
        "Import it without --repository, or without this file, or into a ledger of its own with --output or --directory.",
    )
}

/// GitHub did not say which repository a snapshot is of, and its name alone may have changed hands.
fn unidentified_snapshot(path: &str, name: &RepositoryName) -> Message {
    Message::new(path.to_owned(), "the snapshot was not imported")
        .with_cause("it does not say which repository it is of")
        .with_help(format!(
            "If it is of {name} as the ledger knows it, add `--repository {name}`. If the ledger does not know {name} yet, \
             let a run record it first."
        ))
}
