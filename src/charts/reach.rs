//! PURE. Unique visitors of whole weeks and of trailing 14-day windows, as GitHub itself counts them: uniques of days do
//! not add up.

use crate::charts::axis::ValueAxis;
use crate::charts::card::{Card, Covers, Headline, MARGIN, RIGHT};
use crate::charts::marks::Marks;
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{Hole, Run, days_since, end_of_weeks, to_f64};
use crate::charts::{Chart, Description};
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, monday_of, plus_days};
use crate::format;

/// Beyond this many windows a day is narrower than the line: the last window of each week is drawn.
const MOST_WINDOWS: usize = 400;

/// Once so many days are known the chart ends with the newest week that is over.
const FEWEST_DAYS: i64 = 28;

/// Unique visitors of all weeks and windows with a number from GitHub.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reach {
    first: Date,
    last: Date,
    /// By Monday.
    weeks: Vec<(Date, u64)>,
    /// The windows to draw, by their last day.
    windows: Vec<(Date, u64)>,
    /// The newest window.
    newest: Option<(Date, u64)>,
    /// The window with the most, the first of several.
    highest: Option<(Date, u64)>,
    marks: Marks,
}

impl Chart for Reach {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let (first, newest) = history.span()?;
        let last = match end_of_weeks(newest) {
            end if days_between(first, end) >= FEWEST_DAYS => end,
            _ => newest,
        };
        let weeks: Vec<(Date, u64)> = history
            .weeks
            .range(first..=last)
            .filter_map(|(monday, week)| Some((*monday, week.totals(Metric::Views)?.uniques.get())))
            .collect();
        let mut windows: Vec<(Date, u64)> = (0..=days_between(first, last))
            .map(|offset| plus_days(first, offset))
            .filter_map(|end| Some((end, history.window(Metric::Views, end)?.uniques.get())))
            .collect();
        if weeks.is_empty() && windows.iter().all(|(_, uniques)| *uniques == 0) {
            return None;
        }
        let newest = windows.last().copied();
        let by_uniques = |(end, uniques): &(Date, u64)| (*uniques, std::cmp::Reverse(*end));
        let highest = windows.iter().copied().max_by_key(by_uniques);
        if windows.len() > MOST_WINDOWS {
            windows = last_of_each_week(&windows);
        }
        Some(Self {
            first,
            last,
            weeks,
            windows,
            newest,
            highest,
            marks: Marks::new(history, analysis, Metric::Views, Days::new(first, last)),
        })
    }

    fn describe(&self) -> Description {
        let days = format::date_range(self.first, self.last);
        let mut alt = format!("Unique visitors as GitHub counts them, {days}.");
        if let Some((end, uniques)) = self.newest {
            let (end, uniques) = (format::date(end), format::grouped(uniques));
            alt.push_str(&format!(" In the 14 days to {end}: {uniques}."));
        }
        if let Some((end, uniques)) = self.highest {
            let (end, uniques) = (format::date(end), format::grouped(uniques));
            alt.push_str(&format!(" Highest: {uniques} in the 14 days to {end}."));
        }
        if let Some((monday, uniques)) = self.weeks.last() {
            let (monday, uniques) = (format::date(*monday), format::grouped(*uniques));
            alt.push_str(&format!(" In the week of {monday}: {uniques}."));
        }
        alt.push_str(&self.marks.sentence());
        Description {
            title: "Reach: unique visitors",
            subtitle: format!("As GitHub counts them in weeks and in 14 days, {days}"),
            alt,
        }
    }

    fn height(&self) -> i32 {
        270 + self.marks.height() / 10
    }

    fn draw(&self, card: &Card) {
        self.draw_headlines(card);
        let values = self.windows.iter().chain(&self.weeks).map(|(_, uniques)| *uniques);
        let axis = ValueAxis::new(values.max().unwrap_or(0), 4);
        let area = PlotArea {
            left: MARGIN + axis.label_width(),
            top: 1_000 + self.marks.height(),
            right: RIGHT - 760,
            bottom: 2_200 + self.marks.height(),
        };
        let plot = Plot::growing(card, area, (self.first, self.last), (0.0, to_f64(axis.top)), false);
        plot.value_axis(axis);
        plot.hatch(&self.gaps(), |_| "no count".to_owned());
        plot.columns(self.columns(), card.theme.uniques_soft);
        plot.column_tops(self.columns(), card.theme.uniques);
        plot.marks(&self.marks);
        let at = |day: Date| days_since(self.first, day);
        let runs: Vec<Run<f64>> = self
            .windows
            .chunk_by(|one, two| days_between(one.0, two.0) <= 14)
            .map(|run| run.iter().map(|(end, uniques)| (at(*end), to_f64(*uniques))).collect())
            .collect();
        plot.line(&runs, card.theme.uniques, 18);
        plot.time_axis();
        if let Some((end, uniques)) = self.newest {
            plot.marker(at(end), to_f64(uniques), card.theme.uniques, false);
            plot.end_labels(&[("14 days", to_f64(uniques), card.theme.uniques)]);
        }
        if let Some((end, uniques)) = self.highest.filter(|(_, uniques)| *uniques > 0) {
            plot.peaks(&[(at(end), to_f64(uniques), end)], card.theme.uniques, true);
        }
        plot.values_on_plot(axis);
    }
}

