//! Two programs, as two processes, commit to one branch at the same time.

use fake_github::{Clock, FakeGitHub, Planted, Profile, Publishing, Repository};
use jiff::civil::date;

use crate::harness::{Run, Running};

const ROUNDS: usize = 20;

fn start(fake: &FakeGitHub, repository: &str) -> Running {
    Run::new(fake).repositories(repository).store("o/ledger").spawn()
}

#[test]
fn both_keep_everything_for_twenty_rounds() {
    let fake = FakeGitHub::start_at(&Clock::at("2026-02-02T14:17:00Z"));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add(Repository::new("o/ledger"));
    fake.commit("o/ledger", "main", &[("README.md", Planted::text("x"))], "begin");
    let names = ["o/one", "o/two"];
    for (name, seed) in names.iter().zip(1..) {
        let truth = Profile::busy(seed, date(2026, 1, 1), date(2026, 4, 30)).generate(name);
        fake.add(Repository::new(name).with_truth(truth));
    }
    let mut races = 0;
    for round in 1..=ROUNDS {
        fake.clear_log();
        let both = names.map(|name| start(&fake, name));
        for running in both {
            running.wait().success();
        }
        races += usize::from(fake.log().iter().any(|line| line.status == Some(422)));
        let files = fake.files("o/ledger", "traffic");
        for name in names {
            let snapshots = files
                .keys()
                .filter(|path| path.starts_with(&format!("{name}/snapshots/")))
                .count();
            assert_eq!(snapshots, round, "round {round}: the snapshots of {name}");
            let days = String::from_utf8_lossy(&files[&format!("{name}/daily.csv")])
                .lines()
                .count()
                - 1;
            assert_eq!(days, 13 + round, "round {round}: the days of {name}");
        }
        assert_eq!(
            fake.commits("o/ledger", "traffic").len(),
            2 * round,
            "each made one commit"
        );
        fake.clock().advance_days(1);
    }
    println!("{ROUNDS} rounds, {races} with a lost race");
}
