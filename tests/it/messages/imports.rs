//! `import`: what is added, which rows are refused and why, and files that cannot be imported at all.

use std::path::Path;

use super::{Files, Transcript, ledger_files, offline, write_files};
use crate::harness::{Ran, copy_folder};

const FORMATS: [&str; 10] = [
    "github-repo-stats",
    "repository-traffic-action",
    "traffic-to-badge",
    "github-traffic-badge",
    "github-traffic-archive",
    "openstars",
    "gghstats",
    "api-json",
    "json-days",
    "csv",
];

/// Imports files from the folder `data` of the run into a ledger in its folder `ledger`; `DATA` in an argument is the
/// first folder.
fn import(arguments: &[&str], data: &[(&str, &str)], ledger: &Files) -> Ran {
    let files = data
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    import_files(arguments, &files.collect(), ledger)
}

fn import_files(arguments: &[&str], data: &Files, ledger: &Files) -> Ran {
    let run = offline();
    write_files(&run.path("data"), data);
    write_files(&run.path("ledger"), ledger);
    let folder = run.path("data").display().to_string();
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| argument.replace("DATA", &folder))
        .collect();
    let ledger = run.path("ledger").display().to_string();
    let mut all = vec!["import"];
    all.extend(arguments.iter().map(String::as_str));
    all.extend(["--output", &ledger]);
    run.arguments(&all).run()
}

fn csv(text: &str) -> Ran {
    import(&["DATA/log.csv"], &[("log.csv", text)], &ledger_files())
}

/// A ledger with two snapshots and an import.
pub(super) fn ledger_with_import() -> Files {
    csv("date,views\n2026-01-01,5\n2026-01-02,0\n").success().files()
}

#[test]
fn what_is_added() {
    let mut transcript = Transcript::default();
    let good = "date,views,unique_visitors\n2026-01-01,5,3\n2026-01-02,0,0\n2026-02-28,31,11\n2026-02-27,30,10\n";
    transcript.add("days before the ledger, and known ones", &csv(good).success());
    let arguments = ["DATA", "--dry-run", "--source", "my-log"];
    let ran = import(&arguments, &[("log.csv", good)], &ledger_files()).success();
    transcript.add("a dry run with a name for the source", &ran);
    let arguments = ["DATA/log.csv", "--repository", "octo/new"];
    let ran = import(&arguments, &[("log.csv", good)], &Files::new()).success();
    transcript.add("into an empty directory", &ran);
    let known = import(
        &["DATA"],
        &[("log.csv", "date,views\n2026-02-27,30\n")],
        &ledger_files(),
    );
    transcript.add("nothing but known days", &known.success());
    transcript.assert("import-added");
}

#[test]
fn rows_that_are_refused() {
    let mut transcript = Transcript::default();
    let mixed = "date,views,unique_visitors\n\
                 2026-01-01,5,3\n\
                 yesterday,5,3\n\
                 1999-01-01,5,3\n\
                 2026-05-01,5,3\n\
                 2023-01-01,5,3\n\
                 2026-01-02,5,6\n\
                 2026-01-03,-1,0\n\
                 2026-01-04,99999999999999999999,3\n\
                 2026-01-05,\"a b\",3\n\
                 2026-01-06\n";
    transcript.add("some of them", &csv(mixed));
    let many: String = (1..=28)
        .map(|day| format!("2027-01-{day:02},5,3\n2027-02-{day:02},5,3\n"))
        .collect();
    let many = format!("date,views,unique_visitors\n2026-01-01,5,3\n{many}");
    transcript.add("many of them", &csv(&many));
    transcript.add(
        "all of them",
        &csv("date,views\n2027-01-01,5\n2027-01-02,5\n").failure(),
    );
    transcript.add("no row at all", &csv("date,views\n").failure());
    transcript.assert("import-refused-rows");
}

#[test]
fn files_that_cannot_be_imported() {
    let ledger = ledger_files();
    let mut transcript = Transcript::default();
    for (title, text) in [
        ("no date", "when,views\n2026-01-01,5\n"),
        ("no counts", "date,moods\n2026-01-01,5\n"),
        ("empty", ""),
    ] {
        transcript.add(&format!("a table: {title}"), &csv(text).failure());
    }
    let wide = Files::from([("log.csv".to_owned(), b"\xff\xfed\0a\0t\0e\0".to_vec())]);
    transcript.add("a table: UTF-16", &import_files(&["DATA"], &wide, &ledger));
    let binary = Files::from([("log.csv".to_owned(), b"date,views\n2026-01-01,\xff\n".to_vec())]);
    transcript.add("a table: not UTF-8", &import_files(&["DATA"], &binary, &ledger));
    for format in FORMATS {
        let ran = import(&["DATA", "--format", format], &[("notes.json", "{}")], &ledger).failure();
        transcript.add(&format!("{format}: no file of the format"), &ran);
    }
    transcript.add(
        "no file at all",
        &import(&["DATA"], &[("notes.md", "x")], &ledger).failure(),
    );
    for (format, path) in [
        ("traffic-to-badge", "traffic_views.json"),
        ("github-traffic-badge", "totals.json"),
        ("github-traffic-archive", "traffic/octo__spike/views.json"),
        ("api-json", "views.json"),
    ] {
        for text in ["{", "{}", "[]", "[{}]", "7"] {
            let ran = import(&["DATA", "--format", format], &[(path, text)], &ledger);
            transcript.add(&format!("{format}: {text}"), &ran);
        }
    }
    transcript.assert("import-files");
}

