//! The situations in which a run can find itself. Each gives a fresh GitHub as often as it is asked.

use std::collections::BTreeMap;

use fake_github::{Clock, FakeGitHub, GitHub, On, Planted, Profile, Publishing, Repository, Truth};
use jiff::civil::date;

use crate::harness::{BRANCH, Ran, Run};

/// The repository of the ledger, by its first name.
const STORE: &str = "o/r";
/// When the runs of the loop happen, and the ones that made the ledger before.
const NOW: &str = "2026-03-03T14:17:00Z";
const THE_DAY_BEFORE: &str = "2026-03-02T14:17:00Z";

type Files = BTreeMap<String, Vec<u8>>;

/// A situation.
pub(super) struct Scenario {
    /// Its name.
    pub(super) name: &'static str,
    /// The most requests that a run in it makes, whatever single fault it meets.
    pub(super) most_requests: usize,
    /// The input `repositories`.
    repositories: &'static str,
    truths: Vec<(&'static str, Truth)>,
    /// What the branch holds before, and nothing at all when the store has no commit.
    ledger: Option<Files>,
    empty: bool,
    /// From, to.
    renamed: Option<(&'static str, &'static str)>,
    /// What another writer commits when the branch is about to move.
    second_writer: Option<Files>,
}

fn truths(names: &[&'static str]) -> Vec<(&'static str, Truth)> {
    let profile = |seed| Profile::busy(seed, date(2026, 1, 1), date(2026, 4, 30));
    names
        .iter()
        .zip(1..)
        .map(|(name, seed)| (*name, profile(seed).generate(name)))
        .collect()
}

impl Scenario {
    fn new(name: &'static str, names: &[&'static str], most_requests: usize) -> Self {
        let repositories = if names.len() > 1 { "o/r,o/s,p/t" } else { STORE };
        Self {
            name,
            most_requests,
            repositories,
            truths: truths(names),
            ledger: None,
            empty: false,
            renamed: None,
            second_writer: None,
        }
    }

    pub(super) async fn first_run() -> Self {
        Self::new("first run", &[STORE], 20)
    }

    pub(super) async fn empty_repository() -> Self {
        Self {
            empty: true,
            ..Self::new("empty repository", &[STORE], 24)
        }
    }

    pub(super) async fn normal_day() -> Self {
        Self::new("normal day", &[STORE], 24).after_a_run(THE_DAY_BEFORE).await
    }

    pub(super) async fn unchanged() -> Self {
        Self::new("unchanged", &[STORE], 20).after_a_run(NOW).await
    }

    pub(super) async fn rename() -> Self {
        let scenario = Self::new("rename", &[STORE], 36).after_a_run(THE_DAY_BEFORE).await;
        Self {
            renamed: Some((STORE, "q/new")),
            ..scenario
        }
    }

    pub(super) async fn two_writers() -> Self {
        let scenario = Self::new("two writers", &[STORE], 40).after_a_run(THE_DAY_BEFORE).await;
        // The other one keeps another repository in the same branch.
        let mut other = Self::new("the other writer", &[STORE], 50);
        other.truths = truths(&[STORE, "o/other"]);
        other.ledger.clone_from(&scenario.ledger);
        other.repositories = "o/other";
        let fake = other.fake();
        other.run(&fake).await.success();
        let mut files = fake.files(STORE, BRANCH);
        files.retain(|path, content| scenario.ledger.as_ref().and_then(|ledger| ledger.get(path)) != Some(content));
        assert!(files.keys().any(|path| path.starts_with("o/other/snapshots/")));
        Self {
            second_writer: Some(files),
            ..scenario
        }
    }

    pub(super) async fn several_repositories() -> Self {
        Self::new("several repositories", &[STORE, "o/s", "p/t"], 44)
            .after_a_run(THE_DAY_BEFORE)
            .await
    }

    /// With the ledger that a run at `at` leaves behind.
    async fn after_a_run(mut self, at: &str) -> Self {
        let fake = self.fake();
        fake.clock().set(at);
        self.run(&fake).await.success();
        self.ledger = Some(fake.files(STORE, BRANCH));
        self
    }

    /// A fresh GitHub in this situation.
    pub(super) fn fake(&self) -> FakeGitHub {
        let fake = FakeGitHub::start_at(&Clock::at(NOW));
        fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
        for (name, truth) in &self.truths {
            fake.add(Repository::new(name).with_truth(truth.clone()));
        }
        if !self.empty {
            fake.commit(STORE, "main", &[("src/lib.rs", Planted::text("//! x\n"))], "begin");
        }
        if let Some(ledger) = &self.ledger {
            plant(&fake, STORE, ledger);
        }
        if let Some((from, to)) = self.renamed {
            fake.rename(from, to);
        }
        if let Some(files) = self.second_writer.clone() {
            let store = self.store();
            fake.before(On::nth(1).method("PATCH"), move |fake| plant(fake, store, &files));
        }
        fake
    }

    /// The program, ready to run. Its pages do not depend on the port of the fake.
    pub(super) fn job(&self, fake: &GitHub) -> Run {
        Run::new(fake)
            .repositories(self.repositories)
            .store(STORE)
            .input("max-age-days", "30")
            .on_actions()
    }

    /// Runs the program once.
    pub(super) async fn run(&self, fake: &GitHub) -> Ran {
        self.job(fake).in_process().await
    }

    /// The repository of the ledger, by its name now.
    pub(super) fn store(&self) -> &'static str {
        self.renamed.map_or(STORE, |(_, to)| to)
    }

    /// Where the branch points to.
    pub(super) fn head(&self, fake: &GitHub) -> Option<String> {
        fake.head(self.store(), BRANCH)
    }
}

fn plant(fake: &GitHub, store: &str, files: &Files) {
    let things: Vec<(&str, Planted)> = files
        .iter()
        .map(|(path, content)| (path.as_str(), Planted::File(content.clone())))
        .collect();
    fake.commit(store, BRANCH, &things, "kept before");
}
