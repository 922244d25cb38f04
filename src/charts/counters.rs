//! PURE. Stars, forks and release downloads over time: a panel for each, on its own scale; unknown ones are left out.

use plotters::prelude::Polygon;
use plotters::style::Color;

use crate::charts::axis;
use crate::charts::canvas::INTO_MEMORY;
use crate::charts::card::{Card, MARGIN, RIGHT, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::marks::{MarkKind, Marks};
use crate::charts::plot::{Plot, PlotArea, end_of_scale};
use crate::charts::series::{Run, days_since, to_f64};
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::theme::BAND;
use crate::charts::{Chart, Description};
use crate::domain::analysis::counter_trend::CounterValue;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::History;
use crate::domain::top_list::RepoCounters;
use crate::domain::{Date, days_between, utc_day};
use crate::format;

/// Between two panels, in tenths of a pixel.
const GAP: i32 = 420;
/// The base line of the panels' numbers, in tenths of a pixel.
const VALUE_LINE: i32 = 950;
/// Readings further apart than this many days are not joined by a line; there is one a week.
const LONGEST_STEP: i64 = 21;

/// The counters that were ever more than zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counters {
    first: Date,
    last: Date,
    counters: Vec<CounterSeries>,
    /// The days of releases.
    releases: Vec<Date>,
}

/// One counter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CounterSeries {
    name: &'static str,
    /// By UTC day of the reading, oldest first; never empty.
    readings: Vec<(Date, u64)>,
    /// The reading of four weeks ago and its day.
    before: Option<(u64, Date)>,
}

impl Chart for Counters {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let readings = |value: fn(&RepoCounters) -> Option<u64>| -> Vec<(Date, u64)> {
            let all = history.counters.values();
            all.filter_map(|c| Some((utc_day(c.captured), value(c)?))).collect()
        };
        let trend = &analysis.growth;
        let counters: Vec<CounterSeries> = [
            ("stars", readings(|c| c.stars), trend.stars),
            ("forks", readings(|c| c.forks), trend.forks),
            ("downloads", readings(|c| c.downloads), trend.downloads),
        ]
        .into_iter()
        .filter(|(_, readings, _)| readings.iter().any(|(_, value)| *value > 0))
        .map(|(name, readings, trend)| CounterSeries {
            name,
            readings,
            before: trend.and_then(|value: CounterValue| value.before),
        })
        .collect();
        let days = counters.iter().flat_map(|c| c.readings.iter().map(|(day, _)| *day));
        let shown = Days::new(days.clone().min()?, days.max()?);
        let marks = Marks::of_flags(history, shown);
        Some(Self {
            first: shown.first,
            last: shown.last,
            releases: marks.of(MarkKind::Release).map(|mark| mark.days.first).collect(),
            counters,
        })
    }

    fn describe(&self) -> Description {
        let sentences: Vec<String> = self.counters.iter().filter_map(CounterSeries::clause).collect();
        Description {
            title: self.title(),
            subtitle: format!(
                "{}, {}{}",
                match days_between(self.first, self.last) {
                    ..7 => "Reading",
                    _ => "Weekly readings",
                },
                format::date_range(self.first, self.last),
                if self.releases.is_empty() || self.height() < 200 {
                    ""
                } else {
                    " · ▲ release"
                }
            ),
            alt: format!("{}.", sentences.join("; ")),
        }
    }

    fn height(&self) -> i32 {
        match self.counters.iter().all(|counter| counter.unchanged().is_some()) {
            true => 150,
            false => 245,
        }
    }

    fn draw(&self, card: &Card) {
        let count = i32::try_from(self.counters.len()).unwrap_or(1).max(1);
        let width = (RIGHT - MARGIN - GAP * (count - 1)) / count;
        for (place, counter) in self.counters.iter().enumerate() {
            let left = MARGIN + (width + GAP) * i32::try_from(place).unwrap_or(0);
            counter.draw(card, (left, left + width), self);
        }
    }
}

impl Counters {
    /// The counters that are shown.
    fn title(&self) -> &'static str {
        let has = |name: &str| self.counters.iter().any(|counter| counter.name == name);
        match (has("stars"), has("forks"), has("downloads")) {
            (true, true, true) => "Stars, forks and downloads",
            (true, true, false) => "Stars and forks",
            (true, false, true) => "Stars and downloads",
            (true, false, false) => "Stars",
            (false, true, true) => "Forks and downloads",
            (false, true, false) => "Forks",
            (false, false, _) => "Downloads",
        }
    }
}

impl CounterSeries {
    /// `1,204 stars on 17 Nov 2026, +31 since 20 Oct 2026`.
    fn clause(&self) -> Option<String> {
        let (day, now) = self.readings.last()?;
        let gained = match self.before {
            Some((before, since)) => format!(", {} since {}", signed(before, *now), format::date(since)),
            None => String::new(),
        };
        let noun = self.noun(*now);
        let (now, day) = (format::grouped(*now), format::date(*day));
        Some(format!("{now} {noun} on {day}{gained}"))
    }

