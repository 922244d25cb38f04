//! PURE. The median of each weekday, with the quartiles around it.

use crate::charts::axis::ValueAxis;
use crate::charts::card::{Card, MARGIN, RIGHT, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::ink::Ink;
use crate::charts::series::{ChartSeries, DataPoint, end_of_weeks, round_to_u64, to_f64};
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, plus_days};
use crate::format::{self, Scale};

/// How many weeks are shown, up to the newest one that is over.
const WEEKS: i64 = 26;
/// A weekday has quartiles once it is known this many times.
const FEWEST_DAYS: usize = 3;
/// The top and bottom of the value axis, and the base lines of the weekdays and their medians, in tenths of a pixel.
const TOP: i32 = 1_050;
const BOTTOM: i32 = 2_080;
const NAMES: i32 = BOTTOM + 170;
const MEDIANS: i32 = BOTTOM + 330;

/// Views and unique visitors of each weekday over 26 weeks, Monday first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weekdays {
    first: Date,
    last: Date,
    views: Vec<Quartiles>,
    /// `None` while the unique visitors of some weekday are not known often enough.
    uniques: Option<Vec<Quartiles>>,
}

impl Chart for Weekdays {
    fn data(history: &History, _: &Analysis) -> Option<Self> {
        let series = ChartSeries::by_day(history, Metric::Views, None)?;
        // Whole weeks, so that each weekday is there as often and the chart changes once a week.
        let last = end_of_weeks(series.newest);
        let first = series.first.max(plus_days(last, 1 - WEEKS * 7));
        let points = series.points.iter().filter(|p| (first..=last).contains(&p.day));
        let shown: Vec<DataPoint> = points.copied().collect();
        let views = by_weekday(&shown, |p| p.count)?;
        // Boxes around nothing say nothing.
        if views.iter().all(|day| day.median == 0.0) {
            return None;
        }
        Some(Self {
            first,
            last,
            views,
            uniques: by_weekday(&shown, |p| p.uniques),
        })
    }

    fn describe(&self) -> Description {
        let days = format::date_range(self.first, self.last);
        let medians: Vec<String> = format::WEEKDAYS
            .iter()
            .zip(&self.views)
            .map(|(name, day)| format!("{name} {}", Medians::of(&self.views).write(day.median)))
            .collect();
        Description {
            title: "Traffic by weekday",
            subtitle: format!("Line and number: median day. Box: middle half of the days. {days}"),
            alt: format!("Median views by weekday, {days}: {}.", medians.join(", ")),
        }
    }

    fn height(&self) -> i32 {
        265
    }

    fn draw(&self, card: &Card) {
        let theme = card.theme;
        let half = (RIGHT - MARGIN - 400) / 2;
        let views = Panel {
            left: MARGIN,
            right: MARGIN + half,
            name: "views",
            days: &self.views,
            line: theme.count,
            fill: theme.count_soft,
        };
        views.draw(card);
        if let Some(uniques) = &self.uniques {
            let uniques = Panel {
                left: RIGHT - half,
                right: RIGHT,
                name: "unique visitors",
                days: uniques,
                line: theme.uniques,
                fill: theme.uniques_soft,
            };
            uniques.draw(card);
        }
    }
}

/// Lower quartile, median and upper quartile.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quartiles {
    lower: f64,
    median: f64,
    upper: f64,
}

impl Quartiles {
    /// The quartiles of sorted values; where one falls between two values it is interpolated (type 7 of Hyndman and Fan,
    /// the default of R and NumPy). `values` must not be empty.
    fn of(values: &[f64]) -> Self {
        let quartile = |quarter: usize| {
            let position = (values.len() - 1) * quarter;
            let (below, rest) = (position / 4, position % 4);
            let above = values[(below + 1).min(values.len() - 1)];
            values[below] + (above - values[below]) * to_f64(rest as u64) / 4.0
        };
        Self {
            lower: quartile(1),
            median: quartile(2),
            upper: quartile(3),
        }
    }
}

