//! PURE. The referrers of the newest capture.

use crate::charts::card::Card;
use crate::charts::top_list::{Names, TopListBars};
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;

/// The list. No chart until one was captured.
pub(super) struct Referrers(TopListBars);

const NAMES: Names = Names {
    title: "Where visitors come from",
    one: "referrer",
    many: "referrers",
};

impl Chart for Referrers {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        TopListBars::new(&history.repository.name, &analysis.referrers, &history.referrers).map(Self)
    }

    fn describe(&self) -> Description {
        self.0.describe(&NAMES)
    }

    fn height(&self) -> i32 {
        self.0.height()
    }

    fn draw(&self, card: &Card) {
        self.0.draw(card, 2_150);
    }
}
