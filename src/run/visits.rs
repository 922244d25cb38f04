//! EDGE. The visits of a run: each reads the traffic of some repositories and, at the same time, their part of the ledger.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join;
use futures_util::{Stream, StreamExt as _, stream};

use super::Message;
use super::collect::Reader;
use super::folders::read_histories;
use super::health::Warning;
use super::record::{LedgerPart, Visit};
use super::resolve::ReadTarget;
use crate::domain::Timestamp;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::github::traffic::Subject;
use crate::plan::Incoming;
use crate::plan::change_set::Base;
use crate::plan::identity::Visited;
use crate::plan::scope::groups;
use crate::store::Store;

/// What the visits found beside the traffic.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<(RepositoryName, Warning)>,
    /// The newest time of GitHub's; `None` as long as nothing came that could be recorded.
    pub(super) newest: Option<Timestamp>,
}

/// How a run visits repositories.
pub(super) struct Visits<'r> {
    pub(super) store: &'r Store,
    pub(super) reader: &'r Reader<'r>,
    pub(super) found: &'r RefCell<Found>,
}

impl<'r> Visits<'r> {
    /// One visit for each group of repositories that depend on one another; `kept` is what the ledger holds, and without a
    /// ledger nothing of it is read.
    pub(super) fn of(
        &'r self,
        targets: Vec<ReadTarget>,
        kept: &BTreeMap<Folder, IndexEntry>,
        has_ledger: bool,
    ) -> impl Stream<Item = impl Future<Output = Visit> + 'r> + 'r {
        let all = targets.iter().map(|target| visited(&target.subject)).collect();
        let groups = groups(kept, &all);
        let group_of = groups.iter().enumerate();
        let group_of = group_of.flat_map(|(index, group)| group.visited.iter().map(move |one| (one, index)));
        let group_of: BTreeMap<&Visited, usize> = group_of.collect();
        // In the order of the inputs, so that the lines of the log are.
        let mut visits: Vec<(Vec<ReadTarget>, BTreeSet<Folder>)> = Vec::new();
        let mut begun: BTreeMap<usize, usize> = BTreeMap::new();
        for target in targets {
            let group = group_of[&visited(&target.subject)];
            let visit = *begun.entry(group).or_insert(visits.len());
            if visit == visits.len() {
                visits.push((Vec::new(), groups[group].folders.clone()));
            }
            visits[visit].0.push(target);
        }
        stream::iter(visits).map(move |(targets, folders)| self.visit(targets, folders, has_ledger))
    }

    async fn visit(&self, targets: Vec<ReadTarget>, folders: BTreeSet<Folder>, has_ledger: bool) -> Visit {
        let open = async {
            match has_ledger {
                true => read_histories(self.store, &folders).await.map(LedgerPart::Read),
                false => Ok(LedgerPart::Opened(Base::default())),
            }
        };
        let (incoming, part) = join(self.read(targets), open).await;
        Visit {
            folders,
            part,
            incoming,
        }
    }

    async fn read(&self, targets: Vec<ReadTarget>) -> Vec<Incoming> {
        let mut incoming = Vec::new();
        for target in targets {
            let read = self.reader.read(target).await;
            let mut found = self.found.borrow_mut();
            found.failures.extend(read.failures);
            found.warnings.extend(read.warnings);
            found.newest = found
                .newest
                .max(read.snapshot.as_ref().map(|snapshot| snapshot.captured));
            incoming.extend(read.snapshot.map(Incoming::Snapshot));
        }
        incoming
    }
}

/// Who is to be read.
pub(super) fn visited(subject: &Subject) -> Visited {
    Visited {
        id: subject.id(),
        name: subject.name().clone(),
    }
}
