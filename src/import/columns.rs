//! PURE. Which column of a CSV file holds what, as given on the command line.

use std::str::FromStr;

/// The column names of a CSV file by their meaning.
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
    /// Clones made by the repository's own CI.
    pub ci_clones: Option<String>,
    /// How certain the views are, as this program exports it: numbers that are not `complete` are lower bounds.
    pub views_status: Option<String>,
    /// How certain the clones are, likewise.
    pub clones_status: Option<String>,
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
            views_status: own("views_status"),
            clones_status: own("clones_status"),
        }
    }
}

/// A text that is not a valid list of columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a valid list of columns: write name=column pairs separated by commas, such as date=Day,views=Hits. The \
     names are date, views, unique-visitors, clones, unique-cloners and ci-clones; date and at least one count other \
     than ci-clones are required"
)]
pub struct InvalidColumns(String);

impl FromStr for Columns {
    type Err = InvalidColumns;

    /// Parses `name=column` pairs; a blank text means the columns of `daily.csv`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let invalid = || InvalidColumns(text.chars().take(200).collect());
        let mut date = None;
        let mut columns = Self {
            date: String::new(),
            views: None,
            unique_visitors: None,
            clones: None,
            unique_cloners: None,
            ci_clones: None,
            views_status: None,
            clones_status: None,
        };
        for pair in text.split(',') {
            let (name, column) = pair.split_once('=').ok_or_else(invalid)?;
            let slot = match name.trim() {
                "date" => &mut date,
                "views" => &mut columns.views,
                "unique-visitors" => &mut columns.unique_visitors,
                "clones" => &mut columns.clones,
                "unique-cloners" => &mut columns.unique_cloners,
                "ci-clones" => &mut columns.ci_clones,
                _ => return Err(invalid()),
            };
            let column = column.trim().to_owned();
            if column.is_empty() || slot.replace(column).is_some() {
                return Err(invalid());
            }
        }
        columns.date = date.ok_or_else(invalid)?;
        let counts = [
            &columns.views,
            &columns.unique_visitors,
            &columns.clones,
            &columns.unique_cloners,
        ];
        if counts.iter().all(|column| column.is_none()) {
            return Err(invalid());
        }
        Ok(columns)
    }
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
