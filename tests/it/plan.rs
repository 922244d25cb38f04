//! The plan as a pure function: rebuilding is folding, nothing depends on the order, ten years stay small.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::repository_state::RepositoryStatus;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::plan::change_set::{Base, BlobId, FileChange};
use traffic_ledger::plan::identity::Visited;
use traffic_ledger::plan::rebuild::rebuild;
use traffic_ledger::plan::{Incoming, Plan, Problem, ProblemKind, RepositoryOutcome, plan};
use traffic_ledger::report::LinkBase;
use traffic_ledger::verify::verify;

use crate::truth::{Capture, Truth};

pub(crate) const DAY: i64 = 86_400;

/// A store in memory: what is planned is there afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shelf(pub(crate) BTreeMap<String, Vec<u8>>);

impl Shelf {
    pub(crate) fn base(&self) -> Base {
        Base {
            head: None,
            known: [].into(),
            links: [].into(),
            unread: [].into(),
            files: self
                .0
                .iter()
                .map(|(path, content)| (path.clone(), BlobId::of(content)))
                .collect(),
            contents: self
                .0
                .iter()
                .filter(|(path, _)| path.ends_with("history.json"))
                .map(owned)
                .collect(),
        }
    }

    pub(crate) fn apply(&mut self, changes: &BTreeMap<String, FileChange>) {
        let before = self.0.clone();
        for (path, change) in changes {
            match change {
                FileChange::Write(content) => drop(self.0.insert(path.clone(), content.clone())),
                FileChange::Delete => drop(self.0.remove(path)),
                FileChange::Copy { from } => drop(self.0.insert(path.clone(), before[from].clone())),
            }
        }
    }

    /// Plans and applies one snapshot; whether anything changed.
    fn take(&mut self, snapshot: RawSnapshot) -> bool {
        let plan = plan(&self.base(), &[Incoming::from(snapshot)], &site());
        assert_eq!(plan.problems, []);
        self.apply(plan.changes.changes());
        !plan.changes.is_empty()
    }
}

fn owned((path, content): (&String, &Vec<u8>)) -> (String, Vec<u8>) {
    (path.clone(), content.clone())
}

fn site() -> LinkBase {
    LinkBase::local("https://github.com".to_owned())
}

