//! PURE. A failed call to GitHub as a value, typed where the program branches on it.

use std::fmt;

use http::StatusCode;

use super::not_found::NotFoundAnswer;
use crate::code::Code;
use crate::domain::Timestamp;
use crate::message::Message;

/// The input that a call's token came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenInput {
    /// `traffic-token`, which reads traffic.
    TrafficToken,
    /// `token`, which commits.
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

    /// The permission that its token needs.
    #[must_use]
    pub fn permission(self) -> &'static str {
        match self {
            Self::TrafficToken => "the repository permission `Administration: read`",
            Self::Token => "the repository permission `Contents: read and write`",
        }
    }
}

/// The kind of a failure: tokens first, then limits, git and the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// 401: the token has expired, was revoked or has a typo.
    BadCredentials,
    /// 403: `GITHUB_TOKEN` or an App, without the permission.
    NotAccessibleByIntegration,
    /// 403: a fine-grained token without the permission, the repository or the organisation's approval.
    NotAccessibleByPersonalToken,
    /// 403: the owner of a classic token has no access.
    NoPushAccess,
    /// 403: a classic token that is not authorised for the organisation's single sign-on.
    SingleSignOn,
    /// 403: the organisation's list of addresses does not have this one.
    IpAllowList,
    /// 403: the organisation forbids classic tokens.
    ClassicForbidden,
    /// 403: the organisation forbids fine-grained tokens with such a long lifetime.
    TokenLifetime,
    /// 403: the plan does not include it.
    Plan,
    /// 403: an archived repository.
    Archived,
    /// Another 403.
    Forbidden,
    /// 404: not found, or hidden from the token.
    NotFound,
    /// 451, or a 403 for a repository that GitHub has blocked.
    Blocked,
    /// A rate limit that ends too late, or did not end.
    RateLimited {
        /// When it ends, if GitHub says so.
        until: Option<Timestamp>,
    },
    /// 409: the repository has no commit yet.
    EmptyRepository,
    /// 422: the parent is no longer the head of the branch.
    NotFastForward,
    /// 422: another writer created the branch first.
    ReferenceExists,
    /// 422: the branch was deleted.
    ReferenceMissing,
    /// 422: an object that was only just created is not known yet.
    ObjectMissing,
    /// A ruleset or branch protection forbids the update.
    Protected,
    /// A write to a repository that has moved: never sent again.
    Moved,
    /// A redirect that leads away from the API.
    RedirectedAway,
    /// Redirects that lead to more redirects.
    RedirectLoop,
    /// No connection.
    Unreachable,
    /// The connection broke.
    Broken,
    /// No complete response in time.
    TimedOut,
    /// A response that is not the JSON that was asked for.
    NotJson,
    /// A response longer than the limit for it.
    TooLarge,
    /// 5xx.
    Server,
    /// The time limit of the whole run.
    OutOfTime,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// The code under which the documents explain it; `None` for what only the program itself has to do with.
    #[must_use]
    pub fn code(self) -> Option<Code> {
        Some(match self {
            Self::BadCredentials => Code::BadCredentials,
            Self::NotAccessibleByIntegration => Code::NotAccessibleByIntegration,
            Self::NotAccessibleByPersonalToken => Code::NotAccessibleByPersonalToken,
            Self::NoPushAccess => Code::NoPushAccess,
            Self::SingleSignOn => Code::SingleSignOn,
            Self::IpAllowList => Code::IpAllowList,
            Self::ClassicForbidden => Code::ClassicForbidden,
            Self::TokenLifetime => Code::TokenLifetime,
            Self::Plan => Code::Plan,
            Self::Archived => Code::Archived,
            Self::Protected => Code::Protected,
            Self::Blocked => Code::Blocked,
            Self::Forbidden => Code::Forbidden,
            Self::NotFound => Code::NotFound,
            Self::RateLimited { .. } => Code::RateLimit,
            Self::Moved => Code::Moved,
            Self::RedirectedAway | Self::RedirectLoop => Code::Redirect,
            Self::Unreachable => Code::Unreachable,
            Self::NotJson | Self::TooLarge => Code::NotJson,
            Self::Server | Self::TimedOut | Self::Broken => Code::Trouble,
            Self::EmptyRepository
            | Self::NotFastForward
            | Self::ReferenceExists
            | Self::ReferenceMissing
            | Self::ObjectMissing
            | Self::OutOfTime
            | Self::Other => return None,
        })
    }
}

