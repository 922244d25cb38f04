//! Numbers, dates and bodies that no GitHub should send: each has a defined outcome, is told once, and the next good
//! answer heals it.

use fake_github::{Fault, On};
use traffic_ledger::domain::response::Anomaly;

use super::oracle;
use super::{NAME, github, program};
use crate::harness::{Ran, Run};

/// The newest day of the first run; the days before it are as they were.
const NEWEST: &str = "2026-03-01T00:00:00Z";

/// A body of `traffic/views?per=day` whose newest rows are these.
fn views(newest: &str) -> String {
    let days = (16..=28).map(|day| format!(r#"{{"timestamp":"2026-02-{day}T00:00:00Z","count":30,"uniques":10}}"#));
    let rows: Vec<String> = days.chain([newest.to_owned()]).collect();
    format!(r#"{{"count":420,"uniques":99,"views":[{}]}}"#, rows.join(","))
}

fn row(timestamp: &str, count: &str, uniques: &str) -> String {
    format!(r#"{{"timestamp":{timestamp},"count":{count},"uniques":{uniques}}}"#)
}

fn newest(count: &str, uniques: &str) -> String {
    views(&row(&format!("{NEWEST:?}"), count, uniques))
}

/// Runs with a fault in the answers to `path`, as `first` does, then a day later without; gives what the first run printed, and
/// its code.
fn run_with(name: &str, path: &str, fault: Fault, first: fn(Run) -> Ran) -> (String, Option<i32>) {
    let fake = github();
    fake.fail(On::every().path(path), fault);
    let outcome = first(program(&fake));
    oracle::judge(name, &outcome);
    fake.clear_faults();
    fake.clock().advance_days(1);
    let healed = program(&fake).binary();
    assert_eq!(healed.code, Some(0), "{name}, the day after: {}", healed.printed());
    oracle::judge(name, &healed);
    let files = fake.files(NAME, "traffic");
    oracle::judge_files(name, &files);
    let daily = String::from_utf8_lossy(&files["octo/spike/daily.csv"]).into_owned();
    for day in ["2026-03-01", "2026-03-02"] {
        let row = format!("\n{day},30,10,complete,,6,3,complete,");
        assert!(daily.contains(&row), "{name}: not healed\n{daily}");
    }
    (outcome.printed(), outcome.code)
}

#[test]
fn numbers_and_dates_of_a_series() {
    let day = |day: &str| views(&row(day, "4", "3"));
    for (name, body, told) in [
        ("negative", newest("-1", "-1"), Some(Anomaly::Number)),
        ("fraction", newest("1.5", "0.5"), Some(Anomaly::Number)),
        ("text for a number", newest("\"4\"", "\"3\""), Some(Anomaly::Number)),
        ("1e400", newest("1e400", "3"), Some(Anomaly::Number)),
        ("1e2", newest("1e2", "3"), Some(Anomaly::Number)),
        ("beyond u64", newest("99999999999999999999", "3"), Some(Anomaly::Number)),
        ("u64's last", newest("18446744073709551615", "3"), Some(Anomaly::Number)),
        ("null for a number", newest("null", "null"), Some(Anomaly::Row)),
        ("truth for a number", newest("true", "false"), Some(Anomaly::Number)),
        ("list for a number", newest("[4]", "{}"), Some(Anomaly::Number)),
        ("minus zero", newest("-0", "0"), Some(Anomaly::Number)),
        (
            "uniques above count",
            newest("3", "4"),
            Some(Anomaly::UniquesAboveCount),
        ),
        (
            "the same day twice",
            views(&[newest_row("3", "2"), newest_row("4", "1")].join(",")),
            Some(Anomaly::Duplicate),
        ),
        (
            "a day of the future",
            day("\"2026-03-09T00:00:00Z\""),
            Some(Anomaly::Future),
        ),
        ("the end of time", day("\"9999-12-30T00:00:00Z\""), Some(Anomaly::Date)),
        (
            "long before the window",
            day("\"2020-03-01T00:00:00Z\""),
            Some(Anomaly::Date),
        ),
        (
            "beyond the end of time",
            day("\"99999-01-01T00:00:00Z\""),
            Some(Anomaly::Date),
        ),
        ("before GitHub", day("\"1970-01-01T00:00:00Z\""), Some(Anomaly::Date)),
        (
            "not midnight",
            day("\"2026-03-01T07:30:00Z\""),
            Some(Anomaly::NotMidnight),
        ),
        ("30 February", day("\"2026-02-30T00:00:00Z\""), Some(Anomaly::Date)),
        (
            "words for a date",
            day("\"yesterday ::error::x ##[x]\""),
            Some(Anomaly::Date),
        ),
        ("a number for a date", day("1772323200"), Some(Anomaly::Date)),
        ("no date", views(r#"{"count":4,"uniques":3}"#), Some(Anomaly::Row)),
        (
            "no count",
            views(&format!(r#"{{"timestamp":"{NEWEST}","uniques":3}}"#)),
            Some(Anomaly::Row),
        ),
        (
            "a row that is a list",
            views(&format!(r#"["{NEWEST}",4,3]"#)),
            Some(Anomaly::Row),
        ),
        ("a row that is none", views("7"), Some(Anomaly::Row)),
        (
            "more keys",
            views(&format!(
                r#"{{"timestamp":"{NEWEST}","count":4,"uniques":3,"x":{{"y":[1e999]}}}}"#
            )),
            None,
        ),
        (
            "days in any order",
            views(&[newest_row("4", "3"), row("\"2026-02-15T00:00:00Z\"", "30", "10")].join(",")),
            None,
        ),
    ] {
        let (printed, _) = run_with(name, "traffic/views?per=day", Fault::Body(body), Run::binary);
        let tellings = told.map_or(0, |anomaly| printed.matches(anomaly.describe()).count());
        assert_eq!(
            tellings,
            usize::from(told.is_some()),
            "{name}: told {tellings} times\n{printed}"
        );
    }
}

fn newest_row(count: &str, uniques: &str) -> String {
    row(&format!("{NEWEST:?}"), count, uniques)
}

#[test]
fn rows_of_a_popular_list() {
    let many: Vec<String> = (0..11)
        .map(|n| format!(r#"{{"referrer":"r{n}","count":{n},"uniques":{n}}}"#))
        .collect();
    for (name, body, told) in [
        (
            "eleven rows",
            format!("[{}]", many.join(",")),
            Some(Anomaly::TooManyRows),
        ),
        (
            "a referrer twice",
            format!("[{0},{0}]", many[3]),
            Some(Anomaly::Duplicate),
        ),
        ("no name", r#"[{"count":3,"uniques":1}]"#.to_owned(), Some(Anomaly::Row)),
        (
            "a number for a name",
            r#"[{"referrer":7,"count":3,"uniques":1}]"#.to_owned(),
            Some(Anomaly::Row),
        ),
        (
            "texts for numbers",
            r#"[{"referrer":"r","count":"3","uniques":"1"}]"#.to_owned(),
            Some(Anomaly::Number),
        ),
    ] {
        let (printed, _) = run_with(name, "popular/referrers", Fault::Body(body), Run::binary);
        let tellings = told.map_or(0, |anomaly| printed.matches(anomaly.describe()).count());
        assert_eq!(tellings, 1, "{name}: told {tellings} times\n{printed}");
    }
}

#[test]
fn bodies_that_are_no_answer_turn_the_run_red() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (name, fault) in [
        ("no JSON", Fault::NotJson),
        ("nothing", Fault::EmptyBody),
        (
            "a page",
            Fault::Body("<!DOCTYPE html><title>::error::x</title>".to_owned()),
        ),
        ("something after the end", Fault::Body(newest("4", "3") + " x")),
        (
            "a byte order mark",
            Fault::Body(format!("\u{feff}{}", newest("4", "3"))),
        ),
        ("null", Fault::Body("null".to_owned())),
        ("a list", Fault::Body("[420,99,[]]".to_owned())),
        ("a text", Fault::Body("\"::error::x\"".to_owned())),
        ("another shape", Fault::WrongShape),
        ("depth without end", Fault::Body(deep)),
        (
            "a key twice",
            Fault::Body(views(&format!(
                r#"{{"timestamp":"{NEWEST}","count":1,"count":2,"uniques":1}}"#
            ))),
        ),
        ("40 MB", Fault::Oversized(40 << 20)),
    ] {
        // In process: what is no answer is asked for again, and the binary would wait for it.
        let (printed, code) = run_with(name, "traffic/views?per=day", fault, Run::run);
        assert_eq!(code, Some(1), "{name}: {printed}");
        assert!(printed.contains("::error"), "{name}: {printed}");
    }
}

#[test]
fn what_github_says_is_foreign_too() {
    let text = "No. ::set-output name=x::y\r\n::add-path::/tmp\n##[error]x \u{1b}[31m\u{202e} <!-- @octocat";
    for status in [403, 404, 422, 451] {
        let fake = github();
        fake.fail(On::every(), Fault::Refused(status, text.to_owned()));
        let outcome = program(&fake).binary();
        oracle::judge("GitHub's words", &outcome);
        assert_eq!(outcome.code, Some(1), "{}", outcome.printed());
        let local = program(&fake).without("GITHUB_ACTIONS").binary();
        oracle::judge("GitHub's words, locally", &local);
    }
}
