//! States of repositories over several runs of patterns and filters: how each stands is in the index and in the overview,
//! follows from the histories alone, and nothing that was recorded is lost.

use fake_github::{CLASSIC, Clock, Count, FakeGitHub, Fault, On, Publishing, Repository, TRAFFIC, Token, Truth};
use jiff::civil::date;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::ledger_index::{INDEX_FILE, LedgerIndex};
use traffic_ledger::domain::repository_state::{RepositoryState, RepositoryStatus};
use traffic_ledger::domain::snapshot::RawSnapshot;

use crate::harness::{BRANCH, Ran, Run};

const STORE: &str = "octo/ledger";

/// An organisation with a public store and some repositories.
pub(crate) fn organization(names: &[&str]) -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-03-02T14:37:00Z"));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add_organization("acme");
    fake.add(Repository::new(STORE));
    fake.add_token(Token::new(TRAFFIC));
    for name in names {
        add(&fake, name);
    }
    fake
}

pub(crate) fn add(fake: &FakeGitHub, name: &str) -> u64 {
    let truth = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(7, 3), Count::new(2, 1));
    let mut repository = Repository::new(name).with_truth(truth);
    repository.pushed_at = "2026-02-20T08:00:00Z".to_owned();
    fake.add(repository)
}

fn job(lines: &str, fake: &FakeGitHub) -> Run {
    Run::new(fake).store(STORE).repositories(lines).on_actions()
}

/// A run on the next day, after which the ledger is sound.
fn run(fake: &FakeGitHub, lines: &str) -> Ran {
    fake.clock().advance_days(1);
    let ran = job(lines, fake).run();
    verified(fake);
    ran
}

/// `verify` makes the index and the overview again from the histories and compares every byte.
pub(crate) fn verified(fake: &FakeGitHub) {
    let verify = Run::new(fake).store(STORE).arguments(&["verify"]).on_actions();
    verify.run().success();
}

pub(crate) fn index(fake: &FakeGitHub) -> LedgerIndex {
    LedgerIndex::from_bytes(&fake.files(STORE, BRANCH)[INDEX_FILE])
        .expect("an index")
        .0
}

/// The folders with their states, but for live ones.
fn states(fake: &FakeGitHub) -> String {
    let index = index(fake);
    let states = index.0.iter().map(|(folder, entry)| match entry.state {
        RepositoryState::Live => folder.to_string(),
        state => format!("{folder} {state:?}"),
    });
    states.collect::<Vec<_>>().join(", ")
}

fn overview(fake: &FakeGitHub) -> String {
    String::from_utf8(fake.files(STORE, BRANCH)["README.md"].clone()).expect("UTF-8")
}

fn snapshots(fake: &FakeGitHub, name: &str) -> usize {
    let files = fake.files(STORE, BRANCH);
    let prefix = format!("{name}/snapshots/");
    files.keys().filter(|path| path.starts_with(&prefix)).count()
}

#[test]
fn a_repository_appears_and_one_vanishes() {
    let fake = organization(&["acme/app", "acme/lib"]);
    run(&fake, "acme/*").success();
    assert_eq!(states(&fake), "acme/app, acme/lib");
    add(&fake, "acme/new");
    fake.delete("acme/lib");
    let ran = run(&fake, "acme/*").success();
    assert_eq!(states(&fake), "acme/app, acme/lib Gone, acme/new");
    assert_eq!(
        ran.texts("warning"),
        [
            "GitHub does not list or find it any more: it was deleted or renamed away, or the token lost access\nhelp: What is \
             recorded of it stays in the ledger."
        ]
    );
    let page = overview(&fake);
    let (live, gone) = page.split_once("## Gone\n").expect("a part of its own");
    assert!(
        gone.contains("acme/lib/README.md") && !live.contains("](acme/lib/README.md)"),
        "{page}"
    );
    assert_eq!(snapshots(&fake, "acme/lib"), 2);
    let report = String::from_utf8(fake.files(STORE, BRANCH)["acme/lib/README.md"].clone()).expect("UTF-8");
    assert!(
        report.contains("\n\n**GitHub did not find this repository: "),
        "{report}"
    );

    // It is news once, and nobody asks again.
    fake.clear_log();
    let ran = run(&fake, "acme/*").success();
    assert!(ran.texts("warning").is_empty(), "{}", ran.printed());
    assert_eq!(snapshots(&fake, "acme/lib"), 2);
    let id = index(&fake)
        .0
        .values()
        .next()
        .and_then(|entry| entry.recent.repository.id);
    assert!(id.is_some_and(|id| fake.log().iter().any(|line| line.path().contains(&id.to_string()))));
    assert!(fake.log().iter().all(|line| line.path() != "/repositories/500000003"));
}

