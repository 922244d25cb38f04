//! PURE. github-traffic-badge: `totals.json` holds an object of days for views and one for clones.

use serde_json::Value;

use super::file::SourceFile;
use super::reader::{RawFile, Reader};
use super::recognition::Recognition;
use super::rejected::Position;
use super::series::{Provenance, SeriesRows};
use super::{Format, Options, json};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "github-traffic-badge",
    description: "github-traffic-badge",
    path: "`totals.json`",
    files: "totals.json",
    takes: "days",
    leaves: "nothing",
    zeros: "zero",
    recognize,
    read,
};

/// The supported schema version.
const SCHEMA: u64 = 1;

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    let has_days = |document: &Value| document.get("schema").is_some();
    Recognition::by_name(file.file_name() == "totals.json" && file.json().is_ok_and(has_days))
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let document = file.json()?;
        let schema = document.get("schema").and_then(Value::as_u64);
        if schema != Some(SCHEMA) {
            return Err(format!("unsupported schema; expected {SCHEMA}"));
        }
        let builder = reader.of(&reader.by_path());
        for (metric, key) in [(Metric::Views, "views"), (Metric::Clones, "clones")] {
            let Some(days) = document.get(key).and_then(Value::as_object) else {
                continue;
            };
            let mut series = SeriesRows::default();
            for ((day, row), number) in days.iter().zip(1..) {
                let at = Position::Row(number);
                let Some(date) = builder.day(at, day) else {
                    continue;
                };
                let numbers = builder.counts(at, &json::text(row, "count"), &json::text(row, "uniques"));
                if let Some((count, uniques)) = numbers {
                    builder.add_row(&mut series, at, date, count, uniques);
                }
            }
            builder.interpret(metric, series, Provenance::Accumulated);
        }
        Ok(())
    });
}
