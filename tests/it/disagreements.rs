//! What GitHub corrected and where imports contradict it, from the answers to the sentences of the report.

use traffic_ledger::domain::analysis::{Aligned, Analysis};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::recent::Recent;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot};
use traffic_ledger::domain::state::State;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::report::{self, LinkBase, OverviewRow, Page, Report};

use crate::analysis_histories::{Built, day};
use crate::evidence::{imported, snapshot};
use crate::import_files;
use crate::report_shapes;

/// An answer of whole days on a day at noon: 1 to 14 March with 100 views each, but for one day.
fn answer(on: &str, odd: &str, count: u64) -> RawSnapshot {
    let rows: Vec<_> = (0..14)
        .map(|offset| {
            let date = plus_days(day("2026-03-01"), offset);
            let count = if date == day(odd) { count } else { 100 };
            serde_json::json!({"timestamp": format!("{date}T00:00:00Z"), "count": count, "uniques": count / 10})
        })
        .collect();
    let sum: u64 = rows.iter().filter_map(|row| row["count"].as_u64()).sum();
    let body = serde_json::json!({"count": sum, "uniques": 10, "views": rows});
    snapshot(&format!("{on}T12:00:00Z"), &[(Endpoint::ViewsByDay, body)])
}

fn claims(snapshots: &[RawSnapshot]) -> Claims {
    let mut all = interpret(&snapshots[0]).claims;
    for snapshot in &snapshots[1..] {
        all.merge(interpret(snapshot).claims).expect("one repository");
    }
    all
}

fn page(history: &History) -> String {
    let links = LinkBase {
        server: "https://github.com".to_owned(),
        store: None,
        branch: "traffic".parse().expect("a branch"),
        directory: "".parse().expect("a folder"),
    };
    let report = Report {
        folder: &Folder::of(&history.repository.name),
        history,
        analysis: &Analysis::new(history),
        state: &State::new(history, &Analysis::new(history)),
        figures: &[],
        successor: None,
        links: &links,
        page: Page::Repository,
    };
    report.render()
}

#[test]
fn a_number_that_github_lowered_is_explained() {
    let history = judge(&claims(&[
        answer("2026-03-15", "2026-03-03", 5_000),
        answer("2026-03-16", "2026-03-03", 110),
    ]));
    let correction = history.corrections.first().expect("a correction");
    assert_eq!((correction.from, correction.to), (Some(5_000), Some(110)));
    let page = page(&history);
    assert!(
        page.contains("\n\nGitHub corrected 3 Mar from 5,000 to 110 views on 16 Mar.\n\n"),
        "{page}"
    );
    assert!(page.contains("**Corrected by GitHub: 1 number.** The report uses the corrected values: 3 Mar 2026 from 5,000 to 110 views (on 16 Mar 2026)."));
}

#[test]
fn uniques_that_github_lowered_alone_are_explained() {
    let with_uniques = |on: &str, uniques: u64| {
        let mut answer = answer(on, "2026-03-03", 100);
        let body = answer.bodies[&Endpoint::ViewsByDay].get().replacen(
            "\"timestamp\":\"2026-03-03T00:00:00Z\",\"uniques\":10",
            &format!("\"timestamp\":\"2026-03-03T00:00:00Z\",\"uniques\":{uniques}"),
            1,
        );
        let body = serde_json::value::RawValue::from_string(body).expect("JSON");
        answer.bodies.insert(Endpoint::ViewsByDay, body);
        answer
    };
    let history = judge(&claims(&[
        with_uniques("2026-03-15", 90),
        with_uniques("2026-03-16", 5),
    ]));
    let page = page(&history);
    assert!(
        page.contains("GitHub corrected 3 Mar from 90 to 5 unique visitors on 16 Mar."),
        "{page}"
    );
}

#[test]
fn a_number_that_github_raised_is_no_correction_downwards() {
    let history = judge(&claims(&[
        answer("2026-03-15", "2026-03-03", 110),
        answer("2026-03-16", "2026-03-03", 5_000),
    ]));
    assert_eq!(history.corrections, []);
}

