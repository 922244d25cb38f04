//! The analysis against numbers worked out by hand. 22 Nov 2026 is a Sunday.

use traffic_ledger::domain::analysis::{Analysis, Change, Days};
use traffic_ledger::domain::traffic::{Metric, Uniques};

use crate::analysis_histories::{Built, day, totals};

const VIEWS: Metric = Metric::Views;
const CLONES: Metric = Metric::Clones;

fn days(first: &str, last: &str) -> Days {
    Days::new(day(first), day(last))
}

fn analyse(built: Built) -> Analysis {
    Analysis::new(&built.0)
}

#[test]
fn an_empty_history_says_nothing_and_invents_nothing() {
    let analysis = analyse(Built::new().captured("2026-11-23"));
    assert_eq!(analysis.span, None);
    assert_eq!((analysis.newest, analysis.age), (None, None));
    assert_eq!(analysis.views.last_14, None);
    assert_eq!(analysis.views.all_time, None);
    assert!(analysis.months.is_empty() && analysis.views.spikes.is_empty());
    assert_eq!(analysis.views.coverage.permille(), None);
}

#[test]
fn fourteen_days_are_held_against_the_fourteen_before_with_github_s_own_uniques() {
    let analysis = analyse(
        Built::new()
            .captured("2026-11-24")
            .same_days(VIEWS, "2026-10-26", 14, 10, 5)
            .same_days(VIEWS, "2026-11-09", 14, 12, 5)
            .window(VIEWS, "2026-11-08", 140, 40)
            .window(VIEWS, "2026-11-22", 168, 50),
    );
    assert_eq!(analysis.newest, Some(day("2026-11-22")));
    assert_eq!(analysis.age, Some(2));
    let last = analysis.views.last_14.expect("known");
    assert_eq!(last.now.days, days("2026-11-09", "2026-11-22"));
    assert_eq!((last.now.count, last.now.known_days), (Some(168), 14));
    assert_eq!(last.before.days, days("2026-10-26", "2026-11-08"));
    assert_eq!(last.change, Change::new(140, 168));
    assert_eq!(last.change.map(Change::percent), Some(20));
    // 14 days with 5 each are not 70 people: GitHub says 50.
    assert_eq!(last.uniques, Some(Uniques::new(50)));
    assert_eq!(last.uniques_change.map(Change::percent), Some(25));
    // Other lengths have no uniques at all.
    assert_eq!(analysis.views.last_7.expect("known").uniques, None);
    assert_eq!(analysis.views.last_28.expect("known").uniques, None);
}

#[test]
fn an_unknown_day_is_left_out_of_the_sum_and_forbids_the_comparison() {
    let mut before = vec![Some((10, 5)); 14];
    before[3] = None;
    let analysis = analyse(
        Built::new()
            .days(VIEWS, "2026-10-26", &before)
            .same_days(VIEWS, "2026-11-09", 14, 12, 5),
    );
    let last = analysis.views.last_14.expect("known");
    assert_eq!((last.before.count, last.before.known_days), (Some(130), 13));
    assert!(!last.before.is_whole());
    assert_eq!(last.change, None);
    assert_eq!(last.uniques, None, "no window was captured: unknown, not the sum");
    assert_eq!(
        analysis.views.last_7.expect("known").change.map(Change::percent),
        Some(0)
    );
}

#[test]
fn an_edge_that_is_not_published_yet_is_no_fall() {
    let analysis = analyse(
        Built::new()
            .captured("2026-11-23")
            .same_days(VIEWS, "2026-10-26", 28, 10, 5)
            .partial(VIEWS, "2026-11-23", 1, 1),
    );
    let last = analysis.views.last_14.expect("known");
    assert_eq!(last.now.days.last, day("2026-11-22"));
    assert_eq!(last.change.map(Change::percent), Some(0));
    assert!(analysis.views.coverage.partial.is_empty(), "today is simply not over");
}

#[test]
fn a_day_seen_in_part_counts_as_a_lower_bound_and_forbids_the_comparison() {
    let analysis = analyse(
        Built::new()
            .same_days(VIEWS, "2026-10-26", 28, 10, 5)
            .partial(VIEWS, "2026-11-20", 4, 2),
    );
    let last = analysis.views.last_14.expect("known");
    assert_eq!((last.now.count, last.now.partial_days), (Some(134), 1));
    assert_eq!(last.change, None);
    assert_eq!(analysis.views.coverage.partial, [days("2026-11-20", "2026-11-20")]);
}

