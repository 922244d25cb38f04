//! PURE. From claims to what is known: each day with how certain it is, and what GitHub has corrected.
//!
//! The rules, in order:
//! 1. Of whole-day statements the last one counts; but a zero never replaces a positive number, and totals that contain a
//!    day that was corrected since are withdrawn.
//! 2. Hourly windows give whole days by their field-wise maximum; other rows are lower bounds.
//! 3. A window of zeros counts only once two windows with different last days agree, and never where any day of it is
//!    known to be positive: an outage must not look like a drop.
//! 4. An import is used where this ledger has not seen the whole day itself.
//! 5. Downloads are those of every file ever listed: one that GitHub lists no more keeps its last number.
//! 6. While only counts are published, the lists of earlier snapshots are not shown.
//! 7. More uniques than the count are unknown: the two come from sources that do not fit together.
//! 8. Traffic of a later moment shows that a repository is there, whatever was said of it before.
//! 9. Of several numbers of stars that GitHub gave a day the largest counts: a star that was taken back was given all the same.
//! 10. A run of zeros that the days before make nearly impossible is doubtful ([`super::doubt`]): it counts as unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::claims::{Claims, ImportedNumbers, MetricClaims, PeriodClaim, Seen};
use super::doubt;
use super::proof::{MAX_WINDOW_DAYS, Numbers, WINDOW_DAYS};
use crate::domain::history::{Correction, History, ImportConflict};
use crate::domain::repository_state::{RepositoryStatus, StatusClaim};
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Certainty, Day, DayCount, Metric, Period, Source, Uniques};
use crate::domain::{Date, days_between, plus_days, utc_day};

/// The version of these rules; part of every history, so that a ledger judged by other rules is recognised.
pub const RULES: u32 = 1;

/// What is known, given all claims.
#[must_use]
pub fn judge(claims: &Claims) -> History {
    let mut history = History::new(claims.repository.clone());
    history.captured = claims.captured;
    history.seen.clone_from(&claims.seen);
    history.status = status(claims);
    history.counts_only = claims.is_counts_only();
    history.given = claims.given.current();
    history.without_traffic = claims.without_traffic.is_some() && claims.without_traffic == claims.captured;
    for metric in Metric::ALL {
        judge_days(claims, metric, &mut history);
    }
    doubt::mark(&mut history);
    history.lists_every_day =
        claims.lists_every_day() || Metric::ALL.iter().any(|metric| ends_with_zero(&history, *metric));
    for (date, day) in &claims.days {
        // What somebody has counted is better than an estimate.
        let estimate = day.ci_estimate.filter(|_| day.ci_clones.is_none());
        let ci_clones = day.ci_clones.or(estimate.map(|estimate| estimate.clones));
        if ci_clones.is_some() {
            let judged = history.days.entry(*date).or_default();
            judged.ci_clones = ci_clones;
            judged.ci_certainty = estimate.map(|estimate| estimate.certainty);
        }
    }
    history.windows = periods(&claims.windows, &history.days, |end| {
        (plus_days(end, 1 - WINDOW_DAYS), end)
    });
    history.weeks = periods(&claims.weeks, &history.days, |monday| (monday, plus_days(monday, 6)));
    if !history.counts_only {
        history.ignored_referrers.clone_from(&claims.ignored_referrers);
        history.referrers = Arc::clone(&claims.referrers);
        history.paths = Arc::clone(&claims.paths);
        history.assets.clone_from(&claims.assets);
        history.stars = claims.stars.judge(claims.repository.created);
    }
    for (week, readings) in &claims.counters {
        let Some(mut counters) = readings.counters() else {
            continue;
        };
        if let Some((at, _)) = readings.downloads {
            let totals = claims.assets.values().map(|asset| asset.total(utc_day(at)));
            counters.downloads = Some(totals.fold(0, u64::saturating_add));
        }
        history.counters.insert(*week, counters);
    }
    history.releases.clone_from(&claims.releases);
    history.imports.clone_from(&claims.imports);
    history.corrections.sort();
    history.conflicts.sort();
    history
}

/// What GitHub said last of the repository itself. Traffic that was read since shows that it is there.
fn status(claims: &Claims) -> Option<RepositoryStatus> {
    let StatusClaim { answered, status } = claims.status?;
    (status != RepositoryStatus::NotFound || claims.captured < Some(answered)).then_some(status)
}

