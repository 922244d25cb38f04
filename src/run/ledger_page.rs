//! EDGE. The page to explore in the ledger: committed beside the overview, and kept up to date. What a run has visited is at hand,
//! the rest is taken over from the page that is there; only what neither has is read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::ledger::OpenLedger;
use super::transfer::{folders, read_each};
use super::{Message, StoreError};
use crate::cli::RunInputs;
use crate::domain::ledger_folder::Folder;
use crate::page::{PageData, is_page};
use crate::plan::RepositoryOutcome;
use crate::plan::change_set::ChangeSet;
use crate::plan::page::{self, MOST_REPOSITORIES, PAGE_FILE};
use crate::store::Store;

const TITLE: &str = "Page";

/// Whether a ledger is to have a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Wanted,
    Unwanted,
    /// If it has one.
    AsItIs,
}

/// The page of a ledger in the making.
#[derive(Debug)]
pub(super) struct LedgerPage {
    wish: Wish,
    /// Whether the workspace gets a page, too.
    in_workspace: bool,
    /// What was visited.
    visited: RefCell<PageData>,
    /// What was to be said, which the last plan decides.
    warnings: RefCell<Vec<Message>>,
}

/// What becomes of the page in a commit.
#[derive(Debug, Default)]
pub(super) struct PageChange {
    pub(super) changes: ChangeSet,
    /// The title of a commit that is about nothing else.
    pub(super) title: Option<&'static str>,
}

impl LedgerPage {
    /// What a run wants.
    pub(super) fn of(inputs: &RunInputs) -> Self {
        let wish = match inputs.page.ledger {
            true => Wish::Wanted,
            false => Wish::Unwanted,
        };
        Self::new(wish, inputs.page.workspace.is_some())
    }

    /// What other commands do: a ledger keeps its page, which follows its histories.
    pub(super) fn as_it_is() -> Self {
        Self::new(Wish::AsItIs, false)
    }

    fn new(wish: Wish, in_workspace: bool) -> Self {
        Self {
            wish,
            in_workspace,
            visited: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// Takes note of what a repository is now, while all of it is known.
    pub(super) fn visit(&self, outcome: &RepositoryOutcome, ledger: &OpenLedger) {
        if !self.in_workspace && !self.is_wanted(ledger) {
            return;
        }
        if let Some(whole) = &outcome.whole {
            self.visited.borrow_mut().insert(&outcome.folder, &whole.history);
        }
    }

    /// What is to be said of it.
    pub(super) fn warnings(&self) -> Vec<Message> {
        self.warnings.take()
    }

    fn has_visited(&self, folders: &BTreeSet<Folder>) -> bool {
        let visited = self.visited.borrow();
        folders.iter().all(|folder| visited.contains(folder))
    }

    fn is_wanted(&self, ledger: &OpenLedger) -> bool {
        match self.wish {
            Wish::Wanted => true,
            Wish::Unwanted => false,
            Wish::AsItIs => page::is_there(&ledger.base),
        }
    }

    /// Plans what becomes of the page: written where something is new or it is missing, removed where it is not wanted. `ledger`
    /// has the index of after the run; `replaced` are the folders that it moves.
    ///
    /// # Errors
    /// When the page that is there cannot be read.
    pub(super) async fn plan(
        &self,
        store: &Store,
        ledger: &OpenLedger,
        replaced: &[(Folder, Folder)],
        has_news: bool,
    ) -> Result<PageChange, StoreError> {
        let (is_there, is_wanted) = (page::is_there(&ledger.base), self.is_wanted(ledger));
        let mut warnings = Vec::new();
        let mut change = PageChange::default();
        let is_settled = match is_wanted {
            true => (is_there && !has_news) || ledger.index.0.is_empty(),
            false => !is_there,
        };
        if is_settled {
            return Ok(change);
        }
        let previous = previous(store, ledger).await?;
        let is_too_large = ledger.index.0.len() > MOST_REPOSITORIES;
        if is_there && previous.is_none() {
            if self.wish == Wish::Wanted {
                let summary =
                    format!("{PAGE_FILE} in the ledger was not made by Traffic Ledger, so that it was left alone");
                let help = "Remove or rename it, set another `directory`, or set `page-in-ledger: false`.";
                warnings.push(Message::new(TITLE, summary).with_help(help));
            }
        } else if is_wanted && !is_too_large {
            let (data, unread) = self.data(store, ledger, previous, replaced).await?;
            page::write(&ledger.base, &mut change.changes, data.render());
            change.title = Some("Add the page to explore");
            warnings.extend(unread);
        } else {
            if is_wanted {
                let summary =
                    format!("the ledger has more than {MOST_REPOSITORIES} repositories, too many for a page in it");
                let help = "Set `page-in-ledger: false`. The input `page` and the command `page` have no such limit.";
                warnings.push(Message::new(TITLE, summary).with_help(help));
            }
            if is_there {
                page::remove(&ledger.base, &mut change.changes);
                change.title = Some("Remove the page to explore");
            }
        }
        self.warnings.replace(warnings);
        Ok(change)
    }

    /// The data of the whole ledger, and why some of it cannot be read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn whole(
        &self,
        store: &Store,
        ledger: &OpenLedger,
    ) -> Result<(PageData, Vec<Message>), StoreError> {
        let previous = match self.has_visited(&folders(ledger)) {
            true => None,
            false => previous(store, ledger).await?,
        };
        self.data(store, ledger, previous, &[]).await
    }

    /// The same with what the page before has.
    async fn data(
        &self,
        store: &Store,
        ledger: &OpenLedger,
        previous: Option<PageData>,
        replaced: &[(Folder, Folder)],
    ) -> Result<(PageData, Vec<Message>), StoreError> {
        let captured = |folder: &Folder| Some(ledger.index.0.get(folder)?.recent.captured);
        let mut data = PageData::default();
        data.fill(self.visited.borrow().clone(), captured);
        data.fill(previous.unwrap_or_default(), captured);
        let before: BTreeMap<&Folder, &Folder> = replaced.iter().map(|(from, to)| (to, from)).collect();
        let all = folders(ledger);
        // Where the history is until the commit, and the folder that it is of.
        let missing: Vec<(&Folder, &Folder)> = all
            .iter()
            .filter(|folder| !data.contains(folder))
            .map(|folder| (*before.get(folder).unwrap_or(&folder), folder))
            .collect();
        let places: Vec<&Folder> = missing.iter().map(|(at, _)| *at).collect();
        let mut failures = Vec::new();
        read_each(store, ledger, &places, |place, read| match read {
            Ok(read) => data.insert(missing[place].1, &read.history()),
            Err(failure) => failures.push(failure),
        })
        .await;
        Ok((data, failures))
    }
}

/// The data of the page that is there; `None` if there is none of this program.
async fn previous(store: &Store, ledger: &OpenLedger) -> Result<Option<PageData>, StoreError> {
    if !ledger.base.files.contains_key(PAGE_FILE) {
        return Ok(None);
    }
    match store.read(&[PAGE_FILE]).await {
        Ok(files) => {
            let own = files.get(PAGE_FILE).filter(|file| is_page(file));
            Ok(own.map(|file| PageData::read(file)))
        }
        Err(StoreError::LargeFileStorage(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
