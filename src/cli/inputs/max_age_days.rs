//! EDGE. `max-age-days`: the age of the newest stored day beyond which a run fails.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "max-age-days",
    value: ValueKind::Text("DAYS"),
    default: DefaultValue::Text("10"),
    help: "Fail if the newest stored day is older than this many days.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// Whole days.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<u32> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let wanted = "a number of days; use a whole number from 1 to 365";
    let days = reader.whole_number(&INPUT, &text, 1..=365, wanted)?;
    u32::try_from(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_whole_number_of_days() {
        assert_eq!(read_variables([], read), Ok(10));
        for (text, days) in [("1", 1), ("365", 365), (" 7 ", 7)] {
            assert_eq!(read_flag(&INPUT, text, read), Ok(days));
        }
        for text in ["0", "366", "+5", "-1", "5.0", "1e2", "99999999999"] {
            assert_eq!(
                read_flag(&INPUT, text, read),
                Err(format!(
                    "max-age-days: {text:?} is not a number of days; use a whole number from 1 to 365"
                ))
            );
        }
    }
}
