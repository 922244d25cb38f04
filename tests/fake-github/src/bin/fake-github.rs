//! Serves one fake GitHub for use by hand or from a container: `fake-github [PORT [DIR]]`. Imports the library only.

use fake_github::{
    ACTIONS, CHECKOUT, CLASSIC, CiRun, Clock, FakeGitHub, Options, Planted, Profile, Release, Repository, Rule,
    Schedule, Spike, TRAFFIC,
};
use jiff::civil::date;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let port = arguments
        .next()
        .map_or(0, |port| port.parse().expect("the first argument is a port"));
    // On disk, where others can look on.
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let dir = arguments.next().map(std::path::PathBuf::from);
    let dir = Some(dir.unwrap_or_else(|| temporary.path().to_owned()));
    let clock = Clock::at("2026-03-02T14:17:00Z");
    let fake = FakeGitHub::start_with(Options {
        clock: Some(clock),
        port,
        all_addresses: true,
        dir,
    });

    let profile = Profile::busy(1, date(2025, 1, 1), date(2027, 12, 31))
        .spike(Spike::new(date(2026, 2, 24), 2400, "news.ycombinator.com", ""))
        .release(date(2026, 2, 20));
    let mut busy = Repository::new("octo/ledger").with_truth(profile.generate("octo/ledger"));
    let text = "## What is new\n\n".to_owned() + &"* A line about something that was made better\n".repeat(40);
    busy.releases = (1..=4)
        .map(|n| {
            Release::new(
                &format!("v1.{n}.0"),
                &format!("2025-{:02}-20T10:00:00Z", 2 + n * 2),
                &text,
            )
        })
        .map(|release| release.asset("ledger-linux.tar.gz", 1_400_000, 312))
        .collect();
    busy.schedule = Some(Schedule {
        file: "traffic.yml".to_owned(),
        state: "active".to_owned(),
        runs: vec![("2026-03-01T14:37:00Z".to_owned(), "success".to_owned())],
    });
    let test =
        |day: &str| CiRun::new(&format!("2026-{day}T08:00:00Z"), 7).jobs(9, 1, &["Set up job", CHECKOUT, "Run tests"]);
    busy.ci_runs = vec![test("02-28"), test("03-01"), CiRun::pages("2026-03-01T09:00:00Z")];
    busy.rules = vec![("ruled".to_owned(), Rule::PullRequest)];
    fake.add(busy);
    fake.commit(
        "octo/ledger",
        "main",
        &[("README.md", Planted::text("# Ledger\n"))],
        "First commit",
    );
    let quiet = Profile::quiet(2, date(2025, 1, 1), date(2027, 12, 31)).generate("octo/quiet");
    fake.add(Repository::new("octo/quiet").private().with_truth(quiet));
    fake.add(Repository::new("octo/former"));
    fake.rename("octo/former", "octo/renamed");
    fake.add_organization("acme");
    fake.add(Repository::new("acme/app"));
    fake.add(Repository::new("acme/internal").private());

    // One name and one value a line: scripts read it.
    println!("api     {}", fake.api_url());
    println!("git     {}", fake.git_dir("octo/ledger").display());
    println!("all     {CLASSIC}\ntraffic {TRAFFIC}\nactions {ACTIONS}");
    println!(
        "ready   octo/ledger, octo/quiet (private, no commit yet), octo/renamed (was octo/former), acme/app, acme/internal"
    );
    loop {
        std::thread::park();
    }
}
