//! PURE. Days far above what their weekday usually brings, and what rose at the time. Imports its neighbours in
//! `domain`.
//!
//! A day is held against the same weekdays of the eight weeks before it, by median and median absolute deviation:
//! neither the weekly rhythm nor an earlier spike moves them much.

use super::top_list_trend::{TopListKind, ceiling, row_of};
use super::{Days, count_on};
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::top_list::TopList;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, plus_days, utc_day};

/// Weeks of the same weekday that a day is held against.
const WEEKS: i64 = 8;
/// Fewer same weekdays than this say nothing; then all days of the four weeks before serve.
const ENOUGH_WEEKDAYS: usize = 4;
/// Fewer days than this before a day say nothing at all.
const ENOUGH_DAYS: usize = 7;
/// How many robust standard deviations above the median make a spike.
const DEVIATIONS: f64 = 5.0;
/// A spike brings at least this many more than usual, …
const LEAST_EXCESS: f64 = 20.0;
/// … and at least this many times the usual.
const LEAST_FACTOR: f64 = 1.8;
/// The windows before and after a spike are looked for in this many days around it.
const AROUND: i64 = 28;

/// Adjacent days that were all far above the usual.
#[derive(Debug, Clone, PartialEq)]
pub struct Spike {
    /// Its days.
    pub days: Days,
    /// The largest of them; of equals the first.
    pub peak: Date,
    /// Views or clones on that day.
    pub count: u64,
    /// What its weekday usually brought: the median, rounded.
    pub usual: u64,
    /// Views or clones of all its days above the usual.
    pub excess: u64,
    /// What rose most between the captures around it: up to three referrers, then up to two pages, largest growth
    /// first. Views only.
    pub causes: Vec<Cause>,
    /// Tags of the releases published on its days or on the day before, by tag.
    pub releases: Vec<Untrusted>,
}

/// A referrer or page whose 14-day window grew over a spike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which list it is on.
    pub kind: TopListKind,
    /// The referrer or path.
    pub name: Untrusted,
    /// Views in the window after the spike, less those in the window before. A lower bound where the list before was
    /// cut above it.
    pub growth: u64,
}

/// Finds the spikes of one metric, oldest first.
pub(super) fn find(history: &History, metric: Metric) -> Vec<Spike> {
    let mut spikes: Vec<Spike> = Vec::new();
    for (date, day) in history.recorded_days() {
        let Some(count) = day.reading(metric).and_then(|reading| reading.known_count()) else {
            continue;
        };
        let Some(usual) = usual_if_spike(history, metric, date, count) else {
            continue;
        };
        let excess = count.saturating_sub(usual);
        match spikes.last_mut() {
            Some(spike) if plus_days(spike.days.last, 1) == date => {
                spike.days.last = date;
                spike.excess = spike.excess.saturating_add(excess);
                if count > spike.count {
                    (spike.peak, spike.count, spike.usual) = (date, count, usual);
                }
            }
            _ => spikes.push(Spike {
                days: Days::new(date, date),
                peak: date,
                count,
                usual,
                excess,
                causes: Vec::new(),
                releases: Vec::new(),
            }),
        }
    }
    for spike in &mut spikes {
        spike.releases = releases(history, spike.days);
        if metric == Metric::Views {
            spike.causes = causes(history, spike);
        }
    }
    spikes
}

/// The usual count of the day, if `count` is a spike against it.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn usual_if_spike(history: &History, metric: Metric, date: Date, count: u64) -> Option<u64> {
    let known = |back: i64| count_on(history, metric, plus_days(date, -back)).map(|n| n as f64);
    let mut basis: Vec<f64> = (1..=WEEKS).filter_map(|week| known(7 * week)).collect();
    if basis.len() < ENOUGH_WEEKDAYS {
        basis = (1..=28).filter_map(known).collect();
        if basis.len() < ENOUGH_DAYS {
            return None;
        }
    }
    let usual = median(&mut basis);
    let mut deviations: Vec<f64> = basis.iter().map(|n| (n - usual).abs()).collect();
    // 1.4826 makes the median absolute deviation of a normal distribution its standard deviation. Counts scatter at
    // least like their square root (Poisson), however quiet eight values look.
    let scatter = (1.4826 * median(&mut deviations)).max(usual.sqrt()).max(1.0);
    let count = count as f64;
    let spike = count >= usual + DEVIATIONS * scatter && count >= usual + LEAST_EXCESS && count >= LEAST_FACTOR * usual;
    spike.then_some(usual.round() as u64)
}

/// The median of at least one value; reorders them.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

fn releases(history: &History, days: Days) -> Vec<Untrusted> {
    let near = Days::new(plus_days(days.first, -1), days.last);
    let on_days = history.releases.iter().filter(|(_, r)| near.contains(r.published));
    on_days.map(|(tag, _)| tag.clone()).collect()
}

/// What grew most between the last capture before a spike and those whose windows hold its peak.
fn causes(history: &History, spike: &Spike) -> Vec<Cause> {
    let mut causes = Vec::new();
    for (kind, captures, most) in [
        (TopListKind::Referrer, &history.referrers, 3),
        (TopListKind::Path, &history.paths, 2),
    ] {
        // A capture of the spike's first day was made before GitHub published that day.
        let before = captures
            .values()
            .filter(|capture| (0..=AROUND).contains(&days_between(utc_day(capture.captured), spike.days.first)))
            .max_by_key(|capture| capture.captured);
        let Some(before) = before else { continue };
        let after = captures
            .values()
            .filter(|capture| (1..=14).contains(&days_between(spike.peak, utc_day(capture.captured))));
        let mut risen = Vec::new();
        for (name, count) in largest_counts(after) {
            let count_before = row_of(before, &name).map_or_else(|| ceiling(before), |row| row.count);
            let growth = count.saturating_sub(count_before);
            // A tenth of the spike is worth a name; less is noise.
            if growth > 0 && growth.saturating_mul(10) >= spike.excess {
                risen.push(Cause { kind, name, growth });
            }
        }
        risen.sort_by(|one, two| (two.growth, &one.name).cmp(&(one.growth, &two.name)));
        causes.extend(risen.into_iter().take(most));
    }
    causes
}

/// Every name on the captures with its largest count, by name.
fn largest_counts<'c>(captures: impl Iterator<Item = &'c TopList>) -> std::collections::BTreeMap<Untrusted, u64> {
    let mut largest = std::collections::BTreeMap::new();
    for row in captures.flat_map(|capture| &capture.rows) {
        let count = largest.entry(row.name.clone()).or_insert(row.count);
        *count = row.count.max(*count);
    }
    largest
}
