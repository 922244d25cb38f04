//! PURE. The history's days as points to draw: by day, by week or by month.

use crate::domain::analysis::Days;
use crate::domain::history::History;
use crate::domain::traffic::{DayCount, Metric};
use crate::domain::{Date, days_between, monday_of, plus_days, utc_day};

/// The last day of the newest week that is over: charts of weeks end there, so that they change once a week.
pub(super) fn end_of_weeks(newest: Date) -> Date {
    plus_days(monday_of(plus_days(newest, 1)), -1)
}

/// The last day of the newest month that is over.
pub(super) fn end_of_months(newest: Date) -> Date {
    plus_days(plus_days(newest, 1).first_of_month(), -1)
}

/// Fewer counts a day than this are a few.
const FEW: f64 = 5.0;

/// One point of the time axis and what is known of it. `None` is unknown, never zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DataPoint {
    /// Its place on the time axis, in days since the first day of the series; the middle of a week or month.
    pub at: f64,
    /// How many days it covers.
    pub span: f64,
    /// The day, or the first day of the week or month.
    pub day: Date,
    /// Views or clones.
    pub count: Option<f64>,
    /// Unique visitors or cloners of the day; of weeks and months the average day's.
    pub uniques: Option<f64>,
    /// Clones of the repository's own CI.
    pub ci: Option<f64>,
    /// Seen only in part: the numbers are lower bounds.
    pub partial: bool,
}

impl DataPoint {
    fn is_known(&self) -> bool {
        self.count.is_some() || self.uniques.is_some()
    }
}

/// Neighbouring points: the place of each on the time axis in days, and its value.
pub(super) type Run<T> = Vec<(f64, T)>;

/// Points from a first day to a last one without a gap: an unknown day has a point without numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChartSeries {
    pub first: Date,
    pub last: Date,
    pub points: Vec<DataPoint>,
    /// The newest day with a known count; days after it are not published yet.
    pub newest: Date,
    /// The days of which nothing is known.
    holes: Vec<Date>,
}

/// A stretch of the time axis without any number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hole {
    /// The last known point before it, in days since the first day of the series.
    pub from: f64,
    /// The next known point after it.
    pub to: f64,
    /// The unknown days in it.
    pub days: Vec<Date>,
}

/// The time that one point of a series covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolution {
    Day,
    Week,
    Month,
}

impl Resolution {
    /// The day, or the whole week or month that it is part of.
    fn period(self, day: Date) -> Days {
        match self {
            Self::Day => Days::new(day, day),
            Self::Week => Days::new(monday_of(day), plus_days(monday_of(day), 6)),
            Self::Month => {
                let first = day.first_of_month();
                Days::new(first, plus_days(plus_days(first, 31).first_of_month(), -1))
            }
        }
    }
}

impl ChartSeries {
    /// The days of the metric: all of them, or the last `most`. `None` while no day is known.
    pub(super) fn by_day(history: &History, metric: Metric, most: Option<i64>) -> Option<Self> {
        let known = |day: Date| history.day(day)?.reading(metric)?.known_count();
        let mut days = history.recorded_days().map(|(day, _)| day);
        let oldest = days.by_ref().find(|day| known(*day).is_some())?;
        let newest = history
            .recorded_days()
            .rev()
            .map(|(day, _)| day)
            .find(|day| known(*day).is_some())?;
        // Yesterday is the newest day that GitHub can have published whole.
        let yesterday = history.captured.map_or(newest, |at| plus_days(utc_day(at), -1));
        let last = newest.max(yesterday);
        let first = most.map_or(oldest, |most| oldest.max(plus_days(last, 1 - most)));
        let points = (0..=days_between(first, last)).map(|offset| {
            let day = plus_days(first, offset);
            let record = history.day(day);
            let reading = record.and_then(|day| day.reading(metric));
            DataPoint {
                at: to_f64(offset.unsigned_abs()),
                span: 1.0,
                day,
                count: reading.and_then(DayCount::known_count).map(to_f64),
                uniques: reading.and_then(DayCount::known_uniques).map(|u| to_f64(u.get())),
                ci: record
                    .and_then(|day| day.ci_clones)
                    .filter(|_| metric == Metric::Clones)
                    .map(to_f64),
                partial: reading.is_some_and(|r| !r.is_complete()),
            }
        });
        let points: Vec<DataPoint> = points.collect();
        Some(Self {
            first,
            last,
            holes: points.iter().filter(|p| !p.is_known()).map(|p| p.day).collect(),
            points,
            newest: newest.max(first),
        })
    }

