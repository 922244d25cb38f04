//! PURE. github-traffic-archive: `traffic/<owner>__<repo>` holds the API's rows of all days and the top lists of each run.

use serde_json::Value;

use super::builder::{ImportBuilder, Provenance, malformed};
use super::rejected::Position;
use super::repository_folder::{FolderOwner, select_files, split};
use super::top_list::ListKind;
use super::{Files, Format, ImportError, json, value};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "github-traffic-archive",
    description: "github-traffic-archive",
    path: "the folder `traffic`",
    files: "views.json or clones.json",
    takes: "days, popular paths and referrers",
    zeros: "zero",
    read,
};

#[derive(Debug, Clone, Copy)]
enum FileKind {
    Days(Metric),
    Lists(ListKind),
}

fn file_kind(path: &str) -> Option<FileKind> {
    match split(path).1 {
        "views.json" => Some(FileKind::Days(Metric::Views)),
        "clones.json" => Some(FileKind::Days(Metric::Clones)),
        "referrers.json" => Some(FileKind::Lists(ListKind::Referrers)),
        "paths.json" => Some(FileKind::Lists(ListKind::Paths)),
        _ => None,
    }
}

fn owner_of(repository: &RepositoryName, folder: &str) -> FolderOwner {
    let names = split(folder).1.split_once("__");
    FolderOwner::of(repository, names.map(|(owner, _)| owner), names.map(|(_, name)| name))
}

fn data_folder(path: &str) -> Option<&str> {
    file_kind(path).map(|_| split(path).0)
}

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    for (path, content) in select_files(files, builder, data_folder, owner_of)? {
        let document = json::parse(content).map_err(|reason| malformed(path, reason))?;
        let Some(rows) = document.as_array() else {
            return Err(malformed(path, "expected a JSON list"));
        };
        match file_kind(path) {
            Some(FileKind::Days(metric)) => {
                let series = json::series(path, rows, builder);
                builder.interpret(metric, series, Provenance::Accumulated);
            }
            Some(FileKind::Lists(kind)) => {
                for (list, number) in rows.iter().zip(1..) {
                    let taken = json::text(list, "taken_on");
                    let inner = list.get("rows").and_then(Value::as_array);
                    let (Some(captured), Some(inner)) = (value::timestamp(&taken), inner) else {
                        builder.reject(
                            path,
                            Position::Row(number),
                            "\"taken_on\" or \"rows\" is missing or invalid",
                        );
                        continue;
                    };
                    let inner = json::top_list(path, inner, kind, builder);
                    builder.add_top_list(kind, path, captured, inner);
                }
            }
            None => {}
        }
    }
    Ok(())
}
