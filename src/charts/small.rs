//! PURE. Small pictures: a sparkline for tables and a badge for other READMEs.

use plotters::prelude::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::{Color, RGBColor};

use super::canvas::{Canvas, INTO_MEMORY, Pen};
use super::series::{ChartSeries, Resolution, float, whole};
use super::text_style::{Anchor, TextStyle};
use super::theme::Shade;
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::format;

/// Width and height of a sparkline in pixels.
const SPARK: (i32, i32) = (160, 32);

/// Views of the last 90 days as a line of 160 × 32 pixels, without axes: for a row of a table. Empty, but whole, while
/// nothing is known.
#[must_use]
pub fn sparkline(history: &History, shade: Shade) -> String {
    let theme = shade.theme();
    let canvas = Canvas::new(format!("s-{}", &shade.word()[..1]), SPARK.0, SPARK.1);
    let title = format!("Views of {}", history.repository.name);
    let ground = PathElement::new([(30, 295), (SPARK.0 * 10 - 40, 295)], theme.axis.stroke_width(10));
    canvas.area().draw(&ground).expect(INTO_MEMORY);
    let Some(series) = ChartSeries::by_day(history, Metric::Views, Some(90)) else {
        return canvas.finish(&title, "No day is known yet.");
    };
    // A day a pixel and a half: weeks would hide the spikes that a sparkline is for.
    let series = series.averaged(Resolution::Day);
    let most = series.max().max(1.0);
    let days = float(series.length().unsigned_abs().max(2) - 1);
    let coordinate = |value: f64| i32::try_from(whole(value)).unwrap_or(0);
    let place = |at: f64, value: f64| {
        (
            30 + coordinate(at / days * float((SPARK.0 * 10 - 70).unsigned_abs().into())),
            SPARK.1 * 10 - 30 - coordinate(value / most * float((SPARK.1 * 10 - 70).unsigned_abs().into())),
        )
    };
    let area = canvas.area();
    let runs = series.runs(|p| p.count);
    for run in &runs {
        let line: Vec<_> = run.iter().map(|(at, value)| place(*at, *value)).collect();
        if let ([first, ..], [.., last]) = (&line[..], &line[..]) {
            let foot = SPARK.1 * 10 - 30;
            let ground = line.iter().copied().chain([(last.0, foot), (first.0, foot)]);
            let ground = Polygon::new(ground.collect::<Vec<_>>(), theme.count_soft.filled());
            area.draw(&ground).expect(INTO_MEMORY);
        }
        area.draw(&PathElement::new(line, theme.count.stroke_width(14)))
            .expect(INTO_MEMORY);
    }
    if let Some((at, value)) = runs.last().and_then(|run| run.last()) {
        area.draw(&Circle::new(place(*at, *value), 22, theme.count.filled()))
            .expect(INTO_MEMORY);
    }
    let best = series.points.iter().filter_map(|p| p.count).fold(0.0, f64::max);
    let alt = format!(
        "Views per day, {}: at most {} in a day.",
        format::date_range(series.first, series.last),
        format::grouped(whole(best))
    );
    canvas.finish(&title, &alt)
}

/// A badge of 20 pixels height: `label` on grey, `value` on blue, readable on light and dark pages.
#[must_use]
pub fn badge(label: &str, value: &str) -> String {
    let grey = RGBColor(0x55, 0x5b, 0x62);
    let blue = RGBColor(0x09, 0x5f, 0xc4);
    let text_style = TextStyle::new(110, RGBColor(255, 255, 255)).at(Anchor::Middle);
    let (left, right) = (text_style.width(label) + 110, text_style.width(value) + 120);
    let width = (left + right + 9) / 10;
    let canvas = Canvas::new("b".to_owned(), width, 20);
    let area = canvas.area();
    let round = Pen {
        radius: 30,
        ..Pen::default()
    };
    canvas.with(round, || {
        let whole = Rectangle::new([(0, 0), (width * 10, 200)], grey.filled());
        area.draw(&whole).expect(INTO_MEMORY);
        let part = Rectangle::new([(left, 0), (width * 10, 200)], blue.filled());
        area.draw(&part).expect(INTO_MEMORY);
    });
    // The blue part is round on its right side only.
    let seam = Rectangle::new([(left, 0), (left + 40, 200)], blue.filled());
    area.draw(&seam).expect(INTO_MEMORY);
    canvas.text((left / 2 + 10, 140), label, text_style);
    canvas.text((left + right / 2 - 10, 140), value, text_style);
    canvas.finish(label, &format!("{label}: {value}"))
}
