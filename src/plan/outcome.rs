//! PURE. What became of one repository: what is known of it now and what is new, for the outputs and the messages of a run.

use std::sync::Arc;

use super::identity::Visited;
use crate::domain::Date;
use crate::domain::analysis::{AnalyzedHistory, Days, frozen_in_both, newest_published};
use crate::domain::highlights::Highlights;
use crate::domain::ledger_folder::Folder;
use crate::domain::recent::Recent;
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::response::Anomalies;
use crate::domain::traffic::Metric;
use crate::domain::traffic::PerMetric;

/// The result for one repository.
#[derive(Debug, Clone)]
pub struct RepositoryOutcome {
    /// Its name now.
    pub name: RepositoryName,
    /// The folder that keeps its ledger now.
    pub folder: Folder,
    /// The folder that kept its ledger before, when it was renamed or transferred.
    pub moved_from: Vec<Folder>,
    /// All that is known now; `None` once a run over many repositories has let it go.
    pub whole: Option<Arc<AnalyzedHistory>>,
    /// What is known of the last weeks.
    pub recent: Arc<Recent>,
    /// Days of which at least a part of the views is known.
    pub known_days: u32,
    /// The newest day of each metric that was seen whole.
    pub newest: PerMetric<Option<Date>>,
    /// The newest day that GitHub has published of either metric.
    pub published: Option<Date>,
    /// The last day that GitHub has published, where it stands still in both metrics.
    pub frozen: Option<Date>,
    /// Whether no traffic was asked for.
    pub without_traffic: bool,
    /// What was wrong in the answers.
    pub anomalies: Anomalies,
    /// Zeros that are doubtful now and were not before.
    pub doubts: Vec<(Metric, Days)>,
    /// What is new in it that a person may want to hear of.
    pub highlights: Highlights,
    /// Whether anything in it is new.
    pub news: bool,
}

impl RepositoryOutcome {
    /// A folder that has this history, without news; `recent` is its end.
    pub(super) fn new(folder: Folder, whole: Arc<AnalyzedHistory>, recent: Arc<Recent>) -> Self {
        let AnalyzedHistory { history, analysis } = &*whole;
        Self {
            name: history.repository.name.clone(),
            folder,
            moved_from: Vec::new(),
            known_days: analysis.views.all_time.map_or(0, |total| total.known_days),
            newest: PerMetric::of_each(|metric| analysis.metric(metric).newest),
            published: newest_published(history, analysis),
            frozen: frozen_in_both(history).filter(|_| !history.without_traffic),
            without_traffic: history.without_traffic,
            anomalies: Anomalies::default(),
            doubts: Vec::new(),
            highlights: Highlights::default(),
            news: false,
            whole: Some(whole),
            recent,
        }
    }

    /// Whether it is this repository.
    #[must_use]
    pub fn is_of(&self, visited: &Visited) -> bool {
        match visited.id {
            Some(id) => self.recent.repository.id == Some(id),
            None => self.name.is_same(&visited.name),
        }
    }

    /// Whether GitHub does not find it any more.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.recent.status == Some(RepositoryStatus::NotFound)
    }

    /// The newest day that was seen whole, in either metric.
    #[must_use]
    pub fn newest_day(&self) -> Option<Date> {
        self.newest.views.max(self.newest.clones)
    }
}
