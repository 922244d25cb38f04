//! EDGE. `--table`: the table of an export as CSV.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind, choices};
use crate::cli::reader::InputReader;
use crate::export::ExportTable;

pub(in crate::cli) const INPUT: Input = Input {
    name: "table",
    value: ValueKind::Choice("TABLE", choices::<ExportTable>),
    default: DefaultValue::Text("days"),
    help: "Table to print as CSV.",
    commands: &[CommandName::Export],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<ExportTable> {
    reader.choice(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_the_days_by_default() {
        assert_eq!(read_variables([], read), Ok(ExportTable::Days));
        assert_eq!(read_flag(&INPUT, "weeks", read), Ok(ExportTable::Weeks));
        assert_eq!(
            read_flag(&INPUT, "hours", read),
            Err(
                "table: invalid value \"hours\"; use days or windows or weeks or referrers or paths or stars or events or series or downloads or ci-clones"
                    .to_owned()
            )
        );
    }
}
