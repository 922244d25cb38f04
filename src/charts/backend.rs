//! PURE. The drawing backend of plotters: shapes become SVG elements.

use std::convert::Infallible;
use std::fmt::Write;

use plotters::prelude::DrawingBackend;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingErrorKind};

use crate::charts::canvas::{Canvas, SvgDocument};
use crate::charts::ink::{Ink, Use};
use crate::charts::path::{self, Point};

type DrawResult = Result<(), DrawingErrorKind<Infallible>>;

impl SvgDocument {
    fn fill(&mut self, color: BackendColor) -> String {
        match &self.style.paint {
            Some(paint) => format!("{} fill=\"{paint}\"", self.classes.attribute(self.columns, &[])),
            None => self.classes.attribute(self.columns, &[(Use::Fill, Ink::from(color))]),
        }
    }

    fn stroke<S: BackendStyle>(&mut self, style: &S) -> String {
        let ink = Ink::from(style.color());
        let mut presentation = self.classes.attribute(self.columns, &[(Use::Stroke, ink)]);
        let width = i32::try_from(style.stroke_width()).unwrap_or(10);
        if width != 10 {
            let _ = write!(presentation, " stroke-width=\"{}\"", path::number(width));
        }
        if let Some(dash) = self.style.dash {
            let _ = write!(presentation, " stroke-dasharray=\"{dash}\"");
        }
        presentation
    }

    /// A line or a filled outline. With `merge_paths` it continues the path before it.
    fn path(&mut self, points: &[Point], closed: bool, presentation: String) {
        let shifted: Vec<Point> = points.iter().map(|(x, y)| (x + self.shift, *y)).collect();
        let (data, shift) = (path::data(&shifted, closed), self.shift);
        if self.style.merge_paths
            && let Some(last) = self.elements.last_mut()
            && last.tag == "path"
            && last.presentation == presentation
            && last.shift == shift
        {
            last.geometry.truncate(last.geometry.len() - 1);
            last.geometry.push_str(&data);
            last.geometry.push('"');
        } else {
            self.push("path", format!(" d=\"{data}\""), presentation, String::new());
        }
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let document = self.0.borrow();
        (document.width.unsigned_abs() * 10, document.height.unsigned_abs() * 10)
    }

    fn ensure_prepared(&mut self) -> DrawResult {
        Ok(())
    }

    fn present(&mut self) -> DrawResult {
        Ok(())
    }

    /// Nothing is drawn by the pixel: every element has its geometry call below.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> DrawResult {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> DrawResult {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> DrawResult {
        let points: Vec<Point> = path.into_iter().collect();
        let mut document = self.0.borrow_mut();
        let mut presentation = document.stroke(style);
        if points.len() > 2 {
            presentation.push_str(" stroke-linejoin=\"round\"");
        }
        document.path(&points, false, presentation);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> DrawResult {
        let points: Vec<Point> = vert.into_iter().collect();
        let mut document = self.0.borrow_mut();
        let presentation = document.fill(style.color());
        document.path(&points, true, presentation);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        one: BackendCoord,
        two: BackendCoord,
        style: &S,
        fill: bool,
    ) -> DrawResult {
        let (left, right) = (one.0.min(two.0), one.0.max(two.0));
        let (top, bottom) = (one.1.min(two.1), one.1.max(two.1));
        let mut document = self.0.borrow_mut();
        let presentation = if fill {
            document.fill(style.color())
        } else {
            document.stroke(style)
        };
        if document.style.merge_paths {
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
            document.path(&corners, true, presentation);
            return Ok(());
        }
        let mut geometry = format!(
            " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            path::number(left + document.shift),
            path::number(top),
            path::number(right - left),
            path::number(bottom - top)
        );
        if document.style.radius > 0 {
            let _ = write!(geometry, " rx=\"{}\"", path::number(document.style.radius));
        }
        document.push("rect", geometry, presentation, String::new());
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> DrawResult {
        let mut document = self.0.borrow_mut();
        let presentation = if fill {
            document.fill(style.color())
        } else {
            document.stroke(style)
        };
        let radius = path::number(i32::try_from(radius).unwrap_or(0));
        let x = path::number(x + document.shift);
        let geometry = format!(" cx=\"{x}\" cy=\"{}\" r=\"{radius}\"", path::number(y));
        document.push("circle", geometry, presentation, String::new());
        Ok(())
    }
}
