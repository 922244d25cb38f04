//! PURE. How the report is to be read. Imports its neighbours in `report`.

use crate::report::Report;
use crate::report::markdown::{Document, Inline, fill};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(2, &"How to read this".into());
    let file = |name: &'static str, path: &str| Inline::from(name).link(Some(&report.place.file(path)));
    out.list(&[
        "**Days** are UTC days. GitHub publishes a day one to three days after it has ended, so the last days are \
         missing from every report, here as on GitHub."
            .into(),
        "**Unique visitors and cloners never add up.** Somebody who comes on Monday and on Tuesday is one visitor of \
         each day and one of the week. So there are numbers of single days, of whole weeks and of 14 days, as GitHub \
         counted them, and none of a month or of all time."
            .into(),
        "**Clones contain robots.** Every checkout of a CI job is a clone and often a unique cloner too, whoever runs \
         it; mirrors and scanners clone as well. Clones are not installations."
            .into(),
        "**Unknown is not zero.** A day that no answer of GitHub's has covered is a gap, left out of sums and of charts; \
         a sum with gaps says how many of its days are known, and nothing is compared with it."
            .into(),
        "**Referrers and pages** are GitHub's top ten of 14 days, without dates: what was eleventh is not known. \
         Query strings are cut off."
            .into(),
        "**A spike** is a day far above what its weekday brought in the eight weeks before. What is named beside it \
         rose in the same two weeks; that is a hint, not a proof."
            .into(),
        fill(
            "**The data:** {} for spreadsheets, {} for programs, and the answers as GitHub gave them under {}.",
            &[
                &file("`daily.csv`", "daily.csv"),
                &file("`history.json`", "history.json"),
                &file("`snapshots/`", "snapshots"),
            ],
        ),
    ]);
    out
}
