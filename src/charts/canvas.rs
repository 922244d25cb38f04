//! PURE. A plotters backend that writes small, exact SVG. Imports plotters, the theme, text widths and path data.
//!
//! plotters counts in whole pixels; this backend tells it ten times as many, so its integers are tenths of a pixel.
//! What plotters' styles cannot say (dashes, patterns, round corners) is said by a [`Pen`] held round the drawing.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, RGBColor};

use super::path::{self, Point};
use super::text_style::{Anchor, Bounds, FONTS, TEXT_SIZE, TextStyle};
use super::theme::Theme;
use crate::domain::text::Untrusted;
use crate::encode::xml;

/// Why drawing has no error: the backend writes into memory.
pub(super) const INTO_MEMORY: &str = "drawing into memory cannot fail";

/// What plotters' styles cannot say of a stroke or a fill.
#[derive(Debug, Clone, Default)]
pub(super) struct Pen {
    /// Dash pattern in pixels.
    pub dash: Option<&'static str>,
    /// A paint of this canvas (gradient or pattern) instead of the plain colour.
    pub paint: Option<String>,
    /// Corner radius of rectangles, in tenths of a pixel.
    pub radius: i32,
    /// Rectangles and polygons become one path until the pen is put down.
    pub gather: bool,
}

/// One element: what is its own, and the attributes it may share with its neighbours.
#[derive(Debug)]
pub(super) struct Element {
    pub tag: &'static str,
    pub own: String,
    pub shared: String,
    pub content: String,
}

/// The picture so far.
#[derive(Debug)]
pub(super) struct SvgDocument {
    id: String,
    pub width: i32,
    pub height: i32,
    definitions: String,
    paints: u32,
    pub elements: Vec<Element>,
    pub pen: Pen,
    taken: Vec<Bounds>,
}

/// A handle to one picture; clones draw on the same picture.
#[derive(Debug, Clone)]
pub(super) struct Canvas(pub Rc<RefCell<SvgDocument>>);

impl Canvas {
    /// An empty picture; `width` and `height` in pixels. `id` is the beginning of every id in the file.
    pub(super) fn new(id: String, width: i32, height: i32) -> Self {
        Self(Rc::new(RefCell::new(SvgDocument {
            id,
            width,
            height,
            definitions: String::new(),
            paints: 0,
            elements: Vec::new(),
            pen: Pen::default(),
            taken: Vec::new(),
        })))
    }

    /// The whole picture as plotters sees it.
    pub(super) fn area(&self) -> DrawingArea<Self, Shift> {
        self.clone().into_drawing_area()
    }

    /// Draws with `pen`, then puts it down.
    pub(super) fn with<T>(&self, pen: Pen, draw: impl FnOnce() -> T) -> T {
        self.0.borrow_mut().pen = pen;
        let drawn = draw();
        self.0.borrow_mut().pen = Pen::default();
        drawn
    }

    /// Writes our own words with their base line at `place`.
    pub(super) fn text(&self, place: Point, text: &str, text_style: TextStyle) {
        self.write(place, text_style.bounds(text, place), xml(text), text_style);
    }

    /// Writes a stranger's words.
    pub(super) fn foreign(&self, place: Point, text: &Untrusted, text_style: TextStyle) {
        self.write(
            place,
            text_style.bounds(text.sanitized(), place),
            text.xml(),
            text_style,
        );
    }

    /// Writes two runs in one line: `text`, then `more` in its own face.
    pub(super) fn two_texts(
        &self,
        place: Point,
        (text, text_style): (&str, TextStyle),
        (more, its): (&str, TextStyle),
    ) {
        let bounds = self.two_bounds(place, (text, text_style), (more, its));
        let content = format!(
            "{} <tspan font-size=\"{}\" font-weight=\"400\" fill=\"{}\">{}</tspan>",
            xml(text),
            path::number(its.size),
            hex(its.colour),
            xml(more)
        );
        self.write(place, bounds, content, text_style);
    }

    /// The room of [`Self::two_texts`].
    pub(super) fn two_bounds(
        &self,
        (x, y): Point,
        (text, text_style): (&str, TextStyle),
        (more, its): (&str, TextStyle),
    ) -> Bounds {
        let mut bounds = text_style.bounds(text, (x, y));
        let extra = its.width(more) + text_style.width(" ");
        match text_style.anchor {
            Anchor::Start => bounds.right += extra,
            Anchor::End => bounds.left -= extra,
            Anchor::Middle => {
                bounds.left -= extra / 2;
                bounds.right += extra / 2;
            }
        }
        bounds
    }

    /// Writes upwards, its middle at `place`.
    pub(super) fn upright(&self, (x, y): Point, text: &str, text_style: TextStyle) {
        let (half, depth) = (text_style.width(text) / 2, text_style.size / 2);
        let bounds = Bounds {
            left: x - depth,
            top: y - half,
            right: x + depth,
            bottom: y + half,
        };
        let own = format!(
            " transform=\"translate({}{})rotate(-90)\"",
            path::number(x + text_style.size * 35 / 100),
            spaced(y)
        );
        self.push_text(own, bounds, xml(text), text_style.at(Anchor::Middle));
    }

