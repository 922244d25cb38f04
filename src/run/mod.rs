//! EDGE. The order of the world: the only module that imports every layer. `load → fetch → plan → save → output`, with
//! the plan in the middle pure and everything that cannot be saved kept aside.

mod alerts;
mod audience;
mod check;
mod collect;
pub mod command;
mod destination;
mod details;
mod discover;
mod doctor;
mod doctor_repositories;
mod folders;
mod health;
mod import;
mod import_listing;
mod import_privacy;
mod import_snapshots;
mod import_target;
mod ledger;
mod ledger_page;
mod output;
mod page;
mod problem;
mod record;
mod resolve;
mod scope;
mod server;
mod standing;
mod status;
mod text_table;
mod transfer;
mod undo;
mod unsaved;
mod user_files;
mod visits;

use std::cell::{Cell, RefCell};

use futures_util::StreamExt as _;

use self::alerts::Alerts;
use self::audience::{Asker, LogAudience};
use self::collect::Reader;
use self::destination::Destination;
use self::details::Details;
use self::discover::discover;
use self::ledger::{OpenError, open_ledger};
use self::ledger_page::LedgerPage;
use self::output::Listing;
use self::problem::problem;
use self::record::{Recorded, Recorder};
use self::resolve::resolve;
use self::standing::Standings;
use self::visits::{Found, Visits, visited};
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::outputs::{Output, Outputs};
use crate::cli::{Connection, Inputs, LedgerLocation, RunInputs, WriteInputs};
use crate::clock::Clock;
use crate::domain::ledger_index::{IndexEntry, LedgerIndex};
use crate::domain::selection::ListedRepository;
use crate::domain::{Timestamp, utc_day};
use crate::github::traffic::Subject;
use crate::github::{Client, Limits};
pub use crate::message::Message;
use crate::plan::Plan;
use crate::plan::change_set::{Base, ChangeSet};
use crate::plan::layout::foreign_file;
use crate::report::LinkBase;
use crate::secret::Secret;
use crate::store::{Branch, Directory, Saved, Store, StoreError};
pub use check::{rebuild_all, verify};
pub use doctor::doctor_of;
pub use import::import_into;
pub use page::write_page_file;
pub use status::status_of;
pub use transfer::export_from;
pub use unsaved::UnsavedSnapshots;

/// What a command has to do with beyond its inputs. The clock is read through it and nowhere else.
pub struct Context<'a> {
    /// The environment as it was when the program began.
    pub environment: &'a Environment,
    /// Where lines go.
    pub console: &'a Console,
    /// The time, and all waits.
    pub clock: Clock,
    /// Where fetched snapshots wait until they are saved; what is left in it is written to the workspace.
    pub unsaved: UnsavedSnapshots,
    /// The outputs of the step, written once at its end.
    pub outputs: RefCell<Outputs>,
    /// Whether a command fails that has said itself what is wrong.
    pub has_failed: Cell<bool>,
}