/// A failed call. `Display` is the summary and the cause; the help is apart ([`GitHubError::help`]).
#[derive(Debug, Clone, thiserror::Error)]
pub struct GitHubError(Box<ErrorContext>);

/// All that is known about a failure.
#[derive(Debug, Clone)]
pub(crate) struct ErrorContext {
    pub(crate) kind: ErrorKind,
    /// What was being done, to follow "could not".
    pub(crate) operation: String,
    /// Method and URL.
    pub(crate) endpoint: String,
    pub(crate) is_write: bool,
    pub(crate) status: Option<StatusCode>,
    /// GitHub's message, or what the network stack says.
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
    /// The permissions that GitHub would have accepted.
    pub(crate) permissions: Option<String>,
    /// What GitHub answered about a repository that it does not find.
    pub(crate) not_found: Option<NotFoundAnswer>,
    /// Requests sent.
    pub(crate) attempts: u32,
    pub(crate) redirected: bool,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl GitHubError {
    pub(crate) fn new(context: ErrorContext) -> Self {
        Self(Box::new(context))
    }

    /// The kind of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status.map(|status| status.as_u16())
    }

    /// What to do about it, if there is something to do.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// Whether this was a write that GitHub may or may not have carried out: only reading the state can show which.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        let unsure = match self.0.kind {
            ErrorKind::Broken | ErrorKind::TimedOut | ErrorKind::Server => true,
            ErrorKind::NotJson | ErrorKind::TooLarge => self.0.status.is_none_or(|status| status.is_success()),
            _ => false,
        };
        self.0.is_write && unsure
    }

    /// Whether it is about the token or its access, so that trying again without a change cannot help.
    #[must_use]
    pub fn is_access(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::BadCredentials
                | ErrorKind::NotAccessibleByIntegration
                | ErrorKind::NotAccessibleByPersonalToken
                | ErrorKind::NoPushAccess
                | ErrorKind::SingleSignOn
                | ErrorKind::IpAllowList
                | ErrorKind::ClassicForbidden
                | ErrorKind::TokenLifetime
                | ErrorKind::Plan
                | ErrorKind::Forbidden
                | ErrorKind::NotFound
        )
    }

    /// Whether the call was redirected to another address of the repository.
    #[must_use]
    pub fn was_redirected(&self) -> bool {
        self.0.redirected
    }

    /// GitHub's own answer that a repository is not found; `None` for every other failure.
    pub(crate) fn not_found(&self) -> Option<&NotFoundAnswer> {
        self.0.not_found.as_ref()
    }

    fn summary(&self) -> String {
        format!("could not {}", self.0.operation)
    }

    fn cause(&self) -> String {
        let context = &*self.0;
        let mut cause = match context.status {
            Some(status) => format!("{} answered {}", context.endpoint, status.as_u16()),
            None => format!("{} failed", context.endpoint),
        };
        if !context.message.is_empty() {
            cause.push_str(&format!(": {}", context.message));
        }
        let attempts = (context.attempts > 1).then(|| format!("{} attempts", context.attempts));
        let id = context.request_id.as_ref().map(|id| format!("request {id}"));
        let permissions = context
            .permissions
            .as_ref()
            .map(|names| format!("accepted permissions: {names}"));
        let details: Vec<String> = [attempts, id, permissions].into_iter().flatten().collect();
        if !details.is_empty() {
            cause.push_str(&format!(" ({})", details.join("; ")));
        }
        cause
    }
}

impl fmt::Display for GitHubError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.summary(), self.cause())
    }
}

impl From<&GitHubError> for Message {
    fn from(error: &GitHubError) -> Self {
        Self {
            title: Self::PROGRAM.to_owned(),
            summary: error.summary(),
            cause: Some(error.cause()),
            help: error.help().map(str::to_owned),
            code: error.kind().code(),
        }
    }
}
