//! Inputs, tokens and an environment that are not as they should be.

use fake_github::{ACTIONS, On, TRAFFIC};

use super::oracle;
use super::{NAME, github, program};
use crate::harness::Run;

#[test]
fn inputs_that_are_refused_before_anything_is_sent() {
    let long = "s3cr3t".repeat(2_000);
    for (name, variable, value, told) in [
        ("branch with dots", "INPUT_BRANCH", "a..b", "branch"),
        (
            "branch with a command",
            "INPUT_BRANCH",
            "::error::x\n::error::y",
            "branch",
        ),
        ("branch with an old command", "INPUT_BRANCH", "x##[error]y", "branch"),
        ("branch with a lock", "INPUT_BRANCH", "x.lock", "branch"),
        ("branch as an option", "INPUT_BRANCH", "--upload-pack=x", "branch"),
        ("branch with bidi", "INPUT_BRANCH", "a\u{202e}b", "branch"),
        ("directory that climbs", "INPUT_DIRECTORY", "a/../..", "directory"),
        ("absolute directory", "INPUT_DIRECTORY", "/etc", "directory"),
        ("directory of git", "INPUT_DIRECTORY", ".GiT/hooks", "directory"),
        ("directory of git, short", "INPUT_DIRECTORY", "GIT~1", "directory"),
        (
            "directory of git, ignorable",
            "INPUT_DIRECTORY",
            ".g\u{200c}it",
            "directory",
        ),
        (
            "directory of workflows",
            "INPUT_DIRECTORY",
            ".GITHUB/workflows",
            "directory",
        ),
        ("directory of Windows", "INPUT_DIRECTORY", "a\\b", "directory"),
        (
            "store that is an address",
            "INPUT_STORE",
            "https://github.com/octo/spike",
            "store",
        ),
        ("store that climbs", "INPUT_STORE", "octo/..", "store"),
        ("store of git", "INPUT_STORE", "octo/x.git", "store"),
        (
            "repositories with a query",
            "INPUT_REPOSITORIES",
            "octo/spike?x=1",
            "repositories",
        ),
        (
            "repositories with a command",
            "INPUT_REPOSITORIES",
            "octo/spike\r##[set-env name=x]y",
            "repositories",
        ),
        (
            "address in the open",
            "INPUT_API-URL",
            "http://api.github.com",
            "api-url",
        ),
        (
            "address with a password",
            "INPUT_API-URL",
            "https://me:s3cr3t@api.github.com",
            "api-url",
        ),
        (
            "address with a query",
            "INPUT_API-URL",
            "https://api.github.com/?access_token=s3cr3t",
            "api-url",
        ),
        (
            "address with a port that is none",
            "INPUT_API-URL",
            "https://api.github.com:84430/s3cr3t",
            "api-url",
        ),
        ("no address", "INPUT_API-URL", "s3cr3t", "api-url"),
        ("address of a file", "INPUT_API-URL", "file:///etc/passwd", "api-url"),
        (
            "address that only looks local",
            "INPUT_API-URL",
            "http://127.0.0.1.evil.example",
            "api-url",
        ),
        ("no truth", "INPUT_DRY-RUN", "yes ::error::x", "dry-run"),
        (
            "message with a null",
            "INPUT_COMMIT-MESSAGE",
            "a\u{7}b",
            "commit-message",
        ),
        ("wait for ever", "INPUT_MAX-WAIT", "99999999999999999999h", "max-wait"),
        ("age below zero", "INPUT_MAX-AGE-DAYS", "-5", "max-age-days"),
        (
            "token with a space",
            "INPUT_TRAFFIC-TOKEN",
            "s3cr3t s3cr3t",
            "traffic-token",
        ),
        (
            "token with a line inside",
            "INPUT_TRAFFIC-TOKEN",
            "s3cr3t\ns3cr3t",
            "traffic-token",
        ),
        (
            "token with a header",
            "INPUT_TRAFFIC-TOKEN",
            "s3cr3t\r\nX-Evil: 1",
            "traffic-token",
        ),
        (
            "token in fine quotes",
            "INPUT_TRAFFIC-TOKEN",
            "“s3cr3t”",
            "traffic-token",
        ),
        ("token without end", "INPUT_TRAFFIC-TOKEN", &long, "traffic-token"),
        ("token of one letter", "INPUT_TRAFFIC-TOKEN", "e", "traffic-token"),
        (
            "token that is too short",
            "INPUT_TRAFFIC-TOKEN",
            "s3cr3t-s3cr3t",
            "traffic-token",
        ),
        ("no token", "INPUT_TRAFFIC-TOKEN", "", "traffic-token"),
        ("no token to commit", "INPUT_TOKEN", "\n", "token"),
    ] {
        let fake = github();
        let on_actions = program(&fake).variable(variable, value);
        let locally = program(&fake).variable(variable, value).without("GITHUB_ACTIONS");
        for outcome in [on_actions, locally].map(Run::binary) {
            oracle::judge(name, &outcome);
            let printed = outcome.printed();
            assert!(matches!(outcome.code, Some(1 | 2)), "{name}: {printed}");
            assert!(printed.contains(&format!("{told}: ")), "{name}: {printed}");
        }
        assert!(fake.log().is_empty(), "{name}: something was sent");
    }
}

