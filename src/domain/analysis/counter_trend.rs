//! PURE. Stars, forks and downloads, now and about four weeks before. Imports its neighbours in `domain`.

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
    /// The number and day of the reading nearest to four weeks before, of those 24 to 35 days older. Without one, the
    /// newest that is older still: whoever shows it names its day.
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
    /// Four weeks, in days.
    const BACK: i64 = 28;
    /// What counts as about four weeks, in days: readings are kept one a week.
    const ABOUT: std::ops::RangeInclusive<i64> = 24..=35;

    /// Reads the numbers off the history.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let level = |of: fn(&RepoCounters) -> Option<u64>| {
            let readings = || {
                let newest_first = history.counters.values().rev();
                newest_first.filter_map(move |p| Some((of(p)?, utc_day(p.captured))))
            };
            let (now, read) = readings().next()?;
            let age = |(_, day): &(u64, Date)| days_between(*day, read);
            let about = readings().filter(|reading| Self::ABOUT.contains(&age(reading)));
            let before = about
                .min_by_key(|reading| (age(reading) - Self::BACK).abs())
                .or_else(|| readings().find(|reading| age(reading) > *Self::ABOUT.end()));
            Some(CounterValue { now, read, before })
        };
        Self {
            stars: level(|p| p.stars),
            forks: level(|p| p.forks),
            downloads: level(|p| p.downloads),
        }
    }
}
