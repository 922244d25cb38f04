//! PURE. Stars by day: sums of the last days, and how many of them were taken back.

use crate::charts::Placement;
use crate::domain::analysis::StarTrend;
use crate::domain::analysis::stars::ShownStars;
use crate::report::Report;
use crate::report::figures::add_figures;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill};
use crate::report::phrases::counted;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let Some(trend) = &report.analysis.stars else {
        return out;
    };
    if trend.all == 0 {
        return out;
    }
    out.heading(2, &"Stars".into());
    add_figures(&mut out, report, Placement::Stars);
    let mut table = MarkdownTable::new(&[
        ("Sum", Align::Left),
        ("7 days", Align::Right),
        ("28 days", Align::Right),
        ("365 days", Align::Right),
        ("All time", Align::Right),
        ("Most on one day", Align::Right),
    ]);
    let all = match trend.is_whole {
        true => trend.all.to_inline(),
        false => fill("at least {}", &[&trend.all]),
    };
    let best = trend.best.map(|(day, stars)| fill("{} on {}", &[&stars, &day]));
    table.row([
        "**Stars given**".into(),
        trend.last_7.to_inline(),
        trend.last_28.to_inline(),
        trend.last_365.to_inline(),
        all,
        best.to_inline(),
    ]);
    let mut body = Document::new();
    body.table(&table);
    body.paragraph(&explanation(trend).small());
    out.details(&"Sums of stars, and how many were taken back".into(), body);
    out
}

/// What the numbers are, and how they compare with the number on GitHub's page.
fn explanation(trend: &StarTrend) -> Inline {
    let about = fill(
        "UTC days up to {}, read once a week. GitHub counts stars by day without saying who gave them.",
        &[&trend.days.last],
    );
    match trend.shown.map(compare) {
        Some(compared) => fill("{} {}", &[&about, &compared]),
        None => about,
    }
}

fn compare(shown: ShownStars) -> Inline {
    let stars = counted(shown.count, "star", "stars");
    match (
        shown.given.checked_sub(shown.count),
        shown.count.checked_sub(shown.given),
    ) {
        (Some(0), _) => fill(
            "On {} the repository showed {}, as many as the days add up to.",
            &[&shown.on, &stars],
        ),
        (Some(back), _) => fill(
            "On {} the repository showed {}: {} of those that were given had been taken back.",
            &[&shown.on, &stars, &back],
        ),
        (None, more) => fill(
            "On {} the repository showed {}, {} more than the days add up to: GitHub’s two numbers differ.",
            &[&shown.on, &stars, &more.unwrap_or(0)],
        ),
    }
}