#[test]
fn what_each_tool_left() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/imports");
    let mut transcript = Transcript::default();
    for format in FORMATS {
        // A day after the newest of these files.
        let run = offline().variable("SOURCE_DATE_EPOCH", "1798000000");
        // Out of the way of this repository, whose commits are those of nobody's traffic.
        let data = run.path("data").display().to_string();
        copy_folder(&Path::new(folder).join(format), Path::new(&data));
        let ledger = run.path("ledger").display().to_string();
        let arguments = vec!["import", &data, "--repository", "octo/spike", "--output", &ledger];
        transcript.add(format, &run.arguments(&arguments).run());
    }
    transcript.assert("import-tools");
}

#[test]
fn odd_rows_of_each_tool() {
    let ledger = ledger_files();
    let mut transcript = Transcript::default();
    for (format, path, text) in [
        (
            "github-repo-stats",
            "ghrs-data/snapshots/yesterday_top_paths_snapshot.csv",
            "url_path,views_total,views_unique\n/octo/spike,5,2\n",
        ),
        (
            "github-repo-stats",
            "ghrs-data/snapshots/2026-05-09_170203_top_paths_snapshot.csv",
            "url_path,views_total,views_unique\n/octo/spike,5,2\n",
        ),
        (
            "github-traffic-archive",
            "octo__spike/paths.json",
            r#"[{"rows":[]},{"taken_on":"2026-02-24","rows":[{"count":5,"uniques":3}]}]"#,
        ),
        (
            "api-json",
            "traffic.json",
            r#"[{"timestamp":"2026-01-01T00:00:00Z","count":5,"uniques":3}]"#,
        ),
        (
            "api-json",
            "views.json",
            r#"[{"timestamp":"2026-01-05T00:00:00Z","count":5,"uniques":3}]"#,
        ),
        (
            "api-json",
            "referrers.json",
            r#"[{"referrer":"Google","count":5,"uniques":3}]"#,
        ),
        ("api-json", "runs.jsonl", "not json\n{}\n"),
    ] {
        let good = match format {
            "api-json" => (
                "good/views.json",
                r#"[{"timestamp":"2026-01-01T00:00:00Z","count":5,"uniques":3}]"#,
            ),
            "github-traffic-archive" => (
                "octo__spike/views.json",
                r#"[{"timestamp":"2026-01-01T00:00:00Z","count":5,"uniques":3}]"#,
            ),
            _ => (
                "ghrs-data/views_clones_aggregate.csv",
                "time_iso8601,clones_total,clones_unique,views_total,views_unique\n2026-01-01 00:00:00+00:00,1,1,5,3\n",
            ),
        };
        let ran = import(&["DATA"], &[good, (path, text)], &ledger);
        transcript.add(&format!("{format}: {path}"), &ran);
    }
    transcript.assert("import-odd-rows");
}

#[test]
fn places_and_arguments_that_do_not_fit() {
    let ledger = ledger_files();
    let log = [("log.csv", "date,views\n2026-01-01,5\n")];
    let mut transcript = Transcript::default();
    let mut add = |title: &str, arguments: &[&str], data: &[(&str, &str)], ledger: &Files| {
        transcript.add(title, &import(arguments, data, ledger));
    };
    add("no such file", &["DATA/gone.csv"], &log, &ledger);
    add("a file that cannot be read", &["/proc/self/mem"], &log, &ledger);
    add("which repository", &["DATA"], &log, &Files::new());
    let columns = "date=day,views=hits";
    add("no such columns", &["DATA", "--columns", columns], &log, &ledger);
    let others = [
        ("traffic/octo__one/views.json", "[]"),
        ("traffic/octo__two/views.json", "[]"),
    ];
    add(
        "other repositories",
        &["DATA", "--repository", "octo/spike"],
        &others,
        &ledger,
    );
    let mut damaged = ledger.clone();
    damaged.insert("octo/spike/history.json".to_owned(), b"{}".to_vec());
    add("a damaged ledger", &["DATA"], &log, &damaged);
    let newer = r#"{"schema":2,"captured":"2026-03-02T14:37:00Z","id":7,"repository":"octo/spike","bodies":{}}"#;
    let snapshot = [("snapshots/2026/03/2026-03-02T143700Z.json", newer)];
    transcript.add("a snapshot of a newer program", &import(&["DATA"], &snapshot, &ledger));
    transcript.assert("import-places");
}

#[test]
fn files_and_folders_that_are_too_large() {
    let mut transcript = Transcript::default();
    let sized = |files: &[(&str, u64)]| {
        let run = offline();
        std::fs::create_dir(run.path("data")).expect("a folder can be made");
        for (name, size) in files {
            let file = std::fs::File::create(run.path("data").join(name)).expect("a file can be made");
            file.set_len(*size).expect("a file can grow");
        }
        let (data, ledger) = (run.path("data"), run.path("ledger"));
        let arguments = [
            "import",
            &data.display().to_string(),
            "--output",
            &ledger.display().to_string(),
        ];
        run.arguments(&arguments).run().failure()
    };
    transcript.add("a file", &sized(&[("log.csv", (64 << 20) + 1)]));
    let five: Vec<(&str, u64)> = ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv"]
        .into_iter()
        .map(|name| (name, 63 << 20))
        .collect();
    transcript.add("a folder", &sized(&five));
    transcript.assert("import-too-large");
}
