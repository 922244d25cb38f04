//! Workflows, their runs and the jobs of these. Imports the repository's JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Call;
use super::paging::Page;
use crate::answer::{Answer, Routed};
use crate::ci::{CiJob, CiRun};
use crate::clock::Clock;
use crate::repository::{Schedule, account};
use crate::tokens::Token;
use crate::world::Entry;

/// Runs are numbered from here on, in the order in which they are given.
const FIRST_RUN: u64 = 1_000_000;
const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

/// `GET /repos/O/R/actions/…`: `workflows/FILE` and its `runs` as `doctor` asks for them, `runs` and `runs/ID/jobs`.
pub(super) fn get(entry: &Entry, call: &Call<'_>, token: Option<&Token>, clock: &Clock, what: &[&str]) -> Routed {
    match what {
        ["workflows", file, rest @ ..] => workflow_of(entry, call, file, rest),
        ["runs", rest @ ..] => {
            if let Some(token) = token {
                token.may_read_actions(&entry.meta)?;
            }
            match rest {
                [] => runs(entry, call, clock),
                [id, "jobs"] => jobs(entry, call, id),
                _ => Err(Answer::not_found()),
            }
        }
        _ => Err(Answer::not_found()),
    }
}

fn workflow_of(entry: &Entry, call: &Call<'_>, file: &str, rest: &[&str]) -> Routed {
    let schedule = entry.meta.schedule.as_ref().filter(|schedule| schedule.file == file);
    let schedule = schedule.ok_or_else(Answer::not_found)?;
    match rest {
        [] => Ok(Answer::ok(&workflow(entry, call, schedule))),
        ["runs"] => {
            let run = |(number, (created, conclusion)): (u64, &(String, String))| {
                let path = format!(".github/workflows/{}", schedule.file);
                json_of_run(entry, call, number, [created, created, conclusion, &path], 7)
            };
            let runs: Vec<Value> = (1..).zip(&schedule.runs).map(run).collect();
            Ok(Answer::ok(&json!({"total_count": runs.len(), "workflow_runs": runs})))
        }
        _ => Err(Answer::not_found()),
    }
}

/// Runs that were created by now, newest first, by pages; `created` is a range of times.
fn runs(entry: &Entry, call: &Call<'_>, clock: &Clock) -> Routed {
    let now = Timestamp::from_second(clock.seconds()).expect("a time of the test");
    let range = call.query("created").map(|range| {
        let (from, to) = range.split_once("..")?;
        Some((from.parse::<Timestamp>().ok()?, to.parse::<Timestamp>().ok()?))
    });
    let range = match range {
        Some(None) => return Err(Answer::unprocessable("Invalid request.")),
        Some(range) => range,
        None => None,
    };
    let is_shown = |run: &CiRun| {
        let within = range.is_none_or(|(from, to)| (from..=to).contains(&run.created_at));
        within && run.created_at <= now
    };
    let mut found: Vec<(u64, &CiRun)> = (FIRST_RUN..).zip(&entry.meta.ci_runs).collect();
    found.retain(|(_, run)| is_shown(run));
    found.sort_by_key(|(id, run)| std::cmp::Reverse((run.created_at, *id)));
    let all = found.len();
    let run = |(id, run): (u64, &CiRun)| {
        let (created, updated) = (run.created_at.to_string(), run.updated_at.to_string());
        json_of_run(
            entry,
            call,
            id,
            [&created, &updated, &run.conclusion, &run.path],
            run.workflow,
        )
    };
    let path = format!("/repositories/{}/actions/runs", entry.meta.id);
    let page = Page::new(call, &path, found.into_iter().map(run).collect());
    Ok(page.answer(&json!({"total_count": all, "workflow_runs": page.items})))
}

fn jobs(entry: &Entry, call: &Call<'_>, id: &str) -> Routed {
    let id: u64 = id.parse().map_err(|_| Answer::not_found())?;
    let run = id
        .checked_sub(FIRST_RUN)
        .and_then(|place| entry.meta.ci_runs.get(usize::try_from(place).ok()?));
    let run = run.ok_or_else(Answer::not_found)?;
    let jobs: Vec<Value> = (0..)
        .zip(&run.jobs)
        .map(|(number, job)| json_of_job(entry, call, id, number, job))
        .collect();
    let all = jobs.len();
    let path = format!("/repositories/{}/actions/runs/{id}/jobs", entry.meta.id);
    let page = Page::new(call, &path, jobs);
    Ok(page.answer(&json!({"total_count": all, "jobs": page.items})))
}

