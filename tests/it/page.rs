//! The page to explore: its numbers are those of the exports, its bytes follow from the histories, and no text gets out of its data.

mod commands;
mod in_ledger;
mod ledgers;
mod others;

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::{Date, plus_days};
use traffic_ledger::encode::script_json::script_json;
use traffic_ledger::export;
use traffic_ledger::page;

use crate::charts::shapes;

/// The data of a page, as a browser reads them.
fn data(page: &str) -> Value {
    let (_, rest) = page
        .split_once("<script id=\"data\" type=\"application/json\">")
        .expect("an element with the data");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}

/// What `export` says of the same history.
fn exported(history: &History) -> Value {
    serde_json::from_slice(&export::json(history)).expect("JSON")
}

fn histories() -> Vec<History> {
    let shapes = shapes::all().into_iter().map(|(_, history)| history);
    shapes
        .chain([
            ledgers::marked(),
            ledgers::hostile(),
            ledgers::long("octo/long", 500, 90),
        ])
        .collect()
}

fn array<'v>(value: &'v Value, path: &str) -> &'v Vec<Value> {
    let array = value.pointer(path).and_then(Value::as_array);
    array.unwrap_or_else(|| panic!("{path} is no array"))
}

fn date(value: &Value) -> Date {
    value.as_str().expect("a day").parse().expect("a day")
}

/// The words of runs, one a day.
fn states(runs: &[Value]) -> Vec<&str> {
    let runs = runs
        .chunks(2)
        .map(|run| (run[0].as_str().expect("a word"), run[1].as_u64().expect("days")));
    runs.flat_map(|(word, days)| (0..days).map(move |_| word)).collect()
}

#[test]
fn every_day_week_and_window_is_that_of_the_export() {
    for history in histories() {
        let page = data(&page::render(std::slice::from_ref(&history)));
        let (repository, exported) = (&page["repositories"][0], exported(&history));
        let name = &exported["repository"]["name"];
        assert_eq!(&repository["name"], name);
        let days = array(&exported, "/days");
        if days.is_empty() {
            assert!(repository["length"] == 0 && array(repository, "/views/count").is_empty());
            continue;
        }
        let first = date(&repository["first"]);
        assert_eq!(date(&days[0]["date"]), first, "{name}");
        for (metric, count, uniques) in [
            ("views", "views", "unique_visitors"),
            ("clones", "clones", "unique_cloners"),
        ] {
            let column = |column: &str| array(repository, &format!("/{metric}/{column}"));
            let words = states(column("state"));
            assert_eq!(words.len(), column("count").len());
            for (index, day) in days.iter().enumerate() {
                assert_eq!(column("count")[index], day[count], "{name} {day}");
                assert_eq!(column("uniques")[index], day[uniques], "{name} {day}");
                assert_eq!(day[format!("{metric}_status")], words[index], "{name} {day}");
            }
            // Beyond the export there are doubtful days alone.
            assert!(column("count")[days.len()..].iter().all(Value::is_null), "{name}");
            let index = |date: Date| usize::try_from(traffic_ledger::domain::days_between(first, date)).expect("a day");
            for window in array(&exported, "/windows") {
                let end = index(date(&window["date"]));
                // Fourteen zeros are a window of zero, which no file stores.
                if window[count].is_null() {
                    assert!(
                        matches!(column("window_uniques")[end].as_u64(), None | Some(0)),
                        "{name} {window}"
                    );
                    continue;
                }
                assert_eq!(column("window_uniques")[end], window[uniques], "{name} {window}");
                let other = column("window_counts").iter().find(|row| row[0] == end);
                let sum = || {
                    column("count")[end - 13..=end]
                        .iter()
                        .map(|count| count.as_u64().expect("known"))
                        .sum::<u64>()
                };
                let shown = other.map_or_else(|| sum().into(), |row| row[1].clone());
                assert_eq!(shown, window[count], "{name} {window}");
            }
            let monday = plus_days(first, repository["week_first"].as_i64().expect("days"));
            for week in array(&exported, "/weeks") {
                let place = traffic_ledger::domain::days_between(monday, date(&week["date"])) / 7;
                let place = usize::try_from(place).expect("a week");
                assert_eq!(column("week_counts")[place], week[count], "{name} {week}");
                assert_eq!(column("week_uniques")[place], week[uniques], "{name} {week}");
            }
        }
    }
}

