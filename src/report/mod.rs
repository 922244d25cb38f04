//! PURE. The report for people, as Markdown, and the badges: written from a history and its analysis alone.

mod badges;
mod digest;
mod figures;
mod links;
mod markdown;
mod overview;
mod phrases;
mod sections;
mod state;
mod summary;

use crate::charts::Caption;
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::ledger_folder::{Folder, REPORT_FILE};
use crate::domain::state::State;

pub use badges::{badge_paths, badges};
pub use digest::digest;
pub use links::{LinkBase, Page};
pub use overview::{OVERVIEW_FOLDER, Overview, OverviewRow, is_of_overview, overview};
pub use state::{doubtful, frozen, what_a_freeze_loses, which};
pub use summary::{MOST_DETAILS, ProblemRow, summary, summary_details};

use markdown::{Document, Inline, Target, fill};

/// The report of one repository: what it is made from, for every section.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The folder of the repository in the ledger.
    pub folder: &'a Folder,
    /// What is known of the repository.
    pub history: &'a History,
    /// What follows from that.
    pub analysis: &'a Analysis,
    /// How it stands with the numbers.
    pub state: &'a State,
    /// The charts that have something to show.
    pub figures: &'a [Caption],
    /// The repository that has the name now, where the folder is that of a replaced one and the ledger knows the other.
    pub successor: Option<Successor<'a>>,
    /// Where the ledger is published.
    pub links: &'a LinkBase,
    /// The file that the report is written to.
    pub page: Page,
}

/// The repository that took the name of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successor<'a> {
    /// Its folder in the ledger.
    pub folder: &'a Folder,
    /// Its numeric id; `None` while the ledger holds only imports of it.
    pub id: Option<u64>,
}

impl Report<'_> {
    /// The report as Markdown below 100 kB, whatever the history holds; on the front of a ledger its first screen, which leads to the
    /// rest.
    #[must_use]
    pub fn render(&self) -> String {
        let mut document = Document::new();
        for section in sections::OPENING {
            document.append(section(self));
        }
        let sections: Vec<Document> = sections::SECTIONS.iter().map(|section| section(self)).collect();
        let (whole, shown) = match self.page {
            Page::Repository => (String::new(), sections.len()),
            Page::Front => (self.path_to(REPORT_FILE), sections::ON_FRONT),
        };
        document.append(Document::contents(&sections, &whole));
        document.append(sections::charts::opening(self));
        for section in sections.into_iter().take(shown) {
            document.append(section);
        }
        if self.page == Page::Front {
            let link = Inline::from("The whole report").link(Some(&Target::new(&whole)));
            document.paragraph(&fill("{} has all charts and numbers.", &[&link.bold()]));
        }
        document.finish()
    }

    /// The relative path from the report to a file in the folder of its repository.
    fn path_to(&self, file: &str) -> String {
        self.page.path_to(self.folder, file)
    }

    /// A link to a file in the folder of the repository.
    fn file(&self, file: &str) -> Target {
        Target::new(&self.path_to(file))
    }
}
