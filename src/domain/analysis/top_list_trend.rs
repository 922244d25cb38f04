//! PURE. Popular referrers and paths: the newest list against the last one whose window does not overlap it, who is
//! new, who is gone, and the lists of all time. Imports its neighbours in `domain`.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{TopList, TopListRow};
use crate::domain::traffic::Uniques;
use crate::domain::{Date, days_between, utc_day};

/// A list this long is cut: who is not on it may still have had some views (GitHub lists the top ten).
const CUT: usize = 10;
/// Captures at least this many days apart have windows that do not overlap.
const APART: i64 = 14;
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
    /// The UTC day of the newest capture; its window is the 14 days that GitHub had published by then.
    pub captured: Option<Date>,
    /// The UTC day of the newest capture whose window does not overlap that one.
    pub compared: Option<Date>,
    /// The newest list, largest first.
    pub rows: Vec<RankedRow>,
    /// Who was on the compared list and is not on the newest, largest first.
    pub gone: Vec<GoneRow>,
    /// Who was first seen in the four weeks before the newest capture, newest first. Empty in the first four weeks,
    /// when everybody is new.
    pub first_seen: Vec<(Date, Untrusted)>,
    /// The views of every name over all captures.
    pub all_time: Option<AllTime>,
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
    /// What the compared list said.
    pub before: Before,
}

/// A name on the compared list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// There is no list whose window does not overlap.
    Unknown,
    /// No earlier list had the name, and there was one to be on.
    FirstSeen,
    /// An earlier list had it, the compared one had not; it may have had fewer views than the last on it.
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
pub struct AllTime {
    /// The UTC day of the first capture.
    pub first: Date,
    /// The UTC day of the last capture.
    pub last: Date,
    /// How many captures there are, one a week.
    pub captures: u32,
    /// Every name on them, largest first.
    pub rows: Vec<AllTimeRow>,
}

/// One name of all time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllTimeRow {
    /// The referrer or path.
    pub name: Untrusted,
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
    /// Analyses the captures of one list.
    #[must_use]
    pub fn new(captures: &BTreeMap<Date, TopList>) -> Self {
        let mut ordered: Vec<&TopList> = captures.values().collect();
        ordered.sort_by_key(|capture| capture.captured);
        let Some((newest, earlier)) = ordered.split_last() else {
            return Self::default();
        };
        let captured = utc_day(newest.captured);
        let apart = |capture: &&&TopList| days_between(utc_day(capture.captured), captured) >= APART;
        let compared = earlier.iter().rev().find(apart).copied();
        let seen_before: BTreeSet<&Untrusted> = earlier
            .iter()
            .flat_map(|c| c.rows.iter().map(|row| &row.name))
            .collect();
        let before = |name: &Untrusted| match compared {
            None => Before::Unknown,
            Some(compared) => match row_of(compared, name) {
                Some(row) => Before::Count(row.count),
                None if seen_before.contains(name) => Before::NotListed,
                None => Before::FirstSeen,
            },
        };
        Self {
            captured: Some(captured),
            compared: compared.map(|capture| utc_day(capture.captured)),
            rows: newest.rows.iter().map(|row| ranked(row, before(&row.name))).collect(),
            gone: compared.map_or_else(Vec::new, |compared| gone(compared, newest, earlier)),
            first_seen: first_seen(&ordered, captured),
            all_time: AllTime::new(&ordered),
        }
    }
}

fn ranked(row: &TopListRow, before: Before) -> RankedRow {
    RankedRow {
        name: row.name.clone(),
        title: row.title.clone(),
        count: row.count,
        uniques: row.uniques,
        before,
    }
}

/// The row of a name in a capture.
pub(super) fn row_of<'c>(capture: &'c TopList, name: &Untrusted) -> Option<&'c TopListRow> {
    capture.rows.iter().find(|row| row.name == *name)
}

/// The most views that a name missing from the list can have had: none, unless the list is cut.
pub(super) fn ceiling(capture: &TopList) -> u64 {
    let last = capture.rows.iter().map(|row| row.count).min();
    last.filter(|_| capture.rows.len() >= CUT).unwrap_or(0)
}

fn gone(compared: &TopList, newest: &TopList, earlier: &[&TopList]) -> Vec<GoneRow> {
    let missing = compared.rows.iter().filter(|row| row_of(newest, &row.name).is_none());
    missing
        .map(|row| GoneRow {
            name: row.name.clone(),
            count: row.count,
            last_seen: earlier
                .iter()
                .rev()
                .find(|capture| row_of(capture, &row.name).is_some())
                .map_or(utc_day(compared.captured), |capture| utc_day(capture.captured)),
        })
        .collect()
}

fn first_seen(ordered: &[&TopList], captured: Date) -> Vec<(Date, Untrusted)> {
    let mut seen: BTreeMap<&Untrusted, Date> = BTreeMap::new();
    for capture in ordered {
        for row in &capture.rows {
            seen.entry(&row.name).or_insert_with(|| utc_day(capture.captured));
        }
    }
    let start = ordered.first().map(|capture| utc_day(capture.captured));
    let recent = |date: Date| days_between(date, captured) < NEW_FOR;
    let mut new: Vec<(Date, Untrusted)> = seen
        .into_iter()
        .filter(|(_, date)| recent(*date) && !start.is_some_and(recent))
        .map(|(name, date)| (date, name.clone()))
        .collect();
    new.sort_by(|(one, one_name), (two, two_name)| two.cmp(one).then_with(|| one_name.cmp(two_name)));
    new
}

impl AllTime {
    fn new(ordered: &[&TopList]) -> Option<Self> {
        let mut listed: BTreeMap<&Untrusted, Vec<(Date, &TopListRow)>> = BTreeMap::new();
        for capture in ordered {
            for row in &capture.rows {
                listed
                    .entry(&row.name)
                    .or_default()
                    .push((utc_day(capture.captured), row));
            }
        }
        let mut rows: Vec<AllTimeRow> = listed.into_iter().map(|(name, seen)| added_up(name, &seen)).collect();
        rows.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
        Some(Self {
            first: utc_day(ordered.first()?.captured),
            last: utc_day(ordered.last()?.captured),
            captures: u32::try_from(ordered.len()).unwrap_or(u32::MAX),
            rows,
        })
    }
}

/// The largest sum over windows that do not overlap, of a name seen on these days, oldest first.
fn added_up(name: &Untrusted, seen: &[(Date, &TopListRow)]) -> AllTimeRow {
    // best[n]: (views, windows) that the first n captures can bring. The next one is either left out, or added to the
    // best of those that lie far enough before it.
    let mut best: Vec<(u64, u32)> = vec![(0, 0)];
    let mut far = 0;
    for (index, (date, row)) in seen.iter().enumerate() {
        while far < index && days_between(seen[far].0, *date) >= APART {
            far += 1;
        }
        let (count, windows) = best[far];
        let with = (count.saturating_add(row.count), windows + 1);
        best.push(if with.0 > best[index].0 { with } else { best[index] });
    }
    let (count, windows) = best[seen.len()];
    AllTimeRow {
        name: name.clone(),
        count,
        windows,
        most_uniques: seen.iter().map(|(_, row)| row.uniques).max().unwrap_or(Uniques::new(0)),
    }
}
