//! The end of a history, which is all that a run over many repositories keeps of it.

use traffic_ledger::domain::recent::Recent;
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::{Built, day};

#[test]
fn days_before_the_repository_was_created_are_not_its_own() {
    let mut built = Built::new().same_days(Metric::Views, "2026-11-01", 5, 3, 1);
    built.0.repository.created = Some(day("2026-11-03"));
    let recent = Recent::new(&built.0);
    let counts = ["2026-11-02", "2026-11-03"].map(|on| recent.count(Metric::Views, day(on)).map(|count| count.count));
    assert_eq!(counts, [None, Some(3)]);
}
