//! `insights.json`: a worked example with numbers that were added up by hand, its JSON Schema, and the example of
//! `docs/insights.md`, which `BLESS=1` writes anew.

use std::fs;
use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};
use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::state::State;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::export::insights;

use crate::analysis_histories::Built;
use crate::report_shapes;

fn document(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn bytes(history: &History) -> Vec<u8> {
    let analysis = Analysis::new(history);
    insights::json(history, &analysis, &State::new(history, &analysis))
}

pub(crate) fn value(history: &History) -> Value {
    serde_json::from_slice(&bytes(history)).expect("JSON")
}

/// Five weeks of 40 views a day, from Monday 19 October, and 400 views on Tuesday 17 November, 300 of them from a forum.
pub(crate) fn example() -> History {
    let list = |forum| [("Google", 140, 60), ("forum.example", forum, 20)];
    Built::of("octo/spike")
        .captured("2026-11-23")
        .same_days(Metric::Views, "2026-10-19", 35, 40, 10)
        .days(Metric::Views, "2026-11-17", &[Some((400, 150))])
        .same_days(Metric::Clones, "2026-11-09", 14, 3, 2)
        .window(Metric::Views, "2026-11-08", 560, 90)
        .window(Metric::Views, "2026-11-22", 920, 231)
        .week(Metric::Views, "2026-11-09", 280, 50)
        .week(Metric::Views, "2026-11-16", 640, 190)
        .referrers("2026-11-17", &list(5))
        .referrers("2026-11-19", &list(305))
        .stars("2026-10-26", 90)
        .stars("2026-11-23", 104)
        .0
}

#[test]
fn the_numbers_of_the_example_are_those_of_its_days() {
    let found = value(&example());
    let at = |pointer: &str| found.pointer(pointer).unwrap_or(&Value::Null).clone();
    for (pointer, wanted) in [
        ("/newest_day", json!("2026-11-22")),
        // 6 × 40 + 400, after 7 × 40.
        ("/views/last_7/count", json!(640)),
        ("/views/last_7/before/count", json!(280)),
        ("/views/last_7/change", json!(129)),
        // 13 × 40 + 400, after 14 × 40.
        ("/views/last_14/count", json!(920)),
        ("/views/last_14/first", json!("2026-11-09")),
        ("/views/last_14/change", json!(64)),
        ("/views/last_14/uniques/count", json!(231)),
        ("/views/last_14/uniques/before/count", json!(90)),
        ("/views/last_14/uniques/before/first", json!("2026-10-26")),
        // Of the four weeks before only the last is known, so there is no change; uniques of 28 days cannot be known.
        ("/views/last_28/count", json!(1_480)),
        ("/views/last_28/before/known_days", json!(7)),
        ("/views/last_28/change", Value::Null),
        ("/views/last_28/uniques", Value::Null),
        ("/views/last_week/uniques", json!(190)),
        // 34 × 40 + 400.
        ("/views/all_time/count", json!(1_760)),
        ("/views/all_time/known_days", json!(35)),
        ("/views/records/day/count", json!(400)),
        ("/views/records/day/first", json!("2026-11-17")),
        ("/views/spikes/0/day", json!("2026-11-17")),
        ("/views/spikes/0/usual", json!(40)),
        ("/views/spikes/0/excess", json!(360)),
        ("/views/spikes/0/crawler", json!(false)),
        (
            "/views/spikes/0/cause",
            json!({"kind": "referrer", "name": "forum.example", "views": 300}),
        ),
        ("/clones/last_14/count", json!(42)),
        // Nothing is known of the two weeks before: no zero, and no change.
        ("/clones/last_14/before/count", Value::Null),
        ("/clones/last_14/before/known_days", json!(0)),
        ("/stars/count", json!(104)),
        ("/stars/before/count", json!(90)),
        ("/forks", Value::Null),
    ] {
        assert_eq!(at(pointer), wanted, "{pointer}");
    }
}

#[test]
fn the_example_in_the_document_is_what_the_program_writes() {
    let wanted = String::from_utf8(bytes(&example())).expect("UTF-8");
    let text = fs::read_to_string(document("insights.md")).expect("the document");
    let (before, rest) = text.split_once("```json\n").expect("an example");
    let (found, after) = rest.split_once("```").expect("the example ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(document("insights.md"), format!("{before}```json\n{wanted}```{after}")).expect("can be written");
        return;
    }
    assert_eq!(found, wanted, "BLESS=1 writes the example anew");
}

/// The schema, or a part of it.
pub(crate) struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    pub(crate) fn of(part: &str) -> Self {
        let text = fs::read_to_string(document("insights.schema.json")).expect("the schema");
        let mut compiler = Compiler::new();
        let value = serde_json::from_str(&text).expect("JSON");
        compiler.add_resource("insights.schema.json", value).expect("a schema");
        let mut schemas = Schemas::new();
        let index = compiler
            .compile(&format!("insights.schema.json{part}"), &mut schemas)
            .expect("a sound schema");
        Self { schemas, index }
    }

    pub(crate) fn check(&self, value: &Value) -> Result<(), String> {
        self.schemas
            .validate(value, self.index)
            .map_err(|error| format!("{error:#}"))
    }
}

#[test]
fn the_schema_takes_the_insights_of_every_shape_of_history() {
    let schema = Schema::of("");
    for shape in report_shapes::all() {
        let found = schema.check(&value(&shape.built.0));
        assert_eq!(found, Ok(()), "{}", shape.name);
    }
    schema.check(&value(&example())).expect("the example");
}

#[test]
fn the_schema_refuses_what_the_program_never_writes() {
    let schema = Schema::of("");
    let sound = value(&example());
    for (pointer, wrong) in [
        ("/schema", json!(2)),
        ("/newest_day", json!("22.11.2026")),
        ("/state/state", json!("broken")),
        ("/views/last_14/count", json!(-1)),
        ("/views/last_14/first", Value::Null),
        ("/views/last_7/known_days", json!("7")),
        ("/views/spikes/0/cause/kind", json!("person")),
        ("/views/spikes/0/crawler", Value::Null),
        ("/clones", Value::Null),
        ("/stars", json!(104)),
    ] {
        let mut changed = sound.clone();
        *changed.pointer_mut(pointer).expect("it is there") = wrong.clone();
        assert!(schema.check(&changed).is_err(), "{pointer} = {wrong}");
    }
    let mut more = sound;
    more["views"]["guess"] = json!(1);
    assert!(schema.check(&more).is_err(), "an unknown member");
}

#[test]
fn a_small_history_says_null_and_never_zero() {
    let empty = value(&report_shapes::named("empty").0);
    for pointer in [
        "/newest_day",
        "/views/last_14",
        "/views/all_time",
        "/views/records/day",
        "/stars",
    ] {
        assert_eq!(empty.pointer(pointer), Some(&Value::Null), "{pointer}");
    }
    assert_eq!(empty.pointer("/views/spikes"), Some(&json!([])));
}
