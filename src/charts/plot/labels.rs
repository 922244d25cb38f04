//! PURE. The words of a plot: the values of its peaks and columns, and the names of its lines.

use crate::charts::columns::Columns;
use crate::charts::ink::Ink;
use crate::charts::path::Point;
use crate::charts::plot::Plot;
use crate::charts::series::round_to_u64;
use crate::charts::text_style::{Anchor, Bounds, TEXT_SIZE, TextStyle};
use crate::domain::Date;
use crate::format;

/// Room on each side of the label of a peak, in tenths of a pixel: two numbers that touch would be read as one.
const APART: i32 = 40;

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
        for (rank, (at, value, day)) in peaks(points, self.top).into_iter().enumerate() {
            let is_bound = dot.is_some_and(|(_, is_bound)| is_bound(day));
            let least = if is_bound { "≥ " } else { "" };
            let (text, note) = (
                format!("{least}{}", format::grouped(round_to_u64(value))),
                format::short_date(day),
            );
            let is_cut = value > self.top;
            for (position, anchor) in self.places((at, value), value_style.size, is_cut, rank == 0) {
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
                    self.marker(at, value, colour, is_bound);
                }
                break;
            }
        }
    }

    /// Where the label of a point may be: above it, beside it, and further down beside the line of the highest one and of each that is
    /// cut, which are labelled wherever there is room.
    fn places(&self, (at, value): (f64, f64), size: i32, is_cut: bool, is_highest: bool) -> Vec<(Point, Anchor)> {
        let (x, y) = self.position(at, value);
        let above = y - if is_cut { 40 } else { 75 };
        let mut places = vec![((x, above), Anchor::Middle)];
        let further_down = if is_cut || is_highest { 7 } else { 1 };
        for down in 0..further_down {
            let y = y + size * 4 / 10 + down * size * 13 / 10;
            places.push(((x + 80, y), Anchor::Start));
            places.push(((x - 80, y), Anchor::End));
        }
        places
    }
}

/// The bounds of a label with its room.
pub(super) fn apart(bounds: Bounds) -> Bounds {
    Bounds {
        left: bounds.left - APART,
        right: bounds.right + APART,
        ..bounds
    }
}

/// The highest point of each run above `top`, then up to four points well above the median, highest first and apart from each
/// other.
fn peaks(points: &[Labelled], top: f64) -> Vec<Labelled> {
    let mut values: Vec<f64> = points.iter().map(|p| p.1).collect();
    values.sort_by(f64::total_cmp);
    let Some(&median) = values.get(values.len() / 2) else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let distance = ((end.0 - start.0) * 0.11).max(1.0);
    let cut = points.chunk_by(|one, two| (one.1 > top) == (two.1 > top));
    let mut chosen: Vec<Labelled> = cut
        .filter_map(|run| {
            run.iter()
                .copied()
                .reduce(|one, two| if two.1 > one.1 { two } else { one })
        })
        .filter(|highest| highest.1 > top)
        .collect();
    chosen.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.total_cmp(&two.0)));
    let most = chosen.len().max(4);
    let mut ranked: Vec<&Labelled> = points.iter().filter(|p| p.1 > 0.0 && p.1 <= top).collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.total_cmp(&two.0)));
    for point in ranked {
        // Where there are only a few views, the highest day alone is labelled.
        let is_high = chosen.is_empty() || (point.1 > median * 1.8 && point.1 >= 5.0);
        if chosen.len() < most && is_high && chosen.iter().all(|c| (c.0 - point.0).abs() >= distance) {
            chosen.push(*point);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::LAST;

    fn points(values: &[f64]) -> Vec<Labelled> {
        let places = (0..).map(f64::from);
        places.zip(values).map(|(at, value)| (at, *value, LAST)).collect()
    }

    #[test]
    fn every_run_above_the_top_has_its_highest_point_labelled() {
        let mut values = vec![2.0; 40];
        for at in [3, 4, 8, 12, 16, 20, 24] {
            values[at] = 100.0 + to_f64(at);
        }
        let cut: Vec<f64> = peaks(&points(&values), 10.0).iter().map(|p| p.1).collect();
        assert_eq!(cut, [124.0, 120.0, 116.0, 112.0, 108.0, 104.0]);
    }

    #[test]
    fn peaks_are_high_and_apart() {
        let mut values = vec![10.0; 100];
        for (at, value) in [(10, 50.0), (12, 60.0), (50, 40.0), (70, 17.0)] {
            values[at] = value;
        }
        let found: Vec<f64> = peaks(&points(&values), 100.0).iter().map(|p| p.1).collect();
        assert_eq!(found, [60.0, 40.0]);
        assert_eq!(
            peaks(&points(&[1.0, 2.0, 2.0]), 5.0).len(),
            1,
            "of a few the first highest alone"
        );
    }

    #[allow(clippy::cast_precision_loss)]
    fn to_f64(number: usize) -> f64 {
        number as f64
    }
}
