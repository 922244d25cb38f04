//! EDGE. The grammar of the Actions runner: how a command is written, and how a line is kept from being one.

use crate::encode::{excerpt, sanitize::is_invisible};

/// The most characters of an annotation's message; the runner cuts at 4,096.
const MAX_MESSAGE: usize = 4_000;
const MAX_TITLE: usize = 200;

/// A workflow command, ready to print. Empty properties are left out.
#[must_use]
pub fn command(name: &str, properties: &[(&str, &str)], data: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", escape_property(&excerpt(value, MAX_TITLE))))
        .collect();
    let space = if properties.is_empty() { "" } else { " " };
    let properties = properties.join(",");
    format!(
        "::{name}{space}{properties}::{}",
        escape_data(&excerpt(data, MAX_MESSAGE))
    )
}

/// The lines of `text`, none of which is a command: every break that the runner knows (`\n`, `\r`, both) ends a line,
/// and invisible characters are removed.
#[must_use]
pub fn plain_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    text.trim_end_matches(['\n', '\r'])
        .split(['\n', '\r'])
        .map(plain_line)
        .collect()
}

/// The runner takes `##[command]` anywhere in a line and `::command::` after leading white space: both get a space
/// inside.
fn plain_line(line: &str) -> String {
    let spaces = |c: char| if c.is_whitespace() { ' ' } else { c };
    let seen: String = line.chars().map(spaces).filter(|&c| !is_invisible(c)).collect();
    let broken = seen.replace("##[", "## [");
    let indent = broken.len() - broken.trim_start_matches(|c: char| c == ' ' || !is_solid(c)).len();
    match broken[indent..].strip_prefix("::") {
        Some(rest) => format!("{}: :{rest}", &broken[..indent]),
        None => broken,
    }
}

/// Joiners and styles survive in emoji, but hide nothing at a line's start.
fn is_solid(c: char) -> bool {
    !matches!(c, '\u{200d}' | '\u{fe0f}')
}

/// The rules of the runner's own toolkit.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(
            command("error", &[("title", "a: b, c%"), ("file", "")], "one\r\ntwo 100% a::b"),
            "::error title=a%3A b%2C c%25::one%0D%0Atwo 100%25 a::b"
        );
        assert_eq!(command("endgroup", &[], ""), "::endgroup::");
        assert!(command("notice", &[], &"é".repeat(9_000)).chars().count() < 4_096);
    }

    #[test]
    fn no_plain_line_is_a_command() {
        for (text, want) in [
            ("a::b", vec!["a::b"]),
            ("::error::x", vec![": :error::x"]),
            (" \t\u{a0}\u{3000}::x::", vec!["    : :x::"]),
            ("\u{feff}\u{200b}\u{200d}::x::", vec!["\u{200d}: :x::"]),
            (":::x", vec![": ::x"]),
            ("a ##[set-output name=x]y", vec!["a ## [set-output name=x]y"]),
            ("##\u{0}[x]", vec!["## [x]"]),
            ("#####[x]", vec!["##### [x]"]),
            ("a\r::x::", vec!["a", ": :x::"]),
            ("a\r\n\n::x::\n", vec!["a", "", ": :x::"]),
            ("a\u{2028}::x::\u{85}::y::", vec!["a ::x:: ::y::"]),
            ("\u{1b}[31m::x::", vec!["[31m::x::"]),
            ("\u{1b}::x::", vec![": :x::"]),
            ("", vec![""]),
        ] {
            assert_eq!(plain_lines(text), want, "{text:?}");
        }
    }
}
