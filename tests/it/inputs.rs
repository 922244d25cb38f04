//! The inputs of whole commands: flags over `INPUT_*` over defaults, and all errors at once. Each input's own test is
//! below its declaration in `src/cli/inputs/`.

use std::time::Duration;

use traffic_ledger::action::environment::Environment;
use traffic_ledger::cli::{self, Command, CommandName, InputErrors, LedgerLocation, ParseError, RunInputs};
use traffic_ledger::domain::location::BranchName;

pub(crate) fn parse(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Command, InputErrors> {
    let arguments = ["traffic-ledger"].iter().chain(arguments);
    cli::parse(arguments, &environment(variables)).map_err(|error| match error {
        ParseError::Inputs(errors) => errors,
        ParseError::CommandLine(error) => panic!("clap rejects the arguments: {error}"),
    })
}

fn run(flags: &[&str], variables: &[(&str, &str)]) -> Result<RunInputs, InputErrors> {
    let arguments: Vec<&str> = ["run"].iter().chain(flags).copied().collect();
    match parse(&arguments, variables)? {
        Command::Run(inputs) => Ok(inputs),
        other => panic!("not run: {other:?}"),
    }
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::new(variables.iter().map(|(name, value)| (name.into(), value.into())))
}

fn errors(flags: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    run(flags, variables).expect_err("mistakes").all().to_vec()
}

/// As the runner hands over a workflow that sets the one required input.
const ACTIONS: [(&str, &str); 14] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_REPOSITORY", "octocat/hello-world"),
    ("GITHUB_API_URL", "https://api.github.com"),
    ("INPUT_TRAFFIC-TOKEN", "github_pat_reads_the_traffic"),
    ("INPUT_TOKEN", "ghs_commits_the_ledger"),
    ("INPUT_REPOSITORIES", "octocat/hello-world"),
    ("INPUT_STORE", "octocat/hello-world"),
    ("INPUT_BRANCH", "traffic"),
    ("INPUT_DIRECTORY", ""),
    ("INPUT_API-URL", "https://api.github.com"),
    ("INPUT_DRY-RUN", "false"),
    ("INPUT_COMMIT-MESSAGE", ""),
    ("INPUT_MAX-WAIT", "5m"),
    ("INPUT_MAX-AGE-DAYS", "5"),
];

fn on_actions(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = ACTIONS
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes.iter().copied()).collect()
}

#[test]
fn a_workflow_with_defaults() {
    let inputs = run(&[], &ACTIONS).expect("good inputs");
    assert_eq!(
        inputs
            .traffic_token
            .as_ref()
            .map(traffic_ledger::secret::Secret::expose),
        Some("github_pat_reads_the_traffic")
    );
    assert_eq!(
        inputs.common.connection.token.as_ref().map(|token| token.expose()),
        Some("ghs_commits_the_ledger")
    );
    assert_eq!(
        inputs.selection.names().map(ToString::to_string).collect::<Vec<_>>(),
        ["octocat/hello-world"]
    );
    let LedgerLocation::Branch {
        repository,
        branch,
        directory,
    } = &inputs.common.location
    else {
        panic!("{:?}", inputs.common.location);
    };
    assert_eq!(
        (repository.to_string().as_str(), branch.as_str(), directory.is_root()),
        ("octocat/hello-world", "traffic", true)
    );
    assert_eq!((inputs.write.dry_run, inputs.write.commit_message), (false, None));
    assert_eq!(
        (inputs.max_age_days, inputs.common.connection.max_wait),
        (5, Duration::from_secs(300))
    );
    assert_eq!((inputs.common.now, inputs.common.notices.len()), (None, 0));
    assert_eq!(inputs.common.connection.server_url, "https://github.com");
}

