//! PURE. The one table of what GitHub refuses: which responses mean what, and what to do about it.
//!
//! The texts are GitHub's own, collected from its documentation and from public reports; the order matters, since the
//! first row that fits is taken. Kinds without a response (no connection, say) are here for their help.

use std::mem::discriminant;
use std::ops::RangeInclusive;

use http::{HeaderMap, Method, StatusCode};

use super::error::{ErrorKind, TokenInput};
use super::policy;

/// One kind of failure.
struct Refusal {
    kind: ErrorKind,
    responses: &'static [ResponsePattern],
    help: Help,
}

/// Responses that mean it.
struct ResponsePattern {
    statuses: RangeInclusive<u16>,
    calls: Calls,
    /// Parts of GitHub's message in lower case, one of which must occur; none: any message will do.
    patterns: &'static [&'static str],
}

/// Calls that a response can belong to.
#[derive(Clone, Copy)]
enum Calls {
    All,
    Reads,
    Writes,
}

/// What to do. `{input}` is the input of the token, `{permission}` the permission that its token needs.
enum Help {
    /// There is nothing to do but to run again.
    None,
    /// The same for both tokens.
    Text(&'static str),
    /// Different for the token that reads traffic and the token that commits.
    ByToken {
        traffic_token: &'static str,
        token: &'static str,
    },
}

const fn when(status: u16, patterns: &'static [&'static str]) -> ResponsePattern {
    ResponsePattern {
        statuses: status..=status,
        calls: Calls::All,
        patterns,
    }
}

const fn redirect(calls: Calls) -> ResponsePattern {
    ResponsePattern {
        statuses: 300..=399,
        calls,
        patterns: &[],
    }
}

/// Texts of rulesets and branch protections, which come with three statuses.
const RULES: &[&str] = &[
    "rule violations",
    "through a pull request",
    "protected branch",
    "branch is protected",
    "cannot update this protected",
    "not authorized to push to this branch",
];

