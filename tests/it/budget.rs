//! Runs whose requests are not enough for all repositories: the most urgent come first, the others wait, nothing is lost,
//! and a run is red only if something would be.

use std::collections::BTreeSet;

use fake_github::{ACTIONS, Count, FakeGitHub, TRAFFIC, Token, Truth};
use jiff::civil::date;
use traffic_ledger::domain::repository_state::RepositoryState;

use crate::harness::{BRANCH, Ran, Run};
use crate::states::{index, organization, verified};

const STORE: &str = "octo/ledger";
const NAMES: [&str; 6] = ["acme/a", "acme/b", "acme/c", "acme/d", "acme/e", "acme/f"];
/// What three first visits take, and the list.
const FOR_THREE: &str = "28";

/// Six repositories; the later their name, the more views.
fn six() -> FakeGitHub {
    let fake = organization(&NAMES);
    for (name, views) in NAMES.iter().zip([10, 20, 30, 40, 50, 60]) {
        let truth = Truth::flat(
            date(2025, 12, 1),
            date(2026, 6, 30),
            Count::new(views, 3),
            Count::new(2, 1),
        );
        fake.edit(name, |repository| {
            repository.truth = truth;
            // The stars of its past are one page.
            repository.created_at = "2025-02-01T09:30:00Z".to_owned();
        });
    }
    fake
}

fn job(fake: &FakeGitHub) -> Run {
    Run::new(fake).store(STORE).repositories("acme/*").on_actions()
}

/// The repositories whose traffic was read, by the order of their names.
fn read(fake: &FakeGitHub) -> String {
    let ids: BTreeSet<String> = fake
        .log()
        .iter()
        .filter(|line| line.target.contains("/traffic/views?per=day"))
        .filter_map(|line| line.path().split('/').nth(2).map(str::to_owned))
        .collect();
    let is_read = |name: &&str| ids.contains(&fake.repository(name).id.to_string());
    let letters = NAMES.iter().filter(|name| is_read(name));
    letters.map(|name| name.trim_start_matches("acme/")).collect()
}

/// A run after so many days, within so many requests.
fn run(fake: &FakeGitHub, days: i64, most: &str) -> Ran {
    fake.clock().advance_days(days);
    fake.clear_log();
    let ran = job(fake).input("max-requests", most).run();
    verified(fake);
    ran
}

/// The notice about those that wait.
fn notice(ran: &Ran) -> String {
    let mut notices = ran.texts("notice");
    notices.retain(|notice| notice.contains("for a later run"));
    assert!(notices.len() <= 1, "{notices:?}");
    notices.pop().unwrap_or_default()
}

/// The known days of views of each repository.
fn days(fake: &FakeGitHub) -> Vec<usize> {
    let ledger = |name: &str| {
        let history = fake.files(STORE, BRANCH)[&format!("{name}/history.json")].clone();
        crate::harness::read_ledger(&history).history()
    };
    let known = |name: &&str| ledger(name).days.values().filter(|day| day.views.is_some()).count();
    NAMES.iter().map(known).collect()
}

#[test]
fn all_are_visited_in_turns_and_the_runs_are_green() {
    let fake = six();
    let ran = run(&fake, 0, FOR_THREE).success();
    let first = read(&fake);
    assert_eq!(first.len(), 3, "{}", ran.printed());
    assert!(
        notice(&ran).starts_with("3 repositories wait for a later run: ") && notice(&ran).contains("(not begun yet)"),
        "{}",
        notice(&ran)
    );
    let ran = run(&fake, 1, FOR_THREE).success();
    let second = read(&fake);
    assert!(
        second.len() == 3 && second.chars().all(|letter| !first.contains(letter)),
        "{first} {second}"
    );
    assert!(
        notice(&ran).contains("(nothing is lost until 2026-03-13)"),
        "{}",
        notice(&ran)
    );
    assert_eq!(index(&fake).0.len(), 6);

    // From now on those that were read longest ago come first: nobody waits for long.
    for _ in 0..8 {
        run(&fake, 1, FOR_THREE).success();
        let states: Vec<RepositoryState> = index(&fake).0.values().map(|entry| entry.state).collect();
        assert!(!states.contains(&RepositoryState::Stale), "{states:?}");
    }
    run(&fake, 1, "1000").success();
    // Those that came second begin a day later.
    assert_eq!(days(&fake), [24, 24, 24, 23, 23, 23]);
}

#[test]
fn a_run_is_red_only_for_what_would_be_lost_before_the_next() {
    let fake = six();
    run(&fake, 0, "1000").success();
    let ran = run(&fake, 10, FOR_THREE).success();
    assert_eq!(read(&fake), "def", "of equals those with more views");
    assert!(
        notice(&ran).contains("acme/c (nothing is lost until 2026-03-13)"),
        "{}",
        notice(&ran)
    );

    let ran = run(&fake, 1, "12").failure();
    assert_eq!(read(&fake), "c", "the most urgent, though others have more views");
    let errors = ran.annotations().into_iter().filter(|one| one.level == "error");
    let errors: Vec<String> = errors.map(|error| error.title).collect();
    assert_eq!(errors, ["acme/a", "acme/b"]);
    let text = &ran.texts("error")[0];
    assert!(text.contains("days that GitHub shows only today may be lost"), "{text}");
    run(&fake, 1, "1000").success();
    assert_eq!(days(&fake), [26; 6]);
}

#[test]
fn what_the_rate_limit_leaves_is_shared_out_too() {
    let fake = six();
    let limit = |used| Token {
        limit: 1_000,
        used,
        resets_at: fake.clock().seconds() + 3_000,
        ..Token::new(TRAFFIC)
    };
    fake.add_token(limit(1_000 - 49));
    let ran = run(&fake, 0, "");
    assert!(ran.is_green(), "{}", ran.printed());
    assert_eq!(read(&fake).len(), 3, "{}", notice(&ran));
    // Less is left than is kept back to repeat requests: one is tried all the same.
    fake.add_token(limit(1_000 - 22));
    let ran = run(&fake, 0, "").success();
    assert_eq!(read(&fake).len(), 1);
    assert!(notice(&ran).starts_with("5 repositories wait"), "{}", ran.printed());
}

#[test]
fn the_rate_limit_of_the_store_is_respected_too() {
    let fake = six();
    fake.add_token(Token {
        limit: 1_000,
        used: 1_000 - 27,
        resets_at: fake.clock().seconds() + 3_000,
        ..Token::new(ACTIONS).without_traffic()
    });
    fake.clear_log();
    let ran = job(&fake).run().success();
    assert_eq!(read(&fake).len(), 3, "{}", ran.printed());
    assert_eq!(index(&fake).0.len(), 3);
}