#[test]
fn the_defaults_hold_without_the_runner_too() {
    let local = [
        ("GITHUB_REPOSITORY", "octocat/hello-world"),
        ("TRAFFIC_TOKEN", "github_pat_reads_the_traffic"),
        ("GH_TOKEN", "ghp_commits_the_ledger"),
    ];
    let inputs = run(&[], &local).expect("good inputs");
    assert_eq!(
        inputs
            .traffic_token
            .as_ref()
            .map(traffic_ledger::secret::Secret::expose),
        Some("github_pat_reads_the_traffic")
    );
    assert_eq!(
        inputs
            .common
            .connection
            .token
            .map(|token| token.expose().to_owned())
            .as_deref(),
        Some("ghp_commits_the_ledger")
    );
    assert_eq!(inputs.common.connection.api_url.as_str(), "https://api.github.com");
    assert_eq!(inputs.max_age_days, 10);
}

#[test]
fn a_flag_wins_over_its_variable() {
    let flags = [
        "--repositories=a/b, c/d\ne/f",
        "--store=s/t",
        "--branch=x/y",
        "--directory=docs/traffic",
        "--api-url=https://git.example.org/api/v3/",
        "--dry-run",
        "--commit-message=Keep it\n\n[skip ci]",
        "--max-wait=90s",
        "--max-age-days=9",
    ];
    let inputs = run(&flags, &ACTIONS).expect("good inputs");
    assert_eq!(
        inputs.selection.names().map(ToString::to_string).collect::<Vec<_>>(),
        ["a/b", "c/d", "e/f"]
    );
    let LedgerLocation::Branch {
        repository,
        branch,
        directory,
    } = &inputs.common.location
    else {
        panic!("{:?}", inputs.common.location);
    };
    assert_eq!(
        [repository.to_string().as_str(), branch.as_str(), directory.as_str()],
        ["s/t", "x/y", "docs/traffic"]
    );
    let connection = &inputs.common.connection;
    assert_eq!(connection.api_url.as_str(), "https://git.example.org/api/v3");
    assert_eq!(connection.server_url, "https://git.example.org");
    assert_eq!((inputs.max_age_days, connection.max_wait), (9, Duration::from_secs(90)));
    assert_eq!(
        (inputs.write.dry_run, inputs.write.commit_message.as_deref()),
        (true, Some("Keep it\n\n[skip ci]"))
    );
}

#[test]
fn all_errors_are_reported_at_once_each_with_its_fix() {
    let found = errors(
        &[],
        &on_actions(&[
            ("INPUT_TRAFFIC-TOKEN", "two words"),
            ("INPUT_TOKEN", "\n"),
            ("INPUT_REPOSITORIES", "a/b, nonsense\nhttps://github.com/c/d"),
            ("INPUT_STORE", "x"),
            ("INPUT_BRANCH", "a..b"),
            ("INPUT_DIRECTORY", "../x"),
            ("INPUT_API-URL", "http://api.github.com"),
            ("INPUT_DRY-RUN", "yes"),
            ("INPUT_COMMIT-MESSAGE", "a\u{0}b"),
            ("INPUT_MAX-WAIT", "soon"),
            ("INPUT_MAX-AGE-DAYS", "-1"),
        ]),
    );
    let wanted = [
        "dry-run: \"yes\" is not a boolean; use true or false",
        "commit-message: contains invisible characters; use visible characters and newlines only",
        "traffic-token: the token contains spaces, line breaks or other characters than printable ASCII; paste it as one \
         word",
        "repositories: \"nonsense\" is not a repository; use owner/name, owner/* or * (everything that the token can see), \
         and !owner/pattern, !fork, !archived or !private to leave some out",
        "repositories: \"https://github.com/c/d\" is not a repository; use owner/name, owner/* or * (everything that the \
         token can see), and !owner/pattern, !fork, !archived or !private to leave some out",
        "max-age-days: \"-1\" is not a number of days; use a whole number from 1 to 365",
        "store: \"x\" is not a repository name; use owner/name, for example octocat/hello-world",
        "branch: \"a..b\" is not a valid branch name: git does not allow two dots in a row or a dot at the end; use a name \
         such as traffic or data/traffic",
        "directory: \"../x\" is not a valid directory: it has a . or .. part; use a relative path such as docs/traffic, or \
         leave it empty for the root",
        "api-url: \"http://api.github.com\" is not a valid API URL: http is allowed for this machine only; use \
         https://api.github.com, or https://HOST/api/v3 for GitHub Enterprise Server",
        "max-wait: \"soon\" is not a time from 0s to 6h; use for example 90s or 5m",
        "token: the token is empty; paste the one that GitHub showed when it was created",
    ];
    assert_eq!(found, wanted);
    assert!(!found.concat().contains("two words"), "{found:#?}");
}