#[test]
fn a_base_of_zero_has_no_percentage() {
    let analysis =
        analyse(
            Built::new()
                .same_days(VIEWS, "2026-10-26", 14, 0, 0)
                .same_days(VIEWS, "2026-11-09", 14, 3, 1),
        );
    let last = analysis.views.last_14.expect("known");
    assert_eq!((last.before.count, last.change), (Some(0), None));
}

#[test]
fn hourly_windows_of_older_servers_end_a_day_later() {
    let analysis = analyse(
        Built::new()
            .same_days(VIEWS, "2026-10-26", 28, 10, 5)
            .partial(VIEWS, "2026-11-23", 1, 1)
            .window(VIEWS, "2026-11-09", 140, 40)
            .window(VIEWS, "2026-11-23", 141, 44),
    );
    let last = analysis.views.last_14.expect("known");
    assert_eq!(last.window, Some(days("2026-11-10", "2026-11-23")));
    assert_eq!(
        (last.uniques, last.uniques_before),
        (Some(Uniques::new(44)), Some(Uniques::new(40)))
    );
}

#[test]
fn uniques_are_compared_with_the_nearest_window_within_a_day() {
    let with_windows = |ends: &[(&str, u64)]| {
        let built = Built::new()
            .same_days(VIEWS, "2026-10-01", 53, 10, 5)
            .window(VIEWS, "2026-11-22", 140, 50);
        let built = ends
            .iter()
            .fold(built, |built, (end, uniques)| built.window(VIEWS, end, 140, *uniques));
        let last = analyse(built).views.last_14.expect("known");
        (
            last.window_before.map(|days| days.last),
            last.uniques_before.map(Uniques::get),
        )
    };
    // 8 Nov is wanted.
    let all = [("2026-11-07", 7), ("2026-11-08", 8), ("2026-11-09", 9)];
    assert_eq!(with_windows(&all), (Some(day("2026-11-08")), Some(8)));
    assert_eq!(with_windows(&[all[0], all[2]]), (Some(day("2026-11-07")), Some(7)));
    assert_eq!(with_windows(&[all[2]]), (Some(day("2026-11-09")), Some(9)));
    assert_eq!(with_windows(&[("2026-11-06", 6), ("2026-11-10", 10)]), (None, None));
}

#[test]
fn the_two_metrics_end_where_each_ends() {
    let analysis =
        analyse(
            Built::new()
                .same_days(VIEWS, "2026-11-09", 14, 1, 1)
                .same_days(CLONES, "2026-11-09", 13, 2, 1),
        );
    assert_eq!(analysis.newest, Some(day("2026-11-22")));
    assert_eq!(analysis.clones.newest, Some(day("2026-11-21")));
    let clones = analysis.clones.last_14.expect("known").now;
    assert_eq!(
        (clones.days.last, clones.count, clones.known_days),
        (day("2026-11-21"), Some(26), 13)
    );
}

#[test]
fn records_are_the_largest_and_of_equals_the_first() {
    let mut views = vec![Some((1, 1)); 21];
    views[2] = Some((9, 2));
    views[12] = Some((9, 7));
    views[16] = None;
    // 2 Nov is a Monday; the third week has an unknown day and is no whole week.
    let analysis = analyse(
        Built::new()
            .days(VIEWS, "2026-11-02", &views)
            .week(VIEWS, "2026-11-02", 15, 6)
            .week(VIEWS, "2026-11-09", 15, 11)
            .window(VIEWS, "2026-11-15", 30, 17)
            .window(VIEWS, "2026-11-16", 29, 18),
    );
    let records = analysis.views.records;
    assert_eq!(records.day, Some((day("2026-11-04"), 9)));
    assert_eq!(records.day_uniques, Some((day("2026-11-14"), Uniques::new(7))));
    assert_eq!(records.week, Some((days("2026-11-02", "2026-11-08"), 15)));
    assert_eq!(
        records.week_uniques,
        Some((days("2026-11-09", "2026-11-15"), Uniques::new(11)))
    );
    assert_eq!(records.window, Some((days("2026-11-02", "2026-11-15"), 30)));
    assert_eq!(
        records.window_uniques,
        Some((days("2026-11-03", "2026-11-16"), Uniques::new(18)))
    );
    let week = analysis.views.last_week.expect("known");
    assert_eq!(
        (week.days.first, week.totals, week.before),
        (day("2026-11-09"), totals(15, 11), Some(totals(15, 6)))
    );
}

