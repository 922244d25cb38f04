//! PURE. Count and uniques of one metric over time: the plot that the daily charts and the all-time chart share.

use std::collections::BTreeSet;

use plotters::prelude::RGBColor;

use crate::charts::axis::ValueAxis;
use crate::charts::card::{Card, MARGIN, RIGHT};
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{ChartSeries, DataPoint, Hole, Resolution, Run, days_since, round_to_u64, to_f64};
use crate::domain::analysis::Days;
use crate::domain::history::History;
use crate::domain::state::{Newest, Publication};
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;

use crate::domain::{Date, plus_days};
use crate::format;

/// What the two numbers of a metric are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MetricLabels {
    /// The count, as a label.
    pub count: &'static str,
    /// The uniques, as a label.
    pub uniques: &'static str,
    /// The count within a sentence.
    pub count_noun: &'static str,
    /// The uniques within a sentence.
    pub uniques_noun: &'static str,
}

impl MetricLabels {
    pub(super) fn of(metric: Metric) -> Self {
        match metric {
            Metric::Views => Self {
                count: "Views",
                uniques: "Visitors",
                count_noun: "views",
                uniques_noun: "unique visitors",
            },
            Metric::Clones => Self {
                count: "Clones",
                uniques: "Cloners",
                count_noun: "clones",
                uniques_noun: "unique cloners",
            },
        }
    }
}

/// One metric over time with what the plot shows around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MetricPlot {
    pub metric: Metric,
    pub resolution: Resolution,
    pub series: ChartSeries,
    /// The value axis; values may lie above its top, see [`axis_end`].
    pub axis: ValueAxis,
    /// Releases within the series by day of publication.
    pub releases: Vec<(Date, Untrusted)>,
    reasons: Reasons,
}

/// Why days are unknown.
#[derive(Debug, Clone, Default, PartialEq)]
struct Reasons {
    /// Their zeros cannot be believed.
    doubtful: BTreeSet<Date>,
    /// GitHub has never published them.
    never: Vec<Days>,
    /// Whether GitHub stands still, so that the newest days are not merely late.
    is_frozen: bool,
}

impl Reasons {
    fn new(history: &History, metric: Metric) -> Self {
        let publication = Publication::new(history, metric);
        Self {
            doubtful: history.doubtful_days(metric).collect(),
            is_frozen: publication.newest.is_some_and(Newest::is_frozen),
            never: publication.never,
        }
    }

    /// The label of unknown days between known ones.
    fn of(&self, days: &[Date]) -> String {
        let number = days.len() as u64;
        let all = |test: &dyn Fn(Date) -> bool| !days.is_empty() && days.iter().all(|day| test(*day));
        if all(&|day| self.doubtful.contains(&day)) {
            return format::counted(number, "doubtful zero", "doubtful zeros");
        }
        if all(&|day| self.never.iter().any(|never| never.contains(day))) {
            return "never published by GitHub".to_owned();
        }
        match number {
            1 => "no data".to_owned(),
            number => format!("no data for {number} days"),
        }
    }
}

impl MetricPlot {
    pub(super) fn new(history: &History, metric: Metric, series: ChartSeries, resolution: Resolution) -> Self {
        Self {
            metric,
            resolution,
            axis: ValueAxis::new(axis_end(&series), 4),
            releases: releases(history, series.first, series.last),
            reasons: Reasons::new(history, metric),
            series,
        }
    }

    /// Whether some values lie above the top of the axis.
    pub(super) fn is_truncated(&self) -> bool {
        self.series.max() > to_f64(self.axis.top)
    }

