//! PURE. CSV files with named columns: logs by hand or by scripts, query results, exports, and `daily.csv` itself; one row
//! per day, per day and metric, or per row of a popular list.

use std::collections::BTreeMap;

use super::builder::Counter;
use super::columns::TableColumns;
use super::csv_table::CsvRow;
use super::file::{Content, SourceFile};
use super::found::counted;
use super::owner::DataOwner;
use super::reader::{FileReader, RawFile, Reader};
use super::recognition::Recognition;
use super::rejected::Position;
use super::series::{Provenance, SeriesRows};
use super::spelling::{Meaning, Which};
use super::top_list::{ListKind, ListRow};
use super::{Format, Options, value};
use crate::domain::Timestamp;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "csv",
    description: "a CSV of your own, or an SQLite database of ghstats",
    path: "the file or folder; for a database, the CSV made by a query",
    files: "a .csv or .tsv file with a column of days, such as `date`, and columns of views or clones",
    takes: "days, stars, forks, popular paths and referrers; several repositories by a column, folder or file name",
    leaves: "columns that it does not know; they are named",
    zeros: "zero; leave unknown numbers blank",
    recognize,
    read,
};

fn recognize(file: &SourceFile<'_>, options: &Options) -> Recognition {
    let Content::Table(table) = &file.content else {
        return Recognition::No;
    };
    match TableColumns::of(table, &file.name.path, options.columns.as_ref()) {
        Ok(_) => Recognition::Yes,
        Err(missing) => Recognition::Near(missing),
    }
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let table = file.table()?;
        let columns = TableColumns::of(table, &file.name.path, reader.options.columns.as_ref())?;
        if !columns.unread.is_empty() {
            let unread: Vec<String> = columns.unread.iter().map(|name| value::quoted(name)).collect();
            reader.note(format!("columns not read: {}", unread.join(", ")));
        }
        if let Some(position) = table.cut_off {
            reader.note(format!("the file ends within a row{position}, which was left out"));
        }
        let mut by_owner: BTreeMap<String, (DataOwner, Vec<&CsvRow>)> = BTreeMap::new();
        let by_path = reader.by_path();
        let mut nameless: Vec<Position> = Vec::new();
        for row in &table.rows {
            let owner = match columns.owner(row) {
                None => by_path.clone(),
                Some(Some(owner)) => owner,
                Some(None) => {
                    nameless.push(row.position());
                    continue;
                }
            };
            by_owner.entry(owner.key()).or_insert((owner, Vec::new())).1.push(row);
        }
        if let Some(first) = nameless.first() {
            let rows = counted(nameless.len(), "row was", "rows were");
            reader.note(format!(
                "{rows} left out, since the repository is missing or no name of one; the first{first}"
            ));
        }
        for (owner, rows) in by_owner.into_values() {
            match columns.list {
                Some(kind) => lists(&owner, kind, &rows, &columns, reader),
                None => days(&owner, &rows, &columns, reader)?,
            }
        }
        Ok(())
    });
}

