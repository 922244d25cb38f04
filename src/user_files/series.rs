//! PURE. A file of a series: `date,value` and optionally `repository`.

use std::collections::BTreeMap;

use super::rejected::Rejections;
use super::{Row, day, repository, rows};
use crate::domain::Date;
use crate::domain::given::{MAX_VALUE, MOST_VALUES};
use crate::domain::repository::RepositoryName;
use crate::import::csv_table::{CsvRow, CsvTable};

/// What a row is about.
type Key = (String, Date);

pub(super) fn read(
    table: &CsvTable,
    only: Option<&RepositoryName>,
    today: Date,
    rejections: &mut Rejections,
) -> Vec<Row<(Date, u64)>> {
    let columns = [
        table.column(&["date"]),
        table.column(&["value"]),
        table.column(&["repository"]),
    ];
    let mut read = Vec::new();
    let mut values: BTreeMap<Key, u64> = BTreeMap::new();
    let mut of_each: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(table, rejections) {
        let found = value(row, columns, only, today).and_then(|found| {
            let (day, value) = found.what;
            let owner = found
                .repository
                .as_ref()
                .map(RepositoryName::folded)
                .unwrap_or_default();
            match values.insert((owner.clone(), day), value) {
                Some(other) if other == value => return Ok(None),
                Some(other) => {
                    values.insert((owner, day), other);
                    return Err("another row has another value for this day");
                }
                None => {}
            }
            let rows = of_each.entry(owner).or_default();
            *rows += 1;
            match *rows <= MOST_VALUES {
                true => Ok(Some(found)),
                false => Err("there are 4,000 values for this repository already"),
            }
        });
        match found {
            Ok(found) => read.extend(found),
            Err(reason) => rejections.add(row.line, reason),
        }
    }
    read
}

fn value(
    row: &CsvRow,
    [date, value, owner]: [Option<usize>; 3],
    only: Option<&RepositoryName>,
    today: Date,
) -> Result<Row<(Date, u64)>, &'static str> {
    let day = day(row.field(date))?;
    if day > today {
        return Err("the day is in the future");
    }
    let text = row.field(value);
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| is_digits && *number <= MAX_VALUE);
    let number = number.ok_or("the value is not a whole number up to 9007199254740991")?;
    let repository = repository(row, owner)?.or_else(|| only.cloned());
    if repository.is_none() {
        return Err("several repositories are recorded; add a column repository that says whose it is");
    }
    Ok(Row {
        repository,
        line: row.line,
        what: (day, number),
    })
}
