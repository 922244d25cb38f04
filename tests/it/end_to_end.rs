//! The whole job against the fake GitHub: first run, nothing new, the next day, thirty days, a rename, a stranger.

use std::process::Command;

use fake_github::{Clock, Count, FakeGitHub, Fault, On, Planted, Profile, Publishing, Repository, Truth};
use jiff::civil::date;

use crate::harness::{Ran, Run, read_ledger};

/// The repository that the job runs for.
pub(crate) const NAME: &str = "octo/spike";

/// A GitHub with one repository of some years, at 14:37 on a day in March, days published after one.
pub(crate) fn github() -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-03-02T14:37:00Z"));
    fake.traffic(|settings| settings.publishing = Publishing::Lag(1));
    let truth = Profile::busy(1, date(2025, 12, 1), date(2026, 6, 30)).generate(NAME);
    let mut repository = Repository::new(NAME).with_truth(truth);
    repository.created_at = "2021-05-04T03:02:01Z".to_owned();
    repository.pushed_at = "2026-02-20T08:00:00Z".to_owned();
    fake.add(repository);
    fake.commit(
        NAME,
        "main",
        &[("README.md", Planted::File(b"# Spike\n".to_vec()))],
        "Begin",
    );
    fake
}

/// A run of the job as a workflow of the repository starts it.
pub(crate) fn job(fake: &FakeGitHub) -> Run {
    Run::new(fake).in_repository(NAME).on_actions()
}

pub(crate) fn run_ok(fake: &FakeGitHub) -> Ran {
    job(fake).run().success()
}

fn fsck(fake: &FakeGitHub) {
    let mut git = Command::new("git");
    git.arg("--git-dir")
        .arg(fake.git_dir(NAME))
        .args(["fsck", "--strict", "--no-dangling"]);
    let output = git.output().expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_first_run_makes_an_orphan_branch_with_every_file_of_the_layout() {
    let fake = github();
    run_ok(&fake);
    assert_eq!(fake.commits(NAME, "traffic").len(), 1, "one commit, without a parent");
    let files = fake.files(NAME, "traffic");
    for path in [
        "README.md",
        "octo/spike/README.md",
        "octo/spike/daily.csv",
        "octo/spike/history.json",
        "octo/spike/snapshots/2026/03/2026-03-02T143700Z.json",
    ] {
        assert!(files.contains_key(path), "{path} is missing: {:?}", files.keys());
    }
    for theme in ["light", "dark"] {
        assert!(
            files
                .keys()
                .any(|path| path.starts_with(&format!("octo/spike/charts/{theme}-theme/")))
        );
    }
    assert!(files.keys().any(|path| path.starts_with("octo/spike/badges/")));
    let csv = String::from_utf8_lossy(&files["octo/spike/daily.csv"]).into_owned();
    assert!(
        csv.starts_with("date,views,unique_visitors,views_status,views_source,clones,unique_cloners,"),
        "{csv}"
    );
    fsck(&fake);
}

#[test]
fn nothing_new_makes_no_commit_and_the_next_day_makes_one() {
    let fake = github();
    run_ok(&fake);
    let first = fake.head(NAME, "traffic");
    fake.clock().advance_seconds(3_600);
    run_ok(&fake);
    assert_eq!(fake.head(NAME, "traffic"), first, "nothing new");
    fake.clock().advance_days(1);
    run_ok(&fake);
    assert_eq!(fake.commits(NAME, "traffic").len(), 2, "exactly one commit on top");
    assert_eq!(
        fake.commits(NAME, "traffic").last(),
        first.as_ref(),
        "on top of the first"
    );
    fsck(&fake);
}

#[test]
fn thirty_days_give_thirty_whole_days_and_thirty_snapshots() {
    let fake = github();
    let truth = fake.truth(NAME);
    let mut ran = run_ok(&fake);
    for _ in 1..30 {
        fake.clock().advance_days(1);
        ran = run_ok(&fake);
    }
    let ledger = ran.ledger(NAME);
    assert_eq!(ledger.sources.files.len(), 30);
    let snapshots = fake
        .files(NAME, "traffic")
        .into_keys()
        .filter(|path| path.contains("/snapshots/"))
        .count();
    assert_eq!(snapshots, 30);
    let mut whole = 0;
    for (day, record) in ledger
        .history()
        .recorded_days()
        .filter(|(day, _)| *day >= date(2026, 3, 1))
    {
        let views = record.views.as_ref().expect("covered");
        let real = truth.day(day).views;
        assert_eq!(
            views.known_count().zip(views.known_uniques().map(|u| u.get())),
            Some((real.count, real.uniques))
        );
        assert!(views.is_complete(), "{day}");
        whole += 1;
    }
    // The runs of 2 to 31 March saw 1 to 30 March published, and the 13 days before.
    assert_eq!(whole, 30);
    assert_eq!(ledger.history().recorded_days().count(), 43);
    fsck(&fake);
}

#[test]
fn several_repositories_go_into_one_commit() {
    let fake = github();
    for name in ["octo/one", "octo/two"] {
        let flat = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(7, 3), Count::new(2, 1));
        fake.add(Repository::new(name).with_truth(flat));
    }
    job(&fake)
        .repositories("octo/spike, octo/one\nocto/two")
        .run()
        .success();
    assert_eq!(fake.commits(NAME, "traffic").len(), 1);
    let files = fake.files(NAME, "traffic");
    for name in ["octo/spike", "octo/one", "octo/two"] {
        assert!(files.contains_key(&format!("{name}/history.json")));
        let overview = String::from_utf8_lossy(&files["README.md"]).into_owned();
        assert!(overview.contains(&format!("{name}/README.md")), "{overview}");
        // Every picture that the overview shows is there.
        for part in overview.split("\"").filter(|part| part.ends_with(".svg")) {
            assert!(files.contains_key(part), "{part}");
        }
    }
}