const TABLE: &[Refusal] = &[
    Refusal {
        kind: ErrorKind::BadCredentials,
        responses: &[when(401, &[])],
        help: Help::Text(
            "The token in `{input}` has expired, was revoked or has a typo. Create a new one with {permission} and \
             update the secret.",
        ),
    },
    Refusal {
        kind: ErrorKind::NotAccessibleByIntegration,
        responses: &[when(403, &["not accessible by integration"])],
        help: Help::ByToken {
            traffic_token: "`{input}` is the job's GITHUB_TOKEN, which can never read traffic, or the token of a GitHub \
                            App without {permission}. Use a fine-grained personal access token, or give the App that \
                            permission.",
            token: "Give the job `permissions: contents: write`. The job's GITHUB_TOKEN can only write to the \
                    workflow's own repository; for another one, put a token with {permission} into `{input}`.",
        },
    },
    Refusal {
        kind: ErrorKind::NotAccessibleByPersonalToken,
        responses: &[when(403, &["not accessible by personal access token"])],
        help: Help::Text(
            "The fine-grained token in `{input}` lacks {permission}, was not created for this repository, or is still \
             waiting for the organisation's approval.",
        ),
    },
    Refusal {
        kind: ErrorKind::NoPushAccess,
        responses: &[when(403, &["must have push access", "must have admin rights"])],
        help: Help::Text(
            "The owner of the classic token in `{input}` cannot push to the repository. Use the token of a person who \
             can, or a fine-grained one with {permission}.",
        ),
    },
    Refusal {
        kind: ErrorKind::SingleSignOn,
        responses: &[when(403, &["saml"])],
        help: Help::Text(
            "The classic token in `{input}` is not authorised for the organisation's single sign-on. Choose `Configure \
             SSO` next to the token in your settings, or use a fine-grained token with {permission}.",
        ),
    },
    Refusal {
        kind: ErrorKind::IpAllowList,
        responses: &[when(403, &["ip allow list", "ip address"])],
        help: Help::Text(
            "The organisation accepts requests from listed addresses alone. Add that of the runner to its IP allow list, or use \
             a runner with a listed one. Another token does not help.",
        ),
    },
    Refusal {
        kind: ErrorKind::ClassicForbidden,
        responses: &[when(403, &["personal access token (classic)"])],
        help: Help::Text(
            "The organisation forbids classic tokens. Put a fine-grained token with {permission} into `{input}`.",
        ),
    },
    Refusal {
        kind: ErrorKind::TokenLifetime,
        responses: &[when(403, &["lifetime"])],
        help: Help::Text(
            "The organisation only accepts fine-grained tokens with a shorter lifetime. Create the token in `{input}` \
             anew, with an expiry within its limit (366 days or less).",
        ),
    },
    Refusal {
        kind: ErrorKind::Plan,
        responses: &[when(403, &["upgrade to github"])],
        help: Help::Text(
            "GitHub counts no traffic for private repositories on a free plan. Upgrade the plan, or remove the \
             repository from `repositories`.",
        ),
    },
    Refusal {
        kind: ErrorKind::Archived,
        responses: &[when(403, &["archived"])],
        help: Help::ByToken {
            traffic_token: "Remove the archived repository from `repositories`; what is recorded stays.",
            token: "An archived repository takes no commits. Choose another one in `store`.",
        },
    },
    Refusal {
        kind: ErrorKind::Protected,
        responses: &[when(403, RULES), when(409, RULES), when(422, RULES)],
        help: Help::Text(
            "A ruleset or branch protection forbids the update. Exclude the branch from it, let the token's owner \
             bypass it, or choose another branch in `branch`.",
        ),
    },
    Refusal {
        kind: ErrorKind::Blocked,
        responses: &[when(403, &["access blocked"]), when(451, &[])],
        help: Help::Text("GitHub has blocked this repository and has sent its owner an email with the reason."),
    },
    Refusal {
        kind: ErrorKind::Forbidden,
        responses: &[when(403, &[])],
        help: Help::Text("Check that the token in `{input}` has {permission} and is meant for this repository."),
    },
    Refusal {
        kind: ErrorKind::NotFound,
        responses: &[when(404, &[])],
        help: Help::ByToken {
            traffic_token: "Check the name in `repositories`. GitHub also answers 404 if the token may not see the \
                            repository: the token in `{input}` needs {permission} for it.",
            token: "Check `store` and `branch`. GitHub also answers 404 if the token may not see or change the \
                    repository: the token in `{input}` needs {permission} for it.",
        },
    },
    Refusal {
        kind: ErrorKind::EmptyRepository,
        responses: &[when(409, &["git repository is empty"])],
        help: Help::None,
    },
    Refusal {
        kind: ErrorKind::NotFastForward,
        responses: &[when(422, &["not a fast forward"])],
        help: Help::None,
    },
    Refusal {
        kind: ErrorKind::ReferenceExists,
        responses: &[when(422, &["reference already exists"])],
        help: Help::None,
    },
    Refusal {
        kind: ErrorKind::ReferenceMissing,
        responses: &[when(422, &["reference does not exist"])],
        help: Help::None,
    },
    Refusal {
        kind: ErrorKind::ObjectMissing,
        responses: &[when(
            422,
            &[
                "object does not exist",
                "tree sha does not exist",
                "not a valid tree oid",
            ],
        )],
        help: Help::None,
    },
    Refusal {
        kind: ErrorKind::RedirectedAway,
        responses: &[redirect(Calls::Reads)],
        help: Help::Text("The redirect leads away from the API and was not followed. Check `api-url`."),
    },
    Refusal {
        kind: ErrorKind::Moved,
        responses: &[redirect(Calls::Writes)],
        help: Help::Text("The repository has moved. Update its name in the inputs."),
    },
    Refusal {
        kind: ErrorKind::Server,
        responses: &[ResponsePattern {
            statuses: 500..=599,
            calls: Calls::All,
            patterns: &[],
        }],
        help: TROUBLE,
    },
    Refusal {
        // Headers show it, not the message alone: `policy::limit_of` decides.
        kind: ErrorKind::RateLimited { until: None },
        responses: &[],
        help: Help::Text(
            "The token in `{input}` is used too much. Run again in an hour at an odd minute, or use a separate token.",
        ),
    },
    Refusal {
        // The number of redirects shows it: `policy::decide` counts them.
        kind: ErrorKind::RedirectLoop,
        responses: &[],
        help: Help::Text("Each redirect led to another one. Check `api-url`, and run again later."),
    },
    Refusal {
        kind: ErrorKind::TimedOut,
        responses: &[],
        help: TROUBLE,
    },
    Refusal {
        kind: ErrorKind::Broken,
        responses: &[],
        help: TROUBLE,
    },
    Refusal {
        kind: ErrorKind::Unreachable,
        responses: &[],
        help: Help::Text(
            "Check `api-url`, and that the network and its proxy (`HTTPS_PROXY`, `NO_PROXY`) allow the connection. A \
             private CA can be named in `SSL_CERT_FILE`.",
        ),
    },
    Refusal {
        kind: ErrorKind::NotJson,
        responses: &[],
        help: Help::Text("Check that `api-url` is the address of GitHub's API, and look at githubstatus.com."),
    },
    Refusal {
        kind: ErrorKind::OutOfTime,
        responses: &[],
        help: Help::Text("Run again later; the next run continues."),
    },
];

