//! The binary, run as the Actions runner runs the container, against a fake GitHub.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use fake_github::{ACTIONS, Count, FakeGitHub, Publishing, Repository, TRAFFIC, Truth};
use jiff::civil::date;

/// The repository of all these tests.
pub(super) const NAME: &str = "octo/spike";

/// A GitHub with one repository that has had the same traffic every day.
pub(super) fn github() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    let truth = Truth::flat(
        date(2025, 12, 1),
        date(2026, 6, 1),
        Count::new(30, 10),
        Count::new(6, 3),
    );
    fake.add(Repository::new(NAME).with_truth(truth));
    fake
}

/// What a run left behind.
pub(super) struct Outcome {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// The file of `GITHUB_OUTPUT`.
    pub(super) output: String,
    /// The file of `GITHUB_STEP_SUMMARY`.
    pub(super) summary: String,
    /// The files of `GITHUB_WORKSPACE`.
    pub(super) workspace: BTreeMap<String, Vec<u8>>,
}

impl Outcome {
    /// Everything that a person or the runner saw.
    pub(super) fn printed(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }
}

/// A run of the program, to change before it is started.
pub(super) struct Program {
    variables: BTreeMap<String, OsString>,
    arguments: Vec<String>,
    folder: tempfile::TempDir,
}

impl Program {
    /// As a workflow with the defaults runs it.
    pub(super) fn new(fake: &FakeGitHub) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("workspace")).expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let variables = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_REPOSITORY", NAME.to_owned()),
            ("GITHUB_OUTPUT", at("output")),
            ("GITHUB_STEP_SUMMARY", at("summary")),
            ("GITHUB_WORKSPACE", at("workspace")),
            ("INPUT_TRAFFIC-TOKEN", TRAFFIC.to_owned()),
            ("INPUT_TOKEN", ACTIONS.to_owned()),
            ("INPUT_API-URL", fake.api_url()),
            ("INPUT_DIRECTORY", String::new()),
            ("SOURCE_DATE_EPOCH", fake.clock().seconds().to_string()),
        ];
        Self {
            variables: variables.map(|(name, value)| (name.to_owned(), value.into())).into(),
            arguments: Vec::new(),
            folder,
        }
    }

    pub(super) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn unset(mut self, name: &str) -> Self {
        self.variables.remove(name);
        self
    }

    /// Sets a variable that need not be text.
    pub(super) fn with_os(mut self, name: &str, value: &OsStr) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(super) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        self
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_traffic-ledger"));
        command.args(&self.arguments).env_clear().envs(&self.variables);
        command.stdin(Stdio::null()).current_dir(self.folder.path());
        command
    }

    pub(super) fn run(&self) -> Outcome {
        let done = self.command().output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
        let file = |name: &str| std::fs::read_to_string(self.path(name)).unwrap_or_default();
        let workspace = std::fs::read_dir(self.path("workspace")).into_iter().flatten();
        Outcome {
            code: done.status.code(),
            stdout: text(done.stdout),
            stderr: text(done.stderr),
            output: file("output"),
            summary: file("summary"),
            workspace: workspace
                .filter_map(|entry| entry.ok())
                .filter_map(|entry| {
                    Some((
                        entry.file_name().display().to_string(),
                        std::fs::read(entry.path()).ok()?,
                    ))
                })
                .collect(),
        }
    }

    /// Runs with a standard output whose reader has gone; gives the exit code.
    pub(super) fn run_into_nothing(&self) -> Option<i32> {
        let mut child = self
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().expect("the program ends").code()
    }
}