    /// Draws the plot down to `bottom`, in tenths of a pixel.
    pub(super) fn draw(&self, card: &Card, bottom: i32) {
        let series = &self.series;
        let area = PlotArea {
            left: MARGIN + self.axis.label_width(),
            // The labels of releases have a row of their own.
            top: if self.releases.is_empty() { 1_000 } else { 1_130 },
            right: RIGHT - 760,
            bottom,
        };
        let plot = Plot::new(card, area, (series.first, series.last), (0.0, to_f64(self.axis.top)));
        plot.value_axis(self.axis);
        self.draw_gaps(&plot);
        plot.releases(&self.releases);
        let lines = Lines::new(series);
        lines.draw_bands(&plot, series);
        lines.draw(&plot);
        plot.time_axis();
        let known: Vec<(f64, f64, Date)> = series
            .points
            .iter()
            .filter_map(|p| Some((p.at, p.count?, p.day)))
            .collect();
        if known.iter().all(|p| p.1 == 0.0) {
            let words = format!("No {} in these days", MetricLabels::of(self.metric).count_noun);
            card.notice((area.top + area.bottom) / 2, &words);
        }
        lines.draw_ends(&plot, MetricLabels::of(self.metric));
        plot.peaks(&known, card.theme.count, self.resolution == Resolution::Day);
        plot.truncation_marks(&known);
    }

    /// Hatches the unknown days, and those that GitHub has not published yet.
    fn draw_gaps(&self, plot: &Plot) {
        let series = &self.series;
        plot.hatch(&series.unknown(), |days| self.reasons.of(days));
        if series.newest < series.last {
            let days: Vec<Date> = Days::new(plus_days(series.newest, 1), series.last).each().collect();
            let doubtful: Vec<Date> = days
                .iter()
                .copied()
                .filter(|day| self.reasons.doubtful.contains(day))
                .collect();
            let label = match (doubtful.is_empty(), self.reasons.is_frozen) {
                (false, _) => self.reasons.of(&doubtful),
                (true, true) => "GitHub stands still".to_owned(),
                (true, false) => "not yet published".to_owned(),
            };
            let hole = Hole {
                from: days_since(series.first, series.newest),
                to: days_since(series.first, series.last),
                days,
            };
            plot.hatch(&[hole], |_| label.clone());
        }
    }
}

/// The lines of a plot. A newest day that was seen only in part is not on them: it is drawn apart, hollow, at the end of
/// a dotted line.
struct Lines {
    counts: Vec<Run<f64>>,
    uniques: Vec<Run<f64>>,
    /// Clones by the repository's own CI.
    ci: Vec<Run<f64>>,
    partial_end: Option<DataPoint>,
}

impl Lines {
    fn new(series: &ChartSeries) -> Self {
        let partial_end = series
            .points
            .last()
            .filter(|p| p.partial && series.points.len() > 1)
            .copied();
        let on_line = |p: &DataPoint| partial_end.is_none_or(|end| end.at != p.at);
        Self {
            counts: series.runs(|p| p.count.filter(|_| on_line(p))),
            uniques: series.runs(|p| p.uniques.filter(|_| on_line(p))),
            ci: series.runs(|p| p.ci),
            partial_end,
        }
    }

    /// The ground below the lines: from count to uniques (to zero where those are unknown), from uniques to zero, and the
    /// CI's clones.
    fn draw_bands(&self, plot: &Plot, series: &ChartSeries) {
        let theme = plot.card.theme;
        let on_line = |p: &DataPoint| self.partial_end.is_none_or(|end| end.at != p.at);
        let between = series.runs(|p| Some((p.uniques.unwrap_or(0.0), p.count?)).filter(|_| on_line(p)));
        plot.band(&between, theme.count, theme.band);
        let below = series.runs(|p| Some((0.0, p.uniques?)).filter(|_| on_line(p)));
        plot.band(&below, theme.uniques, theme.band);
        if !self.ci.is_empty() {
            plot.band(&series.runs(|p| Some((0.0, p.ci?))), theme.axis, (45, 35));
        }
    }

    fn draw(&self, plot: &Plot) {
        let theme = plot.card.theme;
        plot.line(&self.ci, theme.axis, 12);
        plot.line(&self.uniques, theme.uniques, 16);
        plot.line(&self.counts, theme.count, 18);
    }

