//! The faults: which request fails and how. Plain data, no imports.

/// Which requests a fault, a hook or a gate is about: all of them, or those of a method and with a piece of text in
/// the path and query. Counting starts when it is set, from 1, over the matching requests only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct On {
    /// The n-th matching request; 0 means every one.
    pub nth: usize,
    /// Only this method.
    pub method: Option<String>,
    /// Only if the path and query contain this.
    pub contains: Option<String>,
    /// Only if the path and query are this.
    pub exactly: Option<String>,
    /// How many matching requests in a row, beginning with the n-th; 0 counts as 1.
    pub times: usize,
}

impl On {
    /// The n-th request (from 1).
    #[must_use]
    pub fn nth(nth: usize) -> Self {
        Self {
            nth,
            times: 1,
            ..Self::default()
        }
    }

    /// Every request.
    #[must_use]
    pub fn every() -> Self {
        Self::default()
    }

    /// Counts only requests of this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Counts only requests whose path and query contain this.
    #[must_use]
    pub fn path(mut self, contains: &str) -> Self {
        self.contains = Some(contains.to_owned());
        self
    }

    /// Counts only requests whose path and query are this.
    #[must_use]
    pub fn exactly(mut self, target: &str) -> Self {
        self.exactly = Some(target.to_owned());
        self
    }

    /// This many matching requests in a row.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    pub(crate) fn matches(&self, method: &str, target: &str) -> bool {
        self.method.as_ref().is_none_or(|m| m == method)
            && self.contains.as_ref().is_none_or(|c| target.contains(c))
            && self.exactly.as_ref().is_none_or(|e| target == e)
    }

    /// Whether the matching request with this number (from 1) is meant.
    pub(crate) fn hits(&self, number: usize) -> bool {
        self.nth == 0 || (self.nth..self.nth + self.times.max(1)).contains(&number)
    }
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectTo {
    /// The same thing by `/repositories/ID/…` on the same host, where it is really answered.
    SameOrigin,
    /// The same path on another origin, such as `http://127.0.0.1:9`.
    Origin(String),
    /// The same URL again, and again.
    Loop,
}

/// How a request goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done and the connection is cut without an answer.
    CutBefore,
    /// It is done, then the connection is cut without an answer.
    CutAfter,
    /// Nothing is done; an HTML page with this status (500, 502, 503).
    Html(u16),
    /// It is done, but a JSON answer with this status (500, 502) says otherwise.
    DidItAnswered(u16),
    /// It is done; the body ends after half of what `content-length` says.
    TruncatedBody,
    /// It is done; the body comes in pieces with so many real milliseconds between them.
    SlowBody(u64),
    /// It is done; half of the body comes and then nothing, until the fake is dropped.
    StalledBody,
    /// Nothing is done and nothing is ever answered, until the fake is dropped.
    NeverAnswers,
    /// It is done; 200 with text that is not JSON.
    NotJson,
    /// It is done; 200 with JSON of another shape.
    WrongShape,
    /// It is done; 200 with no body at all.
    EmptyBody,
    /// It is done; 200 with valid JSON of at least so many bytes.
    Oversized(usize),
    /// It is done; 200 with this body in place of the real one.
    Body(String),
    /// It is done; the header `Date` holds this text.
    Dated(String),
    /// The right answer with this header in place of its own.
    Header(&'static str, String),
    /// 401 `Bad credentials` with `x-ratelimit-limit: 60`, as in an outage of GitHub's own.
    Unauthorized,
    /// Primary limit exhausted: the status (403 or 429) and the seconds from now until the reset.
    PrimaryLimit {
        /// 403 or 429.
        status: u16,
        /// Seconds until `x-ratelimit-reset`.
        reset_in: i64,
    },
    /// Secondary limit: the status (403 or 429) and the seconds of `retry-after`, if it is sent.
    SecondaryLimit {
        /// 403 or 429.
        status: u16,
        /// Seconds of `retry-after`.
        retry_after: Option<u64>,
    },
    /// Nothing is done; a redirect with this status (301, 302, 307, 308).
    Redirect {
        /// 301, 302, 307 or 308.
        status: u16,
        /// Where to.
        to: RedirectTo,
    },
    /// Nothing is done; an error in GitHub's shape with this status and text (404 `Not Found`, 409, 422 …).
    Refused(u16, String),
    /// A read of a ref, a branch or a file by branch sees the state before the last update of the ref. Without an
    /// earlier state the ref is not there. Requests that read no ref are answered as usual.
    StaleRef,
}

impl Fault {
    /// 404 `Not Found`, once.
    #[must_use]
    pub fn not_found() -> Self {
        Self::Refused(404, "Not Found".to_owned())
    }

    /// 409 with GitHub's text for a concurrent change.
    #[must_use]
    pub fn conflict() -> Self {
        Self::Refused(409, "Conflict".to_owned())
    }

    /// 422 with this text.
    #[must_use]
    pub fn unprocessable(message: &str) -> Self {
        Self::Refused(422, message.to_owned())
    }

    /// Every kind that a fault loop should try, those that hang (`StalledBody`, `NeverAnswers`) left out.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::CutBefore,
            Self::CutAfter,
            Self::Html(500),
            Self::Html(502),
            Self::Html(503),
            Self::DidItAnswered(500),
            Self::DidItAnswered(502),
            Self::TruncatedBody,
            Self::SlowBody(1),
            Self::NotJson,
            Self::WrongShape,
            Self::EmptyBody,
            Self::Oversized(40 << 20),
            Self::Unauthorized,
            Self::StaleRef,
            Self::not_found(),
            Self::conflict(),
        ];
        for status in [403, 429] {
            all.push(Self::PrimaryLimit { status, reset_in: 30 });
            all.push(Self::PrimaryLimit { status, reset_in: 3000 });
            all.push(Self::SecondaryLimit {
                status,
                retry_after: Some(7),
            });
            all.push(Self::SecondaryLimit {
                status,
                retry_after: None,
            });
        }
        for status in [301, 307] {
            for to in [
                RedirectTo::SameOrigin,
                RedirectTo::Origin("http://127.0.0.1:9".to_owned()),
                RedirectTo::Loop,
            ] {
                all.push(Self::Redirect { status, to });
            }
        }
        all.extend(REFUSALS.iter().map(|text| Self::unprocessable(text)));
        all
    }

    /// The kinds that hang until the client gives up or the fake is dropped.
    #[must_use]
    pub fn hanging() -> Vec<Self> {
        vec![Self::StalledBody, Self::NeverAnswers]
    }
}

/// Texts of 422 that a writer meets.
pub const REFUSALS: [&str; 8] = [
    "Update is not a fast forward",
    "Reference already exists",
    "Reference does not exist",
    "Object does not exist",
    "Tree SHA does not exist",
    "Repository rule violations found\n\nCannot update this protected ref.\n\n",
    "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
    "Changes must be made through a pull request.",
];
