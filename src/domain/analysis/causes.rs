//! PURE. What a spike of views came from, as far as the popular lists prove it. Imports its neighbours in `domain`.
//!
//! A list holds the totals of 14 days. The last list from before the spike and the first one that holds its peak differ
//! by the days that joined the window and by those that left it. A name is given as a cause only if what it gained cannot
//! come from anything but the spike and is at least half of it: right or absent. Neither list changes any more once it is
//! there, so the causes of a spike stay the same when its lists have left the window.

use std::collections::BTreeMap;

use super::days::Days;
use super::top_list_trend::TopListKind;
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::top_list::TopList;
use crate::domain::{Date, days_between, plus_days};

/// Lists that are further apart than a window have lost days of which neither says anything.
const LONGEST_STEP: i64 = 14;

/// A referrer or page that brought at least half of a spike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which list it is on.
    pub kind: TopListKind,
    /// The referrer or path.
    pub name: Untrusted,
    /// DailyViews in the window that holds the peak, less those in the last window before the spike. A lower bound of what it
    /// brought, also because days left the window.
    pub growth: u64,
}

/// The spike that a cause is looked for.
pub(super) struct Rise {
    /// The days far above the usual, of which the last is the last known so far.
    pub(super) days: Days,
    /// The largest of them.
    pub(super) peak: Date,
}

/// What is known of a UTC day's views.
pub(super) trait DailyViews {
    /// The views, if the day is known whole.
    fn whole(&self, day: Date) -> Option<u64>;
    /// What its weekday usually brings.
    fn usual(&self, day: Date) -> Option<u64>;
}

/// The popular lists in the order in which their windows end, then of their captures.
pub(super) struct Causes<'h> {
    lists: [(TopListKind, Vec<&'h TopList>); 2],
}

impl<'h> Causes<'h> {
    pub(super) fn new(history: &'h History) -> Self {
        let sorted = |lists: &'h BTreeMap<Date, TopList>| {
            let mut lists: Vec<&TopList> = lists.values().collect();
            lists.sort_by_cached_key(|list| (list.touched().1, list.captured));
            lists
        };
        Self {
            lists: [
                (TopListKind::Referrer, sorted(&history.referrers)),
                (TopListKind::Path, sorted(&history.paths)),
            ],
        }
    }

    /// The referrers, then the pages that brought at least half of a rise, largest growth first.
    pub(super) fn of(&self, views: &impl DailyViews, rise: &Rise) -> Vec<Cause> {
        let found = self.lists.iter().flat_map(|(kind, lists)| {
            let step = Step::over(lists, rise);
            let risen = step.and_then(|step| step.risen(views, rise)).unwrap_or_default();
            risen.into_iter().map(|(growth, name)| Cause {
                kind: *kind,
                name,
                growth,
            })
        });
        found.collect()
    }
}

/// The two lists around the beginning of a spike.
struct Step<'l> {
    before: &'l TopList,
    after: &'l TopList,
}

impl<'l> Step<'l> {
    /// The last list that cannot hold any of the rise, and the first one that holds all of it up to its peak.
    fn over(lists: &[&'l TopList], rise: &Rise) -> Option<Self> {
        let first = rise.days.first;
        let is_before = |list: &&TopList| list.touched().1 < first;
        let (before, others) = lists.split_at(lists.partition_point(is_before));
        let before = *before.last()?;
        let steps = others.iter().map(|after| Self { before, after });
        steps
            .take_while(|step| step.joined().length() as i64 <= LONGEST_STEP)
            .find(|step| step.after.covered().1 >= rise.peak && step.after.covered().0 <= first)
    }

    /// The days that the list after the step can hold and the one before it cannot hold whole.
    fn joined(&self) -> Days {
        Days::new(plus_days(self.before.covered().1, 1), self.after.touched().1)
    }

    /// The days that the list before the step can hold and the one after it cannot hold whole.
    fn left(&self) -> impl Iterator<Item = Date> + use<> {
        let (first, end) = (self.before.touched().0, self.after.covered().0);
        (0..days_between(first, end)).map(move |offset| plus_days(first, offset))
    }

    /// The names whose gain is at least half of the spike, largest first. `None` when a day in question is unknown.
    fn risen(&self, views: &impl DailyViews, rise: &Rise) -> Option<Vec<(u64, Untrusted)>> {
        let (mut spike, mut others, mut all) = (0_i128, 0_i128, 0_i128);
        for day in self.joined().each() {
            let (count, usual) = (i128::from(views.whole(day)?), i128::from(views.usual(day)?));
            let part = if rise.days.contains(day) {
                &mut spike
            } else {
                &mut others
            };
            *part += count - usual;
            all += count;
        }
        // Days below the usual that leave the window make the names on it grow.
        let known = |day| Some(i128::from(views.usual(day)?) - i128::from(views.whole(day)?));
        let others = others.max(0) + self.left().filter_map(known).sum::<i128>().max(0);
        let gained = |name: &Untrusted, count: u64| {
            let before = self.before.row(name).map(|row| row.count);
            count.saturating_sub(before.unwrap_or_else(|| self.before.most_unlisted()))
        };
        let rows = self.after.rows.iter();
        let mut risen: Vec<(u64, Untrusted)> = rows
            .map(|row| (gained(&row.name, row.count), row.name.clone()))
            .filter(|(growth, _)| {
                let growth = i128::from(*growth);
                growth <= all && 2 * (growth - others) >= spike.max(1)
            })
            .collect();
        // More than two halves are more than a spike.
        risen.sort_by(|(one, one_name), (two, two_name)| two.cmp(one).then_with(|| one_name.cmp(two_name)));
        risen.truncate(2);
        Some(risen)
    }
}
