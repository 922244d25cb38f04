//! PURE. Daily numbers from elsewhere: each series with its newest value and the one of four weeks before.

use std::collections::BTreeMap;

use crate::domain::given::SeriesName;
use crate::domain::text::Untrusted;
use crate::domain::{Date, plus_days};
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill};
use crate::report::phrases::date_near;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let mut table = MarkdownTable::new(&[
        ("Series", Align::Left),
        ("Newest", Align::Right),
        ("28 days before", Align::Right),
        ("Known days", Align::Right),
    ]);
    for (name, values) in &report.history.given.series {
        table.row(row(name, values).unwrap_or_default());
    }
    if table.is_empty() {
        return out;
    }
    out.heading(2, &"Other series".into());
    out.table(&table);
    let note = "Numbers of other sources, as the files of the input `series` gave them for each day. They are not GitHub's, and nothing is \
                added up: whether a value counts a day or a total is theirs to say.";
    out.paragraph(&Inline::from(note).small());
    out
}

fn row(name: &SeriesName, values: &BTreeMap<Date, u64>) -> Option<[Inline; 4]> {
    let ((first, _), (day, value)) = (values.first_key_value()?, values.last_key_value()?);
    let before = values.get(&plus_days(*day, -28));
    let known = fill(
        "{}<br>{}",
        &[
            &(values.len() as u64),
            &fill("since {}", &[&date_near(*first, *day)]).small(),
        ],
    );
    Some([
        Inline::code(&Untrusted::new(name.as_str()), 40),
        fill("{}<br>{}", &[&value.to_inline().bold(), &day.to_inline().small()]),
        before.map_or_else(|| UNKNOWN.into(), |value| value.to_inline()),
        known,
    ])
}