impl Reach {
    /// The newest week and the newest window.
    fn draw_headlines(&self, card: &Card) {
        let week = self.weeks.last().map(|(monday, uniques)| {
            let label = format!("in the week of {}", format::short_date(*monday));
            Headline::plain(Some(*uniques), label, Some(card.theme.uniques_soft))
        });
        let window = self.newest.map(|(end, uniques)| {
            let label = format!("in 14 days to {}", format::short_date(end));
            Headline::plain(Some(uniques), label, Some(card.theme.uniques))
        });
        let headlines: Vec<Headline> = week.into_iter().chain(window).collect();
        card.headlines(Covers::default(), &headlines);
    }

    /// Stretches of more than two weeks in which no window ends and no known week lies.
    fn gaps(&self) -> Vec<Hole> {
        let weeks = self.weeks.iter().map(|(monday, _)| (*monday, plus_days(*monday, 6)));
        let mut known: Vec<(Date, Date)> = self.windows.iter().map(|(end, _)| (*end, *end)).chain(weeks).collect();
        known.sort_unstable();
        let mut holes = Vec::new();
        let mut until = known.first().map_or(self.first, |(_, last)| *last);
        for (first, last) in known {
            if days_between(until, first) > 14 {
                holes.push(Hole {
                    from: days_since(self.first, until) + 0.5,
                    to: days_since(self.first, first) - 0.5,
                    days: Days::new(plus_days(until, 1), plus_days(first, -1)).each().collect(),
                });
            }
            until = until.max(last);
        }
        holes
    }

    /// A column (from, to, uniques) for each week, with a gap between columns while there is room for it.
    fn columns(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let days = days_since(self.first, self.last);
        let gap = if days < 900.0 { 1.2 } else { 0.0 };
        self.weeks.iter().map(move |(monday, uniques)| {
            let from = days_since(self.first, *monday);
            let to = (from + 6.5 - gap / 2.0).min(days);
            (from - 0.5 + gap / 2.0, to, to_f64(*uniques))
        })
    }
}

fn last_of_each_week(windows: &[(Date, u64)]) -> Vec<(Date, u64)> {
    windows
        .chunk_by(|one, two| monday_of(one.0) == monday_of(two.0))
        .filter_map(|week| week.last().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history, period};

    fn data(history: &History) -> Option<Reach> {
        Reach::data(history, &Analysis::new(history))
    }

    #[test]
    fn days_alone_have_no_reach() {
        assert_eq!(data(&history(&[Some(5); 30])), None);
        assert_eq!(data(&history(&[Some(0); 30])), None, "windows of zero are no news");
    }

    #[test]
    fn the_first_of_equal_windows_is_the_highest() {
        let mut history = history(&[Some(5); 30]);
        for (back, uniques) in [(9, 40), (8, 70), (3, 70), (0, 60)] {
            history.windows.insert(days_before(back), period(uniques));
        }
        history.weeks.insert(days_before(6), period(33));
        history.weeks.insert(days_before(62), period(99));
        let reach = data(&history).expect("a window");
        assert_eq!(reach.highest, Some((days_before(8), 70)));
        assert_eq!(reach.newest, Some((LAST, 60)));
        assert_eq!(reach.weeks, [(days_before(6), 33)], "none before the first day");
    }

    #[test]
    fn what_neither_a_window_nor_a_week_covers_is_a_gap() {
        let mut history = history(&[Some(5); 80]);
        for back in [70, 71, 30, 10] {
            history.windows.insert(days_before(back), period(40));
        }
        history.weeks.insert(days_before(27), period(33));
        let gaps = data(&history).expect("a window").gaps();
        let gaps: Vec<(f64, f64)> = gaps.iter().map(|gap| (gap.from, gap.to)).collect();
        assert_eq!(gaps, [(9.5, 48.5)], "a week lies between the last two windows");
    }

    #[test]
    fn many_windows_are_thinned_to_the_last_of_each_week() {
        let mut history = history(&[Some(5); 420]);
        for back in 0..401 {
            history.windows.insert(days_before(back), period(7));
        }
        let reach = data(&history).expect("a window");
        assert_eq!(reach.windows.len(), 401_usize.div_ceil(7));
        assert!(
            reach
                .windows
                .iter()
                .all(|(end, _)| *end == plus_days(monday_of(*end), 6))
        );
    }
}
