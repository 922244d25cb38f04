//! PURE. The last 28 days, folded.

use crate::domain::Date;
use crate::domain::analysis::Days;
use crate::domain::traffic::{Certainty, Day, DayCount, Metric, Source};
use crate::format;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, listed};

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let Some(span) = report.analysis.span else {
        return out;
    };
    let days = Days::ending(span.last, 28);
    let days = Days::new(days.first.max(span.first), days.last);
    let noted = days.each().any(|date| !note(report.history.day(date)).is_empty());
    let mut head = vec![
        ("Day", Align::Left),
        ("Views", Align::Right),
        ("Unique visitors", Align::Right),
        ("Clones", Align::Right),
        ("Unique cloners", Align::Right),
    ];
    if noted {
        head.push(("Note", Align::Left));
    }
    let mut table = MarkdownTable::new(&head);
    let mut dates: Vec<Date> = days.each().collect();
    dates.reverse();
    for date in dates {
        let day = report.history.day(date);
        let reading = |metric| day.and_then(|day| day.reading(metric));
        let (views, clones) = (reading(Metric::Views), reading(Metric::Clones));
        let mut cells = vec![
            fill("{} {}", &[&format::weekday(date), &date]),
            views.and_then(DayCount::known_count).to_inline(),
            views.and_then(DayCount::known_uniques).to_inline(),
            clones.and_then(DayCount::known_count).to_inline(),
            clones.and_then(DayCount::known_uniques).to_inline(),
        ];
        if noted {
            cells.push(note(day));
        }
        table.row(cells);
    }
    let mut body = Document::new();
    body.table(&table);
    let data = fill(
        "All days are in {}.",
        &[&Inline::from("`daily.csv`").link(Some(&report.file("daily.csv")))],
    );
    body.paragraph(&data);
    let title = match days.length() {
        1 => "The only day so far".into(),
        length => fill("The last {} days ({})", &[&length, &days]),
    };
    out.details(&title, body);
    out
}

/// What readers should know about a day's numbers.
fn note(day: Option<&Day>) -> Inline {
    let readings: Vec<&DayCount> = Metric::ALL.iter().filter_map(|m| day?.reading(*m)).collect();
    if readings.is_empty() {
        return "unknown".into();
    }
    let mut notes = Vec::new();
    if readings.iter().any(|r| matches!(r.certainty, Certainty::Partial(_))) {
        notes.push("partial".into());
    }
    if readings.iter().any(|r| r.is_provisional()) {
        notes.push("zero, not confirmed yet".into());
    }
    if readings.iter().any(|r| r.is_doubtful()) {
        notes.push("doubtful zero".into());
    }
    if readings.iter().any(|r| matches!(r.source, Source::Imported(_))) {
        notes.push("imported".into());
    }
    listed(&notes)
}
