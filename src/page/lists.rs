//! PURE. The lists of referrers or pages over time, by name. The newest are all there, of older weeks the last one: each is the total
//! of 14 days, so that a week loses little.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::analysis::TopListTrend;
use crate::domain::text::Untrusted;
use crate::domain::top_list::TopList;
use crate::domain::{Date, days_between, monday_of};
use crate::encode::base64_vlq;

/// So many days before the newest list all lists are kept.
const RECENT_DAYS: i64 = 90;
/// Larger numbers are drawn as this one: the differences of two must be numbers, too.
const MOST: u64 = 1 << 53;

/// All lists of one kind.
#[derive(Debug, Default, Serialize)]
pub(super) struct Lists<'h> {
    /// The days of the lists, each after the one before; the first after the first day of the columns.
    days: Vec<i64>,
    /// 1 where GitHub may have left names out.
    cut: Vec<u8>,
    /// Whether the newest list is so much smaller than the one before, though the views are not, that it is probably incomplete.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    /// Every name, in the order of its first appearance.
    names: Vec<&'h Untrusted>,
    /// The places of those that are crawlers.
    crawlers: Vec<usize>,
    /// The titles of the newest list by the place of their name.
    titles: BTreeMap<usize, &'h Untrusted>,
    /// For each name Base64 VLQ: how many lists it is not on, and how much its count and its uniques differ from before.
    rows: Vec<String>,
}

/// The rows of one name so far.
struct Row {
    place: usize,
    next: usize,
    count: i64,
    uniques: i64,
    code: String,
}

impl<'h> Lists<'h> {
    /// The lists of a repository whose columns begin on `first`.
    pub(super) fn new(
        lists: &'h BTreeMap<Date, TopList>,
        first: Date,
        is_shown: bool,
        trend: &TopListTrend,
        is_crawler: &dyn Fn(&Untrusted) -> bool,
    ) -> Self {
        let mut columns = Self {
            incomplete: is_shown && trend.shrunk.is_some(),
            ..Self::default()
        };
        let mut rows: BTreeMap<&Untrusted, Row> = BTreeMap::new();
        let mut before = first;
        for (index, (day, list)) in kept(lists, is_shown).into_iter().enumerate() {
            columns.days.push(days_between(before, day));
            columns.cut.push(u8::from(list.is_cut));
            before = day;
            for row in &list.rows {
                let known = rows.len();
                let entry = rows.entry(&row.name).or_insert_with(|| {
                    columns.names.push(&row.name);
                    Row::new(known)
                });
                entry.add(index, row.count, row.uniques.get());
                if let Some(title) = &row.title {
                    columns.titles.insert(entry.place, title);
                }
            }
        }
        let mut rows: Vec<Row> = rows.into_values().collect();
        rows.sort_by_key(|row| row.place);
        columns.rows = rows.into_iter().map(|row| row.code).collect();
        let names = columns.names.iter().enumerate();
        columns.crawlers = names
            .filter(|(_, name)| is_crawler(name))
            .map(|(place, _)| place)
            .collect();
        columns
    }
}

impl Row {
    fn new(place: usize) -> Self {
        Self {
            place,
            next: 0,
            count: 0,
            uniques: 0,
            code: String::new(),
        }
    }

    /// Adds what the list at `index` says. A name is once on a list; a second row of it is left out.
    fn add(&mut self, index: usize, count: u64, uniques: u64) {
        if index < self.next {
            return;
        }
        let (count, uniques) = (signed(count), signed(uniques));
        let skipped = signed((index - self.next) as u64);
        base64_vlq::push(&mut self.code, [skipped, count - self.count, uniques - self.uniques]);
        (self.next, self.count, self.uniques) = (index + 1, count, uniques);
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number.min(MOST)).unwrap_or(i64::MAX)
}

/// All lists of the last weeks, and the last list of every week before.
fn kept(lists: &BTreeMap<Date, TopList>, is_shown: bool) -> Vec<(Date, &TopList)> {
    let Some(newest) = lists.keys().next_back().copied().filter(|_| is_shown) else {
        return Vec::new();
    };
    let mut kept: Vec<(Date, &TopList)> = Vec::new();
    for (day, list) in lists {
        let is_recent = days_between(*day, newest) < RECENT_DAYS;
        match kept.last_mut() {
            Some(last) if !is_recent && monday_of(last.0) == monday_of(*day) => *last = (*day, list),
            _ => kept.push((*day, list)),
        }
    }
    kept
}