fn judge_days(claims: &Claims, metric: Metric, history: &mut History) {
    let zeros = Zeros::of(claims, metric);
    let claimed = claims.days.iter().map(|(date, day)| (*date, day.metrics.of(metric)));
    let days: BTreeMap<Date, &MetricClaims> = claimed.filter(|(_, claims)| !claims.is_empty()).collect();
    let nothing = MetricClaims::default();
    let dates: BTreeSet<Date> = days.keys().copied().chain(zeros.days()).collect();
    for date in dates {
        let day = days.get(&date).copied().unwrap_or(&nothing);
        let whole = current(&day.whole);
        if let Some(current) = whole {
            history
                .corrections
                .extend(correction(metric, date, &day.whole, current));
        }
        let observed = observed(day, whole.map(|(numbers, _)| numbers), zeros.certainty(date));
        let imported = imported(day);
        let whole = observed.as_ref().filter(|observed| observed.is_complete());
        // Each source with another number is named with it.
        let mut conflicts: BTreeMap<Option<u64>, BTreeSet<String>> = BTreeMap::new();
        let differing = day
            .imported
            .iter()
            .filter(|(_, numbers)| whole.is_some_and(|whole| differs(whole, **numbers)));
        for (source, numbers) in differing {
            conflicts
                .entry(numbers.numbers.count)
                .or_default()
                .insert(source.clone());
        }
        history
            .conflicts
            .extend(conflicts.into_iter().map(|(imported, sources)| ImportConflict {
                metric,
                date,
                observed: observed.as_ref().and_then(|observed| observed.count),
                imported,
                sources,
            }));
        if let Some(count) = prefer(observed, imported).map(consistent) {
            *history.days.entry(date).or_default().metric_mut(metric) = Some(count);
        }
    }
}

/// GitHub's last statement with a count; a zero counts only while no positive number was stated. Uniques that could not be
/// read are those of an earlier statement of the same count.
fn current(whole: &BTreeMap<Numbers, Seen>) -> Option<(Numbers, Seen)> {
    let most = whole.keys().map(|numbers| numbers.count).max()?;
    let (numbers, seen) = whole
        .iter()
        .filter(|(numbers, _)| numbers.count.is_some() == most.is_some())
        .filter(|(numbers, _)| most.is_none_or(|most| most == 0) || numbers.count > Some(0))
        .max_by_key(|(numbers, seen)| (seen.last, **numbers))?;
    let same = whole
        .iter()
        .filter(|(other, _)| other.count == numbers.count && other.uniques.is_some());
    let earlier = same
        .max_by_key(|(other, seen)| (seen.last, **other))
        .map(|(other, _)| other.uniques);
    let uniques = numbers.uniques.or(earlier.flatten());
    Some((Numbers { uniques, ..*numbers }, *seen))
}

/// What GitHub took back: the largest number that it stated before the one that counts now, if that is smaller.
fn correction(
    metric: Metric,
    date: Date,
    whole: &BTreeMap<Numbers, Seen>,
    (now, seen): (Numbers, Seen),
) -> Option<Correction> {
    let count = |numbers: &Numbers| numbers.count;
    let uniques = |numbers: &Numbers| numbers.uniques.map(Uniques::get);
    let lowered = |of: &dyn Fn(&Numbers) -> Option<u64>| {
        let earlier = whole.iter().filter(|(numbers, _)| of(numbers) > of(&now));
        let (largest, before) = earlier.max_by_key(|(numbers, _)| (of(numbers), **numbers))?;
        // The new number came after the old one was seen last.
        let on = seen.first.max(utc_day(before.last));
        Some((of(largest), of(&now), on))
    };
    let (of_uniques, (from, to, on)) = match lowered(&count) {
        Some(count) => (false, count),
        None => (true, lowered(&uniques)?),
    };
    Some(Correction {
        metric,
        date,
        of_uniques,
        from,
        to,
        on,
    })
}

