//! Which files a plan keeps: the same answer twice is one file, two answers of one second are two, and a folder that another
//! repository leaves says nothing of the one that comes.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use traffic_ledger::domain::given::{Event, Given};
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot};
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::plan::rebuild::rebuild;
use traffic_ledger::plan::{Incoming, plan};

use super::{links, run, snapshot, views};
use crate::analysis_histories::day;
use crate::plan::Shelf;

const FIRST: &str = "2026-03-15T14:00:00Z";
const SECOND: &str = "2026-03-16T14:00:00Z";
const THIRD: &str = "2026-03-17T14:00:00Z";

/// Views up to the day before it.
fn at(time: &str, count: u64) -> RawSnapshot {
    let captured: Vec<&str> = time.split('T').collect();
    let last = traffic_ledger::domain::plus_days(day(captured[0]), -1).to_string();
    snapshot(time, &[views(&last, &|_| (json!(count), json!(1)))])
}

fn named(mut snapshot: RawSnapshot, id: u64, name: &str) -> RawSnapshot {
    snapshot.id = Some(id);
    snapshot.repository = name.parse().expect("a name");
    snapshot
}

/// The snapshots on the shelf, without what is the same in all of their paths.
fn snapshots(shelf: &Shelf) -> Vec<String> {
    let paths = shelf.0.keys().filter(|path| path.contains("/snapshots/"));
    paths
        .map(|path| path.replace("/snapshots/2026/03/2026-03-", " "))
        .collect()
}

fn take(shelf: &mut Shelf, snapshots: &[RawSnapshot]) {
    let incoming: Vec<Incoming> = snapshots.iter().cloned().map(Incoming::from).collect();
    let plan = plan(&shelf.base(), &incoming, &links());
    assert_eq!(plan.problems, []);
    shelf.apply(plan.changes.changes());
}

#[test]
fn the_same_answers_are_known_under_a_new_name() {
    let mut shelf = Shelf::default();
    let old = [at(FIRST, 100), at(SECOND, 101)];
    for one in &old {
        run(&mut shelf, one);
    }
    let [first, second] = old;
    take(&mut shelf, &[first, second, named(at(THIRD, 102), 7, "octo/moved")]);
    assert_eq!(
        snapshots(&shelf),
        [
            "octo/moved 15T140000Z.json",
            "octo/moved 16T140000Z.json",
            "octo/moved 17T140000Z.json",
        ]
    );
}

#[test]
fn a_folder_that_another_repository_leaves_holds_nothing_of_the_new_one() {
    let mut shelf = Shelf::default();
    run(&mut shelf, &at(FIRST, 100));
    // The new one was read in the same second as the one that had the name.
    let new = named(at(FIRST, 5), 9, "octo/spike");
    take(&mut shelf, &[named(at(SECOND, 101), 7, "octo/moved"), new.clone()]);
    assert_eq!(
        snapshots(&shelf),
        [
            "octo/moved 15T140000Z.json",
            "octo/moved 16T140000Z.json",
            "octo/spike 15T140000Z.json",
        ]
    );
    assert_eq!(
        shelf.0["octo/spike/snapshots/2026/03/2026-03-15T140000Z.json"],
        new.to_bytes()
    );
}

#[test]
fn another_answer_of_the_same_second_is_another_file() {
    let mut shelf = Shelf::default();
    run(&mut shelf, &at(FIRST, 100));
    run(&mut shelf, &at(FIRST, 101));
    assert_eq!(snapshots(&shelf).len(), 2, "{:?}", snapshots(&shelf));
    let before = shelf.clone();
    run(&mut shelf, &at(FIRST, 101));
    assert_eq!(shelf, before);
}

#[test]
fn a_snapshot_with_what_the_user_gave_is_kept_once() {
    let mut shelf = Shelf::default();
    let event = Event {
        date: day("2026-03-10"),
        text: Untrusted::new("Talk"),
        link: None,
    };
    let mut one = at(FIRST, 100);
    one.given = Box::new(Given {
        events: Some([event].into()),
        ..Given::default()
    });
    assert!(!run(&mut shelf, &one).changes.is_empty());
    assert!(run(&mut shelf, &one).changes.is_empty());
    take(&mut shelf, &[one, at(SECOND, 101)]);
    assert_eq!(
        snapshots(&shelf),
        ["octo/spike 15T140000Z.json", "octo/spike 16T140000Z.json"]
    );
}

#[test]
fn a_rebuild_counts_what_was_odd_in_all_snapshots() {
    let odd = |time: &str, odd: usize| {
        let mut rows = vec![json!("no row"); odd];
        rows.push(json!({"referrer": "Google", "count": 142, "uniques": 1}));
        let mut one = at(time, 100);
        let body = serde_json::value::RawValue::from_string(Value::Array(rows).to_string());
        one.bodies.insert(Endpoint::Referrers, body.expect("JSON"));
        one
    };
    // Totals that are not the sum are odd, too.
    let mut wrong = at(FIRST, 100);
    let text = wrong.bodies[&Endpoint::ViewsByDay]
        .get()
        .replace("\"count\":1400", "\"count\":1401");
    let body = serde_json::value::RawValue::from_string(text).expect("JSON");
    wrong.bodies.insert(Endpoint::ViewsByDay, body);
    assert_eq!(interpret(&wrong).anomalies.into_values().collect::<Vec<_>>(), [1]);

    let mut shelf = Shelf::default();
    for (time, count) in [(FIRST, 3), (SECOND, 2)] {
        let one = odd(time, count);
        let counts: Vec<u32> = interpret(&one).anomalies.into_values().collect();
        assert_eq!(counts, [u32::try_from(count).expect("few")]);
        run(&mut shelf, &one);
    }
    let again = rebuild(&shelf.base(), &shelf.0, &BTreeSet::new(), &links()).expect("sound sources");
    let counts: Vec<u32> = again.outcomes[0].anomalies.values().copied().collect();
    assert_eq!(counts, [5]);
}
