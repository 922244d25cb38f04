//! EDGE. `concurrency`: how many repositories are read side by side.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "concurrency",
    value: ValueKind::Text("NUMBER"),
    default: DefaultValue::Text("8"),
    help: "How many repositories are read at the same time.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// GitHub answers at most 100 requests of one account at once, and each repository takes up to seven.
const MOST: u64 = 14;

/// A whole number.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<usize> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let number = reader.whole_number(&INPUT, &text, 1..=MOST, &format!("a number from 1 to {MOST}"))?;
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_small_number() {
        assert_eq!(read_variables([], read), Ok(8));
        for (text, number) in [("1", 1), ("14", 14), (" 2 ", 2)] {
            assert_eq!(read_flag(&INPUT, text, read), Ok(number));
        }
        for text in ["0", "15", "+5", "-1", "5.0", "many"] {
            let error = format!("concurrency: {text:?} is not a number from 1 to 14");
            assert_eq!(read_flag(&INPUT, text, read), Err(error));
        }
    }
}
