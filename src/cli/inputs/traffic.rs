//! EDGE. `traffic`: whether a run reads the traffic, which takes a token, or only what is public.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "traffic",
    value: ValueKind::Switch,
    default: DefaultValue::Text("true"),
    help: "Read the traffic; false records only stars, forks, releases and downloads, which takes no traffic-token.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::GitHub,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<bool> {
    reader.bool(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_variables;

    #[test]
    fn is_on_by_default() {
        assert_eq!(read_variables([], read), Ok(true));
        assert_eq!(read_variables([("INPUT_TRAFFIC", "")], read), Ok(true));
        assert_eq!(read_variables([("INPUT_TRAFFIC", "false")], read), Ok(false));
    }
}
