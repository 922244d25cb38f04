//! PURE. A file of events: `date,text,link` and optionally `repository`.

use std::collections::BTreeMap;

use super::rejected::Rejections;
use super::{MOST_ROWS, Row, day, repository, rows};
use crate::domain::given::{Event, MAX_TEXT, NotALink, WebLink};
use crate::domain::repository::RepositoryName;
use crate::domain::text::Untrusted;
use crate::import::csv_table::{CsvRow, CsvTable};

/// The columns of a table.
struct Columns {
    date: Option<usize>,
    text: Option<usize>,
    link: Option<usize>,
    repository: Option<usize>,
}

pub(super) fn read(table: &CsvTable, rejections: &mut Rejections) -> Vec<Row<Event>> {
    let columns = Columns {
        date: table.column(&["date"]),
        text: table.column(&["text"]),
        link: table.column(&["link"]),
        repository: table.column(&["repository"]),
    };
    let mut read = Vec::new();
    let mut of_each: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for row in rows(table, rejections) {
        let found = event(row, &columns).and_then(|found| {
            let owner = found.repository.as_ref().map(RepositoryName::folded);
            let rows = of_each.entry(owner).or_default();
            *rows += 1;
            match *rows <= MOST_ROWS {
                true => Ok(found),
                false => Err("there are 500 for this repository already"),
            }
        });
        match found {
            Ok(found) => read.push(found),
            Err(reason) => rejections.add(row.line, reason),
        }
    }
    read
}

fn event(row: &CsvRow, columns: &Columns) -> Result<Row<Event>, &'static str> {
    let date = day(row.field(columns.date))?;
    let text = row.field(columns.text);
    if text.chars().count() > MAX_TEXT {
        return Err("its text is longer than 200 characters");
    }
    let text = Untrusted::new(text);
    if text.is_empty() {
        return Err("it has no text");
    }
    let link = match row.field(columns.link) {
        "" => None,
        link => Some(link.parse::<WebLink>().map_err(|NotALink| NotALink::REASON)?),
    };
    Ok(Row {
        repository: repository(row, columns.repository)?,
        line: row.line,
        what: Event { date, text, link },
    })
}
