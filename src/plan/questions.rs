//! PURE. What GitHub is asked about a repository: what changes every day, and the rest when there can be something new.

use std::collections::BTreeSet;

use crate::domain::ci_clones::days_to_ask;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::snapshot::Endpoint;
use crate::domain::stars::sunday_of;
use crate::domain::traffic::Metric;
use crate::domain::{Date, Timestamp, days_between, monday_of, plus_days, utc_day};

/// GitHub publishes a day at most so many days after it.
const LONGEST_LAG: i64 = 3;
/// Weeks of stars on a page of the whole past.
const WEEKS_A_PAGE: u64 = 100;

/// The endpoints to ask for at `now`, GitHub's time, apart from the repository itself. `entry` is what the ledger knows of it,
/// and `pushed` when its code was pushed to last.
///
/// The totals of a week only mean something when all of the week is in the window (fact 1: a window of fourteen days always
/// holds one whole week, and keeps it for seven days), so one answer a week is enough. Releases are read once a calendar
/// week and after a push, and every day once they have files, whose downloads change. Stars by day are asked for once a week, and the first time back to the beginning.
#[must_use]
pub fn endpoints(entry: Option<&IndexEntry>, now: Timestamp, pushed: Option<Timestamp>) -> BTreeSet<Endpoint> {
    let mut all: BTreeSet<Endpoint> = Endpoint::all().collect();
    all.remove(&Endpoint::Repository);
    // They are asked for by day.
    all.remove(&Endpoint::CiClones);
    let is_past_known = entry.is_some_and(|entry| entry.last.past_stars);
    all.remove(if is_past_known {
        &Endpoint::PastStars
    } else {
        &Endpoint::Stars
    });
    let known = entry.and_then(|entry| Some((entry, entry.recent.captured?)));
    let Some((entry, captured)) = known.filter(|(_, captured)| *captured <= now) else {
        return all;
    };
    let today = utc_day(now);
    let rested = days_between(utc_day(captured), today);
    for (metric, endpoint, last) in [
        (Metric::Views, Endpoint::ViewsByWeek, entry.last.views_week),
        (Metric::Clones, Endpoint::ClonesByWeek, entry.last.clones_week),
    ] {
        let newest = entry.recent.days.of(metric).last();
        if !is_week_due(today, last, newest, rested) {
            all.remove(&endpoint);
        }
    }
    let is_read = entry.last.releases.is_some_and(|read| {
        let is_fresh = match entry.last.has_files {
            true => utc_day(read) == today,
            false => monday_of(utc_day(read)) == monday_of(today),
        };
        is_fresh && pushed.is_none_or(|pushed| pushed < read)
    });
    if is_read {
        all.remove(&Endpoint::Releases);
    }
    // Its weeks begin on Sunday: from then on the one before is complete.
    if entry
        .last
        .stars
        .is_some_and(|read| sunday_of(utc_day(read)) == sunday_of(today))
    {
        all.remove(&Endpoint::Stars);
        all.remove(&Endpoint::PastStars);
    }
    all
}

/// The UTC days, newest first, whose clones by CI to ask for at `now` of a repository that was created at `created`.
#[must_use]
pub fn ci_days(entry: Option<&IndexEntry>, now: Timestamp, created: Option<Timestamp>) -> Vec<Date> {
    let known = entry.and_then(|entry| entry.last.ci_clones);
    days_to_ask(known, utc_day(now), created.map(utc_day))
}

/// The requests that these endpoints take at `now` of a repository that was created at `created`.
#[must_use]
pub fn requests(endpoints: &BTreeSet<Endpoint>, now: Timestamp, created: Option<Timestamp>) -> u64 {
    let more = endpoints
        .get(&Endpoint::PastStars)
        .zip(created)
        .map_or(0, |(endpoint, created)| {
            let weeks = days_between(utc_day(created), utc_day(now)).unsigned_abs() / 7 + 1;
            weeks.div_ceil(WEEKS_A_PAGE).min(endpoint.pages() as u64) - 1
        });
    endpoints.len() as u64 + more
}