    fn write(&self, (x, y): Point, bounds: Bounds, content: String, text_style: TextStyle) {
        let own = format!(" x=\"{}\" y=\"{}\"", path::number(x), path::number(y));
        self.push_text(own, bounds, content, text_style);
    }

    fn push_text(&self, own: String, bounds: Bounds, content: String, text_style: TextStyle) {
        let mut shared = format!(" fill=\"{}\"", hex(text_style.colour));
        if text_style.size != TEXT_SIZE {
            let _ = write!(shared, " font-size=\"{}\"", path::number(text_style.size));
        }
        if text_style.bold {
            shared.push_str(" font-weight=\"600\"");
        }
        match text_style.anchor {
            Anchor::Start => {}
            Anchor::Middle => shared.push_str(" text-anchor=\"middle\""),
            Anchor::End => shared.push_str(" text-anchor=\"end\""),
        }
        let mut ink = self.0.borrow_mut();
        ink.taken.push(bounds);
        let tag = "text";
        ink.elements.push(Element {
            tag,
            own,
            shared,
            content,
        });
    }

    /// Whether nothing that was written or reserved meets `bounds`, and it lies on the picture.
    pub(super) fn is_free(&self, bounds: Bounds) -> bool {
        let ink = self.0.borrow();
        let inside = bounds.left >= 40
            && bounds.top >= 40
            && bounds.right <= ink.width * 10 - 40
            && bounds.bottom <= ink.height * 10 - 40;
        inside && !ink.taken.iter().any(|taken| taken.meets(&bounds))
    }

    /// Keeps text off a place.
    pub(super) fn reserve(&self, bounds: Bounds) {
        self.0.borrow_mut().taken.push(bounds);
    }

    /// A paint that fades from top to foot; strengths in percent.
    pub(super) fn fade(&self, colour: RGBColor, (top, foot): (u32, u32)) -> String {
        let stop = |offset: &str, strength: u32| {
            format!(
                "<stop{offset} stop-color=\"{}\" stop-opacity=\".{strength:02}\"/>",
                hex(colour)
            )
        };
        let stops = format!("{}{}", stop("", top), stop(" offset=\"1\"", foot));
        self.define(|id| format!("<linearGradient id=\"{id}\" x2=\"0\" y2=\"1\">{stops}</linearGradient>"))
    }

    /// The hatching of days that nobody knows.
    pub(super) fn hatch(&self, theme: &Theme) -> String {
        let colour = hex(theme.hatch);
        self.define(|id| {
            format!(
                "<pattern id=\"{id}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(45)\"><path d=\"M0 0v5\" stroke=\"{colour}\" stroke-width=\"2\"/></pattern>"
            )
        })
    }

    fn define(&self, paint: impl FnOnce(&str) -> String) -> String {
        let mut ink = self.0.borrow_mut();
        let id = format!("{}-{}", ink.id, ink.paints);
        ink.paints += 1;
        let text = paint(&id);
        ink.definitions.push_str(&text);
        format!("url(#{id})")
    }

    /// The finished file. `title` and `description` are what a screen reader says.
    pub(super) fn finish(&self, title: &str, description: &str) -> String {
        let ink = self.0.borrow();
        let (width, height, id) = (ink.width, ink.height, &ink.id);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-labelledby=\"{id}-t {id}-d\" font-family=\"{FONTS}\" font-size=\"{}\" fill=\"none\">\n\
             <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
            path::number(TEXT_SIZE),
            xml(title),
            xml(description),
        );
        if !ink.definitions.is_empty() {
            let _ = writeln!(svg, "<defs>{}</defs>", ink.definitions);
        }
        for run in ink.elements.chunk_by(|one, two| one.shared == two.shared) {
            let group = run.len() > 1 && !run[0].shared.is_empty();
            if group {
                let _ = writeln!(svg, "<g{}>", run[0].shared);
            }
            for element in run {
                let Element {
                    tag,
                    own,
                    shared,
                    content,
                } = element;
                let shared = if group { "" } else { shared };
                let _ = match content.as_str() {
                    "" => writeln!(svg, "<{tag}{own}{shared}/>"),
                    content => writeln!(svg, "<{tag}{own}{shared}>{content}</{tag}>"),
                };
            }
            if group {
                svg.push_str("</g>\n");
            }
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// The short form of a colour.
pub(super) fn hex(RGBColor(r, g, b): RGBColor) -> String {
    let long = format!("{r:02x}{g:02x}{b:02x}");
    let bytes = long.as_bytes();
    if bytes[0] == bytes[1] && bytes[2] == bytes[3] && bytes[4] == bytes[5] {
        format!("#{}{}{}", &long[0..1], &long[2..3], &long[4..5])
    } else {
        format!("#{long}")
    }
}

fn spaced(tenths: i32) -> String {
    format!(" {}", path::number(tenths))
}
