//! EDGE. Where a ledger is kept: who can read it, and whether it may be written there.

use super::{Context, Message};
use crate::action::console::Console;
use crate::cli::{Inputs, LedgerLocation, PublishInputs, WriteInputs};
use crate::code::Code;
use crate::domain::repository::RepositoryName;
use crate::domain::selection::ListedRepository;
use crate::github::GitHubError;
use crate::github::git_data::{GitData, StoreRepository};
use crate::github::identify::{identify, identify_by_id};
use crate::github::traffic::Subject;
use crate::store::Store;

/// Where a ledger is kept.
pub(super) enum Destination {
    /// A directory of this machine: who can read it is not GitHub's to say.
    Directory,
    /// A branch of a repository.
    Branch {
        /// The name of the repository.
        name: RepositoryName,
        /// What GitHub says about it, or why it does not.
        about: Result<StoreRepository, GitHubError>,
    },
}

impl Destination {
    /// Asks GitHub about the repository of the store.
    pub(super) async fn of(store: &Store) -> Self {
        let Store::Branch(branch) = store else {
            return Self::Directory;
        };
        let name = branch.repository();
        let git = GitData {
            client: branch.client(),
            repository: &name,
        };
        let about = git.about().await;
        Self::Branch { name, about }
    }

    /// Whether it is a branch at GitHub.
    pub(super) fn is_branch(&self) -> bool {
        matches!(self, Self::Branch { .. })
    }

    /// The repository, if others than its owner's people may be able to read it: what cannot be determined counts as public.
    fn public(&self) -> Option<&RepositoryName> {
        match self {
            Self::Directory => None,
            Self::Branch { about: Ok(about), .. } if about.private == Some(true) => None,
            Self::Branch { name, .. } => Some(name),
        }
    }

    /// Whether others than its owner's people may be able to read what is kept here.
    pub(super) fn is_public(&self) -> bool {
        self.public().is_some()
    }

    /// The repository of the branch, by the name that it has now.
    pub(super) fn name(&self) -> Option<&RepositoryName> {
        match self {
            Self::Directory => None,
            Self::Branch { name, about } => Some(about.as_ref().map_or(name, |about| &about.name)),
        }
    }

    /// Whether the traffic of a repository may be read and kept here: of a private one not where everybody can read it. A
    /// repository whose visibility cannot be determined counts as private. Its own ledger has the same readers as itself.
    pub(super) fn accepts(&self, subject: &Subject, publishing: PublishInputs) -> bool {
        // Of what GitHub does not find nothing is read; its name is in the ledger already.
        subject.is_missing()
            || publishing.private
            || self.public().is_none()
            || is_public(subject)
            || self.is_of(subject)
    }

    /// The same for a repository of a list that no line names: where it is refused, even its name must not be shown.
    pub(super) fn accepts_listed(&self, listed: &ListedRepository, publishing: PublishInputs) -> bool {
        let is_own = || self.is_repository(Some(listed.id), &listed.name);
        publishing.private || self.public().is_none() || !listed.private || is_own()
    }

    /// Whether the store is the repository itself. A name can have passed to another repository, so only one that GitHub has
    /// just given counts, or one that the traffic is read by.
    fn is_of(&self, subject: &Subject) -> bool {
        match (subject, self) {
            (Subject::Identified(_), Self::Branch { name, about: Err(_) }) => subject.name().is_same(name),
            _ => self.is_repository(subject.id(), subject.name()),
        }
    }

    /// Whether the store is the repository with this id, or without one, with this name.
    fn is_repository(&self, id: Option<u64>, own: &RepositoryName) -> bool {
        let Self::Branch { name, about } = self else {
            return false;
        };
        match (id, about) {
            (Some(id), Ok(about)) => id == about.id,
            (Some(_), Err(_)) => false,
            (None, _) => own.is_same(name),
        }
    }

    /// Why a repository is not accepted, and what to do about it. `requested` is its name in the inputs: the one that it has
    /// now may be a secret.
    pub(super) fn refusal(&self, requested: &RepositoryName, subject: &Subject) -> Message {
        let readers = self.readers();
        let title = requested.to_string();
        match subject {
            Subject::Identified(identity) => {
                let visibility = match identity.private() {
                    Some(true) => "it is private",
                    _ => "it may be private",
                };
                Message::new(title, "its traffic was not read")
                    .with_cause(format!("{visibility}, and {readers}"))
                    .with_help(
                        "Keep it in a private repository: set `store`, and `token` to a token that can write there. Or set \
                         `publish-private: true` to publish its traffic.",
                    )
                    .with_code(Code::Readers)
            }
            Subject::Known { error, .. } | Subject::Named { error, .. } | Subject::Missing { error, .. } => {
                let detail = format!(
                    "Its traffic was not read: it may be private, {readers}, and `publish-private` is not set."
                );
                Message::from(error).with_title(title).with_detail(&detail)
            }
        }
    }

