//! EDGE. One call to GitHub, with all its tries, waits and redirects. Imports octocrab and the policy.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use http::{HeaderMap, Method, Uri, header};
use hyper::body::Bytes;
use octocrab::Octocrab;
use serde_json::Value;

use super::api_url::ApiUrl;
use super::attempt::{self, Attempt};
use super::error::{self, ErrorContext, ErrorKind, GitHubError, TokenInput};
use super::policy::{self, AttemptResult, Backoff, BodyCheck, Decision, RetryReason, RetryState};
use super::transport;
pub use super::transport::ClientError;
use crate::clock::{Clock, Stopwatch, jitter};
use crate::domain::Timestamp;
use crate::secret::Secret;

/// How long and how much a client puts up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest wait for a rate limit (input `max-wait`).
    pub max_wait: Duration,
    /// The longest wait for a connection, TLS and proxy included.
    pub connect: Duration,
    /// The longest wait for one answer with its body; GitHub itself gives up after 10 seconds.
    pub request: Duration,
    /// The longest time that all calls of a client take together, waits included.
    pub run: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_wait: Duration::from_secs(300),
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            run: Duration::from_secs(1_500),
        }
    }
}

/// Up to so much later than a limit ends, not to come back together with everybody else.
const RESET_JITTER: Duration = Duration::from_secs(1);

/// A client of one GitHub with one token.
#[derive(Debug)]
pub struct Client {
    octocrab: Octocrab,
    api: ApiUrl,
    clock: Clock,
    limits: Limits,
    running: Stopwatch,
    requests: AtomicU64,
    /// Until when a limit told this token to keep still, in Unix milliseconds.
    blocked_until: AtomicI64,
}

/// What a caller asks for.
pub(crate) struct Call<'a> {
    /// The method; all but `GET` are writes.
    pub(crate) method: Method,
    /// The path below the API's address, with its query, percent-encoded.
    pub(crate) path: String,
    /// The JSON to send.
    pub(crate) body: Option<&'a Value>,
    /// What is being done, to follow "could not".
    pub(crate) operation: String,
    /// Where the token came from.
    pub(crate) token: TokenInput,
    /// The longest body that is read, in bytes.
    pub(crate) max_bytes: usize,
    /// Whether a body of a success is what was asked for.
    pub(crate) has_expected_shape: fn(&[u8]) -> bool,
}

/// A success.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the repository was found in another place.
    pub(crate) redirected: bool,
}

impl Client {
    /// A client of the GitHub at `api`, to be made inside a tokio runtime.
    ///
    /// # Errors
    /// When the system has no root certificates or the proxy variables cannot be used.
    pub fn new(api: &ApiUrl, token: Option<Secret>, clock: Clock, limits: Limits) -> Result<Self, ClientError> {
        let octocrab = transport::octocrab(api, token.as_ref(), limits.connect)?;
        let running = clock.stopwatch();
        Ok(Self {
            octocrab,
            api: api.clone(),
            clock,
            limits,
            running,
            requests: AtomicU64::new(0),
            blocked_until: AtomicI64::new(i64::MIN),
        })
    }

    /// The clock that all waits go by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How many requests have gone out so far, repeated ones included.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Makes a call; the policy decides how often.
    pub(crate) async fn call(&self, call: &Call<'_>) -> Result<Reply, GitHubError> {
        let mut path = call.path.clone();
        let mut tries = RetryState::default();
        let mut sent = 0;
        loop {
            let Some(left) = self
                .limits
                .run
                .checked_sub(self.running.elapsed())
                .filter(|left| !left.is_zero())
            else {
                let message = format!("the run's {} s are over", self.limits.run.as_secs());
                return Err(self.fail(call, ErrorKind::OutOfTime, message, sent, tries));
            };
            if let Some((wait, until)) = self.blocked_for() {
                if wait > self.limits.max_wait + RESET_JITTER || self.running.elapsed() + wait >= self.limits.run {
                    let message = "the rate limit that an earlier answer told of is not over".to_owned();
                    return Err(self.fail(call, ErrorKind::RateLimited { until }, message, sent, tries));
                }
                self.clock.sleep(wait).await;
            }
            sent += 1;
            self.requests.fetch_add(1, Ordering::Relaxed);
            let attempt = attempt::make(&self.octocrab, call, &path, left.min(self.limits.request)).await;
            let message = match &attempt {
                Attempt::Answer { status, body, .. } if !status.is_success() => error::message_of(body),
                _ => String::new(),
            };
            let outcome = match &attempt {
                Attempt::NoConnection(_) => AttemptResult::NoConnection,
                Attempt::Broken(..) => AttemptResult::Broken,
                Attempt::Answer {
                    status, headers, check, ..
                } => AttemptResult::Answer {
                    status: *status,
                    headers,
                    message: &message,
                    body: *check,
                },
            };
            match policy::decide(&call.method, outcome, &tries, self.clock.wall(), self.limits.max_wait) {
                Decision::Accept => {
                    if let Attempt::Answer { headers, body, .. } = attempt {
                        return Ok(Reply {
                            headers,
                            body,
                            redirected: tries.redirects > 0,
                        });
                    }
                    return Err(self.explain(call, attempt, message, None, sent, tries));
                }
                Decision::Follow => match self.target(&attempt) {
                    Some(target) => {
                        tries.redirects += 1;
                        path = target;
                    }
                    None => return Err(self.explain(call, attempt, message, None, sent, tries)),
                },
                Decision::Retry(backoff, reason) => {
                    let wait = match backoff {
                        Backoff::Within(ceiling) => jitter(ceiling),
                        // A limit ends for everybody at once: a little later than the others is better.
                        Backoff::AtLeast(wait) => wait + jitter(RESET_JITTER),
                    };
                    if reason != RetryReason::Transient {
                        // The limit is the token's, so the calls beside this one keep still too.
                        self.block_requests(wait);
                    }
                    if self.running.elapsed() + wait >= self.limits.run {
                        return Err(self.explain(call, attempt, message, None, sent, tries));
                    }
                    tries.count(reason);
                    self.clock.sleep(wait).await;
                }
                Decision::TooLong { until } => {
                    if let Some(until) = until {
                        let left = until.as_millisecond() - self.clock.wall().as_millisecond();
                        self.block_requests(Duration::from_millis(u64::try_from(left).unwrap_or(0)));
                    }
                    let kind = ErrorKind::RateLimited { until };
                    return Err(self.explain(call, attempt, message, Some(kind), sent, tries));
                }
                Decision::Stop => return Err(self.explain(call, attempt, message, None, sent, tries)),
            }
        }
    }

