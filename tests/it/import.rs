//! Every importer against data in its tool's own shape: `tests/imports/<format>/`, with what must come out of it in
//! `tests/imports/expected/`. `BLESS=1` writes the expectations anew.

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
    self, Columns, Files, Format, Import, ImportError, ImportedDay, Options, Position, Read, Summary,
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
    let columns = match format {
        Format::Csv => "date=Day,views=Hits,unique-visitors=People,clones=Clones"
            .parse()
            .expect("columns"),
        _ => Columns::default(),
    };
    Options { columns, ..options() }
}

fn read(format: Format) -> Read {
    let files = folder::read(&fixtures(format.name())).expect("fixtures");
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

/// (count, uniques, certainty) of one day.
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
        "{} (BLESS=1 writes it anew)",
        path.display()
    );
}

#[test]
fn each_format_reads_its_tools_data() {
    for format in Format::ALL {
        let Read { import, refused } = read(format);
        compare(&fixtures(&format!("expected/{format}.json")), &import.to_bytes());
        let summary = Summary::of(None, &history(import.clone()), &import, refused).to_string();
        compare(&fixtures(&format!("expected/{format}.txt")), summary.as_bytes());
    }
}

#[test]
fn a_kept_import_comes_back_as_it_was_written() {
    for format in Format::ALL {
        let import = read(format).import;
        assert_eq!(Import::from_bytes(&import.to_bytes()).as_ref(), Ok(&import), "{format}");
        assert_eq!(import.path(), read(format).import.path(), "{format}");
        assert!(import.path().starts_with(&format!("imports/{format}-")), "{format}");
    }
}

#[test]
fn importing_twice_changes_nothing() {
    for format in Format::ALL {
        let Read { import, refused } = read(format);
        let mut once = claims(import.clone());
        let (before, known) = (once.clone(), history(import.clone()));
        let again = Summary::of(Some(&known), &known, &import, refused);
        assert_eq!((again.added, again.raised), (0, 0), "{format}");
        assert_eq!(again.equal, import.days.len() as u64, "{format}");
        once.merge(claims(import)).expect("the same repository");
        assert_eq!(once, before, "{format}");
    }
}

#[test]
fn the_format_list_is_whole() {
    use clap::ValueEnum as _;
    assert_eq!(Format::value_variants(), Format::ALL);
    for format in Format::ALL {
        assert_eq!(Format::from_str(format.name(), false), Ok(format));
        let nothing = import::read(format, &Files::new(), &options());
        assert_eq!(nothing, Err(ImportError::NoFiles { format }));
    }
}

