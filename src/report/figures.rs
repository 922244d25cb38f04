//! PURE. The charts of a report, each shown by the section that its placement names.

use super::Report;
use super::markdown::Document;
use crate::charts::{self, Placement, Shade};

/// Whether a section has a chart.
pub(super) fn has_figures(report: &Report<'_>, placement: Placement) -> bool {
    report.figures.iter().any(|figure| figure.placement == placement)
}

/// Adds the charts of a section, each as a picture with its light and dark file.
pub(super) fn add_figures(out: &mut Document, report: &Report<'_>, placement: Placement) {
    for figure in report.figures.iter().filter(|figure| figure.placement == placement) {
        let path = |shade| report.path_to(&charts::file_path(figure.id, shade));
        out.picture(&path(Shade::Light), &path(Shade::Dark), &figure.alt);
    }
}
