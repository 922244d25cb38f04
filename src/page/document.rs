//! PURE. The data of the page: one JSON object a repository, whose days are columns and not objects.
//!
//! Days are numbers: how many days they lie after the repository's `first`. `null` is unknown, never zero.

use std::collections::BTreeSet;

use serde::Serialize;

use super::lists::Lists;
use super::metric::MetricColumns;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::crawlers::Crawlers;
use crate::domain::history::History;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::State;
use crate::domain::text::Untrusted;
use crate::domain::traffic::{Metric, Source};
use crate::domain::{Date, Timestamp, days_between, monday_of};

/// The version of the document's format.
const SCHEMA: u32 = 1;

/// One repository.
#[derive(Serialize)]
struct RepositoryColumns<'h> {
    name: String,
    /// The last capture; `None` of a ledger of imports alone.
    as_of: Option<Timestamp>,
    /// `fine`, `frozen`, `losing` or `gone`.
    state: &'static str,
    counts_only: bool,
    /// The first day of the columns; `None` while nothing is known.
    first: Option<Date>,
    /// How many days the columns have.
    length: u32,
    /// The Monday of the week of `first`, where the columns of weeks begin.
    week_first: i64,
    /// Names of imports.
    sources: Vec<&'h str>,
    views: MetricColumns,
    clones: MetricColumns,
    /// Clones by the repository's own CI; empty if none was ever counted.
    ci_clones: Vec<Option<u64>>,
    referrers: Lists<'h>,
    paths: Lists<'h>,
    /// Tag, day, and 1 for a pre-release; oldest first.
    releases: Vec<(&'h Untrusted, i64, u8)>,
    /// Text and day of the user's events; oldest first.
    events: Vec<(&'h Untrusted, i64)>,
}

/// The document of these repositories, one a line.
#[must_use]
pub fn json(histories: &[History]) -> String {
    let as_of = histories.iter().filter_map(|history| history.captured).max();
    let lines: Vec<String> = histories.iter().map(|history| line(&repository(history))).collect();
    format!(
        "{{\"schema\":{SCHEMA},\"as_of\":{},\"repositories\":[\n{}\n]}}",
        line(&as_of),
        lines.join(",\n")
    )
}

fn line(record: &impl Serialize) -> String {
    serde_json::to_string(record).expect("records are plain data")
}

fn repository(history: &History) -> RepositoryColumns<'_> {
    let analysis = Analysis::new(history);
    let state = State::new(history, &analysis);
    let days = columns_of(history);
    let sources: Vec<&str> = source_names(history).into_iter().collect();
    let first = days.map_or(Date::MIN, |days| days.first);
    let metric = |metric| match days {
        Some(days) => MetricColumns::new(history, metric, days, state.publication.of(metric), &sources),
        None => MetricColumns::default(),
    };
    // Without days there is nothing to show lists, releases and events beside.
    let is_shown = days.is_some();
    let crawlers = Crawlers::new(&history.ignored_referrers);
    let mut releases: Vec<_> = history
        .releases
        .iter()
        .filter(|_| is_shown)
        .map(|(tag, release)| {
            (
                tag,
                days_between(first, release.published),
                u8::from(release.prerelease),
            )
        })
        .collect();
    releases.sort_by_key(|(tag, day, _)| (*day, *tag));
    let events = history.given.events().filter(|_| is_shown);
    let events = events
        .map(|event| (&event.text, days_between(first, event.date)))
        .collect();
    RepositoryColumns {
        name: history.repository.name.to_string(),
        as_of: history.captured,
        state: match history.status {
            Some(RepositoryStatus::NotFound) => "gone",
            _ => state.standing().word(),
        },
        counts_only: history.counts_only,
        first: days.map(|days| days.first),
        length: days.map_or(0, Days::length),
        week_first: days.map_or(0, |days| days_between(days.first, monday_of(days.first))),
        views: metric(Metric::Views),
        clones: metric(Metric::Clones),
        ci_clones: days.map(|days| ci_clones(history, days)).unwrap_or_default(),
        referrers: Lists::new(&history.referrers, first, is_shown, &|name| crawlers.contain(name)),
        paths: Lists::new(&history.paths, first, is_shown, &|_| false),
        releases,
        events,
        sources,
    }
}

/// From the first known day to the last one that is known or doubtful.
fn columns_of(history: &History) -> Option<Days> {
    let (first, last) = history.span()?;
    let doubtful = Metric::ALL
        .iter()
        .filter_map(|metric| history.doubtful_days(*metric).last());
    Some(Days::new(first, doubtful.fold(last, Date::max)))
}

fn source_names(history: &History) -> BTreeSet<&str> {
    let readings = history.recorded_days().flat_map(|(_, day)| [&day.views, &day.clones]);
    let imported = readings.flatten().filter_map(|reading| match &reading.source {
        Source::Imported(names) => Some(names),
        Source::Observed => None,
    });
    imported.flatten().map(String::as_str).collect()
}

fn ci_clones(history: &History, days: Days) -> Vec<Option<u64>> {
    let column: Vec<_> = days.each().map(|date| history.day(date)?.ci_clones).collect();
    if column.iter().all(Option::is_none) {
        Vec::new()
    } else {
        column
    }
}
