//! PURE. The axes of a plot. In narrow columns the numbers stand on the plot and fewer days are named.

use crate::charts::axis::{self, ValueAxis};
use crate::charts::card::{MARGIN, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::path::Point;
use crate::charts::plot::Plot;
use crate::charts::series::{days_since, to_f64};
use crate::charts::text_style::{Anchor, Bounds, TEXT_SIZE, TextStyle};
use crate::domain::Date;

/// Between two labels in narrow columns, in tenths of a pixel.
const APART: i32 = 250;

impl Plot<'_> {
    /// Grid lines at the ticks, each with its value on it at the left margin.
    pub(in crate::charts) fn value_axis(&self, values: ValueAxis) {
        let theme = self.card.theme;
        let ticks: Vec<(i32, String)> = values
            .ticks()
            .map(|(value, label)| (snap_to_pixel(self.position(0.0, to_f64(value)).1), label))
            .collect();
        for (y, _) in ticks.iter().skip(1) {
            self.card.line((MARGIN, *y), (self.area.right, *y), theme.grid, 10);
        }
        self.card.canvas.only(Columns::Wide, || {
            for (y, label) in &ticks {
                let text_style = TextStyle::new(TEXT_SIZE, theme.muted);
                self.card.canvas.text((MARGIN, y - 40), label, text_style);
            }
        });
    }

    /// The numbers of the ticks for narrow columns. Drawn after the data, on which they stand; zero is the axis itself.
    pub(in crate::charts) fn values_on_plot(&self, values: ValueAxis) {
        let canvas = &self.card.canvas;
        let text_style = TextStyle::new(Columns::Narrow.size(TEXT_SIZE), self.card.theme.muted);
        let text_style = text_style.outlined(self.card.theme.card);
        canvas.only(Columns::Narrow, || {
            let ticks: Vec<(u64, String)> = values.ticks().skip(1).collect();
            for (value, label) in ticks.iter().rev() {
                let position = (MARGIN, self.position(0.0, to_f64(*value)).1 + 210);
                if canvas.is_free(text_style.bounds(label, position)) {
                    canvas.text(position, label, text_style);
                }
            }
        });
    }

    /// The axis with the days below it. Drawn after the data.
    pub(in crate::charts) fn time_axis(&self) {
        self.time_axis_at(|day| Some(days_since(self.first, day)));
    }

    /// The same with each day where `place` is, in days since the first one, or without it: columns of weeks and months are named at
    /// their middle.
    pub(in crate::charts) fn time_axis_at(&self, place: impl Fn(Date) -> Option<f64>) {
        let (card, theme) = (self.card, self.card.theme);
        let y = snap_to_pixel(self.area.bottom);
        card.line((MARGIN, y), (self.area.right, y), theme.axis, 10);
        let room = i64::from(self.area.right - self.area.left) / 10;
        let ticks: Vec<(i32, axis::Tick)> = axis::time_ticks(self.first, self.last, room)
            .into_iter()
            .filter_map(|tick| Some((self.sharp(self.position(place(tick.day)?, 0.0).0), tick)))
            .collect();
        self.moving(|| {
            for (x, _) in &ticks {
                card.line((*x, y + 5), (*x, y + 45), theme.axis, 10);
            }
            card.canvas.only(Columns::Wide, || self.days_below(&ticks, y));
            card.canvas.only(Columns::Narrow, || self.few_days_below(&ticks, y));
        });
    }

    fn days_below(&self, ticks: &[(i32, axis::Tick)], y: i32) {
        let (canvas, theme) = (&self.card.canvas, self.card.theme);
        let first_style = TextStyle::new(TEXT_SIZE, theme.muted).at(Anchor::Middle);
        let second_style = TextStyle::new(TEXT_SIZE, theme.text).at(Anchor::Middle);
        for (x, tick) in ticks {
            canvas.text((*x, y + 165), &tick.label, first_style);
        }
        for (x, tick) in ticks {
            if let Some(second_line) = &tick.second_line {
                let bounds = second_style.bounds(second_line, (*x, y + 305));
                if canvas.is_free(bounds) {
                    canvas.text((*x, y + 305), second_line, second_style);
                }
            }
        }
    }

    /// From the newest back, as many as there is room for, the beginnings of years first.
    fn few_days_below(&self, ticks: &[(i32, axis::Tick)], y: i32) {
        let canvas = &self.card.canvas;
        let style = TextStyle::new(Columns::Narrow.size(TEXT_SIZE), self.card.theme.muted).at(Anchor::Middle);
        let (years, others): (Vec<_>, Vec<_>) = ticks.iter().rev().partition(|(_, tick)| tick.begins_year());
        for (x, tick) in years.into_iter().chain(others) {
            let half = style.width(&tick.alone) / 2;
            let position: Point = ((*x).max(MARGIN + half).min(8_600 - MARGIN - half), y + 265);
            let bounds = style.bounds(&tick.alone, position);
            let apart = Bounds {
                left: (bounds.left - APART).max(40),
                right: (bounds.right + APART).min(8_560),
                ..bounds
            };
            if canvas.is_free(apart) {
                canvas.text(position, &tick.alone, style);
            }
        }
    }
}
