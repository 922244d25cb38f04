//! PURE. CSV files with one row per day and named columns: hand-written logs, query results, and `daily.csv` itself.

use super::builder::{ImportBuilder, Provenance, SeriesRows, malformed};
use super::columns::Columns;
use super::csv_table::{CsvRow, CsvTable};
use super::repository_folder::split;
use super::{Files, Format, ImportError, value};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "csv",
    description: "a CSV of your own, or an SQLite database of ghstats or gghstats",
    path: "the file; for a database, the CSV made by a query",
    files: ".csv or .tsv files",
    takes: "days",
    zeros: "zero; leave unknown numbers blank",
    read,
};

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    let mut found = false;
    for (path, content) in files {
        let (_, name) = split(path);
        // A single file may have any name.
        let is_table = [".csv", ".tsv"]
            .iter()
            .any(|end| name.to_ascii_lowercase().ends_with(end));
        if is_table || files.len() == 1 {
            found = true;
            let table = CsvTable::parse(content).map_err(|reason| malformed(path, reason))?;
            read_table(path, &table, builder).map_err(|reason| malformed(path, reason))?;
        }
    }
    if found {
        return Ok(());
    }
    Err(ImportError::NoFiles { format: builder.format })
}

fn read_table(path: &str, table: &CsvTable, builder: &mut ImportBuilder<'_>) -> Result<(), String> {
    let columns = builder.options.columns.clone();
    let named = columns != Columns::default();
    // Columns given on the command line are required; default columns are optional.
    let find = |name: &Option<String>| match name {
        Some(name) if named => table.require(&[name]).map(Some),
        Some(name) => Ok(table.column(&[name])),
        None => Ok(None),
    };
    let hinted = |reason: String| match named {
        true => reason,
        false => format!("{reason}. Name yours with --columns, such as date=Day,views=Hits"),
    };
    let date = Some(table.require(&[&columns.date]).map_err(hinted)?);
    let views = (find(&columns.views)?, find(&columns.unique_visitors)?);
    let clones = (find(&columns.clones)?, find(&columns.unique_cloners)?);
    let statuses = [find(&columns.views_status)?, find(&columns.clones_status)?];
    let ci_clones = find(&columns.ci_clones)?;
    if [views.0, views.1, clones.0, clones.1].iter().all(Option::is_none) {
        return Err(hinted(format!(
            "no column of views or clones found; {}",
            table.columns()
        )));
    }
    let mut series = [SeriesRows::default(), SeriesRows::default()];
    let mut partial = [SeriesRows::default(), SeriesRows::default()];
    for row in &table.rows {
        let at = row.position();
        let Some(date) = builder.day(path, at, row.field(date)) else {
            continue;
        };
        for (metric, (count, uniques)) in [views, clones].into_iter().enumerate() {
            let into = if is_partial(row, statuses[metric]) {
                &mut partial
            } else {
                &mut series
            };
            if let Some((count, uniques)) = builder.counts(path, at, row.field(count), row.field(uniques)) {
                into[metric].add(date, count, uniques);
            }
        }
        let ci = value::count(row.field(ci_clones));
        if let Some(Some(ci)) = builder.or_reject(path, at, ci) {
            builder.add_ci_clones(date, ci);
        }
    }
    let series = series.into_iter().zip(partial).zip(statuses);
    for (metric, ((whole, partial), status)) in Metric::ALL.into_iter().zip(series) {
        builder.record(metric, partial, |_| false);
        match status {
            Some(_) => builder.record(metric, whole, |_| true),
            None => builder.interpret(metric, whole, Provenance::Accumulated),
        }
    }
    Ok(())
}

fn is_partial(row: &CsvRow, status: Option<usize>) -> bool {
    status.is_some() && row.field(status) != "complete"
}
