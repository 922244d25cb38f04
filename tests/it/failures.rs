//! How a run ends when not all is well: told to stop, nothing can be saved, some endpoint fails, nothing new comes.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use fake_github::{ACTIONS, FakeGitHub, Fault, On, Publishing, Rule, TRAFFIC, Token};
use traffic_ledger::action::console::Console;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::cli::{Flags, RunInputs};
use traffic_ledger::clock::Clock;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::run::{Context, Message, UnsavedSnapshots, run};

use crate::end_to_end::{NAME, github, job};

/// The container's variables for the real binary, with the fake's clock as the time.
fn variables(fake: &FakeGitHub) -> Vec<(&'static str, String)> {
    vec![
        ("INPUT_TRAFFIC-TOKEN", TRAFFIC.to_owned()),
        ("INPUT_TOKEN", ACTIONS.to_owned()),
        ("INPUT_REPOSITORIES", NAME.to_owned()),
        ("INPUT_STORE", NAME.to_owned()),
        ("INPUT_API-URL", fake.api_url()),
        ("SOURCE_DATE_EPOCH", fake.clock().seconds().to_string()),
    ]
}

fn binary(arguments: &[&str], variables: &[(&str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_traffic-ledger"));
    command
        .args(arguments)
        .env_clear()
        .envs(variables.iter().map(|(name, value)| (name, value)));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Starts a run whose first traffic request is never answered, and waits until it hangs there.
fn hanging(fake: &FakeGitHub) -> Child {
    let (came, seen) = std::sync::mpsc::channel();
    let on = || On::nth(1).path("/traffic/");
    fake.fail(on(), Fault::NeverAnswers);
    fake.before(on(), move |_| came.send(()).unwrap_or_default());
    let mut child = binary(&[], &variables(fake)).spawn().expect("the binary starts");
    if seen.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
        let _ = child.kill();
        let _ = child.wait();
        panic!("no request came");
    }
    child
}

#[test]
fn told_to_stop_it_stops_at_a_safe_point() {
    for signal in ["-TERM", "-INT"] {
        let fake = github();
        let child = hanging(&fake);
        let killed = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .expect("kill is there");
        assert!(killed.success());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(143), "{signal}: {}", printed(&output));
        assert!(
            printed(&output).contains("Interrupted: the branch is unchanged"),
            "{}",
            printed(&output)
        );
        assert_eq!(fake.head(NAME, "traffic"), None);
    }
}

#[test]
fn what_cannot_be_committed_is_rescued_and_comes_in_later() {
    let fake = github();
    fake.edit(NAME, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::RestrictCreations))
    });
    let workspace = tempfile::tempdir().expect("a folder");
    let outputs = workspace.path().join("outputs");
    let mut variables = variables(&fake);
    variables.push(("GITHUB_WORKSPACE", workspace.path().display().to_string()));
    variables.push(("GITHUB_OUTPUT", outputs.display().to_string()));
    let output = binary(&["run"], &variables).output().expect("the binary runs");
    let told = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("Repository rule violations"), "GitHub's words: {told}");
    assert!(told.contains("14 days"), "how long GitHub keeps it: {told}");
    let outputs = std::fs::read_to_string(outputs).expect("outputs");
    let folder = outputs
        .lines()
        .skip_while(|line| !line.starts_with("rescued-snapshot<<"))
        .nth(1)
        .expect("the output");
    let snapshot = Path::new(folder).join("octo/spike/snapshots/2026/03/2026-03-02T143700Z.json");
    let bytes = std::fs::read(&snapshot).expect("the rescued snapshot");
    assert!(RawSnapshot::from_bytes(&bytes).is_ok());

    // The rescued folder is a ledger's: a rebuild takes it in, and verify finds it sound.
    for command in ["rebuild", "verify"] {
        let output = binary(&[command, "--output", folder], &[])
            .output()
            .expect("the binary runs");
        assert!(output.status.success(), "{command}: {}", printed(&output));
    }
    let history = std::fs::read(Path::new(folder).join("octo/spike/history.json")).expect("a history");
    let days = Ledger::from_bytes(&history)
        .expect("a sound history")
        .history()
        .days
        .len();
    assert_eq!(days, 14);
}