/// The quartiles of each weekday from Monday on. `None` until every weekday is known [`FEWEST_DAYS`] times; days that
/// were seen only in part do not count.
fn by_weekday(shown: &[DataPoint], value: impl Fn(&DataPoint) -> Option<f64>) -> Option<Vec<Quartiles>> {
    let mut days: [Vec<f64>; 7] = Default::default();
    for point in shown.iter().filter(|p| !p.partial) {
        let weekday = usize::try_from(point.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        days[weekday].extend(value(point));
    }
    days.into_iter()
        .map(|mut values| {
            values.sort_by(f64::total_cmp);
            (values.len() >= FEWEST_DAYS).then(|| Quartiles::of(&values))
        })
        .collect()
}

/// How the medians of a row are written: whole and half numbers below 100 as they are, larger ones rounded, all in one form.
#[derive(Debug, Clone, Copy)]
struct Medians {
    scale: Scale,
    /// Whether all are below 100.
    are_exact: bool,
}

impl Medians {
    fn of(days: &[Quartiles]) -> Self {
        Self::in_scale(days, Scale::of)
    }

    /// The form that takes the least room.
    fn compact(days: &[Quartiles]) -> Self {
        Self::in_scale(days, Scale::compact)
    }

    fn in_scale(days: &[Quartiles], scale: fn(u64) -> Scale) -> Self {
        let largest = days.iter().map(|day| day.median).fold(0.0, f64::max);
        Self {
            scale: scale(round_to_u64(largest)),
            are_exact: largest < 100.0,
        }
    }

    fn write(self, median: f64) -> String {
        match self.are_exact && median.fract() != 0.0 {
            true => format!("{median:.1}"),
            false => self.scale.write(round_to_u64(median)),
        }
    }
}

/// One of the two box plots, each on its own scale.
struct Panel<'a> {
    left: i32,
    right: i32,
    name: &'static str,
    days: &'a [Quartiles],
    /// The colour of the medians.
    line: Ink,
    /// The colour of the boxes.
    fill: Ink,
}

