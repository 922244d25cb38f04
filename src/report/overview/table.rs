//! PURE. The table of an overview: a line for each repository.

use super::row::OverviewRow;
use crate::charts::{self, Shade};
use crate::domain::analysis::{Aligned, AlignedRepository};
use crate::domain::ledger_folder::Folder;
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryState;
use crate::format::UNKNOWN;
use crate::report::markdown::{Align, Inline, MarkdownTable, Target, ToInline, fill};
use crate::report::phrases::{arrow, date_near, total};

/// A repository of the overview, and the same over the days of the sums.
pub(super) type AlignedRow<'r, 'a> = (&'r OverviewRow<'a>, Option<&'r AlignedRepository<'a>>);

/// The repositories with the days of the sums, those with the most views first.
pub(super) fn sorted<'r, 'a>(
    rows: &[&'r OverviewRow<'a>],
    aligned: Option<&'r Aligned<'a>>,
) -> Vec<AlignedRow<'r, 'a>> {
    let mut sorted: Vec<AlignedRow<'r, 'a>> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| (*row, aligned.and_then(|aligned| aligned.repositories.get(index))))
        .collect();
    sorted.sort_by_key(|(row, aligned)| {
        let count = aligned.and_then(|one| one.views.now.count);
        (std::cmp::Reverse(count), &row.recent.repository.name)
    });
    sorted
}

/// The table of these rows, in their order; `sparklines` is what leads from the page to the ledger's folder.
pub(super) fn table(
    rows: &[AlignedRow<'_, '_>],
    label: &dyn Fn(&RepositoryName) -> Inline,
    report: &dyn Fn(&Folder) -> Target,
    sparklines: Option<&str>,
) -> MarkdownTable {
    let mut head = vec![("Repository", Align::Left)];
    if sparklines.is_some() {
        head.push(("90 days", Align::Left));
    }
    head.extend([
        ("Views", Align::Right),
        ("Change", Align::Right),
        ("Unique visitors", Align::Right),
        ("Clones", Align::Right),
        ("Change", Align::Right),
        ("Stars", Align::Right),
        ("Newest day", Align::Right),
    ]);
    let mut table = MarkdownTable::new(&head);
    for (row, aligned) in rows {
        let name = label(&row.recent.repository.name).link(Some(&report(row.folder)));
        let is_private =
            row.state == RepositoryState::Private || row.recent.status.is_some_and(|status| status.is_private());
        let mut cells = vec![match is_private {
            true => fill("{} (private)", &[&name]),
            false => name,
        }];
        if let Some(up) = sparklines {
            let path = |shade| format!("{up}{}", row.folder.join(&charts::file_path(charts::SPARKLINE, shade)));
            let alt = "Views by day, last 90 days";
            cells.push(Inline::small_picture(&path(Shade::Light), &path(Shade::Dark), alt));
        }
        cells.extend(traffic(*aligned));
        cells.push(row.recent.stars().to_inline());
        cells.push(newest(row, *aligned));
        table.row(cells);
    }
    table
}

/// The newest day, without its year where that goes without saying.
fn newest(row: &OverviewRow<'_>, aligned: Option<&AlignedRepository<'_>>) -> Inline {
    match (row.recent.newest_day(), aligned) {
        (Some(newest), Some(aligned)) => date_near(newest, aligned.views.now.days.last).unbroken(),
        (newest, _) => newest.to_inline().unbroken(),
    }
}

/// Views with their change, unique visitors, clones with their change.
fn traffic(repository: Option<&AlignedRepository<'_>>) -> [Inline; 5] {
    let Some(repository) = repository else {
        let nothing = Inline::default;
        return [UNKNOWN.into(), nothing(), UNKNOWN.into(), UNKNOWN.into(), nothing()];
    };
    [
        total(&repository.views.now),
        arrow(repository.views.change),
        repository.visitors.to_inline(),
        total(&repository.clones.now),
        arrow(repository.clones.change),
    ]
}
