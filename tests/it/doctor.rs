//! `doctor`: what would keep a run from working, found without writing anything.

use fake_github::{
    ACTIONS, CLASSIC, Clock, Count, FakeGitHub, Planted, Publishing, Refusal, Repository, Rule, Schedule, Token, Truth,
};
use jiff::civil::date;
use serde_json::Value;
use traffic_ledger::code::Code;

use crate::harness::{Ran, Run, asked_below};
use crate::standing;

const STORE: &str = "octo/spike";

fn spike() -> Repository {
    let truth = Truth::flat(
        date(2026, 1, 1),
        date(2026, 12, 31),
        Count::new(50, 9),
        Count::new(7, 2),
    );
    let mut repository = Repository::new(STORE).with_truth(truth);
    repository.pushed_at = "2026-09-19T08:00:00Z".to_owned();
    repository
}

fn github_with(repository: Repository) -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-09-20T14:37:00Z"));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add(repository);
    fake.commit(
        STORE,
        "main",
        &[("README.md", Planted::text("# Spike\n"))],
        "First commit",
    );
    fake
}

fn github() -> FakeGitHub {
    github_with(spike())
}

fn run(fake: &FakeGitHub) -> Run {
    Run::new(fake).store(STORE).repositories(STORE)
}

/// The findings of a check that are not good: level, code and what was found.
fn findings(ran: &Ran, check: &str) -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&ran.stdout).expect("one JSON document and nothing else");
    let findings = document["findings"].as_array().expect("a list").iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .filter(|finding| finding["check"] == check && finding["level"] != "good")
        .map(|finding| (text(finding, "level"), text(finding, "code"), text(finding, "text")))
        .collect()
}

fn json(run: Run) -> Ran {
    run.arguments(&["doctor", "--format", "json"]).run()
}

/// Expects one finding of a check, with this level and code, whose text holds these words.
fn expect(ran: &Ran, check: &str, level: &str, code: Code, words: &str) {
    let found = findings(ran, check);
    let is_it = |finding: &&(String, String, String)| {
        finding.0 == level && finding.1 == code.to_string() && finding.2.contains(words)
    };
    assert!(
        found.iter().any(|finding| is_it(&finding)),
        "{check} {level} {code} {words}: {found:?}"
    );
    assert_eq!(ran.is_green(), level != "problem", "{found:?}");
}

#[test]
fn where_everything_works_it_says_so_and_writes_nothing() {
    let fake = github();
    let ran = run(&fake).arguments(&["doctor"]).run().success();
    let last = ran.stdout.lines().last().unwrap_or_default();
    assert_eq!(last, "Everything will work, as far as can be known.", "{}", ran.stdout);
    assert!(ran.stdout.contains("its traffic can be read"), "{}", ran.stdout);
    assert!(fake.log().iter().all(|logged| logged.method == "GET"));
    assert_eq!(fake.head(STORE, "traffic"), None, "nothing was written");
    // The store is public, which is worth a note and no warning.
    let ran = json(run(&fake));
    expect(&ran, "readers", "note", Code::Readers, "everybody can read the ledger");
    let document: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((&document["schema"], &document["works"]), (&1.into(), &true.into()));
}

#[test]
fn what_a_token_lacks_is_named_with_where_to_get_it() {
    let refused = |refusal| Token::new("github_pat_11FAKE0000refused_for_one_reason_01").refused(refusal);
    let tokens = [
        (
            Token::new("github_pat_11FAKE0000without_any_permission_1").without_traffic(),
            Code::NotAccessibleByPersonalToken,
        ),
        (
            Token::new("ghp_fakeClassicOfSomebodyWithoutPush0001").refused(Refusal::AdminRights),
            Code::NoPushAccess,
        ),
        (refused(Refusal::Saml), Code::SingleSignOn),
        (refused(Refusal::Lifetime), Code::TokenLifetime),
        (refused(Refusal::NotFound), Code::NotFound),
    ];
    for (token, code) in tokens {
        let fake = github();
        let value = token.value.clone();
        fake.add_token(token);
        let ran = json(run(&fake).input("traffic-token", &value));
        expect(&ran, "traffic", "problem", code, "");
        let document: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let found = document["findings"].as_array().expect("a list").iter();
        let mut problems = found.filter(|finding| finding["check"] == "traffic");
        let problem = problems.next().expect("a problem");
        assert!(problem["fix"].is_string() && problem["link"].is_string(), "{problem}");
        if code == Code::SingleSignOn {
            // GitHub itself says where.
            let address = problem["link"].as_str().unwrap_or_default();
            assert!(address.starts_with("https://github.com/orgs/octo/sso?"), "{problem}");
        }
        assert!(!ran.stdout.contains(&value), "no token is printed");
        // A run says the same under the same code.
        let log = run(&fake).input("traffic-token", &value).run().failure().printed();
        assert!(log.contains(&format!("error[{code}]")), "{log}");
    }
}

