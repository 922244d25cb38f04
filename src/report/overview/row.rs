//! PURE. A repository of an overview.

use crate::domain::Date;
use crate::domain::analysis::{Aligned, Spike};
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::recent::Recent;
use crate::domain::repository_state::RepositoryState;

/// A repository of the ledger.
#[derive(Debug, Clone)]
pub struct OverviewRow<'a> {
    /// Its folder in the ledger.
    pub folder: &'a Folder,
    /// What is known of its last weeks.
    pub recent: &'a Recent,
    /// The days on which its views stood out, and why.
    pub spikes: &'a [Spike],
    /// The last day that GitHub has published, where it stands still.
    pub frozen: Option<Date>,
    /// How it stands.
    pub state: RepositoryState,
}

impl<'a> OverviewRow<'a> {
    /// A repository as the index knows it.
    #[must_use]
    pub fn new(folder: &'a Folder, entry: &'a IndexEntry) -> Self {
        Self {
            folder,
            recent: &entry.recent,
            spikes: &entry.spikes,
            frozen: entry.frozen,
            state: entry.state,
        }
    }
}

/// The rows over common days. One that waits for its turn, or for GitHub to go on, may be further behind than the others.
pub(super) fn align<'a>(rows: &[&OverviewRow<'a>]) -> Option<Aligned<'a>> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| match (row.state, row.frozen) {
            (RepositoryState::Waiting, _) | (RepositoryState::Live | RepositoryState::Private, Some(_)) => {
                (row.recent, Aligned::MOST_BEHIND_WHILE_WAITING)
            }
            _ => (row.recent, Aligned::MOST_BEHIND),
        })
        .collect();
    Aligned::new(&rows)
}
