//! PURE. Text that strangers chose, and the one way it gets into each place.

use unicode_segmentation::UnicodeSegmentation;

/// Page titles, paths and referrers: chosen by strangers, so it has no `Display`; only an encoder for a place turns
/// it into output. Cleaned when it is made, never in the raw snapshot.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreign(String);

impl Foreign {
    /// The longest text kept, in grapheme clusters.
    pub const MAX_GRAPHEMES: usize = 300;

    /// Cleans and caps `raw`.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let clean: String = raw.chars().filter(|c| !c.is_control()).collect();
        Self(clean.graphemes(true).take(Self::MAX_GRAPHEMES).collect())
    }

    /// The cleaned text, for comparing, measuring and storing; never for output.
    #[must_use]
    pub fn as_clean(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
