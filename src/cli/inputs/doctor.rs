//! EDGE. `doctor`: whether a run checks first what could keep it from working.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "doctor",
    value: ValueKind::Switch,
    default: DefaultValue::Text("false"),
    help: "Check the tokens, the repositories and the place of the ledger first, and show the findings in the step summary.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<bool> {
    reader.bool(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_variables;

    #[test]
    fn is_off_by_default() {
        assert_eq!(read_variables([], read), Ok(false));
        assert_eq!(read_variables([("INPUT_DOCTOR", "true")], read), Ok(true));
    }
}
