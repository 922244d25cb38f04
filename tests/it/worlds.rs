//! Random worlds: repositories are renamed, swapped, transferred, deleted and created again under old names while runs read
//! them in any order, by old names, twice, with failing requests and beside another writer. After each run the ledger is
//! sound, nothing recorded is gone, and no number of one repository is in the ledger of another.
//!
//! `WORLDS=100000 cargo nextest run --release -E 'test(/^worlds/)'` tries more of them.

mod github;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{json, value::RawValue};
use traffic_ledger::domain::analysis::AnalyzedHistory;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::LedgerIndex;
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::repository::RepositoryName;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::{Date, Timestamp, days_between, plus_days, utc_day};
use traffic_ledger::plan::change_set::{Base, BlobId, FileChange};
use traffic_ledger::plan::layout::folder_of_history;
use traffic_ledger::plan::rebuild::rebuild;
use traffic_ledger::plan::render::Pages;
use traffic_ledger::plan::{Incoming, Plan, plan};
use traffic_ledger::report::Successor;
use traffic_ledger::verify::verify;

use github::GitHub;

/// Worlds that an ordinary test run tries.
const WORLDS: u64 = 3_000;
/// Names are few, so that they are used again.
const NAMES: [&str; 6] = ["o/a", "o/b", "o/c", "p/a", "o/A.b", "o/con"];
/// Counts begin with the id of their repository.
const TAG: u64 = 1_000_000;

/// Renders little more than the histories: pages change nothing about who owns a number, but they can name another
/// repository, the one that has the name of a replaced one now.
struct FewPages;

impl Pages for FewPages {
    fn repository(
        &self,
        folder: &Folder,
        _: &AnalyzedHistory,
        successor: Option<Successor<'_>>,
    ) -> BTreeMap<String, Vec<u8>> {
        let report = format!("{successor:?}\n").into_bytes();
        [(folder.report(), report)].into()
    }

    fn front(&self, _: &LedgerIndex, _: Option<&AnalyzedHistory>) -> BTreeMap<String, Vec<u8>> {
        BTreeMap::new()
    }
}

/// A small generator: the same seed gives the same world on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len() as u64) as usize]
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for index in (1..all.len()).rev() {
            all.swap(index, self.roll(index as u64 + 1) as usize);
        }
    }
}

/// The views of a repository on a day, which never change.
fn views(id: u64, day: Date) -> u64 {
    let number = days_between(Date::constant(2026, 1, 1), day).unsigned_abs();
    id * TAG + (number * 7 + id) % 90 + 10
}

fn snapshot(id: u64, name: &str, at: Timestamp, identified: bool) -> RawSnapshot {
    let newest = plus_days(utc_day(at), -1);
    let days: Vec<Date> = (0..14).rev().map(|back| plus_days(newest, -back)).collect();
    let row = |day: &Date| json!({"timestamp": format!("{day}T00:00:00Z"), "count": views(id, *day), "uniques": 5});
    let count: u64 = days.iter().map(|day| views(id, *day)).sum();
    let rows: Vec<_> = days.iter().map(row).collect();
    let body = json!({"count": count, "uniques": 9, "views": rows}).to_string();
    RawSnapshot {
        captured: at,
        answered: BTreeMap::new(),
        server: Server::default(),
        id: identified.then_some(id),
        repository: name.parse().expect("a name"),
        publish: Publish::All,
        ignored_referrers: [].into(),
        given: Default::default(),
        bodies: [(Endpoint::ViewsByDay, RawValue::from_string(body).expect("JSON"))].into(),
    }
}

