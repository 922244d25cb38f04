//! The inputs: flags over `INPUT_*` over defaults, and all mistakes at once.

use std::time::Duration;

use clap::Parser as _;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::action::inputs::{ExportInputs, ImportInputs, InputErrors, Inputs, LedgerLocation, RunInputs};
use traffic_ledger::cli::{Cli, Command};
use traffic_ledger::domain::location::BranchName;

fn run(flags: &[&str], variables: &[(&str, &str)]) -> Result<RunInputs, InputErrors> {
    let arguments = ["traffic-ledger", "run"].iter().chain(flags);
    let Command::Run(flags) = Cli::try_parse_from(arguments)
        .expect("flags that clap takes")
        .into_command()
    else {
        panic!("not run");
    };
    RunInputs::read(&flags, &environment(variables))
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
    ("INPUT_TRAFFIC-TOKEN", "github_pat_a"),
    ("INPUT_TOKEN", "ghs_b"),
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
    assert_eq!(inputs.traffic_token.expose(), "github_pat_a");
    assert_eq!(
        inputs.common.connection.token.as_ref().map(|token| token.expose()),
        Some("ghs_b")
    );
    assert_eq!(
        inputs.repositories.iter().map(ToString::to_string).collect::<Vec<_>>(),
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
    let local = [("GITHUB_REPOSITORY", "octocat/hello-world"), ("TRAFFIC_TOKEN", "t")];
    let inputs = run(&[], &local).expect("good inputs");
    assert_eq!(
        inputs
            .common
            .connection
            .token
            .map(|token| token.expose().to_owned())
            .as_deref(),
        Some("t")
    );
    assert_eq!(inputs.common.connection.api_url.as_str(), "https://api.github.com");
    assert_eq!(inputs.max_age_days, 5);
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
        inputs.repositories.iter().map(ToString::to_string).collect::<Vec<_>>(),
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
fn all_mistakes_are_told_at_once_each_with_its_form() {
    let told = errors(
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
            ("SOURCE_DATE_EPOCH", "today"),
        ]),
    );
    for (name, form) in [
        ("traffic-token", "one word of printable ASCII"),
        ("token", "is empty"),
        ("repositories", "\"nonsense\""),
        ("repositories", "write owner/name"),
        ("store", "write owner/name"),
        ("branch", "such as traffic"),
        ("directory", "such as docs/traffic"),
        ("api-url", "https://HOST/api/v3"),
        ("dry-run", "neither true nor false"),
        ("commit-message", "visible characters"),
        ("max-wait", "90s or 5m"),
        ("max-age-days", "from 1 to 365"),
        ("SOURCE_DATE_EPOCH", "seconds since 1970"),
    ] {
        let hit = |line: &&String| line.starts_with(&format!("{name}: ")) && line.contains(form);
        assert!(told.iter().any(|line| hit(&line)), "{name}: {form}\n{told:#?}");
    }
    assert_eq!(told.len(), 13, "{told:#?}");
    assert!(!told.concat().contains("two words"), "{told:#?}");
}

#[test]
fn nothing_at_all() {
    let told = errors(&[], &[]);
    let names: Vec<&str> = told.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["traffic-token", "repositories", "store", "token"], "{told:#?}");
}

#[test]
fn a_secret_that_is_not_set_is_told_even_when_other_tokens_are_there() {
    let told = errors(
        &[],
        &on_actions(&[("INPUT_TRAFFIC-TOKEN", ""), ("GITHUB_TOKEN", "ghs_b")]),
    );
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].contains("Administration: read") && told[0].contains("store it as a secret"),
        "{told:#?}"
    );
}

#[test]
fn tokens_by_environment_in_their_order() {
    let base = [
        ("GITHUB_REPOSITORY", "o/r"),
        ("GITHUB_TOKEN", "third"),
        ("GH_TOKEN", "second"),
        ("TRAFFIC_TOKEN", "first"),
    ];
    for (skip, wanted) in [(0, "first"), (1, "second"), (2, "third")] {
        let inputs = run(&[], &base[..4 - skip]).expect("a token");
        assert_eq!(inputs.traffic_token.expose(), wanted);
    }
    // An empty one is not given.
    let inputs = run(
        &[],
        &[
            ("GITHUB_REPOSITORY", "o/r"),
            ("TRAFFIC_TOKEN", ""),
            ("GH_TOKEN", "second"),
        ],
    )
    .expect("a token");
    assert_eq!(inputs.traffic_token.expose(), "second");
}