#[test]
fn nothing_at_all() {
    let found = errors(&[], &[]);
    let names: Vec<&str> = found.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["traffic-token", "repositories", "store", "token"], "{found:#?}");
}

#[test]
fn a_secret_that_does_not_exist_is_an_error_even_if_other_tokens_are_set() {
    let found = errors(
        &[],
        &on_actions(&[("INPUT_TRAFFIC-TOKEN", ""), ("GITHUB_TOKEN", "ghs_commits_the_ledger")]),
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("Administration: read") && found[0].contains("store it as a secret"),
        "{found:#?}"
    );
}

#[test]
fn a_line_break_at_the_end_is_a_notice() {
    let inputs = run(
        &[],
        &on_actions(&[("INPUT_TRAFFIC-TOKEN", "github_pat_reads_the_traffic\r\n")]),
    )
    .expect("a token");
    assert_eq!(
        inputs
            .traffic_token
            .as_ref()
            .map(traffic_ledger::secret::Secret::expose),
        Some("github_pat_reads_the_traffic")
    );
    assert_eq!(inputs.common.notices.len(), 1, "{:?}", inputs.common.notices);
    assert!(!inputs.common.notices[0].contains("github_pat_reads_the_traffic"));
}

#[test]
fn a_repository_counts_once() {
    let inputs = run(&["--repositories=a/b,A/B,,c/d\r\n"], &ACTIONS).expect("good inputs");
    assert_eq!(
        inputs.selection.names().map(ToString::to_string).collect::<Vec<_>>(),
        ["a/b", "c/d"]
    );
    assert_eq!(inputs.common.notices.len(), 1);
    assert_eq!(errors(&["--repositories=,\n,"], &ACTIONS).len(), 1);
}

#[test]
fn a_local_directory_takes_no_store_and_no_token_to_commit() {
    let variables = [("TRAFFIC_TOKEN", "github_pat_reads_the_traffic"), ("INPUT_TOKEN", "")];
    let inputs = run(&["--repositories=o/r", "--output=ledger"], &variables).expect("good inputs");
    let location = |inputs: RunInputs| match inputs.common.location {
        LedgerLocation::Directory {
            path, store, branch, ..
        } => (path, store, branch),
        LedgerLocation::Branch { .. } => panic!("a directory"),
    };
    assert_eq!(location(inputs.clone()), ("ledger".into(), None, BranchName::default()));
    let flags = [
        "--repositories=o/r",
        "--output=ledger",
        "--store=o/keeper",
        "--branch=stats",
    ];
    let (_, store, branch) = location(run(&flags, &variables).expect("good inputs"));
    assert_eq!(
        (store, branch.as_str()),
        (Some("o/keeper".parse().expect("a name")), "stats")
    );
    assert!(inputs.common.connection.token.is_none());
}

#[test]
fn reading_commands_take_no_token() {
    let variables = [("GITHUB_REPOSITORY", "o/r")];
    assert!(parse(&["verify"], &variables).is_ok());
    let Ok(Command::Export(inputs)) = parse(&["export", "--format=json", "--repository=a/b"], &variables) else {
        panic!("export")
    };
    assert_eq!(inputs.repository.map(|name| name.to_string()), Some("a/b".into()));
    let found = parse(&["import", "x.csv", "--repository=nonsense"], &variables).expect_err("mistakes");
    let names: Vec<_> = found.all().iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["repository", "token"]);
}