    /// The same days as averages per day of weeks or months. A period of which less than half and less than a week is known is
    /// unknown. Days seen in part count only where there are too few whole ones; such a point is partial.
    pub(super) fn averaged(&self, resolution: Resolution) -> Self {
        let start = |day: Date| resolution.period(day).first;
        let points = self
            .points
            .chunk_by(|one, two| start(one.day) == start(two.day))
            .map(|days| {
                let is_enough = |known: usize| known > 0 && (known * 2 >= days.len() || known >= 7);
                let whole = days.iter().filter(|p| p.count.is_some() && !p.partial).count();
                let partial = !is_enough(whole);
                let average = |value: fn(&DataPoint) -> Option<f64>| {
                    let counted = days.iter().filter(|p| partial || !p.partial);
                    let known: Vec<f64> = counted.filter_map(value).collect();
                    is_enough(known.len()).then(|| known.iter().sum::<f64>() / to_f64(known.len() as u64))
                };
                let count = average(|p| p.count);
                DataPoint {
                    at: (days[0].at + days[days.len() - 1].at) / 2.0,
                    span: to_f64(days.len() as u64),
                    day: days[0].day,
                    count,
                    uniques: average(|p| p.uniques),
                    ci: average(|p| p.ci),
                    partial: partial && count.is_some(),
                }
            })
            .collect();
        Self { points, ..self.clone() }
    }

