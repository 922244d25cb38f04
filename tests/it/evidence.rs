//! Answers that contradict each other: what is known afterwards, and what is news.

mod files;
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json, value::RawValue};
use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::traffic::Certainty;
use traffic_ledger::domain::{Date, plus_days};
use traffic_ledger::plan::rebuild::rebuild;
use traffic_ledger::plan::{Incoming, Plan, plan};
use traffic_ledger::report::LinkBase;
use traffic_ledger::verify::verify;

use crate::analysis_histories::day;
use crate::plan::Shelf;

/// What GitHub answered about `octo/spike` at a time.
pub(crate) fn snapshot(at: &str, bodies: &[(Endpoint, Value)]) -> RawSnapshot {
    let raw = |body: &Value| RawValue::from_string(body.to_string()).expect("JSON");
    RawSnapshot {
        captured: at.parse().expect("a time"),
        answered: BTreeMap::new(),
        server: Server::default(),
        id: Some(7),
        repository: "octo/spike".parse().expect("a name"),
        publish: Publish::All,
        ignored_referrers: [].into(),
        given: Default::default(),
        bodies: bodies.iter().map(|(endpoint, body)| (*endpoint, raw(body))).collect(),
    }
}

/// Views of the fourteen days that end on `last`; a count that is no number adds nothing to the sum.
fn views(last: &str, row: &dyn Fn(Date) -> (Value, Value)) -> (Endpoint, Value) {
    let days = (0..14).rev().map(|back| plus_days(day(last), -back));
    let rows: Vec<(Date, Value, Value)> = days
        .map(|date| {
            let (count, uniques) = row(date);
            (date, count, uniques)
        })
        .collect();
    let sum: u64 = rows.iter().filter_map(|(_, count, _)| count.as_u64()).sum();
    let rows = rows.into_iter().map(
        |(date, count, uniques)| json!({"timestamp": format!("{date}T00:00:00Z"), "count": count, "uniques": uniques}),
    );
    let body = json!({"count": sum, "uniques": sum / 2, "views": rows.collect::<Vec<_>>()});
    (Endpoint::ViewsByDay, body)
}

/// 100 views by 50 a day, but for one day.
fn but(odd: &'static str, count: Value, uniques: Value) -> impl Fn(Date) -> (Value, Value) {
    move |date| match date == day(odd) {
        true => (count.clone(), uniques.clone()),
        false => (json!(100), json!(50)),
    }
}

fn claims(snapshots: &[RawSnapshot]) -> Claims {
    let mut all = interpret(&snapshots[0]).claims;
    for snapshot in &snapshots[1..] {
        all.merge(interpret(snapshot).claims).expect("one repository");
    }
    all
}

fn numbers(history: &History, on: &str) -> (Option<u64>, Option<u64>, bool) {
    let views = history.day(day(on)).and_then(|day| day.views.clone()).expect("views");
    (
        views.known_count(),
        views.known_uniques().map(|uniques| uniques.get()),
        views.is_complete(),
    )
}

fn links() -> LinkBase {
    LinkBase::local("https://github.com".to_owned())
}

fn run(shelf: &mut Shelf, snapshot: &RawSnapshot) -> Plan {
    let plan = plan(&shelf.base(), &[Incoming::from(snapshot.clone())], &links());
    assert_eq!(plan.problems, []);
    shelf.apply(plan.changes.changes());
    let verdict = verify(&shelf.base(), &shelf.0, &links());
    assert_eq!(verdict.findings, []);
    let again = rebuild(&shelf.base(), &shelf.0, &BTreeSet::new(), &links()).expect("sound sources");
    assert!(again.changes.is_empty(), "{}", again.changes.listing());
    plan
}

fn history(shelf: &Shelf) -> History {
    Ledger::from_bytes(&shelf.0["octo/spike/history.json"])
        .expect("a history")
        .history()
}

#[test]
fn a_field_that_cannot_be_read_any_more_keeps_what_it_was() {
    let first = snapshot(
        "2026-03-15T14:00:00Z",
        &[views("2026-03-14", &|_| (json!(100), json!(50)))],
    );
    for (count, uniques) in [
        (json!(100), json!(-1)),
        (json!(100), Value::Null),
        (json!(-1), json!(50)),
    ] {
        let second = snapshot(
            "2026-03-16T14:00:00Z",
            &[views("2026-03-15", &but("2026-03-10", count, uniques))],
        );
        let found = numbers(&judge(&claims(&[first.clone(), second])), "2026-03-10");
        assert_eq!(found, (Some(100), Some(50), true));
    }
}

#[test]
fn a_zero_or_an_unreadable_count_takes_no_lower_bound_away() {
    // Thirteen rows are lower bounds.
    let mut cut = views("2026-03-13", &but("2026-03-12", json!(100), json!(50)));
    cut.1["views"].as_array_mut().expect("rows").remove(0);
    let first = snapshot("2026-03-14T14:00:00Z", &[cut]);
    for (count, uniques) in [(json!(0), json!(0)), (json!(-1), json!(50))] {
        let second = snapshot(
            "2026-03-15T14:00:00Z",
            &[views("2026-03-14", &but("2026-03-12", count, uniques))],
        );
        let found = numbers(&judge(&claims(&[first.clone(), second])), "2026-03-12");
        assert_eq!(found, (Some(100), Some(50), false));
    }
}

