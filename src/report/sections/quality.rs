//! PURE. How good the data are: coverage, gaps, unsettled and imported days. Imports `domain` and its neighbours in
//! `report`.

use crate::domain::analysis::{Coverage, Days};
use crate::domain::utc_day;
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined};
use crate::report::phrases::{counted, permille};

/// Ranges of days told one by one; the rest is counted.
const MOST_RANGES: usize = 12;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(2, &"Data quality".into());
    let analysis = report.analysis;
    let (views, clones) = (&analysis.views.coverage, &analysis.clones.coverage);
    let mut table = MarkdownTable::new(&[("", Align::Left), ("Views", Align::Left), ("Clones", Align::Left)]);
    let mut row = |name: Inline, cell: &dyn Fn(&Coverage) -> Inline| table.row([name, cell(views), cell(clones)]);
    row("First and last known day".into(), &|c| c.days.to_inline());
    row("Known days".into(), &known);
    row("Gaps".into(), &|c| gaps(c));
    if !views.partial.is_empty() || !clones.partial.is_empty() {
        row("Seen in part, so lower bounds".into(), &|c| ranges(&c.partial));
    }
    if !views.provisional.is_empty() || !clones.provisional.is_empty() {
        row("Zero, but not confirmed by a second answer".into(), &|c| {
            ranges(&c.provisional)
        });
    }
    let sources: std::collections::BTreeSet<&String> = views.imported.keys().chain(clones.imported.keys()).collect();
    for source in sources {
        let source_code = Inline::code(&crate::domain::text::Untrusted::new(source), 40);
        row(fill("Imported from {}", &[&source_code]), &|c| {
            c.imported
                .get(source)
                .map_or_else(|| "none".into(), |days| ranges(days))
        });
    }
    out.table(&table);
    out.paragraph(&captured(report));
    out
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

/// Ranges of days, newest last; the oldest are only counted when there are many.
fn ranges(days: &[Days]) -> Inline {
    if days.is_empty() {
        return "none".into();
    }
    let (counted_only, told) = days.split_at(days.len().saturating_sub(MOST_RANGES));
    let told: Vec<Inline> = told.iter().map(ToInline::to_inline).collect();
    let told = joined(&told, "; ");
    match u64::try_from(counted_only.len()).unwrap_or(u64::MAX) {
        0 => told,
        more => fill("{} before; {}", &[&counted(more, "range", "ranges"), &told]),
    }
}

fn captured(report: &Report<'_>) -> Inline {
    let analysis = report.analysis;
    let Some(captured) = analysis.captured else {
        return "Nothing was captured from GitHub yet: all days are imported.".into();
    };
    let time = jiff::tz::Offset::UTC.to_datetime(captured).time();
    let time = Inline::formatted(format!("{:02}:{:02}", time.hour(), time.minute()));
    let last = fill("Last capture: {}, {} UTC.", &[&utc_day(captured), &time]);
    match (analysis.newest, analysis.age) {
        (Some(newest), Some(age)) => fill(
            "{} The newest day that GitHub had published whole by then is {}, {} earlier.",
            &[&last, &newest, &counted(age.unsigned_abs(), "day", "days")],
        ),
        _ => fill("{} GitHub had published no whole day by then.", &[&last]),
    }
}
