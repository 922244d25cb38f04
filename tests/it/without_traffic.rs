//! `traffic: false`: what is public is recorded without a token that reads traffic, and the report says what that would add.

use fake_github::{ACTIONS, FakeGitHub, Release};

use crate::end_to_end::{NAME, github, run_ok};
use crate::harness::{Ran, Run};

const MISSING: &str = "The traffic is not recorded";

/// A repository with stars and a release, none of which needs a token.
fn public() -> FakeGitHub {
    let fake = github();
    let clock = fake.clock().clone();
    fake.edit(NAME, |repository| {
        repository.star_days = [(jiff::civil::date(2026, 2, 20), 40)].into();
        repository.stars = repository.stars_given(&clock);
        let release = Release::new("v1.0.0", "2026-02-10T08:00:00Z", "notes").asset("spike.tar.gz", 9, 30);
        repository.releases = vec![release];
    });
    fake
}

fn job(fake: &FakeGitHub) -> Run {
    fake.clear_log();
    let run = Run::new(fake).in_repository(NAME).on_actions();
    run.without("INPUT_TRAFFIC-TOKEN").input("traffic", "false")
}

fn report(ran: &Ran) -> String {
    String::from_utf8(ran.files()[&format!("{NAME}/README.md")].clone()).expect("UTF-8")
}

#[test]
fn four_hundred_days_are_green_with_the_token_of_the_workflow_alone() {
    let fake = public();
    let ran = job(&fake).run().success();
    assert!(
        ran.stdout.contains("octo/spike: recorded without its traffic"),
        "{}",
        ran.printed()
    );
    let log = fake.log();
    assert!(
        log.iter().all(|line| !line.target.contains("/traffic/")),
        "no traffic is asked for"
    );
    let own = format!("Bearer {ACTIONS}");
    assert!(log.iter().all(|line| line.header("authorization") == Some(&own)));
    let report = report(&ran);
    for part in [
        MISSING,
        "`traffic-token`",
        "## Stars",
        "## Downloads",
        "showed 40 stars",
        "| 30 |",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(
        !report.contains('⚠') && ran.texts("warning").is_empty(),
        "{}",
        ran.printed()
    );
    // A year later nothing of it counts as late.
    for day in [1, 6, 30, 363] {
        fake.clock().advance_days(day);
        fake.edit(NAME, |repository| {
            repository.releases[0].assets[0].2 += 5;
            repository.pushed_at = "2027-03-01T00:00:00Z".to_owned();
        });
        let ran = job(&fake).run().success();
        assert_eq!(ran.outputs()["state"], "fine");
        assert!(!self::report(&ran).contains('⚠'), "{}", self::report(&ran));
    }
    let history = job(&fake).run().success().ledger(NAME).history();
    assert_eq!(history.stars.days.values().map(|day| day.count).sum::<u64>(), 40);
    assert!(history.without_traffic && history.days.is_empty());
    let ran = Run::new(&fake)
        .in_repository(NAME)
        .arguments(&["verify"])
        .run()
        .success();
    assert!(ran.stdout.contains("OK"), "{}", ran.printed());
}

#[test]
fn what_was_recorded_with_a_token_stays_and_goes_on_with_one() {
    let fake = public();
    run_ok(&fake);
    let days = |ran: &Ran| ran.ledger(NAME).history().days.len();
    fake.clock().advance_days(3);
    let without = job(&fake).run().success();
    assert_eq!((days(&without), report(&without).contains(MISSING)), (14, true));
    fake.clock().advance_days(1);
    let with = run_ok(&fake);
    assert_eq!(
        (days(&with), report(&with).contains(MISSING)),
        (18, false),
        "GitHub still shows the days between"
    );
}

#[test]
fn an_empty_secret_is_an_error_that_names_the_way_without_one() {
    let fake = public();
    let run = || Run::new(&fake).in_repository(NAME).input("traffic-token", "");
    let ran = run().binary();
    assert_eq!(ran.code, Some(2), "{}", ran.printed());
    assert!(
        ran.stderr
            .contains("`traffic: false` records stars, forks, releases and downloads"),
        "{}",
        ran.printed()
    );
    let ran = run().input("traffic", "false").input("publish", "counts").binary();
    assert_eq!(ran.code, Some(2), "{}", ran.printed());
    assert!(ran.stderr.contains("leaves nothing to record"), "{}", ran.printed());
}

#[test]
fn doctor_says_what_can_be_read_without_it() {
    let fake = public();
    let ran = job(&fake).arguments(&["doctor"]).run();
    assert!(
        ran.stdout.contains("its public numbers can be read"),
        "{}",
        ran.printed()
    );
    assert!(!ran.stdout.contains("traffic-token"), "{}", ran.printed());
    assert!(fake.log().iter().all(|line| !line.target.contains("/traffic/")));
}
