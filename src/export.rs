//! PURE. The history for other programs: `daily.csv`, the other tables, and everything as one JSON document.

mod ci_clones;
mod document;
pub mod insights;
pub mod status;

use crate::domain::given::{Given, WebLink};
use crate::domain::history::History;
use crate::domain::repository::Repository;
use crate::domain::text::Untrusted;
use crate::domain::top_list::TopList;
use crate::domain::traffic::{Day, DayCount, Metric, Period, Source};
use crate::domain::{Date, Timestamp, days_between, plus_days};

use ci_clones::ci_clones;
pub use ci_clones::ci_clones_csv;
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
    /// Popular referrers: the last list of each UTC day
    Referrers,
    /// Popular paths: the last list of each UTC day
    Paths,
    /// Stars given on each UTC day
    Stars,
    /// Events of the user, as `events.csv` holds them
    Events,
    /// Daily numbers from elsewhere
    Series,
    /// Downloads of release files at each reading
    Downloads,
    /// Clones by the repository's own CI and by others on each UTC day
    CiClones,
}

/// The header of `daily.csv`. Each metric has a status and a source of its own:
/// `complete` (seen whole), `partial` (a lower bound), `provisional` (a zero that waits for a second response; its numbers
/// are blank), `doubtful` (a zero that the weeks before make nearly impossible; its numbers are blank, and `doubtful` names
/// the metric) or `unknown`; the sources are the imports that the numbers come from, separated by semicolons, and blank for
/// GitHub's own responses.
pub const DAILY_HEADER: [&str; 11] = [
    "date",
    "views",
    "unique_visitors",
    "views_status",
    "views_source",
    "clones",
    "unique_cloners",
    "clones_status",
    "clones_source",
    "ci_clones",
    "doubtful",
];

/// `daily.csv`: one row per UTC day from the first known day to the last, including unknown days, oldest first. An empty
/// cell is unknown, never zero. Importing it gives the same numbers with the same statuses; the source is the import then.
#[must_use]
pub fn daily_csv(history: &History) -> Vec<u8> {
    let mut csv = Csv::new(&DAILY_HEADER);
    for row in days(history) {
        csv.row([
            Cell::date(row.date),
            Cell::number(row.views),
            Cell::number(row.unique_visitors),
            Cell::word(row.views_status),
            Cell::names(&row.views_source),
            Cell::number(row.clones),
            Cell::number(row.unique_cloners),
            Cell::word(row.clones_status),
            Cell::names(&row.clones_source),
            Cell::number(row.ci_clones),
            Cell::word(row.doubtful),
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
        ExportTable::Stars => stars_csv(history),
        ExportTable::Events => events(&history.given),
        ExportTable::Series => series(&history.given),
        ExportTable::Downloads => downloads_csv(history),
        ExportTable::CiClones => ci_clones_csv(history),
    }
}

/// Stars given on each UTC day from the first known day to the last, including unknown days: `complete`, `partial` (the day was
/// not over) or `unknown`.
#[must_use]
pub fn stars_csv(history: &History) -> Vec<u8> {
    let mut csv = Csv::new(&["date", "stars_given", "status"]);
    for row in stars(history) {
        csv.row([
            Cell::date(row.date),
            Cell::number(row.stars_given),
            Cell::word(row.status),
        ]);
    }
    csv.finish()
}

/// All downloads so far of each release file, by the UTC day of the reading: daily for the last four weeks, before that once a
/// week.
#[must_use]
pub fn downloads_csv(history: &History) -> Vec<u8> {
    let mut csv = Csv::new(&["date", "release", "file", "file_id", "downloads_so_far"]);
    for (id, asset) in &history.assets {
        for (date, count) in &asset.readings {
            csv.row([
                Cell::date(*date),
                Cell::text(&asset.tag),
                Cell::text(&asset.name),
                Cell::number(Some(*id)),
                Cell::number(Some(*count)),
            ]);
        }
    }
    csv.finish()
}

/// The repository that a document is about.
#[derive(Debug, serde::Serialize)]
struct RepositoryRecord {
    id: Option<u64>,
    name: String,
    created: Option<Date>,
}

impl RepositoryRecord {
    fn of(repository: &Repository) -> Self {
        Self {
            id: repository.id,
            name: repository.name.to_string(),
            created: repository.created,
        }
    }
}

/// The stars of one UTC day; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
struct StarRow {
    date: Date,
    stars_given: Option<u64>,
    status: &'static str,
}

fn stars(history: &History) -> Vec<StarRow> {
    let days = &history.stars.days;
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
        return Vec::new();
    };
    let row = |date| {
        let day = days.get(&date);
        StarRow {
            date,
            stars_given: day.map(|day| day.count),
            status: match day {
                None => "unknown",
                Some(day) if day.is_complete => "complete",
                Some(_) => "partial",
            },
        }
    };
    let offsets = 0..=days_between(*first, *last);
    offsets.map(|offset| row(plus_days(*first, offset))).collect()
}

/// One UTC day; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
struct DayRow {
    date: Date,
    views: Option<u64>,
    unique_visitors: Option<u64>,
    views_status: &'static str,
    views_source: String,
    clones: Option<u64>,
    unique_cloners: Option<u64>,
    clones_status: &'static str,
    clones_source: String,
    ci_clones: Option<u64>,
    /// The metrics whose zero is doubtful.
    doubtful: &'static str,
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
    let reading = |metric| day.and_then(|day| day.reading(metric));
    let (views, clones) = (reading(Metric::Views), reading(Metric::Clones));
    let count = |reading: Option<&DayCount>| reading?.known_count();
    let uniques = |reading: Option<&DayCount>| Some(reading?.known_uniques()?.get());
    DayRow {
        date,
        views: count(views),
        unique_visitors: uniques(views),
        views_status: status(views),
        views_source: source(views),
        clones: count(clones),
        unique_cloners: uniques(clones),
        clones_status: status(clones),
        clones_source: source(clones),
        ci_clones: day.and_then(|day| day.ci_clones),
        doubtful: match [views, clones].map(|reading| reading.is_some_and(DayCount::is_doubtful)) {
            [true, true] => "views;clones",
            [true, false] => "views",
            [false, true] => "clones",
            [false, false] => "",
        },
    }
}

/// How certain the numbers of one metric are.
fn status(reading: Option<&DayCount>) -> &'static str {
    reading.map_or("unknown", DayCount::status)
}

