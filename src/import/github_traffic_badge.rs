//! PURE. github-traffic-badge: `totals.json` holds an object of days for views and one for clones.

use serde_json::Value;

use super::builder::{ImportBuilder, Provenance, SeriesRows, malformed};
use super::rejected::Position;
use super::repository_folder::{FolderOwner, select_files, split};
use super::{Files, Format, ImportError, json};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "github-traffic-badge",
    description: "github-traffic-badge",
    path: "`totals.json`",
    files: "totals.json",
    takes: "days",
    zeros: "zero",
    read,
};

/// The supported schema version.
const SCHEMA: u64 = 1;

fn data_folder(path: &str) -> Option<&str> {
    (split(path).1 == "totals.json").then(|| split(path).0)
}

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    for (path, content) in select_files(files, builder, data_folder, |_, _| FolderOwner::Unnamed)? {
        let document = json::parse(content).map_err(|reason| malformed(path, reason))?;
        let schema = document.get("schema").and_then(Value::as_u64);
        if schema != Some(SCHEMA) {
            return Err(malformed(path, format!("unsupported schema; expected {SCHEMA}")));
        }
        for (metric, key) in [(Metric::Views, "views"), (Metric::Clones, "clones")] {
            let Some(days) = document.get(key).and_then(Value::as_object) else {
                continue;
            };
            let mut series = SeriesRows::default();
            for ((day, row), number) in days.iter().zip(1..) {
                let at = Position::Row(number);
                let Some(date) = builder.day(path, at, day) else {
                    continue;
                };
                let numbers = builder.counts(path, at, &json::text(row, "count"), &json::text(row, "uniques"));
                if let Some((count, uniques)) = numbers {
                    series.add(date, count, uniques);
                }
            }
            builder.interpret(metric, series, Provenance::Accumulated);
        }
    }
    Ok(())
}