#[test]
fn an_import_that_contradicts_github_is_listed_and_changes_nothing() {
    let mut all = claims(&[answer("2026-03-15", "2026-03-03", 110)]);
    let csv = "date,views\n2026-03-03,5000\n2026-03-04,100\n2026-03-05,7\n";
    let import = import_files::csv(Some("my-log"), csv, day("2026-03-20"));
    let repository = all.repository.clone();
    let before = judge(&all);
    all.merge(import.into_claims(repository, "imports/my-log.json".to_owned()))
        .expect("one repository");
    let history = judge(&all);
    assert_eq!(history.days, before.days);
    let page = page(&history);
    let wanted = "**Contradicted by GitHub: 1 imported number.** The report uses GitHub's own values: 3 Mar 2026: 110 views, \
                  `my-log` has 5,000.";
    assert!(page.contains(wanted), "{page}");
}

/// One source knows the views of a day, another one its visitors: more of these than views cannot be.
#[test]
fn uniques_above_the_count_of_another_source_are_unknown() {
    let mut all = imported("one", "date,views\n2026-02-01,5\n2026-02-02,5\n2026-02-28,1\n");
    let other = imported(
        "two",
        "date,unique_visitors\n2026-02-01,9\n2026-02-02,4\n2026-02-28,1\n",
    );
    all.merge(other).expect("one repository");
    let history = judge(&all);
    let numbers = |on: &str| {
        let views = history.day(day(on)).and_then(|day| day.views.clone()).expect("views");
        (views.count, views.uniques.map(|uniques| uniques.get()))
    };
    assert_eq!(
        [numbers("2026-02-01"), numbers("2026-02-02")],
        [(Some(5), None), (Some(5), Some(4))]
    );
}

#[test]
fn an_old_correction_is_no_news_and_many_are_bounded() {
    let old = Built::new()
        .captured("2026-11-23")
        .same_days(Metric::Views, "2026-10-01", 53, 10, 5)
        .correction(Metric::Views, "2026-10-03", 50, 10, "2026-10-05");
    assert_eq!(page(&old.0).matches("GitHub corrected").count(), 0);
    assert_eq!(page(&old.0).matches("**Corrected by GitHub: 1 number.**").count(), 1);
    let many = page(&report_shapes::named("much-corrected").0);
    assert!(many.contains("<summary>The 100 newest of 200 corrections</summary>"));
    assert!(many.contains("; and 197 more."));
}

#[test]
fn an_overview_adds_up_the_same_days_and_names_who_is_left_out() {
    let several = report_shapes::several();
    let index = crate::ledger_index::index(&several);
    // In the order of the shapes, not of the folders.
    let recent: Vec<Recent> = several.iter().map(|built| Recent::new(&built.0)).collect();
    let rows: Vec<_> = recent.iter().map(|recent| (recent, Aligned::MOST_BEHIND)).collect();
    let aligned = Aligned::new(&rows).expect("days");
    // One of them ends on 21 Nov, the others a day later.
    assert_eq!(aligned.days.last, day("2026-11-21"));
    let current: Vec<&str> = aligned.current().map(|one| one.recent.repository.name.name()).collect();
    assert_eq!(current, ["hello-world", "gaps", "behind"]);
    let sum = aligned.sum(Metric::Views);
    let by_hand: u64 = [0, 1, 2]
        .into_iter()
        .flat_map(|index| {
            let days = aligned.days.each();
            let history = &several[index].0;
            days.filter_map(|date| history.day(date)?.views.as_ref()?.count)
        })
        .sum();
    assert_eq!((sum.count, sum.missing_days), (by_hand, 2));
    assert!(Aligned::new(&rows[4..]).is_none(), "no complete day");
    let of_ledger = index.0.iter().map(|(folder, entry)| OverviewRow::new(folder, entry));
    let overview = report::overview(&of_ledger.collect::<Vec<_>>()).pages.remove(0);
    assert!(overview.contains("**At least "), "{overview}");
    assert!(
        overview
            .contains("Of the 42 days of these repositories, views are unknown or incomplete on 2 and clones on 2."),
        "{overview}"
    );
    let (_, stale) = overview
        .split_once("## Without recent days")
        .expect("a part of its own");
    for (name, newest) in [("octocat/ended", "29\u{a0}Nov\u{a0}2025"), ("octocat/new", "–")] {
        let row = stale.lines().find(|line| line.contains(name)).expect(name);
        assert!(row.ends_with(&format!("| {newest} |")), "{row}");
    }
}
