//! EDGE. One attempt of a call: one request, with its response read up to the limit and checked.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Bytes;
use octocrab::Octocrab;

use super::body;
use super::call::Call;
use super::error::ErrorKind;
use super::policy::{AttemptResult, BodyCheck};

/// The most characters that are kept of one error of the network stack.
const MAX_ERROR: usize = 200;

/// The result of an attempt.
pub(super) enum Attempt {
    /// Nothing was sent.
    NoConnection(String),
    /// The request was sent, and no complete response came.
    Broken(ErrorKind, String),
    /// A response.
    Answer(HttpResponse),
}

/// A response, whatever its status and body.
pub(super) struct HttpResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) check: BodyCheck,
    /// GitHub's message; empty for a success.
    pub(super) message: String,
}

impl Attempt {
    /// The same as the policy wants to see it.
    pub(super) fn result(&self) -> AttemptResult<'_> {
        match self {
            Self::NoConnection(_) => AttemptResult::NoConnection,
            Self::Broken(..) => AttemptResult::Broken,
            Self::Answer(answer) => AttemptResult::Answer {
                status: answer.status,
                headers: &answer.headers,
                message: &answer.message,
                body: answer.check,
            },
        }
    }
}

/// Sends `call` to `path` once; all of it, the body included, must be done `within` this time.
pub(super) async fn make(octocrab: &Octocrab, call: &Call<'_>, path: &str, within: Duration) -> Attempt {
    let mut builder = http::request::Builder::new().method(call.method.clone()).uri(path);
    if let Some(media_type) = call.accept {
        builder = builder.header(http::header::ACCEPT, media_type);
    }
    let request = match octocrab.build_request(builder, call.body) {
        Ok(request) => request,
        Err(error) => return Attempt::NoConnection(describe_chain(&error)),
    };
    let exchange = async {
        let response = match octocrab.execute(request).await {
            Ok(response) => response,
            Err(error) if never_sent(&error) => return Attempt::NoConnection(describe_chain(&error)),
            Err(error) => return Attempt::Broken(ErrorKind::Broken, describe_chain(&error)),
        };
        let (parts, body) = response.into_parts();
        let (status, headers) = (parts.status, parts.headers);
        let (body, check) = match Limited::new(body, call.max_bytes).collect().await {
            Ok(collected) => {
                let body = collected.to_bytes();
                let good = !status.is_success() || (call.has_expected_shape)(&body);
                (body, if good { BodyCheck::Good } else { BodyCheck::Bad })
            }
            // The text of such a long error does not matter; its status and `retry-after` do.
            Err(error) if error.is::<LengthLimitError>() && status.is_success() => (Bytes::new(), BodyCheck::TooLarge),
            Err(_) => (Bytes::new(), BodyCheck::Bad),
        };
        let message = if status.is_success() {
            String::new()
        } else {
            body::error_message(&body)
        };
        Attempt::Answer(HttpResponse {
            status,
            headers,
            body,
            check,
            message,
        })
    };
    match tokio::time::timeout(within, exchange).await {
        Ok(attempt) => attempt,
        Err(_) => {
            let message = format!("no complete response within {} s", within.as_secs_f32().ceil());
            Attempt::Broken(ErrorKind::TimedOut, message)
        }
    }
}

/// Whether the error came before anything was sent.
fn never_sent(error: &octocrab::Error) -> bool {
    let octocrab::Error::Service { source, .. } = error else {
        return false;
    };
    source
        .downcast_ref::<hyper_util::client::legacy::Error>()
        .is_some_and(|error| error.is_connect())
}

/// An error with its causes, in one line.
fn describe_chain(error: &octocrab::Error) -> String {
    let mut message = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = match error {
        octocrab::Error::Service { source, .. } => Some(&**source),
        other => Some(other),
    };
    while let Some(error) = cause {
        let text = crate::encode::one_line(&error.to_string(), MAX_ERROR);
        if !message.contains(&text) {
            message.push(text);
        }
        cause = error.source();
    }
    message.join(": ")
}
