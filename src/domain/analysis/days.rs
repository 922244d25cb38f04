//! PURE. A closed range of UTC days. Imports the date functions of `domain` only.

use std::iter::successors;

use crate::domain::{Date, days_between, plus_days};

/// A closed range of UTC days: both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// The first day.
    pub first: Date,
    /// The last day, not before the first.
    pub last: Date,
}

impl Days {
    /// The days from `first` to `last`; in the other order the range is `last` alone.
    #[must_use]
    pub fn new(first: Date, last: Date) -> Self {
        Self {
            first: first.min(last),
            last,
        }
    }

    /// The `length` days that end on `last`.
    #[must_use]
    pub fn ending(last: Date, length: u32) -> Self {
        Self::new(plus_days(last, 1 - i64::from(length.max(1))), last)
    }

    /// The range of the same length that ends on the day before this one.
    #[must_use]
    pub fn before(self) -> Self {
        Self::ending(plus_days(self.first, -1), self.length())
    }

    /// How many days it holds; at least one.
    #[must_use]
    pub fn length(self) -> u32 {
        u32::try_from(days_between(self.first, self.last) + 1).unwrap_or(u32::MAX)
    }

    /// Whether `date` belongs to it.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// Whether any day belongs to both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Each of its days, oldest first.
    pub fn each(self) -> impl Iterator<Item = Date> {
        // The day after a day is found faster than the hundredth.
        successors(Some(self.first), move |day| {
            (*day < self.last).then(|| plus_days(*day, 1))
        })
    }
}

/// Joins sorted days into closed ranges of adjacent days.
#[must_use]
pub fn ranges(days: impl IntoIterator<Item = Date>) -> Vec<Days> {
    let mut ranges: Vec<Days> = Vec::new();
    for day in days {
        match ranges.last_mut() {
            Some(range) if plus_days(range.last, 1) == day => range.last = day,
            _ => ranges.push(Days::new(day, day)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_overlap_where_one_belongs_to_both() {
        let day = |number| Date::constant(2026, 11, number);
        let days = Days::new(day(10), day(12));
        for (first, last, wanted) in [
            (8, 9, false),
            (8, 10, true),
            (11, 11, true),
            (12, 14, true),
            (13, 14, false),
        ] {
            let other = Days::new(day(first), day(last));
            assert_eq!(
                (days.overlaps(other), other.overlaps(days)),
                (wanted, wanted),
                "{first} to {last}"
            );
        }
    }
}
