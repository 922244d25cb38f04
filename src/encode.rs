//! PURE. How text is written where a parser reads it: Markdown, XML, CSV and URLs; how long text is shortened
//! for a message; and how many numbers take few letters. Knows none of our types: [`crate::domain::text::Untrusted`] picks the encoder by its methods.

pub mod base64_vlq;
pub mod markdown;
pub mod sanitize;
pub mod script_json;
pub mod url;

use unicode_segmentation::UnicodeSegmentation;

/// XML and HTML: text content and quoted attribute values. Control characters become spaces, since XML has no way to
/// write most of them and an empty line would end an HTML block in Markdown.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A CSV cell that spreadsheets read as text: a quote before whatever would begin a formula. The rule is OWASP's on CSV
/// injection, with the full-width forms that spreadsheets fold. Quoting is the CSV writer's job.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

/// The beginning of a text, at most `most` characters; `…` marks a cut. Messages repeat invalid values so: enough to
/// find the value, not a page of it.
#[must_use]
pub fn excerpt(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A text from outside on one line: white space collapsed, invisible characters removed, and at most `most` characters
/// (see [`excerpt`]).
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let visible: String = line.chars().filter(|&c| !sanitize::is_invisible(c)).collect();
    excerpt(&visible, most)
}

/// Both ends of a text with `…` in place of its middle, at most `width` grapheme clusters: paths differ at both ends.
#[must_use]
pub fn cut_middle(text: &str, width: usize) -> String {
    let clusters: Vec<&str> = text.graphemes(true).collect();
    if clusters.len() <= width {
        return text.to_owned();
    }
    let tail = width / 2;
    let head = width.saturating_sub(tail + 1);
    format!(
        "{}…{}",
        clusters[..head].concat(),
        clusters[clusters.len() - tail..].concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_text_cannot_leave_its_element_or_attribute() {
        assert_eq!(xml("<a b='\"'>&"), "&lt;a b=&#39;&quot;&#39;&gt;&amp;");
        assert_eq!(xml("a \"b\" <c> & d\n\ne"), "a &quot;b&quot; &lt;c&gt; &amp; d  e");
    }

    #[test]
    fn csv_cells_are_never_formulas() {
        for formula in ["=1", "+1", "-1", "@a", "＝1"] {
            assert_eq!(csv_cell(formula), format!("'{formula}"));
        }
        assert_eq!(csv_cell("a=1"), "a=1");
    }

    #[test]
    fn long_text_is_shortened_and_the_cut_is_marked() {
        assert_eq!(excerpt("é", 1), "é");
        assert_eq!(excerpt("éé", 1), "é…");
        assert_eq!(excerpt("", 0), "");
        assert_eq!(one_line(" a\n\t b\u{202e}\u{7}c ", 9), "a b c");
        assert_eq!(one_line("a b c", 3), "a b…");
        assert_eq!(cut_middle("/a/b/c", 6), "/a/b/c");
        assert_eq!(cut_middle("/one/two/three", 7), "/on…ree");
    }
}
