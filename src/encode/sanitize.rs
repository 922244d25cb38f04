//! PURE. What is removed from untrusted text on its way in: everything that is invisible or changes the text around it.

use unicode_segmentation::UnicodeSegmentation;

/// The most code points of one grapheme cluster: a family of four with skin tones has 11. Beyond it a stack of
/// combining marks would paint over its neighbours, so only the base stays.
const MAX_CLUSTER: usize = 12;

const JOINER: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';

/// Removes invisible characters from `raw`, collapses white space and cuts it to at most `graphemes` clusters and
/// `bytes` bytes; `…` marks a cut.
#[must_use]
pub fn sanitize(raw: &str, graphemes: usize, bytes: usize) -> String {
    if is_clean(raw) && raw.len() <= graphemes.min(bytes) {
        return raw.to_owned();
    }
    // Far more than is kept, so that a megabyte of marks costs nothing.
    let enough = raw
        .char_indices()
        .nth(graphemes.saturating_mul(4 * MAX_CLUSTER))
        .map_or(raw, |(at, _)| &raw[..at]);
    let kept: Vec<char> = enough
        .chars()
        .map(|c| if is_space(c) { ' ' } else { c })
        .filter(|&c| !is_invisible(c))
        .collect();
    let thin = thin_clusters(&joined(&kept));
    cut(&thin, enough.len() < raw.len(), graphemes, bytes)
}

/// Whether a text is of visible ASCII characters with single spaces between them, as nearly all are: nothing of it is removed.
fn is_clean(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let is_space = |byte: Option<&u8>| byte == Some(&b' ');
    bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && !is_space(bytes.first())
        && !is_space(bytes.last())
        && !bytes.windows(2).any(|pair| pair == b"  ")
}

/// Collapses spaces, and keeps joiners and emoji styles only where they do their work.
fn joined(kept: &[char]) -> String {
    let mut out = String::new();
    for (index, &c) in kept.iter().enumerate() {
        let last = out.chars().next_back();
        let wanted = match c {
            ' ' => !matches!(last, None | Some(' ')),
            JOINER => {
                let next = kept[index + 1..].iter().find(|&&c| c != JOINER && c != EMOJI_STYLE);
                last.is_some_and(|l| l != JOINER) && next.is_some_and(|&next| joins(&out, next))
            }
            EMOJI_STYLE => last.is_some_and(is_pictograph),
            c if c.is_ascii() => true,
            // A combining mark without a base would land on whatever the report wrote before it.
            c => !(matches!(last, None | Some(' ')) && extends(c)),
        };
        if wanted {
            out.push(c);
        }
    }
    out.truncate(out.trim_end_matches([' ', JOINER]).len());
    out
}

/// Whether a joiner between `before` and `next` makes one visible sign of both: emoji sequences and conjuncts.
fn joins(before: &str, next: char) -> bool {
    let Some(cluster) = before.graphemes(true).next_back() else {
        return false;
    };
    !extends(next) && format!("{cluster}{JOINER}{next}").graphemes(true).count() == 1
}

/// Whether `c` is a mark that goes onto the character before it.
fn extends(c: char) -> bool {
    ['a', c].iter().collect::<String>().graphemes(true).count() == 1
}

/// Whether `c` is an Extended_Pictographic: only those join with a pictograph (UAX #29, rule GB11).
fn is_pictograph(c: char) -> bool {
    ['\u{1f469}', JOINER, c]
        .iter()
        .collect::<String>()
        .graphemes(true)
        .count()
        == 1
        && !extends(c)
}

fn thin_clusters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        if cluster.chars().count() <= MAX_CLUSTER {
            out.push_str(cluster);
        } else {
            out.extend(cluster.chars().next());
        }
    }
    out
}

fn cut(text: &str, already_cut: bool, graphemes: usize, bytes: usize) -> String {
    const MORE: char = '…';
    let fits = text.len() <= bytes && text.graphemes(true).count() <= graphemes;
    if fits && !already_cut {
        return text.to_owned();
    }
    let end = text
        .grapheme_indices(true)
        .take(graphemes - 1)
        .map(|(at, cluster)| at + cluster.len())
        .take_while(|&end| end + MORE.len_utf8() <= bytes)
        .last()
        .unwrap_or(0);
    let mut out = text[..end].trim_end().to_owned();
    out.push(MORE);
    out
}

