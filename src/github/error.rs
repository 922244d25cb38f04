//! EDGE. What went wrong at GitHub: typed where somebody branches on it, told so that a person can act on it.
//! Imports the HTTP types and the domain's text.

use std::fmt;

use http::{HeaderMap, Method, StatusCode};

use super::advice;
use super::policy::{self, Limit};
use crate::domain::Timestamp;

/// Which input the token of a call came from: the advice names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenInput {
    /// Reads traffic.
    TrafficToken,
    /// Commits.
    Token,
}

impl TokenInput {
    /// The input's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TrafficToken => "traffic-token",
            Self::Token => "token",
        }
    }
}

/// What kind of failure it was. The rows of the token table come first, then limits, git, the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 401: expired, revoked or mistyped.
    BadCredentials,
    /// 403: `GITHUB_TOKEN`, or an App, without the permission.
    NotAccessibleByIntegration,
    /// 403: a fine-grained token without the permission, the repository or the organisation's approval.
    NotAccessibleByPersonalToken,
    /// 403: a classic token of somebody without the access.
    NoPushAccess,
    /// 403: a classic token that is not authorised for the organisation's single sign-on.
    SingleSignOn,
    /// 403: the organisation forbids fine-grained tokens that live so long.
    TokenLifetime,
    /// 403: the plan does not have it.
    Plan,
    /// 403: an archived repository.
    Archived,
    /// Another 403.
    Forbidden,
    /// 404: there is no such thing, or the token may not see it.
    NotFound,
    /// 451 or a repository that GitHub has blocked.
    Blocked,
    /// A rate limit that ends too late, or that did not end.
    RateLimited {
        /// When it ends, where GitHub says so.
        until: Option<Timestamp>,
    },
    /// 409: the repository has no commit yet.
    EmptyRepository,
    /// 422: the branch's head is not the parent any more.
    NotFastForward,
    /// 422: somebody else has made the branch meanwhile.
    ReferenceExists,
    /// 422: the branch is gone.
    ReferenceMissing,
    /// 422: an object that was only just made is not known yet.
    ObjectMissing,
    /// A rule or a protection of the branch forbids it.
    Protected,
    /// A write to a repository that has moved: never replayed.
    Moved,
    /// A redirect that leads away from the API.
    RedirectedAway,
    /// No connection.
    Unreachable,
    /// The connection broke.
    Broken,
    /// No answer in time.
    TimedOut,
    /// An answer that is not what was asked for: not JSON, cut off, another shape.
    NotJson,
    /// An answer longer than it can be.
    TooLarge,
    /// 5xx.
    Server,
    /// The time of the whole run is over.
    OutOfTime,
    /// Something else.
    Other,
}

/// A failed call.
#[derive(Debug, Clone, thiserror::Error)]
pub struct GitHubError(Box<ErrorContext>);

/// All that is known of a failure.
#[derive(Debug, Clone)]
pub(crate) struct ErrorContext {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: String,
    pub(crate) endpoint: String,
    pub(crate) write: bool,
    pub(crate) token: TokenInput,
    pub(crate) status: Option<StatusCode>,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
    pub(crate) permissions: Option<String>,
    pub(crate) tries: u32,
    pub(crate) redirected: bool,
}

impl GitHubError {
    pub(crate) fn new(context: ErrorContext) -> Self {
        Self(Box::new(context))
    }

    /// Adds what an answer says of itself.
    pub(crate) fn add_answer(&mut self, status: StatusCode, id: Option<String>, permissions: Option<String>) {
        self.0.status = Some(status);
        self.0.request_id = id;
        self.0.permissions = permissions;
    }

