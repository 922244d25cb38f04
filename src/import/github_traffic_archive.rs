//! PURE. github-traffic-archive: `traffic/<owner>__<repo>` with the API's rows of all days and the popular lists by day.

use serde_json::Value;

use super::folder::{Whose, choose, split};
use super::gather::{Gathered, ListKind, Position, Provenance, malformed};
use super::{Files, ImportError, field, json};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;

#[derive(Debug, Clone, Copy)]
enum FileKind {
    Days(Metric),
    Lists(ListKind),
}

fn kind(path: &str) -> Option<FileKind> {
    match split(path).1 {
        "views.json" => Some(FileKind::Days(Metric::Views)),
        "clones.json" => Some(FileKind::Days(Metric::Clones)),
        "referrers.json" => Some(FileKind::Lists(ListKind::Referrers)),
        "paths.json" => Some(FileKind::Lists(ListKind::Paths)),
        _ => None,
    }
}

fn whose(repository: &RepositoryName, folder: &str) -> Whose {
    let names = split(folder).1.split_once("__");
    Whose::of(repository, names.map(|(owner, _)| owner), names.map(|(_, name)| name))
}

fn place(path: &str) -> Option<&str> {
    kind(path).map(|_| split(path).0)
}

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    for (path, content) in choose(files, gathered, place, whose)? {
        let document = json::document(content).map_err(|reason| malformed(path, reason))?;
        let Some(rows) = document.as_array() else {
            return Err(malformed(path, "it is not a list"));
        };
        match kind(path) {
            Some(FileKind::Days(metric)) => {
                let series = json::series(path, rows, gathered);
                gathered.interpret(metric, series, Provenance::Accumulated);
            }
            Some(FileKind::Lists(kind)) => {
                for (list, number) in rows.iter().zip(1..) {
                    let taken = json::text(list, "taken_on");
                    let inner = list.get("rows").and_then(Value::as_array);
                    let (Some(captured), Some(inner)) = (field::moment(&taken), inner) else {
                        gathered.refuse(
                            path,
                            Position::CsvRow(number),
                            "the list has no \"taken_on\" or no \"rows\"",
                        );
                        continue;
                    };
                    let inner = json::popular(path, inner, kind, gathered);
                    gathered.capture(kind, path, captured, inner);
                }
            }
            None => {}
        }
    }
    Ok(())
}
