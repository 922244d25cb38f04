//! The ledgers that are measured: one repository's three years as the program would have recorded them day by day, and any
//! number of others that differ from it in their names and ids.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use fake_github::{
    ACTIONS, Count, FakeGitHub, Planted, Profile, Publishing, Release, Repository, TRAFFIC, Token, Truth,
};
use jiff::ToSpan as _;
use jiff::civil::Date;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::cli::{Flags, RunInputs};
use traffic_ledger::clock::Clock;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::{Ledger, hex};
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::{IndexEntry, LedgerIndex};
use traffic_ledger::domain::repository::RepositoryName;
use traffic_ledger::domain::sources::ObjectId;
use traffic_ledger::git::BlobId;
use traffic_ledger::git::tree::Tree;
use traffic_ledger::github::ci_clones::CiQuestions;
use traffic_ledger::github::identify::identify;
use traffic_ledger::github::traffic::{Subject, fetch};
use traffic_ledger::github::{Client, Limits};
use traffic_ledger::plan::layout::{ATTRIBUTES, ATTRIBUTES_FILE};
use traffic_ledger::plan::questions;
use traffic_ledger::plan::render::Pages as _;
use traffic_ledger::report::LinkBase;
use traffic_ledger::run;

use super::{LAST_RUN, day_before_last, progress};

/// Who has all of the repositories.
pub(super) const OWNER: &str = "scale";
/// The repository that keeps the ledger.
pub(super) const STORE: &str = "store/ledger";
pub(super) const BRANCH: &str = "traffic";

/// The name of a repository: all have the same length, so that one can be made from another.
pub(super) fn name(number: usize) -> String {
    format!("{OWNER}/repository-{number:05}")
}

fn id(number: usize) -> u64 {
    734_500_000 + number as u64
}

/// The inputs of a run, as the runner hands them on.
pub(super) fn variables(fake: &FakeGitHub, repositories: &str) -> BTreeMap<&'static str, OsString> {
    BTreeMap::from([
        ("INPUT_API-URL", fake.api_url().into()),
        ("INPUT_BRANCH", BRANCH.into()),
        ("INPUT_REPOSITORIES", repositories.into()),
        ("INPUT_STORE", STORE.into()),
        ("INPUT_TOKEN", ACTIONS.into()),
        ("INPUT_TRAFFIC-TOKEN", TRAFFIC.into()),
        ("SOURCE_DATE_EPOCH", fake.clock().seconds().to_string().into()),
    ])
}

fn inputs(fake: &FakeGitHub) -> anyhow::Result<RunInputs> {
    let variables = variables(fake, &name(0)).into_iter();
    let environment = Environment::new(variables.map(|(name, value)| (OsString::from(name), value)));
    RunInputs::read(&Flags::default(), &environment).map_err(|error| anyhow!("{error:?}"))
}

/// The repository of which a run of one is measured: one with release files.
pub(super) const ONE: usize = 2;

/// Whether a repository has release files, whose downloads are read every day: every fourth one.
fn has_files(number: usize) -> bool {
    number % 4 == 2
}

/// What the repositories are made from: one with release files and one without.
pub(super) struct Templates([Template; 2]);

impl Templates {
    /// Records both, as [`Template::record`] does.
    pub(super) fn record(runs: i64, last: Date) -> anyhow::Result<Self> {
        let record = |has_files| Template::record(runs, last, has_files);
        Ok(Self([record(false)?, record(true)?]))
    }

    fn of(&self, number: usize) -> &Template {
        &self.0[usize::from(has_files(number))]
    }

    /// A GitHub with the ledger of one repository, with all of its files.
    pub(super) fn whole(&self) -> anyhow::Result<FakeGitHub> {
        self.of(ONE).whole()
    }
}

/// The repository with the number 0, with everything that was recorded of it.
struct Template {
    truth: Truth,
    /// Its history, without what it was made from.
    history: String,
    /// The snapshots by their paths in its folder.
    snapshots: BTreeMap<String, String>,
    links: LinkBase,
}