fn observed(day: &MetricClaims, whole: Option<Numbers>, zero: Option<Certainty>) -> Option<DayCount> {
    let count = |numbers: Numbers, certainty| DayCount {
        count: numbers.count,
        uniques: numbers.uniques,
        certainty,
        source: Source::Observed,
    };
    let is_positive = |numbers: Option<Numbers>| numbers.is_some_and(|numbers| numbers.count > Some(0));
    let refuted = is_positive(day.hourly) || is_positive(day.at_least);
    match (whole, day.hourly) {
        // Neither a zero nor a count that could not be read takes away what was seen.
        (Some(whole), _) if whole.count > Some(0) || !refuted => {
            return Some(count(whole, Certainty::Complete));
        }
        (_, Some(hourly)) if is_positive(Some(hourly)) || whole.is_none() => {
            let numbers = day.at_least.map_or(hourly, |at_least| hourly.max(at_least));
            return Some(count(numbers, Certainty::Complete));
        }
        _ => {}
    }
    match (day.at_least, zero) {
        (Some(numbers), _) if numbers.count > Some(0) => Some(count(numbers, Certainty::Partial(None))),
        (_, Some(certainty)) => Some(count(Numbers::ZERO, certainty)),
        (Some(numbers), None) => Some(count(numbers, Certainty::Partial(None))),
        (None, None) => None,
    }
}

/// What all imports together say, with the names of their sources.
fn imported(day: &MetricClaims) -> Option<(ImportedNumbers, BTreeSet<String>)> {
    let all = day.imported.values().copied().reduce(ImportedNumbers::join);
    all.map(|numbers| (numbers, day.imported.keys().cloned().collect()))
}

/// Whether an import contradicts a complete observation; a lower bound contradicts only what is smaller.
fn differs(observed: &DayCount, imported: ImportedNumbers) -> bool {
    match (observed.count, imported.numbers.count) {
        (Some(observed), Some(count)) if imported.complete => observed != count,
        (Some(observed), Some(count)) => count > observed,
        _ => false,
    }
}

/// A complete observation wins; else the larger numbers, an import's where it has them.
fn prefer(observed: Option<DayCount>, imported: Option<(ImportedNumbers, BTreeSet<String>)>) -> Option<DayCount> {
    let Some((import, sources)) = imported else {
        return observed;
    };
    let certainty = if import.complete {
        Certainty::Complete
    } else {
        Certainty::Partial(None)
    };
    let imported = DayCount {
        count: import.numbers.count,
        uniques: import.numbers.uniques,
        certainty,
        source: Source::Imported(sources),
    };
    let Some(observed) = observed.filter(|observed| !observed.is_provisional()) else {
        return Some(imported);
    };
    if observed.is_complete() {
        // A field that GitHub's answer did not have may be known to an import.
        return Some(DayCount {
            count: observed.count.or(imported.count),
            uniques: observed.uniques.or(imported.uniques),
            ..observed
        });
    }
    if imported.count > observed.count || (imported.count == observed.count && imported.is_complete()) {
        return Some(DayCount {
            uniques: imported.uniques.max(observed.uniques),
            ..imported
        });
    }
    Some(DayCount {
        uniques: observed.uniques.max(imported.uniques),
        ..observed
    })
}

/// No day has more unique visitors than views: where one source knows the count, another one the uniques and they do not
/// fit, the uniques are unknown.
fn consistent(day: DayCount) -> DayCount {
    let fits = |uniques: &Uniques| day.count.is_none_or(|count| uniques.get() <= count);
    DayCount {
        uniques: day.uniques.filter(fits),
        ..day
    }
}

/// Whether the newest day that GitHub stated of one metric is a zero: where it leaves out days without traffic, zeros are
/// known only between days with some.
fn ends_with_zero(history: &History, metric: Metric) -> bool {
    let stated = |(_, day): (Date, &Day)| {
        let reading = day.reading(metric)?;
        (reading.source == Source::Observed).then_some(reading.count)
    };
    history.recorded_days().rev().find_map(stated) == Some(Some(0))
}

/// The windows of zeros that no positive day refutes.
struct Zeros(Vec<(Date, Date)>);

impl Zeros {
    fn of(claims: &Claims, metric: Metric) -> Self {
        let positive = |day: &MetricClaims| {
            let observed = day.whole.keys().chain(&day.hourly).chain(&day.at_least);
            let imported = day.imported.values().map(|imported| &imported.numbers);
            observed.chain(imported).any(|numbers| numbers.count > Some(0))
        };
        let refuted = |first: Date, last: Date| {
            let mut days = claims.days.range(first..=last);
            days.any(|(_, day)| positive(day.metrics.of(metric)))
        };
        let windows = claims.zeros.of(metric).iter().map(|(last, first)| (*first, *last));
        Self(windows.filter(|(first, last)| !refuted(*first, *last)).collect())
    }

    /// The days that any of the windows covers.
    fn days(&self) -> impl Iterator<Item = Date> {
        let mut days = BTreeSet::new();
        for (first, last) in &self.0 {
            days.extend((0..=days_between(*first, *last)).map(|offset| plus_days(*first, offset)));
        }
        days.into_iter()
    }

