//! Runs of the whole program against the fake GitHub, for the tests and the demo.
//!
//! ```ignore
//! let ran = Run::new(&fake).in_repository("octo/spike").input("max-age-days", "30").on_actions().run().success();
//! assert_eq!(ran.outputs()["changed"], "true");
//! ```
//!
//! [`Run::in_process`] and [`Run::run`] are fast and use the fake's clock, so that waits take no time.
//! [`Run::binary`] and [`Run::spawn`] start the real binary.

mod program;
mod ran;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use fake_github::{ACTIONS, GitHub, TRAFFIC};
use tempfile::TempDir;
use traffic_ledger::report::LinkBase;

pub(crate) use program::read_ledger;
pub(crate) use ran::Ran;

/// The binary; an example has none.
const BINARY: Option<&str> = option_env!("CARGO_BIN_EXE_traffic-ledger");

/// The branch of the ledger unless the input `branch` names another one.
pub(crate) const BRANCH: &str = "traffic";

/// What was asked for below a part of a path since the log was cleared: what follows the part.
pub(crate) fn asked_below(fake: &GitHub, part: &str) -> Vec<String> {
    let log = fake.log();
    let below = log.iter().filter_map(|line| line.target.split_once(part));
    below.map(|(_, below)| below.to_owned()).collect()
}

/// Copies a folder with everything in it.
///
/// # Panics
/// When it cannot be read or written.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder can be read") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a file can be copied");
        }
    }
}

/// A run of the program, to change before it is started. It has a temporary folder of its own, in which `workspace` is
/// the runner's workspace, and `output` and `summary` are the files that the runner reads afterwards.
pub(crate) struct Run {
    github: Option<GitHub>,
    variables: BTreeMap<String, OsString>,
    arguments: Vec<OsString>,
    terminal: bool,
    /// Seconds by which the clock of the machine is ahead of GitHub's.
    clock_ahead: i64,
    folder: TempDir,
}

impl Run {
    /// A run with the tokens and the API of `github`, which are all the inputs that it has.
    pub(crate) fn new(github: &GitHub) -> Self {
        let run = Self {
            github: Some(github.clone()),
            ..Self::offline()
        };
        run.input("traffic-token", TRAFFIC)
            .input("token", ACTIONS)
            .input("api-url", &github.api_url())
    }

    /// A run without a GitHub and without inputs, such as of `verify --output`.
    pub(crate) fn offline() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(ran::WORKSPACE)).expect("a folder can be made");
        let place = |name: &str| folder.path().join(name).into_os_string();
        let variables = [
            ("GITHUB_OUTPUT", place(ran::OUTPUT)),
            ("GITHUB_STEP_SUMMARY", place(ran::SUMMARY)),
            ("GITHUB_WORKSPACE", place(ran::WORKSPACE)),
        ];
        Self {
            github: None,
            variables: variables.map(|(name, value)| (name.to_owned(), value)).into(),
            arguments: Vec::new(),
            terminal: false,
            clock_ahead: 0,
            folder,
        }
    }

    /// Sets the repositories to record, separated by commas or newlines.
    pub(crate) fn repositories(self, names: &str) -> Self {
        self.input("repositories", names)
    }

    /// Sets the repository that keeps the ledger.
    pub(crate) fn store(self, name: &str) -> Self {
        self.input("store", name)
    }

    /// As a workflow of this repository starts it: its traffic is recorded, and it keeps the ledger.
    pub(crate) fn in_repository(self, name: &str) -> Self {
        self.variable("GITHUB_REPOSITORY", name)
    }

    /// Prints for the Actions runner: annotations, groups and masks.
    pub(crate) fn on_actions(self) -> Self {
        self.variable("GITHUB_ACTIONS", "true")
    }

    /// Prints for a terminal, in colours. In process only; a binary prints into a pipe.
    pub(crate) fn on_a_terminal(self) -> Self {
        Self { terminal: true, ..self }
    }

    /// On a machine whose clock is so many seconds ahead of GitHub's. In process only.
    pub(crate) fn with_clock_ahead(self, seconds: i64) -> Self {
        Self {
            clock_ahead: seconds,
            ..self
        }
    }

    /// Sets an input by its name in `action.yml`.
    pub(crate) fn input(self, name: &str, value: &str) -> Self {
        self.variable(&format!("INPUT_{}", name.to_uppercase()), value)
    }

    /// Sets an environment variable, which need not be text.
    pub(crate) fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Removes an environment variable.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.variables.remove(name);
        self
    }

    /// Sets the arguments; without any the command is `run`.
    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(OsString::from).collect();
        self
    }

    /// A path in the run's own folder, which is also the working directory of a binary.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The addresses that the links of the ledger's pages start with.
    pub(crate) fn links(&self) -> LinkBase {
        program::links(&self.variables)
    }

    /// Runs in process, with the fake's clock. The arguments and inputs must be valid: what is wrong with them is
    /// printed by `main`.
    pub(crate) async fn in_process(self) -> Ran {
        let clock = self.github.as_ref().map(|github| match self.clock_ahead {
            0 => github.clock().counter(),
            ahead => Arc::new(AtomicI64::new(github.clock().millis() + ahead * 1_000)),
        });
        let (code, stdout, stderr) = program::run(&self.arguments, &self.variables, self.terminal, clock).await;
        self.ran(Some(code), stdout, stderr)
    }

    /// [`Run::in_process`], for tests that are not async.
    pub(crate) fn run(self) -> Ran {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("an async runtime").block_on(self.in_process())
    }

    /// Runs the binary until it ends. Its waits are real. Its time is the fake's, but on Actions it has the machine's.
    pub(crate) fn binary(self) -> Ran {
        let output = self.command().output().expect("the binary starts");
        self.ran(output.status.code(), output.stdout, output.stderr)
    }

    /// Runs the binary with a file as its standard output.
    pub(crate) fn binary_into(self, path: &str) -> Ran {
        let file = std::fs::File::options()
            .write(true)
            .open(path)
            .expect("the file is there");
        let output = self.command().stdout(file).output().expect("the binary starts");
        self.ran(output.status.code(), output.stdout, output.stderr)
    }

    /// Runs the binary with standard streams that have no reader; gives the exit code.
    pub(crate) fn binary_without_readers(self) -> Option<i32> {
        let mut running = self.spawn();
        drop((running.child.stdout.take(), running.child.stderr.take()));
        running.child.wait().expect("the binary ends").code()
    }

    /// Starts the binary.
    pub(crate) fn spawn(self) -> Running {
        let child = self.command().spawn().expect("the binary starts");
        Running { child, run: self }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(BINARY.expect("cargo builds the binary for tests only"));
        command
            .args(&self.arguments)
            .env_clear()
            .envs(&self.variables)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(github) = &self.github
            && !self.variables.contains_key("SOURCE_DATE_EPOCH")
            && !self.variables.contains_key("GITHUB_ACTIONS")
        {
            command.env("SOURCE_DATE_EPOCH", github.clock().seconds().to_string());
        }
        command
    }

    fn ran(self, code: Option<i32>, stdout: Vec<u8>, stderr: Vec<u8>) -> Ran {
        Ran::new(self, code, stdout, stderr)
    }
}

/// A binary that is running.
pub(crate) struct Running {
    child: Child,
    run: Run,
}

impl Running {
    /// Sends a signal such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        let status = kill.arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.expect("kill is installed").success());
    }

    /// Ends the process at once.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits until it ends.
    pub(crate) fn wait(self) -> Ran {
        let output = self.child.wait_with_output().expect("the binary ends");
        self.run.ran(output.status.code(), output.stdout, output.stderr)
    }
}
