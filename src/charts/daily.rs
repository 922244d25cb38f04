//! PURE. The last 90 days of one metric: what the charts of views and clones share.

use crate::charts::Description;
use crate::charts::card::{Card, Headline};
use crate::charts::metric_plot::{MetricLabels, MetricPlot};
use crate::charts::series::{ChartSeries, Resolution};
use crate::domain::Date;
use crate::domain::analysis::{Analysis, Change, Trailing};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::format;

/// Days shown.
const DAYS: i64 = 90;

/// One metric by day, and its last 14 days in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Daily {
    plot: MetricPlot,
    /// The last 14 published days against the 14 before.
    last_14: Option<Trailing>,
    /// Clones by the repository's own CI in the last 14 days; `None` for views, and where they were not counted.
    ci_clones: Option<u64>,
    /// The day with the most views or clones, if there were any.
    busiest: Option<(Date, u64)>,
    /// Days without a count, up to the newest one that has it.
    unknown_days: u64,
}

impl Daily {
    /// The height of the card in pixels.
    pub(super) const HEIGHT: i32 = 320;

    /// `None` while no day of the metric is known.
    pub(super) fn new(history: &History, analysis: &Analysis, metric: Metric) -> Option<Self> {
        let series = ChartSeries::by_day(history, metric, Some(DAYS))?;
        let unknown = series
            .points
            .iter()
            .filter(|p| p.count.is_none() && p.day <= series.newest);
        let unknown_days = unknown.count() as u64;
        Some(Self {
            last_14: analysis.metric(metric).last_14,
            ci_clones: match metric {
                Metric::Views => None,
                Metric::Clones => analysis.ci_clones.and_then(|ci| ci.count),
            },
            busiest: series.highest(|p| p.count),
            unknown_days,
            plot: MetricPlot::new(history, metric, series, Resolution::Day),
        })
    }

    /// The words of the chart under `title`.
    pub(super) fn describe(&self, title: &'static str) -> Description {
        let series = &self.plot.series;
        let days = format::date_range(series.first, series.last);
        let mut subtitle = format!("Per day, {days}");
        if series.points.last().is_some_and(|p| p.partial) {
            subtitle.push_str(" · newest day incomplete");
        }
        if self.plot.is_truncated() {
            subtitle.push_str(&format!(" · axis cut at {}", format::compact(self.plot.axis.top)));
        }
        let mut alt = format!("{title} per day, {days}.");
        alt.push_str(&self.last_14_sentence());
        if let Some((day, most)) = self.busiest {
            let (day, most) = (format::date(day), format::grouped(most));
            alt.push_str(&format!(
                " Busiest day: {day} with {most} {}.",
                self.labels().count_noun
            ));
        }
        if self.unknown_days > 0 {
            alt.push_str(&format!(
                " No data for {}.",
                format::counted(self.unknown_days, "day", "days")
            ));
        }
        Description { title, subtitle, alt }
    }

    pub(super) fn draw(&self, card: &Card) {
        card.headlines(&self.period(), &self.headlines(card));
        self.plot.draw(card, 2_700);
    }

    fn labels(&self) -> MetricLabels {
        MetricLabels::of(self.plot.metric)
    }

    /// `14 days to 17 Nov`, with the number of known days where it is smaller. Empty while there is no such period.
    fn period(&self) -> String {
        let Some(last_14) = &self.last_14 else {
            return String::new();
        };
        let days = format!("14 days to {}", format::short_date(last_14.now.days.last));
        match last_14.now.known_days {
            14 => days,
            known => format!("{days}, {known} known"),
        }
    }

    fn headlines(&self, card: &Card) -> Vec<Headline> {
        let (labels, last_14) = (self.labels(), self.last_14.as_ref());
        let value = |value: Option<u64>| value.map_or("–".to_owned(), format::grouped);
        let change = |change: Option<Change>| change.map_or(String::new(), format::signed_change);
        let mut headlines = vec![
            Headline {
                value: value(last_14.and_then(|p| p.now.count)),
                change: change(last_14.and_then(|p| p.change)),
                label: labels.count_noun.to_owned(),
                colour: Some(card.theme.count),
            },
            Headline {
                value: value(last_14.and_then(|p| p.uniques).map(|u| u.get())),
                change: change(last_14.and_then(|p| p.uniques_change)),
                label: labels.uniques_noun.to_owned(),
                colour: Some(card.theme.uniques),
            },
        ];
        if let Some(clones) = self.ci_clones {
            headlines.push(Headline {
                value: format::grouped(clones),
                change: String::new(),
                label: "by own CI".to_owned(),
                colour: Some(card.theme.muted),
            });
        }
        headlines
    }

    /// ` 14 days to 17 Nov: 3,412 views (+18%) by 801 unique visitors.` Empty while no count is known.
    fn last_14_sentence(&self) -> String {
        let labels = self.labels();
        let Some(last_14) = &self.last_14 else {
            return String::new();
        };
        let Some(count) = last_14.now.count else {
            return String::new();
        };
        let mut sentence = format!(" {}: {} {}", self.period(), format::grouped(count), labels.count_noun);
        if let Some(change) = last_14.change {
            sentence.push_str(&format!(" ({})", format::signed_change(change)));
        }
        if let Some(uniques) = last_14.uniques {
            sentence.push_str(&format!(
                " by {} {}",
                format::grouped(uniques.get()),
                labels.uniques_noun
            ));
        }
        sentence.push('.');
        sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};

    fn daily(history: &History, metric: Metric) -> Daily {
        Daily::new(history, &Analysis::new(history), metric).expect("a known day")
    }

    #[test]
    fn the_last_90_days_are_shown() {
        let daily = daily(&history(&[Some(3); 120]), Metric::Views);
        assert_eq!(daily.plot.series.first, days_before(89));
        assert_eq!(daily.plot.series.last, LAST);
    }

    #[test]
    fn unknown_days_are_counted_up_to_the_newest_known_one() {
        let mut history = history(&[Some(3), None, None, Some(9), Some(4)]);
        history.days.remove(&LAST);
        let daily = daily(&history, Metric::Views);
        assert_eq!(daily.unknown_days, 2, "not the day that is not yet published");
        assert_eq!(daily.busiest, Some((days_before(1), 9)));
    }

    #[test]
    fn only_clones_are_split_by_ci() {
        let mut history = history(&[Some(100); 20]);
        for day in history.days.values_mut() {
            day.ci_clones = Some(2);
        }
        assert_eq!(daily(&history, Metric::Clones).ci_clones, Some(28));
        assert_eq!(daily(&history, Metric::Views).ci_clones, None);
    }

    #[test]
    fn nothing_known_gives_no_chart() {
        let history = history(&[]);
        assert_eq!(Daily::new(&history, &Analysis::new(&history), Metric::Clones), None);
    }
}
