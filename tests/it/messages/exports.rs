//! `export`: which ledger, which repository.

use super::{Files, Transcript, add, github, ledger_files, local, on_directory};

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
