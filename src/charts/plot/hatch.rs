//! PURE. Stretches of a plot without a number: hatched, with the reason where there is room for it.

use plotters::prelude::Rectangle;
use plotters::style::Color;

use crate::charts::canvas::{INTO_MEMORY, SvgStyle};
use crate::charts::columns::Columns;
use crate::charts::plot::Plot;
use crate::charts::series::Hole;
use crate::charts::text_style::{Anchor, Bounds, TEXT_SIZE, TextStyle};
use crate::domain::Date;

impl Plot<'_> {
    /// Hatches stretches, each with a label where there is room.
    pub(in crate::charts) fn hatch(&self, stretches: &[Hole], label: impl Fn(&[Date]) -> String) {
        if stretches.is_empty() {
            return;
        }
        let theme = self.card.theme;
        let style = SvgStyle {
            paint: Some(self.card.canvas.hatch()),
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
            // Known days between unknown ones, too few for a point of their own, are not counted.
            let label = label(days);
            self.card
                .canvas
                .in_each(|columns| self.hatch_label((*from, *to), &label, columns));
        }
    }

    /// Writes `label` in the middle of a hatched stretch: across, else upwards, else not at all.
    fn hatch_label(&self, (from, to): (f64, f64), label: &str, columns: Columns) {
        let card = self.card;
        let text_style = TextStyle::new(columns.size(TEXT_SIZE), card.theme.muted);
        let ((left, _), (right, _)) = (self.position(from, 0.0), self.position(to, 0.0));
        let (room, x) = (right - left, (left + right) / 2);
        let height = self.area.bottom - self.area.top;
        let y = self.area.top + height / 2;
        let width = text_style.width(label);
        let (half, depth) = (width / 2 + 50, text_style.size * 17 / 20);
        let across = bounds((x - half, x + half), (y - depth, y + depth));
        let upwards = bounds((x - 75, x + 75), (y - half, y + half));
        if room >= width + 120 && card.canvas.is_free(across) {
            ground(self, across);
            card.canvas.text(
                (x, y + text_style.size * 35 / 100),
                label,
                text_style.at(Anchor::Middle),
            );
        } else if !columns.is_narrow() && room >= 170 && width + 200 < height && card.canvas.is_free(apart(upwards)) {
            ground(self, upwards);
            card.canvas.vertical_text((x, y), label, text_style);
        }
    }
}

fn bounds((left, right): (i32, i32), (top, bottom): (i32, i32)) -> Bounds {
    Bounds {
        left,
        top,
        right,
        bottom,
    }
}

/// With so much room beside it that two texts that run upwards are not taken for one.
fn apart(bounds: Bounds) -> Bounds {
    Bounds {
        left: bounds.left - 150,
        right: (bounds.right + 150).min(8_500),
        ..bounds
    }
}

fn ground(plot: &Plot, bounds: Bounds) {
    let corners = (bounds.left, bounds.top, bounds.right, bounds.bottom);
    plot.card.rounded_rectangle(corners, 75, plot.card.theme.card);
}