    /// A marker at the newest value of each line, the dotted line to a partial one, and the name of the line.
    fn draw_ends(&self, plot: &Plot, labels: MetricLabels) {
        let theme = plot.card.theme;
        let partial = |value: fn(&DataPoint) -> Option<f64>| {
            let end = self.partial_end.as_ref()?;
            Some((end.at, value(end)?))
        };
        let lines = [
            (labels.count, &self.counts, theme.count, partial(|p| p.count)),
            (labels.uniques, &self.uniques, theme.uniques, partial(|p| p.uniques)),
            ("Own CI", &self.ci, theme.muted, None),
        ];
        let mut labels: Vec<(&str, f64, RGBColor)> = Vec::new();
        for (name, runs, colour, partial) in lines {
            let Some(newest) = runs.last().and_then(|run| run.last()).copied() else {
                continue;
            };
            if let Some(partial) = partial {
                plot.dotted_line(newest, partial, colour);
            }
            let (at, value) = partial.unwrap_or(newest);
            labels.push((name, value, colour));
            let hollow = self.partial_end.is_some_and(|end| end.at == at);
            plot.marker(at, value, colour, hollow);
        }
        plot.end_labels(&labels);
    }
}

/// The value that the axis must reach. One huge day must not press all others flat: when the largest value is more than
/// eight times the 90th percentile, the axis ends at two and a half times that percentile.
fn axis_end(series: &ChartSeries) -> u64 {
    let mut values: Vec<f64> = series.points.iter().filter_map(|p| p.count.or(p.uniques)).collect();
    values.sort_by(f64::total_cmp);
    let max = series.max();
    let busy = values.get(values.len() * 9 / 10).copied().unwrap_or(0.0);
    let truncate = values.len() >= 14 && busy > 0.0 && max > 8.0 * busy;
    round_to_u64(if truncate { busy * 2.5 } else { max })
}

/// The releases between two days, oldest first; pre-releases only where there is nothing else.
fn releases(history: &History, first: Date, last: Date) -> Vec<(Date, Untrusted)> {
    let between = |prereleases: bool| {
        let mut found: Vec<(Date, Untrusted)> = history
            .releases
            .iter()
            .filter(|(_, r)| r.published >= first && r.published <= last && (prereleases || !r.prerelease))
            .map(|(tag, r)| (r.published, tag.clone()))
            .collect();
        found.sort();
        found
    };
    let stable = between(false);
    if stable.is_empty() { between(true) } else { stable }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{days_before, history};
    use crate::domain::top_list::Release;

    fn plot(history: &History) -> MetricPlot {
        let series = ChartSeries::by_day(history, Metric::Views, None).expect("a known day");
        MetricPlot::new(history, Metric::Views, series, Resolution::Day)
    }

    #[test]
    fn one_huge_day_truncates_the_axis() {
        let mut views = vec![Some(100); 30];
        assert!(!plot(&history(&views)).is_truncated());
        views[7] = Some(800);
        assert!(!plot(&history(&views)).is_truncated(), "eight times as much still fits");
        views[7] = Some(50_000);
        let plot = plot(&history(&views));
        assert!(plot.is_truncated());
        assert_eq!(plot.axis.top, 300, "the step above two and a half times the busy days");
    }

    #[test]
    fn the_axis_of_a_few_days_is_never_truncated() {
        assert!(!plot(&history(&[Some(1), Some(1), Some(90_000)])).is_truncated());
    }

    #[test]
    fn prereleases_are_shown_where_there_is_nothing_else() {
        let mut history = history(&[Some(1); 10]);
        let mut release = |tag: &str, back: usize, prerelease: bool| {
            let release = Release {
                published: days_before(back),
                downloads: 0,
                prerelease,
                listed: std::collections::BTreeSet::new(),
            };
            history.releases.insert(Untrusted::new(tag), release);
            plot(&history)
                .releases
                .iter()
                .map(|(_, tag)| tag.sanitized().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(release("v0.9", 50, false), [""; 0], "before the first day");
        assert_eq!(release("v1.0-rc.1", 5, true), ["v1.0-rc.1"]);
        assert_eq!(release("v1.1", 1, false), ["v1.1"]);
        assert_eq!(release("v1.0", 3, false), ["v1.0", "v1.1"], "oldest first");
        assert_eq!(plot(&history).releases[1].0, days_before(1));
    }
}
