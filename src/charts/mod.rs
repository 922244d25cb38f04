//! PURE. The charts: a history and its analysis as SVG pictures, light and dark.
//!
//! A chart is one file named after its id and one line in `ALL`. It has three halves, see the trait `Chart`:
//!
//! ```text
//! History, Analysis ─▶ data ─▶ the chart's numbers ─▶ draw (once) ─▶ a class for the shade ─▶ Figure::light, Figure::dark
//!                                                └──▶ describe ─▶ Caption
//! ```

mod all_time;
pub mod axis;
mod backend;
mod badge;
mod calendar;
mod canvas;
mod card;
mod clones;
mod columns;
mod counters;
mod daily;
mod downloads;
mod ink;
mod marks;
mod metric_plot;
mod other_series;
mod overview;
mod path;
mod paths;
mod plot;
mod reach;
mod referrers;
#[cfg(test)]
mod sample;
mod series;
mod sparkline;
mod stars;
mod text_style;
pub mod text_width;
pub mod theme;
mod top_list;
mod views;
mod weekdays;

use crate::charts::card::Card;
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
pub use badge::badge;
pub use canvas::Drawing;
pub use overview::{OVERVIEW, overview};
pub use sparkline::{SPARKLINE, sparkline};
pub use theme::Shade;

/// Every chart, in reading order.
const ALL: &[Entry] = &[
    entry::<views::Views>("views", Placement::Opening),
    entry::<all_time::AllTimeChart>("all-time", Placement::Charts),
    entry::<clones::Clones>("clones", Placement::Charts),
    entry::<reach::Reach>("reach", Placement::Charts),
    entry::<calendar::Calendar>("calendar", Placement::Months),
    entry::<weekdays::Weekdays>("weekdays", Placement::Months),
    entry::<referrers::Referrers>("referrers", Placement::Referrers),
    entry::<paths::Paths>("paths", Placement::Paths),
    entry::<counters::Counters>("counters", Placement::Charts),
    entry::<stars::StarsChart>("stars", Placement::Stars),
    entry::<other_series::OtherSeries>("other-series", Placement::Charts),
    entry::<downloads::DownloadsChart>("downloads", Placement::Downloads),
];

/// The section of the report that shows a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Above all sections: the one that every report begins with.
    Opening,
    /// The section of the charts over time.
    Charts,
    /// The section of the referrers.
    Referrers,
    /// The section of the paths.
    Paths,
    /// The section of the months and weekdays.
    Months,
    /// The section of the stars.
    Stars,
    /// The section of the downloads.
    Downloads,
}

/// What a report says of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// The id, from which its files are named: see [`file_path`].
    pub id: &'static str,
    /// The section of the report that shows it.
    pub placement: Placement,
    /// Its title; never text from GitHub.
    pub title: String,
    /// What it shows in a sentence with the numbers: the alternative text.
    pub alt: String,
}

/// One chart with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What the report says of it.
    pub caption: Caption,
    /// The SVG file for light pages.
    pub light: String,
    /// The SVG file for dark pages.
    pub dark: String,
}

/// The numbers of one chart, and how they become a picture.
trait Chart: Sized {
    /// The numbers to show. `None` when nothing that the chart shows is known.
    fn data(history: &History, analysis: &Analysis) -> Option<Self>;

    /// The words of the chart.
    fn describe(&self) -> Description;

    /// The height of the card in pixels; all cards are [`card::WIDTH`] wide.
    fn height(&self) -> i32;

    /// Draws the numbers on a card that already shows title and subtitle.
    fn draw(&self, card: &Card);
}

/// The words of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Description {
    title: &'static str,
    /// The line below the title: the unit and the days covered.
    subtitle: String,
    /// The alternative text: one or more whole sentences.
    alt: String,
}

/// A line of `ALL`.
struct Entry {
    id: &'static str,
    placement: Placement,
    caption: fn(&Self, &History, &Analysis) -> Option<Caption>,
    figure: fn(&Self, &History, &Analysis) -> Option<Figure>,
}

const fn entry<C: Chart>(id: &'static str, placement: Placement) -> Entry {
    Entry {
        id,
        placement,
        caption: caption::<C>,
        figure: figure::<C>,
    }
}

impl Entry {
    fn caption(&self, title: &str, alt: String) -> Caption {
        Caption {
            id: self.id,
            placement: self.placement,
            title: title.to_owned(),
            alt,
        }
    }
}

/// Computes the numbers of a chart and says what they are.
fn caption<C: Chart>(entry: &Entry, history: &History, analysis: &Analysis) -> Option<Caption> {
    let Description { title, alt, .. } = C::data(history, analysis)?.describe();
    Some(entry.caption(title, alt))
}

/// Computes the numbers of a chart once and draws them once, for both shades.
fn figure<C: Chart>(entry: &Entry, history: &History, analysis: &Analysis) -> Option<Figure> {
    let chart = C::data(history, analysis)?;
    let Description { title, subtitle, alt } = chart.describe();
    let card = Card::new(entry.id, chart.height(), title, &subtitle);
    chart.draw(&card);
    let drawing = card.finish(&alt);
    Some(Figure {
        caption: entry.caption(title, alt),
        light: drawing.svg(Shade::Light),
        dark: drawing.svg(Shade::Dark),
    })
}

/// The file of a chart or of the [`SPARKLINE`] in one shade, relative to the folder of its repository. Git looks for similar files
/// by the last 16 characters of their paths, which both shades have in common: it keeps one as a change of the other.
#[must_use]
pub fn file_path(id: &str, shade: Shade) -> String {
    format!("charts/{}-theme/{id}.svg", shade.word())
}

/// The files of all charts, whether or not a repository has data for them.
pub fn file_paths() -> impl Iterator<Item = String> {
    let ids = ALL.iter().map(|entry| entry.id).chain([SPARKLINE]);
    ids.flat_map(|id| Shade::ALL.map(|shade| file_path(id, shade)))
}

/// Draws all charts that have something to show, in reading order.
#[must_use]
pub fn figures(history: &History, analysis: &Analysis) -> Vec<Figure> {
    let drawn = ALL.iter().map(|entry| (entry.figure)(entry, history, analysis));
    drawn.flatten().collect()
}

/// What a report says of the same charts, for a page that shows them without their files.
#[must_use]
pub fn captions(history: &History, analysis: &Analysis) -> Vec<Caption> {
    let described = ALL.iter().map(|entry| (entry.caption)(entry, history, analysis));
    described.flatten().collect()
}

/// Draws one chart, if there is one with this id and it has something to show.
#[must_use]
pub fn figure_of(id: &str, history: &History, analysis: &Analysis) -> Option<Figure> {
    let entry = ALL.iter().find(|entry| entry.id == id)?;
    (entry.figure)(entry, history, analysis)
}
