//! Runs that succeed: what they print for the runner, for a terminal and into a pipe.

use fake_github::{CLASSIC, Clock, FakeGitHub, Publishing, Repository};

use super::{NAME, NOW, Transcript, add, github, local, on_actions, with_ledger};
use crate::harness::{Ran, Run};

fn assert_run(name: &str, ran: &Ran) {
    let mut transcript = Transcript::with_outputs();
    transcript.add(&name.replace('-', " "), ran);
    transcript.assert(&format!("success-{name}"));
}

#[test]
fn a_first_run_on_actions() {
    let fake = github();
    assert_run("on-actions", &on_actions(&fake).run().success());
}

#[test]
fn a_first_run_in_a_pipe_prints_the_same_as_the_binary() {
    let ran = local(&github()).run().success();
    assert_run("in-a-pipe", &ran);
    let binary = local(&github()).binary().success();
    assert_eq!((binary.stdout, binary.stderr), (ran.stdout, ran.stderr));
}

/// A run with a notice, a warning and an error.
fn colourful(fake: &FakeGitHub) -> Run {
    fake.edit(NAME, |repository| repository.archived = true);
    local(fake)
        .store("octo/keeper")
        .repositories(&format!("{NAME}, {NAME}, octo/gone"))
}

#[test]
fn a_run_on_a_terminal_is_coloured() {
    let fake = github();
    add(&fake, "octo/keeper");
    assert_run("on-a-terminal", &colourful(&fake).on_a_terminal().run());
    fake.clock().advance_days(1);
    let plain = colourful(&fake).on_a_terminal().variable("NO_COLOR", "1").run();
    assert!(!plain.printed().contains('\u{1b}'), "{}", plain.printed());
}

#[test]
fn nothing_new_and_the_next_day() {
    let fake = with_ledger();
    fake.clock().advance_seconds(-80_000);
    let mut transcript = Transcript::default();
    transcript.add("nothing new", &on_actions(&fake).run().success());
    fake.clock().advance_days(1);
    transcript.add("the next day", &on_actions(&fake).run().success());
    fake.clock().advance_days(1);
    let message = "Record the traffic\n\nEvery day.";
    let ran = on_actions(&fake)
        .input("commit-message", message)
        .input("token", CLASSIC)
        .run();
    transcript.add("another commit message, with a personal token", &ran.success());
    transcript.assert("success-next-day");
}

#[test]
fn a_dry_run() {
    let fake = with_ledger();
    let mut transcript = Transcript::default();
    let dry = |fake: &FakeGitHub| local(fake).input("dry-run", "true");
    transcript.add("locally", &dry(&fake).run().success());
    transcript.add("on Actions", &dry(&fake).on_actions().run().success());
    local(&fake).run().success();
    fake.clock().advance_seconds(60);
    transcript.add("nothing new", &dry(&fake).run().success());
    transcript.add("a first run", &dry(&github()).run().success());
    transcript.assert("success-dry-run");
}

#[test]
fn several_repositories_and_a_renamed_one() {
    let fake = github();
    add(&fake, "octo/second");
    let both = format!("{NAME},octo/second");
    let mut transcript = Transcript::default();
    let ran = on_actions(&fake).repositories(&both).run().success();
    transcript.add("two repositories", &ran);
    fake.rename("octo/second", "octo/renamed");
    fake.clock().advance_days(1);
    let ran = on_actions(&fake).repositories(&both).run().success();
    transcript.add("one of them renamed", &ran);
    transcript.assert("success-several-repositories");
}

#[test]
fn a_repository_without_a_commit_and_one_without_traffic() {
    let fake = FakeGitHub::start_at(&Clock::at(NOW));
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    add(&fake, NAME);
    let mut transcript = Transcript::default();
    transcript.add("a store without a commit", &on_actions(&fake).run().success());
    let mut quiet = Repository::new("octo/quiet");
    quiet.created_at = "2026-03-01T10:00:00Z".to_owned();
    quiet.pushed_at = "2026-03-01T10:00:00Z".to_owned();
    fake.add(quiet);
    fake.edit("octo/quiet", |repository| repository.no_data_yet = true);
    let ran = on_actions(&fake).repositories("octo/quiet").run().success();
    transcript.add("a repository of yesterday", &ran);
    transcript.assert("success-new-repositories");
}

#[test]
fn a_ledger_in_a_directory() {
    let fake = github();
    let run = local(&fake);
    let directory = run.path("ledger").display().to_string();
    let ran = run.arguments(&["run", "--output", &directory]).run().success();
    assert_run("in-a-directory", &ran);
}
