//! PURE. Referrers and pages: the newest top lists with their change, the names that dropped off, and all-time lists.

use crate::charts::Placement;
use crate::domain::analysis::top_list_trend::{AllTimeList, Before, RankedRow};
use crate::domain::analysis::{TopListKind, TopListTrend};
use crate::domain::text::Untrusted;
use crate::domain::top_list::ListWindow;
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::figures::{add_figures, has_figures};
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, Target, ToInline, fill, joined, listed};
use crate::report::phrases::{arrow, counted};

/// The width of a name in grapheme clusters; longer names lose their middle.
const NAME_WIDTH: usize = 60;
/// The same in a sentence.
const NARROW: usize = 40;
/// Rows of an all-time list.
const MOST_ROWS: usize = 15;
/// Names that dropped off, in one sentence.
const MOST_GONE: usize = 5;
/// A list that is older than this at the last snapshot has no day in common with the present one, if there is any.
const MOST_DAYS_OLD: i64 = 14;

/// Why there are no lists while only counts are published.
const NOT_KEPT: &str = "Referrers and pages are not recorded here, since only maintainers can see them on GitHub and \
                        `publish: counts` keeps them private.";

/// What the two lists do not share: where their charts are and how they are called.
struct Wording {
    placement: Placement,
    heading: &'static str,
    column: &'static str,
    plural: &'static str,
    table: &'static str,
    all_time: &'static str,
}

const fn wording(kind: TopListKind) -> Wording {
    match kind {
        TopListKind::Referrer => Wording {
            placement: Placement::Referrers,
            heading: "Referrers",
            column: "Referrer",
            plural: "referrers",
            table: "These referrers as a table, with changes",
            all_time: "All-time referrers",
        },
        TopListKind::Path => Wording {
            placement: Placement::Paths,
            heading: "Pages",
            column: "Page",
            plural: "pages",
            table: "These pages as a table, with changes and links",
            all_time: "All-time pages",
        },
    }
}

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    if report.history.counts_only {
        out.paragraph(&NOT_KEPT.into());
    }
    list(report, TopListKind::Referrer, &report.analysis.referrers, &mut out);
    list(report, TopListKind::Path, &report.analysis.paths, &mut out);
    out
}

fn list(report: &Report<'_>, kind: TopListKind, trend: &TopListTrend, out: &mut Document) {
    if trend.captured.is_none() {
        return;
    }
    out.heading(2, &wording(kind).heading.into());
    out.paragraph(&not_current(trend, kind));
    add_figures(out, report, wording(kind).placement);
    let mut body = Document::new();
    body.table(&newest_table(report, kind, &trend.rows));
    body.paragraph(&compared_lists(trend).small());
    match has_figures(report, wording(kind).placement) {
        true => out.details(&wording(kind).table.into(), body),
        false => out.append(body),
    }
    out.paragraph(&dropped_off(kind, trend));
    if let Some(all) = trend.all_time.as_ref().filter(|all| all.captures > 1) {
        out.details(&wording(kind).all_time.into(), all_time(report, kind, all));
    }
}

fn newest_table(report: &Report<'_>, kind: TopListKind, rows: &[RankedRow]) -> MarkdownTable {
    // A column of dashes says nothing.
    let has_changes = rows.iter().any(|row| row.is_crawler || row.before != Before::Unknown);
    let mut head = vec![(wording(kind).column, Align::Left), ("Views", Align::Right)];
    head.extend(has_changes.then_some(("Change", Align::Right)));
    head.push(("Unique visitors", Align::Right));
    let mut table = MarkdownTable::new(&head);
    for row in rows {
        let mut cells = vec![name(report, kind, &row.name), row.count.to_inline()];
        cells.extend(has_changes.then(|| change(row)));
        cells.push(row.uniques.to_inline());
        table.row(cells);
    }
    table
}

fn change(row: &RankedRow) -> Inline {
    match row.before {
        _ if row.is_crawler => "crawler".into(),
        Before::Unknown => UNKNOWN.into(),
        Before::FirstSeen => "**new**".into(),
        Before::NotListed => "back".into(),
        Before::Count(_) => arrow(row.change()),
    }
}

/// That a list is an old one: lists without names are not kept, and some cannot be read.
pub(in crate::report) fn not_current(trend: &TopListTrend, kind: TopListKind) -> Inline {
    match (trend.captured, trend.age) {
        (Some(captured), Some(age)) if age > MOST_DAYS_OLD => fill(
            "Not current: the newest list of {} is of {}, {} before the last snapshot.",
            &[
                &wording(kind).plural,
                &captured,
                &counted(age.unsigned_abs(), "day", "days"),
            ],
        ),
        _ => Inline::default(),
    }
}

