//! The whole job without a token or a network: plays 400 days of three repositories against a GitHub of its own on the
//! loopback interface, through the same code that the action runs.
//!
//! ```console
//! $ cargo run --profile demo --package demo [DIRECTORY]
//! ```
//!
//! It leaves a ledger to open and a git repository to look at, and says where.

#[path = "../../../tests/harness/mod.rs"]
#[allow(dead_code, reason = "the demo needs a part of what the tests need")]
mod harness;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use fake_github::{CHECKOUT, CiRun, FakeGitHub, Planted, Profile, Release, Repository, Spike};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use harness::{BRANCH, Run};

/// The first run; the series turns from hourly windows to whole days in the middle of its first winter.
const FIRST_RUN: Date = date(2025, 10, 18);
/// Days that pass.
const DAYS: i64 = 400;
/// From this day on there is a run a day. Before it a run a week is enough for every day, and takes a seventh of the time.
const DAILY: i64 = 329;
/// Days without a run: nineteen in a row, so that some days are lost for good.
const MISSED: std::ops::Range<i64> = 288..307;

const REPOSITORIES: [&str; 3] = [
    "octo-garden/greenhouse",
    "octo-garden/trellis",
    "octo-garden/seed-catalogue",
];

/// What happened, as the owner of the busy repository would note it.
const EVENTS: &str = "date,text,link,repository
2025-12-10,Show HN,https://news.example/item?id=1,octo-garden/greenhouse
2026-04-21,\"A thread about watering, with pictures\",https://forum.example/t/42,octo-garden/greenhouse
2026-09-16,Talk at the garden meetup,,octo-garden/greenhouse
2026-11-03,Newsletter,https://news.example/letters/7,
";

fn main() -> anyhow::Result<()> {
    let target = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/demo"), PathBuf::from);
    let fake = FakeGitHub::start();
    plant(&fake);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!(
        "Playing {DAYS} days of {} repositories against {}: a run a week, then {} daily ones",
        REPOSITORIES.len(),
        fake.api_url(),
        DAYS - DAILY
    );
    let mut commits = 0;
    for day in 0..DAYS {
        fake.clock()
            .set(&format!("{}T14:37:00Z", FIRST_RUN.saturating_add(day.days())));
        grow(&fake, day);
        progress(day);
        if MISSED.contains(&day) || (day < DAILY && day % 7 != 0) {
            continue;
        }
        let before = fake.head(REPOSITORIES[0], BRANCH);
        let ran = runtime.block_on(with_downloads(job(&fake), day)?.in_process());
        ensure!(ran.is_green(), "run {day} failed:\n{}", ran.printed());
        commits += i32::from(fake.head(REPOSITORIES[0], BRANCH) != before);
    }
    keep(&fake, &target)?;
    let shown = target.canonicalize()?;
    println!("\n{commits} commits. To look at:");
    println!("  the ledger           {}", shown.join("ledger/README.md").display());
    println!(
        "  a report             {}",
        shown.join("ledger").join(REPOSITORIES[0]).join("README.md").display()
    );
    println!(
        "  its git repository   git -C {} log --stat traffic",
        shown.join("greenhouse.git").display()
    );
    Ok(())
}

/// Three repositories: a busy one with releases and spikes, a small one, and one that hardly anybody visits.
fn plant(fake: &FakeGitHub) {
    let (first, last) = (
        FIRST_RUN.saturating_sub(30.days()),
        FIRST_RUN.saturating_add((DAYS + 10).days()),
    );
    let released = [
        date(2025, 12, 9),
        date(2026, 3, 17),
        date(2026, 6, 23),
        date(2026, 9, 15),
        date(2026, 11, 3),
    ];
    let mut busy = Profile::busy(7, first, last)
        .spike(Spike::new(
            date(2025, 12, 10),
            1_900,
            "news.ycombinator.com",
            "/releases/tag/v1.0.0",
        ))
        .spike(Spike::new(
            date(2026, 4, 21),
            900,
            "reddit.com",
            "/blob/main/docs/watering.md",
        ))
        .spike(Spike::new(
            date(2026, 9, 16),
            2_600,
            "lobste.rs",
            "/blob/main/README.md",
        ))
        .spike(Spike::new(
            date(2026, 11, 4),
            1_500,
            "news.ycombinator.com",
            "/releases/tag/v2.2.0",
        ));
    for day in released {
        busy = busy.release(day);
    }
    let mut greenhouse = Repository::new(REPOSITORIES[0]).with_truth(busy.generate(REPOSITORIES[0]));
    for (day, tag) in released
        .into_iter()
        .zip(["v1.0.0", "v1.1.0", "v2.0.0", "v2.1.0", "v2.2.0"])
    {
        let release = Release::new(tag, &format!("{day}T10:00:00Z"), "What changed, and how to update.");
        greenhouse
            .releases
            .push(release.asset("greenhouse.tar.gz", 2_400_000, 0));
    }
    let planted = date(2023, 2, 11);
    let days =
        (0..=(planted.until(last).map_or(0, |age| age.get_days()))).map(|age| planted.saturating_add(age.days()));
    greenhouse.star_days = days.map(|day| (day, stars(day, &busy))).collect();
    test_every_push(&mut greenhouse);
    let small = Profile {
        milli_views: 9_000,
        milli_clones: 3_000,
        ..Profile::busy(11, first, last)
    };
    let trellis = Repository::new(REPOSITORIES[1]).with_truth(small.generate(REPOSITORIES[1]));
    let catalogue = Profile::quiet(13, first, last).generate(REPOSITORIES[2]);
    for mut repository in [
        greenhouse,
        trellis,
        Repository::new(REPOSITORIES[2]).with_truth(catalogue),
    ] {
        repository.created_at = "2023-02-11T09:30:00Z".to_owned();
        fake.add(repository);
    }
    let readme = Planted::File(b"# Greenhouse\n".to_vec());
    fake.commit(REPOSITORIES[0], "main", &[("README.md", readme)], "Begin");
    // The user's own events lie beside the ledger.
    let events = Planted::File(EVENTS.as_bytes().to_vec());
    fake.commit(REPOSITORIES[0], BRANCH, &[("events.csv", events)], "Events");
}

