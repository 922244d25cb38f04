//! What imported numbers mean: zeros, repeated days, newest days, and rows that are rejected.

use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::import::{self, Columns, Format, Import, ImportedDay, Options, Position, SourceName};

use super::{compare, date, files, fixtures, history, options, read, reading};
use crate::import_files;

fn count(import: &Import, metric: Metric, day: &str) -> Option<Option<u64>> {
    reading(import, metric, day).map(|(count, ..)| count)
}

#[test]
fn zeros_of_github_repo_stats_are_true_where_windows_prove_them() {
    let aggregate = |rows: &str| format!("time_iso8601,clones_total,clones_unique,views_total,views_unique\n{rows}");
    let row = |day: &str, clones: u64, views: u64| format!("{day} 00:00:00+00:00,{clones},{clones},{views},{views}\n");
    let of = |named: &[(&str, &str)]| import_files::read(import::github_repo_stats::FORMAT, named, &options()).import;
    let path = "octo/spike/ghrs-data/views_clones_aggregate.csv";
    let rows = [
        row("2025-05-01", 0, 4), // the first row may be of a day that was cut
        row("2025-05-02", 0, 4),
        row("2025-05-03", 3, 4),
        row("2025-05-04", 0, 4), // at the edge of a gap
        row("2025-05-08", 2, 0),
        row("2025-05-09", 2, 4),
        row("2025-12-16", 0, 4),
        row("2025-12-17", 0, 4), // GitHub wrote this zero
        row("2026-01-10", 0, 0),
        row("2026-01-11", 1, 1),
    ];
    let rows = aggregate(&rows.concat());
    let import = of(&[(path, &rows)]);
    let clones = |import: &Import, day: &str| count(import, Metric::Clones, day);
    assert_eq!(clones(&import, "2025-05-01"), None);
    assert_eq!(clones(&import, "2025-05-02"), Some(Some(0)));
    assert_eq!(clones(&import, "2025-05-04"), None);
    assert_eq!(count(&import, Metric::Views, "2025-05-08"), None);
    assert_eq!(clones(&import, "2025-12-16"), None, "the day before it is a gap");
    assert_eq!(clones(&import, "2025-12-17"), Some(Some(0)));
    assert_eq!(count(&import, Metric::Views, "2026-01-10"), Some(Some(0)));
    assert_eq!(clones(&import, "2025-05-06"), None, "no run is known");

    // A run at noon on 12 May held the days from the 29th of April on, and had published those until the 8th.
    let run = "octo/spike/ghrs-data/snapshots/2025-05-12_120000_top_referrers_snapshot.csv";
    let import = of(&[(path, &rows), (run, "referrer,views_total,views_unique\n")]);
    assert_eq!(
        clones(&import, "2025-05-01"),
        Some(Some(0)),
        "the window held the whole day"
    );
    for quiet in ["2025-05-04", "2025-05-06"] {
        assert_eq!(clones(&import, quiet), Some(Some(0)), "{quiet}");
    }
    assert_eq!(
        count(&import, Metric::Views, "2025-05-06"),
        Some(Some(0)),
        "a day without a row"
    );
    assert_eq!(count(&import, Metric::Views, "2025-05-08"), Some(Some(0)));
    assert_eq!(clones(&import, "2025-05-10"), None, "perhaps not published");
    let other = "octo/other/ghrs-data/snapshots/2025-05-12_120000_top_referrers_snapshot.csv";
    let found = import::read(
        None,
        &files(&[(path, &rows), (other, "referrer,views_total,views_unique\nx,1,1\n")]),
        &options(),
    );
    assert_eq!(
        clones(&found.parts[0].import, "2025-05-06"),
        None,
        "a run of another repository"
    );
}

#[test]
fn in_a_fragment_a_zero_is_one_and_a_blank_is_unknown() {
    let import = read(import::github_repo_stats::FORMAT).import;
    let fragment = "time_iso8601,clones_total,clones_unique,views_total,views_unique\n\
                    2025-05-01 00:00:00+00:00,1,1,1.0,1.0\n2025-05-02 00:00:00+00:00,0,0,,\n2025-05-03 00:00:00+00:00,1,1,1,1\n";
    let name = "snapshots/2025-05-04_120000_views_clones_series_fragment.csv";
    let own = import_files::read(import::github_repo_stats::FORMAT, &[(name, fragment)], &options()).import;
    assert_eq!(count(&own, Metric::Clones, "2025-05-02"), Some(Some(0)));
    assert_eq!(count(&own, Metric::Views, "2025-05-02"), None);
    assert_eq!(count(&own, Metric::Views, "2025-05-01"), Some(Some(1)), "1.0 is 1");
    // Of two files the larger numbers count.
    assert_eq!(count(&import, Metric::Clones, "2025-11-07"), Some(Some(8)));
}

