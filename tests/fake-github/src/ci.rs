//! Runs of GitHub Actions: what a repository's own CI did, and how many clones that was. Imports jiff.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// The step of `actions/checkout` without a name of its own.
pub const CHECKOUT: &str = "Run actions/checkout@v4";

/// A run of a workflow.
#[derive(Clone, Debug)]
pub struct CiRun {
    /// When it was created.
    pub created_at: Timestamp,
    /// When something of it changed last.
    pub updated_at: Timestamp,
    /// The id of its workflow.
    pub workflow: u64,
    /// The path of its workflow.
    pub path: String,
    /// How it ended.
    pub conclusion: String,
    /// Its jobs, those of all attempts.
    pub jobs: Vec<CiJob>,
}

/// A job of a run.
#[derive(Clone, Debug)]
pub struct CiJob {
    /// When it started.
    pub started_at: Timestamp,
    /// The names of its steps with their conclusions.
    pub steps: Vec<(String, String)>,
}

impl CiRun {
    /// A run of ten minutes without jobs, created at an RFC 3339 time.
    ///
    /// # Panics
    /// If the text is no time stamp: a mistake in the test.
    #[must_use]
    pub fn new(created_at: &str, workflow: u64) -> Self {
        let created_at: Timestamp = created_at.parse().expect("the test gives an RFC 3339 time");
        Self {
            created_at,
            updated_at: created_at + 10.minutes(),
            workflow,
            path: format!(".github/workflows/workflow-{workflow}.yml"),
            conclusion: "success".to_owned(),
            jobs: Vec::new(),
        }
    }

    /// A build of Pages by GitHub itself.
    #[must_use]
    pub fn pages(created_at: &str) -> Self {
        let run = Self::new(created_at, 1).jobs(1, 1, &["Set up job", "Checkout", "Upload artifact"]);
        Self {
            path: "dynamic/pages/pages-build-deployment".to_owned(),
            ..run
        }
    }

    /// The same run with so many more jobs that start some minutes after it was created and have these steps.
    #[must_use]
    pub fn jobs(mut self, jobs: usize, minutes_later: i64, steps: &[&str]) -> Self {
        let steps = steps.iter().map(|name| ((*name).to_owned(), "success".to_owned()));
        let job = CiJob {
            started_at: self.created_at + minutes_later.minutes(),
            steps: steps.collect(),
        };
        self.updated_at = self.updated_at.max(job.started_at + 5.minutes());
        self.jobs.extend(std::iter::repeat_n(job, jobs));
        self
    }

    /// The clones that it makes on a UTC day: one for each checkout.
    #[must_use]
    pub fn clones(&self, day: Date) -> u64 {
        let on_day = |job: &&CiJob| job.started_at.to_zoned(TimeZone::UTC).date() == day;
        let steps = self.jobs.iter().filter(on_day).flat_map(|job| &job.steps);
        let checkouts = steps
            .filter(|(name, conclusion)| (name == CHECKOUT || name.starts_with("Check")) && conclusion == "success");
        checkouts.count() as u64
    }
}