/// The imports that the numbers come from, separated by semicolons; empty for numbers from GitHub's responses.
fn source(reading: Option<&DayCount>) -> String {
    match reading.map(|reading| &reading.source) {
        Some(Source::Imported(sources)) => sources.iter().map(String::as_str).collect::<Vec<_>>().join(";"),
        Some(Source::Observed) | None => String::new(),
    }
}

fn periods<'h>(date_column: &str, periods: impl Iterator<Item = (&'h Date, &'h Period)>) -> Vec<u8> {
    let mut csv = Csv::new(&[date_column, "views", "unique_visitors", "clones", "unique_cloners"]);
    for (date, period) in periods {
        let count = |metric| Cell::number(period.totals(metric).map(|totals| totals.count));
        let uniques = |metric| Cell::number(period.totals(metric).map(|totals| totals.uniques.get()));
        csv.row([
            Cell::date(*date),
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
                Cell::time(list.captured),
                Cell::text(&row.name),
                Cell::number(Some(row.count)),
                Cell::number(Some(row.uniques.get())),
            ]);
        }
    }
    csv.finish()
}

fn events(given: &Given) -> Vec<u8> {
    let mut csv = Csv::new(&["date", "text", "link"]);
    for event in given.events() {
        let link = event.link.as_ref().map_or("", WebLink::as_str);
        let link = Untrusted::new(link);
        csv.row([Cell::date(event.date), Cell::text(&event.text), Cell::text(&link)]);
    }
    csv.finish()
}

fn series(given: &Given) -> Vec<u8> {
    let mut csv = Csv::new(&["date", "series", "value"]);
    for (name, values) in &given.series {
        for (day, value) in values {
            let name = Untrusted::new(name.as_str());
            csv.row([Cell::date(*day), Cell::text(&name), Cell::number(Some(*value))]);
        }
    }
    csv.finish()
}

/// A CSV file in memory, with LF.
struct Csv(csv::Writer<Vec<u8>>);

impl Csv {
    fn new(header: &[&str]) -> Self {
        let mut csv = Self(csv::WriterBuilder::new().from_writer(Vec::new()));
        csv.record(header);
        csv
    }

    fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.record(cells.iter().map(|cell| &cell.0));
    }

    fn record<T: AsRef<[u8]>>(&mut self, record: impl IntoIterator<Item = T>) {
        self.0
            .write_record(record)
            .expect("writing to memory cannot fail, and all rows have the header's length");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("writing to memory cannot fail")
    }
}

/// A cell. What is not a number, a date or a word of ours is encoded, so that no spreadsheet takes it for a formula: the
/// ledger's branch can be edited by others.
struct Cell(String);

impl Cell {
    /// Empty if it is unknown.
    fn number(number: Option<u64>) -> Self {
        Self(number.map_or_else(String::new, |number| number.to_string()))
    }

    fn date(date: Date) -> Self {
        Self(date.to_string())
    }

    fn time(time: Timestamp) -> Self {
        Self(time.to_string())
    }

    fn word(word: &'static str) -> Self {
        Self(word.to_owned())
    }

    fn text(text: &Untrusted) -> Self {
        Self(text.csv_cell())
    }

    /// Names separated by semicolons, at which some spreadsheets split: each of them is encoded.
    fn names(names: &str) -> Self {
        let encoded = names.split(';').map(|name| Untrusted::new(name).csv_cell());
        Self(encoded.collect::<Vec<_>>().join(";"))
    }
}
