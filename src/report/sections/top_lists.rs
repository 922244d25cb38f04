//! PURE. Referrers and pages: the newest lists with their change, who is gone, and the lists of all time. Imports
//! `domain` and its neighbours in `report`.

use super::charts::pictures;
use crate::charts::Placement;
use crate::domain::analysis::top_list_trend::Before;
use crate::domain::analysis::{TopListKind, TopListTrend};
use crate::domain::text::Untrusted;
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, Target, ToInline, fill, listed};
use crate::report::phrases::{arrow, counted};

/// Longer names lose their middle.
const WIDTH: usize = 60;
/// Rows of the lists of all time.
const MOST_ROWS: usize = 15;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    for (kind, title) in [(TopListKind::Referrer, "Referrers"), (TopListKind::Path, "Pages")] {
        let popular = of(report, kind);
        if popular.captured.is_none() {
            continue;
        }
        out.heading(2, &title.into());
        pictures(&mut out, report, placement(kind));
        out.table(&table(report, popular, kind));
        out.paragraph(&covered(popular).small());
        out.paragraph(&gone(popular, kind));
        all_time(report, popular, kind, &mut out);
    }
    out
}

/// Where the chart of a list is shown.
fn placement(kind: TopListKind) -> Placement {
    match kind {
        TopListKind::Referrer => Placement::Referrers,
        TopListKind::Path => Placement::Paths,
    }
}

fn of<'a>(report: &Report<'a>, kind: TopListKind) -> &'a TopListTrend {
    match kind {
        TopListKind::Referrer => &report.analysis.referrers,
        TopListKind::Path => &report.analysis.paths,
    }
}

fn head(kind: TopListKind) -> &'static str {
    match kind {
        TopListKind::Referrer => "Referrer",
        TopListKind::Path => "Page",
    }
}

fn table(report: &Report<'_>, popular: &TopListTrend, kind: TopListKind) -> MarkdownTable {
    let mut table = MarkdownTable::new(&[
        (head(kind), Align::Left),
        ("Views", Align::Right),
        ("Change", Align::Right),
        ("Unique visitors", Align::Right),
    ]);
    for row in &popular.rows {
        let change = match row.before {
            Before::Unknown => UNKNOWN.into(),
            Before::FirstSeen => "**new**".into(),
            Before::NotListed => "back".into(),
            Before::Count(_) => arrow(row.change()),
        };
        table.row([
            name(report, kind, &row.name),
            row.count.to_inline(),
            change,
            row.uniques.to_inline(),
        ]);
    }
    table
}

/// A name as a code span. Query strings of pages are cut: they carry search words and tokens of visitors.
pub(in crate::report) fn code(kind: TopListKind, name: &Untrusted, width: usize) -> Inline {
    match kind {
        TopListKind::Referrer => Inline::code(name, width),
        TopListKind::Path => Inline::code(&name.without_query(), width),
    }
}

/// Referrers are code spans: a link would send readers wherever a stranger wanted. Pages of the repository are links.
fn name(report: &Report<'_>, kind: TopListKind, name: &Untrusted) -> Inline {
    match kind {
        TopListKind::Referrer => code(kind, name, WIDTH),
        TopListKind::Path => {
            let place = report.place;
            let target = Target::page(&place.server, &report.history.repository.name, name);
            let shown = match name.sanitized() {
                "/" => "front page".into(),
                _ => code(kind, name, WIDTH),
            };
            shown.link(target.as_ref())
        }
    }
}

/// The rows of a list in short, for the summary: at most `most` of them.
pub(in crate::report) fn short_table(popular: &TopListTrend, kind: TopListKind, most: usize) -> MarkdownTable {
    let mut table = MarkdownTable::new(&[
        (head(kind), Align::Left),
        ("Views", Align::Right),
        ("Unique visitors", Align::Right),
    ]);
    for row in popular.rows.iter().take(most) {
        table.row([
            code(kind, &row.name, WIDTH),
            row.count.to_inline(),
            row.uniques.to_inline(),
        ]);
    }
    table
}

fn covered(popular: &TopListTrend) -> Inline {
    let Some(captured) = popular.captured else {
        return Inline::default();
    };
    match popular.compared {
        Some(compared) => fill(
            "GitHub's top ten of the 14 days before the capture of {}; the change is against the capture of {}, the \
             last whose 14 days do not overlap.",
            &[&captured, &compared],
        ),
        None => fill(
            "GitHub's top ten of the 14 days before the capture of {}. There is no earlier capture yet whose 14 days \
             do not overlap.",
            &[&captured],
        ),
    }
}

fn gone(popular: &TopListTrend, kind: TopListKind) -> Inline {
    let names: Vec<Inline> = popular
        .gone
        .iter()
        .take(5)
        .map(|row| {
            let views = counted(row.count, "view", "views");
            fill("{} ({})", &[&code(kind, &row.name, 40), &views])
        })
        .collect();
    match names.is_empty() {
        true => Inline::default(),
        false => fill("No longer listed: {}.", &[&listed(&names)]),
    }
}

fn all_time(report: &Report<'_>, popular: &TopListTrend, kind: TopListKind, out: &mut Document) {
    let Some(all) = popular.all_time.as_ref().filter(|all| all.captures > 1) else {
        return;
    };
    let mut table = MarkdownTable::new(&[
        (head(kind), Align::Left),
        ("Views", Align::Right),
        ("Windows added", Align::Right),
        ("Most unique visitors in a window", Align::Right),
    ]);
    for row in all.rows.iter().take(MOST_ROWS) {
        table.row([
            name(report, kind, &row.name),
            row.count.to_inline(),
            row.windows.to_inline(),
            row.most_uniques.to_inline(),
        ]);
    }
    let mut body = Document::new();
    body.table(&table);
    body.paragraph(
        &fill(
            "From {} weekly top tens, {} to {}. For each name those windows of 14 days are added up that do not overlap \
             and bring the most: lower bounds, since only ten names are listed at a time.",
            &[&all.captures, &all.first, &all.last],
        )
        .small(),
    );
    let title = match kind {
        TopListKind::Referrer => "Referrers of all time",
        TopListKind::Path => "Pages of all time",
    };
    out.details(&title.into(), body);
}
