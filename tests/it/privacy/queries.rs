//! The query strings of pages, which can hold tokens and search words.

use fake_github::Rule;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::top_list::TopList;

use super::{SECRET, everything, lists_with_secrets};
use crate::end_to_end::{NAME, github, job};
use crate::harness::{Ran, Run};

#[test]
fn they_are_stored_printed_and_rescued_nowhere() {
    let fake = github();
    lists_with_secrets(&fake);
    let ran = job(&fake).input("dry-run", "true").run().success();
    assert!(!everything(&ran, false).contains(SECRET));
    let ran = job(&fake).variable("RUNNER_DEBUG", "1").run().success();
    assert!(!everything(&ran, true).contains(SECRET));
    job(&fake).arguments(&["verify"]).run().success();
    for arguments in [&["export", "--format", "json"][..], &["export", "--table", "paths"]] {
        let exported = job(&fake).arguments(arguments).run().success();
        assert!(!exported.printed().contains(SECRET));
    }

    fake.edit(NAME, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::PullRequest));
    });
    fake.clock().advance_days(1);
    let rescued = job(&fake).run().failure();
    assert!(!rescued.workspace.is_empty());
    assert!(!everything(&rescued, false).contains(SECRET));
}

/// The first list of paths in the ledger.
fn first_paths(ran: &Ran) -> TopList {
    let lists = ran.ledger(NAME).history().paths;
    lists.values().next().cloned().expect("a list")
}

#[test]
fn the_rows_of_one_page_add_up_and_its_visitors_do_not() {
    let fake = github();
    lists_with_secrets(&fake);
    let ran = job(&fake).run().success();
    let list = first_paths(&ran);
    let rows: Vec<_> = list
        .rows
        .iter()
        .map(|row| (row.name.sanitized(), row.count, row.uniques.get()))
        .collect();
    assert_eq!(rows, [("/", 90, 7), ("/blob/a", 10, 1)]);
    assert_eq!(list.rows[0].title, Some(Untrusted::new("octo/spike")));
    assert!(!ran.printed().contains("appears twice"), "{}", ran.printed());
}

#[test]
fn they_are_kept_on_demand() {
    let fake = github();
    lists_with_secrets(&fake);
    let ran = job(&fake).input("keep-queries", "true").run().success();
    assert!(everything(&ran, true).contains(&format!("/octo/spike?token={SECRET}")));
    assert!(!ran.summary.contains(SECRET), "pages are shown without them");
}

/// Snapshots of a run that kept them, and the data of another tool.
#[test]
fn imports_lose_them_too() {
    let fake = github();
    lists_with_secrets(&fake);
    let kept = job(&fake).input("keep-queries", "true").run().success().files();
    let (path, snapshot) = kept.iter().find(|(path, _)| path.contains("/snapshots/")).expect("one");
    let rows: String = (0..12)
        .map(|n| {
            format!(r#"{{"path":"/octo/spike/issues?q={SECRET}{n}","title":"{SECRET}","count":{n},"uniques":1}},"#)
        })
        .collect();
    let archive = format!(
        r#"[{{"taken_on":"2026-02-01","rows":[{rows}{{"path":"/octo/spike","title":"octo/spike","count":9,"uniques":2}}]}}]"#
    );
    for keep in [false, true] {
        let run = Run::offline().variable("SOURCE_DATE_EPOCH", "1772462220");
        let file = run.path("rescued.json");
        std::fs::write(&file, snapshot).expect("written");
        let (file, ledger) = (file.display().to_string(), run.path("ledger").display().to_string());
        let mut arguments = vec!["import", &file, "--output", &ledger];
        arguments.extend(keep.then_some("--keep-queries"));
        let ran = run.arguments(&arguments).run().success();
        assert_eq!(everything(&ran, true).contains(SECRET), keep, "{path}");

        let run = Run::offline().variable("SOURCE_DATE_EPOCH", "1772462220");
        let folder = run.path("archive/traffic/octo__spike");
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("paths.json"), &archive).expect("written");
        let ledger = run.path("ledger").display().to_string();
        let folder = run.path("archive").display().to_string();
        let mut arguments = vec!["import", &folder];
        arguments.extend(["--repository", NAME, "--output", &ledger]);
        arguments.extend(keep.then_some("--keep-queries"));
        let ran = run.arguments(&arguments).run().success();
        assert_eq!(everything(&ran, true).contains(SECRET), keep);
        let list = first_paths(&ran);
        let issues = list.rows.iter().find(|row| row.name.sanitized() == "/issues");
        assert_eq!(
            issues.map(|row| (row.count, row.uniques.get())),
            (!keep).then_some((66, 1))
        );
        assert!(list.is_cut, "thirteen rows: more pages may have had views");
    }
}
