//! Thousands of random files of events and series: no panic, the same again, and no value lost.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use traffic_ledger::domain::given::{GivenClaims, SeriesName};
use traffic_ledger::user_files::UserFiles;

use crate::worlds::Dice;

/// A file of events or of a series: sound rows among everything that can be wrong with one.
fn random_file(dice: &mut Dice, columns: &[&str]) -> Vec<u8> {
    let mut pick = |all: &[&str]| all[dice.roll(all.len() as u64) as usize].to_owned();
    let mut text = pick(&["", "\u{feff}"]) + &columns.join(&pick(&[",", ",", ";", "\t"]));
    for _ in 0..30 {
        text += &pick(&["\n", "\r\n", "\n\n", "\r"]);
        for index in 0..columns.len() + 1 {
            if index > 0 {
                text += &pick(&[",", ",", ",", ";", "\t", ""]);
            }
            text += &pick(&[
                "2026-11-17",
                "2026-11-18",
                "2026-11-17",
                "0000-00-00",
                "-9999-01-01",
                "7",
                "12",
                "18446744073709551616",
                "=1+1",
                "\"a, b\"",
                "\"open",
                "javascript:alert(1)",
                "https://example.com/x",
                "octo/spike",
                "octo/other",
                "../..",
                "\u{202e}abc",
                "[x](y) | `z` @me",
                "\0",
                "",
            ]);
        }
    }
    let mut bytes = text.into_bytes();
    if dice.roll(5) == 0 {
        let at = dice.roll(bytes.len() as u64) as usize;
        bytes[at] = 0xff;
    }
    bytes
}

#[test]
fn thousands_of_random_files_never_panic_and_give_the_same_again() {
    let mut dice = Dice::new(2_611);
    let (name, npm) = (
        "octo/spike".parse().expect("a name"),
        "npm".parse::<SeriesName>().expect("a name"),
    );
    let today = date(2026, 11, 23);
    let mut all = GivenClaims::default();
    let mut kept = 0;
    for round in 0..3_000_i64 {
        let (events, series) = (
            random_file(&mut dice, &["date", "text", "link", "repository"]),
            random_file(&mut dice, &["date", "value", "repository"]),
        );
        let read = || {
            let mut files = UserFiles::default();
            let rejected = (
                files.add_events(&events),
                files.add_series(npm.clone(), &series, Some(&name), today),
            );
            (files.given(&[&name]), format!("{rejected:?}"))
        };
        let (given, said) = read();
        assert_eq!(read(), (given.clone(), said));
        for event in given.events() {
            assert!(!event.text.is_empty());
            assert!(
                event
                    .link
                    .as_ref()
                    .is_none_or(|link| link.as_str().starts_with("https://"))
            );
        }
        kept += given.events().count() + given.series.values().map(BTreeMap::len).sum::<usize>();
        // No later file takes a day of a series away.
        let at = traffic_ledger::domain::Timestamp::from_second(1_800_000_000 + round).expect("a time");
        let before: Vec<Date> = all
            .series
            .get(&npm)
            .into_iter()
            .flat_map(|values| values.keys().copied())
            .collect();
        let new = given.clone().without(&all);
        all.merge(GivenClaims::new(&new, at));
        assert!(before.iter().all(|day| all.series[&npm].contains_key(day)));
        let current = all.current();
        for (series, values) in &given.series {
            assert!(
                values
                    .iter()
                    .all(|(day, value)| current.series[series].get(day) == Some(value))
            );
        }
        if given.events.is_some() && !(given.events().count() == 0 && current.events.is_none()) {
            assert_eq!(current.events, given.events);
        }
    }
    assert!(kept > 500, "sound rows are among them: {kept}");
}
