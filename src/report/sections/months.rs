//! PURE. The months, newest first; those older than a year are folded. Imports `domain` and its neighbours in `report`.

use super::charts::pictures;
use crate::charts::Placement;
use crate::domain::analysis::Month;
use crate::report::Report;
use crate::report::markdown::{Align, Document, MarkdownTable, ToInline};
use crate::report::phrases::{arrow, short_month, total};

/// Months that are not folded: a year and the same month of the year before.
const OPEN: usize = 13;

pub(super) fn section(report: &Report<'_>) -> Document {
    let months: Vec<&Month> = report.analysis.months.iter().rev().collect();
    let mut out = Document::new();
    if months.is_empty() {
        return out;
    }
    let (open, folded) = months.split_at(months.len().min(OPEN));
    out.heading(2, &"Months and weekdays".into());
    pictures(&mut out, report, Placement::Months);
    out.table(&table(open));
    out.paragraph(
        &crate::report::markdown::Inline::from(
            "Changes only between months that are known whole. Visitors are those of the busiest day: the different \
             people of a whole month cannot be known.",
        )
        .small(),
    );
    if !folded.is_empty() {
        let mut body = Document::new();
        body.table(&table(folded));
        out.details(&"Earlier months".into(), body);
    }
    out
}

fn table(months: &[&Month]) -> MarkdownTable {
    let years = months.iter().any(|one| one.views_year_change.is_some());
    let mut head = vec![
        ("Month", Align::Left),
        ("Views", Align::Right),
        ("on month", Align::Right),
        ("on year", Align::Right),
        ("Visitors on the busiest day", Align::Right),
        ("Clones", Align::Right),
    ];
    head.retain(|(name, _)| years || *name != "on year");
    let mut table = MarkdownTable::new(&head);
    for one in months {
        let mut cells = vec![short_month(one.days.first), total(&one.views), arrow(one.views_change)];
        if years {
            cells.push(arrow(one.views_year_change));
        }
        cells.push(one.most_visitors.map(|(_, people)| people).to_inline());
        cells.push(total(&one.clones));
        table.row(cells);
    }
    table
}
