//! The root of the default branch is where the project is.

use fake_github::{Fault, On, Repository};

use crate::end_to_end::{NAME, github, job};
use crate::harness::Run;

#[test]
fn it_is_refused_without_a_directory_unless_it_is_allowed() {
    let fake = github();
    // No file is in the way: the branch itself is the reason.
    fake.commit(
        NAME,
        "main",
        &[("README.md", fake_github::Planted::Deleted)],
        "Empty it",
    );
    let head = fake.head(NAME, "main");
    let to_main = || job(&fake).input("branch", "main");
    let csv = |run: Run| {
        let csv = run.path("log.csv");
        std::fs::write(&csv, "date,views\n2026-02-01,5\n").expect("written");
        let csv = csv.display().to_string();
        run.arguments(&["import", &csv, "--repository", NAME])
    };
    for run in [
        to_main(),
        to_main().input("dry-run", "true"),
        csv(to_main()),
        csv(to_main().input("dry-run", "true")),
    ] {
        fake.clear_log();
        let refused = run.run().failure().texts("error").join("\n");
        assert!(
            refused.contains("main is the default branch of octo/spike"),
            "{refused}"
        );
        for way in ["`branch`", "`directory`", "`allow-default-branch: true`"] {
            assert!(refused.contains(way), "{refused}");
        }
        assert_eq!(fake.head(NAME, "main"), head);
        assert!(fake.log().iter().all(|request| !request.is_write()));
    }
    to_main().input("directory", "docs/traffic").run().success();
    to_main().input("allow-default-branch", "true").run().success();
    let files = fake.files(NAME, "main");
    assert!(files.contains_key("README.md") && files.contains_key("docs/traffic/README.md"));
    let refused = to_main().arguments(&["rebuild"]).run().failure();
    assert!(
        refused.printed().contains("main is the default branch"),
        "{}",
        refused.printed()
    );
    to_main().arguments(&["verify"]).run().success();
}

/// What was read is not lost when the ledger's branch becomes the default one.
#[test]
fn what_was_read_is_rescued_but_not_by_a_dry_run() {
    let fake = github();
    job(&fake).run().success();
    fake.edit(NAME, |repository| repository.default_branch = "traffic".to_owned());
    fake.clock().advance_days(1);
    let refused = job(&fake).input("dry-run", "true").run().failure();
    assert!(refused.workspace.is_empty(), "{:?}", refused.workspace.keys());
    let refused = job(&fake).run().failure();
    assert_eq!(refused.outputs()["rescued-snapshot"], "traffic-ledger-rescue");
    assert_eq!(refused.workspace.len(), 1);
    job(&fake).input("allow-default-branch", "true").run().success();
}

#[test]
fn where_github_does_not_say_which_one_it_is_it_may_be_this_one() {
    let fake = github();
    let body = format!(
        r#"{{"id":{},"full_name":"octo/spike","private":false}}"#,
        fake.repository(NAME).id
    );
    fake.fail(On::every().exactly("/repos/octo/spike"), Fault::Body(body));
    let refused = job(&fake).run().failure().texts("error").join("\n");
    assert!(
        refused.contains("GitHub did not say whether traffic is the default branch"),
        "{refused}"
    );
    job(&fake).input("directory", "docs").run().success();
}

/// The first commit of a repository without any makes its default branch.
#[test]
fn an_empty_repository_gets_its_ledger() {
    let fake = github();
    fake.add(Repository::new("octo/empty"));
    job(&fake).store("octo/empty").run().success();
    assert!(
        fake.files("octo/empty", "traffic")
            .contains_key("octo/spike/history.json")
    );
    assert_eq!(fake.files("octo/empty", "main").len(), 1, "a line about the ledger");

    fake.add(Repository::new("octo/void"));
    let to_main = || job(&fake).store("octo/void").input("branch", "main");
    to_main().run().failure();
    assert_eq!(fake.head("octo/void", "main"), None);
    to_main().input("allow-default-branch", "true").run().success();
    assert!(fake.files("octo/void", "main").contains_key("octo/spike/history.json"));
}
