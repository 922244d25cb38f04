//! PURE. The last 53 weeks as a calendar: a square a day, darker when busier, hatched when unknown.

use plotters::prelude::{RGBColor, Rectangle};
use plotters::style::Color;

use super::canvas::{INTO_MEMORY, Pen};
use super::card::{Card, Headline, MARGIN, RIGHT};
use super::text_style::{Anchor, TextStyle};
use super::{ChartInput, Picture};
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, monday_of, plus_days};
use crate::format;

const WEEKS: i64 = 53;
/// From square to square and the square itself, in tenths of a pixel.
const PITCH: i32 = 148;
const SIZE: i32 = 124;
const LEFT: i32 = RIGHT - PITCH * 53 + (PITCH - SIZE);
const TOP: i32 = 1_000;

/// Views of each day. `None` until a day is known.
pub(super) fn draw(input: &ChartInput) -> Option<Picture> {
    let (oldest, newest) = input.history.span()?;
    let start = plus_days(monday_of(newest), -7 * (WEEKS - 1));
    let first = start.max(oldest);
    let days: Vec<(Date, Option<u64>)> = (0..=days_between(start, newest))
        .map(|offset| plus_days(start, offset))
        .map(|day| {
            let reading = input.history.day(day).and_then(|d| d.reading(Metric::Views));
            (day, reading.and_then(|r| r.known_count()))
        })
        .collect();
    let mut busy: Vec<u64> = days.iter().filter_map(|(_, views)| *views).filter(|v| *v > 0).collect();
    busy.sort_unstable();
    // The steps are quartiles of the days with views, so that one huge day does not pale all others.
    let quartile = |quarter: usize| {
        busy.get((busy.len() * quarter / 4).min(busy.len().saturating_sub(1)))
            .copied()
    };
    let limits = [1, 2, 3].map(|quarter| quartile(quarter).unwrap_or(0));
    let step = |views: u64| match views {
        0 => 0,
        _ => {
            1 + limits
                .iter()
                .filter(|limit| views >= **limit && **limit > limits_low(&busy))
                .count()
        }
    };

    let theme = input.theme();
    let subtitle = format!("Per day, {}", format::date_range(first, newest));
    let card = Card::new("calendar", input.shade, 236, "A year of views", &subtitle);
    let best = days
        .iter()
        .filter_map(|(day, views)| Some((*day, (*views)?)))
        .fold(None, |best: Option<(Date, u64)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .filter(|(_, views)| *views > 0);
    if let Some((day, views)) = best {
        card.headlines(
            "",
            &[Headline {
                value: format::grouped(views),
                change: String::new(),
                label: format!("views on {}, the busiest day", format::date(day)),
                colour: None,
            }],
        );
    }

    let place = |day: Date| {
        let offset = i32::try_from(days_between(start, day)).unwrap_or(0);
        (LEFT + PITCH * (offset / 7), TOP + PITCH * (offset % 7))
    };
    let unknown = days.iter().filter(|(day, views)| *day >= first && views.is_none());
    let hatch = Pen {
        paint: Some(card.canvas.hatch(theme)),
        gather: true,
        ..Pen::default()
    };
    squares(&card, hatch, unknown.clone().map(|(day, _)| place(*day)), theme.hatch);
    for (level, colour) in theme.ramp.iter().enumerate() {
        let pen = Pen {
            gather: true,
            ..Pen::default()
        };
        let these = days.iter().filter(|(_, views)| views.is_some_and(|v| step(v) == level));
        squares(&card, pen, these.map(|(day, _)| place(*day)), *colour);
    }
    if let Some((day, _)) = best {
        let (x, y) = place(day);
        let ring = Rectangle::new(
            [(x - 10, y - 10), (x + SIZE + 10, y + SIZE + 10)],
            theme.people.stroke_width(15),
        );
        let pen = Pen {
            radius: 20,
            ..Pen::default()
        };
        card.canvas
            .with(pen, || card.canvas.area().draw(&ring))
            .expect(INTO_MEMORY);
    }
    labels(&card, start, (first, newest));
    key(&card, unknown.clone().next().is_some());

    let known = days.iter().filter(|(_, views)| views.is_some()).count() as u64;
    let busiest = best.map_or(String::new(), |(day, views)| {
        format!(" Busiest: {} with {} views.", format::date(day), format::grouped(views))
    });
    let missing = match unknown.count() as u64 {
        0 => String::new(),
        missing => format!(" Unknown: {}.", format::counted(missing, "day", "days")),
    };
    Some(card.finish(format!(
        "Views of each day, {}: {} known.{busiest}{missing}",
        format::date_range(first, newest),
        format::counted(known, "day is", "days are")
    )))
}

/// The smallest number of views of a day that has any: where all days are alike, they share the lowest step.
fn limits_low(busy: &[u64]) -> u64 {
    busy.first().copied().unwrap_or(0)
}

fn squares(card: &Card, pen: Pen, places: impl Iterator<Item = (i32, i32)>, colour: RGBColor) {
    card.canvas.with(pen, || {
        for (x, y) in places {
            let square = Rectangle::new([(x, y), (x + SIZE, y + SIZE)], colour.filled());
            card.canvas.area().draw(&square).expect(INTO_MEMORY);
        }
    });
}

fn labels(card: &Card, start: Date, (first, newest): (Date, Date)) {
    let text_style = TextStyle::new(110, card.theme.muted);
    for (row, name) in [(0, "Mon"), (2, "Wed"), (4, "Fri")] {
        card.canvas.text((MARGIN, TOP + PITCH * row + 100), name, text_style);
    }
    // A month's name stands over the first week that begins in it; the year with the first one and with January.
    let mut before: Option<Date> = None;
    let mut free = LEFT;
    for week in days_between(start, monday_of(first)) / 7..WEEKS {
        let monday = plus_days(start, 7 * week);
        let begins = before.is_none_or(|b| b.month() != monday.month());
        let x = LEFT + PITCH * i32::try_from(week).unwrap_or(0);
        let whole_month = before.is_some() || monday.day() <= 14;
        let label = match before {
            Some(_) if monday.month() != 1 => format::month(monday).to_owned(),
            _ => format!("{} {}", format::month(monday), monday.year()),
        };
        if begins && whole_month && monday <= newest && x >= free && x + text_style.width(&label) <= RIGHT {
            card.canvas.text((x, TOP - 60), &label, text_style);
            free = x + text_style.width(&label) + 60;
        }
        before = Some(monday);
    }
}

fn key(card: &Card, has_unknown: bool) {
    let theme = card.theme;
    let text_style = TextStyle::new(110, theme.muted);
    let y = TOP + PITCH * 7 + 60;
    let mut right = RIGHT;
    card.canvas.text((right, y + 100), "more", text_style.at(Anchor::End));
    right -= text_style.width("more") + 60 + PITCH * 5 - (PITCH - SIZE);
    for (step, colour) in theme.ramp.iter().enumerate() {
        let x = right + PITCH * i32::try_from(step).unwrap_or(0);
        squares(card, Pen::default(), std::iter::once((x, y)), *colour);
    }
    card.canvas
        .text((right - 60, y + 100), "less", text_style.at(Anchor::End));
    if has_unknown {
        let x = LEFT;
        let pen = Pen {
            paint: Some(card.canvas.hatch(theme)),
            ..Pen::default()
        };
        squares(card, pen, std::iter::once((x, y)), theme.hatch);
        card.canvas.text((x + SIZE + 60, y + 100), "no data", text_style);
    }
}
