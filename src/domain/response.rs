//! PURE. Reads the bodies of a snapshot into typed rows and says what it could not take. Imports its neighbours in
//! `domain` and serde.
//!
//! Every number and date is judged by itself: one bad row costs that row, never the answer, never a panic. What is
//! refused stays unknown; it does not become zero.

mod ci_clones;
mod stars;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::evidence::proof::{Numbers, Violation};
use super::repository_state::RepositoryStatus;
use super::snapshot::Endpoint;
use super::top_list::POPULAR_ROWS;
use super::traffic::{Totals, Uniques};
use super::{Date, Timestamp, days_between, is_plausible, utc_day};
pub(super) use ci_clones::ci_clones;
pub(super) use stars::stars;

/// The largest number taken for a count: 10^12. GitHub as a whole has fewer views; a larger one is damage, and sums
/// of smaller ones cannot overflow.
pub const MAX_COUNT: u64 = 1_000_000_000_000;

/// The oldest day taken, in days before the capture: a window has 14 days, and GitHub has stood still for weeks.
const OLDEST_DAYS: i64 = 400;

/// What was odd in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anomaly {
    /// The body has not the form of its endpoint; nothing of it was taken.
    Form,
    /// A row without the fields of its endpoint was left out.
    Row,
    /// A number that is negative, fractional, no number, or beyond [`MAX_COUNT`] was left out.
    Number,
    /// More uniques than count: the uniques were left out.
    UniquesAboveCount,
    /// A date that cannot be read, or not the day it should be; the row was left out.
    Date,
    /// A day after the capture was left out.
    Future,
    /// A time of day other than midnight: the row was taken for its UTC day.
    NotMidnight,
    /// A day, path or referrer that stood there twice: the larger numbers were taken.
    Duplicate,
    /// More than ten popular rows: the ten largest were taken.
    TooManyRows,
    /// The window's `count` is not the sum of its rows: the window's totals were not used.
    Sum,
    /// Not fourteen whole days in a row: the rows are lower bounds, and missing days are unknown.
    Window,
    /// A week is not the sum of its days: it was not used.
    Week,
}

impl From<Violation> for Anomaly {
    fn from(violation: Violation) -> Self {
        match violation {
            Violation::Sum => Self::Sum,
            Violation::Window => Self::Window,
            Violation::Week => Self::Week,
        }
    }
}

impl Anomaly {
    /// What happened, for a message: "2 rows …".
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Form => "the response does not have the documented form and was ignored",
            Self::Row => "a row lacks a field and was skipped",
            Self::Number => "a number is negative, fractional or too large and counts as unknown",
            Self::UniquesAboveCount => "there are more uniques than the count, so the uniques count as unknown",
            Self::Date => "a date is invalid or far before the window, so its row was skipped",
            Self::Future => "a day is later than the snapshot and was skipped",
            Self::NotMidnight => "a timestamp is not midnight UTC, so its UTC day was used",
            Self::Duplicate => "an entry appears twice, so the larger numbers were used",
            Self::TooManyRows => "there are more than ten rows, so the ten largest were used",
            Self::Sum => "`count` is not the sum of the rows, so the 14-day totals were not used",
            Self::Window => "the window is not fourteen whole days, so its rows count as lower bounds",
            Self::Week => "a week is not the sum of its days, so it was not used",
        }
    }
}

/// What was wrong, and how often, per endpoint: each kind is reported once.
pub type Anomalies = BTreeMap<(Endpoint, Anomaly), u32>;

/// Where oddities of one endpoint are noted.
pub(super) struct AnomalyLog<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) anomalies: &'a mut Anomalies,
}

impl AnomalyLog<'_> {
    pub(super) fn add(&mut self, anomaly: Anomaly) {
        *self.anomalies.entry((self.endpoint, anomaly)).or_default() += 1;
    }
}

/// An answer of `traffic/views` or `traffic/clones`.
#[derive(Debug, Default)]
pub(super) struct SeriesBody {
    /// GitHub's own totals of the window.
    pub(super) total: Option<Totals>,
    /// By day or by Monday; a row that was refused but whose date is known is there with nothing in it.
    pub(super) rows: BTreeMap<Date, Numbers>,
    /// Whether any row was dropped: it has no readable date, or one that cannot be.
    pub(super) dropped: bool,
}

/// A row of a popular list as it came: name, count, uniques, title.
pub(super) struct TopListEntry {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) totals: Totals,
}

