//! EDGE. Plans and saves what came in, one group of repositories after another; if another writer was faster, all of it
//! again on what that one left.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::mpsc::channel;

use super::folders::{Histories, open_whole, read_histories};
use super::ledger::{OpenError, OpenLedger, open_ledger};
use super::ledger_page::LedgerPage;
use super::output::Listing;
use super::{check_ownership, log_plan, server};
use crate::cli::WriteInputs;
use crate::domain::ledger_folder::Folder;
use crate::plan::change_set::{Base, ChangeSet};
use crate::plan::identity::Visited;
use crate::plan::scope::{Group, groups};
use crate::plan::{self, Incoming, Plan, RepositoryOutcome};
use crate::report::LinkBase;
use crate::store::{FolderIds, ROUNDS, Save, Saved, Store, StoreError, in_background, processors};

/// Repositories of which everything is kept until the end of a run, the first by name, beside the one that the outputs are about: in
/// front of a ledger of one repository is its report. Of the others only the last weeks are kept.
const MOST_WHOLE: usize = 1;

/// Groups that are planned and wait to be sent: requests go on meanwhile, and no more than these take memory.
const AHEAD: usize = 1;

/// A group of repositories with what came in for them and their part of the ledger.
pub(super) struct Visit {
    pub(super) folders: BTreeSet<Folder>,
    pub(super) part: Result<LedgerPart, StoreError>,
    pub(super) incoming: Vec<Incoming>,
}

/// The part of the ledger that a group depends on.
pub(super) enum LedgerPart {
    /// The histories alone. A history takes much more memory once it is understood, so that
    /// this waits until the group is planned.
    Read(Histories),
    /// All that is to be known of the folders.
    Opened(Base),
}

/// A group with what is to become of it.
struct Planned {
    folders: BTreeSet<Folder>,
    base: Result<Base, StoreError>,
    incoming: Vec<Incoming>,
    plan: Plan,
}

impl Visit {
    /// Plans what becomes of the group, beside the requests.
    async fn plan(self, store: &Store, pages: &LinkBase) -> Planned {
        let Self {
            folders,
            part,
            incoming,
        } = self;
        let base = match part {
            Ok(LedgerPart::Read(histories)) => open_whole(store, &folders, histories, &incoming, pages).await,
            Ok(LedgerPart::Opened(base)) => Ok(base),
            Err(error) => Err(error),
        };
        let pages = pages.clone();
        in_background(move || {
            let known = base.as_ref().ok().filter(|_| !incoming.is_empty());
            let plan = known.map(|base| plan::visit(base, &incoming, &pages));
            let plan = plan.unwrap_or_default();
            // What they were before is of no more use, and a group may wait long for its turn to be sent.
            let base = base.map(|base| Base {
                known: BTreeMap::new(),
                ..base
            });
            Planned {
                folders,
                base,
                incoming,
                plan,
            }
        })
        .await
    }
}

/// What became of everything that came in.
#[derive(Debug)]
pub(super) struct Recorded {
    /// What was planned, but for the changes, which are saved.
    pub(super) plan: Plan,
    pub(super) saved: Saved,
    /// What was written, or what a dry run would write.
    pub(super) listing: Listing,
    /// The message of the commit.
    pub(super) message: String,
}

/// How a command records what came in.
pub(super) struct Recorder<'r> {
    pub(super) store: &'r Store,
    pub(super) pages: &'r LinkBase,
    pub(super) write: &'r WriteInputs,
    /// The repository that the outputs are about, of which everything is kept.
    pub(super) first: Option<&'r Visited>,
    /// The title of the commit, if it is not about new traffic.
    pub(super) title: Option<String>,
    /// Looks at each outcome while all of it is known.
    pub(super) look: &'r dyn Fn(&RepositoryOutcome),
    /// The page to explore in the ledger.
    pub(super) page: &'r LedgerPage,
}

/// What became of a group. If another writer has not touched its folders, it is still true.
#[derive(Debug, Clone)]
struct Done {
    visited: BTreeSet<Visited>,
    before: FolderIds,
    after: FolderIds,
    /// What was planned, but for the changes, which are sent.
    plan: Plan,
    /// How many files changed.
    files: usize,
}

/// What became of the groups so far, in case that all of it has to be done again.
type AllDone = RefCell<Vec<Done>>;

