//! PURE. Single fields of other tools' tables: numbers, days, moments and the name of a source.

use std::fmt;
use std::str::FromStr;

use crate::domain::response::MAX_COUNT;
use crate::domain::{Date, Timestamp, utc_day};

/// What the report calls the place that numbers were imported from: lower-case letters, digits and hyphens, so that it
/// is safe in file names, tables and charts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceName(String);

impl SourceName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that cannot name a source; says the form that was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot name a source: up to 40 lower-case letters, digits and hyphens, for example my-log")]
pub struct NotASource(String);

impl FromStr for SourceName {
    type Err = NotASource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-');
        fits.then(|| Self(text.to_owned()))
            .ok_or_else(|| NotASource(crate::encode::excerpt(text, 60)))
    }
}

/// A whole number; blank is unknown. `4.0` is 4, since tables that went through a data frame with gaps look so.
pub(super) fn number(text: &str) -> Result<Option<u64>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("nan") || text.eq_ignore_ascii_case("null") {
        return Ok(None);
    }
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => text,
    };
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{} is not a whole number", quoted(text)));
    }
    match whole.parse() {
        Ok(number) if number <= MAX_COUNT => Ok(Some(number)),
        _ => Err(format!("{} is larger than any count can be", quoted(text))),
    }
}

/// The UTC day of a date (`2026-06-02`) or of a time stamp, with a zone or without one (then it is UTC).
pub(super) fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    moment(text)
        .map(utc_day)
        .ok_or_else(|| format!("{} is not a day like 2026-06-02", quoted(text)))
}

/// A moment in UTC; a mere date is its midnight.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // The date's own parser would take a time stamp too, and drop its time and zone.
    if text.len() == 10 {
        return text.parse().ok().and_then(midnight);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    jiff::tz::Offset::UTC.to_timestamp(civil).ok()
}

/// The first instant of a UTC day; `None` at the very end of the calendar.
pub(super) fn midnight(date: Date) -> Option<Timestamp> {
    jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// The moment written in a file's name: `2026-06-02` with `T`, `_`, `-` or a blank and `HHMMSS` or `HH:MM:SS` after it.
pub(super) fn moment_in_name(path: &str) -> Option<Timestamp> {
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

/// Foreign text inside a message: escaped, and no longer than a line.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", crate::encode::excerpt(text, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_or_unknown() {
        assert_eq!(number("4"), Ok(Some(4)));
        assert_eq!(number(" 4.0 "), Ok(Some(4)));
        assert_eq!(number("0"), Ok(Some(0)));
        for blank in ["", "  ", "NaN", "null"] {
            assert_eq!(number(blank), Ok(None), "{blank:?}");
        }
        for wrong in ["-4", "4.5", "1,234", "4e3", ".0", "9999999999999999", "four"] {
            assert!(number(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn days_are_dates_or_time_stamps() {
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
    fn file_names_tell_the_moment() {
        let at = |path| moment_in_name(path).map(|at| at.to_string());
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

    #[test]
    fn sources_are_safe_in_file_names() {
        assert!("ghstats".parse::<SourceName>().is_ok());
        for wrong in ["", "-x", "A", "a/b", "a b", "=1", &"a".repeat(41)] {
            assert!(wrong.parse::<SourceName>().is_err(), "{wrong:?}");
        }
    }
}
