//! EDGE. The order of the world: the only module that imports every layer. `fetch → load → plan → save → output`, with
//! the plan in the middle pure and everything that cannot be saved kept aside.

mod check;
mod collect;
pub mod command;
mod health;
mod output;
mod transfer;
mod unsaved;

use anyhow::{Context as _, anyhow};

use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::inputs::{Inputs, LedgerLocation, RunInputs, WriteInputs};
use crate::action::names::Output;
use crate::action::outputs::Outputs;
use crate::clock::Clock;
use crate::domain::{Timestamp, utc_day};
use crate::github::{Client, Limits};
use crate::plan::change_set::{Base, ChangeSet};
use crate::plan::{self, Incoming, Plan, PlanError};
use crate::report::LinkBase;
use crate::store::{Branch, Directory, Proposal, Saved, Store, UpdateError};
pub use check::{rebuild_all, verify};
pub use transfer::{export_from, import_into};
pub use unsaved::UnsavedSnapshots;

/// What a command has to do with beyond its inputs. The clock is read through it and nowhere else.
pub struct Context<'a> {
    /// The environment as it was when the program began.
    pub environment: &'a Environment,
    /// Where lines go.
    pub console: &'a Console,
    /// The time, and all waits.
    pub clock: Clock,
    /// Where fetched snapshots wait until they are saved; what is left in it is rescued.
    pub unsaved: UnsavedSnapshots,
}

/// One way in which a run came out red, told under a title of its own.
#[derive(Debug)]
pub struct Message {
    /// What it is about, such as a repository.
    pub title: String,
    /// What happened, and what to do.
    pub text: String,
}

/// Reads the traffic of every repository, merges, draws, reports and commits.
///
/// What came is saved even when something else failed; the failures come back for the caller to tell.
///
/// # Errors
/// When the ledger cannot be loaded, planned or saved: then nothing was written, and what was fetched is left in
/// [`Context::unsaved`].
pub async fn run(inputs: &RunInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let console = context.console;
    let captured = whole_second(context.clock.now());
    let mut outputs = Outputs::default();
    outputs.set(Output::Changed, false);

    let collected = collect::collect(inputs, context, captured).await?;
    let mut failures = collected.failures;
    if collected.snapshots.is_empty() {
        outputs.write(context.environment, console);
        return Ok(failures);
    }
    context.unsaved.track(&collected.snapshots);
    let incoming: Vec<Incoming> = collected.snapshots.into_iter().map(Incoming::Snapshot).collect();
    let store = open(&inputs.common, &context.clock)?;
    let site = site(&inputs.common);
    let propose = |base: &_| plan::plan(base, &incoming, &site);
    let (plan, saved) = save(&store, &inputs.write, console, propose).await?;
    context.unsaved.clear();

    for outcome in &plan.outcomes {
        output::outcome(console, outcome);
        failures.extend(health::too_old(outcome, captured, inputs.max_age_days));
    }
    for warning in collected.warnings {
        console.warning(&warning.title, &warning.text);
    }
    output::saved(console, &plan, &saved, &inputs.write);
    output::outputs(&mut outputs, &plan, &saved, &site);
    outputs.write(context.environment, console);
    output::summary(context, &plan, &site);
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
            let limits = Limits {
                max_wait: connection.max_wait,
                ..Limits::default()
            };
            let client = Client::new(&connection.api_url, connection.token.clone(), clock.clone(), limits)
                .context("could not get ready to talk to GitHub")?;
            Ok(Store::Branch(Branch::new(
                client,
                repository.clone(),
                branch.clone(),
                directory.clone(),
            )))
        }
    }
}

/// Where the reports of the ledger will stand, for their links.
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

/// Plans and saves, or only shows what would be saved.
///
/// # Errors
/// When the store or the plan refuses; nothing was written then.
pub async fn save(
    store: &Store,
    write: &WriteInputs,
    console: &Console,
    mut propose: impl FnMut(&Base) -> Result<Plan, PlanError>,
) -> anyhow::Result<(Plan, Saved)> {
    if write.dry_run {
        let base = store.load().await.context("could not read the ledger")?;
        let plan = propose(&base).map_err(refused)?;
        output::dry_run(console, &plan);
        return Ok((plan, Saved::default()));
    }
    let message = write.commit_message.as_deref();
    let proposed = |base: &_| propose(base).map(|plan| Proposed { plan, message });
    match store.update(proposed).await {
        Ok((Proposed { plan, .. }, saved)) => Ok((plan, saved)),
        Err(UpdateError::Plan(error)) => Err(refused(error)),
        Err(UpdateError::Store(error)) => Err(anyhow!(error).context("the ledger could not be saved")),
    }
}

/// Saves a plan that was made for `base`, or only shows it.
async fn save_planned(
    store: &Store,
    base: &Base,
    plan: &Plan,
    write: &WriteInputs,
    console: &Console,
) -> anyhow::Result<Saved> {
    if write.dry_run {
        output::dry_run(console, plan);
        return Ok(Saved::default());
    }
    let message = write.commit_message.clone().unwrap_or_else(|| plan.message());
    store
        .save(base, &plan.changes, &message)
        .await
        .context("the ledger could not be saved")
}

/// A plan with the message of its commit.
struct Proposed<'a> {
    plan: Plan,
    message: Option<&'a str>,
}

impl Proposal for Proposed<'_> {
    fn changes(&self) -> &ChangeSet {
        &self.plan.changes
    }

    fn message(&self) -> String {
        self.message.map_or_else(|| self.plan.message(), str::to_owned)
    }
}

/// A refusal with the command that mends it, where one does.
fn refused(error: PlanError) -> anyhow::Error {
    let heals = matches!(&error, PlanError::Ledger { error, .. } if error.heals_by_rebuild());
    let error = anyhow!(error);
    if heals {
        let advice = "the ledger was left as it is; its snapshots hold everything: `traffic-ledger verify` tells more \
                      and `traffic-ledger rebuild` makes the history again";
        return error.context(advice);
    }
    error.context("the ledger was left as it is")
}

/// A capture is kept to the second.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// How many UTC days lie between a day and an instant.
fn days_before(day: crate::domain::Date, at: Timestamp) -> i64 {
    crate::domain::days_between(day, utc_day(at))
}
