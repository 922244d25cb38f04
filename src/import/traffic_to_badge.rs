//! PURE. traffic-to-badge: `traffic-<repo>/traffic_views.json` and `traffic_clones.json`, in the API's shape with ever
//! more rows. Its files by the week are other numbers and its popular lists have no day: neither is read.

use super::folder::{Whose, choose, split};
use super::gather::{Gathered, Provenance, malformed};
use super::{Files, ImportError, json};
use crate::domain::repository::RepositoryName;
use crate::domain::traffic::Metric;

fn metric(path: &str) -> Option<(Metric, &'static str)> {
    match split(path).1 {
        "traffic_views.json" => Some((Metric::Views, "views")),
        "traffic_clones.json" => Some((Metric::Clones, "clones")),
        _ => None,
    }
}

fn whose(repository: &RepositoryName, folder: &str) -> Whose {
    Whose::of(repository, None, split(folder).1.strip_prefix("traffic-"))
}

fn place(path: &str) -> Option<&str> {
    metric(path).map(|_| split(path).0)
}

pub(super) fn read(files: &Files, gathered: &mut Gathered<'_>) -> Result<(), ImportError> {
    for (path, content) in choose(files, gathered, place, whose)? {
        let Some((metric, key)) = metric(path) else { continue };
        let document = json::document(content).map_err(|reason| malformed(path, reason))?;
        let Some(rows) = document.get(key).and_then(serde_json::Value::as_array) else {
            return Err(malformed(path, format!("there is no list {key:?} in it")));
        };
        let series = json::series(path, rows, gathered);
        gathered.interpret(metric, series, Provenance::Accumulated);
    }
    Ok(())
}
