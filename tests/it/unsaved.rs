//! Snapshots that a run could not save come back by `import`, as if that run had succeeded.

use std::collections::BTreeMap;

use fake_github::{FakeGitHub, Fault, On};
use traffic_ledger::domain::snapshot::RawSnapshot;

use crate::end_to_end::{NAME, github, job};
use crate::harness::{Ran, Run};

type Files = BTreeMap<String, Vec<u8>>;

/// A run that fails to save; gives the files that it left in the workspace.
fn unsaved(fake: &FakeGitHub) -> Files {
    fake.fail(
        On::every().path("/git/trees"),
        Fault::Refused(403, "Resource not accessible by integration".to_owned()),
    );
    let failed = linked(fake).run().failure();
    fake.clear_faults();
    failed.workspace.clone()
}

/// A run whose pages do not depend on the port of the fake.
fn linked(fake: &FakeGitHub) -> Run {
    job(fake)
}

fn import(fake: &FakeGitHub, files: &Files, arguments: &[&str]) -> Ran {
    let run = linked(fake);
    for (path, content) in files {
        let path = run.path("unsaved").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, content).expect("a file can be written");
    }
    let folder = run.path("unsaved").display().to_string();
    let mut all = vec!["import"];
    all.extend(arguments);
    all.push(&folder);
    run.arguments(&all).run()
}

/// What the branch holds after runs of which some could be saved and the others came in by one import at the end. They are a
/// week apart, so that each asks for everything, whether it could read the ledger or not.
fn branch_after(saved: &[bool]) -> Files {
    let fake = github();
    // The whole past of the stars is asked for once: a run that cannot read the ledger asks for it again.
    fake.edit(NAME, |repository| repository.has_star_history = false);
    let mut left = Files::new();
    for saved in saved {
        if *saved {
            linked(&fake).run().success();
        } else {
            left.extend(unsaved(&fake));
        }
        fake.clock().advance_days(7);
    }
    if !left.is_empty() {
        import(&fake, &left, &[]).success();
    }
    fake.files(NAME, "traffic")
}

#[test]
fn the_branch_holds_what_it_would_hold_had_the_run_succeeded() {
    let wanted = branch_after(&[true, true, true]);
    assert!(wanted.keys().filter(|path| path.contains("/snapshots/")).count() == 3);
    for saved in [
        [true, true, false],
        [true, false, false],
        [false, false, false],
        [false, true, true],
        [false, true, false],
    ] {
        let found = branch_after(&saved);
        let differing: Vec<&String> = wanted
            .iter()
            .filter(|(path, content)| found.get(*path) != Some(content))
            .map(|(path, _)| path)
            .collect();
        assert_eq!(differing, Vec::<&String>::new(), "{saved:?}");
        assert_eq!(found.len(), wanted.len(), "{saved:?}");
    }
}

#[test]
fn the_command_that_a_failed_run_names_works_and_twice_changes_nothing() {
    let fake = github();
    let left = unsaved(&fake);
    let ran = import(&fake, &left, &[]).success();
    assert!(ran.stdout.contains("1 snapshot found"), "{}", ran.printed());
    let files = fake.files(NAME, "traffic");
    // Named as raw responses they keep everything all the same.
    let again = import(&fake, &left, &["--format", "api-json"]).success();
    assert!(again.stdout.contains("Nothing new"), "{}", again.printed());
    assert_eq!(fake.files(NAME, "traffic"), files);
    let history = again.ledger(NAME).history();
    assert!(!history.weeks.is_empty() && !history.counters.is_empty() && history.imports.is_empty());
}

#[test]
fn a_snapshot_with_an_earlier_name_joins_its_repository() {
    let fake = github();
    let left = unsaved(&fake);
    fake.rename(NAME, "octo/renamed");
    fake.clock().advance_days(1);
    let store = |run: Run| run.repositories("octo/renamed").store("octo/renamed");
    store(linked(&fake)).run().success();
    let run = store(linked(&fake));
    let (path, content) = left.first_key_value().expect("a snapshot");
    let file = run.path(path.rsplit('/').next().expect("a name"));
    std::fs::write(&file, content).expect("a file can be written");
    let file = file.display().to_string();
    let ran = run.arguments(&["import", &file]).run().success();
    let files = ran.files();
    let snapshots = files.keys().filter(|path| path.starts_with("octo/renamed/snapshots/"));
    assert_eq!(snapshots.count(), 2, "{:?}", files.keys());
    assert!(!files.keys().any(|path| path.starts_with(&format!("{NAME}/"))));
}

