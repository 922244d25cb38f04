//! EDGE. Which repositories the input `repositories` means: lists those that its lines are about, selects, and says what was
//! left out and why.

use std::collections::{BTreeMap, BTreeSet};

use super::Message;
use super::audience::LogAudience;
use crate::action::console::Console;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::repository::RepositoryName;
use crate::domain::selection::{Excluded, Exclusion, Line, ListedRepository, Match, Selected, Selection};
use crate::domain::shard::Shard;
use crate::format::counted;
use crate::github::identify::Identity;
use crate::github::listing::{Gap, Listed, Lister, Listing};
use crate::github::{Client, GitHubError};

/// Names that are printed in one line; the debug trail has all.
const MAX_PRINTED: usize = 50;

/// The repositories to record.
#[derive(Debug, Default)]
pub(super) struct Discovered {
    /// Those that GitHub has listed: nothing more has to be asked about who they are.
    pub(super) listed: Vec<Identity>,
    /// Those that are named in full and were not listed.
    pub(super) names: Vec<RepositoryName>,
    /// The name of the first, in the order of the lines.
    pub(super) first: Option<RepositoryName>,
    /// How many private repositories are left out, since everybody can read the store.
    pub(super) hidden: u64,
    /// What is left out although a pattern matches it.
    pub(super) excluded: Vec<Excluded>,
    pub(super) failures: Vec<Message>,
    pub(super) warnings: Vec<Message>,
    /// Whether all lists were read to their ends: only then does it mean something that they do not name a repository.
    pub(super) is_complete: bool,
}

/// Lists and selects. Without a pattern nothing is listed. What the store does not accept is not even named, unless a line
/// names it.
pub(super) async fn discover(
    client: &Client,
    selection: &Selection,
    accepts: &dyn Fn(&ListedRepository) -> bool,
    audience: &LogAudience<'_>,
    console: &Console,
) -> Discovered {
    let mut discovered = Discovered::default();
    let (mut listing, unauthorized) = discovered.list(client, selection).await;
    for Listed { about, .. } in &listing.repositories {
        audience.meet(&about.name, Some(about.private));
    }
    let all = listing.repositories.len();
    let is_named = |listed: &Listed| selection.names().any(|name| name.is_same(&listed.about.name));
    listing
        .repositories
        .retain(|listed| accepts(&listed.about) || is_named(listed));
    discovered.hidden = (all - listing.repositories.len()) as u64;
    let gaps = listing.gaps;
    discovered.is_complete = gaps.is_empty() && discovered.failures.is_empty();
    discovered.warnings.extend(gaps.into_iter().map(gap));
    if unauthorized {
        // The token is the same for all repositories: what is named in full would fail too.
        return discovered;
    }
    // One can be in the lists of two owners, or on two pages.
    let listed: BTreeSet<u64> = listing.repositories.iter().map(|listed| listed.about.id).collect();
    let selected = selection.select(listing.repositories, |listed: &Listed| &listed.about);
    if selection.has_everything() || !selection.owners().is_empty() {
        discovered.report(&selected, listed.len() as u64, console);
    }
    discovered.first = selected.matched.first().map(name_of);
    for found in selected.matched {
        match found {
            Match::Listed(listed) => discovered.listed.push(listed.identity),
            Match::Named(name) => discovered.names.push(name),
        }
    }
    discovered.excluded = selected.excluded;
    discovered
}

impl Discovered {
    /// Everything that the lines are about, and whether GitHub knows the token at all. A list that cannot be read is a
    /// failure of its own: the other repositories are recorded all the same.
    async fn list(&mut self, client: &Client, selection: &Selection) -> (Listing, bool) {
        let mut lister = Lister::new(client);
        let mut all = Listing::default();
        if selection.has_everything() {
            let unauthorized = self.take(&mut all, "*", lister.everything().await);
            return (all, unauthorized);
        }
        let mut owners = selection.owners();
        // An App has one list for all owners.
        owners.truncate(if client.is_installation() { 1 } else { usize::MAX });
        for owner in owners {
            if self.take(&mut all, &format!("{owner}/*"), lister.of_owner(owner).await) {
                return (all, true);
            }
        }
        (all, false)
    }

    /// Whether a repository of the ledger, which was not listed, should have been.
    pub(super) fn lacks(&self, entry: &IndexEntry, selection: &Selection, shard: Shard) -> bool {
        let repository = &entry.recent.repository;
        let mut excluded = self.excluded.iter();
        self.is_complete
            && shard.has(repository.id)
            && selection.expects(&repository.name)
            && !excluded.any(|excluded| excluded.name.is_same(&repository.name))
    }

