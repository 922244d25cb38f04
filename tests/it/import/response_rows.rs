//! Rows of raw responses: what is rejected stays unknown, and weeks are not taken for days.

use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::import::{self, Part};

use super::{files, options, reading};
use crate::import_files;

/// An answer of an hourly window, 1 to 14 June 2025 but for the 5th, with some rows replaced.
fn hourly_answer(replaced: &[(u8, &str)]) -> Part {
    let row = |day: u8| {
        let numbers = replaced.iter().find(|(replaced, _)| *replaced == day);
        let numbers = numbers.map_or("\"count\":9,\"uniques\":4", |(_, numbers)| numbers);
        format!("{{\"timestamp\":\"2025-06-{day:02}T00:00:00Z\",{numbers}}}")
    };
    let rows: Vec<String> = (1..=14).filter(|day| *day != 5).map(row).collect();
    let answer = format!("{{\"count\":117,\"uniques\":40,\"views\":[{}]}}", rows.join(","));
    import_files::read(import::api_json::FORMAT, &[("views.json", &answer)], &options())
}

#[test]
fn a_rejected_row_of_a_response_is_unknown_and_not_zero() {
    let day = |read: &Part, day| reading(&read.import, Metric::Views, day);
    let zero = Some((Some(0), Some(0), Certainty::Complete));
    let read = hourly_answer(&[]);
    assert_eq!(day(&read, "2025-06-05"), zero, "a day that is left out has no views");
    let odd = [
        "\"count\":-9,\"uniques\":4",
        "\"count\":9,\"uniques\":40",
        "\"count\":\"1.000\",\"uniques\":4",
        "\"count\":null,\"uniques\":null",
    ];
    for odd in odd {
        let read = hourly_answer(&[(8, odd)]);
        assert_eq!(day(&read, "2025-06-08"), None, "{odd}");
        assert_eq!(day(&read, "2025-06-05"), zero, "{odd}: the other days are as they were");
    }
    // A row whose day cannot be read may be any of the days that seem to be left out.
    let answer = r#"[{"timestamp":"2025-06-01","count":9,"uniques":4},{"timestamp":"?","count":9,"uniques":4},
                     {"timestamp":"2025-06-03","count":9,"uniques":4},{"timestamp":"2025-06-04","count":9,"uniques":4}]"#;
    let part = import_files::read(import::api_json::FORMAT, &[("views.json", answer)], &options());
    assert_eq!(day(&part, "2025-06-02"), None);
}

#[test]
fn rows_a_week_apart_are_days_only_where_their_name_says_so() {
    let rows = |days: &[&str]| {
        let row = |day: &&str| format!("{{\"timestamp\":\"{day}T00:00:00Z\",\"count\":9,\"uniques\":4}}");
        format!("[{}]", days.iter().map(row).collect::<Vec<_>>().join(","))
    };
    let taken = |name: &str, days: &[&str]| {
        let files = files(&[(name, &rows(days))]);
        let found = import::read(Some(import::api_json::FORMAT), &files, &options());
        found.parts.first().is_some_and(|part| !part.import.days.is_empty())
    };
    // 5 January 2026 is a Monday; in a zone behind UTC a week begins on a Sunday.
    let (mondays, sundays) = (["2026-01-05", "2026-01-12"], ["2026-01-04", "2026-01-11", "2026-01-18"]);
    assert!(!taken("views.json", &mondays) && !taken("views.json", &sundays));
    assert!(!taken("views.json", &mondays[..1]));
    for name in ["views-per-day.json", "daily_views.json", "views/day/views.day.json"] {
        assert!(taken(name, &mondays) && taken(name, &sundays), "{name}");
    }
    assert!(!taken("monday-views.json", &mondays), "a part of a word says nothing");
    assert!(!taken("views-by-week.json", &["2026-01-06", "2026-01-07"]));
    assert!(taken("views.json", &["2026-01-05", "2026-01-06"]));
}

#[test]
fn rows_on_mondays_are_days_where_other_responses_of_the_kind_hold_days() {
    let response = |days: &[&str]| {
        let row = |day: &&str| format!("{{\"timestamp\":\"{day}T00:00:00Z\",\"count\":9,\"uniques\":4}}");
        let rows = days.iter().map(row).collect::<Vec<_>>().join(",");
        format!("{{\"views\":{{\"count\":9,\"uniques\":4,\"views\":[{rows}]}}}}")
    };
    // 6 January 2025 is a Monday. The other run shows that this member holds days.
    let (one, other) = (response(&["2025-01-06"]), response(&["2025-02-04", "2025-02-06"]));
    let runs = [("2025-01-14.json", one.as_str()), ("2025-02-14.json", &other)];
    let part = import_files::read(import::api_json::FORMAT, &runs, &options());
    assert_eq!(part.rejected, []);
    let monday = reading(&part.import, Metric::Views, "2025-01-06").map(|(count, ..)| count);
    assert_eq!(monday, Some(Some(9)));
    // What other members hold says nothing.
    let weekly = other.replacen("\"views\":{", "\"clones\":{", 1);
    let weekly = weekly.replace("\"views\":[", "\"daily\":[");
    let runs = [("2025-01-14.json", one.as_str()), ("per-run/2025-02-14.json", &weekly)];
    let found = import::read(None, &files(&runs), &options());
    assert_eq!(found.failed.len(), 1, "{found:?}");
}

#[test]
fn the_time_of_a_response_says_which_days_before_its_first_row_are_quiet() {
    let rows = r#""views":[{"timestamp":"2025-06-10T00:00:00Z","count":9,"uniques":4}]"#;
    let of = |name: &str, captured: &str| {
        let file = format!("{{\"captured\":\"{captured}\",\"count\":9,\"uniques\":4,{rows}}}");
        import_files::read(import::api_json::FORMAT, &[(name, &file)], &options()).import
    };
    let zero = Some((Some(0), Some(0), Certainty::Complete));
    // 336 hours before 14:00 on the 12th: from 29 May 14:00 on.
    let exact = of("views.json", "2025-06-12T14:00:00Z");
    assert_eq!(reading(&exact, Metric::Views, "2025-05-30"), zero);
    assert_eq!(reading(&exact, Metric::Views, "2025-05-29"), None, "the window cut it");
    assert_eq!(
        reading(&exact, Metric::Views, "2025-06-11"),
        None,
        "perhaps not published yet"
    );
    // Without a zone the window may have begun a day later.
    let local = of("views.json", "2025-06-12 14:00:00");
    assert_eq!(reading(&local, Metric::Views, "2025-05-31"), zero);
    assert_eq!(reading(&local, Metric::Views, "2025-05-30"), None);
    // A copy that was written long after proves nothing.
    let late = of("views.json", "2025-09-12 14:00:00");
    assert_eq!(reading(&late, Metric::Views, "2025-05-31"), None);
    assert_eq!(late.days.len(), 1);
}
