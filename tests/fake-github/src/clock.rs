//! The clock that the fake and the program under test share: Unix milliseconds in an atomic. Imports jiff only.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A settable clock of Unix milliseconds, UTC. Clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// A clock that stands at an RFC 3339 time such as `2026-03-02T14:17:00Z`.
    ///
    /// # Panics
    /// If the text is no time stamp: a mistake in the test.
    #[must_use]
    pub fn at(rfc3339: &str) -> Self {
        let clock = Self(Arc::new(AtomicI64::new(0)));
        clock.set(rfc3339);
        clock
    }

    /// A clock over a counter of Unix milliseconds that somebody else advances too (virtual waits).
    #[must_use]
    pub fn shared(millis: Arc<AtomicI64>) -> Self {
        Self(millis)
    }

    /// The counter itself, to hand to the program under test.
    #[must_use]
    pub fn counter(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.0)
    }

    /// Unix milliseconds.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Unix seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.millis().div_euclid(1000)
    }

    /// Sets Unix milliseconds.
    pub fn set_millis(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }

    /// Sets the time from RFC 3339 text.
    ///
    /// # Panics
    /// If the text is no time stamp: a mistake in the test.
    pub fn set(&self, rfc3339: &str) {
        let stamp: Timestamp = rfc3339.parse().expect("the test gives an RFC 3339 time");
        self.set_millis(stamp.as_millisecond());
    }

    /// Sets the time to the full hour (0 to 23) of a UTC day.
    pub fn set_hour(&self, date: Date, hour: u8) {
        self.set_millis((day_number(date) * 24 + i64::from(hour)) * 3_600_000);
    }

    /// Moves the time forward by milliseconds.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Moves the time forward by seconds.
    pub fn advance_seconds(&self, seconds: i64) {
        self.advance_millis(seconds * 1000);
    }

    /// Moves the time forward by whole days.
    pub fn advance_days(&self, days: i64) {
        self.advance_millis(days * 86_400_000);
    }

    /// The UTC day.
    #[must_use]
    pub fn today(&self) -> Date {
        date_of_day(self.millis().div_euclid(86_400_000))
    }

    /// The UTC hour, 0 to 23.
    #[must_use]
    pub fn hour(&self) -> u8 {
        u8::try_from(self.millis().rem_euclid(86_400_000) / 3_600_000).unwrap_or(0)
    }

    /// The time as GitHub writes it: `2026-03-02T14:17:00Z`.
    #[must_use]
    pub fn rfc3339(&self) -> String {
        rfc3339(self.seconds())
    }
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC)
        .map_or(0, |z| z.timestamp().as_second().div_euclid(86_400))
}

/// The day that is so many days after 1970-01-01.
pub(crate) fn date_of_day(day: i64) -> Date {
    stamp(day * 86_400).to_zoned(TimeZone::UTC).date()
}

/// Unix seconds as GitHub writes a time.
pub(crate) fn rfc3339(seconds: i64) -> String {
    stamp(seconds).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Unix seconds as the `date` header of HTTP.
pub(crate) fn http_date(seconds: i64) -> String {
    stamp(seconds).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Unix seconds as GitHub's `github-authentication-token-expiration` header.
pub(crate) fn expiration(seconds: i64) -> String {
    stamp(seconds).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn stamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn sets_and_tells_days_and_hours() {
        let clock = Clock::at("2026-03-02T14:17:00Z");
        assert_eq!((clock.today(), clock.hour()), (date(2026, 3, 2), 14));
        clock.set_hour(date(2025, 12, 30), 5);
        assert_eq!(clock.rfc3339(), "2025-12-30T05:00:00Z");
        clock.advance_days(1);
        assert_eq!(clock.today(), date(2025, 12, 31));
        assert_eq!(http_date(clock.seconds()), "Wed, 31 Dec 2025 05:00:00 GMT");
        assert_eq!(date_of_day(day_number(date(2024, 2, 29))), date(2024, 2, 29));
    }
}
