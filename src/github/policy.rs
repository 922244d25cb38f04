//! PURE. The retry policy: decides what happens after an attempt, from its method, status, headers and body and from
//! the attempts before.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use crate::domain::Timestamp;

/// Redirects that one `GET` follows.
pub(crate) const REDIRECTS: u32 = 3;
/// Waits of one call for a secondary limit.
const SECONDARY_WAITS: u32 = 3;
/// Waits of one call for a primary limit: the second is needed if others use the same quota.
const PRIMARY_WAITS: u32 = 2;
/// Waits between the attempts of one `GET` at network errors, 5xx responses and bad bodies are drawn from zero to these (what GitHub's own clients wait, with full jitter).
const CEILINGS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(9)];
/// The first wait for a secondary limit without `retry-after`; it doubles each time.
const SECONDARY: Duration = Duration::from_secs(60);

/// The result of one attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AttemptResult<'a> {
    /// There was no connection: nothing was sent.
    NoConnection,
    /// The connection broke or the time ran out: GitHub may have carried out the request or not.
    Broken,
    /// A response came.
    Answer {
        /// Its status.
        status: StatusCode,
        /// Its headers.
        headers: &'a HeaderMap,
        /// GitHub's `message`, empty if there is none.
        message: &'a str,
        /// The check of its body.
        body: BodyCheck,
    },
}

/// Whether the body of a response can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyCheck {
    /// What was asked for.
    Good,
    /// Cut off, HTML, not JSON, or JSON of another shape.
    Bad,
    /// Longer than the limit for it.
    TooLarge,
}

/// The waits and redirects of one call so far, by their reason.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RetryState {
    /// Attempts that failed for a passing reason.
    pub(crate) transient: u32,
    /// Waits for a primary limit.
    pub(crate) primary: u32,
    /// Waits for a secondary limit.
    pub(crate) secondary: u32,
    /// Redirects followed.
    pub(crate) redirects: u32,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Return the response.
    Accept,
    /// Follow the redirect.
    Follow,
    /// Give up: one redirect led to the next.
    RedirectLoop,
    /// Send it again after a pause.
    Retry(Backoff, RetryReason),
    /// A limit that ends too late to wait for it.
    TooLong {
        /// When it ends, if GitHub says so.
        until: Option<Timestamp>,
    },
    /// Give up.
    Stop,
}

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backoff {
    /// A time drawn between zero and this: full jitter, so that many clients do not come back at once.
    Within(Duration),
    /// Never less than this: GitHub named it.
    AtLeast(Duration),
}

/// Why a call is sent again: each reason has its own count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryReason {
    /// The network, a 5xx response, a bad body, or an outage that looks like a refusal.
    Transient,
    /// The hourly limit.
    Primary,
    /// The limit on bursts.
    Secondary,
}

impl RetryState {
    /// Counts one more attempt.
    pub(crate) fn count(&mut self, reason: RetryReason) {
        match reason {
            RetryReason::Transient => self.transient += 1,
            RetryReason::Primary => self.primary += 1,
            RetryReason::Secondary => self.secondary += 1,
        }
    }
}

/// Decides what to do next. `now` is compared with the reset of a limit; `max_wait` is the longest wait for one.
pub(crate) fn decide(
    method: &Method,
    result: AttemptResult<'_>,
    retries: &RetryState,
    now: Timestamp,
    max_wait: Duration,
) -> Decision {
    let read = method == Method::GET;
    match result {
        // Nothing was sent, so even a write may go out again.
        AttemptResult::NoConnection => transient(retries),
        AttemptResult::Broken if read => transient(retries),
        AttemptResult::Broken => Decision::Stop,
        AttemptResult::Answer {
            body: BodyCheck::TooLarge,
            ..
        } => Decision::Stop,
        AttemptResult::Answer {
            status,
            headers,
            message,
            body,
        } => match status.as_u16() {
            200..=299 if body == BodyCheck::Good => Decision::Accept,
            200..=299 | 408 if read => transient(retries),
            301 | 302 | 307 | 308 if read && retries.redirects < REDIRECTS => Decision::Follow,
            301 | 302 | 307 | 308 if read => Decision::RedirectLoop,
            401 if number(headers, "x-ratelimit-limit") == Some(60) && retries.transient == 0 => {
                // A valid token has a higher limit. If GitHub suddenly treats it as anonymous, that can be an outage.
                Decision::Retry(Backoff::Within(CEILINGS[0]), RetryReason::Transient)
            }
            403 | 429 => limited(status, headers, message, retries, now, max_wait),
            500..=599 if read => match (transient(retries), retry_after(headers)) {
                (Decision::Retry(_, reason), Some(wait)) if wait <= max_wait => {
                    Decision::Retry(Backoff::AtLeast(wait), reason)
                }
                (Decision::Retry(..), Some(wait)) => too_long(now, wait),
                (decision, _) => decision,
            },
            _ => Decision::Stop,
        },
    }
}

