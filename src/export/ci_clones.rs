//! PURE. Clones by CI and by others, for other programs.

use super::{Cell, Csv};
use crate::domain::Date;
use crate::domain::ci_clones::CiCertainty;
use crate::domain::history::History;
use crate::domain::traffic::DayCount;

/// Clones by CI and by others on each UTC day of which the former were counted or estimated: `counted` (the jobs of every run were
/// read), `estimated`, `at least`, or `imported`. An empty cell is unknown; so is the number of others where CI seems to have
/// made more clones than there were.
#[must_use]
pub fn ci_clones_csv(history: &History) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "date",
        "clones",
        "ci_clones",
        "ci_status",
        "clones_by_others",
        "unique_cloners_beside_ci",
    ]);
    for row in ci_clones(history) {
        csv.row([
            Cell::date(row.date),
            Cell::number(row.clones),
            Cell::number(Some(row.ci_clones)),
            Cell::word(row.ci_status),
            Cell::number(row.clones_by_others),
            Cell::number(row.unique_cloners_beside_ci),
        ]);
    }
    csv.finish()
}

/// The clones of one UTC day by CI and by others; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct CiClonesRow {
    date: Date,
    clones: Option<u64>,
    ci_clones: u64,
    ci_status: &'static str,
    clones_by_others: Option<u64>,
    unique_cloners_beside_ci: Option<u64>,
}

/// One record for each of these days, oldest first.
pub(super) fn ci_clones(history: &History) -> impl Iterator<Item = CiClonesRow> {
    history.recorded_days().filter_map(|(date, day)| {
        Some(CiClonesRow {
            date,
            clones: day.clones.as_ref().and_then(DayCount::known_count),
            ci_clones: day.ci_clones?,
            ci_status: day.ci_certainty.map_or("imported", CiCertainty::word),
            clones_by_others: day.clones_by_others(),
            unique_cloners_beside_ci: day.cloners_beside_ci(),
        })
    })
}
