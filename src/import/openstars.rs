//! PURE. OpenStars: `data/<owner>/<repo>/traffic.json` and, with the same days, `traffic.csv`, whose columns RepoMeter
//! exports, too.
//!
//! Every run overwrites fourteen days up to its own and writes 0 where GitHub showed nothing, so for days that were not
//! published yet, too. A zero is true only if a later run had it in its window, published for sure. The days of runs are
//! those with stars: before and between runs there are none.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::builder::{Counter, ImportBuilder};
use super::file::{Content, SourceFile, split};
use super::json;
use super::owner::DataOwner;
use super::reader::{RawFile, Reader};
use super::recognition::Recognition;
use super::rejected::Position;
use super::series::SeriesRows;
use super::top_list::ListKind;
use super::{Format, Options, value};
use crate::domain::evidence::proof::{FIRST_WHOLE_DAY, WINDOW_DAYS};
use crate::domain::traffic::Metric;
use crate::domain::{Date, plus_days};

/// The declaration.
pub const FORMAT: Format = Format {
    name: "openstars",
    description: "OpenStars, RepoMeter",
    path: "the checked-out data branch, or `traffic.json` or `traffic.csv`",
    files: "traffic.json or traffic.csv of OpenStars",
    takes: "days, popular paths and referrers, stars, forks; several repositories by folder",
    leaves: "watchers, open issues, downloads of releases",
    zeros: "zero if a run four days or more later still had the day in its window; else unknown: the tool writes 0 for what \
            GitHub has not published",
    recognize,
    read,
};

/// The columns that the tool writes first.
const HEADER: [&str; 7] = [
    "date",
    "views",
    "unique_visitors",
    "clones",
    "unique_cloners",
    "stars",
    "forks",
];

/// So many days after a day a run shows what GitHub published of it.
const PUBLISHED: i64 = 4;

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    Recognition::by_name(match &file.content {
        Content::Table(table) => {
            table
                .header
                .iter()
                .zip(HEADER)
                .filter(|(column, name)| column == name)
                .count()
                == HEADER.len()
        }
        Content::Json(document) => {
            let is_own = document
                .get("generator")
                .and_then(Value::as_str)
                .is_some_and(|name| name.starts_with("openstars"));
            is_own || (document.get("first_collected").is_some() && document.get("daily").is_some())
        }
        Content::Lines(_) | Content::Unreadable(_) => false,
    })
}

/// The repository of `data/<owner>/<repo>/traffic.*`.
fn owner(path: &str) -> Option<DataOwner> {
    let mut names = split(path).0.rsplit('/');
    let (name, owner, above) = (names.next()?, names.next()?, names.next());
    DataOwner::from_parts(Some(owner), name).filter(|_| above == Some("data"))
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let by_path = owner(&file.name.path).unwrap_or_else(|| reader.by_path());
        if let Content::Table(table) = &file.content {
            let cells: Vec<Option<usize>> = HEADER.iter().map(|name| table.column(&[name])).collect();
            let row = |row: &super::csv_table::CsvRow| Row {
                position: row.position(),
                cells: cells.iter().map(|column| row.field(*column).to_owned()).collect(),
            };
            let unproved = days(table.rows.iter().map(row).collect(), reader.of(&by_path));
            reader.unproved_zeros(unproved);
            return Ok(());
        }
        let document = file.json()?;
        if document.get("schema").and_then(Value::as_u64) != Some(1) {
            return Err("unsupported schema; expected 1".to_owned());
        }
        let named = document
            .get("repo")
            .and_then(Value::as_str)
            .and_then(DataOwner::from_text);
        let builder = reader.of(&named.unwrap_or(by_path));
        let rows = document
            .get("daily")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let keys = [
            "date",
            "views",
            "views_uniques",
            "clones",
            "clones_uniques",
            "stars",
            "forks",
        ];
        let row = |(row, number): (&Value, u64)| Row {
            position: Position::Row(number),
            cells: keys.iter().map(|key| json::text(row, key)).collect(),
        };
        let unproved = days(rows.iter().zip(1..).map(row).collect(), builder);
        for (key, kind) in [("referrers", ListKind::Referrers), ("paths", ListKind::Paths)] {
            for (day, rows) in document.get(key).and_then(Value::as_object).into_iter().flatten() {
                if let (Some(captured), Some(rows)) = (value::timestamp(day), rows.as_array()) {
                    let rows = json::top_list(rows, kind, builder);
                    builder.add_top_list(kind, captured, rows);
                }
            }
        }
        reader.unproved_zeros(unproved);
        Ok(())
    });
}

/// A row, with its cells in the order of the header.
struct Row {
    position: Position,
    cells: Vec<String>,
}

/// Reads rows of days; gives the number of zeros that nothing proves.
fn days(rows: Vec<Row>, builder: &mut ImportBuilder<'_>) -> usize {
    let mut runs = BTreeSet::new();
    let mut dated = Vec::new();
    for row in rows {
        let Some(date) = builder.day(row.position, &row.cells[0]) else {
            continue;
        };
        for (counter, cell) in [(Counter::Stars, &row.cells[5]), (Counter::Forks, &row.cells[6])] {
            let number = value::count(cell);
            if let (Some(Some(number)), Some(at)) = (builder.or_reject(row.position, number), value::midnight(date)) {
                runs.insert(date);
                builder.add_counter(counter, at, number);
            }
        }
        dated.push((date, row));
    }
    let is_sure = |date: Date| {
        runs.range(plus_days(date, PUBLISHED)..plus_days(date, WINDOW_DAYS))
            .next()
            .is_some()
    };
    // The row of a day is that of a window that was read on the day itself unless a later run had it, too; where a server cut its
    // windows, at least a day later.
    let is_whole = |date: Date| {
        runs.is_empty()
            || runs
                .range(plus_days(date, 1)..plus_days(date, WINDOW_DAYS))
                .next()
                .is_some()
    };
    let mut unproved = 0;
    let mut series: BTreeMap<bool, SeriesRows> = BTreeMap::new();
    for (date, row) in &dated {
        for (is_views, at) in [(true, 1), (false, 3)] {
            let series = series.entry(is_views).or_default();
            match builder.counts(row.position, &row.cells[at], &row.cells[at + 1]) {
                Some((Some(0), _)) if !is_sure(*date) => {
                    unproved += 1;
                    series.seen(*date);
                }
                Some((count, uniques)) => builder.add_row(series, row.position, *date, count, uniques),
                None => {}
            }
        }
    }
    for (is_views, series) in series {
        let metric = if is_views { Metric::Views } else { Metric::Clones };
        let Some((first, last)) = series.span() else { continue };
        let at_end = |date: Date| date == last || (date == first && date < FIRST_WHOLE_DAY);
        builder.record(metric, series, |date| !at_end(date) && is_whole(date));
    }
    unproved
}
