//! PURE. What is known beside the traffic as further metrics: clones by CI, stars, forks, downloads and the user's series. Each has
//! days of its own, since stars go back further than the traffic does.

use std::collections::BTreeMap;

use serde::Serialize;

use super::metric::{Cell, runs_of};
use crate::domain::analysis::downloads;
use crate::domain::downloads::Downloads;
use crate::domain::given::MAX_VALUE;
use crate::domain::history::History;
use crate::domain::top_list::RepoCounters;
use crate::domain::{Date, days_between, monday_of, plus_days, utc_day};
use crate::encode::base64_vlq;

/// The metrics beside the traffic; GitHub's are absent where nothing but zeros is known.
#[derive(Debug, Default, Serialize)]
pub(super) struct OtherMetrics<'h> {
    /// Clones by the repository's own CI.
    #[serde(skip_serializing_if = "Option::is_none")]
    ci_clones: Option<AddedColumns>,
    /// Stars given.
    #[serde(skip_serializing_if = "Option::is_none")]
    stars: Option<AddedColumns>,
    /// Downloads of release files.
    #[serde(skip_serializing_if = "Option::is_none")]
    downloads: Option<AddedColumns>,
    /// Stars, forks and downloads in all, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    totals: BTreeMap<&'static str, LevelColumns>,
    /// The user's series.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    series: BTreeMap<&'h str, LevelColumns>,
}

/// What is counted on each day, so that days add up.
#[derive(Debug, Serialize)]
struct AddedColumns {
    /// The first known day.
    first: Date,
    /// The count of each day, as Base64 VLQ; -1 is unknown.
    counts: String,
    /// How certain each day is, as runs: a word, and of how many days it is true.
    state: Vec<Cell>,
    /// Weeks that are known without their days.
    #[serde(skip_serializing_if = "Option::is_none")]
    weeks: Option<WeekColumns>,
}

/// Counts of weeks.
#[derive(Debug, Serialize)]
struct WeekColumns {
    /// The Monday of the first week.
    first: Date,
    /// The count of each week, as Base64 VLQ; -1 is unknown.
    counts: String,
    /// The places of the weeks whose count is a lower bound.
    bounds: Vec<usize>,
}

/// What is read now and then, and does not add up.
#[derive(Debug, Serialize)]
struct LevelColumns {
    first: Date,
    /// On which days after the first one readings were made, as runs in Base64 VLQ: so many days after the one before, so many times.
    days: String,
    /// The readings as Base64 VLQ, each as the difference from the one before.
    values: String,
}

impl<'h> OtherMetrics<'h> {
    /// Those of a history.
    pub(super) fn new(history: &'h History) -> Self {
        let total = |value: fn(&RepoCounters) -> Option<u64>| {
            let readings = history.counters.values();
            let readings = readings.filter_map(|counters| Some((utc_day(counters.captured), value(counters)?)));
            let readings: BTreeMap<Date, u64> = readings.collect();
            LevelColumns::new(&readings).filter(|_| readings.values().any(|value| *value > 0))
        };
        let totals = [
            ("stars", total(|counters| counters.stars)),
            ("forks", total(|counters| counters.forks)),
            ("downloads", total(|counters| counters.downloads)),
        ];
        let series = history.given.series.iter();
        let series = series.map(|(name, values)| {
            let values = values.iter().map(|(day, value)| (*day, *value));
            (name.as_str(), LevelColumns::new(&values.collect()))
        });
        Self {
            ci_clones: AddedColumns::ci_clones(history),
            stars: AddedColumns::stars(history),
            downloads: AddedColumns::downloads(history),
            totals: totals.into_iter().filter_map(known).collect(),
            series: series.filter_map(known).collect(),
        }
    }

    /// The first day of any of them.
    pub(super) fn first(&self) -> Option<Date> {
        let added = self.ci_clones.iter().chain(&self.stars).chain(&self.downloads);
        let added = added.map(|columns| {
            columns
                .weeks
                .as_ref()
                .map_or(columns.first, |weeks| weeks.first.min(columns.first))
        });
        let levels = self.totals.values().chain(self.series.values());
        added.chain(levels.map(|columns| columns.first)).min()
    }
}

fn known<N>((name, columns): (N, Option<LevelColumns>)) -> Option<(N, LevelColumns)> {
    Some((name, columns?))
}

