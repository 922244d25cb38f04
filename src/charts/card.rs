//! PURE. The card of every chart: border, title, covered days, and the headline numbers, which are also the legend.

use plotters::prelude::{Circle, RGBColor, Rectangle};
use plotters::style::Color;

use crate::charts::canvas::{Canvas, INTO_MEMORY, SvgStyle};
use crate::charts::path::Point;
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::theme::{Shade, Theme};

/// The width of every card in pixels.
pub(super) const WIDTH: i32 = 860;
/// The margin inside the card, in tenths of a pixel.
pub(super) const MARGIN: i32 = 240;
/// Where the content of a card may end on the right, in tenths of a pixel.
pub(super) const RIGHT: i32 = WIDTH * 10 - MARGIN;

/// One headline number.
#[derive(Debug, Clone)]
pub(super) struct Headline {
    /// The number, large.
    pub value: String,
    /// Its change, small; empty when unknown.
    pub change: String,
    /// What it is: the legend's entry.
    pub label: String,
    /// The colour of its series; `None` for a number without a series.
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

    /// The headline numbers at the top right; `covers`, the days they cover, to their left.
    pub(super) fn headlines(&self, covers: &str, headlines: &[Headline]) {
        let theme = self.theme;
        let value_style = TextStyle::new(210, theme.text).bold();
        let change_style = TextStyle::new(120, theme.muted).bold();
        let label_style = TextStyle::new(120, theme.muted);
        let mut right = RIGHT;
        for headline in headlines.iter().rev() {
            let dot = if headline.colour.is_some() { 130 } else { 0 };
            let change = match headline.change.as_str() {
                "" => 0,
                change => change_style.width(change) + 80,
            };
            let width = (value_style.width(&headline.value) + change).max(label_style.width(&headline.label) + dot);
            let left = right - width;
            self.canvas.text((left, 370), &headline.value, value_style);
            if !headline.change.is_empty() {
                let x = left + value_style.width(&headline.value) + 40;
                self.canvas.text((x, 370), &headline.change, change_style);
            }
            if let Some(colour) = headline.colour {
                self.dot((left + 40, 508), 40, colour);
            }
            self.canvas.text((left + dot, 550), &headline.label, label_style);
            right = left - 280;
        }
        if !covers.is_empty() {
            let text_style = label_style.at(Anchor::End);
            let bounds = text_style.bounds(covers, (right, 550));
            if self.canvas.is_free(bounds) {
                self.canvas.text((right, 550), covers, text_style);
            }
        }
    }

    /// A filled circle; `radius` in tenths of a pixel.
    pub(super) fn dot(&self, center: Point, radius: i32, colour: RGBColor) {
        let circle = Circle::new(center, radius, colour.filled());
        self.canvas.area().draw(&circle).expect(INTO_MEMORY);
    }

    /// A filled rectangle (left, top, right, bottom) with rounded corners.
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

    /// A sentence in the middle of the card, where there is nothing to draw; `y` is its base line in tenths of a pixel.
    pub(super) fn notice(&self, y: i32, text: &str) {
        let text_style = TextStyle::new(130, self.theme.muted).at(Anchor::Middle);
        self.canvas.text((WIDTH * 5, y), text, text_style);
    }

    /// The finished SVG file; `alt` is its description for screen readers.
    pub(super) fn finish(&self, alt: &str) -> String {
        self.canvas.finish(&self.title, alt)
    }
}

/// The middle of the pixel: a line there is one sharp pixel wide, not two blurred ones.
pub(super) fn snap_to_pixel(tenths: i32) -> i32 {
    tenths.div_euclid(10) * 10 + 5
}
