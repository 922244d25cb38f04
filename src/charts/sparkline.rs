//! PURE. A sparkline of the views for a row of a table.

use plotters::prelude::{Circle, PathElement, Polygon};
use plotters::style::Color;

use crate::charts::canvas::{Canvas, Drawing, INTO_MEMORY};
use crate::charts::ink::INKS;
use crate::charts::path::Point;
use crate::charts::series::{ChartSeries, DataPoint, round_to_u64, to_f64};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::format;

/// The id of the sparkline, from which its files are named: see [`crate::charts::file_path`].
pub const SPARKLINE: &str = "sparkline";

/// Width and height in pixels.
const SIZE: (i32, i32) = (160, 32);
/// The base line, in tenths of a pixel from the top.
const BASE: i32 = SIZE.1 * 10 - 30;

/// Views of the last 90 days as a line of 160 × 32 pixels, without axes. A valid picture without a line while nothing
/// is known. Days, not weeks: weeks would hide the spikes that a sparkline is for.
#[must_use]
pub fn sparkline(history: &History) -> Drawing {
    let canvas = Canvas::new("s", SIZE.0, SIZE.1);
    let title = format!("Views of {}", history.repository.name);
    let axis = PathElement::new([(30, 295), (SIZE.0 * 10 - 40, 295)], INKS.axis.stroke_width(10));
    canvas.area().draw(&axis).expect(INTO_MEMORY);
    let Some(series) = ChartSeries::by_day(history, Metric::Views, Some(90)) else {
        return canvas.finish(&title, "No data yet.");
    };
    draw_line(&canvas, &series);
    let most = series.points.iter().filter_map(|p| p.count).fold(0.0, f64::max);
    let alt = format!(
        "Views per day, {}: at most {} in a day.",
        format::date_range(series.first, series.last),
        format::grouped(round_to_u64(most))
    );
    canvas.finish(&title, &alt)
}

/// The known days as lines over pale ground, and a dot at the newest whole one.
fn draw_line(canvas: &Canvas, series: &ChartSeries) {
    let most = series.max().max(1.0);
    let days = to_f64(series.length().unsigned_abs().max(2) - 1);
    // A whole number of tenths, so that the line keeps its form when the window moves by a day.
    let step = (f64::from(SIZE.0 * 10 - 70) / days).floor();
    let tenths = |value: f64| i32::try_from(round_to_u64(value)).unwrap_or(0);
    let position = |at: f64, value: f64| -> Point {
        (
            SIZE.0 * 10 - 40 - tenths((days - at) * step),
            BASE - tenths(value / most * f64::from(SIZE.1 * 10 - 70)),
        )
    };
    let area = canvas.area();
    // A newest day that was seen in part would look like a fall.
    let on_line = |p: &DataPoint| !p.partial || p.day < series.newest || series.points.len() == 1;
    let runs = series.runs(|p| p.count.filter(|_| on_line(p)));
    for run in &runs {
        let line: Vec<Point> = run.iter().map(|(at, value)| position(*at, *value)).collect();
        if let ([first, ..], [.., last]) = (&line[..], &line[..]) {
            let outline = line.iter().copied().chain([(last.0, BASE), (first.0, BASE)]);
            let ground = Polygon::new(outline.collect::<Vec<_>>(), INKS.count_soft.filled());
            area.draw(&ground).expect(INTO_MEMORY);
        }
        area.draw(&PathElement::new(line, INKS.count.stroke_width(14)))
            .expect(INTO_MEMORY);
    }
    if let Some((at, value)) = runs.last().and_then(|run| run.last()) {
        area.draw(&Circle::new(position(*at, *value), 22, INKS.count.filled()))
            .expect(INTO_MEMORY);
    }
}
