//! The situations in which a run can find itself. Each gives a fresh GitHub as often as it is asked.

use std::collections::BTreeMap;

use fake_github::{Clock, FakeGitHub, GitHub, On, Planted, Profile, Publishing, Repository, Truth};
use jiff::civil::date;

use super::job::{Ended, Job};

/// The branch of the ledger.
pub(super) const BRANCH: &str = "traffic";
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
    /// The run.
    pub(super) job: Job,
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
        let repositories = if names.len() > 1 { "o/r,o/s,p/t" } else { "o/r" };
        Self {
            name,
            most_requests,
            job: Job {
                repositories,
                store: "o/r",
            },
            truths: truths(names),
            ledger: None,
            empty: false,
            renamed: None,
            second_writer: None,
        }
    }

    pub(super) async fn first_run() -> Self {
        Self::new("first run", &["o/r"], 20)
    }

    pub(super) async fn empty_repository() -> Self {
        Self {
            empty: true,
            ..Self::new("empty repository", &["o/r"], 24)
        }
    }

    pub(super) async fn normal_day() -> Self {
        Self::new("normal day", &["o/r"], 24).after_a_run(THE_DAY_BEFORE).await
    }

    pub(super) async fn unchanged() -> Self {
        Self::new("unchanged", &["o/r"], 20).after_a_run(NOW).await
    }

    pub(super) async fn rename() -> Self {
        let scenario = Self::new("rename", &["o/r"], 36).after_a_run(THE_DAY_BEFORE).await;
        Self {
            renamed: Some(("o/r", "q/new")),
            ..scenario
        }
    }

    pub(super) async fn two_writers() -> Self {
        let scenario = Self::new("two writers", &["o/r"], 40).after_a_run(THE_DAY_BEFORE).await;
        // The other one keeps another repository in the same branch.
        let mut other = Self::new("the other writer", &["o/r"], 50);
        other.truths = truths(&["o/r", "o/other"]);
        other.ledger.clone_from(&scenario.ledger);
        other.job.repositories = "o/other";
        let fake = other.fake();
        let ended = other.run(&fake).await;
        assert!(!ended.is_red(), "{ended:?}");
        let mut files = fake.files("o/r", BRANCH);
        files.retain(|path, content| scenario.ledger.as_ref().and_then(|ledger| ledger.get(path)) != Some(content));
        assert!(files.keys().any(|path| path.starts_with("o/other/snapshots/")));
        Self {
            second_writer: Some(files),
            ..scenario
        }
    }

    pub(super) async fn several_repositories() -> Self {
        Self::new("several repositories", &["o/r", "o/s", "p/t"], 44)
            .after_a_run(THE_DAY_BEFORE)
            .await
    }

    /// With the ledger that a run at `at` leaves behind.
    async fn after_a_run(mut self, at: &str) -> Self {
        let fake = self.fake();
        fake.clock().set(at);
        let ended = self.run(&fake).await;
        assert!(!ended.is_red(), "{}: {ended:?}", self.name);
        self.ledger = Some(fake.files("o/r", BRANCH));
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
            fake.commit("o/r", "main", &[("src/lib.rs", Planted::text("//! x\n"))], "begin");
        }
        if let Some(ledger) = &self.ledger {
            plant(&fake, "o/r", ledger);
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

    /// Runs the program once.
    pub(super) async fn run(&self, fake: &GitHub) -> Ended {
        self.job.run(fake).await
    }

    /// The repository of the ledger, by its name now.
    pub(super) fn store(&self) -> &'static str {
        self.renamed.map_or("o/r", |(_, to)| to)
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
