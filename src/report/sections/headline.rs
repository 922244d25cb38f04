//! PURE. The headline table: the last 14 days, the only period of which everything is known; folded below it 7 days, 28 days and
//! all time; and the repository's counters.

use crate::domain::analysis::counter_trend::CounterValue;
use crate::domain::analysis::{Analysis, CounterTrend, Days, MetricAnalysis, Trailing};
use crate::domain::traffic::Metric;
use crate::domain::{Date, plus_days};
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined};
use crate::report::phrases::{arrow, counted, date_near, total};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.table(&table(report.analysis));
    out.paragraph(&explanation(report.analysis).small());
    out.paragraph(&counters(&report.analysis.growth));
    out.details(&"7 days, 28 days and all time".into(), other_periods(report.analysis));
    out
}

/// What the two numbers of a metric are called in the tables.
fn names(metric: Metric) -> (&'static str, &'static str, &'static str) {
    match metric {
        Metric::Views => ("**Views**", "**Unique visitors**", "Most unique visitors in a day"),
        Metric::Clones => ("**Clones**", "**Unique cloners**", "Most unique cloners in a day"),
    }
}

/// The last 14 days; without rows while no number is known. Changes have a column of their own, so that digits line up; it is left
/// out when no change is known.
pub(in crate::report) fn table(analysis: &Analysis) -> MarkdownTable {
    let last = |metric| analysis.metric(metric).last_14;
    let mut all = Metric::ALL.into_iter().filter_map(last);
    let has_changes = all.any(|last| last.change.or(last.uniques_change).is_some());
    let mut head = vec![("Last 14 days", Align::Left), ("Total", Align::Right)];
    head.extend(has_changes.then_some(("Change", Align::Right)));
    head.push(("Busiest day", Align::Right));
    let mut table = MarkdownTable::new(&head);
    for metric in Metric::ALL {
        let Some(last) = last(metric) else { continue };
        let (counts, uniques, _) = names(metric);
        let mut add_row = |name: &'static str, number: Inline, change: Inline, busiest: Inline| {
            let mut row = vec![name.into(), number];
            row.extend(has_changes.then_some(change));
            row.push(busiest);
            table.row(row);
        };
        add_row(
            counts,
            total(&last.now),
            arrow(last.change),
            on_day(last.highest, last.highest_is_shared, last.now.days),
        );
        // A row of dashes says nothing.
        if last.uniques.is_some() || last.busiest.is_some() {
            let busiest = last.busiest.map(|(day, people)| (day, people.get()));
            let change = arrow(last.uniques_change);
            add_row(
                uniques,
                last.uniques.to_inline(),
                change,
                on_day(busiest, last.busiest_is_shared, last.now.days),
            );
        }
    }
    table
}

/// `4,012 on 17 Nov`, `2 on several days`; nothing where there is no such day.
fn on_day(busiest: Option<(Date, u64)>, is_shared: bool, days: Days) -> Inline {
    busiest.map_or_else(Inline::default, |(day, number)| {
        let day = match is_shared {
            true => "on several days".into(),
            false => fill("on {}", &[&date_near(day, days.last)]),
        };
        fill("{} {}", &[&number, &day.small()]).unbroken()
    })
}

/// A trailing period of the folded table and its columns.
#[derive(Clone, Copy)]
struct PeriodColumns {
    name: &'static str,
    of: fn(&MetricAnalysis) -> Option<Trailing>,
    has_changes: bool,
}

fn periods(analysis: &Analysis) -> [PeriodColumns; 2] {
    let period = |name, of: fn(&MetricAnalysis) -> Option<Trailing>| {
        let trailing = [&analysis.views, &analysis.clones].into_iter().filter_map(of);
        let mut changes = trailing.filter_map(|trailing| trailing.change);
        PeriodColumns {
            name,
            of,
            has_changes: changes.next().is_some(),
        }
    };
    [
        period("7 days", |metric| metric.last_7),
        period("28 days", |metric| metric.last_28),
    ]
}

/// The other periods; empty while no number is known.
fn other_periods(analysis: &Analysis) -> Document {
    let periods = periods(analysis);
    let mut head = vec![("Traffic", Align::Left)];
    for period in periods {
        head.push((period.name, Align::Right));
        head.extend(period.has_changes.then_some(("Change", Align::Right)));
    }
    head.push(("All time", Align::Right));
    let mut table = MarkdownTable::new(&head);
    for metric in Metric::ALL {
        add_metric(&mut table, periods, analysis.metric(metric), names(metric));
    }
    let mut out = Document::new();
    if !table.is_empty() {
        out.table(&table);
        out.paragraph(
            &Inline::from(
                "GitHub counts unique visitors and cloners for single days, whole weeks and 14 days, and those counts cannot be \
                 added up: of other periods only the largest day is known.",
            )
            .small(),
        );
    }
    out
}

/// Adds the rows of a metric: its counts, and the uniques of the busiest day.
fn add_metric(
    table: &mut MarkdownTable,
    periods: [PeriodColumns; 2],
    metric: &MetricAnalysis,
    (counts, _, busiest): (&'static str, &'static str, &'static str),
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
    if let Some((_, people)) = metric.records.day_uniques {
        add_row(
            busiest,
            |last| [last.busiest.map(|(_, people)| people).to_inline(), Inline::default()],
            people.to_inline(),
        );
    }
}

/// Which days the numbers cover, and what changes and dashes mean where there are some.
pub(in crate::report) fn explanation(analysis: &Analysis) -> Inline {
    let covered = covered_days(&analysis.views, &analysis.clones);
    if covered.is_empty() {
        return Inline::default();
    }
    let last = || {
        Metric::ALL
            .into_iter()
            .filter_map(|metric| analysis.metric(metric).last_14)
    };
    let changes = last().any(|last| last.change.or(last.uniques_change).is_some()).then_some(
        "Changes compare with the 14 days before: views and clones where every day of both periods is known, unique visitors and \
         cloners where GitHub counted both, which may be a day off.",
    );
    let dashes = last()
        .any(|last| last.now.count.is_none() || (last.uniques.is_none() && last.busiest.is_some()))
        .then_some("– means the number cannot be known.");
    let sentences = [
        fill("{}.", &[&covered]),
        changes.map_or_else(Inline::default, Inline::from),
        dashes.map_or_else(Inline::default, Inline::from),
    ];
    joined(&sentences, " ")
}

/// The days of both metrics, stated once where they are the same; empty while no number is known.
fn covered_days(views: &MetricAnalysis, clones: &MetricAnalysis) -> Inline {
    let days = |metric: &MetricAnalysis| Some((metric.newest?, metric.all_time?.days));
    let clause = |name: &'static str, (newest, all): (Date, Days)| {
        // Days after it were seen in part alone: they count for all time, and for no other period.
        let part = match all.last > newest {
            true => fill(" and with {} in part", &[&Days::new(plus_days(newest, 1), all.last)]),
            false => Inline::default(),
        };
        fill("{} up to {}, all time since {}{}", &[&name, &newest, &all.first, &part])
    };
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
