//! Files in which little tells repositories, days and totals apart: what is not certain is refused with its reason.

use traffic_ledger::domain::traffic::{Certainty, Metric};
use traffic_ledger::import::{self, Found};

use super::repositories::{assigned, sums};
use super::{files, options, reading};
use crate::import_files;

fn found(path: &str, content: &str) -> Found {
    import::read(None, &files(&[(path, content)]), &options())
}

/// A response with this count on each of 14 days.
fn response(count: u64) -> String {
    let rows: Vec<String> = (1..=14)
        .map(|day| format!(r#"{{"timestamp":"2026-06-{day:02}T00:00:00Z","count":{count},"uniques":1}}"#))
        .collect();
    format!("[{}]", rows.join(","))
}

#[test]
fn a_repository_is_named_by_an_object_about_it_or_by_a_full_name() {
    for about in [
        r#""repository":{"full_name":"o/r"}"#,
        r#""repository":{"name":"r","owner":{"login":"o"}}"#,
        r#""repo":{"nameWithOwner":"o/r"}"#,
        r#""name":"o/r""#,
        r#""slug":"o/r""#,
        r#""project":"o/r""#,
        r#""name":"r","owner":{"login":"o"}"#,
        r#""repo":"r","owner":"o""#,
        r#""full_name":"o/r""#,
    ] {
        let run = |about: &str, count| {
            format!(
                r#"{{{about},"views":{{"count":14,"uniques":1,"views":{}}}}}"#,
                response(count)
            )
        };
        let both = format!("[{},{}]", run(about, 2), run(r#""full_name":"a/b""#, 5));
        let (views, others, unclear) = assigned(&[("runs.json", &both)], "a/b", &[]);
        assert_eq!((views, others, unclear), (sums(&[("a/b", 70)]), 1, 0), "{about}");
    }
    // A title is no name of a repository.
    let titled = format!(r#"{{"name":"Traffic","views":{{"views":{}}}}}"#, response(2));
    let (views, ..) = assigned(&[("run.json", &titled)], "a/b", &[]);
    assert_eq!(views, sums(&[("a/b", 28)]));
}

#[test]
fn responses_of_the_same_days_that_differ_are_of_several_repositories() {
    let run = |count| format!(r#"{{"views":{{"views":{}}}}}"#, response(count));
    let failed = found("runs.json", &format!("[{},{}]", run(2), run(5))).failed;
    assert!(
        failed[0].reason.contains("may be of several repositories"),
        "{failed:?}"
    );
    let again = found("runs.json", &format!("[{},{}]", run(2), run(2)));
    assert_eq!((again.failed.len(), again.parts.len()), (0, 1));
}

#[test]
fn exports_one_after_another_are_compared_day_by_day() {
    let export = |count: u64| {
        format!("# Views\ndate,views,unique_visitors\n2026-06-01,{count},1\n2026-06-02,7,1\n2026-06-03,8,1\n")
    };
    let found = found("gghstats.csv", &(export(5) + &export(100)));
    let part = &found.parts[0];
    assert_eq!(reading(&part.import, Metric::Views, "2026-06-01"), None);
    assert!(
        part.rejected[0].reason.contains("with 5 and with 100"),
        "{:?}",
        part.rejected
    );
}

#[test]
fn folders_of_several_owners_are_not_those_of_one() {
    let named = [
        ("a/b/traffic.csv", "date,views\n2026-06-01,1\n"),
        ("c/d/traffic.csv", "date,views\n2026-06-01,2\n"),
    ];
    assert_eq!(assigned(&named, "a/*", &[]), (sums(&[("a/b", 1)]), 1, 0));
    assert_eq!(assigned(&named, "z/*", &[]), (sums(&[]), 0, 2));
    let exports = [
        ("exports/b/traffic.csv", "date,views\n2026-06-01,1\n"),
        ("exports/d/traffic.csv", "date,views\n2026-06-01,2\n"),
    ];
    assert_eq!(assigned(&exports, "z/*", &[]), (sums(&[("z/b", 1), ("z/d", 2)]), 0, 0));
    // What a file names is known to the others beside it, as it is when they come again.
    let own = ("a/b/own.csv", "date,views\n2026-06-02,3\n");
    let named = ("all.csv", "date,repository,views\n2026-06-01,a/b,1\n2026-06-01,c/d,9\n");
    assert_eq!(
        assigned(&[own, named], "", &[]),
        (sums(&[("a/b", 4), ("c/d", 9)]), 0, 0)
    );
}

#[test]
fn a_column_that_may_tell_repositories_apart_must_be_named() {
    for column in ["repo_id", "project_slug", "package"] {
        let table = format!("date,{column},views\n2026-06-01,1,5\n2026-06-02,2,6\n");
        let unknown = found("table.csv", &table).unknown;
        assert!(unknown[0].missing.contains("--columns repository="), "{unknown:?}");
        let of_one = format!("date,{column},views\n2026-06-01,1,5\n2026-06-02,1,6\n");
        assert_eq!(found("table.csv", &of_one).parts.len(), 1);
    }
    let lists = "date,path,referrer,count,uniques\n2026-06-01,/,,4,1\n2026-06-01,,Google,3,1\n";
    let unknown = found("lists.csv", lists).unknown;
    assert!(unknown[0].missing.contains("referrers and paths"), "{unknown:?}");
}

#[test]
fn rows_that_are_longer_than_the_header_are_rejected() {
    let found = found(
        "views.csv",
        "date,views,uniques\n2026-06-01,1,000,100\n2026-06-02,2,1,\n2026-06-03,3,1\n",
    );
    let part = &found.parts[0];
    assert_eq!(reading(&part.import, Metric::Views, "2026-06-01"), None);
    assert_eq!(
        reading(&part.import, Metric::Views, "2026-06-02").map(|(count, ..)| count),
        Some(Some(2)),
        "a comma at the end"
    );
    assert!(
        part.rejected[0].reason.contains("more cells than the 3 columns"),
        "{:?}",
        part.rejected
    );
}

#[test]
fn counts_in_members_may_be_totals_and_are_refused_with_the_form_to_write() {
    let day = |day: u8| format!(r#""2026-06-{day:02}":{{"views":{{"count":4,"uniques":2}},"stars":10}}"#);
    let text = format!("{{{},{}}}", day(1), day(2));
    let rows = r#"[{"date":"2026-06-01","views":{"count":4,"uniques":2},"stars":10}]"#;
    for text in [text.as_str(), rows] {
        let found = found("log.json", text);
        let said = format!("{:?} {:?}", found.parts, found.failed);
        assert!(said.contains("may be totals of 14 days"), "{said}");
        assert!(found.parts.iter().all(|part| part.import.days.is_empty()));
    }
}

#[test]
fn uniques_beside_one_metric_are_its_own_and_unknown_members_are_named() {
    let rows = r#"[{"date":"2026-06-01","views":9,"uniques":4,"mood":1},{"date":"2026-06-02","views":9,"uniques":4}]"#;
    let found = found("log.json", rows);
    let part = &found.parts[0];
    let read = reading(&part.import, Metric::Views, "2026-06-01");
    assert_eq!(read, Some((Some(9), Some(4), Certainty::Complete)));
    assert!(
        part.notes.iter().any(|note| note.contains("\"mood\"")),
        "{:?}",
        part.notes
    );
}

#[test]
fn documents_one_after_another_are_read_like_lines() {
    let run = |day: u8| {
        format!(
            "{{\n \"captured_at\":\"2026-06-{:02}T12:00:00Z\",\"views\":{{\"views\":[{{\"timestamp\":\"2026-06-{day:02}T00:00:00Z\",\
             \"count\":{day},\"uniques\":1}}]}}\n}}",
            day + 1
        )
    };
    let found = found("runs.json", &(run(3) + &run(4) + "\n"));
    assert_eq!(found.failed, []);
    assert_eq!(found.parts[0].import.days.len(), 2);
}

#[test]
fn what_no_run_held_whole_is_partial_and_no_zero() {
    let runs = ["2024-08-29_231800", "2024-09-13_231800"];
    let days: Vec<String> = (1..=20)
        .map(|back| traffic_ledger::domain::plus_days(super::date("2024-09-13"), -back).to_string())
        .collect();
    let rows = days.iter().map(|day| {
        let views = u64::from(!["2024-08-29", "2024-08-30"].contains(&day.as_str()));
        format!("{day} 00:00:00+00:00,3,1,{views},{views}\n")
    });
    let aggregate = format!(
        "time_iso8601,clones_total,clones_unique,views_total,views_unique\n{}",
        rows.collect::<String>()
    );
    let lists = runs.map(|run| format!("o/r/ghrs-data/snapshots/{run}_top_referrers_snapshot.csv"));
    let list = "referrer,views_total,views_unique\n";
    let import = import_files::read(
        import::github_repo_stats::FORMAT,
        &[
            ("o/r/ghrs-data/views_clones_aggregate.csv", &aggregate),
            (&lists[0], list),
            (&lists[1], list),
        ],
        &options(),
    )
    .import;
    let certainty = |metric, day| reading(&import, metric, day).map(|(_, _, certainty)| certainty);
    for cut in ["2024-08-29", "2024-08-30"] {
        assert_eq!(certainty(Metric::Views, cut), None, "{cut}: a zero that nothing proves");
        let clones = certainty(Metric::Clones, cut);
        assert!(matches!(clones, Some(Certainty::Partial(_))), "{cut}: {clones:?}");
    }
    assert_eq!(certainty(Metric::Clones, "2024-08-31"), Some(Certainty::Complete));
    assert_eq!(certainty(Metric::Clones, "2024-08-25"), Some(Certainty::Complete));
}

#[test]
fn the_day_of_a_run_is_partial_until_a_later_run_has_it() {
    let header = "date,views,unique_visitors,clones,unique_cloners,stars,forks\n";
    let row = |day: u8, is_run: bool| format!("2026-06-{day:02},5,1,5,1,{},\n", if is_run { "9" } else { "" });
    // Runs on the 1st to the 8th, and then on the 28th.
    let rows: String = (1..=28).map(|day| row(day, day <= 8 || day == 28)).collect();
    let found = found("data/o/r/traffic.csv", &format!("{header}{rows}"));
    let read = |day| reading(&found.parts[0].import, Metric::Views, day).map(|(_, _, certainty)| certainty);
    assert_eq!(read("2026-06-07"), Some(Certainty::Complete));
    assert!(
        matches!(read("2026-06-08"), Some(Certainty::Partial(_))),
        "{:?}",
        read("2026-06-08")
    );
    assert_eq!(read("2026-06-20"), Some(Certainty::Complete));
}

#[test]
fn stars_that_differ_on_one_day_are_rejected_with_both_lines() {
    let found = found("stars.csv", "date,stars\n2026-06-01,5\n2026-06-01,6\n");
    assert!(
        found.parts[0].rejected[0].to_string().contains("lines 2 and 3"),
        "{:?}",
        found.parts[0].rejected
    );
}

#[test]
fn files_in_other_forms_say_what_to_do() {
    for (content, what) in [
        ("SQLite format 3\0", "query"),
        ("BZh91AY", "bzip2"),
        ("PK\u{3}\u{4}", "zip"),
    ] {
        let failed = found("stats.csv", content);
        let said = format!("{:?} {:?}", failed.failed, failed.unknown);
        assert!(said.contains(what), "{said}");
    }
}
