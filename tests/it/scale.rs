//! What a run costs, counted in requests: it depends on what is visited, not on what is stored, and it is what
//! `docs/scale.md` says.

use fake_github::{
    ACTIONS, CHECKOUT, CiRun, Count, FakeGitHub, Fault, Logged, On, Planted, Publishing, Repository, Token, Truth,
};
use jiff::civil::date;

use crate::harness::{BRANCH, Run};
use crate::source;

const STORE: &str = "octo/ledger";
/// The first run, on a Wednesday.
const BEGIN: &str = "2026-02-25T14:37:00Z";

/// An organisation with so many repositories, all of them recorded once.
fn recorded(repositories: usize) -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.clock().set(BEGIN);
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add_organization("acme");
    fake.add(Repository::new(STORE));
    fake.commit(STORE, "main", &[("README.md", Planted::text("Begun."))], "Begin");
    for number in 0..repositories {
        let truth = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(7, 3), Count::new(2, 1));
        let mut repository = Repository::new(&name(number)).with_truth(truth);
        repository.id = 9_000 + number as u64;
        fake.add(repository);
    }
    run(&fake, "acme/*");
    fake
}

fn name(number: usize) -> String {
    format!("acme/r{number:02}")
}

/// A run of the next day; gives its requests.
fn next_day(fake: &FakeGitHub, repositories: &str) -> Vec<String> {
    fake.clock().advance_days(1);
    run(fake, repositories);
    let mut requests: Vec<String> = fake.log().iter().map(request).collect();
    requests.sort();
    requests
}

fn run(fake: &FakeGitHub, repositories: &str) {
    fake.clear_log();
    Run::new(fake).store(STORE).repositories(repositories).run().success();
}

/// A request without what differs from commit to commit.
fn request(line: &Logged) -> String {
    let is_id = |part: &str| part.len() == 40 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut target = line.target.clone();
    for id in line.target.split(['/', '=']).filter(|part| is_id(part)) {
        target = target.replace(id, "OBJECT");
    }
    format!("{} {target}", line.method)
}

/// The requests about one of the repositories, with the names that the document uses.
fn about(requests: &[String], number: usize) -> Vec<String> {
    let (name, id) = (name(number), 9_000 + number);
    let own = |request: &&String| request.contains(&name) || request.contains(&format!("/repositories/{id}/"));
    let own = requests.iter().filter(own);
    let mut own: Vec<String> = own
        .map(|request| {
            request
                .replace(&name, "OWNER/NAME")
                .replace(&format!("/repositories/{id}/"), "/repositories/ID/")
                .replace(STORE, "STORE")
        })
        .collect();
    own.sort();
    own
}

/// The requests about no repository, with the names that the document uses.
fn in_common(requests: &[String], repositories: usize) -> Vec<String> {
    let is_own =
        |request: &&String| (0..repositories).any(|number| !about(&[String::clone(request)], number).is_empty());
    let common = requests.iter().filter(|request| !is_own(request));
    let mut common: Vec<String> = common
        .map(|request| request.replace(STORE, "STORE").replace("acme", "OWNER"))
        .collect();
    common.sort();
    common
}

/// The lines of the code block below the heading `heading` in the document, without what explains them.
fn documented(heading: &str) -> Vec<String> {
    let text = source::read("docs/scale.md");
    let lines = text.lines().skip_while(|line| *line != format!("### {heading}"));
    let block = lines.skip_while(|line| !line.starts_with("```")).skip(1);
    let block = block.take_while(|line| !line.starts_with("```"));
    let mut requests: Vec<String> = block
        .map(|line| line.split("  ").next().unwrap_or_default().to_owned())
        .collect();
    requests.sort();
    requests
}

#[test]
fn a_run_of_one_repository_costs_the_same_however_many_are_stored() {
    let [few, many] = [2, 30].map(|repositories| next_day(&recorded(repositories), &name(1)));
    assert_eq!(few, many);
    assert!(!few.is_empty());
    // The visited one is read, no other.
    assert!(
        few.iter()
            .any(|request| request.contains("/contents/acme/r01/history.json"))
    );
    assert!(few.iter().all(|request| !request.contains("r00")));
}

