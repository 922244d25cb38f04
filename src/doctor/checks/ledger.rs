//! PURE. The ledger itself: whether it can be read, and what is in its way.

use crate::code::Code;
use crate::doctor::facts::Facts;
use crate::doctor::finding::{Finding, Level};
use crate::format::counted;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let ledger = match &facts.ledger {
        Ok(ledger) => ledger,
        Err(message) => return vec![Finding::of(Level::Problem, "ledger", message)],
    };
    let mut findings: Vec<Finding> = ledger
        .failures
        .iter()
        .map(|message| Finding::of(Level::Problem, message.title.clone(), message).code(Code::Ledger))
        .collect();
    if let Some(path) = &ledger.foreign {
        findings.push(
            Finding::new(
                Level::Problem,
                path.clone(),
                "the first run would overwrite this file, which is yours",
            )
            .code(Code::ForeignFile)
            .fix("Choose another `directory` or `branch`, or rename the file."),
        );
    }
    if !ledger.lfs.is_empty() {
        findings.push(
            Finding::new(
                Level::Warning,
                ".gitattributes",
                format!(
                    "Git LFS takes {}, so a checkout shows files of the ledger as changed",
                    ledger.lfs.join(", ")
                ),
            )
            .code(Code::Lfs)
            .fix("Leave the files of the ledger out of it, or choose another `branch`."),
        );
    }
    if findings.is_empty() {
        let text = match ledger.repositories.len() {
            _ if ledger.is_new => "there is none yet; the first run makes it".to_owned(),
            repositories => format!(
                "it holds {}",
                counted(repositories as u64, "repository", "repositories")
            ),
        };
        findings.push(Finding::good("ledger", text));
    }
    findings
}
