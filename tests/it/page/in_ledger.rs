//! The page in the ledger: always the one of the histories beside it, whoever wrote them, for few requests.

use std::collections::BTreeMap;

use fake_github::{Count, FakeGitHub, On, Planted, Repository, Truth};
use jiff::civil::date;
use serde_json::Value;

use super::data;
use crate::harness::{BRANCH, Ran, Run};
use crate::standing::{BOTH, STORE, github};

const PAGE: &str = "index.html";

fn run(fake: &FakeGitHub, repositories: &str) -> Run {
    let run = Run::new(fake).store(STORE).repositories(repositories);
    run.input("page-in-ledger", "true").on_actions()
}

fn files(fake: &FakeGitHub) -> BTreeMap<String, Vec<u8>> {
    fake.files(STORE, BRANCH)
}

fn page(fake: &FakeGitHub) -> Value {
    data(std::str::from_utf8(&files(fake)[PAGE]).expect("UTF-8"))
}

/// Each repository's folder with how many days of views it has.
fn days(page: &Value) -> Vec<(&str, usize)> {
    let repositories = page["repositories"].as_array().expect("a list");
    let days = repositories.iter().map(|one| {
        let folder = one["folder"].as_str().expect("a folder");
        (folder, one["views"]["count"].as_array().map_or(0, Vec::len))
    });
    days.collect()
}

/// `verify` finds nothing, and the command `page` makes the same file of the whole ledger.
fn check(fake: &FakeGitHub) {
    let verify = Run::new(fake).store(STORE).arguments(&["verify"]).run().success();
    assert!(verify.stdout.contains("OK: "), "{}", verify.printed());
    let command = Run::new(fake).store(STORE);
    let to = command.path("page.html");
    let arguments = ["page", "--to", to.to_str().expect("a path")];
    command.arguments(&arguments).run().success();
}

/// The requests of a run that read a file of the ledger, without the ids.
fn reads(fake: &FakeGitHub) -> Vec<String> {
    let log = fake.log();
    let about = log
        .iter()
        .filter(|line| line.method == "GET" && line.target.starts_with("/repos/octo/ledger/"));
    let path = about.map(|line| line.path().replace("/repos/octo/ledger/", ""));
    path.filter(|path| path.starts_with("git/blobs/") || path.starts_with("contents/"))
        .map(|path| path.split("/history.json").next().expect("a part").to_owned())
        .map(|path| {
            if path.starts_with("git/blobs/") {
                "git/blobs".to_owned()
            } else {
                path
            }
        })
        .collect()
}

fn commits(fake: &FakeGitHub) -> usize {
    fake.commits(STORE, BRANCH).len()
}

#[test]
fn it_is_there_from_the_first_run_on_and_follows_every_day() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 14)]);
    assert!(files(&fake).contains_key(".nojekyll"));
    check(&fake);
    // Nothing is new, so nothing is written.
    let before = (commits(&fake), files(&fake));
    let again = run(&fake, BOTH).run().success();
    assert!(
        again.stdout.contains("Nothing new, so no commit"),
        "{}",
        again.printed()
    );
    assert_eq!((commits(&fake), files(&fake)), before);
    for day in 1..=3 {
        fake.clock().advance_days(1);
        run(&fake, BOTH).run().success();
        assert_eq!(
            days(&page(&fake)),
            [("octo/hidden", 14 + day), ("octo/spike", 14 + day)]
        );
        check(&fake);
    }
    assert_eq!(commits(&fake), 4);
}

#[test]
fn what_a_run_does_not_visit_is_taken_over_without_reading_it() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    fake.clock().advance_days(1);
    fake.clear_log();
    run(&fake, "octo/spike").run().success();
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 15)]);
    // index.json and the page, and the history of the repository that is visited.
    let mut read = reads(&fake);
    read.sort();
    assert_eq!(read, ["contents/octo/spike", "git/blobs", "git/blobs"]);
    check(&fake);
    // A run without the input beside it would have removed the page: it comes back whole.
    fake.clock().advance_days(1);
    Run::new(&fake).store(STORE).repositories("octo/spike").run().success();
    assert!(!files(&fake).contains_key(PAGE) && !files(&fake).contains_key(".nojekyll"));
    fake.clock().advance_days(1);
    fake.clear_log();
    run(&fake, "octo/spike").run().success();
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 17)]);
    // index.json and the other history: no page is there.
    let mut read = reads(&fake);
    read.sort();
    assert_eq!(read, ["contents/octo/spike", "git/blobs", "git/blobs"]);
    check(&fake);
}

#[test]
fn the_page_of_two_runs_at_once_has_the_days_of_both() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    fake.clock().advance_days(1);
    fake.before(On::nth(1).method("PATCH").path("/git/refs/"), |fake| {
        let other = Run::new(fake).store(STORE).repositories("octo/hidden");
        other.input("page-in-ledger", "true").run().success();
    });
    run(&fake, "octo/spike").run().success();
    assert_eq!(commits(&fake), 3);
    assert_eq!(days(&page(&fake)), [("octo/hidden", 15), ("octo/spike", 15)]);
    check(&fake);
}