    /// Who can read the ledger, if that may be everybody.
    fn readers(&self) -> String {
        match self {
            Self::Branch { name, about: Ok(about) } if about.private == Some(false) => {
                format!("everybody can read the ledger in {name}")
            }
            Self::Branch { name, .. } => format!("everybody may be able to read the ledger in {name}"),
            Self::Directory => "others may be able to read the ledger".to_owned(),
        }
    }

    /// Asks GitHub who can read a repository of an import, with the token of the store: the data do not say it. `id` is that
    /// in the ledger or in the data.
    ///
    /// # Errors
    /// When it is not known to be public while the store is not known to be private.
    pub(super) async fn check_import(
        &self,
        store: &Store,
        id: Option<u64>,
        own: &RepositoryName,
        publishing: PublishInputs,
    ) -> Result<(), Message> {
        let Store::Branch(branch) = store else {
            return Ok(());
        };
        if publishing.private || self.public().is_none() || self.is_repository(id, own) {
            return Ok(());
        }
        let identity = match id {
            Some(id) => identify_by_id(branch.client(), id, own).await,
            None => identify(branch.client(), own).await,
        };
        if identity.is_ok_and(|identity| identity.private() == Some(false)) {
            return Ok(());
        }
        let cause = format!("it may be private, and {}", self.readers());
        Err(Message::new(own.to_string(), "nothing of it was imported")
            .with_cause(cause)
            .with_help(
                "Import it into a private `store`, or into a directory with --output. Or add --publish-private to publish \
                 its traffic.",
            ))
    }

    /// Refuses to fill the root of the default branch, which is where the project itself is.
    ///
    /// # Errors
    /// When it is the default branch, or nobody knows.
    pub(super) fn check_branch(&self, inputs: &Inputs, write: &WriteInputs) -> Result<(), Message> {
        let (Self::Branch { name, about }, LedgerLocation::Branch { branch, directory, .. }) = (self, &inputs.location)
        else {
            return Ok(());
        };
        let about = about
            .as_ref()
            .map_err(|error| Message::from(error).with_context("could not load the ledger"))?;
        if write.allow_default_branch || !directory.is_root() {
            return Ok(());
        }
        let what = match about.default_branch.as_deref() {
            Some(default) if default == branch.as_str() => format!("{branch} is the default branch of {name}"),
            Some(_) => return Ok(()),
            None => format!("GitHub did not say whether {branch} is the default branch of {name}"),
        };
        Err(Message::new(Message::PROGRAM, "nothing was written").with_cause(what).with_help(
            "Choose another `branch` (default: traffic), or a `directory` in this one. If the branch is for the ledger \
             alone, set `allow-default-branch: true`.",
        ).with_code(Code::DefaultBranch))
    }

    /// Whether the workflow may show what the ledger holds, in the summary of a step or as a file for later steps: whoever can read
    /// the workflow's repository can read these, so what a private store keeps is shown in a workflow of that store alone.
    pub(super) fn may_be_shown(&self, context: &Context<'_>) -> bool {
        let Self::Branch { about: Ok(about), .. } = self else {
            return true;
        };
        let workflow = context.environment.given("GITHUB_REPOSITORY");
        let is_own = |name: &str| name.eq_ignore_ascii_case(&about.name.to_string());
        about.private != Some(true) || !context.environment.on_actions() || workflow.is_none_or(is_own)
    }

    /// The same for a step summary; says why there is none.
    pub(super) fn may_be_summarized(&self, context: &Context<'_>) -> bool {
        let may_be = self.may_be_shown(context);
        if !may_be {
            let line = "No step summary, since others than those of the private store may be able to read it";
            context.console.print(line);
        }
        may_be
    }

    /// Says what a first commit to a public repository means; `is_new` is whether there was no ledger, `is_empty`
    /// whether nothing is written.
    pub(super) fn notice_first_commit(&self, is_new: bool, is_empty: bool, console: &Console) {
        let Some(store) = self.public().filter(|_| is_new && !is_empty) else {
            return;
        };
        let summary = format!(
            "this is the first commit, and {}. GitHub shows traffic to maintainers only; here it is public, and git keeps it \
             for good",
            self.readers()
        );
        let help = "To keep traffic private, set `store` to a private repository. To leave out referrers and pages, set \
                    `publish: counts`. What is committed stays in the history of the branch.";
        console.notice(&Message::new(store.to_string(), summary).with_help(help));
    }
}

fn is_public(subject: &Subject) -> bool {
    match subject {
        Subject::Identified(identity) => identity.private() == Some(false),
        Subject::Known { .. } | Subject::Named { .. } | Subject::Missing { .. } => false,
    }
}
