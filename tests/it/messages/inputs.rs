//! Arguments and inputs that are invalid, notices about others, and the help, through the real binary.

use super::{NAME, Transcript, github, local, on_actions};
use crate::harness::Run;

#[test]
fn invalid_inputs() {
    let long = "x".repeat(3_000);
    let fake = github();
    let mut transcript = Transcript::default();
    for (name, value) in [
        ("branch", "a..b"),
        ("branch", "refs/heads/traffic"),
        ("branch", "-x"),
        ("branch", "HEAD"),
        ("branch", "0123456789012345678901234567890123456789"),
        ("branch", "ä"),
        ("branch", "a//b"),
        ("branch", &long[..300]),
        ("directory", "a/../b"),
        ("directory", "/etc"),
        ("directory", ".git/x"),
        ("directory", "a\\b"),
        ("directory", "a b"),
        ("directory", "a/"),
        ("directory", "aux"),
        ("directory", &long[..300]),
        ("store", "spike"),
        ("repositories", "octo/spike?x=1"),
        ("repositories", ","),
        ("api-url", "http://api.github.com"),
        ("api-url", "https://me:s3cr3t@api.github.com"),
        ("api-url", "https://api.github.com/?x=1"),
        ("api-url", "https://api.github.com:84430/x"),
        ("api-url", "file:///etc/passwd"),
        ("api-url", "nothing"),
        ("api-url", "https://api.github.com/a/../b"),
        ("dry-run", "yes"),
        ("commit-message", "a\u{7}b"),
        ("max-wait", "soon"),
        ("max-wait", "7h"),
        ("max-age-days", "0"),
        ("max-age-days", "-5"),
        ("traffic-token", ""),
        ("traffic-token", "two words"),
        ("traffic-token", "ghp_short"),
        ("traffic-token", &long),
        ("token", ""),
        ("token", "\n"),
    ] {
        let shown: String = value.chars().take(50).collect();
        let ran = local(&fake).input(name, value).binary().exited(2);
        transcript.add(&format!("{name}={shown:?}"), &ran);
    }
    for (name, value) in [
        ("HTTPS_PROXY", "http://me:s3cr3t@proxy.test:84430"),
        ("HTTPS_PROXY", "socks5://proxy.test"),
        ("ALL_PROXY", "http://"),
        ("NO_PROXY", "10.0.0.0/99"),
    ] {
        let run = local(&fake)
            .input("api-url", "https://api.github.com")
            .variable(name, value);
        transcript.add(&format!("{name}={value}"), &run.binary().exited(2));
    }
    let ran = local(&fake).variable("SOURCE_DATE_EPOCH", "soon").binary().exited(2);
    transcript.add("SOURCE_DATE_EPOCH=soon", &ran);
    transcript.assert("inputs-invalid");
}

#[test]
fn several_invalid_inputs_and_missing_ones() {
    let fake = github();
    let mut transcript = Transcript::default();
    let several = |run: Run| run.input("branch", "a..b").input("max-wait", "soon").input("token", "");
    transcript.add("several, on Actions", &several(on_actions(&fake)).binary().exited(2));
    transcript.add("several, locally", &several(local(&fake)).binary().exited(2));
    let reading_only = Run::new(&fake)
        .in_repository(NAME)
        .without("INPUT_TRAFFIC-TOKEN")
        .without("INPUT_TOKEN")
        .variable("TRAFFIC_TOKEN", fake_github::TRAFFIC);
    transcript.add("a token that only reads", &reading_only.binary().exited(2));
    transcript.add("none at all", &Run::offline().binary().exited(2));
    for command in ["verify", "rebuild", "export"] {
        transcript.add(command, &Run::offline().arguments(&[command]).binary().exited(2));
    }
    transcript.assert("inputs-several");
}

#[test]
fn notices_about_inputs() {
    let fake = github();
    let mut transcript = Transcript::default();
    let twice = format!("{NAME},Octo/Spike");
    transcript.add(
        "a repository twice",
        &on_actions(&fake).repositories(&twice).run().success(),
    );
    let token = format!("{}\n", fake_github::TRAFFIC);
    transcript.add(
        "a line break after a token",
        &local(&fake).input("traffic-token", &token).run().success(),
    );
    transcript.assert("inputs-notices");
}

#[test]
fn invalid_arguments() {
    let mut transcript = Transcript::default();
    for arguments in [
        &["nonsense"][..],
        &["run", "--nonsense"],
        &["run", "--max-age-days", "-1"],
        &["verify", "--output", ""],
        &["run", "--dry-run=maybe"],
        &["run", "--token", "x"],
        &["import"],
        &["import", "x", "--format", "nonsense"],
        &["import", "x", "--undo", "csv"],
        &["import", "x", "--columns", "nonsense"],
        &["import", "x", "--source", "Not A Name"],
        &["import", "x", "--repository", "spike"],
        &["export", "--table", "nonsense"],
        &["export", "--format", "nonsense"],
    ] {
        let ran = Run::offline().arguments(arguments).binary().exited(2);
        transcript.add(&arguments.join(" "), &ran);
    }
    let ran = on_actions(&github()).arguments(&["nonsense"]).binary().exited(2);
    transcript.add("on Actions", &ran);
    transcript.assert("inputs-arguments");
}

#[test]
fn the_version() {
    let mut transcript = Transcript::default();
    transcript.add(
        "--version",
        &Run::offline().arguments(&["--version"]).binary().success(),
    );
    transcript.assert("version");
}

#[test]
fn help_of_every_command() {
    for command in ["", "run", "verify", "rebuild", "import", "export", "page"] {
        let arguments: Vec<&str> = [command, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let ran = Run::offline()
            .variable("COLUMNS", "100")
            .arguments(&arguments)
            .binary()
            .success();
        let mut transcript = Transcript::default();
        transcript.add(&arguments.join(" "), &ran);
        transcript.assert(&format!("help{}{command}", if command.is_empty() { "" } else { "-" }));
    }
}
