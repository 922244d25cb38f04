//! PURE. Months and years. Imports its neighbours in `domain`.

use super::trailing::busiest;
use super::{Change, Days, Total};
use crate::domain::history::History;
use crate::domain::traffic::{Metric, Uniques};
use crate::domain::{Date, plus_days};

/// One calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// The whole calendar month, also where the history covers only a part of it.
    pub days: Days,
    /// Its views.
    pub views: Total,
    /// Its clones.
    pub clones: Total,
    /// The day with the most unique visitors: a daily maximum, not the month's uniques, which cannot be known.
    pub most_visitors: Option<(Date, Uniques)>,
    /// The day with the most unique cloners: likewise a daily maximum.
    pub most_cloners: Option<(Date, Uniques)>,
    /// Views a day against the month before, where nine tenths of the days of both were seen whole.
    pub views_change: Option<Change>,
    /// Views a day against the same month of the year before, likewise.
    pub views_year_change: Option<Change>,
}

/// The months from the first known day to the last, oldest first.
pub(super) fn months(history: &History) -> Vec<Month> {
    let Some((first, last)) = history.span() else {
        return Vec::new();
    };
    let mut months: Vec<Month> = Vec::new();
    let mut start = first.first_of_month();
    while start <= last {
        let days = Days::new(start, start.last_of_month());
        let views = Total::new(history, Metric::Views, days);
        let clones = Total::new(history, Metric::Clones, days);
        let earlier = |back: usize| months.len().checked_sub(back).and_then(|index| months.get(index));
        let month = Month {
            days,
            views,
            clones,
            most_visitors: busiest(history, Metric::Views, days),
            most_cloners: busiest(history, Metric::Clones, days),
            views_change: earlier(1).and_then(|before| views.mean_change_from(&before.views)),
            views_year_change: earlier(12).and_then(|before| views.mean_change_from(&before.views)),
        };
        months.push(month);
        start = plus_days(days.last, 1);
    }
    months
}

/// A year against the year before, by their daily means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearOnYear {
    /// The last 365 published days.
    pub now: Total,
    /// The 365 days before.
    pub before: Total,
    /// Change of the daily mean.
    pub change: Change,
}

impl YearOnYear {
    /// The 365 days that end on `end` against the 365 before; `None` unless nine tenths of both were seen whole.
    #[must_use]
    pub fn new(history: &History, metric: Metric, end: Date) -> Option<Self> {
        let days = Days::ending(end, 365);
        let now = Total::new(history, metric, days);
        let before = Total::new(history, metric, days.before());
        let change = now.mean_change_from(&before)?;
        Some(Self { now, before, change })
    }
}
