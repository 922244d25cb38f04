//! An import leaves a trace and can be taken back: the ledger is then what it would be without it.

use std::collections::BTreeMap;

use crate::harness::{Ran, Run};

type Tree = BTreeMap<String, Vec<u8>>;

/// Runs `import` with these arguments on a copy of a ledger; `DATA` is a folder with these files.
fn import(arguments: &[&str], data: &[(&str, &str)], ledger: &Tree) -> Ran {
    let run = Run::offline().variable("SOURCE_DATE_EPOCH", "1798000000");
    let write = |folder: &str, path: &str, content: &[u8]| {
        let path = run.path(folder).join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, content).expect("a file can be written");
    };
    data.iter()
        .for_each(|(path, text)| write("data", path, text.as_bytes()));
    ledger.iter().for_each(|(path, content)| write("ledger", path, content));
    let folder = run.path("data").display().to_string();
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| argument.replace("DATA", &folder))
        .collect();
    let output = run.path("ledger").display().to_string();
    let mut all = vec!["import"];
    all.extend(arguments.iter().map(String::as_str));
    all.extend(["--output", &output]);
    run.arguments(&all).run()
}

const ONE: (&str, &str) = (
    "log.csv",
    "date,repository,views\n2026-01-01,octo/a,5\n2026-01-02,octo/a,6\n2026-01-03,octo/b,7\n",
);
const TWO: (&str, &str) = (
    "log.csv",
    "date,repository,views\n2026-01-02,octo/a,9\n2026-02-01,octo/a,9\n",
);

fn both() -> Tree {
    let one = import(&["DATA", "--source", "one"], &[ONE], &Tree::new())
        .success()
        .files();
    import(&["DATA", "--source", "two"], &[TWO], &one).success().files()
}

#[test]
fn a_ledger_is_not_imported_into_itself() {
    let run = Run::offline();
    let ledger = run.path("ledger");
    std::fs::create_dir_all(&ledger).expect("a folder can be made");
    let path = ledger.display().to_string();
    let ran = run.arguments(&["import", &path, "--output", &path]).run();
    assert!(ran.stderr.contains("is the ledger itself"), "{}", ran.stderr);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn undoing_an_import_leaves_the_ledger_as_if_it_had_never_been() {
    let alone = import(&["DATA", "--source", "two"], &[TWO], &Tree::new())
        .success()
        .files();
    let ran = import(&["--undo", "one"], &[], &both()).success();
    assert!(ran.stdout.contains("2 imports of one taken back"), "{}", ran.stdout);
    assert_eq!(ran.files(), alone);
    let one = import(&["DATA", "--source", "one"], &[ONE], &Tree::new())
        .success()
        .files();
    assert_eq!(import(&["--undo", "two"], &[], &both()).success().files(), one);
}

#[test]
fn one_repository_keeps_its_import_while_another_loses_it() {
    let left = import(&["--undo", "one", "--repository", "octo/b"], &[], &both())
        .success()
        .files();
    assert!(left.keys().any(|path| path.starts_with("octo/a/imports/one-")));
    assert!(
        !left.keys().any(|path| path.starts_with("octo/b/")),
        "{:?}",
        left.keys()
    );
}

#[test]
fn without_its_only_imports_a_ledger_is_empty() {
    let one = import(&["DATA", "--source", "one"], &[ONE], &Tree::new())
        .success()
        .files();
    let left = import(&["--undo", "one"], &[], &one).success().files();
    assert_eq!(left.keys().collect::<Vec<_>>(), [".gitattributes"]);
}

#[test]
fn a_dry_run_takes_nothing_back_and_an_unknown_source_is_named() {
    let both = both();
    let ran = import(&["--undo", "one", "--dry-run"], &[], &both).success();
    assert_eq!(ran.files(), both);
    let ran = import(&["--undo", "three"], &[], &both).failure();
    assert!(
        ran.printed().contains("It holds imports of one, two."),
        "{}",
        ran.printed()
    );
}

#[test]
fn the_order_of_imports_does_not_matter() {
    let two = import(&["DATA", "--source", "two"], &[TWO], &Tree::new())
        .success()
        .files();
    let other = import(&["DATA", "--source", "one"], &[ONE], &two).success().files();
    assert_eq!(other, both());
    let again = import(&["DATA", "--source", "two"], &[TWO], &other).success();
    assert!(
        again.stdout.contains("octo/a: 0 days added, 0 raised, 2 unchanged"),
        "{}",
        again.stdout
    );
    assert_eq!(again.files(), other);
}

#[test]
fn a_file_that_fails_leaves_the_others_imported_and_the_run_red() {
    let bad = ("2026-01-05.json", "{\"views\":[");
    let good = (
        "2026-01-04.json",
        r#"{"repo":"octo/a","views":[{"timestamp":"2026-01-01T00:00:00Z","count":5,"uniques":2}]}"#,
    );
    let ran = import(&["DATA"], &[good, bad], &Tree::new()).failure();
    assert!(
        ran.printed().contains("2026-01-05.json: the file was not imported"),
        "{}",
        ran.printed()
    );
    assert!(ran.files().contains_key("octo/a/history.json"));
}
