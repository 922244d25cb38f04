//! PURE. Whether the schedule is alive: a run that never starts cannot turn red.

use crate::code::Code;
use crate::doctor::facts::{Facts, ScheduleFacts};
use crate::doctor::finding::{Finding, Level};
use crate::doctor::thresholds::INACTIVE_DAYS;
use crate::domain::{days_between, utc_day};
use crate::format::counted;

/// Daily runs can be late by some hours; after so many days one is missing.
const LATE: i64 = 2;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let mut findings = match &facts.schedule {
        Ok(schedule) => vec![of(facts, schedule)],
        Err(reason) => vec![
            Finding::new(Level::Unknown, "schedule", reason.clone())
                .code(Code::Schedule)
                .fix("Look at the Actions tab; in a workflow, `permissions: actions: read` lets this check it."),
        ],
    };
    findings.extend(inactive(facts));
    findings
}

/// That GitHub may soon disable the schedule of the workflow, or has: nothing was pushed to its public repository for long.
fn inactive(facts: &Facts) -> Option<Finding> {
    let workflow = facts.schedule.as_ref().ok()?.repository.clone();
    let own = facts.repositories.iter().find(|one| one.name.is_same(&workflow))?;
    let pushed = own.pushed.filter(|_| own.private == Some(false))?;
    let days = days_between(utc_day(pushed), utc_day(facts.now));
    (days > INACTIVE_DAYS).then(|| {
        Finding::new(
            Level::Warning,
            own.name.to_string(),
            format!("nothing was pushed for {days} days; GitHub disables schedules in a public repository after 60"),
        )
        .code(Code::Schedule)
        .fix("Push something, or look at the Actions tab.")
    })
}

fn of(facts: &Facts, schedule: &ScheduleFacts) -> Finding {
    let about = schedule.file.clone();
    let link = Some(format!(
        "{}/{}/actions/workflows/{}",
        facts.server, schedule.repository, schedule.file
    ));
    let finding = match schedule.state.as_str() {
        "active" => return of_runs(facts, schedule).link(link),
        "disabled_inactivity" => "GitHub has disabled the schedule after 60 days without activity in the repository",
        "disabled_fork" => "GitHub disables schedules in forks",
        "disabled_manually" => "the workflow was disabled",
        _ => "the workflow is not active",
    };
    Finding::new(Level::Problem, about, finding)
        .code(Code::Schedule)
        .fix("Enable it in the Actions tab.")
        .link(link)
}

fn of_runs(facts: &Facts, schedule: &ScheduleFacts) -> Finding {
    let about = schedule.file.clone();
    let Some((last, _)) = schedule.runs.first() else {
        return Finding::new(
            Level::Note,
            about,
            "the workflow is active, and no scheduled run has started yet",
        )
        .code(Code::Schedule);
    };
    let last = utc_day(*last);
    let ago = days_between(last, utc_day(facts.now));
    let failed = schedule
        .runs
        .iter()
        .take_while(|(_, conclusion)| conclusion.as_deref() == Some("failure"))
        .count();
    if ago > LATE {
        let days = counted(ago.unsigned_abs(), "day", "days");
        return Finding::new(Level::Warning, about, format!("the last scheduled run started {days} ago, on {last}"))
            .code(Code::Schedule)
            .fix("Start a run by hand; if GitHub has an incident, githubstatus.com says so. After 11 days, days can be lost.");
    }
    match failed {
        0 => Finding::good(about, format!("the schedule is active; its last run started on {last}")),
        failed => Finding::new(
            Level::Warning,
            about,
            format!(
                "the schedule is active, and its last {} failed",
                counted(failed as u64, "run", "runs")
            ),
        )
        .code(Code::Schedule)
        .fix("The log of the last run says why."),
    }
}
