//! EDGE. `commit-message`: the message of the commit.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::encode::sanitize::is_invisible;

pub(in crate::cli) const INPUT: Input = Input {
    name: "commit-message",
    value: ValueKind::Text("TEXT"),
    default: DefaultValue::Text(""),
    help: "Commit message; empty for one that names the newest day.",
    commands: CommandName::WRITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Writing,
};

const MAX_BYTES: usize = 2_000;

/// `Some(None)` for the message that the program writes itself.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<String>> {
    let Some(text) = reader.text(&INPUT) else {
        return Some(None);
    };
    let text = text.replace("\r\n", "\n");
    if text.len() > MAX_BYTES {
        let error = format!("longer than {MAX_BYTES} bytes; use a shorter message");
        reader.error(INPUT.name, error);
        return None;
    }
    if text.chars().any(|c| c != '\n' && is_invisible(c)) {
        reader.error(
            INPUT.name,
            "contains invisible characters; use visible characters and newlines only",
        );
        return None;
    }
    Some(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_visible_text() {
        assert_eq!(read_variables([], read), Ok(None));
        assert_eq!(
            read_flag(&INPUT, "Keep it\r\n\r\n[skip ci]", read),
            Ok(Some("Keep it\n\n[skip ci]".to_owned()))
        );
        assert_eq!(
            read_flag(&INPUT, "a\u{0}b", read),
            Err("commit-message: contains invisible characters; use visible characters and newlines only".to_owned())
        );
        assert_eq!(
            read_flag(&INPUT, &"a".repeat(2_001), read),
            Err("commit-message: longer than 2000 bytes; use a shorter message".to_owned())
        );
    }
}