#[test]
fn a_named_repository_that_is_not_found_is_marked_once_and_found_again() {
    let fake = organization(&["acme/app", "acme/lib"]);
    let id = fake.repository("acme/lib").id;
    run(&fake, "acme/app, acme/lib").success();
    fake.edit("acme/lib", |lib| lib.private = true);
    let others = Token::new(TRAFFIC).only(&["acme/app"]);
    fake.add_token(others);
    for day in 0..3 {
        let ran = run(&fake, "acme/app, acme/lib").failure();
        let errors = ran.texts("error");
        assert!(
            errors.len() == 1 && errors[0].contains(&format!("Its id {id} was not found either.")),
            "{errors:?}"
        );
        assert_eq!(states(&fake), "acme/app, acme/lib Gone", "day {day}");
        assert_eq!(snapshots(&fake, "acme/lib"), 2, "day {day}");
    }
    // Nothing but what is gone: nothing new, and no commit.
    let commits = fake.commits(STORE, BRANCH).len();
    run(&fake, "acme/lib").failure();
    assert_eq!(fake.commits(STORE, BRANCH).len(), commits);

    fake.add_token(Token::new(TRAFFIC));
    fake.edit("acme/lib", |lib| lib.private = false);
    run(&fake, "acme/app, acme/lib").success();
    assert_eq!(states(&fake), "acme/app, acme/lib");
    assert_eq!(snapshots(&fake, "acme/lib"), 3);
}

#[test]
fn the_answer_of_a_proxy_marks_nothing() {
    let fake = organization(&["acme/app", "acme/lib"]);
    run(&fake, "acme/*").success();
    for fault in [
        Fault::Html(404),
        Fault::Refused(404, "no Route matched with those values".to_owned()),
    ] {
        fake.fail(On::every().path("/repos/acme/lib"), fault.clone());
        fake.fail(On::every().path("/repositories/"), fault);
        run(&fake, "acme/lib").failure();
        fake.clear_faults();
        assert_eq!(states(&fake), "acme/app, acme/lib");
    }
}

#[test]
fn an_archived_repository_is_apart_and_comes_back() {
    let fake = organization(&["acme/app", "acme/lib"]);
    run(&fake, "acme/*").success();
    fake.edit("acme/lib", |lib| lib.archived = true);
    run(&fake, "acme/*").success();
    assert_eq!(states(&fake), "acme/app, acme/lib Archived");
    // It stays so although the lines leave it out from now on.
    for _ in 0..3 {
        run(&fake, "acme/*\n!archived").success();
    }
    assert_eq!(states(&fake), "acme/app, acme/lib Archived");
    assert!(overview(&fake).contains("## Archived\n"));
    fake.edit("acme/lib", |lib| lib.archived = false);
    run(&fake, "acme/*\n!archived").success();
    assert_eq!(states(&fake), "acme/app, acme/lib");
}

#[test]
fn a_repository_that_becomes_private_is_not_named_in_the_log_of_a_public_store() {
    let fake = organization(&["acme/app", "acme/secret"]);
    run(&fake, "acme/*").success();
    fake.rename("acme/secret", "acme/hush");
    fake.edit("acme/hush", |hush| hush.private = true);
    let ran = run(&fake, "acme/*").success();
    assert!(!ran.printed().contains("hush"), "{}", ran.printed());
    assert!(!ran.printed().contains("acme/secret"), "{}", ran.printed());
    assert!(ran.stdout.contains("Left out 1 private repository"), "{}", ran.stdout);
    run(&fake, "acme/*").success();
    assert_eq!(states(&fake), "acme/app, acme/secret Waiting");
    let files = fake.files(STORE, BRANCH);
    let named = files
        .values()
        .filter(|content| String::from_utf8_lossy(content).contains("hush"));
    assert_eq!(named.count(), 0);

    // In a private store it goes on under its new name.
    fake.edit(STORE, |store| store.private = true);
    run(&fake, "acme/*").success();
    assert_eq!(states(&fake), "acme/app, acme/hush Private");
}

#[test]
fn what_left_the_list_waits_and_is_then_no_longer_followed() {
    let fake = organization(&["acme/app", "acme/lib"]);
    run(&fake, "acme/app, acme/lib").success();
    let mut states_by_day = Vec::new();
    for _ in 0..12 {
        run(&fake, "acme/app").success();
        states_by_day.push(index(&fake).0.values().nth(1).expect("two").state);
    }
    let (live, rest) = states_by_day.split_at(1);
    let (waiting, stale) = rest.split_at(10);
    assert!(live.iter().all(RepositoryState::is_live), "{states_by_day:?}");
    assert!(
        waiting.iter().all(|state| *state == RepositoryState::Waiting),
        "{states_by_day:?}"
    );
    assert_eq!(stale, [RepositoryState::Stale]);
    let page = overview(&fake);
    let (_, stale) = page.split_once("## No longer followed\n").expect("a part of its own");
    assert!(stale.contains("acme/lib/README.md"), "{page}");
    run(&fake, "acme/lib").success();
    assert_eq!(states(&fake), "acme/app, acme/lib");
}

