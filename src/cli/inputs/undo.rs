//! EDGE. `--undo`: the source whose imports are taken back.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::import::SourceName;

pub(in crate::cli) const INPUT: Input = Input {
    name: "undo",
    value: ValueKind::Text("SOURCE"),
    default: DefaultValue::Text(""),
    help: "Take back all imports of this source, instead of importing PATH.",
    commands: &[CommandName::Import],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<SourceName>> {
    reader.parse_flag(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_source_or_nothing() {
        assert_eq!(read_variables([], read), Ok(None));
        assert!(read_flag(&INPUT, "ghstats", read).is_ok_and(|name| name.is_some()));
        let error = read_flag(&INPUT, "A b", read).expect_err("no name");
        assert!(error.starts_with("undo: "), "{error}");
    }
}
