//! PURE. The charts that have a section to themselves; the others are shown with their subjects.

use crate::charts::Placement;
use crate::report::Report;
use crate::report::markdown::Document;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    pictures(&mut out, report, Placement::Charts);
    out
}

/// Shows the charts of a section, each by its two files.
pub(super) fn pictures(out: &mut Document, report: &Report<'_>, placement: Placement) {
    for figure in report.figures.iter().filter(|figure| figure.placement == placement) {
        let path = report.place.path(&format!("charts/{}", figure.id));
        out.picture(&path, &figure.alt);
    }
}
