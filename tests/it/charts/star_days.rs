//! Stars by day, made without chance.

use jiff::civil::Date;
use traffic_ledger::domain::stars::{StarDay, Stars};
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
