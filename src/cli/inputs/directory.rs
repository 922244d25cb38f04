//! EDGE. `directory`: the folder of the ledger in its branch.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::location::LedgerDirectory;

pub(in crate::cli) const INPUT: Input = Input {
    name: "directory",
    value: ValueKind::Text("FOLDER"),
    default: DefaultValue::Text(""),
    help: "Folder of the ledger in that branch; empty for the root.",
    commands: CommandName::ALL,
    availability: Availability::ActionAndFlag,
    heading: Heading::Ledger,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<LedgerDirectory> {
    reader.parse_or_default(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_the_root_by_default() {
        assert_eq!(read_variables([], read), Ok(LedgerDirectory::default()));
        assert_eq!(
            read_flag(&INPUT, "docs/traffic", read).map(|directory| directory.to_string()),
            Ok("docs/traffic".to_owned())
        );
        assert_eq!(
            read_flag(&INPUT, "../x", read),
            Err(
                "directory: \"../x\" is not a valid directory: it has a . or .. part; use a relative path such as \
                 docs/traffic, or leave it empty for the root"
                    .to_owned()
            )
        );
    }
}
