//! PURE. github-repo-stats: `<owner>/<repo>/ghrs-data` holds an aggregate of all days, the series and top lists of each
//! run, and stars and forks over time.
//!
//! Zeros: until 2025-12-29 GitHub left quiet days out, and the tool fills what one metric lacks with zeros. Whether such a
//! zero is true follows from the windows of the runs, whose times are in the names of the lists that each of them left.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Counter, ImportBuilder};
use super::csv_table::CsvTable;
use super::file::{SourceFile, split};
use super::owner::DataOwner;
use super::reader::{FileReader, RawFile, Reader};
use super::recognition::Recognition;
use super::series::SeriesRows;
use super::top_list::{ListKind, ListRow};
use super::{Format, Options, value};
use crate::domain::evidence::proof::{FIRST_WHOLE_DAY, WINDOW_DAYS};
use crate::domain::traffic::Metric;
use crate::domain::{Date, Timestamp, plus_days, utc_day};

/// The declaration.
pub const FORMAT: Format = Format {
    name: "github-repo-stats",
    description: "github-repo-stats",
    path: "the checked-out data branch",
    files: "views_clones_aggregate.csv or snapshots/*_views_clones_series_fragment.csv",
    takes: "days, popular paths and referrers of each run, stars, forks; several repositories by folder",
    leaves: "its reports",
    zeros: "zero from 2025-12-17 on; before, zero where the window of a run held the whole day or, without files of runs, \
            between two rows; else unknown",
    recognize,
    read,
};

/// The first UTC day whose rows GitHub wrote out even if they are zero: the first window of whole days began on it.
const FIRST_EXPLICIT_ZERO: Date = Date::constant(2025, 12, 17);

/// The days before a run that GitHub may not have published yet.
const LONGEST_LAG: i64 = 3;

/// The kind of a file, recognized by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Aggregate,
    Fragment,
    Paths,
    Referrers,
    Stars,
    Forks,
}

fn file_kind(path: &str) -> Option<FileKind> {
    let (_, name) = split(path);
    let ends: [(&str, FileKind); 7] = [
        ("views_clones_aggregate.csv", FileKind::Aggregate),
        ("_views_clones_series_fragment.csv", FileKind::Fragment),
        ("_top_paths_snapshot.csv", FileKind::Paths),
        ("_top_referrers_snapshot.csv", FileKind::Referrers),
        ("stargazers.csv", FileKind::Stars),
        ("stargazer-snapshots.csv", FileKind::Stars),
        ("forks.csv", FileKind::Forks),
    ];
    ends.iter().find(|(end, _)| name.ends_with(end)).map(|(_, kind)| *kind)
}

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    match file_kind(&file.name.path) {
        // Other tools name their files so, too.
        Some(FileKind::Stars | FileKind::Forks) => {
            let is_ours = |table: &CsvTable| table.header.iter().any(|column| column.contains("_cumulative"));
            Recognition::by_name(file.table().is_ok_and(is_ours) || data_folder(&file.name.path).ends_with("ghrs-data"))
        }
        kind => Recognition::by_name(kind.is_some()),
    }
}

/// The folder `ghrs-data`; snapshots are one level below it.
fn data_folder(path: &str) -> &str {
    let (folder, _) = split(path);
    match split(folder) {
        (above, "snapshots") => above,
        _ => folder,
    }
}

fn owner(path: &str) -> DataOwner {
    let folder = data_folder(path);
    let mut names = folder.rsplit('/').filter(|name| !name.is_empty());
    let named = match names.next() {
        Some("ghrs-data") => names.next().and_then(|name| DataOwner::from_parts(names.next(), name)),
        _ => None,
    };
    named.unwrap_or_else(|| DataOwner::from_path(&format!("{folder}/")))
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    let mut runs: BTreeMap<&str, BTreeSet<Timestamp>> = BTreeMap::new();
    for (name, _) in files {
        let path = name.path.as_str();
        if let (Some(FileKind::Paths | FileKind::Referrers | FileKind::Fragment), Some(run)) =
            (file_kind(path), value::captured_in_name(split(path).1))
        {
            runs.entry(data_folder(path)).or_default().insert(run.at);
        }
    }
    let nothing = BTreeSet::new();
    reader.each(files, |file, reader| {
        let path = file.name.path.as_str();
        let table = file.table()?;
        if let Some(position) = table.cut_off {
            reader.note(format!("the file ends within a row{position}, which was left out"));
        }
        let builder = reader.of(&owner(path));
        match file_kind(path) {
            Some(FileKind::Aggregate) => {
                let covered = covered(runs.get(data_folder(path)).unwrap_or(&nothing));
                let unproved = days(table, Zeros::Filled(covered), builder)?;
                reader.unproved_zeros(unproved);
                Ok(())
            }
            Some(FileKind::Fragment) => days(table, Zeros::Stated, builder).map(drop),
            Some(FileKind::Paths) => top_list(path, table, ListKind::Paths, builder),
            Some(FileKind::Referrers) => top_list(path, table, ListKind::Referrers, builder),
            Some(FileKind::Stars) => counters(table, Counter::Stars, reader, &owner(path)),
            Some(FileKind::Forks) => counters(table, Counter::Forks, reader, &owner(path)),
            None => Ok(()),
        }
    });
}

/// What zeros in a file mean.
enum Zeros {
    /// GitHub stated them.
    Stated,
    /// The tool may have filled them in; these days were surely in a window of a run.
    Filled(BTreeSet<Date>),
}

