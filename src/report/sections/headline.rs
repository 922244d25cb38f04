//! PURE. The headline table: 7, 14 and 28 days and all time, with the days that it covers and the repository's counters.

use crate::domain::Date;
use crate::domain::analysis::counter_trend::CounterValue;
use crate::domain::analysis::{Analysis, CounterTrend, MetricAnalysis, Trailing};
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined};
use crate::report::phrases::{arrow, counted, date_near, total};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.table(&table(report.analysis));
    out.paragraph(&explanation(report.analysis).small());
    out.paragraph(&counters(&report.analysis.growth));
    out
}

/// A trailing period and its columns. Changes have a column of their own, so that digits line up; it is left out when
/// no change is known.
#[derive(Clone, Copy)]
struct PeriodColumns {
    name: &'static str,
    of: fn(&MetricAnalysis) -> Option<Trailing>,
    has_changes: bool,
}

fn periods(analysis: &Analysis) -> [PeriodColumns; 3] {
    let period = |name, of: fn(&MetricAnalysis) -> Option<Trailing>| {
        let trailing = [&analysis.views, &analysis.clones].into_iter().filter_map(of);
        let mut changes = trailing.filter_map(|trailing| trailing.change.or(trailing.uniques_change));
        PeriodColumns {
            name,
            of,
            has_changes: changes.next().is_some(),
        }
    };
    [
        period("14 days", |metric| metric.last_14),
        period("7 days", |metric| metric.last_7),
        period("28 days", |metric| metric.last_28),
    ]
}

/// The table; without rows while no number is known.
pub(in crate::report) fn table(analysis: &Analysis) -> MarkdownTable {
    let periods = periods(analysis);
    let mut head = vec![("", Align::Left)];
    for period in periods {
        head.push((period.name, Align::Right));
        head.extend(period.has_changes.then_some(("Change", Align::Right)));
    }
    head.push(("All time", Align::Right));
    let mut table = MarkdownTable::new(&head);
    let (views, clones) = (&analysis.views, &analysis.clones);
    add_metric(&mut table, periods, views, "**Views**", "**Unique visitors**");
    add_metric(&mut table, periods, clones, "**Clones**", "**Unique cloners**");
    table
}

/// Adds the rows of a metric: its counts, its uniques, and the uniques of the busiest day.
fn add_metric(
    table: &mut MarkdownTable,
    periods: [PeriodColumns; 3],
    metric: &MetricAnalysis,
    counts: &'static str,
    uniques: &'static str,
) {
    let Some(all_time) = metric.all_time else { return };
    let mut add_row = |name: &'static str, cells: fn(Trailing) -> [Inline; 2], all_time: Inline| {
        let mut row = vec![name.into()];
        for period in periods {
            let cells = (period.of)(metric).map(cells);
            let [number, change] = cells.unwrap_or_else(|| [UNKNOWN.into(), Inline::default()]);
            row.push(number);
            row.extend(period.has_changes.then_some(change));
        }
        row.push(all_time);
        table.row(row);
    };
    add_row(counts, |last| [total(&last.now), arrow(last.change)], total(&all_time));
    add_row(
        uniques,
        |last| [last.uniques.to_inline(), arrow(last.uniques_change)],
        UNKNOWN.into(),
    );
    add_row(
        "… on the busiest day",
        |last| [last.busiest.map(|(_, people)| people).to_inline(), Inline::default()],
        metric.records.day_uniques.map(|(_, people)| people).to_inline(),
    );
}

/// Which days the columns cover, and why some cells are empty.
pub(in crate::report) fn explanation(analysis: &Analysis) -> Inline {
    let covered = covered_days(&analysis.views, &analysis.clones);
    if covered.is_empty() {
        return Inline::default();
    }
    fill(
        "{}. Changes compare with the same number of days before, where every day of both periods is known; for unique \
         visitors and cloners the earlier 14 days may be a day off. – means the number cannot be known: GitHub counts unique \
         visitors and cloners for single days, whole weeks and 14 days, and those counts cannot be added up.",
        &[&covered],
    )
}

/// The days of both metrics, stated once where they are the same; empty while no number is known.
fn covered_days(views: &MetricAnalysis, clones: &MetricAnalysis) -> Inline {
    let days = |metric: &MetricAnalysis| Some((metric.newest?, metric.all_time?.days.first));
    let clause =
        |name: &'static str, (newest, first)| fill("{} up to {}, all time since {}", &[&name, &newest, &first]);
    match (days(views), days(clones)) {
        (None, None) => Inline::default(),
        (Some(views), Some(clones)) if views == clones => clause("Data", views),
        (Some(views), None) => clause("Views", views),
        (None, Some(clones)) => clause("Clones", clones),
        (Some(views), Some(clones)) => fill("{}. {}", &[&clause("Views", views), &clause("Clones", clones)]),
    }
}

/// Stars, forks and downloads, with their change in four weeks. What was read on another day than the newest names it.
fn counters(trend: &CounterTrend) -> Inline {
    let counters = [
        (trend.stars, "star", "stars"),
        (trend.forks, "fork", "forks"),
        (trend.downloads, "release download", "release downloads"),
    ];
    let Some(read) = counters.iter().filter_map(|(value, ..)| Some((*value)?.read)).max() else {
        return Inline::default();
    };
    let phrases: Vec<Inline> = counters
        .into_iter()
        .filter_map(|(value, one, many)| Some(counter(value?, read, one, many)))
        .collect();
    fill("On {}: {}.", &[&read, &joined(&phrases, " · ")])
}

fn counter(value: CounterValue, newest: Date, one: &'static str, many: &'static str) -> Inline {
    let now = counted(value.now, one, many).bold();
    let read = match value.read == newest {
        true => Inline::default(),
        false => fill("on {}", &[&date_near(value.read, newest)]),
    };
    let change = value.before.map_or_else(Inline::default, |(before, day)| {
        let since = date_near(day, newest);
        match (value.now.checked_sub(before), before.checked_sub(value.now)) {
            (Some(0), _) => fill("unchanged since {}", &[&since]),
            (Some(more), _) => fill("+{} since {}", &[&more, &since]),
            (None, fewer) => fill("−{} since {}", &[&fewer, &since]),
        }
    });
    let details = joined(&[read, change], "; ");
    match details.is_empty() {
        true => now,
        false => fill("{} ({})", &[&now, &details]),
    }
}
