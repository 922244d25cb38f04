//! What must hold after any run, whatever went wrong in it.

use std::collections::{BTreeMap, BTreeSet};

use fake_github::{ACTIONS, GitHub, Scope};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::plan::change_set::{Base, BlobId};
use traffic_ledger::report::LinkBase;
use traffic_ledger::verify::verify;

use super::scenario::Scenario;
use crate::harness::{BRANCH, Ran};

type Files = BTreeMap<String, Vec<u8>>;

/// The promises, and what was found sound already: the same states come again and again.
pub(super) struct Promises<'a> {
    scenario: &'a Scenario,
    site: LinkBase,
    sound: BTreeSet<State>,
    healed: BTreeSet<State>,
}

/// What the branch holds; a run goes by this, the clock and GitHub's answers alone.
type State = Vec<(String, BlobId)>;

/// The ledger before a run.
pub(super) struct Before {
    head: Option<String>,
    files: Files,
}

impl<'a> Promises<'a> {
    pub(super) fn new(scenario: &'a Scenario) -> Self {
        let site = scenario.job(&scenario.fake()).links();
        Self {
            scenario,
            site,
            sound: BTreeSet::new(),
            healed: BTreeSet::new(),
        }
    }

    pub(super) fn before(&self, fake: &GitHub) -> Before {
        Before {
            head: self.scenario.head(fake),
            files: fake.files(self.scenario.store(), BRANCH),
        }
    }

    /// Whether healing from this state of the branch has not been tried yet.
    pub(super) fn is_new(&mut self, fake: &GitHub) -> bool {
        self.healed.insert(state(&fake.files(self.scenario.store(), BRANCH)))
    }

    pub(super) fn hold_after_a_fault(&mut self, fake: &GitHub, before: &Before, ran: &Ran, what: &str) {
        self.hold(fake, before, what);
        let printed = ran.printed();
        let gave_up = ["could not load the ledger", "could not save the ledger"]
            .iter()
            .any(|error| printed.contains(error));
        if gave_up {
            assert!(
                !ran.workspace.is_empty() || !read_any(fake),
                "{what}: nothing was rescued: {}",
                ran.printed()
            );
        }
    }

    pub(super) fn hold_after_healing(&mut self, fake: &GitHub, before: &Before, ran: &Ran, what: &str) {
        assert!(
            ran.is_green(),
            "{what}: the second run does not heal: {}",
            ran.printed()
        );
        self.hold(fake, before, what);
        let files = fake.files(self.scenario.store(), BRANCH);
        assert!(!files.is_empty(), "{what}: nothing was recorded");
    }

    pub(super) fn hold_after_nothing_new(&mut self, fake: &GitHub, head: Option<String>, ran: &Ran, what: &str) {
        assert!(ran.is_green(), "{what}: {}", ran.printed());
        assert_eq!(self.scenario.head(fake), head, "{what}: the third run made a commit");
        assert!(
            fake.log().iter().all(|line| !line.is_write()),
            "{what}: the third run wrote"
        );
    }

    /// The branch is sound, no day is gone, nobody was asked before the time.
    fn hold(&mut self, fake: &GitHub, before: &Before, what: &str) {
        let log = fake.log();
        let token = |number: usize| log[number - 1].header("authorization");
        // Files and folders are read side by side, and what is under way when a limit is told cannot be called back; the rest of
        // what the committing token does goes one at a time.
        let commits = format!("Bearer {ACTIONS}");
        let single = |number: usize| {
            let line = &log[number - 1];
            let is_beside = |path: &str| {
                ["/contents/", "/git/trees/", "/git/blobs/"]
                    .iter()
                    .any(|part| path.contains(part))
            };
            line.header("authorization") == Some(&commits) && (line.is_write() || !is_beside(line.path()))
        };
        let same_request = fake.too_early(Scope::SameRequest).into_iter();
        let serial = fake
            .too_early(Scope::SameToken)
            .into_iter()
            .filter(|early| single(early.request));
        let early: Vec<_> = same_request
            .chain(serial)
            .filter(|early| token(early.request) == token(early.told_by))
            .collect();
        let lines = |early: &fake_github::TooEarly| {
            [early.told_by, early.request]
                .map(|number| format!("{} {}", log[number - 1].method, log[number - 1].target))
        };
        let lines: Vec<_> = early.iter().map(lines).collect();
        assert!(early.is_empty(), "{what}: {early:?} {lines:?}");
        assert!(log.iter().all(|line| line.json()["force"] != true), "{what}: forced");

        let head = self.scenario.head(fake);
        if head == before.head {
            return;
        }
        assert!(head.is_some(), "{what}: the branch is gone");
        let files = fake.files(self.scenario.store(), BRANCH);
        self.is_sound(&files, what);
        let after = histories(&files);
        for (id, old) in histories(&before.files) {
            let new = after
                .get(&id)
                .unwrap_or_else(|| panic!("{what}: the history of {id} is gone"));
            let mut merged = new.clone();
            merged.merge(old).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(merged, *new, "{what}: something recorded is gone");
        }
        let kept: BTreeSet<&Vec<u8>> = files.values().collect();
        for (path, content) in before.files.iter().filter(|(path, _)| path.contains("/snapshots/")) {
            assert!(kept.contains(content), "{what}: {path} is gone");
        }
        let others_snapshots = before_of_the_other(fake, self.scenario, what);
        assert!(others_snapshots, "{what}: the other writer's snapshot is gone");
    }

    fn is_sound(&mut self, files: &Files, what: &str) {
        let names = state(files);
        if self.sound.contains(&names) {
            return;
        }
        let base = Base {
            head: None,
            known: [].into(),
            links: [].into(),
            unread: [].into(),
            files: names.iter().cloned().collect(),
            contents: files.clone(),
        };
        let verdict = verify(&base, files, &self.site);
        assert!(verdict.findings.is_empty(), "{what}: {:#?}", verdict.findings);
        self.sound.insert(names);
    }
}

/// Whether the branch, once the other writer has committed to it, still holds what that one kept.
fn before_of_the_other(fake: &GitHub, scenario: &Scenario, what: &str) -> bool {
    let store = scenario.store();
    let others = scenario.others_snapshots();
    let theirs = |files: &Files| others.iter().filter(|path| files.contains_key(**path)).count();
    let now = theirs(&fake.files(store, BRANCH));
    let once = fake
        .commits(store, BRANCH)
        .iter()
        .map(|commit| theirs(&fake.files_at(store, commit)))
        .max();
    let once = once.unwrap_or_else(|| panic!("{what}: no commit"));
    now == once
}

/// The histories by the repository's id.
fn histories(files: &Files) -> BTreeMap<u64, Claims> {
    files
        .iter()
        .filter(|(path, _)| path.ends_with("/history.json"))
        .map(|(path, content)| {
            let ledger = Ledger::from_bytes(content).unwrap_or_else(|error| panic!("{path}: {error}"));
            (ledger.claims.repository.id.unwrap_or(0), ledger.claims)
        })
        .collect()
}

fn state(files: &Files) -> State {
    files
        .iter()
        .map(|(path, content)| (path.clone(), BlobId::of(content)))
        .collect()
}

/// Whether any traffic was answered at all.
fn read_any(fake: &GitHub) -> bool {
    fake.log()
        .iter()
        .any(|line| line.path().contains("/traffic/") && line.status == Some(200) && line.fault.is_none())
}
