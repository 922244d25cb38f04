//! PURE. Days far above what their weekday usually brings, and what rose at the time. Imports its neighbours in
//! `domain`.
//!
//! A day is held against the same weekdays of the eight weeks before it, by median and median absolute deviation:
//! neither the weekly rhythm nor an earlier spike moves them much.

use super::causes::{Cause, Causes, DailyViews, Rise};
use super::level_shifts::LevelShift;
use super::top_list_trend::TopListKind;
use super::{Days, median};
use crate::domain::crawlers::Crawlers;
use crate::domain::day_map::DayMap;
use crate::domain::given::Event;
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::traffic::{Day, Metric};
use crate::domain::{Date, plus_days};

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

/// Adjacent days that were all far above the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spike {
    /// Its days.
    pub days: Days,
    /// The largest of them; of equals the first.
    pub peak: Date,
    /// DailyViews or clones on that day.
    pub count: u64,
    /// What its weekday usually brought: the median, rounded.
    pub usual: u64,
    /// DailyViews or clones of all its days above the usual.
    pub excess: u64,
    /// The referrers and pages that brought at least half of it, as far as the lists prove it. DailyViews only.
    pub causes: Vec<Cause>,
    /// Crawlers that brought at least half of it, as far as the lists prove it, with what they brought at least: nothing of
    /// interest happened then. Views only.
    pub crawlers: Vec<(Untrusted, u64)>,
    /// Tags of the releases published on its days or on the day before, by tag.
    pub releases: Vec<Untrusted>,
    /// The user's events on its days or on the day before, oldest first.
    pub events: Vec<Event>,
}

impl Spike {
    /// Whether crawlers brought it.
    #[must_use]
    pub fn is_by_crawlers(&self) -> bool {
        !self.crawlers.is_empty()
    }
}

/// Finds the spikes of one metric, oldest first. A day on a new level is held against that level.
pub(super) fn find(history: &History, metric: Metric, shifts: &[LevelShift]) -> Vec<Spike> {
    let known = |(date, day): (Date, &Day)| Some((date, day.reading(metric)?.known_count()?));
    let basis = Basis {
        history,
        metric,
        counts: DayMap::new(history.recorded_days().filter_map(known)),
        shifts,
    };
    let mut spikes: Vec<Spike> = Vec::new();
    for (date, count) in basis.counts.iter() {
        let Some(usual) = basis.usual_if_spike(date, count) else {
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
                crawlers: Vec::new(),
                releases: Vec::new(),
                events: Vec::new(),
            }),
        }
    }
    let all_causes = Causes::new(history);
    for spike in &mut spikes {
        // What came after the peak did not bring it.
        let until_peak = Days::new(spike.days.first, spike.peak);
        spike.releases = releases(history, until_peak);
        spike.events = events(history, until_peak);
        if metric == Metric::Views {
            let rise = Rise {
                days: spike.days,
                peak: spike.peak,
            };
            let known = Crawlers::new(&history.ignored_referrers);
            let is_crawler = |cause: &Cause| cause.kind == TopListKind::Referrer && known.contain(&cause.name);
            let (crawlers, others) = all_causes.of(&basis, &rise).into_iter().partition(is_crawler);
            let crawlers: Vec<Cause> = crawlers;
            spike.crawlers = crawlers.into_iter().map(|cause| (cause.name, cause.growth)).collect();
            spike.causes = others;
        }
    }
    spikes
}

/// What a day is held against.
struct Basis<'h> {
    history: &'h History,
    metric: Metric,
    /// The known counts.
    counts: DayMap<u64>,
    /// Oldest first.
    shifts: &'h [LevelShift],
}

impl Basis<'_> {
    /// The usual count of the day, if `count` is a spike against it.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    fn usual_if_spike(&self, date: Date, count: u64) -> Option<u64> {
        let mut basis = self.held_against(date)?;
        let usual = median(&mut basis);
        let mut deviations: Vec<f64> = basis.iter().map(|n| (n - usual).abs()).collect();
        // 1.4826 makes the median absolute deviation of a normal distribution its standard deviation. Counts scatter at
        // least like their square root (Poisson), however quiet eight values look.
        let scatter = (1.4826 * median(&mut deviations)).max(usual.sqrt()).max(1.0);
        let count = count as f64;
        let spike =
            count >= usual + DEVIATIONS * scatter && count >= usual + LEAST_EXCESS && count >= LEAST_FACTOR * usual;
        spike.then_some(usual.round() as u64)
    }

    /// The known counts that a day is held against, all on the day's own level; `None` when they are too few.
    #[allow(clippy::cast_precision_loss)]
    fn held_against(&self, date: Date) -> Option<Vec<f64>> {
        let shift = self.shifts.iter().rev().find(|shift| shift.since <= date);
        let since = shift.map_or(Date::MIN, |shift| shift.since);
        let known = |day: Date| Some(self.counts.get(day).filter(|_| day >= since)? as f64);
        let weekdays: Vec<f64> = (1..=WEEKS)
            .filter_map(|week| known(plus_days(date, -7 * week)))
            .collect();
        if weekdays.len() >= ENOUGH_WEEKDAYS {
            return Some(weekdays);
        }
        let mut near: Vec<f64> = (1..=28).filter_map(|back| known(plus_days(date, -back))).collect();
        if let (true, Some(shift)) = (near.len() < ENOUGH_DAYS, shift) {
            near = shift
                .first_days()
                .filter(|day| *day != date)
                .filter_map(known)
                .collect();
        }
        (near.len() >= ENOUGH_DAYS).then_some(near)
    }
}

impl DailyViews for Basis<'_> {
    fn whole(&self, day: Date) -> Option<u64> {
        let reading = self.history.day(day)?.reading(self.metric)?;
        reading.known_count().filter(|_| reading.is_complete())
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn usual(&self, day: Date) -> Option<u64> {
        Some(median(&mut self.held_against(day)?).round() as u64)
    }
}

fn events(history: &History, days: Days) -> Vec<Event> {
    let on_days = history.given.events().filter(|event| near(days).contains(event.date));
    on_days.cloned().collect()
}

/// The days and the one before.
fn near(days: Days) -> Days {
    Days::new(plus_days(days.first, -1), days.last)
}

fn releases(history: &History, days: Days) -> Vec<Untrusted> {
    let near = near(days);
    let on_days = history.releases.iter().filter(|(_, r)| near.contains(r.published));
    on_days.map(|(tag, _)| tag.clone()).collect()
}