const TROUBLE: Help = Help::Text("GitHub or the network has a problem. Look at githubstatus.com and run again later.");

/// What a response that is not a success means.
pub(crate) fn kind_of(method: &Method, status: StatusCode, headers: &HeaderMap, message: &str) -> ErrorKind {
    if policy::limit_of(status, headers, message).is_some() {
        return ErrorKind::RateLimited { until: None };
    }
    let message = message.to_ascii_lowercase();
    let means = |response: &ResponsePattern| {
        let of_such_a_call = match response.calls {
            Calls::All => true,
            Calls::Reads => method == Method::GET,
            Calls::Writes => method != Method::GET,
        };
        of_such_a_call
            && response.statuses.contains(&status.as_u16())
            && (response.patterns.is_empty() || response.patterns.iter().any(|pattern| message.contains(pattern)))
    };
    TABLE
        .iter()
        .find(|refusal| refusal.responses.iter().any(means))
        .map_or(ErrorKind::Other, |refusal| refusal.kind)
}

/// What to do about a failure of a call with this token; `None` if there is nothing to do but to run again. `accepted`
/// is what GitHub would have accepted (header `X-Accepted-GitHub-Permissions`): the releases of a private repository need
/// another permission than its traffic.
pub(crate) fn help(kind: ErrorKind, token: TokenInput, accepted: Option<&str>) -> Option<String> {
    if let ErrorKind::RateLimited { until: Some(until) } = kind {
        return Some(format!(
            "The limit ends at {until}, later than `max-wait` allows. Run again after that, or raise `max-wait`."
        ));
    }
    let refusal = TABLE
        .iter()
        .find(|refusal| discriminant(&refusal.kind) == discriminant(&kind))?;
    let template = match refusal.help {
        Help::None => return None,
        Help::Text(text) => text,
        Help::ByToken {
            traffic_token,
            token: commits,
        } => match token {
            TokenInput::TrafficToken => traffic_token,
            TokenInput::Token => commits,
        },
    };
    Some(
        template
            .replace("{input}", token.name())
            .replace("{permission}", &permission(token, accepted)),
    )
}

