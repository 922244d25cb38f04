//! PURE. Values in other tools' files: counts, days and timestamps.

use crate::domain::response::MAX_COUNT;
use crate::domain::{Date, Timestamp, is_plausible, utc_day};

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

/// The time of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Captured {
    pub(super) at: Timestamp,
    /// Whether the time has a zone; otherwise it is that of the machine that wrote it.
    pub(super) is_exact: bool,
}

/// The time of a capture in a text.
pub(super) fn captured(text: &str) -> Option<Captured> {
    let at = timestamp(text)?;
    let is_exact = text.trim().len() > 10 && text.trim().parse::<Timestamp>().is_ok();
    Some(Captured { at, is_exact })
}

/// Whether a text is a day as it is: a date alone, or a time stamp at a full hour, as GitHub's rows have them in any zone.
/// Other times of day are moments, and the numbers at a moment are not those of a day.
pub(super) fn is_day(text: &str) -> bool {
    timestamp(text).is_some_and(|at| at.as_second().rem_euclid(900) == 0)
}

/// The first instant of a UTC day; `None` at the end of the calendar.
pub(super) fn midnight(date: Date) -> Option<Timestamp> {
    jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// The timestamp in a file name: a date (`2026-06-02`, `20260602`), optionally followed by `T`, `_`, `-` or a space and
/// `HHMMSS` or `HH:MM:SS`. The last part of the path that has one counts.
pub(super) fn captured_in_name(path: &str) -> Option<Captured> {
    path.rsplit('/').find_map(captured_in_part)
}

fn captured_in_part(name: &str) -> Option<Captured> {
    (0..name.len()).find_map(|start| {
        let rest = name.get(start..)?;
        let is_inside = name[..start].ends_with(|c: char| c.is_ascii_digit());
        let dashed = rest.get(..10).filter(|d| d.as_bytes()[4] == b'-');
        let plain = rest.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let (date, after) = match (dashed, plain) {
            _ if is_inside => return None,
            (Some(dashed), _) => (dashed.parse::<Date>().ok()?, &rest[10..]),
            (None, Some(plain)) if !rest[8..].starts_with(|c: char| c.is_ascii_digit()) => (
                plain.parse::<Date>().ok().filter(|date| is_plausible(*date))?,
                &rest[8..],
            ),
            _ => return None,
        };
        let digits = |c: &char| c.is_ascii_digit() || *c == ':' || *c == '-';
        let after = after.trim_start_matches(['T', '_', '-', ' ']);
        let time: String = after.chars().take_while(digits).filter(char::is_ascii_digit).collect();
        let zone = after.trim_start_matches(|c: char| digits(&c));
        let part = |at: usize| time.get(at..at + 2).and_then(|two| two.parse::<i8>().ok());
        let clock = match (time.len(), part(0), part(2), part(4)) {
            (6.., Some(hour), Some(minute), Some(second)) => jiff::civil::Time::new(hour, minute, second, 0).ok(),
            _ => None,
        };
        let civil = date.to_datetime(clock.unwrap_or(jiff::civil::Time::midnight()));
        let at = jiff::tz::Offset::UTC.to_timestamp(civil).ok()?;
        let is_exact = clock.is_some() && zone.starts_with('Z');
        Some(Captured { at, is_exact })
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
    fn a_moment_is_not_a_day() {
        for day in [
            "2026-03-15",
            "2026-03-15T00:00:00Z",
            "2016-10-10T07:00:00Z",
            "2026-03-15 05:30:00",
        ] {
            assert!(is_day(day), "{day}");
        }
        for moment in ["2026-03-15T04:19:11Z", "2026-03-15 12:01", "soon"] {
            assert!(!is_day(moment), "{moment}");
        }
    }

    #[test]
    fn file_names_hold_timestamps() {
        let at = |path| captured_in_name(path).map(|found| found.at.to_string());
        let snapshot = at("snapshots/2020-12-21_170203_top_paths_snapshot.csv");
        assert_eq!(snapshot.as_deref(), Some("2020-12-21T17:02:03Z"));
        assert_eq!(at("2026-06-02.json").as_deref(), Some("2026-06-02T00:00:00Z"));
        assert_eq!(
            at("run-2026-06-02T10:11:12Z.json").as_deref(),
            Some("2026-06-02T10:11:12Z")
        );
        let compact = at("2026/traffic-20260602T101112Z.json");
        assert_eq!(compact.as_deref(), Some("2026-06-02T10:11:12Z"));
        let exact = |path| captured_in_name(path).is_some_and(|found| found.is_exact);
        assert!(exact("run-2026-06-02T10:11:12Z.json") && !exact("2026-06-02_101112.json"));
        assert!(!exact("2026-06-02.json") && !exact("2026-06-02Z.json"));
        assert_eq!(at("views.json"), None);
        assert_eq!(at("id-123456789.json"), None);
        assert_eq!(at("v20261301.json"), None);
        assert_eq!(at("2026-99-02/é"), None);
    }
}
