//! PURE. Badges for other pages: shields.io endpoint files and SVG files of our own.
//!
//! There is no badge for all-time unique visitors: uniques cannot be added up, so that number cannot be known.

use crate::charts;
use crate::domain::analysis::Analysis;
use crate::format::grouped;

/// One badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Badge {
    /// The stem of its file names.
    pub(super) id: &'static str,
    /// The left half.
    pub(super) label: &'static str,
    /// The right half: `3,412 in 14 days`, `unknown`.
    message: String,
}

/// The colour of a known number, in the notation of shields.io.
const KNOWN: &str = "0969da";
/// The colour of an unknown number.
const UNKNOWN: &str = "lightgrey";

/// All badges of a repository, in the order of the report.
pub(super) fn all(analysis: &Analysis) -> Vec<Badge> {
    let (views, clones) = (&analysis.views, &analysis.clones);
    let uniques = |last: Option<crate::domain::analysis::Trailing>| Some(last?.uniques?.get());
    let numbers = [
        (
            "views-14d",
            "views",
            views.last_14.and_then(|last| last.now.count),
            " in 14 days",
        ),
        (
            "unique-visitors-14d",
            "unique visitors",
            uniques(views.last_14),
            " in 14 days",
        ),
        (
            "clones-14d",
            "clones",
            clones.last_14.and_then(|last| last.now.count),
            " in 14 days",
        ),
        (
            "unique-cloners-14d",
            "unique cloners",
            uniques(clones.last_14),
            " in 14 days",
        ),
        ("views-all-time", "views", views.all_time.and_then(|all| all.count), ""),
        (
            "clones-all-time",
            "clones",
            clones.all_time.and_then(|all| all.count),
            "",
        ),
    ];
    let badge = |(id, label, number, period): (&'static str, &'static str, Option<u64>, &str)| Badge {
        id,
        label,
        message: number.map_or_else(|| "unknown".to_owned(), |number| format!("{}{period}", grouped(number))),
    };
    numbers.into_iter().map(badge).collect()
}

/// The badge files of a repository by their path in its folder: every badge as SVG and as shields.io endpoint.
#[must_use]
pub fn badges(analysis: &Analysis) -> Vec<(String, Vec<u8>)> {
    let files = all(analysis).into_iter().flat_map(|badge| {
        let svg = charts::badge(badge.label, &badge.message);
        [
            (format!("badges/{}.json", badge.id), endpoint(&badge).into_bytes()),
            (format!("badges/{}.svg", badge.id), svg.into_bytes()),
        ]
    });
    files.collect()
}

/// The JSON of a shields.io endpoint badge, schema version 1; shields.io rejects unknown keys and empty messages.
fn endpoint(badge: &Badge) -> String {
    let color = if badge.message == "unknown" { UNKNOWN } else { KNOWN };
    format!(
        "{{\"schemaVersion\":1,\"label\":\"{}\",\"message\":\"{}\",\"color\":\"{color}\"}}\n",
        badge.label, badge.message
    )
}
