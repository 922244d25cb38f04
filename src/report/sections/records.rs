//! PURE. The all-time records.

use crate::domain::analysis::Records;
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let mut table = MarkdownTable::new(&[
        ("", Align::Left),
        ("Day", Align::Right),
        ("Week (Mon–Sun)", Align::Right),
        ("14 days", Align::Right),
    ]);
    let mut rows = |name_counts: &'static str, name_uniques: &'static str, records: &Records| {
        let counts = [cell(records.day), cell(records.week), cell(records.window)];
        let uniques = [
            cell(records.day_uniques),
            cell(records.week_uniques),
            cell(records.window_uniques),
        ];
        for (name, cells) in [(name_counts, counts), (name_uniques, uniques)] {
            if cells.iter().any(Option::is_some) {
                let [day, week, window] = cells.map(|cell| cell.unwrap_or_else(|| UNKNOWN.into()));
                table.row([name.into(), day, week, window]);
            }
        }
    };
    rows("**Views**", "**Unique visitors**", &report.analysis.views.records);
    rows("**Clones**", "**Unique cloners**", &report.analysis.clones.records);
    if table.is_empty() {
        return out;
    }
    out.heading(2, &"Records".into());
    out.table(&table);
    if let Some(run) = report.analysis.streaks.longest.filter(|run| run.length() > 1) {
        out.paragraph(&fill(
            "Longest streak of days with views: {} days, {}.",
            &[&run.length(), &run],
        ));
    }
    out
}

fn cell<W: ToInline, N: ToInline>(record: Option<(W, N)>) -> Option<Inline> {
    record.map(|(when, number)| fill("{}<br>{}", &[&number.to_inline().bold(), &when.to_inline().small()]))
}
