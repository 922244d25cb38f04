//! EDGE. `page-in-ledger`: whether the page to explore is committed to the ledger.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "page-in-ledger",
    value: ValueKind::Switch,
    default: DefaultValue::Text("false"),
    help: "Commit the page to explore to the ledger as index.html, and keep it up to date; without it, one that is there is removed.",
    commands: &[CommandName::Run],
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
        assert_eq!(read_variables([("INPUT_PAGE-IN-LEDGER", "true")], read), Ok(true));
        assert!(read_flag(&INPUT, "yes", read).is_err_and(|error| error.starts_with("page-in-ledger: ")));
    }
}
