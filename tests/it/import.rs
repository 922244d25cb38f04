//! Every import format: `tests/imports/<format>/` holds data as the tool writes it, `tests/imports/expected/` the import
//! and its summary. The tables of formats in the documents are generated here. `BLESS=1` updates all of them.

mod response_rows;

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
use traffic_ledger::import::{
    self, Columns, Files, Format, Import, ImportError, ImportedDay, Options, Position, Read, SourceName, Summary,
};

fn fixtures(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports").join(below)
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn options() -> Options {
    Options {
        repository: "octo/Spike".parse().expect("a name"),
        today: date("2026-11-22"),
        created: None,
        columns: Columns::default(),
        source: None,
    }
}

fn options_of(format: Format) -> Options {
    let columns = if format == import::csv::FORMAT {
        "date=Day,views=Hits,unique-visitors=People,clones=Clones"
    } else {
        ""
    };
    let columns = columns.parse().expect("columns");
    Options { columns, ..options() }
}

fn read(format: Format) -> Read {
    let files = folder::read(&fixtures(format.name)).expect("fixtures");
    import::read(format, &files, &options_of(format)).expect("an import")
}

fn files(named: &[(&str, &str)]) -> Files {
    named
        .iter()
        .map(|(path, content)| ((*path).to_owned(), content.as_bytes().to_vec()))
        .collect()
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
fn each_format_reads_the_data_of_its_tool() {
    for &format in Format::ALL {
        let Read { import, rejected } = read(format);
        compare(&fixtures(&format!("expected/{format}.json")), &import.to_bytes());
        let summary = Summary::of(None, &history(import.clone()), &import, rejected).to_string();
        compare(&fixtures(&format!("expected/{format}.txt")), summary.as_bytes());
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
        let Read { import, rejected } = read(format);
        let mut once = claims(import.clone());
        let (before, known) = (once.clone(), history(import.clone()));
        let again = Summary::of(Some(&known), &known, &import, rejected);
        assert_eq!((again.added, again.raised), (0, 0), "{format}");
        assert_eq!(again.equal, import.days.len() as u64, "{format}");
        once.merge(claims(import)).expect("the same repository");
        assert_eq!(once, before, "{format}");
    }
}

#[test]
fn every_format_is_found_by_its_name() {
    use clap::ValueEnum as _;
    let names: BTreeSet<_> = Format::ALL.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), Format::ALL.len(), "each name is used once");
    for &format in Format::ALL {
        assert_eq!(Format::from_str(format.name, false), Ok(format));
        let nothing = import::read(format, &Files::new(), &options());
        assert_eq!(nothing, Err(ImportError::NoFiles { format }));
    }
}

#[test]
fn a_zero_that_may_mean_unknown_is_not_imported() {
    let import = read(import::github_repo_stats::FORMAT).import;
    // Both zero: unknown. The fragment of the run knows views of the 6th.
    assert_eq!(reading(&import, Metric::Clones, "2025-11-04"), None);
    assert_eq!(reading(&import, Metric::Views, "2025-11-05"), None);
    assert_eq!(reading(&import, Metric::Clones, "2025-11-06"), None);
    let fragment = reading(&import, Metric::Views, "2025-11-06");
    assert_eq!(
        fragment.map(|(count, uniques, _)| (count, uniques)),
        Some((Some(5), Some(4)))
    );
}

#[test]
fn of_a_repeated_day_the_larger_numbers_are_kept() {
    let import = read(import::repository_traffic_action::FORMAT).import;
    let twice = reading(&import, Metric::Views, "2026-03-02");
    assert_eq!(twice, Some((Some(7), Some(4), Certainty::Complete)));
    let import = read(import::github_repo_stats::FORMAT).import;
    let raised = reading(&import, Metric::Clones, "2025-11-07").map(|(count, ..)| count);
    assert_eq!(raised, Some(Some(8)));
}