/// Reads the traffic of every repository, merges, draws, reports and commits.
///
/// What came is saved even when something else failed; the failures come back for the caller to report.
///
/// # Errors
/// When the ledger cannot be loaded, planned or saved: then nothing was written, and what was fetched is left in
/// [`Context::unsaved`].
pub async fn run(inputs: &RunInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let local = context.clock.now();
    context.outputs.borrow_mut().set(Output::Changed, false);

    if inputs.doctor {
        doctor::before_run(inputs, context).await?;
    }
    let store = open(&inputs.common, &context.clock)?;
    // What the ledger knows helps to find repositories by their ids. Without it the traffic is still read and kept.
    let ledger = open_ledger(&store).await;
    let site = match &ledger {
        // Its ids are asked for: at another server they are other repositories'.
        Ok(ledger) => server::checked_site(ledger, &inputs.common, true)?,
        Err(_) => site(&inputs.common),
    };
    let destination = Destination::of(&store).await;
    let refused = destination.check_branch(&inputs.common, &inputs.write).err();
    let is_new = ledger.as_ref().is_ok_and(|ledger| ledger.index.0.is_empty());
    let index = ledger
        .as_ref()
        .map_or_else(|_| LedgerIndex::default(), |ledger| ledger.index.clone());
    let client = reading_client(inputs, &context.clock)?;
    let audience = LogAudience::of(context, inputs, &destination, &client, &index).await;
    let accepts = |subject: &Subject| destination.accepts(subject, inputs.publishing);
    let accepts_listed = |listed: &ListedRepository| destination.accepts_listed(listed, inputs.publishing);
    let mut discovered = discover(&client, &inputs.selection, &accepts_listed, &audience, console).await;
    let listed = std::mem::take(&mut discovered.listed);
    let expected = |entry: &IndexEntry| discovered.lacks(entry, &inputs.selection, inputs.shard);
    let asker = Asker {
        client: &client,
        audience: &audience,
    };
    let resolved = resolve(asker, listed, &discovered.names, &index.0, &accepts, &expected).await;
    audience.explain();
    let mut failures = [discovered.failures, resolved.failures].concat();
    let mut warnings = [discovered.warnings, resolved.warnings].concat();
    let first = resolved
        .targets
        .iter()
        .find(|target| target.requested == discovered.first);
    let first = first.map(|target| visited(&target.subject));

    let (files, unread) = user_files::read(&store, ledger.as_ref().ok(), inputs, context, utc_day(local)).await;
    failures.extend(unread);
    let reader = Reader::new(&client, inputs, context, &destination, &audience, &index, local)
        .with(&files)
        .and_store(&store);
    let scope = scope::choose(resolved.targets, &reader, inputs, &client, &store, console, local);
    failures.extend(scope.failures);
    reader.leave_for_ci(scope.left);
    user_files::notice_strangers(&files, context, &index, &inputs.selection, &scope.targets);
    let to_read = scope.targets.iter().filter(|target| !target.subject.is_missing());
    reader.expect(to_read.count());
    let found = RefCell::new(Found::default());
    let visits = Visits {
        store: &store,
        reader: &reader,
        found: &found,
    };
    let stream = visits
        .of(scope.targets, &index.0, ledger.is_ok())
        .buffered(inputs.concurrency);
    // The age of what is stored is counted from GitHub's time: a wrong clock must not blame GitHub.
    let standings = Standings::default();
    let alerts = Alerts::new(inputs.digest, &site);
    let details = Details::new(&site);
    let page = LedgerPage::of(inputs);
    let recorder = Recorder {
        store: &store,
        pages: &site,
        write: &inputs.write,
        first: first.as_ref(),
        title: None,
        look: &|outcome| {
            let now = outcome
                .recent
                .captured
                .unwrap_or(local)
                .max(found.borrow().newest.unwrap_or(local));
            standings.look(outcome, now, inputs.max_age_days, audience.may_see(&outcome.name));
            alerts.look(outcome);
            details.look(outcome, audience.may_see(&outcome.name));
        },
        page: &page,
    };
    // What is read is rescued, but nothing of it is written.
    let ledger = ledger.and_then(|ledger| match refused {
        None => Ok(ledger),
        Some(refusal) => Err(OpenError::Refused(refusal)),
    });
    let recorded = recorder.record(ledger, stream).await;
    reader.end();
    let Found {
        failures: more,
        warnings: others,
        newest,
    } = found.take();
    failures.extend(more);
    let [hints, others] = health::hints(others);
    warnings.extend(health::messages(&others));
    if newest.is_none() {
        output::summary(context, &destination, &audience, &[], &details, &failures, &site);
        // A job whose share is empty has nothing to read, but the next step may wait for its page.
        if failures.is_empty() {
            page::after_run(inputs, &store, &page, &destination, &audience, context).await?;
        }
        return Ok(failures);
    }
    let Recorded {
        plan,
        saved,
        listing,
        message,
    } = recorded.map_err(|error| {
        if inputs.write.dry_run {
            context.unsaved.retain(|_| false);
        }
        error.message(not_saved)
    })?;
    context.unsaved.retain(|snapshot| plan.leaves_out(snapshot));
    failures.extend(plan.problems.iter().map(problem));
    if inputs.write.dry_run {
        output::dry_run(console, &listing, &message);
    }

    for (from, to) in &plan.replaced {
        output::replaced(console, from, to);
    }
    for outcome in &plan.outcomes {
        // On Actions each of several repositories has a group of its own.
        let is_grouped = plan.outcomes.len() > 1 && context.environment.on_actions();
        if is_grouped {
            console.group(&outcome.name.to_string());
        }
        output::outcome_for(console, outcome, audience.may_see(&outcome.name));
        if is_grouped {
            console.end_group();
        }
    }
    failures.extend(standings.failures(inputs.max_age_days));
    warnings.extend(standings.warnings());
    warnings.extend(page.warnings());
    warnings.extend(newest.and_then(|now| standing::pause(&index, now)));
    for warning in warnings {
        console.warning(&warning);
    }
    for hint in health::messages(&hints) {
        console.notice(&hint);
    }
    output::saved(console, listing.files, &saved, &inputs.write);
    destination.notice_first_commit(is_new, listing.files == 0, console);
    let first = first.as_ref().and_then(|first| plan.outcome_of(first));
    let first = first.filter(|first| audience.may_see(&first.name));
    output::outputs(&mut context.outputs.borrow_mut(), first, &saved, &site);
    if inputs.publishing.private || destination.may_be_shown(context) {
        alerts.set(&mut context.outputs.borrow_mut(), &|name| audience.may_see(name));
    }
    if let Some(worst) = standings.worst() {
        context.outputs.borrow_mut().set(Output::State, worst.word());
    }
    output::summary(
        context,
        &destination,
        &audience,
        &plan.outcomes,
        &details,
        &failures,
        &site,
    );
    page::after_run(inputs, &store, &page, &destination, &audience, context).await?;
    Ok(failures)
}

