//! PURE. What became of one repository: what is known of it now and what is new, for the outputs and the messages of a run.

use crate::domain::Date;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::response::Anomalies;
use crate::domain::state::{frozen_in_both, newest_published};
use crate::domain::traffic::Metric;

/// The result for one repository.
#[derive(Debug, Clone)]
pub struct RepositoryOutcome {
    /// Its name now.
    pub name: RepositoryName,
    /// The folder that keeps its ledger now.
    pub folder: Folder,
    /// The folder that kept its ledger before, when it was renamed or transferred.
    pub moved_from: Vec<Folder>,
    /// What is known now.
    pub history: History,
    /// Days of which at least a part of the views is known.
    pub known_days: u32,
    /// What follows from it.
    pub analysis: Analysis,
    /// What was wrong in the answers.
    pub anomalies: Anomalies,
    /// The newest day that GitHub has published of either metric.
    pub published: Option<Date>,
    /// The last day that GitHub has published, where it stands still in both metrics.
    pub frozen: Option<Date>,
    /// Zeros that are doubtful now and were not before.
    pub doubts: Vec<(Metric, Days)>,
    /// Whether anything in it is new.
    pub news: bool,
}

impl RepositoryOutcome {
    /// A folder that has this history, without news.
    pub(super) fn new(folder: Folder, history: History) -> Self {
        let analysis = Analysis::new(&history);
        Self {
            name: history.repository.name.clone(),
            folder,
            moved_from: Vec::new(),
            known_days: analysis.views.all_time.map_or(0, |total| total.known_days),
            published: newest_published(&history, &analysis),
            frozen: frozen_in_both(&history),
            analysis,
            history,
            anomalies: Anomalies::default(),
            doubts: Vec::new(),
            news: false,
        }
    }

    /// Whether GitHub does not find it any more.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.history.status == Some(RepositoryStatus::NotFound)
    }

    /// Keeps the last weeks alone, as the index does.
    pub fn shorten(&mut self) {
        self.history = IndexEntry::recent(&self.history);
        self.analysis = Analysis::new(&self.history);
    }
}
