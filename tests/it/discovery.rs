//! Runs whose input `repositories` has patterns: what is recorded, what is left out and why, and what is an error.

use fake_github::{CLASSIC, Count, FakeGitHub, Fault, On, Publishing, Repository, Token, Truth};
use jiff::civil::date;

use crate::harness::{Ran, Run};

const STORE: &str = "octo/ledger";
const APP: &str = "ghs_the_token_of_an_installation";

/// An organisation with a fork, an archived and a private repository, and one where others may push; the store is private.
fn fake() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add_organization("acme");
    fake.add(Repository::new(STORE));
    fake.edit(STORE, |store| store.private = true);
    for name in [
        "acme/app",
        "acme/demo-one",
        "acme/fork",
        "acme/old",
        "acme/internal",
        "acme/theirs",
    ] {
        let truth = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(7, 3), Count::new(2, 1));
        let mut repository = Repository::new(name).with_truth(truth);
        repository.fork = name == "acme/fork";
        repository.archived = name == "acme/old";
        repository.private = name == "acme/internal";
        fake.add(repository);
    }
    let all_but_theirs = ["app", "demo-one", "fork", "old", "internal"].map(|name| format!("acme/{name}"));
    let names: Vec<&str> = all_but_theirs.iter().map(String::as_str).collect();
    fake.add_token(Token::new(CLASSIC).only(&names));
    fake.add_token(Token::new(APP).only(&names));
    fake
}

fn run(fake: &FakeGitHub, token: &str, lines: &str) -> Ran {
    let run = Run::new(fake).store(STORE).repositories(lines);
    run.input("traffic-token", token).run()
}

/// The repositories that the ledger holds.
fn recorded(fake: &FakeGitHub) -> String {
    let files = fake.files(STORE, "traffic");
    let names = files.keys().filter_map(|path| path.strip_suffix("/history.json"));
    names
        .map(|name| name.replace("acme/", ""))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn an_owner_is_recorded_without_what_the_lines_leave_out() {
    let fake = fake();
    let ran = run(&fake, CLASSIC, "acme/*\n!acme/demo-*\n!fork\n!archived\n!private").success();
    assert_eq!(recorded(&fake), "app");
    assert!(
        ran.stdout.contains("Selected 1 repository: acme/app\n"),
        "{}",
        ran.stdout
    );
    let left_out = "Left out 5: acme/demo-one (!acme/demo-*), acme/fork (!fork), acme/internal (!private), \
                    acme/old (!archived), acme/theirs (no push access)\n";
    assert!(ran.stdout.contains(left_out), "{}", ran.stdout);
    // Who they are is in the list.
    assert!(fake.log().iter().all(|line| line.path() != "/repos/acme/app"));
}

#[test]
fn an_app_records_what_it_was_installed_for() {
    let fake = fake();
    run(&fake, APP, "*").success();
    assert_eq!(recorded(&fake), "app demo-one fork internal old");
    let lists = fake
        .log()
        .iter()
        .filter(|line| line.path() == "/installation/repositories")
        .count();
    assert_eq!(lists, 1);
    run(&fake, APP, "acme/*\nother/*").success();
}

#[test]
fn a_private_repository_of_a_pattern_is_not_even_named_where_everybody_can_read() {
    let fake = fake();
    fake.edit(STORE, |store| store.private = false);
    let ran = run(&fake, CLASSIC, "acme/*").success();
    assert_eq!(recorded(&fake), "app demo-one fork old");
    let printed = ran.printed();
    assert!(!printed.contains("internal"), "{printed}");
    assert!(
        printed.contains("Left out 1 private repository: everybody can read the store"),
        "{printed}"
    );
    assert!(fake.log().iter().all(|line| !line.path().contains("internal")));
    // Who names it is told why it is not recorded.
    let named = run(&fake, CLASSIC, "acme/*, acme/internal").failure().printed();
    assert!(named.contains("acme/internal: its traffic was not read"), "{named}");
    let all = Run::new(&fake).store(STORE).repositories("acme/*");
    all.input("traffic-token", CLASSIC)
        .input("publish-private", "true")
        .run()
        .success();
    assert_eq!(recorded(&fake), "app demo-one fork internal old");
}

#[test]
fn a_name_in_full_is_recorded_whatever_the_list_says() {
    let fake = fake();
    run(&fake, CLASSIC, "acme/old, acme/a*, !archived").success();
    assert_eq!(recorded(&fake), "app old");
}

#[test]
fn the_outputs_are_of_the_first_repository_of_the_first_line() {
    let fake = fake();
    fake.edit("acme/old", |r| {
        r.truth = Truth::flat(date(2025, 12, 1), date(2026, 6, 30), Count::new(9, 3), Count::new(2, 1))
    });
    let first = |lines: &str| run(&fake, CLASSIC, lines).success().outputs()["views-14d"].clone();
    assert_eq!(first("acme/o*\nacme/*"), (9 * 14).to_string());
    assert_eq!(first("acme/*"), (7 * 14).to_string());
}

#[test]
fn no_match_is_an_error_that_says_why() {
    let fake = fake();
    let ran = run(&fake, CLASSIC, "acme/f*\n!fork").failure();
    let wanted = "repositories: no repository matches: GitHub listed 6 repositories; left out: 1 by !fork\n";
    assert!(ran.printed().contains(wanted), "{}", ran.printed());
    assert!(
        run(&fake, CLASSIC, "acme/x*")
            .failure()
            .printed()
            .contains("GitHub listed 6 repositories\n")
    );
    assert_eq!(fake.commits(STORE, "traffic").len(), 0);
}

#[test]
fn a_line_that_matches_nothing_is_a_warning() {
    let fake = fake();
    let ran = run(&fake, CLASSIC, "acme/app, acme/lib-*, acme/a*, !acme/zebra").success();
    let printed = ran.printed();
    assert!(
        printed.contains("acme/lib-*: this line of `repositories` matches no repository"),
        "{printed}"
    );
    assert!(printed.contains("!acme/zebra leaves nothing out\n"), "{printed}");
}

#[test]
fn an_owner_that_cannot_be_listed_does_not_stop_the_others() {
    let fake = fake();
    let ran = run(&fake, CLASSIC, "nobody/*\nacme/app\nacme/old").failure();
    assert!(
        ran.printed().contains("could not list the repositories of nobody"),
        "{}",
        ran.printed()
    );
    assert!(!ran.printed().contains("matches no repository"), "{}", ran.printed());
    assert_eq!(recorded(&fake), "app old");
    fake.fail(On::every().path("/orgs/acme"), Fault::Html(500));
    run(&fake, CLASSIC, "acme/*").failure();
}

#[test]
fn an_unknown_token_is_one_failure() {
    let fake = fake();
    let ran = run(&fake, "ghp_a_token_that_github_does_not_know", "*, acme/app, acme/old").failure();
    assert_eq!(ran.printed().matches("Bad credentials").count(), 1, "{}", ran.printed());
}

#[test]
fn without_patterns_nothing_is_listed() {
    let fake = fake();
    let ran = run(&fake, CLASSIC, "acme/app\nacme/demo-one\n!fork").success();
    assert!(
        fake.log().iter().all(|line| line.path().starts_with("/repo")),
        "{:?}",
        fake.log()
    );
    assert!(!ran.stdout.contains("Selected"), "{}", ran.stdout);
}
