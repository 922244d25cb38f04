//! PURE. What a history says, as of its last capture: one question a file. Imports its neighbours in `domain`.
//!
//! Three rules hold everywhere here. Unknown is not zero: a sum says how many of its days are known. Uniques never add
//! up: they appear only as GitHub's own numbers of one day, one whole week or one 14-day window. A change is given only
//! between two periods that are known whole.

pub mod aligned;
pub mod causes;
pub mod change;
pub mod counter_trend;
pub mod coverage;
pub mod days;
pub mod downloads;
pub mod level_shifts;
pub mod months;
pub mod newest;
pub mod publication;
pub mod records;
pub mod spikes;
pub mod stars;
pub mod streak;
pub mod top_list_trend;
pub mod total;
pub mod trailing;

use super::history::History;
use super::traffic::Metric;
use super::{Date, Timestamp, days_between, utc_day};

pub use aligned::{Aligned, AlignedRepository};
pub use causes::Cause;
pub use change::{Change, Difference};
pub use counter_trend::CounterTrend;
pub use coverage::Coverage;
pub use days::Days;
pub use downloads::DownloadTrend;
pub use level_shifts::LevelShift;
pub use months::{Month, YearOnYear};
pub use newest::{Newest, frozen_in_both, newest_published};
pub use publication::{LateDays, Publication};
pub use records::Records;
pub use spikes::Spike;
pub use stars::StarTrend;
pub use streak::Streaks;
pub use top_list_trend::{TopListKind, TopListTrend};
pub use total::{CiShare, Total};
pub use trailing::{Trailing, WholeWeek};

/// Everything that the charts and the report say beyond the plain days. Owned, and made from the history alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// When the last snapshot was captured; `None` while the history holds imports alone.
    pub captured: Option<Timestamp>,
    /// First and last UTC day with any known number; `None` while nothing is known.
    pub span: Option<Days>,
    /// The newest UTC day that GitHub has published whole, in either metric.
    pub newest: Option<Date>,
    /// How many days before the last capture's day the newest day lies: 1 is as fresh as GitHub gets.
    pub age: Option<i64>,
    /// What the page views and unique visitors say.
    pub views: MetricAnalysis,
    /// What the clones and unique cloners say.
    pub clones: MetricAnalysis,
    /// The share of the repository's own CI in the clones of the last 14 published days.
    pub ci_share: Option<CiShare>,
    /// Calendar months from the first known day to the last, oldest first; the ends may be cut.
    pub months: Vec<Month>,
    /// The popular referrers.
    pub referrers: TopListTrend,
    /// The popular paths.
    pub paths: TopListTrend,
    /// Runs of days with views.
    pub streaks: Streaks,
    /// Stars, forks and downloads now and about four weeks before.
    pub growth: CounterTrend,
    /// Stars by day; `None` while no complete day is known.
    pub stars: Option<StarTrend>,
    /// Downloads of release files; `None` while no file was read.
    pub downloads: Option<DownloadTrend>,
}

/// What one of the two metrics says.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricAnalysis {
    /// The newest UTC day of this metric that GitHub has published whole: every trailing period ends on it.
    pub newest: Option<Date>,
    /// The last 7 published days against the 7 before.
    pub last_7: Option<Trailing>,
    /// The last 14 published days against the 14 before: the only length with GitHub's own uniques.
    pub last_14: Option<Trailing>,
    /// The last 28 published days against the 28 before.
    pub last_28: Option<Trailing>,
    /// The newest whole Monday-to-Sunday week for which GitHub gave its own number.
    pub last_week: Option<WholeWeek>,
    /// All days from the first known to the last.
    pub all_time: Option<Total>,
    /// The last 365 published days against the 365 before, when enough of both is known.
    pub year: Option<YearOnYear>,
    /// The largest day, week and 14-day window.
    pub records: Records,
    /// Days far above what their weekdays usually bring, oldest first.
    pub spikes: Vec<Spike>,
    /// Days from which on the traffic stayed on another level, oldest first.
    pub level_shifts: Vec<LevelShift>,
    /// How complete the days are.
    pub coverage: Coverage,
    /// What GitHub has published, and when.
    pub publication: Publication,
}

/// A history with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyzedHistory {
    /// What is known.
    pub history: History,
    /// What follows.
    pub analysis: Analysis,
}

impl AnalyzedHistory {
    /// Analyses a history and keeps both.
    #[must_use]
    pub fn new(history: History) -> Self {
        let analysis = Analysis::new(&history);
        Self { history, analysis }
    }
}

