//! EDGE. `traffic-token`: the token that reads traffic.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::inputs::traffic;
use crate::cli::reader::InputReader;
use crate::secret::Secret;

pub(in crate::cli) const INPUT: Input = Input {
    name: "traffic-token",
    value: ValueKind::Text("TOKEN"),
    default: DefaultValue::Text(""),
    help: "Token that reads the traffic: fine-grained or GitHub App with Administration: read, or classic with repo. The \
           workflow's github.token cannot read traffic. Required unless traffic is false.",
    commands: CommandName::VISITING,
    availability: Availability::ActionOnly,
    heading: Heading::GitHub,
};

/// The variables that hold it outside GitHub Actions, the first one first.
pub(in crate::cli) const LOCAL: &[&str] = &["TRAFFIC_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Secret> {
    let token = reader.token(&INPUT, LOCAL)?;
    if token.is_none() {
        let error = format!(
            "missing; create a fine-grained or GitHub App token with Administration: read (or a classic one with repo), \
             store it as a secret and pass it as {}, or set {} outside GitHub Actions; github.token cannot read traffic; without one, \
             `{}: false` records stars, forks, releases and downloads",
            INPUT.name,
            LOCAL[0],
            traffic::INPUT.name
        );
        reader.error(INPUT.name, error);
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_variables;

    #[test]
    fn comes_from_the_first_variable_that_is_set() {
        let all = [
            ("INPUT_TRAFFIC-TOKEN", "ghp_the_first_of_all_tokens"),
            ("INPUT_TRAFFIC_TOKEN", "ghp_the_second_of_all_tokens"),
            ("TRAFFIC_TOKEN", "ghp_the_third_of_all_tokens"),
            ("GH_TOKEN", "ghp_the_fourth_of_all_tokens"),
            ("GITHUB_TOKEN", "ghp_the_fifth_of_all_tokens"),
        ];
        for (index, (name, token)) in all.into_iter().enumerate() {
            let mut variables = all;
            variables[..index].fill(("OTHER", "x"));
            let found = read_variables(variables, read).map(|secret| secret.expose().to_owned());
            assert_eq!(found.as_deref(), Ok(token), "{name}");
        }
    }

    #[test]
    fn the_errors() {
        let missing = "traffic-token: missing; create a fine-grained or GitHub App token with Administration: read (or a \
                       classic one with repo), store it as a secret and pass it as traffic-token, or set TRAFFIC_TOKEN \
                       outside GitHub Actions; github.token cannot read traffic; without one, `traffic: false` records stars, \
                       forks, releases and downloads";
        let error = |variables: [(&str, &str); 1]| read_variables(variables, read).map(drop);
        assert_eq!(error([("INPUT_TRAFFIC-TOKEN", "")]), Err(missing.to_owned()));
        assert_eq!(error([("OTHER", "x")]), Err(missing.to_owned()));
        assert_eq!(
            error([("INPUT_TRAFFIC_TOKEN", "two words")]),
            Err(
                "traffic-token: the token contains spaces, line breaks or other characters than printable ASCII; paste it \
                 as one word"
                    .to_owned()
            )
        );
        // The variable is the one to correct.
        assert_eq!(
            error([("GH_TOKEN", "\n")]),
            Err("GH_TOKEN: the token is empty; paste the one that GitHub showed when it was created".to_owned())
        );
    }

    #[test]
    fn an_empty_token_is_not_replaced_by_another_variable() {
        const TOKEN: &str = "ghp_a_token_of_this_test";
        let read = |reader: &mut InputReader<'_>| {
            let token = reader.token(&INPUT, LOCAL);
            token.map(|token| token.is_some())
        };
        for (variables, found) in [
            ([("INPUT_TRAFFIC_TOKEN", ""), ("GH_TOKEN", TOKEN)], false),
            ([("TRAFFIC_TOKEN", ""), ("GH_TOKEN", TOKEN)], true),
        ] {
            assert_eq!(read_variables(variables, read), Ok(found));
        }
    }
}
