//! PURE. The overview of several repositories: the ledger's own `README.md`. Imports `domain` and its neighbours in
//! `report`.

use super::markdown::{Align, Document, Inline, MarkdownTable, Target, ToInline, fill};
use super::phrases::{arrow, counted, total};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::format::UNKNOWN;

/// A repository of the ledger with what is known of it.
pub type OverviewRow<'a> = (&'a History, &'a Analysis);

/// The overview of several repositories, those with the most views first. Links lead to their reports.
#[must_use]
pub fn overview(entries: &[OverviewRow<'_>]) -> String {
    let mut out = Document::new();
    out.heading(1, &"Traffic".into());
    out.paragraph(&together(entries).bold());
    let report = |entry: &OverviewRow<'_>| Target::file(&format!("{}/README.md", entry.0.repository.name));
    out.table(&table(entries, &report, true));
    out.paragraph(
        &Inline::from(
            "14 published days each, against the 14 before, where both are known whole. Unique visitors are GitHub's \
             own numbers of the 14 days; those of several repositories do not add up. The line shows the views of \
             the last 90 days.",
        )
        .small(),
    );
    out.finish()
}

/// The table of several repositories, those with the most views first.
pub(super) fn table(
    entries: &[OverviewRow<'_>],
    report: &dyn Fn(&OverviewRow<'_>) -> Target,
    sparklines: bool,
) -> MarkdownTable {
    let mut sorted: Vec<&OverviewRow<'_>> = entries.iter().collect();
    sorted.sort_by_key(|(history, analysis)| {
        let count = analysis.views.last_14.and_then(|last| last.now.count);
        (std::cmp::Reverse(count), &history.repository.name)
    });
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
    for entry in sorted {
        let (history, analysis) = entry;
        let (views, clones) = (&analysis.views.last_14, &analysis.clones.last_14);
        let sum = |last: &Option<crate::domain::analysis::Trailing>| {
            last.as_ref()
                .map_or_else(|| UNKNOWN.to_inline(), |last| total(&last.now))
        };
        let name = &history.repository.name;
        let mut cells = vec![name.to_inline().link(Some(&report(entry)))];
        if sparklines {
            let path = format!("{name}/charts/sparkline");
            cells.push(Inline::small_picture(&path, "Views by day, last 90 days"));
        }
        cells.extend([
            sum(views),
            arrow(views.and_then(|last| last.change)),
            views.and_then(|last| last.uniques).to_inline(),
            sum(clones),
            analysis.growth.stars.map(|level| level.now).to_inline(),
            analysis.newest.to_inline().unbroken(),
        ]);
        table.row(cells);
    }
    table
}

/// Counts of different repositories may be added; uniques may not.
pub(super) fn together(entries: &[OverviewRow<'_>]) -> Inline {
    let sum = |count: &dyn Fn(&Analysis) -> Option<u64>| {
        let known = entries.iter().filter_map(|(_, analysis)| count(analysis));
        known.fold(0_u64, u64::saturating_add)
    };
    let views = sum(&|analysis| analysis.views.last_14?.now.count);
    let clones = sum(&|analysis| analysis.clones.last_14?.now.count);
    let repositories = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    fill(
        "{} and {} in {}, each in its last 14 published days.",
        &[
            &counted(views, "view", "views"),
            &counted(clones, "clone", "clones"),
            &counted(repositories, "repository", "repositories"),
        ],
    )
}
