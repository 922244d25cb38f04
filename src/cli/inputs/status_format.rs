//! EDGE. `--format` of `status` and `doctor`: a table for people, or JSON.

use clap::ValueEnum;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind, choices};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "format",
    value: ValueKind::Choice("FORMAT", choices::<StatusFormat>),
    default: DefaultValue::Text("table"),
    help: "Format to print.",
    commands: &[CommandName::Status, CommandName::Doctor],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// The formats of `status` and `doctor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// A table, for people
    Table,
    /// Everything in one document
    Json,
}

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<StatusFormat> {
    reader.choice(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_table_by_default() {
        assert_eq!(read_variables([], read), Ok(StatusFormat::Table));
        assert_eq!(read_flag(&INPUT, "json", read), Ok(StatusFormat::Json));
    }
}
