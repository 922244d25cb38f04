//! PURE. Text that strangers chose, and the one way it gets into each place.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encode::{self, markdown, sanitize::sanitize, url};

/// Page titles, paths and referrers: chosen by strangers, so it has no `Display`; only an encoder for a place turns
/// it into output.
///
/// Sanitized when it is made (never in the raw snapshot, which stays as received): no control, bidi, zero-width, tag,
/// private or non-character, white space collapsed, at most [`Untrusted::MAX_GRAPHEMES`] grapheme clusters and
/// [`Untrusted::MAX_BYTES`] bytes. Sanitizing is idempotent, so stored text reads back the same. Copies share their bytes: the
/// lists of ten years hold the same few names some ten thousand times.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untrusted(Arc<str>);

impl Untrusted {
    /// The longest text kept, in grapheme clusters.
    pub const MAX_GRAPHEMES: usize = 300;
    /// The longest text kept, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 1_200;

    /// Sanitizes and caps `raw`; `…` marks a cut.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(sanitize(raw, Self::MAX_GRAPHEMES, Self::MAX_BYTES).into())
    }

    /// The sanitized text, for comparing, measuring and storing; never for output.
    #[must_use]
    pub fn sanitized(&self) -> &str {
        &self.0
    }

    /// Whether nothing readable was in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The path without its query string and fragment: they carry search words and tokens of visitors.
    #[must_use]
    pub fn without_query(&self) -> Self {
        let end = self.0.find(['?', '#']).unwrap_or(self.0.len());
        Self::new(&self.0[..end])
    }

    /// For a Markdown code span, its back-ticks included, inside and outside of tables. A pipe shows as `¦`, since
    /// GFM cannot write every pipe in a code span of a table.
    #[must_use]
    pub fn code_span(&self) -> String {
        markdown::code_span(&self.0)
    }

    /// For XML and HTML: text content and quoted attribute values.
    #[must_use]
    pub fn xml(&self) -> String {
        encode::xml(&self.0)
    }

    /// For a CSV cell that a spreadsheet must take as text: never a formula. Quoting is the CSV writer's job; quote
    /// every such cell, since some spreadsheets also split at semicolons.
    #[must_use]
    pub fn csv_cell(&self) -> String {
        encode::csv_cell(&self.0)
    }

    /// For the path of a URL, percent-encoded and beginning with `/`; `None` when it could lead out of its folder
    /// (dot segments, empty segments, back-slashes) or is no path.
    #[must_use]
    pub fn url_path(&self) -> Option<String> {
        url::absolute_path(&self.0)
    }
}

impl std::fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// JSON: serde escapes.
impl Serialize for Untrusted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// What is read back is sanitized again: a file in the branch is untrusted too.
impl<'de> Deserialize<'de> for Untrusted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|raw| Self::new(&raw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debugging_shows_the_text_and_where_it_ends() {
        assert_eq!(format!("{:?}", Untrusted::new("a \"b\"")), r#""a \"b\"""#);
    }
}
