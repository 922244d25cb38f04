//! PURE. Top lists (popular paths and referrers) as other tools keep them.

use std::collections::BTreeMap;

use crate::domain::text::Untrusted;
use crate::domain::top_list::{TopListRow, below_repository, sort_rows};
use crate::domain::traffic::Uniques;

/// Which of the two top lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Referrers,
    Paths,
}

/// A row of a top list.
pub(super) struct ListRow {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) count: u64,
    pub(super) uniques: u64,
}

/// Merges the rows and sorts them, largest first. Of rows with the same name the larger numbers are kept. A page listed
/// under the old and the new name of a renamed repository becomes one row: the counts are added up; the uniques may be
/// the same people, so the larger number is kept.
pub(super) fn rank(kind: ListKind, entries: Vec<ListRow>) -> Vec<TopListRow> {
    let mut whole: BTreeMap<String, ListRow> = BTreeMap::new();
    for entry in entries {
        let kept = whole
            .entry(entry.name.clone())
            .or_insert(ListRow { title: None, ..entry });
        (kept.count, kept.uniques) = (kept.count.max(entry.count), kept.uniques.max(entry.uniques));
        kept.title = entry.title.or(kept.title.take());
    }
    let mut rows: BTreeMap<Untrusted, TopListRow> = BTreeMap::new();
    for entry in whole.into_values() {
        let name = Untrusted::new(match kind {
            ListKind::Paths => below_repository(&entry.name),
            ListKind::Referrers => &entry.name,
        });
        let row = rows.entry(name.clone()).or_insert(TopListRow {
            name,
            count: 0,
            uniques: Uniques::new(0),
            title: match kind {
                ListKind::Paths => entry.title.as_deref().map(Untrusted::new),
                ListKind::Referrers => None,
            },
        });
        row.count = row.count.saturating_add(entry.count);
        row.uniques = row.uniques.max(Uniques::new(entry.uniques));
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    sort_rows(&mut rows);
    rows
}
