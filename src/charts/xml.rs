//! PURE. Text becomes XML here and nowhere else. Imports `domain::text`.

use crate::domain::text::Foreign;

/// Our own words as XML text.
#[must_use]
pub(super) fn text(words: &str) -> String {
    let mut xml = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // Characters that XML 1.0 forbids, and those that would turn the direction of what follows.
            c if c.is_control() => {}
            '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => xml.push(c),
        }
    }
    xml
}

/// A stranger's words as XML text.
#[must_use]
pub(super) fn foreign(words: &Foreign) -> String {
    text(words.as_clean())
}
