//! PURE. Whether a run has brought anything worth a commit, judged per endpoint.

use std::collections::BTreeMap;

use crate::domain::history::History;
use crate::domain::state::Newest;
use crate::domain::top_list::{RepoCounters, TopList};
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, utc_day};

/// A snapshot without news is kept once the last one is older than this, in days.
const DAYS_WITHOUT_NEWS: i64 = 3;

/// Whether `after` says something that `before` does not. The same rows in another order, an answer that is missing and a
/// poorer one are no news; stars, forks and downloads alone are news once a UTC day.
pub(super) fn is_news(before: &History, after: &History) -> bool {
    let days = before.days != after.days || before.corrections != after.corrections;
    let periods = before.windows != after.windows || before.weeks != after.weeks;
    let lists = has_new_list(&before.referrers, &after.referrers) || has_new_list(&before.paths, &after.paths);
    let releases = before.releases.keys().ne(after.releases.keys());
    let downloads = has_downloads(before, after);
    let stars = before.stars.days != after.stars.days;
    let switched = before.counts_only != after.counts_only
        || before.without_traffic != after.without_traffic
        || before.status != after.status;
    let ignored = before.ignored_referrers != after.ignored_referrers;
    switched
        || ignored
        || before.given != after.given
        || is_due(before, after)
        || stands_still(before, after)
        || days
        || periods
        || lists
        || releases
        || stars
        || downloads
        || are_counters_news(before, after)
}

/// Whether a file is new, or was downloaded since it was read last: once a UTC day, like the counters. That nothing was
/// downloaded is no news.
fn has_downloads(before: &History, after: &History) -> bool {
    let day = |history: &History| history.captured.map(utc_day);
    let total = |history: &History, id: &u64| history.assets.get(id).map(|asset| asset.total(Date::MAX));
    let mut ids = after.assets.keys();
    day(before) != day(after) && ids.any(|id| total(before, id) != total(after, id))
}

/// Whether the last snapshot is some days old. GitHub publishes a day up to three days late, and a server that leaves out days
/// without traffic may say nothing new for weeks: a snapshot now and then shows that runs did ask.
fn is_due(before: &History, after: &History) -> bool {
    let days = before.captured.zip(after.captured);
    days.is_some_and(|(before, after)| days_between(utc_day(before), utc_day(after)) > DAYS_WITHOUT_NEWS)
}

/// Whether GitHub publishes nothing new for longer than is usual: once a UTC day the ledger says so, since a reader must be able
/// to tell this from runs that have stopped.
fn stands_still(before: &History, after: &History) -> bool {
    if after.without_traffic {
        return false;
    }
    let is_frozen = |metric| Newest::of(after, metric).is_some_and(Newest::is_frozen);
    before.captured.map(utc_day) < after.captured.map(utc_day) && Metric::ALL.into_iter().any(is_frozen)
}

/// Whether a list was added or replaced that says something else than the one before it.
fn has_new_list(before: &BTreeMap<Date, TopList>, after: &BTreeMap<Date, TopList>) -> bool {
    let mut previous = None;
    for (day, list) in after {
        let kept = before.get(day);
        let says_the_same = |other: &TopList| rows(other) == rows(list);
        if kept != Some(list) && !kept.is_some_and(says_the_same) && !previous.is_some_and(says_the_same) {
            return true;
        }
        previous = Some(list);
    }
    false
}

/// Whether a number of the newest reading is another one than was read last, or an older reading came in late.
fn are_counters_news(before: &History, after: &History) -> bool {
    let (newest, earlier) = match after.counters.iter().next_back() {
        Some((week, newest)) => (newest, after.counters.range(..*week)),
        None => return false,
    };
    let late = |(week, reading): (&Date, &RepoCounters)| before.counters.get(week) != Some(reading);
    let is_late = before.captured.is_some_and(|captured| captured >= newest.captured);
    let day = |history: &History| history.captured.map(utc_day);
    let differs = |of: fn(&RepoCounters) -> Option<u64>| {
        let known = before.counters.values().rev().find_map(of);
        of(newest).is_some_and(|now| known != Some(now))
    };
    let differs = differs(|one| one.stars) || differs(|one| one.forks) || differs(|one| one.downloads);
    (differs && day(before) != day(after)) || (is_late && earlier.into_iter().any(late))
}

/// The rows in an order of their own: GitHub does not keep equal ones in theirs.
fn rows(list: &TopList) -> Vec<(&str, u64, u64)> {
    let rows = list.rows.iter();
    let mut rows: Vec<_> = rows
        .map(|row| (row.name.sanitized(), row.count, row.uniques.get()))
        .collect();
    rows.sort_unstable();
    rows
}
