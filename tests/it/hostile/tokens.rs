//! Tokens in inputs that are published.

use fake_github::{ACTIONS, TRAFFIC};

use super::{github, program};

/// A token of GitHub's form that is in no variable for tokens.
const ELSEWHERE: &str = "ghp_s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t";

/// Branch, directory and message are published, and so are most other inputs.
#[test]
fn a_token_in_another_input_is_refused_before_it_is_published() {
    let fake = github();
    for name in [
        "branch",
        "directory",
        "commit-message",
        "repositories",
        "store",
        "shard",
    ] {
        for token in [TRAFFIC, ACTIONS, ELSEWHERE, "github_pat_11AAAAAAA0123456789_abcdefghij"] {
            for value in [token.to_owned(), format!("octo/a-{token}-b")] {
                let run = program(&fake).variable(&format!("INPUT_{}", name.to_uppercase()), &value);
                let outcome = run.binary();
                let printed = outcome.printed();
                assert_eq!(outcome.code, Some(2), "{name}: {printed}");
                assert!(printed.contains(&format!("{name}: contains a token")), "{printed}");
                let mut lines = printed.lines().filter(|line| !line.starts_with("::add-mask::"));
                assert!(lines.all(|line| !line.contains(token)), "{printed}");
            }
        }
    }
    assert!(fake.log().is_empty(), "nothing was sent");
}
