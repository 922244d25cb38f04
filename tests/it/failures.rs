//! How a run ends when something fails: an interruption, nothing can be saved, some endpoint fails, no new days.

use std::path::Path;

use fake_github::{Count, FakeGitHub, Fault, On, Publishing, Regime, Rule, TRAFFIC, Token};
use jiff::civil::date;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::domain::traffic::Metric;

use crate::end_to_end::{NAME, github, job};
use crate::harness::{Run, Running};

/// Starts a run whose first traffic request is never answered, and waits until it hangs there.
fn hanging(fake: &FakeGitHub) -> Running {
    let (came, seen) = std::sync::mpsc::channel();
    let on = || On::nth(1).path("/traffic/");
    fake.fail(on(), Fault::NeverAnswers);
    fake.before(on(), move |_| came.send(()).unwrap_or_default());
    let running = job(fake).spawn();
    if seen.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
        running.kill();
        panic!("no request came");
    }
    running
}

#[test]
fn told_to_stop_it_stops_at_a_safe_point() {
    for signal in ["TERM", "INT"] {
        let fake = github();
        let running = hanging(&fake);
        running.signal(signal);
        let stopped = running.wait().exited(143);
        let annotations = stopped.annotations();
        assert_eq!(annotations.last().map(|last| last.title.as_str()), Some("Interrupted"));
        assert_eq!(fake.head(NAME, "traffic"), None);
    }
}

#[test]
fn what_cannot_be_committed_is_rescued_and_comes_in_later() {
    let fake = github();
    fake.edit(NAME, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::RestrictCreations))
    });
    let failed = job(&fake).binary().failure();
    let printed = failed.printed();
    assert!(printed.contains("Repository rule violations"), "{printed}");
    assert!(printed.contains("by 2026-03-13"), "how long GitHub keeps it: {printed}");
    let outputs = failed.outputs();
    let folder = Path::new(&outputs["rescued-snapshot"]);
    let bytes = std::fs::read(folder.join("octo/spike/snapshots/2026/03/2026-03-02T143700Z.json"));
    assert!(RawSnapshot::from_bytes(&bytes.expect("the rescued snapshot")).is_ok());

    // The printed command brings it in, and verify finds the ledger sound.
    assert!(
        printed.contains("traffic-ledger import traffic-ledger-rescue --store octo/spike"),
        "{printed}"
    );
    let on_ledger = |arguments: &[&str]| {
        let run = Run::offline();
        let ledger = folder.join("ledger").display().to_string();
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--output", &ledger]).collect();
        run.arguments(&arguments).binary().success()
    };
    on_ledger(&["import", &outputs["rescued-snapshot"]]);
    assert_eq!(on_ledger(&["verify"]).ledger(NAME).history().days.len(), 14);
}

#[test]
fn an_endpoint_that_fails_is_named_and_the_rest_is_saved() {
    let fake = github();
    let words = "Something is wrong with clones";
    fake.fail(
        On::every().path("/traffic/clones"),
        Fault::Refused(403, words.to_owned()),
    );
    let failed = job(&fake).run().failure();
    let errors = failed.texts("error");
    assert_eq!(errors.len(), 1, "by day and by week fail alike: {errors:?}");
    assert!(
        errors[0].contains(words) && errors[0].contains("clones/week"),
        "{errors:?}"
    );
    let history = failed.ledger(NAME).history();
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
    let history = job(&fake).run().success().ledger(NAME).history();
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
    let errors = job(&fake).run().failure().texts("error");
    assert!(
        errors.iter().any(|error| error.contains("`max-age-days`")),
        "{errors:?}"
    );
    assert!(fake.head(NAME, "traffic").is_some(), "what came is saved all the same");
    job(&fake).input("max-age-days", "8").run().success();
}

#[test]
fn views_that_cannot_be_read_turn_red_although_clones_are_fresh() {
    let fake = github();
    job(&fake).run().success();
    let body = r#"{"count":4,"uniques":3,"views":[{"timestamp":"soon","count":4,"uniques":3}]}"#;
    fake.fail(On::every().path("/traffic/views?per=day"), Fault::Body(body.to_owned()));
    for days in 1..=11 {
        fake.clock().advance_days(1);
        let ran = job(&fake).run();
        let wanted = format!(
            "the newest stored day of views is 2026-03-01, {} days ago, and `max-age-days` is 5",
            days + 1
        );
        let is_red = ran.texts("error").iter().any(|error| error.starts_with(&wanted));
        assert_eq!(
            (is_red, ran.is_green()),
            (days >= 5, days < 5),
            "{days}: {}",
            ran.printed()
        );
    }
}

#[test]
fn views_that_cannot_be_read_turn_red_although_there_are_no_clones() {
    let fake = github();
    fake.edit(NAME, |repository| {
        let days = repository.truth.days.values_mut();
        days.for_each(|day| day.clones = Count::default());
    });
    job(&fake).run().success();
    let body = r#"{"count":4,"uniques":3,"views":[{"timestamp":"soon","count":4,"uniques":3}]}"#;
    fake.fail(On::every().path("/traffic/views?per=day"), Fault::Body(body.to_owned()));
    for days in 1..=11 {
        fake.clock().advance_days(1);
        let ran = job(&fake).run();
        let wanted = format!("the newest stored day of views is 2026-03-01, {} days ago", days + 1);
        let errors = ran.texts("error");
        let is_red = errors
            .iter()
            .any(|error| error.starts_with(&wanted) && !error.contains("of clones"));
        assert_eq!(
            (is_red, ran.is_green()),
            (days >= 5, days < 5),
            "{days}: {}",
            ran.printed()
        );
        // Two windows of zeros agree up to the day before the newest.
        let line = format!("octo/spike: 14 days of views, up to 2026-03-01; clones up to 2026-03-{days:02}");
        assert!(days == 1 || ran.printed().contains(&line), "{line}: {}", ran.printed());
    }
}

#[test]
fn a_metric_without_traffic_is_quiet_where_github_leaves_such_days_out() {
    let fake = github();
    fake.traffic(|settings| settings.regime = Regime::Rolling);
    fake.edit(NAME, |repository| {
        let quiet = repository.truth.days.range_mut(date(2026, 2, 20)..);
        quiet.for_each(|(_, day)| day.clones = Count::default());
    });
    let ran = job(&fake).run().success();
    assert_eq!(ran.texts("error"), [""; 0]);
}

#[test]
fn trouble_ahead_is_a_warning() {
    let fake = github();
    assert_eq!(job(&fake).run().success().texts("warning"), [""; 0]);
    fake.add_token(Token::new(TRAFFIC).expires(fake.clock().seconds() + 10 * 86_400));
    fake.edit(NAME, |repository| {
        repository.pushed_at = "2026-01-05T00:00:00Z".to_owned()
    });
    fake.clock().advance_days(1);
    let warnings = job(&fake).run().success().texts("warning");
    for expected in [
        "`traffic-token` expires on 2026-03-12",
        "nothing was pushed for 57 days",
    ] {
        assert!(warnings.iter().any(|text| text.contains(expected)), "{warnings:?}");
    }
}
