//! Who a repository is, over HTTP: names are lost, taken and given back while its own endpoint fails, and each number
//! still ends up in the ledger of its id.

use std::collections::{BTreeMap, BTreeSet};

use fake_github::{Clock, Count, FakeGitHub, Fault, On, Publishing, Repository, Truth};
use jiff::civil::date;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::plan::layout::folder_of_history;

use crate::harness::{BRANCH, Ran, Run, read_ledger};
use crate::worlds::Dice;

const STORE: &str = "o/ledger";

/// A GitHub with a repository for the ledger, days published after one.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-03-02T14:37:00Z"));
    fake.traffic(|settings| settings.publishing = Publishing::Lag(1));
    // Private, so that repositories are read that GitHub does not identify.
    fake.add(Repository::new(STORE).private());
    fake
}

/// Adds a repository with so many views on every day.
fn add(fake: &FakeGitHub, name: &str, views: u64) -> u64 {
    let (views, clones) = (Count::new(views, 1), Count::new(2, 1));
    let truth = Truth::flat(date(2025, 12, 1), date(2026, 12, 31), views, clones);
    let mut repository = Repository::new(name).with_truth(truth);
    repository.pushed_at = "2026-02-20T08:00:00Z".to_owned();
    fake.add(repository)
}

fn run(fake: &FakeGitHub, repositories: &str) -> Ran {
    fake.clock().advance_days(1);
    Run::new(fake)
        .repositories(repositories)
        .store(STORE)
        // A workflow of the private store: those who read its log and artifacts may know everything.
        .variable("GITHUB_REPOSITORY", STORE)
        .on_actions()
        .run()
}

fn ledgers(fake: &FakeGitHub) -> BTreeMap<Folder, Ledger> {
    let files = fake.files(STORE, BRANCH);
    let histories = files
        .iter()
        .filter_map(|(path, bytes)| Some((folder_of_history(path)?, read_ledger(bytes))));
    histories.collect()
}

/// The folders with the views of a day and the number of known days in each.
fn folders(fake: &FakeGitHub) -> Vec<String> {
    let line = |(folder, ledger): (&Folder, &Ledger)| {
        let history = ledger.history();
        let counts: BTreeSet<u64> = history
            .days
            .values()
            .filter_map(|day| day.views.as_ref()?.known_count())
            .collect();
        format!("{folder}: {} days of {counts:?}", history.days.len())
    };
    ledgers(fake).iter().map(line).collect()
}

fn verified(fake: &FakeGitHub) {
    let verify = Run::new(fake).store(STORE).arguments(&["verify"]).on_actions();
    verify.run().success();
}

#[test]
fn a_repository_whose_endpoint_fails_under_its_old_name_is_found_by_its_id() {
    let fake = github();
    add(&fake, "o/a", 10);
    run(&fake, "o/a").success();
    fake.rename("o/a", "o/b");
    fake.fail(On::every().path("/repos/o/a"), Fault::Html(502));
    let ran = run(&fake, "o/a").success();
    assert_eq!(ran.texts("warning"), [] as [&str; 0]);
    assert_eq!(folders(&fake), ["o/b: 15 days of {10}"]);
    verified(&fake);
}

#[test]
fn traffic_is_read_by_the_id_that_the_ledger_knows() {
    let fake = github();
    let id = add(&fake, "o/a", 10);
    run(&fake, "o/a").success();
    // Only the repository itself fails, under its name and under its id; its traffic does not.
    fake.fail(On::every().path("/repos/o/a"), Fault::Html(502));
    fake.fail(
        On::nth(1).times(4).path(&format!("/repositories/{id}")),
        Fault::Html(502),
    );
    let ran = run(&fake, "o/a").failure();
    assert!(
        ran.texts("error")[0].starts_with("could not read the repository: "),
        "{}",
        ran.printed()
    );
    assert_eq!(folders(&fake), ["o/a: 15 days of {10}"]);
    assert!(ran.workspace.is_empty(), "nothing was left unsaved");
    verified(&fake);
}

#[test]
fn an_unknown_repository_whose_endpoint_fails_is_kept_for_the_next_run_and_the_others_are_saved() {
    let fake = github();
    add(&fake, "o/a", 10);
    add(&fake, "o/b", 20);
    fake.fail(On::nth(1).times(4).path("/repos/o/a"), Fault::Html(502));
    let ran = run(&fake, "o/a, o/b").failure();
    assert_eq!(folders(&fake), ["o/b: 14 days of {20}"]);
    let kept: Vec<&String> = ran.workspace.keys().collect();
    assert!(
        kept.len() == 1 && kept[0].contains("o/a/snapshots/"),
        "{kept:?}\n{}",
        ran.printed()
    );
}

