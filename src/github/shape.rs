//! PURE. Whether the body of an answer is what was asked for. An answer that is not is a failure, not an empty answer.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
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

/// Whether a body is JSON with one meaning: UTF-8, and no key twice in an object. Of two values for one key, which one
/// counts is a matter of the reader (RFC 8259, section 4), so such an answer proves nothing.
fn is_sound(body: &[u8]) -> bool {
    serde_json::from_slice::<Sound>(body).is_ok()
}

struct Sound;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SoundVisitor)
    }
}

struct SoundVisitor;

impl<'de> Visitor<'de> for SoundVisitor {
    type Value = Sound;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Sound, E> {
        Ok(Sound)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Sound, E> {
        Ok(Sound)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Sound, E> {
        Ok(Sound)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Sound, E> {
        Ok(Sound)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Sound, E> {
        Ok(Sound)
    }

    fn visit_str<E>(self, _: &str) -> Result<Sound, E> {
        Ok(Sound)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Sound, A::Error> {
        while items.next_element::<Sound>()?.is_some() {}
        Ok(Sound)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Sound, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some((key, Sound)) = entries.next_entry::<String, Sound>()? {
            if !keys.insert(key) {
                return Err(A::Error::custom("a key occurs twice"));
            }
        }
        Ok(Sound)
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
    fn an_answer_with_two_meanings_is_refused() {
        assert!(!is_series(br#"{"count":1,"count":2,"uniques":0,"views":[]}"#));
        assert!(!is_series(br#"{"count":1,"views":[{"count":1,"count":2}]}"#));
        assert!(!is_list(br#"[{"path":"/a","path":"/b"}]"#));
        assert!(!is_list(b"[\"\xff\"]"));
        assert!(!is_series(b"{\"views\":[],\"\xc3\x28\":1}"));
        assert!(is_list(br#"[{"a":{"a":[1,-2,0.5,null,true,"a"]}},{"a":1}]"#));
    }
}
