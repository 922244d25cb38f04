//! PURE. github-repo-stats: `<owner>/<repo>/ghrs-data` holds an aggregate of all days, the series and top lists of each
//! run, and stars and forks over time.

use super::builder::{Counter, ImportBuilder, Provenance, SeriesRows, malformed};
use super::csv_table::CsvTable;
use super::repository_folder::{FolderOwner, select_files, split};
use super::top_list::{ListKind, ListRow};
use super::{Files, Format, ImportError, value};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "github-repo-stats",
    description: "github-repo-stats",
    path: "the checked-out data branch",
    files: "views_clones_aggregate.csv or snapshots/*_views_clones_series_fragment.csv",
    takes: "days, popular paths and referrers of each run, stars, forks",
    zeros: "unknown when count and uniques are both 0: the tool fills gaps with zeros",
    read,
};

/// The kind of a file, recognized by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Days,
    Paths,
    Referrers,
    Stars,
    Forks,
}

fn file_kind(path: &str) -> Option<FileKind> {
    let (_, name) = split(path);
    let ends: [(&str, FileKind); 6] = [
        ("views_clones_aggregate.csv", FileKind::Days),
        ("_views_clones_series_fragment.csv", FileKind::Days),
        ("_top_paths_snapshot.csv", FileKind::Paths),
        ("_top_referrers_snapshot.csv", FileKind::Referrers),
        ("stargazers.csv", FileKind::Stars),
        ("forks.csv", FileKind::Forks),
    ];
    ends.iter().find(|(end, _)| name.ends_with(end)).map(|(_, kind)| *kind)
}

/// The folder `ghrs-data`; snapshots are one level below it.
fn data_folder(path: &str) -> Option<&str> {
    file_kind(path)?;
    let (folder, _) = split(path);
    match split(folder) {
        (above, "snapshots") => Some(above),
        _ => Some(folder),
    }
}

fn owner_of(repository: &RepositoryName, folder: &str) -> FolderOwner {
    let mut names = folder.rsplit('/').filter(|name| !name.is_empty());
    match names.next() {
        Some("ghrs-data") => {
            let name = names.next();
            FolderOwner::of(repository, names.next(), name)
        }
        _ => FolderOwner::Unnamed,
    }
}

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    for (path, content) in select_files(files, builder, data_folder, owner_of)? {
        let table = CsvTable::parse(content).map_err(|reason| malformed(path, reason))?;
        match file_kind(path) {
            Some(FileKind::Days) => days(path, &table, builder)?,
            Some(FileKind::Paths) => top_list(path, &table, ListKind::Paths, builder)?,
            Some(FileKind::Referrers) => top_list(path, &table, ListKind::Referrers, builder)?,
            Some(FileKind::Stars) => counters(path, &table, Counter::Stars, "stars_cumulative", builder)?,
            Some(FileKind::Forks) => counters(path, &table, Counter::Forks, "forks_cumulative", builder)?,
            None => {}
        }
    }
    Ok(())
}

fn days(path: &str, table: &CsvTable, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    let require = |names: &[&str]| table.require(names).map(Some).map_err(|reason| malformed(path, reason));
    let date_column = require(&["time_iso8601", "time"])?;
    for (metric, count, uniques) in [
        (Metric::Views, require(&["views_total"])?, require(&["views_unique"])?),
        (
            Metric::Clones,
            require(&["clones_total"])?,
            require(&["clones_unique"])?,
        ),
    ] {
        let mut series = SeriesRows::default();
        for row in &table.rows {
            let at = row.position();
            let date = row.field(date_column);
            // A line holds both metrics: an invalid day is reported once.
            let known = match metric {
                Metric::Views => builder.day(path, at, date),
                Metric::Clones => builder.reported_day(date),
            };
            let Some(date) = known else { continue };
            match builder.counts(path, at, row.field(count), row.field(uniques)) {
                // The tool fills gaps with zeros.
                Some((None | Some(0), None | Some(0))) => series.seen(date),
                Some((count, uniques)) => series.add(date, count, uniques),
                None => {}
            }
        }
        builder.interpret(metric, series, Provenance::Accumulated);
    }
    Ok(())
}

fn top_list(path: &str, table: &CsvTable, kind: ListKind, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    let require = |names: &[&str]| table.require(names).map(Some).map_err(|reason| malformed(path, reason));
    let name = require(match kind {
        ListKind::Paths => &["url_path"],
        ListKind::Referrers => &["referrer"],
    })?;
    let (count, uniques) = (
        require(&["views_total", "count_total"])?,
        require(&["views_unique", "count_unique"])?,
    );
    let Some(captured) = value::timestamp_in_name(split(path).1) else {
        return Err(malformed(path, "the file name has no timestamp like 2026-06-02_170203"));
    };
    let mut rows = Vec::new();
    for row in &table.rows {
        let numbers = builder.counts(path, row.position(), row.field(count), row.field(uniques));
        if let Some((Some(count), Some(uniques))) = numbers {
            rows.push(ListRow {
                name: row.field(name).to_owned(),
                title: None,
                count,
                uniques,
            });
        }
    }
    builder.add_top_list(kind, path, captured, rows);
    Ok(())
}

fn counters(
    path: &str,
    table: &CsvTable,
    kind: Counter,
    column: &str,
    builder: &mut ImportBuilder<'_>,
) -> Result<(), ImportError> {
    let require = |names: &[&str]| table.require(names).map(Some).map_err(|reason| malformed(path, reason));
    let (time, total) = (require(&["time_iso8601", "time"])?, require(&[column])?);
    for row in &table.rows {
        let at = row.position();
        if builder.day(path, at, row.field(time)).is_none() {
            continue;
        }
        let count = value::count(row.field(total));
        if let (Some(at_time), Some(Some(count))) =
            (value::timestamp(row.field(time)), builder.or_reject(path, at, count))
        {
            builder.add_counter(kind, at_time, count);
        }
    }
    Ok(())
}
