//! PURE. The whole history as one JSON document, one record a line. Imports `domain` and serde.

use std::fmt::Write as _;

use serde::Serialize;

use super::days;
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{Release, RepoCounters, TopList};
use crate::domain::traffic::{Period, Totals};
use crate::domain::{Date, Timestamp};

/// The version of the exported document's form.
pub(crate) const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct RepositoryRecord {
    id: Option<u64>,
    name: String,
    created: Option<Date>,
}

#[derive(Serialize)]
struct PeriodRow {
    date: Date,
    views: Option<u64>,
    unique_visitors: Option<u64>,
    clones: Option<u64>,
    unique_cloners: Option<u64>,
}

#[derive(Serialize)]
struct PopularRecord<'h> {
    name: &'h str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'h str>,
    views: u64,
    unique_visitors: u64,
}

#[derive(Serialize)]
struct List<'h> {
    captured: Timestamp,
    rows: Vec<PopularRecord<'h>>,
}

#[derive(Serialize)]
struct Reached {
    captured: Timestamp,
    stars: Option<u64>,
    forks: Option<u64>,
    downloads: Option<u64>,
}

#[derive(Serialize)]
struct Released<'h> {
    tag: &'h str,
    published: Date,
    downloads: u64,
    prerelease: bool,
}

/// Days, windows, weeks, popular lists, stars and releases in one JSON document; `null` is unknown, never zero.
#[must_use]
pub fn json(history: &History) -> Vec<u8> {
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n");
    let about = &history.repository;
    let repository = RepositoryRecord {
        id: about.id,
        name: about.name.to_string(),
        created: about.created,
    };
    let _ = writeln!(out, "\"repository\": {},", line(&repository));
    let _ = writeln!(out, "\"captured\": {},", line(&history.captured));
    list(&mut out, "days", days(history), ",");
    list(&mut out, "windows", history.windows.iter().map(period), ",");
    list(&mut out, "weeks", history.weeks.iter().map(period), ",");
    list(&mut out, "referrers", history.referrers.values().map(popular), ",");
    list(&mut out, "paths", history.paths.values().map(popular), ",");
    list(&mut out, "counters", history.counters.values().map(reached), ",");
    list(&mut out, "releases", history.releases.iter().map(released), "");
    out.push_str("}\n");
    out.into_bytes()
}

fn period((date, period): (&Date, &Period)) -> PeriodRow {
    let count = |totals: Option<Totals>| totals.map(|totals| totals.count);
    let uniques = |totals: Option<Totals>| totals.map(|totals| totals.uniques.get());
    PeriodRow {
        date: *date,
        views: count(period.views),
        unique_visitors: uniques(period.views),
        clones: count(period.clones),
        unique_cloners: uniques(period.clones),
    }
}

fn popular(capture: &TopList) -> List<'_> {
    let rows = capture.rows.iter().map(|row| PopularRecord {
        name: row.name.sanitized(),
        title: row.title.as_ref().map(Untrusted::sanitized),
        views: row.count,
        unique_visitors: row.uniques.get(),
    });
    List {
        captured: capture.captured,
        rows: rows.collect(),
    }
}

fn reached(counters: &RepoCounters) -> Reached {
    let RepoCounters {
        captured,
        stars,
        forks,
        downloads,
    } = *counters;
    Reached {
        captured,
        stars,
        forks,
        downloads,
    }
}

fn released<'h>((tag, release): (&'h Untrusted, &Release)) -> Released<'h> {
    Released {
        tag: tag.sanitized(),
        published: release.published,
        downloads: release.downloads,
        prerelease: release.prerelease,
    }
}

fn list<T: Serialize>(out: &mut String, name: &str, records: impl IntoIterator<Item = T>, comma: &str) {
    let lines: Vec<String> = records.into_iter().map(|record| line(&record)).collect();
    let _ = if lines.is_empty() {
        writeln!(out, "\"{name}\": []{comma}")
    } else {
        writeln!(out, "\"{name}\": [\n{}\n]{comma}", lines.join(",\n"))
    };
}

fn line(record: &impl Serialize) -> String {
    serde_json::to_string(record).expect("records are plain data")
}
