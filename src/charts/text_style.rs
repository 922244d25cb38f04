//! PURE. How text looks and the room it takes.

use crate::charts::ink::{Ink, Use};
use crate::charts::path::Point;
use crate::charts::text_width;

/// The default font size of a picture, in tenths of a pixel; axis labels have it.
pub(super) const TEXT_SIZE: i32 = 110;

/// GitHub's own font stack; nothing is fetched.
pub(super) const FONTS: &str = "-apple-system,BlinkMacSystemFont,Segoe UI,Noto Sans,Helvetica,Arial,sans-serif";

/// Which end of the text lies at its position (SVG `text-anchor`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextStyle {
    /// Font size in tenths of a pixel.
    pub size: i32,
    pub bold: bool,
    pub colour: Ink,
    pub anchor: Anchor,
    /// The colour of an outline that keeps the text apart from what is drawn below it.
    pub outline: Option<Ink>,
}

impl TextStyle {
    /// Regular text that starts at its position; `size` in tenths of a pixel.
    pub(super) fn new(size: i32, colour: Ink) -> Self {
        Self {
            size,
            bold: false,
            colour,
            anchor: Anchor::Start,
            outline: None,
        }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn outlined(self, colour: Ink) -> Self {
        Self {
            outline: Some(colour),
            ..self
        }
    }

    /// The attributes of the outline but for its colour.
    pub(super) fn halo(&self) -> &'static str {
        match self.outline {
            Some(_) => " stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
            None => "",
        }
    }

    /// The inks of the text.
    pub(super) fn inks(&self) -> Vec<(Use, Ink)> {
        let outline = self.outline.map(|ink| (Use::Stroke, ink));
        std::iter::once((Use::Fill, self.colour)).chain(outline).collect()
    }

    /// The estimated width of `text` in tenths of a pixel.
    pub(super) fn width(&self, text: &str) -> i32 {
        text_width::measure(text, self.size, self.bold)
    }

    /// The room that `text` takes with its anchor at this position of the base line.
    pub(super) fn bounds(&self, text: &str, (x, y): Point) -> Bounds {
        let width = self.width(text);
        let left = match self.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2,
            Anchor::End => x - width,
        };
        Bounds {
            left,
            top: y - self.size * 8 / 10,
            right: left + width,
            bottom: y + self.size * 2 / 10,
        }
    }
}

/// A rectangle in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Bounds {
    /// Whether the two share any area.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}