#[test]
fn a_snapshot_that_would_grow_too_large_is_refused() {
    let fake = github();
    let start = r#"{"schema":1,"captured":"2026-03-02T14:37:00Z","repository":"octo/spike","bodies":{"releases":[""#;
    let end = "\"]}}";
    let filler = "x".repeat(RawSnapshot::MAX_BYTES - start.len() - end.len());
    let snapshot = format!("{start}{filler}{end}").into_bytes();
    assert!(RawSnapshot::from_bytes(&snapshot).is_ok());
    let files = Files::from([("snapshot.json".to_owned(), snapshot)]);
    let printed = import(&fake, &files, &[]).failure().printed();
    assert!(
        printed.contains("the snapshot was not imported, since it could not be read back"),
        "{printed}"
    );
    assert_eq!(fake.head(NAME, "traffic"), None);
}

#[test]
fn a_snapshot_of_another_repository_is_refused() {
    let fake = github();
    let left = unsaved(&fake);
    let ran = import(&fake, &left, &["--repository", "octo/other"]).failure();
    let printed = ran.printed();
    assert!(printed.contains("not of octo/other"), "{printed}");
    assert_eq!(fake.head(NAME, "traffic"), None);
    import(&fake, &left, &["--repository", "Octo/Spike"]).success();
    // The ledger of that name knows its id.
    let mut other = left.clone();
    for content in other.values_mut() {
        let text = String::from_utf8(content.clone()).expect("UTF-8");
        let id = text
            .lines()
            .find(|line| line.starts_with("\"id\""))
            .expect("an id")
            .to_owned();
        *content = text.replace(&id, "\"id\": 999,").into_bytes();
    }
    import(&fake, &other, &["--repository", NAME]).failure();
}

/// Other data under a name that the repository had before belongs to it, too.
#[test]
fn an_import_for_a_former_name_joins_the_repository() {
    let fake = github();
    linked(&fake).run().success();
    fake.rename(NAME, "octo/renamed");
    fake.clock().advance_days(1);
    linked(&fake)
        .repositories("octo/renamed")
        .store("octo/renamed")
        .run()
        .success();
    let run = linked(&fake).store("octo/renamed");
    let file = run.path("log.csv");
    std::fs::write(&file, "date,clones\n2025-12-01,5\n2025-12-02,6\n").expect("a file can be written");
    let file = file.display().to_string();
    let ran = run.arguments(&["import", &file, "--repository", NAME]).run().success();
    assert!(
        ran.stdout.contains("octo/spike is octo/renamed now"),
        "{}",
        ran.printed()
    );
    let files = ran.files();
    assert!(files.keys().any(|path| path.starts_with("octo/renamed/imports/")));
    assert!(
        !files.keys().any(|path| path.starts_with("octo/spike/")),
        "{:?}",
        files.keys()
    );
}

/// A snapshot whose repository GitHub did not identify: only the user can say whose it is.
#[test]
fn a_snapshot_without_an_id_is_imported_only_for_a_repository_that_is_named() {
    let fake = github();
    let mut left = unsaved(&fake);
    for content in left.values_mut() {
        let text = String::from_utf8(content.clone()).expect("UTF-8");
        let lines = text.lines().filter(|line| !line.starts_with("\"id\""));
        *content = lines.map(|line| format!("{line}\n")).collect::<String>().into_bytes();
    }
    let refused = |arguments: &[&str]| {
        let printed = import(&fake, &left, arguments).failure().printed();
        assert!(
            printed.contains("it does not say which repository it is of"),
            "{printed}"
        );
        assert!(printed.contains("add `--repository octo/spike`"), "{printed}");
    };
    refused(&[]);
    refused(&["--repository", NAME]);
    fake.clock().advance_days(1);
    linked(&fake).run().success();
    refused(&[]);
    let ran = import(&fake, &left, &["--repository", NAME]).success();
    let history = ran.ledger(NAME);
    assert_eq!(history.sources.files.len(), 2, "{}", ran.printed());
    linked(&fake).arguments(&["verify"]).run().success();
}
