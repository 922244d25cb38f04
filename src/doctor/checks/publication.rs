//! PURE. Whether GitHub stands still, and which zeros cannot be believed, in the words of the report.

use crate::code::Code;
use crate::doctor::facts::{Facts, HistoryFacts};
use crate::doctor::finding::{Finding, Level};
use crate::domain::state::Standing;
use crate::domain::traffic::Metric;
use crate::report;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let Ok(ledger) = &facts.ledger else {
        return Vec::new();
    };
    let all = || ledger.repositories.iter();
    let mut findings: Vec<Finding> = all().flat_map(|one| frozen(facts, one)).collect();
    findings.extend(all().flat_map(doubtful));
    if findings.is_empty() && !ledger.repositories.is_empty() {
        findings.push(Finding::good("GitHub", "it published days as usual at the last run"));
    }
    findings
}

/// As a run judges it: red when days may be lost before the next one, or the newest day is too old.
fn frozen(facts: &Facts, one: &HistoryFacts) -> Vec<Finding> {
    let Some(today) = one.state.captured_day() else {
        return Vec::new();
    };
    let is_too_old = one.age.is_some_and(|age| age > i64::from(facts.max_age_days));
    let level = match one.state.standing() {
        Standing::Losing => Level::Problem,
        _ if is_too_old => Level::Problem,
        _ => Level::Warning,
    };
    let finding = |freeze| {
        let text = format!(
            "{}. {}",
            report::frozen(freeze, today),
            report::what_a_freeze_loses(freeze, today)
        );
        Finding::new(level, one.name.clone(), text)
            .code(Code::Frozen)
            .fix("Nothing is to be done here: GitHub does not publish the days.")
    };
    one.state.freezes().into_iter().map(finding).collect()
}

fn doubtful(one: &HistoryFacts) -> Vec<Finding> {
    let of = |metric| {
        let doubts = one.state.doubtful.of(metric).iter();
        doubts.map(move |days| {
            let text = report::doubtful(metric, *days);
            Finding::new(Level::Note, one.name.clone(), text).code(Code::Doubtful)
        })
    };
    Metric::ALL.into_iter().flat_map(of).collect()
}