/// Every push is tested by four jobs that check out, and every night by one: these clones are added, and one cloner a day.
fn test_every_push(repository: &mut Repository) {
    let steps = ["Set up job", CHECKOUT, "Run cargo test", "Post Run actions/checkout@v4"];
    for (date, day) in &mut repository.truth.days {
        let number = u64::from(date.day_of_year().unsigned_abs());
        let pushes = match date.weekday().to_monday_zero_offset() {
            5.. => number % 2,
            _ => number * 3 % 5,
        };
        let tests =
            (0..pushes).map(|push| CiRun::new(&format!("{date}T{:02}:20:00Z", 9 + 3 * push), 2).jobs(4, 1, &steps));
        let nightly = CiRun::new(&format!("{date}T02:00:00Z"), 3).jobs(1, 1, &steps);
        for run in tests.chain([nightly]) {
            day.clones.count += run.clones(*date);
            repository.ci_runs.push(run);
        }
        day.clones.uniques += 1;
    }
}

/// Stars of a day: a few, more on weekdays, and many when the views stand out.
fn stars(day: Date, profile: &Profile) -> u64 {
    let number = u64::from(day.day_of_year().unsigned_abs());
    let usual = match day.weekday().to_monday_zero_offset() {
        5.. => number * 7 % 3,
        _ => number * 5 % 7,
    };
    let spikes = profile.spikes.iter().filter(|spike| spike.date == day);
    usual / 2 + spikes.map(|spike| spike.views / 12).sum::<u64>()
}

/// Stars and downloads come slowly.
fn grow(fake: &FakeGitHub, day: i64) {
    let grown = |start: u64, every: i64| start + u64::try_from(day / every).unwrap_or_default();
    let clock = fake.clock().clone();
    fake.edit(REPOSITORIES[0], |repository| {
        let given = repository.stars_given(&clock);
        repository.stars = given - given / 60;
        repository.forks = grown(96, 6);
        for (age, release) in repository.releases.iter_mut().enumerate() {
            for (_, _, downloads) in &mut release.assets {
                *downloads = u64::try_from((day - 52 - 90 * age as i64).max(0) * 9).unwrap_or_default();
            }
        }
    });
    fake.edit(REPOSITORIES[1], |repository| repository.stars = grown(140, 9));
}

/// A scheduled run. The fake is gone when the report is read, so its links look as they would on GitHub.
fn job(fake: &FakeGitHub) -> Run {
    Run::new(fake)
        .repositories(&REPOSITORIES.join("\n"))
        .store(REPOSITORIES[0])
        .input("branch", BRANCH)
        .input("series", "npm.csv")
        .input("ci-clones", "true")
}

/// An earlier step has fetched the downloads of the last days from a registry. The first ones of a day are not all of it.
fn with_downloads(run: Run, day: i64) -> anyhow::Result<Run> {
    let mut file = "date,value,repository\n".to_owned();
    for back in (0..7.min(day + 1)).rev() {
        let date = FIRST_RUN.saturating_add((day - back).days());
        let weekend = date.weekday().to_monday_zero_offset() > 4;
        let usual = (60 + (day - back)) * if weekend { 2 } else { 5 } / 5;
        let downloads = (usual + (day - back) * 7919 % 23) / if back == 0 { 2 } else { 1 };
        file += &format!("{date},{downloads},{}\n", REPOSITORIES[0]);
    }
    std::fs::write(run.path("workspace").join("npm.csv"), file)?;
    Ok(run)
}

/// One line that is written over on a terminal, a line every fifty days elsewhere.
fn progress(day: i64) {
    let mut out = std::io::stdout();
    let done = day + 1;
    if out.is_terminal() {
        let filled = usize::try_from(done * 40 / DAYS).unwrap_or_default();
        let _ = write!(out, "\r  [{:<40}] {done} of {DAYS} days", "█".repeat(filled));
        let _ = out.flush();
    } else if done % 50 == 0 {
        println!("  {done} of {DAYS} days");
    }
}

/// The branch's files as a directory, and the bare repository that holds it.
fn keep(fake: &FakeGitHub, target: &Path) -> anyhow::Result<()> {
    let (ledger, git) = (target.join("ledger"), target.join("greenhouse.git"));
    for old in [&ledger, &git] {
        if old.exists() {
            std::fs::remove_dir_all(old).with_context(|| format!("could not clear {}", old.display()))?;
        }
    }
    for (path, content) in fake.files(REPOSITORIES[0], BRANCH) {
        let path = ledger.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&ledger))?;
        std::fs::write(&path, content).with_context(|| format!("could not write {}", path.display()))?;
    }
    harness::copy_folder(&fake.git_dir(REPOSITORIES[0]), &git);
    Ok(())
}