#[test]
fn zeros_that_break_githubs_rules_are_no_zeros() {
    let with_count = |last| {
        let mut zeros = views(last, &|_| (json!(0), json!(0)));
        zeros.1["count"] = json!(1_410);
        zeros
    };
    let with_gap = |last| {
        let mut zeros = views(last, &|_| (json!(0), json!(0)));
        zeros.1["views"].as_array_mut().expect("rows").drain(1..13);
        zeros
    };
    for zeros in [with_count as fn(&'static str) -> _, with_gap] {
        let all = [
            snapshot("2026-03-15T14:00:00Z", &[zeros("2026-03-14")]),
            snapshot("2026-03-16T14:00:00Z", &[zeros("2026-03-15")]),
        ];
        assert!(judge(&claims(&all)).days.is_empty());
        assert_eq!(interpret(&all[0]).anomalies.len(), 1);
    }
}

#[test]
fn a_window_of_zeros_shows_that_every_day_is_listed() {
    let zeros = snapshot(
        "2026-03-15T14:00:00Z",
        &[views("2026-03-14", &|_| (json!(0), json!(0)))],
    );
    let claims = claims(&[zeros]);
    assert!(claims.lists_every_day());
    let ledger = Ledger::new(claims);
    assert_eq!(Ledger::from_bytes(&ledger.to_bytes()), Ok(ledger));
}

#[test]
fn the_day_of_a_correction_stays() {
    let at = |time: &str, last, count| snapshot(time, &[views(last, &but("2026-03-13", json!(count), json!(40)))]);
    let mut all = vec![
        at("2026-03-15T08:00:00Z", "2026-03-14", 5_000),
        at("2026-03-15T14:00:00Z", "2026-03-14", 110),
    ];
    for run in 16..27 {
        let found = judge(&claims(&all)).corrections;
        let found: Vec<_> = found.iter().map(|one| (one.from, one.to, one.on)).collect();
        assert_eq!(
            found,
            [(Some(5_000), Some(110), day("2026-03-15"))],
            "before {run} March"
        );
        let (time, last) = (format!("2026-03-{run}T14:00:00Z"), format!("2026-03-{}", run - 1));
        all.push(snapshot(
            &time,
            &[views(&last, &but("2026-03-13", json!(110), json!(40)))],
        ));
    }
}

#[test]
fn totals_with_a_number_that_was_withdrawn_are_no_records() {
    let first = snapshot(
        "2026-03-15T14:00:00Z",
        &[views("2026-03-14", &but("2026-03-13", json!(5_000), json!(900)))],
    );
    let second = snapshot(
        "2026-03-16T14:00:00Z",
        &[views("2026-03-15", &but("2026-03-13", json!(110), json!(40)))],
    );
    let history = judge(&claims(&[first, second]));
    assert_eq!(history.windows.keys().copied().collect::<Vec<_>>(), [day("2026-03-15")]);
    let records = Analysis::new(&history).views.records;
    assert_eq!(
        records.window.map(|(days, count)| (days.last, count)),
        Some((day("2026-03-14"), 1_410)),
        "the days up to the 14th add up to as much as GitHub counted of those up to the 15th"
    );
}

/// What a CSV of a source claims about the repository of these tests.
pub(crate) fn imported(source: &str, csv: &str) -> Claims {
    let import = crate::import_files::csv(Some(source), csv, day("2026-03-20"));
    let path = import.path();
    let repository = claims(&[snapshot("2026-03-15T14:00:00Z", &[])]).repository;
    import.into_claims(repository, path)
}

#[test]
fn a_conflict_names_the_sources_that_differ_with_their_numbers() {
    let mut all = claims(&[snapshot(
        "2026-03-15T14:00:00Z",
        &[views("2026-03-14", &|_| (json!(100), json!(50)))],
    )]);
    for (source, count) in [("a-log", 100), ("b-log", 120), ("c-log", 40)] {
        let csv = format!("date,views\n2026-02-01,1\n2026-03-10,{count}\n2026-03-19,1\n");
        all.merge(imported(source, &csv)).expect("one repository");
    }
    let conflicts = judge(&all).conflicts;
    let found: Vec<_> = conflicts
        .iter()
        .map(|one| (one.imported, one.sources.iter().cloned().collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        found,
        [
            (Some(40), vec!["c-log".to_owned()]),
            (Some(120), vec!["b-log".to_owned()])
        ]
    );
}

#[test]
fn a_smaller_whole_number_makes_no_lower_bound_whole() {
    let mut all = imported(
        "bound",
        "date,views,views_status\n2026-02-01,100,partial\n2026-02-02,1,complete\n",
    );
    all.merge(imported(
        "whole",
        "date,views\n2026-01-01,1\n2026-02-01,38\n2026-03-01,1\n",
    ))
    .expect("one repository");
    let history = judge(&all);
    let views = history
        .day(day("2026-02-01"))
        .and_then(|day| day.views.clone())
        .expect("views");
    assert_eq!((views.count, views.certainty), (Some(100), Certainty::Partial(None)));
}
