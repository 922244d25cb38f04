//! PURE. How regularly runs have recorded something, from their captures alone: a run that never started cannot say so.

use std::collections::BTreeSet;

use crate::domain::{Date, SURELY_SHOWN, Timestamp, days_between, utc_day};

/// A pause between runs that is longer than this is worth a warning, in days: three more, and days are lost.
pub const LONG_PAUSE: i64 = SURELY_SHOWN - 3;

/// The runs that recorded something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// How many snapshots there are.
    pub snapshots: u64,
    /// The UTC day of the first; `None` while there is none.
    pub first: Option<Date>,
    /// The days between two runs as a rule: the median of the pauses, at least 1.
    pub usual_pause: i64,
    /// The longest pause, the last of several; `None` while there was one run alone.
    pub longest: Option<Pause>,
    /// The pause before the last run.
    pub last: Option<Pause>,
}

/// The time between two runs that followed each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The UTC day of the one before.
    pub from: Date,
    /// The UTC day of the one after.
    pub to: Date,
}

impl Pause {
    /// How many days it lasted; 1 between daily runs.
    #[must_use]
    pub fn days(self) -> i64 {
        days_between(self.from, self.to)
    }

    /// How many days longer it could have been without a day being lost; negative where it was too long to be sure.
    #[must_use]
    pub fn slack(self) -> i64 {
        SURELY_SHOWN - self.days()
    }

    /// Whether it is worth a warning.
    #[must_use]
    pub fn is_long(self) -> bool {
        self.days() > LONG_PAUSE
    }
}

impl Runs {
    /// Looks through the captures.
    #[must_use]
    pub fn new(captures: &BTreeSet<Timestamp>) -> Self {
        let days: Vec<Date> = captures.iter().map(|at| utc_day(*at)).collect();
        let pauses = days.windows(2).map(|pair| Pause {
            from: pair[0],
            to: pair[1],
        });
        let pauses: Vec<Pause> = pauses.filter(|pause| pause.days() > 0).collect();
        let mut lengths: Vec<i64> = pauses.iter().map(|pause| pause.days()).collect();
        lengths.sort_unstable();
        Self {
            snapshots: days.len() as u64,
            first: days.first().copied(),
            usual_pause: lengths.get(lengths.len() / 2).copied().unwrap_or(1),
            longest: pauses.iter().copied().max_by_key(|pause| pause.days()),
            last: pauses.last().copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_counted_in_days_between_runs() {
        let captures = |texts: &[&str]| {
            let times = texts.iter().map(|text| text.parse().expect("a time"));
            Runs::new(&times.collect())
        };
        let none = captures(&[]);
        assert_eq!((none.snapshots, none.usual_pause, none.longest), (0, 1, None));
        let runs = captures(&[
            "2026-03-01T14:00:00Z",
            "2026-03-01T20:00:00Z",
            "2026-03-02T14:00:00Z",
            "2026-03-03T14:00:00Z",
            "2026-03-12T09:00:00Z",
            "2026-03-13T14:00:00Z",
        ]);
        assert_eq!((runs.snapshots, runs.usual_pause), (6, 1));
        let longest = runs.longest.expect("a pause");
        assert_eq!((longest.days(), longest.slack(), longest.is_long()), (9, 2, true));
        assert_eq!(runs.last.map(Pause::days), Some(1));
    }
}
