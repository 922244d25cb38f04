//! PURE. Zeros that cannot be believed: GitHub has answered with days of zero clones while the visitors rose, and with a week
//! of zeros for everybody (fact 1). Its answer is kept as it is; what follows from it is another matter.
//!
//! A run of zeros of one metric is doubtful where the metric's own past makes it nearly impossible while the other metric
//! goes on, is not published on these days, or vanishes on them just as impossibly. Each day is held against its own weekday alone, so a quiet
//! weekend is no doubt. What lasts longer than four weeks is believed after all: a past that is over proves nothing.

use crate::domain::history::History;
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Certainty, Metric};
use crate::domain::{Date, days_between, plus_days};

/// A run of zeros is doubtful if its probability is below this.
const IMPOSSIBLE: f64 = 1e-4;
/// The weeks before a run that tell how often its weekdays had no traffic …
const WEEKS: usize = 26;
/// … and those that tell how much they usually have.
const RECENT_WEEKS: usize = 8;
/// Fewer known days of a weekday than this say nothing.
const ENOUGH: usize = 4;
/// A longer run of zeros is believed, in days.
const LONGEST: usize = 28;
/// A day without traffic that is as likely as this is no part of a doubtful run's ends.
const USUAL: f64 = 0.5;

/// Marks the doubtful zeros of a history, the days of which are judged otherwise.
pub(super) fn mark(history: &mut History) {
    let days = PerMetric::of_each(|metric| DailyCounts::new(history, metric));
    let impossible = PerMetric::of_each(|metric| days.of(metric).impossible_zeros());
    for (metric, other) in [(Metric::Views, Metric::Clones), (Metric::Clones, Metric::Views)] {
        let both = |first, last| {
            let others = impossible.of(other).iter();
            others.into_iter().any(|(from, to)| *from <= last && first <= *to)
        };
        for (first, last) in impossible.of(metric) {
            if days.of(other).go_on(*first, *last) || both(*first, *last) || days.of(other).end_before(*first, *last) {
                let length = days_between(*first, *last);
                for date in (0..=length).map(|offset| plus_days(*first, offset)) {
                    let day = history.days.get_mut(&date).map(|day| day.metric_mut(metric));
                    if let Some(count) = day.and_then(Option::as_mut) {
                        count.certainty = Certainty::Doubtful;
                    }
                }
            }
        }
    }
}

/// The counts of one metric day after day; `None` where the whole day is not known.
struct DailyCounts {
    first: Date,
    counts: Vec<Option<u64>>,
}

impl DailyCounts {
    fn new(history: &History, metric: Metric) -> Self {
        let mut days = history.recorded_days().map(|(date, _)| date);
        let first = days.next().unwrap_or_default();
        let last = days.next_back().unwrap_or(first);
        let length = usize::try_from(days_between(first, last)).unwrap_or(0) + 1;
        let mut counts = vec![None; length];
        for (date, day) in history.recorded_days() {
            let count = day.reading(metric).filter(|reading| reading.is_complete());
            let at = usize::try_from(days_between(first, date)).unwrap_or(0);
            counts[at] = count.and_then(|reading| reading.count);
        }
        Self { first, counts }
    }

