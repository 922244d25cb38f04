//! PURE. The page to explore: the histories of a ledger as one HTML file that loads nothing and works offline.
//!
//! ```text
//! Histories ─▶ document (columns of days, as JSON) ─▶ PageData ─┐
//! assets/page/*.html, *.css, *.js (at compile time) ────────────┴▶ assembly ─▶ one file
//! ```
//!
//! The page says nothing about the present: the same histories give the same bytes. A page can be read back, so that a run which
//! visits some repositories need not read the histories of the others to write the page of all.

mod assembly;
mod data;
mod document;
mod lists;
mod metric;
mod other_metrics;

use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;

pub use data::{PageData, is_page};

/// The page of these repositories, in the order of their folders.
#[must_use]
pub fn render(histories: &[History]) -> String {
    let mut data = PageData::default();
    for history in histories {
        data.insert(&Folder::of(&history.repository.name), history);
    }
    data.render()
}
