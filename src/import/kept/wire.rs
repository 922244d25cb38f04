//! PURE. One record a line of a kept import, apart from the types that the program thinks in. Imports serde and `domain`.

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum as _;
use serde::{Deserialize, Serialize};

use super::{Import, KeptError, SCHEMA};
use crate::domain::response::MAX_COUNT;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{TopList, TopListRow};
use crate::domain::traffic::{Certainty, Day, DayCount, Metric, Period, Source, Totals, Uniques};
use crate::domain::{Date, Timestamp, is_plausible, utc_day};
use crate::import::{Format, SourceName};

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Name {
    Views,
    Clones,
}

const NAMES: [(Name, Metric); 2] = [(Name::Views, Metric::Views), (Name::Clones, Metric::Clones)];

/// Count and uniques, either of which may be unknown.
type Pair = (Option<u64>, Option<u64>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDay {
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<Pair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<Pair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ci_clones: Option<u64>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    partial: BTreeSet<Name>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    provisional: BTreeMap<Name, Date>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePeriod {
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<(u64, u64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTopList {
    captured: Timestamp,
    rows: Vec<WireRow>,
}

#[derive(Serialize, Deserialize)]
struct WireRow(
    String,
    u64,
    u64,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<String>,
);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFile {
    #[serde(rename = "schema")]
    _schema: u32,
    source: String,
    tool: String,
    days: Vec<WireDay>,
    windows: Vec<WirePeriod>,
    referrers: Vec<WireTopList>,
    paths: Vec<WireTopList>,
    stars: Vec<(Timestamp, u64)>,
    forks: Vec<(Timestamp, u64)>,
}

/// The version alone, which even a file of a later form has.
#[derive(Deserialize)]
struct WireVersion {
    schema: u32,
}

pub(super) fn write(import: &Import) -> String {
    let mut out = format!(
        "{{\n\"schema\": {SCHEMA},\n\"source\": \"{}\",\n\"tool\": \"{}\",\n",
        import.source, import.tool
    );
    list(
        &mut out,
        "days",
        import.days.iter().map(|(date, day)| write_day(*date, day)),
    );
    let pair = |totals: Totals| (totals.count, totals.uniques.get());
    let period = |(date, period): (&Date, &Period)| WirePeriod {
        date: *date,
        views: period.views.map(pair),
        clones: period.clones.map(pair),
    };
    list(&mut out, "windows", import.windows.iter().map(period));
    list(&mut out, "referrers", import.referrers.values().map(write_capture));
    list(&mut out, "paths", import.paths.values().map(write_capture));
    list(&mut out, "stars", import.stars.iter());
    list(&mut out, "forks", import.forks.iter());
    // The last list ends the object.
    out.truncate(out.len() - 2);
    out.push_str("\n}\n");
    out
}

fn list<T: Serialize>(out: &mut String, name: &str, records: impl Iterator<Item = T>) {
    out.push_str(&format!("\"{name}\": ["));
    let mut separator = "\n";
    for record in records {
        out.push_str(separator);
        // Numbers, strings and maps with string keys: there is nothing in our records that JSON cannot say.
        out.push_str(&serde_json::to_string(&record).expect("records are plain data"));
        separator = ",\n";
    }
    out.push_str(if separator == "\n" { "],\n" } else { "\n],\n" });
}

fn write_day(date: Date, day: &Day) -> WireDay {
    let pair = |reading: &DayCount| (reading.count, reading.uniques.map(Uniques::get));
    let mut wire = WireDay {
        date,
        views: day.views.as_ref().map(pair),
        clones: day.clones.as_ref().map(pair),
        ci_clones: day.ci_clones,
        partial: BTreeSet::new(),
        provisional: BTreeMap::new(),
    };
    for (name, metric) in NAMES {
        let Some(reading) = day.reading(metric) else { continue };
        if let Certainty::Partial(_) = reading.certainty {
            wire.partial.insert(name);
        }
        if let Certainty::Provisional(seen) | Certainty::Partial(Some(seen)) = reading.certainty {
            wire.provisional.insert(name, seen);
        }
    }
    wire
}

fn write_capture(capture: &TopList) -> WireTopList {
    let text = |text: &Untrusted| text.sanitized().to_owned();
    let row = |row: &TopListRow| {
        WireRow(
            text(&row.name),
            row.count,
            row.uniques.get(),
            row.title.as_ref().map(text),
        )
    };
    WireTopList {
        captured: capture.captured,
        rows: capture.rows.iter().map(row).collect(),
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Import, KeptError> {
    let malformed = |error: &dyn std::fmt::Display| KeptError::Malformed(error.to_string());
    if let Ok(WireVersion { schema: found }) = serde_json::from_slice(bytes)
        && found > SCHEMA
    {
        return Err(KeptError::Newer { found });
    }
    let file: WireFile = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    let source: SourceName = file.source.parse().map_err(|error| malformed(&error))?;
    let tool = Format::from_str(&file.tool, false).map_err(|error| malformed(&error))?;
    let mut import = Import::new(tool, source.to_string());
    for wire in file.days {
        let day = read_day(&wire, &import.source).map_err(|reason| malformed(&format!("{}: {reason}", wire.date)))?;
        import.days.insert(wire.date, day);
    }
    for wire in file.windows {
        let pairs = wire.views.iter().chain(&wire.clones);
        if pairs.clone().any(|(count, uniques)| uniques > count) {
            return Err(malformed(&format!("{}: more uniques than count", wire.date)));
        }
        let totals = |(count, uniques)| Totals {
            count,
            uniques: Uniques::new(uniques),
        };
        let period = Period {
            views: wire.views.map(totals),
            clones: wire.clones.map(totals),
        };
        import.windows.insert(wire.date, period);
    }
    import.referrers = captures(file.referrers);
    import.paths = captures(file.paths);
    import.stars = file.stars.into_iter().collect();
    import.forks = file.forks.into_iter().collect();
    let captures = import.referrers.keys().chain(import.paths.keys()).copied().map(utc_day);
    let readings = import.stars.keys().chain(import.forks.keys()).copied().map(utc_day);
    let mut days = import
        .days
        .keys()
        .chain(import.windows.keys())
        .copied()
        .chain(captures)
        .chain(readings);
    match days.find(|day| !is_plausible(*day)) {
        Some(day) => Err(malformed(&format!("{day} is no day of a ledger"))),
        None => Ok(import),
    }
}

/// Uniques above the count are possible in a day: two sources can each know one of them, and maxima go field by field.
fn read_day(wire: &WireDay, source: &str) -> Result<Day, &'static str> {
    let reading = |name: Name, pair: Option<Pair>| match pair {
        Some((count, uniques)) if count.max(uniques) > Some(MAX_COUNT) => Err("larger than any count can be"),
        Some((count, uniques)) => Ok(Some(DayCount {
            count,
            uniques: uniques.map(Uniques::new),
            certainty: match (wire.partial.contains(&name), wire.provisional.get(&name)) {
                (false, None) => Certainty::Complete,
                (false, Some(seen)) => Certainty::Provisional(*seen),
                (true, seen) => Certainty::Partial(seen.copied()),
            },
            source: Source::Imported([source.to_owned()].into()),
        })),
        None => Ok(None),
    };
    Ok(Day {
        views: reading(Name::Views, wire.views)?,
        clones: reading(Name::Clones, wire.clones)?,
        ci_clones: wire.ci_clones,
    })
}

fn captures(wire: Vec<WireTopList>) -> BTreeMap<Timestamp, TopList> {
    let row = |WireRow(name, count, uniques, title): WireRow| TopListRow {
        name: Untrusted::new(&name),
        count,
        uniques: Uniques::new(uniques),
        title: title.as_deref().map(Untrusted::new),
    };
    let capture = |wire: WireTopList| TopList {
        captured: wire.captured,
        rows: wire.rows.into_iter().map(row).collect(),
    };
    wire.into_iter().map(|wire| (wire.captured, capture(wire))).collect()
}
