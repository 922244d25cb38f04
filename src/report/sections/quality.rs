//! PURE. How complete the data is: coverage, gaps, unconfirmed and imported days, and what contradicts it.

pub(in crate::report) mod disagreements;

use std::collections::BTreeSet;

use crate::domain::analysis::{Analysis, Coverage, Days};
use crate::domain::text::Untrusted;
use crate::domain::utc_day;
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined};
use crate::report::phrases::{counted, permille};

/// Ranges of days listed in a cell; older ones are only counted.
const MOST_RANGES: usize = 12;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(2, &"Data quality".into());
    out.table(&table(
        &report.analysis.views.coverage,
        &report.analysis.clones.coverage,
    ));
    out.paragraph(&partial_days(report.analysis).small());
    out.append(disagreements::corrections(report.history));
    out.append(disagreements::conflicts(report.history));
    out.paragraph(&last_snapshot(report));
    out
}

/// Rows that are empty in a ledger without such days are left out.
fn table(views: &Coverage, clones: &Coverage) -> MarkdownTable {
    let mut table = MarkdownTable::new(&[("", Align::Left), ("Views", Align::Left), ("Clones", Align::Left)]);
    let mut row = |name: Inline, cell: &dyn Fn(&Coverage) -> Inline| table.row([name, cell(views), cell(clones)]);
    row("First and last known day".into(), &|c| c.days.to_inline());
    row("Known days".into(), &known);
    row("Gaps".into(), &gaps);
    if !views.partial.is_empty() || !clones.partial.is_empty() {
        row("Partial days (lower bounds)".into(), &|c| ranges(&c.partial));
    }
    if !views.provisional.is_empty() || !clones.provisional.is_empty() {
        row("Zeros not confirmed by a second response yet".into(), &|c| {
            ranges(&c.provisional)
        });
    }
    let sources: BTreeSet<&String> = views.imported.keys().chain(clones.imported.keys()).collect();
    for source in sources {
        let name = fill("Imported from {}", &[&Inline::code(&Untrusted::new(source), 40)]);
        row(name, &|c| {
            c.imported
                .get(source)
                .map_or_else(|| "none".into(), |days| ranges(days))
        });
    }
    table
}

/// Why days are partial or not confirmed, where there are such days.
fn partial_days(analysis: &Analysis) -> Inline {
    let any = |of: fn(&Coverage) -> &Vec<Days>| {
        [&analysis.views, &analysis.clones]
            .iter()
            .any(|m| !of(&m.coverage).is_empty())
    };
    let partial = any(|coverage| &coverage.partial).then_some(
        "A partial day was read before it ended, at the cut edge of GitHub's window, or in a response that was not 14 whole \
         days in a row.",
    );
    let provisional = any(|coverage| &coverage.provisional).then_some(
        "A response of nothing but zeros may be an outage, so its days are unknown until a second response agrees.",
    );
    let sentences: Vec<Inline> = partial.into_iter().chain(provisional).map(Inline::from).collect();
    joined(&sentences, " ")
}

fn known(coverage: &Coverage) -> Inline {
    match (coverage.days, coverage.permille()) {
        (Some(days), Some(share)) => fill(
            "{} of {} ({})",
            &[&coverage.known_days, &days.length(), &permille(share)],
        ),
        _ => UNKNOWN.into(),
    }
}

fn gaps(coverage: &Coverage) -> Inline {
    match coverage.days {
        None => UNKNOWN.into(),
        Some(_) => ranges(&coverage.gaps),
    }
}

/// Ranges of days, newest last; of many, the oldest are only counted.
fn ranges(days: &[Days]) -> Inline {
    if days.is_empty() {
        return "none".into();
    }
    let (older, newest) = days.split_at(days.len().saturating_sub(MOST_RANGES));
    let newest: Vec<Inline> = newest.iter().map(ToInline::to_inline).collect();
    let newest = joined(&newest, "; ");
    match older.len() as u64 {
        0 => newest,
        more => fill("{}; {}", &[&counted(more, "earlier range", "earlier ranges"), &newest]),
    }
}

fn last_snapshot(report: &Report<'_>) -> Inline {
    let analysis = report.analysis;
    let Some(captured) = analysis.captured else {
        return match analysis.span {
            Some(_) => "No snapshot from GitHub yet: all days are imported.".into(),
            None => "No snapshot from GitHub yet.".into(),
        };
    };
    let time = jiff::tz::Offset::UTC.to_datetime(captured).time();
    let time = Inline::formatted(format!("{:02}:{:02}", time.hour(), time.minute()));
    let last = fill("Last snapshot: {}, {} UTC.", &[&utc_day(captured), &time]);
    match (analysis.newest, analysis.age) {
        (Some(newest), Some(age)) => fill(
            "{} The newest complete day by then was {}, {} earlier.",
            &[&last, &newest, &counted(age.unsigned_abs(), "day", "days")],
        ),
        _ => fill("{} GitHub had not published a complete day by then.", &[&last]),
    }
}
