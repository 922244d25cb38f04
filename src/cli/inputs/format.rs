//! EDGE. `--format`: the format of an export.

use clap::ValueEnum;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind, choices};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "format",
    value: ValueKind::Choice("FORMAT", choices::<ExportFormat>),
    default: DefaultValue::Text("csv"),
    help: "Format to print.",
    commands: &[CommandName::Export],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// The formats of `export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One table, for a spreadsheet
    Csv,
    /// Days, top lists and windows in one document
    Json,
}

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<ExportFormat> {
    reader.choice(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_csv_by_default() {
        assert_eq!(read_variables([], read), Ok(ExportFormat::Csv));
        assert_eq!(read_flag(&INPUT, "json", read), Ok(ExportFormat::Json));
        assert_eq!(
            read_flag(&INPUT, "xml", read),
            Err("format: invalid value \"xml\"; use csv or json".to_owned())
        );
    }
}