#[test]
fn a_line_break_at_the_end_is_a_notice() {
    let inputs = run(&[], &on_actions(&[("INPUT_TRAFFIC-TOKEN", "github_pat_a\r\n")])).expect("a token");
    assert_eq!(inputs.traffic_token.expose(), "github_pat_a");
    assert_eq!(inputs.common.notices.len(), 1, "{:?}", inputs.common.notices);
    assert!(!inputs.common.notices[0].contains("github_pat_a"));
}

#[test]
fn a_repository_counts_once() {
    let inputs = run(&["--repositories=a/b,A/B,,c/d\r\n"], &ACTIONS).expect("good inputs");
    assert_eq!(
        inputs.repositories.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["a/b", "c/d"]
    );
    assert_eq!(inputs.common.notices.len(), 1);
    assert_eq!(errors(&["--repositories=,\n,"], &ACTIONS).len(), 1);
}

#[test]
fn numbers_and_times() {
    for (text, good) in [
        ("1", true),
        ("365", true),
        ("0", false),
        ("366", false),
        ("+5", false),
        ("5.0", false),
        ("1e2", false),
        ("99999999999", false),
    ] {
        assert_eq!(run(&["--max-age-days", text], &ACTIONS).is_ok(), good, "{text}");
    }
    for (text, seconds) in [
        ("0s", Some(0)),
        ("90s", Some(90)),
        ("1h 30m", Some(5_400)),
        ("6h", Some(21_600)),
        ("7h", None),
        ("-5m", None),
        ("5", None),
        ("1d", None),
    ] {
        let wait = run(&[&format!("--max-wait={text}")], &ACTIONS)
            .ok()
            .map(|inputs| inputs.common.connection.max_wait);
        assert_eq!(wait, seconds.map(Duration::from_secs), "{text}");
    }
    for (text, good) in [
        ("True", true),
        ("FALSE", true),
        ("1", false),
        ("TrUe", false),
        ("on", false),
    ] {
        assert_eq!(run(&[&format!("--dry-run={text}")], &ACTIONS).is_ok(), good, "{text}");
    }
    for (text, good) in [
        ("0", false),
        ("1780000000", true),
        ("-1", false),
        ("99999999999999", false),
        ("1.5", false),
    ] {
        assert_eq!(
            run(&[], &on_actions(&[("SOURCE_DATE_EPOCH", text)])).is_ok(),
            good,
            "{text}"
        );
    }
}

#[test]
fn a_local_directory_takes_no_store_and_no_token_to_commit() {
    let variables = [("TRAFFIC_TOKEN", "t"), ("INPUT_TOKEN", "")];
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
    let parse = |arguments: &[&str]| {
        Cli::try_parse_from([&["traffic-ledger"], arguments].concat())
            .expect("flags")
            .into_command()
    };
    let variables = environment(&[("GITHUB_REPOSITORY", "o/r")]);
    let Command::Verify(flags) = parse(&["verify"]) else {
        panic!("verify")
    };
    assert!(Inputs::read(&flags, &variables).is_ok());
    let Command::Export(flags) = parse(&["export", "--format=json", "--repository=a/b"]) else {
        panic!("export")
    };
    assert_eq!(
        ExportInputs::read(&flags, &variables)
            .ok()
            .and_then(|inputs| inputs.repository)
            .map(|name| name.to_string()),
        Some("a/b".into())
    );
    let Command::Import(flags) = parse(&["import", "csv", "x.csv", "--repository=nonsense"]) else {
        panic!("import")
    };
    let told = ImportInputs::read(&flags, &variables).expect_err("mistakes");
    let names: Vec<_> = told.all().iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["repository", "token"]);
}
