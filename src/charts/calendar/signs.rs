//! PURE. What the calendar is drawn of: squares, the signs on them and the legend of colours.

use plotters::prelude::{PathElement, Polygon, Rectangle};
use plotters::style::Color;

use crate::charts::calendar::{PITCH, SIZE, TOP};
use crate::charts::canvas::{INTO_MEMORY, SvgStyle};
use crate::charts::card::{Card, RIGHT};
use crate::charts::columns::Columns;
use crate::charts::ink::Ink;
use crate::charts::path::Point;
use crate::charts::text_style::{Anchor, TextStyle};

/// Hatched squares with these top left corners.
pub(super) fn hatched_squares(card: &Card, corners: impl Iterator<Item = Point>) {
    let style = SvgStyle {
        paint: Some(card.canvas.hatch()),
        merge_paths: true,
        ..SvgStyle::default()
    };
    card.canvas.with(style, || {
        for (x, y) in corners {
            let square = Rectangle::new([(x, y), (x + SIZE, y + SIZE)], card.theme.hatch.filled());
            card.canvas.area().draw(&square).expect(INTO_MEMORY);
        }
    });
}

/// Squares of one colour with these top left corners: short lines as wide as they are long, which need few bytes.
pub(super) fn squares(card: &Card, corners: impl Iterator<Item = Point>, colour: Ink) {
    lower_parts(card, corners, SIZE, colour);
}

/// The lower halves of squares, of days that were seen in part.
pub(super) fn half_squares(card: &Card, corners: impl Iterator<Item = Point>, colour: Ink) {
    lower_parts(card, corners, SIZE / 2, colour);
}

fn lower_parts(card: &Card, corners: impl Iterator<Item = Point>, height: i32, colour: Ink) {
    let style = SvgStyle {
        merge_paths: true,
        ..SvgStyle::default()
    };
    card.canvas.with(style, || {
        for (x, y) in corners {
            let middle = y + SIZE - height / 2;
            let square = PathElement::new(
                [(x, middle), (x + SIZE, middle)],
                colour.stroke_width(height.unsigned_abs()),
            );
            card.canvas.area().draw(&square).expect(INTO_MEMORY);
        }
    });
}

/// From less to more.
pub(super) fn draw_legend(card: &Card, columns: Columns) {
    let theme = card.theme;
    let text_style = TextStyle::new(columns.size(110), theme.muted);
    let y = TOP + PITCH * 7 + 60;
    let base = y + text_style.size / 2 + 45;
    card.canvas.text((RIGHT, base), "more", text_style.at(Anchor::End));
    let left = RIGHT - text_style.width("more") - 60 - PITCH * 5 + (PITCH - SIZE);
    for (level, colour) in theme.ramp.iter().enumerate() {
        let x = left + PITCH * i32::try_from(level).unwrap_or(0);
        squares(card, std::iter::once((x, y)), *colour);
    }
    card.canvas.text((left - 60, base), "less", text_style.at(Anchor::End));
}

/// What is drawn on or in place of a square.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    Unknown,
    Partial,
    Event,
    Release,
    Noted,
}

impl Sign {
    /// Draws it for the legend.
    pub(super) fn draw(self, card: &Card, (x, y): Point) {
        let middle = (x + SIZE / 2, y + SIZE / 2);
        match self {
            Self::Unknown => hatched_squares(card, std::iter::once((x, y))),
            Self::Partial => {
                hatched_squares(card, std::iter::once((x, y)));
                half_squares(card, std::iter::once((x, y)), card.theme.ramp[2]);
            }
            Self::Event => {
                squares(card, std::iter::once((x, y)), card.theme.ramp[0]);
                draw_corners(card, &[(x, y)]);
            }
            Self::Release => draw_dot(card, middle),
            Self::Noted => draw_ring(card, middle),
        }
    }
}

/// The top left corners of squares, folded: that leaves the room of a dot or ring.
pub(super) fn draw_corners(card: &Card, corners: &[Point]) {
    for (size, colour) in [(75, card.theme.card), (58, card.theme.text)] {
        let style = SvgStyle {
            merge_paths: true,
            ..SvgStyle::default()
        };
        card.canvas.with(style, || {
            for (x, y) in corners {
                let fold = Polygon::new(vec![(*x, *y), (x + size, *y), (*x, y + size)], colour.filled());
                card.canvas.area().draw(&fold).expect(INTO_MEMORY);
            }
        });
    }
}

/// A dot that can be seen on every colour of the squares.
pub(super) fn draw_dot(card: &Card, middle: Point) {
    card.dot(middle, 38, card.theme.card);
    card.dot(middle, 26, card.theme.text);
}

pub(super) fn draw_ring(card: &Card, middle: Point) {
    card.dot(middle, 42, card.theme.text);
    card.dot(middle, 26, card.theme.card);
}
