//! EDGE. The one clock: the time, and every wait of the program.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use crate::domain::Timestamp;

/// Where the time comes from. It is read at the edge and passed down as a value.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Now is always this instant (`SOURCE_DATE_EPOCH`); waits are real nevertheless.
    Fixed(Timestamp),
    /// Unix time in milliseconds, shared with a test: a wait advances the number and takes no time.
    Virtual(Arc<AtomicI64>),
}

impl Clock {
    /// A virtual clock that starts at `start`.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Self {
        Self::Virtual(Arc::new(AtomicI64::new(start.as_millisecond())))
    }

    /// The time of a run, to the second: its snapshots carry it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let exact = match self {
            Self::Fixed(now) => *now,
            Self::System | Self::Virtual(_) => self.wall(),
        };
        Timestamp::from_second(exact.as_second()).unwrap_or(exact)
    }

    /// The wall-clock time, which waits and rate limits use: a fixed clock does not stop it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
    pub fn wall(&self) -> Timestamp {
        match self {
            Self::System | Self::Fixed(_) => Timestamp::now(),
            Self::Virtual(milliseconds) => {
                Timestamp::from_millisecond(milliseconds.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// Starts a stopwatch.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place that measures time")]
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch {
            clock: self.clone(),
            started: (Instant::now(), self.wall()),
        }
    }

    /// Waits. A virtual clock is advanced at once to the end of the wait; concurrent waits overlap, as real ones do.
    #[expect(clippy::disallowed_methods, reason = "this is the place that waits")]
    pub async fn sleep(&self, duration: Duration) {
        match self {
            Self::System | Self::Fixed(_) => tokio::time::sleep(duration).await,
            Self::Virtual(milliseconds) => {
                let wait = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
                let end = milliseconds.load(Ordering::SeqCst).saturating_add(wait);
                milliseconds.fetch_max(end, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
        }
    }
}

/// A random time between zero and `ceiling` (full jitter), so that two programs that failed together do not retry
/// together. It is drawn from the random keys of the standard library's hasher.
#[must_use]
pub fn jitter(ceiling: Duration) -> Duration {
    let drawn = RandomState::new().hash_one(0_u8) % 1_000;
    ceiling * u32::try_from(drawn).unwrap_or(0) / 1_000
}

/// Measures how long something takes, in real or virtual time.
#[derive(Debug, Clone)]
pub struct Stopwatch {
    clock: Clock,
    started: (Instant, Timestamp),
}

impl Stopwatch {
    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        match self.clock {
            Clock::System | Clock::Fixed(_) => self.started.0.elapsed(),
            Clock::Virtual(_) => {
                let milliseconds = self.clock.wall().as_millisecond() - self.started.1.as_millisecond();
                Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_virtual_wait_moves_the_shared_number() {
        let start = Timestamp::from_second(1_800_000_000).expect("in range");
        let clock = Clock::starting_at(start);
        let shared = clock.clone();
        clock.sleep(Duration::from_millis(2_500)).await;
        assert_eq!(shared.now(), Timestamp::from_second(1_800_000_002).expect("in range"));
        assert_eq!(shared.wall().as_millisecond(), 1_800_000_002_500);
    }

    #[tokio::test]
    async fn waits_side_by_side_overlap() {
        let clock = Clock::starting_at(Timestamp::UNIX_EPOCH);
        let (long, short) = (Duration::from_secs(60), Duration::from_secs(1));
        tokio::join!(clock.sleep(long), clock.sleep(short));
        assert!(clock.wall().as_second() <= 61);
    }

    #[test]
    fn a_fixed_clock_stops_for_captures_only() {
        let then = Timestamp::from_second(1_000_000_000).expect("in range");
        let clock = Clock::Fixed(then);
        assert_eq!(clock.now(), then);
        assert!(clock.wall() > then);
    }
}