#[derive(Deserialize)]
struct WireSeries<'a> {
    #[serde(borrow, default)]
    count: Option<&'a RawValue>,
    #[serde(borrow, default)]
    uniques: Option<&'a RawValue>,
    #[serde(borrow, alias = "views", alias = "clones")]
    rows: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireRow<'a> {
    #[serde(borrow, default)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow, default)]
    count: Option<&'a RawValue>,
    #[serde(borrow, default)]
    uniques: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireListRow<'a> {
    #[serde(borrow, alias = "referrer", alias = "path")]
    name: Option<&'a RawValue>,
    #[serde(borrow, default)]
    title: Option<&'a RawValue>,
    #[serde(borrow, default)]
    count: Option<&'a RawValue>,
    #[serde(borrow, default)]
    uniques: Option<&'a RawValue>,
}

/// Reads a series; `None` when the body has another form.
pub(super) fn series(body: &RawValue, captured: Timestamp, log: &mut AnomalyLog<'_>) -> Option<SeriesBody> {
    let Some(wire) = object::<WireSeries<'_>>(body) else {
        log.add(Anomaly::Form);
        return None;
    };
    let total = row(wire.count, wire.uniques, log);
    let mut series = SeriesBody {
        total: total
            .count
            .zip(total.uniques)
            .map(|(count, uniques)| Totals { count, uniques }),
        ..SeriesBody::default()
    };
    for raw in wire.rows {
        let fields = object::<WireRow<'_>>(raw);
        let Some(fields) = fields.filter(|fields| fields.timestamp.is_some()) else {
            log.add(Anomaly::Row);
            series.dropped = true;
            continue;
        };
        let Some((day, midnight)) = fields.timestamp.and_then(day_of) else {
            log.add(Anomaly::Date);
            series.dropped = true;
            continue;
        };
        if days_between(day, utc_day(captured)) > OLDEST_DAYS {
            log.add(Anomaly::Date);
            series.dropped = true;
            continue;
        }
        if day > utc_day(captured) {
            log.add(Anomaly::Future);
            series.dropped = true;
            continue;
        }
        if !midnight {
            log.add(Anomaly::NotMidnight);
        }
        let new = row(fields.count, fields.uniques, log);
        series
            .rows
            .entry(day)
            .and_modify(|old| {
                log.add(Anomaly::Duplicate);
                old.count = old.count.max(new.count);
                old.uniques = old.uniques.max(new.uniques);
            })
            .or_insert(new);
    }
    Some(series)
}

/// A popular list as it came.
pub(super) struct PopularBody {
    /// How many rows it has, those that cannot be read included.
    pub(super) rows_sent: usize,
    /// The rows that can be read.
    pub(super) entries: Vec<TopListEntry>,
}

/// Reads a popular list; `None` when the body has another form.
pub(super) fn popular(body: &RawValue, log: &mut AnomalyLog<'_>) -> Option<PopularBody> {
    let Ok(wire) = serde_json::from_str::<Vec<&RawValue>>(body.get()) else {
        log.add(Anomaly::Form);
        return None;
    };
    let rows_sent = wire.len();
    let mut entries = Vec::with_capacity(rows_sent.min(POPULAR_ROWS));
    for raw in wire {
        let Some(fields) = object::<WireListRow<'_>>(raw) else {
            log.add(Anomaly::Row);
            continue;
        };
        let Some(name) = fields.name.and_then(text) else {
            log.add(Anomaly::Row);
            continue;
        };
        // A list without both numbers cannot be ranked or compared: the row says nothing.
        let Numbers {
            count: Some(count),
            uniques: Some(uniques),
        } = row(fields.count, fields.uniques, log)
        else {
            continue;
        };
        entries.push(TopListEntry {
            name,
            title: fields.title.and_then(text),
            totals: Totals { count, uniques },
        });
    }
    if entries.len() > POPULAR_ROWS {
        log.add(Anomaly::TooManyRows);
    }
    Some(PopularBody { rows_sent, entries })
}

/// The extract of the repository that a snapshot keeps.
#[derive(Deserialize)]
pub(super) struct RepositoryExtract {
    pub(super) id: Option<u64>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) stargazers_count: Option<u64>,
    pub(super) forks_count: Option<u64>,
    pub(super) archived: Option<bool>,
    pub(super) private: Option<bool>,
    /// The HTTP status of an answer that found nothing.
    status: Option<String>,
}

