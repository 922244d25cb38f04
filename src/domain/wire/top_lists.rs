//! PURE. Popular lists as records. Ten years hold 7,300 of them, so a record says what changed since the list before: who
//! left it, who joined it, and by how much the numbers of the others differ.

use std::collections::BTreeMap;

use super::shape::{WireImported, WireListTime, WireListWindow, WireTopList, WireTopLists, WireWindowKind};
use crate::domain::evidence::claims::WindowSeen;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{ListWindow, TopList, TopListRow, sort_rows};
use crate::domain::traffic::Uniques;
use crate::domain::{Date, Timestamp, days_between, plus_days, utc_day};
use crate::encode::base64_vlq;

/// Count and uniques by the place of the name among all names.
type Rows = BTreeMap<usize, (u64, u64)>;

/// `seen` are the windows of the views that GitHub showed, by the UTC day on which it was asked: most lists belong to one.
pub(super) fn write(lists: &BTreeMap<Date, TopList>, seen: &BTreeMap<Date, WindowSeen>) -> WireTopLists {
    let mut wire = WireTopLists::default();
    let mut place_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut before = Rows::new();
    for (day, list) in lists {
        let mut rows = Rows::new();
        for row in &list.rows {
            let next = place_of.len();
            let place = *place_of.entry(row.name.sanitized()).or_insert(next);
            if place == next {
                wire.names.push(row.name.sanitized().to_owned());
            }
            rows.insert(place, (row.count, row.uniques.get()));
        }
        let changes = write_changes(&before, &rows, list.is_cut);
        wire.lists.push(match write_time(*day, list, seen) {
            None => WireTopList::Seen(*day, changes),
            Some(time) => WireTopList::At(*day, changes, time),
        });
        before = rows;
    }
    let newest = lists.last_key_value().into_iter().flat_map(|(_, list)| &list.rows);
    let title = |row: &TopListRow| {
        let title = row.title.as_ref()?;
        Some((row.name.sanitized().to_owned(), title.sanitized().to_owned()))
    };
    wire.titles = newest.filter_map(title).collect();
    wire
}

/// Reads the lists, in which every name, date and number must be one that `write` can have written.
pub(super) fn read(wire: &WireTopLists, seen: &BTreeMap<Date, WindowSeen>) -> Result<BTreeMap<Date, TopList>, String> {
    let names: Vec<Untrusted> = wire.names.iter().map(|name| Untrusted::new(name)).collect();
    let mut lists: BTreeMap<Date, TopList> = BTreeMap::new();
    let mut rows = Rows::new();
    for record in &wire.lists {
        let (WireTopList::Seen(day, changes) | WireTopList::At(day, changes, _)) = record;
        let list = read_changes(&mut rows, changes, names.len()).and_then(|is_cut| {
            let (is_own, captured, window) = match record {
                WireTopList::Seen(day, _) => {
                    let (captured, window) = seen_at(*day, seen).ok_or("no window in `seen` is of this day")?;
                    (true, captured, window)
                }
                WireTopList::At(day, _, time) => read_time(*day, time)?,
            };
            let row = |(place, (count, uniques)): (&usize, &(u64, u64))| TopListRow {
                name: names[*place].clone(),
                count: *count,
                uniques: Uniques::new(*uniques),
                title: None,
            };
            let mut rows: Vec<TopListRow> = rows.iter().map(row).collect();
            sort_rows(&mut rows);
            Ok(TopList {
                is_own,
                captured,
                window,
                rows,
                is_cut,
            })
        });
        let list = list.map_err(|error| format!("the list of {day}: {error}"))?;
        if lists.last_key_value().is_some_and(|(last, _)| last >= day) {
            return Err(format!("the list of {day} is out of order or a duplicate"));
        }
        lists.insert(*day, list);
    }
    for row in lists
        .values_mut()
        .next_back()
        .into_iter()
        .flat_map(|list| &mut list.rows)
    {
        row.title = wire.titles.get(row.name.sanitized()).map(|title| Untrusted::new(title));
    }
    Ok(lists)
}

