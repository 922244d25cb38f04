//! Every day for more than a year, without the program around the client: what is asked, and what is known of each day.

use fake_github::{CHECKOUT, CiRun, TRAFFIC};
use jiff::civil::date;
use traffic_ledger::domain::analysis::AnalyzedHistory;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger_index::IndexEntry;
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::privacy::Privacy;
use traffic_ledger::export::ci_clones_csv;
use traffic_ledger::github::ci_clones::CiQuestions;
use traffic_ledger::github::identify::identify;
use traffic_ledger::github::traffic::{Subject, fetch};
use traffic_ledger::plan::questions::{ci_days, endpoints};

use super::{NAME, TESTS, asked, ci, github, matrix};
use crate::client::client_of;

/// From the first run to day 400, with a run of CI on every day but Sundays, and with jobs that start after midnight.
#[tokio::test]
async fn every_day_is_counted_from_the_first_run_to_day_400() {
    let fake = github();
    let first = date(2026, 3, 2);
    let days = (-20..400).map(|offset| plus_days(first, offset));
    let runs = days.flat_map(|day| {
        let is_sunday = day.weekday() == jiff::civil::Weekday::Sunday;
        let late = CiRun::new(&format!("{day}T23:55:00Z"), 8)
            .jobs(1, 1, &TESTS)
            .jobs(2, 10, &[CHECKOUT]);
        let early = CiRun::new(&format!("{day}T09:00:00Z"), 8).jobs(1, 1, &TESTS);
        let second = if day.day() % 5 == 0 { late } else { early };
        let both = [matrix(&format!("{day}T08:00:00Z")), second];
        both.into_iter().filter(move |_| !is_sunday)
    });
    let runs: Vec<CiRun> = runs.collect();
    ci(&fake, runs.clone());
    let name = NAME.parse().expect("a name");
    let mut all: Option<Claims> = None;
    let mut most = 0;
    for day in 0..=400 {
        fake.clear_log();
        // A client is of one run.
        let client = client_of(&fake, TRAFFIC);
        let identity = identify(&client, &name).await.expect("it is there");
        let now = client.clock().now();
        let entry = all
            .as_ref()
            .map(|claims| IndexEntry::new(claims, &AnalyzedHistory::new(judge(claims))));
        let subject = Subject::Identified(Box::new(identity));
        let asked_days = ci_days(entry.as_ref(), now, subject.created_at());
        let endpoints = endpoints(entry.as_ref(), now, subject.pushed_at());
        let questions = CiQuestions {
            days: &asked_days,
            second: None,
            left: None,
        };
        let server = "https://github.com";
        let fetched = fetch(&client, subject, &endpoints, questions, server, now, Privacy::default()).await;
        let claims = interpret(&fetched.expect("it answers").snapshot).claims;
        match &mut all {
            Some(all) => all.merge(claims).expect("one repository"),
            None => all = Some(claims),
        }
        if day > 0 {
            most = most.max(asked(&fake).len());
        }
        fake.clock().advance_days(1);
    }
    assert_eq!(most, 4, "a list, two runs, and one from before midnight");
    let history = judge(&all.expect("claims"));
    let text = String::from_utf8(ci_clones_csv(&history)).expect("UTF-8");
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(rows.len(), 414);
    for (offset, row) in (-14..).zip(rows) {
        let day = plus_days(first, offset);
        let clones: u64 = runs.iter().map(|run| run.clones(day)).sum();
        let beside = 5 - u64::from(clones > 0);
        if offset >= 0 {
            assert_eq!(row, format!("{day},21,{clones},counted,{},{beside}", 21 - clones));
            continue;
        }
        // The first run has sixteen requests for the jobs of more runs than that.
        let cells: Vec<&str> = row.split(',').collect();
        let found: u64 = cells[2].parse().expect("a number");
        let is_near = cells[3] == "estimated" && found.abs_diff(clones) <= 2;
        assert!(is_near || (cells[3] == "counted" && found == clones), "{row}: {clones}");
    }
}
