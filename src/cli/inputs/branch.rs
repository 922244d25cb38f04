//! EDGE. `branch`: the branch that holds the ledger.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::location::BranchName;

pub(in crate::cli) const INPUT: Input = Input {
    name: "branch",
    value: ValueKind::Text("BRANCH"),
    default: DefaultValue::Text("traffic"),
    help: "Branch that holds the ledger; created as an orphan branch if it does not exist.",
    commands: CommandName::ALL,
    availability: Availability::ActionAndFlag,
    heading: Heading::Ledger,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<BranchName> {
    reader.parse_or_default(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_traffic_by_default() {
        assert_eq!(read_variables([], read), Ok(BranchName::default()));
        assert_eq!(
            read_flag(&INPUT, "x/y", read).map(|branch| branch.to_string()),
            Ok("x/y".to_owned())
        );
        assert_eq!(
            read_flag(&INPUT, "a b", read),
            Err(
                "branch: \"a b\" is not a valid branch name: only ASCII letters, digits and -_./+@#=, are allowed; use a \
                 name such as traffic or data/traffic"
                    .to_owned()
            )
        );
    }
}
