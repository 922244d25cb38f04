//! PURE. The stars by day: sums of the last days, the best day, and how they compare with the stars that the repository shows.
//! Imports its neighbours in `domain`.

use super::days::Days;
use crate::domain::history::History;
use crate::domain::stars::{StarDay, Stars};
use crate::domain::{Date, days_between, plus_days, utc_day};

/// What the stars by day say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarTrend {
    /// From the first known day to the last complete one.
    pub days: Days,
    /// Stars given in the last 7 days up to the last complete one; `None` if any of them is unknown.
    pub last_7: Option<u64>,
    /// In the last 28 days.
    pub last_28: Option<u64>,
    /// In the last 365 days.
    pub last_365: Option<u64>,
    /// On all days that are known, today's so far included.
    pub all: u64,
    /// Whether no day since the creation of the repository is unknown.
    pub is_whole: bool,
    /// The day with the most stars, the last of several; `None` while none was given.
    pub best: Option<(Date, u64)>,
    /// The comparison with the number that the repository showed in the same run; `None` while it is not known or days are.
    pub shown: Option<ShownStars>,
}

/// The stars that the repository showed when the stars by day were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownStars {
    /// The UTC day of the reading.
    pub on: Date,
    /// How many it showed.
    pub count: u64,
    /// How many had been given by then, by the days.
    pub given: u64,
}

impl StarTrend {
    /// `None` while no complete day is known.
    #[must_use]
    pub fn new(history: &History) -> Option<Self> {
        let stars = &history.stars;
        let (first, _) = stars.days.first_key_value()?;
        let (last, _) = stars.days.iter().rev().find(|(_, day)| day.is_complete)?;
        let days = Days::new(*first, *last);
        let all = stars
            .days
            .values()
            .fold(0, |sum: u64, day| sum.saturating_add(day.count));
        let most = stars.days.iter().max_by_key(|(date, day)| (day.count, **date));
        let (newest, _) = stars.days.last_key_value()?;
        let has_gap = days_between(*first, *newest) + 1 != i64::try_from(stars.days.len()).unwrap_or(i64::MAX);
        let is_whole = stars.is_past_read && !has_gap;
        let shown = stars.read.and_then(|(at, count)| {
            Some(ShownStars {
                on: utc_day(at),
                count: count?,
                given: all,
            })
        });
        Some(Self {
            last_7: sum(stars, days, 7),
            last_28: sum(stars, days, 28),
            last_365: sum(stars, days, 365),
            all,
            is_whole,
            best: most
                .map(|(date, day)| (*date, day.count))
                .filter(|(_, count)| *count > 0),
            shown: shown.filter(|_| is_whole),
            days,
        })
    }
}

/// The stars of the last days of `days`; of a repository that is younger, those of all its days.
fn sum(stars: &Stars, days: Days, length: i64) -> Option<u64> {
    let mut first = plus_days(days.last, 1 - length);
    if stars.is_past_read {
        first = first.max(days.first);
    }
    let count = |date: Date| stars.days.get(&date).map(|StarDay { count, .. }| *count);
    let counts = Days::new(first, days.last).each().map(count);
    counts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::repository::Repository;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn history(counts: &[u64], shown: u64) -> History {
        let mut history = History::new(Repository {
            id: Some(7),
            name: "octo/spike".parse().expect("a name"),
            created: None,
        });
        let today = plus_days(day("2026-11-01"), counts.len() as i64 - 1);
        let days = (0..).zip(counts).map(|(offset, count)| {
            let date = plus_days(day("2026-11-01"), offset);
            let is_complete = date != today;
            (
                date,
                StarDay {
                    count: *count,
                    is_complete,
                },
            )
        });
        history.stars = Stars {
            days: days.collect(),
            read: Some((format!("{today}T14:00:00Z").parse().expect("a time"), Some(shown))),
            is_past_read: true,
        };
        history
    }

    #[test]
    fn sums_end_on_the_last_complete_day_and_a_gap_makes_them_unknown() {
        let mut history = history(&[1, 0, 9, 2, 0, 0, 0, 3, 4], 17);
        let trend = StarTrend::new(&history).expect("days");
        assert_eq!(trend.days, Days::new(day("2026-11-01"), day("2026-11-08")));
        assert_eq!((trend.last_7, trend.last_28, trend.all), (Some(14), Some(15), 19));
        assert_eq!(trend.best, Some((day("2026-11-03"), 9)));
        let shown = trend.shown.expect("the days are whole");
        assert_eq!((shown.count, shown.given), (17, 19), "two were taken back");
        history.stars.days.remove(&day("2026-11-05"));
        let trend = StarTrend::new(&history).expect("days");
        assert_eq!((trend.last_7, trend.last_28, trend.shown), (None, None, None));
        assert!(!trend.is_whole);
    }
}
