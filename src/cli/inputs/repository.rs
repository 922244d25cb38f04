//! EDGE. `--repository`: the one repository that an import or an export is about.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::repository::RepositoryName;

pub(in crate::cli) const INPUT: Input = Input {
    name: "repository",
    value: ValueKind::Text("OWNER/NAME"),
    default: DefaultValue::Text(""),
    help: "Repository to import or export; not needed if the ledger has only one.",
    commands: &[CommandName::Import, CommandName::Export],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<RepositoryName>> {
    reader.parse_flag(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_a_name_or_nothing() {
        assert_eq!(read_variables([("INPUT_REPOSITORY", "o/r")], read), Ok(None));
        assert_eq!(
            read_flag(&INPUT, "o/r", read).map(|name| name.map(|name| name.to_string())),
            Ok(Some("o/r".to_owned()))
        );
        for text in ["", "nonsense"] {
            assert_eq!(
                read_flag(&INPUT, text, read),
                Err(format!(
                    "repository: {text:?} is not a repository name; use owner/name, for example octocat/hello-world"
                ))
            );
        }
    }
}
