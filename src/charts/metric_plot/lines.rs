//! PURE. Count and uniques as lines over their ground, with what is known only in part.

use crate::charts::ink::Ink;
use crate::charts::metric_plot::MetricLabels;
use crate::charts::plot::Plot;
use crate::charts::series::{ChartSeries, DataPoint, Run};
use crate::charts::theme::BAND;

/// Days that are narrower, in tenths of a pixel, have no ring of their own.
const NARROWEST_RING: f64 = 50.0;

/// The lines of a plot. A newest day that was seen only in part is not on them: it is drawn apart, hollow, at the end of
/// a dotted line.
pub(super) struct Lines {
    counts: Vec<Run<f64>>,
    uniques: Vec<Run<f64>>,
    /// Clones by the repository's own CI.
    ci: Vec<Run<f64>>,
    /// Averages of weeks and months that were seen in part.
    partial: Vec<Run<f64>>,
    partial_end: Option<DataPoint>,
}

impl Lines {
    pub(super) fn new(series: &ChartSeries) -> Self {
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
            partial: series.runs(|p| p.count.filter(|_| p.partial && p.span > 1.0 && on_line(p))),
            partial_end,
        }
    }

    /// The ground below the lines: from count to uniques (to zero where those are unknown), from uniques to zero, and the
    /// CI's clones.
    pub(super) fn draw_bands(&self, plot: &Plot, series: &ChartSeries) {
        let theme = plot.card.theme;
        let on_line = |p: &DataPoint| self.partial_end.is_none_or(|end| end.at != p.at);
        plot.band(&ground(series, true, on_line), theme.count, BAND);
        plot.band(&ground(series, false, on_line), theme.count, BAND);
        let below = series.runs(|p| Some((0.0, p.uniques?)).filter(|_| on_line(p)));
        plot.band(&below, theme.uniques, BAND);
        if !self.ci.is_empty() {
            plot.band(&series.runs(|p| Some((0.0, p.ci?))), theme.axis, (45, 35));
        }
    }

    pub(super) fn draw(&self, plot: &Plot) {
        let theme = plot.card.theme;
        plot.line(&self.ci, theme.axis, 12);
        plot.line(&self.uniques, theme.uniques, 16);
        plot.line(&self.counts, theme.count, 18);
        plot.dots_in_line(&self.partial, 18);
    }

    /// A ring around each day that was seen in part, but for the last one, which has its own marker.
    pub(super) fn draw_rings(&self, plot: &Plot, series: &ChartSeries) {
        if plot.day_width() < NARROWEST_RING {
            return;
        }
        let on_line = |p: &&DataPoint| p.partial && p.span <= 1.0 && self.partial_end.is_none_or(|end| end.at != p.at);
        for point in series.points.iter().filter(on_line) {
            if let Some(count) = point.count {
                plot.ring(point.at, count, plot.card.theme.count);
            }
        }
    }

    /// A marker at the newest value of each line, the dotted line to a partial one, and the name of the line.
    pub(super) fn draw_ends(&self, plot: &Plot, labels: MetricLabels) {
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
        let mut labels: Vec<(&str, f64, Ink)> = Vec::new();
        for (name, runs, colour, partial) in lines {
            let Some(newest) = runs.last().and_then(|run| run.last()).copied() else {
                continue;
            };
            // Unknown days between the two are a gap like any other.
            let span = self.partial_end.map_or(1.0, |end| end.span);
            if let Some(partial) = partial.filter(|(at, _)| at - newest.0 < 1.5 * span) {
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

/// The ground of the counts between neighbouring points: down to the uniques where both points have them, else down to zero.
fn ground(series: &ChartSeries, has_uniques: bool, on_line: impl Fn(&DataPoint) -> bool) -> Vec<Run<(f64, f64)>> {
    let mut runs: Vec<Run<(f64, f64)>> = Vec::new();
    for pair in series.points.windows(2) {
        let [Some(from), Some(to)] = [&pair[0], &pair[1]].map(|p| p.count.filter(|_| on_line(p))) else {
            continue;
        };
        let bottoms = [pair[0].uniques, pair[1].uniques];
        if bottoms.iter().all(Option::is_some) != has_uniques {
            continue;
        }
        let bottom = |at: usize| bottoms[at].filter(|_| has_uniques).unwrap_or(0.0);
        let [begin, end] = [(pair[0].at, (bottom(0), from)), (pair[1].at, (bottom(1), to))];
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last.0 == begin.0) => run.push(end),
            _ => runs.push(vec![begin, end]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{days_before, history};
    use crate::domain::traffic::Metric;

    #[test]
    fn views_without_visitors_have_a_ground_down_to_the_axis() {
        let mut history = history(&[Some(4); 5]);
        let views = history.days.get_mut(&days_before(2));
        views.and_then(|day| day.views.as_mut()).expect("views").uniques = None;
        let series = ChartSeries::by_day(&history, Metric::Views, None).expect("days");
        let bottoms = |has_uniques: bool| -> Vec<Vec<f64>> {
            let runs = ground(&series, has_uniques, |_| true);
            let bottom = |(_, (bottom, _)): &(f64, (f64, f64))| *bottom;
            runs.iter().map(|run| run.iter().map(bottom).collect()).collect()
        };
        assert_eq!(bottoms(true), [[2.0, 2.0], [2.0, 2.0]]);
        assert_eq!(bottoms(false), [[0.0; 3]], "one step on each side of the day");
    }
}
