//! PURE. Which column of a CSV file holds what: by its name, or as given on the command line.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::csv_table::{CsvRow, CsvTable};
use super::owner::DataOwner;
use super::spelling::{self, Meaning, Which};
use super::top_list::ListKind;
use super::value::quoted;

/// The column names of a CSV file by their meaning, as given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(BTreeMap<Meaning, String>);

/// The names of meanings on the command line.
const NAMES: [(&str, Meaning); 9] = [
    ("date", Meaning::Date),
    ("repository", Meaning::Repository),
    ("views", Meaning::CountOf(Which::Views)),
    ("unique-visitors", Meaning::UniquesOf(Which::Views)),
    ("clones", Meaning::CountOf(Which::Clones)),
    ("unique-cloners", Meaning::UniquesOf(Which::Clones)),
    ("ci-clones", Meaning::CiClones),
    ("stars", Meaning::Stars),
    ("forks", Meaning::Forks),
];

/// A text that is not a valid list of columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a valid list of columns: write name=column pairs separated by commas, such as date=Day,views=Hits. The \
     names are date, repository, views, unique-visitors, clones, unique-cloners, ci-clones, stars and forks; date and at \
     least one of the numbers are required"
)]
pub struct InvalidColumns(String);

impl FromStr for Columns {
    type Err = InvalidColumns;

    /// Parses `name=column` pairs.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidColumns(text.chars().take(200).collect());
        let mut columns = BTreeMap::new();
        for pair in text.split(',') {
            let (name, column) = pair.split_once('=').ok_or_else(invalid)?;
            let (_, meaning) = NAMES
                .into_iter()
                .find(|(known, _)| *known == name.trim())
                .ok_or_else(invalid)?;
            let column = column.trim().to_owned();
            if column.is_empty() || columns.insert(meaning, column).is_some() {
                return Err(invalid());
            }
        }
        let has = |is: fn(&Meaning) -> bool| columns.keys().any(is);
        match has(|meaning| *meaning == Meaning::Date) && has(is_number) {
            true => Ok(Self(columns)),
            false => Err(invalid()),
        }
    }
}

/// Whether a column of this meaning alone is worth an import.
fn is_number(meaning: &Meaning) -> bool {
    is_of_days(meaning) || matches!(meaning, Meaning::Stars | Meaning::Forks)
}

/// Whether a column holds numbers of days.
fn is_of_days(meaning: &Meaning) -> bool {
    matches!(
        meaning,
        Meaning::CountOf(_) | Meaning::UniquesOf(_) | Meaning::Count | Meaning::Uniques
    )
}

/// The columns of one table.
pub(super) struct TableColumns {
    columns: BTreeMap<Meaning, usize>,
    /// The metric of columns that do not name one: that of the file.
    metric: Option<Which>,
    /// Which popular list the rows are of.
    pub(super) list: Option<ListKind>,
    /// The columns that nothing is known of.
    pub(super) unread: Vec<String>,
}

impl TableColumns {
    /// The columns of a table at a path.
    ///
    /// # Errors
    /// What is missing for an import.
    pub(super) fn of(table: &CsvTable, path: &str, given: Option<&Columns>) -> Result<Self, String> {
        let mut found = Self {
            columns: BTreeMap::new(),
            metric: spelling::metric(file_words(path)),
            list: None,
            unread: Vec::new(),
        };
        match given {
            Some(Columns(given)) => {
                for (meaning, name) in given {
                    found.columns.insert(*meaning, table.require(&[name])?);
                }
                let used: Vec<usize> = found.columns.values().copied().collect();
                found.unread = unread(table, |index, _| used.contains(&index));
            }
            None => found.read_header(table)?,
        }
        found.check(table, path)?;
        Ok(found)
    }

