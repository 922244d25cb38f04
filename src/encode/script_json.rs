//! PURE. JSON inside of an HTML `<script>`: no text in it can end the element, open a comment or break a line of script.

/// The same JSON with every character escaped that means something to an HTML parser or to old scripts: `<`, `>`, `&`, U+2028
/// and U+2029. In JSON these occur only within strings, where `\u003c` is the same text.
///
/// ```
/// use traffic_ledger::encode::script_json::script_json;
/// assert_eq!(script_json(r#"["</script>"]"#), r#"["\u003c/script\u003e"]"#);
/// ```
#[must_use]
pub fn script_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_and_the_text_stays_the_same() {
        for text in [
            "</script>",
            "<!--<script>",
            "]]>",
            "&lt;",
            "a\u{2028}b\u{2029}c",
            "\\u003c",
            "\"\\",
        ] {
            let json = format!("[{text:?}]")
                .replace("\\u{2028}", "\u{2028}")
                .replace("\\u{2029}", "\u{2029}");
            let safe = script_json(&json);
            assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{safe}");
        }
    }
}