    /// The runs of zeros that the days before them make nearly impossible: first and last day, oldest first.
    fn impossible_zeros(&self) -> Vec<(Date, Date)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < self.counts.len() {
            if self.counts[at] != Some(0) {
                at += 1;
                continue;
            }
            let length = self.counts[at..].iter().take_while(|count| **count == Some(0)).count();
            if length <= LONGEST {
                found.extend(self.impossible_part(at, length, &found));
            }
            at += length;
        }
        let date = |at: usize| plus_days(self.first, i64::try_from(at).unwrap_or(i64::MAX));
        found
            .into_iter()
            .map(|(first, last)| (date(first), date(last)))
            .collect()
    }

    /// The part of a run of zeros that is nearly impossible, without ends that are as usual.
    fn impossible_part(&self, from: usize, length: usize, earlier: &[(usize, usize)]) -> Option<(usize, usize)> {
        let likely: Vec<f64> = (from..from + length)
            .map(|day| self.probability_of_zero(day, from, earlier))
            .collect();
        if likely.iter().product::<f64>() >= IMPOSSIBLE {
            return None;
        }
        let first = likely.iter().position(|likely| *likely < USUAL)?;
        let last = likely.iter().rposition(|likely| *likely < USUAL)?;
        Some((from + first, from + last))
    }

    /// How likely it is that a day has no traffic, by the days before the run that begins on `from`; 1 where too few are known.
    /// Two estimates are made, and the more cautious one counts: how often its weekday, and all weekdays that are as busy, had no
    /// traffic, and how far from zero its weekday is.
    #[allow(clippy::cast_precision_loss)]
    fn probability_of_zero(&self, day: usize, from: usize, doubtful: &[(usize, usize)]) -> f64 {
        let own = self.weekday_before(day, from, doubtful);
        if own.len() < ENOUGH {
            return 1.0;
        }
        let mut recent: Vec<u64> = own.iter().copied().take(RECENT_WEEKS).collect();
        let level = lower_quartile(&mut recent);
        if level == 0 {
            return 1.0;
        }
        let frequency = |zeros: usize, days: usize| (zeros as f64 + 0.5) / (days as f64 + 1.0);
        let zeros = |counts: &[u64]| counts.iter().filter(|count| **count == 0).count();
        let (mut all_zeros, mut all_days) = (zeros(&own), own.len());
        for other in 1..7 {
            let counts = self.weekday_before(day + other, from, doubtful);
            let mut recent: Vec<u64> = counts.iter().copied().take(RECENT_WEEKS).collect();
            if counts.len() >= ENOUGH && lower_quartile(&mut recent) > 0 {
                all_zeros += zeros(&counts);
                all_days += counts.len();
            }
        }
        // A weekday that had a zero itself is not made busier by the others.
        let often = match zeros(&own) {
            0 => frequency(all_zeros, all_days),
            zeros => frequency(zeros, own.len()),
        };
        often.max(zero_of_negative_binomial(level as f64, &recent))
    }

    /// The known counts of a day's weekday before the run that begins on `from`, the newest first.
    fn weekday_before(&self, day: usize, from: usize, doubtful: &[(usize, usize)]) -> Vec<u64> {
        let is_doubtful = |at: usize| {
            doubtful
                .iter()
                .rev()
                .any(|(first, last)| (*first..=*last).contains(&at))
        };
        let same_weekdays = (1..).map_while(|week| day.checked_sub(7 * week));
        same_weekdays
            .skip_while(|at| *at >= from)
            .take(WEEKS)
            .filter(|at| !is_doubtful(*at))
            .filter_map(|at| self.counts[at])
            .collect()
    }

    /// Whether none of these days is known, but some of the four weeks before are: that the other metric is not published absolves
    /// nothing.
    fn end_before(&self, first: Date, last: Date) -> bool {
        let known = |first: Date, last: Date| {
            let mut offsets = days_between(self.first, first)..=days_between(self.first, last);
            offsets.any(|at| usize::try_from(at).is_ok_and(|at| self.counts.get(at).is_some_and(Option::is_some)))
        };
        !known(first, last) && known(plus_days(first, -28), plus_days(first, -1))
    }

    /// Whether at least half of these days have traffic.
    fn go_on(&self, first: Date, last: Date) -> bool {
        let count = |offset| {
            let at = usize::try_from(days_between(self.first, first) + offset).ok()?;
            *self.counts.get(at)?
        };
        let days = days_between(first, last) + 1;
        let positive = (0..days).filter(|offset| count(*offset) > Some(0)).count();
        2 * positive as i64 >= days
    }
}

/// The lower quartile of at least one count; sorts them.
fn lower_quartile(counts: &mut [u64]) -> u64 {
    counts.sort_unstable();
    counts[(counts.len() - 1) / 4]
}

