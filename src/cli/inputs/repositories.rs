//! EDGE. `repositories`: the repositories whose traffic is recorded.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::repository::RepositoryName;

pub(in crate::cli) const INPUT: Input = Input {
    name: "repositories",
    value: ValueKind::Text("OWNER/NAME,…"),
    default: DefaultValue::Context {
        expression: "${{ github.repository }}",
        variable: "GITHUB_REPOSITORY",
    },
    help: "Repositories to record, as owner/name, separated by commas or newlines.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

const MISSING: &str = "missing; use owner/name, separated by commas or newlines";

/// The repositories in their order, each once.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Vec<RepositoryName>> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let items = text.split([',', '\n', '\r']).map(str::trim);
    let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
    if items.is_empty() {
        reader.error(INPUT.name, MISSING);
        return None;
    }
    let mut found: Vec<RepositoryName> = Vec::new();
    let mut valid = true;
    for item in items {
        let Some(repository) = reader.check(&INPUT, item.parse::<RepositoryName>()) else {
            valid = false;
            continue;
        };
        if found.iter().any(|other| repository.is_same(other)) {
            reader.notice(INPUT.name, format!("{repository} is listed twice; it is recorded once"));
        } else {
            found.push(repository);
        }
    }
    valid.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    fn names(text: &str) -> Result<Vec<String>, String> {
        read_flag(&INPUT, text, read).map(|names| names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn commas_and_newlines_separate_names() {
        assert_eq!(
            names("a/b, c/d\ne/f\r\n,"),
            Ok(vec!["a/b".into(), "c/d".into(), "e/f".into()])
        );
        assert_eq!(names("a/b,A/B,,c/d"), Ok(vec!["a/b".into(), "c/d".into()]));
    }

    #[test]
    fn the_errors() {
        assert_eq!(names(",\n,"), Err(format!("repositories: {MISSING}")));
        assert_eq!(
            read_variables([], read).map(drop),
            Err(format!("repositories: {MISSING}"))
        );
        assert_eq!(
            names("a/b, nonsense\nhttps://github.com/c/d"),
            Err(
                "repositories: \"nonsense\" is not a repository name; use owner/name, for example octocat/hello-world\n\
                 repositories: \"https://github.com/c/d\" is not a repository name; use owner/name, for example \
                 octocat/hello-world"
                    .to_owned()
            )
        );
    }
}
