//! PURE. The last 90 days of one metric: what the charts of views and clones share.

use crate::charts::Description;
use crate::charts::card::{Card, Covers, Headline};
use crate::charts::metric_plot::{MetricLabels, MetricPlot};
use crate::charts::series::{ChartSeries, Resolution, round_to_u64};
use crate::domain::analysis::{Analysis, Change, Total, Trailing};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, monday_of};
use crate::format;

/// Days shown.
const DAYS: i64 = 90;
/// A period that ends more than so many days before the chart names its last day, also on a phone.
const LATE: i64 = 3;
/// From so many days on, days of which most have no views are shown by week.
const FEWEST_OF_WEEKS: i64 = 43;

/// One metric by day, and its last 14 days in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Daily {
    plot: MetricPlot,
    /// The last 14 published days against the 14 before.
    last_14: Option<Trailing>,
    /// Clones by the repository's own CI in the last 14 days; `None` for views, and where they were not counted.
    ci_clones: Option<u64>,
    /// What they are called, with their days where these are fewer.
    ci_label: String,
    /// The day with the most views or clones, if there were any.
    busiest: Option<(Date, u64)>,
    /// Days without a count, up to the newest one that has it.
    unknown_days: u64,
    /// The sentence that stands in place of a plot where all days are alike.
    constant: Option<String>,
    /// The first and the last day shown.
    days: (Date, Date),
}

impl Daily {
    /// `None` while no day of the metric is known.
    pub(super) fn new(history: &History, analysis: &Analysis, metric: Metric) -> Option<Self> {
        let days = ChartSeries::by_day(history, metric, Some(DAYS))?;
        let constant = constant(history, metric, &days);
        let by_week = constant.is_none() && days.is_comb() && days.length() >= FEWEST_OF_WEEKS;
        let days = match by_week {
            // Whole weeks: the first one is not cut.
            true => ChartSeries::by_day(history, metric, Some(days_of_weeks(days.last)))?,
            false => days,
        };
        let unknown = days.points.iter().filter(|p| p.count.is_none() && p.day <= days.newest);
        let plot = |series, resolution| MetricPlot::new(history, analysis, metric, series, resolution);
        Some(Self {
            last_14: analysis.metric(metric).last_14,
            ci_clones: match metric {
                Metric::Views => None,
                Metric::Clones => analysis.ci_share.and_then(|share| share.ci.count),
            },
            ci_label: analysis.ci_share.map_or_else(String::new, |share| {
                let label = if share.is_estimated {
                    "by CI (estimate)"
                } else {
                    "by own CI"
                };
                match share.ci.known_days == share.ci.days.length() {
                    true => label.to_owned(),
                    false => format!("{label} in {} of 14 days", share.ci.known_days),
                }
            }),
            busiest: days.highest(|p| p.count),
            unknown_days: unknown.count() as u64,
            constant,
            days: (days.first, days.last),
            plot: match by_week {
                true => plot(days.summed(history, metric, Resolution::Week), Resolution::Week).into_columns(),
                false => plot(days, Resolution::Day),
            },
        })
    }

    /// The height of the card in pixels.
    pub(super) fn height(&self) -> i32 {
        match self.constant {
            Some(_) => 150,
            None => 320 + self.plot.extra_height(),
        }
    }