fn transient(retries: &RetryState) -> Decision {
    match CEILINGS.get(retries.transient as usize) {
        Some(ceiling) => Decision::Retry(Backoff::Within(*ceiling), RetryReason::Transient),
        None => Decision::Stop,
    }
}

/// A limit refuses a request before anything is done, so reads and writes wait alike.
fn limited(
    status: StatusCode,
    headers: &HeaderMap,
    message: &str,
    retries: &RetryState,
    now: Timestamp,
    max_wait: Duration,
) -> Decision {
    match limit_of(status, headers, message) {
        None => Decision::Stop,
        Some(Limit::Primary) => {
            let reset = number(headers, "x-ratelimit-reset").and_then(|at| Timestamp::from_second(at).ok());
            let Some(reset) = reset else {
                return Decision::TooLong { until: None };
            };
            let left = u64::try_from(reset.as_second() - now.as_second()).unwrap_or(0);
            let wait = Duration::from_secs(left.saturating_add(1)).max(retry_after(headers).unwrap_or_default());
            if wait > max_wait {
                Decision::TooLong { until: Some(reset) }
            } else if retries.primary < PRIMARY_WAITS {
                Decision::Retry(Backoff::AtLeast(wait), RetryReason::Primary)
            } else {
                Decision::Stop
            }
        }
        Some(Limit::Secondary) => {
            let doubled = SECONDARY * 2_u32.pow(retries.secondary.min(SECONDARY_WAITS));
            let wait = retry_after(headers).unwrap_or(doubled);
            if retries.secondary >= SECONDARY_WAITS {
                Decision::Stop
            } else if wait > max_wait {
                too_long(now, wait)
            } else {
                Decision::Retry(Backoff::AtLeast(wait), RetryReason::Secondary)
            }
        }
    }
}

fn too_long(now: Timestamp, wait: Duration) -> Decision {
    let until = i64::try_from(wait.as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(now.as_second().saturating_add(seconds)).ok());
    Decision::TooLong { until }
}

/// Which of GitHub's two kinds of limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The number of requests per hour.
    Primary,
    /// Too many requests at once, or too much content created.
    Secondary,
}

/// Distinguishes a limit from a refusal: both come as 403, and a refusal can come with the last request of an hour.
pub(crate) fn limit_of(status: StatusCode, headers: &HeaderMap, message: &str) -> Option<Limit> {
    if status != StatusCode::FORBIDDEN && status != StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let message = message.to_ascii_lowercase();
    if message.contains("secondary rate limit") || message.contains("abuse detection") {
        return Some(Limit::Secondary);
    }
    let used_up = rate_limit_left(headers) == Some(0);
    let unnamed = message.is_empty() || message.contains("rate limit");
    if message.contains("api rate limit exceeded") || (used_up && unnamed) {
        return Some(Limit::Primary);
    }
    let names_a_wait = headers.contains_key("retry-after");
    (names_a_wait || status == StatusCode::TOO_MANY_REQUESTS).then_some(Limit::Secondary)
}

/// How long to wait, if the response says so in seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = number(headers, "retry-after")?;
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

