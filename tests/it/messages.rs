//! Every message that a user can see, whole, as the program prints it. The files below `messages/snapshots` are the
//! expected output; after a change run the tests with `INSTA_UPDATE=always` and read the diff.

mod discovering;
mod exports;
mod imports;
mod inputs;
mod ledger;
mod limits;
mod network;
mod privacy;
mod reading;
mod saving;
mod success;
mod verifying;
mod warnings;

use std::collections::BTreeMap;
use std::path::Path;

use fake_github::{Clock, Count, FakeGitHub, Planted, Publishing, Repository, Truth};
use jiff::civil::date;

use crate::harness::{Ran, Run};

/// The repository of most runs; it also keeps the ledger.
const NAME: &str = "octo/spike";
/// The time of the first run, which is also that of runs without a GitHub.
const NOW: &str = "2026-03-02T14:37:00Z";
const NOW_SECONDS: &str = "1772462220";

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// A GitHub with one repository that has the same traffic every day, published a day later.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at(NOW));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    add(&fake, NAME);
    fake.commit(NAME, "main", &[("README.md", Planted::text("# Spike\n"))], "Begin");
    fake
}

/// Adds a repository like the first one.
fn add(fake: &FakeGitHub, name: &str) {
    let (first, last) = (date(2025, 12, 1), date(2026, 12, 31));
    let truth = Truth::flat(first, last, Count::new(30, 10), Count::new(6, 3));
    let mut repository = Repository::new(name).with_truth(truth);
    repository.pushed_at = "2026-02-20T08:00:00Z".to_owned();
    fake.add(repository);
}

/// A run in the terminal of a user, without colours.
fn local(fake: &FakeGitHub) -> Run {
    Run::new(fake).in_repository(NAME)
}

/// A run as a step of a workflow.
fn on_actions(fake: &FakeGitHub) -> Run {
    local(fake).on_actions()
}

/// A GitHub that holds the ledger of one run, a day later.
fn with_ledger() -> FakeGitHub {
    let fake = github();
    local(&fake).run().success();
    fake.clock().advance_days(1);
    fake
}

/// The files of a ledger after two runs a day apart.
fn ledger_files() -> Files {
    let fake = with_ledger();
    local(&fake).run().success().files()
}

/// Runs a command on a copy of a ledger in the directory `ledger` of the run's folder.
fn on_directory(command: &[&str], files: &Files) -> Ran {
    let run = offline();
    write_files(&run.path("ledger"), files);
    let directory = run.path("ledger").display().to_string();
    run.arguments(&[command, &["--output", &directory]].concat()).run()
}

/// A run without a GitHub, at the time of the others.
fn offline() -> Run {
    Run::offline().variable("SOURCE_DATE_EPOCH", NOW_SECONDS)
}

fn write_files(folder: &Path, files: &Files) {
    for (path, content) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        std::fs::write(path, content).expect("a file can be written");
    }
}

/// The output of several runs, one after the other, each under a title of its own.
#[derive(Default)]
struct Transcript {
    text: String,
    outputs: bool,
}

impl Transcript {
    /// A transcript that also shows the outputs of each run.
    fn with_outputs() -> Self {
        Self {
            outputs: true,
            ..Self::default()
        }
    }

    /// Adds what a run printed, and its exit code.
    fn add(&mut self, title: &str, ran: &Ran) {
        let code = ran.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        self.text += &format!("======== {title}: exit code {code}\n");
        let outputs = ran.outputs();
        let outputs = outputs.iter().map(|(name, value)| format!("{name}={value}\n"));
        let outputs: String = outputs.filter(|_| self.outputs).collect();
        for (name, text) in [("stdout", &ran.stdout), ("stderr", &ran.stderr), ("outputs", &outputs)] {
            if !text.is_empty() {
                // Colours are visible in the snapshot.
                let text = ran.redacted(text).replace('\u{1b}', "\\e");
                self.text += &format!("---- {name}\n{}\n", text.trim_end_matches('\n'));
            }
        }
    }

    /// Compares it with the snapshot `name`.
    #[track_caller]
    fn assert(self, name: &str) {
        assert_text(name, &self.text);
    }
}

/// Compares a text with a snapshot. What differs from run to run, or with every new chart, is replaced.
#[track_caller]
pub(crate) fn assert_text(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/messages/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\b[0-9a-f]{40}\b", "[id]");
    settings.add_filter(r"request FA4E[0-9A-F:]+", "request [id]");
    settings.add_filter(r"\b[0-9]{2,} files\b", "[n] files");
    settings.add_filter(r"\([0-9]+ bytes\)", "([n] bytes)");
    settings.add_filter(r"(?m)^[+~-] \S+/(?:charts|badges)/.*\n", "");
    settings.add_filter(concat!(r"\b", env!("CARGO_PKG_VERSION"), r"\b"), "[version]");
    settings.bind(|| insta::assert_snapshot!(name, text));
}