    /// What this many are called; the plural of every counter is its name.
    fn noun(&self, number: u64) -> &'static str {
        match number {
            1 => self.name.trim_end_matches('s'),
            _ => self.name,
        }
    }

    /// Draws the panel between `left` and `right`; all panels have the same time axis.
    fn draw(&self, card: &Card, (left, right): (i32, i32), all: &Counters) {
        let (first, last) = (all.first, all.last);
        let Some((newest, now)) = self.readings.last().copied() else {
            return;
        };
        self.draw_value(card, (left, right), now);
        let area = PlotArea {
            left,
            top: 1_150,
            right,
            bottom: 1_960,
        };
        let values = || self.readings.iter().map(|(_, value)| *value);
        let scale = scale(values().min().unwrap_or(0), values().max().unwrap_or(0));
        let plot = Plot::growing(card, area, (first, last), (to_f64(scale.0), to_f64(scale.1)), false);
        if let Some(words) = self.unchanged() {
            card.canvas.in_each(|columns| {
                let style = TextStyle::new(columns.size(110), card.theme.muted);
                card.canvas.text((left, VALUE_LINE + 280), &words, style);
            });
            return;
        }
        let runs: Vec<Run<f64>> = self
            .readings
            .chunk_by(|one, two| days_between(one.0, two.0) <= LONGEST_STEP)
            .map(|run| {
                run.iter()
                    .map(|(day, v)| (days_since(first, *day), to_f64(*v)))
                    .collect()
            })
            .collect();
        let theme = card.theme;
        // Ground is a share of the whole: only where the scale begins at zero. In pieces it would be a row of posts.
        if scale.0 == 0 && runs.len() == 1 {
            let ground: Vec<Run<(f64, f64)>> = runs
                .iter()
                .map(|run| run.iter().map(|(at, value)| (*at, (0.0, *value))).collect())
                .collect();
            plot.band(&ground, theme.count, (BAND.0, 2));
        }
        plot.line(&runs, theme.count, 18);
        plot.marker(days_since(first, newest), to_f64(now), theme.count, false);
        self.draw_time_axis(card, area, all);
    }

    /// What there is to say of readings that are all alike, in place of a plot.
    fn unchanged(&self) -> Option<String> {
        let [(since, first), others @ ..] = &self.readings[..] else {
            return None;
        };
        let since = format::date(*since);
        match others {
            [] => Some(format!("first read on {since}")),
            _ if others.iter().all(|(_, value)| value == first) => Some(format!("unchanged since {since}")),
            _ => None,
        }
    }

    /// The newest number, its name, and its change since the earlier reading where there is room.
    fn draw_value(&self, card: &Card, (left, right): (i32, i32), now: u64) {
        let theme = card.theme;
        let value = format::grouped(now);
        card.canvas.in_each(|columns| {
            let value_style =
                TextStyle::new(columns.size(if columns.is_narrow() { 120 } else { 190 }), theme.text).bold();
            card.canvas.text((left, VALUE_LINE), &value, value_style);
            let after = left + value_style.width(&value) + 50;
            let style = TextStyle::new(columns.size(120), theme.muted);
            card.canvas.text((after, VALUE_LINE), self.noun(now), style);
        });
        let Some((before, read)) = self.before.filter(|_| self.unchanged().is_none()) else {
            return;
        };
        card.canvas.only(Columns::Wide, || {
            let text_style = TextStyle::new(115, theme.muted).bold().at(Anchor::End);
            let today = self.readings.last().map_or(read, |(day, _)| *day);
            let words = format!("{} since {}", signed(before, now), format::date_near(read, today));
            let bounds = text_style.bounds(&words, (right, VALUE_LINE));
            if card.canvas.is_free(bounds) {
                card.canvas.text((right, VALUE_LINE), &words, text_style);
            }
        });
    }

    /// The axis with its ticks, and below it the first reading and the day of the newest.
    fn draw_time_axis(&self, card: &Card, area: PlotArea, all: &Counters) {
        let (first, last) = (all.first, all.last);
        let PlotArea { left, right, .. } = area;
        let theme = card.theme;
        let y = snap_to_pixel(area.bottom + 60);
        card.line((left, y), (right, y), theme.axis, 10);
        let last = end_of_scale(first, last);
        let days = days_between(first, last).max(1);
        let at = |day: Date| {
            let along = i64::from(right - left) * days_between(first, day) / days;
            snap_to_pixel(left + i32::try_from(along).unwrap_or(0))
        };
        for tick in axis::time_ticks(first, last, i64::from(right - left) / 10) {
            card.line((at(tick.day), y + 5), (at(tick.day), y + 45), theme.axis, 10);
        }
        for release in &all.releases {
            let x = at(*release);
            let sign = Polygon::new(
                vec![(x - 30, y - 5), (x, y - 60), (x + 30, y - 5)],
                theme.muted.filled(),
            );
            card.canvas.area().draw(&sign).expect(INTO_MEMORY);
        }
        let (Some((oldest, value)), Some((newest, _))) = (self.readings.first(), self.readings.last()) else {
            return;
        };
        card.canvas.only(Columns::Wide, || {
            let text_style = TextStyle::new(110, theme.muted);
            if oldest != newest {
                let words = format!("{} on {}", format::grouped(*value), format::date(*oldest));
                card.canvas.text((left, y + 170), &words, text_style);
            }
            let newest = format::date_near(*newest, *oldest);
            card.canvas.text((right, y + 170), &newest, text_style.at(Anchor::End));
        });
        card.canvas.only(Columns::Narrow, || {
            let text_style = TextStyle::new(Columns::Narrow.size(110), theme.muted);
            let month = |day: Date| format!("{} {}", format::month(day), day.year());
            card.canvas
                .text((right, y + 270), &month(*newest), text_style.at(Anchor::End));
            let (oldest, position) = (month(*oldest), (left, y + 270));
            if card.canvas.is_free(text_style.bounds(&oldest, position)) {
                card.canvas.text(position, &oldest, text_style);
            }
        });
    }
}

