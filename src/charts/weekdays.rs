//! PURE. The rhythm of the week: the median of each weekday and the spread of its middle half.

use plotters::prelude::RGBColor;

use super::axis::Values;
use super::card::{Card, MARGIN, RIGHT, snap};
use super::series::{ChartSeries, DataPoint, float, whole};
use super::text_style::{Anchor, TextStyle};
use super::{ChartInput, Picture};
use crate::domain::plus_days;
use crate::domain::traffic::Metric;
use crate::format;

const WEEKS: i64 = 26;
const TOP: i32 = 1_120;
const BOTTOM: i32 = 2_150;

/// Lower quartile, median and upper quartile.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    low: f64,
    median: f64,
    high: f64,
}

/// Views and unique visitors of each weekday over 26 weeks. `None` until every weekday is known three times.
pub(super) fn draw(input: &ChartInput) -> Option<Picture> {
    let series = ChartSeries::by_day(input.history, Metric::Views, Some(WEEKS * 7))?;
    let views = profile(&series, |p| p.count)?;
    let uniques = profile(&series, |p| p.uniques);
    if views.iter().all(|day| day.high == 0.0) {
        return None;
    }
    let theme = input.theme();
    let first = series.first.max(plus_days(series.newest, 1 - WEEKS * 7));
    let subtitle = format!(
        "Line: the median day. Box: the middle half of the days. {}",
        format::date_range(first, series.newest)
    );
    let card = Card::new("weekdays", input.shade, 255, "The rhythm of the week", &subtitle);
    let half = (RIGHT - MARGIN - 400) / 2;
    panel(
        &card,
        (MARGIN, MARGIN + half),
        "views",
        &views,
        (theme.count, theme.count_soft),
    );
    if let Some(uniques) = &uniques {
        panel(
            &card,
            (RIGHT - half, RIGHT),
            "unique visitors",
            uniques,
            (theme.people, theme.people_soft),
        );
    }
    let medians: Vec<String> = format::WEEKDAYS
        .iter()
        .zip(&views)
        .map(|(name, day)| format!("{name} {}", format::grouped(whole(day.median))))
        .collect();
    Some(card.finish(format!(
        "Median views by weekday, {}: {}.",
        format::date_range(first, series.newest),
        medians.join(", ")
    )))
}

fn profile(series: &ChartSeries, value: impl Fn(&DataPoint) -> Option<f64>) -> Option<Vec<Spread>> {
    let mut days: [Vec<f64>; 7] = Default::default();
    for point in series.points.iter().filter(|p| !p.partial) {
        let weekday = usize::try_from(point.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        days[weekday].extend(value(point));
    }
    days.into_iter()
        .map(|mut values| {
            values.sort_by(f64::total_cmp);
            (values.len() >= 3).then(|| Spread {
                low: quantile(&values, 1),
                median: quantile(&values, 2),
                high: quantile(&values, 3),
            })
        })
        .collect()
}

/// A quartile of sorted values, between two of them where it falls between.
fn quantile(sorted: &[f64], quarter: usize) -> f64 {
    let place = (sorted.len() - 1) * quarter;
    let (below, rest) = (place / 4, place % 4);
    let upper = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + (upper - sorted[below]) * float(rest as u64) / 4.0
}

fn panel(card: &Card, (left, right): (i32, i32), name: &str, days: &[Spread], (strong, soft): (RGBColor, RGBColor)) {
    let theme = card.theme;
    card.dot((left + 40, 840), 40, strong);
    card.canvas
        .text((left + 130, 880), name, TextStyle::new(120, theme.muted));
    let most = days.iter().map(|day| day.high).fold(0.0, f64::max);
    let values = Values::new(whole(most), 3);
    let y_of = |value: f64| {
        let part = float(u64::try_from(BOTTOM - TOP).unwrap_or(0)) * value / float(values.top);
        BOTTOM - i32::try_from(whole(part)).unwrap_or(0)
    };
    let ticks: Vec<(i32, String)> = values.ticks().map(|(v, label)| (snap(y_of(float(v))), label)).collect();
    for (y, _) in ticks.iter().skip(1) {
        card.line((left, *y), (right, *y), theme.grid, 10);
    }
    for (y, label) in &ticks {
        card.canvas
            .text((left, y - 40), label, TextStyle::new(110, theme.muted));
    }
    let start = left + values.room();
    let pitch = (right - start) / 7;
    let middle = |day: usize| start + pitch * i32::try_from(day).unwrap_or(0) + pitch / 2;
    for (day, spread) in days.iter().enumerate() {
        let x = middle(day);
        card.round(
            (
                x - 110,
                y_of(spread.high),
                x + 110,
                y_of(spread.low).max(y_of(spread.high) + 10),
            ),
            25,
            soft,
        );
    }
    for (day, spread) in days.iter().enumerate() {
        let (x, y) = (middle(day), y_of(spread.median));
        card.line((x - 110, y), (x + 110, y), strong, 25);
    }
    card.line((left, snap(BOTTOM)), (right, snap(BOTTOM)), theme.axis, 10);
    for (day, spread) in days.iter().enumerate() {
        let text_style = TextStyle::new(110, theme.text).bold().at(Anchor::Middle);
        card.canvas.text(
            (middle(day), y_of(spread.high) - 50),
            &format::compact(whole(spread.median)),
            text_style,
        );
    }
    for (day, name) in format::WEEKDAYS.iter().enumerate() {
        let text_style = TextStyle::new(110, theme.muted).at(Anchor::Middle);
        card.canvas.text((middle(day), BOTTOM + 170), name, text_style);
    }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quartiles_fall_between_values() {
        assert_eq!(
            [1, 2, 3].map(|q| quantile(&[1.0, 2.0, 3.0, 4.0, 5.0], q)),
            [2.0, 3.0, 4.0]
        );
        assert_eq!([1, 2, 3].map(|q| quantile(&[0.0, 10.0], q)), [2.5, 5.0, 7.5]);
        assert_eq!(quantile(&[7.0], 3), 7.0);
    }
}
