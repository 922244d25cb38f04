//! PURE. The colours of the charts, light and dark.
//!
//! Blue is always "how often" (views, clones), orange always "how many people" (unique visitors, unique cloners):
//! a pair that is distinct in every common form of colour blindness. `contrast` is tested against WCAG 2.2 AA.

use plotters::style::RGBColor;

/// One of the two colour schemes; each chart is drawn in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// For light pages.
    Light,
    /// For dark pages.
    Dark,
}

impl Shade {
    /// Both, light first.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The name, as in file names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The colours.
    #[must_use]
    pub fn theme(self) -> &'static Theme {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// The colours of one shade, each named by its use.
#[derive(Debug, Clone, Copy)]
pub struct Theme<C = RGBColor> {
    /// The card.
    pub card: C,
    /// The card's edge.
    pub border: C,
    /// Titles and values.
    pub text: C,
    /// Secondary text.
    pub muted: C,
    /// Grid lines.
    pub grid: C,
    /// Axes, ticks and leader lines.
    pub axis: C,
    /// The ground of release labels.
    pub pill: C,
    /// Hatching of unknown days.
    pub hatch: C,
    /// How often: views and clones.
    pub count: C,
    /// How many people: unique visitors and cloners.
    pub uniques: C,
    /// A pale ground in the colour of `count`.
    pub count_soft: C,
    /// A pale ground in the colour of `people`.
    pub uniques_soft: C,
    /// Levels of the calendar: no views, then the quarters of the days with views.
    pub ramp: [C; 5],
    /// Things without an order, such as repositories: neighbours differ in hue and in lightness.
    pub bands: [C; 8],
    /// All other things together.
    pub others: C,
    /// A badge: the ground of its label, the ground of its value, the text on both. It has one shade for all pages.
    pub badge: [C; 3],
}

/// Opacity of the band between the lines in percent: at the top and at the bottom of the plot.
pub const BAND: (u32, u32) = (40, 16);

impl<C: Copy> Theme<C> {
    /// Every colour with the name that style sheets call it by.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, C); 29] {
        let ([r0, r1, r2, r3, r4], [b0, b1, b2, b3, b4, b5, b6, b7]) = (self.ramp, self.bands);
        let [label, value, words] = self.badge;
        [
            ("card", self.card),
            ("border", self.border),
            ("text", self.text),
            ("muted", self.muted),
            ("grid", self.grid),
            ("axis", self.axis),
            ("pill", self.pill),
            ("hatch", self.hatch),
            ("count", self.count),
            ("uniques", self.uniques),
            ("count-soft", self.count_soft),
            ("uniques-soft", self.uniques_soft),
            ("ramp-0", r0),
            ("ramp-1", r1),
            ("ramp-2", r2),
            ("ramp-3", r3),
            ("ramp-4", r4),
            ("band-0", b0),
            ("band-1", b1),
            ("band-2", b2),
            ("band-3", b3),
            ("band-4", b4),
            ("band-5", b5),
            ("band-6", b6),
            ("band-7", b7),
            ("others", self.others),
            ("label", label),
            ("value", value),
            ("words", words),
        ]
    }
}

const BADGE: [RGBColor; 3] = [rgb(0x55_5b62), rgb(0x09_5fc4), rgb(0xff_ffff)];

const fn rgb(hex: u32) -> RGBColor {
    let bytes = hex.to_be_bytes();
    RGBColor(bytes[1], bytes[2], bytes[3])
}

/// For light pages.
pub const LIGHT: Theme = Theme {
    card: rgb(0xff_ffff),
    border: rgb(0xd1_d9e0),
    text: rgb(0x1f_2328),
    muted: rgb(0x59_636e),
    grid: rgb(0xe7_ebef),
    axis: rgb(0x87_919b),
    pill: rgb(0xee_f1f4),
    hatch: rgb(0x8c_959f),
    count: rgb(0x09_69da),
    uniques: rgb(0xc2_4e00),
    count_soft: rgb(0xc9_e1fb),
    uniques_soft: rgb(0xfa_d9c1),
    ramp: [
        rgb(0xeb_eff3),
        rgb(0xb3_d4fb),
        rgb(0x62_a6f2),
        rgb(0x1f_70d1),
        rgb(0x0b_3f8a),
    ],
    bands: [
        rgb(0x09_69da),
        rgb(0x1b_9a9a),
        rgb(0x8a_4fd8),
        rgb(0xb8_8400),
        rgb(0xc2_3f83),
        rgb(0x3d_9a45),
        rgb(0x4a_4fb0),
        rgb(0xdb_6a3f),
    ],
    others: rgb(0xa6_afb9),
    badge: BADGE,
};

/// For dark pages.
pub const DARK: Theme = Theme {
    card: rgb(0x0d_1117),
    border: rgb(0x3d_444d),
    text: rgb(0xf0_f6fc),
    muted: rgb(0x91_98a1),
    grid: rgb(0x21_2830),
    axis: rgb(0x65_6d77),
    pill: rgb(0x24_2b34),
    hatch: rgb(0x65_6c76),
    count: rgb(0x4c_9bfb),
    uniques: rgb(0xf0_883e),
    count_soft: rgb(0x1b_3a63),
    uniques_soft: rgb(0x5a_3217),
    ramp: [
        rgb(0x1c_2229),
        rgb(0x10_3566),
        rgb(0x1a_5bb0),
        rgb(0x4c_9bfb),
        rgb(0xb6_dbff),
    ],
    bands: [
        rgb(0x4c_9bfb),
        rgb(0x3a_c0bd),
        rgb(0xa8_7bf5),
        rgb(0xdc_ab3a),
        rgb(0xe0_6aa6),
        rgb(0x5f_bf68),
        rgb(0x7a_82e8),
        rgb(0xf0_8a62),
    ],
    others: rgb(0x4f_5761),
    badge: BADGE,
};

