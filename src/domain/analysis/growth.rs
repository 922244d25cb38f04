//! PURE. Stars, forks and downloads, now and four weeks before. Imports its neighbours in `domain`.

use super::super::history::History;
use super::super::popular::Popularity;
use super::super::{Date, days_between, utc_day};

/// One number of the repository's front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// The number at the last reading.
    pub now: u64,
    /// The UTC day of that reading.
    pub read: Date,
    /// The number and day of the newest reading that is at least 28 days older.
    pub before: Option<(u64, Date)>,
}

/// Where the repository's numbers stand; each is `None` while it was never read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Growth {
    /// Stargazers.
    pub stars: Option<Level>,
    /// Forks.
    pub forks: Option<Level>,
    /// Downloads of the assets of the releases, added up.
    pub downloads: Option<Level>,
}

impl Growth {
    /// Four weeks: readings are kept one a week.
    pub const BACK: i64 = 28;

    /// Reads the numbers off the history.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let level = |of: fn(&Popularity) -> Option<u64>| {
            let readings = || {
                let newest_first = history.popularity.values().rev();
                newest_first.filter_map(move |p| Some((of(p)?, utc_day(p.captured))))
            };
            let (now, read) = readings().next()?;
            let before = readings().find(|(_, day)| days_between(*day, read) >= Self::BACK);
            Some(Level { now, read, before })
        };
        Self {
            stars: level(|p| p.stars),
            forks: level(|p| p.forks),
            downloads: level(|p| p.downloads),
        }
    }
}
