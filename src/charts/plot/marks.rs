//! PURE. The marks of a plot: rows of flags with a line down to their day, and above the plot a rail with a row for each other kind.

use plotters::prelude::{PathElement, Polygon};
use plotters::style::Color;

use crate::charts::canvas::{INTO_MEMORY, SvgStyle};
use crate::charts::card::{MARGIN, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::marks::{FLAG_ROW, Mark, MarkKind, Marks, RAIL_ROW};
use crate::charts::plot::Plot;
use crate::charts::series::days_since;
use crate::charts::text_style::{Anchor, Bounds, TextStyle};
use crate::charts::text_width;
use crate::domain::analysis::Days;
use crate::domain::text::Untrusted;

/// How near to the next one a line without a label may be, in tenths of a pixel: many would become a ground of their own.
const LEADER_DISTANCE: i32 = 140;

/// The label of a flag and its place: its middle and half its width, and the row's bottom, in tenths of a pixel.
struct Pill {
    kind: MarkKind,
    middle: i32,
    half: i32,
    bottom: i32,
    label: Untrusted,
}

impl Plot<'_> {
    /// Draws the marks. The rail is between the labels of the flags and the plot.
    pub(in crate::charts) fn marks(&self, marks: &Marks) {
        let rows: Vec<MarkKind> = marks.rows().collect();
        let rail = rows.iter().fold(0, |height, _| height + RAIL_ROW);
        self.flags(marks, self.area.top - rail);
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
                MarkKind::Event | MarkKind::Release | MarkKind::Crawlers => {
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

    /// Flags, each with a leader line to the axis; the labels of the lowest row end above `bottom`. The newest come first; where
    /// there is no room for another label only its leader is drawn.
    fn flags(&self, marks: &Marks, bottom: i32) {
        let canvas = &self.card.canvas;
        let mut pills = Vec::new();
        let mut leaders: Vec<(i32, i32)> = Vec::new();
        let mut bare = Vec::new();
        canvas.only(Columns::Wide, || {
            let mut bottom = bottom - 155;
            for kind in marks.flag_rows().rev() {
                for mark in marks.of(kind).rev() {
                    match self.pill(mark, bottom) {
                        Some(pill) => {
                            leaders.push((self.middle_of(mark), bottom));
                            pills.push(pill);
                        }
                        None => bare.push((self.middle_of(mark), self.area.top - 60)),
                    }
                }
                bottom -= FLAG_ROW;
            }
        });
        for (x, from) in bare {
            if leaders.iter().all(|(other, _)| (x - other).abs() >= LEADER_DISTANCE) {
                leaders.push((x, from));
            }
        }
        let style = SvgStyle {
            dash: Some("2 3"),
            merge_paths: true,
            ..SvgStyle::default()
        };
        canvas.with(style, || {
            for (x, from) in leaders {
                let line = PathElement::new(
                    [(x, from), (x, self.area.bottom)],
                    self.card.theme.axis.stroke_width(10),
                );
                canvas.area().draw(&line).expect(INTO_MEMORY);
            }
        });
        canvas.only(Columns::Wide, || pills.iter().for_each(|pill| self.draw_pill(pill)));
        canvas.only(Columns::Narrow, || {
            let mut y = bottom - 40;
            for kind in marks.flag_rows().rev() {
                self.narrow_flags(kind, marks, y);
                y -= FLAG_ROW;
            }
        });
    }

    /// The label of a flag in the row that ends at `bottom`, if it has the room, which it then takes.
    fn pill(&self, mark: &Mark, bottom: i32) -> Option<Pill> {
        let style = self.label_style(mark.kind, Columns::Wide);
        // What a user writes is a sentence, a tag is short.
        let room = if mark.kind == MarkKind::Event { 1_500 } else { 800 };
        let shown = text_width::shorten_end(mark.label.sanitized(), room, style.size, false);
        let half = style.width(&shown) / 2 + 70;
        let middle = self
            .middle_of(mark)
            .min((self.area.right + 40) - half)
            .max(MARGIN + half);
        let bounds = Bounds {
            left: middle - half - 30,
            top: bottom - 175,
            right: middle + half + 30,
            bottom,
        };
        let canvas = &self.card.canvas;
        canvas.is_free(bounds).then(|| {
            canvas.reserve(bounds);
            Pill {
                kind: mark.kind,
                middle,
                half,
                bottom,
                label: Untrusted::new(&shown),
            }
        })
    }

    /// Releases are on a ground, events in a frame.
    fn draw_pill(&self, pill: &Pill) {
        let (card, theme) = (self.card, self.card.theme);
        let Pill {
            middle, half, bottom, ..
        } = *pill;
        let edges = (middle - half, bottom - 175, middle + half, bottom);
        match pill.kind {
            MarkKind::Event => {
                card.rounded_rectangle(edges, 40, theme.card);
                card.outline(edges, 40, theme.axis, 10);
            }
            _ => card.rounded_rectangle(edges, 90, theme.pill),
        }
        let style = self.label_style(pill.kind, Columns::Wide);
        card.canvas.untrusted_text((middle, bottom - 52), &pill.label, style);
    }

    /// The labels of the newest flags of a kind without a ground, above the plot on the base line `y`.
    fn narrow_flags(&self, kind: MarkKind, marks: &Marks, y: i32) {
        let canvas = &self.card.canvas;
        let style = self.label_style(kind, Columns::Narrow);
        for mark in marks.of(kind).rev() {
            let shown = text_width::shorten_end(mark.label.sanitized(), 1_600, style.size, false);
            let half = style.width(&shown) / 2;
            let position = (self.middle_of(mark).min(self.area.right - half).max(MARGIN + half), y);
            if canvas.is_free(style.bounds(&shown, position)) {
                canvas.untrusted_text(position, &Untrusted::new(&shown), style);
            }
        }
    }

    /// How the label of a flag looks: an event is what the user wrote.
    fn label_style(&self, kind: MarkKind, columns: Columns) -> TextStyle {
        let theme = self.card.theme;
        let colour = if kind == MarkKind::Event {
            theme.text
        } else {
            theme.muted
        };
        let size = if columns.is_narrow() { columns.size(100) } else { 105 };
        TextStyle::new(size, colour).at(Anchor::Middle)
    }

    /// The middle of a mark's first day.
    fn middle_of(&self, mark: &Mark) -> i32 {
        snap_to_pixel(self.position(days_since(self.first, mark.days.first), 0.0).0)
    }
}