#[test]
fn variables_with_underscores_serve_where_a_shell_sets_them() {
    let variables = [
        ("INPUT_TRAFFIC_TOKEN", "github_pat_reads_the_traffic"),
        ("INPUT_TOKEN", "ghs_commits_the_ledger"),
        ("INPUT_REPOSITORIES", "o/r"),
        ("INPUT_STORE", "o/r"),
        ("INPUT_DRY_RUN", "true"),
        ("INPUT_MAX_AGE_DAYS", "9"),
        ("INPUT_MAX_WAIT", "2m"),
    ];
    let inputs = run(&[], &variables).expect("valid inputs");
    assert_eq!(
        inputs
            .traffic_token
            .as_ref()
            .map(traffic_ledger::secret::Secret::expose),
        Some("github_pat_reads_the_traffic")
    );
    assert_eq!((inputs.write.dry_run, inputs.max_age_days), (true, 9));
    assert_eq!(inputs.common.connection.max_wait, Duration::from_secs(120));

    let both = [&variables[..], &[("INPUT_MAX-WAIT", "1m")]].concat();
    let errors = run(&[], &both).expect_err("two values for one input");
    let error = "max-wait: INPUT_MAX-WAIT and INPUT_MAX_WAIT have different values; set one of them";
    assert_eq!(errors.all(), [error]);
}

#[test]
fn debug_is_a_flag_of_every_command_and_follows_the_runner() {
    let variables = [("GITHUB_REPOSITORY", "o/r"), ("GH_TOKEN", "ghp_reads_and_commits")];
    let with_runner = [&variables[..], &[("RUNNER_DEBUG", "1")]].concat();
    for command in CommandName::ALL {
        let arguments = minimal(*command);
        let debug = |flags: &[&str], variables: &[(&str, &str)]| {
            let arguments = [&arguments[..], flags].concat();
            parse(&arguments, variables).expect("valid inputs").debug()
        };
        assert!(!debug(&[], &variables), "{arguments:?}");
        assert!(debug(&["--debug"], &variables), "{arguments:?}");
        assert!(debug(&[], &with_runner), "{arguments:?}");
    }
}

/// The arguments that a command cannot do without.
pub(crate) fn minimal(command: CommandName) -> Vec<&'static str> {
    match command {
        CommandName::Import => vec!["import", "x.csv"],
        CommandName::Page => vec!["page", "--to=x.html"],
        other => vec![other.name()],
    }
}

#[test]
fn the_program_prints_completions_and_reports_invalid_inputs_under_one_heading() {
    let program = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_traffic-ledger"));
        command.args(arguments).env_clear().envs(variables.iter().copied());
        let output = command.output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, script, _) = program(&["completions", "bash"], &[]);
    assert_eq!(
        (code, script.as_bytes()),
        (Some(0), cli::completions(cli::Shell::Bash).as_slice())
    );

    let variables = [
        ("GITHUB_REPOSITORY", "o/r"),
        ("GH_TOKEN", "ghp_reads_and_commits"),
        ("INPUT_MAX_WAIT", "soon"),
    ];
    assert_eq!(
        program(&["run", "--dry-run=1"], &variables),
        (
            Some(2),
            String::new(),
            "error: invalid inputs:\n  \
             dry-run: \"1\" is not a boolean; use true or false\n  \
             max-wait: \"soon\" is not a time from 0s to 6h; use for example 90s or 5m\n"
                .to_owned()
        )
    );
    let on_actions = [&variables[..], &[("GITHUB_ACTIONS", "true")]].concat();
    assert_eq!(
        program(&[], &on_actions),
        (
            Some(2),
            "::add-mask::ghp_reads_and_commits\n::error title=Traffic Ledger::invalid inputs:%0Amax-wait: \"soon\" is not a time from 0s to 6h; use for \
             example 90s or 5m\n"
                .to_owned(),
            String::new()
        )
    );
}