#[test]
fn zeros_are_no_records() {
    let analysis = analyse(Built::new().same_days(VIEWS, "2026-11-02", 21, 0, 0));
    assert_eq!(analysis.views.records, Default::default());
    assert_eq!(analysis.views.all_time.expect("known").count, Some(0));
    assert_eq!(analysis.streaks.longest, None);
}

#[test]
fn an_unknown_day_ends_a_streak_and_so_does_a_zero() {
    let views = [
        Some((1, 1)),
        Some((2, 1)),
        Some((1, 1)),
        None,
        Some((1, 1)),
        Some((1, 1)),
        Some((0, 0)),
        Some((4, 1)),
    ];
    let analysis = analyse(Built::new().days(VIEWS, "2026-11-01", &views));
    assert_eq!(analysis.streaks.longest, Some(days("2026-11-01", "2026-11-03")));
    assert_eq!(analysis.streaks.current, Some(days("2026-11-08", "2026-11-08")));
}

#[test]
fn months_are_compared_by_their_daily_means() {
    // September has 30 days, October 31; November is cut and has a gap.
    let analysis = analyse(
        Built::new()
            .same_days(VIEWS, "2026-09-01", 30, 10, 4)
            .same_days(VIEWS, "2026-10-01", 31, 20, 9)
            .same_days(VIEWS, "2026-11-01", 3, 20, 5)
            .same_days(VIEWS, "2026-11-05", 3, 20, 6),
    );
    let [september, october, november] = analysis.months.as_slice() else {
        panic!("{:?}", analysis.months);
    };
    assert_eq!((september.views.count, september.views_change), (Some(300), None));
    assert_eq!(
        october.views_change.map(Change::percent),
        Some(100),
        "20 a day after 10 a day"
    );
    assert_eq!((october.views.whole_count(), october.views.whole_days()), (620, 31));
    assert_eq!((november.views.count, november.views.known_days), (Some(120), 6));
    assert_eq!(november.views_change, None);
    assert_eq!(november.most_visitors, Some((day("2026-11-05"), Uniques::new(6))));
    assert_eq!((november.clones.count, november.clones.known_days), (None, 0));
}

#[test]
fn february_is_no_fall_and_nine_tenths_of_a_month_are_enough() {
    let with_unknown = |unknown: usize| {
        let mut january = vec![Some((10, 4)); 31];
        january[..unknown].fill(None);
        let built = Built::new().days(VIEWS, "2026-01-01", &january);
        analyse(built.same_days(VIEWS, "2026-02-01", 28, 10, 4)).months
    };
    let change = |unknown| {
        let months = with_unknown(unknown);
        months.last().expect("February").views_change.map(Change::percent)
    };
    assert_eq!(
        change(0),
        Some(0),
        "310 views in January, 280 in February: 10 a day each"
    );
    assert_eq!(change(3), Some(0), "28 of 31 days are known");
    assert_eq!(change(4), None, "27 of 31 days are fewer than nine tenths");
}

#[test]
fn a_mean_leaves_out_lower_bounds() {
    let analysis = analyse(
        Built::new()
            .same_days(VIEWS, "2026-01-01", 31, 10, 4)
            .same_days(VIEWS, "2026-02-01", 28, 10, 4)
            .partial(VIEWS, "2026-02-10", 1, 1),
    );
    let february = analysis.months.last().expect("February");
    assert_eq!(
        (
            february.views.count,
            february.views.whole_count(),
            february.views.whole_days()
        ),
        (Some(271), 270, 27)
    );
    assert_eq!(february.views_change.map(Change::percent), Some(0));
}

