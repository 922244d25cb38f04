//! EDGE. What the debug trail says of one attempt of a call.

use std::time::Duration;

use super::attempt::Attempt;
use super::call::Call;
use super::policy;

/// One line of the debug trail for each request. It names no header but the rate limit's.
pub(super) fn log(call: &Call<'_>, shown_path: &str, number: u32, attempt: &Attempt, duration: Duration) {
    let (status, rate_limit_left, error) = match attempt {
        Attempt::NoConnection(error) | Attempt::Broken(_, error) => (None, None, Some(error)),
        Attempt::Answer(answer) => (
            Some(answer.status.as_u16()),
            policy::rate_limit_left(&answer.headers),
            Some(&answer.message).filter(|message| !message.is_empty()),
        ),
    };
    tracing::debug!(
        method = %call.method,
        path = %shown_path,
        attempt = number,
        status,
        error,
        duration_ms = milliseconds(duration),
        rate_limit_left,
        "request"
    );
}

pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
