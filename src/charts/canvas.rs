//! PURE. A small SVG document to draw on with plotters.
//!
//! Coordinates of plotters are integers; here they are tenths of a pixel. What the styles of plotters lack (dashes,
//! patterns, rounded corners) is set with [`Canvas::with`].

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};

use crate::charts::columns::Columns;
use crate::charts::ink::{Classes, INKS, Ink, Use, class_of};
use crate::charts::path::{self, Point};
use crate::charts::text_style::{Anchor, Bounds, FONTS, TEXT_SIZE, TextStyle};
use crate::charts::theme::Shade;
use crate::domain::text::Untrusted;
use crate::encode::xml;

/// Why drawing has no error: the backend writes into memory.
pub(super) const INTO_MEMORY: &str = "drawing into memory cannot fail";

/// What the styles of plotters lack for strokes and fills.
#[derive(Debug, Clone, Default)]
pub(super) struct SvgStyle {
    /// Dash pattern in pixels.
    pub dash: Option<&'static str>,
    /// A gradient or pattern of this canvas instead of the plain colour: `url(#…)`.
    pub paint: Option<String>,
    /// Corner radius of rectangles, in tenths of a pixel.
    pub radius: i32,
    /// Lines, rectangles and polygons drawn with this style become one path.
    pub merge_paths: bool,
}

/// One element. Neighbours with the same presentation attributes become a group.
#[derive(Debug)]
pub(super) struct Element {
    pub tag: &'static str,
    pub geometry: String,
    pub presentation: String,
    pub content: String,
    /// How far to the right of its place it is drawn, in tenths of a pixel: see [`Canvas::moving`].
    pub shift: i32,
}

/// The picture so far; `width` and `height` in pixels.
#[derive(Debug)]
pub(super) struct SvgDocument {
    id: &'static str,
    pub width: i32,
    pub height: i32,
    definitions: String,
    paints: u32,
    pub classes: Classes,
    pub elements: Vec<Element>,
    pub style: SvgStyle,
    /// The columns that show what is drawn now.
    pub columns: Columns,
    /// How far to the right of its place is drawn what moves, in tenths of a pixel.
    pub shift: i32,
    occupied: Vec<(Columns, Bounds)>,
}

/// A handle to one picture; clones draw on the same picture.
#[derive(Debug, Clone)]
pub(super) struct Canvas(pub Rc<RefCell<SvgDocument>>);

impl Canvas {
    /// An empty picture; `width` and `height` in pixels. `id` is the beginning of every id in the file.
    pub(super) fn new(id: &'static str, width: i32, height: i32) -> Self {
        Self(Rc::new(RefCell::new(SvgDocument {
            id,
            width,
            height,
            definitions: String::new(),
            paints: 0,
            classes: Classes::default(),
            elements: Vec::new(),
            style: SvgStyle::default(),
            columns: Columns::default(),
            shift: 0,
            occupied: Vec::new(),
        })))
    }

    /// The whole picture as plotters sees it.
    pub(super) fn area(&self) -> DrawingArea<Self, Shift> {
        self.clone().into_drawing_area()
    }

    /// Draws with `style`.
    pub(super) fn with<T>(&self, style: SvgStyle, draw: impl FnOnce() -> T) -> T {
        self.0.borrow_mut().style = style;
        let drawn = draw();
        self.0.borrow_mut().style = SvgStyle::default();
        drawn
    }

    /// Draws `shift` tenths of a pixel to the right of where it is to be seen, and moves it back as a whole. What is counted from
    /// a fixed day keeps its bytes so while a window moves over it. Not nested.
    pub(super) fn moving<T>(&self, shift: i32, draw: impl FnOnce() -> T) -> T {
        self.0.borrow_mut().shift = shift;
        let drawn = draw();
        self.0.borrow_mut().shift = 0;
        drawn
    }

    /// Draws what only these columns show. Not nested.
    pub(super) fn only<T>(&self, columns: Columns, draw: impl FnOnce() -> T) -> T {
        self.0.borrow_mut().columns = columns;
        let drawn = draw();
        self.0.borrow_mut().columns = Columns::default();
        drawn
    }

    /// Draws once for wide columns and once for narrow ones. Not nested.
    pub(super) fn in_each(&self, draw: impl Fn(Columns)) {
        for columns in Columns::EACH {
            self.only(columns, || draw(columns));
        }
    }

