//! PURE. The honest reach: GitHub's own unique visitors of trailing 14-day windows and of whole weeks.

use super::axis::ValueAxis;
use super::card::{Card, Headline, MARGIN, RIGHT};
use super::plot::{Plot, PlotArea};
use super::series::to_f64;
use super::{ChartInput, Picture, number};
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, monday_of, plus_days};

/// Windows and weeks over all time. `None` until GitHub has given a window or a week.
pub(super) fn draw(input: &ChartInput) -> Option<Picture> {
    let history = input.history;
    let (first, last) = history.span()?;
    let weeks: Vec<(Date, u64)> = history
        .weeks
        .iter()
        .filter(|(monday, _)| **monday >= first)
        .filter_map(|(monday, week)| Some((*monday, week.totals(Metric::Views)?.uniques.get())))
        .collect();
    let mut windows: Vec<(Date, u64)> = (0..=days_between(first, last))
        .map(|offset| plus_days(first, offset))
        .filter_map(|end| Some((end, history.window(Metric::Views, end)?.uniques.get())))
        .collect();
    if windows.iter().all(|(_, people)| *people == 0) && weeks.is_empty() {
        return None;
    }
    let highest = windows
        .iter()
        .max_by_key(|(end, people)| (*people, std::cmp::Reverse(*end)))
        .copied();
    let newest = windows.last().copied();
    // The last window of each week is enough once a day is narrower than the line.
    if windows.len() > 400 {
        windows = windows
            .chunk_by(|one, two| monday_of(one.0) == monday_of(two.0))
            .filter_map(|week| week.last().copied())
            .collect();
    }

    let theme = input.theme();
    let subtitle = format!("Unique visitors as GitHub counts them, {}", number::days(first, last));
    let card = Card::new("reach", input.shade, 270, "Reach", &subtitle);
    let mut figures = Vec::new();
    if let Some((monday, people)) = weeks.last() {
        figures.push(Headline {
            value: number::whole(*people),
            change: String::new(),
            label: format!("in the week of {}", number::day(*monday)),
            colour: Some(theme.uniques_soft),
        });
    }
    if let Some((end, people)) = newest {
        figures.push(Headline {
            value: number::whole(people),
            change: String::new(),
            label: format!("in 14 days to {}", number::day(end)),
            colour: Some(theme.uniques),
        });
    }
    card.headlines("", &figures);

    let max = windows
        .iter()
        .chain(&weeks)
        .map(|(_, people)| *people)
        .max()
        .unwrap_or(0);
    let values = ValueAxis::new(max, 4);
    let area = PlotArea {
        left: MARGIN + values.label_width(),
        top: 1_000,
        right: RIGHT - 760,
        bottom: 2_200,
    };
    let plot = Plot::new(&card, area, (first, last), (0.0, to_f64(values.top)));
    plot.value_axis(values);
    let at = |day: Date| to_f64(days_between(first, day).unsigned_abs());
    // Columns stand apart while there is room for the gap.
    let gap = if days_between(first, last) < 900 { 1.2 } else { 0.0 };
    plot.columns(
        weeks.iter().map(|(monday, people)| {
            let from = at(*monday);
            (
                from - 0.5 + gap / 2.0,
                (from + 6.5 - gap / 2.0).min(at(last)),
                to_f64(*people),
            )
        }),
        theme.uniques_soft,
    );
    let runs: Vec<Vec<(f64, f64)>> = windows
        .chunk_by(|one, two| days_between(one.0, two.0) <= 14)
        .map(|run| run.iter().map(|(end, people)| (at(*end), to_f64(*people))).collect())
        .collect();
    plot.line(&runs, theme.uniques, 18);
    plot.time_axis();
    if let Some((end, people)) = newest {
        plot.marker(at(end), to_f64(people), theme.uniques, false);
        plot.end_labels(&[("14 days", to_f64(people), theme.uniques)]);
    }
    if let Some((end, people)) = highest.filter(|(_, people)| *people > 0) {
        plot.peaks(&[(at(end), to_f64(people), end)], theme.uniques, true);
    }

    let mut alt = format!("Unique visitors as GitHub counts them, {}.", number::days(first, last));
    if let Some((end, people)) = newest {
        alt.push_str(&format!(
            " In the 14 days to {}: {}.",
            number::full_day(end),
            number::whole(people)
        ));
    }
    if let Some((end, people)) = highest {
        alt.push_str(&format!(
            " Most in 14 days: {}, to {}.",
            number::whole(people),
            number::full_day(end)
        ));
    }
    if let Some((monday, people)) = weeks.last() {
        alt.push_str(&format!(
            " In the week of {}: {}.",
            number::full_day(*monday),
            number::whole(*people)
        ));
    }
    Some(card.finish(alt))
}
