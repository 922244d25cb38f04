//! PURE. A CSV with a day a line and named columns: hand-written logs, query results, and this program's own export.

use std::str::FromStr;

use super::folder::split;
use super::gather::{Gathered, Provenance, SeriesRows, malformed};
use super::table::{CsvRow, CsvTable};
use super::{Files, ImportError};
use crate::domain::traffic::{Certainty, Metric};

/// Which column of the table is what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The UTC day.
    pub date: String,
    /// Views.
    pub views: Option<String>,
    /// Unique visitors.
    pub unique_visitors: Option<String>,
    /// Clones.
    pub clones: Option<String>,
    /// Unique cloners.
    pub unique_cloners: Option<String>,
    /// Clones by the repository's own CI.
    pub ci_clones: Option<String>,
    /// `complete` or `partial`, as this program exports it.
    pub status: Option<String>,
}

impl Default for Columns {
    /// The columns of `daily.csv`.
    fn default() -> Self {
        let own = |name: &str| Some(name.to_owned());
        Self {
            date: "date".to_owned(),
            views: own("views"),
            unique_visitors: own("unique_visitors"),
            clones: own("clones"),
            unique_cloners: own("unique_cloners"),
            ci_clones: own("ci_clones"),
            status: own("status"),
        }
    }
}

/// A text that does not name columns; says the form that was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} does not name columns: write what=column pairs with commas between, for example date=Day,views=Hits; \
     `what` is date, views, unique-visitors, clones, unique-cloners or ci-clones, and date and a count are needed"
)]
pub struct NotColumns(String);

impl FromStr for Columns {
    type Err = NotColumns;

    /// Nothing named is the columns of `daily.csv`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let refuse = || NotColumns(crate::encode::excerpt(text, 200));
        let mut date = None;
        let mut columns = Self {
            date: String::new(),
            views: None,
            unique_visitors: None,
            clones: None,
            unique_cloners: None,
            ci_clones: None,
            status: None,
        };
        for pair in text.split(',') {
            let (what, column) = pair.split_once('=').ok_or_else(refuse)?;
            let slot = match what.trim() {
                "date" => &mut date,
                "views" => &mut columns.views,
                "unique-visitors" => &mut columns.unique_visitors,
                "clones" => &mut columns.clones,
                "unique-cloners" => &mut columns.unique_cloners,
                "ci-clones" => &mut columns.ci_clones,
                _ => return Err(refuse()),
            };
            let column = column.trim().to_owned();
            if column.is_empty() || slot.replace(column).is_some() {
                return Err(refuse());
            }
        }
        columns.date = date.ok_or_else(refuse)?;
        let counts = [
            &columns.views,
            &columns.unique_visitors,
            &columns.clones,
            &columns.unique_cloners,
        ];
        if counts.iter().all(|column| column.is_none()) {
            return Err(refuse());
        }
        Ok(columns)
    }
}

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    let mut found = false;
    for (path, content) in files {
        let (_, name) = split(path);
        // A single file may be called anything.
        let table_name = [".csv", ".tsv"]
            .iter()
            .any(|end| name.to_ascii_lowercase().ends_with(end));
        if table_name || files.len() == 1 {
            found = true;
            let table = CsvTable::parse(content).map_err(|reason| malformed(path, reason))?;
            read_table(path, &table, gathered).map_err(|reason| malformed(path, reason))?;
        }
    }
    if found {
        return Ok(());
    }
    Err(ImportError::NoFiles {
        format: gathered.format,
    })
}

fn read_table(path: &str, table: &CsvTable, gathered: &mut Gathered<'_>) -> Result<(), String> {
    let columns = gathered.options.columns.clone();
    let named = columns != Columns::default();
    // A column that somebody named must be there; those of the default may be missing.
    let find = |name: &Option<String>| match name {
        Some(name) if named => table.need(&[name]).map(Some),
        Some(name) => Ok(table.column(&[name])),
        None => Ok(None),
    };
    let date = Some(table.need(&[&columns.date])?);
    let views = (find(&columns.views)?, find(&columns.unique_visitors)?);
    let clones = (find(&columns.clones)?, find(&columns.unique_cloners)?);
    let (ci_clones, status) = (find(&columns.ci_clones)?, find(&columns.status)?);
    if [views.0, views.1, clones.0, clones.1].iter().all(Option::is_none) {
        return Err(format!(
            "no column of counts; {}",
            table.need(&["views"]).err().unwrap_or_default()
        ));
    }
    let mut series = [SeriesRows::default(), SeriesRows::default()];
    let mut partial = [SeriesRows::default(), SeriesRows::default()];
    for row in &table.rows {
        let at = row.position();
        let Some(date) = gathered.day(path, at, row.field(date)) else {
            continue;
        };
        let into = if is_partial(row, status) {
            &mut partial
        } else {
            &mut series
        };
        for (metric, (count, uniques)) in [views, clones].into_iter().enumerate() {
            if let Some((count, uniques)) = gathered.numbers(path, at, row.field(count), row.field(uniques)) {
                into[metric].add(date, count, uniques);
            }
        }
        let ci = super::field::number(row.field(ci_clones));
        if let Some(Some(ci)) = gathered.or_refuse(path, at, ci) {
            gathered.ci_clones(date, ci);
        }
    }
    for ((metric, whole), partial) in Metric::ALL.into_iter().zip(series).zip(partial) {
        gathered.record(metric, partial, |_| Certainty::Partial(None));
        match status {
            Some(_) => gathered.record(metric, whole, |_| Certainty::Complete),
            None => gathered.interpret(metric, whole, Provenance::Accumulated),
        }
    }
    Ok(())
}

fn is_partial(row: &CsvRow, status: Option<usize>) -> bool {
    status.is_some() && row.field(status) != "complete"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_pairs() {
        let columns: Columns = "date=Day, views=Hits,unique-visitors=People".parse().expect("columns");
        assert_eq!(columns.date, "Day");
        assert_eq!(columns.views.as_deref(), Some("Hits"));
        assert_eq!(columns.unique_visitors.as_deref(), Some("People"));
        assert_eq!(columns.clones, None);
        assert_eq!(" ".parse(), Ok(Columns::default()));
        for wrong in [
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
}
