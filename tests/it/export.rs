//! The exported tables: unknown is an empty cell or `null`, never zero.

use std::sync::Arc;

use proptest::prelude::*;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::top_list::{TopList, TopListRow};
use traffic_ledger::domain::traffic::{Certainty, Day, DayCount, Period, Source, Totals, Uniques};
use traffic_ledger::domain::{Date, Timestamp, plus_days};
use traffic_ledger::export::{self, ExportTable};

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn reading(count: Option<u64>, uniques: Option<u64>, certainty: Certainty) -> Option<DayCount> {
    Some(DayCount {
        count,
        uniques: uniques.map(Uniques::new),
        certainty,
        source: Source::Observed,
    })
}

fn imported(count: u64, sources: &[&str]) -> Option<DayCount> {
    Some(DayCount {
        count: Some(count),
        uniques: None,
        certainty: Certainty::Complete,
        source: Source::Imported(sources.iter().map(|source| (*source).to_owned()).collect()),
    })
}

fn sample() -> History {
    let mut history = History::new(Repository {
        id: Some(7),
        name: "octo/spike".parse().expect("a name"),
        created: None,
    });
    let provisional = Certainty::Provisional(date("2026-01-05"));
    for (day, views, clones, ci_clones) in [
        ("2025-12-31", reading(Some(0), Some(0), provisional), None, None),
        ("2026-01-01", imported(9, &["csv", "ghstats"]), None, None),
        (
            "2026-01-02",
            reading(Some(0), Some(0), Certainty::Complete),
            reading(Some(4), Some(2), Certainty::Complete),
            Some(3),
        ),
        ("2026-01-04", reading(Some(0), Some(0), provisional), None, None),
        (
            "2026-01-05",
            reading(Some(5), Some(3), Certainty::Partial(None)),
            None,
            None,
        ),
    ] {
        history.days.insert(
            date(day),
            Day {
                views,
                clones,
                ci_clones,
                ci_certainty: None,
            },
        );
    }
    let totals = Totals {
        count: 14,
        uniques: Uniques::new(6),
    };
    let period = Period {
        views: Some(totals),
        clones: None,
    };
    history.windows.insert(date("2026-01-05"), period);
    history.weeks.insert(date("2025-12-29"), period);
    let captured: Timestamp = "2026-01-06T14:07:00Z".parse().expect("a time");
    let row = TopListRow {
        name: Untrusted::new("=HYPERLINK(\"x\")"),
        count: 3,
        uniques: Uniques::new(2),
        title: None,
    };
    let list = TopList::imported(captured, vec![row]);
    Arc::make_mut(&mut history.referrers).insert(date("2026-01-06"), list);
    history
}

#[test]
fn each_day_is_a_row_and_unknown_is_empty() {
    let csv = String::from_utf8(export::daily_csv(&sample())).expect("UTF-8");
    let wanted = "date,views,unique_visitors,views_status,views_source,clones,unique_cloners,clones_status,clones_source,\
                  ci_clones,doubtful\n\
                  2026-01-01,9,,complete,csv;ghstats,,,unknown,,,\n\
                  2026-01-02,0,0,complete,,4,2,complete,,3,\n\
                  2026-01-03,,,unknown,,,,unknown,,,\n\
                  2026-01-04,,,provisional,,,,unknown,,,\n\
                  2026-01-05,5,3,partial,,,,unknown,,,\n";
    assert_eq!(csv, wanted);
}

#[test]
fn nothing_known_is_a_header_alone() {
    let history = History::new(sample().repository);
    assert_eq!(
        export::daily_csv(&history),
        export::DAILY_HEADER
            .join(",")
            .into_bytes()
            .into_iter()
            .chain(*b"\n")
            .collect::<Vec<_>>()
    );
    let json: serde_json::Value = serde_json::from_slice(&export::json(&history)).expect("JSON");
    assert_eq!(json["days"], serde_json::json!([]));
}

#[test]
fn the_other_tables_are_there_and_foreign_text_is_no_formula() {
    let text = |table| String::from_utf8(export::csv(&sample(), table)).expect("UTF-8");
    assert_eq!(
        text(ExportTable::Windows),
        "last_day,views,unique_visitors,clones,unique_cloners\n2026-01-05,14,6,,\n"
    );
    assert_eq!(
        text(ExportTable::Weeks),
        "monday,views,unique_visitors,clones,unique_cloners\n2025-12-29,14,6,,\n"
    );
    let referrers = text(ExportTable::Referrers);
    let cell = referrers
        .lines()
        .nth(1)
        .and_then(|line| line.split_once(','))
        .map(|(_, rest)| rest.trim_start_matches('"'));
    assert!(cell.is_some_and(|cell| !cell.starts_with('=')), "{referrers}");
    assert_eq!(text(ExportTable::Paths), "captured,path,views,unique_visitors\n");
    assert_eq!(text(ExportTable::Days).into_bytes(), export::daily_csv(&sample()));
}

