//! PURE. A repository of an overview.

use crate::domain::Date;
use crate::domain::analysis::{Aligned, Analysis, Spike};
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository_state::RepositoryState;
use crate::domain::state::frozen_in_both;

/// A repository of the ledger.
#[derive(Debug, Clone)]
pub struct OverviewRow<'a> {
    /// Its folder in the ledger.
    pub folder: Folder,
    /// What is known of it.
    pub history: &'a History,
    /// What follows from that.
    pub analysis: &'a Analysis,
    /// The days on which its views stood out, and why.
    pub spikes: &'a [Spike],
    /// The last day that GitHub has published, where it stands still.
    pub frozen: Option<Date>,
    /// How it stands.
    pub state: RepositoryState,
}

impl<'a> OverviewRow<'a> {
    /// A repository whose whole history is at hand, in the state that goes without saying.
    #[must_use]
    pub fn new(folder: Folder, history: &'a History, analysis: &'a Analysis) -> Self {
        Self {
            folder,
            history,
            analysis,
            spikes: &analysis.views.spikes,
            frozen: frozen_in_both(history),
            state: RepositoryState::Live,
        }
    }

    /// A repository as the index knows it; `analysis` is that of its last days.
    #[must_use]
    pub fn of_index(folder: &Folder, entry: &'a IndexEntry, analysis: &'a Analysis) -> Self {
        Self {
            folder: folder.clone(),
            history: &entry.recent,
            analysis,
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
                (row.history, row.analysis, Aligned::MOST_BEHIND_WHILE_WAITING)
            }
            _ => (row.history, row.analysis, Aligned::MOST_BEHIND),
        })
        .collect();
    Aligned::new(&rows)
}
