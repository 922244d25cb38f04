//! What holds for any bytes at all. The fuzz targets call one property each; an ordinary test calls each with every
//! file of its regression corpus (`tests/it/fuzzed.rs`).
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "each fuzz target is a program of its own and uses one of these"
)]

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use sha2::{Digest, Sha256};
use traffic_ledger::action::command::plain_lines;
use traffic_ledger::charts::{self, Caption};
use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::{Ledger, hex};
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::privacy::{Privacy, Publish};
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::domain::state::State;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::encode::script_json::script_json;
use traffic_ledger::export;
use traffic_ledger::import::{self, Format, Import, Options as ImportOptions};
use traffic_ledger::page;
use traffic_ledger::report::{self, LinkBase, Page, Report};

/// A snapshot that can be read is written as the same snapshot, and its history survives its own file.
pub fn snapshot(bytes: &[u8]) {
    let Ok(snapshot) = RawSnapshot::from_bytes(bytes) else {
        return;
    };
    let again = RawSnapshot::from_bytes(&snapshot.to_bytes()).expect("what we write can be read");
    assert_eq!(again.to_bytes(), snapshot.to_bytes());
    let claims = interpret(&snapshot).claims;
    let mut twice = claims.clone();
    twice.merge(claims.clone()).expect("the same repository");
    assert_eq!(twice, claims, "merging is idempotent");
    round_trip(&Ledger::new(claims));
    private(&snapshot);
}

/// What must not be kept is gone after one time, and what is left can be read.
fn private(snapshot: &RawSnapshot) {
    for publish in [Publish::All, Publish::Counts] {
        let privacy = Privacy {
            publish,
            keep_queries: false,
        };
        let mut kept = snapshot.clone();
        privacy.apply(&mut kept);
        let once = kept.to_bytes();
        assert!(RawSnapshot::from_bytes(&once).is_ok(), "what we write can be read");
        privacy.apply(&mut kept);
        assert_eq!(kept.to_bytes(), once, "once is enough");
        let claims = interpret(&kept).claims;
        let mut pages = claims.paths.values().flat_map(|list| &list.rows);
        assert!(pages.all(|row| !row.name.sanitized().contains(['?', '#'])));
        if publish == Publish::Counts {
            assert!(claims.paths.is_empty() && claims.referrers.is_empty() && claims.releases.is_empty());
        }
    }
}

/// A history that can be read is written as the same history, whatever is in it.
pub fn history(bytes: &[u8]) {
    let _ = Ledger::from_bytes(bytes);
    // A seal that fits lets the fuzzer in; it is no defence against somebody who means it.
    let mut sealed = bytes.to_vec();
    let seal = hex(&Sha256::digest(&sealed));
    sealed.extend_from_slice(format!("\"seal\": \"{seal}\"\n}}\n").as_bytes());
    if let Ok(ledger) = Ledger::from_bytes(&sealed) {
        round_trip(&ledger);
    }
}

/// Any history under a seal that fits becomes pictures that are XML, and a report.
pub fn pictures(bytes: &[u8]) {
    let mut sealed = bytes.to_vec();
    let seal = hex(&Sha256::digest(&sealed));
    sealed.extend_from_slice(format!("\"seal\": \"{seal}\"\n}}\n").as_bytes());
    let Ok(ledger) = Ledger::from_bytes(&sealed) else {
        return;
    };
    let history = ledger.history();
    let analysis = Analysis::new(&history);
    let figures = charts::figures(&history, &analysis);
    for figure in &figures {
        for svg in [&figure.light, &figure.dark] {
            assert!(roxmltree::Document::parse(svg).is_ok(), "{}: {svg}", figure.caption.id);
        }
    }
    let captions: Vec<Caption> = figures.into_iter().map(|figure| figure.caption).collect();
    let links = LinkBase::local("https://github.com".to_owned());
    let report = Report {
        folder: &Folder::of(&history.repository.name),
        history: &history,
        analysis: &analysis,
        state: &State::new(&history, &analysis),
        figures: &captions,
        successor: None,
        links: &links,
        page: Page::Repository,
    };
    assert!(!report.render().is_empty());
    let page = page::render(std::slice::from_ref(&history));
    assert_eq!(
        page.matches("</script").count(),
        2,
        "one of the data and one of the script"
    );
    let data = page
        .split_once("application/json\">")
        .and_then(|(_, rest)| rest.split_once("</script"));
    let data = data.expect("an element with the data").0;
    assert!(serde_json::from_str::<serde_json::Value>(data).is_ok(), "{data}");
    for (path, file) in report::badges(&analysis) {
        let text = String::from_utf8(file).expect("UTF-8");
        assert!(
            !path.ends_with(".svg") || roxmltree::Document::parse(&text).is_ok(),
            "{path}: {text}"
        );
    }
}

fn round_trip(ledger: &Ledger) {
    let bytes = ledger.to_bytes();
    let again = Ledger::from_bytes(&bytes).expect("what we write can be read");
    assert_eq!(again, *ledger);
    assert_eq!(again.to_bytes(), bytes);
    let (history, again) = (ledger.history(), again.history());
    let _ = Analysis::new(&history);
    assert_eq!(export::daily_csv(&again), export::daily_csv(&history));
}

