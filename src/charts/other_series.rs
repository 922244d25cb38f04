//! PURE. Daily numbers from elsewhere as small multiples: the views first, then a panel for each series, one below the other on
//! one time axis and each on its own scale. Days without a value are gaps; values that are all alike are words.

use std::collections::BTreeMap;

use crate::charts::canvas::SvgStyle;
use crate::charts::card::{Card, MARGIN, RIGHT, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::ink::Ink;
use crate::charts::marks::Marks;
use crate::charts::plot::{Plot, PlotArea};
use crate::charts::series::{Run, days_since, to_f64};
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::text_width;
use crate::charts::{Chart, Description};
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::History;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, plus_days};
use crate::format;

/// The days of the chart, at most; half of them for more than so many series, which keeps the file small.
const MOST_DAYS: i64 = 365;
const MANY: usize = 5;
/// The base line of the first panel's head, without flags above it, and the room that flags need besides their rows; in tenths of
/// a pixel like all lengths here.
const TOP: i32 = 850;
const FLAGS_ROOM: i32 = 300;
/// From the base line of a panel's head to the top and to the bottom of its plot, and to the next head.
const PLOT_TOP: i32 = 230;
const PLOT_BOTTOM: i32 = 790;
const PANEL: i32 = 1_140;
/// The same to the next head where a panel is words alone.
const WORDS: i32 = 400;
/// The room of the time axis below the last plot, before the next head, and of the card below its last plot or head.
const TIME_AXIS: i32 = 250;
const BELOW_PLOT: i32 = 430;
const BELOW_WORDS: i32 = 240;
/// The width of the labels at the left.
const LABELS: i32 = 480;

/// The series that have a value in the last year, below the views of the same days.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OtherSeries {
    first: Date,
    last: Date,
    /// Those with a plot first.
    panels: Vec<Panel>,
    /// The events and releases of these days.
    marks: Marks,
}

/// One series.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Panel {
    name: String,
    /// Whether it is GitHub's.
    is_views: bool,
    /// By UTC day; never empty.
    values: BTreeMap<Date, u64>,
}

impl Chart for OtherSeries {
    fn data(history: &History, _: &Analysis) -> Option<Self> {
        let views = history.recorded_days().filter_map(|(day, counts)| {
            let count = counts.reading(Metric::Views)?.known_count()?;
            Some((day, count))
        });
        let views: BTreeMap<Date, u64> = views.collect();
        let series = &history.given.series;
        let ends = series.values().filter_map(|values| Some(*values.last_key_value()?.0));
        let last = ends
            .max()?
            .max(views.last_key_value().map_or(Date::MIN, |(day, _)| *day));
        let panel = |name: &str, is_views: bool, values: &BTreeMap<Date, u64>, from: Date| {
            let values: BTreeMap<Date, u64> = values.range(from..).map(|(day, value)| (*day, *value)).collect();
            (!values.is_empty()).then(|| Panel {
                name: name.to_owned(),
                is_views,
                values,
            })
        };
        let others = |days: i64| -> Vec<Panel> {
            let earliest = plus_days(last, 1 - days);
            let all = series.iter();
            all.filter_map(|(name, values)| panel(name.as_str(), false, values, earliest))
                .collect()
        };
        let mut others_shown = others(MOST_DAYS);
        if others_shown.len() > MANY {
            others_shown = others(MOST_DAYS / 2);
        }
        let begins = others_shown.iter().filter_map(|panel| panel.values.first_key_value());
        let first = begins.map(|(day, _)| *day).min()?;
        let views = panel("views", true, &views, first);
        let mut panels: Vec<Panel> = views.into_iter().chain(others_shown).collect();
        panels.sort_by_key(|panel| panel.unchanged().is_some());
        let has_plots = panels.first().is_some_and(|panel| panel.unchanged().is_none());
        Some(Self {
            first,
            last,
            marks: match has_plots {
                true => Marks::of_flags(history, Days::new(first, last)),
                false => Marks::default(),
            },
            panels,
        })
    }

    fn describe(&self) -> Description {
        let clauses: Vec<String> = self.panels.iter().filter_map(Panel::clause).collect();
        Description {
            title: "Other series",
            subtitle: format!(
                "Values by day beside the views, {}",
                format::date_range(self.first, self.last)
            ),
            alt: format!("{}.{}", clauses.join("; "), self.marks.sentence()),
        }
    }

    fn height(&self) -> i32 {
        let below = if self.plots() == self.panels.len() {
            PLOT_BOTTOM + BELOW_PLOT
        } else {
            BELOW_WORDS
        };
        (self.heads().last().copied().unwrap_or(TOP) + below) / 10
    }

