//! What a report shows first, and how its sections are found.

use std::collections::BTreeSet;

use traffic_ledger::report::Page;

use crate::{report, report_shapes};

/// What a maintainer asks first is above the first heading; what a chart shows is not said again in the open.
#[test]
fn the_first_screen_answers_and_the_rest_is_folded() {
    let report = report::render(&report_shapes::named("quarter"));
    let (opening, sections) = report.split_once("\n## ").expect("sections");
    for words in [
        "6,534 views by 1,960 unique visitors in 14 days",
        "up 397%",
        "coincided with visits from `news.ycombinator.com`",
        "| **Views** | 6,534 | ▲\u{a0}397% |",
        "1,188 stars",
        "[Referrers](#referrers)",
        "charts/light-theme/views.svg",
    ] {
        assert!(opening.contains(words), "{words}: {opening}");
    }
    assert!(opening.len() < 3_500, "{} bytes", opening.len());
    let open = sections
        .split("<details>")
        .map(|part| part.rsplit("</details>").next().unwrap_or(part));
    assert_eq!(
        open.filter(|part| part.contains("\n| ")).count(),
        0,
        "no table is open below the first"
    );
    assert!(!opening.contains("| – |"), "no dashes beside known numbers");
}

#[test]
fn a_report_without_charts_shows_its_tables() {
    let report = report::render_with(&[], Page::Repository, &report_shapes::named("quarter"));
    assert!(report.contains("## Referrers\n\n| Referrer |"));
}

#[test]
fn the_contents_lead_to_every_section() {
    for shape in report_shapes::all() {
        let report = report::render(&shape.built);
        let mut anchorizer = comrak::Anchorizer::new();
        let headings = report.lines().filter_map(|line| line.strip_prefix("## "));
        let anchors: BTreeSet<String> = headings.map(|heading| anchorizer.anchorize(heading)).collect();
        let links = report.split("](#").skip(1);
        let links: BTreeSet<String> = links
            .filter_map(|rest| rest.split_once(')'))
            .map(|(anchor, _)| anchor.to_owned())
            .collect();
        match anchors.len() {
            ..3 => assert!(links.is_empty(), "{}: {links:?}", shape.name),
            _ => assert_eq!(links, anchors, "{}", shape.name),
        }
    }
}