impl Template {
    /// Asks a GitHub once for each day what a run of that day would have asked.
    fn record(runs: i64, last: Date, has_files: bool) -> anyhow::Result<Self> {
        let fake = FakeGitHub::start();
        fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
        let first = last.saturating_sub((runs + 30).days());
        let profile = Profile::busy(5, first, last.saturating_add(30.days()));
        let truth = profile.generate(&name(0));
        fake.add(repository(0, has_files).with_truth(truth.clone()));
        let inputs = inputs(&fake)?;
        let connection = &inputs.common.connection;
        let limits = Limits::with_max_wait(connection.max_wait);
        let clock = Clock::Virtual(fake.clock().counter());
        let token = inputs.traffic_token.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let _entered = runtime.enter();
        let asked: RepositoryName = name(0).parse()?;
        let mut ledger: Option<Ledger> = None;
        let mut snapshots = BTreeMap::new();
        fake.without_limits();
        for day in (0..runs).rev() {
            fake.clock().set(&format!("{}T14:37:00Z", day_before_last(day)));
            let now = clock.now();
            // A client has the time of one run.
            let client = Client::new(
                &connection.api_url,
                &connection.proxies,
                token.clone(),
                clock.clone(),
                limits,
            )?;
            let snapshot = runtime.block_on(async {
                let identity = identify(&client, &asked).await?;
                let entry = ledger.as_ref();
                let entry = entry.map(|ledger| IndexEntry::new(&ledger.claims, &ledger.analyzed()));
                let endpoints = questions::endpoints(entry.as_ref(), now, identity.pushed_at);
                let subject = Subject::Identified(Box::new(identity));
                let server = &connection.server_url;
                let privacy = inputs.publishing.privacy;
                fetch(
                    &client,
                    subject,
                    &endpoints,
                    CiQuestions::default(),
                    server,
                    now,
                    privacy,
                )
                .await
            });
            let snapshot = snapshot.map_err(|error| anyhow!("{error:?}"))?.snapshot;
            let claims = interpret(&snapshot).claims;
            let ledger = ledger.get_or_insert_with(|| Ledger::new(Claims::new(claims.repository.clone())));
            ledger.claims.merge(claims)?;
            snapshots.insert(snapshot.path(), String::from_utf8(snapshot.to_bytes())?);
            fake.clear_log();
            progress("recorded days", snapshots.len(), runs as usize);
        }
        let ledger = ledger.context("at least one day")?;
        Ok(Self {
            truth,
            history: String::from_utf8(ledger.to_bytes())?,
            snapshots,
            links: run::site(&inputs.common),
        })
    }

    /// The same text about another repository.
    fn about(&self, text: &str, number: usize) -> String {
        let own = text.replace(&name(0), &name(number));
        own.replace(&id(0).to_string(), &id(number).to_string())
    }

    /// The ledger of a repository.
    fn ledger(&self, number: usize) -> anyhow::Result<Ledger> {
        let history = self.about(&self.history, number);
        let sealed = history.rfind("\"seal\": ").context("a history has a seal")?;
        let mut file = history.as_bytes()[..sealed].to_vec();
        let seal = hex(&<sha2::Sha256 as sha2::Digest>::digest(&file));
        file.extend(format!("\"seal\": \"{seal}\"\n}}\n").into_bytes());
        let mut ledger = Ledger::from_bytes(&file)?;
        for (path, snapshot) in &self.snapshots {
            let blob = BlobId::of(self.about(snapshot, number).as_bytes());
            ledger.sources.add(path.clone(), blob.as_bytes());
        }
        ledger.sources.close(|_| None, folder_id);
        Ok(ledger)
    }

    /// The files of a repository's folder, by their paths in the ledger, but for the snapshots.
    fn pages(&self, number: usize, ledger: &Ledger) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let folder = Folder::of(&name(number).parse()?);
        let whole = ledger.analyzed();
        let mut files = self.links.repository(&folder, &whole, None);
        files.insert(folder.history(), ledger.to_bytes());
        Ok(files)
    }

    fn whole(&self) -> anyhow::Result<FakeGitHub> {
        let ledger = self.ledger(ONE)?;
        let own = Folder::of(&name(ONE).parse()?);
        let mut files = self.pages(ONE, &ledger)?;
        let whole = ledger.analyzed();
        let entry = IndexEntry::new(&ledger.claims, &whole);
        let index = LedgerIndex([(own.clone(), entry)].into());
        eprintln!(
            "  a ledger of {} snapshots: history {} bytes, other files {} bytes, index {} bytes",
            self.snapshots.len(),
            ledger.to_bytes().len(),
            files.values().map(Vec::len).sum::<usize>() - ledger.to_bytes().len(),
            index.to_bytes(&self.links.server).len(),
        );
        files.extend(self.links.front(&index, Some(&whole)));
        files.insert(ATTRIBUTES_FILE.to_owned(), ATTRIBUTES.as_bytes().to_vec());
        for (path, snapshot) in &self.snapshots {
            files.insert(own.join(path), self.about(snapshot, ONE).into_bytes());
        }
        if let Some(folder) = std::env::var_os("SCALE_LEDGER") {
            for (path, content) in &files {
                let path = Path::new(&folder).join(path);
                std::fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
                std::fs::write(path, content)?;
            }
        }
        let fake = FakeGitHub::start();
        fake.without_limits();
        fake.add(Repository::new(STORE));
        fake.commit(STORE, "main", &[("README.md", Planted::text("# Ledger\n"))], "Begin");
        let files: Vec<(&str, Planted)> = files
            .iter()
            .map(|(path, content)| (path.as_str(), Planted::File(content.clone())))
            .collect();
        fake.commit(STORE, BRANCH, &files, "Record");
        Ok(fake)
    }
}