/// The contrast of two colours as WCAG 2.2 defines it: 1 to 21.
#[must_use]
pub fn contrast(one: RGBColor, two: RGBColor) -> f64 {
    let luminance = |RGBColor(r, g, b): RGBColor| {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    };
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_can_be_read_on_every_page() {
        let [label, value, words] = BADGE;
        for ground in [label, value] {
            assert!(contrast(words, ground) >= 4.5, "{ground:?}");
        }
    }

    #[test]
    fn text_meets_aa_and_graphics_meet_three_to_one() {
        for theme in [&LIGHT, &DARK] {
            // Each colour of text on each ground that it is written on.
            for (name, colour, ground) in [
                ("text", theme.text, theme.card),
                ("muted", theme.muted, theme.card),
                ("count", theme.count, theme.card),
                ("uniques", theme.uniques, theme.card),
                ("tags on pills", theme.muted, theme.pill),
                ("names on bars", theme.text, theme.count_soft),
                ("names on the bars of crawlers", theme.text, theme.grid),
            ] {
                let ratio = contrast(colour, ground);
                assert!(ratio >= 4.5, "{name}: {ratio:.2}");
            }
            // Each mark that means something, on what it is drawn on.
            for (name, colour, ground) in [
                ("axes, ticks and lines of flags", theme.axis, theme.card),
                ("hatching", theme.hatch, theme.card),
                ("lines over columns", theme.uniques, theme.uniques_soft),
                ("bars in bars", theme.uniques, theme.count_soft),
                ("tops of pale columns", theme.count, theme.count_soft),
                ("the busiest square", theme.ramp[4], theme.ramp[0]),
            ] {
                let ratio = contrast(colour, ground);
                assert!(ratio >= 3.0, "{name}: {ratio:.2}");
            }
            for colour in theme.bands {
                let ratio = contrast(colour, theme.card);
                assert!(ratio >= 3.0, "{colour:?} on the card: {ratio:.2}");
            }
            // It is the ground that the named ones stand before.
            assert!((2.0..3.0).contains(&contrast(theme.others, theme.card)));
        }
    }

    /// What the three kinds of dichromacy make of linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
    const DICHROMACIES: [(&str, [[f64; 3]; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    /// CIE L\*a\*b\* of a colour (D65) as seen through the matrix.
    fn lab(RGBColor(r, g, b): RGBColor, seen: [[f64; 3]; 3]) -> [f64; 3] {
        let linear = [r, g, b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        let times = |row: [f64; 3], of: [f64; 3]| row[0] * of[0] + row[1] * of[1] + row[2] * of[2];
        let linear = seen.map(|row| times(row, linear).clamp(0.0, 1.0));
        let f = |t: f64| {
            if t > 216.0 / 24_389.0 {
                t.cbrt()
            } else {
                (24_389.0 / 27.0 * t + 16.0) / 116.0
            }
        };
        let x = f(times([0.412_456, 0.357_576, 0.180_438], linear) / 0.950_47);
        let y = f(times([0.212_673, 0.715_152, 0.072_175], linear));
        let z = f(times([0.019_334, 0.119_192, 0.950_304], linear) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// The distance of two colours in L\*a\*b\*: about 2 can just be told apart side by side.
    fn distance(one: RGBColor, two: RGBColor, seen: [[f64; 3]; 3]) -> f64 {
        let (one, two) = (lab(one, seen), lab(two, seen));
        let squares = (0..3).map(|axis| (one[axis] - two[axis]).powi(2));
        squares.sum::<f64>().sqrt()
    }

    #[test]
    fn colours_stay_apart_without_one_kind_of_cones() {
        assert!(
            distance(rgb(0x00_ff00), rgb(0xff_0000), DICHROMACIES[2].1) < 60.0,
            "red and green come close"
        );
        for theme in [&LIGHT, &DARK] {
            for (name, seen) in DICHROMACIES {
                let series = [theme.count, theme.uniques, theme.muted];
                for (one, two) in [(0, 1), (0, 2), (1, 2)] {
                    let apart = distance(series[one], series[two], seen);
                    assert!(apart > 20.0, "{name}: lines {one} and {two}: {apart:.1}");
                }
                for pair in theme.ramp.windows(2) {
                    let apart = distance(pair[0], pair[1], seen);
                    assert!(apart > 16.0, "{name}: {pair:?}: {apart:.1}");
                }
                // Bands lie on each other in the order of the legend, so neighbours must differ.
                for pair in theme.bands.windows(2) {
                    let apart = distance(pair[0], pair[1], seen);
                    assert!(apart > 14.0, "{name}: {pair:?}: {apart:.1}");
                }
                let last = distance(theme.bands[7], theme.others, seen);
                assert!(last > 14.0, "{name}: the others: {last:.1}");
            }
        }
    }

    #[test]
    fn bands_that_touch_differ_in_lightness() {
        for theme in [&LIGHT, &DARK] {
            for pair in theme.bands.windows(2) {
                assert!(contrast(pair[0], pair[1]) > 1.15, "{pair:?}");
            }
        }
    }

    #[test]
    fn the_ramp_is_monotonic() {
        for theme in [&LIGHT, &DARK] {
            let steps: Vec<f64> = theme.ramp.iter().map(|c| contrast(*c, theme.card)).collect();
            for pair in steps.windows(2) {
                assert!(pair[1] > pair[0] * 1.25, "{steps:?}");
            }
        }
    }
}
