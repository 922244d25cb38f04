//! PURE. What traffic is and how a history of it grows. May import `std`, serde, the date library and text tables;
//! no clock, no network, no files, no environment.

pub mod analysis;
pub mod ci_clones;
pub mod crawlers;
pub mod day_map;
pub mod downloads;
pub mod evidence;
pub mod given;
pub mod highlights;
pub mod history;
pub mod interpret;
pub mod ledger;
pub mod ledger_folder;
pub mod ledger_index;
pub mod location;
pub mod privacy;
pub(crate) mod query_strings;
pub mod recent;
pub(crate) mod records;
pub mod repository;
pub mod repository_state;
pub mod response;
pub mod selection;
pub mod server_url;
pub mod shard;
pub mod snapshot;
pub mod sources;
pub mod stars;
pub mod state;
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
    // Most are asked for a day of the same month, and every month has 28.
    let within = i64::from(day.day()).saturating_add(days);
    if let (1..=28, Ok(within)) = (within, i8::try_from(within))
        && let Ok(moved) = Date::new(day.year(), day.month(), within)
    {
        return moved;
    }
    date_of(ordinal(day).saturating_add(days).clamp(FIRST, LAST))
}

/// Days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    ordinal(to) - ordinal(from)
}

/// The numbers of the first and the last day that a [`Date`] can be.
const FIRST: i64 = -3_652_119;
const LAST: i64 = 3_652_364;

/// The days in 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

/// The number of a day, counted from 1 March of the year 0. The analysis asks for it some hundred thousand times in a run, for
/// which spans are too slow: plain integers, by <https://howardhinnant.github.io/date_algorithms.html>.
fn ordinal(day: Date) -> i64 {
    // The year begins in March, so that the leap day is its last one.
    let month = (i64::from(day.month()) + 9) % 12;
    let year = i64::from(day.year()) - i64::from(month > 9);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + i64::from(day.day()) - 1;
    year.div_euclid(400) * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

/// The day with this number.
fn date_of(ordinal: i64) -> Date {
    let of_era = ordinal.rem_euclid(ERA);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = ordinal.div_euclid(ERA) * 400 + year_of_era + i64::from(month > 9);
    let small = |number: i64| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(0);
    Date::new(year, small((month + 2) % 12 + 1), small(day)).unwrap_or_default()
}

/// The UTC day of an instant.
#[must_use]
pub fn utc_day(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let mut day = jiff::civil::date(1899, 12, 31);
        for number in 0..200_000 {
            let next = day.tomorrow().expect("before the end");
            assert_eq!(
                (plus_days(day, 1), plus_days(next, -1), days_between(day, next)),
                (next, day, 1)
            );
            assert_eq!(plus_days(jiff::civil::date(1899, 12, 31), number), day);
            day = next;
        }
        for far in [-3_000_000, -800_000, -146_097, 146_097, 800_000] {
            let moved = jiff::civil::date(2026, 2, 28).saturating_add(jiff::Span::new().days(far));
            assert_eq!(plus_days(jiff::civil::date(2026, 2, 28), far), moved, "{far}");
        }
        assert_eq!((ordinal(Date::MIN), ordinal(Date::MAX)), (FIRST, LAST));
        assert_eq!(plus_days(Date::MAX, 1), Date::MAX);
        assert_eq!(plus_days(Date::MIN, i64::MIN), Date::MIN);
    }
}
