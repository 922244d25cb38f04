//! EDGE. `--repository`: the one repository that a command is about.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::repository::RepositoryName;
use crate::import::RepositoryChoice;

pub(in crate::cli) const INPUT: Input = Input {
    name: "repository",
    value: ValueKind::Text("OWNER/NAME"),
    default: DefaultValue::Text(""),
    help: "The one repository, if there are several; for import and page also OWNER/* for all of an owner.",
    commands: &[
        CommandName::Import,
        CommandName::Export,
        CommandName::Status,
        CommandName::Page,
    ],
    availability: Availability::FlagOnly,
    heading: Heading::Options,
};

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Option<RepositoryName>> {
    reader.parse_flag(&INPUT)
}

/// The repositories of an import or a page.
pub(in crate::cli) fn read_selection(reader: &mut InputReader<'_>) -> Option<RepositoryChoice> {
    let selection: Option<RepositoryChoice> = reader.parse_flag(&INPUT)?;
    Some(selection.unwrap_or(RepositoryChoice::All))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn an_import_can_be_of_all_repositories_of_an_owner() {
        assert_eq!(read_variables([], read_selection), Ok(RepositoryChoice::All));
        let of = |text| read_flag(&INPUT, text, read_selection);
        assert_eq!(of("octo/*"), Ok(RepositoryChoice::AllOf("octo".to_owned())));
        assert_eq!(
            of("octo/spike"),
            Ok(RepositoryChoice::One("octo/spike".parse().expect("a name")))
        );
        for wrong in ["*", "/*", "a b/*", "o/r/*"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

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