#[test]
fn a_zero_of_openstars_is_one_if_a_later_run_saw_the_day() {
    let import = read(import::openstars::FORMAT).import;
    let views = |day: &str| count(&import, Metric::Views, day);
    assert_eq!(views("2026-09-02"), Some(Some(0)), "runs on the 6th and later saw it");
    assert_eq!(views("2026-09-04"), Some(Some(0)));
    assert_eq!(
        views("2026-09-09"),
        None,
        "the last run before the gap may have been too early"
    );
    assert_eq!(views("2026-10-21"), None);
    assert_eq!(views("2026-09-05"), Some(Some(142)));
}

#[test]
fn a_day_with_two_numbers_in_one_file_is_rejected_with_both_lines() {
    let part = read(import::repository_traffic_action::FORMAT);
    assert_eq!(reading(&part.import, Metric::Views, "2026-03-02"), None);
    let disputed: Vec<String> = part.rejected.iter().map(ToString::to_string).collect();
    assert!(
        disputed
            .iter()
            .any(|line| line.contains("lines 3 and 5: 2026-03-02 stands there twice, with ")),
        "{disputed:?}"
    );
    // The same numbers again are no dispute, and the other metric of the line is not disputed.
    let csv = "date,views,clones\n2026-03-01,5,1\n2026-03-02,6,2\n2026-03-02,6,3\n2026-03-03,7,4\n";
    let part = import_files::csv_part(None, csv, date("2026-11-22"));
    assert_eq!(count(&part.import, Metric::Views, "2026-03-02"), Some(Some(6)));
    assert_eq!(count(&part.import, Metric::Clones, "2026-03-02"), None);
    assert_eq!(part.rejected.len(), 1);
    assert_eq!(part.rejected[0].position, Position::Lines(3, 4));
}

#[test]
fn the_newest_day_is_partial_and_so_is_the_oldest_of_hourly_windows() {
    let import = read(import::repository_traffic_action::FORMAT).import;
    let certainty = |import: &Import, day| reading(import, Metric::Views, day).map(|(_, _, certainty)| certainty);
    assert_eq!(certainty(&import, "2026-03-03"), Some(Certainty::Complete));
    assert_eq!(certainty(&import, "2026-03-05"), Some(Certainty::Partial(None)));
    let import = read(import::traffic_to_badge::FORMAT).import;
    assert_eq!(certainty(&import, "2025-09-01"), Some(Certainty::Partial(None)));
    assert_eq!(certainty(&import, "2025-09-04"), Some(Certainty::Complete));
    assert_eq!(certainty(&import, "2025-10-20"), Some(Certainty::Partial(None)));
}

#[test]
fn a_response_omits_zeros_and_a_window_of_zeros_alone_proves_nothing() {
    let import = read(import::api_json::FORMAT).import;
    assert_eq!(
        reading(&import, Metric::Views, "2025-06-10"),
        Some((Some(0), Some(0), Certainty::Complete))
    );
    assert_eq!(reading(&import, Metric::Views, "2025-06-14"), None);
    // Two windows of nothing but zeros: the days that both hold are known, those of one are not.
    let of = |day| reading(&import, Metric::Clones, day).map(|(_, _, certainty)| certainty);
    assert_eq!(of("2026-01-25"), Some(Certainty::Complete));
    assert_eq!(of("2026-01-17"), Some(Certainty::Provisional(date("2026-01-30"))));
    // The windows' own totals, but not those of the quiet ones.
    let ends: Vec<_> = import.windows.keys().map(ToString::to_string).collect();
    assert!(
        ends.ends_with(&["2026-01-30".to_owned(), "2026-01-31".to_owned()]),
        "{ends:?}"
    );
    assert!(import.windows.values().all(|period| period.clones.is_none()));
}

