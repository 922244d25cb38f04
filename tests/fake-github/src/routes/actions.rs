//! Workflows and their scheduled runs, as `doctor` asks for them.

use serde_json::{Value, json};

use super::Call;
use crate::answer::{Answer, Routed};
use crate::repository::{Schedule, account};
use crate::world::Entry;

/// `GET /repos/O/R/actions/workflows/FILE` and `…/runs`.
pub(super) fn get(entry: &Entry, call: &Call<'_>, what: &[&str]) -> Routed {
    let ["workflows", file, rest @ ..] = what else {
        return Err(Answer::not_found());
    };
    let schedule = entry.meta.schedule.as_ref().filter(|schedule| schedule.file == *file);
    let schedule = schedule.ok_or_else(Answer::not_found)?;
    match rest {
        [] => Ok(Answer::ok(&workflow(entry, call, schedule))),
        ["runs"] => {
            let runs: Vec<Value> = (1..)
                .zip(&schedule.runs)
                .map(|(number, run)| self::run(entry, call, schedule, number, run))
                .collect();
            Ok(Answer::ok(&json!({"total_count": runs.len(), "workflow_runs": runs})))
        }
        _ => Err(Answer::not_found()),
    }
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

fn run(entry: &Entry, call: &Call<'_>, schedule: &Schedule, number: u64, run: &(String, String)) -> Value {
    let (meta, (created, conclusion)) = (&entry.meta, run);
    let url = |below: &str| meta.url(&call.base, &format!("/actions/runs/{number}{below}"));
    let sha = "0123456789abcdef0123456789abcdef01234567";
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
        "run_attempt": 1, "event": "schedule", "status": "completed", "conclusion": conclusion, "workflow_id": 7,
        "path": format!(".github/workflows/{}", schedule.file), "head_branch": "main", "head_sha": sha, "pull_requests": [],
        "created_at": created, "updated_at": created, "run_started_at": created, "check_suite_id": 7,
        "check_suite_node_id": "CS_kwDO7", "actor": account(&call.base, "octocat"),
        "triggering_actor": account(&call.base, "octocat"), "url": url(""), "jobs_url": url("/jobs"), "logs_url": url("/logs"),
        "check_suite_url": meta.url(&call.base, "/check-suites/7"), "artifacts_url": url("/artifacts"),
        "cancel_url": url("/cancel"), "rerun_url": url("/rerun"), "workflow_url": meta.url(&call.base, "/actions/workflows/7"),
        "previous_attempt_url": null,
        "html_url": format!("https://github.com/{}/actions/runs/{number}", meta.full_name()),
        "head_commit": null, "repository": repository, "head_repository": repository,
    })
}
