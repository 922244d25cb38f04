//! EDGE. `token`: the token that commits the ledger.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::{InputReader, LOCAL_TOKENS};
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

/// `Some(None)` when there is no token, which is an error only if the ledger's branch is written to.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>, required: bool) -> Option<Option<Secret>> {
    let token = reader.token(&INPUT)?;
    if token.is_none() && required {
        let error = format!(
            "missing; pass a token with contents: write on the store, in a workflow ${{{{ github.token }}}}, or set {} \
             outside GitHub Actions",
            LOCAL_TOKENS.join(" or ")
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
                "token: missing; pass a token with contents: write on the store, in a workflow ${{ github.token }}, or set \
                 TRAFFIC_TOKEN or GH_TOKEN or GITHUB_TOKEN outside GitHub Actions"
                    .to_owned()
            )
        );
    }
}
