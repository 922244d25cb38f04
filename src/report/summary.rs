//! PURE. The step summary of a run: the report in short, without pictures, since a step summary cannot show them.

use super::LinkBase;
use super::digest::{events, milestones};
use super::markdown::{Align, Document, Inline, MarkdownTable, fill};
use super::overview::{OverviewRow, add_repositories};
use super::sections::quality::disagreements::recent_corrections;
use super::sections::{headline, lead, standouts, top_lists};
use super::state;
use crate::domain::analysis::{AnalyzedHistory, Days, TopListKind};
use crate::domain::highlights::Highlights;
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::state::State;
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;

/// Lines of what stood out.
const MOST_STANDOUTS: usize = 5;
/// Lines of what the run has added.
const MOST_NEW: usize = 5;
/// Rows of each top list.
const MOST_ROWS: usize = 5;
/// Repositories with details. The others are only in the table, since GitHub drops a summary above 1 MiB.
pub const MOST_DETAILS: usize = 5;

/// Problems with a row of their own.
const MOST_PROBLEMS: usize = 50;

/// Something that makes a run fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemRow {
    /// The repository, or what else it is about.
    pub about: String,
    /// What happened and why.
    pub reason: String,
    /// What to do about it; empty where nothing can be done.
    pub fix: String,
}

/// The summary of a run over one or more repositories, as Markdown for `GITHUB_STEP_SUMMARY`: first the problems, then what is
/// recorded, a row for each repository and the details of the first ones ([`summary_details`]). Far below 1 MiB.
#[must_use]
pub fn summary(problems: &[ProblemRow], rows: &[OverviewRow<'_>], details: &[String], links: &LinkBase) -> String {
    let mut out = Document::new();
    add_problems(&mut out, problems);
    if rows.len() > 1 {
        out.heading(2, &"Traffic".into());
        let report = |folder: &Folder| links.report_url(folder);
        add_repositories(&mut out, rows, &report);
    }
    let has_begun = !problems.is_empty() || rows.len() > 1;
    let begun = has_begun.then(|| out.finish());
    begun
        .iter()
        .chain(details)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}

/// GitHub's own words are part of a reason, and a path of the user's may be part of a fix: all of it is shown as code.
fn add_problems(out: &mut Document, problems: &[ProblemRow]) {
    if problems.is_empty() {
        return;
    }
    out.heading(2, &"Problems".into());
    let mut table = MarkdownTable::new(&[
        ("Repository", Align::Left),
        ("Reason", Align::Left),
        ("Fix", Align::Left),
    ]);
    let code = |text: &str| match text {
        "" => Inline::default(),
        text => Inline::code(&Untrusted::new(text), 300),
    };
    for problem in problems.iter().take(MOST_PROBLEMS) {
        table.row([code(&problem.about), code(&problem.reason), code(&problem.fix)]);
    }
    out.table(&table);
    if let Some(more) = problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        out.paragraph(&fill("{} more are in the log.", &[&(more as u64)]));
    }
}

/// The part of a summary about one repository, with what the run has added to it.
#[must_use]
pub fn summary_details(folder: &Folder, whole: &AnalyzedHistory, highlights: &Highlights, links: &LinkBase) -> String {
    let mut out = Document::new();
    let AnalyzedHistory { history, analysis } = whole;
    out.heading(2, &lead::title(history));
    for sentence in state::opening(&State::new(history, analysis)) {
        out.paragraph(&sentence);
    }
    out.paragraph(&lead::sentences(analysis));
    out.paragraph(&recent_corrections(history, analysis));
    let newest = analysis.views.newest;
    out.paragraph(&newest.map_or_else(Inline::default, |newest| daily_views(history, Days::ending(newest, 28))));
    out.table(&headline::table(analysis));
    out.paragraph(&headline::explanation(analysis).small());
    let new = milestones(highlights).chain(events(highlights)).take(MOST_NEW);
    let standouts = standouts::items(history, analysis).into_iter().take(MOST_STANDOUTS);
    out.list(&new.chain(standouts).collect::<Vec<_>>());
    for (kind, list) in [
        (TopListKind::Referrer, &analysis.referrers),
        (TopListKind::Path, &analysis.paths),
    ] {
        out.paragraph(&top_lists::not_current(list, kind));
        out.table(&top_lists::short_table(list, kind, MOST_ROWS));
    }
    let report = Inline::from("Full report").link(Some(&links.report_url(folder)));
    out.paragraph(&fill("{} with charts and history.", &[&report]));
    out.finish()
}

/// The views of these days as a line of blocks, from 0 to the largest count; a dot is an unknown day.
#[allow(clippy::cast_possible_truncation)]
fn daily_views(history: &History, days: Days) -> Inline {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let count = |day| history.day(day)?.reading(Metric::Views)?.known_count();
    let counts: Vec<Option<u64>> = days.each().map(count).collect();
    let top = u128::from(counts.iter().flatten().copied().max().unwrap_or(0)).max(1);
    let block = |count: &Option<u64>| {
        count.map_or('·', |count| {
            BLOCKS[((u128::from(count) * 7 + top / 2) / top).min(7) as usize]
        })
    };
    let blocks = Inline::formatted(counts.iter().map(block).collect());
    fill("{} views by day, {}", &[&blocks, &days])
}
