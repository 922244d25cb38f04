//! PURE. What to do about each failure: which input, which permission, which step. Imports the error's story only.

use super::error::{ErrorContext, ErrorKind, TokenInput};

/// The advice for a failure, as sentences; `None` where there is nothing to do but to run again.
pub(crate) fn of(context: &ErrorContext) -> Option<String> {
    let input = context.token.name();
    let reads = context.token == TokenInput::TrafficToken;
    let need = need(context.token);
    let advice = match context.kind {
        ErrorKind::BadCredentials => format!(
            "The token in `{input}` has expired, was revoked or is mistyped: make a new one with {need} and put it into the secret."
        ),
        ErrorKind::NotAccessibleByIntegration if reads => format!(
            "`{input}` holds the job's GITHUB_TOKEN, which can never read traffic, or the token of a GitHub App without {need}: \
             make a fine-grained personal access token, or give the App that permission."
        ),
        ErrorKind::NotAccessibleByIntegration => format!(
            "`{input}` may not do this: give the job `permissions: contents: write` (for another repository than the \
             workflow's own use a token with {need}; the job's GITHUB_TOKEN reaches its own repository alone)."
        ),
        ErrorKind::NotAccessibleByPersonalToken => format!(
            "The fine-grained token in `{input}` lacks {need}, or the repository is not among those it was made for, \
             or the organisation has not approved it yet."
        ),
        ErrorKind::NoPushAccess => format!(
            "The classic token in `{input}` belongs to somebody who may not do this: traffic is for those who can push \
             to the repository. Use the token of somebody who can, or a fine-grained one with {need}."
        ),
        ErrorKind::SingleSignOn => format!(
            "The classic token in `{input}` is not authorised for the organisation's single sign-on: in your settings, at \
             the list of tokens, choose `Configure SSO` and authorise it; or use a fine-grained token with {need}."
        ),
        ErrorKind::TokenLifetime => format!(
            "The organisation takes fine-grained tokens only with a shorter life: make the one in `{input}` anew with an \
             expiry within its limit (366 days or less)."
        ),
        ErrorKind::Plan => {
            "GitHub keeps no traffic for private repositories of a free plan: upgrade the plan, or take the \
                            repository out of `repositories`."
                .to_owned()
        }
        ErrorKind::Archived if reads => {
            "The repository is archived: take it out of `repositories`; what is recorded stays.".to_owned()
        }
        ErrorKind::Archived => {
            "The ledger's repository is archived and takes no commits: name another one in `store`.".to_owned()
        }
        ErrorKind::Forbidden => format!("See that the token in `{input}` has {need} and is meant for this repository."),
        ErrorKind::NotFound if reads => format!(
            "Either there is no such repository (mistyped in `repositories`, or deleted), or the token in `{input}` may not \
             see it: GitHub does not tell which. It needs {need} for this repository."
        ),
        ErrorKind::NotFound => format!(
            "Either it is not there (see `store` and `branch`), or the token in `{input}` may not see it or not write to \
             it: GitHub does not tell which. It needs {need} for this repository."
        ),
        ErrorKind::Blocked => {
            "GitHub has blocked access to this repository; its owner gets a mail that says why.".to_owned()
        }
        ErrorKind::RateLimited { until: Some(until) } => format!(
            "The rate limit ends at {until}, later than `max-wait` allows to wait for: run again after that, or raise `max-wait`."
        ),
        ErrorKind::RateLimited { until: None } => format!(
            "The token in `{input}` is used too much: run again in an hour, at an odd minute, or use a token of its own."
        ),
        ErrorKind::Protected => {
            "A rule or a protection of the branch forbids it: take the branch out of the rule, let the \
                                 token's owner bypass it, or name another branch in `branch`."
                .to_owned()
        }
        ErrorKind::Moved => "The repository has moved: write its new name into the inputs.".to_owned(),
        ErrorKind::RedirectedAway => {
            "The redirect leads away from the API and was not followed: see `api-url`.".to_owned()
        }
        ErrorKind::Unreachable => {
            "See that `api-url` is right and that the network and its proxy (`HTTPS_PROXY`, `NO_PROXY`) let it through; \
             a private CA is named in `SSL_CERT_FILE`."
                .to_owned()
        }
        ErrorKind::NotJson if context.tries > 1 || context.write => {
            "That is not what GitHub's API says: see that `api-url` is the API's address, and look at githubstatus.com."
                .to_owned()
        }
        ErrorKind::NotJson => "See that `api-url` is the API's address.".to_owned(),
        ErrorKind::Server | ErrorKind::TimedOut | ErrorKind::Broken => {
            "GitHub or the network is in trouble: look at githubstatus.com and run again later.".to_owned()
        }
        ErrorKind::OutOfTime => "Run again later; the next run carries on.".to_owned(),
        ErrorKind::EmptyRepository
        | ErrorKind::NotFastForward
        | ErrorKind::ReferenceExists
        | ErrorKind::ReferenceMissing
        | ErrorKind::ObjectMissing
        | ErrorKind::TooLarge
        | ErrorKind::Other => return None,
    };
    Some(advice)
}