#[test]
fn the_ledger_of_a_missing_repository_is_not_taken_for_that_of_another_with_its_name() {
    let fake = organization(&["acme/app", "acme/lib"]);
    run(&fake, "acme/*").success();
    fake.rename("acme/lib", "acme/tool");
    run(&fake, "acme/*").success();
    // The first is gone; another one has taken its last name, and the inputs still have the name before that.
    let first = fake.repository("acme/tool").id;
    fake.delete("acme/tool");
    add(&fake, "acme/tool");
    let ran = run(&fake, "acme/app, acme/lib, acme/tool").failure();
    assert_eq!(ran.texts("error").len(), 1, "{}", ran.printed());
    let index = index(&fake);
    let folders: Vec<String> = index.0.keys().map(ToString::to_string).collect();
    assert_eq!(
        folders,
        [
            "acme/app".to_owned(),
            "acme/tool".to_owned(),
            format!("acme/tool~{first}")
        ]
    );
}

#[test]
fn a_rebuild_gives_the_same_bytes_whatever_the_states() {
    let fake = organization(&["acme/app", "acme/gone", "acme/lib", "acme/old"]);
    run(&fake, "acme/*").success();
    fake.delete("acme/gone");
    fake.edit("acme/old", |old| old.archived = true);
    run(&fake, "acme/*\n!acme/lib").success();
    run(&fake, "acme/*\n!acme/lib").success();
    assert_eq!(
        states(&fake),
        "acme/app, acme/gone Gone, acme/lib Waiting, acme/old Archived"
    );
    let before = fake.files(STORE, BRANCH);
    let mut damaged = before.clone();
    for path in [INDEX_FILE, "README.md", "acme/gone/history.json"] {
        damaged.remove(path);
    }
    let things: Vec<_> = damaged
        .iter()
        .map(|(path, content)| (path.as_str(), fake_github::Planted::File(content.clone())))
        .collect();
    fake.set_head(STORE, BRANCH, None);
    fake.commit(STORE, BRANCH, &things, "damaged");
    let rebuild = Run::new(&fake)
        .store(STORE)
        .arguments(&["rebuild"])
        .input("token", CLASSIC);
    rebuild.run().success();
    assert_eq!(fake.files(STORE, BRANCH), before);
}

#[test]
fn with_counts_alone_a_missing_repository_is_marked_too() {
    let fake = organization(&["acme/app", "acme/lib"]);
    let counts = |fake: &FakeGitHub| {
        fake.clock().advance_days(1);
        job("acme/*", fake).input("publish", "counts").run().success();
        verified(fake);
    };
    counts(&fake);
    fake.delete("acme/lib");
    counts(&fake);
    assert_eq!(states(&fake), "acme/app, acme/lib Gone");
}

/// A capture decides until when nothing is lost, so an answer that found nothing is none; the later of two answers counts,
/// in whatever order they come, and traffic that was read since shows that the repository is there.
#[test]
fn what_is_not_found_is_no_capture_and_a_later_answer_revokes_it() {
    let claims = |captured: &str, bodies: &str| {
        let file = format!(r#"{{"schema":1,"captured":"{captured}","id":7,"repository":"o/r","bodies":{{{bodies}}}}}"#);
        let snapshot = RawSnapshot::from_bytes(file.as_bytes()).expect("a snapshot");
        interpret(&snapshot).claims
    };
    let missing = |captured| claims(captured, r#""repository":{"message":"Not Found","status":"404"}"#);
    let found = |captured| {
        claims(
            captured,
            r#""repository":{"id":7,"archived":true},"views/day":{"count":0,"uniques":0,"views":[]}"#,
        )
    };
    let traffic = |captured| claims(captured, r#""views/day":{"count":0,"uniques":0,"views":[]}"#);
    let (first, second, third) = ("2026-03-02T14:37:00Z", "2026-03-03T14:37:00Z", "2026-03-04T14:37:00Z");
    assert_eq!(missing(second).captured, None);

    let archived = RepositoryStatus::Found {
        archived: Some(true),
        private: None,
    };
    for (all, status) in [
        (vec![found(first), missing(second)], Some(RepositoryStatus::NotFound)),
        (vec![found(first), missing(second), found(third)], Some(archived)),
        (vec![found(first), missing(second), traffic(third)], None),
        (vec![found(third), missing(second)], Some(archived)),
        (vec![found(second), missing(second)], Some(archived)),
    ] {
        for turn in 0..all.len() {
            let mut turned = all.clone();
            turned.rotate_left(turn);
            let folded = turned.into_iter().reduce(|mut one, two| {
                one.merge(two).expect("the same repository");
                one
            });
            let folded = folded.expect("claims");
            assert_eq!(judge(&folded).status, status);
            let ledger = Ledger::new(folded);
            assert_eq!(Ledger::from_bytes(&ledger.to_bytes()), Ok(ledger));
        }
    }
    // What only looks like GitHub's answer, beside an id or traffic, says nothing of the kind.
    let odd = claims(second, r#""repository":{"id":7,"status":"404"}"#);
    assert!(
        judge(&odd)
            .status
            .is_some_and(|status| status != RepositoryStatus::NotFound)
    );
}
