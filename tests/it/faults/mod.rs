//! Nothing gets lost: whole runs, in process, against a GitHub that fails at every request in every way.
//!
//! For each scenario and each kind of fault the n-th request fails, for n = 1, 2, … until a run passes untouched. After
//! each run the promises of [`promises`] are held against what the branch and the log of requests show. From each state
//! that a failed run leaves behind a second run must heal and a third find nothing new. Waits are virtual, so thousands
//! of runs take minutes at most.

mod promises;
mod scenario;
mod two_processes;

use std::collections::BTreeSet;

use fake_github::{FakeGitHub, Fault, On};

use promises::{Before, Promises};
use scenario::Scenario;

/// Every kind of fault, with bodies that are too large for what is read but not for the test.
fn kinds() -> Vec<Fault> {
    let smaller = |fault| match fault {
        Fault::Oversized(_) => Fault::Oversized(2 << 20),
        other => other,
    };
    Fault::all().into_iter().map(smaller).collect()
}

/// What a loop over one scenario came to.
#[derive(Debug, Default)]
struct Totals {
    runs: usize,
    hit: usize,
    red: usize,
    most_requests: usize,
    deepest: usize,
}

/// Fails the n-th request in every way, for every n, until a run passes untouched.
async fn fail_everywhere(scenario: &Scenario) {
    let mut promises = Promises::new(scenario);
    let mut totals = Totals::default();
    for (number, kind) in kinds().into_iter().enumerate() {
        for nth in (1..).filter(|nth| (nth + number) % scenario.one_of == 0) {
            let fake = scenario.fake();
            let before = promises.before(&fake);
            fake.fail(On::nth(nth), kind.clone());
            let what = format!("{}, {kind:?} at request {nth}", scenario.name);

            let failed = scenario.run(&fake).await;
            totals.runs += 1;
            totals.red += usize::from(!failed.is_green());
            let hit = fake.log().iter().any(|line| line.fault.is_some());
            totals.most_requests = totals.most_requests.max(fake.log().len());
            promises.hold_after_a_fault(&fake, &before, &failed, &what);

            if promises.is_new(&fake) {
                heal(scenario, &mut promises, &fake, &before, &what).await;
                totals.runs += 2;
            }
            if !hit {
                totals.deepest = totals.deepest.max(nth);
                break;
            }
            totals.hit += 1;
        }
    }
    assert!(
        totals.hit > 300,
        "{}: only {} runs met their fault",
        scenario.name,
        totals.hit
    );
    println!(
        "{}: {} runs, {} met their fault (up to request {}), {} of them ended red; at most {} requests in one",
        scenario.name, totals.runs, totals.hit, totals.deepest, totals.red, totals.most_requests
    );
    assert!(
        totals.most_requests <= scenario.most_requests,
        "{}: {totals:?}",
        scenario.name
    );
}

/// Runs a second and a third time, untouched, at hours of their own, so that the same state always comes to the same.
async fn heal(scenario: &Scenario, promises: &mut Promises<'_>, fake: &FakeGitHub, before: &Before, what: &str) {
    fake.clear_faults();
    fake.clear_log();
    fake.clock().set("2026-03-03T16:17:00Z");
    let healed = scenario.run(fake).await;
    promises.hold_after_healing(fake, before, &healed, what);

    let head = scenario.head(fake);
    fake.clear_log();
    fake.clock().set("2026-03-03T18:17:00Z");
    let third = scenario.run(fake).await;
    promises.hold_after_nothing_new(fake, head, &third, what);
}

#[tokio::test]
async fn first_run() {
    fail_everywhere(&Scenario::first_run().await).await;
}

#[tokio::test]
async fn empty_repository() {
    fail_everywhere(&Scenario::empty_repository().await).await;
}

#[tokio::test]
async fn normal_day() {
    fail_everywhere(&Scenario::normal_day().await).await;
}

#[tokio::test]
async fn unchanged() {
    fail_everywhere(&Scenario::unchanged().await).await;
}

#[tokio::test]
async fn rename() {
    fail_everywhere(&Scenario::rename().await).await;
}

#[tokio::test]
async fn two_writers() {
    fail_everywhere(&Scenario::two_writers().await).await;
}

#[tokio::test]
async fn several_repositories() {
    fail_everywhere(&Scenario::several_repositories().await).await;
}

#[tokio::test]
async fn discovery() {
    fail_everywhere(&Scenario::discovery().await).await;
}

#[tokio::test]
async fn rename_beside_others() {
    fail_everywhere(&Scenario::rename_beside_others().await).await;
}

#[tokio::test]
async fn two_shards() {
    fail_everywhere(&Scenario::two_shards().await).await;
}

#[tokio::test]
async fn truncated_tree() {
    fail_everywhere(&Scenario::truncated_tree().await).await;
}

#[test]
fn every_kind_is_tried_once() {
    let names: Vec<String> = kinds().iter().map(|kind| format!("{kind:?}")).collect();
    let different: BTreeSet<&String> = names.iter().collect();
    assert!(different.len() == names.len() && names.len() >= 30, "{names:?}");
}