#[test]
fn the_tokens_themselves_are_looked_at() {
    let fake = github();
    let ran = json(run(&fake).input("traffic-token", "github_pat_11FAKE0000that_nobody_knows_0001"));
    expect(
        &ran,
        "tokens",
        "problem",
        Code::BadCredentials,
        "check the token in `traffic-token`",
    );
    // GITHUB_TOKEN in both inputs shows before anything is asked; GitHub's refusal says the rest.
    let ran = json(run(&fake).input("traffic-token", ACTIONS).input("token", ACTIONS));
    let found = findings(&ran, "tokens");
    assert_eq!(
        (found[0].0.as_str(), found[0].1.as_str()),
        ("warning", "TL002"),
        "{found:?}"
    );
    assert!(found[0].2.contains("can never read traffic"), "{found:?}");
    expect(&ran, "traffic", "problem", Code::NotAccessibleByIntegration, "");
    let at: jiff::Timestamp = "2026-09-27T00:00:00Z".parse().expect("a time");
    fake.add_token(Token::new("github_pat_11FAKE0000that_expires_soon_00001").expires(at.as_second()));
    let ran = json(run(&fake).input("traffic-token", "github_pat_11FAKE0000that_expires_soon_00001"));
    expect(
        &ran,
        "tokens",
        "warning",
        Code::TokenExpires,
        "expires on 2026-09-27: in 7 days",
    );
}

#[test]
fn a_branch_that_cannot_be_written_is_found_without_writing() {
    for (rule, words) in [
        (Rule::PullRequest, "pull request"),
        (Rule::RestrictCreations, "must not be created"),
    ] {
        let mut repository = spike();
        repository.rules = vec![("traffic".to_owned(), rule)];
        let ran = json(run(&github_with(repository)));
        expect(&ran, "store", "problem", Code::Protected, words);
    }
    let mut archived = spike();
    archived.archived = true;
    expect(
        &json(run(&github_with(archived))),
        "store",
        "problem",
        Code::Archived,
        "takes no commits",
    );
    let fake = github();
    fake.add_token(Token::new("ghp_fakeClassicThatMayOnlyRead000000001").read_only());
    expect(
        &json(
            run(&fake)
                .input("token", "ghp_fakeClassicThatMayOnlyRead000000001")
                .input("traffic-token", CLASSIC),
        ),
        "store",
        "problem",
        Code::NoPushAccess,
        "may not push",
    );
    expect(
        &json(run(&github()).input("branch", "main")),
        "store",
        "problem",
        Code::DefaultBranch,
        "default branch",
    );
    let fake = github();
    fake.commit(
        STORE,
        "notes",
        &[
            ("README.md", Planted::text("mine\n")),
            (".gitattributes", Planted::text("*.json filter=lfs -text\n")),
        ],
        "Notes",
    );
    let ran = json(run(&fake).input("branch", "notes"));
    expect(&ran, "ledger", "problem", Code::ForeignFile, "overwrite");
    assert!(
        findings(&ran, "ledger")
            .iter()
            .any(|finding| finding.1 == Code::Lfs.to_string())
    );
}

#[test]
fn a_schedule_that_sleeps_is_a_problem_and_without_a_workflow_it_is_unknown() {
    let of = |state: &str, created: &str, conclusion: &str| {
        let mut repository = spike();
        repository.schedule = Some(Schedule {
            file: "traffic.yml".to_owned(),
            state: state.to_owned(),
            runs: vec![(created.to_owned(), conclusion.to_owned())],
        });
        let fake = github_with(repository);
        let reference = format!("{STORE}/.github/workflows/traffic.yml@refs/heads/main");
        json(run(&fake).on_actions().variable("GITHUB_WORKFLOW_REF", reference))
    };
    let fine = of("active", "2026-09-20T14:00:00Z", "success");
    assert_eq!(findings(&fine, "schedule"), []);
    let late = of("active", "2026-09-12T14:00:00Z", "success");
    expect(&late, "schedule", "warning", Code::Schedule, "8 days ago");
    let failed = of("active", "2026-09-20T14:00:00Z", "failure");
    expect(&failed, "schedule", "warning", Code::Schedule, "failed");
    let asleep = of("disabled_inactivity", "2026-07-01T14:00:00Z", "success");
    expect(
        &asleep,
        "schedule",
        "problem",
        Code::Schedule,
        "60 days without activity",
    );
    expect(
        &json(run(&github())),
        "schedule",
        "unknown",
        Code::Schedule,
        "outside of a workflow",
    );
}