fn need(token: TokenInput) -> &'static str {
    match token {
        TokenInput::TrafficToken => "the repository permission `Administration: read`",
        TokenInput::Token => "the repository permission `Contents: read and write`",
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method, StatusCode};

    use super::*;
    use crate::github::error::{self, GitHubError};

    fn message_for(method: &Method, status: u16, message: &str, token: TokenInput) -> String {
        let status = StatusCode::from_u16(status).expect("a status");
        let error = GitHubError::new(ErrorContext {
            kind: error::kind_of(method, status, &HeaderMap::new(), message),
            operation: "read the daily views of o/r".to_owned(),
            endpoint: format!("{method} https://api.github.com/repos/o/r/traffic/views"),
            write: method != Method::GET,
            token,
            status: Some(status),
            message: message.to_owned(),
            request_id: Some("ABCD:1234".to_owned()),
            permissions: Some("administration=read".to_owned()),
            tries: 1,
            redirected: false,
        });
        error.to_string()
    }

    #[test]
    fn every_row_of_the_token_table_has_its_own_advice() {
        let rows = [
            (401, "Bad credentials", "expired, was revoked or is mistyped"),
            (
                403,
                "Resource not accessible by integration",
                "GITHUB_TOKEN, which can never read traffic",
            ),
            (
                403,
                "Resource not accessible by personal access token",
                "organisation has not approved it",
            ),
            (
                403,
                "Must have push access to repository",
                "classic token in `traffic-token` belongs to somebody",
            ),
            (
                403,
                "Must have admin rights to Repository.",
                "classic token in `traffic-token` belongs to somebody",
            ),
            (
                403,
                "Resource protected by organization SAML enforcement. You must grant…",
                "Configure SSO",
            ),
            (
                403,
                "The organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days.",
                "shorter life",
            ),
            (
                403,
                "Upgrade to GitHub Pro or make this repository public to enable this feature.",
                "free plan",
            ),
            (403, "Repository was archived so is read-only.", "is archived"),
            (403, "Something new", "See that the token in `traffic-token`"),
            (404, "Not Found", "GitHub does not tell which"),
            (429, "You have exceeded a secondary rate limit.", "used too much"),
            (451, "Repository access blocked", "blocked"),
        ];
        let mut advices = std::collections::BTreeSet::new();
        for (status, message, advice) in rows {
            let text = message_for(&Method::GET, status, message, TokenInput::TrafficToken);
            assert!(text.contains(advice), "{text}");
            assert!(text.starts_with("could not read the daily views of o/r: GET https://api.github.com/repos/o/r/"));
            assert!(text.contains(&format!("answered {status}: {message}")), "{text}");
            assert!(
                text.contains("request ABCD:1234; accepted permissions: administration=read"),
                "{text}"
            );
            advices.insert(advice);
        }
        assert_eq!(
            advices.len(),
            rows.len() - 1,
            "only the two texts about a missing access share their advice"
        );
    }

    #[test]
    fn the_token_that_commits_is_told_of_by_its_own_name() {
        for (status, message) in [
            (401, "Bad credentials"),
            (403, "Resource not accessible by integration"),
            (403, "Resource not accessible by personal access token"),
            (404, "Not Found"),
        ] {
            let text = message_for(&Method::POST, status, message, TokenInput::Token);
            assert!(text.contains("`token`"), "{text}");
            assert!(
                text.contains("contents: write") || text.contains("Contents: read and write"),
                "{text}"
            );
            assert!(!text.contains("traffic-token"), "{text}");
        }
    }

    #[test]
    fn rules_and_protections_are_told_from_lost_races() {
        let kind = |status: u16, message: &str| {
            let status = StatusCode::from_u16(status).expect("a status");
            error::kind_of(&Method::PATCH, status, &HeaderMap::new(), message)
        };
        for (status, message) in [
            (
                422,
                "Repository rule violations found\n\nCannot update this protected ref.",
            ),
            (422, "Changes must be made through a pull request."),
            (409, "Repository rule violations found"),
            (403, "You are not authorized to push to this protected branch"),
        ] {
            assert_eq!(kind(status, message), ErrorKind::Protected, "{message}");
        }
        assert_eq!(kind(422, "Update is not a fast forward"), ErrorKind::NotFastForward);
        assert_eq!(kind(422, "Reference already exists"), ErrorKind::ReferenceExists);
        assert_eq!(kind(422, "Reference does not exist"), ErrorKind::ReferenceMissing);
        assert_eq!(kind(422, "Object does not exist"), ErrorKind::ObjectMissing);
        assert_eq!(kind(422, "Tree SHA does not exist"), ErrorKind::ObjectMissing);
        assert_eq!(kind(409, "Git Repository is empty."), ErrorKind::EmptyRepository);
        assert_eq!(kind(301, "Moved Permanently"), ErrorKind::Moved);
    }

    #[test]
    fn words_of_strangers_stay_in_one_line() {
        let body =
            br#"{"message":"bad\n::error::x\u202e \u001b[31m","errors":[{"message":"more"},"and more",{"code":"x"}]}"#;
        assert_eq!(error::message_of(body), "bad ::error::x [31m; more; and more");
        assert_eq!(error::message_of(b"<html>"), "");
        assert!(crate::encode::one_line(&"x".repeat(10_000), 500).chars().count() <= 501);
    }
}
