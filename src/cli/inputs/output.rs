//! EDGE. `--output`: a local directory for the ledger, in place of a branch.

use std::path::PathBuf;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::Reader;

pub(in crate::cli) const INPUT: Input = Input {
    name: "output",
    value: ValueKind::Path("DIR"),
    default: DefaultValue::Text(""),
    help: "Keep the ledger in a local directory instead of a branch.",
    commands: CommandName::ALL,
    availability: Availability::FlagOnly,
    heading: Heading::Ledger,
};

/// Any path will do; the operating system decides whether it exists.
pub(in crate::cli) fn read(reader: &Reader<'_>) -> Option<PathBuf> {
    reader.flag(&INPUT).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_flag;

    #[test]
    fn is_taken_as_typed() {
        assert_eq!(
            read_flag(&INPUT, " led ger/ ", |reader| read(reader)),
            Ok(" led ger/ ".into())
        );
    }
}
