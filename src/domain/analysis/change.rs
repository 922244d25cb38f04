//! PURE. A change between two numbers that are both known. Imports `std` only.

/// Below so many, a number is small: a few more or less are chance, and percent of them say nothing.
const SMALL: u64 = 20;
/// A change between a small number and one from this on is worth its percent all the same.
const LARGE: u64 = 100;

/// From one number to another. It exists only where both are known whole and there is something to compare with, so
/// nothing downstream divides by zero or compares with a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The number of the period before; never zero. Of daily means, their common multiple.
    pub before: u64,
    /// The number of the period itself, in the same unit.
    pub now: u64,
    /// How many of that unit make one: 1, and of daily means the product of the numbers of their days.
    unit: u64,
    /// Whether the counts behind it are small.
    is_small: bool,
}

/// A change of small numbers, as their difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// So many more or fewer.
    Count(i64),
    /// So many tenths more or fewer a day.
    TenthsADay(i64),
}

impl Change {
    /// A change, unless the base is zero.
    #[must_use]
    pub fn new(before: u64, now: u64) -> Option<Self> {
        (before > 0).then_some(Self {
            before,
            now,
            unit: 1,
            is_small: is_small(before, now),
        })
    }

    /// A change of the mean of so many days, unless the base is zero: each a count and its number of days.
    #[must_use]
    pub fn of_means(before: (u64, u32), now: (u64, u32)) -> Option<Self> {
        // Brought to one denominator: no fractions, no rounding.
        let of = |(count, _): (u64, u32), (_, days): (u64, u32)| count.saturating_mul(u64::from(days));
        let (base, new) = (of(before, now), of(now, before));
        (base > 0).then_some(Self {
            before: base,
            now: new,
            unit: u64::from(before.1) * u64::from(now.1),
            is_small: is_small(before.0, now.0),
        })
    }

    /// The difference, where the numbers are so small that percent of them say nothing.
    #[must_use]
    pub fn difference(self) -> Option<Difference> {
        let difference = i128::from(self.now) - i128::from(self.before);
        let whole = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
        self.is_small.then(|| match self.unit {
            1 => Difference::Count(whole(difference)),
            unit => {
                let unit = i128::from(unit);
                let tenths = (difference.abs() * 20 + unit) / (2 * unit);
                Difference::TenthsADay(whole(tenths * difference.signum()))
            }
        })
    }

    /// Growth in whole percent, halves away from zero: 100 → 118 is 18, 100 → 82 is −18. In integers, so that every
    /// machine prints the same.
    #[must_use]
    pub fn percent(self) -> i64 {
        let (before, now) = (i128::from(self.before), i128::from(self.now));
        let twice = 200 * (now - before);
        let rounded = (twice.abs() + before) / (2 * before);
        i64::try_from(rounded * twice.signum()).unwrap_or(i64::MAX)
    }
}

fn is_small(before: u64, now: u64) -> bool {
    before.min(now) < SMALL && before.max(now) < LARGE
}

#[cfg(test)]
mod tests {
    use super::{Change, Difference};

    #[test]
    fn small_numbers_have_a_difference() {
        let difference = |before, now| Change::new(before, now).and_then(Change::difference);
        assert_eq!(difference(11, 1), Some(Difference::Count(-10)));
        assert_eq!(difference(1, 99), Some(Difference::Count(98)));
        assert_eq!(difference(1, 100), None, "a hundred times as many");
        assert_eq!(difference(20, 21), None);
        // 12 in 30 days after 6 in 31 days: 0.4 a day after 0.19.
        let means = |before, now| Change::of_means(before, now).and_then(Change::difference);
        assert_eq!(means((6, 31), (12, 30)), Some(Difference::TenthsADay(2)));
        assert_eq!(means((6, 30), (6, 30)), Some(Difference::TenthsADay(0)));
        assert_eq!(means((600, 30), (1_200, 30)), None);
    }

    fn percent(before: u64, now: u64) -> Option<i64> {
        Change::new(before, now).map(Change::percent)
    }

    #[test]
    fn percent_rounds_halves_away_from_zero() {
        assert_eq!(percent(100, 118), Some(18));
        assert_eq!(percent(100, 82), Some(-18));
        assert_eq!(percent(200, 201), Some(1));
        assert_eq!(percent(200, 199), Some(-1));
        assert_eq!(percent(1000, 1004), Some(0));
        assert_eq!(percent(3, 9), Some(200));
        assert_eq!(percent(7, 0), Some(-100));
        assert_eq!(percent(0, 7), None);
    }

    #[test]
    fn small_means_differ_by_tenths() {
        let of_means = |before, now| Change::of_means(before, now).expect("a base");
        let difference = |before, now| of_means(before, now).difference();
        assert_eq!(
            difference((3, 30), (9, 31)),
            Some(Difference::TenthsADay(2)),
            "0.1 and 0.29"
        );
        assert_eq!(difference((9, 30), (3, 30)), Some(Difference::TenthsADay(-2)));
        assert_eq!(Change::of_means((0, 30), (9, 30)), None);
    }
}
