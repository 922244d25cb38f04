//! Every path on which a run, a rebuild or a look spends its time.

use std::fmt;
use std::hint::black_box;

use traffic_ledger::charts;
use traffic_ledger::domain::analysis::{Analysis, AnalyzedHistory};
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::page;
use traffic_ledger::plan::budget::{Candidate, share};
use traffic_ledger::plan::change_set::{Base, BlobId};
use traffic_ledger::plan::rebuild::fold;
use traffic_ledger::plan::render::Pages as _;
use traffic_ledger::plan::scope::groups;
use traffic_ledger::plan::{Incoming, questions, visit};

use crate::world::World;

/// One path: what it does in words, and a function that does it once.
pub(crate) struct HotPath {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&World),
}

impl fmt::Display for HotPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// A path and its name.
const fn path(name: &'static str, run: fn(&World)) -> HotPath {
    HotPath { name, run }
}

/// All of them, in the order of a run.
pub(crate) const ALL: &[HotPath] = &[
    path("plan the visits of 1,000 repositories", plan_visits),
    path("group 1,000 repositories", |world| {
        black_box(groups(&world.index.0, &world.visited));
    }),
    path("read a snapshot", |world| {
        let snapshot = RawSnapshot::from_bytes(&world.newest_file).expect("a snapshot");
        black_box(interpret(&snapshot));
    }),
    path("read ten years of history", |world| {
        black_box(Ledger::from_bytes(&world.history_file).expect("a history"));
    }),
    path("merge a run into ten years", |world| {
        let mut claims = world.ledger.claims.clone();
        claims.merge(interpret(&world.newest).claims).expect("one repository");
        black_box(claims);
    }),
    path("judge ten years", |world| {
        black_box(judge(&world.ledger.claims));
    }),
    path("analyze ten years", |world| {
        black_box(Analysis::new(&world.whole.history));
    }),
    path("write ten years of history", |world| {
        black_box(world.ledger.to_bytes());
    }),
    path("chart of views", |world| chart(world, "views")),
    path("chart of all time", |world| chart(world, "all-time")),
    path("chart of clones", |world| chart(world, "clones")),
    path("chart of the reach", |world| chart(world, "reach")),
    path("chart of the calendar", |world| chart(world, "calendar")),
    path("chart of the weekdays", |world| chart(world, "weekdays")),
    path("chart of the referrers", |world| chart(world, "referrers")),
    path("chart of the paths", |world| chart(world, "paths")),
    path("chart of the counters", |world| chart(world, "counters")),
    path("all charts of ten years", |world| {
        black_box(charts::figures(&world.whole.history, &world.whole.analysis));
    }),
    path("all files of ten years: charts, report, badges, tables", |world| {
        black_box(world.links.repository(&world.folder, &world.whole, None));
    }),
    path("a run on ten years: merge, judge, files, change set", a_run),
    path("name a blob of 1 MB", |world| {
        black_box(BlobId::of(
            &world.history_file[..world.history_file.len().min(1_000_000)],
        ));
    }),
    path("the page of ten years", |world| {
        black_box(page::render(std::slice::from_ref(&world.whole.history)));
    }),
    path("fold 3,649 snapshots", |world| {
        black_box(fold(&world.listed, &world.sources, &world.folder, &world.paths).expect("sound sources"));
    }),
];

/// Which repositories are asked what.
fn plan_visits(world: &World) {
    let candidates: Vec<Candidate> = world
        .index
        .0
        .values()
        .map(|entry| {
            let asked = questions::endpoints(Some(entry), world.now, None);
            Candidate::new(Some(entry), asked.len() as u64)
        })
        .collect();
    let today = traffic_ledger::domain::utc_day(world.now);
    black_box(share(&candidates, today, 4_000, usize::MAX));
}

/// One chart, in both shades.
fn chart(world: &World, id: &str) {
    let AnalyzedHistory { history, analysis } = &world.whole;
    black_box(charts::figure_of(id, history, analysis).expect("a chart of ten years"));
}

/// All that a run does between reading a history and sending the changes.
fn a_run(world: &World) {
    let mut base = Base {
        files: world.listed.files.clone(),
        ..Base::default()
    };
    let path = world.folder.history();
    base.files.insert(path.clone(), BlobId::of(&world.history_file));
    base.contents.insert(path, world.history_file.clone());
    let plan = visit(&base, &[Incoming::from(world.newest.clone())], &world.links);
    assert!(plan.problems.is_empty(), "a sound ledger");
    black_box(plan);
}
