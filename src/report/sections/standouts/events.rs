//! PURE. The user's own events of the last quarter, each with the views of the week from its day on and of the week before.

use crate::domain::analysis::{Analysis, Days, Total};
use crate::domain::given::Event;
use crate::domain::history::History;
use crate::domain::plus_days;
use crate::domain::traffic::Metric;
use crate::report::markdown::{Inline, Target, fill};
use crate::report::phrases::{counted, date_near};

/// Events of the last quarter are news; older ones are in the charts.
const NEWS_DAYS: u32 = 91;
/// Events with a line of their own: the newest.
const MOST_EVENTS: usize = 5;

/// A line for each of the newest events, newest first. What is still to come is none yet.
pub(super) fn lines(history: &History, analysis: &Analysis) -> Vec<Inline> {
    let Some(newest) = analysis.views.newest else {
        return Vec::new();
    };
    let recent = Days::ending(newest, NEWS_DAYS);
    let events = history.given.events().rev().filter(|event| recent.contains(event.date));
    events
        .take(MOST_EVENTS)
        .map(|event| line(history, event, recent))
        .collect()
}

fn line(history: &History, event: &Event, recent: Days) -> Inline {
    let what = fill("**{}** on {}", &[&name(event), &date_near(event.date, recent.last)]);
    let week = Days::ending(plus_days(event.date, 6), 7);
    let after = Total::new(history, Metric::Views, week);
    let before = Total::new(history, Metric::Views, week.before());
    match (after.count, before.count) {
        (Some(count), Some(earlier)) if after.is_whole() && before.is_whole() => fill(
            "{}: {} in the 7 days from then on, {} in the 7 days before.",
            &[&what, &counted(count, "view", "views"), &earlier],
        ),
        _ => fill("{}.", &[&what]),
    }
}

/// The text of an event as code, with its link.
pub(in crate::report) fn name(event: &Event) -> Inline {
    let target = event.link.as_ref().map(|link| Target::new(link.as_str()));
    Inline::code(&event.text, 80).link(target.as_ref())
}
