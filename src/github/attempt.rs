//! EDGE. One attempt of a call: sent once, its answer read up to the cap and judged. Imports octocrab and hyper.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Bytes;
use octocrab::Octocrab;

use super::client::Call;
use super::error::ErrorKind;
use super::policy::BodyCheck;

/// What an attempt came to.
pub(super) enum Attempt {
    /// Nothing was sent.
    NoConnection(String),
    /// It was sent, and no whole head of an answer came.
    Broken(ErrorKind, String),
    /// An answer, whatever its body is worth.
    Answer {
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        check: BodyCheck,
    },
}

/// Sends `call` to `path` once; all of it, the body included, must be over `within` this time.
pub(super) async fn make(octocrab: &Octocrab, call: &Call<'_>, path: &str, within: Duration) -> Attempt {
    let builder = http::request::Builder::new().method(call.method.clone()).uri(path);
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
                let has_expected_shape = !status.is_success() || (call.has_expected_shape)(&body);
                (
                    body,
                    if has_expected_shape {
                        BodyCheck::Good
                    } else {
                        BodyCheck::Bad
                    },
                )
            }
            // What an error says at such length does not matter; its status does, and `retry-after`.
            Err(error) if error.is::<LengthLimitError>() && status.is_success() => (Bytes::new(), BodyCheck::TooLarge),
            Err(_) => (Bytes::new(), BodyCheck::Bad),
        };
        Attempt::Answer {
            status,
            headers,
            body,
            check,
        }
    };
    match tokio::time::timeout(within, exchange).await {
        Ok(attempt) => attempt,
        Err(_) => {
            let message = format!("no whole answer within {} s", within.as_secs_f32().ceil());
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
        let text = crate::encode::one_line(&error.to_string(), 200);
        if !message.contains(&text) {
            message.push(text);
        }
        cause = error.source();
    }
    message.join(": ")
}