#[test]
fn the_newest_day_is_partial_and_so_is_the_oldest_of_hourly_windows() {
    let import = read(import::repository_traffic_action::FORMAT).import;
    let certainty = |import: &Import, day| reading(import, Metric::Views, day).map(|(_, _, certainty)| certainty);
    assert_eq!(certainty(&import, "2026-03-02"), Some(Certainty::Complete));
    assert_eq!(certainty(&import, "2026-03-05"), Some(Certainty::Partial(None)));
    let import = read(import::traffic_to_badge::FORMAT).import;
    assert_eq!(certainty(&import, "2025-09-01"), Some(Certainty::Partial(None)));
    assert_eq!(certainty(&import, "2025-09-04"), Some(Certainty::Complete));
    assert_eq!(certainty(&import, "2025-10-20"), Some(Certainty::Partial(None)));
}

#[test]
fn a_response_omits_zeros_and_a_window_of_zeros_alone_proves_nothing() {
    let import = read(import::api_json::FORMAT).import;
    assert_eq!(
        reading(&import, Metric::Views, "2025-06-10"),
        Some((Some(0), Some(0), Certainty::Complete))
    );
    assert_eq!(reading(&import, Metric::Views, "2025-06-14"), None);
    // Two windows of nothing but zeros: the days that both hold are known, those of one are not.
    let of = |day| reading(&import, Metric::Clones, day).map(|(_, _, certainty)| certainty);
    assert_eq!(of("2026-01-25"), Some(Certainty::Complete));
    assert_eq!(of("2026-01-17"), Some(Certainty::Provisional(date("2026-01-30"))));
    // The windows' own totals, but not those of the quiet ones.
    let ends: Vec<_> = import.windows.keys().map(ToString::to_string).collect();
    assert_eq!(ends, ["2026-01-30", "2026-01-31"]);
    assert!(import.windows.values().all(|period| period.clones.is_none()));
}

#[test]
fn impossible_days_are_rejected_with_their_lines() {
    let Read { import, rejected } = read(import::csv::FORMAT);
    let lines: Vec<_> = rejected.iter().map(|rejected| rejected.position).collect();
    assert_eq!(lines, [5, 6, 7, 8, 10].map(Position::Line));
    assert_eq!(
        reading(&import, Metric::Views, "2026-04-04"),
        Some((Some(0), Some(0), Certainty::Partial(None)))
    );
    assert_eq!(reading(&import, Metric::Clones, "2026-04-01"), None);

    let created = Options {
        created: Some(date("2026-04-03")),
        ..options_of(import::csv::FORMAT)
    };
    let files = folder::read(&fixtures("csv")).expect("fixtures");
    let Read { import, rejected } = import::read(import::csv::FORMAT, &files, &created).expect("an import");
    assert_eq!(import.days.keys().next(), Some(&date("2026-04-03")));
    assert!(
        rejected
            .iter()
            .any(|rejected| rejected.to_string().contains("before the repository was created"))
    );
}

#[test]
fn another_repositorys_folder_is_never_read() {
    for format in [
        import::github_repo_stats::FORMAT,
        import::traffic_to_badge::FORMAT,
        import::github_traffic_archive::FORMAT,
    ] {
        let files = folder::read(&fixtures(format.name)).expect("fixtures");
        let others = Options {
            repository: "octo/unheard-of".parse().expect("a name"),
            ..options()
        };
        let error = import::read(format, &files, &others);
        assert!(
            matches!(error, Err(ImportError::WhichRepository { .. })),
            "{format}: {error:?}"
        );
    }
    // The name of the inner folder does not include a repository, so it is read as given.
    let inner = folder::read(&fixtures("traffic-to-badge/traffic-other")).expect("fixtures");
    assert!(import::read(import::traffic_to_badge::FORMAT, &inner, &options()).is_ok());
}

