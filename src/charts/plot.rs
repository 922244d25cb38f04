//! PURE. A plot of values over time: axes, lines, bands, gaps, releases, peaks, labels at the ends of lines.
//!
//! Data coordinates are days since the first day and values; positions on the card are tenths of a pixel.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{Cartesian2d, ChartBuilder, ChartContext, Circle, PathElement, Polygon, RGBColor, Rectangle};
use plotters::style::Color;

use crate::charts::axis::{self, ValueAxis};
use crate::charts::canvas::{Canvas, INTO_MEMORY, SvgStyle};
use crate::charts::card::{Card, MARGIN, snap_to_pixel};
use crate::charts::path::Point;
use crate::charts::series::{Hole, Run, days_since, round_to_u64, to_f64};
use crate::charts::text_style::{Anchor, Bounds, TEXT_SIZE, TextStyle};
use crate::charts::text_width;
use crate::domain::Date;
use crate::domain::text::Untrusted;
use crate::format;

/// A part of a card with a coordinate system of its own: days since `first` to the right, values up.
pub(super) struct Plot<'a> {
    pub card: &'a Card,
    chart: ChartContext<'static, Canvas, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    pub area: PlotArea,
    first: Date,
    last: Date,
    /// The value at the top; higher ones are drawn there.
    top: f64,
}

