//! PURE. The last days against the days before them, and the last whole week. Imports its neighbours in `domain`.

use super::{Change, Days, Total};
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
    /// Uniques of the window 14 days earlier.
    pub uniques_before: Option<Uniques>,
    /// From that window to this one.
    pub uniques_change: Option<Change>,
    /// The day with the most uniques in the period: a daily maximum, not the period's uniques.
    pub busiest: Option<(Date, Uniques)>,
}

impl Trailing {
    /// GitHub counts the uniques of windows of this many days (traffic API reference).
    pub const WINDOW: u32 = 14;

    /// The `length` days that end on `end`, against the `length` before.
    #[must_use]
    pub fn new(history: &History, metric: Metric, end: Date, length: u32) -> Self {
        let days = Days::ending(end, length);
        let now = Total::new(history, metric, days);
        let before = Total::new(history, metric, days.before());
        let uniques_to = |end: Date| history.window(metric, end).map(|totals| totals.uniques);
        let window = [end, plus_days(end, 1)]
            .into_iter()
            .filter(|_| length == Self::WINDOW)
            .find(|end| uniques_to(*end).is_some())
            .map(|end| Days::ending(end, Self::WINDOW));
        let uniques = window.and_then(|days| uniques_to(days.last));
        let uniques_before = window.and_then(|days| uniques_to(days.before().last));
        let uniques_change = match (uniques_before, uniques) {
            (Some(before), Some(now)) => Change::new(before.get(), now.get()),
            _ => None,
        };
        Self {
            now,
            before,
            change: now.change_from(&before),
            window,
            uniques,
            uniques_before,
            uniques_change,
            busiest: busiest(history, metric, days),
        }
    }
}

/// The day with the most known uniques in `days`; of equals the first. `None` when no day's uniques are known or all
/// are zero.
pub(super) fn busiest(history: &History, metric: Metric, days: Days) -> Option<(Date, Uniques)> {
    let uniques = |date: Date| history.day(date)?.reading(metric)?.known_uniques();
    days.each()
        .filter_map(|date| uniques(date).map(|uniques| (date, uniques)))
        .filter(|(_, uniques)| uniques.get() > 0)
        .max_by_key(|(date, uniques)| (*uniques, std::cmp::Reverse(*date)))
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