/// The ledger's files.
#[derive(Clone, Default)]
struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    fn base(&self) -> Base {
        let files = self.0.iter().map(|(path, content)| (path.clone(), BlobId::of(content)));
        let histories = self.0.iter().filter(|(path, _)| path.ends_with("/history.json"));
        Base {
            head: None,
            known: [].into(),
            links: [].into(),
            unread: [].into(),
            files: files.collect(),
            contents: histories
                .map(|(path, content)| (path.clone(), content.clone()))
                .collect(),
        }
    }

    fn apply(&mut self, plan: &Plan) {
        let before = self.0.clone();
        for (path, change) in plan.changes.changes() {
            match change {
                FileChange::Write(content) => drop(self.0.insert(path.clone(), content.clone())),
                FileChange::Copy { from } => drop(self.0.insert(path.clone(), before[from].clone())),
                FileChange::Delete => drop(self.0.remove(path)),
            }
        }
    }

    fn ledgers(&self) -> BTreeMap<Folder, Ledger> {
        let histories = self
            .0
            .iter()
            .filter_map(|(path, bytes)| Some((folder_of_history(path)?, bytes)));
        histories
            .map(|(folder, bytes)| (folder, Ledger::from_bytes(bytes).expect("a sound history")))
            .collect()
    }
}

struct World {
    seed: u64,
    dice: Dice,
    github: GitHub,
    tree: Tree,
    now: Timestamp,
    /// The days of each repository that were saved.
    saved: BTreeMap<u64, BTreeSet<Date>>,
    runs: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut github = GitHub::default();
        for name in NAMES.iter().take(1 + dice.roll(4) as usize) {
            github.create(name);
        }
        Self {
            seed,
            dice,
            github,
            tree: Tree::default(),
            now: "2026-03-01T14:00:00Z".parse().expect("a time"),
            saved: BTreeMap::new(),
            runs: 0,
        }
    }

    fn play(&mut self) {
        for _ in 0..3 + self.dice.roll(6) {
            for _ in 0..self.dice.roll(3) {
                let (github, dice) = (&mut self.github, &mut self.dice);
                github.change(dice);
            }
            let days = 1 + self.dice.roll(3) as i64;
            self.now = Timestamp::from_second(self.now.as_second() + days * 86_400).expect("a time");
            self.run();
            if self.dice.one_in(3) {
                // Another writer reads a list of its own, a moment later, and meets what the first has committed.
                self.now = Timestamp::from_second(self.now.as_second() + 60).expect("a time");
                self.run();
            }
        }
    }

    /// One run: resolve, read, plan, commit.
    fn run(&mut self) {
        self.runs += 1;
        let mut incoming = self.read();
        if self.dice.one_in(8) {
            incoming.extend(self.import());
        }
        let base = self.tree.base();
        let plan = plan(&base, &incoming, &FewPages);
        let mut other = incoming.clone();
        self.dice.shuffle(&mut other);
        let again = traffic_ledger::plan::plan(&base, &other, &FewPages);
        assert_eq!(
            plan.changes, again.changes,
            "world {}: the order of the list matters",
            self.seed
        );
        let before = self.tree.clone();
        self.tree.apply(&plan);
        for item in &incoming {
            if let Incoming::Snapshot(snapshot) = item
                && let (Some(id), false) = (snapshot.id, plan.leaves_out(snapshot))
            {
                let newest = plus_days(utc_day(snapshot.captured), -1);
                let days = (0..14).map(|back| plus_days(newest, -back));
                self.saved.entry(id).or_default().extend(days);
            }
        }
        self.check(&before);
    }

    /// What GitHub answers to a list with duplicates, old names and other spellings.
    fn read(&mut self) -> Vec<Incoming> {
        let mut incoming = Vec::new();
        for _ in 0..1 + self.dice.roll(5) {
            let asked = *self.dice.pick(&NAMES);
            let asked = if self.dice.one_in(4) {
                asked.to_uppercase()
            } else {
                asked.to_owned()
            };
            let Some(id) = self.github.resolve(&asked) else {
                continue;
            };
            // Once in a while the repository itself cannot be read: nobody knows whose traffic it is.
            let identified = !self.dice.one_in(6);
            let name = if identified { &self.github.names[&id] } else { &asked };
            incoming.push(Incoming::from(snapshot(id, name, self.now, identified)));
        }
        incoming
    }

    /// An import goes by a name; what it brings belongs to whoever has the name or to nobody yet.
    fn import(&mut self) -> Option<Incoming> {
        let name: RepositoryName = self.dice.pick(&NAMES).parse().expect("a name");
        let csv = format!("date,clones\n2025-06-0{},5\n2025-06-30,5\n", 1 + self.dice.roll(9));
        let import = crate::import_files::csv(None, &csv, utc_day(self.now));
        Some(Incoming::Import(name, Box::new(import)))
    }

    fn check(&self, before: &Tree) {
        let seed = self.seed;
        let base = self.tree.base();
        let verdict = verify(&base, &self.tree.0, &FewPages);
        assert_eq!(verdict.findings, [], "world {seed}");
        let sources = |tree: &Tree| -> BTreeSet<Vec<u8>> {
            let all = tree
                .0
                .iter()
                .filter(|(path, _)| path.contains("/snapshots/") || path.contains("/imports/"));
            all.map(|(_, content)| content.clone()).collect()
        };
        assert!(
            sources(&self.tree).is_superset(&sources(before)),
            "world {seed}: a source is gone"
        );
        let mut known: BTreeMap<u64, BTreeSet<Date>> = BTreeMap::new();
        for (folder, ledger) in self.tree.ledgers() {
            let Some(id) = ledger.claims.repository.id else {
                continue;
            };
            let days = known.entry(id).or_default();
            for (day, numbers) in ledger.history().days {
                let Some(count) = numbers.views.and_then(|views| views.known_count()) else {
                    continue;
                };
                assert_eq!(count, views(id, day), "world {seed}: {day} of {folder} is not {id}'s");
                days.insert(day);
            }
        }
        for (id, days) in &self.saved {
            let lost: Vec<_> = days
                .difference(known.get(id).unwrap_or(&BTreeSet::new()))
                .copied()
                .collect();
            assert_eq!(lost, [], "world {seed}: days of {id} are lost");
        }
    }
}

