//! The log of requests: what came, how often each header came, what was answered. Imports the fault kinds.

use crate::faults::Fault;

/// One request and the answer to it.
#[derive(Clone, Debug)]
pub struct Logged {
    /// 1 for the first request since the log was cleared.
    pub number: usize,
    /// Arrival by the shared clock, Unix milliseconds.
    pub at: i64,
    /// Which connection it came on, counted from 1.
    pub connection: usize,
    /// The method.
    pub method: String,
    /// Path and query as sent, such as `/repos/o/r/traffic/views?per=week`.
    pub target: String,
    /// Every header line in the order of arrival; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The status that was answered; `None` if the connection was cut instead.
    pub status: Option<u16>,
    /// The headers that were answered.
    pub answered: Vec<(String, String)>,
    /// The bytes of the body that was answered.
    pub answered_bytes: usize,
    /// The fault that was applied.
    pub fault: Option<Fault>,
    /// How many requests had been answered when this one came: tells which answers its sender may have known.
    pub(crate) after: usize,
    /// The place of its own answer among the answers; `None` while it is being handled.
    pub(crate) answer_number: Option<usize>,
}

impl Logged {
    /// How many lines of this header came (names in lower case).
    #[must_use]
    pub fn header_count(&self, name: &str) -> usize {
        self.headers.iter().filter(|(n, _)| n == name).count()
    }

    /// The first line of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("")
    }

    /// True for everything but GET and HEAD.
    #[must_use]
    pub fn is_write(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// The body as JSON; `Null` if it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn answered(&self, name: &str) -> Option<i64> {
        self.answered
            .iter()
            .find(|(n, _)| n == name)
            .and_then(|(_, v)| v.parse().ok())
    }

    /// Until when (Unix milliseconds) this answer told its reader to keep still: `retry-after`, else the reset of an
    /// exhausted primary limit, else a minute for a secondary limit that names no time.
    #[must_use]
    pub fn quiet_until(&self) -> Option<i64> {
        if !matches!(self.status, Some(403 | 429)) {
            return None;
        }
        if let Some(seconds) = self.answered("retry-after") {
            return Some(self.at + seconds * 1000);
        }
        if self.answered("x-ratelimit-remaining") == Some(0) {
            return self.answered("x-ratelimit-reset").map(|reset| reset * 1000);
        }
        matches!(self.fault, Some(Fault::SecondaryLimit { .. })).then_some(self.at + 60_000)
    }
}

/// A request that came although an earlier answer had told its sender to wait.
#[derive(Clone, Debug)]
pub struct TooEarly {
    /// The number of the request that came too early.
    pub request: usize,
    /// The number of the request whose answer named the time.
    pub told_by: usize,
    /// By how many milliseconds it came too early.
    pub millis: i64,
}

/// Which requests must wait after a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only the same method and path: holds even for requests that were sent side by side.
    SameRequest,
    /// Every request with the same token that came after the answer was given. Requests that were under way
    /// at that moment count too: use it for programs that send one at a time.
    SameToken,
}

/// Finds the requests that came too early.
#[must_use]
pub fn too_early(log: &[Logged], scope: Scope) -> Vec<TooEarly> {
    let mut found = Vec::new();
    for told in log {
        let (Some(until), Some(answer)) = (told.quiet_until(), told.answer_number) else {
            continue;
        };
        for later in log
            .iter()
            .filter(|l| l.number > told.number && l.after >= answer && l.at < until)
        {
            let concerned = match scope {
                Scope::SameRequest => later.method == told.method && later.target == told.target,
                Scope::SameToken => later.header("authorization") == told.header("authorization"),
            };
            if concerned {
                found.push(TooEarly {
                    request: later.number,
                    told_by: told.number,
                    millis: until - later.at,
                });
            }
        }
    }
    found
}
