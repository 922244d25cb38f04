//! PURE. Who can read what is published.

use crate::code::Code;
use crate::doctor::facts::{Facts, StoreFacts};
use crate::doctor::finding::{Finding, Level};

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let StoreFacts::Branch(branch) = &facts.store else {
        return Vec::new();
    };
    let Ok(about) = &branch.about else {
        return Vec::new();
    };
    let name = branch.repository.to_string();
    let what = match facts.counts_only {
        true => "views and clones",
        false => "views, clones, referrers and popular pages",
    };
    if about.internal {
        let text = format!("{what} are read by everybody in the enterprise, since this repository is internal");
        return vec![Finding::new(Level::Note, name, text).code(Code::Readers)];
    }
    if about.private == Some(true) {
        let text = format!("{what} are read by those alone who can read this private repository");
        return vec![Finding::good(name, text)];
    }
    let who = match about.private {
        Some(_) => "everybody can read",
        None => "everybody may be able to read",
    };
    let mut findings = vec![
        Finding::new(Level::Note, name.clone(), format!("{who} the ledger: {what}, and git keeps them for good"))
            .code(Code::Readers)
            .fix("To keep traffic private, set `store` to a private repository; `publish: counts` leaves out referrers and pages."),
    ];
    let own = |one: &&crate::doctor::facts::RepositoryFacts| !one.name.is_same(&branch.repository);
    let private: Vec<String> = facts
        .repositories
        .iter()
        .filter(|one| one.private != Some(false))
        .filter(own)
        .map(|one| one.name.to_string())
        .collect();
    if !private.is_empty() {
        let (level, text) = match facts.publishes_private {
            true => (Level::Warning, "is published although it is not known to be public"),
            false => (
                Level::Problem,
                "is not recorded here, since it is not known to be public",
            ),
        };
        findings.extend(private.into_iter().map(|name| {
            Finding::new(level, name, text)
                .code(Code::Readers)
                .fix("Set `store` to a private repository.")
        }));
    }
    findings
}
