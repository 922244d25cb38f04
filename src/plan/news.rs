//! PURE. Whether a run has brought anything worth a commit, judged per endpoint.

use std::collections::BTreeMap;

use crate::domain::analysis::Newest;
use crate::domain::history::History;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::Timestamp;
    use crate::domain::downloads::Asset;
    use crate::domain::evidence::claims::WindowSeen;
    use crate::domain::history::Correction;
    use crate::domain::repository::Repository;
    use crate::domain::repository_state::RepositoryStatus;
    use crate::domain::stars::StarDay;
    use crate::domain::text::Untrusted;
    use crate::domain::top_list::{Release, TopListRow};
    use crate::domain::traffic::{Day, Uniques};

    const CAPTURED: &str = "2026-11-15T14:37:00Z";

    /// What is changed, and how.
    type Change = (&'static str, fn(&mut History));

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn history() -> History {
        let mut history = History::new(Repository {
            id: None,
            name: "o/r".parse().expect("a name"),
            created: None,
        });
        history.captured = Some(time(CAPTURED));
        history
    }

    fn list(captured: &str, counts: &[u64]) -> TopList {
        let row = |(place, count): (usize, &u64)| TopListRow {
            name: Untrusted::new(&format!("site {place}")),
            count: *count,
            uniques: Uniques::new(1),
            title: None,
        };
        TopList::imported(time(captured), counts.iter().enumerate().map(row).collect())
    }

    fn counters(captured: &str, stars: Option<u64>, forks: Option<u64>) -> RepoCounters {
        RepoCounters {
            captured: time(captured),
            stars,
            forks,
            downloads: None,
        }
    }

    fn asset(readings: &[(&str, u64)]) -> Asset {
        Asset {
            tag: Untrusted::new("v1"),
            name: Untrusted::new("a.tgz"),
            created: None,
            readings: readings.iter().map(|(on, count)| (day(on), *count)).collect(),
        }
    }

    /// Whether a change to this history is news.
    fn brings_news(before: &History, change: impl Fn(&mut History)) -> bool {
        let mut after = before.clone();
        change(&mut after);
        is_news(before, &after)
    }

    #[test]
    fn each_thing_that_is_new_is_news_alone() {
        let changes: [Change; 12] = [
            ("a day", |all| drop(all.days.insert(day("2026-11-14"), Day::default()))),
            ("a correction", |all| {
                all.corrections.push(Correction {
                    metric: Metric::Views,
                    date: day("2026-11-14"),
                    of_uniques: false,
                    from: Some(2),
                    to: Some(1),
                    on: day("2026-11-15"),
                });
            }),
            ("a window", |all| {
                _ = all.windows.insert(day("2026-11-14"), Default::default())
            }),
            ("a week", |all| {
                _ = all.weeks.insert(day("2026-11-09"), Default::default())
            }),
            ("referrers", |all| {
                Arc::make_mut(&mut all.referrers).insert(day("2026-11-15"), list(CAPTURED, &[3]));
            }),
            ("paths", |all| {
                Arc::make_mut(&mut all.paths).insert(day("2026-11-15"), list(CAPTURED, &[3]));
            }),
            ("a release", |all| {
                let release = Release {
                    published: day("2026-11-15"),
                    prerelease: false,
                };
                all.releases.insert(Untrusted::new("v1"), release);
            }),
            ("stars of a day", |all| {
                let stars = StarDay {
                    count: 2,
                    is_complete: true,
                };
                all.stars.days.insert(day("2026-11-14"), stars);
            }),
            ("counts only", |all| all.counts_only = true),
            ("without traffic", |all| all.without_traffic = true),
            ("a status", |all| all.status = Some(RepositoryStatus::NotFound)),
            ("a crawler", |all| {
                _ = all.ignored_referrers.insert(Untrusted::new("bot.example"))
            }),
        ];
        for (what, change) in changes {
            assert!(brings_news(&history(), change), "{what}");
        }
        assert!(!brings_news(&history(), |_| {}));
    }

    #[test]
    fn a_snapshot_without_news_is_kept_after_three_days() {
        let after = |captured: &str| brings_news(&history(), |all| all.captured = Some(time(captured)));
        assert!(!after("2026-11-18T23:59:00Z") && after("2026-11-19T00:00:00Z"));
    }

    #[test]
    fn that_github_stands_still_is_news_once_a_day() {
        let mut before = history();
        let seen = |at: &str| WindowSeen {
            answered: time(at),
            last: day("2026-11-11"),
        };
        before.seen.views.insert(day("2026-11-15"), seen(CAPTURED));
        let next = |captured: &str, change: fn(&mut History)| {
            brings_news(&before, |all| {
                let at = time(captured);
                all.seen.views.insert(utc_day(at), seen(captured));
                all.captured = Some(at);
                change(all);
            })
        };
        assert!(next("2026-11-16T14:37:00Z", |_| {}));
        assert!(!next("2026-11-15T20:00:00Z", |_| {}), "on the same day");
        let publishes = |all: &mut History| {
            let today = all.captured.map(utc_day).expect("captured");
            all.seen.views.get_mut(&today).expect("seen").last = day("2026-11-13");
        };
        assert!(!next("2026-11-16T14:37:00Z", publishes));
    }

    #[test]
    fn the_same_list_is_no_news_whatever_its_order_and_day() {
        let with = |on: &str, counts: &[u64]| {
            let mut all = history();
            Arc::make_mut(&mut all.paths).insert(day(on), list(CAPTURED, counts));
            all
        };
        let before = with("2026-11-14", &[3, 3]);
        let next = |on: &'static str, change: fn(&mut TopList)| {
            brings_news(&before, |all| {
                let mut list = list("2026-11-15T20:00:00Z", &[3, 3]);
                change(&mut list);
                Arc::make_mut(&mut all.paths).insert(day(on), list);
            })
        };
        for on in ["2026-11-14", "2026-11-15"] {
            assert!(!next(on, |list| list.rows.reverse()), "{on}");
            assert!(next(on, |list| list.rows[0].count = 4), "{on}");
            assert!(next(on, |list| list.rows[0].uniques = Uniques::new(2)), "{on}");
        }
    }

    #[test]
    fn stars_forks_and_downloads_are_news_once_a_day() {
        let mut before = history();
        before
            .counters
            .insert(day("2026-11-09"), counters(CAPTURED, Some(40), Some(3)));
        before.assets.insert(7, asset(&[("2026-11-15", 9)]));
        let next = |captured: &'static str, change: fn(&mut History)| {
            brings_news(&before, |all| {
                all.captured = Some(time(captured));
                change(all);
            })
        };
        let changes: [Change; 3] = [
            ("stars", |all| {
                all.counters
                    .insert(day("2026-11-16"), counters("2026-11-16T14:00:00Z", Some(41), Some(3)));
            }),
            ("forks", |all| {
                all.counters
                    .insert(day("2026-11-16"), counters("2026-11-16T14:00:00Z", Some(40), Some(4)));
            }),
            ("downloads", |all| {
                drop(all.assets.insert(7, asset(&[("2026-11-15", 9), ("2026-11-16", 10)])))
            }),
        ];
        for (what, change) in changes {
            assert!(next("2026-11-16T14:00:00Z", change), "{what}");
            assert!(!next("2026-11-15T20:00:00Z", change), "{what} on the same day");
        }
        // The same numbers, or fewer of them, in a new week.
        assert!(!next("2026-11-16T14:00:00Z", |all| {
            all.counters
                .insert(day("2026-11-16"), counters("2026-11-16T14:00:00Z", Some(40), None));
            all.assets.insert(7, asset(&[("2026-11-15", 9), ("2026-11-16", 9)]));
        }));
    }

    #[test]
    fn an_older_reading_that_comes_in_late_is_news() {
        let mut before = history();
        before
            .counters
            .insert(day("2026-11-09"), counters(CAPTURED, Some(40), None));
        let late = |all: &mut History| {
            all.counters
                .insert(day("2026-11-02"), counters("2026-11-02T14:00:00Z", Some(38), None));
        };
        assert!(brings_news(&before, late));
        // With a newer capture it is one of the readings that this run brings.
        let newer = |all: &mut History| {
            all.counters
                .insert(day("2026-11-16"), counters("2026-11-16T14:00:00Z", Some(40), None));
        };
        assert!(!brings_news(&before, newer));
    }
}
