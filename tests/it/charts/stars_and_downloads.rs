//! Stars by day and downloads of files, made without chance.

use jiff::civil::Date;
use traffic_ledger::domain::downloads::Asset;
use traffic_ledger::domain::stars::{StarDay, Stars};
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::{days_between, plus_days};

/// Some stars on most days, more of them later. `chance` gives a number below 1,000 for each.
pub(crate) fn stars(first: Date, last: Date, chance: impl Fn(i64) -> u64) -> Stars {
    let day = |offset: i64| {
        let count = chance(offset * 7 + 3) / 180 * (1 + offset.unsigned_abs() / 900);
        let is_complete = true;
        (plus_days(first, offset), StarDay { count, is_complete })
    };
    Stars {
        days: (0..=days_between(first, last)).map(day).collect(),
        read: None,
        is_past_read: true,
    }
}

/// A file that was downloaded so often from one day to another, by its daily readings of the last weeks.
pub(crate) fn asset(tag: &str, (first, last): (Date, Date), downloads: u64) -> Asset {
    let all = days_between(first, last).unsigned_abs() + 1;
    let begin = first.max(plus_days(last, -30));
    let count = |offset: i64| {
        let day = plus_days(begin, offset);
        let age = days_between(first, day).unsigned_abs() + 1;
        (day, downloads * age * age / all / all)
    };
    Asset {
        tag: Untrusted::new(tag),
        name: Untrusted::new("spike-x86_64-linux.tar.gz"),
        created: Some(first),
        readings: (0..=days_between(begin, last)).map(count).collect(),
    }
}
