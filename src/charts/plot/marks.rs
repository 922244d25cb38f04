//! PURE. The marks of a plot: flags with a line down to their day, and above the plot a rail with a row for each other kind.

use plotters::prelude::{PathElement, Polygon};
use plotters::style::Color;

use crate::charts::canvas::{INTO_MEMORY, SvgStyle};
use crate::charts::card::{MARGIN, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::marks::{Mark, MarkKind, Marks, RAIL_ROW};
use crate::charts::plot::Plot;
use crate::charts::series::days_since;
use crate::charts::text_style::{Anchor, Bounds, TextStyle};
use crate::charts::text_width;
use crate::domain::analysis::Days;
use crate::domain::text::Untrusted;

impl Plot<'_> {
    /// Draws the marks. The rail is between the labels of the flags and the plot.
    pub(in crate::charts) fn marks(&self, marks: &Marks) {
        let rows: Vec<MarkKind> = marks.rows().collect();
        let rail = rows.iter().fold(0, |height, _| height + RAIL_ROW);
        self.flags(&marks.flags(), self.area.top - rail);
        // On a phone the rows would be as high as the plot: there the alternative text names what they mark.
        self.card.canvas.only(Columns::Wide, || {
            let mut y = self.area.top - rail + 30;
            for kind in rows {
                self.rail_row(kind, marks.of(kind), y);
                y += RAIL_ROW;
            }
        });
    }

    fn rail_row<'m>(&self, kind: MarkKind, marks: impl Iterator<Item = &'m Mark>, y: i32) {
        let (card, colour) = (self.card, self.card.theme.muted);
        let style = TextStyle::new(105, colour);
        card.canvas.text((self.area.right + 100, y + 35), kind.name(), style);
        for mark in marks {
            let (left, right) = self.extent(mark.days);
            card.canvas.reserve(Bounds {
                left: left - 40,
                top: y - 40,
                right: right + 40,
                bottom: y + 40,
            });
            let middle = (left + right) / 2;
            match kind {
                MarkKind::Release | MarkKind::Crawlers => {
                    card.rounded_rectangle((left, y - 25, right.max(left + 30), y + 25), 0, colour);
                }
                MarkKind::Imported => card.line((left, snap_to_pixel(y)), (right, snap_to_pixel(y)), colour, 20),
                MarkKind::Late => {
                    card.rounded_rectangle(
                        (left.min(middle - 30), y - 30, right.max(middle + 30), y + 30),
                        30,
                        colour,
                    );
                    card.rounded_rectangle(
                        (left.min(middle - 30) + 14, y - 16, right.max(middle + 30) - 14, y + 16),
                        16,
                        card.theme.card,
                    );
                }
                MarkKind::Corrected => {
                    let corners = [
                        (left.min(middle - 35), y),
                        (middle, y - 35),
                        (right.max(middle + 35), y),
                        (middle, y + 35),
                    ];
                    let diamond = Polygon::new(corners.to_vec(), colour.filled());
                    card.canvas.area().draw(&diamond).expect(INTO_MEMORY);
                }
            }
        }
    }

    /// The left and right edge of days, in tenths of a pixel.
    fn extent(&self, days: Days) -> (i32, i32) {
        let half = self.day_width() / 2.0;
        let at = |day| f64::from(self.position(days_since(self.first, day), 0.0).0);
        let edge = |x: f64| (x.round() as i32).clamp(self.area.left, self.area.right);
        (edge(at(days.first) - half), edge(at(days.last) + half))
    }

    /// Flags, each with a leader line to the axis; their labels end above `bottom`. The newest come first; where there is no
    /// room for another label only its leader is drawn.
    fn flags(&self, flags: &[&Mark], bottom: i32) {
        let (card, theme) = (self.card, self.card.theme);
        let text_style = TextStyle::new(105, theme.muted).at(Anchor::Middle);
        let (top, bottom) = (bottom - 330, bottom - 155);
        let at = |mark: &Mark| snap_to_pixel(self.position(days_since(self.first, mark.days.first), 0.0).0);
        let mut pills = Vec::new();
        let mut leaders = Vec::new();
        card.canvas.only(Columns::Wide, || {
            for mark in flags.iter().rev() {
                let x = at(mark);
                let shown = text_width::shorten_end(mark.label.sanitized(), 800, text_style.size, false);
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
        });
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
        card.canvas.only(Columns::Wide, || {
            for (middle, half, _) in &pills {
                card.rounded_rectangle((middle - half, top, middle + half, bottom), 90, theme.pill);
            }
            for (middle, _, tag) in pills {
                let tag = Untrusted::new(&tag);
                card.canvas.untrusted_text((middle, bottom - 52), &tag, text_style);
            }
        });
        card.canvas
            .only(Columns::Narrow, || self.narrow_flags(flags, bottom, at));
    }

    /// The labels of the newest flags without a ground, above the plot.
    fn narrow_flags(&self, flags: &[&Mark], bottom: i32, at: impl Fn(&Mark) -> i32) {
        let canvas = &self.card.canvas;
        let style = TextStyle::new(Columns::Narrow.size(100), self.card.theme.muted).at(Anchor::Middle);
        for mark in flags.iter().rev() {
            let shown = text_width::shorten_end(mark.label.sanitized(), 1_600, style.size, false);
            let half = style.width(&shown) / 2;
            let position = (at(mark).min(self.area.right - half).max(MARGIN + half), bottom + 115);
            if canvas.is_free(style.bounds(&shown, position)) {
                canvas.untrusted_text(position, &Untrusted::new(&shown), style);
            }
        }
    }
}
