//! Time comes from GitHub: a clock that is wrong leaves no trace in the ledger.

use fake_github::{FakeGitHub, Fault, On};

use crate::end_to_end::{NAME, github, job};
use crate::harness::Ran;

/// A run on a machine whose clock is `days` days ahead of GitHub's.
fn run_ahead(fake: &FakeGitHub, days: i64) -> Ran {
    job(fake).with_clock_ahead(days * 86_400).run().success()
}

#[test]
fn a_clock_that_is_wrong_by_days_leaves_no_trace() {
    for days in [-20, -2, 2, 31, -9_000, 45_000] {
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
        ran.texts("notice")[..1],
        ["SOURCE_DATE_EPOCH: it is ignored on GitHub Actions; unset it in this job"]
    );
    assert!(right.files(NAME, "traffic") == wrong.files(NAME, "traffic"));
}

#[test]
fn a_date_that_cannot_be_is_not_believed() {
    for text in [
        "Thu, 01 Jan 2150 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 GMT",
        "yesterday",
    ] {
        let (right, wrong) = (github(), github());
        for run in 0..3 {
            if run == 1 {
                wrong.fail(On::every().path(""), Fault::Dated(text.to_owned()));
            }
            let ran = run_ahead(&wrong, 0);
            assert_eq!(
                ran.texts("warning")
                    .iter()
                    .any(|text| text.contains("the clock of this machine dates them")),
                run == 1,
                "{text}: {}",
                ran.printed()
            );
            wrong.clear_faults();
            run_ahead(&right, 0);
            for fake in [&right, &wrong] {
                fake.clock().advance_days(1);
            }
        }
        assert!(right.files(NAME, "traffic") == wrong.files(NAME, "traffic"), "{text}");
    }
}

#[test]
fn an_answer_without_a_date_is_of_the_moment_of_the_others() {
    let (right, wrong) = (github(), github());
    wrong.fail(On::every().path("/traffic/views"), Fault::Dated("-".to_owned()));
    run_ahead(&wrong, 31);
    run_ahead(&right, 0);
    assert!(right.files(NAME, "traffic") == wrong.files(NAME, "traffic"));
}
