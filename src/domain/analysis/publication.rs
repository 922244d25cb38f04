//! PURE. What GitHub has published of one metric, and when: from the window that it showed on each UTC day on which it was
//! asked. Only windows of whole days tell (github.com since 2025-12-30): in an hourly one a quiet day and a day that is not
//! published look the same.

use super::Days;
use super::days::ranges;
use super::newest::{FROZEN_FROM, Newest};
use crate::domain::evidence::claims::WindowSeen;
use crate::domain::evidence::proof::WINDOW_DAYS;
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, plus_days};

/// The usual lag is that of the answers in so many days before the last one.
const USUAL_DAYS: i64 = 90;

/// When GitHub published one metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// The newest day that it has shown; `None` if it has shown none.
    pub newest: Option<Newest>,
    /// The median of its lag over the answers of the last 90 days in which GitHub did not stand still; `None` if there were none.
    pub usual_lag: Option<i64>,
    /// Days that came although earlier answers, four days after them or later, did not have them yet: oldest first.
    pub late: Vec<LateDays>,
    /// Unknown days that GitHub never published, although it was asked in time: oldest first.
    pub never: Vec<Days>,
    /// Unknown days since the first answer for which nothing was recorded in time: oldest first.
    pub missed: Vec<Days>,
    /// Unknown days that GitHub had not published four days after them or later, and for which nothing was recorded from then on
    /// while its window could have held them. Nobody can know whose fault it is. Oldest first.
    pub unclear: Vec<Days>,
}

/// Days that GitHub published late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LateDays {
    /// The days.
    pub days: Days,
    /// The UTC day of the first answer that had them.
    pub arrived: Date,
}

impl Publication {
    /// Looks through the answers about one metric.
    #[must_use]
    pub fn new(history: &History, metric: Metric) -> Self {
        let seen = history.seen.of(metric);
        let Some(newest) = Newest::of(history, metric) else {
            return Self::default();
        };
        let recent = seen.range(plus_days(newest.asked, -USUAL_DAYS)..);
        let mut lags: Vec<i64> = recent
            .map(|(asked, window)| days_between(window.last, *asked))
            .collect();
        // A freeze is not usual, however long it lasts.
        lags.retain(|lag| *lag < FROZEN_FROM);
        lags.sort_unstable();
        let UnknownDays { never, missed, unclear } = UnknownDays::new(history, metric);
        Self {
            newest: Some(newest),
            usual_lag: lags.get(lags.len() / 2).copied(),
            late: late_days(seen.iter()),
            never,
            missed,
            unclear,
        }
    }
}

/// The days that the answers brought late: an answer four days after a day, or later, did not have it.
fn late_days<'s>(seen: impl Iterator<Item = (&'s Date, &'s WindowSeen)>) -> Vec<LateDays> {
    let mut late = Vec::new();
    let mut before: Option<(Date, Date)> = None;
    for (asked, window) in seen {
        if let Some((asked_before, last_before)) = before {
            let first = plus_days(last_before, 1).max(plus_days(window.last, 1 - WINDOW_DAYS));
            let last = window.last.min(plus_days(asked_before, -FROZEN_FROM));
            if first <= last {
                late.push(LateDays {
                    days: Days::new(first, last),
                    arrived: *asked,
                });
            }
        }
        let last = before.map_or(window.last, |(_, last)| last.max(window.last));
        before = Some((*asked, last));
    }
    late
}

/// The unknown days between known ones since the first answer, by whose fault it is.
#[derive(Default)]
struct UnknownDays {
    never: Vec<Days>,
    missed: Vec<Days>,
    unclear: Vec<Days>,
}

