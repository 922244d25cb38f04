//! PURE. Responses of GitHub's traffic API as scripts store them: one file per run, several responses in an object, a list
//! of runs, or one run per line.

use serde_json::Value;

use super::builder::{ImportBuilder, Provenance, malformed};
use super::rejected::Position;
use super::repository_folder::split;
use super::top_list::ListKind;
use super::{Files, Format, ImportError, json, value};
use crate::domain::traffic::{Metric, Totals, Uniques};
use crate::domain::{Date, Timestamp, days_between, monday_of};

/// The declaration.
pub const FORMAT: Format = Format {
    name: "api-json",
    description: "raw responses of GitHub's traffic API",
    path: "a JSON file, JSON lines, or a folder of them",
    files: ".json, .jsonl or .ndjson files",
    takes: "days, 14-day totals, popular paths and referrers",
    zeros: "zero, unless the window holds nothing but zeros: that proves nothing until a second window agrees",
    read,
};

/// The maximum nesting at which responses are searched; real logs are flatter.
const MAX_DEPTH: u8 = 6;

/// Members that may hold the time of a run.
const CAPTURE_TIME_KEYS: [&str; 8] = [
    "captured",
    "captured_at",
    "collected_at",
    "fetched_at",
    "taken_on",
    "timestamp",
    "time",
    "date",
];

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
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
            key: split(path).1,
            captured: value::timestamp_in_name(path),
            position: Position::File,
        };
        match json::parse(content) {
            Ok(document) if !lines => walk(&document, at, 0, builder),
            // JSON lines are often stored as `.json`, too.
            _ => json_lines(content, at, builder).map_err(|reason| malformed(path, reason))?,
        }
    }
    if found {
        return Ok(());
    }
    Err(ImportError::NoFiles { format: builder.format })
}

fn json_lines(content: &[u8], at: At<'_>, builder: &mut ImportBuilder<'_>) -> Result<(), String> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut any = false;
    let mut first_error = None;
    for (line, number) in content.split(|b| *b == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let position = Position::Line(number);
        match json::parse(line) {
            Ok(run) => {
                any = true;
                walk(&run, At { position, ..at }, 0, builder);
            }
            Err(reason) => {
                first_error.get_or_insert_with(|| reason.clone());
                builder.reject(at.file, position, reason);
            }
        }
    }
    match first_error {
        Some(reason) if !any => Err(reason),
        _ => Ok(()),
    }
}

/// The current place of the search.
#[derive(Clone, Copy)]
struct At<'a> {
    file: &'a str,
    /// The name of the value: that of its member or, at the top, of the file.
    key: &'a str,
    captured: Option<Timestamp>,
    position: Position,
}

/// Searches a value for responses.
fn walk(value: &Value, at: At<'_>, depth: u8, builder: &mut ImportBuilder<'_>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Object(members) => {
            let own_time = CAPTURE_TIME_KEYS
                .iter()
                .find_map(|key| members.get(*key)?.as_str().and_then(value::timestamp));
            let captured = own_time.or(at.captured);
            let total = total(value);
            for (key, member) in members {
                // A response is a list named after itself, with the totals beside it; otherwise the outer name decides.
                let key = if metric(key).is_some() || list(key).is_some() {
                    key
                } else {
                    at.key
                };
                let inner = At { key, captured, ..at };
                match member {
                    Value::Array(rows) => array(rows, inner, total, depth + 1, builder),
                    member => walk(member, inner, depth + 1, builder),
                }
            }
        }
        Value::Array(rows) => array(rows, at, None, depth, builder),
        _ => {}
    }
}

/// Imports a list whose rows are those of a response; otherwise searches each row.
fn array(rows: &[Value], at: At<'_>, total: Option<Totals>, depth: u8, builder: &mut ImportBuilder<'_>) {
    let Some(first) = rows.first() else { return };
    let has = |key: &str| first.get(key).is_some();
    if has("count") && has("timestamp") {
        let names = [at.key, split(at.file).1].map(str::to_ascii_lowercase);
        let named_weekly = names.iter().any(|name| name.contains("week"));
        match metric(at.key) {
            _ if named_weekly => builder.reject(at.file, at.position, "weekly response: its rows are weeks, not days"),
            _ if may_be_weekly(rows) && !names.iter().any(|name| is_named_daily(name)) => builder.reject(
                at.file,
                at.position,
                "the rows are whole weeks apart, so they may be weeks; if they are days, put \"day\" as a word into the name \
                 of the file or member",
            ),
            Some(metric) => {
                let series = json::series(at.file, rows, builder);
                builder.interpret(metric, series, Provenance::Response { total });
            }
            None => builder.reject(
                at.file,
                at.position,
                "the rows may be views or clones; put \"views\" or \"clones\" into the name of the file or member",
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
                let rows = json::top_list(at.file, rows, kind, builder);
                builder.add_top_list(kind, at.file, captured, rows);
            }
            None => builder.reject(
                at.file,
                at.position,
                "the top list has no capture time; put the time into the file name or a member \"captured\"",
            ),
        }
    } else {
        for row in rows {
            walk(row, at, depth + 1, builder);
        }
    }
}

/// Whether the rows can be those of a weekly response, whose numbers must never be taken for those of days: all Mondays,
/// or whole weeks apart, since a time zone can move a Monday to another day.
fn may_be_weekly(rows: &[Value]) -> bool {
    let days: Result<Vec<Date>, String> = rows
        .iter()
        .map(|row| value::day(&json::text(row, "timestamp")))
        .collect();
    let Ok(days) = days else { return false };
    let apart = |pair: &[Date]| days_between(pair[0], pair[1]) % 7 == 0 && pair[0] != pair[1];
    days.iter().all(|day| *day == monday_of(*day)) || (days.len() > 1 && days.windows(2).all(apart))
}

/// Whether a lower-case name says that the rows are days.
fn is_named_daily(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| matches!(word, "day" | "days" | "daily"))
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

/// The totals of the window, which are beside the list.
fn total(answer: &Value) -> Option<Totals> {
    Some(Totals {
        count: answer.get("count")?.as_u64()?,
        uniques: Uniques::new(answer.get("uniques")?.as_u64()?),
    })
}