impl Recorder<'_> {
    /// Records what the stream brings. All of the stream is taken, even if nothing can be saved any more.
    ///
    /// # Errors
    /// When the store cannot be read or refuses; nothing was written to a branch then.
    pub(super) async fn record(
        &self,
        ledger: Result<OpenLedger, OpenError>,
        visits: impl Stream<Item = Visit>,
    ) -> Result<Recorded, OpenError> {
        let done = AllDone::default();
        let mut round = match ledger {
            Ok(ledger) => self.begin(ledger, &done),
            Err(error) => Err(error),
        };
        let mut everything = Vec::new();
        let (sender, mut receiver) = channel(AHEAD);
        let produce = async move {
            let planned = visits
                .map(|visit| visit.plan(self.store, self.pages))
                .buffered(processors());
            let mut planned = std::pin::pin!(planned);
            // The other side takes all of them. The next one comes when there is a place for it, so that it does not take memory beside
            // those that wait.
            while let Ok(place) = sender.reserve().await {
                match planned.next().await {
                    Some(planned) => place.send(planned),
                    None => break,
                }
            }
        };
        let consume = async {
            while let Some(mut planned) = receiver.recv().await {
                if let Ok(open) = &mut round
                    && let Err(error) = open.add(&mut planned).await
                {
                    round = Err(error.into());
                }
                planned.folders.iter().for_each(|folder| self.store.release(folder));
                everything.extend(planned.incoming);
            }
        };
        join(produce, consume).await;
        let mut result = match round {
            Ok(round) => round.finish().await,
            Err(error) => Err(error),
        };
        for round in 1..ROUNDS {
            match &result {
                Err(error) if error.is_conflict() => {}
                _ => break,
            }
            self.store.step_aside(round).await;
            result = self.again(&everything, &done).await;
        }
        result
    }

    /// Plans everything anew on what another writer has left, and saves it.
    async fn again(&self, everything: &[Incoming], done: &AllDone) -> Result<Recorded, OpenError> {
        let mut round = self.begin(open_ledger(self.store).await?, done)?;
        let visited = everything.iter().map(Incoming::visited).collect();
        for Group { visited, folders } in groups(&round.ledger.index.0, &visited) {
            if round.repeat(&visited, &folders).await? {
                continue;
            }
            let own = everything.iter().filter(|item| visited.contains(&item.visited()));
            let incoming: Vec<Incoming> = own.cloned().collect();
            let part = read_histories(self.store, &folders).await.map(LedgerPart::Read);
            let visit = Visit {
                folders,
                part,
                incoming,
            };
            let mut planned = visit.plan(self.store, self.pages).await;
            round.add(&mut planned).await?;
            planned.folders.iter().for_each(|folder| self.store.release(folder));
        }
        round.finish().await
    }

    fn begin<'a>(&'a self, ledger: OpenLedger, done: &'a AllDone) -> Result<Round<'a>, OpenError> {
        tracing::debug!(
            head = ledger.base.head.map(tracing::field::display),
            repositories = ledger.index.0.len(),
            "planning on the ledger"
        );
        server::check(&ledger, self.pages).map_err(OpenError::Refused)?;
        let save = match self.write.dry_run {
            true => None,
            false => Some(self.store.begin(&ledger.base)?),
        };
        let is_new = ledger.index.0.is_empty();
        let is_held = is_new && matches!(self.store, Store::Directory(_)) && save.is_some();
        Ok(Round {
            recorder: self,
            done,
            is_new,
            held: is_held.then(Vec::new),
            ledger,
            save,
            plan: Plan::default(),
            listing: Listing::default(),
        })
    }
}

/// Everything planned once on one state of the store.
struct Round<'r> {
    recorder: &'r Recorder<'r>,
    done: &'r AllDone,
    ledger: OpenLedger,
    /// Whether there was no ledger yet.
    is_new: bool,
    /// The first changes of a directory, which are written at once: until all are known to overwrite nothing, none is.
    held: Option<Vec<(Base, ChangeSet)>>,
    /// `None` in a dry run.
    save: Option<Save<'r>>,
    plan: Plan,
    listing: Listing,
}

