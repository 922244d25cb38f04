//! PURE. The report for people, as Markdown, and the badges: written from a history and its analysis alone.

mod badges;
mod figures;
mod links;
mod markdown;
mod overview;
mod phrases;
mod sections;
mod summary;

use crate::charts::Figure;
use crate::domain::analysis::Analysis;
use crate::domain::history::History;

pub use badges::badges;
pub use links::{LinkBase, Page};
pub use overview::{OverviewRow, overview};
pub use summary::summary;

use markdown::{Document, Target};

/// What every section can use.
struct Report<'a> {
    history: &'a History,
    analysis: &'a Analysis,
    figures: &'a [Figure],
    links: &'a LinkBase,
    page: Page,
}

impl Report<'_> {
    /// The relative path from the report to a file in the folder of its repository.
    fn path_to(&self, file: &str) -> String {
        self.page.path_to(&self.history.repository.name, file)
    }

    /// A link to a file in the folder of the repository.
    fn file(&self, file: &str) -> Target {
        Target::new(&self.path_to(file))
    }
}

/// The report of one repository, written to `page`: Markdown below 100 kB, whatever the history holds.
#[must_use]
pub fn render(history: &History, analysis: &Analysis, figures: &[Figure], links: &LinkBase, page: Page) -> String {
    let report = Report {
        history,
        analysis,
        figures,
        links,
        page,
    };
    let mut document = Document::new();
    for section in sections::SECTIONS {
        document.append(section(&report));
    }
    document.finish()
}