#[test]
fn numbers_that_are_not_those_of_days_are_refused() {
    let read = |text: &str| import::read(None, &files(&[("log.csv", text)]), &options());
    let day = |offset: i64| traffic_ledger::domain::plus_days(date("2026-02-02"), offset);
    let rows = |step: i64, count: fn(i64) -> i64| {
        let rows = (0..30).map(|row| format!("{},{}\n", day(step * row), count(row)));
        format!("date,views\n{}", rows.collect::<String>())
    };
    let failed = |text: &str| {
        read(text)
            .failed
            .first()
            .map(|failed| failed.reason.clone())
            .unwrap_or_default()
    };
    assert!(failed(&rows(1, |row| 100 + row * row)).contains("running totals"));
    assert!(failed(&rows(7, |row| row % 5)).contains("weeks"));
    assert_eq!(failed(&rows(1, |row| row % 5)), "");
    let moments = "repo,timestamp,clones,views\no/a,2026-03-15T04:19:11Z,44,102\no/a,2026-03-16T04:20:01Z,45,104\n";
    assert!(
        failed(moments).contains("is a moment, not a day"),
        "{}",
        failed(moments)
    );
    // Stars at a moment are what they are.
    let found = read("timestamp,stars\n2026-03-15T04:19:11Z,44\n");
    assert_eq!(found.parts[0].import.stars.len(), 1);
}

#[test]
fn impossible_days_are_rejected_with_their_lines() {
    let part = read(import::csv::FORMAT);
    let lines: Vec<_> = part.rejected.iter().map(|rejected| rejected.position).collect();
    assert_eq!(
        lines,
        [
            Position::Line(5),
            Position::Line(6),
            Position::Line(7),
            Position::Line(8),
            Position::Lines(2, 9),
            Position::Line(10)
        ]
    );
    assert_eq!(
        reading(&part.import, Metric::Views, "2026-04-04"),
        Some((Some(0), Some(0), Certainty::Partial(None)))
    );
    assert_eq!(reading(&part.import, Metric::Clones, "2026-04-01"), None);
    assert!(part.notes.contains("columns not read: \"Comment\""), "{:?}", part.notes);
}

#[test]
fn columns_of_any_name_are_read_if_they_are_named() {
    let columns: Columns = "date=Wann,views=Hits,unique-visitors=People,repository=Wo"
        .parse()
        .expect("columns");
    let options = Options {
        columns: Some(columns),
        ..options()
    };
    let csv = "Wann;Wo;Hits;People;views\r\n2026-01-01;octo/spike;5;3;99\r\n2026-01-02;octo/spike;6;4;99\r\n";
    let found = import::read(None, &files(&[("log.csv", csv)]), &options);
    let part = import_files::only(found);
    assert_eq!(part.owner.to_string(), "octo/spike");
    assert_eq!(
        reading(&part.import, Metric::Views, "2026-01-01"),
        Some((Some(5), Some(3), Certainty::Complete))
    );
    let found = import::read(None, &files(&[("log.csv", "date,views\n2026-01-01,5\n")]), &options);
    assert!(
        found.unknown[0].missing.starts_with("column \"Wann\" not found"),
        "{found:?}"
    );
}

#[test]
fn stars_forks_and_popular_lists_of_tables_are_imported() {
    let named = [
        (
            "traffic/repo-stats.csv",
            "snapshot_date,stars,forks,watchers\n\"2026-08-19\",10,5,10\n\"2026-08-20\",11,5,10\n",
        ),
        (
            "traffic/paths.csv",
            "snapshot_date,path,count,uniques,title\n\"2026-08-19\",\"/octo/spike\",185,98,\"Overview\"\n",
        ),
        (
            "traffic/referrers.csv",
            "snapshot_date,referrer,count,uniques\n2026-08-19,Bing,8,1\n2026-08-20,Bing,9,1\n",
        ),
        (
            "traffic/views.csv",
            "date,count,uniques\n2026-08-18,5,2\n2026-08-19,6,3\n",
        ),
        (
            "traffic/clones.csv",
            "date,clones,uniques\n2026-08-18,7,2\n2026-08-19,8,3\n",
        ),
    ];
    let part = import_files::only(import::read(None, &files(&named), &options()));
    let Import {
        stars,
        forks,
        paths,
        referrers,
        days,
        ..
    } = &part.import;
    assert_eq!(
        (stars.len(), forks.len(), paths.len(), referrers.len(), days.len()),
        (2, 2, 1, 2, 2)
    );
    assert_eq!(
        part.notes.iter().map(String::as_str).collect::<Vec<_>>(),
        ["columns not read: \"watchers\""]
    );
    assert_eq!(count(&part.import, Metric::Clones, "2026-08-18"), Some(Some(7)));
    assert_eq!(count(&part.import, Metric::Views, "2026-08-18"), Some(Some(5)));
}

