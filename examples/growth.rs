//! What a ledger costs its repository: how much a year of daily runs adds to the history of its branch, by kind of file.
//!
//! ```console
//! $ cargo run --release --example growth [DAYS [DIRECTORY]]
//! ```
//!
//! It plays the runs against a GitHub of its own with real git objects, packs them with `git gc --aggressive` as GitHub does now
//! and then, and adds up what each object takes in the pack. The packed repository is left in the directory, if one is given, so
//! that ideas can be tried on it. With `PAGE_IN_LEDGER=true` the ledger has the page to explore, too. Needs git.

#[path = "../tests/harness/mod.rs"]
#[allow(dead_code, reason = "the example needs a part of what the tests need")]
mod harness;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use fake_github::{FakeGitHub, Profile, Publishing, Release, Repository};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use harness::{BRANCH, Run};

const NAME: &str = "octo/everyday";
const FIRST_RUN: Date = date(2026, 12, 1);

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let days = arguments.next().map_or(Ok(365), |days| days.parse::<i64>());
    let days = days.context("usage: growth [DAYS [DIRECTORY]]")?;
    let fake = FakeGitHub::start();
    plant(&fake, days);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for day in 0..days {
        fake.clock()
            .set(&format!("{}T04:37:00Z", FIRST_RUN.saturating_add(day.days())));
        fake.edit(NAME, |repository| grow(repository, day));
        let page = std::env::var("PAGE_IN_LEDGER").unwrap_or_default();
        let run = Run::new(&fake).in_repository(NAME).input("branch", BRANCH);
        let run = run.input("page-in-ledger", &page);
        let ran = runtime.block_on(run.in_process());
        ensure!(ran.is_green(), "run {day} failed:\n{}", ran.printed());
        fake.clear_log();
        if (day + 1) % 50 == 0 {
            eprintln!("  {} of {days} days", day + 1);
        }
    }
    let folder = tempfile::tempdir()?;
    harness::copy_folder(&fake.git_dir(NAME), folder.path());
    let sizes = packed(folder.path())?;
    if let Some(kept) = arguments.next() {
        harness::copy_folder(folder.path(), Path::new(&kept));
    }
    let all: u64 = sizes.values().map(|(_, bytes)| bytes).sum();
    println!("{days} daily runs: {:.2} MB packed\n", all as f64 / 1e6);
    println!("| what | objects | kB | share |\n|---|--:|--:|--:|");
    let mut rows: Vec<_> = sizes.into_iter().collect();
    rows.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
    for (kind, (objects, bytes)) in rows {
        let share = bytes as f64 * 100.0 / all as f64;
        println!("| {kind} | {objects} | {:.0} | {share:.0}% |", bytes as f64 / 1e3);
    }
    Ok(())
}

/// A repository with some 60 views a day, a release each quarter and a few stars a week.
fn plant(fake: &FakeGitHub, days: i64) {
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.without_limits();
    let (first, last) = (
        FIRST_RUN.saturating_sub(30.days()),
        FIRST_RUN.saturating_add((days + 10).days()),
    );
    let profile = Profile {
        milli_views: 60_000,
        milli_clones: 12_000,
        ..Profile::busy(5, first, last)
    };
    let mut repository = Repository::new(NAME).with_truth(profile.generate(NAME));
    repository.created_at = "2023-02-11T09:30:00Z".to_owned();
    fake.add(repository);
}

/// Stars and downloads come slowly.
fn grow(repository: &mut Repository, day: i64) {
    let day = day.unsigned_abs();
    repository.stars = 420 + day * 3 / 7;
    repository.forks = 61 + day / 12;
    if day % 91 == 40 {
        let published = FIRST_RUN.saturating_add(i64::try_from(day).unwrap_or_default().days());
        let release = Release::new(
            &format!("v1.{}.0", day / 91),
            &format!("{published}T02:00:00Z"),
            "What changed.",
        );
        repository.releases.push(release.asset("everyday.tar.gz", 2_400_000, 0));
    }
    for (_, _, downloads) in repository.releases.iter_mut().flat_map(|release| &mut release.assets) {
        *downloads += 3 + day % 4;
    }
}

/// How many objects of each kind the pack has, and their bytes in it.
fn packed(git: &Path) -> anyhow::Result<BTreeMap<String, (u64, u64)>> {
    // Only the branch of the ledger is measured.
    let branch = format!("refs/heads/{BRANCH}");
    for other in run(git, &["for-each-ref", "--format=%(refname)"])?.lines() {
        if other != branch {
            run(git, &["update-ref", "-d", other])?;
        }
    }
    run(git, &["reflog", "expire", "--expire=now", "--all"])?;
    run(git, &["gc", "--quiet", "--aggressive", "--prune=now"])?;
    let listed = run(git, &["rev-list", "--objects", &branch])?;
    let path_of: BTreeMap<&str, &str> = listed.lines().filter_map(|line| line.split_once(' ')).collect();
    let format = "--batch-check=%(objectname) %(objecttype) %(objectsize:disk)";
    let objects = run(git, &["cat-file", "--batch-all-objects", format])?;
    let mut sizes: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for line in objects.lines() {
        let [id, kind, bytes] = line.split(' ').collect::<Vec<_>>()[..] else {
            anyhow::bail!("unexpected line of git: {line}");
        };
        let kind = match kind {
            "blob" => kind_of(path_of.get(id).copied().unwrap_or_default()),
            other => format!("{other}s"),
        };
        let size = sizes.entry(kind).or_default();
        size.0 += 1;
        size.1 += bytes.parse::<u64>()?;
    }
    Ok(sizes)
}

/// What a file is, by its path in the branch.
fn kind_of(path: &str) -> String {
    let below = path
        .strip_prefix(NAME)
        .map_or(path, |below| below.trim_start_matches('/'));
    let (folder, _) = below.split_once('/').unwrap_or((below, ""));
    match (folder, std::env::var_os("GROWTH_BY_FILE")) {
        ("snapshots", _) => "snapshots/".to_owned(),
        (_, Some(_)) => below.to_owned(),
        (folder, None) if below.contains('/') => format!("{folder}/"),
        (file, None) => file.to_owned(),
    }
}

fn run(git: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").current_dir(git).args(arguments).output();
    let output = output.context("git starts")?;
    ensure!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}