/// Numbers as Base64 VLQ, the code of source maps: 1 if names may be missing, else 0; how many names left the list, their
/// places; how many joined it, their places; then for each name on it, in the order of places, how much more views and
/// unique visitors it has than before.
fn write_changes(before: &Rows, after: &Rows, is_cut: bool) -> String {
    let missing = |from: &Rows, there: &Rows| -> Vec<i64> {
        let places = from.keys().filter(|place| !there.contains_key(place));
        places.map(|place| signed(*place as u64)).collect()
    };
    let (left, joined) = (missing(before, after), missing(after, before));
    let mut numbers = vec![i64::from(is_cut)];
    for places in [left, joined] {
        numbers.push(signed(places.len() as u64));
        numbers.extend(places);
    }
    for (place, (count, uniques)) in after {
        let (count_before, uniques_before) = before.get(place).copied().unwrap_or_default();
        numbers.extend([
            signed(*count) - signed(count_before),
            signed(*uniques) - signed(uniques_before),
        ]);
    }
    base64_vlq::code(numbers)
}

/// Changes the rows of the list before into those of this one, of which comes back whether it is cut. `names` is how many
/// there are.
fn read_changes(rows: &mut Rows, changes: &str, names: usize) -> Result<bool, String> {
    let mut code = changes.bytes().peekable();
    let mut number = || base64_vlq::next(&mut code).ok_or_else(|| "its numbers are not Base64 VLQ".to_owned());
    let place = |number: i64| {
        let place = usize::try_from(number).ok().filter(|place| *place < names);
        place.ok_or("it has a name that is not listed in `names`")
    };
    let is_cut = number()? == 1;
    for _ in 0..number()? {
        rows.remove(&place(number()?)?)
            .ok_or("a name left it that was not on it")?;
    }
    for _ in 0..number()? {
        rows.insert(place(number()?)?, (0, 0));
    }
    for (count, uniques) in rows.values_mut() {
        for kept in [count, uniques] {
            *kept = kept.checked_add_signed(number()?).ok_or("it has a number below zero")?;
        }
    }
    match code.next() {
        None => Ok(is_cut),
        Some(_) => Err("it has more numbers than names".to_owned()),
    }
}

/// Counts are at most 10^12.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The list of the window that GitHub showed on this day.
fn seen_at(day: Date, seen: &BTreeMap<Date, WindowSeen>) -> Option<(Timestamp, ListWindow)> {
    seen.get(&day).map(|seen| (seen.answered, ListWindow::Whole(seen.last)))
}

fn write_time(day: Date, list: &TopList, seen: &BTreeMap<Date, WindowSeen>) -> Option<WireListTime> {
    if list.is_own && seen_at(day, seen) == Some((list.captured, list.window)) {
        return None;
    }
    let window = match list.window {
        ListWindow::Whole(last) => WireListWindow::Whole(days_between(last, day)),
        ListWindow::Hourly => WireListWindow::Kind(WireWindowKind::Hourly),
        ListWindow::Unknown => WireListWindow::Kind(WireWindowKind::Unknown),
    };
    Some(match list.is_own {
        true => WireListTime::Own(list.captured, window),
        false => WireListTime::Imported(list.captured, window, WireImported::Imported),
    })
}

