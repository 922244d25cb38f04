//! EDGE. `--output`: a local directory for the ledger, in place of a branch.

use std::path::PathBuf;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "output",
    value: ValueKind::Path("DIR"),
    default: DefaultValue::Text(""),
    help: "Keep the ledger in a local directory instead of a branch.",
    commands: CommandName::ALL,
    availability: Availability::FlagOnly,
    heading: Heading::Ledger,
};

/// Any path will do; the operating system decides whether it exists. An empty one comes from an unset variable of a
/// script and is an error: the working directory is not meant.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<PathBuf> {
    let path = reader.flag(&INPUT).map(PathBuf::from)?;
    if path.as_os_str().is_empty() {
        reader.error(INPUT.name, "empty; name a directory, or . for the current one");
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_flag;

    #[test]
    fn is_taken_as_typed() {
        assert_eq!(read_flag(&INPUT, " led ger/ ", read), Ok(" led ger/ ".into()));
    }

    #[test]
    fn an_empty_one_is_not_the_working_directory() {
        let error = "output: empty; name a directory, or . for the current one".to_owned();
        assert_eq!(read_flag(&INPUT, "", read), Err(error));
    }
}
