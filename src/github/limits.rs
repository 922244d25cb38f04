//! PURE. How long a client waits.

use std::time::Duration;

/// How long a client waits, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest wait for a rate limit (input `max-wait`).
    pub max_wait: Duration,
    /// The longest wait for a connection, TLS and proxy included.
    pub connect: Duration,
    /// The longest wait for one response with its body; GitHub itself gives up after 10 seconds.
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

impl Limits {
    /// The default limits with another longest wait for a rate limit.
    #[must_use]
    pub fn with_max_wait(max_wait: Duration) -> Self {
        Self {
            max_wait,
            ..Self::default()
        }
    }
}
