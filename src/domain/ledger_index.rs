//! PURE. `index.json`: what is known of every repository of the ledger without opening its folder, and all that the overview
//! shows. Its form is documented in `docs/history.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::analysis::{Aligned, Cause, Days, Spike, TopListKind, spikes_of_views};
use super::evidence::claims::Claims;
use super::history::History;
use super::ledger_folder::Folder;
use super::records::{WireNumbers, last_list, totals};
use super::repository::{NotARepository, Repository, RepositoryName};
use super::repository_state::RepositoryState;
use super::text::Untrusted;
use super::top_list::RepoCounters;
use super::traffic::{Certainty, DayCount, Metric, Source, Totals, Uniques};
use super::{Date, Timestamp, days_between, is_plausible, monday_of, plus_days, utc_day};

/// The file, in the ledger's folder.
pub const INDEX_FILE: &str = "index.json";

/// The schema version that this program writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// How many days up to the newest complete one the index holds: what an overview needs, counted from the newest day of the
/// metric that lags behind.
const RECENT_DAYS: i64 = Aligned::RECENT_DAYS + Aligned::MOST_BEHIND;

/// The most days that it holds, should incomplete ones follow.
const MOST_DAYS: i64 = 60;

/// Releases that are kept beside a spike.
const MOST_RELEASES: usize = 2;

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
    /// What its history holds of the answers that are not asked for every day.
    pub last: LastRead,
    /// The days on which its views stood out among these days, and what they came along with: the whole history and its top
    /// lists show it, not its end.
    pub spikes: Vec<Spike>,
    /// How it stands; live, until a run knows better.
    pub state: RepositoryState,
}

/// What was read last of the endpoints that are asked now and then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastRead {
    /// The Monday of the last whole week of which the total of views is known.
    pub views_week: Option<Date>,
    /// The Monday of the last whole week of which the total of clones is known.
    pub clones_week: Option<Date>,
    /// When the releases were read.
    pub releases: Option<Timestamp>,
}

impl LastRead {
    fn of(claims: &Claims, history: &History) -> Self {
        let week = |metric| {
            let mut weeks = history.weeks.iter().rev();
            weeks
                .find(|(_, period)| period.totals(metric).is_some())
                .map(|(monday, _)| *monday)
        };
        Self {
            views_week: week(Metric::Views),
            clones_week: week(Metric::Clones),
            releases: claims
                .counters
                .values()
                .rev()
                .find_map(|week| week.downloads)
                .map(|(at, _)| at),
        }
    }
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
        let from = Self::first_day(history);
        let mut spikes = spikes_of_views(history);
        spikes.retain(|spike| spike.days.last >= from);
        for spike in &mut spikes {
            spike.releases.truncate(MOST_RELEASES);
        }
        Self {
            names: claims.names.clone(),
            recent: Self::recent(history),
            last: LastRead::of(claims, history),
            spikes,
            state: RepositoryState::default(),
        }
    }

    /// The first day that the index keeps of a history.
    fn first_day(history: &History) -> Date {
        history.span().map_or(Date::MAX, |(_, last)| {
            let complete = history.newest_day().unwrap_or(last);
            plus_days(complete, 1 - RECENT_DAYS).max(plus_days(last, 1 - MOST_DAYS))
        })
    }

    /// The end of a history, as the index keeps it.
    #[must_use]
    pub fn recent(history: &History) -> History {
        let from = Self::first_day(history);
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

/// What was read last: the week of views, the week of clones, the releases.
type WireLast = (Option<Date>, Option<Date>, Option<Timestamp>);

/// When they were read, stars, forks, downloads.
type WireCounters = (Timestamp, Option<u64>, Option<u64>, Option<u64>);

/// Days on which the views stood out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSpike {
    /// First and last day.
    days: (Date, Date),
    peak: Date,
    count: u64,
    usual: u64,
    excess: u64,
    /// Name and growth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    referrers: Vec<(Untrusted, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    paths: Vec<(Untrusted, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    releases: Vec<Untrusted>,
}

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
    last_read: WireLast,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spikes: Vec<WireSpike>,
    #[serde(default, skip_serializing_if = "RepositoryState::is_live")]
    state: RepositoryState,
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
        last_read: (entry.last.views_week, entry.last.clones_week, entry.last.releases),
        spikes: entry.spikes.iter().map(write_spike).collect(),
        state: entry.state,
    }
}

fn write_spike(spike: &Spike) -> WireSpike {
    let causes = |kind| {
        let causes = spike.causes.iter().filter(move |cause| cause.kind == kind);
        causes.map(|cause| (cause.name.clone(), cause.growth)).collect()
    };
    WireSpike {
        days: (spike.days.first, spike.days.last),
        peak: spike.peak,
        count: spike.count,
        usual: spike.usual,
        excess: spike.excess,
        referrers: causes(TopListKind::Referrer),
        paths: causes(TopListKind::Path),
        releases: spike.releases.clone(),
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
    let (views_week, clones_week, releases) = wire.last_read;
    let entry = IndexEntry {
        names,
        recent,
        last: LastRead {
            views_week,
            clones_week,
            releases,
        },
        spikes: wire.spikes.iter().map(read_spike).collect(),
        state: wire.state,
    };
    Ok((folder, entry))
}

fn read_spike(wire: &WireSpike) -> Spike {
    let causes = |kind, names: &[(Untrusted, u64)]| {
        let cause = |(name, growth): &(Untrusted, u64)| Cause {
            kind,
            name: name.clone(),
            growth: *growth,
        };
        names.iter().map(cause).collect::<Vec<_>>()
    };
    Spike {
        days: Days::new(wire.days.0, wire.days.1),
        peak: wire.peak,
        count: wire.count,
        usual: wire.usual,
        excess: wire.excess,
        causes: [
            causes(TopListKind::Referrer, &wire.referrers),
            causes(TopListKind::Path, &wire.paths),
        ]
        .concat(),
        releases: wire.releases.clone(),
    }
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
