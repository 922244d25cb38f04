//! A small GitHub in numbers: what truly happened, and what the traffic endpoints of either regime say of it at an
//! instant. It knows nothing of the program's own reading, so it can judge it.

use std::collections::BTreeMap;

use serde_json::{Value, json, value::RawValue};
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::{Date, Timestamp, monday_of, plus_days, utc_day};

/// The day since which answers hold whole days (fact: 2025-12-30).
pub(crate) fn whole_days_since() -> Date {
    Date::constant(2025, 12, 30)
}

/// What truly happened in a repository, day by day, from a seed.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) seed: u64,
    /// One day in this many has no traffic at all; 0 for never.
    pub(crate) quiet: u64,
}

/// One look at GitHub.
#[derive(Debug, Clone)]
pub(crate) struct Capture {
    /// The instant, in seconds.
    pub(crate) at: i64,
    /// How many days late the newest day is, in the regime of whole days: 1 to 3.
    pub(crate) lag: i64,
    /// Endpoints that did not answer, by bit.
    pub(crate) missing: u8,
    /// A week of zeros at GitHub: all rows are zero.
    pub(crate) outage: bool,
}

impl Truth {
    /// Views and clones of a day as (count, uniques).
    pub(crate) fn of(&self, day: Date, what: &str) -> (u64, u64) {
        let mut x = self.seed ^ what.len() as u64;
        for part in [i64::from(day.year()), i64::from(day.month()), i64::from(day.day())] {
            x = x.wrapping_add(part as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
            x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            x ^= x >> 31;
        }
        if self.quiet > 0 && x.is_multiple_of(self.quiet) {
            return (0, 0);
        }
        let count = x % 500 + 1;
        (count, (x >> 12) % count + 1)
    }

    /// What one run is told.
    pub(crate) fn snapshot(&self, look: &Capture) -> RawSnapshot {
        let captured = Timestamp::from_second(look.at).expect("a time");
        let mut bodies = BTreeMap::new();
        let pairs = [
            (Endpoint::ViewsByDay, Endpoint::ViewsByWeek, "views"),
            (Endpoint::ClonesByDay, Endpoint::ClonesByWeek, "clones"),
        ];
        for (index, (by_day, by_week, what)) in pairs.into_iter().enumerate() {
            let (days, weeks) = self.series(look, what);
            if look.missing & (1 << index) == 0 {
                bodies.insert(by_day, body(&days));
            }
            if look.missing & (4 << index) == 0 {
                bodies.insert(by_week, body(&weeks));
            }
        }
        let rank = (look.at / 3600 % 7) as u64;
        let referrers = json!([{"referrer": "Google", "count": 40 + rank, "uniques": 20},
            {"referrer": format!("site-{rank}.example"), "count": 10, "uniques": 5}]);
        bodies.insert(Endpoint::Referrers, body(&referrers));
        let paths =
            json!([{"path": "/octo/spike", "title": format!("title {rank}"), "count": 50 + rank, "uniques": 20}]);
        bodies.insert(Endpoint::Paths, body(&paths));
        if look.missing & 16 == 0 {
            let about = json!({"id": 42, "full_name": "octo/spike", "created_at": "2011-01-26T19:01:12Z",
                "stargazers_count": 100 + rank, "forks_count": 9});
            bodies.insert(Endpoint::Repository, body(&about));
        }
        bodies.extend(self.stars(look));
        bodies.extend(self.releases(look));
        RawSnapshot {
            captured,
            answered: BTreeMap::new(),
            server: Server::default(),
            id: Some(42),
            repository: "octo/spike".parse().expect("a name"),
            publish: Publish::All,
            ignored_referrers: [].into(),
            given: Default::default(),
            bodies,
        }
    }

    /// Two files of a release, of which one was replaced and one is renamed now and then.
    fn releases(&self, look: &Capture) -> Option<(Endpoint, Box<RawValue>)> {
        let day = look.at.div_euclid(86_400).unsigned_abs();
        let name = ["a.tgz", "b.tgz"][usize::from(look.missing.is_multiple_of(5))];
        let file = |id: u64, name: &str, downloads: u64| json!({"id": id, "name": name, "download_count": downloads});
        // The second one was there until a day in September 2026, its successor since.
        let second = if day < 20_700 { 2 } else { 3 };
        let files = [file(1, name, day * 3), file(second, "c.tgz", day % 20_700)];
        let release = json!({"tag_name": "v1", "published_at": "2020-02-01T00:00:00Z", "assets": files});
        (!look.missing.is_multiple_of(4)).then(|| (Endpoint::Releases, body(&json!([release]))))
    }

    /// Stars of the last weeks, or of more of them where another endpoint did not answer.
    fn stars(&self, look: &Capture) -> Option<(Endpoint, Box<RawValue>)> {
        let (endpoint, weeks) = match look.missing % 3 {
            0 => (Endpoint::Stars, 3),
            1 => (Endpoint::PastStars, 8),
            _ => return None,
        };
        let today = look.at.div_euclid(86_400);
        // 4 January 1970 was a Sunday.
        let newest = today - (today - 3).rem_euclid(7);
        let stars = |day: i64| match day.cmp(&today) {
            _ if look.outage => 0,
            std::cmp::Ordering::Greater => 0,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Less => self.seed.wrapping_add(day.unsigned_abs()) % 7 + 1,
        };
        let rows = (0..weeks).map(|back| {
            let sunday = newest - 7 * back;
            let days: Vec<u64> = (sunday..sunday + 7).map(stars).collect();
            json!({"week": sunday * 86_400, "total": days.iter().sum::<u64>(), "days": days})
        });
        Some((endpoint, body(&rows.collect())))
    }

    /// The answers by day and by week.
    fn series(&self, look: &Capture, what: &str) -> (Value, Value) {
        let captured = Timestamp::from_second(look.at).expect("a time");
        let today = utc_day(captured);
        let day_share = look.at.rem_euclid(86_400);
        let mut rows: Vec<(Date, u64, u64)> = Vec::new();
        if today < whole_days_since() {
            for back in (0..=14).rev() {
                let day = plus_days(today, -back);
                let (count, uniques) = self.of(day, what);
                let share = |n: u64| match back {
                    0 => n * day_share as u64 / 86_400,
                    14 => n * (86_400 - day_share) as u64 / 86_400,
                    _ => n,
                };
                rows.push((day, share(count), share(uniques)));
            }
            rows.retain(|(_, count, _)| *count > 0);
        } else {
            let newest = plus_days(today, -look.lag);
            for back in (0..14).rev() {
                let day = plus_days(newest, -back);
                let (count, uniques) = if look.outage { (0, 0) } else { self.of(day, what) };
                rows.push((day, count, uniques));
            }
        }
        let mut weeks: BTreeMap<Date, (u64, u64)> = BTreeMap::new();
        for (day, count, uniques) in &rows {
            let week = weeks.entry(monday_of(*day)).or_default();
            *week = (week.0 + count, week.1 + uniques * 2 / 3);
        }
        let total: u64 = rows.iter().map(|(_, count, _)| count).sum();
        let people: u64 = rows.iter().map(|(_, _, uniques)| uniques * 2 / 3).sum();
        let answer = |rows: Vec<Value>| json!({"count": total, "uniques": people, what: rows});
        let row = |day: Date, count: u64, uniques: u64| json!({"timestamp": format!("{day}T00:00:00Z"), "count": count, "uniques": uniques});
        let days = rows
            .iter()
            .map(|(day, count, uniques)| row(*day, *count, *uniques))
            .collect();
        let weeks = weeks
            .iter()
            .map(|(monday, (count, uniques))| row(*monday, *count, *uniques))
            .collect();
        (answer(days), answer(weeks))
    }

    /// The days that this look covers whole, up to its own last row.
    pub(crate) fn published(&self, look: &Capture, what: &str) -> Option<(Date, Date)> {
        let (from, to) = Self::whole_days(look);
        let rows = self.series(look, what).0[what].as_array().cloned().unwrap_or_default();
        let day = |row: &Value| row["timestamp"].as_str().and_then(|at| at[..10].parse::<Date>().ok());
        // The window reaches back to `from` whatever its first row is; behind its last row nothing is published yet.
        Some((from, to.min(day(rows.last()?)?)))
    }

    /// The days that an answer of this look covers whole.
    pub(crate) fn whole_days(look: &Capture) -> (Date, Date) {
        let today = utc_day(Timestamp::from_second(look.at).expect("a time"));
        if today < whole_days_since() {
            (plus_days(today, -13), plus_days(today, -1))
        } else {
            (plus_days(today, -look.lag - 13), plus_days(today, -look.lag))
        }
    }
}

fn body(value: &Value) -> Box<RawValue> {
    RawValue::from_string(value.to_string()).expect("JSON")
}