/// The store that the inputs name.
///
/// # Errors
/// When no client can be made for the API.
pub fn open(inputs: &Inputs, clock: &Clock) -> anyhow::Result<Store> {
    match &inputs.location {
        LedgerLocation::Directory { path, .. } => Ok(Store::Directory(Directory::new(path.clone()))),
        LedgerLocation::Branch {
            repository,
            branch,
            directory,
        } => {
            let connection = &inputs.connection;
            let client = client(connection, connection.token.clone(), clock)?;
            Ok(Store::Branch(Branch::new(
                client,
                repository.clone(),
                branch.clone(),
                directory.clone(),
            )))
        }
    }
}

/// The client that reads the repositories of a run.
///
/// # Errors
/// When none can be made.
fn reading_client(inputs: &RunInputs, clock: &Clock) -> Result<Client, Message> {
    let (token, input) = inputs.reading_token();
    let client = client(&inputs.common.connection, token.cloned(), clock)?;
    Ok(client.with_token_of(input))
}

/// A client for the API of the inputs.
///
/// # Errors
/// When none can be made.
fn client(connection: &Connection, token: Option<Secret>, clock: &Clock) -> Result<Client, Message> {
    let limits = Limits::with_max_wait(connection.max_wait);
    Client::new(&connection.api_url, &connection.proxies, token, clock.clone(), limits)
        .map_err(|error| Message::from(error).with_context("could not set up the connection to GitHub"))
}

/// Where the reports of the ledger will be, for their links.
#[must_use]
pub fn site(inputs: &Inputs) -> LinkBase {
    let server = inputs.connection.server_url.clone();
    let (store, branch, directory) = match &inputs.location {
        LedgerLocation::Branch {
            repository,
            branch,
            directory,
        } => (Some(repository), branch, directory),
        LedgerLocation::Directory {
            store,
            branch,
            directory,
            ..
        } => (store.as_ref(), branch, directory),
    };
    LinkBase {
        server,
        store: store.cloned(),
        branch: branch.clone(),
        directory: directory.clone(),
    }
}

/// Refuses to overwrite a file of the user: where no ledger is yet, none of the files is its own.
fn check_ownership(base: &Base, changes: &ChangeSet) -> Result<(), StoreError> {
    match foreign_file(base, changes) {
        Some(path) => Err(StoreError::NotOurs(path.to_owned())),
        None => Ok(()),
    }
}

/// What was planned and why, for the debug trail.
fn log_plan(plan: &Plan) {
    for outcome in &plan.outcomes {
        let why = match (outcome.moved_from.is_empty(), outcome.news) {
            (false, _) => "the repository was renamed",
            (true, true) => "the ledger does not have this yet",
            (true, false) => "the ledger already has all of it",
        };
        let newest = outcome.newest_day().map(tracing::field::display);
        tracing::debug!(name = %outcome.name, news = outcome.news, why, newest, "planned the repository");
    }
    tracing::debug!(files = plan.changes.changes().len(), "planned the commit");
}

/// Saves a plan that was made for `base`, or only shows it.
async fn save_planned(
    store: &Store,
    base: &Base,
    plan: &Plan,
    write: &WriteInputs,
    console: &Console,
) -> anyhow::Result<Saved> {
    check_ownership(base, &plan.changes).map_err(not_saved)?;
    if write.dry_run {
        output::dry_run(console, &Listing::of(&plan.changes), &plan.message());
        return Ok(Saved::default());
    }
    let message = write.commit_message.clone().unwrap_or_else(|| plan.message());
    let saved = store.save(base, &plan.changes, &message).await;
    Ok(saved.map_err(not_saved)?)
}

fn not_loaded(error: StoreError) -> Message {
    Message::from(error).with_context("could not load the ledger")
}

fn not_saved(error: StoreError) -> Message {
    Message::from(error).with_context("could not save the ledger")
}

/// How many UTC days lie between a day and an instant.
fn days_before(day: crate::domain::Date, at: Timestamp) -> i64 {
    crate::domain::days_between(day, utc_day(at))
}