    /// Two windows agree on the day, or one claims it alone.
    fn certainty(&self, date: Date) -> Option<Certainty> {
        let from = self.0.partition_point(|(_, last)| *last < date);
        // They are in the order of their last days, and none is longer than a window.
        let near = self.0[from..]
            .iter()
            .take_while(|(_, last)| days_between(date, *last) <= MAX_WINDOW_DAYS);
        let mut covering = near.filter(|(first, _)| *first <= date);
        let (_, last) = covering.next()?;
        match covering.next() {
            Some(_) => Some(Certainty::Complete),
            None => Some(Certainty::Provisional(*last)),
        }
    }
}

/// The totals of periods. Those of whole days that GitHub has corrected since are withdrawn with the numbers of their days, and
/// so are those that hold a doubtful day.
fn periods(
    claims: &BTreeMap<Date, PerMetric<Option<PeriodClaim>>>,
    days: &BTreeMap<Date, Day>,
    ends: impl Fn(Date) -> (Date, Date),
) -> BTreeMap<Date, Period> {
    let is_withdrawn = |date: Date, metric: Metric, claim: &PeriodClaim| {
        let (first, last) = ends(date);
        let (mut known, mut sum) = (0, 0_u64);
        for (_, day) in days.range(first..=last) {
            let Some(reading) = day.reading(metric) else { continue };
            if reading.is_doubtful() {
                return true;
            }
            if let Some(count) = reading.known_count().filter(|_| reading.is_complete()) {
                known += 1;
                sum = sum.saturating_add(count);
            }
        }
        let is_whole = known == days_between(first, last) + 1;
        claim.answered.is_some() && is_whole && sum != claim.totals.count
    };
    let mut periods = BTreeMap::new();
    for (date, claims) in claims {
        let mut period = Period::default();
        for metric in Metric::ALL {
            let claim = claims.of(metric).filter(|claim| !is_withdrawn(*date, metric, claim));
            *period.totals_mut(metric) = claim.map(|claim| claim.totals);
        }
        if period != Period::default() {
            periods.insert(*date, period);
        }
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::repository::Repository;

    fn repository() -> Repository {
        Repository {
            id: None,
            name: "o/r".parse().expect("a name"),
            created: None,
        }
    }

    fn numbers((count, uniques): (u64, u64)) -> Numbers {
        Numbers {
            count: Some(count),
            uniques: Some(Uniques::new(uniques)),
        }
    }

    fn shown(day: Option<DayCount>) -> Option<(u64, u64, bool, bool)> {
        let day = day?;
        let is_imported = matches!(day.source, Source::Imported(_));
        Some((day.count?, day.uniques?.get(), day.is_complete(), is_imported))
    }

    #[test]
    fn of_an_observation_and_an_import_the_larger_numbers_count() {
        let observed = |pair, certainty| {
            let Numbers { count, uniques } = numbers(pair);
            DayCount {
                count,
                uniques,
                certainty,
                source: Source::Observed,
            }
        };
        let partial = Certainty::Partial(None);
        let both = |pair, certainty, import, complete| {
            let import = ImportedNumbers {
                numbers: numbers(import),
                complete,
            };
            shown(prefer(
                Some(observed(pair, certainty)),
                Some((import, ["a-log".to_owned()].into())),
            ))
        };
        assert_eq!(
            both((5, 3), partial, (7, 2), false),
            Some((7, 3, false, true)),
            "the larger count"
        );
        assert_eq!(
            both((5, 3), partial, (5, 2), true),
            Some((5, 3, true, true)),
            "as many, and whole"
        );
        assert_eq!(both((5, 3), partial, (5, 4), false), Some((5, 4, false, false)));
        assert_eq!(
            both((9, 3), partial, (7, 6), true),
            Some((9, 6, false, false)),
            "a larger lower bound"
        );
        assert_eq!(
            both((5, 3), Certainty::Complete, (7, 4), true),
            Some((5, 3, true, false))
        );
        let zero = Certainty::Provisional(Date::constant(2026, 3, 1));
        assert_eq!(both((0, 0), zero, (7, 4), true), Some((7, 4, true, true)));
    }

    #[test]
    fn what_was_seen_is_taken_away_by_no_zero() {
        let day = |hourly: Option<(u64, u64)>, at_least: Option<(u64, u64)>| MetricClaims {
            hourly: hourly.map(numbers),
            at_least: at_least.map(numbers),
            ..MetricClaims::default()
        };
        let seen = |day: &MetricClaims, whole: Option<(u64, u64)>| shown(observed(day, whole.map(numbers), None));
        assert_eq!(seen(&day(Some((4, 2)), None), Some((9, 5))), Some((9, 5, true, false)));
        assert_eq!(seen(&day(Some((4, 2)), None), Some((0, 0))), Some((4, 2, true, false)));
        assert_eq!(seen(&day(Some((0, 0)), None), Some((0, 0))), Some((0, 0, true, false)));
        assert_eq!(seen(&day(Some((0, 0)), None), None), Some((0, 0, true, false)));
        assert_eq!(seen(&day(None, Some((3, 1))), Some((0, 0))), Some((3, 1, false, false)));
        assert_eq!(seen(&day(Some((4, 2)), Some((6, 1))), None), Some((6, 2, true, false)));
        assert_eq!(seen(&day(None, Some((0, 0))), None), Some((0, 0, false, false)));
        assert_eq!(seen(&day(None, None), None), None);
    }

    #[test]
    fn what_is_seen_of_a_day_goes_before_a_zero_and_before_nothing() {
        let some = |count: Option<u64>| Numbers { count, uniques: None };
        let provisional = Some(Certainty::Provisional(Date::constant(2026, 3, 1)));
        let day = |hourly: Option<u64>, at_least: Option<u64>| MetricClaims {
            hourly: hourly.map(|count| some(Some(count))),
            at_least: at_least.map(|count| some(Some(count))),
            ..MetricClaims::default()
        };
        let judged = |day: MetricClaims, whole, zero| {
            let found = observed(&day, whole, zero)?;
            Some((found.count, found.status()))
        };
        let whole = |count| Some(some(count));
        for (what, found, wanted) in [
            (
                "a whole day",
                judged(day(None, Some(3)), whole(Some(5)), None),
                Some((Some(5), "complete")),
            ),
            (
                "a zero that was refuted",
                judged(day(None, Some(3)), whole(Some(0)), None),
                Some((Some(3), "partial")),
            ),
            (
                "a zero that was refuted beside an hourly one",
                judged(day(Some(0), Some(3)), whole(Some(0)), None),
                Some((Some(3), "partial")),
            ),
            (
                "a zero that another hour refutes",
                judged(day(Some(4), Some(3)), whole(Some(0)), None),
                Some((Some(4), "complete")),
            ),
            (
                "a zero does not refute",
                judged(day(Some(0), Some(0)), whole(None), None),
                Some((None, "unknown")),
            ),
            (
                "an hourly zero",
                judged(day(Some(0), None), None, provisional),
                Some((Some(0), "complete")),
            ),
            (
                "a lower bound",
                judged(day(None, Some(3)), None, provisional),
                Some((Some(3), "partial")),
            ),
            (
                "a zero",
                judged(day(None, Some(0)), None, provisional),
                Some((Some(0), "provisional")),
            ),
            (
                "a lower bound of zero",
                judged(day(None, Some(0)), None, None),
                Some((Some(0), "partial")),
            ),
            ("nothing", judged(day(None, None), None, None), None),
        ] {
            assert_eq!(found, wanted, "{what}");
        }
    }

    #[test]
    fn a_repository_whose_traffic_was_read_is_there() {
        let mut claims = Claims::new(repository());
        let at = |text: &str| text.parse().expect("a time");
        assert_eq!(status(&claims), None);
        claims.status = Some(StatusClaim {
            answered: at("2026-11-15T14:37:00Z"),
            status: RepositoryStatus::NotFound,
        });
        assert_eq!(status(&claims), Some(RepositoryStatus::NotFound));
        for (captured, wanted) in [
            ("2026-11-15T14:36:59Z", Some(RepositoryStatus::NotFound)),
            ("2026-11-15T14:37:00Z", None),
            ("2026-11-16T00:00:00Z", None),
        ] {
            claims.captured = Some(at(captured));
            assert_eq!(status(&claims), wanted, "{captured}");
        }
    }

    #[test]
    fn what_github_left_out_of_a_whole_day_an_import_may_know() {
        let import = || {
            let numbers = numbers((7, 2));
            Some((
                ImportedNumbers {
                    numbers,
                    complete: true,
                },
                ["a-log".to_owned()].into(),
            ))
        };
        let both = |count: Option<u64>, uniques: Option<u64>| {
            let observed = DayCount {
                count,
                uniques: uniques.map(Uniques::new),
                certainty: Certainty::Complete,
                source: Source::Observed,
            };
            shown(prefer(Some(observed), import()))
        };
        assert_eq!(both(None, Some(3)), Some((7, 3, true, false)));
        assert_eq!(both(Some(5), None), Some((5, 2, true, false)));
    }

    #[test]
    fn a_zero_takes_no_positive_number_back() {
        let seen = |day: &str| Seen {
            first: day.parse().expect("a day"),
            last: format!("{day}T14:37:00Z").parse().expect("a time"),
        };
        let last = |whole: &[((u64, u64), &str)]| {
            let whole = whole.iter().map(|(pair, on)| (numbers(*pair), seen(on)));
            current(&whole.collect()).map(|(found, _)| found.count)
        };
        assert_eq!(last(&[((5, 2), "2026-11-02"), ((0, 0), "2026-11-03")]), Some(Some(5)));
        assert_eq!(last(&[((5, 2), "2026-11-02"), ((3, 2), "2026-11-03")]), Some(Some(3)));
        assert_eq!(last(&[((0, 0), "2026-11-03")]), Some(Some(0)));
    }

    #[test]
    fn zeros_on_single_days_do_not_refute_a_window_of_zeros() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let (first, last) = (day("2026-11-01"), day("2026-11-14"));
        let windows = |count: u64| {
            let mut claims = Claims::new(repository());
            claims.add_zeros(Metric::Views, first, last);
            let one = claims.days.entry(day("2026-11-05")).or_default();
            one.metrics.views.at_least = Some(numbers((count, 0)));
            Zeros::of(&claims, Metric::Views).0
        };
        assert_eq!(windows(0), [(first, last)]);
        assert_eq!(windows(1), []);
    }

    #[test]
    fn whether_a_metric_ends_with_a_zero_is_what_github_said_last() {
        let ends_with_zero = |days: &[(u64, Source)]| {
            let mut history = History::new(repository());
            for (offset, (count, source)) in (0..).zip(days) {
                let reading = DayCount {
                    count: Some(*count),
                    uniques: None,
                    certainty: Certainty::Complete,
                    source: source.clone(),
                };
                let day = plus_days(Date::constant(2026, 11, 1), offset);
                history.days.entry(day).or_default().views = Some(reading);
            }
            ends_with_zero(&history, Metric::Views)
        };
        let import = || Source::Imported(["a-log".to_owned()].into());
        assert!(ends_with_zero(&[(3, Source::Observed), (0, Source::Observed)]));
        assert!(ends_with_zero(&[(0, Source::Observed), (3, import())]));
        assert!(!ends_with_zero(&[(0, Source::Observed), (3, Source::Observed)]));
        assert!(!ends_with_zero(&[(0, import())]) && !ends_with_zero(&[]));
    }

    #[test]
    fn a_total_is_withdrawn_only_if_all_of_its_days_say_something_else() {
        let (first, last) = (Date::constant(2026, 11, 2), Date::constant(2026, 11, 8));
        let kept = |answered: bool, days: i64, count: u64, certainty: Certainty| {
            let totals = crate::domain::traffic::Totals {
                count: 70,
                uniques: Uniques::new(9),
            };
            let answered = answered.then(|| "2026-11-15T14:37:00Z".parse().expect("a time"));
            let claims = PerMetric {
                views: Some(PeriodClaim { answered, totals }),
                clones: None,
            };
            let reading = DayCount {
                count: Some(count),
                uniques: None,
                certainty,
                source: Source::Observed,
            };
            let day = Day {
                views: Some(reading),
                ..Day::default()
            };
            let days = (0..days).map(|offset| (plus_days(first, offset), day.clone()));
            let periods = periods(&[(first, claims)].into(), &days.collect(), |_| (first, last));
            periods.get(&first).and_then(|period| period.views) == Some(totals)
        };
        let complete = Certainty::Complete;
        assert!(kept(true, 7, 10, complete));
        assert!(!kept(true, 7, 9, complete), "its days were corrected");
        assert!(kept(true, 6, 9, complete), "a day is not known");
        assert!(kept(true, 7, 9, Certainty::Partial(None)));
        assert!(kept(false, 7, 9, complete), "it is that of an import");
        assert!(!kept(true, 7, 10, Certainty::Doubtful));
    }
}
