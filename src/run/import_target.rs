//! EDGE. The ledger that something is imported into. Only the folders of the repositories that something comes in for are
//! opened, one after another.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use futures_util::{StreamExt as _, stream};

use super::destination::Destination;
use super::folders::{list_sources, open_folders, read_histories};
use super::ledger::{OpenLedger, open_ledger};
use super::ledger_page::LedgerPage;
use super::record::{LedgerPart, Recorded, Recorder, Visit};
use super::{Context, Message, not_saved, open, output, problem, server};
use crate::action::console::Console;
use crate::action::progress::Progress;
use crate::cli::ImportInputs;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::plan::identity::Visited;
use crate::plan::known_ledger::KnownLedger;
use crate::plan::scope::{Group, groups};
use crate::plan::{Incoming, RepositoryOutcome, read_ledgers};
use crate::report::LinkBase;
use crate::store::Store;

/// An open ledger, and where it is.
pub(super) struct ImportTarget {
    pub(super) store: Store,
    pub(super) destination: Destination,
    pub(super) ledger: OpenLedger,
    pub(super) site: LinkBase,
}

/// Takes out of something that comes in what the ledger of its repository must not get; nothing may be left of it.
type Admit<'h> = dyn Fn(&BTreeMap<Folder, KnownLedger>, Incoming) -> Option<Incoming> + 'h;

/// What an import does with each repository on its way.
pub(super) struct Hooks<'h> {
    /// The title of the commit, if it is not about new traffic.
    pub(super) title: Option<String>,
    /// What is done with each item once the ledgers that it may belong to are read.
    pub(super) admit: &'h Admit<'h>,
    /// Looks at each outcome while all of it is known.
    pub(super) look: &'h dyn Fn(&RepositoryOutcome),
}

/// What an import has recorded.
pub(super) struct ImportRecord {
    pub(super) recorded: Recorded,
    destination: Destination,
    /// Whether the ledger held nothing before.
    is_new: bool,
}

impl ImportRecord {
    /// Says what was written.
    pub(super) fn say_written(&self, inputs: &ImportInputs, console: &Console) {
        let files = self.recorded.listing.files;
        output::saved(console, files, &self.recorded.saved, &inputs.write);
        self.destination.notice_first_commit(self.is_new, files == 0, console);
    }
}

impl ImportTarget {
    /// Opens the ledger of the inputs.
    ///
    /// # Errors
    /// When it cannot be read, is of another server or must not be written there.
    pub(super) async fn open(inputs: &ImportInputs, context: &Context<'_>) -> anyhow::Result<Self> {
        let store = open(&inputs.common, &context.clock)?;
        let ledger = open_ledger(&store).await.map_err(Message::from)?;
        let site = server::checked_site(&ledger, &inputs.common, false)?;
        let destination = Destination::of(&store).await;
        destination.check_branch(&inputs.common, &inputs.write)?;
        Ok(Self {
            store,
            destination,
            ledger,
            site,
        })
    }

    /// The repositories of the ledger.
    pub(super) fn kept(&self) -> &BTreeMap<Folder, IndexEntry> {
        &self.ledger.index.0
    }

    /// Leaves out what must not be published where the ledger is; the other repositories are imported. `id_of` gives the id
    /// that a repository is looked up by.
    pub(super) async fn leave_out_private(
        &self,
        incoming: &mut Vec<Incoming>,
        id_of: impl Fn(&Visited) -> Option<u64>,
        inputs: &ImportInputs,
    ) -> Vec<Message> {
        let visited: BTreeSet<Visited> = incoming.iter().map(Incoming::visited).collect();
        let mut refused = BTreeMap::new();
        for one in visited {
            let checked = self
                .destination
                .check_import(&self.store, id_of(&one), &one.name, inputs.publishing)
                .await;
            refused.extend(checked.err().map(|refusal| (one, refusal)));
        }
        incoming.retain(|item| !refused.contains_key(&item.visited()));
        refused.into_values().collect()
    }

    /// Records what comes in; problems are added to `failures`. `None` if nothing was left to record.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub(super) async fn record(
        self,
        incoming: Vec<Incoming>,
        inputs: &ImportInputs,
        console: &Console,
        hooks: Hooks<'_>,
        failures: &mut Vec<Message>,
    ) -> anyhow::Result<Option<ImportRecord>> {
        let Self {
            store,
            destination,
            ledger,
            site,
        } = self;
        let is_new = ledger.index.0.is_empty();
        let visited: BTreeSet<Visited> = incoming.iter().map(Incoming::visited).collect();
        let groups = groups(&ledger.index.0, &visited);
        let mut waiting: BTreeMap<Visited, Vec<Incoming>> = BTreeMap::new();
        for item in incoming {
            waiting.entry(item.visited()).or_default().push(item);
        }
        let waiting = RefCell::new(waiting);
        // Lines would say no more than those of the result.
        let progress = console
            .shows_bars()
            .then(|| Progress::new(console, "Importing into the ledger of", visited.len()));
        let progress = progress.as_ref();
        let (store, site, waiting, admit) = (&store, &site, &waiting, hooks.admit);
        let visits = stream::iter(groups).then(move |Group { visited, folders }| async move {
            let mut incoming = Vec::new();
            for one in &visited {
                progress.inspect(|progress| progress.begin(&one.name.to_string()));
                incoming.extend(waiting.borrow_mut().remove(one).unwrap_or_default());
            }
            let opened = async {
                let histories = read_histories(store, &folders).await?;
                let mut base = open_folders(store, histories, site).await?;
                let ledgers = read_ledgers(&base).0;
                incoming = mem::take(&mut incoming)
                    .into_iter()
                    .filter_map(|item| admit(&ledgers, item))
                    .collect();
                list_sources(store, &mut base, &folders, &incoming).await?;
                base.known = ledgers;
                Ok(LedgerPart::Opened(base))
            };
            let part = opened.await;
            for _ in &visited {
                progress.inspect(|progress| progress.end());
            }
            Visit {
                folders,
                part,
                incoming,
            }
        });
        let page = LedgerPage::as_it_is();
        let recorder = Recorder {
            store,
            pages: site,
            write: &inputs.write,
            first: None,
            title: hooks.title,
            look: hooks.look,
            page: &page,
        };
        let recorded = recorder.record(Ok(ledger), visits).await;
        progress.inspect(|progress| progress.clear());
        let recorded = recorded.map_err(|error| error.message(not_saved))?;
        failures.extend(recorded.plan.problems.iter().map(problem));
        page.warnings().iter().for_each(|warning| console.warning(warning));
        let is_nothing = recorded.plan.outcomes.is_empty();
        if inputs.write.dry_run && !is_nothing {
            output::dry_run(console, &recorded.listing, &recorded.message);
        }
        Ok((!is_nothing).then_some(ImportRecord {
            recorded,
            destination,
            is_new,
        }))
    }
}