/// Where the formats look for their files.
const FILES: [&str; 19] = [
    "views_clones_aggregate.csv",
    "snapshots/2026-01-02_030405_views_clones_series_fragment.csv",
    "snapshots/2026-01-02_030405_top_paths_snapshot.csv",
    "snapshots/2026-01-02_030405_top_referrers_snapshot.csv",
    "stargazers.csv",
    "forks.csv",
    "views.csv",
    "clones.csv",
    "traffic_views.json",
    "totals.json",
    "views.json",
    "referrers.json",
    "runs.jsonl",
    "x.csv",
    "o__r/clones.json",
    "data/o/r/traffic.json",
    "data/o/r/traffic.csv",
    "2026-01-02.json",
    "stdin",
];

/// Other tools' files, the first byte choosing the format or none and the second the file's name: what is taken is kept as
/// the same import, and its history survives its own file.
pub fn importers(bytes: &[u8]) {
    let [format, file, content @ ..] = bytes else { return };
    let _ = Import::from_bytes(content);
    let format = Format::ALL.get(usize::from(*format) % (Format::ALL.len() + 1)).copied();
    let file = FILES[usize::from(*file) % FILES.len()];
    let options = ImportOptions {
        today: "2026-11-15".parse().expect("a day"),
        columns: None,
        source: None,
    };
    let found = import::read(format, &[(file.into(), content.to_vec())].into(), &options);
    assert_eq!(found.files(), 1, "the file is read, damaged, empty or not recognised");
    let lines = found.parts.iter().map(ToString::to_string);
    for line in found.unknown.iter().map(ToString::to_string).chain(lines) {
        assert!(!line.chars().any(|c| c.is_control() && c != '\n'), "{line:?}");
    }
    let selection = "octo/*".parse().expect("a selection");
    for assigned in import::assign(found, &selection, &[]).assigned {
        for part in assigned.parts {
            let repository = Repository {
                id: None,
                name: assigned.repository.clone(),
                created: None,
            };
            let kept = part.import.to_bytes();
            let again = Import::from_bytes(&kept).expect("what we write can be read");
            assert_eq!(again, part.import);
            assert_eq!(again.to_bytes(), kept);
            let path = again.path();
            round_trip(&Ledger::new(again.into_claims(repository, path)));
        }
    }
}

/// Foreign text is clean, and shows as one text or one code span wherever it goes.
pub fn encoders(bytes: &[u8]) {
    let text = Untrusted::new(&String::from_utf8_lossy(bytes));
    let clean = text.sanitized();
    assert_eq!(Untrusted::new(clean), text, "cleaning is idempotent");
    assert!(clean.len() <= Untrusted::MAX_BYTES && !clean.chars().any(char::is_control));
    let code = markdown(&format!("| {} |\n|---|\n", text.code_span()));
    assert_eq!(code, ["code"]);
    let xml = format!("<t a=\"{0}\">{0}</t>", text.xml());
    let document = roxmltree::Document::parse(&xml).expect("well-formed");
    assert_eq!(document.root_element().text().unwrap_or_default(), clean);
    assert_eq!(document.root_element().attribute("a"), Some(clean));
    assert!(!text.csv_cell().starts_with(['=', '+', '-', '@', '\t', '\r']));
    assert_eq!(
        serde_json::from_str::<Untrusted>(&serde_json::to_string(&text).expect("a string")).expect("JSON"),
        text
    );
    script(text.sanitized());
    script(&String::from_utf8_lossy(bytes));
    lines(text.sanitized().as_bytes());
    if let Some(path) = text.url_path() {
        assert!(
            !path.split('/').any(|segment| matches!(segment, "." | "..")) && !path.starts_with("//"),
            "{path}"
        );
    }
}

/// JSON of any text stays inside of the script element that holds it, and is the same text.
fn script(text: &str) {
    let json = serde_json::to_string(text).expect("a string");
    let safe = script_json(&json);
    assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{safe}");
    assert_eq!(serde_json::from_str::<String>(&safe).expect("JSON"), text);
}

/// The kinds of the leaves of a document in GitHub's Markdown; neighbouring texts are one.
fn markdown(source: &str) -> Vec<String> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    (extension.table, extension.autolink, extension.strikethrough) = (true, true, true);
    (extension.footnotes, extension.tasklist, extension.alerts) = (true, true, true);
    (extension.math_dollars, extension.math_code) = (true, true);
    let arena = Arena::new();
    let mut found = Vec::new();
    leaves(parse_document(&arena, source, &options), &mut found);
    found.dedup();
    found
}

fn leaves<'a>(node: &'a AstNode<'a>, found: &mut Vec<String>) {
    match &node.data.borrow().value {
        NodeValue::Text(_) => found.push("text".to_owned()),
        NodeValue::Code(_) => found.push("code".to_owned()),
        NodeValue::Document | NodeValue::Table(_) | NodeValue::TableRow(_) | NodeValue::TableCell => {}
        other => found.push(format!("{other:?}")),
    }
    for child in node.children() {
        leaves(child, found);
    }
}

/// No line that passes the gate is a command of the runner.
pub fn lines(bytes: &[u8]) {
    for line in plain_lines(&String::from_utf8_lossy(bytes)) {
        assert!(!is_command(&line), "{line:?}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

/// The runner's own grammar: `##[command]` anywhere, `::command::` after white space of any kind.
pub fn is_command(line: &str) -> bool {
    let start = line.trim_start_matches(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{fe0f}')
    });
    line.contains("##[") || start.starts_with("::")
}
