//! Every import format: `tests/imports/<format>/` holds data as the tool writes it, `tests/imports/expected/` the import
//! and what is said of it. The tables of formats in the documents are generated here. `BLESS=1` updates all of them.

mod places;
mod random;
mod repositories;
mod response_rows;
mod rules;
mod told_apart;
mod undo;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use traffic_ledger::domain::Date;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::folder;
use traffic_ledger::import::{self, Before, Files, Format, Found, Import, Options, Part, RepositoryChoice};

use crate::import_files::files;

fn fixtures(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports").join(below)
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn options() -> Options {
    crate::import_files::options(None, date("2026-11-22"))
}

/// The fixtures of a format, out of the way of this repository, whose commits are those of nobody's traffic.
fn contents(folder_of: &str) -> folder::Contents {
    let elsewhere = tempfile::tempdir().expect("a folder");
    crate::harness::copy_folder(&fixtures(folder_of), elsewhere.path());
    folder::read(elsewhere.path()).expect("fixtures")
}

fn found_in(folder_of: &str) -> Found {
    let read = contents(folder_of);
    import::read(None, &read.files, &options())
}

/// The repository of the fixtures.
fn spike() -> RepositoryChoice {
    RepositoryChoice::One("octo/Spike".parse().expect("a name"))
}

/// The data of the fixtures' repository, in the format that was recognised.
fn read(format: Format) -> Part {
    let mut assigned = import::assign(found_in(format.name), &spike(), &[]).assigned;
    assert_eq!(assigned.len(), 1, "{format}");
    let parts = assigned.remove(0).parts;
    let [part] = <[Part; 1]>::try_from(parts).expect("one format");
    assert_eq!(part.import.tool, format, "recognised");
    part
}

fn claims(import: Import) -> Claims {
    let repository = Repository {
        id: None,
        name: "octo/spike".parse().expect("a name"),
        created: None,
    };
    let path = import.path();
    import.into_claims(repository, path)
}

fn history(import: Import) -> History {
    judge(&claims(import))
}

/// The count, uniques and certainty of one day.
fn reading(import: &Import, metric: Metric, day: &str) -> Option<(Option<u64>, Option<u64>, Certainty)> {
    let history = history(import.clone());
    let count = history.days.get(&date(day))?.reading(metric)?.clone();
    Some((count.count, count.uniques.map(|uniques| uniques.get()), count.certainty))
}

fn compare(path: &Path, found: &[u8]) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, found).expect("expectations can be written");
    }
    let wanted = fs::read(path).unwrap_or_default();
    assert_eq!(
        String::from_utf8_lossy(found),
        String::from_utf8_lossy(&wanted),
        "{} differs; BLESS=1 updates it",
        path.display()
    );
}

#[test]
fn each_format_is_recognised_and_reads_the_data_of_its_tool() {
    for &format in Format::ALL {
        let found = found_in(format.name);
        let mut text = String::new();
        for part in &found.parts {
            text += &format!("{}: {part}", part.owner);
        }
        for failed in &found.failed {
            text += &format!("failed: {}: {}\n", failed.file, failed.reason);
        }
        let rest = found.unknown.iter().map(ToString::to_string);
        for line in rest.chain(found.empty.iter().map(ToString::to_string)) {
            text += &format!("{line}\n");
        }
        let part = read(format);
        text += &format!(
            "octo/spike: {}\n",
            Before::of(None, &part.import).summary(&history(part.import.clone()))
        );
        compare(&fixtures(&format!("expected/{format}.txt")), text.as_bytes());
        compare(&fixtures(&format!("expected/{format}.json")), &part.import.to_bytes());
    }
}

#[test]
fn an_import_file_reads_back_as_it_was_written() {
    for &format in Format::ALL {
        let import = read(format).import;
        assert_eq!(Import::from_bytes(&import.to_bytes()).as_ref(), Ok(&import), "{format}");
        assert_eq!(import.path(), read(format).import.path(), "{format}");
        assert!(import.path().starts_with(&format!("imports/{format}-")), "{format}");
    }
}

#[test]
fn importing_twice_changes_nothing() {
    for &format in Format::ALL {
        let import = read(format).import;
        let mut once = claims(import.clone());
        let (before, known) = (once.clone(), history(import.clone()));
        let again = Before::of(Some(&known), &import).summary(&known);
        assert_eq!((again.added, again.completed, again.raised), (0, 0, 0), "{format}");
        assert_eq!(again.equal, import.days.len() as u64, "{format}");
        once.merge(claims(import)).expect("the same repository");
        assert_eq!(once, before, "{format}");
    }
}

#[test]
fn the_order_of_imports_changes_nothing() {
    let imports: Vec<Import> = Format::ALL.iter().map(|format| read(*format).import).collect();
    let merged = |order: &mut dyn Iterator<Item = &Import>| {
        let mut all = claims(order.next().expect("an import").clone());
        for import in order {
            all.merge(claims(import.clone())).expect("the same repository");
        }
        all
    };
    let forwards = merged(&mut imports.iter());
    assert_eq!(merged(&mut imports.iter().rev()), forwards);
    assert_eq!(merged(&mut imports.iter().chain(&imports)), forwards);
    assert_eq!(merged(&mut imports[4..].iter().chain(&imports[..4])), forwards);
}

#[test]
fn every_format_is_found_by_its_name() {
    use clap::ValueEnum as _;
    let names: BTreeSet<_> = Format::ALL.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), Format::ALL.len(), "each name is used once");
    for &format in Format::ALL {
        assert_eq!(Format::from_str(format.name, false), Ok(format));
        assert_eq!(import::read(Some(format), &Files::new(), &options()), Found::default());
    }
}

/// Compares the table that begins with the line `heads` in a document with the declared formats.
fn compare_table(document: &str, heads: &str, cells: impl Fn(&Format) -> Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = fs::read_to_string(&path).expect("the document");
    let (before, rest) = text.split_once(heads).expect("the head of the table");
    let rows = rest
        .trim_start_matches('\n')
        .lines()
        .take_while(|line| line.starts_with('|'));
    let length: usize = 1 + rows.map(|line| line.len() + 1).sum::<usize>();
    let mut table = format!("{heads}\n|{}\n", "---|".repeat(heads.matches('|').count() - 1));
    table.extend(
        Format::ALL
            .iter()
            .map(|format| format!("| {} |\n", cells(format).join(" | "))),
    );
    compare(&path, format!("{before}{table}{}", &rest[length..]).as_bytes());
}

#[test]
fn the_documents_list_the_formats() {
    let heads = "| you have | format | `PATH` | imported | not imported | a 0 in the data means |";
    compare_table("docs/importing.md", heads, |format| {
        let name = format!("`{}`", format.name);
        let texts = [format.path, format.takes, format.leaves, format.zeros];
        let texts = texts.map(str::to_owned);
        [format.description.to_owned(), name].into_iter().chain(texts).collect()
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/history.schema.json");
    let schema = fs::read_to_string(&path).expect("the schema");
    let (before, rest) = schema.split_once("\"tool\": {").expect("the format of an import");
    let (description, rest) = rest.split_once("\"enum\": [").expect("its names");
    let (_, after) = rest.split_once(']').expect("their end");
    let names: Vec<String> = Format::ALL
        .iter()
        .map(|format| format!("\n            {:?}", format.name))
        .collect();
    let names = names.join(",");
    let wanted = format!("{before}\"tool\": {{{description}\"enum\": [{names}\n          ]{after}");
    compare(&path, wanted.as_bytes());
}