impl Panel<'_> {
    fn draw(&self, card: &Card) {
        card.canvas.in_each(|columns| {
            let label_style = TextStyle::new(columns.size(120), card.theme.muted);
            let radius = columns.size(40) * 9 / 10;
            card.dot((self.left + radius, 840), radius, self.line);
            let position = (self.left + 2 * radius + 60, 840 + label_style.size * 36 / 100);
            card.canvas.text(position, self.name, label_style);
        });
        let most = self.days.iter().map(|day| day.upper).fold(0.0, f64::max);
        let axis = ValueAxis::new(round_to_u64(most.ceil()), 3);
        let y_of = |value: f64| {
            let height = f64::from(BOTTOM - TOP) * value / to_f64(axis.top);
            BOTTOM - i32::try_from(round_to_u64(height)).unwrap_or(0)
        };
        self.draw_axis(card, axis, y_of);
        self.draw_days(card, self.left + axis.label_width(), y_of);
    }

    fn draw_axis(&self, card: &Card, axis: ValueAxis, y_of: impl Fn(f64) -> i32) {
        let ticks: Vec<(i32, String)> = axis
            .ticks()
            .map(|(value, label)| (snap_to_pixel(y_of(to_f64(value))), label))
            .collect();
        for (y, _) in ticks.iter().skip(1) {
            card.line((self.left, *y), (self.right, *y), card.theme.grid, 10);
        }
        card.canvas.only(Columns::Wide, || {
            for (y, label) in &ticks {
                let text_style = TextStyle::new(110, card.theme.muted);
                card.canvas.text((self.left, y - 40), label, text_style);
            }
        });
        // On a phone the top alone, beside the name.
        card.canvas.only(Columns::Narrow, || {
            if let Some((y, label)) = ticks.last() {
                let text_style = TextStyle::new(Columns::Narrow.size(110), card.theme.muted);
                card.canvas
                    .text((self.right, y - 30), label, text_style.at(Anchor::End));
            }
        });
    }

    /// Boxes, medians, axis, names, values: one kind after the other, so that the file groups what looks alike.
    fn draw_days(&self, card: &Card, left: i32, y_of: impl Fn(f64) -> i32) {
        let theme = card.theme;
        let pitch = (self.right - left) / 7;
        let middle = |day: usize| left + pitch * i32::try_from(day).unwrap_or(0) + pitch / 2;
        for (day, quartiles) in self.days.iter().enumerate() {
            let (x, top) = (middle(day), y_of(quartiles.upper));
            let bottom = y_of(quartiles.lower).max(top + 10);
            card.rounded_rectangle((x - 110, top, x + 110, bottom), 25, self.fill);
        }
        for (day, quartiles) in self.days.iter().enumerate() {
            let (x, top) = (middle(day), y_of(quartiles.upper));
            let bottom = y_of(quartiles.lower).max(top + 10);
            card.outline((x - 110, top, x + 110, bottom), 25, self.line, 6);
        }
        for (day, quartiles) in self.days.iter().enumerate() {
            let (x, y) = (middle(day), y_of(quartiles.median));
            card.line((x - 110, y), (x + 110, y), self.line, 25);
        }
        let bottom = snap_to_pixel(BOTTOM);
        card.line((self.left, bottom), (self.right, bottom), theme.axis, 10);
        let medians = Medians::of(self.days);
        card.canvas.only(Columns::Wide, || {
            let name_style = TextStyle::new(110, theme.muted).at(Anchor::Middle);
            for (day, name) in format::WEEKDAYS.iter().enumerate() {
                card.canvas.text((middle(day), NAMES), name, name_style);
            }
            let value_style = TextStyle::new(110, theme.text).bold().at(Anchor::Middle);
            for (day, quartiles) in self.days.iter().enumerate() {
                card.canvas
                    .text((middle(day), MEDIANS), &medians.write(quartiles.median), value_style);
            }
        });
        card.canvas
            .only(Columns::Narrow, || self.narrow_labels(card, pitch, middle));
    }

    /// The first letters of the weekdays, and below them the medians in the first form in which all of them have the room.
    fn narrow_labels(&self, card: &Card, pitch: i32, middle: impl Fn(usize) -> i32) {
        let style = TextStyle::new(Columns::Narrow.size(110), card.theme.muted).at(Anchor::Middle);
        let value_style = TextStyle::new(style.size, card.theme.text).bold().at(Anchor::Middle);
        let forms = [Medians::of(self.days), Medians::compact(self.days)];
        let written = forms.map(|medians| self.days.iter().map(|day| medians.write(day.median)).collect());
        let fit = |labels: &Vec<String>| labels.iter().all(|label| value_style.width(label) + 20 <= pitch);
        for (day, name) in format::WEEKDAYS.iter().enumerate() {
            card.canvas.text((middle(day), NAMES + 50), &name[..1], style);
        }
        if let Some(labels) = written.into_iter().find(fit) {
            for (day, label) in labels.iter().enumerate() {
                card.canvas.text((middle(day), NAMES + 300), label, value_style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, history, make_partial};

    fn data(history: &History) -> Option<Weekdays> {
        Weekdays::data(history, &Analysis::new(history))
    }

    #[test]
    fn quartiles_fall_between_values() {
        let of = |values: &[f64]| {
            let quartiles = Quartiles::of(values);
            [quartiles.lower, quartiles.median, quartiles.upper]
        };
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0, 5.0]), [2.0, 3.0, 4.0]);
        assert_eq!(of(&[0.0, 10.0]), [2.5, 5.0, 7.5]);
        assert_eq!(of(&[7.0]), [7.0; 3]);
    }

    #[test]
    fn every_weekday_must_be_known_three_times() {
        assert_eq!(data(&history(&[Some(8); 20])), None);
        let mut history = history(&[Some(8); 21]);
        assert!(data(&history).is_some());
        make_partial(&mut history, LAST);
        assert_eq!(data(&history), None, "partial days do not count");
    }

    #[test]
    fn weekdays_begin_on_monday() {
        let week = [1, 2, 3, 4, 5, 6, 7].map(Some);
        let weekdays = data(&history(&week.repeat(3))).expect("enough days");
        let medians: Vec<f64> = weekdays.views.iter().map(|day| day.median).collect();
        assert_eq!(medians, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    }

    #[test]
    fn medians_are_written_in_one_form() {
        let write = |medians: &[f64]| -> Vec<String> {
            let days: Vec<Quartiles> = medians.iter().map(|median| Quartiles::of(&[*median])).collect();
            days.iter().map(|day| Medians::of(&days).write(day.median)).collect()
        };
        assert_eq!(write(&[0.0, 0.5, 1.5, 12.0]), ["0", "0.5", "1.5", "12"]);
        assert_eq!(write(&[992.0, 1_000.0, 1_449.5]), ["992", "1,000", "1,450"]);
        assert_eq!(write(&[900.0, 250_000.0]), ["0.9k", "250k"]);
    }

    #[test]
    fn zeros_alone_give_no_chart() {
        assert_eq!(data(&history(&[Some(0); 30])), None);
    }
}