    fn draw(&self, card: &Card) {
        let heads = self.heads();
        let plots = self.plots();
        if let (Some(top), Some(bottom)) = (heads.first(), heads[..plots].last()) {
            let area = PlotArea {
                top: top - 240,
                bottom: bottom + PLOT_BOTTOM,
                ..area(0)
            };
            Plot::new(card, area, (self.first, self.last), (0.0, 1.0)).marks(&self.marks);
        }
        for (place, (panel, head)) in self.panels.iter().zip(heads).enumerate() {
            panel.draw_head(card, head);
            if place < plots {
                panel.draw_plot(card, head, (self.first, self.last), place + 1 == plots);
            }
        }
    }
}

impl OtherSeries {
    /// How many panels have a plot.
    fn plots(&self) -> usize {
        self.panels.iter().filter(|panel| panel.unchanged().is_none()).count()
    }

    /// The base lines of the panels' heads.
    fn heads(&self) -> Vec<i32> {
        let flags = match self.marks.height() {
            0 => 0,
            rows => rows + FLAGS_ROOM,
        };
        let plots = self.plots();
        let mut next = TOP + flags;
        let heads = (0..self.panels.len()).map(|place| {
            let head = next;
            next += match place + 1 {
                last if last == plots => PANEL + TIME_AXIS,
                within if within < plots => PANEL,
                _ => WORDS,
            };
            head
        });
        heads.collect()
    }
}

/// The plot of a panel whose head has its base line at `head`.
fn area(head: i32) -> PlotArea {
    PlotArea {
        left: MARGIN + LABELS,
        top: head + PLOT_TOP,
        right: RIGHT - 60,
        bottom: head + PLOT_BOTTOM,
    }
}

impl Panel {
    /// `npm: 95 on 17 Mar 2026, from 12 to 140`.
    fn clause(&self) -> Option<String> {
        let (day, value) = self.values.last_key_value()?;
        let newest = format!("{}: {} on {}", self.name, format::grouped(*value), format::date(*day));
        if let Some(words) = self.unchanged() {
            return Some(format!("{newest}, {words}"));
        }
        let (low, high) = self.range()?;
        Some(format!(
            "{newest}, from {} to {}",
            format::grouped(low),
            format::grouped(high)
        ))
    }

    fn range(&self) -> Option<(u64, u64)> {
        Some((*self.values.values().min()?, *self.values.values().max()?))
    }

    /// What there is to say of values that are all alike, in place of a plot.
    fn unchanged(&self) -> Option<String> {
        let (first, value) = self.values.first_key_value()?;
        match self.values.len() {
            1 => Some("the only value".to_owned()),
            _ if self.values.values().all(|other| other == value) => {
                Some(format!("unchanged since {}", format::date(*first)))
            }
            _ => None,
        }
    }

    fn colour(&self, card: &Card) -> Ink {
        if self.is_views {
            card.theme.count
        } else {
            card.theme.bands[1]
        }
    }

    /// The name and the newest value, on the base line `y`.
    fn draw_head(&self, card: &Card, y: i32) {
        let (theme, canvas) = (card.theme, &card.canvas);
        let Some((newest, value)) = self.values.last_key_value() else {
            return;
        };
        let value = format::grouped(*value);
        canvas.in_each(|columns| {
            let name_style = TextStyle::new(columns.size(130), theme.text)
                .bold()
                .outlined(theme.card);
            let words_style = TextStyle::new(columns.size(115), theme.muted).outlined(theme.card);
            let words = match (columns, self.unchanged()) {
                (Columns::Narrow, _) => value.clone(),
                (_, Some(words)) => format!("{value} on {}, {words}", format::short_date(*newest)),
                (_, None) => format!("{value} on {}", format::short_date(*newest)),
            };
            let room = RIGHT - MARGIN - words_style.width(&words) - 200;
            let name = text_width::shorten_end(&self.name, room, name_style.size, true);
            canvas.text((MARGIN, y), &name, name_style);
            canvas.text((RIGHT, y), &words, words_style.at(Anchor::End));
        });
    }

    /// Draws the plot below the head at `head`; its time axis runs from `first` to `last`, and is labelled `with_days`.
    fn draw_plot(&self, card: &Card, head: i32, (first, last): (Date, Date), with_days: bool) {
        let (Some((low, high)), Some((newest, value))) = (self.range(), self.values.last_key_value()) else {
            return;
        };
        let area = area(head);
        // A total grows far from zero; the labels say where the scale begins.
        let low = if low.saturating_mul(2) > high { low } else { 0 };
        let plot = Plot::new(card, area, (first, last), (to_f64(low), to_f64(high)));
        for y in [area.top, area.bottom].map(snap_to_pixel) {
            card.line((MARGIN, y), (area.right, y), card.theme.grid, 10);
        }
        let at = |day: Date| days_since(first, day);
        let values: Vec<(Date, u64)> = self.values.iter().map(|(day, value)| (*day, *value)).collect();
        let runs = values.chunk_by(|one, two| days_between(one.0, two.0) == 1);
        let (lines, lone): (Vec<Run<f64>>, Vec<Run<f64>>) = runs
            .map(|run| run.iter().map(|(day, value)| (at(*day), to_f64(*value))).collect())
            .partition(|run: &Run<f64>| run.len() > 1);
        let style = SvgStyle {
            merge_paths: true,
            ..SvgStyle::default()
        };
        card.canvas.with(style, || plot.line(&lines, self.colour(card), 14));
        plot.specks(lone.into_iter().flatten(), self.colour(card));
        plot.marker(at(*newest), to_f64(*value), self.colour(card), false);
        if with_days {
            plot.time_axis();
        }
        draw_range(card, area, (low, high));
    }
}

