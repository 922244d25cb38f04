//! PURE. Downloads of release files by day: the last four weeks as columns, with the releases.

use crate::charts::axis::ValueAxis;
use crate::charts::card::{Card, Covers, Headline, MARGIN, RIGHT};
use crate::charts::marks::Marks;
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{Hole, days_since, to_f64};
use crate::charts::{Chart, Description};
use crate::domain::Date;
use crate::domain::analysis::downloads::DownloadTrend;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::downloads::Downloads;
use crate::domain::history::History;
use crate::format;

/// Downloads of each day of which they are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DownloadsChart {
    trend: DownloadTrend,
    first: Date,
    marks: Marks,
}

impl Chart for DownloadsChart {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let mut trend = analysis.downloads.clone()?;
        let begin = trend.days.iter().position(|(_, count)| count.is_some())?;
        trend.days.drain(..begin);
        let (first, _) = *trend.days.first()?;
        let shown = Days::new(first, trend.read);
        Some(Self {
            marks: Marks::of_flags(history, shown),
            trend,
            first,
        })
    }

    fn describe(&self) -> Description {
        let days = format::date_range(self.first, self.trend.read);
        let mut alt = format!("Downloads of release files per day, {days}.");
        if let Some(last) = self.trend.all.last_14 {
            let at_least = if last.is_at_least { "at least " } else { "" };
            let count = format::counted(last.count, "download", "downloads");
            alt.push_str(&format!(
                " 14 days to {}: {at_least}{count}.",
                format::date(self.trend.read)
            ));
        }
        let unknown = self.trend.days.iter().filter(|(_, count)| count.is_none()).count() as u64;
        if unknown > 0 {
            alt.push_str(&format!(" No data for {}.", format::counted(unknown, "day", "days")));
        }
        Description {
            title: "Downloads by day",
            subtitle: format!("Files of releases, from reading to reading, {days}"),
            alt,
        }
    }

    fn height(&self) -> i32 {
        270
    }

    fn draw(&self, card: &Card) {
        let headline = |downloads: Option<Downloads>, label: &str, colour| {
            let plain = Headline::plain(downloads.map(|found| found.count), label, colour);
            match downloads.is_some_and(|found| found.is_at_least) {
                true => Headline {
                    value: format!("≥ {}", plain.value),
                    ..plain
                },
                false => plain,
            }
        };
        card.headlines(
            Covers {
                wide: &format!("to {}", format::short_date(self.trend.read)),
                ..Covers::default()
            },
            &[
                headline(self.trend.all.last_day, "last day", Some(card.theme.count)),
                headline(self.trend.all.last_14, "in 14 days", None),
                Headline::plain(Some(self.trend.all.all_time), "all time", None),
            ],
        );
        self.draw_columns(card);
    }
}

impl DownloadsChart {
    fn draw_columns(&self, card: &Card) {
        let known = || {
            self.trend
                .days
                .iter()
                .filter_map(|(day, count)| Some((*day, (*count)?)))
        };
        let axis = ValueAxis::new(known().map(|(_, count)| count).max().unwrap_or(0), 3);
        let area = PlotArea {
            left: MARGIN + axis.label_width() + 60,
            top: 900 + self.marks.height(),
            right: RIGHT - 60,
            bottom: 2_250,
        };
        let plot = Plot::window(card, area, (self.first, self.trend.read), (0.0, to_f64(axis.top)), true);
        plot.value_axis(axis);
        plot.marks(&self.marks);
        let holes: Vec<Hole> = self
            .trend
            .days
            .chunk_by(|one, two| one.1.is_none() == two.1.is_none())
            .filter(|run| run[0].1.is_none())
            .map(|run| Hole {
                from: days_since(self.first, run[0].0) - 0.5,
                to: days_since(self.first, run[run.len() - 1].0) + 0.5,
                days: run.iter().map(|(day, _)| *day).collect(),
            })
            .collect();
        plot.moving(|| {
            plot.hatch(&holes, |days| match days.len() {
                1 => "not read".to_owned(),
                several => format!("not read on {several} days"),
            });
            let half = ((plot.day_width() / 2.0) as i32 - 15).clamp(15, 140);
            for (day, count) in known().filter(|(_, count)| *count > 0) {
                let (x, y) = plot.position(days_since(self.first, day), to_f64(count));
                let bar = (x - half, y.min(area.bottom - 10), x + half, area.bottom);
                card.rounded_rectangle(bar, 8, card.theme.count);
            }
        });
        plot.time_axis();
        let points: Vec<(f64, f64, Date)> = known()
            .map(|(day, count)| (days_since(self.first, day), to_f64(count), day))
            .collect();
        plot.moving(|| plot.peaks(&points, card.theme.count, false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};
    use crate::domain::downloads::Asset;
    use crate::domain::text::Untrusted;

    #[test]
    fn days_without_a_reading_on_both_sides_are_holes() {
        let mut history = history(&[Some(1)]);
        let readings = [(10, 5), (9, 7), (8, 7), (5, 20), (4, 21), (0, 90)];
        let asset = Asset {
            tag: Untrusted::new("v1"),
            name: Untrusted::new("a.tgz"),
            created: None,
            readings: readings.map(|(back, count)| (days_before(back), count)).into(),
        };
        history.assets.insert(1, asset);
        let chart = DownloadsChart::data(&history, &Analysis::new(&history)).expect("readings");
        let known: Vec<Option<u64>> = chart.trend.days.iter().map(|(_, count)| *count).collect();
        let unknown = None;
        assert_eq!(
            known,
            [
                Some(2),
                Some(0),
                unknown,
                unknown,
                unknown,
                Some(1),
                unknown,
                unknown,
                unknown,
                unknown
            ]
        );
        assert_eq!((chart.first, chart.trend.read), (days_before(9), LAST));
        assert!(
            chart.describe().alt.ends_with("No data for 7 days."),
            "{}",
            chart.describe().alt
        );
        history.assets.clear();
        assert_eq!(DownloadsChart::data(&history, &Analysis::new(&history)), None);
    }
}
