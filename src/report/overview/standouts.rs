//! PURE. The days that stood out in an overview, over all repositories, each with what it came along with.

use std::cmp::Reverse;

use super::row::OverviewRow;
use crate::domain::analysis::{Days, Spike};
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;
use crate::report::markdown::{Inline, Target, fill};
use crate::report::sections::standouts::spikes;

/// What stood out in the last four weeks is news.
const NEWS_DAYS: u32 = 28;
/// Lines for all repositories together, and for one of them.
const MOST: usize = 8;
const MOST_OF_ONE: usize = 2;

/// A line for each of the largest spikes of the weeks up to the newest day of any repository, the largest first.
pub(super) fn lines(
    rows: &[&OverviewRow<'_>],
    label: &dyn Fn(&RepositoryName) -> Inline,
    report: &dyn Fn(&Folder) -> Target,
) -> Vec<Inline> {
    let Some(newest) = rows.iter().filter_map(|row| row.recent.newest_day()).max() else {
        return Vec::new();
    };
    let news = Days::ending(newest, NEWS_DAYS);
    let mut found: Vec<(&OverviewRow<'_>, &Spike)> = Vec::new();
    for row in rows {
        let mut recent: Vec<&Spike> = row.spikes.iter().filter(|spike| news.contains(spike.peak)).collect();
        recent.sort_by_key(|spike| Reverse((spike.excess, spike.peak)));
        found.extend(recent.into_iter().take(MOST_OF_ONE).map(|spike| (*row, spike)));
    }
    found.sort_by_key(|(row, spike)| (Reverse(spike.excess), spike.peak, row.folder.clone()));
    let line = |(row, spike): &(&OverviewRow<'_>, &Spike)| {
        let name = label(&row.recent.repository.name).link(Some(&report(row.folder)));
        fill("{}, {}", &[&name, &spikes::line(spike, Metric::Views)])
    };
    found.iter().take(MOST).map(line).collect()
}