fn read_time(day: Date, time: &WireListTime) -> Result<(bool, Timestamp, ListWindow), String> {
    let (is_own, captured, window) = match time {
        WireListTime::Own(captured, window) => (true, *captured, window),
        WireListTime::Imported(captured, window, WireImported::Imported) => (false, *captured, window),
    };
    let window = match window {
        WireListWindow::Whole(lag) => ListWindow::Whole(plus_days(day, -lag)),
        WireListWindow::Kind(WireWindowKind::Hourly) => ListWindow::Hourly,
        WireListWindow::Kind(WireWindowKind::Unknown) => ListWindow::Unknown,
    };
    match utc_day(captured) == day {
        true => Ok((is_own, captured, window)),
        false => Err("it was captured on another day".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn list(captured: &str, window: ListWindow, rows: &[(&str, u64)]) -> TopList {
        let row = |(name, count): &(&str, u64)| TopListRow {
            name: Untrusted::new(name),
            count: *count,
            uniques: Uniques::new(count / 3),
            title: None,
        };
        let mut rows: Vec<TopListRow> = rows.iter().map(row).collect();
        sort_rows(&mut rows);
        TopList {
            is_own: true,
            window,
            ..TopList::imported(captured.parse().expect("a time"), rows)
        }
    }

    /// Names that come, go and come back; a list of each window; one that belongs to what GitHub showed that day.
    fn sample() -> (BTreeMap<Date, TopList>, BTreeMap<Date, WindowSeen>) {
        let whole = |last: &str| ListWindow::Whole(day(last));
        let lists = [
            list(
                "2025-12-20T05:00:00Z",
                ListWindow::Hourly,
                &[("a", 5), ("b", 1_000_000_000_000)],
            ),
            list("2026-01-10T05:00:00Z", ListWindow::Unknown, &[("c", 7)]),
            list("2026-01-11T05:00:00Z", whole("2026-01-10"), &[("c", 7)]),
            list(
                "2026-01-12T05:00:00Z",
                whole("2026-01-09"),
                &[("a", 9), ("b", 1), ("d", 1)],
            ),
        ];
        let seen = WindowSeen {
            answered: lists[2].captured,
            last: day("2026-01-10"),
        };
        let mut lists: BTreeMap<Date, TopList> = lists.into_iter().map(|list| (utc_day(list.captured), list)).collect();
        lists.values_mut().next().expect("lists").is_own = false;
        let newest = lists.values_mut().next_back().expect("lists");
        // Ten rows were sent; two of them were of one page.
        newest.is_cut = true;
        newest.rows[2].title = Some(Untrusted::new("D"));
        (lists, [(day("2026-01-11"), seen)].into())
    }

    #[test]
    fn lists_come_back_as_they_were() {
        let (lists, seen) = sample();
        let wire = write(&lists, &seen);
        assert!(
            matches!(wire.lists[2], WireTopList::Seen(..)),
            "it needs no time of its own"
        );
        assert_eq!(
            wire.names,
            ["b", "a", "c", "d"],
            "in the order of their first appearance"
        );
        assert_eq!(read(&wire, &seen), Ok(lists));
    }

    #[test]
    fn a_list_that_this_program_cannot_have_written_is_refused() {
        let (lists, seen) = sample();
        let refused = |change: &dyn Fn(&mut WireTopLists)| {
            let mut wire = write(&lists, &seen);
            change(&mut wire);
            read(&wire, &seen).expect_err("refused")
        };
        let changes = |text: &'static str| {
            move |wire: &mut WireTopLists| {
                let (WireTopList::Seen(_, changes) | WireTopList::At(_, changes, _)) = &mut wire.lists[0];
                text.clone_into(changes);
            }
        };
        let messages = [
            refused(&changes("AA")),
            refused(&changes("AA=")),
            refused(&changes("ACA")),
            refused(&changes("AACK")),
            refused(&changes("AACADA")),
            refused(&changes("AAAA")),
            refused(&|wire| wire.lists.swap(0, 1)),
            refused(&|wire| wire.lists[2] = WireTopList::Seen(day("2026-01-13"), "AAAAA".to_owned())),
        ];
        assert_eq!(
            messages.map(|message| message.replace("the list of ", "")),
            [
                "2025-12-20: its numbers are not Base64 VLQ",
                "2025-12-20: its numbers are not Base64 VLQ",
                "2025-12-20: a name left it that was not on it",
                "2025-12-20: it has a name that is not listed in `names`",
                "2025-12-20: it has a number below zero",
                "2025-12-20: it has more numbers than names",
                "2026-01-10: a name left it that was not on it",
                "2026-01-13: no window in `seen` is of this day",
            ]
        );
    }

    #[test]
    fn only_listed_names_can_be_on_a_list() {
        let read = |place: i64| {
            let mut rows = Rows::new();
            // Not cut, nobody left, one came, with three views by two visitors.
            let code = base64_vlq::code([0, 0, 1, place, 3, 2]);
            read_changes(&mut rows, &code, 2).map(|_| rows)
        };
        assert_eq!(read(1), Ok([(1, (3, 2))].into()));
        for place in [2, 3, -1] {
            assert_eq!(
                read(place),
                Err("it has a name that is not listed in `names`".to_owned())
            );
        }
    }
}