/// The first `most` rows of a list, for the step summary.
pub(in crate::report) fn short_table(trend: &TopListTrend, kind: TopListKind, most: usize) -> MarkdownTable {
    let mut table = MarkdownTable::new(&[
        (wording(kind).column, Align::Left),
        ("Views", Align::Right),
        ("Unique visitors", Align::Right),
    ]);
    for row in trend.rows.iter().take(most) {
        let name = code(kind, &row.name, NAME_WIDTH);
        table.row([
            marked(name, row.is_crawler),
            row.count.to_inline(),
            row.uniques.to_inline(),
        ]);
    }
    table
}

/// A name, with a word beside it if it is a crawler.
fn marked(name: Inline, is_crawler: bool) -> Inline {
    match is_crawler {
        true => fill("{} (crawler)", &[&name]),
        false => name,
    }
}

/// A name as a code span. Query strings of pages are removed: they carry search words and tokens of visitors.
pub(in crate::report) fn code(kind: TopListKind, name: &Untrusted, width: usize) -> Inline {
    match kind {
        TopListKind::Referrer => Inline::code(name, width),
        TopListKind::Path => Inline::code(&name.without_query(), width),
    }
}

/// Pages of the repository are links, unless its name leads to another repository now. Referrers are not: a link would send
/// readers wherever a stranger wants.
fn name(report: &Report<'_>, kind: TopListKind, name: &Untrusted) -> Inline {
    match kind {
        TopListKind::Referrer => code(kind, name, NAME_WIDTH),
        TopListKind::Path => {
            let is_reachable = !report.folder.is_replaced();
            let target = Target::page(&report.links.server, &report.history.repository.name, name);
            let shown = match name.sanitized() {
                "/" => "front page".into(),
                _ => code(kind, name, NAME_WIDTH),
            };
            shown.link(target.as_ref().filter(|_| is_reachable))
        }
    }
}

/// Which lists the table compares.
fn compared_lists(trend: &TopListTrend) -> Inline {
    let (Some(days), Some(captured)) = (trend.days, trend.captured) else {
        return Inline::default();
    };
    let list = match trend.window {
        Some(ListWindow::Whole(_)) => fill("GitHub's top ten for {}.", &[&days]),
        _ => fill(
            "GitHub's top ten as it was on {}, for the 14 days before.",
            &[&captured],
        ),
    };
    let compared = match (trend.compared, trend.shrunk) {
        (Some(compared), Some((before, now))) => fill(
            "It adds up to {}, and the list for {} to {}, although the views of the repository fell by less: this list is \
             probably incomplete, so nothing is compared.",
            &[&counted(now, "view", "views"), &compared, &before],
        ),
        (Some(compared), None) => fill(
            "Changes compare with {}, the latest list that has no day in common with this one.",
            &[&compared],
        ),
        (None, _) => "There is no earlier list yet that has no day in common with this one.".into(),
    };
    joined(&[list, compared], " ")
}

fn dropped_off(kind: TopListKind, trend: &TopListTrend) -> Inline {
    let names: Vec<Inline> = trend
        .gone
        .iter()
        .take(MOST_GONE)
        .map(|row| {
            let views = counted(row.count, "view", "views");
            fill("{} ({})", &[&code(kind, &row.name, NARROW), &views])
        })
        .collect();
    if names.is_empty() {
        return Inline::default();
    }
    fill("No longer listed: {}.", &[&listed(&names)])
}

fn all_time(report: &Report<'_>, kind: TopListKind, all: &AllTimeList) -> Document {
    let shown = || all.rows.iter().take(MOST_ROWS);
    let has_sums = shown().any(|row| row.windows > 1);
    let mut head = vec![(wording(kind).column, Align::Left), ("Views", Align::Right)];
    head.extend(has_sums.then_some(("Lists added up", Align::Right)));
    head.push(("Most unique visitors in 14 days", Align::Right));
    let mut table = MarkdownTable::new(&head);
    for row in shown() {
        let name = name(report, kind, &row.name);
        let mut cells = vec![marked(name, row.is_crawler), row.count.to_inline()];
        cells.extend(has_sums.then(|| row.windows.to_inline()));
        cells.push(row.most_uniques.to_inline());
        table.row(cells);
    }
    let mut body = Document::new();
    body.table(&table);
    body.paragraph(
        &fill(
            "From the lists of {}, {} to {}. The views of a name are the largest sum of lists that have no day in \
             common. They are lower bounds, since GitHub lists only ten names at a time.",
            &[&counted(u64::from(all.captures), "day", "days"), &all.first, &all.last],
        )
        .small(),
    );
    body
}