impl RepositoryExtract {
    /// What it says about the repository.
    pub(super) fn status(&self) -> RepositoryStatus {
        match (self.id, self.status.as_deref()) {
            (None, Some("404")) => RepositoryStatus::NotFound,
            _ => RepositoryStatus::Found {
                archived: self.archived,
                private: self.private,
            },
        }
    }
}

/// The extract of one release that a snapshot keeps.
#[derive(Deserialize)]
pub(super) struct ReleaseExtract {
    pub(super) tag_name: String,
    /// Absent from a release that was not published.
    pub(super) published_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) prerelease: bool,
    #[serde(default)]
    pub(super) assets: Vec<AssetExtract>,
}

/// The extract of a file of a release.
#[derive(Deserialize)]
pub(super) struct AssetExtract {
    pub(super) id: u64,
    pub(super) name: String,
    /// When it was uploaded.
    pub(super) created_at: Option<Timestamp>,
    pub(super) download_count: u64,
}

/// Reads an extract of ours; `None` when the body has another form.
pub(super) fn extract<'a, T: Deserialize<'a>>(body: &'a RawValue, log: &mut AnomalyLog<'_>) -> Option<T> {
    let extract = serde_json::from_str(body.get()).ok();
    if extract.is_none() {
        log.add(Anomaly::Form);
    }
    extract
}

/// An object and nothing else: serde would take a list for a struct, its fields by their order.
fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    let object = raw.get().starts_with('{');
    object.then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

fn row(count: Option<&RawValue>, uniques: Option<&RawValue>, log: &mut AnomalyLog<'_>) -> Numbers {
    let mut number = |raw: Option<&RawValue>| {
        let Some(raw) = raw else {
            log.add(Anomaly::Row);
            return None;
        };
        let number = raw.get().parse::<u64>().ok().filter(|number| *number <= MAX_COUNT);
        if number.is_none() {
            log.add(Anomaly::Number);
        }
        number
    };
    let (count, uniques) = (number(count), number(uniques).map(Uniques::new));
    match (count, uniques) {
        (Some(count), Some(uniques)) if uniques.get() > count => {
            log.add(Anomaly::UniquesAboveCount);
            Numbers {
                count: Some(count),
                uniques: None,
            }
        }
        (count, uniques) => Numbers { count, uniques },
    }
}

/// The UTC day of a time stamp or date, and whether it was midnight. Nothing is older than GitHub.
fn day_of(raw: &RawValue) -> Option<(Date, bool)> {
    let text = text(raw)?;
    let (day, midnight) = match text.parse::<Timestamp>() {
        Ok(at) => (
            utc_day(at),
            at.as_second().rem_euclid(86_400) == 0 && at.subsec_nanosecond() == 0,
        ),
        Err(_) => (text.parse::<Date>().ok()?, true),
    };
    is_plausible(day).then_some((day, midnight))
}

fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plus_days;

    #[test]
    fn days_that_no_answer_can_hold_are_skipped() {
        let body = |day: &str| {
            let rows = format!(r#"[{{"timestamp":"{day}T00:00:00Z","count":3,"uniques":2}}]"#);
            RawValue::from_string(format!(r#"{{"count":3,"uniques":2,"views":{rows}}}"#)).expect("JSON")
        };
        let read = |day: &str| {
            let mut anomalies = Anomalies::new();
            let mut log = AnomalyLog {
                endpoint: Endpoint::ViewsByDay,
                anomalies: &mut anomalies,
            };
            let captured = "2026-11-15T14:37:00Z".parse().expect("a time");
            let series = series(&body(day), captured, &mut log).expect("a series");
            let anomalies: Vec<_> = anomalies
                .into_iter()
                .map(|((_, anomaly), count)| (anomaly, count))
                .collect();
            (series.rows.len(), series.dropped, anomalies)
        };
        assert_eq!(read("2026-11-14"), (1, false, vec![]));
        assert_eq!(read("2026-11-15"), (1, false, vec![]));
        assert_eq!(read("2026-11-16"), (0, true, vec![(Anomaly::Future, 1)]));
        assert_eq!(read("2026-11-17"), (0, true, vec![(Anomaly::Future, 1)]));
        let oldest = |days: i64| read(&plus_days("2026-11-15".parse().expect("a day"), -days).to_string());
        assert_eq!(oldest(OLDEST_DAYS), (1, false, vec![]));
        for days in [OLDEST_DAYS + 1, OLDEST_DAYS + 2] {
            assert_eq!(oldest(days), (0, true, vec![(Anomaly::Date, 1)]));
        }
    }
}
