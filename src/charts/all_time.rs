//! PURE. Views and unique visitors over all time, as the average day of each week or month.

use crate::charts::card::{Card, Headline};
use crate::charts::metric_plot::MetricPlot;
use crate::charts::series::{ChartSeries, Resolution, round_to_u64};
use crate::charts::{Chart, Description};
use crate::domain::Date;
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::format;

/// Up to this many days the chart of the last 90 days is enough.
const MOST_DAYS_OF_DAILY: i64 = 182;
/// Beyond this many days (some five years) a point is a month.
const MOST_DAYS_BY_WEEK: i64 = 1_900;

/// All days of views.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AllTimeChart {
    plot: MetricPlot,
    /// The views of all known days.
    views: u64,
    /// The day with the most unique visitors, if there were any.
    record: Option<(Date, u64)>,
    /// Days without a count.
    unknown_days: u64,
}

impl Chart for AllTimeChart {
    fn data(history: &History, _: &Analysis) -> Option<Self> {
        let days = ChartSeries::by_day(history, Metric::Views, None)?;
        if days.length() <= MOST_DAYS_OF_DAILY {
            return None;
        }
        let resolution = match days.length() {
            ..=MOST_DAYS_BY_WEEK => Resolution::Week,
            _ => Resolution::Month,
        };
        Some(Self {
            views: round_to_u64(days.points.iter().filter_map(|p| p.count).sum()),
            record: days.highest(|p| p.uniques),
            unknown_days: days.points.iter().filter(|p| p.count.is_none()).count() as u64,
            plot: MetricPlot::new(history, Metric::Views, days.averaged(resolution), resolution),
        })
    }

    fn describe(&self) -> Description {
        let days = format::date_range(self.plot.series.first, self.plot.series.last);
        let by = match self.plot.resolution {
            Resolution::Day => "day",
            Resolution::Week => "week",
            Resolution::Month => "month",
        };
        let mut alt = format!(
            "Views and unique visitors of the average day, by {by}, {days}: {} views in total.",
            format::grouped(self.views)
        );
        if let Some((day, most)) = self.record {
            let (day, most) = (format::date(day), format::grouped(most));
            alt.push_str(&format!(" Most unique visitors in a day: {most} on {day}."));
        }
        if self.unknown_days > 0 {
            alt.push_str(&format!(
                " No data for {}.",
                format::counted(self.unknown_days, "day", "days")
            ));
        }
        Description {
            title: "All time",
            subtitle: format!("Average day, by {by} · {days}"),
            alt,
        }
    }

    fn height(&self) -> i32 {
        290
    }

    fn draw(&self, card: &Card) {
        let mut headlines = vec![Headline {
            value: format::grouped(self.views),
            change: String::new(),
            label: "total views".to_owned(),
            colour: Some(card.theme.count),
        }];
        if let Some((day, most)) = self.record {
            headlines.push(Headline {
                value: format::grouped(most),
                change: format::date(day),
                label: "most unique visitors in a day".to_owned(),
                colour: Some(card.theme.uniques),
            });
        }
        card.headlines("", &headlines);
        self.plot.draw(card, 2_400);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{days_before, history};

    fn data(views: &[Option<u64>]) -> Option<AllTimeChart> {
        let history = history(views);
        AllTimeChart::data(&history, &Analysis::new(&history))
    }

    #[test]
    fn points_are_weeks_and_after_five_years_months() {
        let resolution = |days| data(&vec![Some(1); days]).map(|all| all.plot.resolution);
        assert_eq!(resolution(182), None, "the chart of the last 90 days is enough");
        assert_eq!(resolution(183), Some(Resolution::Week));
        assert_eq!(resolution(1_900), Some(Resolution::Week));
        assert_eq!(resolution(1_901), Some(Resolution::Month));
    }

    #[test]
    fn totals_are_of_the_days_not_of_the_averages() {
        let mut views = vec![Some(2); 200];
        views[10] = None;
        views[20] = Some(1_000);
        let all = data(&views).expect("enough days");
        assert_eq!((all.views, all.unknown_days), (198 * 2 + 1_000, 1));
        assert_eq!(all.record, Some((days_before(179), 500)));
    }
}