impl Round<'_> {
    /// Saves a group, whose part of the ledger is let go.
    async fn add(&mut self, planned: &mut Planned) -> Result<(), StoreError> {
        let Planned {
            folders,
            base,
            incoming,
            plan,
        } = planned;
        if incoming.is_empty() {
            return Ok(());
        }
        let base = std::mem::replace(base, Ok(Base::default()))?;
        let mut plan = std::mem::take(plan);
        log_plan(&plan);
        let changes = std::mem::take(&mut plan.changes);
        let before = self.folder_ids(folders).await?;
        self.write(&base, &changes).await?;
        // Somebody has removed the folder.
        for folder in folders.iter().filter(|folder| !base.has_folder(folder.as_str())) {
            plan.index.entry(folder.clone()).or_insert(None);
        }
        for outcome in &plan.outcomes {
            (self.recorder.look)(outcome);
            self.recorder.page.visit(outcome, &self.ledger);
        }
        if let Some((before, after)) = before.zip(self.folder_ids(folders).await?) {
            let mut done = self.done.borrow_mut();
            let mut plan = plan.clone();
            if done.len() >= MOST_WHOLE {
                keep_whole(&mut plan.outcomes, 0, self.recorder.first);
            }
            done.push(Done {
                visited: incoming.iter().map(Incoming::visited).collect(),
                before,
                after,
                plan,
                files: changes.changes().len(),
            });
        }
        self.take(plan);
        Ok(())
    }

    /// What the folders are in the commit so far; `None` for a directory, whose changes are written at once, and in a dry run.
    async fn folder_ids(&mut self, folders: &BTreeSet<Folder>) -> Result<Option<FolderIds>, StoreError> {
        match &mut self.save {
            Some(save) => save.folder_ids(folders).await,
            None => Ok(None),
        }
    }

    /// Takes over what became of a group in an earlier round, if nobody has touched its folders since then. GitHub has all of it
    /// already, so nothing is read and nothing sent but the names of the folders.
    async fn repeat(&mut self, visited: &BTreeSet<Visited>, folders: &BTreeSet<Folder>) -> Result<bool, StoreError> {
        let done = self.done.borrow().iter().find(|done| done.visited == *visited).cloned();
        let (Some(done), Some(save)) = (done, &mut self.save) else {
            return Ok(false);
        };
        let is_same = done.before.keys().eq(folders) && save.repeat(&done.before, &done.after).await?;
        if is_same {
            self.listing.files += done.files;
            self.take(done.plan);
        } else {
            self.done.borrow_mut().retain(|done| done.visited != *visited);
        }
        Ok(is_same)
    }

    /// Adds what was planned for a group.
    fn take(&mut self, plan: Plan) {
        self.ledger.index.update(plan.index);
        self.plan.outcomes.extend(plan.outcomes);
        keep_whole(&mut self.plan.outcomes, MOST_WHOLE, self.recorder.first);
        self.plan.problems.extend(plan.problems);
        self.plan.replaced.extend(plan.replaced);
    }

    async fn write(&mut self, base: &Base, changes: &ChangeSet) -> Result<(), StoreError> {
        if self.is_new {
            check_ownership(base, changes)?;
        }
        self.listing.add(changes, self.save.is_none());
        if let Some(held) = &mut self.held {
            held.push((base.clone(), changes.clone()));
            return Ok(());
        }
        self.send(base, changes).await
    }

    async fn send(&mut self, base: &Base, changes: &ChangeSet) -> Result<(), StoreError> {
        match &mut self.save {
            Some(save) => save.add(base, changes).await,
            None => Ok(()),
        }
    }

    /// Plans what is in front of the ledger, and ends the save.
    async fn finish(mut self) -> Result<Recorded, OpenError> {
        self.plan.outcomes.sort_by(|one, two| one.name.cmp(&two.name));
        let Recorder { store, page, .. } = self.recorder;
        let has_news = self.listing.files > 0;
        let page = page.plan(store, &self.ledger, &self.plan.replaced, has_news).await?;
        let about_page = page.title.filter(|_| !has_news).map(str::to_owned);
        self.plan.title = about_page.or_else(|| self.recorder.title.clone());
        if has_news || !page.changes.is_empty() {
            let base = std::mem::take(&mut self.ledger.base);
            let mut changes = page.changes;
            if has_news {
                let (index, outcomes) = (&mut self.ledger.index, &self.plan.outcomes);
                changes.extend(plan::front(&base, index, outcomes, self.recorder.pages));
            }
            self.write(&base, &changes).await?;
            let mut held = self.held.take().unwrap_or_default();
            // What is in front can be refused: it comes first.
            held.reverse();
            for (base, changes) in held {
                self.send(&base, &changes).await?;
            }
        }
        let own = self.recorder.write.commit_message.clone();
        let message = own.unwrap_or_else(|| self.plan.message());
        let saved = match self.save {
            Some(save) if self.listing.files > 0 => save.finish(&message).await?,
            _ => Saved::default(),
        };
        Ok(Recorded {
            plan: self.plan,
            saved,
            listing: self.listing,
            message,
        })
    }
}

/// Lets go of all but the last weeks of all repositories but `first` and the first `most` by name.
fn keep_whole(outcomes: &mut [RepositoryOutcome], most: usize, first: Option<&Visited>) {
    let is_first = |outcome: &RepositoryOutcome| first.is_some_and(|first| outcome.is_of(first));
    let mut whole: Vec<&mut RepositoryOutcome> = outcomes.iter_mut().filter(|one| one.whole.is_some()).collect();
    whole.sort_by(|one, two| one.name.cmp(&two.name));
    for outcome in whole.into_iter().skip(most).filter(|outcome| !is_first(outcome)) {
        outcome.whole = None;
    }
}
