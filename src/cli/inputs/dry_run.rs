//! EDGE. `dry-run`: whether nothing is written.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "dry-run",
    value: ValueKind::Switch,
    default: DefaultValue::Text("false"),
    help: "Show what would be committed, but write nothing.",
    commands: CommandName::WRITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Writing,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<bool> {
    reader.bool(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_off_by_default() {
        assert_eq!(read_variables([], read), Ok(false));
        assert_eq!(read_variables([("INPUT_DRY_RUN", "true")], read), Ok(true));
        assert_eq!(
            read_flag(&INPUT, "yes", read),
            Err("dry-run: \"yes\" is not a boolean; use true or false".to_owned())
        );
    }
}
