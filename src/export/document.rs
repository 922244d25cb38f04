//! PURE. The whole history as one JSON document, with one record per line.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{RepositoryRecord, ci_clones, days, stars};
use crate::domain::downloads::Asset;
use crate::domain::given::{Event, SeriesName, WebLink};
use crate::domain::history::History;
use crate::domain::records::{last_list, list, member};
use crate::domain::text::Untrusted;
use crate::domain::top_list::{Release, RepoCounters, TopList};
use crate::domain::traffic::{Period, Totals};
use crate::domain::{Date, Timestamp};

/// The version of the document's format.
pub(crate) const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct PeriodRecord {
    date: Date,
    views: Option<u64>,
    unique_visitors: Option<u64>,
    clones: Option<u64>,
    unique_cloners: Option<u64>,
}

#[derive(Serialize)]
struct TopListRowRecord<'h> {
    name: &'h str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'h str>,
    views: u64,
    unique_visitors: u64,
}

#[derive(Serialize)]
struct TopListRecord<'h> {
    captured: Timestamp,
    rows: Vec<TopListRowRecord<'h>>,
}

#[derive(Serialize)]
struct CountersRecord {
    captured: Timestamp,
    stars: Option<u64>,
    forks: Option<u64>,
    downloads: Option<u64>,
}

#[derive(Serialize)]
struct ReleaseRecord<'h> {
    tag: &'h str,
    published: Date,
    downloads: u64,
    prerelease: bool,
}

#[derive(Serialize)]
struct EventRecord<'h> {
    date: Date,
    text: &'h str,
    link: Option<&'h str>,
}

#[derive(Serialize)]
struct ValueRecord<'h> {
    series: &'h str,
    date: Date,
    value: u64,
}

#[derive(Serialize)]
struct AssetRecord<'h> {
    id: u64,
    release: &'h str,
    file: &'h str,
    uploaded: Option<Date>,
    /// All downloads so far by UTC day.
    downloads: &'h BTreeMap<Date, u64>,
}

/// Days, windows, weeks, top lists, counters, releases with their files, stars by day, clones by CI, events and other series in one JSON document; `null` is unknown, never zero.
#[must_use]
pub fn json(history: &History) -> Vec<u8> {
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n");
    member(&mut out, "repository", &RepositoryRecord::of(&history.repository));
    member(&mut out, "captured", &history.captured);
    list(&mut out, "days", days(history).into_iter());
    list(&mut out, "windows", history.windows.iter().map(period_record));
    list(&mut out, "weeks", history.weeks.iter().map(period_record));
    list(&mut out, "referrers", history.referrers.values().map(top_list_record));
    list(&mut out, "paths", history.paths.values().map(top_list_record));
    list(&mut out, "counters", history.counters.values().map(counters_record));
    list(
        &mut out,
        "releases",
        history.releases.iter().map(|release| release_record(history, release)),
    );
    list(&mut out, "assets", history.assets.iter().map(asset_record));
    list(&mut out, "stars", stars(history).into_iter());
    // It is there where something of it is known.
    let mut ci_clones = ci_clones(history).peekable();
    if ci_clones.peek().is_some() {
        list(&mut out, "ci_clones", ci_clones);
    }
    list(&mut out, "events", history.given.events().map(event_record));
    let series = history.given.series.iter();
    let values = series.flat_map(|(name, values)| values.iter().map(move |(date, value)| (name, date, value)));
    last_list(&mut out, "series", values.map(value_record));
    out.push('\n');
    out.into_bytes()
}

fn period_record((date, period): (&Date, &Period)) -> PeriodRecord {
    let count = |totals: Option<Totals>| totals.map(|totals| totals.count);
    let uniques = |totals: Option<Totals>| totals.map(|totals| totals.uniques.get());
    PeriodRecord {
        date: *date,
        views: count(period.views),
        unique_visitors: uniques(period.views),
        clones: count(period.clones),
        unique_cloners: uniques(period.clones),
    }
}

fn top_list_record(list: &TopList) -> TopListRecord<'_> {
    let rows = list.rows.iter().map(|row| TopListRowRecord {
        name: row.name.sanitized(),
        title: row.title.as_ref().map(Untrusted::sanitized),
        views: row.count,
        unique_visitors: row.uniques.get(),
    });
    TopListRecord {
        captured: list.captured,
        rows: rows.collect(),
    }
}

fn counters_record(counters: &RepoCounters) -> CountersRecord {
    let RepoCounters {
        captured,
        stars,
        forks,
        downloads,
    } = *counters;
    CountersRecord {
        captured,
        stars,
        forks,
        downloads,
    }
}

/// The downloads of a release are those of all its files that were ever listed.
fn release_record<'h>(history: &History, (tag, release): (&'h Untrusted, &Release)) -> ReleaseRecord<'h> {
    let files = history.assets.values().filter(|asset| asset.tag == *tag);
    let downloads = files.map(|asset| asset.total(Date::MAX));
    ReleaseRecord {
        tag: tag.sanitized(),
        published: release.published,
        downloads: downloads.fold(0, u64::saturating_add),
        prerelease: release.prerelease,
    }
}

fn event_record(event: &Event) -> EventRecord<'_> {
    EventRecord {
        date: event.date,
        text: event.text.sanitized(),
        link: event.link.as_ref().map(WebLink::as_str),
    }
}

fn value_record<'h>((name, date, value): (&'h SeriesName, &Date, &u64)) -> ValueRecord<'h> {
    ValueRecord {
        series: name.as_str(),
        date: *date,
        value: *value,
    }
}

fn asset_record<'h>((id, asset): (&u64, &'h Asset)) -> AssetRecord<'h> {
    AssetRecord {
        id: *id,
        release: asset.tag.sanitized(),
        file: asset.name.sanitized(),
        uploaded: asset.created,
        downloads: &asset.readings,
    }
}