#[test]
fn an_endpoint_that_fails_is_named_and_the_rest_is_saved() {
    let fake = github();
    let words = "Something is wrong with clones";
    fake.fail(
        On::every().path("/traffic/clones"),
        Fault::Refused(403, words.to_owned()),
    );
    let failures = job(&fake, &[]).expect("the rest is saved");
    assert_eq!(failures.len(), 1, "by day and by week fail alike: {failures:?}");
    assert!(
        failures[0].to_string().contains(words) && failures[0].to_string().contains("clones/week"),
        "{failures:?}"
    );
    let files = fake.files(NAME, "traffic");
    let history = Ledger::from_bytes(&files["octo/spike/history.json"])
        .expect("sound")
        .history();
    assert_eq!(
        history
            .days
            .values()
            .filter(|day| day.reading(Metric::Views).is_some())
            .count(),
        14
    );
    assert!(
        history.days.values().all(|day| day.reading(Metric::Clones).is_none()),
        "unknown, not zero"
    );
    // The next run heals it.
    fake.clear_faults();
    assert!(job(&fake, &[]).expect("saved").is_empty());
    let files = fake.files(NAME, "traffic");
    let history = Ledger::from_bytes(&files["octo/spike/history.json"])
        .expect("sound")
        .history();
    assert_eq!(
        history
            .days
            .values()
            .filter(|day| day.reading(Metric::Clones).is_some())
            .count(),
        14
    );
}

#[test]
fn a_run_that_collects_nothing_new_turns_red() {
    let fake = github();
    fake.traffic(|settings| settings.publishing = Publishing::Lag(7));
    let failures = job(&fake, &[]).expect("what came is saved");
    assert!(
        failures
            .iter()
            .any(|failure| failure.summary.contains("`max-age-days`")),
        "{failures:?}"
    );
    assert!(fake.head(NAME, "traffic").is_some(), "what came is saved all the same");
    assert!(job(&fake, &[("INPUT_MAX-AGE-DAYS", "8")]).expect("saved").is_empty());
}

/// What a run in process prints on Actions.
fn printed_by(fake: &FakeGitHub) -> String {
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("one thread").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut variables = variables(fake);
    variables.push(("GITHUB_ACTIONS", "true".to_owned()));
    let environment = Environment::new(
        variables
            .iter()
            .map(|(name, value)| (OsString::from(name), value.into())),
    );
    let inputs = RunInputs::read(&Flags::default(), &environment).expect("good inputs");
    let shared = Shared::default();
    let console = Console::new(&environment, false, Box::new(shared.clone()), Box::new(shared.clone()));
    let clock = Clock::Virtual(fake.clock().counter());
    let context = Context {
        environment: &environment,
        console: &console,
        clock,
        unsaved: UnsavedSnapshots::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let failures: Vec<Message> = runtime.block_on(run(&inputs, &context)).expect("saved");
    assert!(failures.is_empty(), "{failures:?}");
    let bytes = shared.0.lock().expect("one thread").clone();
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn what_will_hurt_later_is_a_warning() {
    let fake = github();
    let quiet = printed_by(&fake);
    assert!(!quiet.contains("::warning"), "{quiet}");
    fake.add_token(Token::new(TRAFFIC).expires(fake.clock().seconds() + 10 * 86_400));
    fake.edit(NAME, |repository| {
        repository.pushed_at = "2026-01-05T00:00:00Z".to_owned()
    });
    fake.clock().advance_days(1);
    let told = printed_by(&fake);
    let warnings: Vec<_> = told.lines().filter(|line| line.starts_with("::warning")).collect();
    assert!(
        warnings
            .iter()
            .any(|line| line.contains("`traffic-token` expires on 2026-03-12")),
        "{told}"
    );
    assert!(
        warnings
            .iter()
            .any(|line| line.contains("nothing was pushed for 57 days")),
        "{told}"
    );
}
