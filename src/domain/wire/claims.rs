//! PURE. Claims of days and periods as records. What follows from the windows that GitHub showed (`seen`) is left out: a
//! day with one number needs no times.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{
    AllMetricClaims, WireCiClones, WireDay, WireMetricClaims, WirePeriod, WirePeriodClaim, WireSeen, WireSeenEach,
};
use crate::domain::ci_clones::{CiCertainty, CiClones};
use crate::domain::day_map::DayMap;
use crate::domain::evidence::claims::{DayClaims, ImportedNumbers, MetricClaims, PeriodClaim, Seen, WindowSeen};
use crate::domain::evidence::proof::Numbers;
use crate::domain::records::{WireNumbers, totals};
use crate::domain::traffic::PerMetric;
use crate::domain::traffic::{Metric, Uniques};
use crate::domain::{Date, Timestamp, days_between, is_plausible, monday_of, plus_days, utc_day};

/// What follows from the windows that GitHub showed: when a number of a day was seen if every window had it, and when a
/// period was stated last.
pub(super) struct Defaults {
    pub(super) days: PerMetric<DayMap<Seen>>,
    pub(super) windows: PerMetric<BTreeMap<Date, Timestamp>>,
    pub(super) weeks: PerMetric<BTreeMap<Date, Timestamp>>,
}

impl Defaults {
    pub(super) fn of(seen: &PerMetric<BTreeMap<Date, WindowSeen>>) -> Self {
        let mut defaults = Self {
            days: PerMetric::default(),
            windows: PerMetric::default(),
            weeks: PerMetric::default(),
        };
        let latest = |map: &mut BTreeMap<Date, Timestamp>, date, answered: Timestamp| {
            let kept = map.entry(date).or_insert(answered);
            *kept = (*kept).max(answered);
        };
        for metric in Metric::ALL {
            for (asked, window) in seen.of(metric) {
                latest(defaults.windows.of_mut(metric), window.last, window.answered);
                let mut monday = monday_of(plus_days(window.last, -6));
                while monday >= window.first() {
                    latest(defaults.weeks.of_mut(metric), monday, window.answered);
                    monday = plus_days(monday, -7);
                }
                let seen = Seen {
                    first: *asked,
                    last: window.answered,
                };
                defaults
                    .days
                    .of_mut(metric)
                    .update(window.first(), window.last, |kept| match kept {
                        Some(kept) => Seen {
                            first: kept.first.min(seen.first),
                            last: kept.last.max(seen.last),
                        },
                        None => seen,
                    });
            }
        }
        defaults
    }
}

pub(super) fn write_seen(seen: &PerMetric<BTreeMap<Date, WindowSeen>>) -> impl Iterator<Item = WireSeen> {
    let asked: BTreeSet<Date> = seen.views.keys().chain(seen.clones.keys()).copied().collect();
    asked.into_iter().map(|day| {
        let of = |metric| {
            let window = seen.of(metric).get(&day)?;
            Some((window.answered, days_between(window.last, day)))
        };
        match (of(Metric::Views), of(Metric::Clones)) {
            (Some(views), Some(clones)) if views == clones => WireSeen::Both(views.0, views.1),
            (views, clones) => WireSeen::Each(WireSeenEach { views, clones }),
        }
    })
}

pub(super) fn read_seen(wires: &[WireSeen]) -> Result<PerMetric<BTreeMap<Date, WindowSeen>>, String> {
    let mut seen: PerMetric<BTreeMap<Date, WindowSeen>> = PerMetric::default();
    let mut previous = None;
    for wire in wires {
        let (views, clones) = match wire {
            WireSeen::Both(answered, lag) => (Some((*answered, *lag)), Some((*answered, *lag))),
            WireSeen::Each(each) => (each.views, each.clones),
        };
        let days: BTreeSet<Date> = [views, clones].iter().flatten().map(|(at, _)| utc_day(*at)).collect();
        let (Some(day), true) = (days.first().copied(), days.len() == 1) else {
            return Err("a record of `seen` is not about one day".to_owned());
        };
        if previous.is_some_and(|previous| previous >= day) {
            return Err(format!("the record of {day} in `seen` is out of order or a duplicate"));
        }
        previous = Some(day);
        for (metric, window) in [(Metric::Views, views), (Metric::Clones, clones)] {
            if let Some((answered, lag)) = window {
                let last = plus_days(day, -lag);
                if !is_plausible(day) || !is_plausible(last) {
                    return Err(format!(
                        "{last} or {day} in `seen` is outside the supported years 2008–2199"
                    ));
                }
                seen.of_mut(metric).insert(day, WindowSeen { answered, last });
            }
        }
    }
    Ok(seen)
}