#[test]
fn tokens_are_masked_first_and_shown_nowhere() {
    let fake = github();
    let outcome = program(&fake).binary();
    assert_eq!(outcome.code, Some(0), "{}", outcome.printed());
    oracle::judge("tokens", &outcome);
    let masks: Vec<&str> = outcome.stdout.lines().take(2).collect();
    for token in [TRAFFIC, ACTIONS] {
        let mask = format!("::add-mask::{token}");
        assert!(masks.contains(&mask.as_str()), "{}", outcome.stdout);
    }
    oracle::judge_files("tokens", &fake.files(NAME, "traffic"));
    for request in fake.log() {
        assert!(
            !request.path().contains(TRAFFIC) && !request.path().contains(ACTIONS),
            "{}",
            request.path()
        );
    }
}

/// A token of GitHub's form that is in no variable for tokens.
const ELSEWHERE: &str = "ghp_s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t";

#[test]
fn tokens_are_masked_also_when_inputs_are_rejected() {
    let fake = github();
    for (name, variable) in [
        ("store", "INPUT_STORE"),
        ("repositories", "INPUT_REPOSITORIES"),
        ("branch", "INPUT_BRANCH"),
        ("directory", "INPUT_DIRECTORY"),
        ("api-url", "INPUT_API-URL"),
        ("max-wait", "INPUT_MAX-WAIT"),
        ("source-date-epoch", "SOURCE_DATE_EPOCH"),
    ] {
        for token in [TRAFFIC, ACTIONS, ELSEWHERE] {
            for value in [
                token.to_owned(),
                format!("https://host.test/{token}?access_token={token}"),
            ] {
                let run = || program(&fake).variable(variable, &value);
                for outcome in [run(), run().without("GITHUB_ACTIONS")].map(Run::binary) {
                    let printed = outcome.printed();
                    let lines = printed.lines().filter(|line| !line.starts_with("::add-mask::"));
                    let shown: Vec<&str> = lines.filter(|line| line.contains(token)).collect();
                    assert!(shown.is_empty(), "{name}: {printed}");
                }
            }
        }
    }
    // clap's own messages, too.
    for token in [TRAFFIC, ELSEWHERE] {
        let outcome = program(&fake)
            .without("GITHUB_ACTIONS")
            .arguments(&["run", token])
            .binary();
        assert_eq!(outcome.code, Some(2), "{}", outcome.printed());
        assert!(!outcome.printed().contains(token), "{}", outcome.printed());
    }
    // What a step may write into a file holds no token, not even in the command that masks it.
    for arguments in [&["--version"][..], &["completions", "bash"], &["export"]] {
        let outcome = program(&fake).arguments(arguments).binary();
        assert!(!outcome.stdout.contains("add-mask"), "{}", outcome.stdout);
        assert!(outcome.stderr.contains("::add-mask::"), "{}", outcome.stderr);
    }
    let rejected = program(&fake).variable("INPUT_BRANCH", "a..b").binary();
    let masks = [TRAFFIC, ACTIONS].map(|token| format!("::add-mask::{token}"));
    assert_eq!(rejected.stdout.lines().take(2).collect::<Vec<_>>(), masks);
}

#[test]
fn proxy_variables_that_cannot_be_read_are_rejected() {
    let fake = github();
    for (variable, value) in [
        ("HTTPS_PROXY", "http://me:s3cr3t@proxy test"),
        ("HTTPS_PROXY", "http://me:s3cr3t@proxy.test:84430"),
        ("https_proxy", "socks5://me:s3cr3t@proxy.test"),
        ("ALL_PROXY", "http://"),
        ("NO_PROXY", "10.0.0.0/99"),
    ] {
        let run = || {
            program(&fake)
                .variable("INPUT_API-URL", "https://api.github.com")
                .variable(variable, value)
        };
        for outcome in [run(), run().without("GITHUB_ACTIONS")].map(Run::binary) {
            let printed = outcome.printed();
            assert_eq!(outcome.code, Some(2), "{variable}: {printed}");
            assert!(printed.contains(&format!("{variable}: ")), "{printed}");
            assert!(!printed.contains("s3cr3t"), "{printed}");
        }
        // Without a network they do not matter.
        let ledger = program(&fake).path("ledger").display().to_string();
        let offline = run()
            .without("GITHUB_ACTIONS")
            .arguments(&["verify", "--output", &ledger]);
        assert_eq!(offline.binary().code, Some(1), "{variable}");
    }
    assert!(fake.log().is_empty(), "something was sent");
}

