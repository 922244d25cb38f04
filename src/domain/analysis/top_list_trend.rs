//! PURE. Popular referrers and paths: the newest list against the last one whose window does not overlap it, who is
//! new, who is gone, and the lists of all time. Imports its neighbours in `domain`.

use std::collections::BTreeMap;

use super::{Change, Days, Total};
use crate::domain::crawlers::Crawlers;
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{ListWindow, TopList, TopListRow};
use crate::domain::traffic::{Metric, Uniques};
use crate::domain::{Date, days_between, plus_days, utc_day};

/// A name counts as newly seen for this many days.
const NEW_FOR: i64 = 28;

/// Which of the two lists a name is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopListKind {
    /// A site that people came from.
    Referrer,
    /// A page of the repository.
    Path,
}

/// What one of the two popular lists says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopListTrend {
    /// The UTC day of the newest capture.
    pub captured: Option<Date>,
    /// How many days before the history's last capture that day lies: empty lists are not kept, nor can every list be
    /// read. `None` while the history holds imports alone.
    pub age: Option<i64>,
    /// What is known of its window.
    pub window: Option<ListWindow>,
    /// The days of its window, as far as they are known.
    pub days: Option<Days>,
    /// The days of the newest list that has no day in common with that one.
    pub compared: Option<Days>,
    /// The views that the compared list and the newest one add up to, where the newest is so much smaller, and the views of the
    /// repository are not, that it cannot be the whole of GitHub's list. Nothing is compared then.
    pub shrunk: Option<(u64, u64)>,
    /// The newest list, largest first.
    pub rows: Vec<RankedRow>,
    /// Who was on the compared list and is not on the newest, largest first, without crawlers.
    pub gone: Vec<GoneRow>,
    /// Who was first seen in the four weeks before the history's last capture, newest first, without crawlers. Empty in the first four
    /// weeks, when everybody is new.
    pub first_seen: Vec<(Date, Untrusted)>,
    /// The views of every name over all captures.
    pub all_time: Option<AllTimeList>,
}

/// One row of the newest list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedRow {
    /// The referrer or path.
    pub name: Untrusted,
    /// The page's title, where known.
    pub title: Option<Untrusted>,
    /// Views in the 14 days.
    pub count: u64,
    /// Unique visitors in the 14 days.
    pub uniques: Uniques,
    /// Whether it is a crawler, and not where people came from.
    pub is_crawler: bool,
    /// What the compared list said.
    pub before: Before,
}

/// A name on the compared list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// There is no list whose window does not overlap.
    Unknown,
    /// Neither the compared list nor an earlier one had the name.
    FirstSeen,
    /// A list before the compared one had it, the compared one had not; it may have had fewer views than the last on it.
    NotListed,
    /// It had this many views.
    Count(u64),
}

/// A name that dropped off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneRow {
    /// The referrer or path.
    pub name: Untrusted,
    /// Its views in the compared window.
    pub count: u64,
    /// The UTC day of the last capture that lists it.
    pub last_seen: Date,
}

/// The views of every name over all captures. For each name those windows are added up that do not overlap and bring
/// the most: a lower bound that never falls, since only ten names are listed at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllTimeList {
    /// The UTC day of the first capture.
    pub first: Date,
    /// The UTC day of the last capture.
    pub last: Date,
    /// How many captures there are, at most one a UTC day.
    pub captures: u32,
    /// Every name on them, largest first.
    pub rows: Vec<AllTimeRow>,
}

/// One name of all time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllTimeRow {
    /// The referrer or path.
    pub name: Untrusted,
    /// Whether it is a crawler, and not where people came from.
    pub is_crawler: bool,
    /// Views in the windows added up for it.
    pub count: u64,
    /// How many windows of 14 days were added up for it.
    pub windows: u32,
    /// The most unique visitors it brought in one window; uniques of windows do not add up.
    pub most_uniques: Uniques,
}

impl RankedRow {
    /// The change against the compared window, where both are known.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        match self.before {
            Before::Count(before) => Change::new(before, self.count),
            _ => None,
        }
    }
}

impl TopListTrend {
    /// Analyses the popular referrers of a history.
    #[must_use]
    pub fn of_referrers(history: &History) -> Self {
        let crawlers = Crawlers::new(&history.ignored_referrers);
        Self::new(history, &history.referrers, &|name| crawlers.contain(name))
    }

