//! PURE. Files that the user writes or has written by an earlier step: events, and daily numbers from elsewhere. A row that
//! cannot be used is rejected with its line and the reason, never guessed at. No message repeats what is in a file: a run that
//! everybody can watch may read a file that only some may see.

mod events;
mod rejected;
mod series;

use std::collections::BTreeMap;

use crate::domain::Date;
use crate::domain::given::{Event, Given, MOST_SERIES, SeriesName};
use crate::domain::repository::RepositoryName;
use crate::import::csv_table::{CsvRow, CsvTable};
use rejected::Rejections;
pub use rejected::{FileError, Rejected};

/// The name of the file of events in the ledger's folder, which belongs to the user.
pub const EVENTS_FILE: &str = "events.csv";

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Rows of events for one repository, and for all.
const MOST_ROWS: usize = 500;

/// A row and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row<T> {
    /// `None` for all repositories.
    repository: Option<RepositoryName>,
    line: u64,
    what: T,
}

/// What all files of a run hold together.
#[derive(Debug, Clone, Default)]
pub struct UserFiles {
    /// `None` without any file of events.
    events: Option<Vec<Row<Event>>>,
    series: BTreeMap<SeriesName, Vec<Row<(Date, u64)>>>,
}

impl UserFiles {
    /// Adds the events of a file; the rows that are rejected come back.
    ///
    /// # Errors
    /// When the file is no table of events: then nothing of it is added.
    pub fn add_events(&mut self, bytes: &[u8]) -> Result<Vec<Rejected>, FileError> {
        let mut rejections = Rejections::default();
        let rows = events::read(&table(bytes, &["date", "text"])?, &mut rejections);
        self.events.get_or_insert_default().extend(rows);
        Ok(rejections.finish())
    }

    /// Adds a series; the rows that are rejected come back. Rows that name no repository are of `only`, the single one of the run.
    /// No value can be of a day after `today`.
    ///
    /// # Errors
    /// When the file is no table of a series: then nothing of it is added.
    pub fn add_series(
        &mut self,
        name: SeriesName,
        bytes: &[u8],
        only: Option<&RepositoryName>,
        today: Date,
    ) -> Result<Vec<Rejected>, FileError> {
        let mut rejections = Rejections::default();
        let table = table(bytes, &["date", "value"])?;
        if self.series.len() >= MOST_SERIES && !self.series.contains_key(&name) {
            return Err(FileError::TooManySeries);
        }
        let rows = series::read(&table, only, today, &mut rejections);
        self.series.entry(name).or_default().extend(rows);
        Ok(rejections.finish())
    }

    /// What is given for the repository that has one of these names: that of the inputs, and that of now.
    #[must_use]
    pub fn given(&self, names: &[&RepositoryName]) -> Given {
        let is_its = |repository: &RepositoryName| names.iter().any(|name| name.is_same(repository));
        let events = self.events.as_ref().map(|rows| {
            let own = rows.iter().filter(|row| row.repository.as_ref().is_none_or(is_its));
            own.map(|row| row.what.clone()).collect()
        });
        let mut given = Given {
            events,
            series: BTreeMap::new(),
        };
        for (name, rows) in &self.series {
            let own = rows.iter().filter(|row| row.repository.as_ref().is_some_and(is_its));
            let values: BTreeMap<Date, u64> = own.map(|row| row.what).collect();
            if !values.is_empty() {
                given.series.insert(name.clone(), values);
            }
        }
        given
    }

    /// How many rows name a repository that `is_known` does not know.
    #[must_use]
    pub fn strangers(&self, is_known: &dyn Fn(&RepositoryName) -> bool) -> usize {
        let events = self.events.iter().flatten().map(|row| &row.repository);
        let values = self.series.values().flatten().map(|row| &row.repository);
        let named = events.chain(values).flatten();
        named.filter(|name| !is_known(name)).count()
    }
}

/// The table with these columns.
fn table(bytes: &[u8], columns: &[&'static str]) -> Result<CsvTable, FileError> {
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge);
    }
    let table = CsvTable::parse(bytes).map_err(|_| FileError::NotATable)?;
    let missing = columns.iter().find(|column| table.column(&[column]).is_none());
    match missing {
        Some(missing) => Err(FileError::NoColumn(missing)),
        None => Ok(table),
    }
}

/// The rows whose cells fit the header; the others are rejected.
fn rows<'t>(table: &'t CsvTable, rejections: &mut Rejections) -> &'t [CsvRow] {
    for position in &table.too_long {
        rejections.add_at(
            *position,
            "it has more cells than the header; put a text with commas into quotes",
        );
    }
    if let Some(position) = table.cut_off {
        rejections.add_at(
            position,
            "the file ends within it; write all of its cells, or a line break behind it",
        );
    }
    &table.rows
}

/// Whose a row is; `Err` if the name is none.
fn repository(row: &CsvRow, column: Option<usize>) -> Result<Option<RepositoryName>, &'static str> {
    match row.field(column) {
        "" => Ok(None),
        name => name
            .parse()
            .map(Some)
            .map_err(|_| "the repository is not a name like owner/name"),
    }
}

