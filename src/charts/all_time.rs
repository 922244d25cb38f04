//! PURE. Views and unique visitors over all time, as the average day of each week or month, up to the newest week or month that is over.

use crate::charts::card::{Card, Covers, Headline};
use crate::charts::metric_plot::{MetricLabels, MetricPlot};
use crate::charts::series::{ChartSeries, Resolution, end_of_months, end_of_weeks, round_to_u64};
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
/// The same for columns, which need more room than the points of a line.
const MOST_DAYS_OF_COLUMNS: i64 = 400;

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
    /// Days that were seen in part.
    partial_days: u64,
    /// The first and the last day.
    days: (Date, Date),
    /// Whether there are so few views that sums are shown, not averages.
    is_sparse: bool,
}

impl Chart for AllTimeChart {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let days = ChartSeries::by_day(history, Metric::Views, None)?;
        let end = end_of_weeks(days.newest);
        let days = days.until(end)?;
        if days.length() <= MOST_DAYS_OF_DAILY {
            return None;
        }
        let is_sparse = days.is_comb();
        let most_weeks = if is_sparse {
            MOST_DAYS_OF_COLUMNS
        } else {
            MOST_DAYS_BY_WEEK
        };
        let resolution = match days.length() <= most_weeks {
            true => Resolution::Week,
            false => Resolution::Month,
        };
        let days = match resolution {
            Resolution::Month => days.until(end_of_months(end))?,
            Resolution::Day | Resolution::Week => days,
        };
        let plot = |series| MetricPlot::new(history, analysis, Metric::Views, series, resolution);
        Some(Self {
            views: round_to_u64(days.counts().sum()),
            record: days.highest(|p| p.uniques),
            unknown_days: days.points.iter().filter(|p| p.count.is_none()).count() as u64,
            partial_days: days.points.iter().filter(|p| p.count.is_some() && p.partial).count() as u64,
            plot: match is_sparse {
                true => plot(days.summed(history, Metric::Views, resolution)).into_columns(),
                false => plot(days.averaged(resolution)),
            },
            days: (days.first, days.last),
            is_sparse,
        })
    }

    fn describe(&self) -> Description {
        let days = format::date_range(self.days.0, self.days.1);
        let by = match self.plot.resolution {
            Resolution::Day => "day",
            Resolution::Week => "week",
            Resolution::Month => "month",
        };
        let total = MetricLabels::of(Metric::Views).counted(self.views);
        let mut alt = match self.is_sparse {
            true => format!("Views by {by}, {days}: {total}."),
            false => format!("Views and unique visitors of the average day, by {by}, {days}: {total}."),
        };
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
        if self.partial_days > 0 {
            let days = format::counted(self.partial_days, "day", "days");
            alt.push_str(&format!(" Seen in part: {days}."));
        }
        alt.push_str(&self.plot.marks.sentence());
        let mut subtitle = days;
        if self.plot.has_partial_columns() {
            subtitle.push_str(" · pale: not all days known");
        }
        let is_partial = self.plot.series.points.iter().any(|p| p.partial && p.count.is_some());
        if is_partial && !self.is_sparse {
            subtitle.push_str(" · dotted: seen in part");
        }
        if self.unknown_days > 0 && !self.is_sparse {
            let days = format::counted(self.unknown_days, "day", "days");
            subtitle.push_str(&format!(" · {days} unknown"));
        }
        if self.plot.is_truncated() {
            subtitle.push_str(&format!(" · {}", self.plot.cut()));
        }
        Description {
            title: match (self.is_sparse, self.plot.resolution) {
                (true, Resolution::Month) => "All time, views by month",
                (true, _) => "All time, views by week",
                (false, Resolution::Month) => "All time, average day by month",
                (false, _) => "All time, average day by week",
            },
            subtitle,
            alt,
        }
    }

    fn height(&self) -> i32 {
        290 + self.plot.extra_height()
    }

    fn draw(&self, card: &Card) {
        let least = if self.unknown_days + self.partial_days > 0 {
            "≥ "
        } else {
            ""
        };
        let mut headlines = vec![Headline {
            value: format!("{least}{}", format::grouped(self.views)),
            change: String::new(),
            label: format!(
                "{} to {}",
                MetricLabels::of(Metric::Views).count_noun(self.views),
                format::short_date(self.days.1)
            ),
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
        card.headlines(Covers::default(), &headlines);
        self.plot.draw(card, 2_400);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};

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
        let last = |days| data(&vec![Some(1); days]).map(|all| all.days.1);
        assert_eq!(last(1_900), Some(LAST), "a Sunday");
        assert_eq!(last(1_901), Some(days_before(22)), "the last of October");
    }

    #[test]
    fn a_few_views_are_added_up_not_averaged() {
        let views: Vec<_> = (0..300_u64).map(|day| Some(u64::from(day % 3 == 0))).collect();
        let all = data(&views).expect("enough days");
        assert!(all.is_sparse && all.plot.resolution == Resolution::Week);
        assert_eq!(all.plot.series.counts().sum::<f64>(), 100.0);
        assert!(
            all.describe().alt.starts_with("Views by week, "),
            "{}",
            all.describe().alt
        );
        let all = data(&[views.clone(), views].concat()).expect("enough days");
        assert_eq!(all.plot.resolution, Resolution::Month, "weeks would be too narrow");
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