pub(super) fn write_day(date: Date, day: &DayClaims, defaults: &Defaults) -> WireDay {
    let of = |metric| write_metric_claims(day.metrics.of(metric), defaults.days.of(metric).get(date).as_ref());
    WireDay(date, of(Metric::Views), of(Metric::Clones), write_ci_clones(day))
}

fn write_ci_clones(day: &DayClaims) -> Option<WireCiClones> {
    let word = |estimate: &CiClones| estimate.certainty.word().to_owned();
    Some(match (&day.ci_estimate, day.ci_clones) {
        (None, None) => return None,
        (None, Some(imported)) => WireCiClones::Imported(imported),
        (Some(estimate), None) if estimate.certainty == CiCertainty::Counted => {
            WireCiClones::Counted([estimate.clones])
        }
        (Some(estimate), None) => WireCiClones::Estimated(estimate.clones, word(estimate)),
        (Some(estimate), Some(imported)) => WireCiClones::Both(estimate.clones, word(estimate), imported),
    })
}

/// The estimate, and the number of an import.
fn read_ci_clones(wire: Option<&WireCiClones>) -> Result<(Option<CiClones>, Option<u64>), String> {
    let estimate = |clones: &u64, word: &String| {
        let certainty = CiCertainty::from_word(word).ok_or_else(|| format!("{word:?} is no certainty"))?;
        Ok::<_, String>(Some(CiClones {
            certainty,
            clones: *clones,
        }))
    };
    Ok(match wire {
        None => (None, None),
        Some(WireCiClones::Imported(imported)) => (None, Some(*imported)),
        Some(WireCiClones::Counted([clones])) => {
            let certainty = CiCertainty::Counted;
            let clones = *clones;
            (Some(CiClones { certainty, clones }), None)
        }
        Some(WireCiClones::Estimated(clones, word)) => (estimate(clones, word)?, None),
        Some(WireCiClones::Both(clones, word, imported)) => (estimate(clones, word)?, Some(*imported)),
    })
}

pub(super) fn write_metric_claims(claims: &MetricClaims, default: Option<&Seen>) -> Option<WireMetricClaims> {
    if claims.is_empty() {
        return None;
    }
    let wire = |numbers: &Numbers| (numbers.count, numbers.uniques.map(Uniques::get));
    let mut whole = claims.whole.iter();
    let alone = claims.hourly.is_none() && claims.at_least.is_none() && claims.imported.is_empty();
    if let (Some((numbers, seen)), None, true) = (whole.next(), whole.next(), alone)
        && Some(seen) == default
    {
        let (count, uniques) = wire(numbers);
        return Some(WireMetricClaims::Whole(count, uniques));
    }
    let imported = claims.imported.iter();
    Some(WireMetricClaims::All(AllMetricClaims {
        whole: claims
            .whole
            .iter()
            .map(|(numbers, seen)| {
                let (count, uniques) = wire(numbers);
                (count, uniques, seen.first, seen.last)
            })
            .collect(),
        hourly: claims.hourly.as_ref().map(wire),
        at_least: claims.at_least.as_ref().map(wire),
        imported: imported
            .clone()
            .map(|(source, claim)| (source.clone(), wire(&claim.numbers)))
            .collect(),
        partial: imported
            .filter(|(_, claim)| !claim.complete)
            .map(|(source, _)| source.clone())
            .collect(),
    }))
}

pub(super) fn read_day(
    WireDay(date, views, clones, ci_clones): &WireDay,
    defaults: &Defaults,
) -> Result<DayClaims, String> {
    let claims = |metric, claims: &Option<WireMetricClaims>| match claims {
        Some(claims) => read_metric_claims(claims, defaults.days.of(metric).get(*date).as_ref()),
        None => Ok(MetricClaims::default()),
    };
    let (ci_estimate, ci_clones) = read_ci_clones(ci_clones.as_ref())?;
    Ok(DayClaims {
        metrics: PerMetric {
            views: claims(Metric::Views, views)?,
            clones: claims(Metric::Clones, clones)?,
        },
        ci_clones,
        ci_estimate,
    })
}