/// The bottom and top of a panel. A change of a hundredth must not fill it, so it shows at least a tenth of the number and at least
/// five; it need not start at zero. Both are round numbers, so that the scale stays as it is while a counter grows a little.
fn scale(low: u64, high: u64) -> (u64, u64) {
    let shown = (high - low).max(high / 10).max(5);
    let bottom = low.saturating_sub((shown - (high - low)) / 2);
    // Where zero is near, it is the base.
    let bottom = if bottom <= shown / 4 { 0 } else { bottom };
    let step = round_step(shown);
    let bottom = bottom / step * step;
    let top = bottom.saturating_add(shown).max(high);
    (bottom, top.div_ceil(step).saturating_mul(step))
}

/// 1, 2 or 5 times a power of ten, between a twentieth and a fifth of a number.
fn round_step(number: u64) -> u64 {
    let power = 10_u64.pow((number / 10).max(1).ilog10());
    let most = number / 10 / power;
    power
        * if most >= 5 {
            5
        } else if most >= 2 {
            2
        } else {
            1
        }
}

/// The change with its sign: `+12`, `−3` with a true minus, `unchanged`.
fn signed(before: u64, now: u64) -> String {
    match now.checked_sub(before) {
        Some(0) => "unchanged".to_owned(),
        Some(more) => format!("+{}", format::grouped(more)),
        None => format!("−{}", format::grouped(before - now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Shade;
    use crate::charts::sample::{LAST, days_before, history, noon};

    fn with_readings(readings: &[(usize, Option<u64>, Option<u64>)]) -> Option<Counters> {
        let mut history = history(&[Some(1)]);
        for (back, stars, forks) in readings {
            let reading = RepoCounters {
                captured: noon(days_before(*back)),
                stars: *stars,
                forks: *forks,
                downloads: None,
            };
            history.counters.insert(days_before(back + 6), reading);
        }
        Counters::data(&history, &Analysis::new(&history))
    }

    #[test]
    fn counters_that_were_always_zero_or_unknown_are_left_out() {
        assert_eq!(with_readings(&[(7, None, Some(0)), (0, None, Some(0))]), None);
        let counters = with_readings(&[(7, Some(0), Some(0)), (0, Some(2), Some(0))]).expect("stars");
        let names: Vec<&str> = counters.counters.iter().map(|c| c.name).collect();
        assert_eq!(names, ["stars"]);
        assert_eq!((counters.first, counters.last), (days_before(7), LAST));
    }

    #[test]
    fn the_change_is_from_four_weeks_before() {
        let counters = with_readings(&[(28, Some(5), None), (21, Some(6), None), (0, Some(9), None)]).expect("stars");
        assert_eq!(counters.counters[0].before, Some((5, days_before(28))));
        assert_eq!(counters.describe().alt, "9 stars on 22 Nov 2026, +4 since 25 Oct 2026.");
        let one = with_readings(&[(0, Some(1), None)]).expect("a star");
        assert_eq!(one.describe().alt, "1 star on 22 Nov 2026.");
    }

    #[test]
    fn a_small_change_does_not_fill_the_panel() {
        assert_eq!(scale(122, 124), (117, 129), "a tenth of the number");
        assert_eq!(scale(900, 2_000), (900, 2_000));
        assert_eq!(scale(2, 3), (0, 5), "zero is near");
        assert_eq!(scale(0, 0), (0, 5));
        assert_eq!(scale(u64::MAX - 1, u64::MAX).1, u64::MAX);
    }

    #[test]
    fn a_counter_that_never_changed_says_since_when() {
        let drawn = |now| {
            let counters = with_readings(&[(70, Some(12), None), (7, Some(12), None), (0, Some(now), None)]);
            let card = Card::new("counters", 245, "Title", "Subtitle");
            counters.expect("stars").draw(&card);
            card.finish("Alt.")
                .svg(Shade::Light)
                .contains("unchanged since 13 Sep 2026")
        };
        assert!(drawn(12));
        assert!(!drawn(13));
    }

    #[test]
    fn changes_carry_their_sign() {
        assert_eq!(
            [signed(1, 1_201), signed(5, 2), signed(0, 0)],
            ["+1,200", "−3", "unchanged"]
        );
    }
}