/// The days that the windows of runs held from midnight to midnight, as far as they were surely published.
fn covered(runs: &BTreeSet<Timestamp>) -> BTreeSet<Date> {
    let mut covered = BTreeSet::new();
    for run in runs {
        let day = utc_day(*run);
        match day < FIRST_WHOLE_DAY {
            // A window of hours cuts the day fourteen days before the run.
            true => covered.extend((LONGEST_LAG + 1..WINDOW_DAYS).map(|back| plus_days(day, -back))),
            false => covered.extend((LONGEST_LAG..=WINDOW_DAYS).map(|back| plus_days(day, -back))),
        }
    }
    covered
}

/// Reads rows of days; gives the number of zeros that nothing proves.
fn days(table: &CsvTable, zeros: Zeros, builder: &mut ImportBuilder<'_>) -> Result<usize, String> {
    let require = |names: &[&str]| table.require(names).map(Some);
    let date_column = require(&["time_iso8601", "time"])?;
    let columns = [
        (Metric::Views, require(&["views_total"])?, require(&["views_unique"])?),
        (
            Metric::Clones,
            require(&["clones_total"])?,
            require(&["clones_unique"])?,
        ),
    ];
    let rows = table
        .rows
        .iter()
        .filter_map(|row| builder.reported_day(row.field(date_column)));
    let there: BTreeSet<Date> = rows.collect();
    let mut unproved = 0;
    for (metric, count, uniques) in columns {
        let mut series = SeriesRows::default();
        for row in &table.rows {
            let at = row.position();
            let date = row.field(date_column);
            // A line holds both metrics: an invalid day is reported once.
            let known = match metric {
                Metric::Views => builder.day(at, date),
                Metric::Clones => builder.reported_day(date),
            };
            let Some(date) = known else { continue };
            match builder.counts(at, row.field(count), row.field(uniques)) {
                Some((Some(0), None | Some(0)) | (None, Some(0))) if !zeros.is_true(date, &there) => {
                    unproved += 1;
                    series.seen(date);
                }
                Some((None, None)) => series.seen(date),
                Some((count, uniques)) => builder.add_row(&mut series, at, date, count, uniques),
                None => {}
            }
        }
        if let Some(ends) = series.span() {
            builder.record(metric, series, |date| zeros.is_whole(date, ends));
        }
    }
    // Days without views and clones have no row at all.
    if let (Zeros::Filled(covered), Some(first), Some(last)) = (zeros, there.first(), there.last()) {
        let inner = covered
            .range(first..=last)
            .filter(|date| !there.contains(date) && **date < FIRST_EXPLICIT_ZERO);
        for date in inner {
            for metric in Metric::ALL {
                builder.add_zero(metric, *date);
            }
        }
    }
    Ok(unproved)
}

impl Zeros {
    /// Whether the row of a day holds all of it. `first` and `last` are the days at the ends: the newest may have been read
    /// before its end.
    fn is_whole(&self, date: Date, (first, last): (Date, Date)) -> bool {
        match self {
            _ if date == last => false,
            _ if date >= FIRST_WHOLE_DAY => true,
            Self::Filled(covered) if !covered.is_empty() => covered.contains(&date),
            Self::Stated | Self::Filled(_) => date != first,
        }
    }

    /// Whether a zero in the row of a day is one. `there` are all days with a row.
    fn is_true(&self, date: Date, there: &BTreeSet<Date>) -> bool {
        match self {
            Self::Stated => true,
            Self::Filled(_) if date >= FIRST_WHOLE_DAY => true,
            Self::Filled(covered) if !covered.is_empty() => covered.contains(&date),
            Self::Filled(_) if date >= FIRST_EXPLICIT_ZERO => true,
            // Without files of runs: at the edge of a gap the row may be that of a day that a window cut.
            Self::Filled(_) => there.contains(&plus_days(date, -1)) && there.contains(&plus_days(date, 1)),
        }
    }
}

fn top_list(path: &str, table: &CsvTable, kind: ListKind, builder: &mut ImportBuilder<'_>) -> Result<(), String> {
    let require = |names: &[&str]| table.require(names).map(Some);
    let name = require(match kind {
        ListKind::Paths => &["url_path"],
        ListKind::Referrers => &["referrer"],
    })?;
    let (count, uniques) = (
        require(&["views_total", "count_total"])?,
        require(&["views_unique", "count_unique"])?,
    );
    let Some(captured) = value::captured_in_name(split(path).1) else {
        return Err("the file name has no timestamp like 2026-06-02_170203".to_owned());
    };
    let mut rows = Vec::new();
    for row in &table.rows {
        let numbers = builder.counts(row.position(), row.field(count), row.field(uniques));
        if let Some((Some(count), Some(uniques))) = numbers {
            rows.push(ListRow {
                name: row.field(name).to_owned(),
                title: None,
                count,
                uniques,
            });
        }
    }
    builder.add_top_list(kind, captured.at, rows);
    Ok(())
}

fn counters(table: &CsvTable, kind: Counter, reader: &mut FileReader<'_>, owner: &DataOwner) -> Result<(), String> {
    let names: &[&str] = match kind {
        Counter::Stars => &[
            "stars_cumulative",
            "stargazers_cumulative_snapshot",
            "stargazers_cumulative",
        ],
        Counter::Forks => &["forks_cumulative"],
    };
    let (time, total) = (
        Some(table.require(&["time_iso8601", "time"])?),
        Some(table.require(names)?),
    );
    let builder = reader.of(owner);
    for row in &table.rows {
        let at = row.position();
        if builder.day(at, row.field(time)).is_none() {
            continue;
        }
        let count = value::count(row.field(total));
        if let (Some(at_time), Some(Some(count))) = (value::timestamp(row.field(time)), builder.or_reject(at, count)) {
            builder.add_counter(kind, at_time, count);
        }
    }
    Ok(())
}
