//! PURE. What traffic is and how a history of it grows. May import `std`, serde, the date library and text tables;
//! no clock, no network, no files, no environment.

pub mod analysis;
pub mod evidence;
pub mod history;
pub mod interpret;
pub mod ledger;
pub mod ledger_folder;
pub mod ledger_index;
pub mod location;
pub mod privacy;
pub(crate) mod query_strings;
pub(crate) mod records;
pub mod repository;
pub mod repository_state;
pub mod response;
pub mod selection;
pub mod server_url;
pub mod shard;
pub mod snapshot;
pub mod sources;
pub mod text;
pub mod top_list;
pub mod traffic;
mod wire;

/// A UTC calendar day.
pub type Date = jiff::civil::Date;
/// An instant, kept to the second.
pub type Timestamp = jiff::Timestamp;

/// For so many days after a capture GitHub surely shows every day that was not in it: it shows 14 days, and those that were new
/// at the capture were at most three days old.
pub const SURELY_SHOWN: i64 = 14 - 3;

/// Whether a day can be one of a ledger: GitHub opened in 2008, and work over every day needs an end.
#[must_use]
pub fn is_plausible(day: Date) -> bool {
    (2008..2200).contains(&day.year())
}

/// The Monday on or before `day`: GitHub's weeks begin on Monday (traffic API reference).
#[must_use]
pub fn monday_of(day: Date) -> Date {
    let behind = i64::from(day.weekday().to_monday_zero_offset());
    plus_days(day, -behind)
}

/// `day` moved by `days`, held at the ends of the calendar.
#[must_use]
pub fn plus_days(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days.clamp(-4_000_000, 4_000_000)))
}

/// Days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    // Counting from a fixed day keeps the arithmetic in integers: no spans, no time zones.
    let epoch = jiff::civil::date(1970, 1, 1);
    let ordinal = |day: Date| {
        day.since((jiff::Unit::Day, epoch))
            .map_or(0, |span| i64::from(span.get_days()))
    };
    ordinal(to) - ordinal(from)
}

/// The UTC day of an instant.
#[must_use]
pub fn utc_day(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}
