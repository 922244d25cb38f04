//! PURE. In which columns of a page an element is shown: a picture fills its column, which is 838 or 1,012 pixels wide on a screen
//! and some 330 to 360 on a phone. There the wide layout's text would be four pixels high.
//!
//! Both layouts share their lines and shapes. What differs, mostly text, is drawn once for each, and a media query in the
//! picture shows one of them: within an `<img>` it sees the width at which the picture is displayed. Where media queries are not
//! understood, the wide layout is shown.

/// The columns that show an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Columns {
    /// Every column.
    #[default]
    All,
    /// Those on a screen.
    Wide,
    /// Those on a phone.
    Narrow,
}

impl Columns {
    /// The style of a picture that has elements for some columns alone. At 640 pixels the smallest wide text is 8 pixels high.
    pub(super) const STYLE: &str = ".n{display:none}@media(max-width:640px){.w{display:none}.n{display:inline}}";

    /// The layouts.
    pub(super) const EACH: [Self; 2] = [Self::Wide, Self::Narrow];

    /// Whether it is the layout for phones.
    pub(super) fn is_narrow(self) -> bool {
        self == Self::Narrow
    }

    /// The font size in this layout of text that has this size in the wide one, both in tenths of a pixel. On a phone, which
    /// shows 860 pixels in some 330 to 360, the smallest text is 9 to 10 pixels high.
    pub(super) fn size(self, wide: i32) -> i32 {
        match self {
            Self::All | Self::Wide => wide,
            Self::Narrow => (wide * 2 + 20).min(320),
        }
    }

    /// Whether some column shows elements of both.
    pub(super) fn meet(self, other: Self) -> bool {
        self == other || self == Self::All || other == Self::All
    }

    /// The class of its elements; what every column shows needs none.
    pub(super) fn class(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Wide => Some("w"),
            Self::Narrow => Some("n"),
        }
    }
}
