//! PURE. The badges and the lines to copy, folded. Imports its neighbours in `report`.

use crate::encode::url;
use crate::report::markdown::Document;
use crate::report::{Report, badges};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut body = Document::new();
    let repository = &report.history.repository.name;
    let page = report.place.report_url(repository);
    let all = badges::all(report.analysis);
    let lines: Vec<String> = all
        .iter()
        .map(|badge| {
            let picture = report.place.raw_url(repository, &format!("badges/{}.svg", badge.id));
            format!("[![{}]({})]({})", badge.label, picture.as_str(), page.as_str())
        })
        .collect();
    body.paragraph(
        &"Lines for a `README.md`; the pictures are renewed with every run. Private repositories show them to their \
          own readers only."
            .into(),
    );
    body.snippet(&lines);
    let endpoints: Vec<String> = all
        .iter()
        .take(1)
        .map(|badge| {
            let json = report.place.raw_url(repository, &format!("badges/{}.json", badge.id));
            let url = url::query_value(json.as_str());
            format!("![{}](https://img.shields.io/endpoint?url={url})", badge.label)
        })
        .collect();
    body.paragraph(
        &"The same as endpoints for shields.io, in the style that you choose there; every badge has its `.json`:"
            .into(),
    );
    body.snippet(&endpoints);
    body.paragraph(
        &"There is no badge of all-time unique visitors: nobody knows that number, since uniques never add up.".into(),
    );
    let mut out = Document::new();
    out.details(&"Badges to paste".into(), body);
    out
}
