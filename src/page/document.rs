//! PURE. The data of the page: one JSON object a repository, whose days are columns and not objects.
//!
//! Days are numbers: how many days they lie after the repository's `first`. `null` is unknown, never zero.

use std::collections::BTreeSet;

use serde::Serialize;

use super::lists::Lists;
use super::metric::MetricColumns;
use super::other_metrics::OtherMetrics;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::crawlers::Crawlers;
use crate::domain::history::History;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::State;
use crate::domain::text::Untrusted;
use crate::domain::traffic::{Metric, Source};
use crate::domain::{Date, Timestamp, days_between, monday_of};
use crate::encode::script_json::script_json;

/// The version of the document's form. Any change of a repository's object needs a new one: a page in the ledger takes over the
/// objects of the page before.
const SCHEMA: u32 = 4;

/// One repository.
#[derive(Serialize)]
struct RepositoryColumns<'h> {
    /// Its folder in the ledger, which tells a replaced repository from the one that has its name now.
    folder: &'h str,
    name: String,
    /// The last capture; `None` of a ledger of imports alone.
    as_of: Option<Timestamp>,
    /// `fine`, `frozen`, `losing` or `gone`.
    state: &'static str,
    counts_only: bool,
    /// The first day of the columns, or, without views and clones, of the other metrics; `None` while nothing is known.
    first: Option<Date>,
    /// How many days the columns of views and clones have.
    length: u32,
    /// The Monday of the week of `first`, where the columns of weeks begin.
    week_first: i64,
    /// Names of imports.
    sources: Vec<&'h str>,
    views: MetricColumns,
    clones: MetricColumns,
    other: OtherMetrics<'h>,
    referrers: Lists<'h>,
    paths: Lists<'h>,
    /// Tag, day, and 1 for a pre-release; oldest first.
    releases: Vec<(&'h Untrusted, i64, u8)>,
    /// Text and day of the user's events; oldest first.
    events: Vec<(&'h Untrusted, i64)>,
}

/// How the document begins, up to its time.
fn beginning() -> String {
    format!("{{\"schema\":{SCHEMA},\"as_of\":")
}

/// What is between the time and the repositories, and behind these.
const OPEN: &str = ",\"repositories\":[";
const CLOSE: &str = "]}";

/// The document of these repositories, each on a line of its own.
pub(super) fn json<'j>(as_of: Option<Timestamp>, repositories: impl Iterator<Item = &'j str>) -> String {
    let lines: Vec<&str> = repositories.collect();
    let (beginning, as_of, lines) = (beginning(), line(&as_of), lines.join(",\n"));
    format!("{beginning}{as_of}{OPEN}\n{lines}\n{CLOSE}")
}

/// The repositories of a document; none if it has another form.
pub(super) fn lines(json: &str) -> impl Iterator<Item = &str> {
    let (first, rest) = json.split_once('\n').unwrap_or_default();
    let is_known = first.starts_with(&beginning()) && first.ends_with(OPEN);
    let body = rest.strip_suffix(CLOSE).filter(|_| is_known).unwrap_or_default();
    let lines = body.lines().filter(|line| !line.is_empty());
    lines.map(|line| line.strip_suffix(',').unwrap_or(line))
}

/// The object of a repository, as it is in a page.
pub(super) fn embedded(folder: &Folder, history: &History) -> String {
    script_json(&line(&repository(folder, history)))
}

fn line(record: &impl Serialize) -> String {
    serde_json::to_string(record).expect("records are plain data")
}

fn repository<'h>(folder: &'h Folder, history: &'h History) -> RepositoryColumns<'h> {
    let analysis = Analysis::new(history);
    let state = State::new(history, &analysis);
    let days = columns_of(history);
    let sources: Vec<&str> = source_names(history).into_iter().collect();
    let other = OtherMetrics::new(history);
    let first = days.map(|days| days.first).or(other.first());
    let (is_shown, base) = (first.is_some(), first.unwrap_or(Date::MIN));
    let metric = |metric| match days {
        Some(days) => MetricColumns::new(history, metric, days, state.publication.of(metric), &sources),
        None => MetricColumns::default(),
    };
    // Without days there is nothing to show lists, releases and events beside.
    let crawlers = Crawlers::new(&history.ignored_referrers);
    let mut releases: Vec<_> = history
        .releases
        .iter()
        .filter(|_| is_shown)
        .map(|(tag, release)| (tag, days_between(base, release.published), u8::from(release.prerelease)))
        .collect();
    releases.sort_by_key(|(tag, day, _)| (*day, *tag));
    let events = history.given.events().filter(|_| is_shown);
    let events = events
        .map(|event| (&event.text, days_between(base, event.date)))
        .collect();
    RepositoryColumns {
        folder: folder.as_str(),
        name: history.repository.name.to_string(),
        as_of: history.captured,
        state: match history.status {
            Some(RepositoryStatus::NotFound) => "gone",
            _ => state.standing().word(),
        },
        counts_only: history.counts_only,
        first,
        length: days.map_or(0, Days::length),
        week_first: days.map_or(0, |days| days_between(days.first, monday_of(days.first))),
        views: metric(Metric::Views),
        clones: metric(Metric::Clones),
        other,
        referrers: Lists::new(&history.referrers, base, is_shown, &analysis.referrers, &|name| {
            crawlers.contain(name)
        }),
        paths: Lists::new(&history.paths, base, is_shown, &analysis.paths, &|_| false),
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
