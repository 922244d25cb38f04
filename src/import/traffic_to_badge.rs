//! PURE. traffic-to-badge: `traffic-<repo>/traffic_views.json` and `traffic_clones.json`, in the API's shape but with all
//! days. Its weekly files and its top lists, which have no capture time, are not read.

use super::builder::{ImportBuilder, Provenance, malformed};
use super::repository_folder::{FolderOwner, select_files, split};
use super::{Files, Format, ImportError, json};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;

/// The declaration.
pub const FORMAT: Format = Format {
    name: "traffic-to-badge",
    description: "traffic-to-badge",
    path: "the checked-out `traffic` branch",
    files: "traffic_views.json or traffic_clones.json",
    takes: "days",
    zeros: "zero",
    read,
};

fn metric(path: &str) -> Option<(Metric, &'static str)> {
    match split(path).1 {
        "traffic_views.json" => Some((Metric::Views, "views")),
        "traffic_clones.json" => Some((Metric::Clones, "clones")),
        _ => None,
    }
}

fn owner_of(repository: &RepositoryName, folder: &str) -> FolderOwner {
    FolderOwner::of(repository, None, split(folder).1.strip_prefix("traffic-"))
}

fn data_folder(path: &str) -> Option<&str> {
    metric(path).map(|_| split(path).0)
}

fn read(files: &Files, builder: &mut ImportBuilder<'_>) -> Result<(), ImportError> {
    for (path, content) in select_files(files, builder, data_folder, owner_of)? {
        let Some((metric, key)) = metric(path) else { continue };
        let document = json::parse(content).map_err(|reason| malformed(path, reason))?;
        let Some(rows) = document.get(key).and_then(serde_json::Value::as_array) else {
            return Err(malformed(path, format!("list {key:?} not found")));
        };
        let series = json::series(path, rows, builder);
        builder.interpret(metric, series, Provenance::Accumulated);
    }
    Ok(())
}
