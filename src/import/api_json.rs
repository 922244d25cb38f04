//! PURE. Answers of GitHub's traffic API as people keep them: one file a run, several answers in an object, a list of
//! runs, or a run a line.

use serde_json::Value;

use super::gather::{Gathered, ListKind, Position, Provenance, malformed};
use super::{Files, ImportError, field, json};
use crate::domain::traffic::{Metric, Totals, Uniques};
use crate::domain::{Timestamp, monday_of};

/// How deep answers are looked for; no log is nested deeper.
const MAX_DEPTH: u8 = 6;

/// Members that say when a run was, if a moment or day stands in them.
const WHEN: [&str; 8] = [
    "captured",
    "captured_at",
    "collected_at",
    "fetched_at",
    "taken_on",
    "timestamp",
    "time",
    "date",
];

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    let mut found = false;
    for (path, content) in files {
        let lower = path.to_ascii_lowercase();
        let lines = lower.ends_with(".jsonl") || lower.ends_with(".ndjson");
        if !lines && !lower.ends_with(".json") {
            continue;
        }
        found = true;
        let at = At {
            file: path,
            key: super::folder::split(path).1,
            captured: field::moment_in_name(path),
            position: Position::File,
        };
        match json::document(content) {
            Ok(document) if !lines => walk(&document, at, 0, gathered),
            // A log of a run a line often has the plain ending, too.
            _ => json_lines(content, at, gathered).map_err(|reason| malformed(path, reason))?,
        }
    }
    if found {
        return Ok(());
    }
    Err(ImportError::NoFiles {
        format: gathered.format,
    })
}

fn json_lines(content: &[u8], at: At<'_>, gathered: &mut Gathered<'_>) -> Result<(), String> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut any = false;
    let mut first_error = None;
    for (line, number) in content.split(|b| *b == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let position = Position::Line(number);
        match json::document(line) {
            Ok(run) => {
                any = true;
                walk(&run, At { position, ..at }, 0, gathered);
            }
            Err(reason) => {
                first_error.get_or_insert_with(|| reason.clone());
                gathered.refuse(at.file, position, reason);
            }
        }
    }
    match first_error {
        Some(reason) if !any => Err(reason),
        _ => Ok(()),
    }
}

/// Where in the file the walk is.
#[derive(Clone, Copy)]
struct At<'a> {
    file: &'a str,
    /// The name that the value goes by: its member's, the file's at the top.
    key: &'a str,
    captured: Option<Timestamp>,
    position: Position,
}

/// Looks for answers in a value.
fn walk(value: &Value, at: At<'_>, depth: u8, gathered: &mut Gathered<'_>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Object(members) => {
            let told = WHEN
                .iter()
                .find_map(|key| members.get(*key)?.as_str().and_then(field::moment));
            let captured = told.or(at.captured);
            let total = total(value);
            for (key, member) in members {
                // An answer is a list under its own name with the totals beside it; else the outer name tells more.
                let key = if metric(key).is_some() || list(key).is_some() {
                    key
                } else {
                    at.key
                };
                let inner = At { key, captured, ..at };
                match member {
                    Value::Array(rows) => array(rows, inner, total, depth + 1, gathered),
                    member => walk(member, inner, depth + 1, gathered),
                }
            }
        }
        Value::Array(rows) => array(rows, at, None, depth, gathered),
        _ => {}
    }
}

/// Takes a list if its rows are an answer's; else looks into each of them.
fn array(rows: &[Value], at: At<'_>, total: Option<Totals>, depth: u8, gathered: &mut Gathered<'_>) {
    let Some(first) = rows.first() else { return };
    let has = |key: &str| first.get(key).is_some();
    if has("count") && has("timestamp") {
        let weekly = at.key.contains("week") || super::folder::split(at.file).1.contains("week") || by_the_week(rows);
        match metric(at.key) {
            _ if weekly => gathered.refuse(at.file, at.position, "an answer by the week: its rows are not days"),
            Some(metric) => {
                let series = json::series(at.file, rows, gathered);
                gathered.interpret(metric, series, Provenance::Answer { total });
            }
            None => gathered.refuse(
                at.file,
                at.position,
                "rows of days, and no name tells views from clones",
            ),
        }
    } else if has("count") && (has("referrer") || has("path")) {
        let kind = if has("path") {
            ListKind::Paths
        } else {
            ListKind::Referrers
        };
        match at.captured {
            Some(captured) => {
                let rows = json::popular(at.file, rows, kind, gathered);
                gathered.capture(kind, at.file, captured, rows);
            }
            None => gathered.refuse(
                at.file,
                at.position,
                "a popular list, and nothing tells when it was captured",
            ),
        }
    } else {
        for row in rows {
            walk(row, at, depth + 1, gathered);
        }
    }
}

/// Whether all rows are Mondays: so are those of an answer by the week, whose numbers must never become a day's.
fn by_the_week(rows: &[Value]) -> bool {
    rows.iter().all(|row| {
        let day = field::day(&json::text(row, "timestamp"));
        day.is_ok_and(|day| day == monday_of(day))
    })
}

fn metric(name: &str) -> Option<Metric> {
    let name = name.to_ascii_lowercase();
    match (name.contains("view"), name.contains("clone")) {
        (true, false) => Some(Metric::Views),
        (false, true) => Some(Metric::Clones),
        _ => None,
    }
}

fn list(name: &str) -> Option<ListKind> {
    let name = name.to_ascii_lowercase();
    match (name.contains("referrer"), name.contains("path")) {
        (true, false) => Some(ListKind::Referrers),
        (false, true) => Some(ListKind::Paths),
        _ => None,
    }
}

/// The totals of the window, which stand beside the list.
fn total(answer: &Value) -> Option<Totals> {
    Some(Totals {
        count: answer.get("count")?.as_u64()?,
        uniques: Uniques::new(answer.get("uniques")?.as_u64()?),
    })
}
