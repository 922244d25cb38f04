//! EDGE. Snapshots that could not be committed are kept in the workspace, so that an upload step can carry them away.
//! Imports the snapshot's file form, the environment and the console.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::Arc;

use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::outputs::{Output, Outputs};
use crate::cli::RunInputs;
use crate::domain::snapshot::RawSnapshot;
use crate::domain::{Date, SURELY_SHOWN, plus_days, utc_day};
use crate::message::Message;
use crate::store::{Directory, StoreError};

/// The folder in the workspace.
const FOLDER: &str = "traffic-ledger-rescue";

/// Fetched snapshots that are not saved yet.
#[derive(Debug, Default)]
pub struct UnsavedSnapshots {
    snapshots: RefCell<Vec<Unsaved>>,
    /// Whether the clock of this machine dated one of them.
    has_undated: Cell<bool>,
    /// The flags that name their ledger, for the command that imports them.
    ledger: RefCell<String>,
}

#[derive(Debug)]
struct Unsaved {
    snapshot: Arc<RawSnapshot>,
    /// Whether it may be left in the workspace, from where steps upload.
    may_keep: bool,
}

impl UnsavedSnapshots {
    /// Remembers a snapshot as soon as it is fetched: it would be lost if the run ended now.
    pub(super) fn track(&self, snapshot: &Arc<RawSnapshot>, is_dated: bool, may_keep: bool, inputs: &RunInputs) {
        self.has_undated.set(self.has_undated.get() || !is_dated);
        let snapshot = Arc::clone(snapshot);
        self.snapshots.borrow_mut().push(Unsaved { snapshot, may_keep });
        *self.ledger.borrow_mut() = inputs.import_flags();
    }

    /// Until when GitHub surely shows the newest days of all of them. The clock of this machine, which dates snapshots
    /// where GitHub does not, may be wrong: it promises no date.
    fn shown_until(&self) -> Option<Date> {
        let snapshots = self.snapshots.borrow();
        let oldest = snapshots.iter().map(|unsaved| unsaved.snapshot.captured).min();
        let shown_until = oldest.map(|oldest| plus_days(utc_day(oldest), SURELY_SHOWN));
        shown_until.filter(|_| !self.has_undated.get())
    }

    /// Everything else is saved.
    pub(super) fn retain(&self, unsaved: impl Fn(&RawSnapshot) -> bool) {
        self.snapshots.borrow_mut().retain(|one| unsaved(&one.snapshot));
    }

    /// Writes what is held into `$GITHUB_WORKSPACE` (the current directory elsewhere), names it in the output
    /// `rescued-snapshot` and reports what is safe and for how long GitHub still shows the days.
    pub fn write_to_workspace(&self, environment: &Environment, console: &Console, outputs: &mut Outputs) {
        let time_left = time_left(self.shown_until());
        let (kept, withheld): (Vec<_>, Vec<_>) = self.snapshots.take().into_iter().partition(|one| one.may_keep);
        if !withheld.is_empty() {
            let summary = "everybody could download what a later step uploads from the workspace";
            let message = Message::new("Unsaved snapshots of private repositories were not kept", summary);
            console.warning(&message.with_cause(time_left.clone()));
        }
        if kept.is_empty() {
            return;
        }
        let snapshots: Vec<Arc<RawSnapshot>> = kept.into_iter().map(|one| one.snapshot).collect();
        let workspace = environment.workspace();
        let (written, failed) = write_all(&workspace, &snapshots);
        if written > 0 {
            let where_to_find = if environment.on_actions() {
                format!("the folder {FOLDER} of the workspace is ready for an upload step")
            } else {
                format!("they are in {}", workspace.join(FOLDER).display())
            };
            // Relative: a container sees the workspace at another path than the steps after it.
            outputs.set(Output::RescuedSnapshot, FOLDER);
            console.notice(
                &Message::new(
                    "Unsaved snapshots were kept",
                    format!("{where_to_find}. {time_left}"),
                )
                .with_help(format!(
                    "To add them to the ledger, run `traffic-ledger import {FOLDER} {}` beside the folder, with the \
                     token of the ledger in GH_TOKEN.",
                    self.ledger.borrow()
                )),
            );
        }
        if let Some(error) = failed {
            let message = Message::from(error).with_title("Unsaved snapshots could not be kept");
            let cause = message.cause.clone().unwrap_or_default();
            console.error(&message.with_cause(format!("{cause}. {time_left}")));
        }
    }
}

/// What a later run can still read: all that the ledger lacks, unless earlier runs were not saved either.
fn time_left(shown_until: Option<Date>) -> String {
    let in_time = shown_until.map_or_else(|| format!("within {SURELY_SHOWN} days"), |day| format!("by {day}"));
    format!(
        "GitHub shows the days that were read for about {SURELY_SHOWN} more days. If the run before this one was saved, \
         a run that succeeds {in_time} loses nothing"
    )
}

/// Writes every snapshot under `<owner>/<repo>/snapshots/…`, as in the ledger. Gives how many could be written, and why
/// one of the others could not.
fn write_all(workspace: &Path, snapshots: &[Arc<RawSnapshot>]) -> (usize, Option<StoreError>) {
    let workspace = Directory::new(workspace);
    let mut written = 0;
    let mut failed = None;
    for snapshot in snapshots {
        let path = format!("{FOLDER}/{}/{}", snapshot.repository, snapshot.path());
        match workspace.write(&path, &snapshot.to_bytes()) {
            Ok(()) => written += 1,
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    (written, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_promised_only_by_the_time_of_github() {
        let by = time_left(Some("2026-03-13".parse().expect("a day")));
        assert!(by.ends_with("a run that succeeds by 2026-03-13 loses nothing"), "{by}");
        let within = time_left(None);
        assert!(
            within.ends_with("a run that succeeds within 11 days loses nothing"),
            "{within}"
        );
    }
}
