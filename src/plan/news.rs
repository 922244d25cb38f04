//! PURE. Whether a run has brought anything worth a commit, judged per endpoint.

use crate::domain::history::History;
use crate::domain::top_list::TopList;
use crate::domain::utc_day;

/// Whether `after` says something that `before` does not. The same rows in another order, an answer that is missing and a
/// poorer one are no news; stars, forks and downloads alone are news once a UTC day.
pub(super) fn is_news(before: &History, after: &History) -> bool {
    let days = before.days != after.days || before.corrections != after.corrections;
    let periods = before.windows != after.windows || before.weeks != after.weeks;
    let lists = [
        (
            before.referrers.values().next_back(),
            after.referrers.values().next_back(),
        ),
        (before.paths.values().next_back(), after.paths.values().next_back()),
    ];
    let lists = lists.into_iter().any(|(before, after)| rows(before) != rows(after));
    let releases = before.releases.keys().ne(after.releases.keys());
    days || periods || lists || releases || are_counters_news(before, after)
}

fn are_counters_news(before: &History, after: &History) -> bool {
    let last = |history: &History| {
        let counters = history.counters.values().next_back();
        counters.map(|counters| (counters.stars, counters.forks, counters.downloads))
    };
    let day = |history: &History| history.captured.map(utc_day);
    last(before) != last(after) && day(before) != day(after)
}

/// The rows in an order of their own: GitHub does not keep equal ones in theirs.
fn rows(list: Option<&TopList>) -> Vec<(&str, u64, u64)> {
    let rows = list.into_iter().flat_map(|list| &list.rows);
    let mut rows: Vec<_> = rows
        .map(|row| (row.name.sanitized(), row.count, row.uniques.get()))
        .collect();
    rows.sort_unstable();
    rows
}
