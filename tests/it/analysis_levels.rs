//! Lasting changes of level, worked out by hand. 7 Sep 2026 is a Monday.

use traffic_ledger::domain::analysis::{Analysis, LevelShift, MetricAnalysis};
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::{Built, day};

/// The views from 7 Sep 2026 on.
fn analysed(views: &[u64]) -> MetricAnalysis {
    let views: Vec<Option<(u64, u64)>> = views.iter().map(|count| Some((*count, 1))).collect();
    Analysis::new(&Built::new().days(Metric::Views, "2026-09-07", &views).0).views
}

/// 40 views on weekdays and 16 at the weekend, times a level.
fn rhythm(days: std::ops::Range<usize>, level: u64) -> Vec<u64> {
    days.map(|n| if n % 7 < 5 { 40 * level } else { 16 * level }).collect()
}

#[test]
fn a_lasting_rise_is_a_new_level_and_no_spike() {
    // Ten weeks, then five times as much from Wednesday 18 Nov on.
    for length in 14..60 {
        let views = [rhythm(0..72, 1), rhythm(72..72 + length, 5)].concat();
        let found = analysed(&views);
        let shift = LevelShift {
            since: day("2026-11-18"),
            before: 40,
            after: 200,
            lasts: true,
        };
        assert_eq!(found.level_shifts, [shift], "after {length} days");
        assert_eq!(found.spikes, [], "after {length} days");
    }
}

#[test]
fn until_it_has_lasted_two_weeks_it_is_a_spike() {
    let views = [rhythm(0..72, 1), rhythm(72..85, 5)].concat();
    let found = analysed(&views);
    assert_eq!((found.level_shifts.len(), found.spikes.len()), (0, 1));
}

#[test]
fn a_lasting_drop_is_a_new_level_and_a_spike_on_it_is_held_against_it() {
    let mut views = [rhythm(0..72, 10), rhythm(72..110, 1)].concat();
    views[80] = 300;
    views[100] = 300;
    let found = analysed(&views);
    assert_eq!(found.level_shifts.len(), 1);
    assert_eq!(found.level_shifts[0].since, day("2026-11-18"));
    assert_eq!((found.level_shifts[0].before, found.level_shifts[0].after), (400, 40));
    let peaks: Vec<_> = found.spikes.iter().map(|spike| spike.peak).collect();
    let first = day("2026-09-07");
    assert_eq!(
        peaks,
        [plus_days(first, 80), plus_days(first, 100)],
        "300 were usual before"
    );
}

#[test]
fn a_week_of_fame_a_quiet_week_and_the_weekly_rhythm_are_no_level() {
    for (days, level) in [(1, 50), (7, 30), (7, 0)] {
        let views = [
            rhythm(0..72, 2),
            rhythm(72..72 + days, level),
            rhythm(72 + days..140, 2),
        ]
        .concat();
        assert_eq!(analysed(&views).level_shifts, [], "{days} days of level {level}");
    }
    assert_eq!(analysed(&rhythm(0..140, 3)).level_shifts, []);
}

#[test]
fn a_few_views_more_are_no_level() {
    let views = [vec![2; 60], vec![9; 60]].concat();
    assert_eq!(analysed(&views).level_shifts, []);
}

#[test]
fn a_level_lasts_while_the_last_two_weeks_are_nearer_to_it_than_to_the_old_one() {
    let lasts = |before: u64, after: u64, now: u64| {
        let views = [vec![before; 60], vec![after; 14], vec![now; 40]].concat();
        analysed(&views).level_shifts[0].lasts
    };
    // By ratio the middle of 10 and 40 is 20, that of 0 and 40 about 5.
    assert!(lasts(10, 40, 40) && lasts(10, 40, 23) && !lasts(10, 40, 19) && !lasts(10, 40, 0));
    assert!(lasts(40, 10, 10) && lasts(40, 10, 19) && !lasts(40, 10, 23) && !lasts(40, 10, 90));
    assert!(lasts(0, 40, 7) && !lasts(0, 40, 4) && lasts(40, 0, 0));
}
