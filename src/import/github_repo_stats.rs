//! PURE. github-repo-stats: `<owner>/<repo>/ghrs-data`, with the aggregate of all days, the fragments and popular lists
//! of each run, and the stars and forks over time.

use super::field;
use super::folder::{Whose, choose, split};
use super::gather::{Gathered, ListKind, ListRow, Provenance, Reached, SeriesRows, malformed};
use super::table::CsvTable;
use super::{Files, ImportError};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;

/// The files that are read, by the end of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Days,
    Paths,
    Referrers,
    Stars,
    Forks,
}

fn kind(path: &str) -> Option<FileKind> {
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

/// The folder `ghrs-data`, whose snapshots lie one deeper.
fn place(path: &str) -> Option<&str> {
    kind(path)?;
    let (folder, _) = split(path);
    match split(folder) {
        (above, "snapshots") => Some(above),
        _ => Some(folder),
    }
}

fn whose(repository: &RepositoryName, folder: &str) -> Whose {
    let mut names = folder.rsplit('/').filter(|name| !name.is_empty());
    match names.next() {
        Some("ghrs-data") => {
            let name = names.next();
            Whose::of(repository, names.next(), name)
        }
        _ => Whose::Untold,
    }
}

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    for (path, content) in choose(files, gathered, place, whose)? {
        let table = CsvTable::parse(content).map_err(|reason| malformed(path, reason))?;
        match kind(path) {
            Some(FileKind::Days) => days(path, &table, gathered)?,
            Some(FileKind::Paths) => popular(path, &table, ListKind::Paths, gathered)?,
            Some(FileKind::Referrers) => popular(path, &table, ListKind::Referrers, gathered)?,
            Some(FileKind::Stars) => reached(path, &table, Reached::Stars, "stars_cumulative", gathered)?,
            Some(FileKind::Forks) => reached(path, &table, Reached::Forks, "forks_cumulative", gathered)?,
            None => {}
        }
    }
    Ok(())
}

fn days(path: &str, table: &CsvTable, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    let need = |names: &[&str]| table.need(names).map(Some).map_err(|reason| malformed(path, reason));
    let date_column = need(&["time_iso8601", "time"])?;
    for (metric, count, uniques) in [
        (Metric::Views, need(&["views_total"])?, need(&["views_unique"])?),
        (Metric::Clones, need(&["clones_total"])?, need(&["clones_unique"])?),
    ] {
        let mut series = SeriesRows::default();
        for row in &table.rows {
            let at = row.position();
            let date = row.field(date_column);
            // One line holds both metrics: what is wrong with its day is said once.
            let known = match metric {
                Metric::Views => gathered.day(path, at, date),
                Metric::Clones => gathered.noted_day(date),
            };
            let Some(date) = known else { continue };
            match gathered.numbers(path, at, row.field(count), row.field(uniques)) {
                // The tool fills what it does not know with zeros.
                Some((None | Some(0), None | Some(0))) => series.seen(date),
                Some((count, uniques)) => series.add(date, count, uniques),
                None => {}
            }
        }
        gathered.interpret(metric, series, Provenance::Accumulated);
    }
    Ok(())
}

fn popular(path: &str, table: &CsvTable, kind: ListKind, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    let need = |names: &[&str]| table.need(names).map(Some).map_err(|reason| malformed(path, reason));
    let name = need(match kind {
        ListKind::Paths => &["url_path"],
        ListKind::Referrers => &["referrer"],
    })?;
    let (count, uniques) = (
        need(&["views_total", "count_total"])?,
        need(&["views_unique", "count_unique"])?,
    );
    let Some(captured) = field::moment_in_name(split(path).1) else {
        return Err(malformed(
            path,
            "the name does not begin with the moment of the snapshot",
        ));
    };
    let mut rows = Vec::new();
    for row in &table.rows {
        let numbers = gathered.numbers(path, row.position(), row.field(count), row.field(uniques));
        if let Some((Some(count), Some(uniques))) = numbers {
            rows.push(ListRow {
                name: row.field(name).to_owned(),
                title: None,
                count,
                uniques,
            });
        }
    }
    gathered.capture(kind, path, captured, rows);
    Ok(())
}

fn reached(
    path: &str,
    table: &CsvTable,
    kind: Reached,
    column: &str,
    gathered: &mut Gathered<'_>,
) -> Result<(), ImportError> {
    let need = |names: &[&str]| table.need(names).map(Some).map_err(|reason| malformed(path, reason));
    let (time, total) = (need(&["time_iso8601", "time"])?, need(&[column])?);
    for row in &table.rows {
        let at = row.position();
        if gathered.day(path, at, row.field(time)).is_none() {
            continue;
        }
        let number = field::number(row.field(total));
        if let (Some(moment), Some(Some(number))) =
            (field::moment(row.field(time)), gathered.or_refuse(path, at, number))
        {
            gathered.reading(kind, moment, number);
        }
    }
    Ok(())
}
