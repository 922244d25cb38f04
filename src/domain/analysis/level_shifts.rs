//! PURE. Days from which on the traffic stays on another level: a lasting change is no spike. Imports its neighbours in
//! `domain`.
//!
//! Two weeks are held against the four weeks before them, by medians, so that neither the weekly rhythm nor a spike of a
//! few days moves them.

use super::days::Days;
use super::{count_on, known_span, median};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, plus_days};

/// A level must last this many days …
const LASTING: u32 = 14;
/// … and is held against this many days.
const BASIS: u32 = 28;
/// Fewer known days of the two weeks than this say nothing.
const ENOUGH: usize = 12;
/// Fewer known days of the four weeks than this say nothing.
const ENOUGH_BASIS: usize = 14;
/// A level is another one from this factor on, …
const FACTOR: f64 = 1.8;
/// … if it is at least so many views or clones a day away.
const LEAST_DISTANCE: f64 = 10.0;
/// The root of the factor: a day belongs to the new level if it lies nearer to it than to the old one.
const HALF_WAY: f64 = 1.34;

/// A day from which on the traffic stayed on another level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelShift {
    /// Its first day.
    pub since: Date,
    /// The median of the four weeks before, a day.
    pub before: u64,
    /// The median of the two weeks from then on, a day.
    pub after: u64,
    /// Whether the last two weeks of known days are nearer to the new level than to the old one, by their ratios.
    pub lasts: bool,
}

impl LevelShift {
    /// The two weeks that the new level was recognised by.
    pub(super) fn first_days(self) -> impl Iterator<Item = Date> {
        Days::new(self.since, plus_days(self.since, i64::from(LASTING) - 1)).each()
    }
}

/// A day that two levels can be parted at.
struct Candidate {
    shift: LevelShift,
    /// How far the days around it lie from the medians of their weekdays on their sides: the least fits best.
    distance: f64,
}

/// Finds the level shifts of one metric, oldest first.
pub(super) fn find(history: &History, metric: Metric) -> Vec<LevelShift> {
    let Some(span) = known_span(history, metric) else {
        return Vec::new();
    };
    let all = known(history, metric, span);
    let now = median_of(&all[all.len().saturating_sub(LASTING as usize)..]);
    let mut best: Vec<Candidate> = Vec::new();
    let last = plus_days(span.last, 1 - i64::from(LASTING));
    for offset in i64::from(LASTING)..=days_between(span.first, last) {
        let Some(candidate) = candidate(&all, plus_days(span.first, offset), now) else {
            continue;
        };
        match best.last_mut() {
            Some(kept) if kept.is_same_shift(&candidate) => {
                if candidate.distance < kept.distance {
                    *kept = candidate;
                }
            }
            _ => best.push(candidate),
        }
    }
    best.into_iter().map(|candidate| candidate.shift).collect()
}

impl Candidate {
    fn is_same_shift(&self, later: &Self) -> bool {
        let (one, two) = (&self.shift, &later.shift);
        let same_way = (one.before < one.after) == (two.before < two.after);
        same_way && days_between(one.since, two.since) < i64::from(LASTING)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn candidate(all: &[(Date, f64)], since: Date, now: f64) -> Option<Candidate> {
    let days = Days::ending(plus_days(since, i64::from(LASTING) - 1), LASTING);
    let (near, basis) = (days.before(), Days::ending(plus_days(since, -1), BASIS));
    let (after, before) = (within(all, days), within(all, basis));
    if after.len() < ENOUGH || before.len() < ENOUGH_BASIS {
        return None;
    }
    let (low, high) = (median_of(before), median_of(after));
    let rises = high > low;
    let (least, most) = if rises { (low, high) } else { (high, low) };
    if most < FACTOR * least || most - least < LEAST_DISTANCE {
        return None;
    }
    // Each day is held against its own weekday on the other side.
    let is_new = |(day, count): &(Date, f64)| is_beyond(*count, weekday(before, *day).unwrap_or(low), rises);
    let is_old = |(day, count): &(Date, f64)| is_beyond(*count, weekday(after, *day).unwrap_or(high), !rises);
    let near = within(before, near);
    let first_is_new = after.first().is_some_and(|first| first.0 == since && is_new(first));
    if !first_is_new || !are_most(after, is_new) || !are_most(near, is_old) {
        return None;
    }
    let distance = |days: &[(Date, f64)], side: &[(Date, f64)], level: f64| -> f64 {
        let usual = |day: Date| weekday(side, day).unwrap_or(level);
        days.iter().map(|(day, count)| (count - usual(*day)).abs()).sum()
    };
    Some(Candidate {
        shift: LevelShift {
            since,
            before: low.round() as u64,
            after: high.round() as u64,
            lasts: is_beyond_middle(now, low, high),
        },
        distance: distance(near, before, low) + distance(after, after, high),
    })
}

/// Whether a level lies beyond the geometric mean of an old and a new one, seen from the old one. One is added to each, so
/// that a level of zero has a mean with another one.
fn is_beyond_middle(level: f64, old: f64, new: f64) -> bool {
    let (level, middle) = ((level + 1.0) * (level + 1.0), (old + 1.0) * (new + 1.0));
    match old < new {
        true => level > middle,
        false => level < middle,
    }
}

/// Whether a count lies on the other side of the middle between two levels, seen from `level`.
fn is_beyond(count: f64, level: f64, upwards: bool) -> bool {
    match upwards {
        true => count > level * HALF_WAY + 1.0,
        false => count * HALF_WAY + 1.0 < level,
    }
}

/// Whether at most three in fourteen days are otherwise.
fn are_most(days: &[(Date, f64)], is: impl Fn(&(Date, f64)) -> bool) -> bool {
    let strays = days.iter().filter(|day| !is(day)).count();
    strays * 14 <= 3 * days.len()
}

/// The median of the days that have the same weekday.
fn weekday(days: &[(Date, f64)], day: Date) -> Option<f64> {
    let same = days.iter().filter(|(other, _)| days_between(*other, day) % 7 == 0);
    let same: Vec<(Date, f64)> = same.copied().collect();
    (!same.is_empty()).then(|| median_of(&same))
}

/// Those of `all` that lie in `days`.
fn within(all: &[(Date, f64)], days: Days) -> &[(Date, f64)] {
    let first = all.partition_point(|(day, _)| *day < days.first);
    let end = all.partition_point(|(day, _)| *day <= days.last);
    &all[first..end]
}

#[allow(clippy::cast_precision_loss)]
fn known(history: &History, metric: Metric, days: Days) -> Vec<(Date, f64)> {
    let known = |day| Some((day, count_on(history, metric, day)? as f64));
    days.each().filter_map(known).collect()
}

fn median_of(days: &[(Date, f64)]) -> f64 {
    let mut counts: Vec<f64> = days.iter().map(|(_, count)| *count).collect();
    median(&mut counts)
}
