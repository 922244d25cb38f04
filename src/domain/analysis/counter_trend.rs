//! PURE. Stars, forks and downloads, now and four weeks before. Imports its neighbours in `domain`.

use crate::domain::history::History;
use crate::domain::top_list::RepoCounters;
use crate::domain::{Date, days_between, utc_day};

/// One number of the repository's front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CounterValue {
    /// The number at the last reading.
    pub now: u64,
    /// The UTC day of that reading.
    pub read: Date,
    /// The number and day of the newest reading that is at least 28 days older.
    pub before: Option<(u64, Date)>,
}

/// The repository's counters now; each is `None` until it was read once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CounterTrend {
    /// Stargazers.
    pub stars: Option<CounterValue>,
    /// Forks.
    pub forks: Option<CounterValue>,
    /// Downloads of the assets of the releases, added up.
    pub downloads: Option<CounterValue>,
}

impl CounterTrend {
    /// Four weeks: readings are kept one a week.
    pub const BACK: i64 = 28;

    /// Reads the numbers off the history.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let level = |of: fn(&RepoCounters) -> Option<u64>| {
            let readings = || {
                let newest_first = history.counters.values().rev();
                newest_first.filter_map(move |p| Some((of(p)?, utc_day(p.captured))))
            };
            let (now, read) = readings().next()?;
            let before = readings().find(|(_, day)| days_between(*day, read) >= Self::BACK);
            Some(CounterValue { now, read, before })
        };
        Self {
            stars: level(|p| p.stars),
            forks: level(|p| p.forks),
            downloads: level(|p| p.downloads),
        }
    }
}
