//! PURE. Untrusted text as Markdown: running text and code spans that GitHub renders as the text itself.

use std::fmt::Write as _;

/// Running text: a table cell, a paragraph, a list item. `text` has no line breaks.
///
/// Entities keep the parser from seeing markup. GitHub's own filters (mentions, references, emoji, formulas) run on
/// the text after the entities are decoded, so what they look for must not be in the text at all: it is replaced by a
/// visible look-alike, because GitHub warns about invisible characters.
#[must_use]
pub fn cell(text: &str) -> String {
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

/// The look-alike of a character that would trigger one of GitHub's filters.
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

/// A code span with its back-ticks, for use inside and outside of tables. A pipe becomes `¦`, since GFM cannot write every
/// pipe in a code span of a table.
#[must_use]
pub fn code_span(text: &str) -> String {
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
            assert_eq!(cell(raw), want, "{raw}");
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
}
