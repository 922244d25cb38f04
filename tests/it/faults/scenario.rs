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
    /// Of so many pairs of a request and a kind of fault one is tried, so that large situations do not take most of the time.
    pub(super) one_of: usize,
    /// The input `repositories`.
    repositories: &'static str,
    /// The input `shard`.
    shard: &'static str,
    /// A recursive tree of the store has at most so many entries.
    tree_listing_limit: Option<usize>,
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
            one_of: 1,
            repositories,
            shard: "",
            tree_listing_limit: None,
            truths: truths(names),
            ledger: None,
            empty: false,
            renamed: None,
            second_writer: None,
        }
    }

    pub(super) async fn first_run() -> Self {
        Self::new("first run", &[STORE], 23)
    }

    pub(super) async fn empty_repository() -> Self {
        Self {
            empty: true,
            ..Self::new("empty repository", &[STORE], 27)
        }
    }

    pub(super) async fn normal_day() -> Self {
        // One of them asks who can read the store.
        Self::new("normal day", &[STORE], 28).after_a_run(THE_DAY_BEFORE).await
    }

    pub(super) async fn unchanged() -> Self {
        // One of them asks who can read the store.
        Self::new("unchanged", &[STORE], 25).after_a_run(NOW).await
    }

    pub(super) async fn rename() -> Self {
        let scenario = Self::new("rename", &[STORE], 40).after_a_run(THE_DAY_BEFORE).await;
        Self {
            renamed: Some((STORE, "q/new")),
            ..scenario
        }
    }

    pub(super) async fn two_writers() -> Self {
        let scenario = Self::new("two writers", &[STORE], 44).after_a_run(THE_DAY_BEFORE).await;
        // The other one keeps another repository in the same branch.
        let mut other = Self::new("the other writer", &[STORE], 54);
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
        // The folder of each owner is listed, and each history is read by its path.
        Self::new("several repositories", &[STORE, "o/s", "p/t"], 54)
            .after_a_run(THE_DAY_BEFORE)
            .await
    }

    pub(super) async fn discovery() -> Self {
        let scenario = Self {
            repositories: "o/*\n!o/left-*",
            one_of: 3,
            ..Self::new("discovery", &[STORE, "o/left-out", "o/s", "o/t"], 67)
        };
        scenario.after_a_run(THE_DAY_BEFORE).await
    }

    pub(super) async fn rename_beside_others() -> Self {
        let scenario = Self::new("rename beside others", &[STORE, "o/s", "p/t"], 67);
        Self {
            renamed: Some(("o/s", "q/new")),
            one_of: 3,
            ..scenario.after_a_run(THE_DAY_BEFORE).await
        }
    }

    /// The other shard commits when the branch is about to move: its repositories, the index and the overview.
    pub(super) async fn two_shards() -> Self {
        let shard = |name, shard| Self {
            repositories: "o/*",
            shard,
            one_of: 3,
            ..Self::new(name, &[STORE, "o/s", "o/t", "o/u"], 90)
        };
        let mut ledger = shard("both", "").after_a_run(THE_DAY_BEFORE).await.ledger;
        let other = Self {
            ledger: ledger.clone(),
            ..shard("the other shard", "2/2")
        };
        let fake = other.fake();
        other.run(&fake).await.success();
        let mut files = fake.files(STORE, BRANCH);
        let before = ledger.get_or_insert_default();
        files.retain(|path, content| before.get(path) != Some(content));
        assert!(files.contains_key("index.json") && files.contains_key("README.md"));
        assert_eq!(files.keys().filter(|path| path.contains("/snapshots/")).count(), 2);
        Self {
            ledger,
            second_writer: Some(files),
            ..shard("two shards", "1/2")
        }
    }

    /// GitHub cuts every recursive list of the store.
    pub(super) async fn truncated_tree() -> Self {
        let scenario = Self::new("truncated tree", &[STORE], 44)
            .after_a_run(THE_DAY_BEFORE)
            .await;
        Self {
            tree_listing_limit: Some(3),
            ..scenario
        }
    }

    /// The snapshots that the other writer commits.
    pub(super) fn others_snapshots(&self) -> Vec<&String> {
        let files = self.second_writer.iter().flat_map(BTreeMap::keys);
        files.filter(|path| path.contains("/snapshots/")).collect()
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
        fake.edit(STORE, |store| store.tree_listing_limit = self.tree_listing_limit);
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
            .input("shard", self.shard)
            .input("max-age-days", "30")
            // The runner always sets it. Who the workflow's own repository is for, its artifacts are for, too.
            .variable("GITHUB_REPOSITORY", STORE)
            .on_actions()
    }

    /// Runs the program once.
    pub(super) async fn run(&self, fake: &GitHub) -> Ran {
        self.job(fake).in_process().await
    }

    /// The repository of the ledger, by its name now.
    pub(super) fn store(&self) -> &'static str {
        let renamed = self.renamed.filter(|(from, _)| *from == STORE);
        renamed.map_or(STORE, |(_, to)| to)
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
