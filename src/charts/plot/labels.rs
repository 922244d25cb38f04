//! PURE. The words of a plot: the values of its peaks and columns, and the names of its lines.

use crate::charts::columns::Columns;
use crate::charts::ink::Ink;
use crate::charts::path::Point;
use crate::charts::plot::Plot;
use crate::charts::plot::peaks::{Peak, peaks};
use crate::charts::series::round_to_u64;
use crate::charts::text_style::{Anchor, Bounds, TEXT_SIZE, TextStyle};
use crate::domain::Date;
use crate::format;

/// Room on each side of the label of a peak, in tenths of a pixel: two numbers that touch would be read as one.
const APART: i32 = 40;

/// How far the mark of a cut reaches to each side of its line, in tenths of a pixel.
pub(super) const CUT_MARK: i32 = 60;

/// A value to label: the place on the time axis in days, the value, its day.
pub(in crate::charts) type Labelled = (f64, f64, Date);

/// The colour of a dot, and whether the value of a day is a lower bound.
type Dot<'a> = (Ink, &'a dyn Fn(Date) -> bool);

impl Plot<'_> {
    /// The names of lines (name, newest value, colour) to the right of the plot, each at the height of its value, moved
    /// apart where they would overlap. In narrow columns the dots of the headlines name the lines.
    pub(in crate::charts) fn end_labels(&self, lines: &[(&str, f64, Ink)]) {
        let mut labels: Vec<(i32, &str, Ink)> = lines
            .iter()
            .map(|(name, value, colour)| (self.position(0.0, *value).1, *name, *colour))
            .collect();
        labels.sort_by_key(|(y, ..)| *y);
        let distance = 150;
        for below in 1..labels.len() {
            labels[below].0 = labels[below].0.max(labels[below - 1].0 + distance);
        }
        // The lowest label stays above the axis and pushes the others up.
        let mut limit = self.area.bottom - 20;
        for label in labels.iter_mut().rev() {
            label.0 = label.0.min(limit);
            limit = label.0 - distance;
        }
        self.card.canvas.only(Columns::Wide, || {
            for (y, name, colour) in labels {
                let text_style = TextStyle::new(120, colour).bold();
                self.card.canvas.text((self.area.right + 100, y + 42), name, text_style);
            }
        });
    }

    /// Labels every column (at, value, day) with its value where all of them have the room, else the peaks alone. A column has
    /// `width` tenths of a pixel.
    pub(in crate::charts) fn column_values(&self, columns: &[Labelled], width: f64, with_day: bool) {
        let canvas = &self.card.canvas;
        canvas.in_each(|layout| {
            let style = TextStyle::new(layout.size(TEXT_SIZE), self.card.theme.text).bold();
            let style = style.at(Anchor::Middle);
            let labels = columns.iter().filter(|(_, value, _)| *value > 0.0);
            let labels: Vec<(Point, String)> = labels
                .map(|(at, value, _)| {
                    let (x, y) = self.position(*at, *value);
                    ((x, y - 40), format::grouped(round_to_u64(*value)))
                })
                .collect();
            let fits = |(position, text): &(Point, String)| {
                f64::from(style.width(text) + 20) <= width && canvas.is_free(style.bounds(text, *position))
            };
            if labels.iter().all(fits) {
                for (position, text) in &labels {
                    canvas.text(*position, text, style);
                }
            } else {
                self.label_peaks(columns, None, with_day, layout);
            }
        });
    }

    /// Labels the peaks of points with the value and, `with_day`, the day, where there is room, and each with a dot. A peak
    /// above the top of the plot always has its value.
    pub(in crate::charts) fn peaks(&self, points: &[Labelled], colour: Ink, with_day: bool) {
        self.peaks_with_bounds(points, colour, with_day, |_| false);
    }

    /// The same, where the values of some days are lower bounds: `≥ 376` at a hollow dot.
    pub(in crate::charts) fn peaks_with_bounds(
        &self,
        points: &[Labelled],
        colour: Ink,
        with_day: bool,
        is_bound: impl Fn(Date) -> bool,
    ) {
        let canvas = &self.card.canvas;
        canvas.in_each(|layout| self.label_peaks(points, Some((colour, &is_bound)), with_day, layout));
    }

    fn label_peaks(&self, points: &[Labelled], dot: Option<Dot<'_>>, with_day: bool, layout: Columns) {
        let canvas = &self.card.canvas;
        // Lines and flags may pass behind it.
        let value_style = TextStyle::new(layout.size(115), self.card.theme.text).bold();
        let value_style = value_style.outlined(self.card.theme.card);
        let day_style = TextStyle::new(layout.size(105), self.card.theme.muted);
        self.reserve_cuts(points);
        let label = points.iter().map(|p| p.1).fold(0.0, f64::max);
        let apart_by = f64::from(value_style.width(&format::grouped(round_to_u64(label))) + 2 * APART);
        let peaks = peaks(points, self.top, apart_by / self.day_width());
        for (rank, peak) in peaks.into_iter().enumerate() {
            let is_bound = dot.is_some_and(|(_, is_bound)| is_bound(peak.day));
            let (text, note) = words(&peak, is_bound);
            let is_cut = peak.value > self.top;
            for (position, anchor) in self.places(&peak, value_style.size, rank == 0) {
                let (value_text, note) = ((text.as_str(), value_style.at(anchor)), (note.as_str(), day_style));
                let with_note = canvas.bounds_with_note(position, value_text, note);
                let alone = value_text.1.bounds(&text, position);
                if with_day && !layout.is_narrow() && canvas.is_free(apart(with_note)) {
                    canvas.text_with_note(position, value_text, note);
                } else if canvas.is_free(apart(alone)) {
                    canvas.text(position, &text, value_text.1);
                } else {
                    continue;
                }
                if let Some((colour, _)) = dot.filter(|_| !is_cut) {
                    self.marker(peak.at, peak.value, colour, is_bound);
                }
                break;
            }
        }
    }

    /// Keeps labels off the ends of what is cut.
    fn reserve_cuts(&self, points: &[Labelled]) {
        for (at, ..) in points.iter().filter(|p| p.1 > self.top) {
            let x = self.position(*at, self.top).0;
            self.card.canvas.reserve(Bounds {
                left: x - CUT_MARK,
                top: self.area.top,
                right: x + CUT_MARK,
                bottom: self.area.top + 3 * CUT_MARK,
            });
        }
    }

    /// Where the label of a peak may be: above it, beside it, and further down beside the line of the highest one and of each that is
    /// cut, which are labelled wherever there is room.
    fn places(&self, peak: &Peak, size: i32, is_highest: bool) -> Vec<(Point, Anchor)> {
        let (x, y) = self.position(peak.at, peak.value);
        let (left, right) = (self.position(peak.first, 0.0).0, self.position(peak.last, 0.0).0);
        let is_cut = peak.value > self.top;
        let above = y - if is_cut { 40 } else { 75 };
        let aside = if is_cut { CUT_MARK + APART + 10 } else { 80 };
        let mut places = vec![((x, above), Anchor::Middle)];
        let further_down = if is_cut || is_highest { 7 } else { 1 };
        for down in 0..further_down {
            let y = y + size * 4 / 10 + down * size * 13 / 10;
            places.push(((right + aside, y), Anchor::Start));
            places.push(((left - aside, y), Anchor::End));
        }
        places
    }
}

/// The value of a peak and when it was: `1,204` and `3 Oct`, `≥ 376` of a day seen in part, and with how many others there are that
/// share its label: `28 Oct, +2`.
fn words(peak: &Peak, is_bound: bool) -> (String, String) {
    let least = if is_bound { "≥ " } else { "" };
    let others = match peak.number {
        1 => String::new(),
        number => format!(", +{}", number - 1),
    };
    (
        format!("{least}{}", format::grouped(round_to_u64(peak.value))),
        format!("{}{others}", format::short_date(peak.day)),
    )
}

/// The bounds of a label with its room.
pub(super) fn apart(bounds: Bounds) -> Bounds {
    Bounds {
        left: bounds.left - APART,
        right: bounds.right + APART,
        ..bounds
    }
}
