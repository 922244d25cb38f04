//! `export`: which ledger, which repository.

use super::{Files, Transcript, add, github, ledger_files, local, offline, on_directory, write_files};
use crate::harness::Ran;

/// Runs the binary on a copy of a ledger, with a file as its standard output.
fn on_directory_into(command: &[&str], files: &Files, output: &str) -> Ran {
    let run = offline();
    write_files(&run.path("ledger"), files);
    let directory = run.path("ledger").display().to_string();
    run.arguments(&[command, &["--output", &directory]].concat())
        .binary_into(output)
}

#[test]
fn which_ledger() {
    let files = ledger_files();
    let mut transcript = Transcript::default();
    transcript.add(
        "the only repository",
        &on_directory(&["export", "--table", "weeks"], &files).success(),
    );
    let gone = ["export", "--repository", "octo/gone"];
    transcript.add(
        "a repository that the ledger does not hold",
        &on_directory(&gone, &files).failure(),
    );
    transcript.add("no ledger", &on_directory(&["export"], &Files::new()).failure());
    let fake = github();
    add(&fake, "octo/second");
    let both = local(&fake)
        .repositories("octo/spike,octo/second")
        .run()
        .success()
        .files();
    transcript.add("several repositories", &on_directory(&["export"], &both).failure());
    let directory = on_directory(&["export", "--repository", "octo/second"], &both);
    transcript.add("one of them", &directory.success());
    let other_case = ["export", "--table", "weeks", "--repository", "Octo/Spike"];
    transcript.add("a name in other letters", &on_directory(&other_case, &files).success());
    let mut damaged = both.clone();
    damaged.insert("octo/spike/history.json".to_owned(), b"{}".to_vec());
    transcript.add("one that is damaged", &on_directory(&gone[..1], &damaged).failure());
    let spike = ["export", "--repository", "octo/spike"];
    transcript.add("the damaged one", &on_directory(&spike, &damaged).failure());
    let full = on_directory_into(&["export"], &files, "/dev/full").failure();
    transcript.add("a full disk", &full);
    let fake = super::with_ledger();
    let ran = local(&fake).on_actions().arguments(&["export"]).run().success();
    transcript.add("from a branch, on Actions", &ran);
    let fake = github();
    let no_branch = local(&fake).arguments(&["export"]).run().failure();
    transcript.add("a branch that does not exist", &no_branch);
    let no_branch = local(&fake).arguments(&["verify"]).run().failure();
    transcript.add("verify of a branch that does not exist", &no_branch);
    transcript.assert("export-which-ledger");
}