    /// Analyses the popular paths of a history.
    #[must_use]
    pub fn of_paths(history: &History) -> Self {
        Self::new(history, &history.paths, &|_| false)
    }

    /// Analyses the captures of one list of a history.
    fn new(history: &History, captures: &BTreeMap<Date, TopList>, is_crawler: &dyn Fn(&Untrusted) -> bool) -> Self {
        let last_capture = history.captured.map(utc_day);
        let ordered: Vec<&TopList> = captures.values().collect();
        let Some((newest, earlier)) = ordered.split_last() else {
            return Self::default();
        };
        let names = Names::new(&ordered);
        let apart = earlier.iter().rposition(|list| newest.is_apart_from(list));
        let compared = apart.map(|at| earlier[at]);
        let shrunk = compared.and_then(|compared| shrunk(history, compared, newest));
        let is_whole = shrunk.is_none();
        let before = |name: &Untrusted| match apart.filter(|_| is_whole) {
            None => Before::Unknown,
            Some(apart) => match earlier[apart].row(name) {
                Some(row) => Before::Count(row.count),
                None if names.first_list(name) <= apart => Before::NotListed,
                None => Before::FirstSeen,
            },
        };
        let captured = utc_day(newest.captured);
        Self {
            captured: Some(captured),
            age: last_capture.map(|last| days_between(captured, last)),
            window: Some(newest.window),
            days: Some(list_days(newest)),
            compared: compared.map(list_days),
            shrunk,
            rows: newest
                .rows
                .iter()
                .map(|row| ranked(row, before(&row.name), is_crawler(&row.name)))
                .collect(),
            gone: compared.filter(|_| is_whole).map_or_else(Vec::new, |compared| {
                let mut gone = gone(compared, newest, &ordered, &names);
                gone.retain(|row| !is_crawler(&row.name));
                gone
            }),
            first_seen: match is_whole {
                true => first_seen(
                    &ordered,
                    &names,
                    last_capture.unwrap_or(captured).max(captured),
                    is_crawler,
                ),
                false => Vec::new(),
            },
            all_time: AllTimeList::new(&ordered, names, is_crawler),
        }
    }
}

/// What two lists add up to, where the later one is less than a third of the earlier one and the views of the repository fell by
/// a third at most: what stands still or is cut at its source looks like that.
fn shrunk(history: &History, compared: &TopList, newest: &TopList) -> Option<(u64, u64)> {
    /// Fewer views come and go.
    const MOST_OF_FEW: u64 = 50;
    let sum = |list: &TopList| list.rows.iter().fold(0, |sum: u64, row| sum.saturating_add(row.count));
    let views = |list: &TopList| Total::new(history, Metric::Views, list_days(list)).count;
    let (before, now) = (sum(compared), sum(newest));
    let has_fallen = before >= MOST_OF_FEW && now.saturating_mul(3) < before;
    let stayed = views(newest)?.saturating_mul(3) >= views(compared)?.saturating_mul(2);
    (has_fallen && stayed).then_some((before, now))
}

/// The days of a list as far as they are known; today, and the oldest day of an hourly window, are cut.
fn list_days(list: &TopList) -> Days {
    match list.window {
        ListWindow::Unknown => Days::ending(plus_days(utc_day(list.captured), -1), 14),
        ListWindow::Hourly | ListWindow::Whole(_) => Days::new(list.touched().0, list.touched().1),
    }
}

/// The names of all lists, in the order of their first appearance. Ten years of lists hold some ten thousand rows, so that each
/// name is looked for once.
struct Names<'l> {
    place_of: BTreeMap<&'l Untrusted, usize>,
    all: Vec<(&'l Untrusted, Vec<Seen<'l>>)>,
}

/// A row with the place of its list among all, which are in the order of their captures.
type Seen<'l> = (usize, &'l TopListRow);

