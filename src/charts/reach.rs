//! PURE. The honest reach: GitHub's own unique visitors of trailing 14-day windows and of whole weeks.

use super::axis::Values;
use super::card::{Card, Headline, MARGIN, RIGHT};
use super::plot::{Area, Plot};
use super::series::float;
use super::{ChartInput, Picture};
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, monday_of, plus_days};
use crate::format;

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
    let subtitle = format!(
        "Unique visitors as GitHub counts them, {}",
        format::date_range(first, last)
    );
    let card = Card::new("reach", input.shade, 270, "Reach", &subtitle);
    let mut figures = Vec::new();
    if let Some((monday, people)) = weeks.last() {
        figures.push(Headline {
            value: format::grouped(*people),
            change: String::new(),
            label: format!("in the week of {}", format::short_date(*monday)),
            colour: Some(theme.people_soft),
        });
    }
    if let Some((end, people)) = newest {
        figures.push(Headline {
            value: format::grouped(people),
            change: String::new(),
            label: format!("in 14 days to {}", format::short_date(end)),
            colour: Some(theme.people),
        });
    }
    card.headlines("", &figures);

    let max = windows
        .iter()
        .chain(&weeks)
        .map(|(_, people)| *people)
        .max()
        .unwrap_or(0);
    let values = Values::new(max, 4);
    let area = Area {
        left: MARGIN + values.room(),
        top: 1_000,
        right: RIGHT - 760,
        bottom: 2_200,
    };
    let plot = Plot::new(&card, area, (first, last), (0.0, float(values.top)));
    plot.value_axis(values);
    let at = |day: Date| float(days_between(first, day).unsigned_abs());
    // Columns stand apart while there is room for the gap.
    let gap = if days_between(first, last) < 900 { 1.2 } else { 0.0 };
    plot.columns(
        weeks.iter().map(|(monday, people)| {
            let from = at(*monday);
            (
                from - 0.5 + gap / 2.0,
                (from + 6.5 - gap / 2.0).min(at(last)),
                float(*people),
            )
        }),
        theme.people_soft,
    );
    let runs: Vec<Vec<(f64, f64)>> = windows
        .chunk_by(|one, two| days_between(one.0, two.0) <= 14)
        .map(|run| run.iter().map(|(end, people)| (at(*end), float(*people))).collect())
        .collect();
    plot.line(&runs, theme.people, 18);
    plot.time_axis();
    if let Some((end, people)) = newest {
        plot.mark(at(end), float(people), theme.people, false);
        plot.names(&[("14 days", float(people), theme.people)]);
    }
    if let Some((end, people)) = highest.filter(|(_, people)| *people > 0) {
        plot.peaks(&[(at(end), float(people), end)], theme.people, true);
    }

    let mut alt = format!(
        "Unique visitors as GitHub counts them, {}.",
        format::date_range(first, last)
    );
    if let Some((end, people)) = newest {
        alt.push_str(&format!(
            " In the 14 days to {}: {}.",
            format::date(end),
            format::grouped(people)
        ));
    }
    if let Some((end, people)) = highest {
        alt.push_str(&format!(
            " Most in 14 days: {}, to {}.",
            format::grouped(people),
            format::date(end)
        ));
    }
    if let Some((monday, people)) = weeks.last() {
        alt.push_str(&format!(
            " In the week of {}: {}.",
            format::date(*monday),
            format::grouped(*people)
        ));
    }
    Some(card.finish(alt))
}
