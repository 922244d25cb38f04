//! One whole run of the program, in process, with the fake's clock.

use std::path::Path;

use clap::Parser as _;
use fake_github::{ACTIONS, GitHub, TRAFFIC};
use traffic_ledger::action::console::Console;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::action::inputs::RunInputs;
use traffic_ledger::cli::{Cli, Command};
use traffic_ledger::clock::Clock;
use traffic_ledger::report::LinkBase;
use traffic_ledger::run::{self, Context, UnsavedSnapshots};

/// What a run is started with.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// The input `repositories`.
    pub(super) repositories: &'static str,
    /// The input `store`.
    pub(super) store: &'static str,
}

/// How a run ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// What was told, in the order in which it was; empty when the run is green.
    pub(super) failures: Vec<String>,
    /// Whether the run gave up before it could save.
    pub(super) gave_up: bool,
    /// Snapshots that were kept aside.
    pub(super) rescued: usize,
}

impl Ended {
    pub(super) fn is_red(&self) -> bool {
        !self.failures.is_empty()
    }
}

impl Job {
    fn environment(&self, fake: &GitHub, workspace: &Path) -> Environment {
        Environment::from([
            ("INPUT_TRAFFIC-TOKEN", TRAFFIC),
            ("INPUT_TOKEN", ACTIONS),
            ("INPUT_REPOSITORIES", self.repositories),
            ("INPUT_STORE", self.store),
            ("INPUT_API-URL", fake.api_url().as_str()),
            ("INPUT_MAX-AGE-DAYS", "30"),
            // Pages must not depend on the port that the fake happens to have.
            ("GITHUB_API_URL", fake.api_url().as_str()),
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_WORKSPACE", &workspace.display().to_string()),
        ])
    }

    fn inputs(&self, environment: &Environment) -> RunInputs {
        let Command::Run(flags) = Cli::parse_from(["traffic-ledger"]).into_command() else {
            unreachable!("no argument means run")
        };
        RunInputs::read(&flags, environment).unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// Where the ledger's pages stand.
    pub(super) fn site(&self, fake: &GitHub) -> LinkBase {
        run::site(&self.inputs(&self.environment(fake, Path::new("/"))).common)
    }

    /// Runs once.
    pub(super) async fn run(&self, fake: &GitHub) -> Ended {
        let workspace = tempfile::tempdir().expect("a folder");
        let environment = self.environment(fake, workspace.path());
        let inputs = self.inputs(&environment);
        let console = Console::new(
            &environment,
            false,
            Box::new(std::io::sink()),
            Box::new(std::io::sink()),
        );
        let clock = Clock::Virtual(fake.clock().counter());
        let context = Context {
            environment: &environment,
            console: &console,
            clock,
            unsaved: UnsavedSnapshots::default(),
        };
        let (failures, gave_up) = match run::run(&inputs, &context).await {
            Ok(failures) => (failures.into_iter().map(|failure| failure.text).collect(), false),
            Err(error) => (vec![format!("{error:#}")], true),
        };
        context.unsaved.write_to_workspace(&environment, &console);
        Ended {
            failures,
            gave_up,
            rescued: count_files(workspace.path()),
        }
    }
}

fn count_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| if path.is_dir() { count_files(&path) } else { 1 })
        .sum()
}
