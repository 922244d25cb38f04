//! PURE. The colours of a picture by their use. A picture is drawn once, in inks; its style sheet says what they are in each shade.

use std::collections::BTreeSet;
use std::fmt::Write;

use plotters::style::{Color, RGBColor};
use plotters_backend::BackendColor;

use crate::charts::columns::Columns;
use crate::charts::theme::{DARK, LIGHT, Shade, Theme};

/// A colour of the theme: its place in [`Theme::named`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ink(u8);

/// What plotters passes on has three bytes; the ink is one of them.
impl Color for Ink {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor {
            alpha: 1.0,
            rgb: (0, 0, self.0),
        }
    }
}

impl From<BackendColor> for Ink {
    fn from(color: BackendColor) -> Self {
        Self(color.rgb.2)
    }
}

const fn ink(place: u8) -> Ink {
    Ink(place)
}

/// The theme to draw with.
pub(super) const INKS: Theme<Ink> = Theme {
    card: ink(0),
    border: ink(1),
    text: ink(2),
    muted: ink(3),
    grid: ink(4),
    axis: ink(5),
    pill: ink(6),
    hatch: ink(7),
    count: ink(8),
    uniques: ink(9),
    count_soft: ink(10),
    uniques_soft: ink(11),
    ramp: [ink(12), ink(13), ink(14), ink(15), ink(16)],
    bands: [ink(17), ink(18), ink(19), ink(20), ink(21), ink(22), ink(23), ink(24)],
    others: ink(25),
    badge: [ink(26), ink(27), ink(28)],
};

/// The inks with their names, each at its place.
const NAMED: [(&str, Ink); 29] = INKS.named();

/// What an ink colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    Fill,
    Stroke,
    /// A stop of a gradient.
    Stop,
}

impl Use {
    /// The beginning of the class, and the property.
    fn words(self) -> (char, &'static str) {
        match self {
            Self::Fill => ('f', "fill"),
            Self::Stroke => ('s', "stroke"),
            Self::Stop => ('g', "stop-color"),
        }
    }
}

/// The classes that a picture uses.
#[derive(Debug, Default)]
pub(super) struct Classes {
    inks: BTreeSet<(Ink, Use)>,
    has_columns: bool,
}

impl Classes {
    /// The attribute of what these columns show in these inks; empty without any.
    pub(super) fn attribute(&mut self, columns: Columns, inks: &[(Use, Ink)]) -> String {
        let mut text = String::new();
        if let Some(class) = columns.class() {
            self.has_columns = true;
            text.push_str(class);
        }
        for (used, ink) in inks {
            self.inks.insert((*ink, *used));
            let space = if text.is_empty() { "" } else { " " };
            let _ = write!(text, "{space}{}-{}", used.words().0, NAMED[usize::from(ink.0)].0);
        }
        if text.is_empty() {
            text
        } else {
            format!(" class=\"{text}\"")
        }
    }

    /// The style sheet of both shades: the dark colours below an element with the class of [`Shade::Dark`].
    pub(super) fn style(&self) -> String {
        let mut text = "<style>\n".to_owned();
        if self.has_columns {
            text.push_str(Columns::STYLE);
            text.push('\n');
        }
        let (light, dark) = (LIGHT.named(), DARK.named());
        for (ink, used) in &self.inks {
            let place = usize::from(ink.0);
            let ((name, light), (_, dark)) = (light[place], dark[place]);
            let (letter, property) = used.words();
            let _ = write!(text, ".{letter}-{name}{{{property}:{}}}", hex(light));
            if light != dark {
                let dark_class = class_of(Shade::Dark);
                let _ = write!(text, ".{dark_class} .{letter}-{name}{{{property}:{}}}", hex(dark));
            }
        }
        text.push_str("\n</style>\n");
        text
    }
}

/// The class of a whole picture in a shade: the letter by which its two files differ, so that git keeps the second one in a few
/// bytes.
pub(super) fn class_of(shade: Shade) -> char {
    match shade {
        Shade::Light => 'l',
        Shade::Dark => 'd',
    }
}

/// A colour as SVG reads it, in three digits where they are enough.
fn hex(RGBColor(r, g, b): RGBColor) -> String {
    let long = format!("{r:02x}{g:02x}{b:02x}");
    let bytes = long.as_bytes();
    if bytes[0] == bytes[1] && bytes[2] == bytes[3] && bytes[4] == bytes[5] {
        format!("#{}{}{}", &long[0..1], &long[2..3], &long[4..5])
    } else {
        format!("#{long}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ink_is_its_place_among_the_colours() {
        for (place, (name, ink)) in NAMED.into_iter().enumerate() {
            assert_eq!(usize::from(ink.0), place, "{name}");
        }
        let names: BTreeSet<&str> = NAMED.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), NAMED.len(), "a name twice");
    }

    #[test]
    fn an_ink_survives_plotters() {
        for (name, ink) in NAMED {
            assert_eq!(Ink::from(ink.to_backend_color()), ink, "{name}");
        }
    }

    #[test]
    fn a_style_sheet_has_the_colours_of_both_shades() {
        let mut classes = Classes::default();
        let class = classes.attribute(Columns::Wide, &[(Use::Fill, INKS.text), (Use::Stroke, INKS.card)]);
        assert_eq!(class, " class=\"w f-text s-card\"");
        assert_eq!(classes.attribute(Columns::All, &[]), "");
        assert_eq!(
            classes.style(),
            format!(
                "<style>\n{}\n.s-card{{stroke:#fff}}.d .s-card{{stroke:#0d1117}}.f-text{{fill:#1f2328}}.d .f-text{{fill:#f0f6fc}}\n\
                 </style>\n",
                Columns::STYLE
            )
        );
    }
}