    /// How long a limit tells to keep still, and until when.
    fn blocked_for(&self) -> Option<(Duration, Option<Timestamp>)> {
        let until = self.blocked_until.load(Ordering::SeqCst);
        let left = until.saturating_sub(self.clock.wall().as_millisecond());
        let wait = u64::try_from(left).ok().filter(|left| *left > 0)?;
        Some((Duration::from_millis(wait), Timestamp::from_millisecond(until).ok()))
    }

    fn block_requests(&self, wait: Duration) {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = self.clock.wall().as_millisecond().saturating_add(wait);
        self.blocked_until.fetch_max(until, Ordering::SeqCst);
    }

    /// The path to follow to, if the redirect stays at the API's origin.
    fn target(&self, attempt: &Attempt) -> Option<String> {
        let Attempt::Answer { headers, .. } = attempt else {
            return None;
        };
        let location: Uri = headers.get(header::LOCATION)?.to_str().ok()?.parse().ok()?;
        let path = location.path_and_query()?.as_str();
        let stays = location.authority().is_none() || self.api.same_origin(&location);
        (stays && path.starts_with('/')).then(|| path.to_owned())
    }

    /// An answer that has the right shape and still cannot be true.
    pub(crate) fn inconsistent_response(
        &self,
        operation: String,
        path: &str,
        token: TokenInput,
        message: String,
    ) -> GitHubError {
        let call = Call {
            method: Method::GET,
            path: path.to_owned(),
            body: None,
            operation,
            token,
            max_bytes: 0,
            has_expected_shape: |_| true,
        };
        self.fail(&call, ErrorKind::NotJson, message, 1, RetryState::default())
    }

    fn fail(&self, call: &Call<'_>, kind: ErrorKind, message: String, sent: u32, tries: RetryState) -> GitHubError {
        GitHubError::new(ErrorContext {
            kind,
            operation: call.operation.clone(),
            endpoint: format!("{} {}{}", call.method, self.api, call.path),
            write: call.method != Method::GET,
            token: call.token,
            status: None,
            message,
            request_id: None,
            permissions: None,
            tries: sent,
            redirected: tries.redirects > 0,
        })
    }

    fn explain(
        &self,
        call: &Call<'_>,
        attempt: Attempt,
        message: String,
        kind: Option<ErrorKind>,
        sent: u32,
        tries: RetryState,
    ) -> GitHubError {
        let (status, headers, check) = match attempt {
            Attempt::NoConnection(message) => return self.fail(call, ErrorKind::Unreachable, message, sent, tries),
            Attempt::Broken(kind, message) => return self.fail(call, kind, message, sent, tries),
            Attempt::Answer {
                status, headers, check, ..
            } => (status, headers, check),
        };
        let found = match check {
            _ if kind.is_some() => None,
            BodyCheck::TooLarge => Some((
                ErrorKind::TooLarge,
                format!("an answer of more than {} bytes", call.max_bytes),
            )),
            _ if status.is_success() => Some((
                ErrorKind::NotJson,
                "the answer is cut off, is not JSON, or has another shape".to_owned(),
            )),
            BodyCheck::Good | BodyCheck::Bad => None,
        };
        let by_status = || error::kind_of(&call.method, status, &headers, &message);
        let (kind, message) = match found {
            Some(found) => found,
            None => (kind.unwrap_or_else(by_status), message),
        };
        let header = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(crate::encode::one_line(value, 200)).filter(|value| !value.is_empty())
        };
        let mut story_error = self.fail(call, kind, message, sent, tries);
        story_error.add_answer(
            status,
            header("x-github-request-id"),
            header("x-accepted-github-permissions"),
        );
        story_error
    }
}
