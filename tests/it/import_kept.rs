//! The files of the ledger against `docs/history.schema.json`, and the example of `docs/history.md` against what the
//! program writes. `BLESS=1` writes the example anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::given::{Event, Given};
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::import::{Format, Import};
use traffic_ledger::plan::change_set::BlobId;

fn document(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// The schema, or a part of it.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn of(part: &str) -> Self {
        let text = fs::read_to_string(document("history.schema.json")).expect("the schema");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let mut compiler = Compiler::new();
        compiler.add_resource("history.schema.json", value).expect("a schema");
        let mut schemas = Schemas::new();
        let index = compiler
            .compile(&format!("history.schema.json{part}"), &mut schemas)
            .expect("a sound schema");
        Self { schemas, index }
    }

    fn takes(&self, value: &Value) -> Result<(), String> {
        self.schemas
            .validate(value, self.index)
            .map_err(|error| format!("{error:#}"))
    }
}

fn snapshot() -> RawSnapshot {
    let body = |json: &str| serde_json::value::RawValue::from_string(json.to_owned()).expect("JSON");
    // Fourteen whole days to 2 November; clones are a window of zeros.
    let series = |metric: &str, count: fn(i8) -> i8| {
        let days = (0..14).map(|offset| jiff::civil::date(2026, 10, 20) + jiff::Span::new().days(offset));
        let counts: Vec<(jiff::civil::Date, i8)> = days.map(|day| (day, count(day.day()))).collect();
        let row = |(day, count): &(_, i8)| {
            format!(
                "{{\"timestamp\":\"{day}T00:00:00Z\",\"count\":{count},\"uniques\":{}}}",
                count / 2
            )
        };
        let sum: i64 = counts.iter().map(|(_, count)| i64::from(*count)).sum();
        let rows: Vec<String> = counts.iter().map(row).collect();
        format!(
            "{{\"count\":{sum},\"uniques\":{},\"{metric}\":[{}]}}",
            sum / 3,
            rows.join(",")
        )
    };
    let views = &series("views", |day| day + 2);
    let clones = &series("clones", |_| 0);
    let paths = r#"[{"path":"/octo/spike","title":"octo/spike","count":12,"uniques":5}]"#;
    let referrers = r#"[{"referrer":"Google","count":3,"uniques":2}]"#;
    let about = r#"{"id":7,"full_name":"octo/spike","created_at":"2021-05-04T03:02:01Z","stargazers_count":42,"forks_count":6}"#;
    let releases = r#"[{"tag_name":"v1.0.0","published_at":"2026-10-30T12:00:00Z","prerelease":false,"assets":[{"id":12,"name":"spike.tar.gz","created_at":"2026-10-30T12:01:00Z","download_count":15}]}]"#;
    // Sunday, 1 November, to Tuesday, and the week before.
    let stars = r#"[{"week":1793491200,"total":3,"days":[2,0,1,0,0,0,0]},{"week":1792886400,"total":1,"days":[0,0,0,0,1,0,0]}]"#;
    let ci = r#"[{"day":"2026-11-01","clones":2,"certainty":"counted"},{"day":"2026-11-02","clones":9,"certainty":"estimated"}]"#;
    RawSnapshot {
        captured: "2026-11-03T14:37:00Z".parse().expect("a time"),
        answered: [].into(),
        server: Server::default(),
        id: Some(7),
        repository: "octo/spike".parse().expect("a name"),
        publish: Publish::All,
        ignored_referrers: [].into(),
        given: Box::new(given()),
        bodies: [
            (Endpoint::Repository, body(about)),
            (Endpoint::ViewsByDay, body(views)),
            (Endpoint::ClonesByDay, body(clones)),
            (Endpoint::Paths, body(paths)),
            (Endpoint::Referrers, body(referrers)),
            (Endpoint::Releases, body(releases)),
            (Endpoint::Stars, body(stars)),
            (Endpoint::CiClones, body(ci)),
        ]
        .into(),
    }
}

/// An event and a series of the user.
fn given() -> Given {
    let event = Event {
        date: "2026-10-30".parse().expect("a day"),
        text: Untrusted::new("Talk at a meetup"),
        link: Some("https://meetup.example/42".parse().expect("a link")),
    };
    let values = [("2026-10-31", 120), ("2026-11-01", 95)].map(|(day, value)| (day.parse().expect("a day"), value));
    Given {
        events: Some([event].into()),
        series: [("npm".parse().expect("a name"), values.into())].into(),
    }
}

