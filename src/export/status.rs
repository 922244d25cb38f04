//! PURE. How it stands with the numbers of each repository, as one JSON document.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::analysis::{Analysis, Days, LateDays, Newest};
use crate::domain::history::{Correction, History};
use crate::domain::repository_state;
use crate::domain::state::State;
use crate::domain::state::runs::LONG_PAUSE;
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between};

/// The version of the document's format.
const SCHEMA: u32 = 1;

/// How it stands with the numbers of one repository. Days are UTC days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepositoryStatus {
    /// The repository.
    pub repository: String,
    /// `fine`, `frozen`, `losing`, `not-recorded` (nothing for more than 8 days) or `gone` (GitHub does not find it).
    pub state: &'static str,
    /// The UTC day of the last snapshot.
    pub captured: Option<Date>,
    /// How many days ago that was.
    pub days_since: Option<i64>,
    /// What is known of the views.
    pub views: MetricStatus,
    /// What is known of the clones.
    pub clones: MetricStatus,
    /// Views of the last 14 days that came from known crawlers, at least.
    pub crawlers: Option<CrawlerStatus>,
    /// The runs that recorded something.
    pub runs: RunStatus,
}

/// How it stands with one metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MetricStatus {
    /// The newest day that is known whole.
    pub newest: Option<Date>,
    /// The newest day that GitHub has published; `null` where its answers do not tell.
    pub published: Option<Date>,
    /// Its age at the last answer, in days.
    pub lag: Option<i64>,
    /// The median of that over the answers of 90 days.
    pub usual_lag: Option<i64>,
    /// How many days longer nothing is lost while GitHub stands still; `null` while it does not.
    pub days_left: Option<i64>,
    /// Days whose count is known.
    pub known_days: u32,
    /// Days from the first known one to the last.
    pub days: u32,
    /// Days that GitHub never published, as first and last day.
    pub never_published: Vec<(Date, Date)>,
    /// Days that are missing since nothing was recorded in time.
    pub missed: Vec<(Date, Date)>,
    /// Days that GitHub was late with, and for which nothing was recorded later.
    pub unclear: Vec<(Date, Date)>,
    /// Days that GitHub published late, with the day on which they came.
    pub late: Vec<LateStatus>,
    /// Doubtful zeros.
    pub doubtful: Vec<(Date, Date)>,
    /// Days that GitHub corrected downwards.
    pub corrections: u64,
}

/// Days that came late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LateStatus {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// When they came.
    pub arrived: Date,
}

/// Views that came from crawlers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CrawlerStatus {
    /// At least so many.
    pub views: u64,
    /// Of so many; `null` where that is not known.
    pub of: Option<u64>,
    /// The crawlers.
    pub referrers: Vec<Untrusted>,
}

/// The runs that recorded something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunStatus {
    /// How many snapshots there are.
    pub snapshots: u64,
    /// The UTC day of the first.
    pub first: Option<Date>,
    /// The longest pause between two, in days.
    pub longest_pause: Option<i64>,
    /// How much longer it could have been without a day being lost, in days; negative where it was too long.
    pub slack: Option<i64>,
}

impl RepositoryStatus {
    /// How it stands on a UTC day with a repository that has this history.
    #[must_use]
    pub fn new(history: &History, today: Date) -> Self {
        let analysis = Analysis::new(history);
        let state = State::new(history, &analysis);
        let runs = &state.runs;
        let days_since = state.captured_day().map(|captured| days_between(captured, today));
        Self {
            repository: history.repository.name.to_string(),
            state: word(history, &state, days_since),
            captured: state.captured_day(),
            days_since,
            views: MetricStatus::new(history, &analysis, &state, Metric::Views, days_since),
            clones: MetricStatus::new(history, &analysis, &state, Metric::Clones, days_since),
            crawlers: state.crawlers.as_ref().map(|share| CrawlerStatus {
                views: share.views,
                of: share.of,
                referrers: share.crawlers.iter().map(|(name, _)| name.clone()).collect(),
            }),
            runs: RunStatus {
                snapshots: runs.snapshots,
                first: runs.first,
                longest_pause: runs.longest.map(|pause| pause.days()),
                slack: runs.longest.map(|pause| pause.slack()),
            },
        }
    }
}

impl MetricStatus {
    fn new(history: &History, analysis: &Analysis, state: &State, metric: Metric, days_since: Option<i64>) -> Self {
        let (publication, analysis) = (state.publication.of(metric), analysis.metric(metric));
        let ranges = |days: &[Days]| days.iter().map(|days| (days.first, days.last)).collect();
        let late = |late: &LateDays| LateStatus {
            first: late.days.first,
            last: late.days.last,
            arrived: late.arrived,
        };
        let freezes = state.freezes();
        let freeze = freezes
            .iter()
            .find(|freeze| freeze.metric.is_none_or(|one| one == metric));
        let is_own = |correction: &&Correction| correction.metric == metric;
        Self {
            newest: analysis.newest,
            published: publication.newest.map(|newest| newest.last),
            lag: publication.newest.map(Newest::lag),
            usual_lag: publication.usual_lag,
            days_left: freeze.map(|freeze| freeze.days_left - days_since.unwrap_or(0).max(0)),
            known_days: analysis.coverage.known_days,
            days: analysis.coverage.days.map_or(0, Days::length),
            never_published: ranges(&publication.never),
            missed: ranges(&publication.missed),
            unclear: ranges(&publication.unclear),
            late: publication.late.iter().map(late).collect(),
            doubtful: ranges(state.doubtful.of(metric)),
            corrections: history.corrections.iter().filter(is_own).count() as u64,
        }
    }
}

/// How it stands, in one word.
fn word(history: &History, state: &State, days_since: Option<i64>) -> &'static str {
    match days_since {
        _ if history.status == Some(repository_state::RepositoryStatus::NotFound) => "gone",
        Some(days) if days > LONG_PAUSE => "not-recorded",
        _ => state.standing().word(),
    }
}

/// All repositories in one JSON document, one a line.
#[must_use]
pub fn json(repositories: &[RepositoryStatus]) -> Vec<u8> {
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n\"repositories\": [");
    for (index, repository) in repositories.iter().enumerate() {
        let line = serde_json::to_string(repository).expect("words, numbers and days are JSON");
        let _ = write!(out, "{}\n{line}", if index == 0 { "" } else { "," });
    }
    out.push_str("\n]\n}\n");
    out.into_bytes()
}