    /// The words of the chart under `title`.
    pub(super) fn describe(&self, title: &'static str) -> Description {
        let days = format::date_range(self.days.0, self.days.1);
        let (by, per) = match self.plot.resolution {
            Resolution::Week => ("Per week", "per week"),
            Resolution::Day | Resolution::Month => ("Per day", "per day"),
        };
        let mut subtitle = format!("{by}, {days}");
        let is_daily = self.plot.resolution == Resolution::Day;
        let points = &self.plot.series.points;
        let partial = points.iter().filter(|p| p.partial && p.count.is_some()).count() as u64;
        if is_daily && partial == 1 && points.last().is_some_and(|p| p.partial) {
            subtitle.push_str(" · newest day incomplete");
        } else if self.plot.has_partial_columns() && self.constant.is_none() {
            subtitle.push_str(" · pale: not all days known");
        } else if is_daily && partial > 0 {
            let days = format::counted(partial, "day", "days");
            subtitle.push_str(&format!(" · ○ {days} seen in part"));
        }
        if self.plot.is_truncated() {
            subtitle.push_str(&format!(" · {}", self.plot.cut()));
        }
        if self.constant.is_none() && self.plot.lacks_uniques() {
            subtitle.push_str(&format!(" · {} unknown", self.labels().uniques_noun(0)));
        }
        let mut alt = format!("{title} {per}, {days}.");
        alt.push_str(&self.last_14_sentence());
        if let Some(constant) = &self.constant {
            alt.push_str(&format!(" {constant}."));
        } else if let Some((day, most)) = self.busiest {
            let least = if is_daily && self.plot.series.is_partial(day) {
                "at least "
            } else {
                ""
            };
            let (day, most) = (format::date(day), self.labels().counted(most));
            alt.push_str(&format!(" Busiest day: {day} with {least}{most}."));
        }
        if self.unknown_days > 0 {
            alt.push_str(&format!(
                " No data for {}.",
                format::counted(self.unknown_days, "day", "days")
            ));
        }
        alt.push_str(&self.plot.marks.sentence());
        Description { title, subtitle, alt }
    }

