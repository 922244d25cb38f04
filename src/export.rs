//! PURE. The history for other programs: `daily.csv`, the other tables, and everything as one JSON document.

mod document;

use crate::domain::history::History;
use crate::domain::top_list::TopList;
use crate::domain::traffic::{Certainty, Day, Metric, Period, Source};
use crate::domain::{Date, plus_days};

pub use document::json;

/// A table that can be exported as CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportTable {
    /// One row per UTC day, including unknown days
    Days,
    /// GitHub's own totals for trailing 14-day windows
    Windows,
    /// GitHub's own totals for whole weeks
    Weeks,
    /// Popular referrers: the last list of each week
    Referrers,
    /// Popular paths: the last list of each week
    Paths,
}

/// The header of `daily.csv`.
pub const DAILY_HEADER: [&str; 8] = [
    "date",
    "views",
    "unique_visitors",
    "clones",
    "unique_cloners",
    "ci_clones",
    "status",
    "source",
];

/// `daily.csv`: one row per UTC day from the first known day to the last, including unknown days, oldest first. An empty
/// cell is unknown, never zero.
#[must_use]
pub fn daily_csv(history: &History) -> Vec<u8> {
    let mut csv = Csv::new(&DAILY_HEADER);
    for row in days(history) {
        let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        csv.row([
            row.date.to_string(),
            number(row.views),
            number(row.unique_visitors),
            number(row.clones),
            number(row.unique_cloners),
            number(row.ci_clones),
            row.status.to_owned(),
            row.source,
        ]);
    }
    csv.finish()
}

/// One table as CSV.
#[must_use]
pub fn csv(history: &History, table: ExportTable) -> Vec<u8> {
    match table {
        ExportTable::Days => daily_csv(history),
        ExportTable::Windows => periods("last_day", history.windows.iter()),
        ExportTable::Weeks => periods("monday", history.weeks.iter()),
        ExportTable::Referrers => top_lists("referrer", history.referrers.values()),
        ExportTable::Paths => top_lists("path", history.paths.values()),
    }
}

/// One UTC day; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
struct DayRow {
    date: Date,
    views: Option<u64>,
    unique_visitors: Option<u64>,
    clones: Option<u64>,
    unique_cloners: Option<u64>,
    ci_clones: Option<u64>,
    status: &'static str,
    source: String,
}

fn days(history: &History) -> Vec<DayRow> {
    let Some((first, last)) = history.span() else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let mut date = first;
    while date <= last {
        rows.push(day_row(date, history.day(date)));
        date = plus_days(date, 1);
    }
    rows
}

fn day_row(date: Date, day: Option<&Day>) -> DayRow {
    let count = |metric| day.and_then(|d| d.reading(metric)).and_then(|r| r.known_count());
    let uniques = |metric| {
        let known = day.and_then(|d| d.reading(metric)).and_then(|r| r.known_uniques());
        known.map(|uniques| uniques.get())
    };
    DayRow {
        date,
        views: count(Metric::Views),
        unique_visitors: uniques(Metric::Views),
        clones: count(Metric::Clones),
        unique_cloners: uniques(Metric::Clones),
        ci_clones: day.and_then(|day| day.ci_clones),
        status: status(day),
        source: source(day),
    }
}

/// The least certain status of the numbers in the row. A row without numbers waits for a second response (`provisional`)
/// or is `unknown`.
fn status(day: Option<&Day>) -> &'static str {
    let readings = || Metric::ALL.into_iter().filter_map(move |metric| day?.reading(metric));
    let known = || readings().filter(|r| r.known_count().is_some() || r.known_uniques().is_some());
    if known().any(|reading| matches!(reading.certainty, Certainty::Partial(_))) {
        "partial"
    } else if known().next().is_some() {
        "complete"
    } else if readings().any(|reading| reading.is_provisional()) {
        "provisional"
    } else {
        "unknown"
    }
}

/// The imports that the numbers come from, separated by semicolons; empty for numbers from GitHub's responses.
fn source(day: Option<&Day>) -> String {
    let mut names = std::collections::BTreeSet::new();
    for reading in Metric::ALL.into_iter().filter_map(|metric| day?.reading(metric)) {
        if let Source::Imported(sources) = &reading.source {
            names.extend(sources.iter().map(String::as_str));
        }
    }
    names.into_iter().collect::<Vec<_>>().join(";")
}

fn periods<'h>(date_column: &str, periods: impl Iterator<Item = (&'h Date, &'h Period)>) -> Vec<u8> {
    let mut csv = Csv::new(&[date_column, "views", "unique_visitors", "clones", "unique_cloners"]);
    for (date, period) in periods {
        let cell = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        let count = |metric| cell(period.totals(metric).map(|totals| totals.count));
        let uniques = |metric| cell(period.totals(metric).map(|totals| totals.uniques.get()));
        csv.row([
            date.to_string(),
            count(Metric::Views),
            uniques(Metric::Views),
            count(Metric::Clones),
            uniques(Metric::Clones),
        ]);
    }
    csv.finish()
}

fn top_lists<'h>(name: &str, lists: impl Iterator<Item = &'h TopList>) -> Vec<u8> {
    let mut csv = Csv::new(&["captured", name, "views", "unique_visitors"]);
    for list in lists {
        for row in &list.rows {
            csv.row([
                list.captured.to_string(),
                row.name.csv_cell(),
                row.count.to_string(),
                row.uniques.get().to_string(),
            ]);
        }
    }
    csv.finish()
}

/// A CSV file in memory, with LF.
struct Csv(csv::Writer<Vec<u8>>);

impl Csv {
    fn new(header: &[&str]) -> Self {
        let mut csv = Self(csv::WriterBuilder::new().from_writer(Vec::new()));
        csv.row(header);
        csv
    }

    fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0
            .write_record(cells)
            .expect("writing to memory cannot fail, and all rows have the header's length");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("writing to memory cannot fail")
    }
}
