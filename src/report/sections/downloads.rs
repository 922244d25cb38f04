//! PURE. Downloads of the files of releases: the last day, 14 days and all time.

use crate::charts::Placement;
use crate::domain::analysis::downloads::{DownloadTrend, Periods, ReleaseDownloads};
use crate::domain::downloads::Downloads;
use crate::domain::plus_days;
use crate::report::Report;
use crate::report::figures::add_figures;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill};

/// Releases that are not folded.
const OPEN: usize = 5;
/// Releases in the folded table of files.
const MOST_RELEASES: usize = 20;
/// Files of a release in that table.
const MOST_FILES: usize = 20;
/// The width of a tag or name in grapheme clusters.
const WIDTH: usize = 40;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let Some(trend) = &report.analysis.downloads else {
        return out;
    };
    out.heading(2, &"Downloads".into());
    add_figures(&mut out, report, Placement::Downloads);
    let mut table = table("Release");
    for release in trend.releases.iter().take(OPEN) {
        table.row(row(tag(release), release.periods));
    }
    table.row(row("**All releases**".into(), trend.all));
    out.table(&table);
    out.paragraph(&explanation(trend).small());
    let mut body = Document::new();
    body.table(&files(trend));
    out.details(&"Downloads by file".into(), body);
    out
}

fn table(first: &'static str) -> MarkdownTable {
    MarkdownTable::new(&[
        (first, Align::Left),
        ("Last day", Align::Right),
        ("14 days", Align::Right),
        ("All time", Align::Right),
    ])
}

fn row(name: Inline, periods: Periods) -> [Inline; 4] {
    [
        name,
        downloads(periods.last_day),
        downloads(periods.last_14),
        periods.all_time.to_inline(),
    ]
}

fn downloads(found: Option<Downloads>) -> Inline {
    match found {
        // A lower bound of none says nothing.
        Some(found) if found.is_at_least && found.count == 0 => None::<u64>.to_inline(),
        Some(found) if found.is_at_least => fill("≥ {}", &[&found.count]),
        found => found.map(|found| found.count).to_inline(),
    }
}

fn tag(release: &ReleaseDownloads) -> Inline {
    let tag = Inline::code(&release.tag, WIDTH);
    match release.prerelease {
        true => fill("{} (pre-release)", &[&tag]),
        false => tag,
    }
}

fn files(trend: &DownloadTrend) -> MarkdownTable {
    let mut table = table("File");
    for release in trend.releases.iter().take(MOST_RELEASES) {
        for (name, periods) in release.files.iter().take(MOST_FILES) {
            let name = fill(
                "{} {}",
                &[&Inline::code(&release.tag, WIDTH), &Inline::code(name, WIDTH)],
            );
            table.row(row(name, *periods));
        }
    }
    table
}

fn explanation(trend: &DownloadTrend) -> Inline {
    fill(
        "Last day and 14 days: from the readings of {} and {} to that of {}. ≥: a file was not listed at one of the two, so there may \
         have been more; –: nothing is known. A file that was replaced or deleted keeps the downloads that it had; drafts are not read.",
        &[&plus_days(trend.read, -1), &plus_days(trend.read, -14), &trend.read],
    )
}
