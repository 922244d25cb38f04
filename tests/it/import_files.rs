//! What the importers make of files, for tests about something else.

use traffic_ledger::domain::Date;
use traffic_ledger::import::{self, Files, Format, Found, Import, Options, Part};

/// Files by path.
pub(crate) fn files(named: &[(&str, &str)]) -> Files {
    named
        .iter()
        .map(|(path, content)| ((*path).into(), content.as_bytes().to_vec()))
        .collect()
}

/// The options of an import on a day.
pub(crate) fn options(source: Option<&str>, today: Date) -> Options {
    Options {
        today,
        columns: None,
        source: source.map(|name| name.parse().expect("a source")),
    }
}

/// The data of the only repository, in one format. Nothing failed.
pub(crate) fn only(found: Found) -> Part {
    assert_eq!(found.failed, []);
    let [part] = <[Part; 1]>::try_from(found.parts).expect("one repository and one format");
    part
}

/// The import of a CSV from a source, read on a day.
pub(crate) fn csv(source: Option<&str>, csv: &str, today: Date) -> Import {
    csv_part(source, csv, today).import
}

/// The same with the rejected rows.
pub(crate) fn csv_part(source: Option<&str>, csv: &str, today: Date) -> Part {
    read(import::csv::FORMAT, &[("log.csv", csv)], &options(source, today))
}

/// The import of files of one format.
pub(crate) fn read(format: Format, named: &[(&str, &str)], options: &Options) -> Part {
    only(import::read(Some(format), &files(named), options))
}
