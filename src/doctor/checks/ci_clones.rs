//! PURE. Whether the runs of GitHub Actions can be read, from which the clones by CI are estimated. Nothing else hangs on them.

use crate::doctor::facts::Facts;
use crate::doctor::finding::{Finding, Level};
use crate::format::counted;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let asked = facts.repositories.iter();
    let asked = asked.filter_map(|one| Some((&one.name, one.ci_runs.as_ref()?)));
    let (readable, refused): (Vec<_>, Vec<_>) = asked.partition(|(_, answer)| answer.is_ok());
    let what = "the runs of GitHub Actions can be read";
    let good = match &readable[..] {
        [] => None,
        [(name, _)] => Some(Finding::good(name.to_string(), what)),
        many => Some(Finding::good(
            counted(many.len() as u64, "repository", "repositories"),
            what,
        )),
    };
    let warning = |(name, answer): (_, &Result<(), _>)| {
        Some(Finding::of(Level::Warning, format!("{name}"), answer.as_ref().err()?))
    };
    good.into_iter()
        .chain(refused.into_iter().filter_map(warning))
        .collect()
}
