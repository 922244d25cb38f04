//! PURE. The spikes of the last quarter, each with the referrers and pages that brought it and the releases of its days.

use std::cmp::Reverse;

use crate::domain::analysis::{Analysis, Cause, Days, Spike, TopListKind};
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;
use crate::report::markdown::{Inline, ToInline, fill, joined, listed};
use crate::report::phrases::{counted_metric, date_near};
use crate::report::sections::standouts::events;
use crate::report::sections::top_lists;

/// Spikes of the last quarter are news; older ones are in the charts.
const NEWS_DAYS: u32 = 91;
/// Spikes of one metric with a line of their own: the largest.
const MOST_SPIKES: usize = 4;
/// Events named beside a spike.
const MOST_EVENTS: usize = 2;
/// Releases named beside a spike.
const MOST_RELEASES: usize = 2;

/// A line for each of the largest recent spikes, newest first.
pub(super) fn lines(analysis: &Analysis, metric: Metric) -> Vec<Inline> {
    let all = analysis;
    let analysis = analysis.metric(metric);
    let Some(newest) = analysis.newest else {
        return Vec::new();
    };
    let news = Days::ending(newest, NEWS_DAYS);
    let mut recent: Vec<&Spike> = analysis.spikes.iter().filter(|s| news.contains(s.peak)).collect();
    recent.sort_by_key(|spike| Reverse((spike.excess, spike.peak)));
    recent.truncate(MOST_SPIKES);
    recent.sort_by_key(|spike| Reverse(spike.peak));
    let is_burst = |spike: &Spike| {
        metric == Metric::Clones
            && spike.releases.is_empty()
            && spike.events.is_empty()
            && all.is_burst_of_clones(spike)
    };
    let (bursts, others): (Vec<&Spike>, Vec<&Spike>) = recent.into_iter().partition(|spike| is_burst(spike));
    let mut lines: Vec<Inline> = others.into_iter().map(|spike| line(spike, metric)).collect();
    lines.extend(burst_line(&bursts));
    lines
}

/// Clones without more views than usual, in one line.
fn burst_line(bursts: &[&Spike]) -> Option<Inline> {
    let numbers: Vec<Inline> = bursts.iter().map(|spike| numbers(spike, Metric::Clones)).collect();
    (!numbers.is_empty()).then(|| {
        fill(
            "{}, without more views than usual: registry mirrors and build farms clone like that.",
            &[&joined(&numbers, "; ")],
        )
    })
}

/// A spike with what it came along with.
pub(in crate::report) fn line(spike: &Spike, metric: Metric) -> Inline {
    let numbers = numbers(spike, metric);
    if spike.is_by_crawlers() {
        let crawler = |(name, growth): &(Untrusted, u64)| fill("{} (+{})", &[&Inline::code(name, 40), growth]);
        let crawlers: Vec<Inline> = spike.crawlers.iter().map(crawler).collect();
        let who = match crawlers.len() {
            1 => "a known crawler",
            _ => "known crawlers",
        };
        return fill("{}, brought by {}: {}.", &[&numbers, &who, &listed(&crawlers)]);
    }
    let own = spike.events.iter().take(MOST_EVENTS);
    let mut coincided: Vec<Inline> = own.map(|event| fill("the event {}", &[&events::name(event)])).collect();
    coincided.extend(spike.causes.iter().map(cause));
    let tags = spike.releases.iter().take(MOST_RELEASES);
    coincided.extend(tags.map(|tag| fill("release {}", &[&Inline::code(tag, 40)])));
    match coincided.as_slice() {
        [] => fill("{}.", &[&numbers]),
        coincided => fill("{}, along with {}.", &[&numbers, &listed(coincided)]),
    }
}

/// How high it was, and what is usual.
fn numbers(spike: &Spike, metric: Metric) -> Inline {
    let on = match spike.days.length() {
        1 => Inline::default(),
        _ => fill(" on {}", &[&date_near(spike.peak, spike.days.last)]),
    };
    fill(
        "{}: {}{} instead of the usual {}",
        &[
            &spike.days.to_inline().bold(),
            &counted_metric(metric, spike.count),
            &on,
            &spike.usual,
        ],
    )
}

/// A referrer or page with its growth.
fn cause(cause: &Cause) -> Inline {
    let name = top_lists::code(cause.kind, &cause.name, 60);
    match cause.kind {
        TopListKind::Referrer => fill("{} (+{})", &[&name, &cause.growth]),
        TopListKind::Path if cause.name.sanitized() == "/" => fill("the front page (+{})", &[&cause.growth]),
        TopListKind::Path => fill("the page {} (+{})", &[&name, &cause.growth]),
    }
}
