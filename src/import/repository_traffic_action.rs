//! PURE. repository-traffic-action and repository-traffic-action-plus: `traffic/views.csv` and `traffic/clones.csv`.

use super::file::SourceFile;
use super::reader::{RawFile, Reader};
use super::recognition::Recognition;
use super::series::Provenance;
use super::{Format, Options};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "repository-traffic-action",
    description: "repository-traffic-action, repository-traffic-action-plus",
    path: "the folder `traffic`",
    files: "views.csv or clones.csv with the columns `_date`, `total_…` and `unique_…`",
    takes: "days",
    leaves: "popular paths and referrers, which have no time; its charts",
    zeros: "zero",
    recognize,
    read,
};

fn metric(name: &str) -> Option<Metric> {
    match name {
        "views.csv" => Some(Metric::Views),
        "clones.csv" => Some(Metric::Clones),
        _ => None,
    }
}

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    let has_columns = file.table().is_ok_and(|table| table.column(&["_date"]).is_some());
    Recognition::by_name(metric(file.file_name()).is_some() && has_columns)
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let Some(metric) = metric(file.file_name()) else {
            return Ok(());
        };
        let table = file.table()?;
        let require = |names: &[&str]| table.require(names).map(Some);
        let date = require(&["_date", "date"])?;
        let (count, uniques) = match metric {
            Metric::Views => (require(&["total_views"])?, require(&["unique_views"])?),
            Metric::Clones => (require(&["total_clones"])?, require(&["unique_clones"])?),
        };
        if let Some(position) = table.cut_off {
            reader.note(format!("the file ends within a row{position}, which was left out"));
        }
        let builder = reader.of(&reader.by_path());
        let series = builder.series_of(&table.rows, date, count, uniques);
        builder.interpret(metric, series, Provenance::Accumulated);
        Ok(())
    });
}