#[test]
fn a_year_is_compared_by_the_mean_of_its_known_days() {
    let two_years = |unknown: usize| {
        let mut views = vec![Some((10, 1)); 365];
        views.extend(vec![Some((20, 1)); 365]);
        views[365..365 + unknown].fill(None);
        analyse(Built::new().days(VIEWS, "2024-11-23", &views)).views.year
    };
    assert_eq!(two_years(0).expect("enough").change.percent(), 100);
    let some_unknown = two_years(36).expect("enough");
    assert_eq!(some_unknown.now.known_days, 329);
    assert_eq!(some_unknown.change.percent(), 100, "an unknown day is no fall");
    assert_eq!(two_years(37), None, "too little is known");
}

#[test]
fn the_same_month_of_the_year_before_is_twelve_months_back() {
    let analysis =
        analyse(
            Built::new()
                .same_days(VIEWS, "2025-10-01", 31, 10, 1)
                .same_days(VIEWS, "2026-10-01", 31, 15, 1),
        );
    let october = analysis.months.last().expect("known");
    assert_eq!(october.views_year_change.map(Change::percent), Some(50));
    assert_eq!(october.views_change, None, "September is unknown");
}

#[test]
fn coverage_tells_gaps_unsettled_days_and_sources() {
    let analysis = analyse(
        Built::new()
            .imported(VIEWS, "2026-11-01", 5, 2, &["github-repo-stats"])
            .imported(VIEWS, "2026-11-02", 5, 2, &["github-repo-stats", "ghstats"])
            .same_days(VIEWS, "2026-11-05", 4, 1, 1)
            .provisional(VIEWS, "2026-11-09")
            .same_days(VIEWS, "2026-11-10", 1, 1, 1),
    );
    let coverage = analysis.views.coverage;
    assert_eq!(coverage.days, Some(days("2026-11-01", "2026-11-10")));
    assert_eq!(coverage.known_days, 7);
    assert_eq!(coverage.permille(), Some(700));
    assert_eq!(
        coverage.gaps,
        [days("2026-11-03", "2026-11-04"), days("2026-11-09", "2026-11-09")]
    );
    assert_eq!(coverage.provisional, [days("2026-11-09", "2026-11-09")]);
    assert_eq!(
        coverage.imported["github-repo-stats"],
        [days("2026-11-01", "2026-11-02")]
    );
    assert_eq!(coverage.imported["ghstats"], [days("2026-11-02", "2026-11-02")]);
    assert_eq!(analysis.clones.coverage, Default::default());
}

#[test]
fn ci_clones_are_summed_over_the_days_that_somebody_counted() {
    let built = Built::new().same_days(CLONES, "2026-11-09", 14, 30, 3);
    assert_eq!(analyse(built.clone()).ci_share, None);
    let ci = analyse(
        built
            .ci_clones("2026-11-08", 99)
            .ci_clones("2026-11-10", 20)
            .ci_clones("2026-11-11", 5),
    );
    let ci = ci.ci_share.expect("counted").ci;
    assert_eq!((ci.count, ci.known_days), (Some(25), 2));
}

#[test]
fn stars_grow_against_the_reading_nearest_to_four_weeks_before() {
    let before = |readings: &[(&str, u64)]| {
        let built = Built::new().stars("2026-11-22", 120);
        let built = readings
            .iter()
            .fold(built, |built, (on, stars)| built.stars(on, *stars));
        let growth = analyse(built).growth;
        assert_eq!(growth.forks, None);
        let stars = growth.stars.expect("read");
        assert_eq!(stars.now, 120);
        stars.before
    };
    let weekly = [("2026-10-18", 90), ("2026-10-25", 100), ("2026-11-01", 105)];
    assert_eq!(before(&weekly), Some((100, day("2026-10-25"))), "28 days");
    assert_eq!(
        before(&[weekly[0], ("2026-10-28", 101)]),
        Some((101, day("2026-10-28"))),
        "25 days"
    );
    assert_eq!(before(&[weekly[2]]), None, "21 days are no four weeks");
    // Two years without a reading: its day is part of the answer.
    assert_eq!(
        before(&[("2024-06-01", 5), ("2024-07-03", 8), weekly[2]]),
        Some((8, day("2024-07-03")))
    );
}
