//! EDGE. `--columns`: the columns of an imported table.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::import::Columns;

pub(in crate::cli) const INPUT: Input = Input {
    name: "columns",
    value: ValueKind::Text("NAME=COLUMN,…"),
    default: DefaultValue::Text(""),
    help: "For csv: which column holds what, as \
           date=…,views=…,unique-visitors=…,clones=…,unique-cloners=….",
    commands: &[CommandName::Import],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// The columns of our own `daily.csv` by default.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Columns> {
    reader.parse_flag(&INPUT).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn are_those_of_daily_csv_by_default() {
        assert_eq!(read_variables([], read), Ok(Columns::default()));
        assert!(read_flag(&INPUT, "date=day,views=hits", read).is_ok());
        let error = read_flag(&INPUT, "nonsense", read).expect_err("no column");
        assert!(error.starts_with("columns: "), "{error}");
    }
}