fn import() -> Import {
    let csv = "date,views,unique_visitors,clones\n2026-10-30,7,4,\n2026-10-31,8,3,2\n";
    crate::import_files::csv(Some("my-log"), csv, "2026-11-03".parse().expect("a day"))
}

/// A ledger with a bit of everything.
fn ledger() -> Ledger {
    let repository = Repository {
        id: None,
        name: "octo/spike".parse().expect("a name"),
        created: None,
    };
    let mut ledger = Ledger::new(Claims::new(repository.clone()));
    ledger
        .claims
        .merge(interpret(&snapshot()).claims)
        .expect("one repository");
    let (import, path) = (import(), import().path());
    ledger
        .claims
        .merge(import.into_claims(repository, path))
        .expect("one repository");
    ledger
        .sources
        .add(snapshot().path(), BlobId::of(b"an example").as_bytes());
    ledger
}

fn value(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

#[test]
fn the_example_in_the_document_is_what_the_program_writes() {
    let wanted = String::from_utf8(ledger().to_bytes()).expect("UTF-8");
    let text = fs::read_to_string(document("history.md")).expect("the document");
    let (before, rest) = text.split_once("```json\n").expect("an example");
    let (example, after) = rest.split_once("```").expect("the example ends");
    if std::env::var_os("BLESS").is_some() {
        fs::write(document("history.md"), format!("{before}```json\n{wanted}```{after}")).expect("can be written");
        return;
    }
    assert_eq!(example, wanted, "BLESS=1 writes the example anew");
}

#[test]
fn the_schema_takes_what_the_program_writes() {
    Schema::of("")
        .takes(&value(&ledger().to_bytes()))
        .expect("history.json");
    Schema::of("#/$defs/snapshot")
        .takes(&value(&snapshot().to_bytes()))
        .expect("a snapshot");
    let index = crate::ledger_index::index(&crate::report_shapes::several());
    Schema::of("#/$defs/index")
        .takes(&value(&index.to_bytes("https://github.com")))
        .expect("an index");
    let kept = Schema::of("#/$defs/import");
    kept.takes(&value(&import().to_bytes())).expect("an import");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/imports/expected");
    for &format in Format::ALL {
        let bytes = fs::read(folder.join(format!("{format}.json"))).expect("an expectation");
        kept.takes(&value(&bytes)).expect("an import");
    }
}

#[test]
fn the_schema_lists_every_endpoint() {
    let text = fs::read_to_string(document("history.schema.json")).expect("the schema");
    let bodies = &value(text.as_bytes())["$defs"]["snapshot"]["properties"]["bodies"]["properties"];
    let listed: BTreeSet<&str> = bodies.as_object().expect("bodies").keys().map(String::as_str).collect();
    assert_eq!(listed, Endpoint::all().map(Endpoint::key).collect());
}

#[test]
fn the_schema_refuses_what_the_program_never_writes() {
    let sound = value(&ledger().to_bytes());
    let schema = Schema::of("");
    for (pointer, wrong) in [
        ("/schema", json!(2)),
        ("/repository/name", json!("spike")),
        ("/days/0/0", json!("30.10.2026")),
        ("/days/0/1/0", json!(-1)),
        ("/days/0/1/0", json!(1.5)),
        ("/days/0/1", json!([1])),
        ("/days/0", json!({ "date": "2026-10-30", "views": [1, 1] })),
        ("/captured", json!("yesterday")),
        ("/events/list/0/2", json!("javascript:alert(1)")),
        ("/series/0/0", json!("../npm")),
        ("/series/0/2/0/1", json!(-1)),
        ("/sources/0/files", json!({ "03T143700Z": "00" })),
        ("/seal", json!(null)),
        ("/imports/0/path", json!("../x.json")),
    ] {
        let mut changed = sound.clone();
        *changed.pointer_mut(pointer).expect("it is there") = wrong.clone();
        assert!(schema.takes(&changed).is_err(), "{pointer} = {wrong}");
    }
    let mut less = sound;
    less.as_object_mut().expect("an object").remove("days");
    assert!(schema.takes(&less).is_err());
}
