//! PURE. `index.json`: what is known of every repository of the ledger without opening its folder, and all that the overview
//! shows. Its form is documented in `docs/history.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::evidence::claims::Claims;
use super::history::History;
use super::ledger_folder::Folder;
use super::records::{WireNumbers, last_list, totals};
use super::repository::{NotARepository, Repository, RepositoryName};
use super::top_list::RepoCounters;
use super::traffic::{Certainty, DayCount, Metric, Source, Totals, Uniques};
use super::{Date, Timestamp, days_between, is_plausible, monday_of, plus_days, utc_day};

/// The file, in the ledger's folder.
pub const INDEX_FILE: &str = "index.json";

/// The schema version that this program writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// How many days up to the newest one the index holds: two periods of 14 days, and as many as the newest days of several
/// repositories may lie apart.
const RECENT_DAYS: i64 = 42;

/// Every repository of a ledger, by its folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerIndex(pub BTreeMap<Folder, IndexEntry>);

/// One repository of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// Every name that it was captured under.
    pub names: BTreeSet<RepositoryName>,
    /// The end of its history: the last days and windows, and the newest counters.
    pub recent: History,
}

/// Why an `index.json` is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// A newer program wrote it.
    #[error("it has schema {found}, but this program supports {SCHEMA}")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// Not the documented form. Everything in it can be made again from the histories.
    #[error("malformed index: {0}")]
    Invalid(String),
}

impl IndexEntry {
    /// The entry of a repository, whose `history` is what the `claims` are judged to mean.
    #[must_use]
    pub fn new(claims: &Claims, history: &History) -> Self {
        Self {
            names: claims.names.clone(),
            recent: Self::recent(history),
        }
    }

    /// The end of a history, as the index keeps it.
    #[must_use]
    pub fn recent(history: &History) -> History {
        let newest = history.span().map(|(_, last)| last);
        let from = newest.map_or(Date::MAX, |newest| plus_days(newest, 1 - RECENT_DAYS));
        let mut recent = History::new(history.repository.clone());
        recent.captured = history.captured;
        for (date, day) in history.days.range(from..) {
            let kept = recent.days.entry(*date).or_default();
            for metric in Metric::ALL {
                let known = day.reading(metric).filter(|count| !count.is_provisional());
                *kept.metric_mut(metric) = known.map(|count| DayCount {
                    count: count.count,
                    uniques: count.uniques,
                    certainty: match count.certainty {
                        Certainty::Complete => Certainty::Complete,
                        _ => Certainty::Partial(None),
                    },
                    source: Source::Observed,
                });
            }
        }
        recent.days.retain(|_, day| day.views.is_some() || day.clones.is_some());
        recent.windows = history
            .windows
            .range(from..)
            .map(|(end, period)| (*end, *period))
            .collect();
        let last = history.counters.iter().next_back();
        recent.counters = last.map(|(week, counters)| (*week, *counters)).into_iter().collect();
        recent
    }
}

/// A day of one metric: count, uniques, and whether they are lower bounds.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireDay {
    Complete(Option<u64>, Option<u64>),
    Partial { at_least: WireNumbers },
}

/// GitHub's own totals of fourteen days: last day, views, clones.
#[derive(Serialize, Deserialize)]
struct WireWindow(Date, Option<(u64, u64)>, Option<(u64, u64)>);

/// When they were read, stars, forks, downloads.
type WireCounters = (Timestamp, Option<u64>, Option<u64>, Option<u64>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEntry {
    folder: String,
    id: Option<u64>,
    name: String,
    names: Vec<String>,
    created: Option<Date>,
    captured: Option<Timestamp>,
    /// The day of the last item of `views` and `clones`, which hold one for each day, oldest first.
    last: Option<Date>,
    views: Vec<Option<WireDay>>,
    clones: Vec<Option<WireDay>>,
    windows: Vec<WireWindow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counters: Option<WireCounters>,
}

#[derive(Deserialize)]
struct WireSchema {
    schema: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFile {
    #[serde(rename = "schema")]
    _schema: u32,
    repositories: Vec<WireEntry>,
}

impl LedgerIndex {
    /// Replaces entries; `None` takes one away.
    pub fn update(&mut self, entries: impl IntoIterator<Item = (Folder, Option<IndexEntry>)>) {
        for (folder, entry) in entries {
            match entry {
                Some(entry) => drop(self.0.insert(folder, entry)),
                None => drop(self.0.remove(&folder)),
            }
        }
    }

    /// The file: JSON, LF, one repository a line, ordered by folder. The same ledgers give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("{{\n\"schema\": {SCHEMA},\n");
        last_list(&mut out, "repositories", self.0.iter().map(write));
        out.push('\n');
        out.into_bytes()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When it is not of the form, or of a newer schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IndexError> {
        let invalid = |error: String| IndexError::Invalid(error);
        let WireSchema { schema } = serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))?;
        if schema > SCHEMA {
            return Err(IndexError::Newer { found: schema });
        }
        let file: WireFile = serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))?;
        let mut index = Self::default();
        for wire in &file.repositories {
            let (folder, entry) = read(wire).map_err(|error| invalid(format!("{}: {error}", wire.folder)))?;
            if index.0.last_key_value().is_some_and(|(last, _)| *last >= folder) {
                return Err(invalid(format!("{folder} is out of order or a duplicate")));
            }
            index.0.insert(folder, entry);
        }
        Ok(index)
    }
}

