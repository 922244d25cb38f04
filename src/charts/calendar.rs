//! PURE. Up to 53 weeks as a calendar: one square per day, darker when busier, hatched when unknown, half hatched when seen in part.

mod signs;

use std::collections::BTreeSet;

use plotters::prelude::Rectangle;
use plotters::style::Color;

use crate::charts::calendar::signs::{
    Sign, draw_corners, draw_dot, draw_legend, draw_ring, half_squares, hatched_squares, squares,
};
use crate::charts::canvas::{INTO_MEMORY, SvgStyle};
use crate::charts::card::{Card, Covers, Headline, MARGIN, RIGHT};
use crate::charts::columns::Columns;
use crate::charts::marks::{Mark, MarkKind, Marks};
use crate::charts::path::Point;
use crate::charts::text_style::TextStyle;
use crate::charts::{Chart, Description};
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, monday_of, plus_days};
use crate::format;

/// Columns of the calendar.
const WEEKS: i64 = 53;
/// The days from the oldest to the newest at least.
const FEWEST_DAYS: i64 = 7;
/// From one square to the next, in tenths of a pixel.
const PITCH: i32 = 148;
/// The edge of a square, in tenths of a pixel.
const SIZE: i32 = 124;
/// The left edge of the first column, in tenths of a pixel.
const LEFT: i32 = RIGHT - PITCH * 53 + (PITCH - SIZE);
/// The top edge of the Mondays, in tenths of a pixel.
const TOP: i32 = 1_080;

/// The views of each day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Calendar {
    /// The Monday of the first column: of the oldest day, or 52 weeks before the newest one.
    start: Date,
    /// The first day of the history within the calendar.
    first: Date,
    /// Every day from `start` to the newest one; `None` is unknown.
    days: Vec<(Date, Option<u64>)>,
    /// Which of them were seen in part.
    partial: BTreeSet<Date>,
    levels: Levels,
    /// The day with the most views, the first of several.
    busiest: (Date, u64),
    marks: Marks,
}

impl Chart for Calendar {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let (oldest, newest) = history.span()?;
        let start = plus_days(monday_of(newest), -7 * (WEEKS - 1)).max(monday_of(oldest));
        let reading = |day: Date| history.day(day)?.reading(Metric::Views);
        let views = |day: Date| reading(day)?.known_count();
        let days: Vec<(Date, Option<u64>)> = (0..=days_between(start, newest))
            .map(|offset| plus_days(start, offset))
            .map(|day| (day, views(day)))
            .collect();
        let busy = days
            .iter()
            .filter_map(|(day, views)| Some((*day, views.filter(|v| *v > 0)?)));
        // A few squares, or squares that are all empty, say nothing.
        let busiest = busy
            .clone()
            .max_by_key(|(day, views)| (*views, std::cmp::Reverse(*day)))?;
        if days_between(oldest, newest) + 1 < FEWEST_DAYS {
            return None;
        }
        Some(Self {
            start,
            first: start.max(oldest),
            levels: Levels::new(busy.clone().map(|(_, views)| views).collect()),
            partial: days
                .iter()
                .filter(|(day, views)| views.is_some() && reading(*day).is_some_and(|r| !r.is_complete()))
                .map(|(day, _)| *day)
                .collect(),
            busiest,
            days,
            marks: Marks::new(history, analysis, Metric::Views, Days::new(start.max(oldest), newest)),
        })
    }

    fn describe(&self) -> Description {
        let days = format::date_range(self.first, self.newest());
        let known = self.days.iter().filter(|(_, views)| views.is_some()).count() as u64;
        let mut alt = format!(
            "Views of each day, {days}: data for {}.",
            format::counted(known, "day", "days")
        );
        let (day, views) = self.busiest;
        let (day, views) = (format::date(day), format::counted(views, "view", "views"));
        alt.push_str(&format!(" Busiest: {day} with {views}."));
        let unknown = self.unknown().count() as u64;
        if unknown > 0 {
            alt.push_str(&format!(" No data for {}.", format::counted(unknown, "day", "days")));
        }
        alt.push_str(&self.marks.sentence());
        Description {
            title: "Calendar of views",
            subtitle: format!("Per day, {days}"),
            alt,
        }
    }

    fn height(&self) -> i32 {
        244
    }

    fn draw(&self, card: &Card) {
        let (day, views) = self.busiest;
        let label = match views {
            1 => format!("view on {}, the busiest day", format::date(day)),
            _ => format!("views on {}, the busiest day", format::date(day)),
        };
        card.headlines(Covers::default(), &[Headline::plain(Some(views), label, None)]);
        self.draw_days(card);
        self.draw_marks(card);
        card.canvas.in_each(|columns| self.draw_labels(card, columns));
        card.canvas.in_each(|columns| draw_legend(card, columns));
        self.draw_meanings(card);
    }
}

impl Calendar {
    fn newest(&self) -> Date {
        self.days.last().map_or(self.start, |(day, _)| *day)
    }

