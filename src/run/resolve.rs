//! EDGE. Who the requested names are. A repository is its numeric id: all names are resolved before anything is planned,
//! and a ledger whose repository has lost its name is looked up by its id.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::Message;
use super::audience::Asker;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryState;
use crate::github::identify::Identity;
use crate::github::traffic::Subject;
use crate::github::{ErrorKind, GitHubError};
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
/// their names. Of a repository that `accepts` refuses no new name is shown: it may be a secret. What is `expected` in
/// a list and was not in any is looked up by its id.
pub(super) async fn resolve(
    asker: Asker<'_>,
    listed: Vec<Identity>,
    names: &[RepositoryName],
    kept: &Kept,
    accepts: &dyn Fn(&Subject) -> bool,
    expected: &dyn Fn(&IndexEntry) -> bool,
) -> Resolved {
    let mut resolved = Resolved::default();
    for identity in listed {
        resolved.add(&identity.name.clone(), identity);
    }
    let mut unresolved = Vec::new();
    'names: for names in names.chunks(AT_ONCE) {
        let identities = join_all(names.iter().map(|name| asker.identify(name))).await;
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
        resolved.look_up(asker, name, error, kept, accepts).await;
    }
    resolved.follow_displaced(asker, kept, accepts).await;
    resolved.look_for_unlisted(asker, kept, expected).await;
    resolved.forget_displaced();
    resolved
}

impl Resolved {
    fn has(&self, id: u64) -> bool {
        let mut targets = self.targets.iter().filter(|target| !target.subject.is_missing());
        targets.any(|target| target.subject.id() == Some(id))
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
        asker: Asker<'_>,
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
        match asker.identify_by_id(known.id, &known.name).await {
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
                self.record_missing(name, known, by_id, kept);
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
    async fn follow_displaced(&mut self, asker: Asker<'_>, kept: &Kept, accepts: &dyn Fn(&Subject) -> bool) {
        let mut looked_up = BTreeSet::new();
        while let Some((name, displaced)) = self.displaced(kept, &looked_up) {
            looked_up.insert(displaced.id);
            match asker.identify_by_id(displaced.id, &displaced.name).await {
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

    /// Repositories that a list should have named: those that are not found by their ids either have vanished. One that is
    /// found, such as one that was transferred, is not recorded any more. Few are looked up in one run: an account that is
    /// gone takes all of its repositories along.
    async fn look_for_unlisted(&mut self, asker: Asker<'_>, kept: &Kept, expected: &dyn Fn(&IndexEntry) -> bool) {
        let is_open = |entry: &&IndexEntry| !matches!(entry.state, RepositoryState::Gone | RepositoryState::Stale);
        let found: BTreeSet<Option<u64>> = self.targets.iter().map(|target| target.subject.id()).collect();
        let unlisted: Vec<Known> = kept
            .iter()
            .filter(|(folder, _)| !folder.is_replaced())
            .map(|(_, entry)| entry)
            .filter(|entry| !found.contains(&entry.recent.repository.id) && is_open(entry) && expected(entry))
            .filter_map(|entry| {
                let repository = &entry.recent.repository;
                let (id, name) = (repository.id?, repository.name.clone());
                Some(Known { id, name })
            })
            .take(AT_ONCE)
            .collect();
        let identities = join_all(unlisted.iter().map(|known| asker.identify_by_id(known.id, &known.name))).await;
        for (known, identity) in unlisted.into_iter().zip(identities) {
            match identity {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let name = known.name.clone();
                    let summary = "GitHub does not list or find it any more: it was deleted or renamed away, or the token \
                                   lost access";
                    let help = "What is recorded of it stays in the ledger.";
                    self.warnings
                        .push(Message::new(name.to_string(), summary).with_help(help));
                    let Known { id, name } = known;
                    self.targets.push(ReadTarget {
                        subject: Subject::Missing { id, name, error },
                        requested: None,
                    });
                }
                Ok(_) => tracing::debug!(id = known.id, "found, but not listed: not followed any more"),
                Err(error) => tracing::debug!(id = known.id, %error, "neither listed nor looked up"),
            }
        }
    }

    /// Has it recorded that a repository is missing, once, unless its ledger has ended anyway, since another one has its name.
    fn record_missing(&mut self, asked: &RepositoryName, known: Known, error: GitHubError, kept: &Kept) {
        let Known { id, name } = known;
        let own = kept
            .get(&Folder::of(&name))
            .and_then(|entry| entry.recent.repository.id);
        let is_listed = self.targets.iter().any(|target| target.subject.id() == Some(id));
        if own == Some(id) && !is_listed {
            self.request(asked, Subject::Missing { id, name, error });
        }
    }

    /// A missing repository whose name another one has now: its ledger makes way for that one, so nothing comes in for it.
    fn forget_displaced(&mut self) {
        let taken: BTreeSet<Folder> = self
            .targets
            .iter()
            .filter(|target| !target.subject.is_missing())
            .map(|target| Folder::of(target.subject.name()))
            .collect();
        self.targets.retain(|target| {
            let own = Folder::of(target.subject.name());
            !target.subject.is_missing() || !taken.iter().any(|folder| folder.is_same_name(&own))
        });
    }

    /// The next ledger that is in the way of a repository, with the name of that repository.
    fn displaced(&self, kept: &Kept, looked_up: &BTreeSet<u64>) -> Option<(RepositoryName, Known)> {
        let mut targets = self.targets.iter().filter(|target| !target.subject.is_missing());
        targets.find_map(|target| {
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
