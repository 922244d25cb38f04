//! PURE. Count and uniques of one metric over time: the plot that the daily charts and the all-time chart share.

mod lines;

use std::collections::BTreeSet;

use crate::charts::axis::ValueAxis;
use crate::charts::card::{Card, MARGIN, RIGHT};
use crate::charts::marks::Marks;
use crate::charts::metric_plot::lines::Lines;
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{ChartSeries, DataPoint, Hole, Resolution, days_since, round_to_u64, to_f64};
use crate::domain::analysis::{Analysis, Days, Newest, Publication};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, plus_days};
use crate::format;

/// Up to so many points are columns.
const FEW_POINTS: usize = 7;
/// An axis up to this value is never cut: a column of one can be seen beside one of 50.
const LEAST_CUT: u64 = 60;
/// The widest pair of columns, in tenths of a pixel.
const WIDEST: f64 = 360.0;

/// What the two numbers of a metric are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MetricLabels {
    /// The count, as a label.
    pub count: &'static str,
    /// The uniques, as a label.
    pub uniques: &'static str,
    /// One and several of the count, within a sentence.
    count_nouns: (&'static str, &'static str),
    /// One and several of the uniques, within a sentence.
    uniques_nouns: (&'static str, &'static str),
}

impl MetricLabels {
    pub(super) fn of(metric: Metric) -> Self {
        match metric {
            Metric::Views => Self {
                count: "Views",
                uniques: "Visitors",
                count_nouns: ("view", "views"),
                uniques_nouns: ("unique visitor", "unique visitors"),
            },
            Metric::Clones => Self {
                count: "Clones",
                uniques: "Cloners",
                count_nouns: ("clone", "clones"),
                uniques_nouns: ("unique cloner", "unique cloners"),
            },
        }
    }

    /// What this many of the count are called.
    pub(super) fn count_noun(self, number: u64) -> &'static str {
        noun(self.count_nouns, number)
    }

    /// What this many of the uniques are called.
    pub(super) fn uniques_noun(self, number: u64) -> &'static str {
        noun(self.uniques_nouns, number)
    }

    /// `1 view`, `3,412 views`.
    pub(super) fn counted(self, number: u64) -> String {
        format::counted(number, self.count_nouns.0, self.count_nouns.1)
    }

    /// `1 unique visitor`, `801 unique visitors`.
    pub(super) fn counted_uniques(self, number: u64) -> String {
        format::counted(number, self.uniques_nouns.0, self.uniques_nouns.1)
    }
}

fn noun((one, many): (&'static str, &'static str), number: u64) -> &'static str {
    if number == 1 { one } else { many }
}

/// How the numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As lines with ground below them.
    Lines,
    /// As a column for the count and one for the uniques: a few of a day are counted, not measured.
    Columns,
}

