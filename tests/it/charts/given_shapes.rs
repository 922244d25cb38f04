//! Shapes with what the user gives: events, few and many, and series of all kinds.

use std::collections::BTreeMap;

use super::*;
use traffic_ledger::domain::given::Event;

pub(super) fn all() -> Vec<(&'static str, History)> {
    vec![
        ("events", events()),
        ("many events", many_events()),
        ("other series", other_series()),
        ("ten series", ten_series()),
        ("even series", even_series()),
    ]
}

fn event(back: i64, text: &str) -> Event {
    Event {
        date: plus_days(LAST, -back),
        text: Untrusted::new(text),
        link: "https://example.org/a?b=1".parse().ok(),
    }
}

/// Beside releases, at both ends, two on one day, and one that is still to come.
fn events() -> History {
    let mut history = everyday(92);
    let events = [
        event(91, "First day"),
        event(69, "Moved the documentation to a site of its own, with search"),
        event(53, "Show HN"),
        event(52, "Newsletter"),
        event(20, "Talk in Berlin"),
        event(20, "Podcast"),
        event(0, "Today"),
        event(-9, "Not yet"),
    ];
    history.given.events = Some(events.into());
    history
}

/// One every second day, in words that mean something to a parser.
fn many_events() -> History {
    let mut history = everyday(400);
    let texts = LONG.into_iter().chain(SCRIPTS).chain(HOSTILE).cycle();
    let backs = (0..200).map(|n| n * 2);
    history.given.events = Some(backs.zip(texts).map(|(back, text)| event(back, text)).collect());
    history
}

fn series(history: &mut History, name: &str, value: impl Fn(i64) -> Option<u64>) {
    let days = 0..400;
    let values: BTreeMap<Date, u64> = days
        .filter_map(|back| Some((plus_days(LAST, -back), value(back)?)))
        .collect();
    history.given.series.insert(name.parse().expect("a name"), values);
}

/// Downloads of a day with a gap, a total, weekly values, and one value alone.
fn other_series() -> History {
    let mut history = everyday(92);
    series(&mut history, "npm", |back| {
        let is_known = back < 80 && !(30..41).contains(&back);
        is_known.then(|| 80 + chance(back) / 9)
    });
    series(&mut history, "docker-hub", |back| {
        (back < 85).then(|| 1_204_551 - u64::try_from(back).unwrap_or(0) * 211)
    });
    series(&mut history, "weekly-survey", |back| {
        (back % 7 == 2 && back < 90).then(|| 20 + chance(back) / 50)
    });
    series(&mut history, "pypi", |back| (back == 1).then_some(7));
    history.given.events = Some([event(53, "Show HN"), event(16, "First package")].into());
    history
}

/// As many as there may be, with the longest names, a year of values and the largest ones.
fn ten_series() -> History {
    let mut history = everyday(400);
    for index in 0..10 {
        let name = format!("a-registry-with-quite-a-long-name-no-{index:03}");
        let factor = 10_u64.pow(u32::try_from(index).unwrap_or(0) * 3 / 2);
        series(&mut history, &name, |back| {
            let is_known = index % 2 == 0 || chance(back + index) > 300;
            is_known.then(|| (chance(back + index * 400) + 1) * factor)
        });
    }
    series(&mut history, "the-largest", |back| {
        (back == 3 || back == 9).then(|| (1 << 53) - 1 - u64::try_from(back).unwrap_or(0))
    });
    history.given.series.pop_first();
    history
}

/// Nothing changes, in the views neither, and a series has no value at all.
fn even_series() -> History {
    let mut history = all_zero();
    series(&mut history, "downloads", |back| (back < 30).then_some(0));
    series(&mut history, "a-total-that-nobody-adds-anything-to-now", |back| {
        (back < 9).then_some((1 << 53) - 1)
    });
    series(&mut history, "nothing", |_| None);
    history.given.events = Some([event(5, "Nobody came")].into());
    history
}
