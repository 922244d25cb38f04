//! PURE. JSON documents in which each key stands once, and the rows of the traffic API inside other tools' JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::builder::ImportBuilder;
use super::rejected::Position;
use super::series::SeriesRows;
use super::top_list::{ListKind, ListRow};

/// A member as text for the parsers of `value`: numbers as written; absent and `null` as blank.
pub(super) fn text(row: &Value, key: &str) -> String {
    row.get(key).map_or_else(String::new, plain)
}

/// A value as text for the parsers of `value`.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Parses a document; a byte order mark before it is skipped. Of two values for one key, which one counts is a matter of
/// the reader, so such a document is refused.
pub(super) fn parse(content: &[u8]) -> Result<Value, String> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let document: Result<Unambiguous, _> = serde_json::from_slice(content);
    document
        .map(|Unambiguous(value)| value)
        .map_err(|error| format!("invalid JSON: {error}"))
}

/// Several documents that follow each other, as `gh api … >> file` leaves them, each with its line; `None` if anything in between
/// is no document.
pub(super) fn parse_all(content: &[u8]) -> Option<Vec<(u64, Result<Value, String>)>> {
    let mut documents = Vec::new();
    let mut stream = serde_json::Deserializer::from_slice(content).into_iter::<Unambiguous>();
    loop {
        let start = stream.byte_offset();
        let Some(document) = stream.next() else { break };
        let Unambiguous(value) = document.ok()?;
        let blank = content[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let before = &content[..start + blank];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        documents.push((line, Ok(value)));
    }
    (documents.len() > 1).then_some(documents)
}

/// The rows `{"timestamp", "count", "uniques"}` of one metric.
pub(super) fn series(rows: &[Value], builder: &mut ImportBuilder<'_>) -> SeriesRows {
    let mut series = SeriesRows::default();
    for (row, number) in rows.iter().zip(1..) {
        let at = Position::Row(number);
        let stamp = ["timestamp", "date", "day"].map(|key| text(row, key));
        let stamp = stamp.iter().find(|stamp| !stamp.is_empty()).map_or("", String::as_str);
        let Some(date) = builder.day(at, stamp) else {
            series.reject();
            continue;
        };
        match builder.counts(at, &text(row, "count"), &text(row, "uniques")) {
            // A row without numbers is about its day all the same: unknown, and not one that was left out as zero.
            None | Some((None, None)) => series.add_unknown(date),
            Some((count, uniques)) => builder.add_row(&mut series, at, date, count, uniques),
        }
    }
    series
}

/// The rows of a top list, `{"referrer" or "path", "title", "count", "uniques"}`.
pub(super) fn top_list(rows: &[Value], kind: ListKind, builder: &mut ImportBuilder<'_>) -> Vec<ListRow> {
    let key = match kind {
        ListKind::Referrers => "referrer",
        ListKind::Paths => "path",
    };
    let mut read = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        let at = Position::Row(number);
        let Some(name) = row.get(key).and_then(Value::as_str) else {
            builder.reject(at, format!("{key:?} is missing"));
            continue;
        };
        let title = row.get("title").and_then(Value::as_str);
        let numbers = builder.counts(at, &text(row, "count"), &text(row, "uniques"));
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

/// A value whose objects have no key twice.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Self)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(row)) = rows.next_element()? {
            list.push(row);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((key, Unambiguous(value))) = entries.next_entry::<String, _>()? {
            if members.contains_key(&key) {
                let key = crate::encode::excerpt(&key, 60);
                return Err(A::Error::custom(format!("the key {key:?} occurs twice in an object")));
            }
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_meaning() {
        assert_eq!(
            parse(br#"{"a":[1,-2,0.5,null,true,"x"]}"#).expect("JSON").to_string(),
            r#"{"a":[1,-2,0.5,null,true,"x"]}"#
        );
        let error = parse(br#"{"a":{"2026-01-01":1,"2026-01-01":2}}"#).expect_err("a key twice");
        assert!(error.contains("\"2026-01-01\" occurs twice"), "{error}");
        assert!(parse(b"{").is_err() && parse(b"").is_err());
    }
}
