//! PURE. The popular paths of the newest capture.

use crate::charts::card::Card;
use crate::charts::top_list::{Names, TopListBars};
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;

/// The list. No chart until one was captured.
pub(super) struct Paths(TopListBars);

const NAMES: Names = Names {
    title: "Popular pages",
    one: "page",
    many: "pages",
};

impl Chart for Paths {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        TopListBars::new(&history.repository.name, &analysis.paths, &history.paths).map(Self)
    }

    fn describe(&self) -> Description {
        self.0.describe(&NAMES)
    }

    fn height(&self) -> i32 {
        self.0.height()
    }

    fn draw(&self, card: &Card) {
        self.0.draw(card, 3_500);
    }
}
