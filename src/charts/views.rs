//! PURE. Views and unique visitors of the last 90 days.

use crate::charts::card::Card;
use crate::charts::daily::Daily;
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;

const TITLE: &str = "Views and unique visitors";

/// The days; `None` while no day is known. The one chart that every report has.
pub(super) struct Views(Option<Daily>);

impl Chart for Views {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        Some(Self(Daily::new(history, analysis, Metric::Views)))
    }

    fn describe(&self) -> Description {
        match &self.0 {
            Some(days) => days.describe(TITLE),
            None => Description {
                title: TITLE,
                subtitle: "No data yet".to_owned(),
                alt: format!("{TITLE}: no data yet."),
            },
        }
    }

    fn height(&self) -> i32 {
        match &self.0 {
            Some(days) => days.height(),
            None => 160,
        }
    }

    fn draw(&self, card: &Card) {
        match &self.0 {
            Some(days) => days.draw(card),
            None => card.notice(
                1_080,
                "The first numbers appear once GitHub has published a day of traffic.",
            ),
        }
    }
}
