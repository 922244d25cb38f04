//! EDGE. `allow-default-branch`: whether the ledger may be in the root of the default branch.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "allow-default-branch",
    value: ValueKind::Switch,
    default: DefaultValue::Text("false"),
    help: "Allow the ledger in the root of the default branch of its repository.",
    commands: &[
        CommandName::Run,
        CommandName::Rebuild,
        CommandName::Import,
        CommandName::Doctor,
    ],
    availability: Availability::ActionAndFlag,
    heading: Heading::Ledger,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<bool> {
    reader.bool(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_refused_by_default() {
        assert_eq!(read_variables([], read), Ok(false));
        assert_eq!(read_variables([("INPUT_ALLOW-DEFAULT-BRANCH", "true")], read), Ok(true));
        assert!(read_flag(&INPUT, "yes", read).is_err_and(|error| error.starts_with("allow-default-branch: ")));
    }
}
