//! PURE. The all-time records.

use crate::domain::Date;
use crate::domain::analysis::{Days, MetricAnalysis};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
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
    let mut rows = |name_counts: &'static str, name_uniques: &'static str, metric: Metric| {
        let records = &report.analysis.metric(metric).records;
        let counts = [
            day_cell(report.history, metric, records.day),
            cell(records.week),
            cell(records.window),
        ];
        let uniques = [
            day_cell(report.history, metric, records.day_uniques),
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
    rows("**Views**", "**Unique visitors**", Metric::Views);
    rows("**Clones**", "**Unique cloners**", Metric::Clones);
    if table.is_empty() {
        return out;
    }
    out.heading(2, &"Records".into());
    let mut body = Document::new();
    body.table(&table);
    body.paragraph(&Inline::from("Weeks and 14 days count where all of their days are known.").small());
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

/// A record of a day, which is a lower bound where the day was seen only in part.
fn day_cell<N: ToInline + Copy>(history: &History, metric: Metric, record: Option<(Date, N)>) -> Option<Inline> {
    let is_partial = |day: Date| {
        let reading = history.day(day).and_then(|recorded| recorded.reading(metric));
        reading.is_some_and(|reading| !reading.is_complete())
    };
    let cell = cell(record)?;
    Some(match record.is_some_and(|(day, _)| is_partial(day)) {
        true => fill("at least {}", &[&cell]),
        false => cell,
    })
}

fn cell<W: ToInline, N: ToInline>(record: Option<(W, N)>) -> Option<Inline> {
    record.map(|(when, number)| fill("{}<br>{}", &[&number.to_inline().bold(), &when.to_inline().small()]))
}
