//! EDGE. Snapshots that could not be committed are kept in the workspace, so that an upload step can carry them away.
//! Imports the snapshot's file form, the environment and the console.

use std::cell::{Cell, RefCell};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::outputs::{Output, Outputs};
use crate::cli::Inputs;
use crate::domain::snapshot::RawSnapshot;
use crate::domain::{Date, plus_days, utc_day};
use crate::message::Message;

/// The folder in the workspace.
const FOLDER: &str = "traffic-ledger-rescue";
/// For so many days after a run GitHub surely shows every day that was not in the run before it: it shows 14 days, and
/// those that were new at the run were at most three days old.
const SURELY_SHOWN: i64 = 14 - 3;

/// Fetched snapshots that are not saved yet.
#[derive(Debug, Default)]
pub struct UnsavedSnapshots {
    snapshots: RefCell<Vec<RawSnapshot>>,
    /// Until when the newest days of all of them are surely shown, if GitHub dated them.
    shown_until: Cell<Option<Date>>,
    /// The flags that name their ledger, for the command that imports them.
    ledger: RefCell<String>,
}

impl UnsavedSnapshots {
    /// Remembers what would be lost if the run ended now. The clock of this machine, which dates snapshots where GitHub
    /// does not, may be wrong: it promises no date.
    pub(super) fn track(&self, snapshots: &[RawSnapshot], are_dated: bool, inputs: &Inputs) {
        let oldest = snapshots.iter().map(|snapshot| snapshot.captured).min();
        let shown_until = oldest.map(|oldest| plus_days(utc_day(oldest), SURELY_SHOWN));
        self.shown_until.set(shown_until.filter(|_| are_dated));
        *self.snapshots.borrow_mut() = snapshots.to_vec();
        *self.ledger.borrow_mut() = inputs.ledger_flags();
    }

    /// Everything else is saved.
    pub(super) fn retain(&self, unsaved: impl Fn(&RawSnapshot) -> bool) {
        self.snapshots.borrow_mut().retain(unsaved);
    }

    /// Writes what is held into `$GITHUB_WORKSPACE` (the current directory elsewhere), names it in the output
    /// `rescued-snapshot` and reports what is safe and for how long GitHub still shows the days.
    pub fn write_to_workspace(&self, environment: &Environment, console: &Console, outputs: &mut Outputs) {
        let snapshots = self.snapshots.take();
        if snapshots.is_empty() {
            return;
        }
        let folder = environment.path("GITHUB_WORKSPACE").unwrap_or_default().join(FOLDER);
        let time_left = time_left(self.shown_until.get());
        match write_all(&folder, &snapshots) {
            Ok(()) => {
                let folder_shown = folder.display();
                let where_to_find = if environment.on_actions() {
                    format!("{folder_shown} is ready for an upload step")
                } else {
                    format!("they are in {folder_shown}")
                };
                outputs.set(Output::RescuedSnapshot, folder.display());
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
            Err(error) => console.error(
                &Message::new(
                    "Unsaved snapshots could not be kept",
                    format!("cannot write {}", folder.display()),
                )
                .with_cause(format!("{error}. {time_left}")),
            ),
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

/// Every snapshot under `<owner>/<repo>/snapshots/…`, as in the ledger.
fn write_all(folder: &Path, snapshots: &[RawSnapshot]) -> std::io::Result<()> {
    for snapshot in snapshots {
        let path: PathBuf = folder.join(snapshot.repository.to_string()).join(snapshot.path());
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let mut file = std::fs::File::create(&path)?;
        file.write_all(&snapshot.to_bytes())?;
        file.sync_all()?;
    }
    Ok(())
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
