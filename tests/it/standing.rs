//! Is it me or GitHub? Whole runs against a GitHub that stands still, shows zeros, counts crawlers, or was not asked for long: what
//! the log, the outputs, the exit code, the report and `status` say from the first sign to the end.

use fake_github::{
    Clock, Count, Episode, FakeGitHub, Metric, Profile, Publishing, Regime, Repository, Spike, Truth, Whose,
};
use jiff::civil::{Date, date};

use crate::harness::{BRANCH, Ran, Run};

pub(crate) const STORE: &str = "octo/ledger";

/// A public and a private repository with the same views and clones every day, and a private store.
pub(crate) fn github(now: &str) -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at(now));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add(Repository::new(STORE).private());
    // Nobody is told that nothing was pushed.
    let repository = |name| {
        let mut repository = Repository::new(name);
        repository.pushed_at = "2027-12-01T08:00:00Z".to_owned();
        repository
    };
    let truth = || {
        Truth::flat(
            date(2026, 1, 1),
            date(2027, 12, 31),
            Count::new(50, 20),
            Count::new(30, 12),
        )
    };
    fake.add(repository("octo/spike").with_truth(truth()));
    fake.add(repository("octo/hidden").private().with_truth(truth()));
    fake
}

/// Lets GitHub publish nothing after 23 September, up to and with `last`.
pub(crate) fn stand_still(fake: &FakeGitHub, last: Date) {
    fake.traffic(|traffic| {
        traffic.episodes = vec![Episode::stands_still(date(2026, 9, 23), date(2026, 9, 24), last)];
    });
}

fn run(fake: &FakeGitHub, repositories: &str) -> Ran {
    Run::new(fake)
        .store(STORE)
        .repositories(repositories)
        .on_actions()
        .run()
}

/// A run every day up to `last`.
pub(crate) fn daily(fake: &FakeGitHub, repositories: &str, last: Date) -> Ran {
    loop {
        fake.clock().advance_days(1);
        let ran = run(fake, repositories);
        if fake.clock().today() >= last {
            return ran;
        }
    }
}

pub(crate) fn file(fake: &FakeGitHub, path: &str) -> String {
    String::from_utf8(fake.files(STORE, BRANCH)[path].clone()).expect("UTF-8")
}

pub(crate) fn status(fake: &FakeGitHub, arguments: &[&str]) -> String {
    let arguments = [&["status"], arguments].concat();
    let ran = Run::new(fake).store(STORE).arguments(&arguments).run().success();
    ran.stdout
}

fn verify(fake: &FakeGitHub) {
    Run::new(fake).store(STORE).arguments(&["verify"]).run().success();
}

pub(crate) const BOTH: &str = "octo/spike, octo/hidden";

#[test]
fn a_freeze_of_the_public_repositories_is_githubs_from_the_fourth_day_to_the_day_that_is_lost() {
    let fake = github("2026-09-20T14:37:00Z");
    fake.traffic(|traffic| {
        let freeze = Episode::stands_still(date(2026, 9, 23), date(2026, 9, 24), date(2026, 10, 12));
        traffic.episodes = vec![freeze.of(Whose::Public)];
    });
    run(&fake, BOTH).success();
    let third = daily(&fake, BOTH, date(2026, 9, 26)).success();
    assert!(
        third.texts("warning").is_empty(),
        "three days are usual: {}",
        third.printed()
    );
    assert_eq!(third.outputs()["state"], "fine");

    let fourth = daily(&fake, BOTH, date(2026, 9, 27)).success();
    assert_eq!(
        fourth.texts("warning"),
        [
            "GitHub has published nothing since 23 Sep (its answers are fine)\nhelp: Nothing is lost while its window still covers \
             these days, until 7 Oct: 10 days left. Nothing is to be done here: GitHub does not publish the days."
        ]
    );
    assert!(fourth.printed().contains("octo/spike"), "{}", fourth.printed());
    assert!(!fourth.printed().contains("token"), "{}", fourth.printed());
    assert_eq!(fourth.outputs()["state"], "frozen");
    assert!(
        fourth.summary.contains("GitHub has published nothing since 23 Sep"),
        "{}",
        fourth.summary
    );
    let report = file(&fake, "octo/spike/README.md");
    let opening: Vec<&str> = report.lines().filter(|line| line.contains('⚠')).collect();
    assert_eq!(
        opening,
        [
            "**⚠ GitHub has published nothing since 23 Sep (its answers are fine).** Nothing is lost while its window still covers \
             these days, until 7 Oct: 10 days left."
        ]
    );
    assert!(!file(&fake, "octo/hidden/README.md").contains('⚠'));
    verify(&fake);

    // The report keeps up with each day, although GitHub says nothing new.
    daily(&fake, BOTH, date(2026, 10, 1)).success();
    assert!(file(&fake, "octo/spike/README.md").contains(", until 7 Oct: 6 days left."));
    // The newest day is more than `max-age-days` old.
    let old = daily(&fake, BOTH, date(2026, 10, 4)).failure();
    let errors = old.texts("error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with("GitHub has published nothing since 23 Sep (its answers are fine)"),
        "{errors:?}"
    );
    assert!(
        errors[0].contains(": its newest day is older than `max-age-days` (10) allows") && !errors[0].contains("token"),
        "{errors:?}"
    );
    assert_eq!(old.outputs()["state"], "frozen");
    daily(&fake, BOTH, date(2026, 10, 12)).failure();
    assert!(
        file(&fake, "octo/spike/README.md")
            .contains("Its window may no longer cover 24 Sep to 28 Sep: what it has not published by now may be lost.")
    );

    // GitHub goes on, with what its window still holds.
    let after = daily(&fake, BOTH, date(2026, 10, 13)).success();
    assert!(after.texts("warning").is_empty(), "{}", after.printed());
    assert_eq!(after.outputs()["state"], "fine");
    let report = file(&fake, "octo/spike/README.md");
    assert!(!report.contains('⚠'));
    assert!(
        report.contains("| Never published by GitHub | 24–28 Sep 2026 | 24–28 Sep 2026 |"),
        "{report}"
    );
    assert!(
        report.contains("| Published late | 29 Sep – 8 Oct 2026 | 29 Sep – 8 Oct 2026 |"),
        "{report}"
    );
    verify(&fake);
    println!("{}", status(&fake, &[]));
}