    /// The same days as sums of whole weeks or months, for traffic of a few a day. The uniques are those that GitHub counted in
    /// whole weeks; they cannot be added up, so months have none. A period of which some days are unknown, or not over yet, is
    /// partial: its sum is a lower bound.
    pub(super) fn summed(&self, history: &History, metric: Metric, resolution: Resolution) -> Self {
        let first = resolution.period(self.first).first;
        let sum = |days: &[DataPoint], value: fn(&DataPoint) -> Option<f64>| {
            let known: Vec<f64> = days.iter().filter_map(value).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>())
        };
        let week = |monday: Date| history.weeks.get(&monday)?.totals(metric);
        let points = self
            .points
            .chunk_by(|one, two| resolution.period(one.day) == resolution.period(two.day))
            .map(|days| {
                let period = resolution.period(days[0].day);
                let length = to_f64(u64::from(period.length()));
                let known = days.iter().filter(|p| p.count.is_some() && !p.partial).count();
                DataPoint {
                    at: days_since(first, period.first) + (length - 1.0) / 2.0,
                    span: length,
                    day: period.first,
                    count: sum(days, |p| p.count),
                    uniques: match resolution {
                        Resolution::Week => week(period.first).map(|totals| to_f64(totals.uniques.get())),
                        Resolution::Day | Resolution::Month => None,
                    },
                    ci: sum(days, |p| p.ci),
                    partial: known < period.length() as usize,
                }
            })
            .collect();
        Self {
            first,
            last: resolution.period(self.last).last,
            points,
            ..self.clone()
        }
    }

    /// Whether a day was seen only in part; of weeks and months their first day.
    pub(super) fn is_partial(&self, day: Date) -> bool {
        self.points.iter().any(|p| p.day == day && p.partial)
    }

    /// Days in the series.
    pub(super) fn length(&self) -> i64 {
        days_between(self.first, self.last) + 1
    }

    /// The same without the days after `last`; `None` where nothing is known before.
    pub(super) fn until(mut self, last: Date) -> Option<Self> {
        self.points.retain(|p| p.day <= last);
        self.holes.retain(|day| *day <= last);
        self.newest = self.points.iter().rev().find(|p| p.count.is_some())?.day;
        self.last = last.min(self.last);
        Some(self)
    }

    /// The middle of the point that a day belongs to, in days since the first one; `None` of a day beyond them.
    pub(super) fn middle_of(&self, day: Date) -> Option<f64> {
        let at = days_since(self.first, day);
        let within = |p: &&DataPoint| (p.at - at).abs() <= p.span / 2.0;
        self.points.iter().find(within).map(|p| p.at)
    }

    /// The largest count or number of uniques.
    pub(super) fn max(&self) -> f64 {
        self.points
            .iter()
            .flat_map(|p| [p.count, p.uniques])
            .flatten()
            .fold(0.0, f64::max)
    }

    /// The day with the highest value, the first of several. `None` when no value is known or all are zero.
    pub(super) fn highest(&self, value: impl Fn(&DataPoint) -> Option<f64>) -> Option<(Date, u64)> {
        let mut highest: Option<(Date, f64)> = None;
        for point in &self.points {
            let Some(value) = value(point).filter(|value| *value > 0.0) else {
                continue;
            };
            if highest.is_none_or(|(_, most)| value > most) {
                highest = Some((point.day, value));
            }
        }
        highest.map(|(day, value)| (day, round_to_u64(value)))
    }

    /// Runs of neighbouring points that have a value.
    pub(super) fn runs<T>(&self, value: impl Fn(&DataPoint) -> Option<T>) -> Vec<Run<T>> {
        self.points
            .chunk_by(|one, two| value(one).is_some() == value(two).is_some())
            .map(|run| run.iter().filter_map(|p| Some((p.at, value(p)?))).collect::<Run<T>>())
            .filter(|run| !run.is_empty())
            .collect()
    }

    /// The places of columns without any number, oldest first: those before the newest known day, and those after it.
    pub(super) fn empty_places(&self) -> (Vec<Hole>, Vec<Hole>) {
        let empty = self
            .points
            .chunk_by(|one, two| one.is_known() == two.is_known())
            .filter(|run| !run[0].is_known());
        let holes = empty.map(|run| {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let (from, to) = (first.at - first.span / 2.0, last.at + last.span / 2.0);
            let inside = self.holes.iter().filter(|day| {
                let at = days_since(self.first, **day);
                **day >= self.first && at > from && at < to
            });
            Hole {
                from,
                to,
                days: inside.copied().collect(),
            }
        });
        holes.partition(|hole| hole.days.first().is_none_or(|day| *day < self.newest))
    }

    /// The places of columns that were seen in part and are zero as far as is known: neither certain nor unknown.
    pub(super) fn zeros_so_far(&self) -> Vec<Hole> {
        let zeros = self.points.iter().filter(|p| p.partial && p.count == Some(0.0));
        let hole = |p: &DataPoint| Hole {
            from: p.at - p.span / 2.0,
            to: p.at + p.span / 2.0,
            days: vec![p.day],
        };
        zeros.map(hole).collect()
    }

    /// The count that every day up to the newest known one has, and the first of these days; `None` where a day is unknown or seen
    /// only in part, and while there are fewer than seven.
    pub(super) fn constant(&self) -> Option<(u64, Date)> {
        const FEWEST: usize = 7;
        let mut days = self.points.iter().filter(|p| p.day <= self.newest);
        let first = self.points.first()?.count?;
        let are_alike = days.clone().all(|p| p.count == Some(first) && !p.partial);
        (are_alike && days.by_ref().count() >= FEWEST).then_some((round_to_u64(first), self.first))
    }

    /// The counts of all known points.
    pub(super) fn counts(&self) -> impl Iterator<Item = f64> {
        self.points.iter().filter_map(|p| p.count)
    }

    /// Whether three quarters of its points have only a few counts: these are columns, not a curve.
    pub(super) fn is_sparse(&self) -> bool {
        let mut counts: Vec<f64> = self.counts().collect();
        counts.sort_by(f64::total_cmp);
        counts.get(counts.len() * 3 / 4).is_some_and(|count| *count < FEW)
    }

    /// Whether most columns would stand alone between zeros, like the teeth of a comb.
    pub(super) fn is_comb(&self) -> bool {
        let zeros = self.counts().filter(|count| *count == 0.0).count();
        self.is_sparse() && zeros * 4 >= self.counts().count()
    }

    /// The stretches without any number, oldest first. Where even the last points are unknown the stretch runs to the newest
    /// known day.
    pub(super) fn unknown(&self) -> Vec<Hole> {
        let mut stretches = Vec::new();
        let mut from: Option<f64> = None;
        for (index, point) in self.points.iter().enumerate().filter(|(_, p)| p.is_known()) {
            if index > 0 && !self.points[index - 1].is_known() {
                let from = from.unwrap_or(0.0);
                let inside = self.holes.iter().filter(|day| {
                    let at = days_since(self.first, **day);
                    at >= from && at < point.at
                });
                stretches.push(Hole {
                    from,
                    to: point.at,
                    days: inside.copied().collect(),
                });
            }
            from = Some(point.at);
        }
        stretches
    }
}

