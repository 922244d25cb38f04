//! PURE. The records of `history.json` as they stand in the file, apart from the types that the program thinks in.
//! Imports its neighbours in `domain` and serde. The form is explained in `docs/history.md`.

mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use records::{
    Name, WireCounters, WireDay, WireDayCount, WireFile, WireImport, WirePeriod, WireRelease, WireRepository, WireRow,
    WireSources, WireTopList,
};

use super::history::History;
use super::ledger::{Ledger, SCHEMA, SourceDigest, hex, unhex};
use super::repository::Repository;
use super::text::Untrusted;
use super::top_list::{Release, RepoCounters, TopList, TopListRow};
use super::traffic::{Certainty, Day, DayCount, Period, Source, Totals, Uniques};
use super::{Date, Timestamp, is_plausible, monday_of, utc_day};

/// The schema version alone, which even a file of a later form has.
pub(super) fn schema_of(text: &str) -> Result<u32, String> {
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    serde_json::from_str::<Version>(text)
        .map(|version| version.schema)
        .map_err(|error| error.to_string())
}

/// All lines but the seal and the closing brace.
pub(super) fn write(ledger: &Ledger) -> String {
    let Ledger {
        history,
        sources,
        newest,
    } = ledger;
    let Repository { id, name, created } = &history.repository;
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n");
    let head = WireRepository {
        id: *id,
        name: name.to_string(),
        created: *created,
    };
    let _ = writeln!(out, "\"repository\": {},", json(&head));
    let _ = writeln!(out, "\"captured\": {},", json(&history.captured));
    let sources = WireSources {
        count: sources.count,
        digest: hex(&sources.digest),
        newest: newest.as_ref().map(hex),
    };
    let _ = writeln!(out, "\"sources\": {},", json(&sources));
    let periods = |(date, period): (&Date, &Period)| WirePeriod {
        date: *date,
        views: period.views.map(pair),
        clones: period.clones.map(pair),
    };
    list(
        &mut out,
        "days",
        history.days.iter().map(|(date, day)| wire_day(*date, day)),
    );
    list(&mut out, "windows", history.windows.iter().map(periods));
    list(&mut out, "weeks", history.weeks.iter().map(periods));
    list(&mut out, "referrers", history.referrers.values().map(wire_capture));
    list(&mut out, "paths", history.paths.values().map(wire_capture));
    list(
        &mut out,
        "counters",
        history.counters.values().map(|counters| {
            let RepoCounters {
                captured,
                stars,
                forks,
                downloads,
            } = *counters;
            WireCounters {
                captured,
                stars,
                forks,
                downloads,
            }
        }),
    );
    list(
        &mut out,
        "releases",
        history.releases.iter().map(|(tag, release)| {
            let Release {
                published,
                downloads,
                prerelease,
            } = *release;
            WireRelease {
                tag: tag.sanitized().to_owned(),
                published,
                downloads,
                prerelease,
            }
        }),
    );
    list(
        &mut out,
        "imports",
        history.imports.iter().map(|(path, source)| WireImport {
            path: path.clone(),
            source: source.clone(),
        }),
    );
    out
}

/// Reads a file whose seal and version have been checked.
pub(super) fn read(text: &str) -> Result<Ledger, String> {
    let file: WireFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let name = file
        .repository
        .name
        .parse()
        .map_err(|error: super::repository::NotARepository| error.to_string())?;
    let repository = Repository {
        id: file.repository.id,
        name,
        created: file.repository.created,
    };
    let week = |captured: Timestamp| monday_of(utc_day(captured));
    let period = |wire: &WirePeriod| {
        Ok(Period {
            views: wire.views.map(totals).transpose()?,
            clones: wire.clones.map(totals).transpose()?,
        })
    };
    let history = History {
        repository,
        captured: file.captured,
        days: ordered("days", &file.days, |day| day.date, read_day)?,
        windows: ordered("windows", &file.windows, |wire| wire.date, period)?,
        weeks: ordered("weeks", &file.weeks, |wire| wire.date, period)?,
        referrers: ordered("referrers", &file.referrers, |wire| week(wire.captured), read_capture)?,
        paths: ordered("paths", &file.paths, |wire| week(wire.captured), read_capture)?,
        counters: ordered(
            "counters",
            &file.counters,
            |wire| week(wire.captured),
            |wire| {
                let WireCounters {
                    captured,
                    stars,
                    forks,
                    downloads,
                } = *wire;
                Ok(RepoCounters {
                    captured,
                    stars,
                    forks,
                    downloads,
                })
            },
        )?,
        releases: ordered(
            "releases",
            &file.releases,
            |wire| Untrusted::new(&wire.tag),
            |wire| {
                Ok(Release {
                    published: wire.published,
                    downloads: wire.downloads,
                    prerelease: wire.prerelease,
                })
            },
        )?,
        imports: ordered(
            "imports",
            &file.imports,
            |wire| wire.path.clone(),
            |wire| Ok(wire.source.clone()),
        )?,
    };
    plausible(&history)?;
    let digest = unhex(&file.sources.digest).ok_or("`sources.digest` is not a SHA-256")?;
    let newest = file
        .sources
        .newest
        .map(|hex| unhex(&hex).ok_or("`sources.newest` is not a SHA-256"))
        .transpose()?;
    Ok(Ledger {
        history,
        sources: SourceDigest {
            count: file.sources.count,
            digest,
        },
        newest,
    })
}

