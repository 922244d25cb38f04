//! PURE. Stars by day: the last 90 days as columns, and all time by week or month above its own axis.

use crate::charts::axis::ValueAxis;
use crate::charts::card::{Card, Covers, Headline, MARGIN, RIGHT};
use crate::charts::marks::Marks;
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{days_since, to_f64};
use crate::charts::text_style::TextStyle;
use crate::charts::{Chart, Description};
use crate::domain::analysis::{Analysis, Days, StarTrend};
use crate::domain::history::History;
use crate::domain::stars::{StarDay, sunday_of};
use crate::domain::{Date, days_between, plus_days};
use crate::format;

/// Days of the upper plot.
const DAYS: i64 = 90;
/// All time is shown by week up to so many days, then by month.
const MOST_DAYS_BY_WEEK: i64 = 3 * 366;

/// Stars of the last days, and of all time once that is longer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StarsChart {
    trend: StarTrend,
    recent: Columns,
    all_time: Option<Columns>,
    by_month: bool,
    /// The events and releases of the last days.
    marks: Marks,
}

/// Stars of equal or nearly equal periods.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Columns {
    first: Date,
    last: Date,
    /// The first and the last day of each known period, and its stars, oldest first.
    periods: Vec<(Date, Date, u64)>,
}

impl Chart for StarsChart {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let trend = analysis.stars.clone()?;
        if trend.all == 0 {
            return None;
        }
        let count = |date: Date| history.stars.days.get(&date).map(|StarDay { count, .. }| *count);
        let (first, last) = (trend.days.first, trend.days.last);
        let begin = first.max(plus_days(last, 1 - DAYS));
        let by_month = days_between(first, last) > MOST_DAYS_BY_WEEK;
        let start = move |date: Date| match by_month {
            true => date.first_of_month(),
            false => sunday_of(date),
        };
        Some(Self {
            recent: Columns::new((begin, last), |date| date, count),
            all_time: (begin > first).then(|| Columns::new((first, last), start, count)),
            by_month,
            trend,
            marks: Marks::of_flags(history, Days::new(begin, last)),
        })
    }

    fn describe(&self) -> Description {
        let trend = &self.trend;
        let days = format::date_range(self.recent.first, self.recent.last);
        let mut subtitle = format!("Given per day, {days}");
        let mut alt = format!("Stars given per day, {days}.");
        if let Some(stars) = trend.last_28 {
            let last = format::date(trend.days.last);
            let stars = format::counted(stars, "star", "stars");
            alt.push_str(&format!(" 28 days to {last}: {stars}."));
        }
        if let Some((day, stars)) = trend.best {
            let stars = format::counted(stars, "star", "stars");
            alt.push_str(&format!(" Most on one day: {stars} on {}.", format::date(day)));
        }
        if let Some(all) = &self.all_time {
            let step = if self.by_month { "month" } else { "week" };
            subtitle.push_str(&format!("; below per {step} since {}", format::date(all.first)));
            let stars = format::counted(trend.all, "star", "stars");
            alt.push_str(&format!(" Since {}: {stars}.", format::date(all.first)));
        }
        alt.push_str(&self.marks.sentence());
        Description {
            title: "Stars by day",
            subtitle,
            alt,
        }
    }

    fn height(&self) -> i32 {
        let plots = match self.all_time {
            Some(_) => 400,
            None => 250,
        };
        plots + self.flags() / 10
    }

    fn draw(&self, card: &Card) {
        card.headlines(
            Covers {
                wide: &format!("to {}", format::short_date(self.trend.days.last)),
                ..Covers::default()
            },
            &[
                Headline::plain(self.trend.last_7, "in 7 days", Some(card.theme.count)),
                Headline::plain(self.trend.last_28, "in 28 days", None),
                Headline::plain(Some(self.trend.all), "given in all", None),
            ],
        );
        let flags = self.flags();
        self.recent.draw(card, (800 + flags, 2_050 + flags), &self.marks);
        if let Some(all) = &self.all_time {
            let name = if self.by_month { "per month" } else { "per week" };
            card.canvas.in_each(|columns| {
                let style = TextStyle::new(columns.size(120), card.theme.muted);
                card.canvas.text((MARGIN, 2_620 + flags), name, style);
            });
            all.draw(card, (2_800 + flags, 3_550 + flags), &Marks::default());
        }
    }
}

impl StarsChart {
    /// The room of flags, below the line under the title.
    fn flags(&self) -> i32 {
        match self.marks.height() {
            0 => 0,
            rows => rows + 120,
        }
    }
}