    /// The days since the first of the history without a number.
    fn unknown(&self) -> impl Iterator<Item = Date> {
        let unknown = self
            .days
            .iter()
            .filter(|(day, views)| *day >= self.first && views.is_none());
        unknown.map(|(day, _)| *day)
    }

    /// The top left corner of a day's square.
    fn corner(&self, day: Date) -> Point {
        let offset = i32::try_from(days_between(self.start, day)).unwrap_or(0);
        (LEFT + PITCH * (offset / 7), TOP + PITCH * (offset % 7))
    }

    fn draw_days(&self, card: &Card) {
        let theme = card.theme;
        let not_whole = self.unknown().chain(self.partial.iter().copied());
        hatched_squares(card, not_whole.map(|day| self.corner(day)));
        for (level, colour) in theme.ramp.iter().enumerate() {
            let at_level = self
                .days
                .iter()
                .filter(|(_, views)| views.is_some_and(|v| self.levels.of(v) == level));
            let (partial, whole): (Vec<Date>, Vec<Date>) = at_level
                .map(|(day, _)| *day)
                .partition(|day| self.partial.contains(day));
            squares(card, whole.into_iter().map(|day| self.corner(day)), *colour);
            half_squares(card, partial.into_iter().map(|day| self.corner(day)), *colour);
        }
        let (x, y) = self.corner(self.busiest.0);
        let ring = Rectangle::new(
            [(x - 10, y - 10), (x + SIZE + 10, y + SIZE + 10)],
            theme.uniques.stroke_width(15),
        );
        let rounded = SvgStyle {
            radius: 20,
            ..SvgStyle::default()
        };
        card.canvas
            .with(rounded, || card.canvas.area().draw(&ring))
            .expect(INTO_MEMORY);
    }

    /// A corner on days with an event, a dot on days with a release, a ring on those whose numbers need a word.
    fn draw_marks(&self, card: &Card) {
        let middle = |day: Date| {
            let (x, y) = self.corner(day);
            (x + SIZE / 2, y + SIZE / 2)
        };
        let mut of_events: Vec<Point> = self
            .marks
            .of(MarkKind::Event)
            .map(|mark| self.corner(mark.days.first))
            .collect();
        of_events.dedup();
        draw_corners(card, &of_events);
        for mark in self.marks.of(MarkKind::Release) {
            draw_dot(card, middle(mark.days.first));
        }
        for mark in self.noted() {
            for day in mark.days.each() {
                draw_ring(card, middle(day));
            }
        }
    }

    /// The marks of days whose numbers need a word, but for imported ones: those can be most of the days.
    fn noted(&self) -> impl Iterator<Item = &Mark> {
        let kinds = [MarkKind::Crawlers, MarkKind::Corrected, MarkKind::Late];
        kinds.into_iter().flat_map(|kind| self.marks.of(kind))
    }

    /// What the signs on the squares mean, as far as there are any.
    fn draw_meanings(&self, card: &Card) {
        let noted: Vec<&str> = self
            .marks
            .rows()
            .filter(|kind| *kind != MarkKind::Imported)
            .map(MarkKind::name)
            .collect();
        let name = |kind: MarkKind| self.marks.of(kind).next().map(|_| kind.name().to_owned());
        let signs = [
            (Sign::Unknown, self.unknown().next().map(|_| "no data".to_owned())),
            (Sign::Partial, self.partial.first().map(|_| "seen in part".to_owned())),
            (Sign::Event, name(MarkKind::Event)),
            (Sign::Release, name(MarkKind::Release)),
            (Sign::Noted, (!noted.is_empty()).then(|| noted.join(", "))),
        ];
        let y = TOP + PITCH * 7 + 60;
        card.canvas.in_each(|columns| {
            let style = TextStyle::new(columns.size(110), card.theme.muted);
            let mut x = LEFT;
            for (sign, words) in &signs {
                let Some(words) = words else { continue };
                let position = (x + SIZE + 60, y + style.size / 2 + 45);
                if card.canvas.is_free(style.bounds(words, position)) {
                    sign.draw(card, (x, y));
                    card.canvas.text(position, words, style);
                }
                x = position.0 + style.width(words) + 200;
            }
        });
    }

    /// Weekdays to the left, months above. A month is named above the first week that begins in it; January and the
    /// first month also have the year.
    fn draw_labels(&self, card: &Card, columns: Columns) {
        let text_style = TextStyle::new(columns.size(110), card.theme.muted);
        for (row, name) in (0..).zip(format::WEEKDAYS).step_by(2).take(3) {
            // In narrow columns the first letter has to do.
            let name = if columns.is_narrow() { &name[..1] } else { name };
            let y = TOP + PITCH * row + SIZE / 2 + text_style.size * 36 / 100;
            card.canvas.text((MARGIN, y), name, text_style);
        }
        let mut previous: Option<Date> = None;
        let mut free_from = LEFT;
        for week in 0..WEEKS {
            let monday = plus_days(self.start, 7 * week);
            let begins = previous.is_none_or(|p| p.month() != monday.month());
            let x = LEFT + PITCH * i32::try_from(week).unwrap_or(0);
            // A month of which the calendar has only the end is not named.
            let has_most_of_month = previous.is_some() || monday.day() <= 14;
            let label = match previous {
                Some(_) if monday.month() != 1 => format::month(monday).to_owned(),
                _ => format!("{} {}", format::month(monday), monday.year()),
            };
            let right = x + text_style.width(&label);
            if begins && has_most_of_month && monday <= self.newest() && x >= free_from && right <= RIGHT {
                card.canvas.text((x, TOP - 60), &label, text_style);
                free_from = right + 60;
            }
            previous = Some(monday);
        }
    }
}

