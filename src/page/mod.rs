//! PURE. The page to explore: the histories of a ledger as one HTML file that loads nothing and works offline.
//!
//! ```text
//! Histories ─▶ document (columns of days, as JSON) ─▶ script_json ─┐
//! assets/page/*.html, *.css, *.js (at compile time) ───────────────┴▶ assembly ─▶ one file
//! ```
//!
//! The page says nothing about the present: the same histories give the same bytes.

mod assembly;
mod document;
mod lists;
mod metric;

use crate::domain::history::History;

pub use document::json;

/// The page of these repositories, in their order.
#[must_use]
pub fn render(histories: &[History]) -> String {
    assembly::assemble(&json(histories))
}
