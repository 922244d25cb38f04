//! PURE. How to read the report.

use crate::report::Report;
use crate::report::markdown::{Document, Inline, fill};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(2, &"How to read this".into());
    let file = |name: &'static str, path: &str| Inline::from(name).link(Some(&report.file(path)));
    let mut items = vec![
        "**Days** are UTC days. GitHub publishes a day one to three days after it ends, so the latest days are missing \
         here, as they are on GitHub."
            .into(),
        "**Unique visitors and cloners cannot be added up.** A person who comes on Monday and on Tuesday is one visitor \
         on each day, but also just one in the week. So there are numbers for single days, whole weeks and 14 days, as \
         GitHub counted them, and none for a month or for all time."
            .into(),
        "**Clones include bots.** Every checkout in a CI job is a clone, and all those of a day with `GITHUB_TOKEN` are \
         one unique cloner; mirrors and scanners clone as well. Clones are not installations."
            .into(),
        "**Unknown is not zero.** A day without data is a gap: sums and charts leave it out, a \
         sum with gaps shows how many of its days are known, and no change is computed from it."
            .into(),
        "**Referrers and pages** are GitHub's top ten for 14 days, without numbers by day; anything below the top ten is \
         unknown. Query strings are removed."
            .into(),
        "**A spike** is a day far above what was usual on its weekday in the eight weeks before; while fewer than four of \
         these days are known, far above all days of the four weeks before. The names given with it rose in the same two \
         weeks, which is a hint, not proof."
            .into(),
    ];
    if report.analysis.growth.downloads.is_some() {
        items.push(
            "**Downloads** are those of the release files. The newest 120 releases are read; files that were listed before \
             stay in the sum with their last number, also when they were replaced or deleted."
                .into(),
        );
    }
    let (days, history) = (file("`daily.csv`", "daily.csv"), file("`history.json`", "history.json"));
    items.push(match report.state.runs.snapshots {
        0 => fill(
            "**The data:** {} for spreadsheets, and {} for programs.",
            &[&days, &history],
        ),
        _ => fill(
            "**The data:** {} for spreadsheets, {} for programs, and GitHub's responses under {}.",
            &[&days, &history, &file("`snapshots/`", "snapshots")],
        ),
    });
    let mut body = Document::new();
    body.list(&items);
    out.details(&"What the numbers mean, and what they cannot say".into(), body);
    out
}