#[test]
fn it_comes_and_goes_without_other_news() {
    let fake = github("2026-09-20T14:37:00Z");
    let off = || Run::new(&fake).store(STORE).repositories(BOTH).run().success();
    off();
    assert!(!files(&fake).contains_key(PAGE));
    let without = files(&fake);
    let on = run(&fake, "octo/spike").run().success();
    assert!(on.stdout.contains("Committed 2 files"), "{}", on.printed());
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 14)]);
    check(&fake);
    let gone = Run::new(&fake)
        .store(STORE)
        .repositories(BOTH)
        .input("dry-run", "true")
        .run()
        .success();
    assert!(gone.stdout.contains("- index.html"), "{}", gone.printed());
    assert!(
        gone.stdout.contains("The message would be: Remove the page to explore"),
        "{}",
        gone.printed()
    );
    off();
    assert_eq!(files(&fake), without);
    assert_eq!(commits(&fake), 3);
}

#[test]
fn a_file_of_the_user_is_left_alone() {
    let fake = github("2026-09-20T14:37:00Z");
    Run::new(&fake).store(STORE).repositories(BOTH).run().success();
    let own = [
        (PAGE, Planted::text("<!doctype html><title>Mine</title>")),
        (".nojekyll", Planted::text("")),
    ];
    fake.commit(STORE, BRANCH, &own, "Add a site");
    fake.clock().advance_days(1);
    let ran = run(&fake, BOTH).run().success();
    let warnings = ran.texts("warning");
    assert!(
        warnings
            .iter()
            .any(|text| text.contains("index.html in the ledger was not made by")),
        "{warnings:?}"
    );
    fake.clock().advance_days(1);
    let ran = Run::new(&fake)
        .store(STORE)
        .repositories(BOTH)
        .on_actions()
        .run()
        .success();
    assert!(ran.texts("warning").is_empty(), "{}", ran.printed());
    assert_eq!(files(&fake)[PAGE], b"<!doctype html><title>Mine</title>");
    let verify = Run::new(&fake).store(STORE).arguments(&["verify"]).run().success();
    assert!(verify.stdout.contains("OK: "), "{}", verify.printed());
}

#[test]
fn a_damaged_page_is_found_and_made_again() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    let whole = files(&fake)[PAGE].clone();
    let text = String::from_utf8(whole.clone()).expect("UTF-8");
    for damaged in [text.replacen("[50,", "[51,", 1), text[..text.len() / 2].to_owned()] {
        assert_ne!(damaged, text);
        fake.commit(STORE, BRANCH, &[(PAGE, Planted::text(&damaged))], "Damage it");
        let verify = Run::new(&fake).store(STORE).arguments(&["verify"]).run().failure();
        assert!(verify.printed().contains("index.html"), "{}", verify.printed());
        Run::new(&fake).store(STORE).arguments(&["rebuild"]).run().success();
        assert_eq!(files(&fake)[PAGE], whole);
        check(&fake);
    }
    // A run takes nothing over from a page that it cannot read.
    fake.commit(
        STORE,
        BRANCH,
        &[(PAGE, Planted::text(&text[..text.len() / 2]))],
        "Damage it",
    );
    fake.clock().advance_days(1);
    run(&fake, "octo/spike").run().success();
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 15)]);
    check(&fake);
}

#[test]
fn an_import_keeps_it_up_to_date() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    let import = Run::new(&fake).store(STORE);
    let csv = import.path("more.csv");
    std::fs::write(&csv, "date,views,unique_visitors\n2026-08-30,7,3\n2026-08-31,8,4\n").expect("a file");
    let csv = csv.to_str().expect("a path").to_owned();
    import
        .arguments(&["import", &csv, "--repository", "octo/spike"])
        .run()
        .success();
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 21)]);
    check(&fake);
    let undo = ["import", "--undo", "csv"];
    Run::new(&fake).store(STORE).arguments(&undo).run().success();
    assert_eq!(days(&page(&fake)), [("octo/hidden", 14), ("octo/spike", 14)]);
    check(&fake);
}

#[test]
fn a_repository_that_lost_its_name_is_on_it_beside_the_other() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    fake.rename("octo/spike", "octo/old");
    let truth = Truth::flat(date(2026, 1, 1), date(2027, 12, 31), Count::new(5, 2), Count::new(3, 1));
    let new = fake.add(Repository::new("octo/spike").with_truth(truth));
    assert_ne!(new, 0);
    fake.clock().advance_days(1);
    let ran: Ran = run(&fake, "octo/spike").run();
    let page = page(&fake);
    let folders: Vec<&str> = days(&page).iter().map(|(folder, _)| *folder).collect();
    assert_eq!(folders.len(), 3, "{folders:?} {}", ran.printed());
    check(&fake);
    // Its history goes on under its new name.
    fake.clock().advance_days(1);
    run(&fake, "octo/spike, octo/old, octo/hidden").run();
    let page = self::page(&fake);
    let folders: Vec<&str> = days(&page).iter().map(|(folder, _)| *folder).collect();
    assert_eq!(folders, ["octo/hidden", "octo/old", "octo/spike"]);
    check(&fake);
}

#[test]
fn the_page_of_the_workspace_costs_nothing_more() {
    let fake = github("2026-09-20T14:37:00Z");
    run(&fake, BOTH).run().success();
    fake.clock().advance_days(1);
    fake.clear_log();
    let ran = run(&fake, "octo/spike")
        .in_repository(STORE)
        .input("page", "site/page.html")
        .run()
        .success();
    assert_eq!(ran.workspace["site/page.html"], files(&fake)[PAGE]);
    // Both histories: one is visited, the other one is on the page. index.json and the page are read once more after the run.
    let mut read = reads(&fake);
    read.sort();
    assert_eq!(
        read,
        [
            "contents/octo/spike",
            "git/blobs",
            "git/blobs",
            "git/blobs",
            "git/blobs"
        ]
    );
}