    /// Writes text of this program with its anchor at `position` on the base line.
    pub(super) fn text(&self, position: Point, text: &str, text_style: TextStyle) {
        self.write(position, text_style.bounds(text, position), xml(text), text_style);
    }

    /// Writes text that came from outside, such as a referrer.
    pub(super) fn untrusted_text(&self, position: Point, text: &Untrusted, text_style: TextStyle) {
        self.write(
            position,
            text_style.bounds(text.sanitized(), position),
            text.xml(),
            text_style,
        );
    }

    /// Writes `text` and behind it `note` in a style of its own.
    pub(super) fn text_with_note(
        &self,
        position: Point,
        (text, text_style): (&str, TextStyle),
        (note, note_style): (&str, TextStyle),
    ) {
        let bounds = self.bounds_with_note(position, (text, text_style), (note, note_style));
        let class = self.class((Use::Fill, note_style.colour));
        let content = format!(
            "{} <tspan{class} font-size=\"{}\" font-weight=\"400\">{}</tspan>",
            xml(text),
            path::number(note_style.size),
            xml(note)
        );
        self.write(position, bounds, content, text_style);
    }

    /// The room of two texts beside each other.
    pub(super) fn bounds_with_note(
        &self,
        (x, y): Point,
        (text, text_style): (&str, TextStyle),
        (note, note_style): (&str, TextStyle),
    ) -> Bounds {
        let whole = format!("{text} {note}");
        let size = text_style.size.max(note_style.size);
        TextStyle { size, ..text_style }.bounds(&whole, (x, y))
    }

    /// Writes text that runs upwards, its middle at this position.
    pub(super) fn vertical_text(&self, (x, y): Point, text: &str, text_style: TextStyle) {
        let (half, depth) = (text_style.width(text) / 2, text_style.size / 2);
        let bounds = Bounds {
            left: x - depth,
            top: y - half,
            right: x + depth,
            bottom: y + half,
        };
        let geometry = format!(
            " transform=\"translate({}{})rotate(-90)\"",
            path::number(x + self.shift() + text_style.size * 35 / 100),
            spaced(y)
        );
        self.push_text(geometry, bounds, xml(text), text_style.at(Anchor::Middle));
    }

    fn write(&self, (x, y): Point, bounds: Bounds, content: String, text_style: TextStyle) {
        let x = path::number(x + self.shift());
        let geometry = format!(" x=\"{x}\" y=\"{}\"", path::number(y));
        self.push_text(geometry, bounds, content, text_style);
    }

    fn push_text(&self, geometry: String, bounds: Bounds, content: String, text_style: TextStyle) {
        let mut presentation = {
            let mut document = self.0.borrow_mut();
            let columns = document.columns;
            document.classes.attribute(columns, &text_style.inks())
        };
        presentation.push_str(text_style.halo());
        if text_style.size != TEXT_SIZE {
            let _ = write!(presentation, " font-size=\"{}\"", path::number(text_style.size));
        }
        if text_style.bold {
            presentation.push_str(" font-weight=\"600\"");
        }
        match text_style.anchor {
            Anchor::Start => {}
            Anchor::Middle => presentation.push_str(" text-anchor=\"middle\""),
            Anchor::End => presentation.push_str(" text-anchor=\"end\""),
        }
        self.reserve(bounds);
        self.0.borrow_mut().push("text", geometry, presentation, content);
    }

    fn shift(&self) -> i32 {
        self.0.borrow().shift
    }

    /// Whether `bounds` lie on the picture and overlap no text and no reserved room in the same columns.
    pub(super) fn is_free(&self, bounds: Bounds) -> bool {
        let document = self.0.borrow();
        let inside = bounds.left >= 40
            && bounds.top >= 40
            && bounds.right <= document.width * 10 - 40
            && bounds.bottom <= document.height * 10 - 40;
        let mut occupied = document.occupied.iter();
        inside && !occupied.any(|(columns, other)| columns.meet(document.columns) && other.overlaps(&bounds))
    }

    /// Keeps text that asks [`Self::is_free`] out of this room.
    pub(super) fn reserve(&self, bounds: Bounds) {
        let mut document = self.0.borrow_mut();
        let columns = document.columns;
        document.occupied.push((columns, bounds));
    }