impl Analysis {
    /// Analyses a history. Pure: the same history gives the same analysis on any day and any machine.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let newest = history.newest_day();
        let age = match (history.captured, newest) {
            (Some(captured), Some(newest)) => Some(days_between(newest, utc_day(captured))),
            _ => None,
        };
        let views = MetricAnalysis::new(history, Metric::Views);
        let clones = MetricAnalysis::new(history, Metric::Clones);
        let ci_share = clones
            .last_14
            .as_ref()
            .and_then(|last| CiShare::new(history, last.now.days));
        Self {
            captured: history.captured,
            span: history.span().map(|(first, last)| Days::new(first, last)),
            newest,
            age,
            views,
            clones,
            ci_share,
            months: months::months(history),
            referrers: TopListTrend::of_referrers(history),
            paths: TopListTrend::of_paths(history),
            streaks: Streaks::new(history),
            growth: CounterTrend::new(history),
            stars: StarTrend::new(history),
            downloads: DownloadTrend::new(history),
        }
    }

    /// The analysis of one metric.
    #[must_use]
    pub fn metric(&self, metric: Metric) -> &MetricAnalysis {
        match metric {
            Metric::Views => &self.views,
            Metric::Clones => &self.clones,
        }
    }

    /// Whether clones stand out on days on which nothing is known to stand out among the views: a machine clones without
    /// looking at a page.
    #[must_use]
    pub fn is_burst_of_clones(&self, spike: &Spike) -> bool {
        let views = &self.views;
        let is_unknown = |days: &Days| days.overlaps(spike.days);
        let are_known = views
            .coverage
            .days
            .is_some_and(|known| known.contains(spike.days.first) && known.contains(spike.days.last))
            && !views.coverage.gaps.iter().any(is_unknown)
            && !views.coverage.doubtful.iter().any(is_unknown);
        are_known && !views.spikes.iter().any(|other| other.days.overlaps(spike.days))
    }
}

impl MetricAnalysis {
    fn new(history: &History, metric: Metric) -> Self {
        let newest = newest(history, metric);
        let level_shifts = level_shifts::find(history, metric);
        let trailing = |length| newest.map(|end| Trailing::new(history, metric, end, length));
        Self {
            newest,
            last_7: trailing(7),
            last_14: trailing(14),
            last_28: trailing(28),
            last_week: WholeWeek::newest(history, metric),
            all_time: known_span(history, metric).map(|days| Total::new(history, metric, days)),
            year: newest.and_then(|end| YearOnYear::new(history, metric, end)),
            records: Records::new(history, metric),
            spikes: spikes::find(history, metric, &level_shifts),
            level_shifts,
            coverage: Coverage::new(history, metric),
            publication: Publication::new(history, metric),
        }
    }
}

impl MetricAnalysis {
    /// The newest UTC day that GitHub has answered for: zeros that are not confirmed yet, and doubtful ones, are an answer too.
    #[must_use]
    pub fn newest_answer(&self) -> Option<Date> {
        let zeros = self.coverage.provisional.last().max(self.coverage.doubtful.last());
        self.newest.max(zeros.map(|days| days.last))
    }

    /// Whether crawlers brought a spike in these days.
    #[must_use]
    pub fn has_crawlers_in(&self, days: Days) -> bool {
        let mut by_crawlers = self.spikes.iter().filter(|spike| spike.is_by_crawlers());
        by_crawlers.any(|spike| spike.days.overlaps(days))
    }

    /// Whether crawlers brought what stands out on a day.
    #[must_use]
    pub fn is_by_crawlers(&self, day: Date) -> bool {
        self.has_crawlers_in(Days::new(day, day))
    }
}

/// The count of one UTC day, `None` when unknown or provisional.
pub(crate) fn count_on(history: &History, metric: Metric, date: Date) -> Option<u64> {
    history.day(date)?.reading(metric)?.known_count()
}

/// The first largest of `candidates` that is above `floor`.
fn largest<W, N: Ord + Copy>(candidates: impl Iterator<Item = (W, N)>, floor: N) -> Option<(W, N)> {
    candidates.fold(None, |best, (when, number)| {
        let bar = best.as_ref().map_or(floor, |(_, number)| *number);
        if number > bar { Some((when, number)) } else { best }
    })
}

/// The median of at least one value; reorders them.
fn median(values: &mut [f64]) -> f64 {
    let is_odd = values.len() % 2 == 1;
    let (below, middle, _) = values.select_nth_unstable_by(values.len() / 2, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(lower) if !is_odd => f64::midpoint(lower, *middle),
        _ => *middle,
    }
}

/// First and last day whose count is known in one metric.
fn known_span(history: &History, metric: Metric) -> Option<Days> {
    let mut known = history
        .recorded_days()
        .filter(|(_, day)| day.reading(metric).is_some_and(|r| r.known_count().is_some()))
        .map(|(date, _)| date);
    let first = known.next()?;
    Some(Days::new(first, known.next_back().unwrap_or(first)))
}

/// The newest day of one metric that has been seen whole.
fn newest(history: &History, metric: Metric) -> Option<Date> {
    let whole = |reading: &super::traffic::DayCount| reading.is_complete() && reading.known_count().is_some();
    let mut days = history.recorded_days().rev();
    days.find(|(_, day)| day.reading(metric).is_some_and(whole))
        .map(|(date, _)| date)
}
