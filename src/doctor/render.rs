//! PURE. Findings as one JSON document, and as Markdown for the step summary.

use serde::Serialize;

use super::finding::{Finding, Level};
use super::will_work;
use crate::encode::markdown::code_span;
use crate::encode::one_line;

/// The most characters of a cell.
const MOST: usize = 600;

/// The version of the document's format.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'f> {
    schema: u32,
    /// Whether everything will work, as far as can be known.
    works: bool,
    findings: &'f [Finding],
}

/// All findings in one document.
#[must_use]
pub fn json(findings: &[Finding]) -> Vec<u8> {
    let document = Document {
        schema: SCHEMA,
        works: will_work(findings),
        findings,
    };
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The findings as a table for the step summary. Whatever GitHub or a user has written is shown as code.
#[must_use]
pub fn markdown(findings: &[Finding]) -> String {
    let mut text = format!(
        "## Doctor\n\n{}\n\n| | about | finding | what to do |\n|---|---|---|---|\n",
        verdict(findings)
    );
    for finding in findings {
        let code = finding.code.map_or_else(String::new, |code| format!(" {code}"));
        let fix = finding.fix.as_deref().unwrap_or_default();
        let link = finding
            .link
            .as_ref()
            .map_or_else(String::new, |link| format!(" <{link}>"));
        let cell = |text: &str| match text {
            "" => String::new(),
            text => code_span(&one_line(text, MOST)),
        };
        text += &format!(
            "| {}{code} | {} | {} | {}{link} |\n",
            finding.level.word(),
            cell(&finding.about),
            cell(&finding.text),
            cell(fix)
        );
    }
    text
}

/// One sentence about all findings.
#[must_use]
pub fn verdict(findings: &[Finding]) -> String {
    let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count() as u64;
    let counted = |level, one, many| crate::format::counted(count(level), one, many);
    match (count(Level::Problem), count(Level::Warning)) {
        (0, 0) => "Everything will work, as far as can be known.".to_owned(),
        (0, _) => format!(
            "It will work; {} to look at.",
            counted(Level::Warning, "warning", "warnings")
        ),
        _ => format!("{} to solve.", counted(Level::Problem, "problem", "problems")),
    }
}