/// Requests that are left until the primary limit, if the response says so.
pub(crate) fn rate_limit_left(headers: &HeaderMap) -> Option<i64> {
    number(headers, "x-ratelimit-remaining")
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const MAX: Duration = Duration::from_secs(300);

    fn now() -> Timestamp {
        Timestamp::from_second(NOW).expect("in range")
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    value.parse().expect("a header value"),
                )
            })
            .collect()
    }

    fn answer(
        method: &Method,
        status: u16,
        pairs: &[(&'static str, &str)],
        message: &str,
        retries: RetryState,
    ) -> Decision {
        let status = StatusCode::from_u16(status).expect("a status");
        let headers = headers(pairs);
        let result = AttemptResult::Answer {
            status,
            headers: &headers,
            message,
            body: BodyCheck::Good,
        };
        decide(method, result, &retries, now(), MAX)
    }

    fn transient(seconds: u64) -> Decision {
        Decision::Retry(Backoff::Within(Duration::from_secs(seconds)), RetryReason::Transient)
    }

    fn at_least(seconds: u64, reason: RetryReason) -> Decision {
        Decision::Retry(Backoff::AtLeast(Duration::from_secs(seconds)), reason)
    }

    #[test]
    fn a_refusal_is_final() {
        for status in [400, 401, 403, 404, 409, 410, 415, 422, 451] {
            for method in [Method::GET, Method::POST, Method::PATCH, Method::PUT] {
                let decision = answer(&method, status, &[], "Not here", RetryState::default());
                assert_eq!(decision, Decision::Stop, "{method} {status}");
            }
        }
    }

    #[test]
    fn a_read_is_tried_four_times_and_a_write_once() {
        for status in [500, 502, 503, 504, 408] {
            let waits: Vec<_> = (0..4)
                .map(|count| {
                    answer(
                        &Method::GET,
                        status,
                        &[],
                        "",
                        RetryState {
                            transient: count,
                            ..RetryState::default()
                        },
                    )
                })
                .collect();
            assert_eq!(
                waits,
                [transient(1), transient(4), transient(9), Decision::Stop],
                "{status}"
            );
            assert_eq!(
                answer(&Method::POST, status, &[], "", RetryState::default()),
                Decision::Stop
            );
            assert_eq!(
                answer(&Method::PATCH, status, &[], "", RetryState::default()),
                Decision::Stop
            );
        }
        let broken = |method| decide(method, AttemptResult::Broken, &RetryState::default(), now(), MAX);
        assert_eq!(broken(&Method::GET), transient(1));
        assert_eq!(broken(&Method::PUT), Decision::Stop);
    }

    #[test]
    fn what_was_never_sent_may_go_out_again() {
        for method in [Method::GET, Method::POST, Method::PATCH] {
            assert_eq!(
                decide(&method, AttemptResult::NoConnection, &RetryState::default(), now(), MAX),
                transient(1)
            );
        }
    }

    #[test]
    fn a_bad_body_counts_as_a_failure_and_a_huge_one_ends_it() {
        let headers = HeaderMap::new();
        let with = |method: &Method, body| {
            let result = AttemptResult::Answer {
                status: StatusCode::OK,
                headers: &headers,
                message: "",
                body,
            };
            decide(method, result, &RetryState::default(), now(), MAX)
        };
        assert_eq!(with(&Method::GET, BodyCheck::Good), Decision::Accept);
        assert_eq!(with(&Method::GET, BodyCheck::Bad), transient(1));
        assert_eq!(with(&Method::POST, BodyCheck::Bad), Decision::Stop);
        assert_eq!(with(&Method::GET, BodyCheck::TooLarge), Decision::Stop);
    }

    #[test]
    fn only_reads_are_redirected_and_three_times() {
        for status in [301, 302, 307, 308] {
            let seen = |redirects| {
                answer(
                    &Method::GET,
                    status,
                    &[],
                    "",
                    RetryState {
                        redirects,
                        ..RetryState::default()
                    },
                )
            };
            assert_eq!(seen(2), Decision::Follow);
            assert_eq!(seen(3), Decision::RedirectLoop);
            assert_eq!(
                answer(&Method::POST, status, &[], "", RetryState::default()),
                Decision::Stop
            );
        }
    }

    #[test]
    fn a_401_is_tried_again_only_when_it_looks_like_an_outage() {
        let outage = [("x-ratelimit-limit", "60")];
        let again = |pairs, count| {
            let retries = RetryState {
                transient: count,
                ..RetryState::default()
            };
            answer(&Method::GET, 401, pairs, "Bad credentials", retries)
        };
        assert_eq!(again(&outage, 0), transient(1));
        assert_eq!(again(&outage, 1), Decision::Stop);
        assert_eq!(again(&[("x-ratelimit-limit", "5000")], 0), Decision::Stop);
    }

    #[test]
    fn a_primary_limit_is_waited_for_if_it_ends_in_time() {
        let limited = |reset: i64, primary| {
            let reset = (NOW + reset).to_string();
            let pairs = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset.as_str())];
            let retries = RetryState {
                primary,
                ..RetryState::default()
            };
            answer(
                &Method::POST,
                403,
                &pairs,
                "API rate limit exceeded for installation ID 1.",
                retries,
            )
        };
        assert_eq!(limited(30, 0), at_least(31, RetryReason::Primary));
        assert_eq!(limited(-5, 0), at_least(1, RetryReason::Primary));
        assert_eq!(limited(30, 2), Decision::Stop);
        let until = Timestamp::from_second(NOW + 3_000).ok();
        assert_eq!(limited(3_000, 0), Decision::TooLong { until });
        // A second more than the time of the reset is waited: 300 seconds are still waited for.
        assert_eq!(limited(299, 0), at_least(300, RetryReason::Primary));
        let until = Timestamp::from_second(NOW + 300).ok();
        assert_eq!(limited(300, 0), Decision::TooLong { until });
    }

    #[test]
    fn a_secondary_limit_is_waited_for_three_times() {
        let message = "You have exceeded a secondary rate limit. Please wait a few minutes.";
        let limited = |pairs: &[(&'static str, &str)], secondary| {
            let retries = RetryState {
                secondary,
                ..RetryState::default()
            };
            answer(&Method::GET, 403, pairs, message, retries)
        };
        assert_eq!(limited(&[("retry-after", "7")], 0), at_least(7, RetryReason::Secondary));
        assert_eq!(limited(&[], 0), at_least(60, RetryReason::Secondary));
        assert_eq!(limited(&[], 1), at_least(120, RetryReason::Secondary));
        assert_eq!(limited(&[], 2), at_least(240, RetryReason::Secondary));
        assert_eq!(limited(&[], 3), Decision::Stop);
        assert_eq!(
            limited(&[("retry-after", "300")], 0),
            at_least(300, RetryReason::Secondary)
        );
        for wait in [301, 4_000] {
            let until = Timestamp::from_second(NOW + wait).ok();
            assert_eq!(
                limited(&[("retry-after", &wait.to_string())], 0),
                Decision::TooLong { until }
            );
        }
    }

    #[test]
    fn a_503_that_names_a_time_is_given_it() {
        let seen = |wait| answer(&Method::GET, 503, &[("retry-after", wait)], "", RetryState::default());
        assert_eq!(seen("20"), at_least(20, RetryReason::Transient));
        assert!(matches!(seen("2000"), Decision::TooLong { until: Some(_) }));
    }

    #[test]
    fn a_refusal_with_the_last_request_of_the_hour_is_no_limit() {
        let last = headers(&[("x-ratelimit-remaining", "0")]);
        let message = "Resource not accessible by integration";
        assert_eq!(limit_of(StatusCode::FORBIDDEN, &last, message), None);
        assert_eq!(limit_of(StatusCode::FORBIDDEN, &last, ""), Some(Limit::Primary));
        assert_eq!(
            limit_of(StatusCode::TOO_MANY_REQUESTS, &HeaderMap::new(), ""),
            Some(Limit::Secondary)
        );
        assert_eq!(limit_of(StatusCode::NOT_FOUND, &last, ""), None);
    }
}
