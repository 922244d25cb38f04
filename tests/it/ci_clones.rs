//! Clones by CI: from the runs and jobs that a fake GitHub shows to the numbers in the ledger, with numbers that are known.

mod bodies;
mod days;
mod laws;

use std::collections::BTreeMap;

use fake_github::{
    ACTIONS, CHECKOUT, CiRun, Count, FakeGitHub, Fault, On, Publishing, Repository, TRAFFIC, Token, Truth,
};
use jiff::civil::{Date, date};
use traffic_ledger::domain::ci_clones::CiCertainty;
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::traffic::Day;

use crate::harness::{Ran, Run, asked_below};

const NAME: &str = "octo/spike";
const TESTS: [&str; 4] = ["Set up job", CHECKOUT, "Run cargo test", "Post Run actions/checkout@v4"];

/// 21 clones by 5 cloners on every day.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.clock().set("2026-03-02T14:37:00Z");
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    let truth = Truth::flat(
        date(2025, 12, 1),
        date(2027, 6, 30),
        Count::new(7, 3),
        Count::new(21, 5),
    );
    let mut repository = Repository::new(NAME).with_truth(truth);
    repository.pushed_at = "2026-02-28T08:00:00Z".to_owned();
    fake.add(repository);
    fake
}

/// A run of a matrix of nine, with a tenth job that needs no code.
fn matrix(created_at: &str) -> CiRun {
    CiRun::new(created_at, 7)
        .jobs(9, 2, &TESTS)
        .jobs(1, 8, &["Set up job", "Say that all is well"])
}

fn ci(fake: &FakeGitHub, runs: Vec<CiRun>) {
    fake.edit(NAME, |repository| repository.ci_runs.extend(runs.clone()));
}

fn started(fake: &FakeGitHub) -> Run {
    fake.clear_log();
    Run::new(fake)
        .in_repository(NAME)
        .on_actions()
        .input("ci-clones", "true")
}

fn run(fake: &FakeGitHub) -> Ran {
    started(fake).run().success()
}

/// The requests for runs and jobs of the last run.
fn asked(fake: &FakeGitHub) -> Vec<String> {
    asked_below(fake, "/actions/")
}

fn list_of(day: Date) -> String {
    let before = plus_days(day, -1);
    format!("runs?created={before}T18:00:00Z..{day}T23:59:59Z&exclude_pull_requests=true&per_page=100")
}

/// What is said of the runs of GitHub Actions.
fn hints(ran: &Ran) -> Vec<String> {
    let mut notices = ran.texts("notice");
    notices.retain(|notice| notice.contains("Actions"));
    notices
}

/// What the history says of the CI's clones.
fn known(ran: &Ran) -> BTreeMap<Date, (u64, CiCertainty)> {
    let history = ran.ledger(NAME).history();
    let known = |(date, day): (Date, &Day)| Some((date, (day.ci_clones?, day.ci_certainty?)));
    history.recorded_days().filter_map(known).collect()
}

fn file(ran: &Ran, name: &str) -> String {
    String::from_utf8(ran.files()[&format!("{NAME}/{name}")].clone()).expect("UTF-8")
}

