//! PURE. `index.json` as text: from entries to lines and back.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{IndexEntry, IndexError, LastRead, LedgerIndex, SCHEMA};
use crate::domain::analysis::{Cause, Days, Spike, TopListKind};
use crate::domain::ci_clones::KnownDays;
use crate::domain::day_map::DayMap;
use crate::domain::given::{WireEvent, read_events};
use crate::domain::ledger_folder::Folder;
use crate::domain::recent::{Recent, RecentCount};
use crate::domain::records::{WireStatus, last_list, totals};
use crate::domain::repository::{NotARepository, Repository};
use crate::domain::repository_state::RepositoryState;
use crate::domain::server_url::{NotAServer, ServerUrl};
use crate::domain::text::Untrusted;
use crate::domain::top_list::RepoCounters;
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Metric, Totals};
use crate::domain::{Date, Timestamp, days_between, is_plausible, plus_days};

/// The count of a day of one metric, or a lower bound of it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireDay {
    Complete(u64),
    Partial { at_least: u64 },
}

/// What was read last: the week of views, the week of clones, the releases, whether they had files, the stars by day, and whether
/// those were read back to the beginning of the repository.
type WireLast = (
    Option<Date>,
    Option<Date>,
    Option<Timestamp>,
    bool,
    Option<Timestamp>,
    bool,
);

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
    crawlers: Vec<(Untrusted, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    paths: Vec<(Untrusted, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    releases: Vec<Untrusted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    events: Vec<WireEvent>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<WireStatus>,
    /// The day of the last item of the three lists, which hold one for each day, oldest first.
    last: Option<Date>,
    views: Vec<Option<WireDay>>,
    clones: Vec<Option<WireDay>>,
    /// GitHub's own totals of the views of the fourteen days that end on each day: count and uniques.
    windows: Vec<Option<(u64, u64)>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counters: Option<WireCounters>,
    last_read: WireLast,
    /// The newest day whose clones by CI are known, and those before it as bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ci_clones: Option<(Date, u16)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spikes: Vec<WireSpike>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frozen: Option<Date>,
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
    server: String,
    repositories: Vec<WireEntry>,
}

impl LedgerIndex {
    /// The file: JSON, LF, one repository a line, ordered by folder. `server` is the address that the ledger's links begin
    /// with. The same ledgers give the same bytes.
    #[must_use]
    pub fn to_bytes(&self, server: &str) -> Vec<u8> {
        let server = serde_json::Value::from(server);
        let mut out = format!("{{\n\"schema\": {SCHEMA},\n\"server\": {server},\n");
        last_list(&mut out, "repositories", self.0.iter().map(write));
        out.push('\n');
        out.into_bytes()
    }

    /// Reads the file: the repositories, and the server that they are of.
    ///
    /// # Errors
    /// When it is not of the form, or of a newer schema.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, ServerUrl), IndexError> {
        let invalid = |error: String| IndexError::Invalid(error);
        let WireSchema { schema } = serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))?;
        if schema > SCHEMA {
            return Err(IndexError::Newer { found: schema });
        }
        let file: WireFile = serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))?;
        let server = file
            .server
            .parse()
            .map_err(|error: NotAServer| invalid(format!("server: {error}")))?;
        let mut index = Self::default();
        for wire in &file.repositories {
            let (folder, entry) = read(wire).map_err(|error| invalid(format!("{}: {error}", wire.folder)))?;
            if index.0.last_key_value().is_some_and(|(last, _)| *last >= folder) {
                return Err(invalid(format!("{folder} is out of order or a duplicate")));
            }
            index.0.insert(folder, entry);
        }
        Ok((index, server))
    }
}

fn write((folder, entry): (&Folder, &IndexEntry)) -> WireEntry {
    let recent = &entry.recent;
    let views = recent.days.views.last();
    let last = views.max(recent.days.clones.last()).max(recent.windows.last());
    let days = |metric| each_day(recent.days.of(metric), last, write_day);
    let pair = |totals: Totals| (totals.count, totals.uniques.get());
    let counters = recent.counters.as_ref();
    WireEntry {
        folder: folder.to_string(),
        id: recent.repository.id,
        name: recent.repository.name.to_string(),
        names: entry.names.iter().map(ToString::to_string).collect(),
        created: recent.repository.created,
        captured: recent.captured,
        status: recent.status.map(|status| WireStatus::new(None, status)),
        last,
        views: days(Metric::Views),
        clones: days(Metric::Clones),
        windows: each_day(&recent.windows, last, pair),
        counters: counters.map(|read| (read.captured, read.stars, read.forks, read.downloads)),
        last_read: (
            entry.last.views_week,
            entry.last.clones_week,
            entry.last.releases,
            entry.last.has_files,
            entry.last.stars,
            entry.last.past_stars,
        ),
        ci_clones: entry.last.ci_clones.map(|known| (known.last, known.bits)),
        spikes: entry.spikes.iter().map(write_spike).collect(),
        frozen: entry.frozen,
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
        crawlers: spike.crawlers.clone(),
        paths: causes(TopListKind::Path),
        releases: spike.releases.clone(),
        events: spike.events.iter().map(WireEvent::from).collect(),
    }
}

