//! EDGE. One call to GitHub, with all its tries, waits and redirects. Imports octocrab and the policy.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use http::{HeaderMap, Method, Uri, header};
use hyper::body::Bytes;
use octocrab::Octocrab;
use serde_json::Value;

use super::api_url::ApiUrl;
use super::attempt::{self, Attempt};
use super::error::{self, ErrorKind, GitHubError, Story, TokenInput};
use super::policy::{self, Because, BodyVerdict, Decision, Outcome, Pause, Tries};
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
const LATER: Duration = Duration::from_secs(1);

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
    quiet_until: AtomicI64,
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
    pub(crate) doing: String,
    /// Where the token came from.
    pub(crate) token: TokenInput,
    /// The longest body that is read, in bytes.
    pub(crate) max_bytes: usize,
    /// Whether a body of a success is what was asked for.
    pub(crate) fits: fn(&[u8]) -> bool,
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
            quiet_until: AtomicI64::new(i64::MIN),
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
        let mut tries = Tries::default();
        let mut sent = 0;
        loop {
            let Some(left) = self
                .limits
                .run
                .checked_sub(self.running.elapsed())
                .filter(|left| !left.is_zero())
            else {
                let words = format!("the run's {} s are over", self.limits.run.as_secs());
                return Err(self.fail(call, ErrorKind::OutOfTime, words, sent, tries));
            };
            if let Some((wait, until)) = self.quiet() {
                if wait > self.limits.max_wait + LATER || self.running.elapsed() + wait >= self.limits.run {
                    let words = "the rate limit that an earlier answer told of is not over".to_owned();
                    return Err(self.fail(call, ErrorKind::RateLimited { until }, words, sent, tries));
                }
                self.clock.sleep(wait).await;
            }
            sent += 1;
            self.requests.fetch_add(1, Ordering::Relaxed);
            let attempt = attempt::make(&self.octocrab, call, &path, left.min(self.limits.request)).await;
            let words = match &attempt {
                Attempt::Answer { status, body, .. } if !status.is_success() => error::message_of(body),
                _ => String::new(),
            };
            let outcome = match &attempt {
                Attempt::NoConnection(_) => Outcome::NoConnection,
                Attempt::Broken(..) => Outcome::Broken,
                Attempt::Answer {
                    status,
                    headers,
                    verdict,
                    ..
                } => Outcome::Answer {
                    status: *status,
                    headers,
                    words: &words,
                    body: *verdict,
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
                    return Err(self.explain(call, attempt, words, None, sent, tries));
                }
                Decision::Follow => match self.target(&attempt) {
                    Some(target) => {
                        tries.redirects += 1;
                        path = target;
                    }
                    None => return Err(self.explain(call, attempt, words, None, sent, tries)),
                },
                Decision::Retry(pause, because) => {
                    let wait = match pause {
                        Pause::Within(ceiling) => jitter(ceiling),
                        // A limit ends for everybody at once: a little later than the others is better.
                        Pause::AtLeast(wait) => wait + jitter(LATER),
                    };
                    if because != Because::Transient {
                        // The limit is the token's, so the calls beside this one keep still too.
                        self.keep_still(wait);
                    }
                    if self.running.elapsed() + wait >= self.limits.run {
                        return Err(self.explain(call, attempt, words, None, sent, tries));
                    }
                    tries.count(because);
                    self.clock.sleep(wait).await;
                }
                Decision::TooLong { until } => {
                    if let Some(until) = until {
                        let left = until.as_millisecond() - self.clock.wall().as_millisecond();
                        self.keep_still(Duration::from_millis(u64::try_from(left).unwrap_or(0)));
                    }
                    let kind = ErrorKind::RateLimited { until };
                    return Err(self.explain(call, attempt, words, Some(kind), sent, tries));
                }
                Decision::Stop => return Err(self.explain(call, attempt, words, None, sent, tries)),
            }
        }
    }

    /// How long a limit tells to keep still, and until when.
    fn quiet(&self) -> Option<(Duration, Option<Timestamp>)> {
        let until = self.quiet_until.load(Ordering::SeqCst);
        let left = until.saturating_sub(self.clock.wall().as_millisecond());
        let wait = u64::try_from(left).ok().filter(|left| *left > 0)?;
        Some((Duration::from_millis(wait), Timestamp::from_millisecond(until).ok()))
    }

    fn keep_still(&self, wait: Duration) {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until = self.clock.wall().as_millisecond().saturating_add(wait);
        self.quiet_until.fetch_max(until, Ordering::SeqCst);
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
    pub(crate) fn strange(&self, doing: String, path: &str, token: TokenInput, words: String) -> GitHubError {
        let call = Call {
            method: Method::GET,
            path: path.to_owned(),
            body: None,
            doing,
            token,
            max_bytes: 0,
            fits: |_| true,
        };
        self.fail(&call, ErrorKind::NotJson, words, 1, Tries::default())
    }

    fn fail(&self, call: &Call<'_>, kind: ErrorKind, words: String, sent: u32, tries: Tries) -> GitHubError {
        GitHubError::new(Story {
            kind,
            doing: call.doing.clone(),
            endpoint: format!("{} {}{}", call.method, self.api, call.path),
            write: call.method != Method::GET,
            token: call.token,
            status: None,
            words,
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
        words: String,
        kind: Option<ErrorKind>,
        sent: u32,
        tries: Tries,
    ) -> GitHubError {
        let (status, headers, verdict) = match attempt {
            Attempt::NoConnection(words) => return self.fail(call, ErrorKind::Unreachable, words, sent, tries),
            Attempt::Broken(kind, words) => return self.fail(call, kind, words, sent, tries),
            Attempt::Answer {
                status,
                headers,
                verdict,
                ..
            } => (status, headers, verdict),
        };
        let found = match verdict {
            _ if kind.is_some() => None,
            BodyVerdict::TooLarge => Some((
                ErrorKind::TooLarge,
                format!("an answer of more than {} bytes", call.max_bytes),
            )),
            _ if status.is_success() => Some((
                ErrorKind::NotJson,
                "the answer is cut off, is not JSON, or has another shape".to_owned(),
            )),
            BodyVerdict::Good | BodyVerdict::Bad => None,
        };
        let by_status = || error::kind_of(&call.method, status, &headers, &words);
        let (kind, words) = match found {
            Some(found) => found,
            None => (kind.unwrap_or_else(by_status), words),
        };
        let header = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(error::clean(value, 200)).filter(|value| !value.is_empty())
        };
        let mut story_error = self.fail(call, kind, words, sent, tries);
        story_error.add_answer(
            status,
            header("x-github-request-id"),
            header("x-accepted-github-permissions"),
        );
        story_error
    }
}
