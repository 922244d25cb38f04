//! PURE. Untrusted text as Markdown: a code span, which GitHub shows as the text itself.

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
