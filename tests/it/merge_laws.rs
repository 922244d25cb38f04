//! The merge is a join, over generated snapshots of both regimes in any order and multiplicity; and it keeps every
//! published day of a simulated GitHub, exactly.

use std::collections::BTreeSet;

use proptest::prelude::*;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::domain::{Date, Timestamp, plus_days};

use crate::truth::{Capture, Truth};

const DAY: i64 = 86_400;

fn all_claims(truth: &Truth, looks: &[Capture]) -> Vec<Claims> {
    looks
        .iter()
        .map(|look| interpret(&truth.snapshot(look)).claims)
        .collect()
}

fn join(mut one: Claims, two: Claims) -> Claims {
    one.merge(two).expect("one repository");
    one
}

fn fold(claims: &[Claims]) -> Claims {
    let mut all = claims.iter().cloned();
    let first = all.next().expect("at least one");
    all.fold(first, join)
}

/// Looks around the change of regimes on 2025-12-30, or some years before or after it.
fn looks(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Capture>> {
    let start = prop_oneof![Just(1_766_500_000_i64), Just(1_600_000_000), Just(1_790_000_000)];
    let look = (0..40 * DAY, 1..4_i64, any::<u8>(), 0..8_u8, 0..8_u8);
    (start, prop::collection::vec(look, count)).prop_map(|(start, looks)| {
        let one = |(after, lag, missing, whole, zeros): (i64, i64, u8, u8, u8)| Capture {
            at: start + after,
            lag,
            missing: if whole < 6 { 0 } else { missing },
            outage: zeros == 0,
        };
        looks.into_iter().map(one).collect()
    })
}

fn truths() -> impl Strategy<Value = Truth> {
    (any::<u64>(), prop_oneof![Just(0), Just(1), Just(3)]).prop_map(|(seed, quiet)| Truth { seed, quiet })
}

/// Nothing that `before` claims is gone in `after`: joining it once more changes nothing.
fn assert_grown(before: &Claims, after: &Claims) {
    assert_eq!(&join(after.clone(), before.clone()), after, "a claim is gone");
    let (old, new) = (judge(before), judge(after));
    for (date, day) in &old.days {
        for metric in Metric::ALL {
            let known = |day: &traffic_ledger::domain::traffic::Day| {
                day.reading(metric)
                    .and_then(|count| count.known_count())
                    .filter(|count| *count > 0)
            };
            let now = new.days.get(date).and_then(known);
            assert!(
                known(day).is_none() || now.is_some(),
                "{metric:?} of {date} was known and is unknown now"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commutative_in_any_order_and_multiplicity(
        truth in truths(),
        (looks, order) in looks(1..7).prop_flat_map(|looks| {
            let times = 2 * looks.len();
            let order = prop::collection::vec(0..looks.len(), times).prop_shuffle();
            (Just(looks), order)
        }),
    ) {
        let singles = all_claims(&truth, &looks);
        let forward = fold(&singles);
        let mut backward: Vec<_> = singles.iter().rev().cloned().collect();
        backward.extend(order.into_iter().map(|index| singles[index].clone()));
        prop_assert_eq!(&forward, &fold(&backward));
    }

    #[test]
    fn associative(truth in truths(), looks in looks(3..7)) {
        let singles = all_claims(&truth, &looks);
        let (one, rest) = singles.split_at(1);
        let (two, three) = rest.split_at(1);
        let (one, two, three) = (fold(one), fold(two), fold(three));
        let left = join(join(one.clone(), two.clone()), three.clone());
        let right = join(one, join(two, three));
        prop_assert_eq!(left, right);
    }

    #[test]
    fn idempotent(truth in truths(), looks in looks(1..5)) {
        let all = fold(&all_claims(&truth, &looks));
        prop_assert_eq!(&join(all.clone(), all.clone()), &all);
        for single in all_claims(&truth, &looks) {
            prop_assert_eq!(&join(all.clone(), single), &all);
        }
    }

    #[test]
    fn monotone(truth in truths(), looks in looks(2..7)) {
        let mut all = fold(&all_claims(&truth, &looks[..1]));
        for single in all_claims(&truth, &looks[1..]) {
            let grown = join(all.clone(), single.clone());
            assert_grown(&all, &grown);
            assert_grown(&single, &grown);
            all = grown;
        }
    }

    #[test]
    fn a_snapshot_file_comes_back_as_it_was(truth in truths(), looks in looks(1..2)) {
        let snapshot = truth.snapshot(&looks[0]);
        let bytes = snapshot.to_bytes();
        let read = RawSnapshot::from_bytes(&bytes).expect("our own file");
        prop_assert_eq!(read.to_bytes(), bytes);
        prop_assert_eq!(interpret(&read).claims, interpret(&snapshot).claims);
    }
}

/// Runs on 400 days from `first`, with the given ones skipped, checked against the truth.
fn simulate(seed: u64, first: Date, skipped: impl Fn(i64) -> bool) {
    let truth = Truth { seed, quiet: 9 };
    let epoch = traffic_ledger::domain::days_between(Date::constant(1970, 1, 1), first);
    let (mut history, mut covered) = (
        None::<Claims>,
        std::collections::BTreeMap::<&str, BTreeSet<Date>>::new(),
    );
    for run in (0..400).filter(|run| !skipped(*run)) {
        // Some runs find a day more, some less, published; none at an hour that matters.
        let look = Capture {
            at: (epoch + run) * DAY + 14 * 3600,
            lag: 1,
            missing: 0,
            outage: false,
        };
        for what in ["views", "clones"] {
            let Some((from, to)) = truth.published(&look, what) else {
                continue;
            };
            covered
                .entry(what)
                .or_default()
                .extend((0..14).map(|day| plus_days(from, day)).filter(|day| *day <= to));
        }
        let single = interpret(&truth.snapshot(&look)).claims;
        history = Some(match history {
            None => single,
            Some(history) => join(history, single),
        });
    }
    let history = judge(&history.expect("some run"));
    for (metric, what) in [(Metric::Views, "views"), (Metric::Clones, "clones")] {
        let covered = &covered[what];
        for day in covered {
            let reading = history.day(*day).and_then(|day| day.reading(metric));
            let reading = reading.unwrap_or_else(|| panic!("{what} of {day} are lost"));
            let known = reading
                .known_count()
                .zip(reading.known_uniques())
                .map(|(c, u)| (c, u.get()));
            assert_eq!(known, Some(truth.of(*day, what)), "{what} of {day}");
            assert_eq!(reading.certainty, Certainty::Complete, "{what} of {day}");
        }
        let (first, last) = (*covered.first().expect("days"), *covered.last().expect("days"));
        let mut unknown = Vec::new();
        for (from, to) in history.gaps(metric) {
            let days = traffic_ledger::domain::days_between(from, to) + 1;
            unknown.extend((0..days).map(|day| plus_days(from, day)));
        }
        let uncovered: Vec<_> = (0..500)
            .map(|day| plus_days(first, day))
            .filter(|day| *day < last && !covered.contains(day))
            .collect();
        // A day at a cut edge may be known in part; what is wholly unknown must be exactly what nothing covered.
        let partly = |day: &Date| {
            history
                .day(*day)
                .and_then(|d| d.reading(metric))
                .is_some_and(|r| matches!(r.certainty, Certainty::Partial(_)))
        };
        let uncovered: Vec<_> = uncovered.into_iter().filter(|day| !partly(day)).collect();
        assert_eq!(unknown, uncovered, "unknown days of {what}");
    }
}

/// Skips up to `most` runs in a row, at random but the same ones every time.
fn skipping(seed: u64, most: u64) -> impl Fn(i64) -> bool {
    let mut skipped = BTreeSet::new();
    let (mut run, mut x) = (1_i64, seed | 1);
    while run < 400 {
        x = x
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let length = ((x >> 33) % (most + 1)) as i64;
        skipped.extend(run..run + length);
        run += length + 1 + ((x >> 50) % 5) as i64;
    }
    move |run| run != 399 && skipped.contains(&run)
}

/// Hourly windows reach 13 whole days back, so 12 missed runs in a row lose nothing there; whole-day windows hold 14.
#[test]
fn four_hundred_days_with_runs_skipped_lose_no_published_day() {
    for seed in 1..=12 {
        simulate(seed, Date::constant(2026, 1, 20), skipping(seed, 13));
        simulate(seed, Date::constant(2024, 3, 1), skipping(seed, 12));
        simulate(seed, Date::constant(2025, 6, 1), skipping(seed, 12));
    }
}

/// GitHub publishes a day one to three days late (measured), and the lag can differ before and after a pause.
#[test]
fn eleven_missed_runs_lose_nothing_whatever_the_lag() {
    let first = Date::constant(2026, 1, 20);
    let epoch = traffic_ledger::domain::days_between(Date::constant(1970, 1, 1), first);
    let gaps = |missed: i64, lags: [i64; 2]| {
        let truth = Truth { seed: 3, quiet: 0 };
        let look = |run: i64, lag: i64| Capture {
            at: (epoch + run) * DAY + 14 * 3600,
            lag,
            missing: 0,
            outage: false,
        };
        let looks = [look(0, lags[0]), look(missed + 1, lags[1])];
        judge(&fold(&all_claims(&truth, &looks))).gaps(Metric::Views)
    };
    for before in 1..=3 {
        for after in 1..=3 {
            assert_eq!(gaps(11, [before, after]), [], "{before} and {after} days late");
        }
    }
    assert_ne!(
        gaps(12, [3, 1]),
        [],
        "twelve are too many: one day was published and gone"
    );
}

#[test]
fn twenty_skipped_runs_leave_exactly_the_uncovered_days_unknown() {
    for first in [Date::constant(2026, 2, 1), Date::constant(2023, 2, 1)] {
        simulate(7, first, |run| (100..120).contains(&run));
    }
}

#[test]
fn a_week_of_zeros_wipes_out_nothing_and_is_provisional_until_a_later_one_agrees() {
    let truth = Truth { seed: 5, quiet: 0 };
    let at = 1_790_000_000 / DAY * DAY + 50_000;
    let look = |day: i64, outage| Capture {
        at: at + day * DAY,
        lag: 1,
        missing: 0,
        outage,
    };
    let newest = plus_days(
        traffic_ledger::domain::utc_day(Timestamp::from_second(at).expect("a time")),
        -1,
    );
    let reading = |claims: &Claims, day| judge(claims).day(day).and_then(|d| d.views.clone());

    let good = fold(&all_claims(&truth, &[look(0, false), look(1, true)]));
    assert_eq!(
        reading(&good, newest).and_then(|r| r.known_count()),
        Some(truth.of(newest, "views").0)
    );
    let claimed = plus_days(newest, 1);
    assert_eq!(
        reading(&good, claimed),
        None,
        "thirteen days of it are known to be positive"
    );
    let alone = fold(&all_claims(&truth, &[look(1, true)]));
    assert_eq!(reading(&alone, claimed).and_then(|r| r.count), Some(0));
    assert_eq!(
        reading(&alone, claimed).and_then(|r| r.known_count()),
        None,
        "one window of zeros proves nothing"
    );

    let twice_the_same_day = fold(&all_claims(
        &truth,
        &[
            look(1, true),
            Capture {
                at: at + DAY + 60,
                ..look(1, true)
            },
        ],
    ));
    assert_eq!(
        reading(&twice_the_same_day, claimed).and_then(|r| r.known_count()),
        None
    );
    let agreed = fold(&all_claims(&truth, &[look(1, true), look(2, true)]));
    assert_eq!(
        reading(&agreed, claimed).and_then(|r| r.known_count()),
        Some(0),
        "a later window agrees"
    );
    let corrected = fold(&all_claims(&truth, &[look(1, true), look(2, false)]));
    assert_eq!(
        reading(&corrected, claimed).and_then(|r| r.known_count()),
        Some(truth.of(claimed, "views").0)
    );
}

#[test]
fn weekly_uniques_come_from_whole_weeks_alone() {
    let truth = Truth { seed: 3, quiet: 0 };
    for at in [1_790_000_000, 1_700_000_000] {
        for day in 0..7 {
            let look = Capture {
                at: at + day * DAY,
                lag: 1,
                missing: 0,
                outage: false,
            };
            let (from, to) = Truth::whole_days(&look);
            let history = judge(&interpret(&truth.snapshot(&look)).claims);
            assert!(!history.weeks.is_empty(), "fourteen days hold a whole week");
            for monday in history.weeks.keys() {
                assert!(
                    *monday >= from && plus_days(*monday, 6) <= to,
                    "the week of {monday} is cut"
                );
            }
        }
    }
}
