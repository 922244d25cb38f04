//! PURE. The charts that stand for themselves; the others stand with their subjects. Imports its neighbours in `report`
//! and the figures of `charts`.

use super::{months, top_lists};
use crate::charts::Figure;
use crate::report::Report;
use crate::report::markdown::Document;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    for figure in report
        .figures
        .iter()
        .filter(|figure| !top_lists::shows(figure) && !months::shows(figure))
    {
        picture(&mut out, report, figure);
    }
    out
}

/// Puts a figure where its files are.
pub(super) fn picture(out: &mut Document, report: &Report<'_>, figure: &Figure) {
    let path = report.place.path(&format!("charts/{}", figure.id));
    out.picture(&path, &figure.alt);
}