/// The UTC day of a row.
fn day(text: &str) -> Result<Date, &'static str> {
    // A time of day could be of another zone's day.
    let day = Some(text)
        .filter(|text| text.len() == 10)
        .and_then(|text| text.parse().ok());
    let day = day.filter(|day| crate::domain::is_plausible(*day));
    day.ok_or("the date is not a day like 2026-06-02")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> RepositoryName {
        text.parse().expect("a name")
    }

    fn lines(rejected: &[Rejected]) -> Vec<String> {
        rejected.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rows_go_to_their_repositories() {
        let mut files = UserFiles::default();
        let text = "\u{feff}Date,Text,Link,Repository\r\n2026-11-17,Show HN,https://news.example/1,octo/spike\r\n\
                    2026-11-18,\"All, of us\",,\r\n2026-11-17,Show HN,https://news.example/1,Octo/Spike\r\n";
        assert_eq!(files.add_events(text.as_bytes()), Ok(Vec::new()));
        let texts = |names: &[&RepositoryName]| -> Vec<String> {
            let given = files.given(names);
            given.events().map(|event| event.text.sanitized().to_owned()).collect()
        };
        assert_eq!(texts(&[&name("octo/spike")]), ["Show HN", "All, of us"]);
        assert_eq!(texts(&[&name("octo/other")]), ["All, of us"]);
        // A renamed repository still has the rows of the name in the inputs.
        assert_eq!(texts(&[&name("octo/new"), &name("OCTO/spike")]).len(), 2);
        assert_eq!(files.strangers(&|known| known.is_same(&name("octo/new"))), 2);
    }

    #[test]
    fn each_rejected_row_has_its_line_and_a_reason_and_the_others_count() {
        let mut files = UserFiles::default();
        let text = "date,text,link,repository\n2026-13-01,a,,\n2026-11-17,,,\n\n1999-01-01,a,,\n2026-11-17,ok,javascript:alert(1),\n\
                    2026-11-17,ok,,not a name\n2026-11-17,one,two,octo/x,more\n2026-11-17,good,,\n2026-11-17T00:00:00Z,a,,\n2026-1";
        let rejected = files.add_events(text.as_bytes()).expect("a table");
        assert_eq!(
            lines(&rejected),
            [
                "line 2 and 2 more: the date is not a day like 2026-06-02",
                "line 3: it has no text",
                "line 6: the link is not an address like https://example.com/page",
                "line 7: the repository is not a name like owner/name",
                "line 8: it has more cells than the header; put a text with commas into quotes",
                "line 11: the file ends within it; write all of its cells, or a line break behind it",
            ]
        );
        assert_eq!(files.given(&[&name("octo/spike")]).events().count(), 1);
    }

    #[test]
    fn a_series_has_one_value_a_day_and_a_repository() {
        let npm: SeriesName = "npm".parse().expect("a name");
        let today = "2026-11-23".parse().expect("a day");
        let text = "date;value\n2026-11-20;5\n2026-11-21;x\n2026-11-22;-1\n2026-11-24;9\n2026-11-20;6\n2026-11-20;5\n\
                    2026-11-19;99999999999999999999\n2026-11-18;\n";
        let mut files = UserFiles::default();
        let only = name("octo/spike");
        let rejected = files.add_series(npm.clone(), text.as_bytes(), Some(&only), today);
        assert_eq!(
            lines(&rejected.expect("a table")),
            [
                "line 3 and 3 more: the value is not a whole number up to 9007199254740991",
                "line 5: the day is in the future",
                "line 6: another row has another value for this day",
            ]
        );
        let given = files.given(&[&only]);
        assert_eq!(given.series[&npm], [("2026-11-20".parse().expect("a day"), 5)].into());
        // With several repositories a row says whose it is.
        let rejected = files.add_series(npm, b"date,value\n2026-11-20,5\n", None, today);
        assert_eq!(
            lines(&rejected.expect("a table")),
            ["line 2: several repositories are recorded; add a column repository that says whose it is"]
        );
    }

    #[test]
    fn what_is_no_table_is_an_error_that_repeats_nothing_of_it() {
        let mut files = UserFiles::default();
        let large = vec![b'x'; MAX_BYTES + 1];
        for (bytes, error) in [
            (large.as_slice(), FileError::TooLarge),
            (b"", FileError::NoColumn("date")),
            (b"2026-11-17,secret\n", FileError::NoColumn("date")),
            (b"date,value\n2026-11-17,1\n", FileError::NoColumn("text")),
            (b"\xff\xfed\0a\0", FileError::NotATable),
        ] {
            assert_eq!(files.add_events(bytes), Err(error));
        }
        // Nothing was given at all, which is not an empty list.
        assert_eq!(files.given(&[&name("octo/spike")]), Given::default());
        assert_eq!(files.add_events(b"date,text\n"), Ok(Vec::new()));
        assert_eq!(files.given(&[&name("octo/spike")]).events, Some([].into()));
    }

    #[test]
    fn there_is_an_end_to_rows_and_series() {
        let mut files = UserFiles::default();
        let row = |number: usize| format!("2026-11-17,event {number},\n");
        let text: String = std::iter::once("date,text,repository\n".to_owned())
            .chain((0..501).map(row))
            .collect();
        let rejected = files.add_events(text.as_bytes()).expect("a table");
        assert_eq!(
            lines(&rejected),
            ["line 502: there are 500 for this repository already"]
        );
        let today = "2026-11-23".parse().expect("a day");
        let row = |number: i64| format!("{},1\n", crate::domain::plus_days(today, -number));
        let text: String = std::iter::once("date,value\n".to_owned())
            .chain((0..4_001).map(row))
            .collect();
        let long: SeriesName = "s0".parse().expect("a name");
        let rejected = files.add_series(long, text.as_bytes(), Some(&name("octo/spike")), today);
        assert_eq!(
            lines(&rejected.expect("a table")),
            ["line 4002: there are 4,000 values for this repository already"]
        );
        for number in 0..=MOST_SERIES {
            let name: SeriesName = format!("s{number}").parse().expect("a name");
            let added = files.add_series(name, b"date,value\n", None, today);
            assert_eq!(added.is_ok(), number < MOST_SERIES, "{number}");
        }
    }
}
