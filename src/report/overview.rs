//! PURE. The overview of several repositories: the ledger's own `README.md`, its chart, and more pages of a long table.

mod frozen;
mod row;
mod standouts;
mod sums;
mod table;

use std::collections::BTreeMap;

use super::markdown::{Document, Inline, Target, ToInline, fill, joined};
use super::phrases::{counted, repository_id};
use crate::charts::{self, Figure, Shade};
use crate::domain::analysis::Aligned;
use crate::domain::ledger_folder::{Folder, REPORT_FILE};
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryState;
pub use row::OverviewRow;
use row::align;
use table::{AlignedRow, sorted, table};

/// The folder of the other files of an overview. No account can have this name, so it is never that of a repository.
pub const OVERVIEW_FOLDER: &str = "overview.d";

/// Rows of one page: with the longest names that GitHub allows it stays below the 512,000 bytes that GitHub shows of a page.
const ROWS: usize = 300;

/// The parts of the table below the live repositories: the state, the heading and what it means.
const PARTS: [(Part, &str, &str); 5] = [
    (
        Part::State(RepositoryState::Waiting),
        "Waiting for their turn",
        "Nothing new was read of these repositories for more than a day. Nothing of them is lost yet.",
    ),
    (
        Part::WithoutRecentDays,
        "Without recent days",
        "These repositories are in no sum: their newest day is too far behind that of the others, or they have none yet.",
    ),
    (
        Part::State(RepositoryState::Archived),
        "Archived",
        "These repositories are read-only.",
    ),
    (
        Part::State(RepositoryState::Stale),
        "No longer followed",
        "Nothing new was read of these repositories for more than 11 days: they left the input `repositories`, or runs fail to \
         read them. What was recorded stays.",
    ),
    (
        Part::State(RepositoryState::Gone),
        "Gone",
        "GitHub did not find these repositories: they were deleted or renamed away, or the token lost access. What was recorded \
         stays.",
    ),
];

/// An overview: its pages and its chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Markdown. The first page is the ledger's `README.md`.
    pub pages: Vec<String>,
    /// The views by repository, unless none are known.
    pub figure: Option<Figure>,
}

impl Overview {
    /// The files, by their path in the ledger.
    #[must_use]
    pub fn files(self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for (index, page) in self.pages.into_iter().enumerate() {
            files.insert(page_path(index), page.into_bytes());
        }
        if let Some(figure) = self.figure {
            for (shade, svg) in Shade::ALL.into_iter().zip([figure.light, figure.dark]) {
                files.insert(chart_path(shade), svg.into_bytes());
            }
        }
        files
    }
}

/// Whether a path in the ledger is one that an overview may have beside its first page.
#[must_use]
pub fn is_of_overview(path: &str) -> bool {
    let Some(name) = path
        .strip_prefix(OVERVIEW_FOLDER)
        .and_then(|rest| rest.strip_prefix('/'))
    else {
        return false;
    };
    let page = name.strip_suffix(".md").and_then(|number| number.parse::<usize>().ok());
    Shade::ALL.into_iter().any(|shade| chart_path(shade) == path)
        || page.is_some_and(|number| number > 1 && page_path(number - 1) == path)
}

fn page_path(index: usize) -> String {
    match index {
        0 => REPORT_FILE.to_owned(),
        _ => format!("{OVERVIEW_FOLDER}/{}.md", index + 1),
    }
}

fn chart_path(shade: Shade) -> String {
    format!("{OVERVIEW_FOLDER}/{}-{}.svg", charts::OVERVIEW, shade.word())
}

/// The overview of several repositories, those with the most views first. Links lead to their reports.
#[must_use]
pub fn overview(rows: &[OverviewRow<'_>]) -> Overview {
    let (ended, rows): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.folder.is_replaced());
    let aligned = align(&rows);
    let figure = aligned.as_ref().and_then(charts::overview);
    let parts = Parts::new(sorted(&rows, aligned.as_ref()));
    // The name of an only owner is said once.
    let owner = common_owner(&rows);
    let label = |name: &RepositoryName| match owner {
        Some(_) => name.to_inline_without_owner(),
        None => name.to_inline(),
    };
    let number = parts.pages.len().max(1);
    let mut pages = Vec::new();
    for index in 0..number {
        let up = if index == 0 { "" } else { "../" };
        let report = |folder: &Folder| Target::new(&format!("{up}{}", folder.report()));
        let mut out = Document::new();
        if index == 0 {
            out.heading(1, &title(owner));
            add_front(&mut out, &rows, aligned.as_ref(), figure.as_ref(), &label, &report);
        } else {
            let (page, of) = (index as u64 + 1, number as u64);
            out.heading(1, &fill("{}, page {} of {}", &[&title(owner), &page, &of]));
            out.paragraph(&navigation(index, number));
        }
        for (part, rows) in parts.pages.get(index).into_iter().flatten() {
            add_part(&mut out, part, rows, &label, &report, up);
        }
        if let Some(aligned) = &aligned {
            out.paragraph(&explanation(aligned, true).small());
        }
        if index == number - 1 {
            add_ended(&mut out, &ended, &report);
        }
        if number > 1 {
            out.paragraph(&navigation(index, number));
        }
        pages.push(out.finish());
    }
    Overview { pages, figure }
}

/// The name of some repository, if all have the same owner.
fn common_owner<'r>(rows: &[&'r OverviewRow<'_>]) -> Option<&'r RepositoryName> {
    let mut names = rows.iter().map(|row| &row.recent.repository.name);
    let first = names.next()?;
    names.all(|name| name.owner() == first.owner()).then_some(first)
}