impl UnknownDays {
    fn new(history: &History, metric: Metric) -> Self {
        let seen = history.seen.of(metric);
        let Some((first, window)) = seen.first_key_value() else {
            return Self::default();
        };
        // Days before the first window are a matter of imports.
        let begin = (*first).min(plus_days(window.last, 1));
        let gaps = history.gaps(metric).into_iter();
        let unknown = gaps.flat_map(|(first, last)| Days::new(first, last).each());
        // An answer so many days after a day would have had it, had it been published as usual …
        let asked = |day, from, to| seen.range(plus_days(day, from)..=plus_days(day, to)).next().is_some();
        let (mut never, mut missed, mut unclear) = (Vec::new(), Vec::new(), Vec::new());
        for day in unknown.filter(|day| *day >= begin) {
            // … and one of the last days on which the window can hold it would have had it, had it been published at all.
            let late = asked(day, FROZEN_FROM, WINDOW_DAYS);
            match (asked(day, WINDOW_DAYS + 1 - FROZEN_FROM, WINDOW_DAYS), late) {
                (true, _) => never.push(day),
                (false, true) => unclear.push(day),
                (false, false) => missed.push(day),
            }
        }
        Self {
            never: ranges(never),
            missed: ranges(missed),
            unclear: ranges(unclear),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::repository::Repository;
    use crate::domain::traffic::{Certainty, DayCount, Source};

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    /// A history of answers (asked, last day of the window), with every day of their windows known.
    fn history(answers: &[(&str, &str)]) -> History {
        let mut history = History::new(Repository {
            id: Some(7),
            name: "octo/spike".parse().expect("a name"),
            created: None,
        });
        for (asked, last) in answers {
            let noon = date(asked)
                .at(12, 0, 0, 0)
                .to_zoned(jiff::tz::TimeZone::UTC)
                .expect("a time");
            let window = WindowSeen {
                answered: noon.timestamp(),
                last: date(last),
            };
            history.captured = Some(window.answered);
            history.captures.insert(window.answered);
            history.seen.views.insert(date(asked), window);
            for day in window.days() {
                history.days.entry(day).or_default().views = Some(DayCount {
                    count: Some(3),
                    uniques: None,
                    certainty: Certainty::Complete,
                    source: Source::Observed,
                });
            }
        }
        history
    }

    fn views(answers: &[(&str, &str)]) -> Publication {
        Publication::new(&history(answers), Metric::Views)
    }

    #[test]
    fn a_window_that_ends_four_days_ago_stands_still() {
        let is_frozen = |asked: &str| {
            let publication = views(&[("2026-09-24", "2026-09-23"), (asked, "2026-09-23")]);
            publication.newest.is_some_and(Newest::is_frozen)
        };
        assert!(!is_frozen("2026-09-26"), "three days are usual");
        assert!(is_frozen("2026-09-27"));
        assert!(is_frozen("2026-10-09"));
    }

    #[test]
    fn a_metric_that_was_not_read_is_not_frozen() {
        let mut history = history(&[("2026-09-24", "2026-09-23")]);
        history.captured = Some("2026-10-01T12:00:00Z".parse().expect("a time"));
        let publication = Publication::new(&history, Metric::Views);
        let newest = publication.newest.expect("it was read once");
        assert_eq!((newest.is_frozen(), newest.asked), (false, date("2026-09-24")));
    }

    #[test]
    fn days_that_arrive_after_answers_without_them_were_published_late() {
        let publication = views(&[
            ("2026-09-24", "2026-09-23"),
            ("2026-09-27", "2026-09-23"),
            ("2026-09-30", "2026-09-23"),
            ("2026-10-01", "2026-09-28"),
            ("2026-10-02", "2026-10-01"),
        ]);
        let late = |first: &str, last: &str, arrived: &str| LateDays {
            days: Days::new(date(first), date(last)),
            arrived: date(arrived),
        };
        // The 27th and 28th were two to three days old on the 30th, which is usual.
        assert_eq!(publication.late, [late("2026-09-24", "2026-09-26", "2026-10-01")]);
        assert_eq!(
            (publication.newest.map(Newest::lag), publication.usual_lag),
            (Some(1), Some(1))
        );
        assert_eq!((publication.never, publication.missed), (Vec::new(), Vec::new()));
    }

    #[test]
    fn days_that_never_came_are_githubs_if_it_was_asked_for_them_and_the_runs_if_not() {
        let frozen = views(&[
            ("2026-09-24", "2026-09-23"),
            ("2026-09-30", "2026-09-23"),
            ("2026-10-05", "2026-09-23"),
            ("2026-10-08", "2026-09-23"),
            ("2026-10-12", "2026-09-23"),
            ("2026-10-14", "2026-10-13"),
        ]);
        let lost = [Days::new(date("2026-09-24"), date("2026-09-29"))];
        assert_eq!(
            (frozen.never.as_slice(), frozen.missed.as_slice()),
            (&lost[..], &[][..])
        );
        let asleep = views(&[("2026-09-24", "2026-09-23"), ("2026-10-14", "2026-10-13")]);
        assert_eq!(
            (asleep.never.as_slice(), asleep.missed.as_slice()),
            (&[][..], &lost[..])
        );
        assert_eq!(asleep.late, [], "nobody asked before they came");
    }

    #[test]
    fn days_are_nobodys_fault_if_nothing_was_recorded_after_a_freeze_began() {
        let paused = views(&[
            ("2026-09-24", "2026-09-23"),
            ("2026-09-28", "2026-09-23"),
            ("2026-10-14", "2026-10-13"),
        ]);
        let days = |first, last| [Days::new(date(first), date(last))];
        assert_eq!(
            paused.unclear,
            days("2026-09-24", "2026-09-24"),
            "it may have come on the 29th"
        );
        assert_eq!(paused.missed, days("2026-09-25", "2026-09-29"));
        assert_eq!(paused.never, []);
    }

    #[test]
    fn a_window_that_goes_back_publishes_nothing() {
        let publication = views(&[
            ("2026-09-24", "2026-09-23"),
            ("2026-09-25", "2026-09-20"),
            ("2026-09-26", "2026-09-25"),
        ]);
        assert_eq!(publication.late, []);
        assert_eq!(publication.newest.map(|newest| newest.last), Some(date("2026-09-25")));
    }
}
