//! PURE. The overview of several repositories: the ledger's own `README.md`.

use super::markdown::{Align, Document, Inline, MarkdownTable, Target, ToInline, fill};
use super::phrases::{arrow, counted, total};
use crate::domain::analysis::{Analysis, Trailing};
use crate::domain::history::History;
use crate::format::UNKNOWN;

/// A repository of the ledger: its history and the analysis of it.
pub type OverviewRow<'a> = (&'a History, &'a Analysis);

/// The overview of several repositories, those with the most views first. Links lead to their reports.
#[must_use]
pub fn overview(rows: &[OverviewRow<'_>]) -> String {
    let mut out = Document::new();
    out.heading(1, &"Traffic".into());
    out.paragraph(&sums(rows).bold());
    let report = |history: &History| Target::new(&format!("{}/README.md", history.repository.name));
    out.table(&table(rows, &report, true));
    out.paragraph(
        &Inline::from(
            "Each row covers the last 14 published days of its repository. Changes compare with the 14 days before, \
             where both are complete. Unique visitors are GitHub's own count for 14 days; they cannot be added up across \
             repositories. The line shows the views of the last 90 days.",
        )
        .small(),
    );
    out.finish()
}

/// The table of several repositories, those with the most views first, each with a link to its report.
pub(super) fn table(rows: &[OverviewRow<'_>], report: &dyn Fn(&History) -> Target, sparklines: bool) -> MarkdownTable {
    let mut head = vec![("Repository", Align::Left)];
    if sparklines {
        head.push(("90 days", Align::Left));
    }
    head.extend([
        ("Views", Align::Right),
        ("Change", Align::Right),
        ("Unique visitors", Align::Right),
        ("Clones", Align::Right),
        ("Stars", Align::Right),
        ("Newest day", Align::Right),
    ]);
    let mut table = MarkdownTable::new(&head);
    for (history, analysis) in by_views(rows) {
        let name = &history.repository.name;
        let mut cells = vec![name.to_inline().link(Some(&report(history)))];
        if sparklines {
            let path = format!("{name}/charts/sparkline");
            cells.push(Inline::small_picture(&path, "Views by day, last 90 days"));
        }
        cells.extend(numbers(analysis));
        table.row(cells);
    }
    table
}

/// The rows with the most views in 14 days first, equal ones by name.
fn by_views<'a, 'b>(rows: &'b [OverviewRow<'a>]) -> Vec<&'b OverviewRow<'a>> {
    let mut sorted: Vec<&OverviewRow<'_>> = rows.iter().collect();
    sorted.sort_by_key(|(history, analysis)| {
        let count = analysis.views.last_14.and_then(|last| last.now.count);
        (std::cmp::Reverse(count), &history.repository.name)
    });
    sorted
}

/// The cells of a repository after its name.
fn numbers(analysis: &Analysis) -> [Inline; 6] {
    let count = |last: Option<Trailing>| last.map_or_else(|| UNKNOWN.to_inline(), |last| total(&last.now));
    let views = analysis.views.last_14;
    [
        count(views),
        arrow(views.and_then(|last| last.change)),
        views.and_then(|last| last.uniques).to_inline(),
        count(analysis.clones.last_14),
        analysis.growth.stars.map(|stars| stars.now).to_inline(),
        analysis.newest.to_inline().unbroken(),
    ]
}

/// The views and clones of all repositories. Counts of different repositories can be added up; uniques cannot.
pub(super) fn sums(rows: &[OverviewRow<'_>]) -> Inline {
    let sum = |count: &dyn Fn(&Analysis) -> Option<u64>| {
        let known = rows.iter().filter_map(|(_, analysis)| count(analysis));
        known.fold(0_u64, u64::saturating_add)
    };
    let views = sum(&|analysis| analysis.views.last_14?.now.count);
    let clones = sum(&|analysis| analysis.clones.last_14?.now.count);
    fill(
        "{} and {} in {}, each over its last 14 published days.",
        &[
            &counted(views, "view", "views"),
            &counted(clones, "clone", "clones"),
            &counted(rows.len() as u64, "repository", "repositories"),
        ],
    )
}
