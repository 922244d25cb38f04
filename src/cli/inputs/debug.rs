//! EDGE. `--debug`: whether details of each step are printed.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "debug",
    value: ValueKind::Switch,
    default: DefaultValue::Text(""),
    help: "Print details of each step, such as every request; also on if RUNNER_DEBUG=1.",
    commands: CommandName::ALL,
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// On GitHub Actions a re-run with debug logging sets `RUNNER_DEBUG`, so no input is needed there.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<bool> {
    let debug = reader.bool(&INPUT)?;
    Some(debug || reader.environment().debug())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_on_by_flag_or_by_the_runner() {
        assert_eq!(read_variables([], read), Ok(false));
        assert_eq!(read_variables([("RUNNER_DEBUG", "0")], read), Ok(false));
        assert_eq!(read_variables([("RUNNER_DEBUG", "1")], read), Ok(true));
        assert_eq!(read_flag(&INPUT, "true", read), Ok(true));
    }
}
