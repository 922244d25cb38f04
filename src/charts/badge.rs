//! PURE. A badge for other READMEs.

use plotters::prelude::Rectangle;
use plotters::style::Color;

use crate::charts::canvas::{Canvas, INTO_MEMORY, SvgStyle};
use crate::charts::ink::INKS;
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::theme::Shade;

/// A badge of 20 pixels height: `label` on grey, `value` on blue, readable on light and dark pages.
#[must_use]
pub fn badge(label: &str, value: &str) -> String {
    let [grey, blue, white] = INKS.badge;
    let text_style = TextStyle::new(110, white).at(Anchor::Middle);
    let (left, right) = (text_style.width(label) + 110, text_style.width(value) + 120);
    let width = (left + right + 9) / 10;
    let canvas = Canvas::new("b", width, 20);
    let area = canvas.area();
    let rounded = SvgStyle {
        radius: 30,
        ..SvgStyle::default()
    };
    canvas.with(rounded, || {
        let both = Rectangle::new([(0, 0), (width * 10, 200)], grey.filled());
        area.draw(&both).expect(INTO_MEMORY);
        let value_part = Rectangle::new([(left, 0), (width * 10, 200)], blue.filled());
        area.draw(&value_part).expect(INTO_MEMORY);
    });
    // The blue part is round on its right side only.
    let seam = Rectangle::new([(left, 0), (left + 40, 200)], blue.filled());
    area.draw(&seam).expect(INTO_MEMORY);
    canvas.text((left / 2 + 10, 140), label, text_style);
    canvas.text((left + right / 2 - 10, 140), value, text_style);
    canvas.finish(label, &format!("{label}: {value}")).svg(Shade::Light)
}
