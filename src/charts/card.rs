//! PURE. The card of every chart: border, title, covered days, and the headline numbers, which are also the legend.

use plotters::prelude::{Circle, Rectangle};
use plotters::style::Color;

use crate::charts::canvas::{Canvas, Drawing, INTO_MEMORY, SvgStyle};
use crate::charts::columns::Columns;
use crate::charts::ink::{INKS, Ink};
use crate::charts::path::Point;
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::text_width;
use crate::charts::theme::Theme;
use crate::format;

/// The width of every card in pixels.
pub(super) const WIDTH: i32 = 860;
/// The margin inside the card, in tenths of a pixel.
pub(super) const MARGIN: i32 = 240;
/// Where the content of a card may end on the right, in tenths of a pixel.
pub(super) const RIGHT: i32 = WIDTH * 10 - MARGIN;

/// The days that headline numbers are of, as far as their labels do not say it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Covers<'a> {
    /// `14 days to 17 Nov`.
    pub wide: &'a str,
    /// The same on a phone: `in 14 days`.
    pub narrow: &'a str,
}

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
    pub colour: Option<Ink>,
}

impl Headline {
    /// A number without a change; `None` is unknown.
    pub(super) fn plain(value: Option<u64>, label: impl Into<String>, colour: Option<Ink>) -> Self {
        Self {
            value: value.map_or_else(|| format::UNKNOWN.to_owned(), format::grouped),
            change: String::new(),
            label: label.into(),
            colour,
        }
    }
}

/// A card and the means to draw on it.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub canvas: Canvas,
    pub theme: &'static Theme<Ink>,
    title: String,
}

impl Card {
    /// An empty card of `height` pixels with its title and a line below it.
    pub(super) fn new(id: &'static str, height: i32, title: &str, subtitle: &str) -> Self {
        let theme = &INKS;
        let card = Self {
            canvas: Canvas::new(id, WIDTH, height),
            theme,
            title: title.to_owned(),
        };
        let edge = (5, 5, WIDTH * 10 - 5, height * 10 - 5);
        card.rounded_rectangle(edge, 60, theme.card);
        card.outline(edge, 60, theme.border, 10);
        card.canvas.in_each(|columns| {
            let y = if columns.is_narrow() { 420 } else { 350 };
            let style = TextStyle::new(columns.size(160), theme.text).bold();
            let shown = text_width::shorten_end(title, RIGHT - MARGIN, style.size, true);
            card.canvas.text((MARGIN, y), &shown, style);
        });
        card.canvas.only(Columns::Wide, || {
            card.canvas
                .text((MARGIN, 550), subtitle, TextStyle::new(120, theme.muted));
        });
        // On a phone, beside the title, what is added to the subtitle: it explains marks.
        card.canvas.only(Columns::Narrow, || {
            let style = TextStyle::new(Columns::Narrow.size(105), theme.muted).at(Anchor::End);
            let all = subtitle.split_once(" · ").map(|(_, added)| added);
            let added = all.into_iter().chain(subtitle.split(" · ").skip(1));
            let mut fitting = added.filter(|added| card.canvas.is_free(style.bounds(added, (RIGHT, 420))));
            if let Some(added) = fitting.next() {
                card.canvas.text((RIGHT, 420), added, style);
            }
        });
        card
    }

    /// The headline numbers: at the top right with `covers`, the days they cover, to their left; in narrow columns in a line
    /// below the title, as far as there is room.
    pub(super) fn headlines(&self, covers: Covers<'_>, headlines: &[Headline]) {
        self.canvas
            .only(Columns::Wide, || self.wide_headlines(covers.wide, headlines));
        self.canvas
            .only(Columns::Narrow, || self.narrow_headlines(covers.narrow, headlines));
    }