impl AddedColumns {
    fn ci_clones(history: &History) -> Option<Self> {
        let day = |date| {
            let day = history.day(date)?;
            Some((day.ci_clones?, !day.is_ci_lower_bound()))
        };
        let mut known = history.days.keys().copied().filter(|date| day(*date).is_some());
        let first = known.next()?;
        Self::new(first, known.next_back().unwrap_or(first), day)
    }

    fn stars(history: &History) -> Option<Self> {
        let days = &history.stars.days;
        let (first, _) = days.first_key_value()?;
        let (last, _) = days.last_key_value()?;
        let day = |date: Date| days.get(&date).map(|day| (day.count, day.is_complete));
        Self::new(*first, *last, day)
    }

    fn downloads(history: &History) -> Option<Self> {
        let read = downloads::read_days(history);
        let (first, last) = (*read.first()?, *read.last()?);
        let between = |from: Date, to: Date| -> Option<Downloads> {
            let is_read = read.contains(&from) && read.contains(&to);
            is_read.then(|| downloads::between(history, from, to))
        };
        let day = |date| between(plus_days(date, -1), date).map(|day| (day.count, !day.is_at_least));
        // Of what is long past one reading a week is kept: its days are unknown, but not the week.
        let monday = monday_of(plus_days(first, 1));
        let mondays = (0..=days_between(monday, last) / 7).map(|week| plus_days(monday, 7 * week));
        let weeks: Vec<Option<Downloads>> = mondays
            .map(|monday| between(plus_days(monday, -1), plus_days(monday, 6)))
            .collect();
        let is_known = weeks.iter().flatten().any(|week| week.count > 0);
        let bounds = weeks.iter().enumerate();
        let weeks = WeekColumns {
            first: monday,
            bounds: bounds
                .filter(|(_, week)| week.is_some_and(|week| week.is_at_least))
                .map(|(place, _)| place)
                .collect(),
            counts: counts(weeks.iter().map(|week| Some((*week)?.count))),
        };
        let columns = Self::new(plus_days(first, 1), last, day);
        Some(Self {
            weeks: is_known.then_some(weeks),
            ..columns.or(is_known.then(|| Self::of(last, &[])))?
        })
    }

    /// The days from `first` to `last`, each with its count and whether that is complete.
    fn new(first: Date, last: Date, day: impl Fn(Date) -> Option<(u64, bool)>) -> Option<Self> {
        let days: Vec<Option<(u64, bool)>> = (0..=days_between(first, last))
            .map(|offset| day(plus_days(first, offset)))
            .collect();
        let begin = days.iter().position(Option::is_some)?;
        let is_known = days.iter().flatten().any(|(count, _)| *count > 0);
        is_known.then(|| Self::of(plus_days(first, i64::try_from(begin).unwrap_or(0)), &days[begin..]))
    }

    fn of(first: Date, days: &[Option<(u64, bool)>]) -> Self {
        let words = days.iter().map(|day| match day {
            None => "unknown",
            Some((_, true)) => "complete",
            Some((_, false)) => "partial",
        });
        Self {
            first,
            state: runs_of(words),
            counts: counts(days.iter().map(|day| day.map(|(count, _)| count))),
            weeks: None,
        }
    }
}

impl LevelColumns {
    /// Readings by day.
    fn new(readings: &BTreeMap<Date, u64>) -> Option<Self> {
        let (first, _) = readings.first_key_value()?;
        let days: Vec<Date> = readings.keys().copied().collect();
        let mut runs: Vec<(i64, i64)> = Vec::new();
        for pair in days.windows(2) {
            let gap = days_between(pair[0], pair[1]);
            match runs.last_mut() {
                Some((last, times)) if *last == gap => *times += 1,
                _ => runs.push((gap, 1)),
            }
        }
        let mut before = 0;
        let differences = readings.values().map(|value| {
            let value = signed(*value);
            value - std::mem::replace(&mut before, value)
        });
        Some(Self {
            first: *first,
            days: base64_vlq::code(runs.into_iter().flat_map(|(gap, times)| [gap, times])),
            values: base64_vlq::code(differences),
        })
    }
}

/// Counts, of which -1 is an unknown one.
fn counts(counts: impl Iterator<Item = Option<u64>>) -> String {
    base64_vlq::code(counts.map(|count| count.map_or(-1, signed)))
}

/// Larger numbers than a script can hold are drawn as the largest.
fn signed(number: u64) -> i64 {
    i64::try_from(number.min(MAX_VALUE)).unwrap_or(i64::MAX)
}
