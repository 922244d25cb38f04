//! Where a change of level begins to be one: each limit from both sides. The first day is 7 Sep 2026, a Monday.

use traffic_ledger::domain::analysis::{Analysis, LevelShift, MetricAnalysis};
use traffic_ledger::domain::days_between;
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::{Built, day};

const FIRST: &str = "2026-09-07";

/// The views of consecutive days; `None` for an unknown day.
fn analysed(views: &[Option<u64>]) -> MetricAnalysis {
    let views: Vec<Option<(u64, u64)>> = views.iter().map(|count| count.map(|count| (count, 1))).collect();
    Analysis::new(&Built::new().days(Metric::Views, FIRST, &views).0).views
}

fn shifts(views: &[Option<u64>]) -> Vec<LevelShift> {
    analysed(views).level_shifts
}

/// Each shift as its day, counted from 0, with the level before and after.
fn found(views: &[Option<u64>]) -> Vec<(i64, u64, u64)> {
    let shifts = shifts(views).into_iter();
    let shifts = shifts.map(|shift| (days_between(day(FIRST), shift.since), shift.before, shift.after));
    shifts.collect()
}

/// Stretches of days with the same number.
fn stretches(all: &[(usize, u64)]) -> Vec<Option<u64>> {
    all.iter()
        .flat_map(|(length, count)| vec![Some(*count); *length])
        .collect()
}

fn with(mut views: Vec<Option<u64>>, days: &[usize], count: Option<u64>) -> Vec<Option<u64>> {
    for day in days {
        views[*day] = count;
    }
    views
}

#[test]
fn a_level_is_another_one_from_nine_fifths_on() {
    assert_eq!(found(&stretches(&[(28, 50), (14, 90)])), [(28, 50, 90)]);
    assert_eq!(found(&stretches(&[(28, 50), (14, 89)])), []);
    assert_eq!(found(&stretches(&[(28, 90), (14, 50)])), [(28, 90, 50)]);
    assert_eq!(found(&stretches(&[(28, 89), (14, 50)])), []);
}

#[test]
fn a_level_is_another_one_from_ten_a_day_on() {
    assert_eq!(found(&stretches(&[(28, 2), (14, 12)])), [(28, 2, 12)]);
    assert_eq!(found(&stretches(&[(28, 2), (14, 11)])), []);
    assert_eq!(found(&stretches(&[(28, 10), (14, 0)])), [(28, 10, 0)]);
    assert_eq!(found(&stretches(&[(28, 9), (14, 0)])), []);
}

#[test]
fn two_weeks_with_two_unknown_days_are_enough_and_with_three_are_not() {
    let views = stretches(&[(28, 10), (14, 40)]);
    assert_eq!(found(&with(views.clone(), &[30, 35], None)), [(28, 10, 40)]);
    assert_eq!(found(&with(views, &[30, 33, 35], None)), []);
}

#[test]
fn two_known_weeks_before_are_enough_and_a_day_less_is_not() {
    let views = stretches(&[(14, 10), (14, 40)]);
    assert_eq!(found(&views), [(14, 10, 40)]);
    assert_eq!(found(&with(views, &[5], None)), []);
}

#[test]
fn four_weeks_before_are_asked_and_no_more() {
    // The median of 14 days of 10 and 14 of 100 is 55; with one day more before them it would be 100.
    assert_eq!(
        found(&stretches(&[(40, 100), (14, 10), (14, 100), (14, 400)])),
        [(40, 100, 10), (54, 55, 100), (68, 55, 400)]
    );
}

#[test]
fn three_days_in_two_weeks_may_lie_otherwise() {
    // Half way from 50 upwards are 68: a day must lie above.
    let rise = stretches(&[(28, 50), (14, 200)]);
    let days = [30, 32, 34, 36];
    assert_eq!(found(&with(rise.clone(), &days[1..], Some(68))), [(28, 50, 200)]);
    assert_eq!(found(&with(rise.clone(), &days, Some(68))), []);
    assert_eq!(found(&with(rise.clone(), &days, Some(69))), [(28, 50, 200)]);
    // Of twelve known days only two.
    let known = with(rise, &[29, 31], None);
    assert_eq!(found(&with(known.clone(), &days[2..], Some(50))), [(28, 50, 200)]);
    assert_eq!(found(&with(known, &days[1..], Some(50))), []);
    // Before the shift a day must lie below half way: 100 does so from 136 and not from 135.
    let days = [15, 16, 17, 18];
    let before = |high| with(stretches(&[(28, 50), (14, high)]), &days, Some(100));
    assert_eq!(found(&before(136)), [(28, 50, 136)]);
    assert_eq!(found(&before(135)), []);
    let before = with(stretches(&[(28, 50), (14, 135)]), &days[1..], Some(100));
    assert_eq!(found(&before), [(28, 50, 135)]);
}