/// The labels of the scale's ends: at the margin, and in narrow columns on the plot. In full where they would be the same in short.
fn draw_range(card: &Card, area: PlotArea, (low, high): (u64, u64)) {
    let (canvas, theme) = (&card.canvas, card.theme);
    let scale = format::Scale::of(high);
    let short = [high, low].map(|value| scale.write(value));
    let [top, bottom] = match short[0] == short[1] {
        true => [high, low].map(format::grouped),
        false => short,
    };
    let style = TextStyle::new(110, theme.muted).outlined(theme.card);
    canvas.only(Columns::Wide, || {
        canvas.text((MARGIN, area.top - 40), &top, style);
        canvas.text((MARGIN, area.bottom - 40), &bottom, style);
    });
    let style = TextStyle::new(Columns::Narrow.size(110), theme.muted).outlined(theme.card);
    canvas.only(Columns::Narrow, || {
        canvas.text((MARGIN, area.top + 210), &top, style);
        if low > 0 {
            canvas.text((MARGIN, area.bottom - 40), &bottom, style);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};

    fn chart(values: &[(usize, u64)]) -> Option<OtherSeries> {
        with_views(&[Some(3); 40], values)
    }

    fn with_views(views: &[Option<u64>], values: &[(usize, u64)]) -> Option<OtherSeries> {
        let mut history = history(views);
        let values = values
            .iter()
            .map(|(back, value)| (days_before(*back), *value))
            .collect();
        history.given.series.insert("npm".parse().expect("a name"), values);
        OtherSeries::data(&history, &Analysis::new(&history))
    }

    #[test]
    fn the_views_of_the_same_days_come_first() {
        let mut views = [Some(3); 40];
        views[20] = Some(9);
        let found = with_views(&views, &[(30, 5), (29, 7), (2, 6)]).expect("a chart");
        assert_eq!((found.first, found.last), (days_before(30), LAST));
        let panels: Vec<(&str, usize)> = found
            .panels
            .iter()
            .map(|one| (one.name.as_str(), one.values.len()))
            .collect();
        assert_eq!(panels, [("views", 31), ("npm", 3)]);
        assert!(
            found.describe().alt.ends_with("; npm: 6 on 20 Nov 2026, from 5 to 7."),
            "{}",
            found.describe().alt
        );
    }

    #[test]
    fn values_that_are_all_alike_are_words_below_the_plots() {
        let found = chart(&[(9, 5), (8, 5), (2, 5)]).expect("a chart");
        assert_eq!(
            (found.plots(), found.panels.len()),
            (0, 2),
            "the views are all alike, too"
        );
        let alt = found.describe().alt;
        assert!(
            alt.ends_with("npm: 5 on 20 Nov 2026, unchanged since 13 Nov 2026."),
            "{alt}"
        );
        let alt = chart(&[(2, 5)]).expect("a chart").describe().alt;
        assert!(alt.ends_with("npm: 5 on 20 Nov 2026, the only value."), "{alt}");
        let found = chart(&[(9, 5), (2, 6)]).expect("a chart");
        let names: Vec<&str> = found.panels.iter().map(|panel| panel.name.as_str()).collect();
        assert_eq!(names, ["npm", "views"]);
    }

    #[test]
    fn many_series_are_shown_for_half_a_year() {
        let mut history = history(&[Some(3); 40]);
        let mut first = |series: usize| {
            let values = [(days_before(300), 1), (days_before(100), 2), (LAST, 3)].into();
            let name = format!("s{series}").parse().expect("a name");
            history.given.series.insert(name, values);
            OtherSeries::data(&history, &Analysis::new(&history))
                .expect("a chart")
                .first
        };
        let firsts: Vec<Date> = (1..=6).map(&mut first).collect();
        assert_eq!(firsts[..5], [days_before(300); 5]);
        assert_eq!(firsts[5], days_before(100));
    }

    #[test]
    fn a_series_without_a_value_in_the_last_year_is_left_out() {
        assert_eq!(chart(&[]), None);
        assert_eq!(chart(&[(500, 5)]), None);
        let found = chart(&[(500, 5), (100, 6)]).expect("a chart");
        assert_eq!(found.first, days_before(100));
    }
}
