//! Stars by day, from the whole past on the first run to the newest weeks, with numbers that are known: what GitHub says
//! is what the ledger holds.

use fake_github::{Count, FakeGitHub, Fault, On, Publishing, Repository, Truth};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot};
use traffic_ledger::domain::{days_between, plus_days};

use crate::evidence;
use crate::harness::{Ran, Run, asked_below};

const NAME: &str = "octo/spike";
const CREATED: Date = date(2021, 5, 4);

/// Stars of a day: none on most, some on others.
fn stars(day: Date) -> u64 {
    let number = days_between(CREATED, day).unsigned_abs();
    if number.is_multiple_of(5) { number % 17 + 1 } else { 0 }
}

/// A repository of almost five years, on a Monday afternoon.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.clock().set("2026-03-02T14:37:00Z");
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    let truth = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(7, 3), Count::new(2, 1));
    let mut repository = Repository::new(NAME).with_truth(truth);
    repository.created_at = "2021-05-04T03:02:01Z".to_owned();
    repository.pushed_at = "2026-02-20T08:00:00Z".to_owned();
    let days = (0..2_000).map(|offset| plus_days(CREATED, offset));
    repository.star_days = days.map(|day| (day, stars(day))).collect();
    fake.add(repository);
    show_all(&fake, 0);
    fake
}

/// The repository shows the stars that were given, but for some that were taken back.
fn show_all(fake: &FakeGitHub, back: u64) {
    let clock = fake.clock().clone();
    fake.edit(NAME, |repository| {
        repository.stars = repository.stars_given(&clock) - back
    });
}

fn run(fake: &FakeGitHub) -> Ran {
    fake.clear_log();
    Run::new(fake).in_repository(NAME).on_actions().run().success()
}

/// The requests for stars of the last run.
fn asked(fake: &FakeGitHub) -> Vec<String> {
    asked_below(fake, "/stargazers/")
}

fn history(ran: &Ran) -> History {
    ran.ledger(NAME).history()
}

fn report(ran: &Ran) -> String {
    String::from_utf8(ran.files()[&format!("{NAME}/README.md")].clone()).expect("UTF-8")
}

#[test]
fn the_first_run_knows_every_star_since_the_beginning() {
    let fake = github();
    let ran = run(&fake);
    let mut pages = asked(&fake);
    pages.sort();
    assert_eq!(
        pages,
        [
            "history?per_page=100",
            "history?per_page=100&page=2",
            "history?per_page=100&page=3"
        ],
        "252 weeks"
    );
    let known = history(&ran).stars;
    let today = date(2026, 3, 2);
    assert_eq!(known.days.len() as i64, days_between(CREATED, today) + 1);
    for (day, found) in &known.days {
        match *day == today {
            // 14:37 is 52,620 of 86,400 seconds.
            true => assert_eq!(
                (found.count, found.is_complete),
                (stars(today) * 52_620 / 86_400, false)
            ),
            false => assert_eq!((found.count, found.is_complete), (stars(*day), true), "{day}"),
        }
    }
    let csv = String::from_utf8(ran.files()[&format!("{NAME}/data/stars.csv")].clone()).expect("UTF-8");
    let lines: Vec<&str> = csv.lines().collect();
    // 4 May 2021 is day 0, so there is one star; the next are five days later.
    assert_eq!(
        lines[..3],
        [
            "date,stars_given,status",
            "2021-05-04,1,complete",
            "2021-05-05,0,complete"
        ]
    );
    assert_eq!(lines[6], "2021-05-09,6,complete");
    assert_eq!(lines.len(), known.days.len() + 1);
    assert_eq!(lines.last(), Some(&"2026-03-02,0,partial"));
    let sum: u64 = known.days.values().map(|day| day.count).sum();
    let same = format!(
        "showed {} stars, as many as the days add up to",
        traffic_ledger::format::grouped(sum)
    );
    assert!(report(&ran).contains(&same), "{}", report(&ran));
}

#[test]
fn later_runs_ask_once_a_week_and_what_was_taken_back_stays_given() {
    let fake = github();
    run(&fake);
    for day in 3..=7 {
        fake.clock().advance_days(1);
        run(&fake);
        assert_eq!(asked(&fake), [""; 0], "{day} March");
    }
    fake.clock().advance_days(1);
    // Ten stars are taken back, five of them from a day whose number GitHub lowers.
    show_all(&fake, 10);
    let lowered = date(2026, 2, 22);
    fake.edit(NAME, |repository| {
        *repository.star_days.get_mut(&lowered).expect("a day") -= 5
    });
    let ran = run(&fake);
    assert_eq!(asked(&fake), ["history?per_page=30"], "Sunday, 8 March");
    let known = history(&ran).stars;
    assert_eq!(known.days[&lowered].count, stars(lowered));
    for (day, found) in known.days.range(date(2026, 3, 1)..date(2026, 3, 8)) {
        assert_eq!((found.count, found.is_complete), (stars(*day), true), "{day}");
    }
    assert!(report(&ran).contains(": 10 of those that were given had been taken back."));
    // The same sources make the same history.
    for command in ["verify", "rebuild"] {
        let again = Run::new(&fake)
            .in_repository(NAME)
            .arguments(&[command])
            .run()
            .success();
        assert_eq!(history(&again).stars, known, "{command}");
    }
}

