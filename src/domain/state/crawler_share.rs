//! PURE. How much of the traffic of the last 14 days was not people: views that known crawlers brought, which GitHub's list of
//! referrers proves, and clones in bursts without views, which is an estimate.

use crate::domain::analysis::{Analysis, Days, Total};
use crate::domain::crawlers::Crawlers;
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{ListWindow, TopList};

/// Clones in bursts are told of from so many of a hundred clones of the 14 days on.
const LEAST_PERCENT: u64 = 20;

/// The views that crawlers brought in the 14 days of a list of referrers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrawlerShare {
    /// The crawlers on the list with their views, largest first.
    pub crawlers: Vec<(Untrusted, u64)>,
    /// Their views together: a lower bound, since the list holds ten names.
    pub views: u64,
    /// All views of the same 14 days; `None` where the days of the list or a count of them are not known.
    pub of: Option<u64>,
    /// The days.
    pub days: Option<Days>,
}

impl CrawlerShare {
    /// That of the newest list; `None` if no crawler is on it, or it is an old one.
    pub(super) fn now(history: &History, analysis: &Analysis) -> Option<Self> {
        let list = &analysis.referrers;
        // A list from before the last capture is that of other days.
        if list.age.is_some_and(|age| age > 0) {
            return None;
        }
        let rows = list.rows.iter().map(|row| (&row.name, row.count));
        Self::new(history, rows, list.days, analysis.views.last_14.map(|last| last.now))
    }

    /// That of the 14 days before the last 14; `None` if the two are not compared, no list is of these days, or no crawler is on it.
    pub(super) fn before(history: &History, analysis: &Analysis) -> Option<Self> {
        let before = analysis.views.last_14.filter(|last| last.change.is_some())?.before;
        let is_of_them = |list: &&TopList| list.window == ListWindow::Whole(before.days.last);
        let list = history.referrers.values().rev().find(is_of_them)?;
        let rows = list.rows.iter().map(|row| (&row.name, row.count));
        Self::new(history, rows, Some(before.days), Some(before))
    }

    /// The crawlers among the rows of a list that holds the views of these days, of which all views may be known.
    fn new<'l>(
        history: &History,
        rows: impl Iterator<Item = (&'l Untrusted, u64)>,
        days: Option<Days>,
        all: Option<Total>,
    ) -> Option<Self> {
        let known = Crawlers::new(&history.ignored_referrers);
        let rows = rows.filter(|(name, _)| known.contain(name));
        let crawlers: Vec<(Untrusted, u64)> = rows.map(|(name, views)| (name.clone(), views)).collect();
        let views = crawlers
            .iter()
            .fold(0, |sum: u64, (_, views)| sum.saturating_add(*views));
        let same = all.filter(|all| Some(all.days) == days && all.is_whole());
        (!crawlers.is_empty()).then_some(Self {
            of: same.and_then(|same| same.count).filter(|all| *all >= views),
            days,
            crawlers,
            views,
        })
    }

    /// Hundredths of all views that crawlers brought at least, rounded down; `None` where all views are not known.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        let all = self.of.filter(|all| *all > 0)?;
        u64::try_from(u128::from(self.views) * 100 / u128::from(all)).ok()
    }
}

/// Clones that came in bursts while nobody looked at the repository, as registry mirrors and build farms make them. An estimate:
/// on days whose clones stand out and whose views do not, the clones above what the weekday usually brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloneSwarm {
    /// Clones in the bursts.
    pub clones: u64,
    /// All clones of the 14 days.
    pub of: u64,
    /// The days of the bursts, oldest first.
    pub bursts: Vec<Days>,
    /// The 14 days.
    pub days: Days,
}

impl CloneSwarm {
    /// `None` if the bursts are few clones, or not all of the days are known.
    pub(super) fn new(analysis: &Analysis) -> Option<Self> {
        let last = analysis.clones.last_14.as_ref()?.now;
        let of = last.count.filter(|_| last.is_whole())?;
        let bursts = analysis.clones.spikes.iter();
        let bursts: Vec<_> = bursts
            .filter(|spike| last.days.contains(spike.days.first) && last.days.contains(spike.days.last))
            .filter(|spike| analysis.is_burst_of_clones(spike))
            .collect();
        let clones = bursts
            .iter()
            .fold(0, |sum: u64, spike| sum.saturating_add(spike.excess));
        (clones > 0 && clones.saturating_mul(100) >= of.saturating_mul(LEAST_PERCENT)).then(|| Self {
            clones: clones.min(of),
            of,
            bursts: bursts.iter().map(|spike| spike.days).collect(),
            days: last.days,
        })
    }
}