#[test]
fn the_ledgers_own_export_can_be_imported() {
    let import = read(import::github_repo_stats::FORMAT).import;
    let csv = traffic_ledger::export::daily_csv(&history(import.clone()));
    let csv = String::from_utf8(csv).expect("UTF-8");
    let again = import_files::csv(None, &csv, date("2026-11-22"));
    assert_eq!(again.days.len(), import.days.len());
    for (date, day) in &import.days {
        for metric in Metric::ALL {
            let numbers = |day: &ImportedDay| day.metrics.of(metric).map(|claim| claim.numbers);
            assert_eq!(numbers(day), numbers(&again.days[date]), "{date}");
        }
    }
}

#[test]
fn import_files_of_newer_programs_or_with_edits_are_rejected() {
    let bytes = read(import::github_traffic_badge::FORMAT).import.to_bytes();
    let text = String::from_utf8(bytes).expect("UTF-8");
    for (from, to) in [
        ("\"schema\": 1", "\"schema\": 2"),
        ("\"source\": \"github-traffic-badge\"", "\"source\": \"../x\""),
        ("\"tool\": \"github-traffic-badge\"", "\"tool\": \"other\""),
        ("\"windows\"", "\"doors\""),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        assert!(Import::from_bytes(changed.as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn errors_say_what_is_wrong_where_and_how_to_fix_it() {
    let inputs: &[(Option<Format>, &str, &str)] = &[
        (None, "views_clones_aggregate.csv", "a,b\n1,2\n"),
        (
            None,
            "x_top_paths_snapshot.csv",
            "url_path,views_total,views_unique\n/,2,1\n",
        ),
        (None, "views.csv", "_date,total\n2026-01-01,2\n"),
        (None, "traffic_views.json", "{}"),
        (None, "totals.json", "{\"schema\":2}"),
        (None, "octo__a/views.json", "{}"),
        (None, "octo__a/views.json", "[]"),
        (None, "referrers.json", "[{\"taken_on\":\"2026-01-01\"}]"),
        (None, "a.json", "no JSON at all"),
        (None, "a.json", "{\"a\":1,\"a\":2}"),
        (None, "a.json", "{}"),
        (None, "a.json", "[{\"timestamp\":\"2026-01-01\",\"count\":1}]"),
        (None, "a.json", "[{\"referrer\":\"x\",\"count\":1}]"),
        (
            None,
            "2030-01-01.json",
            "[{\"referrer\":\"x\",\"count\":1,\"uniques\":1}]",
        ),
        (None, "views.json", "[{\"timestamp\":\"2026-01-05\",\"count\":1}]"),
        (
            None,
            "views_per_week.json",
            "[{\"timestamp\":\"2026-01-06\",\"count\":1}]",
        ),
        (None, "a.csv", "day;n\n2026-01-01;3\n"),
        (None, "a.csv", "when;views\n2026-01-01;3\n"),
        (None, "a.csv", "date,count\n2026-01-01,3\n"),
        (None, "a.csv", "date,views,total_views\n2026-01-01,3,4\n"),
        (None, "a.csv", "\u{feff}date,views\n2026-01-01,9999999999999999\n"),
        (None, "a.csv", "date,views\n"),
        (None, "a.csv", "date,views\n2026-01-01"),
        (None, "a.csv", "version https://git-lfs.github.com/spec/v1\n"),
        (None, "a.csv", "# Views\nday,views\n1,2\n"),
        (None, "a.csv", ""),
        (Some(import::traffic_to_badge::FORMAT), "views.json", "{}"),
        (Some(import::csv::FORMAT), "views.json", "{}"),
    ];
    let mut messages = String::new();
    for (format, path, content) in inputs {
        let found = import::read(*format, &files(&[(path, content)]), &options());
        messages += &format!("{content:?}\n");
        for failed in &found.failed {
            messages += &format!("  failed: {}: {}\n", failed.file, failed.reason);
        }
        let rest = found.unknown.iter().map(ToString::to_string);
        for line in rest.chain(found.empty.iter().map(ToString::to_string)) {
            messages += &format!("  {line}\n");
        }
        for part in &found.parts {
            messages += &format!("  {part}");
        }
        assert!(found.parts.iter().all(|part| part.import.is_empty()), "{content:?}");
    }
    messages += &format!("{}\n", "My log".parse::<SourceName>().expect_err("a blank"));
    messages += &format!(
        "{}\n",
        "date=Day,hits=Hits".parse::<Columns>().expect_err("no such name")
    );
    let nowhere = std::path::Path::new("no/such/folder");
    messages += &format!(
        "{:#}\n",
        traffic_ledger::folder::read(nowhere).expect_err("nothing there")
    );
    compare(&fixtures("expected/errors.txt"), messages.as_bytes());
}
