//! Popular lists, releases and late snapshots: what is kept of each, and what is news.

use serde_json::{Value, json, value::RawValue};
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::Endpoint;
use traffic_ledger::domain::top_list::ListWindow;
use traffic_ledger::import;
use traffic_ledger::plan::Plan;

use super::{claims, history, run, snapshot, views};
use crate::analysis_histories::day;
use crate::plan::Shelf;

fn list(endpoint: Endpoint, rows: &[(&str, u64)]) -> (Endpoint, Value) {
    let key = if endpoint == Endpoint::Paths {
        "path"
    } else {
        "referrer"
    };
    let rows = rows
        .iter()
        .map(|(name, count)| json!({key: name, "title": format!("of {count}"), "count": count, "uniques": 1}));
    (endpoint, Value::Array(rows.collect()))
}

#[test]
fn lists_of_one_second_join_in_any_order_whatever_their_titles() {
    let at = |time: &str, rows: &[(&str, u64)]| {
        snapshot(time, &[list(Endpoint::Paths, rows), list(Endpoint::Referrers, rows)])
    };
    let mut one = at("2026-03-15T14:00:00Z", &[("/a", 10)]);
    let other = at("2026-03-15T14:00:00Z", &[("/a", 20)]);
    let title = |text: &str| {
        RawValue::from_string(format!(
            "[{{\"path\":\"/a\",\"title\":\"{text}\",\"count\":10,\"uniques\":1}}]"
        ))
    };
    one.bodies.insert(Endpoint::Paths, title("zz").expect("JSON"));
    let later = at("2026-03-16T14:00:00Z", &[("/a", 5)]);
    let all = [one, other, later];
    let wanted = claims(&all);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(claims(&order.map(|index| all[index].clone())), wanted, "{order:?}");
    }
}

#[test]
fn a_title_of_a_referrer_is_not_kept() {
    let mut shelf = Shelf::default();
    for (run, count) in [(15, 3), (16, 4)] {
        let (time, last) = (format!("2026-03-{run}T14:00:00Z"), format!("2026-03-{}", run - 1));
        let views = views(&last, &|_| (json!(100), json!(50)));
        run_with(
            &mut shelf,
            &time,
            &[views, list(Endpoint::Referrers, &[("x.example", count)])],
        );
    }
    assert!(
        history(&shelf)
            .referrers
            .values()
            .all(|list| list.rows[0].title.is_none())
    );
}

fn run_with(shelf: &mut Shelf, time: &str, bodies: &[(Endpoint, Value)]) -> Plan {
    run(shelf, &snapshot(time, bodies))
}

#[test]
fn without_views_the_window_of_a_list_is_known_by_the_time_and_the_server() {
    let window = |time: &str, enterprise: Option<&str>| {
        let mut one = snapshot(time, &[list(Endpoint::Referrers, &[("Google", 142)])]);
        one.server.enterprise = enterprise.map(str::to_owned);
        let claims = claims(&[one]);
        claims.referrers.values().next().expect("a list").window
    };
    assert_eq!(window("2025-12-29T14:00:00Z", None), ListWindow::Hourly);
    assert_eq!(window("2025-12-30T14:00:00Z", None), ListWindow::Unknown);
    assert_eq!(window("2026-03-15T14:00:00Z", Some("3.20.0")), ListWindow::Hourly);
}

#[test]
fn ten_rows_of_nine_pages_are_a_cut_list() {
    let pages: Vec<String> = (0..9).map(|n| format!("/octo/spike/{n}")).collect();
    let mut rows: Vec<(&str, u64)> = pages.iter().map(|page| (page.as_str(), 500)).collect();
    rows.push(("/octo/old/0", 400));
    let history = judge(&claims(&[snapshot(
        "2026-03-15T14:00:00Z",
        &[list(Endpoint::Paths, &rows)],
    )]));
    let list = history.paths.values().next().expect("a list");
    assert_eq!((list.rows.len(), list.is_cut, list.most_unlisted()), (9, true, 500));
}

