//! EDGE. `ci-clones`: whether a run estimates how many clones the repository's own CI made.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "ci-clones",
    value: ValueKind::Switch,
    default: DefaultValue::Text("false"),
    help: "Estimate from the jobs of GitHub Actions how many clones the repository's own CI made; in a private repository this \
           takes the permission Actions: read.",
    commands: CommandName::VISITING,
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
        assert_eq!(read_variables([("INPUT_CI-CLONES", "")], read), Ok(false));
        assert_eq!(read_variables([("INPUT_CI-CLONES", "true")], read), Ok(true));
    }
}
