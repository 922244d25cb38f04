//! PURE. One function a place: how cleaned foreign text is written there. Imports `std` only.

use std::fmt::Write as _;

/// See [`super::Untrusted::markdown_cell`].
///
/// Entities keep the parser from seeing markup. GitHub's own filters (mentions, references, emoji, formulas) run on
/// the text after the entities are decoded, so what they look for must not be in the text at all: it gets a visible
/// look-alike, because GitHub warns of invisible characters.
pub(super) fn markdown_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str();
        let c = look_alike(&before, c, after).unwrap_or(c);
        before.push(c);
        if is_markup(&before, c, after) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// What stands in for a character that would make GitHub's filters act.
fn look_alike(before: &str, c: char, after: &str) -> Option<char> {
    let next = after.chars().next();
    let ends_with = |word: &str| {
        let tail = before.len().checked_sub(word.len());
        tail.and_then(|at| before.get(at..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    match c {
        '@' if next.is_some_and(|c| c != ' ') => Some('＠'),
        '#' if next.is_some_and(|c| c.is_ascii_digit()) => Some('＃'),
        '-' if next.is_some_and(|c| c.is_ascii_digit()) && ends_with("gh") => Some('‑'),
        ':' if after.starts_with("//") => Some('∶'),
        ':' if next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-')) => {
            let word = after.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-')));
            let closed = word.is_some_and(|end| after[end..].starts_with(':'));
            (closed || ends_with("mailto") || ends_with("xmpp")).then_some('∶')
        }
        '.' if ends_with("www") => Some('․'),
        '$' => Some('＄'),
        _ => None,
    }
}

/// Whether the parser could take `c` for markup: anywhere, or as the first sign of a block.
fn is_markup(before_and_c: &str, c: char, after: &str) -> bool {
    let before = &before_and_c[..before_and_c.len() - c.len_utf8()];
    match c {
        '&' | '<' | '>' | '|' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '#' | '@' => true,
        '+' | '-' | '=' | ':' => before.is_empty(),
        // "1. " begins a list.
        '.' | ')' => (after.is_empty() || after.starts_with(' ')) && before.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

/// See [`super::Untrusted::code_span`].
pub(super) fn code_span(text: &str) -> String {
    if text.is_empty() {
        // The shortest code span there is: an empty one does not exist.
        return "` `".to_owned();
    }
    let text = text.replace('|', "¦");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// See [`super::Untrusted::xml`].
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// See [`super::Untrusted::csv_cell`]. The rule is OWASP's on CSV injection; spreadsheets also fold the full-width forms.
pub(super) fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

/// See [`super::Untrusted::log`].
pub(super) fn log(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if (c == ':' && out.ends_with(':')) || (c == '[' && out.ends_with("##")) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// See [`super::Untrusted::url_path`].
pub(super) fn url_path(text: &str) -> Option<String> {
    let inside = text.strip_prefix('/')?;
    if text.contains('\\') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let segments: Vec<&str> = inside.split('/').collect();
    for (index, segment) in segments.iter().enumerate() {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        let last = index + 1 == segments.len();
        if dots == "." || dots == ".." || (segment.is_empty() && !last) {
            return None;
        }
        out.push('/');
        percent_encode(segment, &mut out);
    }
    Some(out)
}

/// Keeps the unreserved characters (RFC 3986, 2.3) and what is percent-encoded already.
fn percent_encode(segment: &str, out: &mut String) {
    let bytes = segment.as_bytes();
    for (index, &byte) in bytes.iter().enumerate() {
        let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        let encoded = byte == b'%' && hex(index + 1) && hex(index + 2);
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') || encoded {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_shows_the_same_text() {
        for (raw, want) in [
            ("A title, plain; 100% true?", "A title, plain; 100% true?"),
            ("a|b", "a&#124;b"),
            ("<b>&amp;", "&#60;b&#62;&#38;amp;"),
            ("![x](y)", "!&#91;x&#93;(y)"),
            ("1. one", "1&#46; one"),
            ("@name and a @ b", "＠name and a &#64; b"),
            ("#12, C#, #x", "＃12, C&#35;, &#35;x"),
            ("GH-12", "GH‑12"),
            (":smile: 12:30 a:b", "∶smile: 12:30 a:b"),
            ("https://x", "https∶//x"),
            ("WWW.x", "WWW․x"),
            ("$x$", "＄x＄"),
            ("`", "&#96;"),
            ("- a - b", "&#45; a - b"),
        ] {
            assert_eq!(markdown_cell(raw), want, "{raw}");
        }
    }

    #[test]
    fn code_spans_have_a_fence_that_holds() {
        for (raw, want) in [
            ("news.ycombinator.com", "`news.ycombinator.com`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("``a", "``` ``a ```"),
            ("a|b", "`a¦b`"),
            ("", "` `"),
        ] {
            assert_eq!(code_span(raw), want, "{raw}");
        }
    }

    #[test]
    fn the_other_places() {
        assert_eq!(xml("<a b='\"'>&"), "&lt;a b=&#39;&quot;&#39;&gt;&amp;");
        for formula in ["=1", "+1", "-1", "@a", "＝1"] {
            assert_eq!(csv_cell(formula), format!("'{formula}"));
        }
        assert_eq!(csv_cell("a=1"), "a=1");
        assert_eq!(log("###[x] ::y::"), "### [x] : :y: :");
        assert_eq!(log("::::"), ": : : :");
    }

    #[test]
    fn url_paths_stay_in_their_folder() {
        for (raw, want) in [
            ("/o/r/blob/main/a b.md", Some("/o/r/blob/main/a%20b.md")),
            ("/o/r/", Some("/o/r/")),
            ("/o/r/%C3%A9%", Some("/o/r/%C3%A9%25")),
            ("/o/r/é)\"<", Some("/o/r/%C3%A9%29%22%3C")),
            ("/o/r/../../evil", None),
            ("/o/r/%2E%2e/x", None),
            ("//evil.example/x", None),
            ("/o\\..\\x", None),
            ("javascript:x", None),
        ] {
            assert_eq!(url_path(raw).as_deref(), want, "{raw}");
        }
    }
}
