//! PURE. The charts that have a section to themselves; the others are shown with their subjects.

use crate::charts::Placement;
use crate::report::Report;
use crate::report::figures::add_figures;
use crate::report::markdown::Document;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    add_figures(&mut out, report, Placement::Charts);
    out
}
