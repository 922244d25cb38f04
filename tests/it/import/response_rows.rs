//! Rows of raw responses: what is rejected stays unknown, and weeks are not taken for days.

use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::import::{self, Read};

use super::{files, options, reading};

/// An answer of an hourly window, 1 to 14 June 2025 but for the 5th, with some rows replaced.
fn hourly_answer(replaced: &[(u8, &str)]) -> Read {
    let row = |day: u8| {
        let numbers = replaced.iter().find(|(replaced, _)| *replaced == day);
        let numbers = numbers.map_or("\"count\":9,\"uniques\":4", |(_, numbers)| numbers);
        format!("{{\"timestamp\":\"2025-06-{day:02}T00:00:00Z\",{numbers}}}")
    };
    let rows: Vec<String> = (1..=14).filter(|day| *day != 5).map(row).collect();
    let answer = format!("{{\"count\":117,\"uniques\":40,\"views\":[{}]}}", rows.join(","));
    import::read(import::api_json::FORMAT, &files(&[("views.json", &answer)]), &options()).expect("an import")
}

#[test]
fn a_rejected_row_of_a_response_is_unknown_and_not_zero() {
    let day = |read: &Read, day| reading(&read.import, Metric::Views, day);
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
    let read =
        import::read(import::api_json::FORMAT, &files(&[("views.json", answer)]), &options()).expect("an import");
    assert_eq!(day(&read, "2025-06-02"), None);
}

#[test]
fn rows_a_week_apart_are_days_only_where_their_name_says_so() {
    let rows = |days: &[&str]| {
        let row = |day: &&str| format!("{{\"timestamp\":\"{day}T00:00:00Z\",\"count\":9,\"uniques\":4}}");
        format!("[{}]", days.iter().map(row).collect::<Vec<_>>().join(","))
    };
    let taken = |name: &str, days: &[&str]| {
        let files = files(&[(name, &rows(days))]);
        import::read(import::api_json::FORMAT, &files, &options()).is_ok()
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
