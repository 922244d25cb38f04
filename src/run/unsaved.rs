//! EDGE. Snapshots that could not be committed are kept in the workspace, so that an upload step can carry them away.
//! Imports the snapshot's file form, the environment and the console.

use std::cell::RefCell;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::outputs::{Output, Outputs};
use crate::cli::Inputs;
use crate::domain::snapshot::RawSnapshot;
use crate::message::Message;

/// The folder in the workspace.
const FOLDER: &str = "traffic-ledger-rescue";
/// GitHub's window, in days.
const WINDOW: i64 = 14;

/// Fetched snapshots that are not saved yet.
#[derive(Debug, Default)]
pub struct UnsavedSnapshots {
    snapshots: RefCell<Vec<RawSnapshot>>,
    /// The flags that name their ledger, for the command that imports them.
    ledger: RefCell<String>,
}

impl UnsavedSnapshots {
    /// Remembers what would be lost if the run ended now.
    pub(super) fn track(&self, snapshots: &[RawSnapshot], inputs: &Inputs) {
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
        match write_all(&folder, &snapshots) {
            Ok(()) => {
                outputs.set(Output::RescuedSnapshot, folder.display());
                console.notice(
                    &Message::new(
                        "Unsaved snapshots were kept",
                        format!("{} is ready for an upload step. {}", folder.display(), time_left()),
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
                .with_cause(format!("{error}. {}", time_left())),
            ),
        }
    }
}

fn time_left() -> String {
    format!(
        "GitHub still shows the {WINDOW} days that were read. A run that succeeds within a day loses nothing; each day \
         after that loses one"
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
