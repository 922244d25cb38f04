//! PURE. The step summary of a run: the report in short, without pictures, which do not show there. Imports `domain`
//! and its neighbours in `report`.

use super::Place;
use super::markdown::{Document, Inline, fill};
use super::overview::{OverviewRow, table, together};
use super::sections::{headline, lead, standouts, top_lists};
use crate::domain::analysis::{Days, TopListKind};
use crate::domain::history::History;
use crate::domain::traffic::Metric;

/// What stood out, at most so many lines.
const MOST_STANDOUTS: usize = 5;
/// Rows of each popular list.
const MOST_ROWS: usize = 5;
/// Repositories told one by one; more are in the table alone, since a summary above 1 MiB is dropped whole.
const MOST_DETAILS: usize = 5;

/// The summary of a run over one or several repositories, as Markdown for `GITHUB_STEP_SUMMARY`. Far below 1 MiB.
#[must_use]
pub fn summary(entries: &[OverviewRow<'_>], place: &Place) -> String {
    let mut out = Document::new();
    if entries.len() > 1 {
        out.heading(2, &"Traffic".into());
        out.paragraph(&together(entries).bold());
        let report = |entry: &OverviewRow<'_>| place.report_url(&entry.0.repository.name);
        out.table(&table(entries, &report, false));
    }
    for entry in entries.iter().take(MOST_DETAILS) {
        one(entry, place, &mut out);
    }
    out.finish()
}

fn one((history, analysis): &OverviewRow<'_>, place: &Place, out: &mut Document) {
    let name = &history.repository.name;
    out.heading(2, &fill("Traffic of {}", &[name]));
    out.paragraph(&lead::sentence(analysis));
    out.paragraph(&line(
        history,
        analysis.views.newest.map(|newest| Days::ending(newest, 28)),
    ));
    out.table(&headline::table(analysis));
    out.paragraph(&headline::days(analysis).small());
    let mut items = standouts::items(history, analysis);
    items.truncate(MOST_STANDOUTS);
    out.list(&items);
    for (kind, list) in [
        (TopListKind::Referrer, &analysis.referrers),
        (TopListKind::Path, &analysis.paths),
    ] {
        out.table(&top_lists::short_table(list, kind, MOST_ROWS));
    }
    let report = Inline::from("The whole report").link(Some(&place.report_url(name)));
    out.paragraph(&fill("{}, with charts and history.", &[&report]));
}

/// The views of these days as a line of blocks; a dot where a day is unknown.
#[allow(clippy::cast_possible_truncation)]
fn line(history: &History, days: Option<Days>) -> Inline {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let Some(days) = days else {
        return Inline::default();
    };
    let count = |day| history.day(day)?.reading(Metric::Views)?.known_count();
    let counts: Vec<Option<u64>> = days.each().map(count).collect();
    let top = u128::from(counts.iter().flatten().copied().max().unwrap_or(0)).max(1);
    let block = |count: &Option<u64>| {
        // The eighth that the count reaches: 0 is the lowest block, the largest count the highest.
        count.map_or('·', |count| {
            BLOCKS[((u128::from(count) * 7 + top / 2) / top).min(7) as usize]
        })
    };
    let blocks = Inline::formatted(counts.iter().map(block).collect());
    fill("{} views by day, {}", &[&blocks, &days])
}
