//! PURE. repository-traffic-action and repository-traffic-action-plus: `traffic/views.csv` and `traffic/clones.csv`.

use super::builder::{ImportBuilder, Provenance, SeriesRows, malformed};
use super::csv_table::CsvTable;
use super::repository_folder::{FolderOwner, select_files, split};
use super::{Files, Format, ImportError};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "repository-traffic-action",
    description: "repository-traffic-action, repository-traffic-action-plus",
    path: "the folder `traffic`",
    files: "views.csv or clones.csv",
    takes: "days",
    zeros: "zero",
    read,
};

fn metric(path: &str) -> Option<Metric> {
    match split(path).1 {
        "views.csv" => Some(Metric::Views),
        "clones.csv" => Some(Metric::Clones),
        _ => None,
    }
}

fn data_folder(path: &str) -> Option<&str> {
    metric(path).map(|_| split(path).0)
}

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    for (path, content) in select_files(files, builder, data_folder, |_, _| FolderOwner::Unnamed)? {
        let Some(metric) = metric(path) else { continue };
        let table = CsvTable::parse(content).map_err(|reason| malformed(path, reason))?;
        let require = |names: &[&str]| table.require(names).map(Some).map_err(|reason| malformed(path, reason));
        let date = require(&["_date", "date"])?;
        let (count, uniques) = match metric {
            Metric::Views => (require(&["total_views"])?, require(&["unique_views"])?),
            Metric::Clones => (require(&["total_clones"])?, require(&["unique_clones"])?),
        };
        let mut series = SeriesRows::default();
        for row in &table.rows {
            let at = row.position();
            let Some(date) = builder.day(path, at, row.field(date)) else {
                continue;
            };
            if let Some((count, uniques)) = builder.counts(path, at, row.field(count), row.field(uniques)) {
                series.add(date, count, uniques);
            }
        }
        builder.interpret(metric, series, Provenance::Accumulated);
    }
    Ok(())
}