    /// What kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status.map(|status| status.as_u16())
    }

    /// The input whose token was used.
    #[must_use]
    pub fn token_input(&self) -> TokenInput {
        self.0.token
    }

    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        advice::of(&self.0)
    }

    /// Whether it was a write of which nobody knows if GitHub has carried it out: the state must be read to tell.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        let unsure = match self.0.kind {
            ErrorKind::Broken | ErrorKind::TimedOut | ErrorKind::Server => true,
            ErrorKind::NotJson | ErrorKind::TooLarge => self.0.status.is_none_or(|status| status.is_success()),
            _ => false,
        };
        self.0.write && unsure
    }

    /// Whether it is about the token or the access it gives, so that another try without a change is in vain.
    #[must_use]
    pub fn is_access(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::BadCredentials
                | ErrorKind::NotAccessibleByIntegration
                | ErrorKind::NotAccessibleByPersonalToken
                | ErrorKind::NoPushAccess
                | ErrorKind::SingleSignOn
                | ErrorKind::TokenLifetime
                | ErrorKind::Plan
                | ErrorKind::Forbidden
                | ErrorKind::NotFound
        )
    }

    /// Whether the call had been sent on to a repository's new place.
    #[must_use]
    pub fn was_redirected(&self) -> bool {
        self.0.redirected
    }
}

impl fmt::Display for GitHubError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = &*self.0;
        write!(f, "could not {}: {}", context.operation, context.endpoint)?;
        match context.status {
            Some(status) => write!(f, " answered {}", status.as_u16())?,
            None => f.write_str(" failed")?,
        }
        if !context.message.is_empty() {
            write!(f, ": {}", context.message)?;
        }
        let tries = (context.tries > 1).then(|| format!("{} tries", context.tries));
        let id = context.request_id.as_ref().map(|id| format!("request {id}"));
        let permissions = context
            .permissions
            .as_ref()
            .map(|names| format!("accepted permissions: {names}"));
        let details: Vec<String> = [tries, id, permissions].into_iter().flatten().collect();
        if !details.is_empty() {
            write!(f, " ({})", details.join("; "))?;
        }
        if let Some(advice) = self.advice() {
            write!(f, ". {advice}")?;
        }
        Ok(())
    }
}

/// The `message` of an error's body, with the messages of its `errors`; empty when it has none.
pub(crate) fn message_of(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::new();
    };
    let mut message: Vec<&str> = value
        .get("message")
        .and_then(|message| message.as_str())
        .into_iter()
        .collect();
    let details = value.get("errors").and_then(|errors| errors.as_array());
    for detail in details.into_iter().flatten().take(5) {
        message.extend(
            detail
                .as_str()
                .or_else(|| detail.get("message").and_then(|message| message.as_str())),
        );
    }
    crate::encode::one_line(&message.join("; "), 500)
}

/// What an answer that is no success means.
pub(crate) fn kind_of(method: &Method, status: StatusCode, headers: &HeaderMap, message: &str) -> ErrorKind {
    if let Some(Limit::Primary | Limit::Secondary) = policy::limit_of(status, headers, message) {
        return ErrorKind::RateLimited { until: None };
    }
    let has = |part: &str| message.to_ascii_lowercase().contains(part);
    match status.as_u16() {
        300..=399 if method == Method::GET => ErrorKind::RedirectedAway,
        300..=399 => ErrorKind::Moved,
        401 => ErrorKind::BadCredentials,
        403 if has("not accessible by integration") => ErrorKind::NotAccessibleByIntegration,
        403 if has("not accessible by personal access token") => ErrorKind::NotAccessibleByPersonalToken,
        403 if has("must have push access") || has("must have admin rights") => ErrorKind::NoPushAccess,
        403 if has("saml") => ErrorKind::SingleSignOn,
        403 if has("lifetime") => ErrorKind::TokenLifetime,
        403 if has("upgrade to github") => ErrorKind::Plan,
        403 if has("archived") => ErrorKind::Archived,
        403 | 409 | 422 if is_rule(message) => ErrorKind::Protected,
        403 if has("access blocked") => ErrorKind::Blocked,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        409 if has("git repository is empty") => ErrorKind::EmptyRepository,
        422 if has("not a fast forward") => ErrorKind::NotFastForward,
        422 if has("reference already exists") => ErrorKind::ReferenceExists,
        422 if has("reference does not exist") => ErrorKind::ReferenceMissing,
        422 if has("object does not exist") || has("tree sha does not exist") || has("not a valid tree oid") => {
            ErrorKind::ObjectMissing
        }
        451 => ErrorKind::Blocked,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Other,
    }
}

fn is_rule(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "rule violations",
        "through a pull request",
        "protected branch",
        "branch is protected",
        "cannot update this protected",
        "not authorized to push to this branch",
    ]
    .iter()
    .any(|part| message.contains(part))
}