/// The permission that a call needs: the one that GitHub names, otherwise the one that the input is for.
fn permission(token: TokenInput, accepted: Option<&str>) -> String {
    let named = || {
        let (name, level) = accepted?.split_once('=')?;
        let level = match level {
            "read" => "read",
            "write" => "read and write",
            _ => return None,
        };
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let (first, rest) = name.split_at_checked(1).filter(|_| is_name)?;
        let name = format!("{}{}", first.to_ascii_uppercase(), rest.replace('_', " "));
        Some(format!("the repository permission `{name}: {level}`"))
    };
    named().unwrap_or_else(|| token.permission().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(method: &Method, status: u16, message: &str) -> ErrorKind {
        let status = StatusCode::from_u16(status).expect("a status");
        kind_of(method, status, &HeaderMap::new(), message)
    }

    /// What GitHub says, for each row with responses, in the order of the table.
    const SAID: &[(u16, &str, ErrorKind)] = &[
        (401, "Bad credentials", ErrorKind::BadCredentials),
        (
            403,
            "Resource not accessible by integration",
            ErrorKind::NotAccessibleByIntegration,
        ),
        (
            403,
            "Resource not accessible by personal access token",
            ErrorKind::NotAccessibleByPersonalToken,
        ),
        (403, "Must have push access to repository", ErrorKind::NoPushAccess),
        (403, "Must have admin rights to Repository.", ErrorKind::NoPushAccess),
        (
            403,
            "Resource protected by organization SAML enforcement. You must grant…",
            ErrorKind::SingleSignOn,
        ),
        (
            403,
            "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list \
             enabled, and your IP address is not permitted to access this resource.",
            ErrorKind::IpAllowList,
        ),
        (
            403,
            "`acme` forbids access via a personal access token (classic). Please use a GitHub App or a fine-grained one.",
            ErrorKind::ClassicForbidden,
        ),
        (
            403,
            "The organization forbids access via a fine-grained personal access tokens if the token's lifetime is \
             greater than 366 days.",
            ErrorKind::TokenLifetime,
        ),
        (
            403,
            "Upgrade to GitHub Pro or make this repository public to enable this feature.",
            ErrorKind::Plan,
        ),
        (403, "Repository was archived so is read-only.", ErrorKind::Archived),
        (
            422,
            "Repository rule violations found\n\nCannot update this protected ref.",
            ErrorKind::Protected,
        ),
        (
            422,
            "Changes must be made through a pull request.",
            ErrorKind::Protected,
        ),
        (409, "Repository rule violations found", ErrorKind::Protected),
        (
            403,
            "You are not authorized to push to this protected branch",
            ErrorKind::Protected,
        ),
        (403, "Repository access blocked", ErrorKind::Blocked),
        (451, "Repository access blocked", ErrorKind::Blocked),
        (403, "Something new", ErrorKind::Forbidden),
        (404, "Not Found", ErrorKind::NotFound),
        (409, "Git Repository is empty.", ErrorKind::EmptyRepository),
        (422, "Update is not a fast forward", ErrorKind::NotFastForward),
        (422, "Reference already exists", ErrorKind::ReferenceExists),
        (422, "Reference does not exist", ErrorKind::ReferenceMissing),
        (422, "Object does not exist", ErrorKind::ObjectMissing),
        (422, "Tree SHA does not exist", ErrorKind::ObjectMissing),
        (301, "Moved Permanently", ErrorKind::Moved),
        (502, "", ErrorKind::Server),
        (
            429,
            "You have exceeded a secondary rate limit.",
            ErrorKind::RateLimited { until: None },
        ),
        (418, "", ErrorKind::Other),
        (422, "Something new", ErrorKind::Other),
        (409, "Something new", ErrorKind::Other),
    ];

    #[test]
    fn every_response_has_its_meaning() {
        for (status, message, expected) in SAID {
            assert_eq!(kind(&Method::PATCH, *status, message), *expected, "{status} {message}");
        }
        assert_eq!(kind(&Method::GET, 301, "Moved Permanently"), ErrorKind::RedirectedAway);
        for refusal in TABLE.iter().filter(|refusal| !refusal.responses.is_empty()) {
            let tested = SAID.iter().any(|(_, _, kind)| *kind == refusal.kind);
            assert!(
                tested || refusal.kind == ErrorKind::RedirectedAway,
                "{:?}",
                refusal.kind
            );
        }
    }

    #[test]
    fn every_pattern_is_lower_case_and_found() {
        for refusal in TABLE {
            for response in refusal.responses {
                for pattern in response.patterns {
                    let status = *response.statuses.start();
                    assert_eq!(
                        kind(&Method::POST, status, &format!("So: {pattern}.")),
                        refusal.kind,
                        "{pattern}"
                    );
                }
            }
        }
    }

    #[test]
    fn help_names_the_input_and_the_permission_of_the_token() {
        for refusal in TABLE {
            for (token, other, permission) in [
                (TokenInput::TrafficToken, "`token`", "Contents"),
                (TokenInput::Token, "`traffic-token`", "Administration"),
            ] {
                let Some(help) = help(refusal.kind, token, None) else {
                    continue;
                };
                assert!(!help.contains(other) && !help.contains(permission), "{help}");
                assert!(!help.contains(['{', '}']), "{help}");
                assert!(help.ends_with('.'), "{help}");
            }
        }
        assert_eq!(
            help(ErrorKind::BadCredentials, TokenInput::Token, None).as_deref(),
            Some(
                "The token in `token` has expired, was revoked or has a typo. Create a new one with the repository \
                 permission `Contents: read and write` and update the secret."
            )
        );
        assert_eq!(help(ErrorKind::NotFastForward, TokenInput::Token, None), None);
        assert_eq!(help(ErrorKind::Other, TokenInput::Token, None), None);
    }

    #[test]
    fn the_permission_is_the_one_that_github_names() {
        let own = "the repository permission `Administration: read`";
        for (accepted, wanted) in [
            (Some("administration=read"), own),
            (Some("contents=read"), "the repository permission `Contents: read`"),
            (
                Some("pull_requests=write"),
                "the repository permission `Pull requests: read and write`",
            ),
            (Some("contents=read,metadata=read"), own),
            (Some("`x`=read"), own),
            (Some("=read"), own),
            (None, own),
        ] {
            assert_eq!(permission(TokenInput::TrafficToken, accepted), wanted, "{accepted:?}");
        }
    }
}
