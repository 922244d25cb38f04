//! Shards: jobs that share the repositories out. One after another they leave what one run would; at the same time they meet
//! on one branch, and both succeed.

use std::collections::BTreeMap;

use fake_github::{ACTIONS, GitHub, On, Token};

use crate::harness::{BRANCH, Ran, Run};
use crate::states::{add, index, organization, verified};

const STORE: &str = "octo/ledger";
const NAMES: [&str; 5] = ["acme/a", "acme/b", "acme/c", "acme/d", "acme/e"];

fn job(fake: &GitHub, shard: &str) -> Run {
    let run = Run::new(fake).store(STORE).repositories("acme/*").on_actions();
    run.input("shard", shard)
}

fn files(fake: &GitHub) -> BTreeMap<String, Vec<u8>> {
    fake.files(STORE, BRANCH)
}

/// The ledgers after some days, each with a run or with the runs of its shards.
fn after_days(shards: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let fake = organization(&NAMES);
    for day in 0..4 {
        match day {
            1 => drop(add(&fake, "acme/f")),
            2 => fake.rename("acme/b", "acme/new"),
            3 => fake.delete("acme/c"),
            _ => {}
        }
        for shard in shards {
            job(&fake, shard).run().success();
            verified(&fake);
        }
        fake.clock().advance_days(1);
    }
    files(&fake)
}

#[test]
fn shards_one_after_another_leave_what_one_run_does() {
    let one = after_days(&[""]);
    assert!(one.len() > 100 && one.contains_key("acme/new/history.json"));
    for shards in [&["1/2", "2/2"] as &[&str], &["3/3", "1/3", "2/3"]] {
        let shared = after_days(shards);
        let differing: Vec<&String> = one
            .keys()
            .chain(shared.keys())
            .filter(|path| one.get(*path) != shared.get(*path))
            .collect();
        assert!(differing.is_empty(), "{shards:?}: {differing:?}");
    }
}

#[test]
fn a_share_without_repositories_is_green() {
    let fake = organization(&["acme/a"]);
    let id = fake.repository("acme/a").id;
    let other = if id.is_multiple_of(2) { "2/2" } else { "1/2" };
    let ran: Ran = job(&fake, other).run().success();
    assert!(fake.head(STORE, BRANCH).is_none(), "{}", ran.printed());
}

/// The other shard runs whole between any two requests of the first one's save.
#[test]
fn a_shard_that_is_faster_loses_nothing_and_nothing_of_it_is_lost() {
    for (first, method) in [(true, "POST"), (true, "PATCH"), (false, "POST"), (false, "PATCH")] {
        for nth in 1..=4 {
            let fake = organization(&NAMES);
            if !first {
                job(&fake, "").run().success();
                fake.clock().advance_days(1);
            }
            fake.clear_log();
            // The first commit makes the branch with a POST.
            let on = On::nth(nth).method(method).path(&format!("/repos/{STORE}/git/"));
            fake.before(on, |fake| {
                fake.clear_faults();
                job(fake, "2/2").run().success();
            });
            let ran = job(&fake, "1/2").run().success();
            fake.clear_faults();
            job(&fake, "2/2").run().success();
            let what = format!("{first} {method} {nth}: {}", ran.printed());
            verified(&fake);
            assert_eq!(index(&fake).0.len(), NAMES.len(), "{what}");
            let snapshots = if first { 1 } else { 2 };
            for name in NAMES {
                let prefix = format!("{name}/snapshots/");
                let kept = files(&fake).keys().filter(|path| path.starts_with(&prefix)).count();
                assert_eq!(kept, snapshots, "{name}: {what}");
            }
        }
    }
}

/// Three processes, each with a share, for some days: real requests at the same time.
#[test]
fn processes_that_meet_all_succeed() {
    let fake = organization(&NAMES);
    // Three jobs with their own tokens; the store's is that of the repository and is shared.
    fake.add_token(Token::new(ACTIONS).without_traffic());
    let mut refused = 0;
    for day in 1..=6 {
        fake.clear_log();
        let running = ["1/3", "2/3", "3/3"].map(|shard| {
            let run = Run::new(&fake).store(STORE).repositories("acme/*");
            run.input("shard", shard).spawn()
        });
        for running in running {
            running.wait().success();
        }
        refused += fake.log().iter().filter(|line| line.status == Some(422)).count();
        verified(&fake);
        let index = index(&fake);
        assert_eq!(index.0.len(), NAMES.len());
        assert!(index.0.values().all(|entry| entry.state.is_live()), "{index:?}");
        let page = String::from_utf8(files(&fake)["README.md"].clone()).expect("UTF-8");
        for name in NAMES {
            assert!(
                page.contains(&format!("{name}/README.md")),
                "day {day}: {name} in {page}"
            );
            let prefix = format!("{name}/snapshots/");
            let kept = files(&fake).keys().filter(|path| path.starts_with(&prefix)).count();
            assert_eq!(kept, day, "{name}");
        }
        fake.clock().advance_days(1);
    }
    println!("three shards for 6 days: {refused} refused updates");
}