/// The lists of a page as `{day: {name: (views, uniques)}}`.
fn lists(repository: &Value, kind: &str) -> BTreeMap<Date, BTreeMap<String, (i64, i64)>> {
    let mut day = date(&repository["first"]);
    let days: Vec<Date> = array(repository, &format!("/{kind}/days"))
        .iter()
        .map(|gap| {
            day = plus_days(day, gap.as_i64().expect("days"));
            day
        })
        .collect();
    let mut lists: BTreeMap<Date, BTreeMap<String, (i64, i64)>> =
        days.iter().map(|day| (*day, BTreeMap::new())).collect();
    let names = array(repository, &format!("/{kind}/names"));
    for (name, code) in names.iter().zip(array(repository, &format!("/{kind}/rows"))) {
        let mut code = code.as_str().expect("a code").bytes().peekable();
        let (mut list, mut count, mut uniques) = (0, 0, 0);
        while code.peek().is_some() {
            let mut number = || vlq::decode(&mut code).expect("Base64 VLQ");
            list += usize::try_from(number()).expect("lists");
            count += number();
            uniques += number();
            let rows = lists.get_mut(&days[list]).expect("a list");
            rows.insert(name.as_str().expect("a name").to_owned(), (count, uniques));
            list += 1;
        }
    }
    lists
}

#[test]
fn lists_are_those_of_the_export_and_old_ones_are_one_a_week() {
    for history in histories() {
        let page = data(&page::render(std::slice::from_ref(&history)));
        let (repository, exported) = (&page["repositories"][0], exported(&history));
        if repository["first"].is_null() {
            continue;
        }
        for kind in ["referrers", "paths"] {
            let lists = lists(repository, kind);
            let all = array(&exported, &format!("/{kind}"));
            let day =
                |list: &Value| -> Date { list["captured"].as_str().expect("a time")[..10].parse().expect("a day") };
            let Some(newest) = all.last().map(day) else {
                assert!(lists.is_empty());
                continue;
            };
            for list in all {
                let Some(shown) = lists.get(&day(list)) else {
                    assert!(plus_days(day(list), 90) <= newest, "{kind} of {}", day(list));
                    continue;
                };
                for row in array(list, "/rows") {
                    let (views, uniques) = shown[row["name"].as_str().expect("a name")];
                    assert_eq!(
                        (row["views"].as_i64(), row["unique_visitors"].as_i64()),
                        (Some(views), Some(uniques))
                    );
                }
                assert_eq!(array(list, "/rows").len(), shown.len());
            }
            let mondays: Vec<Date> = lists
                .keys()
                .map(|day| traffic_ledger::domain::monday_of(*day))
                .collect();
            let recent = lists.keys().filter(|day| plus_days(**day, 90) > newest).count();
            let old = &mondays[..mondays.len() - recent];
            assert!(old.windows(2).all(|pair| pair[0] < pair[1]), "one a week");
        }
    }
}

#[test]
fn days_that_are_not_plain_say_what_they_are() {
    let page = data(&page::render(&[ledgers::marked()]));
    let repository = &page["repositories"][0];
    let views = &repository["views"];
    assert_eq!(repository["sources"], serde_json::json!(["github-repo-stats"]));
    assert_eq!(views["imported"], serde_json::json!([[0, 20, [0]]]));
    assert_eq!(views["corrected"][0][0], 100);
    assert_eq!(views["late"], serde_json::json!([[69, 5, 78]]));
    assert_eq!(
        views["state"],
        serde_json::json!([
            "complete",
            40,
            "unknown",
            7,
            "complete",
            13,
            "doubtful",
            6,
            "complete",
            14,
            "provisional",
            2,
            "complete",
            8,
            "partial",
            1,
            "complete",
            25,
            "partial",
            1,
            "doubtful",
            3
        ])
    );
    assert_eq!(repository["length"], 120, "the doubtful days at the end are there");
    assert_eq!(repository["referrers"]["crawlers"], serde_json::json!([2]));
}