/// 1 March by hand: a matrix of nine (9), a build of Pages (1), a run that was skipped (0), a run before midnight of which one of two
/// jobs starts after it (1 of 2). On 28 February the other one of these, and nothing on the days before.
#[test]
fn a_day_by_hand() {
    let fake = github();
    ci(
        &fake,
        vec![
            matrix("2026-03-01T08:00:00Z"),
            CiRun::pages("2026-03-01T08:30:00Z"),
            CiRun {
                conclusion: "skipped".to_owned(),
                ..matrix("2026-03-01T09:00:00Z")
            },
            CiRun::new("2026-02-28T23:50:00Z", 8)
                .jobs(1, 1, &TESTS)
                .jobs(1, 20, &["Checkout the code"]),
        ],
    );
    let ran = run(&fake);
    assert!(
        ran.texts("warning").is_empty() && hints(&ran).is_empty(),
        "{}",
        ran.printed()
    );
    let known = known(&ran);
    let counted = CiCertainty::Counted;
    let mut expected: BTreeMap<Date, (u64, CiCertainty)> =
        (16..=28).map(|day| (date(2026, 2, day), (0, counted))).collect();
    expected.insert(date(2026, 2, 28), (1, counted));
    expected.insert(date(2026, 3, 1), (11, counted));
    assert_eq!(known, expected);
    // A list for each of fourteen days, and the jobs of two runs.
    let mut requests = asked(&fake);
    assert_eq!(requests.len(), 16, "{requests:?}");
    requests.retain(|request| request.contains("/jobs"));
    assert_eq!(
        requests,
        [
            "runs/1000000/jobs?filter=all&per_page=100",
            "runs/1000003/jobs?filter=all&per_page=100"
        ]
    );
    let csv = file(&ran, "data/ci-clones.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        (lines[0], lines[1], lines[13], lines[14]),
        (
            "date,clones,ci_clones,ci_status,clones_by_others,unique_cloners_beside_ci",
            "2026-02-16,21,0,counted,21,5",
            "2026-02-28,21,1,counted,20,4",
            "2026-03-01,21,11,counted,10,4"
        )
    );
    let report = file(&ran, "README.md");
    assert!(
        report.contains("**CI** made about 12 of the 294 clones in 14 days"),
        "{report}"
    );
    assert!(report.contains("| 1 Mar 2026 | 21 | 11 | 10 | 4 |"), "{report}");
    assert!(file(&ran, "daily.csv").contains("2026-03-01,7,3,complete,,21,5,complete,,11,"));
    let insights: serde_json::Value = serde_json::from_str(&file(&ran, "insights.json")).expect("JSON");
    let expected = serde_json::json!({
        "first": "2026-02-16",
        "last": "2026-03-01",
        "count": 12,
        "known_days": 14,
        "partial_days": 0,
        "clones": 294,
        "estimated": true,
    });
    assert_eq!(insights["ci_clones"], expected);
    // What the runs, jobs and steps are called stays at GitHub.
    let snapshot = ran.files().into_iter().find(|(path, _)| path.contains("/snapshots/"));
    let snapshot = String::from_utf8(snapshot.expect("a snapshot").1).expect("UTF-8");
    assert!(snapshot.contains(r#"{"day":"2026-03-01","clones":11,"certainty":"counted"}"#));
    assert!(
        !snapshot.contains("workflow") && !snapshot.contains("heckout"),
        "{snapshot}"
    );
}

#[test]
fn a_later_run_asks_for_the_days_that_are_not_known() {
    let fake = github();
    run(&fake);
    run(&fake);
    assert_eq!(asked(&fake), [""; 0], "all days are known");
    ci(
        &fake,
        vec![matrix("2026-03-02T08:00:00Z"), matrix("2026-03-03T08:00:00Z")],
    );
    fake.clock().advance_days(1);
    let ran = run(&fake);
    assert_eq!(
        asked(&fake),
        [
            list_of(date(2026, 3, 2)),
            "runs/1000000/jobs?filter=all&per_page=100".to_owned()
        ]
    );
    assert_eq!(known(&ran)[&date(2026, 3, 2)], (9, CiCertainty::Counted));
    // Twenty days without a run: those that GitHub shows no more are not asked for.
    fake.clock().advance_days(20);
    let ran = run(&fake);
    let days: Vec<String> = (9..=22).rev().map(|day| list_of(date(2026, 3, day))).collect();
    assert_eq!(asked(&fake), days);
    assert!(!known(&ran).contains_key(&date(2026, 3, 3)), "it is unknown, not zero");
    for command in ["verify", "rebuild"] {
        let again = Run::new(&fake)
            .in_repository(NAME)
            .arguments(&[command])
            .run()
            .success();
        assert_eq!(known(&again), known(&ran), "{command}");
    }
}

/// 250 runs of two workflows on one day: three pages, and fifteen requests for jobs, of eight runs of the one and seven of the other.
#[test]
fn a_day_with_many_runs_costs_no_more_than_thirty_requests() {
    let fake = github();
    let minutes = |number: i64| format!("2026-03-01T{:02}:{:02}:00Z", 1 + number / 60, number % 60);
    let large = (0..125).map(|number| matrix(&minutes(number)));
    let small = (125..250).map(|number| CiRun::new(&minutes(number), 8).jobs(2, 1, &TESTS));
    ci(&fake, large.chain(small).collect());
    let ran = run(&fake);
    assert_eq!(asked(&fake).len(), 30);
    // Three pages for 1 March, a list for each of the twelve days before it: the oldest day has to wait.
    let known_days = known(&ran);
    assert_eq!(
        known_days[&date(2026, 3, 1)],
        (125 * 9 + 125 * 2, CiCertainty::Estimated)
    );
    assert_eq!(known_days.len(), 13);
    let report = file(&ran, "README.md");
    assert!(report.contains("| 1 Mar 2026 | 21 | ~1,375 | – | 4 |"), "{report}");
    assert!(file(&ran, "data/ci-clones.csv").contains("2026-03-01,21,1375,estimated,,4"));
    let ran = run(&fake);
    assert_eq!(asked(&fake), [list_of(date(2026, 2, 16))]);
    assert_eq!(known(&ran).len(), 14);
}

/// Requests for the traffic come first; CI gets what they leave.
#[test]
fn clones_by_ci_wait_where_requests_are_short() {
    let fake = github();
    ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
    let short = started(&fake).input("max-requests", "12").run().success();
    assert!(
        short.files().contains_key(&format!("{NAME}/history.json")),
        "the traffic is recorded"
    );
    let asked_first = asked(&fake).len();
    assert!((1..12).contains(&asked_first), "{asked_first}");
    let days = known(&short).len();
    assert!(days < 14, "{days}");
    run(&fake);
    let ran = run(&fake);
    assert_eq!(known(&ran).len(), 14);
    assert_eq!(known(&ran)[&date(2026, 3, 1)], (9, CiCertainty::Counted));
}

#[test]
fn without_the_permission_a_private_repository_is_recorded_as_before() {
    let fake = github();
    fake.edit(NAME, |repository| repository.private = true);
    ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
    let ran = run(&fake);
    assert_eq!(asked(&fake).len(), 2, "with each token: the refusal holds for all days");
    assert_eq!(known(&ran).len(), 0);
    assert!(ran.texts("warning").is_empty(), "{}", ran.printed());
    let [notice] = &hints(&ran)[..] else {
        panic!("{}", ran.printed())
    };
    assert!(
        notice.contains("Actions: read") && notice.contains("ci-clones"),
        "{notice}"
    );
    for token in [
        Token::new(TRAFFIC).read_only(),
        // `permissions: actions: read`, while the other one still has only Administration: read.
        Token::new(ACTIONS).without_traffic(),
    ] {
        let fake = github();
        fake.edit(NAME, |repository| repository.private = true);
        ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
        fake.add_token(token);
        let ran = run(&fake);
        assert_eq!(known(&ran)[&date(2026, 3, 1)], (9, CiCertainty::Counted));
        assert!(hints(&ran).is_empty(), "{}", ran.printed());
    }
}

#[test]
fn a_failure_costs_the_days_that_it_hides_alone() {
    let fake = github();
    ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
    fake.fail(On::every().path("created=2026-02-24"), Fault::Html(502));
    let ran = run(&fake);
    assert!(ran.texts("warning").is_empty(), "{}", ran.printed());
    assert_eq!(known(&ran).keys().next(), Some(&date(2026, 2, 26)));
    fake.clear_faults();
    assert_eq!(known(&run(&fake)).len(), 14, "the others come with the next run");
}

#[test]
fn without_the_input_nothing_is_asked_for_and_nothing_differs() {
    let fake = github();
    ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
    fake.clear_log();
    let ran = Run::new(&fake).in_repository(NAME).on_actions().run().success();
    assert_eq!(asked(&fake), [""; 0]);
    let texts = ran
        .files()
        .into_iter()
        .map(|(path, content)| (path, String::from_utf8_lossy(&content).into_owned()));
    for (path, text) in texts {
        let is_named = path.contains("ci-clones") || text.contains("ci/clones") || text.contains("By CI");
        assert!(!is_named, "{path}");
    }
}

#[test]
fn with_counts_alone_they_are_kept() {
    let fake = github();
    ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
    let ran = started(&fake).input("publish", "counts").run().success();
    assert_eq!(known(&ran)[&date(2026, 3, 1)], (9, CiCertainty::Counted));
}

/// GitHub counts what speaks git's protocol: `…/info/refs`, `git-upload-pack`. All that a run, `verify` and `rebuild` do is the
/// REST API, and the job needs no checkout.
#[test]
fn traffic_ledger_itself_makes_no_clone() {
    let fake = github();
    for day in 0..3 {
        fake.clock().advance_days(i64::from(day > 0));
        // Its own job, as the README sets it up.
        let own = CiRun::new(&fake.clock().rfc3339(), 9).jobs(1, 1, &["Set up job", "Run octo/traffic-ledger@v1"]);
        ci(&fake, vec![own]);
        let ran = run(&fake);
        let own = known(&ran);
        assert!(own.values().all(|(clones, _)| *clones == 0), "{own:?}");
        let log = fake.log();
        let mut targets = log.iter().map(|line| line.target.as_str());
        assert!(!log.is_empty());
        let is_api = |target: &str| target.starts_with("/repos/") || target.starts_with("/repositories/");
        let is_git =
            |target: &str| target.contains(".git/") || target.contains("info/refs") || target.contains("-pack");
        assert!(targets.all(|target| is_api(target) && !is_git(target)), "{log:?}");
    }
    let readme = crate::source::read("README.md");
    assert!(
        !readme.contains("actions/checkout"),
        "its workflow would make a clone a day"
    );
}