    /// A gradient from top to bottom; opacities in percent.
    pub(super) fn gradient(&self, colour: Ink, (top, bottom): (u32, u32)) -> String {
        let class = self.class((Use::Stop, colour));
        let stop = |offset: &str, opacity: u32| format!("<stop{offset}{class} stop-opacity=\".{opacity:02}\"/>");
        let stops = format!("{}{}", stop("", top), stop(" offset=\"1\"", bottom));
        self.define(|id| format!("<linearGradient id=\"{id}\" x2=\"0\" y2=\"1\">{stops}</linearGradient>"))
    }

    /// The pattern of unknown days.
    pub(super) fn hatch(&self) -> String {
        let class = self.class((Use::Stroke, INKS.hatch));
        self.define(|id| {
            format!(
                "<pattern id=\"{id}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(45)\"><path{class} d=\"M0 0v5\" stroke-width=\"1\"/></pattern>"
            )
        })
    }

    /// Adds a paint and returns the reference to it.
    fn define(&self, paint: impl FnOnce(&str) -> String) -> String {
        let mut document = self.0.borrow_mut();
        let id = format!("{}-{}", document.id, document.paints);
        document.paints += 1;
        let text = paint(&id);
        document.definitions.push_str(&text);
        format!("url(#{id})")
    }

    /// The class of an ink in every column.
    fn class(&self, ink: (Use, Ink)) -> String {
        self.0.borrow_mut().classes.attribute(Columns::All, &[ink])
    }

    /// The finished picture; `title` and `description` are for screen readers.
    pub(super) fn finish(&self, title: &str, description: &str) -> Drawing {
        let document = self.0.borrow();
        let (width, height, id) = (document.width, document.height, document.id);
        let head = format!(
            "\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-labelledby=\"{id}-t {id}-d\" font-family=\"{FONTS}\" font-size=\"{}\" fill=\"none\">\n\
             <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
            path::number(TEXT_SIZE),
            xml(title),
            xml(description),
        );
        Drawing {
            rest: [&head, &*document.classes.style(), &document.body()].concat(),
        }
    }
}

impl SvgDocument {
    /// Adds an element in the present style and shift.
    pub(super) fn push(&mut self, tag: &'static str, geometry: String, presentation: String, content: String) {
        let shift = self.shift;
        self.elements.push(Element {
            tag,
            geometry,
            presentation,
            content,
            shift,
        });
    }

    /// All that follows the style sheet.
    fn body(&self) -> String {
        let mut svg = String::new();
        if !self.definitions.is_empty() {
            let _ = writeln!(svg, "<defs>{}</defs>", self.definitions);
        }
        for part in self.elements.chunk_by(|one, two| one.shift == two.shift) {
            match part[0].shift {
                0 => svg.push_str(&groups(part)),
                shift => {
                    let back = path::number(-shift);
                    let _ = write!(svg, "<g transform=\"translate({back})\">\n{}</g>\n", groups(part));
                }
            }
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// Elements, those with the same presentation in groups.
fn groups(elements: &[Element]) -> String {
    let mut svg = String::new();
    let alike = |one: &Element, two: &Element| one.presentation == two.presentation;
    for run in elements.chunk_by(alike) {
        let group = run.len() > 1 && !run[0].presentation.is_empty();
        if group {
            let _ = writeln!(svg, "<g{}>", run[0].presentation);
        }
        for element in run {
            let Element {
                tag,
                geometry,
                presentation,
                content,
                ..
            } = element;
            let presentation = if group { "" } else { presentation };
            let _ = match content.as_str() {
                "" => writeln!(svg, "<{tag}{geometry}{presentation}/>"),
                content => writeln!(svg, "<{tag}{geometry}{presentation}>{content}</{tag}>"),
            };
        }
        if group {
            svg.push_str("</g>\n");
        }
    }
    svg
}

/// A finished picture, which becomes a file in each shade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// What follows the class of the shade.
    rest: String,
}

impl Drawing {
    /// The SVG file in a shade. The files of two shades differ in one letter.
    #[must_use]
    pub fn svg(&self, shade: Shade) -> String {
        format!("<svg class=\"{}{}", class_of(shade), self.rest)
    }
}

fn spaced(tenths: i32) -> String {
    format!(" {}", path::number(tenths))
}
