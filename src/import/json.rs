//! PURE. Rows of the traffic API inside other tools' JSON.

use serde_json::Value;

use super::builder::{ImportBuilder, SeriesRows};
use super::rejected::Position;
use super::top_list::{ListKind, ListRow};

/// A member as text for the parsers of `value`: numbers as written; absent and `null` as blank.
pub(super) fn text(row: &Value, key: &str) -> String {
    match row.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Parses a document; a byte order mark before it is skipped.
pub(super) fn parse(content: &[u8]) -> Result<Value, String> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    serde_json::from_slice(content).map_err(|error| format!("invalid JSON: {error}"))
}

/// The rows `{"timestamp", "count", "uniques"}` of one metric.
pub(super) fn series(file: &str, rows: &[Value], builder: &mut ImportBuilder<'_>) -> SeriesRows {
    let mut series = SeriesRows::default();
    for (row, number) in rows.iter().zip(1..) {
        let at = Position::Row(number);
        let stamp = ["timestamp", "date"].map(|key| text(row, key));
        let stamp = stamp.iter().find(|stamp| !stamp.is_empty()).map_or("", String::as_str);
        let Some(date) = builder.day(file, at, stamp) else {
            series.reject();
            continue;
        };
        match builder.counts(file, at, &text(row, "count"), &text(row, "uniques")) {
            // A row without numbers is about its day all the same: unknown, and not one that was left out as zero.
            None | Some((None, None)) => series.add_unknown(date),
            Some((count, uniques)) => series.add(date, count, uniques),
        }
    }
    series
}

/// The rows of a top list, `{"referrer" or "path", "title", "count", "uniques"}`.
pub(super) fn top_list(file: &str, rows: &[Value], kind: ListKind, builder: &mut ImportBuilder<'_>) -> Vec<ListRow> {
    let key = match kind {
        ListKind::Referrers => "referrer",
        ListKind::Paths => "path",
    };
    let mut read = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        let at = Position::Row(number);
        let Some(name) = row.get(key).and_then(Value::as_str) else {
            builder.reject(file, at, format!("{key:?} is missing"));
            continue;
        };
        let title = row.get("title").and_then(Value::as_str);
        let numbers = builder.counts(file, at, &text(row, "count"), &text(row, "uniques"));
        if let Some((Some(count), Some(uniques))) = numbers {
            let (name, title) = (name.to_owned(), title.map(str::to_owned));
            read.push(ListRow {
                name,
                title,
                count,
                uniques,
            });
        }
    }
    read
}
