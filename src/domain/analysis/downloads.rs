//! PURE. Downloads of release files: the last day, 14 days and all time, of each file, each release and all together. Imports its
//! neighbours in `domain`.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::downloads::{Asset, Downloads};
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::{Date, plus_days};

/// The days of the columns of a chart.
const DAYS: i64 = 28;

/// What was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadTrend {
    /// The UTC day of the last reading: the periods end with it.
    pub read: Date,
    /// All files together.
    pub all: Periods,
    /// By release, those with the newest downloads first.
    pub releases: Vec<ReleaseDownloads>,
    /// Of the last 28 days, oldest first: what was downloaded between the readings of the day before and of the day. `None` where
    /// one of them is missing.
    pub days: Vec<(Date, Option<u64>)>,
}

/// The downloads of some files in the periods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Periods {
    /// Since the reading of the day before; `None` if no file was read on it.
    pub last_day: Option<Downloads>,
    /// Since the reading of 14 days before.
    pub last_14: Option<Downloads>,
    /// Ever, by the last reading of each file.
    pub all_time: u64,
}

/// The downloads of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseDownloads {
    /// Its tag.
    pub tag: Untrusted,
    /// The UTC day of its publication; `None` if GitHub does not list it any more under this tag.
    pub published: Option<Date>,
    /// Whether GitHub calls it a pre-release.
    pub prerelease: bool,
    /// Of all its files.
    pub periods: Periods,
    /// By name. A file that was replaced by another of its name is one with it.
    pub files: BTreeMap<Untrusted, Periods>,
}

impl DownloadTrend {
    /// `None` while no file was read.
    #[must_use]
    pub fn new(history: &History) -> Option<Self> {
        let assets = &history.assets;
        let read = assets.values().filter_map(Asset::last_read).max()?;
        let mut releases: BTreeMap<&Untrusted, ReleaseDownloads> = BTreeMap::new();
        for asset in assets.values() {
            let release = history.releases.get(&asset.tag);
            let entry = releases.entry(&asset.tag).or_insert_with(|| ReleaseDownloads {
                tag: asset.tag.clone(),
                published: release.map(|release| release.published),
                prerelease: release.is_some_and(|release| release.prerelease),
                periods: Periods::default(),
                files: BTreeMap::new(),
            });
            let periods = Periods::of(asset, read);
            entry.periods = entry.periods.plus(periods);
            let file = entry.files.entry(asset.name.clone()).or_default();
            *file = file.plus(periods);
        }
        let mut releases: Vec<ReleaseDownloads> = releases.into_values().collect();
        let count = |downloads: Option<Downloads>| downloads.map_or(0, |downloads| downloads.count);
        releases.sort_by(|one, two| {
            let key = |release: &ReleaseDownloads| {
                (
                    count(release.periods.last_14),
                    release.periods.all_time,
                    release.published,
                )
            };
            key(two).cmp(&key(one)).then_with(|| one.tag.cmp(&two.tag))
        });
        let days = (0..DAYS).rev().map(|back| plus_days(read, -back));
        let read_days = read_days(history);
        Some(Self {
            read,
            all: assets
                .values()
                .fold(Periods::default(), |all, asset| all.plus(Periods::of(asset, read))),
            releases,
            days: days.map(|day| (day, on(history, &read_days, day))).collect(),
        })
    }
}

/// What was downloaded between the readings of two days in a row.
fn on(history: &History, read: &BTreeSet<Date>, day: Date) -> Option<u64> {
    let before = plus_days(day, -1);
    let is_known = read.contains(&before) && read.contains(&day);
    is_known.then(|| between(history, before, day).count)
}

/// The UTC days on which files were read.
#[must_use]
pub fn read_days(history: &History) -> BTreeSet<Date> {
    let readings = history.assets.values().flat_map(|asset| asset.readings.keys());
    readings.copied().collect()
}

/// What was downloaded of all files between the readings of two UTC days; more may have been if files were not read on one of them.
#[must_use]
pub fn between(history: &History, from: Date, to: Date) -> Downloads {
    let all = history.assets.values().filter_map(|asset| asset.between(from, to));
    all.fold(Downloads::default(), Downloads::plus)
}

impl Periods {
    fn of(asset: &Asset, read: Date) -> Self {
        Self {
            last_day: asset.between(plus_days(read, -1), read),
            last_14: asset.between(plus_days(read, -14), read),
            all_time: asset.total(read),
        }
    }

    fn plus(self, other: Self) -> Self {
        let both = |one: Option<Downloads>, two: Option<Downloads>| match (one, two) {
            (Some(one), Some(two)) => Some(one.plus(two)),
            (one, two) => one.or(two),
        };
        Self {
            last_day: both(self.last_day, other.last_day),
            last_14: both(self.last_14, other.last_14),
            all_time: self.all_time.saturating_add(other.all_time),
        }
    }
}
