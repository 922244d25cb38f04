//! What a log that everybody can read says about private repositories that a private store keeps: nothing.

use fake_github::{CLASSIC, Count, FakeGitHub, Fault, On, Publishing, Repository, Rule, Token, Truth};
use jiff::civil::date;

use super::everything;
use crate::harness::{Ran, Run};

const STORE: &str = "octo/ledger";
/// The repository of the workflow, which everybody can read.
const WORKFLOW: &str = "acme/app";
const SECRET: &str = "acme/internal";

/// An organisation with a public and a private repository, and a private store.
fn fake() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    fake.add_organization("acme");
    fake.add(Repository::new(STORE).private());
    let truth = Truth::flat(
        date(2025, 12, 1),
        date(2026, 6, 30),
        Count::new(7_531, 30),
        Count::new(2, 1),
    );
    fake.add(Repository::new(WORKFLOW).with_truth(truth.clone()));
    fake.add(Repository::new(SECRET).with_truth(truth).private());
    fake.add_token(Token::new(CLASSIC));
    fake
}

/// A run of the workflow with the debug trail, which shows the most.
fn job(fake: &FakeGitHub, lines: &str) -> Run {
    let run = Run::new(fake).store(STORE).repositories(lines);
    let run = run.input("traffic-token", CLASSIC).variable("RUNNER_DEBUG", "1");
    run.variable("GITHUB_REPOSITORY", WORKFLOW).on_actions()
}

fn assert_hidden(ran: &Ran) {
    let all = everything(ran, false).to_lowercase();
    let place = all
        .find("internal")
        .map(|at| &all[at.saturating_sub(300)..all.len().min(at + 100)]);
    assert_eq!(place, None);
    assert!(ran.printed().contains("a private repository"), "{}", ran.printed());
    assert_eq!(
        ran.printed().matches("Everybody can read this log").count(),
        1,
        "{}",
        ran.printed()
    );
}

#[test]
fn a_public_log_does_not_name_private_repositories_that_a_pattern_found() {
    for lines in ["acme/*", "*", "*\n!acme/app", "*\n!private"] {
        let fake = fake();
        let ran = job(&fake, lines).run();
        assert_hidden(&ran);
        let is_kept = fake.files(STORE, "traffic").keys().any(|path| path.starts_with(SECRET));
        assert_eq!(
            is_kept,
            !lines.contains("!private"),
            "{lines}: it is recorded all the same"
        );
        if lines.contains("!acme/app") {
            assert!(!ran.outputs().contains_key("views-14d") && !ran.outputs().contains_key("report-url"));
        }
    }
}

#[test]
fn what_goes_wrong_with_a_private_repository_does_not_name_it_either() {
    let failures: [fn(&FakeGitHub); 5] = [
        |fake| {
            fake.fail(
                On::every().path("/traffic/"),
                Fault::Refused(403, "No acme/internal!".to_owned()),
            )
        },
        |fake| fake.fail(On::every().path("/traffic/views"), Fault::Body("no JSON".to_owned())),
        |fake| fake.edit(SECRET, |repository| repository.archived = true),
        |fake| fake.delete(SECRET),
        |fake| fake.rename(SECRET, "acme/internal-too"),
    ];
    for fail in failures {
        for (lines, more) in [("*", ""), ("acme/i*", ""), ("*", "dry-run")] {
            let fake = fake();
            job(&fake, lines).run().success();
            fake.clock().advance_days(1);
            fail(&fake);
            let run = job(&fake, lines);
            let run = if more.is_empty() { run } else { run.input(more, "true") };
            assert_hidden(&run.run());
        }
    }
}

#[test]
fn snapshots_of_private_repositories_are_not_left_where_everybody_can_download_them() {
    let fake = fake();
    fake.edit(STORE, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::RestrictCreations))
    });
    let ran = job(&fake, "*").run().failure();
    assert_hidden(&ran);
    assert!(
        ran.workspace.keys().any(|path| path.contains(WORKFLOW)),
        "{:?}",
        ran.workspace.keys()
    );
    let warnings = ran.annotations().iter().filter(|one| one.level == "warning").count();
    assert_eq!(warnings, 1, "{}", ran.printed());
    assert!(
        ran.printed()
            .contains("Unsaved snapshots of private repositories were not kept")
    );
}

