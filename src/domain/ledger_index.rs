//! PURE. `index.json`: what is known of every repository of the ledger without opening its folder, and all that the overview
//! shows. Its form is documented in `docs/history.md`.

mod wire;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::analysis::{AnalyzedHistory, Spike, frozen_in_both};
use super::ci_clones::KnownDays;
use super::evidence::claims::Claims;
use super::history::History;
use super::ledger_folder::Folder;
use super::recent::Recent;
use super::repository::RepositoryName;
use super::repository_state::RepositoryState;
use super::traffic::Metric;
use super::{Date, Timestamp, days_between, plus_days, utc_day};

/// The file, in the ledger's folder.
pub const INDEX_FILE: &str = "index.json";

/// The schema version that this program writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// Spikes that an overview can show of a repository: the largest of so many days.
const MOST_SPIKES: usize = 2;
const SPIKE_DAYS: i64 = 28;

/// Releases that are kept beside a spike.
const MOST_RELEASES: usize = 2;

/// Every repository of a ledger, by its folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerIndex(pub BTreeMap<Folder, IndexEntry>);

/// One repository of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// Every name that it was captured under.
    pub names: BTreeSet<RepositoryName>,
    /// The end of its history, shared with what else looks at it.
    pub recent: Arc<Recent>,
    /// What its history holds of the answers that are not asked for every day.
    pub last: LastRead,
    /// The last days on which its views stood out most, and what they came along with: the whole history and its top lists show
    /// it, not its end.
    pub spikes: Vec<Spike>,
    /// The last day that GitHub has published of both metrics, where it stood still at the last capture.
    pub frozen: Option<Date>,
    /// How it stands beside the others ([`LedgerIndex::set_states`]).
    pub state: RepositoryState,
}

/// What was read last of the endpoints that are asked now and then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastRead {
    /// The Monday of the last whole week of which the total of views is known.
    pub views_week: Option<Date>,
    /// The Monday of the last whole week of which the total of clones is known.
    pub clones_week: Option<Date>,
    /// When the releases were read.
    pub releases: Option<Timestamp>,
    /// Whether they had files when they were read: then their downloads can change every day.
    pub has_files: bool,
    /// When GitHub was asked for the stars by day.
    pub stars: Option<Timestamp>,
    /// Whether the stars by day were read back to the beginning of the repository.
    pub past_stars: bool,
    /// The days whose clones by CI are known.
    pub ci_clones: Option<KnownDays>,
}

impl LastRead {
    fn of(claims: &Claims, history: &History) -> Self {
        let week = |metric| {
            let mut weeks = history.weeks.iter().rev();
            weeks
                .find(|(_, period)| period.totals(metric).is_some())
                .map(|(monday, _)| *monday)
        };
        Self {
            views_week: week(Metric::Views),
            clones_week: week(Metric::Clones),
            releases: claims
                .counters
                .values()
                .rev()
                .find_map(|week| week.downloads)
                .map(|(at, _)| at),
            has_files: !history.assets.is_empty(),
            stars: claims.stars.read.map(|(at, _)| at),
            past_stars: claims.stars.is_past_read,
            ci_clones: KnownDays::new(
                claims
                    .days
                    .iter()
                    .filter_map(|(date, day)| Some((*date, day.ci_estimate?))),
            ),
        }
    }
}

/// Why an `index.json` is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// A newer program wrote it.
    #[error("it has schema {found}, but this program supports {SCHEMA}")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// Not the documented form. Everything in it can be made again from the histories.
    #[error("malformed index: {0}")]
    Invalid(String),
}

impl IndexEntry {
    /// The entry of a repository; `whole` is what the `claims` are judged to mean.
    #[must_use]
    pub fn new(claims: &Claims, AnalyzedHistory { history, analysis }: &AnalyzedHistory) -> Self {
        Self {
            names: claims.names.clone(),
            recent: Arc::new(Recent::new(history)),
            last: LastRead::of(claims, history),
            spikes: Self::last_spikes(history, &analysis.views.spikes),
            frozen: frozen_in_both(history).filter(|_| !history.without_traffic),
            state: RepositoryState::default(),
        }
    }

    /// The spikes that an overview can show, oldest first.
    fn last_spikes(history: &History, all: &[Spike]) -> Vec<Spike> {
        let from = history.newest_day().map(|newest| plus_days(newest, 1 - SPIKE_DAYS));
        let is_recent = |spike: &&Spike| from.is_some_and(|from| spike.peak >= from);
        let mut spikes: Vec<Spike> = all.iter().filter(is_recent).cloned().collect();
        spikes.sort_by_key(|spike| Reverse((spike.excess, spike.peak)));
        spikes.truncate(MOST_SPIKES);
        spikes.sort_by_key(|spike| spike.peak);
        for spike in &mut spikes {
            spike.releases.truncate(MOST_RELEASES);
        }
        spikes
    }
}

impl LedgerIndex {
    /// An index of these entries.
    pub fn new(entries: impl IntoIterator<Item = (Folder, IndexEntry)>) -> Self {
        let mut index = Self(entries.into_iter().collect());
        index.set_states();
        index
    }

    /// Sets all states by what the entries hold: how one stands depends on the newest capture of all. To be called after the
    /// last change, before the index is written.
    pub fn set_states(&mut self) {
        let day = |entry: &IndexEntry| entry.recent.captured.map(utc_day);
        let newest = self.0.values().filter_map(day).max();
        for entry in self.0.values_mut() {
            let behind = match newest {
                Some(newest) => day(entry).map(|captured| days_between(captured, newest)),
                // Imports alone: nobody is ahead.
                None => Some(0),
            };
            entry.state = RepositoryState::of(entry.recent.status, behind);
        }
    }

    /// Replaces entries; `None` takes one away.
    pub fn update(&mut self, entries: impl IntoIterator<Item = (Folder, Option<IndexEntry>)>) {
        for (folder, entry) in entries {
            match entry {
                Some(entry) => drop(self.0.insert(folder, entry)),
                None => drop(self.0.remove(&folder)),
            }
        }
    }
}