/// What is known of each day, from the first that is there to `last`.
fn each_day<T: Copy, W>(known: &DayMap<T>, last: Option<Date>, write: impl Fn(T) -> W) -> Vec<Option<W>> {
    let Some((own, last)) = known.last().zip(last) else {
        return Vec::new();
    };
    let missing = (0..days_between(own, last)).map(|_| None);
    known.values().map(|value| value.map(&write)).chain(missing).collect()
}

fn write_day(day: RecentCount) -> WireDay {
    match day.is_complete {
        true => WireDay::Complete(day.count),
        false => WireDay::Partial { at_least: day.count },
    }
}

fn read(wire: &WireEntry) -> Result<(Folder, IndexEntry), String> {
    let name = |text: &String| text.parse().map_err(|error: NotARepository| error.to_string());
    let (folder, _) = Folder::split(&format!("{}/", wire.folder)).ok_or("not the folder of a repository")?;
    let mut windows = Vec::new();
    for (end, (count, uniques)) in with_dates(wire.last, &wire.windows)? {
        windows.push((end, totals(*count, *uniques)?));
    }
    let days = |days| {
        let known = with_dates(wire.last, days)?.into_iter();
        Ok::<_, String>(DayMap::new(known.map(|(date, day)| (date, read_day(day)))))
    };
    let counters = wire.counters.map(|(captured, stars, forks, downloads)| RepoCounters {
        captured,
        stars,
        forks,
        downloads,
    });
    let recent = Recent {
        repository: Repository {
            id: wire.id,
            name: name(&wire.name)?,
            created: wire.created,
        },
        captured: wire.captured,
        status: wire.status.as_ref().map(WireStatus::status),
        counters,
        days: PerMetric {
            views: days(&wire.views)?,
            clones: days(&wire.clones)?,
        },
        windows: DayMap::new(windows),
    };
    let names = wire.names.iter().map(name).collect::<Result<_, _>>()?;
    let (views_week, clones_week, releases, has_files, stars, past_stars) = wire.last_read;
    let entry = IndexEntry {
        names,
        recent: Arc::new(recent),
        last: LastRead {
            views_week,
            clones_week,
            releases,
            has_files,
            stars,
            past_stars,
            ci_clones: wire.ci_clones.map(|(last, bits)| KnownDays { last, bits }),
        },
        spikes: wire.spikes.iter().map(read_spike).collect::<Result<_, _>>()?,
        frozen: wire.frozen,
        state: wire.state,
    };
    Ok((folder, entry))
}

fn read_spike(wire: &WireSpike) -> Result<Spike, String> {
    let causes = |kind, names: &[(Untrusted, u64)]| {
        let cause = |(name, growth): &(Untrusted, u64)| Cause {
            kind,
            name: name.clone(),
            growth: *growth,
        };
        names.iter().map(cause).collect::<Vec<_>>()
    };
    Ok(Spike {
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
        crawlers: wire.crawlers.clone(),
        releases: wire.releases.clone(),
        events: read_events(&wire.events)?.into_iter().collect(),
    })
}

/// What is known of the days up to `last`, with their dates, oldest first.
fn with_dates<W>(last: Option<Date>, days: &[Option<W>]) -> Result<Vec<(Date, &W)>, &'static str> {
    let last = last.filter(|last| is_plausible(*last));
    let back = (0..).zip(days.iter().rev());
    let known = back.filter_map(|(back, day)| Some((back, day.as_ref()?)));
    let mut dated = Vec::with_capacity(days.len());
    for (back, day) in known {
        dated.push((plus_days(last.ok_or("its days have no date")?, -back), day));
    }
    dated.reverse();
    Ok(dated)
}

fn read_day(day: &WireDay) -> RecentCount {
    let (count, is_complete) = match day {
        WireDay::Complete(count) => (*count, true),
        WireDay::Partial { at_least } => (*at_least, false),
    };
    RecentCount { count, is_complete }
}
