//! PURE. github-traffic-badge: `totals.json`, an object of days for views and one for clones.

use serde_json::Value;

use super::folder::{Whose, choose, split};
use super::gather::{Gathered, Position, Provenance, SeriesRows, malformed};
use super::{Files, ImportError, json};
use crate::domain::traffic::Metric;

/// The schema that is known.
const SCHEMA: u64 = 1;

fn place(path: &str) -> Option<&str> {
    (split(path).1 == "totals.json").then(|| split(path).0)
}

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    for (path, content) in choose(files, gathered, place, |_, _| Whose::Untold)? {
        let document = json::document(content).map_err(|reason| malformed(path, reason))?;
        let schema = document.get("schema").and_then(Value::as_u64);
        if schema != Some(SCHEMA) {
            return Err(malformed(path, format!("its schema is not {SCHEMA}")));
        }
        for (metric, key) in [(Metric::Views, "views"), (Metric::Clones, "clones")] {
            let Some(days) = document.get(key).and_then(Value::as_object) else {
                continue;
            };
            let mut series = SeriesRows::default();
            for ((day, row), number) in days.iter().zip(1..) {
                let at = Position::CsvRow(number);
                let Some(date) = gathered.day(path, at, day) else {
                    continue;
                };
                let numbers = gathered.numbers(path, at, &json::text(row, "count"), &json::text(row, "uniques"));
                if let Some((count, uniques)) = numbers {
                    series.add(date, count, uniques);
                }
            }
            gathered.interpret(metric, series, Provenance::Accumulated);
        }
    }
    Ok(())
}
