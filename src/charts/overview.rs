//! PURE. The views of several repositories by day, stacked: the largest by name, the others together.

use plotters::prelude::Rectangle;
use plotters::style::Color;

use crate::charts::axis::ValueAxis;
use crate::charts::canvas::{Drawing, INTO_MEMORY, SvgStyle};
use crate::charts::card::{Card, Covers, Headline, MARGIN, RIGHT, snap_to_pixel};
use crate::charts::ink::{INKS, Ink};
use crate::charts::path::Point;
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{days_since, to_f64};
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::text_width;
use crate::charts::theme::Shade;
use crate::charts::{Caption, Figure, Placement};
use crate::domain::Date;
use crate::domain::analysis::{Aligned, AlignedRepository, Change, Days};
use crate::domain::traffic::Metric;
use crate::format;

/// The id of the chart, from which its files are named.
pub const OVERVIEW: &str = "views";

/// Repositories with a colour of their own.
const MOST_NAMES: usize = 8;
/// The plot, in tenths of a pixel from the top of the card.
const TOP: i32 = 900;
const BOTTOM: i32 = 2_650;
/// The legend below it: the base line of its first row, from row to row, and its columns.
const LEGEND: i32 = 3_300;
const ROW: i32 = 230;
const COLUMNS: usize = 3;
/// The widest column, in tenths of a pixel.
const WIDEST: f64 = 240.0;

/// One colour of the stack.
#[derive(Debug, Clone, PartialEq)]
struct Band {
    label: String,
    /// Views of each day, oldest first; what is unknown is left out of the sum.
    days: Vec<u64>,
    /// Views of the 14 days.
    last_14: u64,
    is_others: bool,
}

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
struct Stack {
    days: Days,
    last_14: Days,
    /// The largest first, the others together at the end.
    bands: Vec<Band>,
    /// The days, by their place, on which the views of some repository are unknown or incomplete.
    incomplete: Vec<usize>,
    total: u64,
    is_complete: bool,
    change: Option<Change>,
}

/// The chart; `None` while no view is known.
#[must_use]
pub fn overview(aligned: &Aligned<'_>) -> Option<Figure> {
    let stack = Stack::new(aligned)?;
    let (title, alt) = ("Views by repository", stack.alt());
    let drawing = stack.draw(title, &alt);
    Some(Figure {
        caption: Caption {
            id: OVERVIEW,
            placement: Placement::Charts,
            title: title.to_owned(),
            alt,
        },
        light: drawing.svg(Shade::Light),
        dark: drawing.svg(Shade::Dark),
    })
}