#[test]
fn a_freeze_of_all_repositories_is_said_once() {
    let fake = github("2026-09-20T14:37:00Z");
    stand_still(&fake, date(2026, 10, 12));
    run(&fake, BOTH).success();
    let ran = daily(&fake, BOTH, date(2026, 9, 28)).success();
    assert_eq!(ran.texts("warning").len(), 1, "{}", ran.printed());
    assert!(ran.printed().contains("all 2 repositories"), "{}", ran.printed());
}

#[test]
fn days_are_lost_before_the_next_run_of_a_weekly_schedule() {
    let fake = github("2026-09-02T14:37:00Z");
    stand_still(&fake, date(2026, 10, 30));
    let weekly = || {
        let input = Run::new(&fake)
            .store(STORE)
            .repositories("octo/spike")
            .input("max-age-days", "60");
        let ran = input.on_actions().run();
        fake.clock().advance_days(7);
        ran
    };
    for _ in 0..4 {
        weekly().success();
    }
    // On 30 September seven days are left, and the next run comes in seven.
    let last = weekly().success();
    assert_eq!(last.outputs()["state"], "frozen");
    let losing = weekly().failure();
    assert_eq!(losing.outputs()["state"], "losing");
    assert!(
        losing.texts("error")[0].contains("days may be lost before the next run"),
        "{}",
        losing.printed()
    );
}

#[test]
fn zeros_of_clones_are_doubted_while_views_go_on_and_settled_when_the_numbers_come() {
    let fake = github("2026-03-01T14:37:00Z");
    fake.traffic(|traffic| {
        let zeros = Episode::shows(0, date(2026, 9, 8), date(2026, 9, 10), date(2026, 9, 15));
        traffic.episodes = vec![zeros.in_metric(Metric::Clones)];
    });
    while fake.clock().today() < date(2026, 9, 7) {
        run(&fake, "octo/spike").success();
        fake.clock().advance_days(7);
    }
    let days_to = date(2026, 9, 11).duration_since(fake.clock().today()).as_hours() / 24;
    fake.clock().advance_days(days_to);
    let ran = run(&fake, "octo/spike").success();
    let warnings = ran.texts("warning");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with(
            "GitHub's answer is 0 clones on each day of 8–10 Sep 2026, which the weeks before make nearly"
        ),
        "{warnings:?}"
    );
    // It is reported once, and stays in the report.
    fake.clock().advance_days(1);
    assert!(run(&fake, "octo/spike").success().texts("warning").is_empty());
    let report = file(&fake, "octo/spike/README.md");
    assert!(
        report.contains("⚠ GitHub's answer is 0 clones on each day of 8–10 Sep 2026"),
        "{report}"
    );
    assert!(
        report.contains("| Doubtful zeros (unknown) | none | 8–10 Sep 2026 |"),
        "{report}"
    );
    let csv = file(&fake, "octo/spike/daily.csv");
    assert!(
        csv.contains("\n2026-09-09,50,20,complete,,,,doubtful,,,clones\n"),
        "{csv}"
    );
    let chart = file(&fake, "octo/spike/charts/light-theme/clones.svg");
    assert!(chart.contains("3 doubtful zeros"), "{chart}");
    verify(&fake);
    // GitHub shows the right numbers.
    daily(&fake, "octo/spike", date(2026, 9, 16)).success();
    let report = file(&fake, "octo/spike/README.md");
    assert!(!report.contains("oubtful"), "{report}");
    assert!(file(&fake, "octo/spike/daily.csv").contains("\n2026-09-09,50,20,complete,,30,12,complete,,,\n"));
    verify(&fake);
}

