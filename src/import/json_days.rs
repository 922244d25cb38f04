//! PURE. JSON files in which scripts collect days: a map by day, a list of days, `{"total", "daily"}`.

use super::file::{Content, SourceFile};
use super::recognition::Recognition;
use super::{Format, Options, json_data};

/// The declaration.
pub const FORMAT: Format = Format {
    name: "json-days",
    description: "JSON in which a script collects days: by day, as a list, or as `{\"total\", \"daily\"}`",
    path: "the file or folder",
    files: ".json files with numbers by day, whose keys or file name say views or clones",
    takes: "days, stars, forks",
    leaves: "running totals and weeks",
    zeros: "zero",
    recognize,
    read: json_data::read,
};

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    let contents = json_data::contents(file);
    match &file.content {
        Content::Json(_) | Content::Lines(_) if contents.days && !contents.responses => Recognition::Yes,
        _ => Recognition::No,
    }
}
