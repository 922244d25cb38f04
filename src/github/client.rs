//! EDGE. One call to GitHub, with all its attempts, waits and redirects.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::{Method, StatusCode, Uri, header};
use octocrab::Octocrab;

use super::api_url::ApiUrl;
use super::attempt::{self, Attempt, HttpResponse};
use super::attempt_log::{log, milliseconds};
use super::call::{Call, JSON, Reply};
use super::error::{ErrorKind, GitHubError, TokenInput};
use super::failure::FailedCall;
use super::limits::Limits;
use super::pace::Pace;
use super::policy::{self, Backoff, Decision, RetryReason, RetryState};
use super::proxy::Proxies;
use super::transport;
pub use super::transport::ClientError;
use crate::clock::{Clock, Stopwatch, jitter};
use crate::domain::Timestamp;
use crate::secret::Secret;

/// The longest extra wait after a rate limit ends, so that not all clients come back at once.
const RESET_JITTER: Duration = Duration::from_secs(1);

/// What the tokens of installations begin with.
///
/// Source: <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>
const INSTALLATION: &str = "ghs_";

/// A client of one GitHub with one token.
#[derive(Debug)]
pub struct Client {
    pub(super) octocrab: Octocrab,
    pub(super) api: ApiUrl,
    clock: Clock,
    pub(super) limits: Limits,
    running: Stopwatch,
    pub(super) requests: AtomicU64,
    is_installation: bool,
    /// The input that its token came from, where that is another one than its calls name.
    token_input: Option<TokenInput>,
    /// When the rate limit of this token ends, in Unix milliseconds.
    blocked_until: AtomicI64,
    /// Requests that the rate limit leaves; negative as long as GitHub has not named it.
    left: AtomicI64,
    pace: Mutex<Pace>,
    /// When GitHub generated its last answer, in Unix seconds; the least number until it says so.
    answered: AtomicI64,
}

/// How far a call has come.
struct Progress {
    path: String,
    /// The path as the debug trail shows it. Where a redirect leads to can hold a key, and so can the API's own path.
    shown_path: String,
    /// Requests sent.
    attempts: u32,
    retries: RetryState,
}

impl Client {
    /// A client of the GitHub at `api`. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// When the system has no root certificates.
    pub fn new(
        api: &ApiUrl,
        proxies: &Proxies,
        token: Option<Secret>,
        clock: Clock,
        limits: Limits,
    ) -> Result<Self, ClientError> {
        let octocrab = transport::octocrab(api, proxies, token.as_ref(), limits.connect)?;
        let running = clock.stopwatch();
        Ok(Self {
            octocrab,
            api: api.clone(),
            clock,
            limits,
            running,
            requests: AtomicU64::new(0),
            is_installation: token
                .as_ref()
                .is_some_and(|token| token.expose().starts_with(INSTALLATION)),
            token_input: None,
            blocked_until: AtomicI64::new(i64::MIN),
            left: AtomicI64::new(-1),
            pace: Mutex::default(),
            answered: AtomicI64::new(i64::MIN),
        })
    }

    /// The same client with a token of this input, which its errors name.
    #[must_use]
    pub fn with_token_of(self, input: TokenInput) -> Self {
        let token_input = Some(input);
        Self { token_input, ..self }
    }

    /// The clock that all waits use.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The number of requests sent so far, repeated ones included.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Whether the token is that of an App's installation, which belongs to no person; `GITHUB_TOKEN` is one too.
    #[must_use]
    pub fn is_installation(&self) -> bool {
        self.is_installation
    }

