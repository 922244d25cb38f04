//! PURE. Badges for other pages: shields.io endpoint files and SVG files of our own.
//!
//! There is no badge for all-time unique visitors: uniques cannot be added up, so that number cannot be known.

use crate::charts;
use crate::domain::analysis::{Analysis, Total};
use crate::domain::traffic::Metric;
use crate::domain::{days_between, utc_day};
use crate::format::{date_near, grouped};

/// What a badge shows.
struct BadgeKind {
    id: &'static str,
    metric: Metric,
    label: &'static str,
    number: fn(&Analysis) -> Option<Shown>,
    /// What follows the number.
    period: &'static str,
}

/// A number, and whether it is a lower bound.
type Shown = (u64, bool);

/// A sum is a lower bound unless all of its days are known whole.
fn sum(total: Total) -> Option<Shown> {
    Some((total.count?, !total.is_whole()))
}

/// Every badge, in the order of the report.
const ALL: &[BadgeKind] = &[
    BadgeKind {
        id: "views-14d",
        metric: Metric::Views,
        label: "views",
        number: |analysis| sum(analysis.views.last_14?.now),
        period: " in 14 days",
    },
    BadgeKind {
        id: "unique-visitors-14d",
        metric: Metric::Views,
        label: "unique visitors",
        number: |analysis| Some((analysis.views.last_14?.uniques?.get(), false)),
        period: " in 14 days",
    },
    BadgeKind {
        id: "clones-14d",
        metric: Metric::Clones,
        label: "clones",
        number: |analysis| sum(analysis.clones.last_14?.now),
        period: " in 14 days",
    },
    BadgeKind {
        id: "unique-cloners-14d",
        metric: Metric::Clones,
        label: "unique cloners",
        number: |analysis| Some((analysis.clones.last_14?.uniques?.get(), false)),
        period: " in 14 days",
    },
    BadgeKind {
        id: "views-all-time",
        metric: Metric::Views,
        label: "views",
        number: |analysis| sum(analysis.views.all_time?),
        period: " all time",
    },
    BadgeKind {
        id: "clones-all-time",
        metric: Metric::Clones,
        label: "clones",
        number: |analysis| sum(analysis.clones.all_time?),
        period: " all time",
    },
];

/// One badge of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Badge {
    /// The left half.
    pub(super) label: &'static str,
    /// The right half: `3,412 in 14 days`, `unknown`.
    message: String,
    /// The SVG file, relative to the folder of the repository.
    pub(super) svg: String,
    /// The shields.io endpoint file, relative to the folder of the repository.
    pub(super) json: String,
}

/// GitHub publishes a day one to three days late; numbers up to this many days old need no date.
const OLD: i64 = 4;

/// The colour of a known number, in the notation of shields.io.
const KNOWN: &str = "0969da";
/// The colour of an unknown number.
const UNKNOWN: &str = "lightgrey";

/// All badges of a repository, in the order of the report.
pub(super) fn all(analysis: &Analysis) -> Vec<Badge> {
    let message = |kind: &BadgeKind| match (kind.number)(analysis) {
        Some((number, is_bound)) => {
            let least = if is_bound { "≥ " } else { "" };
            format!(
                "{least}{}{}{}",
                grouped(number),
                kind.period,
                as_of(analysis, kind.metric)
            )
        }
        None => "unknown".to_owned(),
    };
    let badge = |kind: &BadgeKind| Badge {
        label: kind.label,
        message: message(kind),
        svg: svg_path(kind),
        json: json_path(kind),
    };
    ALL.iter().map(badge).collect()
}

/// ` as of 23 Sep` where the newest day of a metric was old at the last capture: a badge stands alone, and nobody sees when it
/// was made.
fn as_of(analysis: &Analysis, metric: Metric) -> String {
    let newest = analysis.metric(metric).newest;
    match newest.zip(analysis.captured.map(utc_day)) {
        Some((newest, captured)) if days_between(newest, captured) > OLD => {
            format!(" as of {}", date_near(newest, captured))
        }
        _ => String::new(),
    }
}

fn svg_path(kind: &BadgeKind) -> String {
    format!("badges/{}.svg", kind.id)
}

fn json_path(kind: &BadgeKind) -> String {
    format!("badges/{}.json", kind.id)
}

/// The files of all badges, relative to the folder of their repository.
pub fn badge_paths() -> impl Iterator<Item = String> {
    ALL.iter().flat_map(|kind| [json_path(kind), svg_path(kind)])
}

/// The badge files of a repository by their path in its folder: every badge as SVG and as shields.io endpoint.
#[must_use]
pub fn badges(analysis: &Analysis) -> Vec<(String, Vec<u8>)> {
    let files = all(analysis).into_iter().flat_map(|badge| {
        let svg = charts::badge(badge.label, &badge.message);
        let json = endpoint(&badge);
        [(badge.json, json.into_bytes()), (badge.svg, svg.into_bytes())]
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
