//! What the hot paths work on: ten years of daily runs for one busy repository, and an index of a thousand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use fake_github::{Clock, Metric, Profile, Publishing, Spike, Subject, TrafficSettings, Truth, Window};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};
use serde_json::{json, value::RawValue};
use traffic_ledger::domain::analysis::AnalyzedHistory;
use traffic_ledger::domain::given::Given;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::{IndexEntry, LedgerIndex};
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::plan::change_set::{Base, BlobId};
use traffic_ledger::plan::identity::Visited;
use traffic_ledger::plan::rebuild::fold;
use traffic_ledger::plan::render::Pages as _;
use traffic_ledger::report::LinkBase;

const ID: u64 = 7;
const NAME: &str = "octo/spike";
/// The day of the last run.
const LAST: Date = date(2026, 11, 23);
/// Daily runs, some ten years of them.
const RUNS: i32 = 3_650;
/// Runs of three years.
const YOUNG: usize = 1_095;
/// Repositories of the index.
const REPOSITORIES: u64 = 1_000;

/// Everything that the paths need, made once.
pub(crate) struct World {
    pub(crate) folder: Folder,
    /// The answers of the last run.
    pub(crate) newest: RawSnapshot,
    /// The file of it.
    pub(crate) newest_file: Vec<u8>,
    /// The ledger of all runs but the last.
    pub(crate) ledger: Ledger,
    /// Its file.
    pub(crate) history_file: Vec<u8>,
    /// What that file means.
    pub(crate) whole: AnalyzedHistory,
    /// What the runs of the last three years alone mean.
    pub(crate) young: AnalyzedHistory,
    /// The files that follow from `whole`, but for its history, as a store lists them.
    pub(crate) before: Base,
    /// The same after the last run, by their paths in the ledger.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The snapshots of these runs by their paths in the ledger.
    pub(crate) sources: BTreeMap<String, Vec<u8>>,
    /// The same as a store lists them.
    pub(crate) listed: Base,
    /// The paths of the snapshots below the folder.
    pub(crate) paths: BTreeSet<String>,
    /// A thousand repositories, and who of them is visited: all.
    pub(crate) index: LedgerIndex,
    pub(crate) visited: BTreeSet<Visited>,
    pub(crate) links: LinkBase,
    pub(crate) now: jiff::Timestamp,
}

impl World {
    /// The one of this process.
    pub(crate) fn shared() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(Self::new)
    }

    fn new() -> Self {
        let truth = truth();
        let mut runs: Vec<RawSnapshot> = (0..RUNS).rev().map(|back| snapshot(&truth, back)).collect();
        let newest = runs.pop().expect("the last run");
        let folder = Folder::of(&newest.repository);
        let paths: BTreeSet<String> = runs.iter().map(RawSnapshot::path).collect();
        let files = runs.iter().map(|run| (folder.join(&run.path()), run.to_bytes()));
        let sources: BTreeMap<String, Vec<u8>> = files.collect();
        let blobs = sources.iter().map(|(path, file)| (path.clone(), BlobId::of(file)));
        let listed = Base {
            files: blobs.collect(),
            ..Base::default()
        };
        let folded = |paths: &BTreeSet<String>| fold(&listed, &sources, &folder, paths).expect("sound sources").0;
        let ledger = folded(&paths);
        let whole = ledger.analyzed();
        let young = folded(&paths.iter().rev().take(YOUNG).cloned().collect()).analyzed();
        let links = LinkBase::local("https://github.com".to_owned());
        let rendered = |whole: &AnalyzedHistory| links.repository(&folder, whole, None);
        let mut later = ledger.clone();
        let news = interpret(&newest).claims;
        later.claims.merge(news).expect("one repository");
        let before = rendered(&whole).into_iter();
        let before = Base {
            files: before.map(|(path, file)| (path, BlobId::of(&file))).collect(),
            ..Base::default()
        };
        let entry = IndexEntry::new(&ledger.claims, &whole);
        let several = (0..REPOSITORIES).map(|number| {
            let mut entry = entry.clone();
            let repository = &mut Arc::make_mut(&mut entry.recent).repository;
            repository.id = Some(ID + number);
            repository.name = format!("octo/repository-{number:04}").parse().expect("a name");
            (Folder::of(&repository.name), entry)
        });
        let index = LedgerIndex::new(several);
        let visited = index.0.values().map(|entry| Visited {
            id: entry.recent.repository.id,
            name: entry.recent.repository.name.clone(),
        });
        Self {
            visited: visited.collect(),
            newest_file: newest.to_bytes(),
            history_file: ledger.to_bytes(),
            now: newest.captured,
            files: rendered(&later.analyzed()),
            before,
            links,
            folder,
            newest,
            ledger,
            whole,
            young,
            sources,
            listed,
            paths,
            index,
        }
    }
}