#[test]
fn the_path_of_a_gateway_is_not_shown() {
    let fake = github();
    let address = format!("{}/s3cr3t", fake.api_url());
    for run in [program(&fake), program(&fake).without("GITHUB_ACTIONS")] {
        let outcome = run
            .variable("INPUT_API-URL", &address)
            .variable("RUNNER_DEBUG", "1")
            .binary();
        let printed = outcome.printed();
        assert_eq!(outcome.code, Some(1), "{printed}");
        assert!(
            printed.contains(&format!("{}/…/repos/{NAME}", fake.api_url())),
            "{printed}"
        );
        assert!(!printed.contains("s3cr3t"), "{printed}");
    }
    assert!(!fake.log().is_empty(), "it is asked all the same");
}

#[test]
fn odd_tokens_that_are_possible() {
    for token in [
        "%0A::error::s3cr3t-s3cr3t",
        "##[s3cr3t]s3cr3t-s3cr3t",
        "::s3cr3t-s3cr3t-s3cr3t::",
        "s3cr3t-s3cr3t-s3cr3t",
    ] {
        let fake = github();
        // In process: a token that GitHub does not know is asked with again.
        let outcome = program(&fake).variable("INPUT_TRAFFIC-TOKEN", token).run();
        assert_eq!(outcome.code, Some(1), "{token}: {}", outcome.printed());
        for line in outcome
            .printed()
            .lines()
            .filter(|line| !line.starts_with("::add-mask::"))
        {
            assert!(!line.contains("s3cr3t") && !line.contains("##["), "{token}: {line}");
        }
    }
    let fake = github();
    let outcome = program(&fake)
        .variable("INPUT_TRAFFIC-TOKEN", format!("{TRAFFIC}\r\n"))
        .binary();
    assert_eq!(outcome.code, Some(0), "{}", outcome.printed());
    oracle::judge("a line break after the token", &outcome);
    assert!(outcome.printed().contains("::notice"), "{}", outcome.printed());
}

#[test]
fn files_of_the_runner_that_cannot_be_written() {
    const FILES: [&str; 3] = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"];
    let fake = github();
    for (name, value) in [
        ("none", None),
        ("empty", Some("")),
        ("a folder", Some("workspace")),
        ("nowhere", Some("/no/such/file")),
        ("a full device", Some("/dev/full")),
    ] {
        let run = FILES.into_iter().fold(program(&fake), |run, file| match value {
            Some(value) => run.variable(file, value),
            None => run.without(file),
        });
        let outcome = run.binary();
        assert_eq!(outcome.code, Some(0), "{name}: {}", outcome.printed());
        oracle::judge(name, &outcome);
        assert!(outcome.printed().contains("::notice"), "{name}: {}", outcome.printed());
        fake.clock().advance_days(1);
    }
}

#[test]
fn closed_streams() {
    let fake = github();
    assert_eq!(program(&fake).binary_without_readers(), Some(0));
    assert!(fake.head(NAME, "traffic").is_some());
    assert_eq!(
        program(&fake).without("GITHUB_ACTIONS").binary_without_readers(),
        Some(0)
    );
    for arguments in [&["--help"][..], &["--version"], &["run", "--help"], &["--nonsense"]] {
        let code = program(&fake).arguments(arguments).binary_without_readers();
        assert!(matches!(code, Some(0..=2)), "{arguments:?}: {code:?}");
    }
}

#[test]
fn arguments_are_no_commands() {
    let fake = github();
    for arguments in [
        &["\r::error::x"][..],
        &["--\u{1b}[31m##[error]x"],
        &["run", "--branch", "x\r::error::y"],
        &["import", "::error::x", "--format", "::error::y"],
    ] {
        let outcome = program(&fake).arguments(arguments).binary();
        assert!(
            matches!(outcome.code, Some(1 | 2)),
            "{arguments:?}: {}",
            outcome.printed()
        );
        oracle::judge(&format!("{arguments:?}"), &outcome);
    }
}

#[test]
fn a_variable_that_is_not_text() {
    use std::os::unix::ffi::OsStrExt;
    let fake = github();
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let outcome = program(&fake).variable("ODD", odd).binary();
    assert_eq!(outcome.code, Some(0), "{}", outcome.printed());
    let outcome = program(&fake).variable("INPUT_TRAFFIC-TOKEN", odd).binary();
    assert_eq!(outcome.code, Some(2), "{}", outcome.printed());
    oracle::judge("a token that is not text", &outcome);
}

#[test]
fn outputs_hold_only_what_we_make() {
    let fake = github();
    let outcome = program(&fake).binary();
    let outputs = outcome.outputs();
    let get = |name: &str| outputs.get(name).map(String::as_str);
    assert_eq!((get("changed"), get("newest-day")), (Some("true"), Some("2026-03-01")));
    assert_eq!((get("views-14d"), get("clones-14d")), (Some("420"), Some("84")));
    assert_eq!(get("commit-sha"), fake.head(NAME, "traffic").as_deref());
    fake.fail(On::every().method("PATCH"), fake_github::Fault::Html(500));
    let again = program(&fake).binary();
    assert_eq!(again.outputs().get("changed").map(String::as_str), Some("false"));
}
