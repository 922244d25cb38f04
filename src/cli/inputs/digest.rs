//! EDGE. `digest`: how often the output `digest` is set.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind, choices};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "digest",
    value: ValueKind::Choice("WHEN", choices::<DigestPeriod>),
    default: DefaultValue::Text("daily"),
    help: "When the output digest is set: daily, by each run with new days, or weekly, by the run that completes a week, Monday to Sunday.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// How often there is a digest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DigestPeriod {
    /// With each new day.
    #[default]
    Daily,
    /// With each whole week.
    Weekly,
}

impl ValueEnum for DigestPeriod {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Daily, Self::Weekly]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Daily => PossibleValue::new("daily"),
            Self::Weekly => PossibleValue::new("weekly"),
        })
    }
}

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<DigestPeriod> {
    reader.choice(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_daily_by_default() {
        assert_eq!(read_variables([], read), Ok(DigestPeriod::Daily));
        assert_eq!(
            read_variables([("INPUT_DIGEST", "weekly")], read),
            Ok(DigestPeriod::Weekly)
        );
        assert_eq!(
            read_flag(&INPUT, "monthly", read),
            Err("digest: invalid value \"monthly\"; use daily or weekly".to_owned())
        );
    }
}
