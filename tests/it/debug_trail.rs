//! The debug trail: what a run with a failing request leaves in the log, and that no token is in it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use fake_github::{ACTIONS, FakeGitHub, Fault, On, TRAFFIC};
use traffic_ledger::action::console::Console;
use traffic_ledger::action::debug_log;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::cli::{Flags, RunInputs};
use traffic_ledger::clock::Clock;
use traffic_ledger::run::{Context, UnsavedSnapshots, run};

use crate::end_to_end::{NAME, github};

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one thread").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The debug lines of a run in process.
fn trail(fake: &FakeGitHub) -> Vec<String> {
    let url = fake.api_url();
    let environment = Environment::from([
        ("INPUT_TRAFFIC-TOKEN", TRAFFIC),
        ("INPUT_TOKEN", ACTIONS),
        ("INPUT_REPOSITORIES", NAME),
        ("INPUT_STORE", NAME),
        ("INPUT_API-URL", &url),
        ("GITHUB_ACTIONS", "true"),
        ("RUNNER_DEBUG", "1"),
    ]);
    let shared = Shared::default();
    let (out, err) = (Box::new(shared.clone()), Box::new(shared.clone()));
    let console = Arc::new(Console::new(&environment, false, out, err));
    let context = Context {
        environment: &environment,
        console: &console,
        clock: Clock::Virtual(fake.clock().counter()),
        unsaved: UnsavedSnapshots::default(),
        has_failed: std::cell::Cell::default(),
        outputs: Default::default(),
    };
    let inputs = RunInputs::read(&Flags::default(), &environment).expect("valid inputs");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let failures = tracing::subscriber::with_default(debug_log::subscriber(&console), || {
        runtime.block_on(run(&inputs, &context)).expect("saved")
    });
    assert!(failures.is_empty(), "{failures:?}");
    let printed = String::from_utf8(shared.0.lock().expect("one thread").clone()).expect("UTF-8");
    let debug = printed.lines().filter_map(|line| line.strip_prefix("::debug::"));
    debug.map(str::to_owned).collect()
}

#[test]
fn a_502_is_seen_with_its_wait_and_its_second_attempt() {
    let fake = github();
    fake.fail(On::nth(1).path("views?per=day"), Fault::Html(502));
    let lines = trail(&fake);
    let views: Vec<&String> = lines.iter().filter(|line| line.contains("/views?per=day")).collect();
    let [first, wait, second] = views.as_slice() else {
        panic!("{views:#?}")
    };
    let request = "request method=GET path=/repositories/500000001/traffic/views?per=day";
    assert!(
        first.starts_with(&format!("{request} attempt=1 status=502 ")),
        "{first}"
    );
    assert!(wait.starts_with("waiting before the next attempt "), "{wait}");
    assert!(wait.contains("reason=Transient"), "{wait}");
    assert!(
        second.starts_with(&format!("{request} attempt=2 status=200 ")),
        "{second}"
    );
    assert!(
        second.contains("duration_ms=") && second.contains("rate_limit_left="),
        "{second}"
    );
}

#[test]
fn the_plan_is_seen_and_no_token() {
    let lines = trail(&github());
    for expected in [
        "planning on the ledger",
        "planned the repository",
        "planned the commit files=",
    ] {
        assert!(
            lines.iter().any(|line| line.starts_with(expected)),
            "{expected}: {lines:#?}"
        );
    }
    for line in &lines {
        assert!(!line.contains(TRAFFIC) && !line.contains(ACTIONS), "{line}");
        assert!(!line.to_lowercase().contains("authorization"), "{line}");
    }
}
