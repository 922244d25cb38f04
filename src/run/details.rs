//! EDGE. The details of the first repositories for the step summary: written while all of a repository is known, so that no history
//! has to be kept for them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::domain::repository::RepositoryName;
use crate::plan::RepositoryOutcome;
use crate::report::{LinkBase, MOST_DETAILS, summary_details};

/// What a summary says of each of the first repositories, by name.
pub(super) struct Details<'r> {
    links: &'r LinkBase,
    texts: RefCell<BTreeMap<RepositoryName, String>>,
}

impl<'r> Details<'r> {
    pub(super) fn new(links: &'r LinkBase) -> Self {
        Self {
            links,
            texts: RefCell::default(),
        }
    }

    /// Looks at a repository while all of its history is known, if the summary may show it. A repository that is planned again replaces
    /// what was said of it.
    pub(super) fn look(&self, outcome: &RepositoryOutcome, is_shown: bool) {
        let Some(whole) = outcome.whole.as_ref().filter(|_| is_shown) else {
            return;
        };
        let mut texts = self.texts.borrow_mut();
        let is_first = |(last, _): (&RepositoryName, _)| outcome.name <= *last;
        if texts.len() < MOST_DETAILS || texts.last_key_value().is_some_and(is_first) {
            let text = summary_details(&outcome.folder, whole, &outcome.highlights, self.links);
            texts.insert(outcome.name.clone(), text);
        }
        if texts.len() > MOST_DETAILS {
            texts.pop_last();
        }
    }

    /// Those of the repositories that `may_see` lets through.
    pub(super) fn shown(&self, may_see: &dyn Fn(&RepositoryName) -> bool) -> Vec<String> {
        let texts = self.texts.borrow();
        let seen = texts.iter().filter(|(name, _)| may_see(name));
        seen.map(|(_, text)| text.clone()).collect()
    }
}
