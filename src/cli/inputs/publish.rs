//! EDGE. `publish`: what of the traffic is kept.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind, choices};
use crate::cli::reader::InputReader;
use crate::domain::privacy::Publish;

pub(in crate::cli) const INPUT: Input = Input {
    name: "publish",
    value: ValueKind::Choice("WHAT", choices::<Publish>),
    default: DefaultValue::Text("all"),
    help: "What is recorded: all, or counts for views and clones only (no referrers, pages or titles).",
    commands: &[CommandName::Run, CommandName::Import, CommandName::Doctor],
    availability: Availability::ActionAndFlag,
    heading: Heading::Privacy,
};

impl ValueEnum for Publish {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::All, Self::Counts]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::All => PossibleValue::new("all"),
            Self::Counts => PossibleValue::new("counts"),
        })
    }
}

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Publish> {
    reader.choice(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_everything_by_default() {
        assert_eq!(read_variables([], read), Ok(Publish::All));
        assert_eq!(read_variables([("INPUT_PUBLISH", "counts")], read), Ok(Publish::Counts));
        // A misspelt wish for privacy must not publish anything.
        for text in ["count", "Counts ", "none"] {
            assert!(read_flag(&INPUT, text, read) != Ok(Publish::All), "{text}");
        }
        assert_eq!(
            read_flag(&INPUT, "none", read),
            Err("publish: invalid value \"none\"; use all or counts".to_owned())
        );
    }
}
