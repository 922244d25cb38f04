//! PURE. repository-traffic-action and repository-traffic-action-plus: `traffic/views.csv` and `traffic/clones.csv`.

use super::folder::{Whose, choose, split};
use super::gather::{Gathered, Provenance, SeriesRows, malformed};
use super::table::CsvTable;
use super::{Files, ImportError};
use crate::domain::traffic::Metric;

fn metric(path: &str) -> Option<Metric> {
    match split(path).1 {
        "views.csv" => Some(Metric::Views),
        "clones.csv" => Some(Metric::Clones),
        _ => None,
    }
}

fn place(path: &str) -> Option<&str> {
    metric(path).map(|_| split(path).0)
}

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    for (path, content) in choose(files, gathered, place, |_, _| Whose::Untold)? {
        let Some(metric) = metric(path) else { continue };
        let table = CsvTable::parse(content).map_err(|reason| malformed(path, reason))?;
        let need = |names: &[&str]| table.need(names).map(Some).map_err(|reason| malformed(path, reason));
        let date = need(&["_date", "date"])?;
        let (count, uniques) = match metric {
            Metric::Views => (need(&["total_views"])?, need(&["unique_views"])?),
            Metric::Clones => (need(&["total_clones"])?, need(&["unique_clones"])?),
        };
        let mut series = SeriesRows::default();
        for row in &table.rows {
            let at = row.position();
            let Some(date) = gathered.day(path, at, row.field(date)) else {
                continue;
            };
            if let Some((count, uniques)) = gathered.numbers(path, at, row.field(count), row.field(uniques)) {
                series.add(date, count, uniques);
            }
        }
        gathered.interpret(metric, series, Provenance::Accumulated);
    }
    Ok(())
}