#[test]
fn a_steady_day_makes_the_documented_requests() {
    let fake = recorded(3);
    let listed = next_day(&fake, "acme/*");
    let named = next_day(&fake, &[0, 1, 2].map(name).join("\n"));
    for number in 0..3 {
        assert_eq!(about(&listed, number), documented("Each repository"));
        let mut also = documented("Each repository");
        also.extend(documented("Each repository that is named in full"));
        also.sort();
        assert_eq!(about(&named, number), also);
    }
    let mut common = documented("Each run");
    assert_eq!(in_common(&named, 3), common);
    common.extend(documented("Each owner that is listed"));
    common.sort();
    assert_eq!(in_common(&listed, 3), common);
}

/// GitHub has all of it already: only the names of the folders are sent again.
#[test]
fn a_lost_race_reads_no_history_again() {
    let fake = recorded(3);
    fake.before(On::nth(1).method("PATCH"), |fake| {
        fake.commit(STORE, BRANCH, &[("notes.txt", Planted::text("Theirs."))], "Note");
    });
    let requests = next_day(&fake, "acme/*");
    assert_eq!(fake.log().iter().filter(|line| line.method == "PATCH").count(), 2);
    for number in 0..3 {
        assert_eq!(about(&requests, number), documented("Each repository"));
    }
    assert!(fake.files(STORE, BRANCH).contains_key("notes.txt"));
}

#[test]
fn a_week_takes_four_requests_more_than_seven_steady_days() {
    let fake = recorded(2);
    let days: Vec<Vec<String>> = (0..7).map(|_| next_day(&fake, "acme/*")).collect();
    let all = days.iter().flat_map(|requests| about(requests, 0));
    let mut more: Vec<String> = all.collect();
    for _ in 0..7 {
        for request in documented("Each repository") {
            let at = more.iter().position(|other| *other == request);
            more.remove(at.expect("it is made every day"));
        }
    }
    more.sort();
    assert_eq!(more, documented("Each repository, once a week"));
}

/// The requests that an input adds to the second run with it.
fn added_by(input: &str, begin: &dyn Fn() -> FakeGitHub) -> Vec<String> {
    let day = |value: &str| {
        let fake = begin();
        for _ in 0..2 {
            fake.clock().advance_days(1);
            fake.clear_log();
            let run = Run::new(&fake).store(STORE).repositories("acme/*");
            run.input(input, value).run().success();
        }
        let mut requests: Vec<String> = fake.log().iter().map(request).collect();
        requests.sort();
        requests
    };
    let mut more = day("true");
    for request in day("false") {
        let at = more.iter().position(|other| *other == request);
        more.remove(at.expect("it is made with the input, too"));
    }
    more
}

#[test]
fn the_page_in_the_ledger_is_read_once_a_run() {
    let more = added_by("page-in-ledger", &|| recorded(2));
    let more: Vec<String> = more.iter().map(|line| line.replace(STORE, "STORE")).collect();
    assert_eq!(more, documented("With `page-in-ledger: true`, each run with news"));
}

#[test]
fn clones_by_ci_take_a_list_and_the_jobs_of_each_run() {
    let more = added_by("ci-clones", &|| {
        let fake = recorded(2);
        let steps = ["Set up job", CHECKOUT];
        let run = |day: i8| CiRun::new(&format!("2026-02-{day}T08:00:00Z"), 7).jobs(2, 1, &steps);
        fake.edit(&name(0), |repository| repository.ci_runs = (20..=28).map(run).collect());
        fake
    });
    let plain = |line: &String| {
        let line = line.replace("/runs/1000006/", "/runs/ID/");
        line.replace("created=2026-02-25T18:00:00Z..2026-02-26T23:59:59Z", "created=…")
    };
    let own = about(&more.iter().map(plain).collect::<Vec<_>>(), 0);
    assert_eq!(own, documented("Each repository, with `ci-clones: true`"));
    // The other one has no run of which the jobs could be read.
    assert_eq!(more.len(), own.len() + 1, "{more:#?}");
}