fn json_of_job(entry: &Entry, call: &Call<'_>, run: u64, number: u64, job: &CiJob) -> Value {
    let (meta, id) = (&entry.meta, run * 1_000 + number);
    let started = job.started_at.to_string();
    let steps = (1..).zip(&job.steps).map(|(number, (name, conclusion))| {
        json!({
            "name": name, "status": "completed", "conclusion": conclusion, "number": number, "started_at": started,
            "completed_at": started,
        })
    });
    json!({
        "id": id, "run_id": run, "workflow_name": "CI", "head_branch": "main", "run_attempt": 1, "node_id": "CR_kwDO7",
        "run_url": meta.url(&call.base, &format!("/actions/runs/{run}")), "head_sha": SHA,
        "url": meta.url(&call.base, &format!("/actions/jobs/{id}")),
        "html_url": format!("https://github.com/{}/actions/runs/{run}/job/{id}", meta.full_name()),
        "status": "completed", "conclusion": "success", "created_at": started, "started_at": started,
        "completed_at": started, "name": format!("job {number}"), "steps": steps.collect::<Vec<_>>(),
        "check_run_url": meta.url(&call.base, &format!("/check-runs/{id}")), "labels": ["ubuntu-latest"], "runner_id": 1,
        "runner_name": "GitHub Actions 1", "runner_group_id": 0, "runner_group_name": "GitHub Actions",
    })
}

fn workflow(entry: &Entry, call: &Call<'_>, schedule: &Schedule) -> Value {
    let meta = &entry.meta;
    let path = format!(".github/workflows/{}", schedule.file);
    let html = format!("https://github.com/{}", meta.full_name());
    json!({
        "id": 7, "node_id": "W_kwDO7", "name": "Traffic", "path": path, "state": schedule.state,
        "created_at": meta.created_at, "updated_at": meta.created_at,
        "url": meta.url(&call.base, "/actions/workflows/7"), "html_url": format!("{html}/blob/main/{path}"),
        "badge_url": format!("{html}/workflows/Traffic/badge.svg"),
    })
}

/// A run; the texts are when it was created and updated, how it ended and the path of its workflow.
fn json_of_run(
    entry: &Entry,
    call: &Call<'_>,
    number: u64,
    [created, updated, conclusion, path]: [&String; 4],
    workflow: u64,
) -> Value {
    let meta = &entry.meta;
    let url = |below: &str| meta.url(&call.base, &format!("/actions/runs/{number}{below}"));
    let mut repository = meta.listed_json(&call.base, None);
    if let Some(members) = repository.as_object_mut() {
        let kept = [
            "id",
            "node_id",
            "name",
            "full_name",
            "private",
            "owner",
            "html_url",
            "description",
            "fork",
            "url",
        ];
        members.retain(|key, _| kept.contains(&key.as_str()) || (key.ends_with("_url") && !key.starts_with("mirror")));
    }
    json!({
        "id": number, "node_id": "WFR_kwDO7", "name": "Traffic", "display_title": "Traffic", "run_number": number,
        "run_attempt": 1, "event": "schedule", "status": "completed", "conclusion": conclusion, "workflow_id": workflow,
        "path": path, "head_branch": "main", "head_sha": SHA, "pull_requests": [],
        "created_at": created, "updated_at": updated, "run_started_at": created, "check_suite_id": 7,
        "check_suite_node_id": "CS_kwDO7", "actor": account(&call.base, "octocat"),
        "triggering_actor": account(&call.base, "octocat"), "url": url(""), "jobs_url": url("/jobs"), "logs_url": url("/logs"),
        "check_suite_url": meta.url(&call.base, "/check-suites/7"), "artifacts_url": url("/artifacts"),
        "cancel_url": url("/cancel"), "rerun_url": url("/rerun"), "workflow_url": meta.url(&call.base, "/actions/workflows/7"),
        "previous_attempt_url": null,
        "html_url": format!("https://github.com/{}/actions/runs/{number}", meta.full_name()),
        "head_commit": null, "repository": repository, "head_repository": repository,
    })
}
