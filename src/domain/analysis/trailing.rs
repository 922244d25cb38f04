//! PURE. The last days against the days before them, and the last whole week. Imports its neighbours in `domain`.

use super::{Change, Days, Total, count_on, largest};
use crate::domain::history::History;
use crate::domain::traffic::{Metric, Totals, Uniques};
use crate::domain::{Date, plus_days};

/// A trailing period of published days against the period of the same length before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trailing {
    /// The period's count.
    pub now: Total,
    /// The count of the period before.
    pub before: Total,
    /// From before to now, where both are whole.
    pub change: Option<Change>,
    /// The days of GitHub's own window behind `uniques`: those of `now`, or a day later where a server with hourly
    /// windows lets them end on the capture's day.
    pub window: Option<Days>,
    /// Uniques of that window as GitHub counted them: of 14-day periods only, since nothing else can be known.
    pub uniques: Option<Uniques>,
    /// The days of the window that they are compared with: 14 days earlier, or the nearest within a day of that, since
    /// GitHub shows a new window every day only while its lag stays the same.
    pub window_before: Option<Days>,
    /// Uniques of that earlier window.
    pub uniques_before: Option<Uniques>,
    /// From that window to this one.
    pub uniques_change: Option<Change>,
    /// The day with the highest count in the period, the first of several; `None` where all are zero or unknown.
    pub highest: Option<(Date, u64)>,
    /// Whether other days of the period have as high a count.
    pub highest_is_shared: bool,
    /// The day with the most uniques in the period: a daily maximum, not the period's uniques.
    pub busiest: Option<(Date, Uniques)>,
    /// Whether other days of the period have as many uniques.
    pub busiest_is_shared: bool,
}

impl Trailing {
    /// GitHub counts the uniques of windows of this many days (traffic API reference).
    pub const WINDOW: u32 = 14;

    /// The `length` days that end on `end`, against the `length` before.
    #[must_use]
    pub fn new(history: &History, metric: Metric, end: Date, length: u32) -> Self {
        let days = Days::ending(end, length);
        let now = Total::new(history, metric, days);
        let count = |day| count_on(history, metric, day);
        let highest = largest(days.each().filter_map(|day| Some((day, count(day)?))), 0);
        let busiest = busiest(history, metric, days);
        let before = Total::new(history, metric, days.before());
        let window = (length == Self::WINDOW)
            .then(|| nearest_window(history, metric, end, &[0, 1]))
            .flatten();
        // Of two neighbours the earlier one is preferred: the later one shares a day with this window.
        let before_window =
            window.and_then(|(days, _)| nearest_window(history, metric, days.before().last, &[0, -1, 1]));
        let uniques_change = match (before_window, window) {
            (Some((_, before)), Some((_, now))) => Change::new(before.get(), now.get()),
            _ => None,
        };
        Self {
            now,
            before,
            change: now.change_from(&before),
            window: window.map(|(days, _)| days),
            uniques: window.map(|(_, uniques)| uniques),
            window_before: before_window.map(|(days, _)| days),
            uniques_before: before_window.map(|(_, uniques)| uniques),
            uniques_change,
            highest,
            highest_is_shared: is_shared(highest, days, count),
            busiest,
            busiest_is_shared: is_shared(busiest, days, |day| uniques_on(history, metric, day)),
        }
    }
}

/// Whether a later one of these days has the number of the first largest, too.
fn is_shared<N: Eq>(largest: Option<(Date, N)>, days: Days, number: impl Fn(Date) -> Option<N>) -> bool {
    largest.is_some_and(|(first, most)| {
        let mut later = days.each().filter(|day| *day > first);
        later.any(|day| number(day).is_some_and(|number| number == most))
    })
}

/// GitHub's own uniques of the 14-day window that ends on `wanted`, or so many days from it; of several the first in the
/// order of `offsets`.
pub(super) fn nearest_window(
    history: &History,
    metric: Metric,
    wanted: Date,
    offsets: &[i64],
) -> Option<(Days, Uniques)> {
    offsets.iter().find_map(|offset| {
        let end = plus_days(wanted, *offset);
        let totals = history.window(metric, end)?;
        Some((Days::ending(end, Trailing::WINDOW), totals.uniques))
    })
}

/// The day with the most known uniques in `days`; of equals the first. `None` when no day's uniques are known or all
/// are zero.
pub(super) fn busiest(history: &History, metric: Metric, days: Days) -> Option<(Date, Uniques)> {
    let uniques = days
        .each()
        .filter_map(|date| Some((date, uniques_on(history, metric, date)?)));
    largest(uniques, Uniques::ZERO)
}

fn uniques_on(history: &History, metric: Metric, day: Date) -> Option<Uniques> {
    history.day(day)?.reading(metric)?.known_uniques()
}

/// A whole Monday-to-Sunday week with GitHub's own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeWeek {
    /// The week.
    pub days: Days,
    /// GitHub's count and uniques of the week.
    pub totals: Totals,
    /// GitHub's numbers of the week before.
    pub before: Option<Totals>,
}

impl WholeWeek {
    /// The newest one that is known.
    #[must_use]
    pub fn newest(history: &History, metric: Metric) -> Option<Self> {
        let tally_of = |monday: Date| history.weeks.get(&monday).and_then(|week| week.totals(metric));
        let mut weeks = history.weeks.keys().rev();
        let (monday, totals) = weeks.find_map(|monday| Some((*monday, tally_of(*monday)?)))?;
        Some(Self {
            days: Days::new(monday, plus_days(monday, 6)),
            totals,
            before: tally_of(plus_days(monday, -7)),
        })
    }
}
