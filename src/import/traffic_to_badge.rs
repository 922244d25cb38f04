//! PURE. traffic-to-badge: `traffic-<repo>/traffic_views.json` and `traffic_clones.json`, in the API's shape but with all
//! days. Its weekly files are not read, and its top lists only where git knows when they were written.

use serde_json::Value;

use super::file::{SourceFile, split};
use super::owner::DataOwner;
use super::reader::{RawFile, Reader};
use super::recognition::Recognition;
use super::series::Provenance;
use super::top_list::ListKind;
use super::{Format, Options, json};
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "traffic-to-badge",
    description: "traffic-to-badge",
    path: "the checked-out `traffic` branch",
    files: "traffic_views.json or traffic_clones.json",
    takes: "days; popular paths and referrers of each commit where `PATH` is a git repository; several repositories by folder",
    leaves: "popular lists without a commit that dates them; weeks",
    zeros: "zero",
    recognize,
    read,
};

#[derive(Debug, Clone, Copy)]
enum FileKind {
    Days(Metric, &'static str),
    List(ListKind),
}

fn file_kind(name: &str) -> Option<FileKind> {
    match name {
        "traffic_views.json" => Some(FileKind::Days(Metric::Views, "views")),
        "traffic_clones.json" => Some(FileKind::Days(Metric::Clones, "clones")),
        "traffic_referrers.json" => Some(FileKind::List(ListKind::Referrers)),
        "traffic_paths.json" => Some(FileKind::List(ListKind::Paths)),
        _ => None,
    }
}

fn recognize(file: &SourceFile<'_>, _: &Options) -> Recognition {
    Recognition::by_name(file_kind(file.file_name()).is_some())
}

fn owner(path: &str) -> DataOwner {
    let folder = split(split(path).0).1;
    let named = folder
        .strip_prefix("traffic-")
        .and_then(|name| DataOwner::from_parts(None, name));
    named.unwrap_or_else(|| DataOwner::from_path(path))
}

fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    reader.each(files, |file, reader| {
        let document = file.json()?;
        let owner = owner(&file.name.path);
        match file_kind(file.file_name()) {
            Some(FileKind::Days(metric, key)) => {
                let Some(rows) = document.get(key).and_then(Value::as_array) else {
                    return Err(format!("list {key:?} not found"));
                };
                let builder = reader.of(&owner);
                let series = json::series(rows, builder);
                builder.interpret(metric, series, Provenance::Accumulated);
            }
            Some(FileKind::List(kind)) => {
                let Some(rows) = document.as_array() else {
                    return Err("expected a JSON list".to_owned());
                };
                match file.name.committed {
                    Some(captured) => {
                        let builder = reader.of(&owner);
                        let rows = json::top_list(rows, kind, builder);
                        builder.add_top_list(kind, captured, rows);
                    }
                    None if rows.is_empty() => {}
                    None => reader.undated(),
                }
            }
            None => {}
        }
        Ok(())
    });
}
