//! EDGE. `--format` of `import`: the format of the imported files.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind, choices};
use crate::cli::reader::InputReader;
use crate::import::Format;

pub(in crate::cli) const INPUT: Input = Input {
    name: "format",
    value: ValueKind::Choice("FORMAT", choices::<Format>),
    default: DefaultValue::Text(""),
    help: "Format of the files; recognised if not set.",
    commands: &[CommandName::Import],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

/// `None` for what is recognised.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<Format>> {
    if reader.text(&INPUT).is_none_or(|text| text.is_empty()) {
        return Some(None);
    }
    reader.choice(&INPUT).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_recognised_by_default() {
        assert_eq!(read_variables([], read), Ok(None));
        assert_eq!(read_flag(&INPUT, "csv", read), Ok(Some(crate::import::csv::FORMAT)));
        let error = read_flag(&INPUT, "xml", read).expect_err("no format");
        assert!(
            error.starts_with("format: invalid value \"xml\"; use github-repo-stats"),
            "{error}"
        );
    }
}