#[test]
fn the_same_histories_give_the_same_bytes_and_the_page_stays_small() {
    let decade = [ledgers::long("octo/decade", 3_652, 400)];
    let page = page::render(&decade);
    assert_eq!(page, page::render(&decade));
    let empty = page::render(&[]).len();
    assert!(empty <= 200_000, "{empty} bytes without data");
    assert!(page.len() <= 400_000, "{} bytes of ten years", page.len());
    let fifty: Vec<_> = (0..50)
        .map(|index| ledgers::long(&format!("octo/repository-{index}"), 730, 150))
        .collect();
    let fifty = page::render(&fifty).len();
    assert!(fifty <= 2_000_000, "{fifty} bytes of fifty repositories");
}

#[test]
fn events_are_those_of_the_export_without_their_links() {
    let mut events = 0;
    for history in histories() {
        let page = page::render(std::slice::from_ref(&history));
        let (page, exported) = (data(&page), exported(&history));
        let shown = array(&page, "/repositories/0/events");
        if page["repositories"][0]["first"].is_null() {
            assert!(shown.is_empty());
            continue;
        }
        let first = date(&page["repositories"][0]["first"]);
        let of_export: Vec<(&Value, i64)> = array(&exported, "/events")
            .iter()
            .map(|event| {
                let day = traffic_ledger::domain::days_between(first, date(&event["date"]));
                (&event["text"], day)
            })
            .collect();
        let shown: Vec<(&Value, i64)> = shown
            .iter()
            .map(|event| (&event[0], event[1].as_i64().expect("a day")))
            .collect();
        assert_eq!(shown, of_export);
        events += shown.len();
    }
    assert!(events > 200);
}

#[test]
fn hostile_text_stays_in_the_data() {
    let page = page::render(&[ledgers::hostile()]);
    assert_eq!(page.matches("</script").count(), 2, "the data and the script");
    assert_eq!(
        page.matches("<script").count(),
        page::render(&[]).matches("<script").count()
    );
    assert!(!page.contains("<!--") && !page.contains('\u{2028}'));
    let names = data(&page)["repositories"][0]["referrers"]["names"].to_string();
    assert!(
        names.contains("</script><script>window.hacked=1</script>") && names.contains("{{script}}"),
        "{names}"
    );
}

proptest! {
    #[test]
    fn any_text_survives_the_encoder_and_none_leaves_the_script(texts in prop::collection::vec(any::<String>(), 0..5), tail in "[<>/!&\u{2028}\u{2029}a-z-]{0,40}") {
        let texts = [texts, vec![tail, "</script><!--".to_owned()]].concat();
        let safe = script_json(&serde_json::to_string(&texts).expect("JSON"));
        let escaped = ['<', '>', '&', '\u{2028}', '\u{2029}'];
        prop_assert_eq!(safe.find(escaped), None);
        prop_assert_eq!(serde_json::from_str::<Vec<String>>(&safe).expect("JSON"), texts);
    }
}

#[test]
fn every_part_of_the_page_is_in_it_says_what_it_is_and_reads_in_one_sitting() {
    let page = page::render(&[]);
    let files = std::fs::read_dir("assets/page").expect("a folder");
    let mut parts = 0;
    for file in files {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let begin = match path.extension().and_then(std::ffi::OsStr::to_str) {
            Some("js") => "// ",
            Some("css") => "/* ",
            _ => continue,
        };
        assert!(text.starts_with(begin), "{} does not say what it is", path.display());
        assert!(text.lines().count() <= 300, "{} is too long", path.display());
        assert!(page.contains(&text), "{} is not in the page", path.display());
        parts += 1;
    }
    assert!(parts > 10);
}