#[test]
fn an_own_list_goes_before_a_later_import_of_the_same_day() {
    let mut all = claims(&[snapshot(
        "2026-03-15T14:00:00Z",
        &[list(Endpoint::Referrers, &[("Google", 142)])],
    )]);
    let file = r#"{"referrers":[{"referrer":"Google","count":77,"uniques":9}],"captured":"2026-03-15T23:00:00Z"}"#;
    let options = crate::import_files::options(None, day("2026-03-20"));
    let part = crate::import_files::read(import::api_json::FORMAT, &[("referrers.json", file)], &options);
    let import = part.import;
    assert_eq!(import.referrers.len(), 1);
    let (repository, path) = (all.repository.clone(), import.path());
    all.merge(import.into_claims(repository, path)).expect("one repository");
    let ledger = Ledger::new(all);
    assert_eq!(ledger.history().referrers[&day("2026-03-15")].rows[0].count, 142);
    assert_eq!(Ledger::from_bytes(&ledger.to_bytes()), Ok(ledger));
}

#[test]
fn a_release_that_comes_back_to_the_list_changes_no_past_week() {
    let at = |time: &str, tags: &[(&str, u64)]| {
        let tags = tags.iter().map(|(tag, downloads)| {
            let file = json!({"id": tag.len() as u64 + u64::from(tag.as_bytes()[1]), "name": "a.tgz", "download_count": downloads});
            json!({"tag_name": tag, "published_at": "2026-01-01T00:00:00Z", "prerelease": false, "assets": [file]})
        });
        snapshot(time, &[(Endpoint::Releases, Value::Array(tags.collect()))])
    };
    let all = [
        at("2026-03-02T14:00:00Z", &[("v1", 10_000), ("v2", 100)]),
        at("2026-03-09T14:00:00Z", &[("v2", 105)]),
        at("2026-03-16T14:00:00Z", &[("v2", 105)]),
        at("2026-03-23T14:00:00Z", &[("v1", 10_000), ("v2", 105)]),
    ];
    let ledger = Ledger::new(claims(&all));
    let downloads: Vec<_> = ledger
        .history()
        .counters
        .values()
        .filter_map(|week| week.downloads)
        .collect();
    assert_eq!(downloads, [10_100, 10_105, 10_105, 10_105]);
    assert_eq!(Ledger::from_bytes(&ledger.to_bytes()), Ok(ledger));
}

#[test]
fn a_snapshot_that_comes_in_late_is_kept_if_its_lists_are_others() {
    let mut shelf = Shelf::default();
    let bodies = |last: &str, count| {
        [
            views(last, &|_| (json!(100), json!(50))),
            list(Endpoint::Referrers, &[("Google", count)]),
        ]
    };
    run_with(&mut shelf, "2026-03-09T14:00:00Z", &bodies("2026-03-08", 10));
    run_with(&mut shelf, "2026-03-11T14:00:00Z", &bodies("2026-03-10", 12));
    // GitHub had published no other day by the tenth, but another list.
    assert!(
        !run_with(&mut shelf, "2026-03-10T14:00:00Z", &bodies("2026-03-08", 11))
            .changes
            .is_empty()
    );
    assert_eq!(history(&shelf).referrers.len(), 3);
    // The same list again is no news.
    assert!(
        run_with(&mut shelf, "2026-03-11T15:00:00Z", &bodies("2026-03-10", 12))
            .changes
            .is_empty()
    );
}

#[test]
fn a_poorer_reading_in_a_new_week_is_no_news() {
    let mut shelf = Shelf::default();
    let stars = json!({"id": 7, "full_name": "octo/spike", "stargazers_count": 40, "forks_count": 3});
    let releases = json!([{"tag_name": "v1", "published_at": "2026-01-01T00:00:00Z", "assets": [{"id": 1, "name": "a", "download_count": 9}]}]);
    let window = || views("2026-03-14", &|_| (json!(100), json!(50)));
    let whole = [
        window(),
        (Endpoint::Repository, stars.clone()),
        (Endpoint::Releases, releases),
    ];
    assert!(!run_with(&mut shelf, "2026-03-15T23:30:00Z", &whole).changes.is_empty());
    let poorer = [window(), (Endpoint::Repository, stars)];
    assert!(run_with(&mut shelf, "2026-03-16T00:30:00Z", &poorer).changes.is_empty());
    assert!(run_with(&mut shelf, "2026-03-16T01:30:00Z", &whole).changes.is_empty());
}
