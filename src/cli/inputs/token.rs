//! EDGE. `token`: the token that commits the ledger.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::secret::Secret;

pub(in crate::cli) const INPUT: Input = Input {
    name: "token",
    value: ValueKind::Text("TOKEN"),
    default: DefaultValue::Context {
        expression: "${{ github.token }}",
        variable: "GITHUB_TOKEN",
    },
    help: "Token that commits the ledger: contents: write on the store.",
    commands: CommandName::ALL,
    availability: Availability::ActionOnly,
    heading: Heading::GitHub,
};

/// The variables that hold it outside GitHub Actions. `TRAFFIC_TOKEN` is none of them: the token that reads the traffic
/// never writes.
pub(in crate::cli) const LOCAL: &[&str] = &["GH_TOKEN", "GITHUB_TOKEN"];

/// `Some(None)` when there is no token, which is an error only if the ledger's branch is written to.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>, required: bool) -> Option<Option<Secret>> {
    let token = reader.token(&INPUT, LOCAL)?;
    if token.is_none() && required {
        let error = format!(
            "missing; the token that reads traffic never commits: pass one with contents: write on the store, in a \
             workflow ${{{{ github.token }}}}, or set {} outside GitHub Actions",
            LOCAL.join(" or ")
        );
        reader.error(INPUT.name, error);
        return None;
    }
    Some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::read_variables;

    #[test]
    fn is_required_for_writing_only() {
        let read = |required| read_variables([], |reader| read(reader, required)).map(|token| token.is_some());
        assert_eq!(read(false), Ok(false));
        assert_eq!(
            read(true),
            Err(
                "token: missing; the token that reads traffic never commits: pass one with contents: write on the store, in \
                 a workflow ${{ github.token }}, or set GH_TOKEN or GITHUB_TOKEN outside GitHub Actions"
                    .to_owned()
            )
        );
    }

    #[test]
    fn the_token_that_reads_traffic_never_commits() {
        const TRAFFIC: &str = "github_pat_reads_the_traffic";
        const COMMITS: &str = "ghs_commits_the_ledger";
        let read = |reader: &mut InputReader<'_>| read(reader, true);
        for name in ["TRAFFIC_TOKEN", "INPUT_TRAFFIC-TOKEN", "INPUT_TRAFFIC_TOKEN"] {
            let error = read_variables([(name, TRAFFIC)], read).expect_err(name);
            assert!(error.starts_with("token: missing; "), "{error}");
            for other in LOCAL {
                let token = read_variables([(name, TRAFFIC), (other, COMMITS)], read);
                let token = token.map(|token| token.map(|token| token.expose().to_owned()));
                assert_eq!(token, Ok(Some(COMMITS.to_owned())), "{name}, {other}");
            }
        }
    }
}