/// The place of `day` on a time axis that begins on `first`, in days.
pub(super) fn days_since(first: Date, day: Date) -> f64 {
    to_f64(days_between(first, day).unsigned_abs())
}

/// A count as a coordinate. Exact below 2^53, which no repository reaches.
#[allow(clippy::cast_precision_loss)]
pub(super) fn to_f64(number: u64) -> f64 {
    number as f64
}

/// The whole number nearest to a coordinate.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn round_to_u64(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history, make_partial};

    fn series(views: &[Option<u64>]) -> ChartSeries {
        ChartSeries::by_day(&history(views), Metric::Views, None).expect("a known day")
    }

    #[test]
    fn unknown_days_have_points_without_numbers() {
        let series = series(&[Some(4), None, None, Some(6)]);
        assert_eq!((series.first, series.last, series.length()), (days_before(3), LAST, 4));
        let counts: Vec<Option<f64>> = series.points.iter().map(|p| p.count).collect();
        assert_eq!(counts, [Some(4.0), None, None, Some(6.0)]);
        assert_eq!(series.runs(|p| p.count), [vec![(0.0, 4.0)], vec![(3.0, 6.0)]]);
        let hole = Hole {
            from: 0.0,
            to: 3.0,
            days: vec![plus_days(series.first, 1), plus_days(series.first, 2)],
        };
        assert_eq!(series.unknown(), [hole]);
    }

    #[test]
    fn a_series_without_a_known_day_is_none() {
        assert_eq!(ChartSeries::by_day(&history(&[None]), Metric::Views, None), None);
    }

    #[test]
    fn days_after_the_newest_known_one_belong_to_the_series() {
        let mut history = history(&[Some(1), Some(2)]);
        history.days.remove(&LAST);
        let series = ChartSeries::by_day(&history, Metric::Views, None).expect("a known day");
        assert_eq!((series.newest, series.last), (days_before(1), LAST));
    }

    #[test]
    fn partial_days_are_marked() {
        let mut history = history(&[Some(1), Some(2)]);
        make_partial(&mut history, LAST);
        let series = ChartSeries::by_day(&history, Metric::Views, None).expect("a known day");
        assert_eq!(
            series.points.iter().map(|p| p.partial).collect::<Vec<_>>(),
            [false, true]
        );
    }

    #[test]
    fn a_week_known_by_less_than_half_has_no_average() {
        let mut views = vec![None; 14];
        views[..3].fill(Some(9));
        views[7..11].copy_from_slice(&[Some(2), Some(4), Some(6), Some(8)]);
        views[13] = Some(0);
        let weeks = series(&views).averaged(Resolution::Week);
        let counts: Vec<Option<f64>> = weeks.points.iter().map(|p| p.count).collect();
        assert_eq!(counts, [None, Some(4.0)]);
        assert_eq!(weeks.points[1].at, 10.0, "the middle of the week");
    }

    #[test]
    fn the_highest_of_equals_is_the_first() {
        let highest = |views: &[Option<u64>]| series(views).highest(|p| p.count);
        assert_eq!(highest(&[Some(1), Some(5), None, Some(5)]), Some((days_before(2), 5)));
        assert_eq!(highest(&[Some(0), Some(0)]), None);
    }
}