/// The five levels of colour: no views, then the quarters of the days with views, so that one huge day does not pale all
/// others. Days with the most views are always at the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Levels {
    /// The fewest and the most views of a day that has any.
    fewest: u64,
    most: u64,
    /// The quartiles of the days that have any.
    quartiles: [u64; 3],
}

impl Levels {
    /// `busy` are the views of the days that have any.
    fn new(mut busy: Vec<u64>) -> Self {
        busy.sort_unstable();
        let quartile = |quarter: usize| busy.get(busy.len() * quarter / 4).copied().unwrap_or(0);
        Self {
            fewest: quartile(0),
            most: busy.last().copied().unwrap_or(0),
            quartiles: [1, 2, 3].map(quartile),
        }
    }

    /// The level of a day, 0 to 4. Other days at the fewest views are at level 1, so that days which are alike share it.
    fn of(&self, views: u64) -> usize {
        match views {
            0 => 0,
            views if views >= self.most => 4,
            views => {
                let reached = self.quartiles.iter().filter(|q| views >= **q && **q > self.fewest);
                1 + reached.count()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Shade;
    use crate::charts::sample::{self, LAST, days_before, history, make_partial};

    #[test]
    fn levels_are_quarters_of_the_busy_days() {
        let levels = Levels::new((1..=100).collect());
        let of = [0, 1, 25, 26, 51, 76, 100, 9_999].map(|views| levels.of(views));
        assert_eq!(of, [0, 1, 1, 2, 3, 4, 4, 4]);
    }

    #[test]
    fn the_most_views_are_always_the_darkest() {
        assert_eq!([0, 7].map(|views| Levels::new(vec![7; 30]).of(views)), [0, 4]);
        assert_eq!(Levels::new(Vec::new()).of(0), 0);
        let mut views = vec![1; 30];
        views.extend([2, 9]);
        let levels = Levels::new(views);
        assert_eq!(
            [0, 1, 2, 9].map(|views| levels.of(views)),
            [0, 1, 1, 4],
            "days that are alike share a level"
        );
    }

    #[test]
    fn days_before_the_first_known_one_are_not_unknown() {
        let views = [Some(4), None, Some(0), Some(4), Some(0), Some(0), Some(0)];
        let history = history(&views);
        let calendar = Calendar::data(&history, &Analysis::new(&history)).expect("a known day");
        assert_eq!(calendar.start, monday_of(days_before(6)), "the Monday of the first day");
        assert_eq!((calendar.first, calendar.newest()), (days_before(6), LAST));
        assert_eq!(calendar.unknown().collect::<Vec<_>>(), [days_before(5)]);
        assert_eq!(calendar.busiest, (days_before(6), 4), "the first of equals");
        let data = |views: &[Option<u64>]| Calendar::data(&sample::history(views), &Analysis::new(&history));
        assert_eq!(data(&views[1..]), None, "a few squares say nothing");
        assert_eq!(data(&[Some(0); 30]), None, "nor do empty ones");
    }

    #[test]
    fn days_seen_in_part_are_neither_whole_nor_unknown() {
        let mut history = history(&[Some(4), None, Some(4), Some(4), Some(4), Some(4), Some(4)]);
        make_partial(&mut history, LAST);
        let calendar = Calendar::data(&history, &Analysis::new(&history)).expect("known days");
        assert_eq!(calendar.partial, BTreeSet::from([LAST]));
        let card = Card::new("calendar", 244, "Title", "Subtitle");
        calendar.draw(&card);
        let svg = card.finish("Alt.").svg(Shade::Light);
        assert!(svg.contains(">seen in part<") && svg.contains(">no data<"));
    }

    #[test]
    fn a_long_history_is_cut_to_53_weeks() {
        let history = history(&[Some(1); 500]);
        let calendar = Calendar::data(&history, &Analysis::new(&history)).expect("known days");
        assert_eq!(calendar.start, days_before(53 * 7 - 1));
        assert_eq!(calendar.first, calendar.start);
    }

    #[test]
    fn nothing_known_gives_no_chart() {
        let mut history = history(&[Some(3)]);
        history.days.get_mut(&LAST).expect("a day").views = None;
        assert_eq!(Calendar::data(&history, &Analysis::new(&history)), None, "clones alone");
        history.days.clear();
        assert_eq!(Calendar::data(&history, &Analysis::new(&history)), None);
    }
}
