//! EDGE. `max-requests`: the most requests of a run.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "max-requests",
    value: ValueKind::Text("NUMBER"),
    default: DefaultValue::Text(""),
    help: "The most requests of a run for traffic; empty for what GitHub's rate limit leaves.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// A whole number; `None` inside for no limit but GitHub's.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<u64>> {
    let Some(text) = reader.text(&INPUT) else {
        return Some(None);
    };
    let wanted = "a number of requests; use a whole number from 1 to 1000000";
    reader.whole_number(&INPUT, &text, 1..=1_000_000, wanted).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_number_of_requests() {
        assert_eq!(read_variables([], read), Ok(None));
        assert_eq!(read_flag(&INPUT, "500", read), Ok(Some(500)));
        for text in ["0", "1000001", "-1", "1e3", "all"] {
            let error =
                format!("max-requests: {text:?} is not a number of requests; use a whole number from 1 to 1000000");
            assert_eq!(read_flag(&INPUT, text, read), Err(error));
        }
    }
}
