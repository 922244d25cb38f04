//! PURE. Values in other tools' files: counts, days and timestamps.

use crate::domain::response::MAX_COUNT;
use crate::domain::{Date, Timestamp, utc_day};

/// A count, at most [`MAX_COUNT`]; `None` when blank, that is unknown. `4.0` is 4: data frames with gaps write it so.
/// `1.000` may be a thousand or one, so it is refused.
pub(super) fn count(text: &str) -> Result<Option<u64>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("nan") || text.eq_ignore_ascii_case("null") {
        return Ok(None);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{} is not a whole number", quoted(text)));
    }
    match whole.parse() {
        Ok(count) if count <= MAX_COUNT => Ok(Some(count)),
        _ => Err(format!(
            "{} exceeds the largest supported count, {MAX_COUNT}",
            quoted(text)
        )),
    }
}

/// The UTC day of a date (`2026-06-02`) or of a timestamp; one without a time zone is read as UTC.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    timestamp(text)
        .map(utc_day)
        .ok_or_else(|| format!("{} is not a date like 2026-06-02", quoted(text)))
}

/// A timestamp; one without a time zone is read as UTC, and a date alone as its midnight.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // The parser for dates accepts timestamps, too, but drops their time and zone.
    if text.len() == 10 {
        return text.parse().ok().and_then(midnight);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    jiff::tz::Offset::UTC.to_timestamp(civil).ok()
}

/// The first instant of a UTC day; `None` at the end of the calendar.
pub(super) fn midnight(date: Date) -> Option<Timestamp> {
    jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// The timestamp in a file name: a date, optionally followed by `T`, `_`, `-` or a space and `HHMMSS` or `HH:MM:SS`.
pub(super) fn timestamp_in_name(path: &str) -> Option<Timestamp> {
    (0..path.len()).find_map(|start| {
        let rest = path.get(start..)?;
        let date: Date = rest.get(..10).filter(|d| d.as_bytes()[4] == b'-')?.parse().ok()?;
        let time: String = rest[10..]
            .chars()
            .skip_while(|c| matches!(c, 'T' | '_' | '-' | ' '))
            .take_while(|c| c.is_ascii_digit() || *c == ':' || *c == '-')
            .filter(char::is_ascii_digit)
            .collect();
        let part = |at: usize| time.get(at..at + 2).and_then(|two| two.parse::<i8>().ok());
        let clock = match (time.len(), part(0), part(2), part(4)) {
            (6.., Some(hour), Some(minute), Some(second)) => jiff::civil::Time::new(hour, minute, second, 0).ok(),
            _ => None,
        };
        let civil = date.to_datetime(clock.unwrap_or(jiff::civil::Time::midnight()));
        jiff::tz::Offset::UTC.to_timestamp(civil).ok()
    })
}

/// Untrusted text for a message: escaped, and at most 60 characters.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", crate::encode::excerpt(text, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_or_unknown() {
        assert_eq!(count("4"), Ok(Some(4)));
        assert_eq!(count(" 4.0 "), Ok(Some(4)));
        assert_eq!(count("0"), Ok(Some(0)));
        for blank in ["", "  ", "NaN", "null"] {
            assert_eq!(count(blank), Ok(None), "{blank:?}");
        }
        for wrong in [
            "-4",
            "4.5",
            "1,234",
            "1.000",
            "12.000",
            "1.00",
            "4.",
            "4e3",
            ".0",
            "9999999999999999",
            "four",
        ] {
            assert!(count(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn days_are_dates_or_timestamps() {
        let wanted = jiff::civil::date(2020, 12, 1);
        for text in [
            "2020-12-01",
            "2020-12-01 00:00:00+00:00",
            "2020-12-01T00:00:00Z",
            "2020-12-01 00:00:00",
            "2020-12-01T23:59:59.5",
            "2020-12-02T01:00:00+02:00",
        ] {
            assert_eq!(day(text), Ok(wanted), "{text}");
        }
        for wrong in ["", "2020-13-01", "2020-02-30", "yesterday", "1606780800"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn file_names_hold_timestamps() {
        let at = |path| timestamp_in_name(path).map(|at| at.to_string());
        let snapshot = at("snapshots/2020-12-21_170203_top_paths_snapshot.csv");
        assert_eq!(snapshot.as_deref(), Some("2020-12-21T17:02:03Z"));
        assert_eq!(at("2026-06-02.json").as_deref(), Some("2026-06-02T00:00:00Z"));
        assert_eq!(
            at("run-2026-06-02T10:11:12Z.json").as_deref(),
            Some("2026-06-02T10:11:12Z")
        );
        assert_eq!(at("views.json"), None);
        assert_eq!(at("2026-99-02/é"), None);
    }
}
