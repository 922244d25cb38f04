//! PURE. Badges for other pages: shields.io endpoint files and drawings of our own. Imports `domain` and the badge
//! drawing of `charts`.
//!
//! There is no badge of all-time unique visitors: uniques never add up, so that number does not exist.

use crate::charts;
use crate::domain::analysis::Analysis;
use crate::format::grouped;

/// One badge: its file name, what it says, and the sentence for people who cannot see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The file's name without its ending.
    pub id: &'static str,
    /// The left half.
    pub label: &'static str,
    /// The right half: `3,412 in 14 days`, `unknown`.
    pub message: String,
}

/// The colour of a known number, as shields.io reads it.
const KNOWN: &str = "0969da";
/// The colour where nothing is known.
const UNKNOWN: &str = "lightgrey";

/// All badges of a repository, in the order in which the report offers them.
#[must_use]
pub fn all(analysis: &Analysis) -> Vec<Badge> {
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

/// The badge files of a repository: path below its folder and content, both kinds of every badge.
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

/// The JSON that shields.io reads (its endpoint badge, schema version 1; unknown keys and empty messages are refused).
fn endpoint(badge: &Badge) -> String {
    let color = if badge.message == "unknown" { UNKNOWN } else { KNOWN };
    format!(
        "{{\"schemaVersion\":1,\"label\":\"{}\",\"message\":\"{}\",\"color\":\"{color}\"}}\n",
        badge.label, badge.message
    )
}