/// A busy repository with a day of fame each year.
fn truth() -> Truth {
    let first = LAST.saturating_sub((i64::from(RUNS) + 30).days());
    let years = 2017..=2026;
    let fame = years.map(|year| Spike::new(date(year, 3, 14), 4_000, "news.ycombinator.com", ""));
    Profile {
        spikes: fame.collect(),
        ..Profile::busy(5, first, LAST)
    }
    .generate(NAME)
}

/// Days between two releases.
const QUARTER: u64 = 91;

/// The stars of the weeks up to a Sunday, of at most thirty weeks since the first of so many days: two on each day.
fn stars(sunday: Date, days: u64) -> serde_json::Value {
    let weeks = (0..(days / 7 + 1).min(30)).map(|back| {
        let begin = sunday.saturating_sub(i64::try_from(back * 7).expect("a few weeks").days());
        let seconds = begin
            .to_zoned(jiff::tz::TimeZone::UTC)
            .expect("a day")
            .timestamp()
            .as_second();
        let given = if back == 0 { [1, 0, 0, 0, 0, 0, 0] } else { [2; 7] };
        json!({"week": seconds, "total": given.iter().sum::<u64>(), "days": given})
    });
    weeks.collect()
}

/// What a run so many days before the last one is answered.
fn snapshot(truth: &Truth, back: i32) -> RawSnapshot {
    let day = LAST.saturating_sub(i64::from(back).days());
    let clock = Clock::at(&format!("{day}T14:37:00Z"));
    let settings = TrafficSettings {
        publishing: Publishing::Lag(1),
        ..TrafficSettings::default()
    };
    let subject = Subject {
        id: ID,
        is_private: false,
        no_data_yet: false,
    };
    let window = Window::new(truth, subject, &clock, &settings);
    let body = |text: String| RawValue::from_string(text).expect("JSON");
    let days = u64::from((RUNS - back).unsigned_abs());
    let about = json!({"id": ID, "full_name": NAME, "created_at": "2015-02-11T09:30:00Z",
        "stargazers_count": days * 2, "forks_count": days / 9});
    let mut bodies = BTreeMap::from([
        (Endpoint::Repository, body(about.to_string())),
        (Endpoint::ViewsByDay, body(window.series(Metric::Views, false))),
        (Endpoint::ClonesByDay, body(window.series(Metric::Clones, false))),
        (Endpoint::Referrers, body(window.popular_referrers())),
        (Endpoint::Paths, body(window.popular_paths())),
    ]);
    // As a run asks for them: when a week is over.
    if day.weekday() == Weekday::Tuesday {
        bodies.insert(Endpoint::ViewsByWeek, body(window.series(Metric::Views, true)));
        bodies.insert(Endpoint::ClonesByWeek, body(window.series(Metric::Clones, true)));
    }
    let releases: Vec<_> = (0..=days / QUARTER)
        .rev()
        .take(30)
        .map(|number| {
            let published = day.saturating_sub(i64::try_from(days - number * QUARTER).expect("a few years").days());
            json!({"tag_name": format!("v{number}"), "published_at": format!("{published}T09:00:00Z"), "prerelease": false,
                "assets": [{"id": number, "name": "archive.tar.gz", "download_count": (days - number * QUARTER) * 9}]})
        })
        .collect();
    bodies.insert(Endpoint::Releases, body(json!(releases).to_string()));
    if day.weekday() == Weekday::Sunday {
        bodies.insert(Endpoint::Stars, body(stars(day, days).to_string()));
    }
    RawSnapshot {
        captured: clock.rfc3339().parse().expect("a time"),
        answered: BTreeMap::new(),
        server: Server::default(),
        id: Some(ID),
        repository: NAME.parse().expect("a name"),
        publish: Publish::All,
        ignored_referrers: [].into(),
        given: Box::new(Given {
            events: None,
            series: [("downloads-elsewhere".parse().expect("a name"), [(day, days * 7)].into())].into(),
        }),
        bodies,
    }
}
