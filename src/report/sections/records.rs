//! PURE. The all-time records.

use crate::domain::analysis::{Days, MetricAnalysis, Records};
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, listed};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let mut table = MarkdownTable::new(&[
        ("Record", Align::Left),
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
    let mut body = Document::new();
    body.table(&table);
    body.paragraph(&by_crawlers(&report.analysis.views).small());
    if let Some(run) = report.analysis.streaks.longest.filter(|run| run.length() > 1) {
        body.paragraph(&fill(
            "Longest streak of days with views: {} days, {}.",
            &[&run.length(), &run],
        ));
    }
    out.details(&"The largest day, week and 14 days".into(), body);
    out
}

/// Which of the records of views crawlers brought.
fn by_crawlers(views: &MetricAnalysis) -> Inline {
    let records = &views.records;
    let day = records.day.is_some_and(|(day, _)| views.is_by_crawlers(day));
    let has_some = |days: Option<Days>| days.is_some_and(|days| views.has_crawlers_in(days));
    let longer = [
        ("the week", has_some(records.week.map(|(days, _)| days))),
        ("the 14 days", has_some(records.window.map(|(days, _)| days))),
    ];
    let names = longer
        .iter()
        .filter(|(_, is_one)| *is_one)
        .map(|(name, _)| Inline::from(*name));
    let names: Vec<Inline> = day.then(|| "the day".into()).into_iter().chain(names).collect();
    match names.as_slice() {
        [] => Inline::default(),
        names => fill("Crawlers made {} with the most views a record.", &[&listed(names)]),
    }
}

fn cell<W: ToInline, N: ToInline>(record: Option<(W, N)>) -> Option<Inline> {
    record.map(|(when, number)| fill("{}<br>{}", &[&number.to_inline().bold(), &when.to_inline().small()]))
}
