//! PURE. How fast requests may follow one another: below GitHub's secondary limits of 900 points a minute, where a write counts as
//! five reads, and of 80 requests a minute that create something (fact 4).

use std::collections::VecDeque;
use std::time::Duration;

/// The time that the limits are about.
const MINUTE: i64 = 60_000;
/// Points a minute, a little below GitHub's limit: its clock is not ours.
const POINTS: u64 = 850;
/// Requests a minute that create something.
const CREATIONS: u64 = 75;

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When each was sent, in Unix milliseconds, and whether it was a write.
    sent: VecDeque<(i64, bool)>,
    points: u64,
    creations: u64,
}

impl Pace {
    /// How long the next request has to wait at `now`, in Unix milliseconds. Without a wait it counts as sent.
    pub(super) fn wait(&mut self, now: i64, is_write: bool) -> Option<Duration> {
        while let Some((sent, was_write)) = self
            .sent
            .front()
            .copied()
            .filter(|(sent, _)| now - sent >= MINUTE || *sent > now)
        {
            let _ = sent;
            self.sent.pop_front();
            self.points -= points(was_write);
            self.creations -= u64::from(was_write);
        }
        let fits = self.points + points(is_write) <= POINTS && (!is_write || self.creations < CREATIONS);
        if fits {
            self.sent.push_back((now, is_write));
            self.points += points(is_write);
            self.creations += u64::from(is_write);
            return None;
        }
        let oldest = if is_write && self.creations >= CREATIONS {
            self.sent.iter().find(|(_, was_write)| *was_write)
        } else {
            self.sent.front()
        };
        let until = oldest.map_or(now, |(sent, _)| sent + MINUTE);
        Some(Duration::from_millis(u64::try_from(until - now).unwrap_or(0).max(1)))
    }
}

fn points(is_write: bool) -> u64 {
    if is_write { 5 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends as fast as it may; gives the times, in milliseconds.
    fn times(requests: usize, is_write: bool) -> Vec<i64> {
        let (mut pace, mut now) = (Pace::default(), 1_000_000);
        let mut times = Vec::new();
        while times.len() < requests {
            match pace.wait(now, is_write) {
                None => times.push(now),
                Some(wait) => now += i64::try_from(wait.as_millis()).expect("short"),
            }
        }
        times
    }

    #[test]
    fn no_minute_holds_more_than_the_limits() {
        for (is_write, most) in [(false, 900), (true, 80)] {
            let times = times(3_000, is_write);
            let most_found = times
                .iter()
                .map(|start| times.iter().filter(|at| (*start..start + MINUTE).contains(*at)).count());
            assert!(most_found.max() <= Some(most));
            assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }

    #[test]
    fn few_requests_do_not_wait() {
        assert!(times(75, true).iter().all(|at| *at == 1_000_000));
        assert!(times(850, false).iter().all(|at| *at == 1_000_000));
    }
}