/// The probability of a zero if counts with this positive mean scatter as `recent` ones do, which are sorted: a negative binomial
/// distribution, which scatters wider than independent visits do. How narrowly they scatter is measured, but never believed beyond a third of the
/// mean's square: eight weeks are few.
#[allow(clippy::cast_precision_loss)]
fn zero_of_negative_binomial(mean: f64, recent: &[u64]) -> f64 {
    const NARROWEST: f64 = 3.0;
    let middle = recent[recent.len() / 2] as f64;
    let mut deviations: Vec<f64> = recent.iter().map(|count| (*count as f64 - middle).abs()).collect();
    deviations.sort_by(f64::total_cmp);
    // 1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
    let variance = (1.4826 * deviations[deviations.len() / 2]).powi(2);
    let size = match variance > middle {
        true => middle * middle / (variance - middle),
        false => NARROWEST,
    };
    let size = size.clamp(0.5, NARROWEST);
    (size / (size + mean)).powf(size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::repository::Repository;
    use crate::domain::traffic::{DayCount, Source};

    const FIRST: Date = Date::constant(2026, 1, 5);

    const NONE: [i64; 0] = [];

    /// A history of these views and clones from a Monday on; `None` is unknown.
    fn history(days: impl IntoIterator<Item = (Option<u64>, Option<u64>)>) -> History {
        let name = "octo/spike".parse().expect("a name");
        let mut history = History::new(Repository {
            id: Some(7),
            name,
            created: None,
        });
        let reading = |count| DayCount {
            count: Some(count),
            uniques: None,
            certainty: Certainty::Complete,
            source: Source::Observed,
        };
        for (offset, (views, clones)) in (0..).zip(days) {
            let day = history.days.entry(plus_days(FIRST, offset)).or_default();
            day.views = views.map(reading);
            day.clones = clones.map(reading);
        }
        history
    }

    /// The offsets of the doubtful days of a metric.
    fn doubtful(mut history: History, metric: Metric) -> Vec<i64> {
        mark(&mut history);
        let is_doubtful = |day: &crate::domain::traffic::Day| day.reading(metric).is_some_and(DayCount::is_doubtful);
        let days = history.days.iter().filter(|(_, day)| is_doubtful(day));
        days.map(|(date, _)| days_between(FIRST, *date)).collect()
    }

    /// Twenty weeks in which `clones` happen on a day, then `zeros` days without any.
    fn then_zeros(clones: impl Fn(i64) -> u64, zeros: i64) -> History {
        let days = (0..140).map(|day| (Some(50), Some(clones(day))));
        history(days.chain((0..zeros).map(|_| (Some(60), Some(0)))))
    }

    #[test]
    fn zeros_that_the_past_makes_impossible_are_doubtful_while_the_other_metric_goes_on() {
        let busy = |_| 100;
        assert_eq!(
            doubtful(then_zeros(busy, 1), Metric::Clones),
            NONE,
            "a day can be chance"
        );
        assert_eq!(doubtful(then_zeros(busy, 2), Metric::Clones), [140, 141]);
        let few = |day: i64| 3 + (day % 4).unsigned_abs();
        assert_eq!(doubtful(then_zeros(few, 3), Metric::Clones), NONE);
        assert_eq!(doubtful(then_zeros(few, 8), Metric::Clones).len(), 8);
        assert_eq!(doubtful(then_zeros(busy, 3), Metric::Clones), [140, 141, 142]);
        assert_eq!(doubtful(then_zeros(busy, 3), Metric::Views), NONE);
        assert_eq!(doubtful(then_zeros(busy, 28), Metric::Clones).len(), 28);
        assert_eq!(
            doubtful(then_zeros(busy, 29), Metric::Clones),
            NONE,
            "what lasts is believed"
        );
    }

    #[test]
    fn the_rhythm_of_the_week_is_no_doubt() {
        let at_work = |day: i64| if day % 7 < 5 { 40 } else { 0 };
        let weekend = then_zeros(at_work, 0);
        assert_eq!(doubtful(weekend, Metric::Clones), NONE);
        // From Monday on, over a weekend: what is usual is doubtful only in the middle.
        assert_eq!(
            doubtful(then_zeros(at_work, 7), Metric::Clones),
            [140, 141, 142, 143, 144]
        );
        assert_eq!(
            doubtful(then_zeros(at_work, 8), Metric::Clones),
            (140..148).collect::<Vec<_>>()
        );
    }

    #[test]
    fn quiet_repositories_have_days_without_traffic() {
        let now_and_then = |day: i64| u64::from(day % 3 == 0);
        assert_eq!(doubtful(then_zeros(now_and_then, 20), Metric::Clones), NONE);
        let one_or_two = |day: i64| 1 + (day % 2).unsigned_abs();
        assert_eq!(doubtful(then_zeros(one_or_two, 5), Metric::Clones), NONE);
    }

    #[test]
    fn a_short_past_proves_nothing() {
        let days = (0..20).map(|_| (Some(50), Some(500)));
        let zeros = (0..5).map(|_| (Some(50), Some(0)));
        assert_eq!(doubtful(history(days.chain(zeros)), Metric::Clones), NONE);
    }

    #[test]
    fn both_metrics_vanish_together_only_if_both_are_impossible() {
        let days = (0..140).map(|_| (Some(50), Some(30)));
        let gone = history(days.chain((0..4).map(|_| (Some(0), Some(0)))));
        assert_eq!(doubtful(gone.clone(), Metric::Views), [140, 141, 142, 143]);
        assert_eq!(doubtful(gone, Metric::Clones), [140, 141, 142, 143]);
        // Without clones at any time, a repository that nobody visits any more is just quiet.
        let days = (0..140).map(|_| (Some(50), Some(0)));
        let quiet = history(days.chain((0..4).map(|_| (Some(0), Some(0)))));
        assert_eq!(doubtful(quiet, Metric::Views), NONE);
        let days = (0..140).map(|_| (Some(50), Some(30)));
        let unread = history(days.chain((0..4).map(|_| (None, Some(0)))));
        assert_eq!(doubtful(unread, Metric::Clones).len(), 4, "the views are not published");
        let days = (0..140).map(|_| (None, Some(30)));
        let alone = history(days.chain((0..4).map(|_| (None, Some(0)))));
        assert_eq!(
            doubtful(alone, Metric::Clones),
            NONE,
            "nothing is known of views at all"
        );
    }

    #[test]
    fn zeros_that_were_doubtful_are_no_past() {
        let days = (0..140).map(|_| (Some(50), Some(100)));
        let zeros = || (0..3).map(|_| (Some(50), Some(0)));
        let between = (0..11).map(|_| (Some(50), Some(100)));
        let twice = history(days.chain(zeros()).chain(between).chain(zeros()));
        assert_eq!(doubtful(twice, Metric::Clones), [140, 141, 142, 154, 155, 156]);
    }

    #[test]
    fn the_lower_quartile_is_never_above_a_quarter() {
        assert_eq!(
            [1, 2, 3, 4, 5, 8].map(|length| lower_quartile(&mut (1..=length).rev().collect::<Vec<_>>())),
            [1, 1, 1, 1, 2, 2]
        );
    }

    #[test]
    fn a_zero_is_the_likelier_the_wider_the_counts_scatter() {
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
        // Narrow counts count as a size of three: (3 / (3 + 9))³.
        near(zero_of_negative_binomial(9.0, &[9; 8]), 0.015_625);
        // Middle 10, median deviation 8: a size of 100 / ((1.4826 · 8)² − 10).
        near(
            zero_of_negative_binomial(5.0, &[1, 2, 5, 9, 10, 18, 25, 30]),
            0.213_241_259,
        );
        // Never below a size of a half: (0.5 / (0.5 + 4))^0.5.
        near(
            zero_of_negative_binomial(4.0, &[0, 0, 0, 40, 40, 90, 90, 90]),
            1.0 / 3.0,
        );
    }

    #[test]
    fn a_metric_that_was_quiet_does_not_vanish_with_the_other() {
        // Clones were busy, and gone for a week; later there are none for months, in which the views vanish.
        let clones = |day: i64| u64::from(day < 84 && !(70..77).contains(&day)) * 40;
        let views = |day: i64| u64::from(!(300..307).contains(&day)) * 40;
        let both = history((0..320).map(|day| (Some(views(day)), Some(clones(day)))));
        assert_eq!(doubtful(both.clone(), Metric::Clones), (70..77).collect::<Vec<_>>());
        assert_eq!(doubtful(both, Metric::Views), NONE);
    }

    fn counts(counts: &[Option<u64>]) -> DailyCounts {
        DailyCounts {
            first: FIRST,
            counts: counts.to_vec(),
        }
    }

    #[test]
    fn how_often_days_as_busy_had_no_traffic_is_counted_over_all_weekdays() {
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found}, not {wanted}");
        let weeks = |weeks: usize, zeros: &[usize]| {
            let all: Vec<Option<u64>> = (0..weeks * 7)
                .map(|day| Some(if zeros.contains(&day) { 0 } else { 40 }))
                .collect();
            counts(&all).probability_of_zero(weeks * 7, weeks * 7, &[])
        };
        near(weeks(4, &[]), 0.5 / 29.0);
        near(weeks(3, &[]), 1.0);
        near(weeks(8, &[]), 0.5 / 57.0);
        // A Tuesday without any is one of all days; a Monday without any is one of eight Mondays.
        near(weeks(8, &[15]), 1.5 / 57.0);
        near(weeks(8, &[14]), 1.5 / 9.0);
    }

    #[test]
    fn a_metric_goes_on_while_half_of_the_days_have_traffic() {
        let goes_on = |days: &[u64]| {
            // Around them there is none.
            let all: Vec<Option<u64>> = [&[0; 9], days, &[0; 9]].concat().into_iter().map(Some).collect();
            let last = plus_days(FIRST, 8 + days.len() as i64);
            counts(&all).go_on(plus_days(FIRST, 9), last)
        };
        assert!(goes_on(&[3]) && goes_on(&[0, 3]) && goes_on(&[3, 0, 0, 3]) && goes_on(&[1, 1, 1, 1, 0, 0, 0, 0]));
        assert!(!goes_on(&[0]) && !goes_on(&[3, 0, 0]) && !goes_on(&[0, 0, 0, 3]));
        assert!(!goes_on(&[1, 1, 1, 0, 0, 0, 0, 0]));
    }

    #[test]
    fn a_metric_ends_before_if_it_is_known_in_the_four_weeks_before() {
        let mut all = vec![None; 60];
        all[10] = Some(3);
        let ends_before = |day: i64| counts(&all).end_before(plus_days(FIRST, day), plus_days(FIRST, day + 1));
        assert!(ends_before(11) && ends_before(38) && !ends_before(39));
        assert!(!ends_before(10) && !ends_before(9));
        let before_it = plus_days(FIRST, 9);
        assert!(!counts(&all).end_before(before_it, before_it), "it begins after");
    }
}
