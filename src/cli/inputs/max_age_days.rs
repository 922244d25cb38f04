//! EDGE. `max-age-days`: the age of the newest stored day beyond which a run fails.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::encode::excerpt;

pub(in crate::cli) const INPUT: Input = Input {
    name: "max-age-days",
    value: ValueKind::Text("DAYS"),
    default: DefaultValue::Text("5"),
    help: "Fail if the newest stored day is older than this many days.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// Whole days.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<u32> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number @ 1..=365) if is_digits => Some(number),
        _ => {
            let error = format!(
                "{:?} is not a number of days; use a whole number from 1 to 365",
                excerpt(&text, 40)
            );
            reader.error(INPUT.name, error);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_whole_number_of_days() {
        assert_eq!(read_variables([], read), Ok(5));
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
