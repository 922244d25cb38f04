//! Both kinds of window, checked by hand.

use jiff::civil::date;

use super::*;
use crate::episodes::Whose;

fn flat() -> Truth {
    Truth::flat(
        date(2025, 1, 1),
        date(2026, 12, 31),
        Count::new(1000, 100),
        Count::new(20, 10),
    )
}

const SUBJECT: Subject = Subject {
    id: 7,
    is_private: false,
    no_data_yet: false,
};

fn with<T>(truth: &Truth, now: &str, settings: &TrafficSettings, look: impl FnOnce(&Window<'_>) -> T) -> T {
    look(&Window::new(truth, SUBJECT, &Clock::at(now), settings))
}

fn parsed(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap_or_default()
}

#[test]
fn keys_stand_in_githubs_order() {
    let settings = TrafficSettings {
        publishing: Publishing::Lag(1),
        ..TrafficSettings::default()
    };
    let answer = with(&flat(), "2026-03-02T14:17:00Z", &settings, |w| {
        w.series(Metric::Clones, false)
    });
    let begin = r#""clones":[{"timestamp":"2026-02-16T00:00:00Z","count":20,"uniques":10},{"timestamp""#;
    assert!(
        answer.starts_with(r#"{"count":280,"uniques":"#) && answer.contains(begin),
        "{answer}"
    );
}

#[test]
fn rolling_has_fifteen_rows_with_both_ends_cut() {
    let truth = flat();
    let rows = with(&truth, "2025-06-20T12:30:00Z", &TrafficSettings::default(), |w| {
        w.by_day(Metric::Views)
    });
    assert_eq!(rows.len(), 15);
    assert_eq!(rows[0], (date(2025, 6, 6), Count::new(596, 60)));
    assert_eq!(rows[1], (date(2025, 6, 7), Count::new(1000, 100)));
    assert_eq!(rows[14], (date(2025, 6, 20), Count::new(404, 41)));
}

#[test]
fn rolling_shrinks_the_oldest_row_by_the_hour_and_leaves_zeros_out() {
    let mut truth = flat();
    truth.days.remove(&date(2025, 6, 10));
    let at = |now| with(&truth, now, &TrafficSettings::default(), |w| w.by_day(Metric::Views));
    let (morning, evening, midnight) = (
        at("2025-06-20T01:00:00Z"),
        at("2025-06-20T23:00:00Z"),
        at("2025-06-20T00:59:00Z"),
    );
    assert!(morning[0].1.count > evening[0].1.count);
    assert!(morning.iter().all(|(day, _)| *day != date(2025, 6, 10)));
    assert_eq!(midnight.len(), 13);
    assert_eq!(midnight[12].0, date(2025, 6, 19));
}

#[test]
fn contiguous_has_fourteen_rows_with_zeros_and_never_today() {
    let mut truth = flat();
    truth.days.remove(&date(2026, 2, 20));
    let settings = TrafficSettings {
        publishing: Publishing::Lag(1),
        ..TrafficSettings::default()
    };
    let rows = with(&truth, "2026-03-02T14:17:00Z", &settings, |w| w.by_day(Metric::Views));
    let days: Vec<Date> = rows.iter().map(|(day, _)| *day).collect();
    assert_eq!(
        (days.len(), days[0], days[13]),
        (14, date(2026, 2, 16), date(2026, 3, 1))
    );
    assert_eq!(rows[4], (date(2026, 2, 20), Count::default()));
    assert_eq!(rows[13].1, Count::new(1000, 100));
}

#[test]
fn the_kind_changes_on_2025_12_30() {
    let truth = flat();
    let newest = |now| {
        with(&truth, now, &TrafficSettings::default(), |w| {
            w.by_day(Metric::Clones).last().copied()
        })
    };
    assert_eq!(newest("2025-12-29T23:00:00Z").map(|r| r.0), Some(date(2025, 12, 29)));
    assert!(newest("2025-12-30T00:00:00Z").is_some_and(|r| r.0 < date(2025, 12, 30)));
}

#[test]
fn published_days_never_change_and_lag_is_one_to_three_days() {
    let truth = flat();
    let clock = Clock::at("2026-01-10T00:00:00Z");
    let (mut newest, mut yesterdays, mut lags) = (None, 0, std::collections::BTreeSet::new());
    for hour in 0..24 * 200 {
        let window = Window::new(&truth, SUBJECT, &clock, &TrafficSettings::default());
        assert!(window.newest() >= newest, "went back at {}", clock.rfc3339());
        newest = window.newest();
        let lag = day_number(clock.today()) - newest.map_or(0, day_number);
        lags.insert(lag);
        if hour % 24 == 22 && lag == 1 {
            yesterdays += 1;
        }
        clock.advance_seconds(3600);
    }
    assert_eq!(lags.into_iter().collect::<Vec<_>>(), [1, 2, 3]);
    assert!(
        (180..=198).contains(&yesterdays),
        "yesterday was there at 22h on {yesterdays} of 200 days"
    );
}

#[test]
fn uniques_of_a_period_are_fewer_than_the_sum_and_stable() {
    let truth = flat();
    let settings = TrafficSettings {
        publishing: Publishing::Lag(1),
        ..TrafficSettings::default()
    };
    let total = with(&truth, "2026-03-02T14:17:00Z", &settings, |w| w.total(Metric::Views));
    assert_eq!(total.count, 14_000);
    assert!((840..=1050).contains(&total.uniques), "{}", total.uniques);
    let weeks = |now| with(&truth, now, &settings, |w| w.by_week(Metric::Views));
    // 2026-02-16 is a Monday: on March 2nd the window is two whole weeks, a day later three with two of them cut.
    let (two, three) = (weeks("2026-03-02T14:17:00Z"), weeks("2026-03-03T14:17:00Z"));
    assert_eq!(
        two.iter().map(|w| w.0).collect::<Vec<_>>(),
        [date(2026, 2, 16), date(2026, 2, 23)]
    );
    assert_eq!(three.iter().map(|w| w.1.count).collect::<Vec<_>>(), [6000, 7000, 1000]);
    assert_eq!(two[1], three[1]);
    assert!((500..=610).contains(&two[0].1.uniques) && total.uniques >= two[0].1.uniques);
}

#[test]
fn a_repository_without_data_and_an_outage_show_zeros() {
    let truth = flat();
    let settings = TrafficSettings {
        publishing: Publishing::Lag(1),
        episodes: vec![Episode::shows(
            0,
            date(2026, 2, 20),
            date(2026, 2, 26),
            date(2026, 3, 4),
        )],
        ..TrafficSettings::default()
    };
    let zeros = |now| {
        with(&truth, now, &settings, |w| {
            w.by_day(Metric::Views).iter().filter(|r| r.1.count == 0).count()
        })
    };
    assert_eq!((zeros("2026-03-03T15:00:00Z"), zeros("2026-03-04T15:00:00Z")), (7, 0));
    let subject = Subject {
        no_data_yet: true,
        ..SUBJECT
    };
    let none = Window::new(&truth, subject, &Clock::at("2026-03-02T14:17:00Z"), &settings);
    let answer = parsed(&none.series(Metric::Views, false));
    assert_eq!(
        (answer["count"].as_u64(), answer["uniques"].as_u64()),
        (Some(0), Some(0))
    );
    assert_eq!(answer["views"][13]["timestamp"], "2026-03-02T00:00:00Z");
    assert_eq!(parsed(&none.popular_paths()).as_array().map(Vec::len), Some(0));
}

#[test]
fn github_stands_still_for_some_repositories_in_one_metric() {
    let truth = flat();
    let settings = TrafficSettings {
        publishing: Publishing::Lag(1),
        episodes: vec![
            Episode::stands_still(date(2026, 2, 20), date(2026, 2, 22), date(2026, 3, 3))
                .of(Whose::Public)
                .in_metric(Metric::Clones),
        ],
        ..TrafficSettings::default()
    };
    let newest = |is_private, now: &str| {
        let subject = Subject { is_private, ..SUBJECT };
        let window = Window::new(&truth, subject, &Clock::at(now), &settings);
        [Metric::Views, Metric::Clones].map(|metric| window.by_day(metric).last().map(|(day, _)| *day))
    };
    let (still, usual) = (Some(date(2026, 2, 20)), Some(date(2026, 3, 1)));
    assert_eq!(newest(false, "2026-03-02T14:17:00Z"), [usual, still]);
    assert_eq!(newest(true, "2026-03-02T14:17:00Z"), [usual, usual]);
    assert_eq!(newest(false, "2026-03-04T14:17:00Z"), [Some(date(2026, 3, 3)); 2]);
}

#[test]
fn popular_lists_hold_the_ten_biggest_of_the_window() {
    let truth = crate::Profile::busy(5, date(2026, 1, 1), date(2026, 3, 31))
        .spike(crate::Spike::new(
            date(2026, 2, 25),
            9000,
            "news.ycombinator.com",
            "/blob/main/docs/design.md",
        ))
        .generate("octo/ledger");
    let window = Window::new(
        &truth,
        SUBJECT,
        &Clock::at("2026-03-02T22:00:00Z"),
        &TrafficSettings::default(),
    );
    let (paths, referrers) = (parsed(&window.popular_paths()), parsed(&window.popular_referrers()));
    assert_eq!(
        (paths.as_array().map(Vec::len), referrers.as_array().map(Vec::len)),
        (Some(10), Some(10))
    );
    assert_eq!(referrers[0]["referrer"], "news.ycombinator.com");
    assert_eq!(paths[0]["path"], "/octo/ledger/blob/main/docs/design.md");
    assert_eq!(paths[0]["title"], "ledger/design.md at main · octo/ledger · GitHub");
}
