//! EDGE. `shard`: the share of the repositories that this run visits, for several runs side by side.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::shard::Shard;

pub(in crate::cli) const INPUT: Input = Input {
    name: "shard",
    value: ValueKind::Text("NUMBER/ALL"),
    default: DefaultValue::Text(""),
    help: "Visit one share of the repositories, such as 2/8, so that jobs can share them out; empty for all.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// The share; all repositories without one.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Shard> {
    let text = reader.text(&INPUT).unwrap_or_default();
    if text.is_empty() {
        return Some(Shard::default());
    }
    reader.check(&INPUT, text.parse::<Shard>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_share_of_all() {
        assert_eq!(read_variables([], read), Ok(Shard::default()));
        assert_eq!(
            read_flag(&INPUT, "2/8", read).map(|shard| shard.to_string()),
            Ok("2/8".to_owned())
        );
        let error =
            "shard: \"9/8\" is not a share; use NUMBER/ALL with a number from 1 to ALL, at most 256, for example 2/8";
        assert_eq!(read_flag(&INPUT, "9/8", read), Err(error.to_owned()));
    }
}