/// White space of any kind, line and paragraph separators included.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Whether a character is invisible or changes how the text around it looks. Joiners and emoji styles do not count:
/// whether they do something visible depends on their neighbours.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' // soft hyphen
            | '\u{034f}' // combining grapheme joiner
            | '\u{061c}' // Arabic letter mark
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
            | '\u{17b4}' | '\u{17b5}' // Khmer inherent vowels
            | '\u{180b}'..='\u{180f}' // Mongolian selectors and vowel separator
            | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' // zero width, bidi marks (the joiner is looked at later)
            | '\u{202a}'..='\u{202e}' // bidi embeddings and overrides
            | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, bidi isolates, deprecated formats
            | '\u{2800}' // Braille blank
            | '\u{e000}'..='\u{f8ff}' // private use
            | '\u{fdd0}'..='\u{fdef}' // noncharacters
            | '\u{fe00}'..='\u{fe0e}' // variation selectors (the emoji style is looked at later)
            | '\u{feff}' // byte order mark
            | '\u{fff0}'..='\u{fffb}' // unassigned specials, interlinear annotation
            | '\u{1bca0}'..='\u{1bca3}' // shorthand format controls
            | '\u{1d173}'..='\u{1d17a}' // musical format controls
            | '\u{13430}'..='\u{1345f}' // hieroglyph format controls
            | '\u{e0000}'..='\u{10ffff}' // tags, variation selectors, private planes
        )
        || u32::from(c) & 0xfffe == 0xfffe // the last two of every plane are noncharacters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(raw: &str) -> String {
        sanitize(raw, 300, 1_200)
    }

    #[test]
    fn removes_what_is_invisible() {
        for (name, raw, want) in [
            ("plain", "Show HN: a tool", "Show HN: a tool"),
            ("nothing", "", ""),
            ("spaces", " a  b   c ", "a b c"),
            ("all of ASCII", "!~ ~!\u{7f}\u{1f}", "!~ ~!"),
            ("controls", "a\u{0}b\u{7}c\u{1b}[31md\u{7f}e\u{9b}f", "abc[31mdef"),
            (
                "white space",
                " \t a\u{a0}\u{3000}b\r\nc\u{2028}d\u{2029}e\u{85}f ",
                "a b c d e f",
            ),
            ("only white space", " \n\t ", ""),
            ("byte order mark", "\u{feff}a\u{feff}", "a"),
            ("bidi", "a\u{202e}b\u{2066}c\u{2069}d\u{200f}e\u{61c}f", "abcdef"),
            ("zero width", "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e", "abcde"),
            ("soft hyphen", "a\u{ad}b", "ab"),
            ("tags", "a\u{e0041}\u{e007f}b", "ab"),
            ("noncharacters", "a\u{fffe}b\u{ffff}c\u{fdd0}d\u{1ffff}e", "abcde"),
            ("private use", "a\u{e000}b\u{f0000}c", "abc"),
            ("fillers", "a\u{3164}b\u{115f}c\u{2800}d", "abcd"),
            ("smuggled selectors", "a\u{fe00}\u{fe01}\u{e0100}b\u{fe0f}c", "abc"),
            ("replacement character stays", "a\u{fffd}", "a\u{fffd}"),
            ("lone mark", "\u{301}a \u{301}b", "a b"),
            ("right to left", "שלום עולם", "שלום עולם"),
            ("accents", "e\u{301}té", "e\u{301}té"),
            ("family", "👨🏻‍👩🏻‍👧🏻‍👦🏻!", "👨🏻‍👩🏻‍👧🏻‍👦🏻!"),
            ("heart", "❤️ 👩‍❤️‍👩", "❤️ 👩‍❤️‍👩"),
            ("doubled joiner", "👩\u{200d}\u{200d}💻", "👩‍💻"),
            ("joiner at the end", "👩\u{200d}", "👩"),
            ("Devanagari conjunct", "क्\u{200d}ष", "क्\u{200d}ष"),
        ] {
            assert_eq!(cleaned(raw), want, "{name}");
            assert_eq!(cleaned(want), want, "{name}, again");
        }
    }

    #[test]
    fn caps_on_a_grapheme_border() {
        let graphemes = |text: &str| text.graphemes(true).count();
        let long = cleaned(&"é".repeat(1_000));
        assert_eq!((graphemes(&long), long.ends_with("é…")), (300, true));
        let heavy = cleaned(&"👨🏻‍👩🏻‍👧🏻‍👦🏻".repeat(200));
        assert!(heavy.len() <= 1_200 && heavy.ends_with("👦🏻…"), "{}", heavy.len());
        assert_eq!(cleaned(&"a".repeat(300)).len(), 300);
        let stacked = cleaned(&format!("a{}b", "\u{301}".repeat(50)));
        assert_eq!(stacked, "ab");
        assert_eq!(cleaned(&format!("a{}", "\u{301}".repeat(1_000_000))), "a…");
        for text in [long, heavy] {
            assert_eq!(cleaned(&text), text);
        }
    }
}
