//! PURE. The charts of a report, each shown by the section that its placement names.

use super::Report;
use super::markdown::Document;
use crate::charts::Placement;

/// Adds the charts of a section, each as a picture with its light and dark file.
pub(super) fn add_figures(out: &mut Document, report: &Report<'_>, placement: Placement) {
    for figure in report.figures.iter().filter(|figure| figure.placement == placement) {
        let path = report.path_to(&format!("charts/{}", figure.id));
        out.picture(&path, &figure.alt);
    }
}