#[test]
fn a_server_without_the_history_is_asked_once_a_week_and_nothing_is_said() {
    let fake = github();
    fake.edit(NAME, |repository| repository.has_star_history = false);
    let ran = run(&fake);
    assert_eq!((asked(&fake).len(), ran.texts("warning")), (1, vec![]));
    assert!(!report(&ran).contains("## Stars") && !ran.files().contains_key(&format!("{NAME}/data/stars.csv")));
    assert!(
        ran.ledger(NAME)
            .claims
            .counters
            .values()
            .any(|week| week.stars.is_some()),
        "the count is there"
    );
    fake.clock().advance_days(1);
    run(&fake);
    assert_eq!(asked(&fake), [""; 0]);
    // The week after it has the history.
    fake.edit(NAME, |repository| repository.has_star_history = true);
    fake.clock().advance_days(5);
    let ran = run(&fake);
    assert_eq!((asked(&fake).len(), history(&ran).stars.is_past_read), (3, true));
}

#[test]
fn a_past_with_a_missing_page_is_read_again_the_next_day() {
    let fake = github();
    fake.fail(On::every().path("page=2"), Fault::Html(502));
    let ran = run(&fake);
    assert_eq!(ran.texts("warning").len(), 1, "{}", ran.printed());
    assert!(history(&ran).stars.days.is_empty(), "all or nothing");
    fake.clear_faults();
    fake.clock().advance_days(1);
    let ran = run(&fake);
    assert_eq!((asked(&fake).len(), history(&ran).stars.is_past_read), (3, true));
}

#[test]
fn with_counts_alone_stars_are_not_asked_for() {
    let fake = github();
    fake.clear_log();
    let ran = Run::new(&fake)
        .in_repository(NAME)
        .input("publish", "counts")
        .run()
        .success();
    assert_eq!((asked(&fake).len(), history(&ran).stars.days.len()), (0, 0));
}

/// An answer about these stars at a time.
fn snapshot(repository: &Repository, at: &fake_github::Clock, weeks: usize, is_past: bool) -> RawSnapshot {
    let mut rows = repository.star_weeks(at);
    if !is_past {
        rows.truncate(weeks);
    }
    let endpoint = if is_past { Endpoint::PastStars } else { Endpoint::Stars };
    evidence::snapshot(&at.rfc3339(), &[(endpoint, rows.into())])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whenever and in whatever order answers come: complete days are true, others are lower bounds, none is in the future, and the
    /// file says it all.
    #[test]
    fn complete_days_are_true(
        given in prop::collection::vec(0..9_u64, 60),
        looks in prop::collection::vec((0..60 * 86_400_i64, 1..6_usize, any::<bool>()), 1..6),
    ) {
        let first = date(2026, 1, 1);
        let mut repository = Repository::new(NAME);
        repository.created_at = "2026-01-01T09:30:00Z".to_owned();
        repository.star_days = (0..).zip(&given).map(|(offset, stars)| (plus_days(first, offset), *stars)).collect();
        let clock = fake_github::Clock::at("2026-01-01T00:00:00Z");
        let begin = clock.seconds();
        let mut all: Vec<Claims> = Vec::new();
        let mut newest = first;
        for (after, weeks, is_past) in looks {
            clock.set_millis((begin + after) * 1_000);
            newest = newest.max(clock.today());
            all.push(interpret(&snapshot(&repository, &clock, weeks, is_past)).claims);
        }
        let fold = |claims: &mut dyn Iterator<Item = &Claims>| {
            let mut all = claims.next().expect("one").clone();
            claims.for_each(|one| all.merge(one.clone()).expect("one repository"));
            all
        };
        let joined = fold(&mut all.iter());
        prop_assert_eq!(&fold(&mut all.iter().rev().chain(&all)), &joined);
        for (day, found) in judge(&joined).stars.days {
            let truth = repository.star_days.get(&day).copied().unwrap_or(0);
            prop_assert!(day <= newest);
            prop_assert!(found.count == truth || (!found.is_complete && found.count < truth), "{}", day);
        }
        let file = Ledger::new(joined.clone()).to_bytes();
        prop_assert_eq!(&Ledger::from_bytes(&file).expect("our own file").claims, &joined);
    }
}