    fn wide_headlines(&self, covers: &str, headlines: &[Headline]) {
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

    fn narrow_headlines(&self, covers: &str, headlines: &[Headline]) {
        let value_style = TextStyle::new(Columns::Narrow.size(120), self.theme.text).bold();
        let label_style = TextStyle::new(Columns::Narrow.size(120), self.theme.muted);
        let (mut left, y) = (MARGIN, 750);
        for headline in headlines {
            let dot = if headline.colour.is_some() { 240 } else { 0 };
            let label = left + dot + value_style.width(&headline.value) + 60;
            let right = label + label_style.width(&headline.label);
            if right > RIGHT {
                return;
            }
            if let Some(colour) = headline.colour {
                self.dot((left + 90, y - 90), 80, colour);
            }
            self.canvas.text((left + dot, y), &headline.value, value_style);
            self.canvas.text((label, y), &headline.label, label_style);
            left = right + 300;
        }
        // Where the numbers take the whole line, beside the title.
        let label_style = label_style.at(Anchor::End);
        let places = [(RIGHT, y), (RIGHT, 420)];
        let is_free = |place: &&Point| self.canvas.is_free(label_style.bounds(covers, **place));
        if let Some(place) = places.iter().find(is_free).filter(|_| !covers.is_empty()) {
            self.canvas.text(*place, covers, label_style);
        }
    }

    /// A filled circle; `radius` in tenths of a pixel.
    pub(super) fn dot(&self, center: Point, radius: i32, colour: Ink) {
        let circle = Circle::new(center, radius, colour.filled());
        self.canvas.area().draw(&circle).expect(INTO_MEMORY);
    }

    /// A filled rectangle (left, top, right, bottom) with rounded corners.
    pub(super) fn rounded_rectangle(&self, (left, top, right, bottom): (i32, i32, i32, i32), radius: i32, colour: Ink) {
        let style = SvgStyle {
            radius: radius.min((right - left) / 2).min((bottom - top) / 2),
            ..SvgStyle::default()
        };
        let shape = Rectangle::new([(left, top), (right, bottom)], colour.filled());
        self.canvas
            .with(style, || self.canvas.area().draw(&shape))
            .expect(INTO_MEMORY);
    }

    /// The outline of a rectangle (left, top, right, bottom) with rounded corners; `width` in tenths of a pixel.
    pub(super) fn outline(
        &self,
        (left, top, right, bottom): (i32, i32, i32, i32),
        radius: i32,
        colour: Ink,
        width: u32,
    ) {
        let style = SvgStyle {
            radius: radius.min((right - left) / 2).min((bottom - top) / 2),
            ..SvgStyle::default()
        };
        let shape = Rectangle::new([(left, top), (right, bottom)], colour.stroke_width(width));
        self.canvas
            .with(style, || self.canvas.area().draw(&shape))
            .expect(INTO_MEMORY);
    }

    /// A straight line; `width` in tenths of a pixel.
    pub(super) fn line(&self, from: Point, to: Point, colour: Ink, width: u32) {
        let line = plotters::prelude::PathElement::new([from, to], colour.stroke_width(width));
        self.canvas.area().draw(&line).expect(INTO_MEMORY);
    }

    /// A sentence in the middle of the card, where there is nothing to draw; `y` is its base line in tenths of a pixel.
    pub(super) fn notice(&self, y: i32, text: &str) {
        self.canvas.in_each(|columns| {
            let text_style = TextStyle::new(columns.size(130), self.theme.muted).at(Anchor::Middle);
            let shown = text_width::shorten_end(text, RIGHT - MARGIN, text_style.size, false);
            self.canvas.text((WIDTH * 5, y), &shown, text_style);
        });
    }

    /// The finished picture; `alt` is its description for screen readers.
    pub(super) fn finish(&self, alt: &str) -> Drawing {
        self.canvas.finish(&self.title, alt)
    }
}

/// The middle of the pixel: a line there is one sharp pixel wide, not two blurred ones.
pub(super) fn snap_to_pixel(tenths: i32) -> i32 {
    tenths.div_euclid(10) * 10 + 5
}