    /// GitHub's time at its last answer, whatever that was; `None` if it has not said it.
    #[must_use]
    pub fn answered(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.answered.load(Ordering::Relaxed))
            .ok()
            .filter(|at| at.as_second() > 0)
    }

    /// The requests that the rate limit of the token leaves for now, as GitHub said last; `None` if it names no limit.
    #[must_use]
    pub fn requests_left(&self) -> Option<u64> {
        u64::try_from(self.left.load(Ordering::Relaxed)).ok()
    }

    /// Makes a call; the policy decides how often it is sent.
    pub(crate) async fn call(&self, call: &Call<'_>) -> Result<Reply, GitHubError> {
        self.converse(call, |_| false).await
    }

    /// Makes a call as [`Self::call`], but for a redirect that `ends_at` takes for the response.
    pub(super) async fn converse(
        &self,
        call: &Call<'_>,
        ends_at: fn(StatusCode) -> bool,
    ) -> Result<Reply, GitHubError> {
        let mut progress = Progress {
            path: call.path.clone(),
            shown_path: call.path.clone(),
            attempts: 0,
            retries: RetryState::default(),
        };
        loop {
            // The wait for the pace comes first: a limit can be told meanwhile.
            self.keep_pace(call).await;
            let time_left = self.time_left(call, &progress)?;
            self.wait_while_blocked(call, &progress).await?;
            let attempt = self.send(call, &mut progress, time_left).await;
            let decision = policy::decide(
                &call.method,
                attempt.result(),
                &progress.retries,
                self.clock.wall(),
                self.limits.max_wait,
            );
            match (decision, attempt) {
                (Decision::Accept, Attempt::Answer(answer)) => return Ok(progress.reply(answer)),
                (Decision::Follow, Attempt::Answer(answer)) if ends_at(answer.status) => {
                    return Ok(progress.reply(answer));
                }
                (Decision::Follow, attempt) => match self.redirect_target(&attempt) {
                    Some(target) => progress.follow(target, &self.api),
                    None => return Err(self.failed(call, &progress).after(attempt, None)),
                },
                (Decision::RedirectLoop, attempt) => {
                    let kind = ErrorKind::RedirectLoop;
                    return Err(self.failed(call, &progress).after(attempt, Some(kind)));
                }
                (Decision::Retry(backoff, reason), attempt) => {
                    if !self.back_off(backoff, reason, &mut progress).await {
                        return Err(self.failed(call, &progress).after(attempt, None));
                    }
                }
                (Decision::TooLong { until }, attempt) => {
                    self.block_until(until);
                    let kind = ErrorKind::RateLimited { until };
                    return Err(self.failed(call, &progress).after(attempt, Some(kind)));
                }
                (Decision::Stop | Decision::Accept, attempt) => {
                    tracing::debug!(path = %progress.shown_path, "not sent again");
                    return Err(self.failed(call, &progress).after(attempt, None));
                }
            }
        }
    }

    /// The time that is left for the whole run.
    fn time_left(&self, call: &Call<'_>, progress: &Progress) -> Result<Duration, GitHubError> {
        let left = self.limits.run.saturating_sub(self.running.elapsed());
        if left.is_zero() {
            let message = format!(
                "the time limit of {} s for the whole run has passed",
                self.limits.run.as_secs()
            );
            return Err(self.failed(call, progress).error(ErrorKind::OutOfTime, message));
        }
        Ok(left)
    }

    /// Waits until the rate limit of this token has ended, unless that takes too long.
    async fn wait_while_blocked(&self, call: &Call<'_>, progress: &Progress) -> Result<(), GitHubError> {
        let Some((wait, until)) = self.blocked_for() else {
            return Ok(());
        };
        let path = &progress.shown_path;
        if wait > self.limits.max_wait + RESET_JITTER || self.running.elapsed() + wait >= self.limits.run {
            tracing::debug!(%path, wait_ms = milliseconds(wait), "not sent: rate-limited for too long");
            let message = "still rate-limited by an earlier response".to_owned();
            return Err(self
                .failed(call, progress)
                .error(ErrorKind::RateLimited { until }, message));
        }
        tracing::debug!(%path, wait_ms = milliseconds(wait), "waiting for the rate limit of an earlier response");
        self.clock.sleep(wait).await;
        Ok(())
    }

    /// Sends the call once.
    async fn send(&self, call: &Call<'_>, progress: &mut Progress, time_left: Duration) -> Attempt {
        progress.attempts += 1;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let stopwatch = self.clock.stopwatch();
        let attempt = attempt::make(&self.octocrab, call, &progress.path, time_left.min(self.limits.request)).await;
        log(
            call,
            &progress.shown_path,
            progress.attempts,
            &attempt,
            stopwatch.elapsed(),
        );
        if let Attempt::Answer(answer) = &attempt
            && let Some(left) = policy::rate_limit_left(&answer.headers)
        {
            self.left.store(left, Ordering::Relaxed);
        }
        if let Attempt::Answer(answer) = &attempt
            && let Some(date) = super::headers::date(&answer.headers)
        {
            self.answered.fetch_max(date.as_second(), Ordering::Relaxed);
        }
        attempt
    }

    /// Waits where requests would come faster than GitHub allows. A server that names no limit has none.
    async fn keep_pace(&self, call: &Call<'_>) {
        while self.requests_left().is_some() {
            let now = self.clock.wall().as_millisecond();
            let wait = self
                .pace
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .wait(now, call.is_write());
            let Some(wait) = wait else { return };
            tracing::debug!(wait_ms = milliseconds(wait), "waiting: requests would come too fast");
            self.clock.sleep(wait).await;
        }
    }

    /// Waits before the next attempt; false if the run would end before it.
    async fn back_off(&self, backoff: Backoff, reason: RetryReason, progress: &mut Progress) -> bool {
        let wait = match backoff {
            Backoff::Within(ceiling) => jitter(ceiling),
            // A limit ends for all clients at once: a little later than the others is better.
            Backoff::AtLeast(wait) => wait + jitter(RESET_JITTER),
        };
        if reason != RetryReason::Transient {
            // The limit is the token's, so the calls side by side with this one must wait too.
            self.block_requests(wait);
        }
        let path = &progress.shown_path;
        if self.running.elapsed() + wait >= self.limits.run {
            tracing::debug!(%path, ?reason, wait_ms = milliseconds(wait), "giving up: the run would end before the next attempt");
            return false;
        }
        tracing::debug!(%path, ?reason, wait_ms = milliseconds(wait), "waiting before the next attempt");
        progress.retries.count(reason);
        self.clock.sleep(wait).await;
        true
    }

    /// How long the rate limit still lasts, and until when.
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

    /// Blocks all requests until a limit that is too late to wait for.
    fn block_until(&self, until: Option<Timestamp>) {
        tracing::debug!(
            until = until.map(tracing::field::display),
            "the rate limit ends too late to wait for"
        );
        if let Some(until) = until {
            let left = until.as_millisecond() - self.clock.wall().as_millisecond();
            self.block_requests(Duration::from_millis(u64::try_from(left).unwrap_or(0)));
        }
    }

    /// The path to follow to, if the redirect stays at the API's origin.
    fn redirect_target(&self, attempt: &Attempt) -> Option<String> {
        let Attempt::Answer(answer) = attempt else {
            return None;
        };
        self.path_at_origin(answer.headers.get(header::LOCATION)?.to_str().ok()?)
    }

    /// The path of a link in a response, if it stays at the API's origin: the token must not go anywhere else.
    pub(super) fn path_at_origin(&self, link: &str) -> Option<String> {
        let link: Uri = link.parse().ok()?;
        let path = link.path_and_query()?.as_str();
        let stays = link.authority().is_none() || self.api.same_origin(&link);
        // Two slashes begin another host in a browser, and a path here.
        (stays && path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
    }

    /// The error for a response that has the right shape and still cannot be true.
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
            accept: JSON,
            body: None,
            operation,
            token,
            max_bytes: 0,
            has_expected_shape: |_| true,
        };
        let failed = FailedCall {
            api: &self.api,
            call: &call,
            token: self.token_input.unwrap_or(call.token),
            attempts: 1,
            redirected: false,
        };
        failed.error(ErrorKind::NotJson, message)
    }

    fn failed<'a>(&'a self, call: &'a Call<'a>, progress: &Progress) -> FailedCall<'a> {
        FailedCall {
            api: &self.api,
            call,
            token: self.token_input.unwrap_or(call.token),
            attempts: progress.attempts,
            redirected: progress.retries.redirects > 0,
        }
    }
}

impl Progress {
    fn reply(&self, answer: HttpResponse) -> Reply {
        Reply {
            headers: answer.headers,
            body: answer.body,
            redirected: self.retries.redirects > 0,
        }
    }

    fn follow(&mut self, target: String, api: &ApiUrl) {
        let shown = target.split('?').next().unwrap_or_default();
        let shown = shown
            .strip_prefix(api.uri().path().trim_end_matches('/'))
            .unwrap_or(shown);
        tracing::debug!(path = %self.shown_path, target = %shown, "following the redirect");
        self.retries.redirects += 1;
        self.shown_path = shown.to_owned();
        self.path = target;
    }
}