/// The workflow itself shows the names that it gives in full, but not the numbers.
#[test]
fn a_name_that_the_workflow_gives_in_full_is_shown_without_its_numbers() {
    let fake = fake();
    let ran = job(&fake, SECRET).run().success();
    assert!(ran.printed().contains("acme/internal: recorded\n"), "{}", ran.printed());
    let numbers = |ran: &Ran| {
        let outputs = ran.outputs();
        outputs
            .keys()
            .any(|name| !["changed", "commit-sha", "state"].contains(&name.as_str()))
    };
    assert!(!numbers(&ran) && ran.summary.is_empty(), "{}", ran.output_file);
    assert!(!ran.printed().contains("days of views"), "{}", ran.printed());

    // Its new name is shown nowhere.
    fake.rename(SECRET, "acme/hidden");
    fake.clock().advance_days(1);
    let ran = job(&fake, SECRET).run().success();
    assert!(!everything(&ran, false).contains("hidden"), "{}", ran.printed());

    let ran = job(&fake, "acme/hidden")
        .input("publish-private", "true")
        .run()
        .success();
    assert!(
        numbers(&ran) && ran.printed().contains("days of views"),
        "{}",
        ran.output_file
    );
}

#[test]
fn a_directory_keeps_private_repositories_out_of_the_public_summary_too() {
    let fake = fake();
    let run = job(&fake, "*");
    let directory = run.path("ledger").display().to_string();
    let ran = run.arguments(&["run", "--output", &directory]).run().success();
    let shown = format!("{}{}{}", ran.printed(), ran.summary, ran.output_file);
    assert!(!shown.contains("internal"), "{shown}");
    assert!(ran.summary.contains(WORKFLOW), "{}", ran.summary);
}

#[test]
fn where_those_who_read_the_log_may_know_everything_is_shown() {
    let named = |run: Run| {
        run.run()
            .success()
            .printed()
            .contains("acme/internal: 14 days of views")
    };
    let fake = fake();
    assert!(
        named(job(&fake, "*").without("GITHUB_ACTIONS")),
        "on a machine of one's own"
    );
    assert!(named(job(&fake, "*").input("publish-private", "true")));
    assert!(
        named(job(&fake, "*").variable("GITHUB_REPOSITORY", STORE)),
        "a workflow of the store"
    );
    fake.edit(WORKFLOW, |repository| repository.private = true);
    assert!(named(job(&fake, "*")), "a private workflow");
}

/// A token may not see the repository of the workflow: then the event says whether it is private.
#[test]
fn a_workflow_whose_visibility_is_not_known_counts_as_public() {
    let unknown = |event: Option<&str>| {
        let fake = fake();
        fake.edit(WORKFLOW, |repository| repository.private = true);
        fake.fail(
            On::every().exactly("/repos/acme/app"),
            Fault::Refused(404, "Not Found".to_owned()),
        );
        let run = job(&fake, "acme/i*");
        let path = run.path("event.json");
        if let Some(event) = event {
            std::fs::write(&path, event).expect("written");
        }
        run.variable("GITHUB_EVENT_PATH", path).run().success()
    };
    for event in [
        None,
        Some("no JSON"),
        Some("{}"),
        Some(r#"{"repository":{"full_name":"acme/app"}}"#),
        Some(r#"{"repository":{"full_name":"acme/app","private":true,"visibility":"public"}}"#),
        Some(r#"{"repository":{"full_name":"acme/other","private":true}}"#),
        Some(r#"{"repository":{"full_name":"acme/app","private":false}}"#),
    ] {
        assert_hidden(&unknown(event));
    }
    let private = unknown(Some(
        r#"{"repository":{"full_name":"Acme/App","private":true,"visibility":"internal"}}"#,
    ));
    assert!(private.printed().contains(SECRET), "{}", private.printed());
}