impl Stack {
    fn new(aligned: &Aligned<'_>) -> Option<Self> {
        let mut repositories: Vec<&AlignedRepository<'_>> = aligned.current().collect();
        let count = |one: &AlignedRepository<'_>, day| one.count(Metric::Views, day);
        let is_known = |day: &Date| repositories.iter().any(|one| count(one, *day).is_some());
        let days = Days::new(aligned.recent.each().find(is_known)?, aligned.recent.last);
        let last_14 = |one: &AlignedRepository<'_>| one.views.now.count.unwrap_or(0);
        repositories.sort_by_key(|one| (std::cmp::Reverse(last_14(one)), &one.recent.repository.name));
        let incomplete = days.each().enumerate().filter(|(_, day)| {
            let mut all = repositories.iter();
            all.any(|one| !one.is_whole(Metric::Views, *day))
        });
        let incomplete = incomplete.map(|(place, _)| place).collect();
        // One more is named rather than called "1 other".
        let named = if repositories.len() == MOST_NAMES + 1 {
            MOST_NAMES + 1
        } else {
            MOST_NAMES
        };
        let (named, others) = repositories.split_at(named.min(repositories.len()));
        let owner = aligned.repositories.first()?.recent.repository.name.owner();
        let one_owner = aligned
            .repositories
            .iter()
            .all(|one| one.recent.repository.name.owner() == owner);
        let label = |one: &AlignedRepository<'_>| {
            let name = &one.recent.repository.name;
            if one_owner {
                name.name().to_owned()
            } else {
                name.to_string()
            }
        };
        let band = |label: String, of: &[&AlignedRepository<'_>]| Band {
            label,
            days: days
                .each()
                .map(|day| sum(of.iter().filter_map(|one| count(one, day))))
                .collect(),
            last_14: sum(of.iter().map(|one| last_14(one))),
            is_others: false,
        };
        let mut bands: Vec<Band> = named.iter().map(|one| band(label(one), &[*one])).collect();
        if !others.is_empty() {
            let label = format!("{} others", format::grouped(others.len() as u64));
            let others = band(label, others);
            bands.push(Band {
                is_others: true,
                ..others
            });
        }
        bands.retain(|band| band.days.iter().any(|count| *count > 0));
        let total = aligned.sum(Metric::Views);
        (!bands.is_empty()).then(|| Self {
            days,
            last_14: aligned.days,
            bands,
            incomplete,
            total: total.count,
            is_complete: total.missing_days == 0,
            change: aligned.change(Metric::Views).map(|compared| compared.change),
        })
    }

    /// The views of a day in all bands up to and without this one, and with it.
    fn reach(&self, band: usize, place: usize) -> (u64, u64) {
        let below = sum(self.bands[..band].iter().map(|band| band.days[place]));
        (below, below.saturating_add(self.bands[band].days[place]))
    }

    fn day_total(&self, place: usize) -> u64 {
        sum(self.bands.iter().map(|band| band.days[place]))
    }

    /// The day with the most views; of equals the last.
    fn highest(&self) -> (usize, u64) {
        let days = (0..self.days.length() as usize).map(|place| (place, self.day_total(place)));
        days.max_by_key(|(_, total)| *total).unwrap_or((0, 0))
    }

    fn alt(&self) -> String {
        let bands = self
            .bands
            .iter()
            .map(|band| format!("{} {}", band.label, format::grouped(band.last_14)));
        let bands: Vec<String> = bands.collect();
        let least = if self.is_complete { "" } else { "at least " };
        let (place, most) = self.highest();
        format!(
            "Views by day and repository, {}. The largest day is {} with {}. In 14 days ({}) {least}{}: {}.",
            format::date_range(self.days.first, self.days.last),
            self.days.each().nth(place).map_or_else(String::new, format::date),
            format::counted(most, "view", "views"),
            format::date_range(self.last_14.first, self.last_14.last),
            format::counted(self.total, "view", "views"),
            bands.join(", ")
        )
    }

    fn rows(&self) -> usize {
        self.bands.len().div_ceil(COLUMNS)
    }

    fn height(&self) -> i32 {
        (LEGEND + ROW * to_i32(self.rows() - 1)) / 10 + 22
    }

    fn draw(&self, title: &str, alt: &str) -> Drawing {
        let covered = format::date_range(self.days.first, self.days.last);
        let subtitle = match self.incomplete.is_empty() {
            true => format!("Per day, {covered}"),
            false => format!("Per day, {covered}. Hatched: not all repositories are known"),
        };
        let card = Card::new("overview", self.height(), title, &subtitle);
        let least = if self.is_complete { "" } else { "≥ " };
        let headline = Headline {
            value: format!("{least}{}", format::grouped(self.total)),
            change: self.change.map_or_else(String::new, format::change_arrow),
            label: "views in 14 days".to_owned(),
            colour: None,
        };
        card.headlines(Covers::default(), &[headline]);
        self.draw_plot(&card);
        self.draw_legend(&card);
        card.finish(alt)
    }

    fn draw_plot(&self, card: &Card) {
        let (_, most) = self.highest();
        let values = ValueAxis::new(most, 4);
        let left = MARGIN + values.label_width();
        let days = f64::from(self.days.length());
        let pitch = f64::from(RIGHT - left) / days;
        let half = to_tenths(pitch / 2.0);
        let width = (pitch * 0.78).min(WIDEST);
        let area = PlotArea {
            left: left + half,
            top: TOP,
            right: RIGHT - half,
            bottom: BOTTOM,
        };
        let plot = Plot::new(card, area, (self.days.first, self.days.last), (0.0, to_f64(values.top)));
        plot.value_axis(values);
        // The last column reaches half its room beyond the plot.
        for (value, _) in values.ticks() {
            let y = snap_to_pixel(plot.position(0.0, to_f64(value)).1);
            let colour = if value == 0 { card.theme.axis } else { card.theme.grid };
            card.line((area.right, y), (RIGHT, y), colour, 10);
        }
        let column = |place: usize, value: u64| -> Point {
            let day = self.days.each().nth(place).unwrap_or(self.days.last);
            plot.position(days_since(self.days.first, day), to_f64(value))
        };
        for band in 0..self.bands.len() {
            let places = 0..self.days.length() as usize;
            let parts = places.filter_map(|place| {
                let (below, above) = self.reach(band, place);
                let ((x, bottom), (_, top)) = (column(place, below), column(place, above));
                // A hair of the card between two bands, where they are high enough for one.
                let gap = if below > 0 && bottom - top > 30 { 8 } else { 0 };
                let left = x - to_tenths(width / 2.0);
                (bottom > top).then(|| (left, top, left + to_tenths(width), bottom - gap))
            });
            self.fill(card, parts, self.colour(band));
        }
        self.draw_incomplete(card, &plot, &column, to_tenths(width));
        plot.time_axis();
        self.draw_highest(card, &column);
        plot.values_on_plot(values);
    }

    /// One path for all rectangles (left, top, right, bottom) of a colour.
    fn fill(&self, card: &Card, parts: impl Iterator<Item = (i32, i32, i32, i32)>, colour: Ink) {
        let style = SvgStyle {
            merge_paths: true,
            ..SvgStyle::default()
        };
        card.canvas.with(style, || {
            for (left, top, right, bottom) in parts {
                let part = Rectangle::new([(left, top), (right, bottom)], colour.filled());
                card.canvas.area().draw(&part).expect(INTO_MEMORY);
            }
        });
    }

    /// A hatched cap on the columns that are lower bounds.
    fn draw_incomplete(&self, card: &Card, plot: &Plot<'_>, column: &impl Fn(usize, u64) -> Point, width: i32) {
        if self.incomplete.is_empty() {
            return;
        }
        let style = SvgStyle {
            paint: Some(card.canvas.hatch()),
            merge_paths: true,
            ..SvgStyle::default()
        };
        card.canvas.with(style, || {
            for place in &self.incomplete {
                let (x, y) = column(*place, self.day_total(*place));
                let top = (y - 110).max(plot.area.top - 110);
                let cap = [(x - width / 2, top), (x - width / 2 + width, y)];
                let cap = Rectangle::new(cap, card.theme.hatch.filled());
                card.canvas.area().draw(&cap).expect(INTO_MEMORY);
            }
        });
    }

    /// The number of the largest day above its column.
    fn draw_highest(&self, card: &Card, column: &impl Fn(usize, u64) -> Point) {
        let (place, most) = self.highest();
        let (x, y) = column(place, most);
        let lift = if self.incomplete.contains(&place) { 160 } else { 60 };
        let text = format::grouped(most);
        card.canvas.in_each(|columns| {
            let text_style = TextStyle::new(columns.size(115), card.theme.text)
                .bold()
                .at(Anchor::Middle);
            let half = text_style.width(&text) / 2;
            let x = x.clamp(MARGIN + half, RIGHT - half);
            if card.canvas.is_free(text_style.bounds(&text, (x, y - lift))) {
                card.canvas.text((x, y - lift), &text, text_style);
            }
        });
    }

    /// Colour, name and views of 14 days of each band: down the columns, so that the order is that of the stack. In narrow
    /// columns there is no room for the views.
    fn draw_legend(&self, card: &Card) {
        let (theme, gap) = (card.theme, 400);
        let width = (RIGHT - MARGIN - gap * to_i32(COLUMNS - 1)) / to_i32(COLUMNS);
        let place = |index: usize| {
            let (column, row) = (index / self.rows(), index % self.rows());
            (MARGIN + to_i32(column) * (width + gap), LEGEND + to_i32(row) * ROW)
        };
        for index in 0..self.bands.len() {
            let (x, y) = place(index);
            card.rounded_rectangle((x, y - 95, x + 100, y + 5), 20, self.colour(index));
        }
        card.canvas.in_each(|columns| {
            let name_style = TextStyle::new(columns.size(if columns.is_narrow() { 95 } else { 120 }), theme.text);
            let value_style = TextStyle::new(120, theme.text).bold().at(Anchor::End);
            for (index, band) in self.bands.iter().enumerate() {
                let (x, y) = place(index);
                let room = match columns.is_narrow() {
                    true => width - 60,
                    false => width - 180 - value_style.width(&format::grouped(band.last_14)) - 120,
                };
                let name = text_width::shorten_middle(&band.label, room, name_style.size, false);
                let lower = if columns.is_narrow() { 30 } else { 0 };
                card.canvas.text((x + 180, y + lower), &name, name_style);
            }
            for (index, band) in self.bands.iter().enumerate().filter(|_| !columns.is_narrow()) {
                let (x, y) = place(index);
                card.canvas
                    .text((x + width, y), &format::grouped(band.last_14), value_style);
            }
        });
    }

    fn colour(&self, band: usize) -> Ink {
        let theme = &INKS;
        match self.bands[band].is_others {
            true => theme.others,
            false => theme.bands.get(band).copied().unwrap_or(theme.others),
        }
    }
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

#[allow(clippy::cast_possible_truncation)]
fn to_tenths(length: f64) -> i32 {
    length.round() as i32
}

fn to_i32(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
