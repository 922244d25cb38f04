//! PURE. Takes out of an import what may not be kept.

use super::Import;
use crate::domain::privacy::{Privacy, Publish};
use crate::domain::query_strings::without_query;
use crate::domain::text::Untrusted;
use crate::domain::top_list::sort_rows;

impl Import {
    /// Takes out what may not be kept: with counts alone everything but views and clones, and the query strings of pages.
    /// A page that had one loses its title, which repeats the words of a search.
    pub fn apply(&mut self, privacy: Privacy) {
        if privacy.publish == Publish::Counts {
            self.referrers.clear();
            self.paths.clear();
            self.stars.clear();
            self.forks.clear();
        }
        if privacy.keep_queries {
            return;
        }
        for list in self.paths.values_mut() {
            for row in &mut list.rows {
                let name = Untrusted::new(&without_query(row.name.sanitized()));
                if name != row.name {
                    row.name = name;
                    row.title = None;
                }
            }
            sort_rows(&mut list.rows);
        }
    }
}
