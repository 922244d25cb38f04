//! PURE. A plot of values over time: lines, bands and columns; its axes, its words and its marks are in files of their own.
//!
//! Data coordinates are days since the first day and values; positions on the card are tenths of a pixel.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{Cartesian2d, ChartBuilder, ChartContext, Circle, PathElement, Polygon, Rectangle};
use plotters::style::Color;

mod axes;
mod hatch;
mod labels;
mod marks;
mod peaks;

use crate::charts::canvas::{Canvas, INTO_MEMORY, SvgStyle};
use crate::charts::card::{Card, snap_to_pixel};
use crate::charts::ink::Ink;
use crate::charts::path::Point;
use crate::charts::plot::labels::CUT_MARK;
use crate::charts::series::{Run, days_since};
use crate::domain::{Date, days_between, plus_days};

/// Days of a window that is moved, not drawn anew.
const FEWEST_OF_WINDOW: i64 = 28;

/// A part of a card with a coordinate system of its own: days since `first` to the right, values up.
pub(super) struct Plot<'a> {
    pub card: &'a Card,
    chart: ChartContext<'static, Canvas, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    pub area: PlotArea,
    first: Date,
    last: Date,
    /// The values at the bottom and at the top; those beyond are drawn there.
    bottom: f64,
    top: f64,
    /// How far what moves with the days is drawn to the right of its place; `None` where nothing moves.
    shift: Option<i32>,
}

/// The edges of a plot in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlotArea {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl PlotArea {
    /// The same with so much less to the left that each of `steps` is a whole number of tenths: when a window moves by a step, lines
    /// keep their form to the last digit.
    fn in_whole_steps(self, steps: i64) -> Self {
        let steps = i32::try_from(steps).unwrap_or(1).max(1);
        let width = (self.right - self.left) / steps * steps;
        let left = if width > 0 { self.right - width } else { self.left };
        Self { left, ..self }
    }
}

/// The last day of a scale that begins on `first` and grows: at least `last`, and at most a sixteenth or a week later.
pub(super) fn end_of_scale(first: Date, last: Date) -> Date {
    let days = days_between(first, last);
    let mut unit = 7;
    while days > 32 * unit {
        unit *= 2;
    }
    plus_days(first, (days + unit - 1) / unit * unit)
}

impl<'a> Plot<'a> {
    /// A plot of the days `first` to `last` and of values from `bottom` to `top`. A day is a point: the first and the last one lie
    /// on the edges.
    pub(super) fn new(card: &'a Card, area: PlotArea, days: (Date, Date), values: (f64, f64)) -> Self {
        // A single day is in the middle.
        let room = if days.0 < days.1 { 0.0 } else { 0.5 };
        Self::with_room(card, area, days, values, room)
    }

    /// A plot of all days since the first. The scale ends on one of few days, so that most new days leave everything drawn before
    /// where it is: git then keeps what is new, and not the whole picture anew.
    pub(super) fn growing(
        card: &'a Card,
        area: PlotArea,
        (first, last): (Date, Date),
        values: (f64, f64),
        has_columns: bool,
    ) -> Self {
        Self::of_days(card, area, (first, end_of_scale(first, last)), values, has_columns)
    }

    /// A plot of a window of days that moves: each day is a whole number of tenths wide, and what is at a day is counted from the
    /// first of January before the window ([`Self::moving`]). Not so in a window of a few wide days, which would begin far outside of
    /// the picture: some renderers give up there.
    pub(super) fn window(
        card: &'a Card,
        area: PlotArea,
        (first, last): (Date, Date),
        values: (f64, f64),
        has_columns: bool,
    ) -> Self {
        let steps = days_between(first, last) + i64::from(has_columns);
        let area = area.in_whole_steps(steps);
        let plot = Self::of_days(card, area, (first, last), values, has_columns);
        let step = (area.right - area.left) / i32::try_from(steps).unwrap_or(1).max(1);
        let shift = step * (i32::from(first.day_of_year()) - 1);
        Self {
            shift: (steps >= FEWEST_OF_WINDOW).then_some(shift),
            ..plot
        }
    }

