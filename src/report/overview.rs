//! PURE. The overview of several repositories: the ledger's own `README.md`.

use super::markdown::{Align, Document, Inline, MarkdownTable, Target, ToInline, fill, joined, listed};
use super::phrases::{arrow, counted, repository_id, total};
use crate::charts::{self, Shade};
use crate::domain::analysis::{Aligned, AlignedRepository, Analysis};
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::traffic::Metric;
use crate::format::UNKNOWN;

/// A repository of the ledger.
#[derive(Debug, Clone)]
pub struct OverviewRow<'a> {
    /// Its folder in the ledger.
    pub folder: Folder,
    /// What is known of it.
    pub history: &'a History,
    /// What follows from that.
    pub analysis: &'a Analysis,
}

/// Repositories that are not current are named up to this number.
const MOST_NAMES: usize = 5;

/// The overview of several repositories, those with the most views first. Links lead to their reports.
#[must_use]
pub fn overview(rows: &[OverviewRow<'_>]) -> String {
    let mut out = Document::new();
    out.heading(1, &"Traffic".into());
    let report = |folder: &Folder| Target::new(&folder.report());
    add_repositories(&mut out, rows, &report, true);
    out.finish()
}

/// What the repositories have together, and the table of them, each with a link to its report.
pub(super) fn add_repositories(
    out: &mut Document,
    rows: &[OverviewRow<'_>],
    report: &dyn Fn(&Folder) -> Target,
    sparklines: bool,
) {
    let (ended, rows): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.folder.is_replaced());
    let aligned = Aligned::new(&rows.iter().map(|row| (row.history, row.analysis)).collect::<Vec<_>>());
    match &aligned {
        None if rows.is_empty() => {}
        None => out.paragraph(&no_days(rows.len())),
        Some(aligned) => {
            out.paragraph(&sums(aligned).bold());
            out.paragraph(&joined(&[missing_days(aligned), left_out(aligned)], " "));
        }
    }
    out.table(&table(&rows, aligned.as_ref(), report, sparklines));
    if let Some(aligned) = &aligned {
        out.paragraph(&explanation(aligned, sparklines).small());
    }
    add_ended(out, &ended, report);
}

/// The repositories that lost their names to others: nothing is added to their histories any more.
fn add_ended(out: &mut Document, rows: &[&OverviewRow<'_>], report: &dyn Fn(&Folder) -> Target) {
    if rows.is_empty() {
        return;
    }
    out.paragraph(&"Ended, because another repository has the name now:".into());
    let item = |row: &&OverviewRow<'_>| {
        let name = row.history.repository.name.to_inline().link(Some(&report(&row.folder)));
        let id = row.folder.replaced_id().map_or_else(Inline::default, repository_id);
        let newest = match row.analysis.newest {
            Some(newest) => fill("newest day {}", &[&newest]),
            None => "no complete day".into(),
        };
        fill("{} (id {}, {})", &[&name, &id, &newest])
    };
    out.list(&rows.iter().map(item).collect::<Vec<_>>());
}

fn no_days(rows: usize) -> Inline {
    let repositories = counted(rows as u64, "repository", "repositories");
    fill("{}, and no complete day yet.", &[&repositories])
}

/// The views and clones of all current repositories.
fn sums(aligned: &Aligned<'_>) -> Inline {
    let (views, clones) = (aligned.sum(Metric::Views), aligned.sum(Metric::Clones));
    let least = match views.missing_days + clones.missing_days {
        0 => Inline::default(),
        _ => "At least".into(),
    };
    let (current, all) = (aligned.current().count() as u64, aligned.repositories.len() as u64);
    let repositories = match current == all {
        true => counted(all, "repository", "repositories"),
        false => fill("{} of {}", &[&current, &counted(all, "repository", "repositories")]),
    };
    let sums = fill(
        "{} and {} in {} in 14 days ({}).",
        &[
            &counted(views.count, "view", "views"),
            &counted(clones.count, "clone", "clones"),
            &repositories,
            &aligned.days,
        ],
    );
    joined(&[least, sums], " ")
}

/// Why the sums are lower bounds.
fn missing_days(aligned: &Aligned<'_>) -> Inline {
    let all = aligned.current().count() as u64 * u64::from(aligned.days.length());
    let missing = |metric| aligned.sum(metric).missing_days;
    let missing = match (missing(Metric::Views), missing(Metric::Clones)) {
        (0, 0) => return Inline::default(),
        (views, 0) => fill("views are unknown or incomplete on {}", &[&views]),
        (0, clones) => fill("clones are unknown or incomplete on {}", &[&clones]),
        (views, clones) => fill(
            "views are unknown or incomplete on {} and clones on {}",
            &[&views, &clones],
        ),
    };
    fill("Of the {} days of these repositories, {}.", &[&all, &missing])
}

/// The repositories that are in no sum, and why.
fn left_out(aligned: &Aligned<'_>) -> Inline {
    let left_out: Vec<&AlignedRepository<'_>> = aligned.repositories.iter().filter(|one| !one.is_current).collect();
    let named = left_out.iter().take(MOST_NAMES).map(|one| {
        let name = &one.history.repository.name;
        match one.analysis.newest {
            Some(newest) => fill("{} (newest day {})", &[name, &newest]),
            None => fill("{} (no complete day yet)", &[name]),
        }
    });
    let named: Vec<Inline> = named.collect();
    let names = match (left_out.len() - named.len()) as u64 {
        0 => listed(&named),
        more => fill("{} and {} more", &[&joined(&named, ", "), &more]),
    };
    match left_out.len() {
        0 => Inline::default(),
        _ => fill("Not included for lack of recent days: {}.", &[&names]),
    }
}

fn explanation(aligned: &Aligned<'_>, sparklines: bool) -> Inline {
    let columns = fill(
        "Views and clones cover {}, the newest 14 days that every repository in the sums has. Changes compare with the 14 \
         days before, where both are complete. Unique visitors are GitHub's own count of the 14 days that end nearest to \
         {}; they cannot be added up across repositories.",
        &[&aligned.days, &aligned.days.last],
    );
    let line = match sparklines {
        true => "The line shows the views of the last 90 days.".into(),
        false => Inline::default(),
    };
    joined(&[columns, line], " ")
}

/// The table of all repositories, those with the most views first.
fn table(
    rows: &[&OverviewRow<'_>],
    aligned: Option<&Aligned<'_>>,
    report: &dyn Fn(&Folder) -> Target,
    sparklines: bool,
) -> MarkdownTable {
    let mut head = vec![("Repository", Align::Left)];
    if sparklines {
        head.push(("90 days", Align::Left));
    }
    head.extend([
        ("Views", Align::Right),
        ("Change", Align::Right),
        ("Unique visitors", Align::Right),
        ("Clones", Align::Right),
        ("Stars", Align::Right),
        ("Newest day", Align::Right),
    ]);
    let mut sorted: Vec<(&OverviewRow<'_>, Option<&AlignedRepository<'_>>)> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| (*row, aligned.and_then(|aligned| aligned.repositories.get(index))))
        .collect();
    sorted.sort_by_key(|(row, aligned)| {
        let count = aligned.and_then(|one| one.views.now.count);
        (std::cmp::Reverse(count), &row.history.repository.name)
    });
    let mut table = MarkdownTable::new(&head);
    for (row, aligned) in sorted {
        let name = row.history.repository.name.to_inline();
        let mut cells = vec![name.link(Some(&report(&row.folder)))];
        if sparklines {
            let path = |shade| row.folder.join(&charts::file_path(charts::SPARKLINE, shade));
            let alt = "Views by day, last 90 days";
            cells.push(Inline::small_picture(&path(Shade::Light), &path(Shade::Dark), alt));
        }
        cells.extend(traffic(aligned));
        cells.push(row.analysis.growth.stars.map(|stars| stars.now).to_inline());
        cells.push(row.analysis.newest.to_inline().unbroken());
        table.row(cells);
    }
    table
}

/// Views, their change, unique visitors and clones.
fn traffic(repository: Option<&AlignedRepository<'_>>) -> [Inline; 4] {
    let Some(repository) = repository else {
        return [UNKNOWN.into(), Inline::default(), UNKNOWN.into(), UNKNOWN.into()];
    };
    [
        total(&repository.views.now),
        arrow(repository.views.change),
        repository.visitors.to_inline(),
        total(&repository.clones.now),
    ]
}