fn json(value: &impl Serialize) -> String {
    // Maps with string keys, numbers and strings: there is nothing in our records that JSON cannot say.
    serde_json::to_string(value).unwrap_or_default()
}

fn list<T: Serialize>(out: &mut String, key: &str, items: impl Iterator<Item = T>) {
    let _ = write!(out, "\"{key}\": [");
    let mut between = "\n";
    for item in items {
        out.push_str(between);
        out.push_str(&json(&item));
        between = ",\n";
    }
    out.push_str(if between == "\n" { "],\n" } else { "\n],\n" });
}

/// Refuses days that no ledger can hold: everything that walks the days walks from the first to the last.
fn plausible(history: &History) -> Result<(), String> {
    let instants = history.captured.iter().copied();
    let captures = history
        .referrers
        .values()
        .chain(history.paths.values())
        .map(|list| list.captured);
    let counters = history.counters.values().map(|read| read.captured);
    let weeks = history.weeks.keys().chain(history.windows.keys()).copied();
    let releases = history.releases.values().map(|release| release.published);
    let days = history
        .days
        .keys()
        .copied()
        .chain(weeks)
        .chain(releases)
        .chain(history.repository.created);
    let mut all = days.chain(instants.chain(captures).chain(counters).map(utc_day));
    match all.find(|day| !is_plausible(*day)) {
        Some(day) => Err(format!("{day} is no day of a ledger")),
        None => Ok(()),
    }
}

/// Strictly ascending keys: a day that stands twice or out of order was not written by this program.
fn ordered<W, K: Ord, V>(
    list: &str,
    wires: &[W],
    key: impl Fn(&W) -> K,
    value: impl Fn(&W) -> Result<V, String>,
) -> Result<BTreeMap<K, V>, String> {
    let mut map = BTreeMap::new();
    for (index, wire) in wires.iter().enumerate() {
        let key = key(wire);
        if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
            return Err(format!(
                "entry {} of `{list}` is out of order or stands twice",
                index + 1
            ));
        }
        let value = value(wire).map_err(|error| format!("entry {} of `{list}`: {error}", index + 1))?;
        map.insert(key, value);
    }
    Ok(map)
}

fn wire_day(date: Date, day: &Day) -> WireDay {
    let reading = |reading: &DayCount| (reading.count, reading.uniques.map(Uniques::get));
    let mut wire = WireDay {
        date,
        views: day.views.as_ref().map(reading),
        clones: day.clones.as_ref().map(reading),
        ci_clones: day.ci_clones,
        partial: BTreeSet::new(),
        provisional: BTreeMap::new(),
        imported: BTreeMap::new(),
    };
    for (name, metric) in Name::ALL {
        let Some(reading) = day.reading(metric) else { continue };
        if let Certainty::Partial(_) = reading.certainty {
            wire.partial.insert(name);
        }
        if let Certainty::Provisional(seen) | Certainty::Partial(Some(seen)) = reading.certainty {
            wire.provisional.insert(name, seen);
        }
        if let Source::Imported(sources) = &reading.source {
            wire.imported.insert(name, sources.clone());
        }
    }
    wire
}

fn read_day(wire: &WireDay) -> Result<Day, String> {
    let reading = |name: Name, numbers: Option<WireDayCount>| {
        numbers.map(|(count, uniques)| DayCount {
            count,
            uniques: uniques.map(Uniques::new),
            certainty: match (wire.partial.contains(&name), wire.provisional.get(&name)) {
                (false, None) => Certainty::Complete,
                (false, Some(seen)) => Certainty::Provisional(*seen),
                (true, seen) => Certainty::Partial(seen.copied()),
            },
            source: wire
                .imported
                .get(&name)
                .map_or(Source::Observed, |sources| Source::Imported(sources.clone())),
        })
    };
    let (views, clones) = (reading(Name::Views, wire.views), reading(Name::Clones, wire.clones));
    Ok(Day {
        views,
        clones,
        ci_clones: wire.ci_clones,
    })
}

fn wire_capture(capture: &TopList) -> WireTopList {
    let row = |row: &TopListRow| {
        let title = row.title.as_ref().map(|title| title.sanitized().to_owned());
        WireRow(row.name.sanitized().to_owned(), row.count, row.uniques.get(), title)
    };
    WireTopList {
        captured: capture.captured,
        rows: capture.rows.iter().map(row).collect(),
    }
}

fn read_capture(wire: &WireTopList) -> Result<TopList, String> {
    let row = |WireRow(name, count, uniques, title): &WireRow| TopListRow {
        name: Untrusted::new(name),
        count: *count,
        uniques: Uniques::new(*uniques),
        title: title.as_deref().map(Untrusted::new),
    };
    Ok(TopList {
        captured: wire.captured,
        rows: wire.rows.iter().map(row).collect(),
    })
}

fn pair(totals: Totals) -> (u64, u64) {
    (totals.count, totals.uniques.get())
}

fn totals((count, uniques): (u64, u64)) -> Result<Totals, String> {
    if uniques > count {
        return Err("more uniques than count".to_owned());
    }
    Ok(Totals {
        count,
        uniques: Uniques::new(uniques),
    })
}
