//! PURE. An estimate of the width of text, and text shortened to a width. The viewer's font is unknown.
//!
//! The table is that of Helvetica, whose metrics Arial and Liberation Sans share; the other fonts of the stack run
//! up to a tenth wider, so every width carries slack.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Advance widths of the printable ASCII characters in thousandths of an em, from the space on.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// The width of `text` in tenths of a pixel, with slack. `size` is the font size in tenths of a pixel.
#[must_use]
pub fn measure(text: &str, size: i32, bold: bool) -> i32 {
    let em: i64 = match text.is_ascii() {
        true => text.bytes().map(ascii_thousandths).sum(),
        false => text.graphemes(true).map(thousandths).sum(),
    };
    // Semi-bold letters run some 6% wider; 8% more is slack for the other fonts of the stack.
    let percent = if bold { 114 } else { 108 };
    i32::try_from((em * i64::from(size) * percent + 99_999) / 100_000).unwrap_or(i32::MAX)
}

/// `text`, cut at its end and marked with an ellipsis when it is wider than `room` (tenths of a pixel).
#[must_use]
pub fn shorten_end(text: &str, room: i32, size: i32, bold: bool) -> String {
    if measure(text, size, bold) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        if measure(&format!("{kept}{grapheme}…"), size, bold) > room {
            break;
        }
        kept.push_str(grapheme);
    }
    format!("{}…", kept.trim_end())
}

/// `text`, with its middle replaced by an ellipsis when it is wider than `room` (tenths of a pixel). The ends
/// of a path matter more than its middle; the last part, the file's name, gets more of the room.
#[must_use]
pub fn shorten_middle(text: &str, room: i32, size: i32, bold: bool) -> String {
    if measure(text, size, bold) <= room {
        return text.to_owned();
    }
    let graphemes: Vec<&str> = text.graphemes(true).collect();
    for kept in (2..graphemes.len()).rev() {
        let head = (kept * 2).div_ceil(5);
        let shown = format!(
            "{}…{}",
            graphemes[..head].concat(),
            graphemes[graphemes.len() - (kept - head)..].concat()
        );
        if measure(&shown, size, bold) <= room {
            return shown;
        }
    }
    "…".to_owned()
}

/// The advance width of an ASCII character in thousandths of an em.
fn ascii_thousandths(byte: u8) -> i64 {
    let index = usize::from(byte.wrapping_sub(b' '));
    ASCII.get(index).map_or(600, |width| i64::from(*width))
}

/// The advance width of a grapheme in thousandths of an em.
fn thousandths(grapheme: &str) -> i64 {
    if let [byte] = grapheme.as_bytes() {
        return ascii_thousandths(*byte);
    }
    match grapheme {
        "…" => 1000,
        "–" | "−" => 584,
        "·" => 333,
        _ => match grapheme.width() {
            0 => 0,
            1 => 640,
            // Wide characters are one em; an emoji is a little more.
            _ => 1180,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_as_wide() {
        assert_eq!(measure("", 100, false), 0);
        assert!(measure("日本語", 100, false) > 3 * 100);
        assert!(measure("👩‍👩‍👧", 100, false) < 2 * 118 + 1, "one emoji of three people");
        assert!(measure("WWW", 100, true) > measure("WWW", 100, false));
        assert!(measure("iii", 100, false) < measure("mmm", 100, false));
    }

    #[test]
    fn shortened_text_fits_and_keeps_what_matters() {
        let path = "/blob/main/crates/some-crate/src/deep/inside/README.md";
        let shown = shorten_middle(path, 1500, 120, false);
        assert!(measure(&shown, 120, false) <= 1500);
        assert!(
            shown.starts_with("/blob/") && shown.ends_with("README.md") && shown.contains('…'),
            "{shown}"
        );
        assert_eq!(shorten_middle("/", 1500, 120, false), "/");
        let shown = shorten_end("com.slack.android and more words", 800, 120, false);
        assert!(measure(&shown, 120, false) <= 800 && shown.ends_with('…'), "{shown}");
        assert_eq!(shorten_end("é", 1, 120, false), "…");
        assert_eq!(shorten_middle("éé", 1, 120, false), "…");
    }

    #[test]
    fn a_family_emoji_is_never_cut_apart() {
        let text = "👩‍👩‍👧".repeat(20);
        let shown = shorten_end(&text, 800, 120, false);
        assert_eq!(shown.trim_end_matches('…').len() % "👩‍👩‍👧".len(), 0);
    }
}
