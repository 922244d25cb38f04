//! EDGE. `store`: the repository that holds the ledger.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::repository::RepositoryName;

pub(in crate::cli) const INPUT: Input = Input {
    name: "store",
    value: ValueKind::Text("OWNER/NAME"),
    default: DefaultValue::Context {
        expression: "${{ github.repository }}",
        variable: "GITHUB_REPOSITORY",
    },
    help: "Repository that holds the ledger; everybody who can read it can read the recorded traffic.",
    commands: CommandName::ALL,
    availability: Availability::ActionAndFlag,
    heading: Heading::Ledger,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<RepositoryName> {
    match reader.text(&INPUT) {
        Some(text) => reader.check(&INPUT, text.parse()),
        None => {
            reader.error(
                INPUT.name,
                "missing; use owner/name, for example octocat/hello-world, or keep the ledger in a directory with --output",
            );
            None
        }
    }
}

/// The repository behind a local directory, if one is named. The flag alone counts: on Actions the input is always set,
/// and says nothing about a local directory.
pub(in crate::cli) fn read_for_directory(reader: &mut InputReader<'_>) -> Option<Option<RepositoryName>> {
    reader.parse_flag(&INPUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn is_the_workflows_repository_by_default() {
        let name = |result: Result<RepositoryName, String>| result.map(|name| name.to_string());
        assert_eq!(name(read_flag(&INPUT, "o/r", read)), Ok("o/r".to_owned()));
        assert_eq!(
            name(read_variables([("GITHUB_REPOSITORY", "o/r")], read)),
            Ok("o/r".to_owned())
        );
        assert_eq!(
            name(read_variables([], read)),
            Err(
                "store: missing; use owner/name, for example octocat/hello-world, or keep the ledger in a directory with \
                 --output"
                    .to_owned()
            )
        );
        assert_eq!(
            name(read_flag(&INPUT, "x", read)),
            Err("store: \"x\" is not a repository name; use owner/name, for example octocat/hello-world".to_owned())
        );
    }

    #[test]
    fn of_a_directory_only_the_flag_counts() {
        let read = read_for_directory;
        assert_eq!(read_variables([("INPUT_STORE", "o/r")], read), Ok(None));
        assert!(read_flag(&INPUT, "o/r", read).is_ok_and(|name| name.is_some()));
    }
}
