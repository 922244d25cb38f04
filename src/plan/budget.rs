//! PURE. Which repositories a run visits when there are not enough requests for all, and until when the others lose nothing.

use crate::domain::ledger_index::IndexEntry;
use crate::domain::{Date, SURELY_SHOWN, Timestamp, plus_days, utc_day};

/// A repository that could be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its last capture; `None` if it was never visited.
    pub captured: Option<Timestamp>,
    /// Its views of the last days, which decide between repositories that can wait equally long.
    pub views: u64,
    /// The requests that a visit takes.
    pub requests: u64,
}

impl Candidate {
    /// A repository as the ledger knows it.
    #[must_use]
    pub fn new(entry: Option<&IndexEntry>, requests: u64) -> Self {
        let days = entry.into_iter().flat_map(|entry| entry.recent.days.views.iter());
        let counts = days.map(|(_, day)| day.count);
        Self {
            captured: entry.and_then(|entry| entry.recent.captured),
            views: counts.fold(0, u64::saturating_add),
            requests,
        }
    }

    /// The last day on which a visit surely still finds every day that the ledger lacks; `None` if it was never visited.
    fn nothing_lost_until(&self) -> Option<Date> {
        Some(plus_days(utc_day(self.captured?), SURELY_SHOWN))
    }
}

/// A repository that has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which one, by its place among the candidates.
    pub index: usize,
    /// The last day on which a visit surely finds all that the ledger lacks; `None` if it was never visited: its record begins
    /// with the first visit.
    pub nothing_lost_until: Option<Date>,
}

/// What a run does with its requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budget {
    /// The places of those that are visited, the most urgent first.
    pub visited: Vec<usize>,
    /// The others, the most urgent first.
    pub waiting: Vec<Waiting>,
    /// The requests that the visits leave.
    pub left: u64,
}

/// Shares out `most` requests, among at most `most_visits` repositories, on the UTC day `today`.
///
/// First come those that would lose a day before tomorrow is over, then those that were never visited, then the others in the
/// order in which they would lose one; of equals those with more views. GitHub shows fourteen days, one to three days late, so a
/// repository that is visited every eleven days loses nothing (fact 1).
#[must_use]
pub fn share(candidates: &[Candidate], today: Date, most: u64, most_visits: usize) -> Budget {
    let tomorrow = plus_days(today, 1);
    let rank = |candidate: &Candidate| match candidate.nothing_lost_until() {
        Some(until) if until <= tomorrow => (0, until),
        None => (1, today),
        Some(until) => (2, until),
    };
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|index| {
        let candidate = &candidates[*index];
        (rank(candidate), std::cmp::Reverse(candidate.views), *index)
    });
    let mut budget = Budget::default();
    let mut left = most;
    for index in order {
        let candidate = &candidates[index];
        match left.checked_sub(candidate.requests) {
            Some(rest) if budget.visited.len() < most_visits => {
                left = rest;
                budget.visited.push(index);
            }
            _ => budget.waiting.push(Waiting {
                index,
                nothing_lost_until: candidate.nothing_lost_until(),
            }),
        }
    }
    Budget { left, ..budget }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(captured: Option<&str>, views: u64) -> Candidate {
        Candidate {
            captured: captured.map(|day| format!("{day}T14:37:00Z").parse().expect("a time")),
            views,
            requests: 4,
        }
    }

    #[test]
    fn the_most_urgent_come_first() {
        let today: Date = "2026-11-20".parse().expect("a day");
        let candidates = [
            candidate(Some("2026-11-19"), 5),
            candidate(Some("2026-11-19"), 50),
            candidate(None, 0),
            candidate(Some("2026-11-10"), 1),
            candidate(Some("2026-11-12"), 1),
        ];
        let budget = share(&candidates, today, 17, 9);
        assert_eq!(budget.visited, [3, 2, 4, 1]);
        let until = "2026-11-30".parse().ok();
        assert_eq!(
            budget.waiting,
            [Waiting {
                index: 0,
                nothing_lost_until: until
            }]
        );
        assert_eq!(share(&candidates, today, 17, 1).visited, [3]);
        assert_eq!(share(&candidates, today, 3, 9).visited, [0_usize; 0]);
    }

    /// A repository as GitHub shows it, and the days of it that were captured.
    #[derive(Clone, Copy, Default)]
    struct Followed {
        captured: Option<Timestamp>,
        /// The last of the days that were captured without a gap.
        until: Option<Date>,
    }

    impl Followed {
        /// Captures the 14 days up to the newest one that is published; false if a day was lost since the last capture.
        fn visit(&mut self, now: Timestamp, lag: i64) -> bool {
            let newest = plus_days(utc_day(now), -lag);
            let first = plus_days(newest, 1 - 14);
            let is_whole = self.until.is_none_or(|until| first <= plus_days(until, 1));
            self.captured = Some(now);
            // What was published once stays so.
            self.until = self.until.max(Some(newest));
            is_whole
        }
    }

    /// 12,000 repositories, 5,000 requests an hour, hourly runs for 30 days of which a third fails and one day is lost whole,
    /// and days that GitHub publishes one to three days late: each day of each repository is captured, from its first visit on.
    #[test]
    fn twelve_thousand_repositories_lose_no_day_within_five_thousand_requests_an_hour() {
        let start: Timestamp = "2026-11-01T00:37:00Z".parse().expect("a time");
        let mut seed = 7_u64;
        let mut roll = |sides: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % sides
        };
        let views: Vec<u64> = (0..12_000).map(|_| roll(1_000)).collect();
        let mut followed = vec![Followed::default(); views.len()];
        let mut last = start;
        for hour in 0..24 * 30 {
            let now = Timestamp::from_second(start.as_second() + hour * 3_600).expect("in range");
            let outage = (24 * 12..24 * 13).contains(&hour);
            if outage || roll(3) == 0 {
                continue;
            }
            let candidates: Vec<Candidate> = followed
                .iter()
                .zip(&views)
                .map(|(followed, views)| Candidate {
                    captured: followed.captured,
                    views: *views,
                    requests: 4 + u64::from(roll(7) == 0),
                })
                .collect();
            // The listing takes 120 of them.
            for index in share(&candidates, utc_day(now), 5_000 - 120, usize::MAX).visited {
                let lag = 1 + i64::try_from(roll(3)).expect("small");
                assert!(
                    followed[index].visit(now, lag),
                    "repository {index} lost a day before {now}"
                );
            }
            last = now;
        }
        // No repository is left behind: what was not captured yet is still shown.
        let nothing_lost = |one: &Followed| {
            one.captured
                .is_some_and(|at| plus_days(utc_day(at), SURELY_SHOWN) > utc_day(last))
        };
        assert!(followed.iter().all(nothing_lost));
    }

    #[test]
    fn a_simulated_repository_loses_a_day_when_it_waits_too_long() {
        let at = |day: &str| format!("2026-11-{day}T00:37:00Z").parse::<Timestamp>().expect("a time");
        let visited = |second: &str, lag| {
            let mut one = Followed::default();
            one.visit(at("01"), 3) && one.visit(at(second), lag)
        };
        assert!(visited("13", 1), "the first new day is the oldest that is shown");
        assert!(!visited("14", 1), "it is not shown any more");
        assert!(visited("14", 2), "it is still shown");
    }
}