#[test]
fn a_zero_that_may_mean_unknown_is_not_taken() {
    let import = read(Format::GithubRepoStats).import;
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
fn a_day_that_stands_twice_is_the_field_wise_maximum() {
    let import = read(Format::RepositoryTrafficAction).import;
    let twice = reading(&import, Metric::Views, "2026-03-02");
    assert_eq!(twice, Some((Some(7), Some(4), Certainty::Complete)));
    let import = read(Format::GithubRepoStats).import;
    let raised = reading(&import, Metric::Clones, "2025-11-07").map(|(count, ..)| count);
    assert_eq!(raised, Some(Some(8)));
}

#[test]
fn the_newest_day_may_have_been_cut_and_so_may_the_oldest_of_hourly_windows() {
    let import = read(Format::RepositoryTrafficAction).import;
    let certainty = |import: &Import, day| reading(import, Metric::Views, day).map(|(_, _, certainty)| certainty);
    assert_eq!(certainty(&import, "2026-03-02"), Some(Certainty::Complete));
    assert_eq!(certainty(&import, "2026-03-05"), Some(Certainty::Partial(None)));
    let import = read(Format::TrafficToBadge).import;
    assert_eq!(certainty(&import, "2025-09-01"), Some(Certainty::Partial(None)));
    assert_eq!(certainty(&import, "2025-09-04"), Some(Certainty::Complete));
    assert_eq!(certainty(&import, "2025-10-20"), Some(Certainty::Partial(None)));
}

#[test]
fn an_answer_leaves_out_its_zeros_and_a_quiet_one_proves_nothing_alone() {
    let import = read(Format::ApiJson).import;
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
fn impossible_days_are_refused_with_their_lines() {
    let Read { import, refused } = read(Format::Csv);
    let lines: Vec<_> = refused.iter().map(|refused| refused.position).collect();
    assert_eq!(lines, [5, 6, 7, 8, 10].map(Position::Line));
    assert_eq!(
        reading(&import, Metric::Views, "2026-04-04"),
        Some((Some(0), Some(0), Certainty::Partial(None)))
    );
    assert_eq!(reading(&import, Metric::Clones, "2026-04-01"), None);

    let created = Options {
        created: Some(date("2026-04-03")),
        ..options_of(Format::Csv)
    };
    let files = folder::read(&fixtures("csv")).expect("fixtures");
    let Read { import, refused } = import::read(Format::Csv, &files, &created).expect("an import");
    assert_eq!(import.days.keys().next(), Some(&date("2026-04-03")));
    assert!(
        refused
            .iter()
            .any(|refused| refused.to_string().contains("before the repository was created"))
    );
}

#[test]
fn another_repositorys_folder_is_never_read() {
    for format in [
        Format::GithubRepoStats,
        Format::TrafficToBadge,
        Format::GithubTrafficArchive,
    ] {
        let files = folder::read(&fixtures(format.name())).expect("fixtures");
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
    // The inner folder itself says nothing of a repository: whoever gives it means it.
    let inner = folder::read(&fixtures("traffic-to-badge/traffic-other")).expect("fixtures");
    assert!(import::read(Format::TrafficToBadge, &inner, &options()).is_ok());
}

#[test]
fn what_is_not_of_the_format_is_said() {
    let wrong = [
        (Format::GithubRepoStats, "views_clones_aggregate.csv", "a,b\n1,2\n"),
        (
            Format::RepositoryTrafficAction,
            "views.csv",
            "_date,total\n2026-01-01,2\n",
        ),
        (Format::TrafficToBadge, "traffic_views.json", "{}"),
        (Format::GithubTrafficBadge, "totals.json", "{\"schema\":2}"),
        (Format::GithubTrafficArchive, "views.json", "{}"),
        (Format::ApiJson, "a.json", "no JSON at all"),
        (Format::Csv, "a.csv", "day;n\n2026-01-01;3\n"),
    ];
    for (format, path, content) in wrong {
        let error = import::read(format, &files(&[(path, content)]), &options());
        assert!(
            matches!(error, Err(ImportError::Malformed { .. })),
            "{format}: {error:?}"
        );
    }
    let empty = import::read(
        Format::Csv,
        &files(&[("a.csv", "date,views\n2030-01-01,5\n")]),
        &options(),
    );
    let message = empty.expect_err("nothing to take").to_string();
    assert!(
        message.contains("a.csv, line 2: 2030-01-01 is in the future"),
        "{message}"
    );
}

#[test]
fn the_ledgers_own_export_is_a_format_too() {
    let import = read(Format::GithubRepoStats).import;
    let csv = traffic_ledger::export::daily_csv(&history(import.clone()));
    let files = Files::from([("daily.csv".to_owned(), csv)]);
    let again = import::read(Format::Csv, &files, &options()).expect("an import").import;
    assert_eq!(again.days.len(), import.days.len());
    for (date, day) in &import.days {
        for metric in Metric::ALL {
            let numbers = |day: &ImportedDay| day.metrics.of(metric).map(|claim| claim.numbers);
            assert_eq!(numbers(day), numbers(&again.days[date]), "{date}");
        }
    }
}

#[test]
fn kept_files_of_later_programs_or_other_hands_are_refused() {
    let bytes = read(Format::GithubTrafficBadge).import.to_bytes();
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