#[test]
fn missing_days_are_counted_and_those_that_can_be_fetched_are_named() {
    let fake = github();
    run(&fake).run().success();
    fake.clock().advance_days(30);
    run(&fake).run().success();
    let ran = json(run(&fake));
    expect(&ran, "days", "note", Code::MissingDays, "16 days are missing for good");
    fake.clock().advance_days(12);
    let ran = json(run(&fake));
    expect(
        &ran,
        "days",
        "warning",
        Code::MissingDays,
        "nothing was recorded for 12 days",
    );
    assert!(
        findings(&ran, "days")[0].2.contains("12 days from"),
        "{:?}",
        findings(&ran, "days")
    );
}

#[test]
fn a_run_can_do_it_first_and_shows_it_in_the_summary() {
    let fake = github();
    let ran = run(&fake).on_actions().input("doctor", "true").run().success();
    assert!(ran.stdout.contains("::group::Doctor"), "{}", ran.stdout);
    let summary = ran.summary.clone();
    assert!(summary.starts_with("## Doctor\n"), "{summary}");
    assert!(summary.contains("# Traffic for octo/spike"), "{summary}");
    assert_eq!(fake.commits(STORE, "traffic").len(), 1);
}

#[test]
fn a_clock_and_a_rate_limit_that_do_not_fit_are_warnings() {
    let fake = github();
    let ran = json(run(&fake).with_clock_ahead(3 * 86_400));
    expect(&ran, "clock", "warning", Code::Clock, "3 days ahead of GitHub's");
    let mut poor = Token::new("github_pat_11FAKE0000with_few_requests_left_1");
    (poor.limit, poor.used, poor.resets_at) = (60, 55, fake.clock().seconds() + 600);
    let value = poor.value.clone();
    fake.add_token(poor);
    let ran = json(run(&fake).input("traffic-token", &value));
    expect(&ran, "limits", "warning", Code::RateLimit, "requests an hour are left");
}

#[test]
fn every_code_has_a_heading_in_the_documents() {
    let text = include_str!("../../docs/codes.md");
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("## TL")).collect();
    let wanted: Vec<String> = Code::ALL
        .iter()
        .map(|(code, _, title)| format!("## {code}: {title}"))
        .collect();
    assert_eq!(headings, wanted);
}

#[test]
fn without_a_token_nothing_can_be_committed() {
    let fake = github();
    let ran = json(run(&fake).without("INPUT_TOKEN"));
    expect(&ran, "store", "problem", Code::TokenMissing, "no token that commits");
}

#[test]
fn a_freeze_is_judged_and_worded_as_a_run_does() {
    let fake = standing::github("2026-09-20T14:37:00Z");
    standing::stand_still(&fake, date(2026, 10, 20));
    let doctor = |more: &[&str]| {
        let arguments = [&["doctor", "--format", "json"], more].concat();
        let run = Run::new(&fake).store(standing::STORE).repositories("octo/spike");
        run.arguments(&arguments).run()
    };
    standing::daily(&fake, "octo/spike", date(2026, 9, 28)).success();
    let ran = doctor(&[]);
    expect(
        &ran,
        "publication",
        "warning",
        Code::Frozen,
        "GitHub has published nothing since 23 Sep (its answers are fine)",
    );
    // The limit is that of the run.
    expect(
        &doctor(&["--max-age-days", "4"]),
        "publication",
        "problem",
        Code::Frozen,
        "published nothing",
    );
    standing::daily(&fake, "octo/spike", date(2026, 10, 7));
    expect(
        &doctor(&["--max-age-days", "90"]),
        "publication",
        "problem",
        Code::Frozen,
        "Nothing is lost if it goes on today",
    );
}

#[test]
fn on_actions_the_document_is_alone_on_standard_output() {
    let fake = github();
    let run = run(&fake).on_actions().variable("SOURCE_DATE_EPOCH", "1789915020");
    let ran = json(run);
    assert!(ran.stdout.trim_start().starts_with('{'), "{}", ran.stdout);
    assert!(findings(&ran, "server").is_empty());
}

#[test]
fn whether_the_runs_of_ci_can_be_read_is_asked_where_they_are_wanted() {
    let fake = github_with(spike().private());
    let with_ci_clones = || {
        run(&fake)
            .arguments(&["doctor", "--format", "json", "--ci-clones"])
            .run()
    };
    let ran = with_ci_clones();
    expect(
        &ran,
        "ci clones",
        "warning",
        Code::ActionsHidden,
        "may not read the runs",
    );
    // The token of the workflow, with `permissions: actions: read`.
    fake.add_token(Token::new(ACTIONS).without_traffic());
    fake.clear_log();
    let ran = with_ci_clones();
    assert!(findings(&ran, "ci clones").is_empty(), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("the runs of GitHub Actions can be read"),
        "{}",
        ran.stdout
    );
    assert_eq!(asked_below(&fake, "/actions/"), ["runs?per_page=1"; 2]);
    fake.clear_log();
    json(run(&fake));
    assert_eq!(asked_below(&fake, "/actions/"), [""; 0]);
}
