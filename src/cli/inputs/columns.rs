//! EDGE. `--columns`: the columns of an imported table.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::import::Columns;

pub(in crate::cli) const INPUT: Input = Input {
    name: "columns",
    value: ValueKind::Text("NAME=COLUMN,…"),
    default: DefaultValue::Text(""),
    help: "For a CSV whose columns have other names: which holds what, as \
           date=…,views=…,unique-visitors=…,clones=…,unique-cloners=….",
    commands: &[CommandName::Import],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// `None` for what the names of the columns say.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<Columns>> {
    reader.parse_flag(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn are_recognised_by_default() {
        assert_eq!(read_variables([], read), Ok(None));
        assert!(read_flag(&INPUT, "date=day,views=hits", read).is_ok_and(|columns| columns.is_some()));
        let error = read_flag(&INPUT, "nonsense", read).expect_err("no column");
        assert!(error.starts_with("columns: "), "{error}");
    }
}
