//! PURE. Stars by day: what GitHub's history of a repository's stars says, as claims and as what is known.
//!
//! GitHub answers in weeks that begin on Sunday (fact 9). Whether it takes a star that was given and taken back later off its day
//! is not known, so of several answers the larger number of a day stays, and the number of stars that the repository itself
//! showed in the same run is kept beside them.

use std::collections::BTreeMap;

use super::traffic::join_options;
use super::{Date, Timestamp, monday_of, plus_days};

/// Days of a week.
const WEEK: usize = 7;

/// The Sunday on which GitHub's week of stars with this day begins.
#[must_use]
pub fn sunday_of(date: Date) -> Date {
    plus_days(monday_of(plus_days(date, 1)), -1)
}

/// What is claimed of the stars of one week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StarWeek {
    /// Stars given on each UTC day from Sunday on; `None` for a day that had not begun, or whose number could not be read.
    pub days: [Option<u64>; WEEK],
    /// How many of the days were over at the last answer; the number of a later one is a lower bound.
    pub over: u8,
}

impl StarWeek {
    /// The larger number of each day.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let mut days = self.days;
        for (day, other) in days.iter_mut().zip(other.days) {
            *day = join_options(*day, other, u64::max);
        }
        Self {
            days,
            over: self.over.max(other.over),
        }
    }
}

/// When GitHub was asked last for the stars by day, and how many stars the repository showed in the same run.
pub type StarsRead = (Timestamp, Option<u64>);

/// What is claimed of the stars of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StarClaims {
    /// By the Sunday on which the week begins.
    pub weeks: BTreeMap<Date, StarWeek>,
    /// The last answer, also if it was that there is no such history.
    pub read: Option<StarsRead>,
    /// Whether an answer went back to the beginning of the repository.
    pub is_past_read: bool,
}

impl StarClaims {
    /// Whether nothing is claimed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Joins `other` into these claims.
    pub fn merge(&mut self, other: Self) {
        for (sunday, week) in other.weeks {
            let kept = self.weeks.entry(sunday).or_default();
            *kept = kept.join(week);
        }
        self.read = self.read.max(other.read);
        self.is_past_read |= other.is_past_read;
    }

    /// What is known, from the day on which the repository was created.
    #[must_use]
    pub fn judge(&self, created: Option<Date>) -> Stars {
        let mut days = BTreeMap::new();
        for (sunday, week) in &self.weeks {
            for (offset, (day, place)) in (0..).zip(week.days.iter().zip(0_u8..)) {
                let date = plus_days(*sunday, offset);
                let is_before = created.is_some_and(|created| date < created);
                if let Some(count) = day.filter(|_| !is_before) {
                    let is_complete = place < week.over;
                    days.insert(date, StarDay { count, is_complete });
                }
            }
        }
        Stars {
            days,
            read: self.read,
            is_past_read: self.is_past_read,
        }
    }
}

/// The stars that were given on one UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StarDay {
    /// How many.
    pub count: u64,
    /// Whether the day was over when GitHub counted them; otherwise it is a lower bound.
    pub is_complete: bool,
}

/// What is known of the stars by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stars {
    /// By UTC day; a day that is absent is unknown.
    pub days: BTreeMap<Date, StarDay>,
    /// When GitHub was asked last, and how many stars the repository showed then.
    pub read: Option<StarsRead>,
    /// Whether the days go back to the beginning of the repository.
    pub is_past_read: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_week_begins_on_sunday() {
        // 22 November 2026 is a Sunday.
        for date in ["2026-11-22", "2026-11-23", "2026-11-28"] {
            assert_eq!(sunday_of(day(date)), day("2026-11-22"), "{date}");
        }
        assert_eq!(sunday_of(day("2026-11-21")), day("2026-11-15"));
    }

    #[test]
    fn a_smaller_answer_takes_nothing_away_and_days_become_complete() {
        let week = |days: &[u64], over| {
            let mut week = StarWeek {
                over,
                ..StarWeek::default()
            };
            for (place, count) in week.days.iter_mut().zip(days) {
                *place = Some(*count);
            }
            week
        };
        // On Tuesday two stars had been given that day; at the end it was three. One of Sunday was taken back.
        let tuesday = week(&[5, 0, 2], 2);
        let later = week(&[4, 0, 3, 0, 0, 1, 0], 7);
        let joined = week(&[5, 0, 3, 0, 0, 1, 0], 7);
        assert_eq!((tuesday.join(later), later.join(tuesday)), (joined, joined));
        let claims = StarClaims {
            weeks: [(day("2026-11-22"), tuesday)].into(),
            ..StarClaims::default()
        };
        let known = claims.judge(Some(day("2026-11-23"))).days;
        let found: Vec<_> = known
            .iter()
            .map(|(date, day)| (date.to_string(), day.count, day.is_complete))
            .collect();
        assert_eq!(
            found,
            [("2026-11-23".to_owned(), 0, true), ("2026-11-24".to_owned(), 2, false)],
            "no day before the repository, no day that has not begun"
        );
    }

    #[test]
    fn claims_of_nothing_are_empty() {
        let mut claims = StarClaims::default();
        assert!(claims.is_empty());
        claims.is_past_read = true;
        assert!(!claims.is_empty());
    }
}