#[test]
fn an_import_for_a_name_whose_ledger_moves_away_is_kept_under_the_name() {
    let mut world = World::new(1);
    world.github = GitHub::default();
    world.github.create("o/a");
    let name: RepositoryName = "o/a".parse().expect("a name");
    let import = crate::import_files::csv(None, "date,clones\n2025-06-01,5\n2025-06-30,5\n", utc_day(world.now));
    let import = Incoming::Import(name, Box::new(import));
    let at = world.now;
    let later = Timestamp::from_second(at.as_second() + 86_400).expect("a time");
    for incoming in [
        vec![Incoming::from(snapshot(1, "o/a", at, true)), import.clone()],
        // The repository has another name now, and the same data is imported for the old one.
        vec![Incoming::from(snapshot(1, "o/b", later, true)), import],
    ] {
        let before = world.tree.clone();
        let plan = plan(&before.base(), &incoming, &FewPages);
        world.tree.apply(&plan);
        world.check(&before);
    }
}

#[test]
fn a_snapshot_with_an_earlier_name_is_left_out_with_its_repository() {
    let at = |second| Timestamp::from_second(second).expect("in range");
    // Number 1 was o/a and is o/b now, where number 2 claims to be as well.
    let earlier = snapshot(1, "o/a", at(1_780_000_000), true);
    let later = snapshot(1, "o/b", at(1_780_086_400), true);
    let rival = snapshot(2, "o/b", at(1_780_086_400), true);
    let all = [earlier, later, rival];
    let incoming = all.clone().map(Incoming::from);
    let plan = plan(&Base::default(), &incoming, &FewPages);
    assert!(plan.changes.is_empty());
    assert!(all.iter().all(|snapshot| plan.leaves_out(snapshot)));
}

#[test]
fn nothing_is_lost_or_mixed_in_thousands_of_worlds() {
    let worlds = std::env::var("WORLDS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(WORLDS);
    let mut runs = 0;
    for seed in 1..=worlds {
        let mut world = World::new(seed);
        world.play();
        runs += world.runs;
        if seed.is_multiple_of(50) {
            let base = world.tree.base();
            let again = rebuild(&base, &world.tree.0, &BTreeSet::new(), &FewPages).expect("sound sources");
            assert!(again.changes.is_empty(), "world {seed}: {}", again.changes.listing());
        }
    }
    println!("random worlds: {worlds} worlds, {runs} runs, no day lost, no repository mixed");
}
