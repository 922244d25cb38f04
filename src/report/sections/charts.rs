//! PURE. The charts that belong to no other section: that of the views, with which a report begins, and those over time.

use crate::charts::Placement;
use crate::report::Report;
use crate::report::figures::{add_figures, has_figures};
use crate::report::markdown::Document;

/// The chart below the contents.
pub(in crate::report) fn opening(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    add_figures(&mut out, report, Placement::Opening);
    out
}

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    if has_figures(report, Placement::Charts) {
        out.heading(2, &"Over time".into());
        add_figures(&mut out, report, Placement::Charts);
    }
    out
}