#[test]
fn a_drop_has_the_same_half_way() {
    let drop = stretches(&[(28, 200), (14, 50)]);
    let days = [30, 32, 34, 36];
    // 148 × 1.34 + 1 is just below 200, and 149 × 1.34 + 1 just above.
    assert_eq!(found(&with(drop.clone(), &days, Some(148))), [(28, 200, 50)]);
    assert_eq!(found(&with(drop.clone(), &days, Some(149))), []);
    assert_eq!(found(&with(drop, &days[1..], Some(149))), [(28, 200, 50)]);
}

#[test]
fn shifts_two_weeks_apart_are_two() {
    let views = stretches(&[(30, 10), (14, 40), (14, 160)]);
    assert_eq!(found(&views), [(30, 10, 40), (44, 25, 160)]);
}

#[test]
fn a_rise_and_a_drop_soon_after_are_two() {
    let views = stretches(&[(30, 100), (11, 400), (14, 10)]);
    assert_eq!(found(&views), [(30, 100, 400), (41, 100, 10)]);
}

#[test]
fn of_the_days_that_could_be_the_first_the_one_that_fits_best_is_it() {
    // A day of the new level before it, and one of the old level after it.
    assert_eq!(
        found(&stretches(&[(29, 10), (1, 40), (2, 10), (20, 40)])),
        [(32, 10, 40)]
    );
    assert_eq!(
        found(&stretches(&[(29, 10), (2, 40), (1, 10), (20, 40)])),
        [(29, 10, 40)]
    );
    // Of two that fit as well the first.
    assert_eq!(found(&stretches(&[(29, 10), (1, 25), (20, 40)])), [(29, 10, 40)]);
}

#[test]
fn a_first_day_that_is_not_known_is_none() {
    let views = with(stretches(&[(28, 10), (15, 40)]), &[28], None);
    assert_eq!(found(&views), [(29, 10, 40)]);
}

#[test]
fn a_level_lasts_beyond_the_middle_by_ratio() {
    let lasts =
        |before: u64, after: u64, now: u64| shifts(&stretches(&[(60, before), (14, after), (40, now)]))[0].lasts;
    // With one added to each, 22 is the middle of 11 and 44.
    assert!(lasts(10, 43, 22) && !lasts(10, 43, 21));
    assert!(lasts(43, 10, 20) && !lasts(43, 10, 21));
}

#[test]
fn whether_a_level_lasts_is_asked_of_the_last_known_days() {
    // Days of the old level again after unknown ones.
    let again = |days: usize| {
        let views = [
            stretches(&[(60, 10), (14, 40)]),
            vec![None; 5],
            stretches(&[(days, 10)]),
        ]
        .concat();
        shifts(&views)[0].lasts
    };
    assert!(again(6), "eight of fourteen are of the new level");
    assert!(!again(8), "six of fourteen");
}

#[test]
fn each_day_is_held_against_its_own_weekday() {
    // Ten at the weekend and a hundred on weekdays, then three times as many. Thirty at a weekend are many.
    let from = |since: i64| {
        let views = (0..103).map(|day| Some(if day % 7 < 5 { 100 } else { 10 } * if day < since { 1 } else { 3 }));
        found(&views.collect::<Vec<_>>())
    };
    for since in 70..84 {
        assert_eq!(from(since), [(since, 100, 300)]);
    }
}

/// The usual counts of the spikes, by their days.
fn usual(views: &[Option<u64>]) -> Vec<(i64, u64)> {
    let spikes = analysed(views).spikes.into_iter();
    let spikes = spikes.map(|spike| (days_between(day(FIRST), spike.peak), spike.usual));
    spikes.collect()
}

#[test]
fn a_spike_soon_after_a_shift_is_held_against_the_first_two_weeks_of_the_new_level() {
    let views = stretches(&[(60, 10), (20, 40)]);
    assert_eq!(usual(&with(views, &[62], Some(300))), [(62, 40)]);
    // Of the two weeks six days have 40 and seven 60; after them come more of 40.
    let views = stretches(&[(60, 10), (2, 40), (1, 300), (4, 40), (7, 60), (2, 40), (20, 60)]);
    assert_eq!(usual(&views), [(62, 60)]);
    // From the eighth day on, against the days before it: the median of seven is 40, that of two weeks would be 60.
    let views = stretches(&[(60, 10), (4, 40), (3, 60), (1, 300), (20, 60)]);
    assert_eq!(usual(&views), [(67, 40)]);
}

#[test]
fn of_two_days_that_are_as_high_the_first_is_the_peak() {
    let views = stretches(&[(60, 10), (2, 300), (20, 10)]);
    assert_eq!(usual(&views), [(60, 10)]);
}
