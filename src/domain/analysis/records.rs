//! PURE. The largest day, week and 14-day window. Imports its neighbours in `domain`.

use super::{Days, Trailing, largest};
use crate::domain::history::History;
use crate::domain::traffic::{Metric, Uniques};
use crate::domain::{Date, days_between, monday_of, plus_days};

/// The largest numbers of one metric; of equals the first. Zeros are no records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Records {
    /// The day with the most views or clones.
    pub day: Option<(Date, u64)>,
    /// The day with the most uniques.
    pub day_uniques: Option<(Date, Uniques)>,
    /// The Monday-to-Sunday week with the most views or clones, of those with seven known days.
    pub week: Option<(Days, u64)>,
    /// The Monday-to-Sunday week with the most uniques, as GitHub counted them.
    pub week_uniques: Option<(Days, Uniques)>,
    /// The 14 days with the most views or clones: as GitHub counted them, or the sum of days that are all known.
    pub window: Option<(Days, u64)>,
    /// The 14-day window with the most uniques, as GitHub counted them.
    pub window_uniques: Option<(Days, Uniques)>,
}

impl Records {
    /// Finds the records of one metric.
    #[must_use]
    pub fn new(history: &History, metric: Metric) -> Self {
        let readings = || {
            history
                .recorded_days()
                .filter_map(|(date, day)| Some((date, day.reading(metric)?)))
        };
        let weeks = || {
            let totals = |monday: &Date| history.weeks.get(monday)?.totals(metric);
            history
                .weeks
                .keys()
                .filter_map(move |monday| Some((week(*monday), totals(monday)?)))
        };
        let windows = || {
            history
                .windows
                .iter()
                .filter_map(|(end, period)| Some((Days::ending(*end, Trailing::WINDOW), period.totals(metric)?)))
        };
        let known = whole_days(history, metric);
        let sums = |length| sums(&known, length);
        // Where GitHub's count and the sum of the same days differ, the larger one counts.
        let counts = windows().map(|(days, totals)| (days, totals.count));
        Self {
            day: largest(readings().filter_map(|(date, r)| Some((date, r.known_count()?))), 0),
            day_uniques: largest(
                readings().filter_map(|(date, r)| Some((date, r.known_uniques()?))),
                Uniques::new(0),
            ),
            week: largest(sums(7).filter(|(days, _)| days.first == monday_of(days.first)), 0),
            week_uniques: largest(weeks().map(|(days, totals)| (days, totals.uniques)), Uniques::new(0)),
            window: largest(sums(Trailing::WINDOW).chain(counts), 0),
            window_uniques: largest(windows().map(|(days, totals)| (days, totals.uniques)), Uniques::new(0)),
        }
    }
}

fn week(monday: Date) -> Days {
    Days::new(monday, plus_days(monday, 6))
}

/// The days that were seen whole, with their counts, oldest first.
fn whole_days(history: &History, metric: Metric) -> Vec<(Date, u64)> {
    let whole = history.recorded_days().filter_map(|(date, day)| {
        let reading = day.reading(metric).filter(|reading| reading.is_complete())?;
        Some((date, reading.known_count()?))
    });
    whole.collect()
}

/// The sums of so many whole days in a row, oldest first.
fn sums(days: &[(Date, u64)], length: u32) -> impl Iterator<Item = (Days, u64)> {
    days.windows(length as usize).filter_map(move |run| {
        let ((first, _), (last, _)) = (*run.first()?, *run.last()?);
        let sum = run.iter().fold(0, |sum: u64, (_, count)| sum.saturating_add(*count));
        (days_between(first, last) + 1 == i64::from(length)).then(|| (Days::new(first, last), sum))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_whole_days_in_a_row_are_added_up() {
        let first = Date::constant(2026, 9, 2);
        let day = |offset| plus_days(first, offset);
        let mut days: Vec<(Date, u64)> = (0..20).map(|offset| (day(offset), 1)).collect();
        days.remove(17);
        let sums: Vec<(Days, u64)> = sums(&days, 14).collect();
        let runs = [0, 1, 2, 3].map(|start| (Days::new(day(start), day(start + 13)), 14));
        assert_eq!(sums, runs, "an unknown day ends a run");
        assert_eq!(super::sums(&days, 7).count(), 11);
        assert_eq!(super::sums(&days[..3], 7).count(), 0);
    }
}
