//! PURE. Whether the body of an answer is what was asked for. An answer that is not is a failure, not an empty answer.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Whether a body is a `T`.
pub(super) fn is<T: DeserializeOwned>(body: &[u8]) -> bool {
    is_sound(body) && serde_json::from_slice::<T>(body).is_ok()
}

/// Whether a body is a series at all; its rows are checked one by one when they are read.
pub(super) fn is_series(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct SeriesShape<'a> {
        #[serde(borrow, rename = "views", alias = "clones")]
        _rows: Vec<&'a RawValue>,
    }
    // serde would also read a list into the struct.
    body.trim_ascii_start().starts_with(b"{")
        && is_sound(body)
        && serde_json::from_slice::<SeriesShape<'_>>(body).is_ok()
}

/// Whether a body is a list; its rows are checked one by one when they are read.
pub(super) fn is_list(body: &[u8]) -> bool {
    is_sound(body) && serde_json::from_slice::<Vec<&RawValue>>(body).is_ok()
}

/// Values within values: GitHub's answers have four levels at most.
const MAX_DEPTH: u32 = 16;

/// Whether a body is JSON with one meaning: UTF-8, and no key twice in an object. Of two values for one key, which one
/// counts is a matter of the reader (RFC 8259, section 4), so such an answer proves nothing.
fn is_sound(body: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(body).is_ok_and(|value| is_sound_value(value, MAX_DEPTH))
}

/// Numbers are left alone: one that no type can hold concerns its row.
fn is_sound_value(value: &RawValue, depth: u32) -> bool {
    let Some(below) = depth.checked_sub(1) else {
        return false;
    };
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') => serde_json::from_str::<Entries<'_>>(text)
            .is_ok_and(|Entries(values)| values.into_iter().all(|value| is_sound_value(value, below))),
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(text)
            .is_ok_and(|values| values.into_iter().all(|value| is_sound_value(value, below))),
        _ => true,
    }
}

/// The values of an object whose keys differ.
struct Entries<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let (mut keys, mut values) = (BTreeSet::new(), Vec::new());
        while let Some((key, value)) = entries.next_entry::<String, &RawValue>()? {
            if !keys.insert(key) {
                return Err(A::Error::custom("a key occurs twice"));
            }
            values.push(value);
        }
        Ok(Entries(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_distinguished() {
        assert!(is_series(br#"{"count":0,"uniques":0,"views":[]}"#));
        assert!(is_series(br#"{"clones":[{"odd":1}]}"#));
        assert!(!is_series(br#"{"count":0}"#));
        assert!(!is_series(b"[]"));
        assert!(is_list(b"[]"));
        assert!(!is_list(br#"{"message":"x"}"#));
        assert!(!is::<Vec<u64>>(b"<html>"));
    }

    #[test]
    fn depth_without_end_is_refused() {
        assert!(!is_list(
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).as_bytes()
        ));
    }

    #[test]
    fn an_answer_with_two_meanings_is_refused() {
        assert!(!is_series(br#"{"count":1,"count":2,"uniques":0,"views":[]}"#));
        assert!(!is_series(br#"{"count":1,"views":[{"count":1,"count":2}]}"#));
        assert!(!is_list(br#"[{"path":"/a","path":"/b"}]"#));
        assert!(!is_list(b"[\"\xff\"]"));
        assert!(!is_series(b"{\"views\":[],\"\xc3\x28\":1}"));
        assert!(is_list(br#"[{"a":{"a":[1,-2,0.5,null,true,"a",1e400]}},{"a":1}]"#));
    }
}
