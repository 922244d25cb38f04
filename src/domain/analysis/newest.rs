//! PURE. How new the days are that GitHub publishes, from the windows of whole days that it has shown.

use super::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, utc_day};

/// GitHub publishes a day one to three days late (measured on archived answers); from this many days on it stands still.
pub const FROZEN_FROM: i64 = 4;

/// The newest day that GitHub has shown of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newest {
    /// The last UTC day in any window of whole days.
    pub last: Date,
    /// The UTC day of the last answer with such a window.
    pub asked: Date,
    /// Whether the last capture holds that answer: otherwise the metric was not read, or the answer was of another kind.
    pub is_current: bool,
}

impl Newest {
    /// Looks through the windows; `None` if GitHub has shown none.
    #[must_use]
    pub fn of(history: &History, metric: Metric) -> Option<Self> {
        let seen = history.seen.of(metric);
        let (asked, window) = seen.last_key_value()?;
        Some(Self {
            last: seen.values().map(|window| window.last).max()?,
            asked: *asked,
            is_current: history.captured.map(utc_day) == Some(utc_day(window.answered)),
        })
    }

    /// The days from that day to the last answer.
    #[must_use]
    pub fn lag(self) -> i64 {
        days_between(self.last, self.asked)
    }

    /// Whether GitHub answers, but with nothing newer than four days.
    #[must_use]
    pub fn is_frozen(self) -> bool {
        self.is_current && self.lag() >= FROZEN_FROM
    }
}

/// The newest UTC day that GitHub has published of either metric: the end of its windows or, where these do not tell, the newest
/// that is known.
#[must_use]
pub fn newest_published(history: &History, analysis: &Analysis) -> Option<Date> {
    let shown = Metric::ALL.into_iter().filter_map(|metric| Newest::of(history, metric));
    let known = [analysis.views.newest_answer(), analysis.clones.newest_answer()];
    let known = known.into_iter().max().flatten();
    shown.map(|newest| newest.last).max().or(known)
}

/// The last UTC day that GitHub has published in either metric, where it stands still in both.
#[must_use]
pub fn frozen_in_both(history: &History) -> Option<Date> {
    let last = |metric| Some(Newest::of(history, metric).filter(|newest| newest.is_frozen())?.last);
    Some(last(Metric::Views)?.max(last(Metric::Clones)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::claims::WindowSeen;
    use crate::domain::repository::Repository;

    #[test]
    fn both_metrics_stand_still_until_the_later_of_their_days() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let frozen = |views: &str, clones: Option<&str>| {
            let mut history = History::new(Repository {
                id: None,
                name: "o/r".parse().expect("a name"),
                created: None,
            });
            let answered = "2026-11-15T14:37:00Z".parse().expect("a time");
            history.captured = Some(answered);
            let window = |last: &str| WindowSeen {
                answered,
                last: day(last),
            };
            history.seen.views.insert(day("2026-11-15"), window(views));
            if let Some(clones) = clones {
                history.seen.clones.insert(day("2026-11-15"), window(clones));
            }
            frozen_in_both(&history)
        };
        assert_eq!(frozen("2026-11-10", Some("2026-11-11")), Some(day("2026-11-11")));
        assert_eq!(frozen("2026-11-11", Some("2026-11-10")), Some(day("2026-11-11")));
        assert_eq!(frozen("2026-11-10", Some("2026-11-12")), None, "three days are usual");
        assert_eq!(frozen("2026-11-10", None), None);
    }
}