/// Reads rows of days.
fn days(
    owner: &DataOwner,
    rows: &[&CsvRow],
    columns: &TableColumns,
    reader: &mut FileReader<'_>,
) -> Result<(), String> {
    let mut series: BTreeMap<Which, SeriesRows> = BTreeMap::new();
    let mut partial: BTreeMap<Which, SeriesRows> = BTreeMap::new();
    let builder = reader.of(owner);
    let mut counters: BTreeMap<(Counter, Timestamp), (Position, u64)> = BTreeMap::new();
    let mut moments: Option<(Position, &str, usize)> = None;
    for row in rows {
        let (at, cell) = (row.position(), row.field(columns.at(Meaning::Date)));
        let Some(date) = builder.day(at, cell) else { continue };
        for (counter, meaning) in [(Counter::Stars, Meaning::Stars), (Counter::Forks, Meaning::Forks)] {
            let number = value::count(row.field(columns.at(meaning)));
            if let (Some(time), Some(Some(number))) = (value::timestamp(cell), builder.or_reject(at, number)) {
                let (before, kept) = *counters.entry((counter, time)).or_insert((at, number));
                if kept != number {
                    let reason = format!("{date} has two numbers of {}, {kept} and {number}", counter.noun());
                    builder.reject(before.and(at), reason);
                }
                builder.add_counter(counter, time, number);
            }
        }
        if !columns.has_days() {
            continue;
        }
        if !value::is_day(cell) {
            let first = moments.get_or_insert((at, cell.trim(), 0));
            first.2 += 1;
            continue;
        }
        for (which, count, uniques) in columns.numbers(row) {
            let Some(which) = which else {
                builder.reject(at, "the metric is neither views nor clones");
                continue;
            };
            let status = columns.status(which).map(|status| row.field(Some(status)));
            // A zero that is not confirmed, or doubtful, is unknown.
            if matches!(status, Some("provisional" | "doubtful")) {
                continue;
            }
            let whole = status.is_none_or(|status| status == "complete");
            let into = if whole { &mut series } else { &mut partial };
            if let Some((count, uniques)) = builder.counts(at, count, uniques) {
                builder.add_row(into.entry(which).or_default(), at, date, count, uniques);
            }
        }
        let ci = value::count(row.field(columns.at(Meaning::CiClones)));
        if let Some(Some(ci)) = builder.or_reject(at, ci) {
            builder.add_ci_clones(date, ci);
        }
    }
    if let Some((at, cell, rows)) = moments {
        let reason = format!(
            "{} is a moment, not a day: its numbers may be totals of 14 days; if they are those of the day, remove the time",
            value::quoted(cell)
        );
        builder.reject_alike(at, reason, rows - 1);
    }
    for (which, rows) in partial {
        builder.record(which.metric(), rows, |_| false);
    }
    for (which, rows) in series {
        let metric = which.metric();
        check(&rows)?;
        match columns.status(which) {
            Some(_) => builder.record(metric, rows, |_| true),
            None => builder.interpret(metric, rows, Provenance::Accumulated),
        }
    }
    Ok(())
}

/// Refuses numbers that are not those of days.
///
/// # Errors
/// What they look like.
pub(super) fn check(rows: &SeriesRows) -> Result<(), String> {
    if rows.looks_weekly() {
        return Err("the rows are whole weeks apart, so they may be weeks and not days".to_owned());
    }
    if rows.looks_cumulative() {
        return Err("the numbers never fall, so they look like running totals and not like those of days".to_owned());
    }
    Ok(())
}

/// Reads rows of popular lists, each with the time of its capture.
fn lists(owner: &DataOwner, kind: ListKind, rows: &[&CsvRow], columns: &TableColumns, reader: &mut FileReader<'_>) {
    let name = match kind {
        ListKind::Referrers => Meaning::Referrer,
        ListKind::Paths => Meaning::Path,
    };
    let builder = reader.of(owner);
    let mut lists: BTreeMap<Timestamp, Vec<ListRow>> = BTreeMap::new();
    for row in rows {
        let at = row.position();
        let cell = row.field(columns.at(Meaning::Date));
        let Some(captured) = value::timestamp(cell) else {
            builder.reject(at, format!("{} is not a date like 2026-06-02", value::quoted(cell)));
            continue;
        };
        let Some((_, count, uniques)) = columns.numbers(row).into_iter().next() else {
            continue;
        };
        match builder.counts(at, count, uniques) {
            Some((Some(count), Some(uniques))) => {
                let title = Some(row.field(columns.at(Meaning::Title)).to_owned()).filter(|title| !title.is_empty());
                let name = row.field(columns.at(name)).to_owned();
                lists.entry(captured).or_default().push(ListRow {
                    name,
                    title,
                    count,
                    uniques,
                });
            }
            Some(_) => builder.reject(at, "the count or the uniques are missing"),
            None => {}
        }
    }
    for (captured, rows) in lists {
        builder.add_top_list(kind, captured, rows);
    }
}
