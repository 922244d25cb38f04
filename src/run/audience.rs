//! EDGE. Who can read the log of a run, and what it does not show them: the one place that decides it.
//!
//! Everybody can read the log of a workflow in a public repository, its annotations and its artifacts, and with the debug
//! trail its outputs. What is private stays out of all of these, even if a private store keeps it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::destination::Destination;
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::cli::RunInputs;
use crate::domain::ledger_index::LedgerIndex;
use crate::domain::repository::RepositoryName;
use crate::github::identify::{Identity, identify, identify_by_id};
use crate::github::visibility::is_private;
use crate::github::{Client, GitHubError};

/// Who can read the log of a run.
pub(super) struct LogAudience<'c> {
    console: &'c Console,
    /// Whether others can read it than those who may know of private repositories.
    is_everybody: bool,
    /// The repository of the workflow: its readers are those of the log.
    workflow: Option<RepositoryName>,
    /// The names that the workflow shows already, in small letters.
    named: BTreeSet<String>,
    /// The repositories of the run that are not known to be public, in small letters, and whether they are known to be
    /// private.
    private: RefCell<BTreeMap<String, bool>>,
}

impl<'c> LogAudience<'c> {
    /// Everybody, if the repository of the workflow is not known to be private and private repositories are not published
    /// anyway. What is in a ledger that everybody can read is no secret; of any other ledger every name may be one.
    pub(super) async fn of(
        context: &Context<'c>,
        inputs: &RunInputs,
        destination: &Destination,
        client: &Client,
        index: &LedgerIndex,
    ) -> Self {
        let workflow = context.environment.given("GITHUB_REPOSITORY");
        let workflow = workflow.and_then(|name| name.parse::<RepositoryName>().ok());
        let is_everybody = context.environment.on_actions()
            && !inputs.publishing.private
            && match &workflow {
                Some(name) => is_private_workflow(name, context.environment, destination, client).await != Some(true),
                None => true,
            };
        let named = inputs.selection.names().chain(&workflow).chain(destination.name());
        let audience = Self {
            console: context.console,
            is_everybody,
            named: named.map(RepositoryName::folded).collect(),
            workflow,
            private: RefCell::default(),
        };
        inputs.selection.names().for_each(|name| audience.meet(name, None));
        if !destination.is_public() {
            let kept = index.0.values().map(|entry| &entry.recent.repository.name);
            kept.for_each(|name| audience.meet(name, None));
        }
        audience
    }

    /// Takes note of a repository before anything about it is printed. One whose visibility is not known counts as private.
    pub(super) fn meet(&self, name: &RepositoryName, private: Option<bool>) {
        let is_own = self.workflow.as_ref().is_some_and(|workflow| workflow.is_same(name));
        if !self.is_everybody || is_own {
            return;
        }
        if private == Some(false) {
            self.private.borrow_mut().remove(&name.folded());
            self.console.show_name(&name.to_string());
            return;
        }
        self.private.borrow_mut().insert(name.folded(), private == Some(true));
        if !self.named.contains(&name.folded()) {
            self.console.hide_name(&name.to_string());
        }
    }

    /// Whether the numbers of a repository may be shown and its snapshots be left in the workspace, from where steps upload.
    pub(super) fn may_see(&self, name: &RepositoryName) -> bool {
        !self.private.borrow().contains_key(&name.folded())
    }

    /// Says once why something is missing, if something is.
    pub(super) fn explain(&self) {
        let private = self.private.borrow();
        let mut private = private.iter();
        if private.any(|(name, is_known)| *is_known || !self.named.contains(name)) {
            self.console.print(
                "Everybody can read this log: it shows no numbers of private repositories, and names only those that \
                 `repositories` names",
            );
        }
    }
}

/// Asks GitHub who repositories are, and has the audience take note of it.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) client: &'a Client,
    pub(super) audience: &'a LogAudience<'a>,
}

impl Asker<'_> {
    /// Who has a name.
    pub(super) async fn identify(&self, name: &RepositoryName) -> Result<Identity, GitHubError> {
        self.noted(identify(self.client, name).await)
    }

    /// Who has an id; `name` is the last one that is known.
    pub(super) async fn identify_by_id(&self, id: u64, name: &RepositoryName) -> Result<Identity, GitHubError> {
        self.noted(identify_by_id(self.client, id, name).await)
    }

    fn noted(&self, identity: Result<Identity, GitHubError>) -> Result<Identity, GitHubError> {
        if let Ok(identity) = &identity {
            self.audience.meet(&identity.name, identity.private());
        }
        identity
    }
}

/// Whether the repository of the workflow is private, by what is known already: of the store, or of the event that started
/// the workflow. Only otherwise is GitHub asked. `None` if nobody says.
async fn is_private_workflow(
    name: &RepositoryName,
    environment: &Environment,
    destination: &Destination,
    client: &Client,
) -> Option<bool> {
    if destination.name().is_some_and(|store| store.is_same(name)) {
        return Some(!destination.is_public());
    }
    match is_private_by_event(name, environment) {
        None => identify(client, name).await.ok()?.private(),
        private => private,
    }
}

/// What the event says about the repository of the workflow.
///
/// Source: <https://docs.github.com/en/webhooks/webhook-events-and-payloads>
fn is_private_by_event(name: &RepositoryName, environment: &Environment) -> Option<bool> {
    let event = std::fs::read(environment.path("GITHUB_EVENT_PATH")?).ok()?;
    let event: serde_json::Value = serde_json::from_slice(&event).ok()?;
    let repository = &event["repository"];
    let is_own = repository["full_name"]
        .as_str()?
        .eq_ignore_ascii_case(&name.to_string());
    let private = is_private(repository["private"].as_bool(), repository["visibility"].as_str());
    private.filter(|_| is_own)
}
