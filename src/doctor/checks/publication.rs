//! PURE. Whether GitHub stands still, and which zeros cannot be believed.

use crate::code::Code;
use crate::doctor::facts::Facts;
use crate::doctor::finding::{Finding, Level};
use crate::export::status::RepositoryStatus;
use crate::format::counted;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let Ok(ledger) = &facts.ledger else {
        return Vec::new();
    };
    let all: Vec<&RepositoryStatus> = ledger.repositories.iter().map(|one| &one.status).collect();
    let mut findings: Vec<Finding> = all.iter().filter_map(|status| frozen(status)).collect();
    findings.extend(all.iter().filter_map(|status| doubtful(status)));
    if findings.is_empty() && !all.is_empty() {
        findings.push(Finding::good("GitHub", "it published days as usual at the last run"));
    }
    findings
}

fn frozen(status: &RepositoryStatus) -> Option<Finding> {
    let (views, clones) = (&status.views, &status.clones);
    let left = [views.days_left, clones.days_left].into_iter().flatten().min()?;
    let since = views.published.max(clones.published)?;
    let days = counted(left.unsigned_abs(), "day", "days");
    let (level, lost) = match left {
        ..0 => (Level::Problem, format!("{days} may be lost already")),
        _ => (Level::Warning, format!("nothing is lost for {days}")),
    };
    let text = format!("GitHub has published nothing since {since} (its answers are fine); {lost}");
    Some(
        Finding::new(level, status.repository.clone(), text)
            .code(Code::Frozen)
            .fix("Nothing is to be done here: GitHub does not publish the days."),
    )
}

fn doubtful(status: &RepositoryStatus) -> Option<Finding> {
    let ranges = status.views.doubtful.len() + status.clones.doubtful.len();
    (ranges > 0).then(|| {
        let text = format!(
            "{} of zeros cannot be believed and count as unknown",
            counted(ranges as u64, "run", "runs")
        );
        Finding::new(Level::Note, status.repository.clone(), text).code(Code::Doubtful)
    })
}
