//! What the popular lists prove of a spike and of themselves, worked out by hand. 22 Nov 2026 is a Sunday.

use std::sync::Arc;

use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::top_list::ListWindow;
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::{Built, day};
use crate::analysis_spikes::{november, rhythm};

const VIEWS: Metric = Metric::Views;

#[test]
fn a_spike_of_two_days_came_from_what_brought_its_peak() {
    let mut views = rhythm();
    views[november(16)] = Some((200, 60));
    views[november(17)] = Some((1100, 600));
    let mut built = Built::new().days(VIEWS, "2026-09-07", &views);
    for (on, rows) in [
        ("2026-11-16", &[("Google", 20, 9)][..]),
        ("2026-11-17", &[("a.example", 100, 50), ("Google", 20, 9)]),
        (
            "2026-11-18",
            &[("b.example", 1000, 500), ("a.example", 100, 50), ("Google", 20, 9)],
        ),
    ] {
        built = built.referrers(on, rows);
    }
    let spikes = Analysis::new(&built.0).views.spikes;
    assert_eq!((spikes.len(), spikes[0].peak), (1, day("2026-11-17")));
    let causes: Vec<&str> = spikes[0].causes.iter().map(|cause| cause.name.sanitized()).collect();
    assert_eq!(causes, ["b.example"]);
}

#[test]
fn what_a_quiet_day_left_to_the_list_is_no_cause() {
    let causes = |of_the_third: u64| {
        let mut views = rhythm();
        views[november(3)] = Some((of_the_third, 1));
        views[november(17)] = Some((1100, 600));
        let built = Built::new()
            .days(VIEWS, "2026-09-07", &views)
            .referrers("2026-11-17", &[("Google", 20, 9)])
            .referrers("2026-11-18", &[("a.example", 550, 300), ("Google", 20, 9)]);
        Analysis::new(&built.0).views.spikes[0].causes.len()
    };
    // It brought 550 of 1,000. Where the day that left the list lacked 100, it may be 450.
    assert_eq!([100, 0].map(causes), [1, 0]);
}

#[test]
fn a_list_of_an_import_is_that_of_the_days_before_its_capture() {
    let built = |views: u64| {
        let mut built = Built::new()
            .same_days(VIEWS, "2026-10-20", 20, 100, 9)
            .same_days(VIEWS, "2026-11-09", 14, views, 9)
            .captured("2026-11-23")
            .referrers("2026-11-05", &[("Google", 900, 9)])
            .referrers("2026-11-23", &[("Google", 20, 9)]);
        for list in Arc::make_mut(&mut built.0.referrers).values_mut() {
            list.window = ListWindow::Unknown;
        }
        Analysis::new(&built.0).referrers.shrunk
    };
    // Two thirds of 1,400 views stayed, so that the list is probably not whole.
    assert_eq!([68, 67, 66].map(built), [Some((900, 20)), Some((900, 20)), None]);
}

#[test]
fn as_many_views_in_one_window_as_in_two_are_those_of_one() {
    let built = Built::new()
        .captured("2026-11-15")
        .paths("2026-11-01", &[("/", 5, 1)])
        .paths("2026-11-08", &[("/", 10, 1)])
        .paths("2026-11-15", &[("/", 5, 1)]);
    let all = Analysis::new(&built.0).paths.all_time.expect("lists");
    assert_eq!((all.rows[0].count, all.rows[0].windows), (10, 1));
}
