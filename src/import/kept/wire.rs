//! PURE. The lines of a kept import; the records that it shares with `history.json` are those of `domain::records`.

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum as _;
use serde::{Deserialize, Serialize};

use super::{Import, ImportedDay, KeptError, SCHEMA};
use crate::domain::evidence::claims::ImportedNumbers;
use crate::domain::evidence::proof::Numbers;
use crate::domain::records::{
    WireImportedList, WireNumbers, WireZeros, last_list, list, read_zeros, totals, write_zeros,
};
use crate::domain::response::MAX_COUNT;
use crate::domain::top_list::TopList;
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Metric, Period, Totals, Uniques};
use crate::domain::{Date, Timestamp, is_plausible, utc_day};
use crate::import::{Format, SourceName};

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum MetricName {
    Views,
    Clones,
}

const NAMES: [(MetricName, Metric); 2] = [(MetricName::Views, Metric::Views), (MetricName::Clones, Metric::Clones)];

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireImportedDay {
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<WireNumbers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<WireNumbers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ci_clones: Option<u64>,
    /// The metrics whose numbers are lower bounds.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    partial: BTreeSet<MetricName>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireImportedPeriod {
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<(u64, u64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKeptImport {
    #[serde(rename = "schema")]
    _schema: u32,
    source: String,
    tool: String,
    days: Vec<WireImportedDay>,
    views_zeros: Vec<WireZeros>,
    clones_zeros: Vec<WireZeros>,
    windows: Vec<WireImportedPeriod>,
    referrers: Vec<WireImportedList>,
    paths: Vec<WireImportedList>,
    stars: Vec<(Timestamp, u64)>,
    forks: Vec<(Timestamp, u64)>,
}

/// The version alone, which even a file of a later form has.
#[derive(Deserialize)]
struct WireSchema {
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
    list(&mut out, "views_zeros", write_zeros(&import.zeros.views).into_iter());
    list(&mut out, "clones_zeros", write_zeros(&import.zeros.clones).into_iter());
    let pair = |totals: Totals| (totals.count, totals.uniques.get());
    let period = |(date, period): (&Date, &Period)| WireImportedPeriod {
        date: *date,
        views: period.views.map(pair),
        clones: period.clones.map(pair),
    };
    list(&mut out, "windows", import.windows.iter().map(period));
    list(
        &mut out,
        "referrers",
        import.referrers.values().map(WireImportedList::from),
    );
    list(&mut out, "paths", import.paths.values().map(WireImportedList::from));
    list(&mut out, "stars", import.stars.iter());
    last_list(&mut out, "forks", import.forks.iter());
    out.push('\n');
    out
}

fn write_day(date: Date, day: &ImportedDay) -> WireImportedDay {
    let numbers = |claim: &Option<ImportedNumbers>| {
        claim.map(|claim| (claim.numbers.count, claim.numbers.uniques.map(Uniques::get)))
    };
    let partial = |(_, metric): &(_, Metric)| day.metrics.of(*metric).is_some_and(|claim| !claim.complete);
    WireImportedDay {
        date,
        views: numbers(&day.metrics.views),
        clones: numbers(&day.metrics.clones),
        ci_clones: day.ci_clones,
        partial: NAMES.into_iter().filter(partial).map(|(name, _)| name).collect(),
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Import, KeptError> {
    let malformed = |error: &dyn std::fmt::Display| KeptError::Malformed(error.to_string());
    if let Ok(WireSchema { schema: found }) = serde_json::from_slice(bytes)
        && found > SCHEMA
    {
        return Err(KeptError::Newer { found });
    }
    let file: WireKeptImport = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    let source: SourceName = file.source.parse().map_err(|error| malformed(&error))?;
    let tool = Format::from_str(&file.tool, false).map_err(|error| malformed(&error))?;
    let mut import = Import::new(tool, source.to_string());
    for wire in file.days {
        let day = read_day(&wire).map_err(|reason| malformed(&format!("{}: {reason}", wire.date)))?;
        import.days.insert(wire.date, day);
    }
    import.zeros.views = read_zeros(&file.views_zeros).map_err(|error| malformed(&error))?;
    import.zeros.clones = read_zeros(&file.clones_zeros).map_err(|error| malformed(&error))?;
    for wire in file.windows {
        let period = |pair: Option<(u64, u64)>| pair.map(|(count, uniques)| totals(count, uniques)).transpose();
        let read = period(wire.views).and_then(|views| {
            Ok(Period {
                views,
                clones: period(wire.clones)?,
            })
        });
        let period = read.map_err(|reason| malformed(&format!("{}: {reason}", wire.date)))?;
        import.windows.insert(wire.date, period);
    }
    let lists = |wires: Vec<WireImportedList>| -> BTreeMap<Timestamp, TopList> {
        wires.iter().map(|wire| (wire.captured, TopList::from(wire))).collect()
    };
    import.referrers = lists(file.referrers);
    import.paths = lists(file.paths);
    import.stars = file.stars.into_iter().collect();
    import.forks = file.forks.into_iter().collect();
    check_days(&import).map_err(|error| malformed(&error))?;
    Ok(import)
}

fn check_days(import: &Import) -> Result<(), String> {
    let lists = import.referrers.keys().chain(import.paths.keys());
    let moments = lists.chain(import.stars.keys()).chain(import.forks.keys()).copied();
    let mut days = import
        .days
        .keys()
        .chain(import.windows.keys())
        .copied()
        .chain(moments.map(utc_day));
    match days.find(|day| !is_plausible(*day)) {
        Some(day) => Err(format!("{day} is outside the supported years 2008–2199")),
        None => Ok(()),
    }
}

/// Uniques above the count are possible in a day: two files of a source can each know one of them, and maxima go field
/// by field.
fn read_day(wire: &WireImportedDay) -> Result<ImportedDay, &'static str> {
    let claim = |name: MetricName, numbers: Option<WireNumbers>| match numbers {
        Some((count, uniques)) if count.max(uniques) > Some(MAX_COUNT) => Err("larger than any count can be"),
        Some((count, uniques)) => Ok(Some(ImportedNumbers {
            numbers: Numbers {
                count,
                uniques: uniques.map(Uniques::new),
            },
            complete: !wire.partial.contains(&name),
        })),
        None => Ok(None),
    };
    Ok(ImportedDay {
        metrics: PerMetric {
            views: claim(MetricName::Views, wire.views)?,
            clones: claim(MetricName::Clones, wire.clones)?,
        },
        ci_clones: wire.ci_clones,
    })
}
