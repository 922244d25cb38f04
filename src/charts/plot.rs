//! PURE. Series over time in plotters' coordinates: axes, lines, bands, gaps, releases, peaks, names at the line's end.
//! Imports the card, the axes, the series and plotters.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{Cartesian2d, ChartBuilder, ChartContext, Circle, PathElement, Polygon, RGBColor, Rectangle};
use plotters::style::Color;

use super::axis::{self, Values};
use super::canvas::{Canvas, INTO_MEMORY, Pen};
use super::card::{Card, MARGIN, snap};
use super::path;
use super::series::float;
use super::text_style::{Anchor, TEXT_SIZE, TextStyle};
use crate::domain::{Date, days_between};
use crate::format;

/// A place for data on a card: the time runs in days since `first`, the values from zero to `top`.
pub(super) struct Plot<'a> {
    pub card: &'a Card,
    chart: ChartContext<'static, Canvas, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    pub area: Area,
    first: Date,
    last: Date,
    top: f64,
}

/// The edges of a plot in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl<'a> Plot<'a> {
    /// A plot of the days `first` to `last` and of values from `foot` to `top`.
    pub(super) fn new(card: &'a Card, area: Area, (first, last): (Date, Date), (foot, top): (f64, f64)) -> Self {
        let days = float(days_between(first, last).unsigned_abs());
        // A single day stands in the middle.
        let time = if days > 0.0 { 0.0..days } else { -0.5..0.5 };
        let place = card
            .canvas
            .area()
            .shrink((area.left, area.top), (area.right - area.left, area.bottom - area.top));
        let chart = ChartBuilder::on(&place)
            .build_cartesian_2d(time, foot..top)
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

    /// The place of a value on the card, in tenths of a pixel.
    pub(super) fn at(&self, day: f64, value: f64) -> path::Point {
        self.chart.backend_coord(&(day, value.min(self.top)))
    }

    /// Hairlines across the card at every tick, each with its value on it at the left margin.
    pub(super) fn value_axis(&self, values: Values) {
        let (theme, text_style) = (self.card.theme, TextStyle::new(TEXT_SIZE, self.card.theme.muted));
        let ticks: Vec<(i32, String)> = values
            .ticks()
            .map(|(value, label)| (snap(self.at(0.0, float(value)).1), label))
            .collect();
        for (y, _) in ticks.iter().skip(1) {
            self.card.line((MARGIN, *y), (self.area.right, *y), theme.grid, 10);
        }
        for (y, label) in &ticks {
            self.card.canvas.text((MARGIN, y - 40), label, text_style);
        }
    }

    /// The line that the values stand on, with the days below it. Drawn after the data.
    pub(super) fn time_axis(&self) {
        let (card, theme) = (self.card, self.card.theme);
        let y = snap(self.area.bottom);
        card.line((MARGIN, y), (self.area.right, y), theme.axis, 10);
        let room = i64::from(self.area.right - self.area.left) / 10;
        let first_line = TextStyle::new(TEXT_SIZE, theme.muted).at(Anchor::Middle);
        let second_line = TextStyle::new(TEXT_SIZE, theme.text).at(Anchor::Middle);
        let ticks: Vec<_> = axis::dates(self.first, self.last, room)
            .into_iter()
            .map(|tick| {
                let offset = float(days_between(self.first, tick.day).unsigned_abs());
                (snap(self.at(offset, 0.0).0), tick)
            })
            .collect();
        for (x, _) in &ticks {
            card.line((*x, y + 5), (*x, y + 45), theme.axis, 10);
        }
        for (x, tick) in &ticks {
            card.canvas.text((*x, y + 165), &tick.label, first_line);
        }
        for (x, tick) in &ticks {
            if let Some(second) = &tick.second {
                let bounds = second_line.bounds(second, (*x, y + 305));
                if card.canvas.is_free(bounds) {
                    card.canvas.text((*x, y + 305), second, second_line);
                }
            }
        }
    }

    /// A line through each run; a run of one point is a dot.
    pub(super) fn line(&self, runs: &[Vec<(f64, f64)>], colour: RGBColor, width: u32) {
        let place = self.chart.plotting_area();
        for run in runs {
            let points: Vec<(f64, f64)> = run.iter().map(|(at, value)| (*at, value.min(self.top))).collect();
            match points[..] {
                [only] => place.draw(&Circle::new(only, 22, colour.filled())),
                _ => place.draw(&PathElement::new(points, colour.stroke_width(width))),
            }
            .expect(INTO_MEMORY);
        }
    }

    /// From the last whole value to one that was seen only in part: a lower bound, so no solid line falls to it.
    pub(super) fn dotted_line(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor) {
        let pen = Pen {
            dash: Some("2 3"),
            ..Pen::default()
        };
        let line = PathElement::new([from, to], colour.stroke_width(14));
        self.card
            .canvas
            .with(pen, || self.chart.plotting_area().draw(&line))
            .expect(INTO_MEMORY);
    }

    /// The ground between two lines (lower, upper), fading from the plot's top to its foot.
    pub(super) fn band(&self, runs: &[Vec<(f64, (f64, f64))>], colour: RGBColor, strength: (u32, u32)) {
        let pen = Pen {
            paint: Some(self.card.canvas.fade(colour, strength)),
            gather: true,
            ..Pen::default()
        };
        self.card.canvas.with(pen, || {
            for run in runs.iter().filter(|run| run.len() > 1) {
                let upper = run.iter().map(|(at, (_, upper))| (*at, upper.min(self.top)));
                let lower = run.iter().rev().map(|(at, (lower, _))| (*at, lower.min(self.top)));
                let outline = Polygon::new(upper.chain(lower).collect::<Vec<_>>(), colour.filled());
                self.chart.plotting_area().draw(&outline).expect(INTO_MEMORY);
            }
        });
    }

    /// Columns (from, to, value) from the foot up, as one path.
    pub(super) fn columns(&self, columns: impl IntoIterator<Item = (f64, f64, f64)>, colour: RGBColor) {
        let pen = Pen {
            gather: true,
            ..Pen::default()
        };
        self.card.canvas.with(pen, || {
            for (from, to, value) in columns {
                let column = Rectangle::new([(from, 0.0), (to, value.min(self.top))], colour.filled());
                self.chart.plotting_area().draw(&column).expect(INTO_MEMORY);
            }
        });
    }

    /// Hatches the stretches (from, to, days) and says in words what they are, where there is room.
    pub(super) fn hatch(&self, stretches: &[(f64, f64, u64)], words: impl Fn(u64) -> String) {
        if stretches.is_empty() {
            return;
        }
        let theme = self.card.theme;
        let pen = Pen {
            paint: Some(self.card.canvas.hatch(theme)),
            ..Pen::default()
        };
        self.card.canvas.with(pen, || {
            for (from, to, _) in stretches {
                let ((left, _), (right, _)) = (self.at(*from, 0.0), self.at(*to, 0.0));
                let shape = Rectangle::new([(left, self.area.top), (right, self.area.bottom)], theme.hatch.filled());
                self.card.canvas.area().draw(&shape).expect(INTO_MEMORY);
            }
        });
        let text_style = TextStyle::new(TEXT_SIZE, theme.muted);
        for (from, to, days) in stretches {
            let ((left, _), (right, _)) = (self.at(*from, 0.0), self.at(*to, 0.0));
            let (room, middle) = (right - left, (left + right) / 2);
            let words = words(*days);
            let width = text_style.width(&words);
            let y = self.area.top + (self.area.bottom - self.area.top) / 2;
            if room >= width + 120 {
                self.card.round(
                    (middle - width / 2 - 50, y - 95, middle + width / 2 + 50, y + 95),
                    95,
                    theme.card,
                );
                self.card
                    .canvas
                    .text((middle, y + 38), &words, text_style.at(Anchor::Middle));
            } else if room >= 170 && width + 200 < self.area.bottom - self.area.top {
                self.card.round(
                    (middle - 75, y - width / 2 - 50, middle + 75, y + width / 2 + 50),
                    75,
                    theme.card,
                );
                self.card.canvas.upright((middle, y), &words, text_style);
            }
        }
    }

    /// Marks each value at its place, filled or hollow (a lower bound).
    pub(super) fn mark(&self, at: f64, value: f64, colour: RGBColor, hollow: bool) {
        let place = self.at(at, value);
        self.card.dot(place, 32, colour);
        if hollow {
            self.card.dot(place, 18, self.card.theme.card);
        }
    }

    /// The names of the lines right of the plot, each at the height of its last value, moved apart if need be.
    pub(super) fn names(&self, lines: &[(&str, f64, RGBColor)]) {
        let mut places: Vec<(i32, &str, RGBColor)> = lines
            .iter()
            .map(|(name, value, colour)| (self.at(0.0, *value).1, *name, *colour))
            .collect();
        places.sort_by_key(|(y, ..)| *y);
        let apart = 150;
        for below in 1..places.len() {
            places[below].0 = places[below].0.max(places[below - 1].0 + apart);
        }
        // The lowest name stays above the axis and pushes the others up.
        let mut limit = self.area.bottom - 20;
        for place in places.iter_mut().rev() {
            place.0 = place.0.min(limit);
            limit = place.0 - apart;
        }
        for (y, name, colour) in places {
            let text_style = TextStyle::new(120, colour).bold();
            self.card.canvas.text((self.area.right + 100, y + 42), name, text_style);
        }
    }

    /// Releases as pills above the plot with a leader to the axis, newest first; where there is no room for another
    /// pill only its leader is drawn.
    pub(super) fn releases(&self, releases: &[(Date, crate::domain::text::Untrusted)]) {
        let (card, theme) = (self.card, self.card.theme);
        let text_style = TextStyle::new(105, theme.muted).at(Anchor::Middle);
        let (top, bottom) = (self.area.top - 330, self.area.top - 155);
        let mut pills = Vec::new();
        let mut leaders = Vec::new();
        for (day, tag) in releases.iter().rev() {
            let x = snap(self.at(float(days_between(self.first, *day).unsigned_abs()), 0.0).0);
            let shown = super::metrics::shorten_end(tag.sanitized(), 800, text_style.size, false);
            let half = text_style.width(&shown) / 2 + 70;
            let middle = x.min(self.card_right() - half).max(MARGIN + half);
            let bounds = super::text_style::Bounds {
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
        let pen = Pen {
            dash: Some("2 3"),
            ..Pen::default()
        };
        card.canvas.with(pen, || {
            for (x, from) in leaders {
                let line = PathElement::new([(x, from), (x, self.area.bottom)], theme.axis.stroke_width(10));
                card.canvas.area().draw(&line).expect(INTO_MEMORY);
            }
        });
        for (middle, half, _) in &pills {
            card.round((middle - half, top, middle + half, bottom), 90, theme.pill);
        }
        for (middle, _, tag) in pills {
            let tag = crate::domain::text::Untrusted::new(&tag);
            card.canvas.foreign((middle, bottom - 52), &tag, text_style);
        }
    }

    fn card_right(&self) -> i32 {
        self.area.right + 40
    }

    /// Labels the highest of the peaks with value and day, as far as they do not collide.
    pub(super) fn peaks(&self, points: &[(f64, f64, Date)], colour: RGBColor, with_day: bool) {
        let (card, theme) = (self.card, self.card.theme);
        let value_face = TextStyle::new(115, theme.text).bold();
        let day_face = TextStyle::new(105, theme.muted);
        for (at, value, day) in peaks(points) {
            let (x, y) = self.at(at, value);
            let (text, more) = (format::grouped(super::series::whole(value)), format::short_date(day));
            let runs = (
                (text.as_str(), value_face.at(Anchor::Middle)),
                (more.as_str(), day_face),
            );
            let cut = value > self.top;
            let high = y - if cut { 40 } else { 75 };
            let places = [
                ((x, high), Anchor::Middle),
                ((x + 80, y + 45), Anchor::Start),
                ((x - 80, y + 45), Anchor::End),
            ];
            for (place, anchor) in places {
                let first = (runs.0.0, value_face.at(anchor));
                let both = card.canvas.two_bounds(place, first, runs.1);
                let alone = first.1.bounds(&text, place);
                if with_day && card.canvas.is_free(both) {
                    card.canvas.two_texts(place, first, runs.1);
                } else if card.canvas.is_free(alone) {
                    card.canvas.text(place, &text, first.1);
                } else {
                    continue;
                }
                if !cut {
                    self.mark(at, value, colour, false);
                }
                break;
            }
        }
    }

    /// Strikes through columns and lines that go on above the plot.
    pub(super) fn truncation_marks(&self, points: &[(f64, f64, Date)]) {
        let theme = self.card.theme;
        for run in points.chunk_by(|one, two| (one.1 > self.top) == (two.1 > self.top)) {
            let [first, ..] = run else { continue };
            if first.1 <= self.top {
                continue;
            }
            let left = self.at(first.0, self.top).0 - 60;
            let right = self.at(run[run.len() - 1].0, self.top).0 + 60;
            let y = self.area.top + 110;
            for (lift, colour, width) in [(0, theme.card, 50), (-25, theme.axis, 10), (25, theme.axis, 10)] {
                self.card
                    .line((left, y + 30 + lift), (right, y - 30 + lift), colour, width);
            }
        }
    }
}

/// Up to four points that stand out: highest first, apart from each other, well above the usual.
fn peaks(points: &[(f64, f64, Date)]) -> Vec<(f64, f64, Date)> {
    let mut values: Vec<f64> = points.iter().map(|p| p.1).collect();
    values.sort_by(f64::total_cmp);
    let Some(&usual) = values.get(values.len() / 2) else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let apart = ((end.0 - start.0) * 0.11).max(1.0);
    let mut ranked: Vec<&(f64, f64, Date)> = points.iter().filter(|p| p.1 > 0.0).collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.total_cmp(&two.0)));
    let mut chosen: Vec<(f64, f64, Date)> = Vec::new();
    for point in ranked {
        // Of a handful of views only the first highest day is worth its label.
        let stands_out = chosen.is_empty() || (point.1 > usual * 1.8 && point.1 >= 5.0);
        if chosen.len() < 4 && stands_out && chosen.iter().all(|c| (c.0 - point.0).abs() >= apart) {
            chosen.push(*point);
        }
    }
    chosen
}