pub(crate) fn look(at: i64) -> Capture {
    Capture {
        at,
        lag: 1,
        missing: 0,
        outage: false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_is_byte_for_byte_what_the_runs_made(
        seed in any::<u64>(),
        start in prop_oneof![Just(1_766_500_000_i64), Just(1_790_000_000)],
        mut days in prop::collection::btree_set(0..30_i64, 1..6),
        missing in any::<u8>(),
    ) {
        let truth = Truth { seed, quiet: 4 };
        let mut shelf = Shelf::default();
        let last = days.pop_last();
        for day in days {
            shelf.take(truth.snapshot(&look(start + day * DAY)));
        }
        if let Some(day) = last {
            shelf.take(truth.snapshot(&Capture { missing: missing & 0b1_1110, ..look(start + day * DAY) }));
        }
        let verdict = verify(&shelf.base(), &shelf.0, &site());
        prop_assert!(verdict.findings.is_empty(), "{:?}", verdict.findings);
        let again = rebuild(&shelf.base(), &shelf.0, &BTreeSet::new(), &site()).expect("sound sources");
        prop_assert!(again.changes.is_empty(), "{}", again.changes.listing());

        // From the sources alone, everything comes back with the same bytes.
        let mut sources = Shelf(shelf.0.iter().filter(|(path, _)| path.contains("/snapshots/")).map(owned).collect());
        let again = rebuild(&sources.base(), &sources.0, &BTreeSet::new(), &site()).expect("sound sources");
        sources.apply(again.changes.changes());
        prop_assert_eq!(sources, shelf);
    }
}

#[test]
fn the_same_answers_later_the_same_day_change_nothing() {
    let truth = Truth { seed: 1, quiet: 0 };
    let mut shelf = Shelf::default();
    let at = 1_790_000_000 / 604_800 * 604_800 + 50_400;
    assert!(shelf.take(truth.snapshot(&look(at))));
    assert!(!shelf.take(truth.snapshot(&look(at))), "the very same snapshot");
    let mut later = truth.snapshot(&look(at));
    later.captured = later
        .captured
        .saturating_add(jiff::SignedDuration::from_mins(90))
        .expect("a time");
    assert!(!shelf.take(later), "the same words at another time");
    assert!(shelf.take(truth.snapshot(&look(at + DAY))), "a new day");
}

#[test]
fn two_runs_of_one_second_that_were_told_different_things_are_both_kept() {
    let truth = Truth { seed: 4, quiet: 0 };
    let at = look(1_790_000_000);
    let partly = Capture {
        missing: 0b10,
        ..at.clone()
    };
    let otherwise = Capture {
        missing: 0b01,
        ..at.clone()
    };
    for order in [[&otherwise, &partly], [&partly, &otherwise]] {
        let mut shelf = Shelf::default();
        assert!(
            order
                .map(|look| shelf.take(truth.snapshot(look)))
                .iter()
                .all(|news| *news)
        );
        assert_eq!(shelf.0.keys().filter(|path| path.contains("/snapshots/")).count(), 2);
        let verdict = verify(&shelf.base(), &shelf.0, &site());
        assert!(verdict.findings.is_empty(), "{:?}", verdict.findings);
        let again = rebuild(&shelf.base(), &shelf.0, &BTreeSet::new(), &site()).expect("sound sources");
        assert!(again.changes.is_empty(), "{}", again.changes.listing());
    }
}

#[test]
fn a_day_seen_again_only_adds_its_snapshot_and_what_changed() {
    let truth = Truth { seed: 2, quiet: 0 };
    let mut shelf = Shelf::default();
    for day in 0..20 {
        shelf.take(truth.snapshot(&look(1_790_000_000 + day * DAY)));
    }
    let before = shelf.clone();
    shelf.take(truth.snapshot(&look(1_790_000_000 + 20 * DAY)));
    assert!(
        before.0.keys().all(|path| shelf.0.contains_key(path)),
        "no file goes away"
    );
    let kept = |path: &&String| path.contains("/snapshots/");
    assert!(
        before.0.keys().filter(kept).all(|path| before.0[path] == shelf.0[path]),
        "no snapshot is ever rewritten"
    );
}

/// The bound: ten years of daily runs, each with ten referrers and ten paths, below 1 MB.
#[test]
fn ten_years_of_history_stay_below_one_megabyte() {
    use traffic_ledger::domain::evidence::claims::Claims;
    use traffic_ledger::domain::interpret::interpret;
    use traffic_ledger::domain::ledger::Ledger;
    use traffic_ledger::domain::traffic::Uniques;

    let truth = Truth { seed: 9, quiet: 0 };
    let mut dice = crate::worlds::Dice::new(9);
    // What each of 60 names brings in 14 days; the ten largest are listed.
    let mut counts: Vec<u64> = (1..=60).map(|place| 9_000 / place).collect();
    let mut history: Option<Claims> = None;
    for day in 0..3_652 {
        let snapshot = truth.snapshot(&look(1_770_000_000 + day * DAY));
        let mut one = interpret(&snapshot).claims;
        for (lists, name) in [
            (&mut one.referrers, "some-site.example/"),
            (&mut one.paths, "/blob/main/docs/a-page-of-it.md#"),
        ] {
            for count in &mut counts {
                *count = (*count + dice.roll(*count / 8 + 2))
                    .saturating_sub(*count / 16)
                    .clamp(20, 9_000);
            }
            let list = Arc::make_mut(lists).values_mut().next().expect("a list");
            let row = list.rows[0].clone();
            list.rows = (0..)
                .zip(&counts)
                .map(|(index, count)| {
                    let mut row = row.clone();
                    row.name = traffic_ledger::domain::text::Untrusted::new(&format!("{name}{index}"));
                    (row.count, row.uniques) = (*count, Uniques::new(count / 2 + dice.roll(9)));
                    row
                })
                .collect();
            list.rows
                .sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
            list.rows.truncate(10);
        }
        history = Some(match history {
            None => one,
            Some(mut all) => {
                all.merge(one).expect("one repository");
                all
            }
        });
    }
    let history = history.expect("ten years");
    let mut ledger = Ledger::new(history);
    let (first, last) = ledger.history().span().expect("days");
    assert!(plus_days(first, 3_650) < last);
    for day in 0..3_652 {
        ledger
            .sources
            .add(truth.snapshot(&look(1_770_000_000 + day * DAY)).path(), &[7; 20]);
    }
    traffic_ledger::plan::expected::close_months(&mut ledger.sources, |_| None);
    let bytes = ledger.to_bytes();
    println!("ten years of daily lists: {} bytes", bytes.len());
    assert!(bytes.len() < 1_000_000, "{} bytes", bytes.len());
    assert_eq!(Ledger::from_bytes(&bytes), Ok(ledger));
}

/// Stars alone are news once a day. The overview must not show what no history holds.
#[test]
fn the_overview_shows_what_is_saved_and_nothing_else() {
    use serde_json::value::RawValue;
    use traffic_ledger::domain::snapshot::Endpoint;

    let truth = Truth { seed: 6, quiet: 0 };
    let of = |id: u64, stars: u64, at: i64| {
        let mut snapshot = truth.snapshot(&look(at));
        let name = format!("octo/r{id}");
        let about = serde_json::json!({"id": id, "full_name": name, "stargazers_count": stars, "forks_count": 9});
        let body = RawValue::from_string(about.to_string()).expect("JSON");
        snapshot.bodies.insert(Endpoint::Repository, body);
        (snapshot.id, snapshot.repository) = (Some(id), name.parse().expect("a name"));
        Incoming::from(snapshot)
    };
    let mut shelf = Shelf::default();
    let at = 1_790_000_000 / DAY * DAY + 50_400;
    for incoming in [vec![of(1, 5, at)], vec![of(1, 800, at + 60), of(2, 7, at + 60)]] {
        let plan = plan(&shelf.base(), &incoming, &site());
        shelf.apply(plan.changes.changes());
    }
    let verdict = verify(&shelf.base(), &shelf.0, &site());
    assert!(verdict.findings.is_empty(), "{:?}", verdict.findings);
    let overview = String::from_utf8_lossy(&shelf.0["README.md"]).into_owned();
    assert!(overview.contains("octo/r2") && !overview.contains("800"), "{overview}");
}

#[test]
fn a_commit_says_what_is_new() {
    let truth = Truth { seed: 1, quiet: 0 };
    let whole = plan(
        &Shelf::default().base(),
        &[truth.snapshot(&look(1_790_000_000)).into()],
        &site(),
    );
    let [one] = &whole.outcomes[..] else {
        panic!("one outcome: {:?}", whole.outcomes);
    };
    let outcome = |is_missing: bool, news: bool| {
        let mut outcome = one.clone();
        if is_missing {
            Arc::make_mut(&mut outcome.recent).status = Some(RepositoryStatus::NotFound);
        }
        outcome.news = news;
        outcome
    };
    let message = |outcomes: Vec<RepositoryOutcome>| {
        Plan {
            outcomes,
            ..Plan::default()
        }
        .message()
    };
    let newest = one.newest_day().expect("a day");
    let name = &one.name;
    for (outcomes, wanted) in [
        (vec![outcome(true, true)], format!("Mark {name} as not found")),
        (
            vec![outcome(true, true), outcome(true, true)],
            "Mark 2 repositories as not found".to_owned(),
        ),
        (
            vec![outcome(true, true), outcome(false, true)],
            format!("Record the traffic of {name} up to {newest}"),
        ),
        (
            vec![outcome(true, false), outcome(false, true)],
            format!("Record the traffic of {name} up to {newest}"),
        ),
        (
            vec![outcome(false, true); 2],
            format!("Record the traffic of 2 repositories up to {newest}"),
        ),
    ] {
        assert_eq!(message(outcomes), wanted);
    }
    let titled = Plan {
        title: Some("Import".to_owned()),
        ..whole
    };
    assert_eq!(titled.message(), "Import");
}

#[test]
fn a_snapshot_is_left_out_with_its_repository_by_id_or_by_name() {
    let truth = Truth { seed: 1, quiet: 0 };
    let snapshot = truth.snapshot(&look(1_790_000_000));
    let own = Incoming::from(snapshot.clone());
    assert_eq!(own.path(), snapshot.path());
    let leaves_out = |id: Option<u64>, name: &str| {
        let repository = Visited {
            id,
            name: name.parse().expect("a name"),
        };
        let problems = vec![Problem {
            repository,
            kind: ProblemKind::Ambiguous,
        }];
        Plan {
            problems,
            ..Plan::default()
        }
        .leaves_out(&snapshot)
    };
    let name = snapshot.repository.to_string();
    let id = snapshot.id.expect("an id");
    assert!(leaves_out(Some(id), "octo/renamed") && leaves_out(None, &name));
    assert!(!leaves_out(Some(id + 1), &name), "another one that has its name now");
    assert!(!leaves_out(None, "octo/other"));
}