    /// A plot for columns or for points.
    fn of_days(card: &'a Card, area: PlotArea, days: (Date, Date), values: (f64, f64), has_columns: bool) -> Self {
        match has_columns {
            true => Self::for_columns(card, area, days, values),
            false => Self::new(card, area, days, values),
        }
    }

    /// A plot for columns: each day has a place of its own width, also the first and the last one.
    pub(super) fn for_columns(card: &'a Card, area: PlotArea, days: (Date, Date), values: (f64, f64)) -> Self {
        Self::with_room(card, area, days, values, 0.5)
    }

    /// A plot with so many days of room before the first and after the last day.
    fn with_room(
        card: &'a Card,
        area: PlotArea,
        (first, last): (Date, Date),
        (bottom, top): (f64, f64),
        room: f64,
    ) -> Self {
        let time = -room..days_since(first, last) + room;
        let area_on_card = card
            .canvas
            .area()
            .shrink((area.left, area.top), (area.right - area.left, area.bottom - area.top));
        let chart = ChartBuilder::on(&area_on_card)
            .build_cartesian_2d(time, bottom..top)
            .expect(INTO_MEMORY);
        Self {
            card,
            chart,
            area,
            first,
            last,
            bottom,
            top,
            shift: None,
        }
    }

    /// Draws what moves with the days.
    pub(super) fn moving<T>(&self, draw: impl FnOnce() -> T) -> T {
        self.card.canvas.moving(self.shift.unwrap_or(0), draw)
    }

    /// A place on a whole pixel, where nothing moves by parts of one.
    fn sharp(&self, x: i32) -> i32 {
        match self.shift {
            Some(_) => x,
            None => snap_to_pixel(x),
        }
    }

    /// The position of a value on the card.
    pub(super) fn position(&self, day: f64, value: f64) -> Point {
        self.chart.backend_coord(&(day, value.min(self.top).max(self.bottom)))
    }

    /// A line through each run; a run of one point is a dot.
    pub(super) fn line(&self, runs: &[Run<f64>], colour: Ink, width: u32) {
        let area = self.chart.plotting_area();
        for run in runs {
            let points: Vec<(f64, f64)> = run.iter().map(|(at, value)| (*at, value.min(self.top))).collect();
            match points[..] {
                [only] => area.draw(&Circle::new(only, 22, colour.filled())),
                _ => area.draw(&PathElement::new(points, colour.stroke_width(width))),
            }
            .expect(INTO_MEMORY);
        }
    }

    /// A small square for each value, all of them as one path: values that stand alone can be many.
    pub(super) fn specks(&self, points: impl IntoIterator<Item = (f64, f64)>, colour: Ink) {
        let style = SvgStyle {
            merge_paths: true,
            ..SvgStyle::default()
        };
        self.card.canvas.with(style, || {
            for (at, value) in points {
                let (x, y) = self.position(at, value);
                let square = PathElement::new([(x - 15, y), (x + 15, y)], colour.stroke_width(30));
                self.card.canvas.area().draw(&square).expect(INTO_MEMORY);
            }
        });
    }

    /// A dotted line from the last complete value to a partial one, which is a lower bound.
    pub(super) fn dotted_line(&self, from: (f64, f64), to: (f64, f64), colour: Ink) {
        let style = SvgStyle {
            dash: Some("2 3"),
            ..SvgStyle::default()
        };
        let line = PathElement::new([from, to], colour.stroke_width(14));
        self.card
            .canvas
            .with(style, || self.chart.plotting_area().draw(&line))
            .expect(INTO_MEMORY);
    }

    /// Makes a line that is there dotted along these runs: its values are lower bounds.
    pub(super) fn dots_in_line(&self, runs: &[Run<f64>], width: u32) {
        let style = SvgStyle {
            dash: Some("2 2"),
            merge_paths: true,
            ..SvgStyle::default()
        };
        self.card.canvas.with(style, || {
            for run in runs.iter().filter(|run| run.len() > 1) {
                let points = run.iter().map(|(at, value)| (*at, value.min(self.top)));
                let line = PathElement::new(points.collect::<Vec<_>>(), self.card.theme.card.stroke_width(width));
                self.chart.plotting_area().draw(&line).expect(INTO_MEMORY);
            }
        });
    }

