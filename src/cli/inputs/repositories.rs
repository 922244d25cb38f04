//! EDGE. `repositories`: the repositories whose traffic is recorded.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::selection::{Line, Selection};

pub(in crate::cli) const INPUT: Input = Input {
    name: "repositories",
    value: ValueKind::Text("OWNER/NAME,…"),
    default: DefaultValue::Context {
        expression: "${{ github.repository }}",
        variable: "GITHUB_REPOSITORY",
    },
    help: "Repositories to record, separated by commas or newlines: owner/name, owner/*, or * for everything that the token \
           can see; !owner/pattern, !fork, !archived and !private leave some out.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

const MISSING: &str = "missing; use owner/name or owner/*, separated by commas or newlines";

/// The lines in their order, each once.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Selection> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let items = text.split([',', '\n', '\r']).map(str::trim);
    let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
    if items.is_empty() {
        reader.error(INPUT.name, MISSING);
        return None;
    }
    let mut found: Vec<Line> = Vec::new();
    let mut valid = true;
    for item in items {
        let Some(line) = reader.check(&INPUT, item.parse::<Line>()) else {
            valid = false;
            continue;
        };
        if found.iter().any(|other| line.is_same(other)) {
            let effect = if matches!(line, Line::Name(_)) {
                "it is recorded once"
            } else {
                "it counts once"
            };
            reader.notice(INPUT.name, format!("{line} is listed twice; {effect}"));
        } else {
            found.push(line);
        }
    }
    if !valid {
        return None;
    }
    reader.check(&INPUT, Selection::new(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    fn names(text: &str) -> Result<Vec<String>, String> {
        read_flag(&INPUT, text, read).map(|names| names.names().map(ToString::to_string).collect())
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
        let allowed = "use owner/name, owner/* or * (everything that the token can see), and !owner/pattern, !fork, !archived \
                       or !private to leave some out";
        assert_eq!(
            names("a/b, nonsense\n!forks"),
            Err(format!(
                "repositories: \"nonsense\" is not a repository; {allowed}\nrepositories: \"!forks\" is not a repository; {allowed}"
            ))
        );
        assert_eq!(
            names("!fork"),
            Err("repositories: no line says what to record; add owner/name, owner/* or *".to_owned())
        );
    }
}
