//! PURE. The report for people: Markdown and badges made from a history and its analysis alone. May import `domain`
//! and the figures and badge drawings of `charts`; Markdown is written by [`markdown`] only.

pub mod badges;
pub mod markdown;
mod overview;
mod phrases;
mod place;
mod sections;
mod summary;

use crate::charts::Figure;
use crate::domain::analysis::Analysis;
use crate::domain::history::History;

pub use badges::badges;
pub use overview::{OverviewRow, overview};
pub use place::Place;
pub use summary::summary;

use markdown::Document;

/// What every section may look at.
pub(crate) struct Report<'a> {
    pub(crate) history: &'a History,
    pub(crate) analysis: &'a Analysis,
    pub(crate) figures: &'a [Figure],
    pub(crate) place: &'a Place,
}

/// The report of one repository: its `README.md`. Below 100 kB, whatever the history holds.
#[must_use]
pub fn render(history: &History, analysis: &Analysis, figures: &[Figure], place: &Place) -> String {
    let report = Report {
        history,
        analysis,
        figures,
        place,
    };
    let mut document = Document::new();
    for section in sections::SECTIONS {
        document.append(section(&report));
    }
    document.finish()
}