#[test]
fn a_page_that_the_overview_has_no_more_goes_and_files_of_the_user_stay() {
    let fake = github();
    fake.add(Repository::new("octo/one").with_truth(fake.truth(NAME)));
    let both = || job(&fake).repositories("octo/spike, octo/one");
    both().run().success();
    let planted = [
        ("overview.d/2.md", Planted::text("old")),
        ("overview.d/notes.md", Planted::text("mine")),
    ];
    fake.commit(NAME, "traffic", &planted, "Leave a page of a longer overview");
    fake.clock().advance_days(1);
    both().run().success();
    let files = fake.files(NAME, "traffic");
    let left: Vec<&str> = files
        .keys()
        .filter_map(|path| path.strip_prefix("overview.d/"))
        .collect();
    assert_eq!(left, ["notes.md", "views-dark.svg", "views-light.svg"]);
}

#[test]
fn a_renamed_repository_goes_on_under_its_new_name_in_the_same_commit() {
    let fake = github();
    run_ok(&fake);
    fake.rename(NAME, "octo/spoke");
    fake.clock().advance_days(1);
    // The workflow may still name the old repository, as the store too: GitHub sends both on.
    run_ok(&fake);
    let files = fake.files("octo/spoke", "traffic");
    assert!(
        files.keys().all(|path| !path.starts_with("octo/spike/")),
        "{:?}",
        files.keys()
    );
    assert_eq!(
        files
            .keys()
            .filter(|path| path.starts_with("octo/spoke/snapshots/"))
            .count(),
        2
    );
    let ledger = read_ledger(&files["octo/spoke/history.json"]);
    assert_eq!(ledger.history().repository.name.to_string(), "octo/spoke");
    assert_eq!(ledger.history().recorded_days().count(), 15);
    assert_eq!(fake.commits("octo/spoke", "traffic").len(), 2);
}

#[test]
fn another_repository_under_the_old_name_starts_a_ledger_of_its_own_and_the_old_one_is_kept() {
    let fake = github();
    let store = "octo/keeper";
    fake.add(Repository::new(store));
    fake.commit(store, "main", &[("README.md", Planted::File(b"x".to_vec()))], "Begin");
    job(&fake).store(store).run().success();
    let ledger = |name: &str| read_ledger(&fake.files(store, "traffic")[&format!("{name}/history.json")]);
    let old = ledger(NAME);
    fake.delete(NAME);
    let flat = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(7, 3), Count::new(2, 1));
    fake.add(Repository::new(NAME).with_truth(flat));
    fake.clock().advance_days(1);
    job(&fake).store(store).run().success();
    let id = old.claims.repository.id.expect("it was read");
    assert_eq!(
        ledger(&format!("{NAME}~{id}")),
        old,
        "every claim of the old one is kept"
    );
    let new = ledger(NAME);
    assert_ne!(new.claims.repository.id, Some(id));
    let days = new.history().days.into_values();
    let counts = days.filter_map(|day| day.views?.known_count());
    assert!(counts.eq([7; 14]), "nothing of the old one is in the new one");
}

