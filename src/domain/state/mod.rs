//! PURE. How it stands with the numbers of one repository, as of its last capture: whether GitHub publishes, which days it
//! brought late or never, which zeros and which visits cannot be taken at their word, and how regularly runs have asked.
//!
//! It follows from what was captured alone. The report, the step summary, the warnings of a run and `traffic-ledger status`
//! show this one value, so none of them can say something else than the others.

pub mod crawler_share;
pub mod runs;

use super::analysis::{Analysis, Days, Publication};
use super::evidence::proof::WINDOW_DAYS;
use super::history::History;
use super::traffic::Metric;
use super::traffic::PerMetric;
use super::{Date, Timestamp, days_between, utc_day};

pub use crawler_share::{CloneSwarm, CrawlerShare};
pub use runs::{Pause, Runs};

/// How it stands with the numbers of one repository.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// When the last snapshot was captured; `None` while the history holds imports alone.
    pub captured: Option<Timestamp>,
    /// What GitHub has published of each metric, and when.
    pub publication: PerMetric<Publication>,
    /// The runs that recorded something.
    pub runs: Runs,
    /// Zeros of each metric that cannot be believed, oldest first.
    pub doubtful: PerMetric<Vec<Days>>,
    /// How many of the views of the last 14 days came from known crawlers; `None` where none did.
    pub crawlers: Option<CrawlerShare>,
    /// The same of the 14 days before, with which they are compared.
    pub crawlers_before: Option<CrawlerShare>,
    /// Clones of the last 14 days that came in bursts without views; `None` where there were none.
    pub clone_swarm: Option<CloneSwarm>,
}

/// Days that GitHub does not publish, although it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Freeze {
    /// The metric; `None` if both stand still on the same day.
    pub metric: Option<Metric>,
    /// The last UTC day that GitHub has published.
    pub last: Date,
    /// How many days after the capture nothing is lost yet, should GitHub go on: its window then still covers the days that are
    /// missing. Negative when some of them have left it.
    pub days_left: i64,
}

impl Freeze {
    /// A freeze of both metrics, as a capture on `today` finds it.
    #[must_use]
    pub fn of_both(last: Date, today: Date) -> Self {
        Self {
            metric: None,
            last,
            days_left: days_between(today, last) + WINDOW_DAYS,
        }
    }
}

/// The answer to "is it me or GitHub?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// GitHub publishes, as far as the last answers tell.
    Fine,
    /// GitHub has published nothing for so long that it is no usual delay.
    Frozen,
    /// GitHub has published nothing for so long that days are lost before the next run, or are lost already.
    Losing,
}

impl Standing {
    /// The word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Frozen => "frozen",
            Self::Losing => "losing",
        }
    }
}

impl State {
    /// The state of a repository whose history has this analysis.
    #[must_use]
    pub fn new(history: &History, analysis: &Analysis) -> Self {
        Self {
            captured: history.captured,
            publication: PerMetric::of_each(|metric| analysis.metric(metric).publication.clone()),
            runs: Runs::new(&history.captures),
            doubtful: PerMetric::of_each(|metric| analysis.metric(metric).coverage.doubtful.clone()),
            crawlers: CrawlerShare::now(history, analysis),
            crawlers_before: CrawlerShare::before(history, analysis),
            clone_swarm: CloneSwarm::new(analysis),
        }
    }

    /// Where GitHub stands still: nothing, one entry for both metrics alike, or one for each of them.
    #[must_use]
    pub fn freezes(&self) -> Vec<Freeze> {
        match (self.freeze(Metric::Views), self.freeze(Metric::Clones)) {
            (Some(views), Some(clones)) if views.last == clones.last => vec![Freeze { metric: None, ..views }],
            (views, clones) => views.into_iter().chain(clones).collect(),
        }
    }

    /// That GitHub stands still in one metric, if it does at the last capture.
    fn freeze(&self, metric: Metric) -> Option<Freeze> {
        let newest = self.publication.of(metric).newest.filter(|newest| newest.is_frozen())?;
        Some(Freeze {
            metric: Some(metric),
            ..Freeze::of_both(newest.last, newest.asked)
        })
    }

    /// Whether GitHub publishes.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let days_left = self.freezes().iter().map(|freeze| freeze.days_left).min();
        match days_left {
            None => Standing::Fine,
            Some(left) if left < self.runs.usual_pause => Standing::Losing,
            Some(_) => Standing::Frozen,
        }
    }

    /// The UTC day of the last capture.
    #[must_use]
    pub fn captured_day(&self) -> Option<Date> {
        self.captured.map(utc_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analysis::Newest;
    use crate::domain::repository::Repository;

    #[test]
    fn nothing_is_lost_while_the_window_covers_the_days_that_are_missing() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let days_left = |asked| Freeze::of_both(day("2026-09-23"), day(asked)).days_left;
        assert_eq!(days_left("2026-09-27"), 10);
        assert_eq!(
            days_left("2026-10-07"),
            0,
            "the 24th is the oldest of a window up to the 7th"
        );
        assert_eq!(days_left("2026-10-09"), -2);
    }

    #[test]
    fn metrics_that_stand_still_on_different_days_are_two_freezes() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let history = History::new(Repository {
            id: None,
            name: "o/r".parse().expect("a name"),
            created: None,
        });
        let mut state = State::new(&history, &Analysis::new(&history));
        assert_eq!(state.freezes(), []);
        let newest = |last| {
            Some(Newest {
                last: day(last),
                asked: day("2026-11-20"),
                is_current: true,
            })
        };
        state.publication.views.newest = newest("2026-11-10");
        state.publication.clones.newest = newest("2026-11-12");
        let freeze = |metric, last, days_left| Freeze {
            metric,
            last: day(last),
            days_left,
        };
        assert_eq!(
            state.freezes(),
            [
                freeze(Some(Metric::Views), "2026-11-10", 4),
                freeze(Some(Metric::Clones), "2026-11-12", 6),
            ]
        );
        state.publication.clones.newest = newest("2026-11-10");
        assert_eq!(state.freezes(), [freeze(None, "2026-11-10", 4)]);
        state.publication.clones.newest = newest("2026-11-17");
        assert_eq!(state.freezes(), [freeze(Some(Metric::Views), "2026-11-10", 4)]);
    }
}
