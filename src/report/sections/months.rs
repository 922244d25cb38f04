//! PURE. The months, newest first; those older than a year are folded. Imports `domain` and its neighbours in `report`.

use super::super::Report;
use super::super::markdown::{Align, Document, Say, Table};
use super::super::say::{arrow, short_month, total};
use crate::domain::analysis::Month;

/// Months that stand open: a year and the same month of the year before.
const OPEN: usize = 13;

pub(super) fn section(report: &Report<'_>) -> Document {
    let months: Vec<&Month> = report.analysis.months.iter().rev().collect();
    let mut out = Document::new();
    if months.is_empty() {
        return out;
    }
    let (open, folded) = months.split_at(months.len().min(OPEN));
    out.heading(2, &"Months".into());
    out.table(&table(open));
    out.paragraph(
        &super::super::markdown::Inline::from(
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

fn table(months: &[&Month]) -> Table {
    let mut table = Table::new(&[
        ("Month", Align::Left),
        ("Views", Align::Right),
        ("on month", Align::Right),
        ("on year", Align::Right),
        ("Visitors on the busiest day", Align::Right),
        ("Clones", Align::Right),
    ]);
    for one in months {
        table.row([
            short_month(one.days.first),
            total(&one.views),
            arrow(one.views_change),
            arrow(one.views_year_change),
            one.most_visitors.map(|(_, people)| people).say(),
            total(&one.clones),
        ]);
    }
    table
}
