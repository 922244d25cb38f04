//! ghstats and gghstats use SQLite databases. The command in `docs/importing.md` is run on a database with the schema of
//! each tool, and its result is imported.

use std::fs;
use std::path::Path;
use std::process::Command;

use traffic_ledger::domain::Date;
use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::folder;
use traffic_ledger::import::{self, Import, Part};

use crate::import_files;

const GHSTATS: &str = "
CREATE TABLE repos (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE repo_stats (repo_id INTEGER NOT NULL, date TEXT NOT NULL, stars INTEGER NOT NULL DEFAULT 0,
  forks INTEGER NOT NULL DEFAULT 0, watchers INTEGER NOT NULL DEFAULT 0, issues INTEGER NOT NULL DEFAULT 0,
  clones_count INTEGER NOT NULL DEFAULT 0, clones_uniques INTEGER NOT NULL DEFAULT 0,
  views_count INTEGER NOT NULL DEFAULT 0, views_uniques INTEGER NOT NULL DEFAULT 0, prs INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (repo_id, date));
INSERT INTO repos VALUES (1, 'Octo/Spike'), (2, 'octo/other');
INSERT INTO repo_stats (repo_id, date, stars, clones_count, clones_uniques, views_count, views_uniques) VALUES
  (1, '2026-05-02T00:00:00Z', 3, 0, 0, 12, 5), (1, '2026-05-01T00:00:00Z', 3, 4, 2, 30, 11),
  (1, '2026-05-03T00:00:00Z', 3, 0, 0, 0, 0), (1, '2026-05-04T00:00:00Z', 3, 1, 1, 8, 2),
  (2, '2026-05-01T00:00:00Z', 9, 900, 900, 900, 900);";

const GGHSTATS: &str = "
CREATE TABLE views (repo TEXT NOT NULL, date TEXT NOT NULL, count INTEGER NOT NULL, uniques INTEGER NOT NULL,
  PRIMARY KEY (repo, date));
CREATE TABLE clones (repo TEXT NOT NULL, date TEXT NOT NULL, count INTEGER NOT NULL, uniques INTEGER NOT NULL,
  PRIMARY KEY (repo, date));
INSERT INTO views VALUES ('octo/spike', '2026-05-01', 30, 11), ('octo/spike', '2026-05-02', 0, 0),
  ('octo/spike', '2026-05-03', 8, 2), ('octo/other', '2026-05-01', 900, 900);
INSERT INTO clones VALUES ('octo/spike', '2026-05-01', 4, 2), ('octo/other', '2026-05-01', 900, 900);";

/// The shell block of `docs/importing.md` that begins with `# <tool>`.
fn documented(tool: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/importing.md");
    let text = fs::read_to_string(path).expect("the document");
    let begin = format!("```sh\n# {tool}\n");
    let (_, rest) = text.split_once(&begin).expect("the command is documented");
    let (command, _) = rest.split_once("```").expect("the block ends");
    command.to_owned()
}

/// The import of what the documented command prints; `None` where the tool is not installed.
fn import(tool: &str, schema: &str) -> Option<Import> {
    if Command::new("sqlite3").arg("--version").output().is_err() {
        println!("skipped: the command line tool sqlite3 is not installed");
        return None;
    }
    let temporary = tempfile::tempdir().expect("a folder");
    let mut made = Command::new("sqlite3");
    made.arg(temporary.path().join(format!("{tool}.db"))).arg(schema);
    assert!(made.status().expect("sqlite3 runs").success());
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(documented(tool)).current_dir(temporary.path());
    assert!(shell.status().expect("sh runs").success());
    let read = folder::read(&temporary.path().join(format!("{tool}.csv"))).expect("the command wrote it");
    let options = import_files::options(Some(tool), "2026-11-22".parse().expect("a day"));
    let found = import::read(None, &read.files, &options);
    assert_eq!(found.failed, []);
    assert_eq!(found.parts.len(), 2, "each repository by itself");
    let is_wanted = |part: &Part| part.owner.to_string().eq_ignore_ascii_case("octo/spike");
    found.parts.into_iter().find(is_wanted).map(|part| part.import)
}

fn numbers(import: &Import, metric: Metric, day: &str) -> Option<(Option<u64>, Option<u64>, Certainty)> {
    let date: Date = day.parse().expect("a day");
    let claim = (*import.days.get(&date)?.metrics.of(metric))?;
    let certainty = if claim.complete {
        Certainty::Complete
    } else {
        Certainty::Partial(None)
    };
    Some((
        claim.numbers.count,
        claim.numbers.uniques.map(|uniques| uniques.get()),
        certainty,
    ))
}

#[test]
fn a_ghstats_database_is_imported_by_the_documented_command() {
    let Some(import) = import("ghstats", GHSTATS) else {
        return;
    };
    let whole = |count, uniques| Some((Some(count), Some(uniques), Certainty::Complete));
    assert_eq!(numbers(&import, Metric::Views, "2026-05-01"), whole(30, 11));
    assert_eq!(numbers(&import, Metric::Clones, "2026-05-01"), whole(4, 2));
    // The tool fills gaps with zeros.
    assert_eq!(numbers(&import, Metric::Clones, "2026-05-02"), None);
    assert_eq!(numbers(&import, Metric::Views, "2026-05-03"), None);
    let newest = Some((Some(8), Some(2), Certainty::Partial(None)));
    assert_eq!(numbers(&import, Metric::Views, "2026-05-04"), newest);
    assert_eq!(import.source, "ghstats");
}

#[test]
fn a_gghstats_database_is_imported_by_the_documented_command() {
    let Some(import) = import("gghstats", GGHSTATS) else {
        return;
    };
    let whole = |count, uniques| Some((Some(count), Some(uniques), Certainty::Complete));
    assert_eq!(numbers(&import, Metric::Views, "2026-05-01"), whole(30, 11));
    assert_eq!(numbers(&import, Metric::Views, "2026-05-02"), whole(0, 0));
    assert_eq!(numbers(&import, Metric::Clones, "2026-05-02"), None);
    assert_eq!(import.days.len(), 3);
}
