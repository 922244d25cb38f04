//! PURE. Clones and unique cloners of the last 90 days.

use crate::charts::card::Card;
use crate::charts::daily::Daily;
use crate::charts::{Chart, Description};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::traffic::Metric;

/// The days. No chart until one is known.
pub(super) struct Clones(Daily);

impl Chart for Clones {
    fn data(history: &History, analysis: &Analysis) -> Option<Self> {
        Daily::new(history, analysis, Metric::Clones).map(Self)
    }

    fn describe(&self) -> Description {
        self.0.describe("Clones and unique cloners")
    }

    fn height(&self) -> i32 {
        self.0.height()
    }

    fn draw(&self, card: &Card) {
        self.0.draw(card);
    }
}