    pub(super) fn draw(&self, card: &Card) {
        let covers = Covers {
            wide: &self.period(),
            narrow: &self.narrow_period(),
        };
        card.headlines(covers, &self.headlines(card));
        match &self.constant {
            Some(constant) => card.notice(1_150, &format!("{constant}.")),
            None => self.plot.draw(card, 2_700),
        }
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

    /// The same on a phone: `in 14 days`, `12 of 14 days`; with their end where the chart goes on for days after it.
    fn narrow_period(&self) -> String {
        let Some(last_14) = &self.last_14 else {
            return String::new();
        };
        let Total { days, known_days, .. } = last_14.now;
        match known_days {
            14 if days_between(days.last, self.days.1) > LATE => {
                format!("14 days to {}", format::short_date(days.last))
            }
            14 => "in 14 days".to_owned(),
            known => format!("{known} of 14 days"),
        }
    }

    fn headlines(&self, card: &Card) -> Vec<Headline> {
        let (labels, last_14) = (self.labels(), self.last_14.as_ref());
        let value = |value: Option<u64>| value.map_or_else(|| format::UNKNOWN.to_owned(), format::grouped);
        // What cannot be known is one of several.
        let number = |value: Option<u64>| value.unwrap_or(0);
        let change = |change: Option<Change>| change.map_or(String::new(), format::signed_change);
        let mut headlines = vec![
            Headline {
                value: value(last_14.and_then(|p| p.now.count)),
                change: change(last_14.and_then(|p| p.change)),
                label: labels.count_noun(number(last_14.and_then(|p| p.now.count))).to_owned(),
                colour: Some(card.theme.count),
            },
            Headline {
                value: value(last_14.and_then(|p| p.uniques).map(|u| u.get())),
                change: change(last_14.and_then(|p| p.uniques_change)),
                label: labels
                    .uniques_noun(number(last_14.and_then(|p| p.uniques).map(|u| u.get())))
                    .to_owned(),
                colour: Some(card.theme.uniques),
            },
        ];
        if let Some(clones) = self.ci_clones {
            headlines.push(Headline::plain(Some(clones), &*self.ci_label, Some(card.theme.muted)));
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
        let mut sentence = format!(" {}: {}", self.period(), labels.counted(count));
        if let Some(change) = last_14.change {
            sentence.push_str(&format!(" ({})", format::signed_change(change)));
        }
        if let Some(uniques) = last_14.uniques {
            sentence.push_str(&format!(" by {}", labels.counted_uniques(uniques.get())));
        }
        sentence.push('.');
        sentence
    }
}

/// From the Monday 12 weeks before the last one to the last day.
fn days_of_weeks(last: Date) -> i64 {
    days_between(monday_of(last), last) + 1 + 7 * 12
}

/// `No views since 24 Aug 2026`, `Unchanged at 3 views a day since …`: what there is to say of days that are all alike. The days
/// before those of the chart are looked at too.
fn constant(history: &History, metric: Metric, days: &ChartSeries) -> Option<String> {
    let (count, since) = days.constant()?;
    let all = ChartSeries::by_day(history, metric, None)?;
    let earlier = all.points.iter().rev().filter(|p| p.day < since);
    let same = earlier.take_while(|p| p.count.map(round_to_u64) == Some(count)).last();
    let first = same.map_or(since, |p| p.day);
    let since = match all.first == first {
        true => format!("records began on {}", format::date(first)),
        false => format::date(first),
    };
    let noun = MetricLabels::of(metric);
    Some(match count {
        0 => format!("No {} since {since}", noun.count_noun(0)),
        _ => format!("Unchanged at {} a day since {since}", noun.counted(count)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::metric_plot::Form;
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
    fn days_that_are_all_alike_are_a_sentence() {
        let constant = |views: &[Option<u64>]| daily(&history(views), Metric::Views).constant;
        assert_eq!(
            constant(&[Some(0); 120]).as_deref(),
            Some("No views since records began on 26 Jul 2026"),
            "also the days before those that are shown"
        );
        let mut views = vec![Some(3); 120];
        views[..60].fill(Some(9));
        assert_eq!(constant(&views), None);
        views[..60].fill(Some(3));
        assert_eq!(
            constant(&views).as_deref(),
            Some("Unchanged at 3 views a day since records began on 26 Jul 2026")
        );
        assert_eq!(constant(&[Some(3); 5]), None, "a few days prove nothing");
        views[100] = None;
        assert_eq!(constant(&views), None, "an unknown day may have been another one");
        views[100] = Some(3);
        views[10] = None;
        assert_eq!(
            constant(&views).as_deref(),
            Some("Unchanged at 3 views a day since 6 Aug 2026")
        );
    }

    #[test]
    fn a_comb_is_shown_by_week() {
        let comb: Vec<_> = (0..120_u64).map(|day| Some(u64::from(day % 4 == 0) * 3)).collect();
        let comb = daily(&history(&comb), Metric::Views);
        assert_eq!(
            (comb.plot.resolution, comb.plot.form),
            (Resolution::Week, Form::Columns)
        );
        assert_eq!(comb.plot.series.points.len(), 13);
        assert_eq!(comb.plot.series.first, monday_of(comb.plot.series.first));
        let sum: f64 = comb.plot.series.counts().sum();
        assert!((66.0..=72.0).contains(&sum), "{sum}");
        assert!(
            comb.describe("Views")
                .subtitle
                .starts_with("Per week, 24 Aug – 22 Nov 2026")
        );
        let dense = daily(
            &history(&[Some(3); 60].into_iter().chain([Some(4)]).collect::<Vec<_>>()),
            Metric::Views,
        );
        assert_eq!(
            (dense.plot.resolution, dense.plot.form),
            (Resolution::Day, Form::Columns)
        );
    }

    #[test]
    fn one_is_singular() {
        let mut history = history(&[Some(0); 30]);
        let views = history
            .days
            .get_mut(&LAST)
            .and_then(|day| day.views.as_mut())
            .expect("views");
        views.count = Some(1);
        history.windows.insert(LAST, crate::charts::sample::period(1));
        let alt = daily(&history, Metric::Views).describe("Views").alt;
        assert!(alt.contains(": 1 view by 1 unique visitor."), "{alt}");
        assert!(alt.contains("Busiest day: 22 Nov 2026 with 1 view."), "{alt}");
    }

    #[test]
    fn nothing_known_gives_no_chart() {
        let history = history(&[]);
        assert_eq!(Daily::new(&history, &Analysis::new(&history), Metric::Clones), None);
    }
}
