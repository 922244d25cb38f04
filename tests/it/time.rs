//! Time comes from GitHub: a clock that is wrong leaves no trace in the ledger.

use fake_github::FakeGitHub;

use crate::end_to_end::{NAME, github, job};
use crate::harness::Ran;

/// A run on a machine whose clock is `days` days ahead of GitHub's.
fn run_ahead(fake: &FakeGitHub, days: i64) -> Ran {
    job(fake).with_clock_ahead(days * 86_400).run().success()
}

#[test]
fn a_clock_that_is_wrong_by_days_leaves_no_trace() {
    for days in [-20, -2, 2, 31] {
        let (right, wrong) = (github(), github());
        for run in 0..3 {
            let ahead = if run == 1 { days } else { 0 };
            run_ahead(&right, 0);
            let ran = run_ahead(&wrong, ahead);
            let warned = ran
                .texts("warning")
                .iter()
                .any(|text| text.contains("the clock of this machine"));
            assert_eq!(warned, ahead != 0, "{days} days: {}", ran.printed());
            for fake in [&right, &wrong] {
                fake.clock().advance_days(1);
            }
        }
        assert!(
            right.files(NAME, "traffic") == wrong.files(NAME, "traffic"),
            "{days} days off"
        );
    }
}

#[test]
fn a_fixed_time_is_ignored_on_actions() {
    let (right, wrong) = (github(), github());
    run_ahead(&right, 0);
    let seconds = wrong.clock().seconds() - 20 * 86_400;
    let ran = job(&wrong)
        .variable("SOURCE_DATE_EPOCH", seconds.to_string())
        .binary()
        .success();
    assert_eq!(
        ran.texts("notice"),
        ["SOURCE_DATE_EPOCH: it is ignored on GitHub Actions; unset it in this job"]
    );
    assert!(right.files(NAME, "traffic") == wrong.files(NAME, "traffic"));
}
