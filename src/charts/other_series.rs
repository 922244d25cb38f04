//! PURE. Daily numbers from elsewhere as small multiples: the views first, then a panel for each series, one below the other on
//! one time axis and each on its own scale. Days without a value are gaps.

use std::collections::BTreeMap;

use crate::charts::card::{Card, MARGIN, RIGHT, snap_to_pixel};
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{Run, days_since, to_f64};
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, plus_days};
use crate::format;

/// The days of the chart, at most.
const MOST_DAYS: i64 = 365;
/// From one panel to the next, in tenths of a pixel.
const ROW: i32 = 900;
/// The top of the first panel, in tenths of a pixel.
const TOP: i32 = 800;
/// The width of the labels at the left, in tenths of a pixel.
const LABELS: i32 = 480;

/// The series that have a value in the last year, below the views of the same days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherSeries {
    first: Date,
    last: Date,
    panels: Vec<Panel>,
}

/// One series.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Panel {
    name: String,
    /// By UTC day; never empty.
    values: BTreeMap<Date, u64>,
}

impl Chart for OtherSeries {
    fn data(history: &History, _: &Analysis) -> Option<Self> {
        let views = history.recorded_days().filter_map(|(day, counts)| {
            let count = counts.reading(Metric::Views)?.known_count()?;
            Some((day, count))
        });
        let views: BTreeMap<Date, u64> = views.collect();
        let series = &history.given.series;
        let ends = series.values().filter_map(|values| Some(*values.last_key_value()?.0));
        let last = ends
            .max()?
            .max(views.last_key_value().map_or(Date::MIN, |(day, _)| *day));
        let earliest = plus_days(last, 1 - MOST_DAYS);
        let panel = |name: &str, values: &BTreeMap<Date, u64>, from: Date| {
            let values: BTreeMap<Date, u64> = values.range(from..).map(|(day, value)| (*day, *value)).collect();
            let name = name.to_owned();
            (!values.is_empty()).then_some(Panel { name, values })
        };
        let named = series.iter().map(|(name, values)| (name.as_str(), values));
        let others: Vec<Panel> = named
            .filter_map(|(name, values)| panel(name, values, earliest))
            .collect();
        let begins = others.iter().filter_map(|panel| panel.values.first_key_value());
        let first = begins.map(|(day, _)| *day).min()?;
        let views = panel("views", &views, first);
        Some(Self {
            first,
            last,
            panels: views.into_iter().chain(others).collect(),
        })
    }

    fn describe(&self) -> Description {
        let clauses: Vec<String> = self.panels.iter().filter_map(Panel::clause).collect();
        Description {
            title: "Other series",
            subtitle: format!(
                "Values by day beside the views, {}",
                format::date_range(self.first, self.last)
            ),
            alt: format!("{}.", clauses.join("; ")),
        }
    }

    fn height(&self) -> i32 {
        (TOP + ROW * i32::try_from(self.panels.len()).unwrap_or(1)) / 10 + 42
    }

    fn draw(&self, card: &Card) {
        let last = self.panels.len().saturating_sub(1);
        for (place, panel) in self.panels.iter().enumerate() {
            let top = TOP + ROW * i32::try_from(place).unwrap_or(0);
            panel.draw(card, top, (self.first, self.last), place == last);
        }
    }
}

impl Panel {
    /// `npm: 95 on 17 Mar 2026, from 12 to 140`.
    fn clause(&self) -> Option<String> {
        let (day, value) = self.values.last_key_value()?;
        let (low, high) = self.range()?;
        let (value, low, high) = (format::grouped(*value), format::grouped(low), format::grouped(high));
        Some(format!(
            "{}: {value} on {}, from {low} to {high}",
            self.name,
            format::date(*day)
        ))
    }

    fn range(&self) -> Option<(u64, u64)> {
        Some((*self.values.values().min()?, *self.values.values().max()?))
    }

    /// Draws the panel whose head is at `top`; its time axis runs from `first` to `last`, and is labelled `with_days`.
    fn draw(&self, card: &Card, top: i32, (first, last): (Date, Date), with_days: bool) {
        let (Some((low, high)), Some((newest, value))) = (self.range(), self.values.last_key_value()) else {
            return;
        };
        let theme = card.theme;
        card.canvas
            .text((MARGIN, top), &self.name, TextStyle::new(130, theme.text).bold());
        let words = format!("{} on {}", format::grouped(*value), format::short_date(*newest));
        let muted = TextStyle::new(115, theme.muted);
        card.canvas.text((RIGHT, top), &words, muted.at(Anchor::End));
        let area = PlotArea {
            left: MARGIN + LABELS,
            top: top + 130,
            right: RIGHT - 60,
            bottom: top + 630,
        };
        // A total grows far from zero; the labels say where the scale begins.
        let low = if low.saturating_mul(2) > high { low } else { 0 };
        let high = high.max(low + 1);
        let scale = format::Scale::of(high);
        let plot = Plot::new(card, area, (first, last), (to_f64(low), to_f64(high)));
        card.canvas.text((MARGIN, area.top + 90), &scale.write(high), muted);
        card.canvas.text((MARGIN, area.bottom - 35), &scale.write(low), muted);
        let y = snap_to_pixel(area.bottom);
        let values: Vec<(Date, u64)> = self.values.iter().map(|(day, value)| (*day, *value)).collect();
        let runs: Vec<Run<f64>> = values
            .chunk_by(|one, two| days_between(one.0, two.0) == 1)
            .map(|run| {
                run.iter()
                    .map(|(day, value)| (days_since(first, *day), to_f64(*value)))
                    .collect()
            })
            .collect();
        plot.line(&runs, theme.count, 14);
        match with_days {
            true => plot.time_axis(),
            false => card.line((area.left, y), (area.right, y), theme.grid, 10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};

    fn chart(values: &[(usize, u64)]) -> Option<OtherSeries> {
        let mut history = history(&[Some(3); 40]);
        let values = values
            .iter()
            .map(|(back, value)| (days_before(*back), *value))
            .collect();
        history.given.series.insert("npm".parse().expect("a name"), values);
        OtherSeries::data(&history, &Analysis::new(&history))
    }

    #[test]
    fn the_views_of_the_same_days_come_first() {
        let found = chart(&[(30, 5), (29, 7), (2, 6)]).expect("a chart");
        assert_eq!((found.first, found.last), (days_before(30), LAST));
        let panels: Vec<(&str, usize)> = found
            .panels
            .iter()
            .map(|one| (one.name.as_str(), one.values.len()))
            .collect();
        assert_eq!(panels, [("views", 31), ("npm", 3)]);
        assert!(
            found.describe().alt.ends_with("; npm: 6 on 20 Nov 2026, from 5 to 7."),
            "{}",
            found.describe().alt
        );
    }

    #[test]
    fn a_series_without_a_value_in_the_last_year_is_left_out() {
        assert_eq!(chart(&[]), None);
        assert_eq!(chart(&[(500, 5)]), None);
        let found = chart(&[(500, 5), (100, 6)]).expect("a chart");
        assert_eq!(found.first, days_before(100));
    }
}
