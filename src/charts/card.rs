//! PURE. The card round every chart: edge, title, covered days, and the headline figures, which are the legend.
//! Imports the canvas, the theme and plotters' elements.

use plotters::prelude::{Circle, RGBColor, Rectangle};
use plotters::style::Color;

use super::canvas::{Canvas, INTO_MEMORY, SvgStyle};
use super::path::Point;
use super::text_style::{Anchor, TextStyle};
use super::theme::{Shade, Theme};

/// The width of every card in pixels.
pub(super) const WIDTH: i32 = 860;
/// The margin inside the card, in tenths of a pixel.
pub(super) const MARGIN: i32 = 240;
/// Where the content of a card may end on the right, in tenths of a pixel.
pub(super) const RIGHT: i32 = WIDTH * 10 - MARGIN;

/// One headline figure.
#[derive(Debug, Clone)]
pub(super) struct Headline {
    /// The number, large.
    pub value: String,
    /// Its change, small; empty when unknown.
    pub change: String,
    /// What it is: the legend's entry.
    pub label: String,
    /// The colour of its series; `None` for a figure that is no series.
    pub colour: Option<RGBColor>,
}

/// A card and the means to draw on it.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub canvas: Canvas,
    pub theme: &'static Theme,
    title: String,
}

impl Card {
    /// An empty card of `height` pixels with its title and a line below it.
    pub(super) fn new(id: &str, shade: Shade, height: i32, title: &str, subtitle: &str) -> Self {
        let theme = shade.theme();
        let card = Self {
            canvas: Canvas::new(format!("{id}-{}", &shade.word()[..1]), WIDTH, height),
            theme,
            title: title.to_owned(),
        };
        let edge = (5, 5, WIDTH * 10 - 5, height * 10 - 5);
        card.rounded_rectangle(edge, 60, theme.card);
        let style = SvgStyle {
            radius: 60,
            ..SvgStyle::default()
        };
        card.canvas.with(style, || {
            let outline = Rectangle::new([(edge.0, edge.1), (edge.2, edge.3)], theme.border.stroke_width(10));
            card.canvas.area().draw(&outline).expect(INTO_MEMORY);
        });
        card.canvas
            .text((MARGIN, 350), title, TextStyle::new(160, theme.text).bold());
        card.canvas
            .text((MARGIN, 550), subtitle, TextStyle::new(120, theme.muted));
        card
    }

    /// The headline figures at the top right, and what they cover to their left.
    pub(super) fn headlines(&self, covers: &str, figures: &[Headline]) {
        let theme = self.theme;
        let value_face = TextStyle::new(210, theme.text).bold();
        let change_face = TextStyle::new(120, theme.muted).bold();
        let label_face = TextStyle::new(120, theme.muted);
        let mut right = RIGHT;
        for figure in figures.iter().rev() {
            let dot = if figure.colour.is_some() { 130 } else { 0 };
            let change = match figure.change.as_str() {
                "" => 0,
                change => change_face.width(change) + 80,
            };
            let width = (value_face.width(&figure.value) + change).max(label_face.width(&figure.label) + dot);
            let left = right - width;
            self.canvas.text((left, 370), &figure.value, value_face);
            if !figure.change.is_empty() {
                let x = left + value_face.width(&figure.value) + 40;
                self.canvas.text((x, 370), &figure.change, change_face);
            }
            if let Some(colour) = figure.colour {
                self.dot((left + 40, 508), 40, colour);
            }
            self.canvas.text((left + dot, 550), &figure.label, label_face);
            right = left - 280;
        }
        if !covers.is_empty() {
            let text_style = label_face.at(Anchor::End);
            let bounds = text_style.bounds(covers, (right, 550));
            if self.canvas.is_free(bounds) {
                self.canvas.text((right, 550), covers, text_style);
            }
        }
    }

    /// A filled circle; `radius` in tenths of a pixel.
    pub(super) fn dot(&self, place: Point, radius: i32, colour: RGBColor) {
        let circle = Circle::new(place, radius, colour.filled());
        self.canvas.area().draw(&circle).expect(INTO_MEMORY);
    }

    /// A filled rectangle (left, top, right, bottom) with round corners.
    pub(super) fn rounded_rectangle(
        &self,
        (left, top, right, bottom): (i32, i32, i32, i32),
        radius: i32,
        colour: RGBColor,
    ) {
        let style = SvgStyle {
            radius: radius.min((right - left) / 2).min((bottom - top) / 2),
            ..SvgStyle::default()
        };
        let shape = Rectangle::new([(left, top), (right, bottom)], colour.filled());
        self.canvas
            .with(style, || self.canvas.area().draw(&shape))
            .expect(INTO_MEMORY);
    }

    /// A straight line; `width` in tenths of a pixel.
    pub(super) fn line(&self, from: Point, to: Point, colour: RGBColor, width: u32) {
        let line = plotters::prelude::PathElement::new([from, to], colour.stroke_width(width));
        self.canvas.area().draw(&line).expect(INTO_MEMORY);
    }

    /// A sentence in the middle of the card, for when there is nothing to draw.
    pub(super) fn notice(&self, y: i32, words: &str) {
        let text_style = TextStyle::new(130, self.theme.muted).at(Anchor::Middle);
        self.canvas.text((WIDTH * 5, y), words, text_style);
    }

    /// The finished SVG file; `alt` is its description for screen readers.
    pub(super) fn finish(&self, alt: &str) -> String {
        self.canvas.finish(&self.title, alt)
    }
}

/// The middle of a pixel: hairlines there are one pixel, not two grey ones.
pub(super) fn snap_to_pixel(tenths: i32) -> i32 {
    tenths.div_euclid(10) * 10 + 5
}