#[test]
fn names_of_sources_are_no_formulas() {
    let mut history = sample();
    let day = history.days.get_mut(&date("2026-01-02")).expect("a day");
    day.views = imported(9, &["=HYPERLINK(\"http://x\")", "@x;-1+1"]);
    day.clones = imported(4, &["+1"]);
    let days = String::from_utf8(export::daily_csv(&history)).expect("UTF-8");
    let row = days.lines().find(|line| line.starts_with("2026-01-02")).expect("a row");
    assert_eq!(
        row,
        "2026-01-02,9,,complete,\"'=HYPERLINK(\"\"http://x\"\");'@x;'-1+1\",4,,complete,'+1,3,"
    );
}

#[test]
fn the_document_holds_the_same_days_with_nulls() {
    let json: serde_json::Value = serde_json::from_slice(&export::json(&sample())).expect("JSON");
    assert_eq!(json["days"].as_array().map(Vec::len), Some(5));
    assert_eq!(json["days"][2]["views"], serde_json::Value::Null);
    assert_eq!(json["days"][1]["views"], serde_json::json!(0));
    assert_eq!(json["windows"][0]["unique_visitors"], serde_json::json!(6));
    assert_eq!(
        json["referrers"][0]["rows"][0]["name"],
        serde_json::json!("=HYPERLINK(\"x\")")
    );
}

/// What an export is worth: read as a CSV into an empty ledger, and exported again.
fn imported_again(csv: &[u8]) -> Vec<u8> {
    let csv = std::str::from_utf8(csv).expect("UTF-8");
    let read = crate::import_files::csv_part(None, csv, date("2026-03-01"));
    assert_eq!(read.rejected, []);
    let path = read.import.path();
    let claims = read.import.into_claims(sample().repository, path);
    export::daily_csv(&judge(&claims))
}

/// The table without its two columns of sources: after an import, the source is the import.
fn without_sources(csv: &[u8]) -> Vec<String> {
    let text = String::from_utf8(csv.to_vec()).expect("UTF-8");
    let row = |line: &str| {
        let cells = line.split(',').enumerate();
        let kept = cells.filter(|(index, _)| !export::DAILY_HEADER[*index].ends_with("_source"));
        kept.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
    };
    text.lines().map(row).collect()
}

/// One metric of a day: unknown, observed, seen in part or imported, with a count of zero as often as not.
fn readings() -> impl Strategy<Value = Option<DayCount>> {
    let numbers = (0..4_u64, 0..4_u64, any::<bool>(), any::<bool>());
    (0..6_u8, numbers).prop_map(|(kind, (count, uniques, zero, whole))| {
        let count = if zero { 0 } else { count };
        // The uniques of a row can be unknown; somebody has made every view.
        let uniques = (uniques < 3).then(|| uniques.clamp(1, 3).min(count));
        let complete = if whole {
            Certainty::Complete
        } else {
            Certainty::Partial(None)
        };
        match kind {
            0 => None,
            1 | 2 => reading(Some(count), uniques, complete),
            3 => reading(None, uniques.or(Some(0)), complete),
            _ => Some(DayCount {
                certainty: complete,
                uniques: uniques.map(Uniques::new),
                ..imported(count, &["ghstats", "my-log"]).expect("a reading")
            }),
        }
    })
}

#[test]
fn a_zero_that_waits_for_a_second_response_is_unknown_after_an_import() {
    let csv = export::daily_csv(&sample());
    let again = String::from_utf8(imported_again(&csv)).expect("UTF-8");
    assert!(again.contains("2026-01-04,,,unknown,,,,unknown,,,\n"), "{again}");
    assert!(
        again.contains("2026-01-02,0,0,complete,csv,4,2,complete,csv,3,\n"),
        "{again}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_export_comes_back_as_it_was(days in prop::collection::vec((readings(), readings(), prop::option::of(0..5_u64)), 1..30)) {
        let mut history = History::new(sample().repository);
        for (offset, (views, clones, ci_clones)) in (0..).zip(days) {
            let day = Day { views, clones, ci_clones, ci_certainty: None };
            history.days.insert(plus_days(date("2026-01-01"), offset), day);
        }
        prop_assume!(history.span().is_some());
        let first = export::daily_csv(&history);
        let second = imported_again(&first);
        prop_assert_eq!(without_sources(&first), without_sources(&second));
        prop_assert_eq!(&imported_again(&second), &second);
    }
}