#[test]
fn a_damaged_history_is_refused_with_the_command_that_heals_it() {
    let fake = github();
    run_ok(&fake);
    let path = "octo/spike/history.json";
    let text = String::from_utf8(fake.files(NAME, "traffic").remove(path).expect("a history")).expect("UTF-8");
    fake.commit(
        NAME,
        "traffic",
        &[(path, Planted::File(text.replace("\"days\"", "\"Days\"").into_bytes()))],
        "Edit",
    );
    let head = fake.head(NAME, "traffic");
    fake.clock().advance_days(1);
    let errors = job(&fake).run().failure().texts("error");
    assert!(
        errors[0].contains(path) && errors[0].contains("traffic-ledger rebuild"),
        "{errors:?}"
    );
    assert_eq!(fake.head(NAME, "traffic"), head, "nothing was written");
}

#[test]
fn a_dry_run_writes_nothing() {
    let fake = github();
    job(&fake).input("dry-run", "true").run().success();
    assert_eq!(fake.head(NAME, "traffic"), None);
    assert!(fake.log().iter().all(|request| request.method == "GET"));
}

/// As on Windows, where git is set up to turn each LF into CR LF.
#[test]
fn a_checkout_that_converts_line_ends_keeps_the_ledger_sound() {
    let fake = github();
    run_ok(&fake);
    let verify = Run::offline();
    let (checkout, store) = (verify.path("checkout"), fake.git_dir(NAME));
    let mut git = Command::new("git");
    git.args(["-c", "core.autocrlf=true", "clone", "--quiet", "--branch", "traffic"]);
    let output = git.arg(store).arg(&checkout).output().expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let flags = ["verify", "--store", NAME, "--api-url", &fake.api_url(), "--output"];
    let checkout = checkout.to_string_lossy();
    verify
        .arguments(&[flags.as_slice(), &[&checkout]].concat())
        .run()
        .success();
}

/// A user's own attributes are kept as they are.
#[test]
fn attributes_of_the_user_are_left_alone() {
    let fake = github();
    let own = b"*.svg binary\n".to_vec();
    fake.commit(
        NAME,
        "traffic",
        &[(".gitattributes", Planted::File(own.clone()))],
        "Begin",
    );
    run_ok(&fake);
    assert_eq!(fake.files(NAME, "traffic")[".gitattributes"], own);
    job(&fake).arguments(&["verify"]).run().success();
}

/// Two more repositories, of which the one that comes later in the alphabet has 30 views a day and the other one 50.
fn with_two_more() -> FakeGitHub {
    let fake = github();
    for (name, views) in [("octo/zed", 30), ("octo/abc", 50)] {
        let (first, last) = (date(2025, 12, 1), date(2026, 12, 31));
        let truth = Truth::flat(first, last, Count::new(views, 10), Count::new(6, 3));
        fake.add(Repository::new(name).with_truth(truth));
    }
    fake
}

#[test]
fn the_outputs_are_those_of_the_first_repository_of_the_input() {
    let fake = with_two_more();
    let run = || job(&fake).repositories("octo/zed, octo/abc").run();
    let outputs = run().success().outputs();
    assert_eq!(outputs["views-14d"], "420");
    assert!(outputs["report-url"].contains("/octo/zed/"), "{outputs:?}");

    // A new name is the same repository, in the run that finds it and in later ones.
    fake.rename("octo/zed", "octo/aaa");
    for _ in 0..2 {
        fake.clock().advance_days(1);
        assert_eq!(run().success().outputs()["views-14d"], "420");
    }

    let id = run().ledger("octo/aaa").history().repository.id;
    let traffic = format!("/repositories/{}/traffic", id.expect("an id"));
    fake.fail(On::every().path(&traffic), Fault::Refused(403, "No.".to_owned()));
    fake.clock().advance_days(1);
    let outputs = run().failure().outputs();
    assert_eq!(outputs["changed"], "true");
    for name in [
        "views-14d",
        "unique-visitors-14d",
        "clones-14d",
        "report-url",
        "newest-day",
    ] {
        assert_eq!(outputs.get(name), None, "the first repository was not read");
    }
}

#[test]
fn the_first_repository_has_outputs_under_a_name_that_it_had_before_the_ledger() {
    let fake = with_two_more();
    fake.rename("octo/zed", "octo/aaa");
    for names in ["octo/zed", "octo/zed, octo/abc"] {
        assert_eq!(
            job(&fake).repositories(names).run().success().outputs()["views-14d"],
            "420"
        );
        fake.clock().advance_days(1);
    }
    // Neither name is known: which one the repository that was read had is not known either.
    let ran = job(&fake).repositories("octo/nobody, octo/zed").run().failure();
    assert_eq!(ran.outputs().get("views-14d"), None);
}
