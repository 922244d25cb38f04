//! PURE. How it stands with the numbers of each repository, as one JSON document.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::Date;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::{Correction, History};
use crate::domain::state::{LateDays, State};
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;

/// The version of the document's format.
const SCHEMA: u32 = 1;

/// How it stands with the numbers of one repository. Days are UTC days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepositoryStatus {
    /// The repository.
    pub repository: String,
    /// `fine`, `frozen` or `losing`.
    pub state: &'static str,
    /// The UTC day of the last snapshot.
    pub captured: Option<Date>,
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
    /// Days that are missing since no run came in time.
    pub missed: Vec<(Date, Date)>,
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
    /// How it stands with a repository that has this history.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let analysis = Analysis::new(history);
        let state = State::new(history, &analysis);
        let runs = &state.runs;
        Self {
            repository: history.repository.name.to_string(),
            state: state.standing().word(),
            captured: state.captured_day(),
            views: MetricStatus::new(history, &analysis, &state, Metric::Views),
            clones: MetricStatus::new(history, &analysis, &state, Metric::Clones),
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
    fn new(history: &History, analysis: &Analysis, state: &State, metric: Metric) -> Self {
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
            published: publication.last,
            lag: publication.lag,
            usual_lag: publication.usual_lag,
            days_left: freeze.map(|freeze| freeze.days_left),
            known_days: analysis.coverage.known_days,
            days: analysis.coverage.days.map_or(0, Days::length),
            never_published: ranges(&publication.never),
            missed: ranges(&publication.missed),
            late: publication.late.iter().map(late).collect(),
            doubtful: ranges(state.doubtful.of(metric)),
            corrections: history.corrections.iter().filter(is_own).count() as u64,
        }
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