fn write((folder, entry): (&Folder, &IndexEntry)) -> WireEntry {
    let recent = &entry.recent;
    let ends = recent.days.keys().next().zip(recent.days.keys().next_back());
    let days = |metric| -> Vec<Option<WireDay>> {
        let Some((first, last)) = ends else { return Vec::new() };
        let days = (0..=days_between(*first, *last)).map(|offset| plus_days(*first, offset));
        days.map(|date| recent.days.get(&date)?.reading(metric).map(write_day))
            .collect()
    };
    let pair = |totals: Totals| (totals.count, totals.uniques.get());
    let counters = recent.counters.values().next_back();
    WireEntry {
        folder: folder.to_string(),
        id: recent.repository.id,
        name: recent.repository.name.to_string(),
        names: entry.names.iter().map(ToString::to_string).collect(),
        created: recent.repository.created,
        captured: recent.captured,
        last: ends.map(|(_, last)| *last),
        views: days(Metric::Views),
        clones: days(Metric::Clones),
        windows: recent
            .windows
            .iter()
            .map(|(end, period)| WireWindow(*end, period.views.map(pair), period.clones.map(pair)))
            .collect(),
        counters: counters.map(|read| (read.captured, read.stars, read.forks, read.downloads)),
    }
}

fn write_day(day: &DayCount) -> WireDay {
    let (count, uniques) = (day.count, day.uniques.map(Uniques::get));
    match day.is_complete() {
        true => WireDay::Complete(count, uniques),
        false => WireDay::Partial {
            at_least: (count, uniques),
        },
    }
}

fn read(wire: &WireEntry) -> Result<(Folder, IndexEntry), String> {
    let name = |text: &String| text.parse().map_err(|error: NotARepository| error.to_string());
    let (folder, _) = Folder::split(&format!("{}/", wire.folder)).ok_or("not the folder of a repository")?;
    let mut recent = History::new(Repository {
        id: wire.id,
        name: name(&wire.name)?,
        created: wire.created,
    });
    recent.captured = wire.captured;
    for (metric, days) in [(Metric::Views, &wire.views), (Metric::Clones, &wire.clones)] {
        let last = wire.last.filter(|last| is_plausible(*last));
        for (back, day) in (0..).zip(days.iter().rev()) {
            let date = plus_days(last.ok_or("its days have no date")?, -back);
            if let Some(day) = day {
                *recent.days.entry(date).or_default().metric_mut(metric) = Some(read_day(day));
            }
        }
    }
    for WireWindow(end, views, clones) in &wire.windows {
        let period = recent.windows.entry(*end).or_default();
        for (metric, pair) in [(Metric::Views, views), (Metric::Clones, clones)] {
            *period.totals_mut(metric) = pair.map(|(count, uniques)| totals(count, uniques)).transpose()?;
        }
    }
    if let Some((captured, stars, forks, downloads)) = wire.counters {
        let counters = RepoCounters {
            captured,
            stars,
            forks,
            downloads,
        };
        recent.counters.insert(monday_of(utc_day(captured)), counters);
    }
    let names = wire.names.iter().map(name).collect::<Result<_, _>>()?;
    Ok((folder, IndexEntry { names, recent }))
}

fn read_day(day: &WireDay) -> DayCount {
    let (count, uniques, certainty) = match day {
        WireDay::Complete(count, uniques) => (*count, *uniques, Certainty::Complete),
        WireDay::Partial {
            at_least: (count, uniques),
        } => (*count, *uniques, Certainty::Partial(None)),
    };
    DayCount {
        count,
        uniques: uniques.map(Uniques::new),
        certainty,
        source: Source::Observed,
    }
}
