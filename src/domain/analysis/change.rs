//! PURE. A change between two numbers that are both known. Imports `std` only.

/// From one number to another. It exists only where both are known whole and there is something to compare with, so
/// nothing downstream divides by zero or compares with a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The number of the period before; never zero. Of daily means, their common multiple.
    pub before: u64,
    /// The number of the period itself, in the same unit.
    pub now: u64,
}

impl Change {
    /// A change, unless the base is zero.
    #[must_use]
    pub fn new(before: u64, now: u64) -> Option<Self> {
        (before > 0).then_some(Self { before, now })
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

    /// Growth as a ratio: 0.18 is 18% more.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn ratio(self) -> f64 {
        self.now as f64 / self.before as f64 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::Change;

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
}
