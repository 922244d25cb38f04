//! PURE. What stands in the way of the next run, and what is only worth knowing: facts in, findings out. One file a check, and
//! one list of them. Nothing here asks GitHub; [`crate::run`] gathers the facts.

mod checks;
pub mod facts;
pub mod finding;
pub mod render;
pub mod thresholds;

pub use facts::Facts;
pub use finding::{Finding, Level};

use checks::{ci_clones, clock, days, ledger, limits, publication, readers, schedule, server, store, tokens, traffic};

/// What a check finds.
type Check = fn(&Facts) -> Vec<Finding>;

/// The checks, in the order in which their findings are shown.
const CHECKS: &[(&str, Check)] = &[
    ("tokens", tokens::check),
    ("server", server::check),
    ("traffic", traffic::check),
    ("ci clones", ci_clones::check),
    ("store", store::check),
    ("readers", readers::check),
    ("ledger", ledger::check),
    ("limits", limits::check),
    ("clock", clock::check),
    ("schedule", schedule::check),
    ("days", days::check),
    ("publication", publication::check),
];

/// The findings of all checks.
#[must_use]
pub fn diagnose(facts: &Facts) -> Vec<Finding> {
    let findings = CHECKS.iter().flat_map(|(name, check)| {
        let found = check(facts).into_iter();
        found.map(|finding| Finding { check: name, ..finding })
    });
    findings.collect()
}

/// Whether everything will work, as far as can be known.
#[must_use]
pub fn will_work(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level < Level::Problem)
}
