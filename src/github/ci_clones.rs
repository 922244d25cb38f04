//! EDGE. Clones by CI: lists the runs of GitHub Actions on some days, reads the jobs of as many as may be, and keeps what they add
//! up to.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::call::{Call, Reply};
use super::client::Client;
use super::endpoint_call::call;
use super::error::GitHubError;
use super::pages::pages;
use crate::domain::ci_clones::{
    Checkouts, CiClones, DayRuns, HOURS_BEFORE, RunKind, WorkflowRun, count, is_checkout, to_read,
};
use crate::domain::snapshot::Endpoint;
use crate::domain::{Date, Timestamp, plus_days, utc_day};

/// The most requests for one repository in one run.
pub const MOST_REQUESTS: u64 = 30;
/// The most of them that list runs; the rest is for jobs.
const MOST_LISTS: u64 = 15;
/// Pages of jobs of a run: a matrix has at most 256.
const JOB_PAGES: usize = 3;
/// GitHub's own workflow that builds Pages.
const PAGES_WORKFLOW: &str = "dynamic/pages/pages-build-deployment";

/// A page of runs. Its rows are read one by one.
#[derive(Deserialize)]
pub(super) struct RunsPage {
    workflow_runs: Vec<Box<RawValue>>,
    total_count: u64,
}

#[derive(Deserialize)]
struct WireRun {
    id: u64,
    workflow_id: u64,
    #[serde(default)]
    path: String,
    #[serde(default)]
    conclusion: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A page of the jobs of a run.
#[derive(Deserialize)]
struct JobsPage {
    jobs: Vec<Job>,
}

#[derive(Deserialize)]
struct Job {
    #[serde(default)]
    started_at: Option<Timestamp>,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    name: String,
    status: String,
    #[serde(default)]
    conclusion: Option<String>,
}

/// What a snapshot keeps of a day: nothing of a run or job.
#[derive(Serialize)]
struct KeptDay {
    day: Date,
    clones: u64,
    certainty: &'static str,
}

/// The body that a snapshot keeps, and the first answer, which dates it.
pub(super) type Read = (Reply, Option<Box<RawValue>>);

/// What is asked for of a repository.
#[derive(Debug, Clone, Copy, Default)]
pub struct CiQuestions<'a> {
    /// The UTC days, newest first; none if the clones by CI are not asked for.
    pub days: &'a [Date],
    /// A client with another token, in case that the first one may not read the runs: `GITHUB_TOKEN` can be given the permission
    /// for the repository of its workflow.
    pub second: Option<&'a Client>,
    /// The requests that are left for all repositories of a run; `None` for as many as may be.
    pub left: Option<&'a Cell<u64>>,
}

/// The requests for one repository: bounded, and taken off those of the run.
struct Requests<'a> {
    made: u64,
    left: Option<&'a Cell<u64>>,
}

impl Requests<'_> {
    /// Whether another one may be made, of `most` for this repository.
    fn may_ask(&self, most: u64) -> bool {
        self.made < most && self.left.is_none_or(|left| left.get() > 0)
    }

    fn count(&mut self, requests: usize) {
        self.made += requests as u64;
        if let Some(left) = self.left {
            left.set(left.get().saturating_sub(requests as u64));
        }
    }
}

/// Whether a token may not read the runs of a repository.
#[must_use]
pub fn is_hidden(error: &GitHubError) -> bool {
    error.is_access() || error.status() == Some(404)
}

/// Looks whether the runs of the repository at `address` can be read by `client` or by the second one.
///
/// # Errors
/// What the first one is told.
pub async fn look(client: &Client, address: &str, second: Option<&Client>) -> Result<(), GitHubError> {
    let mut call = call(Endpoint::CiClones, address);
    call.path.push_str("?per_page=1");
    with_either(client, second, async |client| client.call(&call).await.map(drop)).await
}

/// Asks with `client`, and with the second one what is hidden from it. What the first one was told is worth more.
async fn with_either<T>(
    client: &Client,
    second: Option<&Client>,
    ask: impl AsyncFn(&Client) -> Result<T, GitHubError>,
) -> Result<T, GitHubError> {
    match (ask(client).await, second) {
        (Err(error), Some(second)) if is_hidden(&error) => ask(second).await.map_err(|_| error),
        (answer, _) => answer,
    }
}

