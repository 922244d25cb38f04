//! EDGE. What a run has to say to the steps after it: the spikes and milestones that it adds to the ledger, and a digest.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::action::outputs::{Output, Outputs};
use crate::cli::DigestPeriod;
use crate::domain::highlights::Highlights;
use crate::domain::repository::RepositoryName;
use crate::export::insights;
use crate::plan::RepositoryOutcome;
use crate::report::{LinkBase, digest};

/// Repositories in a digest: those with something new come first.
const MOST_PARTS: usize = 10;
/// The longest digest, in bytes. An issue takes 65,536 characters, and some text around it is the recipe's.
const MAX_DIGEST: usize = 50_000;
/// Spikes, and milestones, in an output: the runner takes no more than 1 MB.
const MOST_ENTRIES: usize = 200;

/// What each repository of a run adds. A repository that is planned again, since another writer was faster, adds what that one
/// has left.
pub(super) struct Alerts<'r> {
    period: DigestPeriod,
    links: &'r LinkBase,
    added: RefCell<BTreeMap<RepositoryName, Added>>,
}

/// What one repository adds.
struct Added {
    highlights: Highlights,
    /// Its part of the digest, if there is one.
    digest: Option<String>,
}

impl<'r> Alerts<'r> {
    pub(super) fn new(period: DigestPeriod, links: &'r LinkBase) -> Self {
        Self {
            period,
            links,
            added: RefCell::default(),
        }
    }

    /// Looks at a repository while all of its history is known.
    pub(super) fn look(&self, outcome: &RepositoryOutcome) {
        let highlights = outcome.highlights.clone();
        let is_due = match self.period {
            DigestPeriod::Daily => highlights.days.is_some(),
            DigestPeriod::Weekly => highlights.week.is_some(),
        };
        let whole = outcome.whole.as_ref().filter(|_| is_due && !outcome.is_missing());
        let digest = whole.map(|whole| {
            let is_of_week = self.period == DigestPeriod::Weekly;
            digest(&outcome.folder, whole, &highlights, is_of_week, self.links)
        });
        let added = Added { highlights, digest };
        self.added.borrow_mut().insert(outcome.name.clone(), added);
    }

    /// Sets the outputs, of the repositories that `may_see` lets through.
    pub(super) fn set(&self, outputs: &mut Outputs, may_see: &dyn Fn(&RepositoryName) -> bool) {
        let added = self.added.borrow();
        let seen = || added.iter().filter(|(name, _)| may_see(name));
        let spikes = seen().flat_map(|(name, added)| {
            let spikes = added.highlights.spikes.iter();
            spikes.map(move |(metric, spike)| (name, *metric, spike))
        });
        let milestones = seen().flat_map(|(name, added)| {
            let milestones = added.highlights.milestones.iter();
            milestones.map(move |milestone| (name, milestone))
        });
        let has_spike = seen().any(|(_, added)| !added.highlights.spikes.is_empty());
        outputs.set(Output::Spike, has_spike);
        outputs.set(Output::Spikes, insights::spikes(spikes.take(MOST_ENTRIES)));
        outputs.set(Output::Milestones, insights::milestones(milestones.take(MOST_ENTRIES)));
        let parts = seen().filter_map(|(_, added)| Some((added.highlights.is_empty(), added.digest.as_deref()?)));
        if let Some(text) = joined(parts.collect()) {
            outputs.set_text(Output::Digest, &text);
        }
    }
}

/// The digest of several repositories: those with something new first, each in the order of the names. `None` without any.
fn joined(mut parts: Vec<(bool, &str)>) -> Option<String> {
    parts.sort_by_key(|(is_quiet, _)| *is_quiet);
    let all = parts.len();
    let mut text = String::new();
    let mut shown = 0;
    for (_, part) in parts.into_iter().take(MOST_PARTS) {
        if text.len() + part.len() > MAX_DIGEST {
            break;
        }
        if shown > 0 {
            text.push('\n');
        }
        text.push_str(part);
        shown += 1;
    }
    match all - shown {
        0 => {}
        1 => text.push_str("\n1 more repository has new days.\n"),
        more => text.push_str(&format!("\n{more} more repositories have new days.\n")),
    }
    (all > 0).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_stays_short_and_says_what_is_left_out() {
        assert_eq!(joined(Vec::new()), None);
        assert_eq!(joined(vec![(true, "a\n"), (false, "b\n")]), Some("b\n\na\n".to_owned()));
        let many = joined(vec![(true, "x\n"); 12]).expect("a digest");
        assert!(many.ends_with("\n2 more repositories have new days.\n"), "{many}");
        let long = "y".repeat(MAX_DIGEST / 2);
        let parts = vec![(true, long.as_str()), (true, long.as_str()), (true, "z\n")];
        let text = joined(parts).expect("a digest");
        assert!(text.len() <= MAX_DIGEST + 50 && text.ends_with("1 more repository has new days.\n"));
    }
}