#[test]
fn errors_say_what_is_wrong_where_and_how_to_fix_it() {
    let inputs: &[(Format, &str, &str)] = &[
        (
            import::github_repo_stats::FORMAT,
            "views_clones_aggregate.csv",
            "a,b\n1,2\n",
        ),
        (import::github_repo_stats::FORMAT, "top_paths.csv", ""),
        (
            import::github_repo_stats::FORMAT,
            "x_top_paths_snapshot.csv",
            "url_path,views_total,views_unique\n/,2,1\n",
        ),
        (
            import::repository_traffic_action::FORMAT,
            "views.csv",
            "_date,total\n2026-01-01,2\n",
        ),
        (import::traffic_to_badge::FORMAT, "traffic_views.json", "{}"),
        (import::github_traffic_badge::FORMAT, "totals.json", "{\"schema\":2}"),
        (import::github_traffic_archive::FORMAT, "views.json", "{}"),
        (import::github_traffic_archive::FORMAT, "octo__a/views.json", "[]"),
        (
            import::github_traffic_archive::FORMAT,
            "referrers.json",
            "[{\"taken_on\":\"2026-01-01\"}]",
        ),
        (import::api_json::FORMAT, "a.json", "no JSON at all"),
        (
            import::api_json::FORMAT,
            "a.json",
            "[{\"timestamp\":\"2026-01-01\",\"count\":1}]",
        ),
        (import::api_json::FORMAT, "a.json", "[{\"referrer\":\"x\",\"count\":1}]"),
        (
            import::api_json::FORMAT,
            "2030-01-01.json",
            "[{\"referrer\":\"x\",\"count\":1,\"uniques\":1}]",
        ),
        (import::csv::FORMAT, "a.csv", "day;n\n2026-01-01;3\n"),
        (import::csv::FORMAT, "a.csv", "date;n\n2026-01-01;3\n"),
        (
            import::csv::FORMAT,
            "a.csv",
            "\u{feff}date,views\n2026-01-01,9999999999999999\n",
        ),
        (import::csv::FORMAT, "a.csv", "date,views\n"),
    ];
    let mut messages = String::new();
    for (format, path, content) in inputs {
        let error = import::read(*format, &files(&[(path, content)]), &options());
        messages += &format!("{format}: {}\n", error.expect_err(content));
    }
    for format in Format::ALL {
        let error = import::read(*format, &Files::new(), &options());
        messages += &format!("{}\n", error.expect_err("no files"));
    }
    messages += &format!("{}\n", "My log".parse::<SourceName>().expect_err("a blank"));
    messages += &format!(
        "{}\n",
        "date=Day,hits=Hits".parse::<Columns>().expect_err("no such name")
    );
    messages += &format!(
        "{:#}\n",
        folder::read(Path::new("no/such/folder")).expect_err("nothing there")
    );
    compare(&fixtures("expected/errors.txt"), messages.as_bytes());
}

#[test]
fn the_ledgers_own_export_can_be_imported() {
    let import = read(import::github_repo_stats::FORMAT).import;
    let csv = traffic_ledger::export::daily_csv(&history(import.clone()));
    let files = Files::from([("daily.csv".to_owned(), csv)]);
    let again = import::read(import::csv::FORMAT, &files, &options())
        .expect("an import")
        .import;
    assert_eq!(again.days.len(), import.days.len());
    for (date, day) in &import.days {
        for metric in Metric::ALL {
            let numbers = |day: &ImportedDay| day.metrics.of(metric).map(|claim| claim.numbers);
            assert_eq!(numbers(day), numbers(&again.days[date]), "{date}");
        }
    }
}

#[test]
fn import_files_of_newer_programs_or_with_edits_are_rejected() {
    let bytes = read(import::github_traffic_badge::FORMAT).import.to_bytes();
    let text = String::from_utf8(bytes).expect("UTF-8");
    for (from, to) in [
        ("\"schema\": 1", "\"schema\": 2"),
        ("\"source\": \"github-traffic-badge\"", "\"source\": \"../x\""),
        ("\"tool\": \"github-traffic-badge\"", "\"tool\": \"other\""),
        ("\"windows\"", "\"doors\""),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        assert!(Import::from_bytes(changed.as_bytes()).is_err(), "{to}");
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
    let code = |format: &Format| format!("`{}`", format.name);
    compare_table("README.md", "| you have | `FORMAT` |", |format| {
        vec![format.description.to_owned(), code(format)]
    });
    let heads = "| you have | `FORMAT` | `PATH` | imported | a 0 in the data means |";
    compare_table("docs/importing.md", heads, |format| {
        let Format {
            description,
            path,
            takes,
            zeros,
            ..
        } = *format;
        vec![
            description.to_owned(),
            code(format),
            path.to_owned(),
            takes.to_owned(),
            zeros.to_owned(),
        ]
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
