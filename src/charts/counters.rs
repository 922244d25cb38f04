//! PURE. Stars, forks and release downloads over time: a panel each, on its own scale; unknown ones are left out.

use super::axis;
use super::card::{Card, MARGIN, RIGHT, snap};
use super::plot::{Area, Plot};
use super::series::float;
use super::text_style::{Anchor, TextStyle};
use super::{ChartInput, Picture};
use crate::domain::analysis::counter_trend::CounterValue;
use crate::domain::top_list::RepoCounters;
use crate::domain::{Date, days_between, utc_day};
use crate::format;

struct Panel {
    name: &'static str,
    points: Vec<(Date, u64)>,
    level: Option<CounterValue>,
}

/// The panels of what is known. `None` when nothing is.
pub(super) fn draw(input: &ChartInput) -> Option<Picture> {
    let growth = &input.analysis.growth;
    let points = |value: fn(&RepoCounters) -> Option<u64>| -> Vec<(Date, u64)> {
        let readings = input.history.counters.values();
        readings
            .filter_map(|p| Some((utc_day(p.captured), value(p)?)))
            .collect()
    };
    let panels: Vec<Panel> = [
        ("stars", points(|p| p.stars), growth.stars),
        ("forks", points(|p| p.forks), growth.forks),
        ("downloads", points(|p| p.downloads), growth.downloads),
    ]
    .into_iter()
    .map(|(name, points, level)| Panel { name, points, level })
    // A number that has never been anything but zero is no news.
    .filter(|panel| panel.points.iter().any(|(_, value)| *value > 0))
    .collect();
    let first = panels.iter().filter_map(|p| p.points.first()).map(|p| p.0).min()?;
    let last = panels.iter().filter_map(|p| p.points.last()).map(|p| p.0).max()?;

    let subtitle = format!("As read each week, {}", format::date_range(first, last));
    let card = Card::new("growth", input.shade, 245, "Stars, forks and downloads", &subtitle);
    let gap = 420;
    let count = i32::try_from(panels.len()).unwrap_or(1);
    let width = (RIGHT - MARGIN - gap * 2) / 3;
    let width = if count == 1 {
        RIGHT - MARGIN
    } else {
        width.max((RIGHT - MARGIN - gap * (count - 1)) / count)
    };
    for (place, panel) in panels.iter().enumerate() {
        let left = MARGIN + (width + gap) * i32::try_from(place).unwrap_or(0);
        draw_panel(&card, panel, (left, left + width), (first, last));
    }
    let sentences: Vec<String> = panels.iter().filter_map(sentence).collect();
    Some(card.finish(format!("{}.", sentences.join("; "))))
}

fn sentence(panel: &Panel) -> Option<String> {
    let (day, now) = panel.points.last()?;
    let gained = match panel.level.and_then(|level| level.before) {
        Some((before, since)) => format!(", {} since {}", signed(before, *now), format::date(since)),
        None => String::new(),
    };
    Some(format!(
        "{} {} on {}{gained}",
        format::grouped(*now),
        panel.name,
        format::date(*day)
    ))
}

fn signed(before: u64, now: u64) -> String {
    match now.checked_sub(before) {
        Some(0) => "±0".to_owned(),
        Some(more) => format!("+{}", format::grouped(more)),
        None => format!("−{}", format::grouped(before - now)),
    }
}

fn draw_panel(card: &Card, panel: &Panel, (left, right): (i32, i32), (first, last): (Date, Date)) {
    let theme = card.theme;
    let Some((newest, now)) = panel.points.last().copied() else {
        return;
    };
    let value_face = TextStyle::new(190, theme.text).bold();
    card.canvas.text((left, 950), &format::grouped(now), value_face);
    let after = left + value_face.width(&format::grouped(now)) + 50;
    card.canvas
        .text((after, 950), panel.name, TextStyle::new(120, theme.muted));
    if let Some((before, _)) = panel.level.and_then(|level| level.before) {
        let text_style = TextStyle::new(115, theme.muted).bold().at(Anchor::End);
        let words = format!("{} in 4 weeks", signed(before, now));
        let bounds = text_style.bounds(&words, (right, 950));
        if card.canvas.is_free(bounds) {
            card.canvas.text((right, 950), &words, text_style);
        }
    }
    // Levels, not amounts: the scale need not start at zero, so its ends are written at the line.
    let low = panel.points.iter().map(|p| p.1).min().unwrap_or(0);
    let high = panel.points.iter().map(|p| p.1).max().unwrap_or(0);
    let area = Area {
        left,
        top: 1_150,
        right,
        bottom: 1_960,
    };
    let reach = (float(low), float(high.max(low + 1)));
    let plot = Plot::new(card, area, (first, last), reach);
    let at = |day: Date| float(days_between(first, day).unsigned_abs());
    let runs: Vec<Vec<(f64, f64)>> = panel
        .points
        .chunk_by(|one, two| days_between(one.0, two.0) <= 21)
        .map(|run| run.iter().map(|(day, value)| (at(*day), float(*value))).collect())
        .collect();
    let shade: Vec<Vec<(f64, (f64, f64))>> = runs
        .iter()
        .map(|run| run.iter().map(|(at, value)| (*at, (reach.0, *value))).collect())
        .collect();
    plot.band(&shade, theme.count, (theme.band.0, 2));
    plot.line(&runs, theme.count, 18);
    plot.mark(at(newest), float(now), theme.count, false);
    card.line(
        (left, snap(area.bottom) + 60),
        (right, snap(area.bottom) + 60),
        theme.axis,
        10,
    );
    let (y, days) = (snap(area.bottom + 60), days_between(first, last).max(1));
    for tick in axis::dates(first, last, i64::from(right - left) / 10) {
        let along = i64::from(right - left) * days_between(first, tick.day) / days;
        let x = snap(left + i32::try_from(along).unwrap_or(0));
        card.line((x, y + 5), (x, y + 45), theme.axis, 10);
    }
    let text_style = TextStyle::new(110, theme.muted);
    if let Some((day, start)) = panel.points.first().filter(|first| first.0 != newest) {
        let words = format!("{} on {}", format::grouped(*start), format::date(*day));
        card.canvas.text((left, y + 170), &words, text_style);
    }
    card.canvas.text(
        (right, y + 170),
        &format::short_date(newest),
        text_style.at(Anchor::End),
    );
}