fn title(owner: Option<&RepositoryName>) -> Inline {
    match owner {
        Some(name) => fill("Traffic of {}", &[&name.owner_to_inline()]),
        None => "Traffic".into(),
    }
}

/// Sums, chart and what stood out.
fn add_front(
    out: &mut Document,
    rows: &[&OverviewRow<'_>],
    aligned: Option<&Aligned<'_>>,
    figure: Option<&Figure>,
    label: &dyn Fn(&RepositoryName) -> Inline,
    report: &dyn Fn(&Folder) -> Target,
) {
    let Some(aligned) = aligned else {
        if !rows.is_empty() {
            out.paragraph(&no_days(rows.len()));
        }
        return;
    };
    for sentence in frozen::sentences(rows) {
        out.paragraph(&sentence);
    }
    out.paragraph(&sums::sums(aligned).bold());
    let sentences = [
        sums::changes(aligned),
        sums::common_days(aligned),
        sums::missing_days(aligned),
    ];
    out.paragraph(&joined(&sentences, " "));
    if let Some(figure) = figure {
        out.picture(&chart_path(Shade::Light), &chart_path(Shade::Dark), &figure.caption.alt);
    }
    out.heading(2, &"What stood out".into());
    let lines = standouts::lines(rows, label, report);
    if lines.is_empty() {
        out.paragraph(&"Nothing unusual in the last four weeks.".into());
    }
    out.list(&lines);
}

/// The rows of the table by page: in order, of one state each.
struct Parts<'r, 'a> {
    pages: Vec<Vec<(Part, Vec<AlignedRow<'r, 'a>>)>>,
}

/// What the rows of one table have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Live, and in the sums.
    Current,
    /// Live, but too far behind for the sums.
    WithoutRecentDays,
    /// Another state.
    State(RepositoryState),
}

impl Part {
    /// A live repository without recent days is apart from those in the sums.
    fn of((row, aligned): &AlignedRow<'_, '_>) -> Self {
        let is_current = aligned.is_some_and(|aligned| aligned.is_current);
        match row.state {
            RepositoryState::Live | RepositoryState::Private if is_current || aligned.is_none() => Self::Current,
            RepositoryState::Live | RepositoryState::Private => Self::WithoutRecentDays,
            state => Self::State(state),
        }
    }
}

impl<'r, 'a> Parts<'r, 'a> {
    fn new(rows: Vec<AlignedRow<'r, 'a>>) -> Self {
        let parts = [Part::Current].into_iter().chain(PARTS.map(|(part, ..)| part));
        let mut pages: Vec<Vec<(Part, Vec<AlignedRow<'r, 'a>>)>> = Vec::new();
        let mut place = 0;
        for part in parts {
            for row in rows.iter().filter(|row| Part::of(row) == part) {
                if place % ROWS == 0 {
                    pages.push(Vec::new());
                }
                place += 1;
                let Some(page) = pages.last_mut() else { continue };
                match page.last_mut() {
                    Some((last, rows)) if *last == part => rows.push(*row),
                    _ => page.push((part, vec![*row])),
                }
            }
        }
        Self { pages }
    }
}

fn add_part(
    out: &mut Document,
    part: &Part,
    rows: &[AlignedRow<'_, '_>],
    label: &dyn Fn(&RepositoryName) -> Inline,
    report: &dyn Fn(&Folder) -> Target,
    up: &str,
) {
    match PARTS.iter().find(|(other, ..)| other == part) {
        None => out.heading(2, &"Repositories".into()),
        Some((_, heading, meaning)) => {
            out.heading(2, &(*heading).into());
            out.paragraph(&(*meaning).into());
        }
    }
    out.table(&table(rows, label, report, Some(up)));
}

/// Links to all pages of the table.
fn navigation(index: usize, number: usize) -> Inline {
    let link = |other: usize| {
        let up = if index == 0 { "" } else { "../" };
        let text = (other as u64 + 1).to_inline();
        match other == index {
            true => text.bold(),
            false => text.link(Some(&Target::new(&format!("{up}{}", page_path(other))))),
        }
    };
    let links: Vec<Inline> = (0..number).map(link).collect();
    fill("Pages: {}", &[&joined(&links, " ")])
}

/// What the repositories have together, and the table of them, each with a link to its report: for the summary of a run.
pub(super) fn add_repositories(out: &mut Document, rows: &[OverviewRow<'_>], report: &dyn Fn(&Folder) -> Target) {
    let (ended, rows): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.folder.is_replaced());
    let aligned = align(&rows);
    match &aligned {
        None if rows.is_empty() => {}
        None => out.paragraph(&no_days(rows.len())),
        Some(aligned) => {
            for sentence in frozen::sentences(&rows) {
                out.paragraph(&sentence);
            }
            out.paragraph(&sums::sums(aligned).bold());
            let sentences = [
                sums::changes(aligned),
                sums::common_days(aligned),
                sums::missing_days(aligned),
                sums::left_out(aligned),
            ];
            out.paragraph(&joined(&sentences, " "));
        }
    }
    out.table(&table(
        &sorted(&rows, aligned.as_ref()),
        &RepositoryName::to_inline,
        report,
        None,
    ));
    if let Some(aligned) = &aligned {
        out.paragraph(&explanation(aligned, false).small());
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
        let name = row.recent.repository.name.to_inline().link(Some(&report(row.folder)));
        let id = row.folder.replaced_id().map_or_else(Inline::default, repository_id);
        let newest = match row.recent.newest_day() {
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
