//! Every path on which a run, a rebuild or a look spends its time.

use std::fmt;
use std::hint::black_box;

use traffic_ledger::charts;
use traffic_ledger::domain::analysis::{Analysis, AnalyzedHistory};
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::domain::state::State;
use traffic_ledger::page;
use traffic_ledger::plan::budget::{Candidate, share};
use traffic_ledger::plan::change_set::{Base, BlobId, ChangeSet};
use traffic_ledger::plan::expected::{self, ExpectedFolder};
use traffic_ledger::plan::rebuild::fold;
use traffic_ledger::plan::render::Pages as _;
use traffic_ledger::plan::scope::groups;
use traffic_ledger::plan::{Incoming, questions, visit};
use traffic_ledger::report::{Page, Report};

use crate::world::World;

/// One path: what it does in words, and a function that does it once.
pub(crate) struct HotPath {
    pub(crate) name: String,
    pub(crate) run: Box<dyn Fn(&World) + Send + Sync>,
}

impl fmt::Display for HotPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.name)
    }
}

/// A path and its name.
fn path(name: impl Into<String>, run: impl Fn(&World) + Send + Sync + 'static) -> HotPath {
    HotPath {
        name: name.into(),
        run: Box::new(run),
    }
}

/// Every chart that a report can show.
pub(crate) const CHARTS: [&str; 12] = [
    "views",
    "all-time",
    "clones",
    "reach",
    "calendar",
    "weekdays",
    "referrers",
    "paths",
    "counters",
    "stars",
    "other-series",
    "downloads",
];

/// All of them, in the order of a run.
pub(crate) fn all() -> Vec<HotPath> {
    let mut all = vec![
        path("plan the visits of 1,000 repositories", plan_visits),
        path("group 1,000 repositories", |world| {
            black_box(groups(&world.index.0, &world.visited));
        }),
        path("read a snapshot", |world| {
            let snapshot = RawSnapshot::from_bytes(&world.newest_file).expect("a snapshot");
            black_box(interpret(&snapshot));
        }),
        path("read the history", |world| {
            black_box(Ledger::from_bytes(&world.history_file).expect("a history"));
        }),
        path("merge a run", |world| {
            let mut claims = world.ledger.claims.clone();
            claims.merge(interpret(&world.newest).claims).expect("one repository");
            black_box(claims);
        }),
        path("judge", |world| {
            black_box(judge(&world.ledger.claims));
        }),
        path("analyze", |world| {
            black_box(Analysis::new(&world.whole.history));
        }),
        path("write the history", |world| {
            black_box(world.ledger.to_bytes());
        }),
    ];
    for id in CHARTS {
        all.push(path(format!("chart {id}"), move |world| chart(&world.whole, id)));
        all.push(path(format!("chart {id}, 3 years"), move |world| {
            chart(&world.young, id)
        }));
    }
    all.extend([
        path("all charts", |world| all_charts(&world.whole)),
        path("all charts, 3 years", |world| all_charts(&world.young)),
        path("the report", |world| report(world, &world.whole)),
        path("the report, 3 years", |world| report(world, &world.young)),
        path("all files: charts, report, badges, tables", |world| {
            black_box(world.links.repository(&world.folder, &world.whole, None));
        }),
        path("the change set of all files", |world| {
            let mut changes = ChangeSet::default();
            for (path, content) in &world.files {
                changes.write(&world.before, path.clone(), content.clone());
            }
            black_box(changes);
        }),
        path("know the folder by its history", |world| {
            black_box(expected::folder(&world.folder, &world.history_file, &world.links).expect("a history"));
        }),
        path("a whole run", a_run),
        path("name a blob of 1 MB", |world| {
            black_box(BlobId::of(
                &world.history_file[..world.history_file.len().min(1_000_000)],
            ));
        }),
        path("the page", |world| {
            black_box(page::render(std::slice::from_ref(&world.whole.history)));
        }),
        path("fold all snapshots", |world| {
            black_box(fold(&world.listed, &world.sources, &world.folder, &world.paths).expect("sound sources"));
        }),
    ]);
    all
}

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
fn chart(AnalyzedHistory { history, analysis }: &AnalyzedHistory, id: &str) {
    black_box(charts::figure_of(id, history, analysis).expect("something to show"));
}

/// All of them, in both shades.
fn all_charts(AnalyzedHistory { history, analysis }: &AnalyzedHistory) {
    black_box(charts::figures(history, analysis));
}

/// The report alone, with what it says of its charts.
fn report(world: &World, AnalyzedHistory { history, analysis }: &AnalyzedHistory) {
    let figures = charts::captions(history, analysis);
    let report = Report {
        folder: &world.folder,
        history,
        analysis,
        state: &State::new(history, analysis),
        figures: &figures,
        successor: None,
        links: &world.links,
        page: Page::Repository,
    };
    black_box(report.render());
}

/// All that a run does between reading a history and sending the changes: what is in the folder, merge, judge, all files, and the
/// change set.
fn a_run(world: &World) {
    let ExpectedFolder { tree, known } =
        expected::folder(&world.folder, &world.history_file, &world.links).expect("a history");
    let base = Base {
        contents: [(world.folder.history(), world.history_file.clone())].into(),
        known: [(world.folder.clone(), known)].into(),
        ..Base::listed(&tree, world.folder.as_str())
    };
    let plan = visit(&base, &[Incoming::from(world.newest.clone())], &world.links);
    assert!(plan.problems.is_empty(), "a sound ledger");
    black_box(plan);
}