    fn read_header(&mut self, table: &CsvTable) -> Result<(), String> {
        for (index, name) in table.header.iter().enumerate() {
            let Some(meaning) = spelling::meaning(name) else {
                continue;
            };
            if let Some(other) = self.columns.insert(meaning, index) {
                return Err(format!(
                    "columns {} and {} look like the same; name the right one with --columns",
                    quoted(&table.header[other]),
                    quoted(name)
                ));
            }
        }
        // Beside a column of views, one that is called `unique` or `count` is of the same metric only if it is the only one.
        let is_own = |name: &str| name.ends_with("_source");
        self.unread = unread(table, |_, name| spelling::meaning(name).is_some() || is_own(name));
        if self.columns.contains_key(&Meaning::Referrer) && self.columns.contains_key(&Meaning::Path) {
            return Err("there are referrers and paths in one table; put each into a file of its own".to_owned());
        }
        if self.columns.contains_key(&Meaning::Referrer) {
            self.list = Some(ListKind::Referrers);
        } else if self.columns.contains_key(&Meaning::Path) {
            self.list = Some(ListKind::Paths);
        }
        Ok(())
    }

    fn check(&mut self, table: &CsvTable, path: &str) -> Result<(), String> {
        if self.at(Meaning::Repository).is_none()
            && let Some(column) = telling_apart(table, &self.unread)
        {
            return Err(format!(
                "the column {} may tell repositories apart; name it with --columns repository={}, or import one repository's rows",
                quoted(column),
                column
            ));
        }
        let hint = "Name yours with --columns, such as date=Day,views=Hits";
        if !self.columns.contains_key(&Meaning::Date) {
            return Err(format!(
                "no column of days, such as \"date\"; {}. {hint}",
                table.columns()
            ));
        }
        if !self.columns.keys().any(is_number) {
            return Err(format!("no column of views or clones; {}. {hint}", table.columns()));
        }
        if self.list.is_some() {
            let count = self
                .columns
                .keys()
                .any(|meaning| matches!(meaning, Meaning::Count | Meaning::CountOf(_)));
            let uniques = self
                .columns
                .keys()
                .any(|meaning| matches!(meaning, Meaning::Uniques | Meaning::UniquesOf(_)));
            return match count && uniques {
                true => Ok(()),
                false => Err(format!(
                    "the popular list lacks its counts or uniques; {}",
                    table.columns()
                )),
            };
        }
        let is_general = self.at(Meaning::Count).is_some() || self.at(Meaning::Uniques).is_some();
        if is_general && self.at(Meaning::Metric).is_none() {
            if spelling::is_named_weekly(file_words(path)) {
                return Err("its name says that the rows are weeks or months, not days".to_owned());
            }
            let named: Vec<Which> = Which::ALL
                .into_iter()
                .filter(|which| {
                    self.at(Meaning::CountOf(*which)).is_some() || self.at(Meaning::UniquesOf(*which)).is_some()
                })
                .collect();
            // `date,clones,uniques`: the uniques are those of the only metric.
            self.metric = match named[..] {
                [only] => Some(only),
                [] => self.metric,
                _ => None,
            };
            if self.metric.is_none() {
                return Err(format!(
                    "the numbers may be views or clones; put \"views\" or \"clones\" into the name of the file, or name \
                     the columns with --columns; {}",
                    table.columns()
                ));
            }
        }
        Ok(())
    }

    /// The index of a column.
    pub(super) fn at(&self, meaning: Meaning) -> Option<usize> {
        self.columns.get(&meaning).copied()
    }

    /// Whether there are numbers of days.
    pub(super) fn has_days(&self) -> bool {
        self.columns.keys().any(is_of_days)
    }

    /// The column that says how certain the numbers of a metric are.
    pub(super) fn status(&self, which: Which) -> Option<usize> {
        self.at(Meaning::StatusOf(which))
    }

    /// The repository of a row: `None` without a column of repositories, `Some(None)` if the row names none.
    pub(super) fn owner(&self, row: &CsvRow) -> Option<Option<DataOwner>> {
        let name = row.field(Some(self.at(Meaning::Repository)?));
        let owner = self.at(Meaning::Owner).map(|column| row.field(Some(column)));
        Some(match owner {
            Some(owner) if !name.contains('/') => DataOwner::from_parts(Some(owner), name),
            _ => DataOwner::from_text(name),
        })
    }

