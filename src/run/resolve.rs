//! EDGE. Who the requested names are. A repository is its numeric id: all names are resolved before anything is planned,
//! and a ledger whose repository has lost its name is looked up by its id.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::Message;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::github::identify::{Identity, identify, identify_by_id};
use crate::github::traffic::Subject;
use crate::github::{Client, ErrorKind, GitHubError};
use crate::plan::identity::{Known, displaced_by, known_as};

/// Names that are resolved side by side.
const AT_ONCE: usize = 8;

/// The repositories that the ledger holds.
type Kept = BTreeMap<Folder, IndexEntry>;

/// A repository to read.
#[derive(Debug)]
pub(super) struct ReadTarget {
    pub(super) subject: Subject,
    /// The name that `repositories` has it under. Without one its ledger is in the way of a requested one, and it may be
    /// unreadable.
    pub(super) requested: Option<RepositoryName>,
}

/// What the names turned out to be.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// Each repository once, in the order of the names.
    pub(super) targets: Vec<ReadTarget>,
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<Message>,
}

/// Takes what GitHub has listed, resolves all names, then looks up by their ids the ledgers whose repositories have lost
/// their names. Of a repository that `accepts` refuses no new name is shown: it may be a secret.
pub(super) async fn resolve(
    client: &Client,
    listed: Vec<Identity>,
    names: &[RepositoryName],
    kept: &Kept,
    accepts: &dyn Fn(&Subject) -> bool,
) -> Resolved {
    let mut resolved = Resolved::default();
    for identity in listed {
        resolved.add(&identity.name.clone(), identity);
    }
    let mut unresolved = Vec::new();
    'names: for names in names.chunks(AT_ONCE) {
        let identities = join_all(names.iter().map(|name| identify(client, name))).await;
        for (name, identity) in names.iter().zip(identities) {
            match identity {
                Ok(identity) => resolved.add(name, identity),
                // The token is the same for all repositories: if it is invalid, the others would fail too.
                Err(error) if error.status() == Some(401) => {
                    resolved.fail(name, &error);
                    break 'names;
                }
                Err(error) => unresolved.push((name, error)),
            }
        }
    }
    for (name, error) in unresolved {
        resolved.look_up(client, name, error, kept, accepts).await;
    }
    resolved.follow_displaced(client, kept, accepts).await;
    resolved
}

impl Resolved {
    fn has(&self, id: u64) -> bool {
        self.targets.iter().any(|target| target.subject.id() == Some(id))
    }

    fn add(&mut self, asked: &RepositoryName, identity: Identity) {
        let (id, name) = (identity.id, identity.name.clone());
        tracing::debug!(%asked, id, "identified the repository");
        let mut targets = self.targets.iter();
        if let Some(target) = targets.find(|target| target.subject.id() == Some(id)) {
            let other = target.requested.as_ref().unwrap_or(&name);
            let summary = format!("`repositories` also names this repository as {other}; it is read once");
            let help = format!("Keep only {name}, its current name.");
            self.warnings
                .push(Message::new(asked.to_string(), summary).with_help(help));
            return;
        }
        self.request(asked, Subject::Identified(Box::new(identity)));
    }

    fn request(&mut self, asked: &RepositoryName, subject: Subject) {
        self.targets.push(ReadTarget {
            subject,
            requested: Some(asked.clone()),
        });
    }

    fn fail(&mut self, name: &RepositoryName, error: &GitHubError) {
        self.failures.push(Message::from(error).with_title(name.to_string()));
    }

    /// GitHub did not say who has a name: the ledger may know the id of the repository that had it.
    async fn look_up(
        &mut self,
        client: &Client,
        name: &RepositoryName,
        error: GitHubError,
        kept: &Kept,
        accepts: &dyn Fn(&Subject) -> bool,
    ) {
        let is_gone = error.kind() == ErrorKind::NotFound;
        let Some(known) = known_as(kept, name) else {
            if is_gone {
                self.fail(name, &error);
            } else {
                let subject = Subject::Named {
                    name: name.clone(),
                    error,
                };
                self.request(name, subject);
            }
            return;
        };
        if self.has(known.id) {
            if is_gone {
                self.warnings.push(renamed(name, &known.name));
            }
            return;
        }
        match identify_by_id(client, known.id, &known.name).await {
            Ok(identity) => {
                tracing::debug!(asked = %name, id = known.id, "found the repository by its id");
                let subject = Subject::Identified(Box::new(identity));
                if is_gone && accepts(&subject) {
                    self.warnings.push(renamed(name, subject.name()));
                }
                self.request(name, subject);
            }
            Err(by_id) if is_gone && by_id.kind() == ErrorKind::NotFound => {
                let id = known.id;
                let detail = format!("Its id {id} was not found either. What is recorded of it stays in the ledger.");
                let message = Message::from(&error).with_title(name.to_string());
                self.failures.push(message.with_detail(&detail));
            }
            Err(_) => {
                let Known { id, name: last_name } = known;
                let subject = Subject::Known {
                    id,
                    name: last_name,
                    error,
                };
                self.request(name, subject);
            }
        }
    }

    /// A name that belongs to another repository now: the earlier one may be found under a new name, which may be in the
    /// way of yet another ledger.
    async fn follow_displaced(&mut self, client: &Client, kept: &Kept, accepts: &dyn Fn(&Subject) -> bool) {
        let mut looked_up = BTreeSet::new();
        while let Some((name, displaced)) = self.displaced(kept, &looked_up) {
            looked_up.insert(displaced.id);
            match identify_by_id(client, displaced.id, &displaced.name).await {
                Ok(identity) => {
                    let subject = Subject::Identified(Box::new(identity));
                    if !accepts(&subject) {
                        continue;
                    }
                    let summary = format!(
                        "the repository that had this name before is {} now; its ledger moves there",
                        subject.name()
                    );
                    let help = "Add its new name to `repositories` to go on recording it.";
                    self.warnings
                        .push(Message::new(name.to_string(), summary).with_help(help));
                    self.targets.push(ReadTarget {
                        subject,
                        requested: None,
                    });
                }
                Err(error) => {
                    tracing::debug!(id = displaced.id, %error, "the repository that had the name is not found")
                }
            }
        }
    }

    /// The next ledger that is in the way of a repository, with the name of that repository.
    fn displaced(&self, kept: &Kept, looked_up: &BTreeSet<u64>) -> Option<(RepositoryName, Known)> {
        self.targets.iter().find_map(|target| {
            let (id, name) = (target.subject.id()?, target.subject.name());
            let displaced = displaced_by(kept, id, name)?;
            let is_open = !self.has(displaced.id) && !looked_up.contains(&displaced.id);
            is_open.then(|| (name.clone(), displaced))
        })
    }
}

fn renamed(asked: &RepositoryName, name: &RepositoryName) -> Message {
    Message::new(
        asked.to_string(),
        format!("GitHub does not know this name any more; the repository is {name} now"),
    )
    .with_help("Update its name in `repositories`.")
}
