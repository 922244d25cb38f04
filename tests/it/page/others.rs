//! What is on the page beside the traffic: stars, totals, downloads and the user's series, as the exports have them.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde_json::Value;
use traffic_ledger::domain::downloads::Asset;
use traffic_ledger::domain::given::MAX_VALUE;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::export::{self, ExportTable};
use traffic_ledger::page;

use super::{array, data, histories, ledgers, states};

fn other(history: &History) -> Value {
    data(&page::render(std::slice::from_ref(history)))["repositories"][0]["other"].clone()
}

/// The rows of a CSV without its header.
fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(csv).expect("UTF-8");
    let lines = text.lines().skip(1);
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The days of columns and their numbers; empty where they are unknown.
fn days(columns: &Value) -> Vec<(Date, String)> {
    let first: Date = columns["first"].as_str().expect("a day").parse().expect("a day");
    let cells = numbers(&columns["counts"]).into_iter().zip(0_i64..);
    let text = |count: i64| if count < 0 { String::new() } else { count.to_string() };
    cells
        .map(|(count, offset)| (plus_days(first, offset), text(count)))
        .collect()
}

/// Base64 VLQ.
fn numbers(code: &Value) -> Vec<i64> {
    let mut code = code.as_str().expect("a text").bytes().peekable();
    let mut found = Vec::new();
    while code.peek().is_some() {
        found.push(vlq::decode(&mut code).expect("a number"));
    }
    found
}

/// The readings of a level.
fn readings(columns: &Value) -> BTreeMap<Date, u64> {
    let mut day: Date = columns["first"].as_str().expect("a day").parse().expect("a day");
    let mut days = vec![day];
    for run in numbers(&columns["days"]).chunks(2) {
        for _ in 0..run[1] {
            day = plus_days(day, run[0]);
            days.push(day);
        }
    }
    let values = numbers(&columns["values"]);
    assert_eq!(values.len(), days.len());
    let mut value = 0;
    let sums = values.into_iter().map(|difference| {
        value += difference;
        u64::try_from(value).expect("a number")
    });
    days.into_iter().zip(sums.collect::<Vec<_>>()).collect()
}

#[test]
fn stars_and_series_are_those_of_the_export() {
    let (mut stars, mut series) = (0, 0);
    for history in histories() {
        let other = other(&history);
        let exported = rows(&export::csv(&history, ExportTable::Stars));
        if exported.iter().any(|row| row[1] != "0" && !row[1].is_empty()) {
            let given = &other["stars"];
            let found: Vec<Vec<String>> = days(given)
                .into_iter()
                .zip(states(array(given, "/state")))
                .map(|((day, count), state)| vec![day.to_string(), count, state.to_owned()])
                .collect();
            assert_eq!(found, exported);
            stars += exported.len();
        } else {
            assert!(other["stars"].is_null());
        }
        let mut found = Vec::new();
        for (name, columns) in other["series"].as_object().into_iter().flatten() {
            let values = readings(columns).into_iter();
            found.extend(values.map(|(day, value)| vec![day.to_string(), name.clone(), value.to_string()]));
        }
        let mut exported = rows(&export::csv(&history, ExportTable::Series));
        for row in &mut exported {
            // Shapes of charts have larger values than a ledger takes.
            row[2] = row[2].parse::<u64>().expect("a number").min(MAX_VALUE).to_string();
        }
        assert_eq!(found, exported);
        series += found.len();
    }
    assert!(stars > 1_000 && series > 500, "{stars} {series}");
}

#[test]
fn totals_are_the_weekly_readings() {
    let history = ledgers::long("octo/long", 30, 90);
    let totals = &other(&history)["totals"];
    for (name, value) in [("stars", 1_u8), ("forks", 2), ("downloads", 3)] {
        let kept = history.counters.values().map(|counters| match value {
            1 => counters.stars,
            2 => counters.forks,
            _ => counters.downloads,
        });
        let found: Vec<Option<u64>> = readings(&totals[name]).into_values().map(Some).collect();
        assert_eq!(found, kept.collect::<Vec<_>>(), "{name}");
    }
}

/// 1 June 2026 is a Monday.
#[test]
fn downloads_are_known_by_day_of_late_and_by_week_before() {
    let mut history = History::new(Repository {
        id: Some(1),
        name: "octo/files".parse().expect("a name"),
        created: None,
    });
    let asset = |created, readings: &[(Date, u64)]| Asset {
        tag: Untrusted::new("v1"),
        name: Untrusted::new("a.tgz"),
        created,
        readings: readings.iter().copied().collect(),
    };
    let at = |day| date(2026, 6, day);
    // A reading each Sunday, then each day; the second file is new on the 16th.
    let old = [
        (date(2026, 5, 31), 100),
        (at(7), 130),
        (at(14), 190),
        (at(15), 200),
        (at(16), 205),
        (at(18), 230),
    ];
    history.assets.insert(1, asset(None, &old));
    history
        .assets
        .insert(2, asset(Some(at(16)), &[(at(16), 4), (at(18), 9)]));
    let other = other(&history);
    let downloads = &other["downloads"];
    let known = [(at(15), "10"), (at(16), "9"), (at(17), ""), (at(18), "")];
    assert_eq!(days(downloads), known.map(|(day, count)| (day, count.to_owned())));
    assert_eq!(
        states(array(downloads, "/state")),
        ["complete", "complete", "unknown", "unknown"]
    );
    assert_eq!(downloads["weeks"]["first"], "2026-06-01");
    assert_eq!(numbers(&downloads["weeks"]["counts"]), [30, 60, -1]);
    assert_eq!(downloads["weeks"]["bounds"], serde_json::json!([]));
    // Without traffic the page begins with them.
    let page = data(&page::render(std::slice::from_ref(&history)));
    assert_eq!(page["repositories"][0]["first"], "2026-06-01");
    assert_eq!(page["repositories"][0]["length"], 0);
}