/// Git's name of a folder with these files.
fn folder_id(files: &[(&str, ObjectId)]) -> ObjectId {
    let mut tree = Tree::default();
    for (name, id) in files {
        let put = tree.put(name, BlobId::from_bytes(*id));
        put.expect("the names of snapshots differ");
    }
    *tree.id().as_bytes()
}

/// A repository with some stars and a release.
fn repository(number: usize, has_files: bool) -> Repository {
    let mut repository = Repository::new(&name(number));
    repository.id = id(number);
    repository.created_at = "2022-02-11T09:30:00Z".to_owned();
    let release = Release::new("v1.0.0", "2024-03-05T10:00:00Z", "What changed");
    repository.releases.push(match has_files {
        true => release.asset("archive.tar.gz", 2_400_000, 812),
        false => release,
    });
    repository
}

/// A GitHub with some repositories, and the ledger of all of them.
pub(super) struct World {
    pub(super) fake: FakeGitHub,
    /// How many repositories there are.
    pub(super) size: usize,
    /// The commit with the ledger as it was recorded.
    head: String,
}

impl World {
    /// With the repositories of these numbers.
    pub(super) fn new(templates: &Templates, numbers: Range<usize>) -> anyhow::Result<Self> {
        let size = numbers.len();
        let fake = FakeGitHub::start();
        fake.without_limits();
        fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
        fake.add_organization(OWNER);
        fake.add_token(Token::new(TRAFFIC).read_only());
        fake.add(Repository::new(STORE));
        // Readable like a first commit of the user's.
        fake.commit(STORE, "main", &[("README.md", Planted::text("# Ledger\n"))], "Begin");
        let recent = day_before_last(40);
        let mut index = LedgerIndex::default();
        let mut done = 0;
        for number in numbers.clone() {
            let template = templates.of(number);
            let days = template.truth.days.range(recent..).map(|(date, day)| {
                let mut day = day.clone();
                let paths = std::mem::take(&mut day.paths).into_iter();
                day.paths = paths
                    .map(|(path, count): (String, Count)| (template.about(&path, number), count))
                    .collect();
                (*date, day)
            });
            let truth = Truth {
                days: days.collect(),
                titles: BTreeMap::new(),
            };
            fake.add(repository(number, has_files(number)).with_truth(truth));
        }
        // Two at a time: each takes a while to draw.
        for numbers in numbers.collect::<Vec<_>>().chunks(2) {
            let made: Vec<anyhow::Result<Made>> = std::thread::scope(|scope| {
                let make = |number: &usize| {
                    let number = *number;
                    scope.spawn(move || Made::new(templates.of(number), number))
                };
                let threads: Vec<_> = numbers.iter().map(make).collect();
                let joined = threads.into_iter().map(|thread| thread.join().expect("no panic"));
                joined.collect()
            });
            let mut things: Vec<(String, Planted)> = Vec::new();
            for made in made {
                let made = made?;
                things.extend(made.things);
                index.0.insert(made.folder, made.entry);
            }
            let things: Vec<(&str, Planted)> = things
                .iter()
                .map(|(path, thing)| (path.as_str(), thing.clone()))
                .collect();
            fake.commit(STORE, BRANCH, &things, "Record");
            done += numbers.len();
            progress("repositories", done, size);
        }
        let mut front = templates.of(0).links.front(&index, None);
        front.insert(ATTRIBUTES_FILE.to_owned(), ATTRIBUTES.as_bytes().to_vec());
        let front: Vec<(&str, Planted)> = front
            .iter()
            .map(|(path, content)| (path.as_str(), Planted::File(content.clone())))
            .collect();
        let head = fake.commit(STORE, BRANCH, &front, "Record");
        let world = Self { fake, size, head };
        world.reset();
        Ok(world)
    }

    /// Back to the ledger as it was recorded, on its last day.
    pub(super) fn reset(&self) {
        self.fake.set_head(STORE, BRANCH, Some(&self.head));
        self.fake.clock().set(&format!("{LAST_RUN}T14:37:00Z"));
    }
}

/// What a repository's folder is made of: the history in full, of everything else only what git calls it, since no run
/// reads it.
struct Made {
    folder: Folder,
    entry: IndexEntry,
    things: Vec<(String, Planted)>,
}

impl Made {
    fn new(template: &Template, number: usize) -> anyhow::Result<Self> {
        let folder = Folder::of(&name(number).parse()?);
        let ledger = template.ledger(number)?;
        let mut things = Vec::new();
        for (path, content) in template.pages(number, &ledger)? {
            let thing = match path == folder.history() {
                true => Planted::File(content),
                false => Planted::Unstored(BlobId::of(&content).to_string()),
            };
            things.push((path, thing));
        }
        for (path, snapshot) in &template.snapshots {
            let blob = BlobId::of(template.about(snapshot, number).as_bytes());
            things.push((folder.join(path), Planted::Unstored(blob.to_string())));
        }
        Ok(Self {
            entry: IndexEntry::new(&ledger.claims, &ledger.analyzed()),
            folder,
            things,
        })
    }
}
