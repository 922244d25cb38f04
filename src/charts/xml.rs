//! PURE. Text becomes XML here and nowhere else in the charts. Imports `domain::text`.

use crate::domain::text::Untrusted;

/// Our own words as XML text: numbers, dates and sentences, at most with a sign that XML reserves.
#[must_use]
pub(super) fn text(words: &str) -> String {
    let plain = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    plain.chars().filter(|c| !c.is_control()).collect()
}

/// A stranger's words as XML text.
#[must_use]
pub(super) fn foreign(words: &Untrusted) -> String {
    words.xml()
}