/// The edges of a plot in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlotArea {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl<'a> Plot<'a> {
    /// A plot of the days `first` to `last` and of values from `bottom` to `top`.
    pub(super) fn new(card: &'a Card, area: PlotArea, (first, last): (Date, Date), (bottom, top): (f64, f64)) -> Self {
        let days = days_since(first, last);
        // A single day is in the middle.
        let time = if days > 0.0 { 0.0..days } else { -0.5..0.5 };
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
            top,
        }
    }

    /// The position of a value on the card.
    pub(super) fn position(&self, day: f64, value: f64) -> Point {
        self.chart.backend_coord(&(day, value.min(self.top)))
    }

    /// Grid lines at the ticks, each with its value on it at the left margin.
    pub(super) fn value_axis(&self, values: ValueAxis) {
        let (theme, text_style) = (self.card.theme, TextStyle::new(TEXT_SIZE, self.card.theme.muted));
        let ticks: Vec<(i32, String)> = values
            .ticks()
            .map(|(value, label)| (snap_to_pixel(self.position(0.0, to_f64(value)).1), label))
            .collect();
        for (y, _) in ticks.iter().skip(1) {
            self.card.line((MARGIN, *y), (self.area.right, *y), theme.grid, 10);
        }
        for (y, label) in &ticks {
            self.card.canvas.text((MARGIN, y - 40), label, text_style);
        }
    }

    /// The axis with the days below it. Drawn after the data.
    pub(super) fn time_axis(&self) {
        let (card, theme) = (self.card, self.card.theme);
        let y = snap_to_pixel(self.area.bottom);
        card.line((MARGIN, y), (self.area.right, y), theme.axis, 10);
        let room = i64::from(self.area.right - self.area.left) / 10;
        let first_style = TextStyle::new(TEXT_SIZE, theme.muted).at(Anchor::Middle);
        let second_style = TextStyle::new(TEXT_SIZE, theme.text).at(Anchor::Middle);
        let ticks: Vec<_> = axis::time_ticks(self.first, self.last, room)
            .into_iter()
            .map(|tick| {
                let offset = days_since(self.first, tick.day);
                (snap_to_pixel(self.position(offset, 0.0).0), tick)
            })
            .collect();
        for (x, _) in &ticks {
            card.line((*x, y + 5), (*x, y + 45), theme.axis, 10);
        }
        for (x, tick) in &ticks {
            card.canvas.text((*x, y + 165), &tick.label, first_style);
        }
        for (x, tick) in &ticks {
            if let Some(second_line) = &tick.second_line {
                let bounds = second_style.bounds(second_line, (*x, y + 305));
                if card.canvas.is_free(bounds) {
                    card.canvas.text((*x, y + 305), second_line, second_style);
                }
            }
        }
    }

    /// A line through each run; a run of one point is a dot.
    pub(super) fn line(&self, runs: &[Run<f64>], colour: RGBColor, width: u32) {
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

    /// A dotted line from the last complete value to a partial one, which is a lower bound.
    pub(super) fn dotted_line(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor) {
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

    /// The ground between two lines (lower, upper), fading from top to bottom; opacities in percent.
    pub(super) fn band(&self, runs: &[Run<(f64, f64)>], colour: RGBColor, opacity: (u32, u32)) {
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

    /// Columns (from, to, value) from the bottom up, as one path.
    pub(super) fn columns(&self, columns: impl IntoIterator<Item = (f64, f64, f64)>, colour: RGBColor) {
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

    /// Hatches stretches, each with a label where there is room.
    pub(super) fn hatch(&self, stretches: &[Hole], label: impl Fn(&[Date]) -> String) {
        if stretches.is_empty() {
            return;
        }
        let theme = self.card.theme;
        let style = SvgStyle {
            paint: Some(self.card.canvas.hatch(theme)),
            ..SvgStyle::default()
        };
        self.card.canvas.with(style, || {
            for Hole { from, to, .. } in stretches {
                let ((left, _), (right, _)) = (self.position(*from, 0.0), self.position(*to, 0.0));
                let shape = Rectangle::new([(left, self.area.top), (right, self.area.bottom)], theme.hatch.filled());
                self.card.canvas.area().draw(&shape).expect(INTO_MEMORY);
            }
        });
        for Hole { from, to, days } in stretches {
            self.hatch_label((*from, *to), &label(days));
        }
    }

    /// Writes `label` in the middle of a hatched stretch: across, else upwards, else not at all.
    fn hatch_label(&self, (from, to): (f64, f64), label: &str) {
        let (card, text_style) = (self.card, TextStyle::new(TEXT_SIZE, self.card.theme.muted));
        let ((left, _), (right, _)) = (self.position(from, 0.0), self.position(to, 0.0));
        let (room, x) = (right - left, (left + right) / 2);
        let (height, y) = (
            self.area.bottom - self.area.top,
            self.area.top + (self.area.bottom - self.area.top) / 2,
        );
        let width = text_style.width(label);
        let half = width / 2 + 50;
        if room >= width + 120 {
            card.rounded_rectangle((x - half, y - 95, x + half, y + 95), 95, card.theme.card);
            card.canvas.text((x, y + 38), label, text_style.at(Anchor::Middle));
        } else if room >= 170 && width + 200 < height {
            card.rounded_rectangle((x - 75, y - half, x + 75, y + half), 75, card.theme.card);
            card.canvas.vertical_text((x, y), label, text_style);
        }
    }

    /// A dot at a value, filled or hollow (a lower bound).
    pub(super) fn marker(&self, at: f64, value: f64, colour: RGBColor, hollow: bool) {
        let position = self.position(at, value);
        self.card.dot(position, 32, colour);
        if hollow {
            self.card.dot(position, 18, self.card.theme.card);
        }
    }

    /// The names of lines (name, newest value, colour) to the right of the plot, each at the height of its value, moved
    /// apart where they would overlap.
    pub(super) fn end_labels(&self, lines: &[(&str, f64, RGBColor)]) {
        let mut labels: Vec<(i32, &str, RGBColor)> = lines
            .iter()
            .map(|(name, value, colour)| (self.position(0.0, *value).1, *name, *colour))
            .collect();
        labels.sort_by_key(|(y, ..)| *y);
        let distance = 150;
        for below in 1..labels.len() {
            labels[below].0 = labels[below].0.max(labels[below - 1].0 + distance);
        }
        // The lowest label stays above the axis and pushes the others up.
        let mut limit = self.area.bottom - 20;
        for label in labels.iter_mut().rev() {
            label.0 = label.0.min(limit);
            limit = label.0 - distance;
        }
        for (y, name, colour) in labels {
            let text_style = TextStyle::new(120, colour).bold();
            self.card.canvas.text((self.area.right + 100, y + 42), name, text_style);
        }
    }

    /// The tags of releases above the plot, each with a leader line to the axis. The newest come first; where there is
    /// no room for another tag only its leader is drawn.
    pub(super) fn releases(&self, releases: &[(Date, Untrusted)]) {
        let (card, theme) = (self.card, self.card.theme);
        let text_style = TextStyle::new(105, theme.muted).at(Anchor::Middle);
        let (top, bottom) = (self.area.top - 330, self.area.top - 155);
        let mut pills = Vec::new();
        let mut leaders = Vec::new();
        for (day, tag) in releases.iter().rev() {
            let x = snap_to_pixel(self.position(days_since(self.first, *day), 0.0).0);
            let shown = text_width::shorten_end(tag.sanitized(), 800, text_style.size, false);
            let half = text_style.width(&shown) / 2 + 70;
            let middle = x.min((self.area.right + 40) - half).max(MARGIN + half);
            let bounds = Bounds {
                left: middle - half - 30,
                top,
                right: middle + half + 30,
                bottom,
            };
            let free = card.canvas.is_free(bounds);
            if free {
                card.canvas.reserve(bounds);
                pills.push((middle, half, shown));
            }
            leaders.push((x, if free { bottom } else { self.area.top - 60 }));
        }
        let style = SvgStyle {
            dash: Some("2 3"),
            ..SvgStyle::default()
        };
        card.canvas.with(style, || {
            for (x, from) in leaders {
                let line = PathElement::new([(x, from), (x, self.area.bottom)], theme.axis.stroke_width(10));
                card.canvas.area().draw(&line).expect(INTO_MEMORY);
            }
        });
        for (middle, half, _) in &pills {
            card.rounded_rectangle((middle - half, top, middle + half, bottom), 90, theme.pill);
        }
        for (middle, _, tag) in pills {
            let tag = Untrusted::new(&tag);
            card.canvas.untrusted_text((middle, bottom - 52), &tag, text_style);
        }
    }

    /// Labels the peaks of points (at, value, day) with the value and, `with_day`, the day, where there is room.
    pub(super) fn peaks(&self, points: &[(f64, f64, Date)], colour: RGBColor, with_day: bool) {
        let (card, theme) = (self.card, self.card.theme);
        let value_style = TextStyle::new(115, theme.text).bold();
        let day_style = TextStyle::new(105, theme.muted);
        for (at, value, day) in peaks(points) {
            let (x, y) = self.position(at, value);
            let (text, note) = (format::grouped(round_to_u64(value)), format::short_date(day));
            let truncated = value > self.top;
            let above = y - if truncated { 40 } else { 75 };
            for (position, anchor) in [
                ((x, above), Anchor::Middle),
                ((x + 80, y + 45), Anchor::Start),
                ((x - 80, y + 45), Anchor::End),
            ] {
                let (value_text, note) = ((text.as_str(), value_style.at(anchor)), (note.as_str(), day_style));
                let with_note = card.canvas.bounds_with_note(position, value_text, note);
                let alone = value_text.1.bounds(&text, position);
                if with_day && card.canvas.is_free(with_note) {
                    card.canvas.text_with_note(position, value_text, note);
                } else if card.canvas.is_free(alone) {
                    card.canvas.text(position, &text, value_text.1);
                } else {
                    continue;
                }
                if !truncated {
                    self.marker(at, value, colour, false);
                }
                break;
            }
        }
    }

    /// Two slanted strokes at the top of the plot where the points (at, value, day) lie above it.
    pub(super) fn truncation_marks(&self, points: &[(f64, f64, Date)]) {
        let theme = self.card.theme;
        for run in points.chunk_by(|one, two| (one.1 > self.top) == (two.1 > self.top)) {
            let [first, ..] = run else { continue };
            if first.1 <= self.top {
                continue;
            }
            let left = self.position(first.0, self.top).0 - 60;
            let right = self.position(run[run.len() - 1].0, self.top).0 + 60;
            let y = self.area.top + 110;
            for (lift, colour, width) in [(0, theme.card, 50), (-25, theme.axis, 10), (25, theme.axis, 10)] {
                self.card
                    .line((left, y + 30 + lift), (right, y - 30 + lift), colour, width);
            }
        }
    }
}

/// Up to four points well above the median and apart from each other, highest first.
fn peaks(points: &[(f64, f64, Date)]) -> Vec<(f64, f64, Date)> {
    let mut values: Vec<f64> = points.iter().map(|p| p.1).collect();
    values.sort_by(f64::total_cmp);
    let Some(&median) = values.get(values.len() / 2) else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let distance = ((end.0 - start.0) * 0.11).max(1.0);
    let mut ranked: Vec<&(f64, f64, Date)> = points.iter().filter(|p| p.1 > 0.0).collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.total_cmp(&two.0)));
    let mut chosen: Vec<(f64, f64, Date)> = Vec::new();
    for point in ranked {
        // Where there are only a few views, the highest day alone is labelled.
        let is_high = chosen.is_empty() || (point.1 > median * 1.8 && point.1 >= 5.0);
        if chosen.len() < 4 && is_high && chosen.iter().all(|c| (c.0 - point.0).abs() >= distance) {
            chosen.push(*point);
        }
    }
    chosen
}
