//! PURE. From an attempt that ends a call to its error.

use super::api_url::ApiUrl;
use super::attempt::{Attempt, HttpResponse};

use super::call::Call;
use super::error::{ErrorContext, ErrorKind, GitHubError, TokenInput};
use super::not_found::NotFoundAnswer;
use super::policy::BodyCheck;
use super::refusal;

/// The most characters of a header that are kept.
const MAX_HEADER: usize = 200;

/// A call that failed, and how far it came.
#[derive(Clone, Copy)]
pub(super) struct FailedCall<'a> {
    pub(super) api: &'a ApiUrl,
    pub(super) call: &'a Call<'a>,
    /// The input that the token came from.
    pub(super) token: TokenInput,
    /// Requests sent.
    pub(super) attempts: u32,
    pub(super) redirected: bool,
}

impl FailedCall<'_> {
    /// The error for a failure that is not about a response.
    pub(super) fn error(&self, kind: ErrorKind, message: String) -> GitHubError {
        GitHubError::new(self.context(kind, message))
    }

    /// The error for the last attempt; `kind` if the policy knows it already.
    pub(super) fn after(&self, attempt: Attempt, kind: Option<ErrorKind>) -> GitHubError {
        match attempt {
            Attempt::NoConnection(message) => self.error(ErrorKind::Unreachable, message),
            Attempt::Broken(kind, message) => self.error(kind, message),
            Attempt::Answer(answer) => self.after_answer(answer, kind),
        }
    }

    fn after_answer(&self, answer: HttpResponse, kind: Option<ErrorKind>) -> GitHubError {
        let (kind, message) = match (kind, answer.check) {
            (Some(kind), _) => (kind, answer.message),
            (None, BodyCheck::TooLarge) => (
                ErrorKind::TooLarge,
                format!("the response is longer than {} bytes", self.call.max_bytes),
            ),
            (None, _) if answer.status.is_success() => (
                ErrorKind::NotJson,
                "the response is cut off, is not JSON, or has an unexpected shape".to_owned(),
            ),
            (None, _) => {
                let kind = refusal::kind_of(&self.call.method, answer.status, &answer.headers, &answer.message);
                (kind, answer.message)
            }
        };
        let header = |name: &str| {
            let value = answer.headers.get(name)?.to_str().ok()?;
            Some(crate::encode::one_line(value, MAX_HEADER)).filter(|value| !value.is_empty())
        };
        let not_found = (kind == ErrorKind::NotFound).then(|| NotFoundAnswer::read(&answer.headers, &answer.body));
        let not_found = not_found.flatten();
        let permissions = header("x-accepted-github-permissions");
        let help = refusal::help(kind, self.token, permissions.as_deref());
        let authorise = header("x-github-sso").filter(|_| kind == ErrorKind::SingleSignOn);
        let authorise = authorise.as_deref().and_then(sso_address);
        GitHubError::new(ErrorContext {
            status: Some(answer.status),
            request_id: header("x-github-request-id"),
            help: match (help, authorise) {
                (Some(help), Some(address)) => Some(format!("{help} {AUTHORISE}{address}")),
                (help, _) => help,
            },
            permissions,
            not_found,
            ..self.context(kind, message)
        })
    }

    fn context(&self, kind: ErrorKind, message: String) -> ErrorContext {
        let call = self.call;
        ErrorContext {
            kind,
            operation: call.operation.clone(),
            endpoint: format!("{} {}{}", call.method, self.api, call.path),
            is_write: call.is_write(),
            status: None,
            message,
            request_id: None,
            permissions: None,
            not_found: None,
            attempts: self.attempts,
            redirected: self.redirected,
            help: refusal::help(kind, self.token, None),
        }
    }
}

/// What comes before the address at which a token is authorised for single sign-on.
const AUTHORISE: &str = "Authorise it: ";

/// The address in the header `x-github-sso: required; url=https://…`.
///
/// Source: <https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#using-saml-sso>
fn sso_address(header: &str) -> Option<&str> {
    let address = header.split(';').find_map(|part| part.trim().strip_prefix("url="))?;
    address.starts_with("https://").then_some(address)
}
