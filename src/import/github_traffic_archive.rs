//! PURE. github-traffic-archive: `traffic/<owner>__<repo>` holds the API's rows of all days and the top lists of each run.

use serde_json::Value;

use super::file::{Content, SourceFile, split};
use super::owner::DataOwner;
use super::reader::{RawFile, Reader};
use super::recognition::Recognition;
use super::rejected::Position;
use super::series::Provenance;
use super::top_list::ListKind;
use super::{Format, Options, json, value};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "github-traffic-archive",
    description: "github-traffic-archive",
    path: "the folder `traffic`",
    files: "views.json or clones.json in a folder `<owner>__<repo>`",
    takes: "days, popular paths and referrers; several repositories by folder",
    leaves: "nothing",
    zeros: "zero",
    recognize,
    read,
};

#[derive(Debug, Clone, Copy)]
enum FileKind {
    Days(Metric),
    Lists(ListKind),
}

fn file_kind(name: &str) -> Option<FileKind> {
    match name {
        "views.json" => Some(FileKind::Days(Metric::Views)),
        "clones.json" => Some(FileKind::Days(Metric::Clones)),
        "referrers.json" => Some(FileKind::Lists(ListKind::Referrers)),
        "paths.json" => Some(FileKind::Lists(ListKind::Paths)),
        _ => None,
    }
}

fn owner(path: &str) -> Option<DataOwner> {
    let (owner, name) = split(split(path).0).1.split_once("__")?;
    DataOwner::from_parts(Some(owner), name)
}

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    let is_named = file_kind(file.file_name()).is_some();
    let is_ours = match &file.content {
        Content::Json(Value::Array(rows)) => {
            owner(&file.name.path).is_some() || rows.first().is_some_and(|first| first.get("taken_on").is_some())
        }
        // Raw answers of the API are objects; a damaged file is one of this tool by its place.
        Content::Unreadable(_) => owner(&file.name.path).is_some(),
        _ => false,
    };
    Recognition::by_name(is_named && is_ours)
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let Some(rows) = file.json()?.as_array() else {
            return Err("expected a JSON list".to_owned());
        };
        let owner = owner(&file.name.path).unwrap_or_else(|| reader.by_path());
        let builder = reader.of(&owner);
        match file_kind(file.file_name()) {
            Some(FileKind::Days(metric)) => {
                let series = json::series(rows, builder);
                builder.interpret(metric, series, Provenance::Accumulated);
            }
            Some(FileKind::Lists(kind)) => {
                for (list, number) in rows.iter().zip(1..) {
                    let taken = json::text(list, "taken_on");
                    let inner = list.get("rows").and_then(Value::as_array);
                    let (Some(captured), Some(inner)) = (value::timestamp(&taken), inner) else {
                        builder.reject(Position::Row(number), "\"taken_on\" or \"rows\" is missing or invalid");
                        continue;
                    };
                    let inner = json::top_list(inner, kind, builder);
                    builder.add_top_list(kind, captured, inner);
                }
            }
            None => {}
        }
        Ok(())
    });
}
