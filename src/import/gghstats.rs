//! PURE. gghstats: the CSV of its `export`, in which views, clones, referrers and paths follow each other, each below a
//! line that begins with `#`.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::builder::ImportBuilder;
use super::csv_table::CsvRow;
use super::file::SourceFile;
use super::reader::{RawFile, Reader};
use super::recognition::Recognition;
use super::series::{Provenance, SeriesRows};
use super::top_list::{ListKind, ListRow};
use super::{Format, Options, value};
use crate::domain::Timestamp;
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "gghstats",
    description: "gghstats",
    path: "the CSV of `gghstats export`, or one made by a query",
    files: "a .csv file with the lines `# Views` and `# Clones`",
    takes: "days, popular paths and referrers",
    leaves: "nothing; an export does not name its repository, but its file name may",
    zeros: "zero",
    recognize,
    read,
};

#[derive(Debug, Clone, Copy)]
enum Section {
    Days(Metric),
    List(ListKind),
}

fn section(heading: &str) -> Option<Section> {
    match heading.strip_prefix('#')?.trim() {
        "Views" => Some(Section::Days(Metric::Views)),
        "Clones" => Some(Section::Days(Metric::Clones)),
        "Referrers" => Some(Section::List(ListKind::Referrers)),
        "Popular Paths" => Some(Section::List(ListKind::Paths)),
        _ => None,
    }
}

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    let first = file.table().ok().and_then(|table| table.header.first());
    Recognition::by_name(first.is_some_and(|heading| section(heading).is_some()))
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let table = file.table()?;
        let builder = reader.of(&reader.by_path());
        let mut current = table.header.first().and_then(|heading| section(heading));
        let mut header: Option<&StringRecord> = None;
        let mut rows: Vec<&CsvRow> = Vec::new();
        // Two exports can follow each other in one file: a day is compared with all of them.
        let mut series: BTreeMap<Metric, SeriesRows> = BTreeMap::new();
        for row in &table.rows {
            let heading = row.field(Some(0));
            if heading.starts_with('#') {
                finish(current, header, &rows, &mut series, builder)?;
                (current, header) = (section(heading), None);
                rows.clear();
            } else if header.is_none() {
                header = Some(&row.fields);
            } else {
                rows.push(row);
            }
        }
        finish(current, header, &rows, &mut series, builder)?;
        for (metric, rows) in series {
            builder.interpret(metric, rows, Provenance::Accumulated);
        }
        Ok(())
    });
}

/// Reads the rows of a section.
fn finish(
    section: Option<Section>,
    header: Option<&StringRecord>,
    rows: &[&CsvRow],
    series: &mut BTreeMap<Metric, SeriesRows>,
    builder: &mut ImportBuilder<'_>,
) -> Result<(), String> {
    let (Some(section), Some(header)) = (section, header) else {
        return Ok(());
    };
    let column = |names: &[&str]| {
        let found = header.iter().position(|column| names.contains(&column));
        found
            .map(Some)
            .ok_or_else(|| format!("column {} not found below its heading", value::quoted(names[0])))
    };
    let date = column(&["date"])?;
    match section {
        Section::Days(metric) => {
            let count = column(&["views", "clones", "count"])?;
            let uniques = column(&["unique_visitors", "unique_cloners", "uniques"])?;
            let series = series.entry(metric).or_default();
            builder.add_table(series, rows.iter().copied(), date, count, uniques);
        }
        Section::List(kind) => {
            let name = column(match kind {
                ListKind::Referrers => &["referrer"],
                ListKind::Paths => &["path"],
            })?;
            let (count, uniques) = (column(&["count"])?, column(&["uniques"])?);
            let title = column(&["title"]).unwrap_or_default();
            let mut lists: BTreeMap<Timestamp, Vec<ListRow>> = BTreeMap::new();
            for row in rows {
                let numbers = builder.counts(row.position(), row.field(count), row.field(uniques));
                if let (Some(captured), Some((Some(count), Some(uniques)))) =
                    (value::timestamp(row.field(date)), numbers)
                {
                    lists.entry(captured).or_default().push(ListRow {
                        name: row.field(name).to_owned(),
                        title: Some(row.field(title).to_owned()).filter(|title| !title.is_empty()),
                        count,
                        uniques,
                    });
                }
            }
            for (captured, rows) in lists {
                builder.add_top_list(kind, captured, rows);
            }
        }
    }
    Ok(())
}
