//! PURE. Views and unique visitors of the last 90 days.

use crate::charts::card::Card;
use crate::charts::daily::Daily;
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;

const TITLE: &str = "Views and unique visitors";

/// The days; `None` while nothing is known of any traffic, so that a first report has a chart that says so.
pub(super) struct Views(Option<Daily>);

impl Chart for Views {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        let views = Daily::new(history, analysis, Metric::Views);
        let is_told = views.is_some() || Daily::new(history, analysis, Metric::Clones).is_none();
        is_told.then_some(Self(views))
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
            None => card.notice(1_080, "GitHub has published no day of traffic yet."),
        }
    }
}
