//! What a panic prints: its payload could hold anything.

use std::process::Command;

use traffic_ledger::action::environment::Environment;
use traffic_ledger::action::panic;

/// Run by the test below in a process of its own.
#[test]
#[ignore = "ends its process"]
fn break_down() {
    panic::install(&Environment::from([("GITHUB_ACTIONS", "true")]));
    let stranger = "::set-output name=x::y\r\n##[error] s3cr3t";
    panic!("{stranger}");
}

#[test]
fn a_panic_is_a_short_fixed_text() {
    let own = std::env::current_exe().expect("this program");
    let done = Command::new(own)
        .args(["--ignored", "--exact", "hostile::panics::break_down", "--nocapture"])
        .output()
        .expect("it starts");
    assert_eq!(done.status.code(), Some(101));
    let text = String::from_utf8(done.stderr).expect("UTF-8");
    crate::messages::assert_text("panic", &text);
    assert!(
        !text.contains("s3cr3t") && !text.contains("set-output") && !text.contains("##["),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}