pub(super) fn read_metric_claims(wire: &WireMetricClaims, default: Option<&Seen>) -> Result<MetricClaims, String> {
    let numbers = |(count, uniques): WireNumbers| Numbers {
        count,
        uniques: uniques.map(Uniques::new),
    };
    let all = match wire {
        WireMetricClaims::Whole(count, uniques) => {
            let seen = default.ok_or("no window in `seen` covers the day")?;
            return Ok(MetricClaims {
                whole: [(numbers((*count, *uniques)), *seen)].into(),
                ..MetricClaims::default()
            });
        }
        WireMetricClaims::All(all) => all,
    };
    let whole = all.whole.iter().map(|(count, uniques, first, last)| {
        let seen = Seen {
            first: *first,
            last: *last,
        };
        (numbers((*count, *uniques)), seen)
    });
    let imported = all.imported.iter().map(|(source, wire)| {
        let claim = ImportedNumbers {
            numbers: numbers(*wire),
            complete: !all.partial.contains(source),
        };
        (source.clone(), claim)
    });
    Ok(MetricClaims {
        whole: whole.collect(),
        hourly: all.hourly.map(numbers),
        at_least: all.at_least.map(numbers),
        imported: imported.collect(),
    })
}

pub(super) fn write_period(
    date: Date,
    claims: &PerMetric<Option<PeriodClaim>>,
    defaults: &PerMetric<BTreeMap<Date, Timestamp>>,
) -> WirePeriod {
    let of = |metric| {
        claims.of(metric).map(|claim| {
            let (count, uniques) = (claim.totals.count, claim.totals.uniques.get());
            if claim.answered.as_ref() == defaults.of(metric).get(&date) {
                WirePeriodClaim::Seen(count, uniques)
            } else {
                WirePeriodClaim::At(count, uniques, claim.answered)
            }
        })
    };
    WirePeriod(date, of(Metric::Views), of(Metric::Clones))
}

pub(super) fn read_period(
    WirePeriod(date, views, clones): &WirePeriod,
    defaults: &PerMetric<BTreeMap<Date, Timestamp>>,
) -> Result<PerMetric<Option<PeriodClaim>>, String> {
    let claim = |metric, claim: &Option<WirePeriodClaim>| {
        let (count, uniques, answered) = match claim {
            None => return Ok(None),
            Some(WirePeriodClaim::Seen(count, uniques)) => (*count, *uniques, defaults.of(metric).get(date).copied()),
            Some(WirePeriodClaim::At(count, uniques, answered)) => (*count, *uniques, *answered),
        };
        totals(count, uniques).map(|totals| Some(PeriodClaim { answered, totals }))
    };
    Ok(PerMetric {
        views: claim(Metric::Views, views)?,
        clones: claim(Metric::Clones, clones)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn windows_of_both_metrics_are_one_record_only_if_they_are_the_same() {
        let window = |last: &str| WindowSeen {
            answered: time("2026-11-15T14:37:00Z"),
            last: day(last),
        };
        for (views, clones) in [
            (Some("2026-11-14"), Some("2026-11-14")),
            (Some("2026-11-14"), Some("2026-11-13")),
            (None, Some("2026-11-13")),
        ] {
            let of = |last: Option<&str>| last.map(|last| (day("2026-11-15"), window(last))).into_iter().collect();
            let seen = PerMetric {
                views: of(views),
                clones: of(clones),
            };
            let wires: Vec<WireSeen> = write_seen(&seen).collect();
            assert_eq!(matches!(wires[..], [WireSeen::Both(..)]), views == clones);
            assert_eq!(read_seen(&wires), Ok(seen));
        }
    }

    #[test]
    fn windows_of_other_centuries_are_refused() {
        let read = |at: &str, lag| read_seen(&[WireSeen::Both(time(at), lag)]).is_ok();
        assert!(read("2026-11-15T14:37:00Z", 1));
        assert!(!read("2026-11-15T14:37:00Z", 20_000) && !read("1999-11-15T14:37:00Z", 1));
        assert!(!read("1999-11-15T14:37:00Z", -20_000));
    }

    #[test]
    fn what_else_is_claimed_of_a_day_is_written_beside_the_whole_number() {
        let numbers = |count| Numbers {
            count: Some(count),
            uniques: None,
        };
        let seen = Seen {
            first: day("2026-11-15"),
            last: time("2026-11-15T14:37:00Z"),
        };
        let whole = MetricClaims {
            whole: [(numbers(5), seen)].into(),
            ..MetricClaims::default()
        };
        let import = ImportedNumbers {
            numbers: numbers(4),
            complete: true,
        };
        for claims in [
            MetricClaims {
                hourly: Some(numbers(3)),
                ..whole.clone()
            },
            MetricClaims {
                at_least: Some(numbers(3)),
                ..whole.clone()
            },
            MetricClaims {
                imported: [("a-log".to_owned(), import)].into(),
                ..whole.clone()
            },
            whole,
        ] {
            for default in [None, Some(&seen)] {
                let wire = write_metric_claims(&claims, default).expect("claims");
                assert_eq!(read_metric_claims(&wire, default).as_ref(), Ok(&claims), "{default:?}");
            }
        }
    }
}
