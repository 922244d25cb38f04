//! PURE. Responses of GitHub's traffic API as scripts store them: one file per run, several responses in an object, a list
//! of runs, or one run per line.

use super::file::{Content, SourceFile};
use super::recognition::Recognition;
use super::{Format, Options, json_data};

/// The declaration.
pub const FORMAT: Format = Format {
    name: "api-json",
    description: "raw responses of GitHub's traffic API",
    path: "a JSON file, JSON lines, or a folder of them",
    files: ".json, .jsonl or .ndjson files with responses of the traffic API",
    takes: "days, 14-day totals, popular paths and referrers, stars, forks",
    leaves: "popular lists without a time in the file's name or beside them; weekly responses",
    zeros: "zero, unless the window holds nothing but zeros: that proves nothing until a second window agrees",
    recognize,
    read: json_data::read,
};

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    match &file.content {
        Content::Json(_) | Content::Lines(_) if json_data::contents(file).responses => Recognition::Yes,
        Content::Json(_) | Content::Lines(_) => Recognition::Near(
            "it holds no rows {\"timestamp\", \"count\", \"uniques\"} whose keys or file name say views or clones"
                .to_owned(),
        ),
        Content::Table(_) | Content::Unreadable(_) => Recognition::No,
    }
}