/// Whether GitHub can have the totals of a whole week that is not known yet. `last` is the Monday of the last week known,
/// `newest` the newest day known, and `rested` how many days ago that was read.
fn is_week_due(today: Date, last: Option<Date>, newest: Option<Date>, rested: i64) -> bool {
    let monday = plus_days(monday_of(today), -7);
    let sunday = plus_days(monday, 6);
    let is_new = last.is_none_or(|last| last < monday);
    let is_published = newest.is_none_or(|newest| newest >= sunday) || days_between(sunday, today) > LONGEST_LAG;
    is_new && (is_published || rested > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::claims::Claims;
    use crate::domain::ledger::Ledger;
    use crate::domain::repository::Repository;

    #[test]
    fn a_week_is_asked_for_once_it_is_published_and_until_it_is_known() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        // The week from 9 to 15 November 2026, a Monday to a Sunday; 2 to 8 November is known.
        let before = Some(day("2026-11-02"));
        let due = |today: &str, last, newest: &str, rested| is_week_due(day(today), last, Some(day(newest)), rested);
        assert!(!due("2026-11-15", before, "2026-11-14", 1), "it is not over");
        assert!(
            !due("2026-11-16", before, "2026-11-14", 1),
            "its Sunday is not published"
        );
        assert!(due("2026-11-17", before, "2026-11-15", 1));
        assert!(
            !due("2026-11-18", Some(day("2026-11-09")), "2026-11-16", 1),
            "it is known"
        );
        assert!(due("2026-11-18", before, "2026-11-17", 1), "the answer had failed");
        assert!(!due("2026-11-18", before, "2026-11-14", 1), "GitHub can be as late");
        assert!(due("2026-11-19", before, "2026-11-14", 1), "later than GitHub ever is");
        assert!(
            due("2026-11-16", before, "2026-11-04", 11),
            "nothing is known of the days between"
        );
        assert!(is_week_due(day("2026-11-16"), None, None, 0));
    }

    #[test]
    fn the_stars_of_a_whole_past_take_a_request_for_every_hundred_weeks() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let now = at("2026-11-23T12:00:00Z");
        let requests = |created: &str| {
            let endpoints = [Endpoint::ViewsByDay, Endpoint::PastStars].into();
            requests(&endpoints, now, Some(at(created)))
        };
        assert_eq!(requests("2026-11-20T12:00:00Z"), 2);
        assert_eq!(requests("2022-01-03T12:00:00Z"), 4, "256 weeks");
        assert_eq!(requests("1970-01-05T12:00:00Z"), 31, "2,968 weeks");
        let most = 1 + Endpoint::PastStars.pages() as u64;
        assert_eq!(requests("1900-01-01T12:00:00Z"), most, "never more than that");
        assert_eq!(super::requests(&[Endpoint::ViewsByDay].into(), now, None), 1);
    }

    #[test]
    fn releases_are_read_once_a_week_once_a_day_with_files_and_after_a_push() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let mut claims = Claims::new(Repository {
            id: Some(7),
            name: "o/r".parse().expect("a name"),
            created: None,
        });
        claims.captured = Some(at("2026-11-16T12:00:00Z"));
        let mut entry = IndexEntry::new(&claims, &Ledger::new(claims.clone()).analyzed());
        // Tuesday 17 November 2026.
        let mut asks = |read: &str, has_files, pushed: Option<&str>| {
            entry.last.releases = Some(at(read));
            entry.last.has_files = has_files;
            endpoints(Some(&entry), at("2026-11-17T20:00:00Z"), pushed.map(at)).contains(&Endpoint::Releases)
        };
        assert!(!asks("2026-11-16T12:00:00Z", false, None));
        assert!(asks("2026-11-15T12:00:00Z", false, None));
        assert!(asks("2026-11-16T12:00:00Z", true, None));
        assert!(!asks("2026-11-17T00:00:00Z", true, None));
        assert!(asks("2026-11-17T00:00:00Z", true, Some("2026-11-17T00:00:00Z")));
        assert!(!asks("2026-11-17T00:00:00Z", true, Some("2026-11-16T23:59:59Z")));
    }
}