#[test]
fn a_lost_name_goes_on_by_its_id_in_every_later_run() {
    let fake = github();
    add(&fake, "o/a", 10);
    run(&fake, "o/a").success();
    fake.rename("o/a", "o/b");
    // Another repository takes the name and goes again: GitHub redirects it no more.
    add(&fake, "o/a", 20);
    fake.delete("o/a");
    for days in [15, 16] {
        let ran = run(&fake, "o/a").success();
        assert_eq!(
            ran.texts("warning"),
            [
                "GitHub does not know this name any more; the repository is o/b now\nhelp: Update its name in \
              `repositories`."
            ]
        );
        assert_eq!(folders(&fake), [format!("o/b: {days} days of {{10}}")]);
    }
    let ran = run(&fake, "o/a, o/b").success();
    assert_eq!(ran.texts("warning").len(), 1);
    assert_eq!(folders(&fake), ["o/b: 17 days of {10}"]);
    verified(&fake);
}

#[test]
fn the_earlier_holder_of_a_name_moves_to_the_name_that_it_has_now() {
    let fake = github();
    add(&fake, "o/a", 10);
    run(&fake, "o/a").success();
    fake.rename("o/a", "o/b");
    add(&fake, "o/a", 20);
    let ran = run(&fake, "o/a").success();
    assert_eq!(folders(&fake), ["o/a: 14 days of {20}", "o/b: 15 days of {10}"]);
    assert!(ran.texts("warning")[0].starts_with("the repository that had this name before is o/b now"));
    verified(&fake);
}

#[test]
fn the_ledger_of_a_deleted_repository_is_kept_apart_from_its_successor() {
    let fake = github();
    let id = add(&fake, "o/a", 10);
    run(&fake, "o/a").success();
    fake.delete("o/a");
    let ran = run(&fake, "o/a").failure();
    assert!(
        ran.texts("error")[0].contains(&format!("Its id {id} was not found either.")),
        "{}",
        ran.printed()
    );
    add(&fake, "o/a", 20);
    run(&fake, "o/a").success();
    assert_eq!(
        folders(&fake),
        [
            "o/a: 14 days of {20}".to_owned(),
            format!("o/a~{id}: 14 days of {{10}}")
        ]
    );
    verified(&fake);
}

#[test]
fn two_names_of_one_repository_are_read_once() {
    let fake = github();
    add(&fake, "o/a", 10);
    fake.rename("o/a", "o/b");
    let ran = run(&fake, "o/a, o/b").success();
    let reads = fake
        .log()
        .iter()
        .filter(|line| line.target.contains("/traffic/views?per=day"))
        .count();
    assert_eq!(reads, 1);
    assert_eq!(
        ran.texts("warning"),
        ["`repositories` also names this repository as o/a; it is read once\nhelp: Keep only o/b, its current name."]
    );
    assert_eq!(folders(&fake), ["o/b: 14 days of {10}"]);
    verified(&fake);
}

#[test]
fn every_number_belongs_to_its_id_in_random_worlds() {
    let names = ["o/a", "o/b", "p/c"];
    let mut runs = 0;
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let fake = github();
        let mut views: BTreeMap<u64, u64> = BTreeMap::new();
        let mut held: BTreeMap<&str, u64> = BTreeMap::new();
        let mut next = 10;
        for _ in 0..6 {
            for _ in 0..2 {
                let (name, other) = (names[dice.roll(3) as usize], names[dice.roll(3) as usize]);
                match (held.get(name).copied(), held.get(other).copied()) {
                    (None, _) => {
                        let id = add(&fake, name, next);
                        views.insert(id, next);
                        held.insert(name, id);
                        next += 1;
                    }
                    (Some(id), None) => {
                        fake.rename(name, other);
                        held.remove(name);
                        held.insert(other, id);
                    }
                    (Some(_), Some(_)) if dice.roll(2) == 0 => {
                        fake.delete(name);
                        held.remove(name);
                    }
                    (Some(_), Some(_)) => {}
                }
            }
            fake.clear_faults();
            if dice.roll(2) == 0 {
                let name = names[dice.roll(3) as usize];
                fake.fail(On::nth(1).times(4).path(&format!("/repos/{name}")), Fault::Html(502));
            }
            if dice.roll(3) == 0 {
                fake.fail(
                    On::nth(1).times(4 + dice.roll(30) as usize).path("/repositories/"),
                    Fault::Html(502),
                );
            }
            let mut asked = names.to_vec();
            asked.rotate_left(dice.roll(3) as usize);
            asked.truncate(1 + dice.roll(3) as usize);
            run(&fake, &asked.join(","));
            runs += 1;
            if fake.head(STORE, BRANCH).is_none() {
                continue;
            }
            verified(&fake);
            for (folder, ledger) in ledgers(&fake) {
                let id = ledger.claims.repository.id.expect("no ledger is without an id");
                for (day, numbers) in ledger.history().days {
                    if let Some(count) = numbers.views.and_then(|views| views.known_count()) {
                        assert_eq!(count, views[&id], "world {seed}: {day} in {folder}");
                    }
                }
            }
        }
    }
    println!("random worlds over HTTP: 60 worlds, {runs} runs, no repository mixed");
}
