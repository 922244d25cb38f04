//! PURE. The months and weekdays: their charts, and folded the table of the months, newest first.

use crate::charts::Placement;
use crate::domain::analysis::Month;
use crate::report::Report;
use crate::report::figures::add_figures;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline};
use crate::report::phrases::{arrow, daily_mean_with_days, short_month, total};

pub(super) fn section(report: &Report<'_>) -> Document {
    let months: Vec<&Month> = report.analysis.months.iter().rev().collect();
    let mut out = Document::new();
    if months.is_empty() {
        return out;
    }
    out.heading(2, &"Months and weekdays".into());
    add_figures(&mut out, report, Placement::Months);
    let mut body = Document::new();
    body.table(&table(&months));
    body.paragraph(
        &Inline::from(
            "Changes compare views a day, since months differ in length, and only where at least nine tenths of the days \
             of both months are complete. Unique visitors are those of the month's busiest day: GitHub does not count \
             them by month.",
        )
        .small(),
    );
    out.details(&"Each month".into(), body);
    out
}

fn table(months: &[&Month]) -> MarkdownTable {
    let years = months.iter().any(|month| month.views_year_change.is_some());
    let mut head = vec![
        ("Month", Align::Left),
        ("Views", Align::Right),
        ("Views a day", Align::Right),
        ("vs. month before", Align::Right),
    ];
    if years {
        head.push(("vs. year before", Align::Right));
    }
    head.extend([
        ("Unique visitors on the busiest day", Align::Right),
        ("Clones", Align::Right),
    ]);
    let mut table = MarkdownTable::new(&head);
    for month in months {
        let mut cells = vec![
            short_month(month.days.first),
            total(&month.views),
            daily_mean_with_days(&month.views),
            arrow(month.views_change),
        ];
        if years {
            cells.push(arrow(month.views_year_change));
        }
        cells.push(month.most_visitors.map(|(_, people)| people).to_inline());
        cells.push(total(&month.clones));
        table.row(cells);
    }
    table
}
