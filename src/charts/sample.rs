//! PURE. Small histories for the unit tests of the charts.

use jiff::civil::date;

use crate::domain::history::History;
use crate::domain::repository::Repository;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{ListWindow, TopList, TopListRow};
use crate::domain::traffic::{Certainty, Day, DayCount, Metric, Period, Source, Totals, Uniques};
use crate::domain::{Date, Timestamp, plus_days};

/// The last day of every history: a Sunday.
pub(super) const LAST: Date = date(2026, 11, 22);

/// A history that ends on [`LAST`] and has one day for each element: its views, `None` where they are unknown. Unique
/// visitors are half of the views; clones a tenth, unknown on the same days.
pub(super) fn history(views: &[Option<u64>]) -> History {
    let mut history = History::new(Repository {
        id: Some(1),
        name: "octo/spike".parse().expect("a valid name"),
        created: None,
    });
    history.captured = Some(noon(plus_days(LAST, 1)));
    for (back, views) in views.iter().rev().enumerate() {
        let Some(views) = *views else { continue };
        let day = Day {
            views: Some(complete(views)),
            clones: Some(complete(views / 10)),
            ci_clones: None,
            ci_certainty: None,
        };
        history.days.insert(days_before(back), day);
    }
    history
}

/// The day that lies this many days before [`LAST`].
pub(super) fn days_before(days: usize) -> Date {
    plus_days(LAST, -i64::try_from(days).expect("a small number"))
}

/// Makes the day a partial observation.
pub(super) fn make_partial(history: &mut History, day: Date) {
    let day = history.days.get_mut(&day).expect("a known day");
    for metric in Metric::ALL {
        if let Some(reading) = day.metric_mut(metric) {
            reading.certainty = Certainty::Partial(None);
        }
    }
}

/// GitHub's total of views for a week or window with this many unique visitors.
pub(super) fn period(uniques: u64) -> Period {
    Period {
        views: Some(Totals {
            count: uniques * 2,
            uniques: Uniques::new(uniques),
        }),
        clones: None,
    }
}

/// A list of these names and views, captured on `day`.
pub(super) fn top_list(day: Date, rows: &[(&str, u64)]) -> TopList {
    let row = |(name, views): &(&str, u64)| TopListRow {
        name: Untrusted::new(name),
        count: *views,
        uniques: Uniques::new(views / 2),
        title: None,
    };
    TopList {
        is_own: true,
        window: ListWindow::Whole(plus_days(day, -1)),
        ..TopList::imported(noon(day), rows.iter().map(row).collect())
    }
}

/// Noon of a day, UTC.
pub(super) fn noon(day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    noon.expect("a day within range").timestamp()
}

fn complete(count: u64) -> DayCount {
    DayCount {
        count: Some(count),
        uniques: Some(Uniques::new(count / 2)),
        certainty: Certainty::Complete,
        source: Source::Observed,
    }
}