#[test]
fn crawlers_are_shown_apart_and_change_no_number() {
    let fake = FakeGitHub::start_at(&Clock::at("2026-09-01T14:37:00Z"));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    let truth = Profile::busy(3, date(2026, 1, 1), date(2026, 12, 31))
        .spike(Spike::new(date(2026, 11, 10), 9_000, "aocr.org", ""))
        .spike(Spike::new(date(2026, 11, 12), 4_000, "spam.example", ""))
        .generate("octo/spike");
    fake.add(Repository::new("octo/spike").with_truth(truth));
    let job = || Run::new(&fake).in_repository("octo/spike").on_actions();
    while fake.clock().today() < date(2026, 11, 8) {
        job().run().success();
        fake.clock().advance_days(1);
    }
    while fake.clock().today() < date(2026, 11, 16) {
        job().run().success();
        fake.clock().advance_days(1);
    }
    let read = |path: &str| String::from_utf8(fake.files("octo/spike", BRANCH)[path].clone()).expect("UTF-8");
    let report = read("octo/spike/README.md");
    assert!(
        report.contains(" in these 14 days came from a known crawler (`aocr.org`)."),
        "{report}"
    );
    assert!(
        report.contains(", brought by a known crawler: `aocr.org` (+"),
        "{report}"
    );
    assert!(
        report.contains("| `aocr.org` |") && report.contains("| crawler |"),
        "{report}"
    );
    assert!(!report.contains("coincided with visits from `aocr.org`"), "{report}");
    assert!(
        !report.contains("**New referrers** in the last four weeks: `aocr.org`"),
        "{report}"
    );
    let before = read("octo/spike/daily.csv");

    // What the user calls a crawler is one from the next run on, and `verify` needs no input for it.
    let ran = job().input("ignore-referrers", "spam.example").run().success();
    assert!(ran.outputs()["changed"] == "true", "{}", ran.printed());
    let report = read("octo/spike/README.md");
    assert!(
        report.contains("came from known crawlers (`aocr.org` and `spam.example`)."),
        "{report}"
    );
    let after = read("octo/spike/daily.csv");
    assert!(after.starts_with(before.trim_end()), "no number changes");
    Run::new(&fake)
        .store("octo/spike")
        .arguments(&["verify"])
        .run()
        .success();
}

/// An hourly window leaves days without traffic out, so a quiet week and a freeze look the same there.
#[test]
fn a_quiet_week_at_an_hourly_server_is_no_freeze() {
    let fake = github("2026-09-20T14:37:00Z");
    fake.traffic(|traffic| traffic.regime = Regime::Rolling);
    fake.edit("octo/spike", |repository| {
        let quiet = date(2026, 9, 16)..=date(2026, 9, 27);
        repository.truth.days.retain(|day, _| !quiet.contains(day));
    });
    let ran = daily(&fake, "octo/spike", date(2026, 9, 25)).success();
    assert!(!ran.printed().contains("has published"), "{}", ran.printed());
    assert_eq!(ran.outputs()["state"], "fine");
    assert!(!file(&fake, "octo/spike/README.md").contains("has published nothing"));
}

#[test]
fn a_long_pause_between_runs_is_a_warning_at_the_next_one() {
    let fake = github("2026-03-01T14:37:00Z");
    run(&fake, "octo/spike").success();
    fake.clock().advance_days(8);
    assert!(run(&fake, "octo/spike").success().texts("warning").is_empty());
    fake.clock().advance_days(9);
    let ran = run(&fake, "octo/spike").success();
    let warnings = ran.texts("warning");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with("nothing was recorded for 9 days, from 2026-03-09 to 2026-03-18\nhelp: After 11 days"),
        "{warnings:?}"
    );
    let report = file(&fake, "octo/spike/README.md");
    assert!(
        report.contains(
            "**Runs: 3 snapshots** since 1 Mar 2026. The longest time without one was 9 days, from 9 Mar 2026 to 18 Mar 2026;"
        ),
        "{report}"
    );
    // A repository that is new in a ledger with runs is no pause.
    fake.clock().advance_days(1);
    assert!(run(&fake, BOTH).success().texts("warning").is_empty());
}
