//! PURE. The badges as lines to copy, folded.

use crate::encode::url;
use crate::report::Report;
use crate::report::badges::{self, Badge};
use crate::report::markdown::Document;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut body = Document::new();
    body.paragraph(
        &"Copy these lines into a `README.md`. Every run updates the images. Those of a private repository are visible \
          only to people who can read it."
            .into(),
    );
    body.snippet(&image_lines(report));
    body.paragraph(
        &"The same numbers as shields.io endpoints, in any style that shields.io offers; every badge has its `.json`:"
            .into(),
    );
    body.snippet(&endpoint_lines(report));
    body.paragraph(
        &"There is no badge for all-time unique visitors: that number cannot be known, since unique visitors cannot be \
          added up."
            .into(),
    );
    let mut out = Document::new();
    out.details(&"Badges to copy".into(), body);
    out
}

/// Every badge as an image that links to the report.
fn image_lines(report: &Report<'_>) -> Vec<String> {
    let page = report.links.report_url(report.folder);
    let line = |badge: &Badge| {
        let image = report.links.raw_url(report.folder, &badge.svg);
        format!("[![{}]({})]({})", badge.label, image.as_str(), page.as_str())
    };
    badges::all(report.analysis).iter().map(line).collect()
}

/// The first badge as a shields.io endpoint, for an example.
fn endpoint_lines(report: &Report<'_>) -> Vec<String> {
    let line = |badge: &Badge| {
        let json = report.links.raw_url(report.folder, &badge.json);
        let url = url::query_value(json.as_str());
        format!("![{}](https://img.shields.io/endpoint?url={url})", badge.label)
    };
    badges::all(report.analysis).iter().take(1).map(line).collect()
}