/// One metric over time with what the plot shows around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MetricPlot {
    pub metric: Metric,
    pub resolution: Resolution,
    pub form: Form,
    pub series: ChartSeries,
    /// The value axis; values may lie above its top, see [`value_axis`].
    pub axis: ValueAxis,
    /// What is marked on the days of the series.
    pub marks: Marks,
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
    fn new(history: &History, metric: Metric, publication: &Publication) -> Self {
        Self {
            doubtful: history.doubtful_days(metric).collect(),
            is_frozen: publication.newest.is_some_and(Newest::is_frozen),
            never: publication.never.clone(),
        }
    }

    /// The label of unknown days after the newest known one.
    fn of_newest(&self, days: &[Date]) -> String {
        let doubtful: Vec<Date> = days.iter().copied().filter(|day| self.doubtful.contains(day)).collect();
        match (doubtful.is_empty(), self.is_frozen) {
            (false, _) => self.of(&doubtful),
            (true, true) => "GitHub stands still".to_owned(),
            (true, false) => "not yet published".to_owned(),
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
    /// The plot of a series of `metric`; a few points, or points of a few counts, are columns.
    pub(super) fn new(
        history: &History,
        analysis: &Analysis,
        metric: Metric,
        series: ChartSeries,
        resolution: Resolution,
    ) -> Self {
        let form = match series.points.len() <= FEW_POINTS || series.is_sparse() {
            true => Form::Columns,
            false => Form::Lines,
        };
        Self {
            metric,
            resolution,
            form,
            axis: value_axis(&series),
            marks: Marks::new(history, analysis, metric, Days::new(series.first, series.last)),
            reasons: Reasons::new(history, metric, &analysis.metric(metric).publication),
            series,
        }
    }

    /// The same as columns, whatever the numbers are: sums of a few a day.
    pub(super) fn into_columns(self) -> Self {
        Self {
            form: Form::Columns,
            ..self
        }
    }

    /// Whether some values lie above the top of the axis.
    pub(super) fn is_truncated(&self) -> bool {
        self.series.max() > to_f64(self.axis.top)
    }

    /// Where the axis is cut: `axis cut at 300`.
    pub(super) fn cut(&self) -> String {
        format!("axis cut at {}", self.axis.scale().write(self.axis.top))
    }

    /// Whether no column has uniques, though there are counts: their place would be that of a zero.
    pub(super) fn lacks_uniques(&self) -> bool {
        let mut counted = self
            .series
            .points
            .iter()
            .filter(|p| p.count.is_some_and(|count| count > 0.0));
        self.form == Form::Columns && counted.all(|p| p.uniques.is_none())
    }

    /// Whether some numbers are lower bounds, apart from the newest.
    pub(super) fn has_partial_columns(&self) -> bool {
        let mut points = self.series.points.iter();
        self.form == Form::Columns && points.any(|p| p.partial && p.count.is_some_and(|count| count > 0.0))
    }

    /// What the marks need of the card's height, in pixels.
    pub(super) fn extra_height(&self) -> i32 {
        self.marks.height() / 10
    }

    /// Draws the plot down to `bottom`, in tenths of a pixel, and the marks' room below that.
    pub(super) fn draw(&self, card: &Card, bottom: i32) {
        let series = &self.series;
        let needs_margin = self.form == Form::Lines || self.marks.rows().next().is_some();
        let area = PlotArea {
            left: MARGIN + self.axis.label_width(),
            top: 1_000 + self.marks.height(),
            right: if needs_margin { RIGHT - 760 } else { RIGHT },
            bottom: bottom + self.marks.height(),
        };
        let values = (0.0, to_f64(self.axis.top));
        let (days, has_columns) = ((series.first, series.last), self.form == Form::Columns);
        let plot = match self.resolution {
            Resolution::Day => Plot::window(card, area, days, values, has_columns),
            Resolution::Week | Resolution::Month => Plot::growing(card, area, days, values, has_columns),
        };
        plot.value_axis(self.axis);
        plot.moving(|| match self.form {
            Form::Lines => self.draw_gaps(&plot),
            Form::Columns => self.draw_empty_places(&plot),
        });
        plot.marks(&self.marks);
        let known: Vec<(f64, f64, Date)> = series
            .points
            .iter()
            .filter_map(|p| Some((p.at, p.count?, p.day)))
            .collect();
        let with_day = self.resolution == Resolution::Day;
        match self.form {
            Form::Lines => {
                let lines = Lines::new(series);
                plot.moving(|| {
                    lines.draw_bands(&plot, series);
                    lines.draw(&plot);
                    lines.draw_rings(&plot, series);
                });
                plot.time_axis();
                lines.draw_ends(&plot, MetricLabels::of(self.metric));
                let is_bound = |day: Date| series.is_partial(day);
                plot.moving(|| plot.truncation_marks(&known));
                plot.moving(|| plot.peaks_with_bounds(&known, card.theme.count, with_day, is_bound));
            }
            Form::Columns => {
                plot.moving(|| self.draw_columns(&plot));
                plot.time_axis_at(|day| series.middle_of(day));
                let span = series.points.first().map_or(1.0, |p| p.span);
                plot.moving(|| plot.truncation_marks(&known));
                plot.moving(|| plot.column_values(&known, plot.day_width() * span, with_day));
            }
        }
        plot.values_on_plot(self.axis);
    }

    /// A column for the count, pale where it is a lower bound, and beside it one for the uniques where any are known.
    fn draw_columns(&self, plot: &Plot) {
        let theme = plot.card.theme;
        let points = &self.series.points;
        let has_uniques = points.iter().any(|p| p.uniques.is_some());
        let days_of = |tenths: f64| tenths / plot.day_width();
        // From, to, value: both together have three quarters of the place, up to a width.
        let column = |p: &DataPoint, value: f64, part: (f64, f64)| {
            let width = (p.span * 0.76).min(days_of(WIDEST));
            let left = p.at - width / 2.0;
            (left + width * part.0, left + width * part.1, value)
        };
        let of_counts = if has_uniques { (0.0, 0.5) } else { (0.0, 1.0) };
        let counts = |partial: bool| {
            let chosen = points.iter().filter(move |p| p.partial == partial);
            let shown = chosen.filter_map(|p| Some((p, p.count.filter(|count| *count > 0.0)?)));
            shown.map(move |(p, count)| column(p, count, of_counts))
        };
        plot.columns(counts(false), theme.count);
        plot.columns(counts(true), theme.count_soft);
        plot.column_tops(counts(true), theme.count);
        let uniques = points
            .iter()
            .filter_map(|p| Some((p, p.uniques.filter(|uniques| *uniques > 0.0)?)));
        plot.columns(
            uniques.map(|(p, uniques)| column(p, uniques, (0.5, 1.0))),
            theme.uniques,
        );
    }

    /// Hatches the places of columns that are unknown, not published yet, or so far zero.
    fn draw_empty_places(&self, plot: &Plot) {
        plot.hatch(&self.series.zeros_so_far(), |_| "seen in part".to_owned());
        let (unknown, not_yet) = self.series.empty_places();
        plot.hatch(&unknown, |days| self.reasons.of(days));
        plot.hatch(&not_yet, |days| self.reasons.of_newest(days));
    }

    /// Hatches the unknown days, and those that GitHub has not published yet.
    fn draw_gaps(&self, plot: &Plot) {
        let series = &self.series;
        plot.hatch(&series.unknown(), |days| self.reasons.of(days));
        if series.newest < series.last {
            let days: Vec<Date> = Days::new(plus_days(series.newest, 1), series.last).each().collect();
            let hole = Hole {
                from: days_since(series.first, series.newest),
                to: days_since(series.first, series.last),
                days,
            };
            plot.hatch(&[hole], |days| self.reasons.of_newest(days));
        }
    }
}

/// The axis of a series. One huge day must not press all others flat, so it is cut where that gains much: when the largest value
/// is more than ten times the 90th percentile, and the axis at two and a half times that percentile is at most a quarter as high.
fn value_axis(series: &ChartSeries) -> ValueAxis {
    const STEPS: u64 = 4;
    let mut values: Vec<f64> = series.points.iter().filter_map(|p| p.count.or(p.uniques)).collect();
    values.sort_by(f64::total_cmp);
    let whole = ValueAxis::new(round_to_u64(series.max().ceil()), STEPS);
    let busy = values.get(values.len() * 9 / 10).copied().unwrap_or(0.0);
    let cut = ValueAxis::new(round_to_u64(busy * 2.5), STEPS);
    let gains = whole.top >= LEAST_CUT && whole.top / 4 >= cut.top && series.max() > 10.0 * busy;
    if values.len() >= 14 && busy > 0.0 && gains {
        cut
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Shade;
    use crate::charts::sample::{LAST, history, make_partial};

    fn plot(history: &History) -> MetricPlot {
        let series = ChartSeries::by_day(history, Metric::Views, None).expect("a known day");
        MetricPlot::new(history, &Analysis::new(history), Metric::Views, series, Resolution::Day)
    }

    #[test]
    fn one_huge_day_truncates_the_axis() {
        let mut views = vec![Some(100); 30];
        assert!(!plot(&history(&views)).is_truncated());
        views[7] = Some(1_000);
        assert!(!plot(&history(&views)).is_truncated(), "ten times as much still fits");
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
    fn an_axis_is_cut_only_where_that_gains_much() {
        let mut views = vec![Some(1); 60];
        views[20] = Some(11);
        assert!(!plot(&history(&views)).is_truncated(), "eleven can be drawn beside one");
        views = vec![Some(0); 60];
        views[20] = Some(500);
        assert!(!plot(&history(&views)).is_truncated(), "nothing is pressed flat");
        let mut series = ChartSeries::by_day(&history(&[Some(2); 60]), Metric::Views, None).expect("days");
        series.points[9].count = Some(15.14);
        assert_eq!(
            value_axis(&series).top,
            20,
            "a mean just above a tick is below the next one"
        );
    }

    #[test]
    fn a_few_a_day_are_columns() {
        let form = |views: &[Option<u64>]| plot(&history(views)).form;
        assert_eq!(form(&[Some(40); 7]), Form::Columns, "a few points");
        assert_eq!(form(&[Some(40); 8]), Form::Lines);
        assert_eq!(form(&[Some(4); 30]), Form::Columns);
        let mut views = vec![Some(4); 30];
        views[..10].fill(Some(900));
        assert_eq!(form(&views), Form::Lines, "a third of the days are busy");
    }

    #[test]
    fn a_cut_peak_has_its_number() {
        let mut views = vec![Some(100); 80];
        for (place, count) in [
            (5, 50_000),
            (30, 60_001),
            (31, 61_002),
            (33, 62_003),
            (35, 63_004),
            (79, 64_005),
        ] {
            views[place] = Some(count);
        }
        let plot = plot(&history(&views));
        assert!(plot.is_truncated());
        let card = Card::new("views", 320, "Title", "Subtitle");
        plot.draw(&card, 2_700);
        let svg = card.finish("Alt.").svg(Shade::Light);
        for (number, times) in [("50,000", 2), ("63,004", 2), ("64,005", 2), ("61,002", 0)] {
            assert_eq!(
                svg.matches(number).count(),
                times,
                "{number} in wide and narrow columns"
            );
        }
        assert!(
            svg.contains(", +2</tspan>"),
            "three peaks that stand too near for a label each"
        );
    }

    #[test]
    fn the_line_to_a_partial_day_crosses_no_unknown_ones() {
        let dotted = |views: &[Option<u64>]| {
            let mut history = history(views);
            make_partial(&mut history, LAST);
            let card = Card::new("views", 320, "Title", "Subtitle");
            plot(&history).draw(&card, 2_700);
            card.finish("Alt.")
                .svg(Shade::Light)
                .matches("stroke-dasharray")
                .count()
        };
        let mut views = vec![Some(50); 30];
        assert_eq!(dotted(&views), 2, "of views and visitors");
        views[28] = None;
        assert_eq!(dotted(&views), 0);
    }
}