    /// Takes a list; gives whether GitHub does not know the token.
    fn take(&mut self, all: &mut Listing, title: &str, listing: Result<Listing, GitHubError>) -> bool {
        match listing {
            Ok(mut listing) => {
                all.repositories.append(&mut listing.repositories);
                all.gaps.append(&mut listing.gaps);
                false
            }
            Err(error) => {
                self.failures.push(Message::from(&error).with_title(title));
                error.status() == Some(401)
            }
        }
    }

    /// Prints what was selected and what was left out, and why.
    fn report(&mut self, selected: &Selected<Listed>, listed: u64, console: &Console) {
        let Selected {
            matched,
            excluded,
            unused,
        } = selected;
        for Excluded { name, reason } in excluded {
            tracing::debug!(%name, reason = %reason_text(reason), "left out");
        }
        if self.hidden > 0 {
            let hidden = counted(self.hidden, "private repository", "private repositories");
            console.print(&format!(
                "Left out {hidden}: everybody can read the store (`publish-private` records private repositories all the same)"
            ));
        }
        if matched.is_empty() {
            if self.failures.is_empty() {
                self.failures.push(no_match(excluded, listed));
            }
            return;
        }
        let names: Vec<String> = matched.iter().map(|found| name_of(found).to_string()).collect();
        let repositories = counted(names.len() as u64, "repository", "repositories");
        console.print(&format!("Selected {repositories}: {}", some_of(&names)));
        if !excluded.is_empty() {
            let one = |excluded: &Excluded| format!("{} ({})", excluded.name, reason_text(&excluded.reason));
            let names: Vec<String> = excluded.iter().map(one).collect();
            console.print(&format!("Left out {}: {}", names.len(), some_of(&names)));
        }
        for line in unused {
            match line {
                Line::Without(_) => console.print(&format!("{line} leaves nothing out")),
                // Its list could not be read, or not to its end.
                _ if !self.failures.is_empty() || !self.warnings.is_empty() => {}
                _ => self.warnings.push(
                    Message::new(line.to_string(), "this line of `repositories` matches no repository").with_help(
                        "Check its spelling, and that the token in `traffic-token` may see the repositories it means.",
                    ),
                ),
            }
        }
    }
}

fn name_of(found: &Match<Listed>) -> RepositoryName {
    match found {
        Match::Listed(listed) => listed.about.name.clone(),
        Match::Named(name) => name.clone(),
    }
}

fn reason_text(reason: &Exclusion) -> String {
    match reason {
        Exclusion::Line(line) => line.to_string(),
        Exclusion::NoAccess => "no push access".to_owned(),
    }
}

/// The first names, and how many more there are.
fn some_of(names: &[String]) -> String {
    let shown = names[..names.len().min(MAX_PRINTED)].join(", ");
    match names.len() - names.len().min(MAX_PRINTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn no_match(excluded: &[Excluded], listed: u64) -> Message {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for Excluded { reason, .. } in excluded {
        *reasons.entry(reason_text(reason)).or_default() += 1;
    }
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(reason, count)| format!("{count} by {reason}"))
        .collect();
    let listed = counted(listed, "repository", "repositories");
    let cause = match reasons.is_empty() {
        true => format!("GitHub listed {listed}"),
        false => format!("GitHub listed {listed}; left out: {}", reasons.join(", ")),
    };
    Message::new("repositories", "no repository matches")
        .with_cause(cause)
        .with_help("Check the lines of `repositories`, and that the token in `traffic-token` may see what they mean.")
}

fn gap(gap: Gap) -> Message {
    let (summary, help) = match gap {
        Gap::SingleSignOn => (
            "GitHub left out the repositories of an organisation that requires single sign-on",
            "Choose `Configure SSO` next to the token of `traffic-token` in your settings, or use a fine-grained token or a \
             GitHub App of that organisation.",
        ),
        Gap::InvalidEntries => (
            "parts of GitHub's list of repositories were invalid and skipped",
            "Name a repository that is missing in full, as owner/name.",
        ),
        Gap::Fewer => (
            "GitHub listed fewer repositories than it counted",
            "The next run lists them again. Name a repository that stays away in full, as owner/name.",
        ),
    };
    Message::new("repositories", summary).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_of_names_are_cut() {
        let names: Vec<String> = (1..=52).map(|n| n.to_string()).collect();
        assert!(some_of(&names).ends_with("49, 50 and 2 more"));
        assert_eq!(some_of(&names[..2]), "1, 2");
    }
}
