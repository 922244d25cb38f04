//! One run of the binary, and what it cost.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use fake_github::{FakeGitHub, Logged, TRAFFIC};

use super::ledger::{ONE, OWNER, World, name, variables};
use super::measured;

/// How many arenas glibc may keep.
const ARENAS: &str = "MALLOC_ARENA_MAX";

/// What is run. Each comes a day after the one before it, unless it starts afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scenario {
    /// One of the repositories, on a Tuesday: the totals of the week before are asked for.
    One,
    /// All of them, each named, on a Tuesday.
    All,
    /// All of them, each named, on a Wednesday.
    Steady,
    /// All of them, by the name of their owner, on a Thursday.
    Listed,
}

impl Scenario {
    pub(super) const ALL: [Self; 4] = [Self::One, Self::All, Self::Steady, Self::Listed];

    /// Whether it begins with the ledger as it was recorded.
    pub(super) fn starts_afresh(self) -> bool {
        matches!(self, Self::One | Self::All)
    }

    fn label(self) -> &'static str {
        match self {
            Self::One => "one, Tuesday",
            Self::All => "all by name, Tuesday",
            Self::Steady => "all by name, Wednesday",
            Self::Listed => "`owner/*`, Thursday",
        }
    }

    fn repositories(self, size: usize) -> String {
        match self {
            Self::One => name(ONE),
            Self::All | Self::Steady => (0..size).map(name).collect::<Vec<_>>().join("\n"),
            Self::Listed => format!("{OWNER}/*"),
        }
    }

    fn visited(self, size: usize) -> usize {
        if self == Self::One { 1 } else { size }
    }
}

/// What a run cost.
pub(super) struct Measured {
    /// Requests with the token for traffic.
    pub(super) traffic: usize,
    /// Requests that read the store.
    pub(super) reads: usize,
    /// Requests that write to it.
    pub(super) writes: usize,
    pub(super) bytes_in: usize,
    pub(super) bytes_out: usize,
    pub(super) time: Duration,
    /// What the binary took of the processors, in both modes.
    pub(super) cpu: Duration,
    /// The most that it had in use, in bytes.
    pub(super) memory: u64,
}

impl Measured {
    pub(super) const HEAD: &str = "| repositories | run | traffic requests | each | store reads | store writes | each | MB in | MB out | seconds | seconds of CPU | MB memory |\n\
         |--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

    /// The requests, the megabytes and the seconds.
    pub(super) fn brief(&self) -> String {
        format!(
            "{} requests, {:.2} MB, {:.2} s, of CPU {:.2} s, {:.0} MB of memory",
            self.traffic + self.reads + self.writes,
            self.bytes_in as f64 / 1e6,
            self.time.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.memory as f64 / 1e6,
        )
    }

    pub(super) fn row(&self, size: usize, scenario: Scenario) -> String {
        let visited = scenario.visited(size) as f64;
        let each = |requests: usize| requests as f64 / visited;
        let mb = |bytes: usize| bytes as f64 / 1e6;
        format!(
            "| {size} | {} | {} | {:.2} | {} | {} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} | {:.0} |",
            scenario.label(),
            self.traffic,
            each(self.traffic),
            self.reads,
            self.writes,
            each(self.reads + self.writes),
            mb(self.bytes_in),
            mb(self.bytes_out),
            self.time.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.memory as f64 / 1e6,
        )
    }
}

/// Lets the binary verify or rebuild the ledger of one repository, which must be as the program writes it.
pub(super) fn whole(fake: &FakeGitHub, binary: &Path, command: &str) -> anyhow::Result<Measured> {
    let measured = execute(fake, binary, &name(ONE), &[command])?;
    ensure!(measured.writes == 0, "the ledger is not as the program writes it");
    Ok(measured)
}

/// Runs the binary a day after the run before.
pub(super) fn run(world: &World, binary: &Path, scenario: Scenario) -> anyhow::Result<Measured> {
    world.fake.clock().advance_days(1);
    execute(&world.fake, binary, &scenario.repositories(world.size), &[])
        .with_context(|| format!("{} repositories, {scenario:?}", world.size))
}

/// Runs the binary.
#[expect(clippy::disallowed_methods, reason = "what is measured is real time")]
pub(super) fn execute(
    fake: &FakeGitHub,
    binary: &Path,
    repositories: &str,
    arguments: &[&str],
) -> anyhow::Result<Measured> {
    fake.clear_log();
    let log = tempfile::NamedTempFile::new()?;
    let under = std::env::var("SCALE_UNDER").unwrap_or_default();
    let mut words = under.split_whitespace().map(OsStr::new).chain([binary.as_os_str()]);
    let mut command = Command::new(words.next().context("there is the binary at least")?);
    command
        .args(words)
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs(variables(fake, repositories))
        // As in the image, unless it is set.
        .env(ARENAS, std::env::var_os(ARENAS).unwrap_or_else(|| "2".into()))
        .envs(std::env::var_os("TRAFFIC_LEDGER_DEBUG").map(|value| ("TRAFFIC_LEDGER_DEBUG", value)))
        .stdin(Stdio::null())
        .stdout(log.reopen()?)
        .stderr(log.as_file().try_clone()?);
    let cpu_before = cpu_of_children()?;
    let begin = Instant::now();
    let mut child = command.spawn().context("the binary starts")?;
    let (status, memory) = measured::wait(&mut child)?;
    let time = begin.elapsed();
    ensure!(
        status.success(),
        "the run failed:\n{}",
        std::fs::read_to_string(log.path())?
    );
    if !under.is_empty() {
        eprint!("{}", std::fs::read_to_string(log.path())?);
    }
    let requests = fake.log();
    let is_traffic = |line: &&Logged| {
        line.header("authorization")
            .is_some_and(|value| value.ends_with(TRAFFIC))
    };
    let (traffic, store): (Vec<&Logged>, Vec<&Logged>) = requests.iter().partition(is_traffic);
    let failed: BTreeMap<_, usize> = requests
        .iter()
        .filter(|line| line.status.is_none_or(|status| status >= 400))
        .fold(BTreeMap::new(), |mut failed, line| {
            *failed
                .entry((line.method.as_str(), line.path(), line.status))
                .or_default() += 1;
            failed
        });
    ensure!(failed.is_empty(), "requests failed: {failed:?}");
    Ok(Measured {
        traffic: traffic.len(),
        reads: store.iter().filter(|line| !line.is_write()).count(),
        writes: store.iter().filter(|line| line.is_write()).count(),
        bytes_in: requests.iter().map(|line| line.answered_bytes).sum(),
        bytes_out: requests.iter().map(|line| line.body.len()).sum(),
        time,
        cpu: cpu_of_children()?.saturating_sub(cpu_before),
        memory,
    })
}

/// What all processes that this one started and waited for took of the processors.
fn cpu_of_children() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in brackets, may hold spaces.
    let (_, fields) = stat.rsplit_once(") ").context("/proc/self/stat has a name")?;
    let ticks = fields.split(' ').skip(13).take(2).map(str::parse::<u64>);
    let ticks: u64 = ticks.sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 1_000 / TICKS))
}

/// Ticks a second in `/proc` (`getconf CLK_TCK`).
const TICKS: u64 = 100;