    /// The ground between two lines (lower, upper), fading from top to bottom; opacities in percent.
    pub(super) fn band(&self, runs: &[Run<(f64, f64)>], colour: Ink, opacity: (u32, u32)) {
        let style = SvgStyle {
            paint: Some(self.card.canvas.gradient(colour, opacity)),
            merge_paths: true,
            ..SvgStyle::default()
        };
        self.card.canvas.with(style, || {
            for run in runs.iter().filter(|run| run.len() > 1) {
                let upper = run.iter().map(|(at, (_, upper))| (*at, upper.min(self.top)));
                let lower = run.iter().rev().map(|(at, (lower, _))| (*at, lower.min(self.top)));
                let outline = Polygon::new(upper.chain(lower).collect::<Vec<_>>(), colour.filled());
                self.chart.plotting_area().draw(&outline).expect(INTO_MEMORY);
            }
        });
    }

    /// The width of a day in tenths of a pixel.
    pub(super) fn day_width(&self) -> f64 {
        f64::from(self.position(1.0, 0.0).0 - self.position(0.0, 0.0).0)
    }

    /// The tops of columns (from, to, value) as lines, so that pale ones can be seen.
    pub(super) fn column_tops(&self, columns: impl IntoIterator<Item = (f64, f64, f64)>, colour: Ink) {
        let style = SvgStyle {
            merge_paths: true,
            ..SvgStyle::default()
        };
        self.card.canvas.with(style, || {
            for (from, to, value) in columns {
                let ends = [(from, value.min(self.top)), (to, value.min(self.top))];
                let top = PathElement::new(ends, colour.stroke_width(15));
                self.chart.plotting_area().draw(&top).expect(INTO_MEMORY);
            }
        });
    }

    /// Columns (from, to, value) from the bottom up, as one path.
    pub(super) fn columns(&self, columns: impl IntoIterator<Item = (f64, f64, f64)>, colour: Ink) {
        let style = SvgStyle {
            merge_paths: true,
            ..SvgStyle::default()
        };
        self.card.canvas.with(style, || {
            for (from, to, value) in columns {
                let column = Rectangle::new([(from, 0.0), (to, value.min(self.top))], colour.filled());
                self.chart.plotting_area().draw(&column).expect(INTO_MEMORY);
            }
        });
    }

    /// A dot at a value, filled or hollow (a lower bound).
    pub(super) fn marker(&self, at: f64, value: f64, colour: Ink, hollow: bool) {
        let position = self.position(at, value);
        self.card.dot(position, 32, colour);
        if hollow {
            self.card.dot(position, 18, self.card.theme.card);
        }
    }

    /// A small ring on a line: its value is a lower bound.
    pub(super) fn ring(&self, at: f64, value: f64, colour: Ink) {
        let position = self.position(at, value);
        self.card.dot(position, 28, colour);
        self.card.dot(position, 14, self.card.theme.card);
    }

    /// Two slanted strokes at the top of the plot where the points (at, value, day) lie above it.
    pub(super) fn truncation_marks(&self, points: &[(f64, f64, Date)]) {
        let theme = self.card.theme;
        for run in points.chunk_by(|one, two| (one.1 > self.top) == (two.1 > self.top)) {
            let [first, ..] = run else { continue };
            if first.1 <= self.top {
                continue;
            }
            let left = self.position(first.0, self.top).0 - CUT_MARK;
            let right = self.position(run[run.len() - 1].0, self.top).0 + CUT_MARK;
            let y = self.area.top + 110;
            for (lift, colour, width) in [(0, theme.card, 50), (-25, theme.axis, 10), (25, theme.axis, 10)] {
                self.card
                    .line((left, y + 30 + lift), (right, y - 30 + lift), colour, width);
            }
        }
    }
}
