//! PURE. The days of one metric in one file, and how they were recorded.

use std::collections::{BTreeMap, BTreeSet};

use super::rejected::Position;
use super::value::Captured;
use crate::domain::Date;
use crate::domain::evidence::proof::Numbers;
use crate::domain::traffic::{Totals, Uniques};

/// How a series was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provenance {
    /// Over many runs. The newest day may have been read before its end; while GitHub cut its windows by the hour, the
    /// oldest day may be incomplete, too.
    Accumulated,
    /// A single API response, as received.
    Response {
        /// The totals of the window, if the response has them.
        total: Option<Totals>,
        /// When it was received, if that is known.
        captured: Option<Captured>,
    },
}

/// The days of one metric in one file.
#[derive(Debug, Default)]
pub(super) struct SeriesRows {
    days: BTreeMap<Date, SeriesRow>,
    /// The first and last day with a row, even if its numbers are unknown.
    span: Option<(Date, Date)>,
    /// Whether a row was rejected: then nothing follows from a day being absent.
    pub(super) dropped: bool,
}

#[derive(Debug, Clone, Copy)]
struct SeriesRow {
    count: Option<u64>,
    uniques: Option<u64>,
    position: Position,
    /// Whether the day stands in the file with other numbers, too.
    is_disputed: bool,
}

impl SeriesRow {
    fn unknown(position: Position) -> Self {
        Self {
            count: None,
            uniques: None,
            position,
            is_disputed: false,
        }
    }
}

impl SeriesRows {
    /// Adds the count and uniques of a day, unless both are unknown.
    ///
    /// # Errors
    /// When the day stands there before with other numbers: where, and what to say. The day is unknown then.
    pub(super) fn add(
        &mut self,
        position: Position,
        date: Date,
        count: Option<u64>,
        uniques: Option<u64>,
    ) -> Result<(), (Position, String)> {
        if count.is_none() && uniques.is_none() {
            return Ok(());
        }
        self.seen(date);
        let kept = self.days.entry(date).or_insert(SeriesRow::unknown(position));
        let differ = |one: Option<u64>, two: Option<u64>| one.zip(two).filter(|(one, two)| one != two);
        match differ(kept.count, count).or(differ(kept.uniques, uniques)) {
            Some((one, two)) => {
                kept.is_disputed = true;
                let reason =
                    format!("{date} stands there twice, with {one} and with {two}, so its numbers are unknown");
                Err((kept.position, reason))
            }
            None => {
                (kept.count, kept.uniques) = (kept.count.or(count), kept.uniques.or(uniques));
                Ok(())
            }
        }
    }

    /// Adds a day whose numbers were rejected: it is unknown, not zero.
    pub(super) fn add_unknown(&mut self, date: Date) {
        self.seen(date);
        self.days.entry(date).or_insert(SeriesRow::unknown(Position::File));
    }

    /// Notes that a row was rejected whose day is not known.
    pub(super) fn reject(&mut self) {
        self.dropped = true;
    }

    /// Extends the span to a day whose numbers are not used.
    pub(super) fn seen(&mut self, date: Date) {
        let (first, last) = self.span.unwrap_or((date, date));
        self.span = Some((first.min(date), last.max(date)));
    }

    /// The first and last day with a row.
    pub(super) fn span(&self) -> Option<(Date, Date)> {
        self.span
    }

    /// Whether the numbers never fall over so many days that they must be running totals.
    pub(super) fn looks_cumulative(&self) -> bool {
        const DAYS: usize = 20;
        const LEVELS: usize = 10;
        let counts: Vec<u64> = self.days.values().filter_map(|row| row.count).collect();
        let never_falls = counts.windows(2).all(|pair| pair[0] <= pair[1]);
        counts.len() >= DAYS && never_falls && counts.iter().collect::<BTreeSet<_>>().len() >= LEVELS
    }

    /// Whether all rows are whole weeks apart, so that they must be weeks.
    pub(super) fn looks_weekly(&self) -> bool {
        const WEEKS: usize = 4;
        let days: Vec<Date> = self.days.keys().copied().collect();
        let apart = |pair: &[Date]| crate::domain::days_between(pair[0], pair[1]) % 7 == 0;
        days.len() >= WEEKS && days.windows(2).all(apart)
    }

    /// The numbers by day; those of a disputed day are unknown.
    pub(super) fn into_numbers(self) -> impl Iterator<Item = (Date, Numbers)> {
        self.days.into_iter().map(|(date, row)| {
            let known = |value: Option<u64>| value.filter(|_| !row.is_disputed);
            let numbers = Numbers {
                count: known(row.count),
                uniques: known(row.uniques).map(Uniques::new),
            };
            (date, numbers)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rows: &[(&str, u64)]) -> SeriesRows {
        let mut series = SeriesRows::default();
        for (row, line) in rows.iter().zip(2..) {
            let date = row.0.parse().expect("a date");
            let _ = series.add(Position::Line(line), date, Some(row.1), None);
        }
        series
    }

    #[test]
    fn a_day_with_two_numbers_is_unknown_and_one_twice_is_known() {
        let mut series = series(&[("2026-03-01", 5), ("2026-03-02", 7), ("2026-03-01", 5)]);
        let date = "2026-03-02".parse().expect("a date");
        let error = series
            .add(Position::Line(9), date, Some(8), None)
            .expect_err("another number");
        assert_eq!(error.0, Position::Line(3));
        assert!(error.1.contains("with 7 and with 8"), "{}", error.1);
        // A second copy of the first number settles nothing, and a field more contradicts nothing.
        let _ = series.add(Position::Line(10), date, Some(7), Some(3));
        let counts: Vec<_> = series
            .into_numbers()
            .map(|(_, numbers)| (numbers.count, numbers.uniques))
            .collect();
        assert_eq!(counts, [(Some(5), None), (None, None)]);
    }

    #[test]
    fn running_totals_and_weeks_are_noticed() {
        let day = |offset: i64| crate::domain::plus_days(jiff::civil::date(2026, 3, 1), offset).to_string();
        let of = |step: i64, count: fn(i64) -> u64, rows: i64| {
            let rows: Vec<(String, u64)> = (0..rows).map(|row| (day(step * row), count(row))).collect();
            let rows: Vec<(&str, u64)> = rows.iter().map(|(date, count)| (date.as_str(), *count)).collect();
            series(&rows)
        };
        assert!(of(1, |row| row as u64 * 3, 30).looks_cumulative());
        assert!(!of(1, |row| row as u64 * 3, 15).looks_cumulative(), "a good start");
        assert!(!of(1, |row| row as u64 % 9, 30).looks_cumulative());
        assert!(!of(1, |_| 4, 30).looks_cumulative(), "one visitor every day");
        assert!(of(7, |row| row as u64 % 9, 4).looks_weekly());
        assert!(!of(7, |row| row as u64 % 9, 3).looks_weekly());
        assert!(!of(1, |row| row as u64 % 9, 30).looks_weekly());
    }
}
