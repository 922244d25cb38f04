//! PURE. The charts that stand for themselves; the others stand with their subjects. Imports its neighbours in `report`
//! and the figures of `charts`.

use super::super::Report;
use super::super::markdown::Document;
use super::{months, popular};
use crate::charts::Figure;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    for figure in report
        .figures
        .iter()
        .filter(|figure| !popular::shows(figure) && !months::shows(figure))
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
