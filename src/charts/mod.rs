//! PURE. The charts: a history as SVG pictures, light and dark. May import `domain` and plotters (nowhere else).
//!
//! A chart is one function from a `ChartInput` to a `Picture` and one line in `ALL`.

pub mod axis;
mod backend;
mod by_day;
mod calendar;
mod canvas;
mod card;
mod counters;
pub mod metrics;
mod path;
mod plot;
mod reach;
mod series;
mod small;
mod text_style;
pub mod theme;
mod top_list;
mod weekdays;

use crate::domain::analysis::Analysis;
use crate::domain::history::History;
pub use small::{badge, sparkline};
pub use theme::Shade;
use theme::Theme;

/// One chart as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The stem of its file names: `<id>-light.svg` and `<id>-dark.svg`.
    pub id: &'static str,
    /// Its title, our own words.
    pub title: String,
    /// What it shows in a sentence with the numbers: the alternative text.
    pub alt: String,
    /// The SVG file for light pages.
    pub light: String,
    /// The SVG file for dark pages.
    pub dark: String,
}

/// What a chart is drawn from.
#[derive(Debug, Clone, Copy)]
struct ChartInput<'a> {
    history: &'a History,
    analysis: &'a Analysis,
    shade: Shade,
}

impl ChartInput<'_> {
    fn theme(&self) -> &'static Theme {
        self.shade.theme()
    }
}

/// One chart in one shade.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Picture {
    title: String,
    alt: String,
    svg: String,
}

type Draw = fn(&ChartInput) -> Option<Picture>;

/// Every chart, in reading order. A chart returns `None` when nothing that it shows is known.
const ALL: &[(&str, Draw)] = &[
    ("views", by_day::views),
    ("all-time", by_day::all_time),
    ("reach", reach::draw),
    ("calendar", calendar::draw),
    ("weekdays", weekdays::draw),
    ("referrers", top_list::referrers),
    ("paths", top_list::paths),
    ("clones", by_day::clones),
    ("growth", counters::draw),
];

/// Draws all charts of which something is known, in reading order.
#[must_use]
pub fn figures(history: &History, analysis: &Analysis) -> Vec<Figure> {
    ALL.iter()
        .filter_map(|(id, draw)| {
            let input = |shade| ChartInput {
                history,
                analysis,
                shade,
            };
            let light = draw(&input(Shade::Light))?;
            let dark = draw(&input(Shade::Dark))?;
            Some(Figure {
                id,
                title: light.title,
                alt: light.alt,
                light: light.svg,
                dark: dark.svg,
            })
        })
        .collect()
}
