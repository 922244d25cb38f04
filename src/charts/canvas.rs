//! PURE. A plotters backend that writes small, exact SVG. Imports plotters, the theme, text widths and path data.
//!
//! plotters counts in whole pixels; this backend tells it ten times as many, so its integers are tenths of a pixel.
//! What plotters' styles cannot say (dashes, patterns, round corners) is said by a [`Pen`] held round the drawing.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend, IntoDrawingArea, RGBColor};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingErrorKind};

use super::path::{self, Point};
use super::theme::Theme;
use super::{metrics, xml};
use crate::domain::text::Foreign;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

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

/// Which end of the text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    /// Font size in tenths of a pixel.
    pub size: i32,
    pub bold: bool,
    pub colour: RGBColor,
    pub anchor: Anchor,
}

impl Face {
    pub(super) fn new(size: i32, colour: RGBColor) -> Self {
        let (bold, anchor) = (false, Anchor::Start);
        Self {
            size,
            bold,
            colour,
            anchor,
        }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn width(&self, text: &str) -> i32 {
        metrics::width(text, self.size, self.bold)
    }

    /// The room that `text` takes with its base line's anchor at `place`.
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
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// One element: what is its own, and the attributes it may share with its neighbours.
#[derive(Debug)]
struct Element {
    tag: &'static str,
    own: String,
    shared: String,
    content: String,
}

#[derive(Debug)]
struct Ink {
    id: String,
    width: i32,
    height: i32,
    definitions: String,
    paints: u32,
    elements: Vec<Element>,
    pen: Pen,
    taken: Vec<Bounds>,
}

/// A handle to one picture; clones draw on the same picture.
#[derive(Debug, Clone)]
pub(super) struct Canvas(Rc<RefCell<Ink>>);

impl Canvas {
    /// An empty picture; `width` and `height` in pixels. `id` is the beginning of every id in the file.
    pub(super) fn new(id: String, width: i32, height: i32) -> Self {
        Self(Rc::new(RefCell::new(Ink {
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
    pub(super) fn text(&self, place: Point, text: &str, face: Face) {
        self.write(place, face.bounds(text, place), xml::text(text), face);
    }

    /// Writes a stranger's words.
    pub(super) fn foreign(&self, place: Point, text: &Foreign, face: Face) {
        self.write(place, face.bounds(text.as_clean(), place), xml::foreign(text), face);
    }

    /// Writes two runs in one line: `text`, then `more` in its own face.
    pub(super) fn two_texts(&self, place: Point, (text, face): (&str, Face), (more, its): (&str, Face)) {
        let bounds = self.two_bounds(place, (text, face), (more, its));
        let content = format!(
            "{} <tspan font-size=\"{}\" font-weight=\"400\" fill=\"{}\">{}</tspan>",
            xml::text(text),
            path::number(its.size),
            hex(its.colour),
            xml::text(more)
        );
        self.write(place, bounds, content, face);
    }

    /// The room of [`Self::two_texts`].
    pub(super) fn two_bounds(&self, (x, y): Point, (text, face): (&str, Face), (more, its): (&str, Face)) -> Bounds {
        let mut bounds = face.bounds(text, (x, y));
        let extra = its.width(more) + face.width(" ");
        match face.anchor {
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
    pub(super) fn upright(&self, (x, y): Point, text: &str, face: Face) {
        let (half, depth) = (face.width(text) / 2, face.size / 2);
        let bounds = Bounds {
            left: x - depth,
            top: y - half,
            right: x + depth,
            bottom: y + half,
        };
        let own = format!(
            " transform=\"translate({}{})rotate(-90)\"",
            path::number(x + face.size * 35 / 100),
            spaced(y)
        );
        self.push_text(own, bounds, xml::text(text), face.at(Anchor::Middle));
    }

    fn write(&self, (x, y): Point, bounds: Bounds, content: String, face: Face) {
        let own = format!(" x=\"{}\" y=\"{}\"", path::number(x), path::number(y));
        self.push_text(own, bounds, content, face);
    }

    fn push_text(&self, own: String, bounds: Bounds, content: String, face: Face) {
        let mut shared = format!(" fill=\"{}\"", hex(face.colour));
        if face.size != TEXT_SIZE {
            let _ = write!(shared, " font-size=\"{}\"", path::number(face.size));
        }
        if face.bold {
            shared.push_str(" font-weight=\"600\"");
        }
        match face.anchor {
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
            xml::text(title),
            xml::text(description),
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

/// The font size of axes, in tenths of a pixel: set once for the file.
pub(super) const TEXT_SIZE: i32 = 110;

/// GitHub's own font stack; nothing is fetched.
const FONTS: &str = "-apple-system,BlinkMacSystemFont,Segoe UI,Noto Sans,Helvetica,Arial,sans-serif";

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

impl Ink {
    fn fill(&self, color: BackendColor) -> String {
        match &self.pen.paint {
            Some(paint) => format!(" fill=\"{paint}\""),
            None => format!(" fill=\"{}\"", hex(RGBColor(color.rgb.0, color.rgb.1, color.rgb.2))),
        }
    }

    fn stroke<S: BackendStyle>(&self, style: &S) -> String {
        let (r, g, b) = style.color().rgb;
        let mut shared = format!(" stroke=\"{}\"", hex(RGBColor(r, g, b)));
        let width = i32::try_from(style.stroke_width()).unwrap_or(10);
        if width != 10 {
            let _ = write!(shared, " stroke-width=\"{}\"", path::number(width));
        }
        if let Some(dash) = self.pen.dash {
            let _ = write!(shared, " stroke-dasharray=\"{dash}\"");
        }
        shared
    }

    fn push(&mut self, tag: &'static str, own: String, shared: String) {
        let content = String::new();
        self.elements.push(Element {
            tag,
            own,
            shared,
            content,
        });
    }

    /// A filled outline; gathered ones continue the path before them.
    fn shape(&mut self, points: &[Point], shared: String) {
        let data = path::data(points, true);
        if self.pen.gather
            && let Some(last) = self.elements.last_mut()
            && last.tag == "path"
            && last.shared == shared
        {
            last.own.truncate(last.own.len() - 1);
            last.own.push_str(&data);
            last.own.push('"');
        } else {
            self.push("path", format!(" d=\"{data}\""), shared);
        }
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let ink = self.0.borrow();
        (ink.width.unsigned_abs() * 10, ink.height.unsigned_abs() * 10)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// Nothing is drawn by the pixel: every element has its own call below.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<Point> = path.into_iter().collect();
        let mut ink = self.0.borrow_mut();
        let mut shared = ink.stroke(style);
        if points.len() > 2 {
            shared.push_str(" stroke-linejoin=\"round\"");
        }
        ink.push("path", format!(" d=\"{}\"", path::data(&points, false)), shared);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        let points: Vec<Point> = vert.into_iter().collect();
        let mut ink = self.0.borrow_mut();
        let shared = ink.fill(style.color());
        ink.shape(&points, shared);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, one: BackendCoord, two: BackendCoord, style: &S, fill: bool) -> Drawn {
        let (left, right) = (one.0.min(two.0), one.0.max(two.0));
        let (top, bottom) = (one.1.min(two.1), one.1.max(two.1));
        let mut ink = self.0.borrow_mut();
        let shared = if fill {
            ink.fill(style.color())
        } else {
            ink.stroke(style)
        };
        if ink.pen.gather {
            ink.shape(&[(left, top), (right, top), (right, bottom), (left, bottom)], shared);
            return Ok(());
        }
        let mut own = format!(
            " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            path::number(left),
            path::number(top),
            path::number(right - left),
            path::number(bottom - top)
        );
        if ink.pen.radius > 0 {
            let _ = write!(own, " rx=\"{}\"", path::number(ink.pen.radius));
        }
        ink.push("rect", own, shared);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let mut ink = self.0.borrow_mut();
        let shared = if fill {
            ink.fill(style.color())
        } else {
            ink.stroke(style)
        };
        let radius = path::number(i32::try_from(radius).unwrap_or(0));
        let own = format!(" cx=\"{}\" cy=\"{}\" r=\"{radius}\"", path::number(x), path::number(y));
        ink.push("circle", own, shared);
        Ok(())
    }
}
