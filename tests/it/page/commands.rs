//! The page as a command and at the end of a run: which ledger, which repositories, where it goes, and who may see it.

use fake_github::FakeGitHub;
use jiff::civil::date;
use serde_json::Value;

use super::data;
use crate::harness::{Ran, Run};
use crate::standing::{BOTH, STORE, daily, github};

/// The file that a `page` command has written, with its data.
fn written(run: Run, arguments: &[&str]) -> (Ran, Value) {
    let to = run.path("out/page.html");
    let to = to.to_str().expect("a path").to_owned();
    let ran = run
        .arguments(&[&["page", "--to", &to], arguments].concat())
        .run()
        .success();
    let page = std::fs::read_to_string(to).expect("a page");
    (ran, data(&page))
}

fn names(page: &Value) -> Vec<&str> {
    let repositories = page["repositories"].as_array().expect("a list");
    repositories
        .iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect()
}

#[test]
fn the_command_reads_a_branch_or_a_directory_and_chooses() {
    let fake = github("2026-09-20T14:37:00Z");
    daily(&fake, BOTH, date(2026, 9, 22)).success();
    let (ran, page) = written(Run::new(&fake).store(STORE), &[]);
    assert_eq!(names(&page), ["octo/hidden", "octo/spike"]);
    assert!(
        ran.stdout.contains("Wrote the page of 2 repositories to "),
        "{}",
        ran.stdout
    );
    assert_eq!(
        page["repositories"][1]["views"]["count"].as_array().map(Vec::len),
        Some(15)
    );
    let (_, page) = written(Run::new(&fake).store(STORE), &["--repository", "Octo/Spike"]);
    assert_eq!(names(&page), ["octo/spike"]);
    let (_, page) = written(Run::new(&fake).store(STORE), &["--repository", "octo/*"]);
    assert_eq!(names(&page).len(), 2);
    let none = Run::new(&fake)
        .store(STORE)
        .arguments(&["page", "--to", "x.html", "--repository", "octo/none"]);
    let none = none.run().failure();
    assert!(
        none.printed().contains("the ledger does not contain octo/none"),
        "{}",
        none.printed()
    );
    let nowhere = Run::offline();
    let folder = nowhere.path("");
    let to = folder.to_str().expect("a path").to_owned();
    let empty = nowhere
        .arguments(&["page", "--output", "/nonexistent", "--to", &to])
        .run()
        .failure();
    assert!(empty.printed().contains("no ledger was found"), "{}", empty.printed());
}

#[test]
fn a_run_writes_the_page_of_the_whole_ledger_to_the_workspace() {
    let fake = github("2026-09-20T14:37:00Z");
    daily(&fake, "octo/hidden", date(2026, 9, 21)).success();
    let run = || {
        Run::new(&fake)
            .store(STORE)
            .repositories("octo/spike")
            .input("page", "site/index.html")
    };
    let ran = run().run().success();
    let page = String::from_utf8(ran.workspace["site/index.html"].clone()).expect("UTF-8");
    assert_eq!(names(&data(&page)), ["octo/hidden", "octo/spike"]);
    assert!(
        ran.stdout
            .contains("Wrote the page of 2 repositories to site/index.html"),
        "{}",
        ran.stdout
    );
    // Nothing is new, so nothing is different.
    let again = run().run().success();
    assert_eq!(ran.workspace["site/index.html"], again.workspace["site/index.html"]);
    let dry = run().input("dry-run", "true").run().success();
    assert!(dry.workspace.is_empty(), "{}", dry.printed());
}

/// A run of a public repository's workflow that wants a page.
fn public(fake: &FakeGitHub) -> Run {
    let run = Run::new(fake)
        .store(STORE)
        .repositories(BOTH)
        .input("page", "page.html");
    run.in_repository("octo/spike").on_actions()
}

fn page_of(ran: &Ran) -> Option<Value> {
    let page = ran.workspace.get("page.html")?;
    Some(data(std::str::from_utf8(page).expect("UTF-8")))
}

#[test]
fn what_a_private_store_keeps_is_on_a_page_of_its_own_workflows_alone() {
    let fake = github("2026-09-20T14:37:00Z");
    let ran = public(&fake).run().success();
    assert_eq!(page_of(&ran), None);
    let warning = ran
        .annotations()
        .into_iter()
        .find(|one| one.level == "warning")
        .expect("a warning");
    assert!(warning.text.contains("no page was written"), "{warning:?}");
    let own = public(&fake).in_repository(STORE).run().success();
    assert_eq!(names(&page_of(&own).expect("a page")), ["octo/hidden", "octo/spike"]);
    let published = public(&fake).input("publish-private", "true").run().success();
    assert_eq!(names(&page_of(&published).expect("a page")).len(), 2);
}

#[test]
fn a_page_that_everybody_could_download_leaves_private_repositories_out() {
    let fake = github("2026-09-20T14:37:00Z");
    let run = public(&fake);
    let ledger = run.path("ledger").to_str().expect("a path").to_owned();
    let ran = run.arguments(&["run", "--output", &ledger]).run().success();
    assert_eq!(names(&page_of(&ran).expect("a page")), ["octo/spike"]);
    assert!(!String::from_utf8_lossy(&ran.workspace["page.html"]).contains("octo/hidden"));
    assert!(
        ran.printed().contains("without private repositories"),
        "{}",
        ran.printed()
    );
}