    /// The count and uniques in a row for each metric; a metric is `None` if the row does not name one.
    pub(super) fn numbers<'r>(&self, row: &'r CsvRow) -> Vec<(Option<Which>, &'r str, &'r str)> {
        let mut numbers: BTreeMap<Option<Which>, (&str, &str)> = BTreeMap::new();
        let general = match self.at(Meaning::Metric) {
            Some(column) => spelling::metric(row.field(Some(column))),
            None => self.metric,
        };
        for (meaning, index) in &self.columns {
            let cell = row.field(Some(*index));
            match meaning {
                Meaning::Count => numbers.entry(general).or_default().0 = cell,
                Meaning::Uniques => numbers.entry(general).or_default().1 = cell,
                Meaning::CountOf(which) => numbers.entry(Some(*which)).or_default().0 = cell,
                Meaning::UniquesOf(which) => numbers.entry(Some(*which)).or_default().1 = cell,
                _ => {}
            }
        }
        numbers
            .into_iter()
            .map(|(which, (count, uniques))| (which, count, uniques))
            .collect()
    }
}

/// A column of those that nothing is known of whose values may be several repositories: its name says so, and they differ.
fn telling_apart<'n>(table: &CsvTable, unread: &'n [String]) -> Option<&'n str> {
    let differs = |name: &str| {
        let column = table.column(&[name]);
        let mut values = table
            .rows
            .iter()
            .map(|row| row.field(column))
            .filter(|value| !value.is_empty());
        values.next().is_some_and(|first| values.any(|value| value != first))
    };
    let names = unread.iter().map(String::as_str);
    names
        .filter(|name| spelling::is_named_like_a_repository(name))
        .find(|name| differs(name))
}

/// The part of a path that says what is in the file: its name and the folder that it is in.
fn file_words(path: &str) -> &str {
    let mut parts = path.rmatch_indices('/');
    match (spelling::metric(path.rsplit('/').next().unwrap_or(path)), parts.nth(1)) {
        (Some(_), _) => path.rsplit('/').next().unwrap_or(path),
        (None, Some((at, _))) => &path[at + 1..],
        (None, None) => path,
    }
}

fn unread(table: &CsvTable, is_read: impl Fn(usize, &str) -> bool) -> Vec<String> {
    let header = table.header.iter().enumerate();
    let unread = header.filter(|(index, name)| !name.is_empty() && !is_read(*index, name));
    unread.map(|(_, name)| name.clone()).take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_pairs() {
        let columns: Columns = "date=Day, views=Hits,unique-visitors=People".parse().expect("columns");
        assert_eq!(columns.0[&Meaning::Date], "Day");
        assert_eq!(columns.0[&Meaning::CountOf(Which::Views)], "Hits");
        assert_eq!(columns.0[&Meaning::UniquesOf(Which::Views)], "People");
        assert_eq!(columns.0.len(), 3);
        for wrong in [
            "",
            "date",
            "date=",
            "views=a",
            "date=a",
            "date=a,ci-clones=b",
            "date=a,date=b,views=c",
            "date=a,hits=b",
        ] {
            assert!(wrong.parse::<Columns>().is_err(), "{wrong:?}");
        }
    }

    fn of(path: &str, header: &str) -> Result<TableColumns, String> {
        let table = CsvTable::parse(format!("{header}\n").as_bytes()).expect("a table");
        TableColumns::of(&table, path, None)
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |path: &str, header: &str| of(path, header).err().unwrap_or_default();
        assert!(missing("a.csv", "day,hits").starts_with("no column of views or clones; the columns are"));
        assert!(missing("a.csv", "when,views").starts_with("no column of days"));
        assert!(missing("a.csv", "date,count,uniques").contains("may be views or clones"));
        assert_eq!(missing("views/a.csv", "date,count,uniques"), "");
        assert!(missing("views-weekly.csv", "date,count,uniques").contains("weeks or months"));
        assert!(missing("a.csv", "date,views,total_views").contains("look like the same"));
        assert!(
            missing("a.csv", "monday,views").starts_with("no column of days"),
            "our own table of weeks"
        );
        assert!(
            missing("a.csv", "last_day,views").starts_with("no column of days"),
            "our own table of windows"
        );
    }

    #[test]
    fn columns_that_are_not_read_are_named() {
        let columns = of("a.csv", "date,views,mood,views_source").expect("columns");
        assert_eq!(columns.unread, ["mood"]);
        let columns = of("a.csv", "date,clones,uniques").expect("columns");
        let table = CsvTable::parse(b"date,clones,uniques\n2026-01-01,5,3\n").expect("a table");
        assert_eq!(columns.numbers(&table.rows[0]), [(Some(Which::Clones), "5", "3")]);
    }
}
