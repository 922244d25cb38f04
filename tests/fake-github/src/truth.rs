//! What really happened in a repository, day by day: the truth that the traffic endpoints show a window of. Imports jiff only.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::clock::{date_of_day, day_number};

/// A number of hits and of different visitors (or cloners) behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// Hits.
    pub count: u64,
    /// Different visitors or cloners; never more than `count`.
    pub uniques: u64,
}

impl Count {
    /// Both numbers.
    #[must_use]
    pub fn new(count: u64, uniques: u64) -> Self {
        Self { count, uniques }
    }

    /// The share of a day that falls into `permille` thousandths of it, at least one visitor for a hit.
    pub(crate) fn part(self, permille: u64) -> Self {
        let count = self.count * permille / 1000;
        let uniques = if self.count == 0 {
            0
        } else {
            (self.uniques * count).div_ceil(self.count)
        };
        Self { count, uniques }
    }
}

/// One UTC day of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Page views and visitors.
    pub views: Count,
    /// Clones and cloners.
    pub clones: Count,
    /// Views by referrer.
    pub referrers: BTreeMap<String, Count>,
    /// Views by path, such as `/owner/name/issues`.
    pub paths: BTreeMap<String, Count>,
}

/// All days of a repository. A day that is not listed had no traffic at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// The days, UTC.
    pub days: BTreeMap<Date, Day>,
    /// Page titles by path; a path without one gets a title in GitHub's manner.
    pub titles: BTreeMap<String, String>,
}

impl Truth {
    /// The same numbers on every day from `first` to `last`, for checks by hand. No referrers, no paths.
    #[must_use]
    pub fn flat(first: Date, last: Date, views: Count, clones: Count) -> Self {
        let day = Day {
            views,
            clones,
            ..Day::default()
        };
        let days = (day_number(first)..=day_number(last))
            .map(|n| (date_of_day(n), day.clone()))
            .collect();
        Self {
            days,
            titles: BTreeMap::new(),
        }
    }

    /// The day, all zero if nothing happened.
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        self.days.get(&date).cloned().unwrap_or_default()
    }

    /// Lets the paths of days from `since` on begin with the new name: visitors see the new address after a rename.
    pub(crate) fn rename(&mut self, since: Date, old: &str, new: &str) {
        let (old, new) = (format!("/{old}"), format!("/{new}"));
        for (_, day) in self.days.range_mut(since..) {
            day.paths = std::mem::take(&mut day.paths)
                .into_iter()
                .map(|(path, count)| match path.strip_prefix(&old) {
                    Some(rest) if rest.is_empty() || rest.starts_with('/') => (format!("{new}{rest}"), count),
                    _ => (path, count),
                })
                .collect();
        }
    }
}