/// The requests of a command that reads all of the ledger, with the names that the document uses.
fn whole(fake: &FakeGitHub, command: &str) -> Vec<String> {
    fake.clear_log();
    let ran = Run::new(fake).store(STORE).arguments(&[command]).run();
    ran.success();
    let all = fake.log();
    let archives = all.iter().filter(|line| line.path().starts_with("/_codeload/"));
    // The token is for the API alone.
    assert!(archives.clone().all(|line| line.header_count("authorization") == 0));
    let mut requests: Vec<String> = all.iter().map(request).collect();
    for line in &mut requests {
        *line = line
            .replace("/_codeload/", "https://codeload.github.com/")
            .replace(STORE, "STORE");
    }
    requests.sort();
    requests
}

#[test]
fn verify_and_rebuild_read_a_branch_in_one_archive() {
    let fake = recorded(3);
    for _ in 0..3 {
        next_day(&fake, "acme/*");
    }
    let verify = documented("`verify` and `rebuild`");
    assert_eq!(whole(&fake, "verify"), verify);
    let mut rebuild = verify;
    rebuild.extend(documented("`rebuild` alone"));
    rebuild.sort();
    assert_eq!(whole(&fake, "rebuild"), rebuild);
    // The archive of a private repository comes with a key of its own.
    fake.edit(STORE, |store| store.private = true);
    let key = whole(&fake, "verify")
        .into_iter()
        .find(|line| line.contains("codeload"));
    assert!(key.is_some_and(|line| line.contains("?token=")));
}

#[test]
fn what_an_archive_lacks_is_read_otherwise() {
    let fake = recorded(2);
    let few = whole(&fake, "verify").len();
    // `.gitattributes` of the user take the histories out of archives, and change a snapshot's text in them.
    let attributes = [(".gitattributes", Planted::text("history.json export-ignore\n"))];
    fake.commit(STORE, BRANCH, &attributes, "Leave the histories out");
    let more = whole(&fake, "verify");
    assert_eq!(more.len(), few + 3, "one listing and two histories: {more:#?}");
    assert_eq!(more.iter().filter(|line| line.contains("/git/blobs/")).count(), 2);
    fake.commit(
        STORE,
        BRANCH,
        &[(".gitattributes", Planted::text("* -text\n"))],
        "As before",
    );
    for fault in [
        Fault::TruncatedBody,
        Fault::CutBefore,
        Fault::Html(503),
        Fault::EmptyBody,
        Fault::NotJson,
    ] {
        fake.fail(On::every().path("/_codeload/"), fault.clone());
        let more = whole(&fake, "verify");
        let blobs = more.iter().filter(|line| line.contains("/git/blobs/")).count();
        assert_eq!(blobs, 5, "{fault:?}: the index, histories and snapshots: {more:#?}");
        fake.clear_faults();
    }
}

/// The workflow's own token has 1,000 requests an hour. A tenth of each, and what a run takes however few it visits.
#[test]
fn five_hundred_repositories_fit_into_the_limit_of_the_workflows_token_every_day() {
    const REPOSITORIES: usize = 50;
    let limit = 100 + 33;
    let fake = recorded(REPOSITORIES);
    for _ in 0..3 {
        fake.clock().advance_days(1);
        fake.add_token(Token {
            limit,
            used: 0,
            resets_at: fake.clock().seconds() + 3_000,
            ..Token::new(ACTIONS).without_traffic()
        });
        run(&fake, "acme/*");
        let visited = fake
            .log()
            .iter()
            .filter(|line| line.target.contains("/traffic/views?per=day"))
            .count();
        assert_eq!(visited, REPOSITORIES, "none has to wait");
    }
}