/// Reads the clones by CI of the repository at `address`; `None` if no day is asked for. What comes before a failure is kept, if
/// it is a day.
///
/// # Errors
/// When not even one day can be read.
pub(super) async fn read(
    client: &Client,
    address: &str,
    questions: CiQuestions<'_>,
) -> Result<Option<Read>, GitHubError> {
    let ask = async |client: &Client| read_with(client, address, questions).await;
    with_either(client, questions.second, ask).await
}

async fn read_with(client: &Client, address: &str, questions: CiQuestions<'_>) -> Result<Option<Read>, GitHubError> {
    let mut first = None;
    let mut requests = Requests {
        made: 0,
        left: questions.left,
    };
    let mut listed: BTreeMap<Date, DayRuns> = BTreeMap::new();
    for day in questions.days {
        if !requests.may_ask(MOST_LISTS) {
            break;
        }
        match pages(client, runs_call(address, *day), Endpoint::CiClones.pages()).await {
            Ok(replies) => {
                requests.count(replies.len());
                listed.insert(*day, day_runs(&replies));
                first = first.or_else(|| replies.into_iter().next());
            }
            Err(error) if listed.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    let Some(first) = first else { return Ok(None) };
    let mut read: BTreeMap<u64, Checkouts> = BTreeMap::new();
    for run in to_read(&listed) {
        if !requests.may_ask(MOST_REQUESTS) {
            break;
        }
        // Without its jobs a run is taken to be like the others.
        match pages(client, jobs_call(address, run), JOB_PAGES).await {
            Ok(replies) => {
                requests.count(replies.len());
                read.insert(run, checkouts(&replies));
            }
            Err(error) if read.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    let kept = count(&listed, &read).into_iter().map(kept_day);
    Ok(Some((first, to_raw_value(&kept.collect::<Vec<_>>()).ok())))
}

fn kept_day((day, CiClones { certainty, clones }): (Date, CiClones)) -> KeptDay {
    KeptDay {
        day,
        clones,
        certainty: certainty.word(),
    }
}

/// The runs that were created on a UTC day, or so shortly before it that their jobs can have started on it.
fn runs_call(address: &str, day: Date) -> Call<'static> {
    let before = plus_days(day, -1);
    let hour = 24 - HOURS_BEFORE;
    let mut call = call(Endpoint::CiClones, address);
    call.path.push_str(&format!(
        "?created={before}T{hour}:00:00Z..{day}T23:59:59Z&exclude_pull_requests=true&per_page=100"
    ));
    call
}

/// The jobs of all attempts of a run.
fn jobs_call(address: &str, run: u64) -> Call<'static> {
    let mut call = call(Endpoint::CiClones, address);
    call.path.push_str(&format!("/{run}/jobs?filter=all&per_page=100"));
    call.operation = "read the jobs of GitHub Actions".to_owned();
    call.has_expected_shape = super::shape::is::<JobsPage>;
    call
}

fn day_runs(replies: &[Reply]) -> DayRuns {
    let pages: Vec<RunsPage> = replies
        .iter()
        .filter_map(|reply| serde_json::from_slice(&reply.body).ok())
        .collect();
    let all = pages.iter().map(|page| page.total_count).max().unwrap_or_default();
    let rows = pages.iter().flat_map(|page| &page.workflow_runs);
    // A run that begins between two pages moves the last one of a page to the next.
    let runs: BTreeMap<u64, WorkflowRun> = rows
        .filter_map(|row| serde_json::from_str(row.get()).ok())
        .map(|run| workflow_run(&run))
        .map(|run| (run.id, run))
        .collect();
    DayRuns {
        is_cut: all > runs.len() as u64,
        runs: runs.into_values().rev().collect(),
    }
}

fn workflow_run(wire: &WireRun) -> WorkflowRun {
    let kind = match wire.conclusion.as_deref() {
        _ if wire.path == PAGES_WORKFLOW => RunKind::Pages,
        Some("skipped" | "action_required" | "startup_failure") => RunKind::Nothing,
        _ => RunKind::Jobs,
    };
    WorkflowRun {
        id: wire.id,
        workflow: wire.workflow_id,
        created: wire.created_at,
        updated: wire.updated_at,
        kind,
    }
}

/// The checkouts of the jobs that ran; the names of jobs and steps are not kept.
fn checkouts(replies: &[Reply]) -> Checkouts {
    let mut checkouts = Checkouts::new();
    let pages = replies
        .iter()
        .filter_map(|reply| serde_json::from_slice(&reply.body).ok());
    for job in pages.flat_map(|page: JobsPage| page.jobs) {
        let ran = |step: &&Step| step.status != "queued" && step.conclusion.as_deref() != Some("skipped");
        let made = job.steps.iter().filter(ran).filter(|step| is_checkout(&step.name));
        if let (Some(started), made @ 1..) = (job.started_at, made.count() as u64) {
            *checkouts.entry(utc_day(started)).or_default() += made;
        }
    }
    checkouts
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;

    fn reply(body: &str) -> Reply {
        Reply {
            headers: HeaderMap::new(),
            body: body.to_owned().into(),
            redirected: false,
        }
    }

    #[test]
    fn only_steps_that_ran_in_jobs_that_started_are_checkouts() {
        let step = |name: &str, status: &str, conclusion: &str| {
            format!(r#"{{"name":"{name}","status":"{status}","conclusion":{conclusion},"number":1}}"#)
        };
        let job = |started: &str, steps: &[String]| {
            format!(r#"{{"id":1,"started_at":{started},"steps":[{}]}}"#, steps.join(","))
        };
        let done = step("Run actions/checkout@v4", "completed", r#""success""#);
        let skipped = step("Run actions/checkout@v4", "completed", r#""skipped""#);
        let queued = step("Checkout", "queued", "null");
        let post = step("Post Checkout", "completed", r#""success""#);
        let jobs = [
            job(r#""2026-11-10T23:59:59Z""#, &[done.clone(), post.clone(), done.clone()]),
            job(r#""2026-11-11T00:00:00Z""#, &[done.clone(), skipped]),
            job("null", &[done, queued.clone()]),
            job(r#""2026-11-11T00:00:00Z""#, &[queued]),
            r#"{"started_at":"2026-11-12T00:00:00Z"}"#.to_owned(),
        ];
        let body = format!(r#"{{"total_count":5,"jobs":[{}]}}"#, jobs.join(","));
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let expected = [(day("2026-11-10"), 2), (day("2026-11-11"), 1)].into();
        assert_eq!(checkouts(&[reply(&body)]), expected);
    }

    #[test]
    fn a_run_that_cannot_be_read_leaves_a_day_cut() {
        let run = |id: &str, path: &str, conclusion: &str| {
            format!(
                r#"{{"id":{id},"workflow_id":7,"path":"{path}","conclusion":{conclusion},"created_at":"2026-11-10T08:00:00Z","updated_at":"2026-11-10T08:09:00Z"}}"#
            )
        };
        let runs = |rows: &[String]| {
            day_runs(&[reply(&format!(
                r#"{{"total_count":{},"workflow_runs":[{}]}}"#,
                rows.len(),
                rows.join(",")
            ))])
        };
        let rows = [
            run("1", ".github/workflows/test.yml", r#""failure""#),
            run("2", PAGES_WORKFLOW, r#""success""#),
            run("3", ".github/workflows/test.yml", r#""skipped""#),
            run("4", ".github/workflows/test.yml", "null"),
        ];
        let list = runs(&rows);
        let kinds: Vec<(u64, RunKind)> = list.runs.iter().map(|run| (run.id, run.kind)).collect();
        let expected = [
            (4, RunKind::Jobs),
            (3, RunKind::Nothing),
            (2, RunKind::Pages),
            (1, RunKind::Jobs),
        ];
        assert_eq!((kinds.as_slice(), list.is_cut), (expected.as_slice(), false));
        let list = runs(&[rows[0].clone(), run("-9", "x", "null"), "[]".to_owned()]);
        assert_eq!((list.runs.len(), list.is_cut), (1, true));
    }

    #[test]
    fn a_day_is_asked_for_with_the_hours_before_it() {
        let call = runs_call("/repositories/7", "2026-03-01".parse().expect("a day"));
        assert_eq!(
            call.path,
            "/repositories/7/actions/runs?created=2026-02-28T18:00:00Z..2026-03-01T23:59:59Z&exclude_pull_requests=true&per_page=100"
        );
    }
}