impl Columns {
    /// The days from the first to the last, each in the period that begins on `start` of it. A period is known if each of its days
    /// is.
    fn new((first, last): (Date, Date), start: impl Fn(Date) -> Date, count: impl Fn(Date) -> Option<u64>) -> Self {
        let mut periods: Vec<(Date, Date, Date, Option<u64>)> = Vec::new();
        for offset in 0..=days_between(first, last) {
            let date = plus_days(first, offset);
            let (begin, stars) = (start(date), count(date));
            match periods.last_mut() {
                Some((period, _, end, sum)) if *period == begin => {
                    *end = date;
                    *sum = sum.zip(stars).map(|(sum, stars)| sum.saturating_add(stars));
                }
                _ => periods.push((begin, date, date, stars)),
            }
        }
        let known = periods.into_iter();
        Self {
            first,
            last,
            periods: known
                .filter_map(|(_, begin, end, sum)| Some((begin, end, sum?)))
                .collect(),
        }
    }

    /// Draws the columns between `top` and `bottom`, in tenths of a pixel, and the marks of their days.
    fn draw(&self, card: &Card, (top, bottom): (i32, i32), marks: &Marks) {
        let most = self.periods.iter().map(|(.., stars)| *stars).max().unwrap_or(0);
        let axis = ValueAxis::new(most, 3);
        let area = PlotArea {
            left: MARGIN + axis.label_width() + 60,
            top,
            right: RIGHT - 60,
            bottom,
        };
        let plot = Plot::for_columns(card, area, (self.first, self.last), (0.0, to_f64(axis.top)));
        plot.value_axis(axis);
        plot.marks(marks);
        let day = plot.day_width();
        let columns = self.periods.iter().filter(|(.., stars)| *stars > 0);
        let columns = columns.map(|(begin, end, stars)| {
            let (left, right) = (days_since(self.first, *begin) - 0.5, days_since(self.first, *end) + 0.5);
            let gap = ((right - left) / 6.0).min(15.0 / day);
            (left + gap, right - gap, to_f64(*stars))
        });
        plot.columns(columns, card.theme.count);
        let middle = |begin: Date, end: Date| (days_since(self.first, begin) + days_since(self.first, end)) / 2.0;
        plot.time_axis_at(|day| {
            let within = |(begin, end, _): &&(Date, Date, u64)| (*begin..=*end).contains(&day);
            let period = self.periods.iter().find(within);
            Some(period.map_or_else(|| middle(day, day), |(begin, end, _)| middle(*begin, *end)))
        });
        let points: Vec<(f64, f64, Date)> = self
            .periods
            .iter()
            .map(|(begin, end, stars)| (middle(*begin, *end), to_f64(*stars), *begin))
            .collect();
        plot.peaks(&points, card.theme.count, false);
        plot.values_on_plot(axis);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};
    use crate::domain::history::History;

    fn with_stars(counts: &[Option<u64>]) -> History {
        let mut history = history(&[Some(1)]);
        for (back, count) in counts.iter().rev().enumerate() {
            if let Some(count) = *count {
                let is_complete = true;
                history
                    .stars
                    .days
                    .insert(days_before(back), StarDay { count, is_complete });
            }
        }
        history.stars.is_past_read = true;
        history
    }

    fn chart(history: &History) -> Option<StarsChart> {
        StarsChart::data(history, &Analysis::new(history))
    }

    #[test]
    fn all_time_is_shown_once_it_is_longer() {
        let short = chart(&with_stars(&[Some(1); 90])).expect("stars");
        assert_eq!((short.recent.periods.len(), short.all_time), (90, None));
        let long = chart(&with_stars(&[Some(1); 200])).expect("stars");
        assert_eq!(long.recent.last, LAST);
        let all = long.all_time.expect("more than the last days");
        // The first week is cut; the last one has just begun, as LAST is a Sunday.
        let stars: Vec<u64> = all.periods.iter().map(|(.., stars)| *stars).collect();
        assert_eq!(stars.iter().sum::<u64>(), 200);
        assert_eq!(stars[1..stars.len() - 1].iter().min(), Some(&7));
        assert!(chart(&with_stars(&[Some(1); 1_200])).expect("stars").by_month);
    }

    #[test]
    fn a_week_with_an_unknown_day_has_no_column() {
        let mut counts = [Some(1); 98];
        counts[10] = None;
        let all = chart(&with_stars(&counts)).expect("stars").all_time.expect("all time");
        assert_eq!(all.periods.len(), 14, "of fifteen weeks");
    }

    #[test]
    fn zeros_alone_give_no_chart() {
        assert_eq!(chart(&with_stars(&[Some(0); 30])), None);
        assert_eq!(chart(&with_stars(&[])), None);
    }
}