impl<'l> Names<'l> {
    fn new(ordered: &[&'l TopList]) -> Self {
        let (mut place_of, mut all) = (BTreeMap::new(), Vec::<(_, Vec<_>)>::new());
        for (list, capture) in ordered.iter().enumerate() {
            for row in &capture.rows {
                let place = *place_of.entry(&row.name).or_insert(all.len());
                if place == all.len() {
                    all.push((&row.name, Vec::new()));
                }
                all[place].1.push((list, row));
            }
        }
        Self { place_of, all }
    }

    /// Where a name is listed, in the order of the captures.
    fn seen(&self, name: &Untrusted) -> &[Seen<'l>] {
        self.place_of.get(name).map_or(&[], |place| &self.all[*place].1)
    }

    /// The place of the first list with a name.
    fn first_list(&self, name: &Untrusted) -> usize {
        self.seen(name).first().map_or(usize::MAX, |(list, _)| *list)
    }
}

fn ranked(row: &TopListRow, before: Before, is_crawler: bool) -> RankedRow {
    RankedRow {
        name: row.name.clone(),
        title: row.title.clone(),
        count: row.count,
        uniques: row.uniques,
        is_crawler,
        before,
    }
}

fn gone(compared: &TopList, newest: &TopList, ordered: &[&TopList], names: &Names<'_>) -> Vec<GoneRow> {
    let missing = compared.rows.iter().filter(|row| newest.row(&row.name).is_none());
    missing
        .map(|row| {
            // It is not on the newest list, so that it was last seen on an earlier one.
            let last = names.seen(&row.name).last();
            GoneRow {
                name: row.name.clone(),
                count: row.count,
                last_seen: utc_day(last.map_or(compared, |(list, _)| ordered[*list]).captured),
            }
        })
        .collect()
}

fn first_seen(
    ordered: &[&TopList],
    names: &Names<'_>,
    today: Date,
    is_crawler: &dyn Fn(&Untrusted) -> bool,
) -> Vec<(Date, Untrusted)> {
    let start = ordered.first().map(|capture| utc_day(capture.captured));
    let recent = |date: Date| days_between(date, today) < NEW_FOR;
    if start.is_some_and(recent) {
        return Vec::new();
    }
    let first = |(name, seen): &(&Untrusted, Vec<Seen<'_>>)| {
        Some((utc_day(ordered[seen.first()?.0].captured), Untrusted::clone(name)))
    };
    let mut new: Vec<(Date, Untrusted)> = names
        .all
        .iter()
        .filter_map(first)
        .filter(|(date, name)| recent(*date) && !is_crawler(name))
        .collect();
    new.sort_by(|(one, one_name), (two, two_name)| two.cmp(one).then_with(|| one_name.cmp(two_name)));
    new
}

impl AllTimeList {
    fn new(ordered: &[&TopList], names: Names<'_>, is_crawler: &dyn Fn(&Untrusted) -> bool) -> Option<Self> {
        let touched: Vec<(Date, Date)> = ordered.iter().map(|list| list.touched()).collect();
        let row = |(name, seen): (&Untrusted, Vec<Seen<'_>>)| {
            let mut seen: Vec<_> = seen.into_iter().map(|(list, row)| (touched[list], row)).collect();
            // Of equal ends the earlier capture stays first.
            seen.sort_by_key(|((_, end), _)| *end);
            added_up(name, is_crawler(name), &seen)
        };
        let mut rows: Vec<AllTimeRow> = names.all.into_iter().map(row).collect();
        rows.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
        Some(Self {
            first: utc_day(ordered.first()?.captured),
            last: utc_day(ordered.last()?.captured),
            captures: u32::try_from(ordered.len()).unwrap_or(u32::MAX),
            rows,
        })
    }
}

/// The largest sum over windows that do not overlap, of a name on lists that touch these days, by the ends of their windows.
fn added_up(name: &Untrusted, is_crawler: bool, seen: &[((Date, Date), &TopListRow)]) -> AllTimeRow {
    // best[n]: (views, windows) that the first n lists can bring. The next one is either left out, or added to the best of
    // those that ended before its window began.
    let mut best: Vec<(u64, u32)> = vec![(0, 0)];
    for (index, ((first, _), row)) in seen.iter().enumerate() {
        let apart = seen[..index].partition_point(|((_, end), _)| first > end);
        let (count, windows) = best[apart];
        let with = (count.saturating_add(row.count), windows + 1);
        best.push(if with.0 > best[index].0 { with } else { best[index] });
    }
    let (count, windows) = best[seen.len()];
    AllTimeRow {
        name: name.clone(),
        is_crawler,
        count,
        windows,
        most_uniques: seen.iter().map(|(_, row)| row.uniques).max().unwrap_or(Uniques::new(0)),
    }
}
