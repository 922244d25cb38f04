//! Unexpected things in a branch: refused with a clear message, and nothing is written.

use fake_github::{Fault, On, Planted};
use traffic_ledger::message::Message;

use super::{fake, put, store, writes};

#[tokio::test]
async fn what_is_no_file_of_ours_is_not_written_over() {
    let submodule = "0123456789012345678901234567890123456789".to_owned();
    for (path, thing, conflict) in [
        (
            "README.md",
            Planted::Symlink("/etc/passwd".to_owned()),
            "README.md is a symbolic link, but the ledger needs a file there",
        ),
        (
            "o",
            Planted::Symlink("/etc".to_owned()),
            "o is a symbolic link, but the ledger needs a folder there",
        ),
        (
            "o/r",
            Planted::Submodule(submodule.clone()),
            "o/r is a submodule, but the ledger needs a folder there",
        ),
        (
            "README.md/inside",
            Planted::text("x"),
            "README.md is a folder, but the ledger needs a file there",
        ),
        (
            "o",
            Planted::text("x"),
            "o is a file, but the ledger needs a folder there",
        ),
        (
            "o/r/history.json/x",
            Planted::text("x"),
            "o/r/history.json is a folder, but the ledger needs a file there",
        ),
        (
            "o/r/history.json",
            Planted::Symlink("elsewhere".to_owned()),
            "o/r/history.json is a symbolic link, but the ledger needs a file there",
        ),
    ] {
        let fake = fake();
        let head = fake.commit("o/ledger", "traffic", &[(path, thing)], "odd");
        let error = put(&store(&fake), &[("README.md", "report"), ("o/r/history.json", "{}")]).await;
        let message = Message::from(error.expect_err(conflict)).to_string();
        let help = "Move it away, or choose another `directory` or `branch`.";
        assert_eq!(message, format!("{conflict}; nothing was written\nhelp: {help}"));
        assert!(writes(&fake).is_empty(), "{conflict}");
        assert_eq!(fake.head("o/ledger", "traffic"), Some(head));
    }
}

#[tokio::test]
async fn a_file_in_git_lfs_is_refused_where_it_is_read() {
    let fake = fake();
    let path = "o/r/snapshots/2026/01/x.json";
    fake.commit("o/ledger", "traffic", &[(path, Planted::lfs_pointer(1_000))], "odd");
    let error = store(&fake).read(&[path]).await.expect_err("LFS");
    assert_eq!(
        Message::from(error).to_string(),
        "o/r/snapshots/2026/01/x.json is a Git LFS pointer instead of the file itself\n\
         help: Remove the path from .gitattributes and commit the file itself."
    );
}

#[tokio::test]
async fn of_a_whole_ledger_in_git_lfs_only_a_history_waits_for_its_repository() {
    let fake = fake();
    let load = |path: &'static str| {
        fake.commit("o/ledger", "traffic", &[(path, Planted::lfs_pointer(1_000))], "odd");
        let store = store(&fake);
        async move { store.load_whole(|_| true, &|_| {}).await.map(drop) }
    };
    load("o/r/history.json")
        .await
        .expect("it is reported with the repository");
    let error = load("o/r/snapshots/2026/01/x.json").await.expect_err("LFS");
    assert!(
        error.to_string().starts_with("o/r/snapshots/2026/01/x.json is"),
        "{error}"
    );
}

#[tokio::test]
async fn what_lies_elsewhere_is_left_alone() {
    let fake = fake();
    fake.commit(
        "o/ledger",
        "traffic",
        &[("elsewhere", Planted::Symlink("x".to_owned()))],
        "odd",
    );
    put(&store(&fake), &[("README.md", "report")])
        .await
        .expect("it is not in the way");
    assert_eq!(fake.files("o/ledger", "traffic").len(), 2);
}

#[tokio::test]
async fn a_history_that_is_too_large_is_not_read() {
    let fake = fake();
    fake.commit(
        "o/ledger",
        "traffic",
        &[("o/r/history.json", Planted::File(vec![b'x'; 40 << 20]))],
        "odd",
    );
    let error = put(&store(&fake), &[("README.md", "report")])
        .await
        .expect_err("too large")
        .to_string();
    assert!(error.contains("the response is longer than 50331648 bytes"), "{error}");
    assert!(writes(&fake).is_empty());
}

#[tokio::test]
async fn a_folder_that_is_too_large_to_list_is_never_taken_for_an_empty_one() {
    let fake = fake();
    put(&store(&fake), &[("README.md", "report")]).await.expect("saved");
    fake.clear_log();
    let truncated = r#"{"sha":"4b825dc642cb6eb9a060e54bf8d69288fbee4904","tree":[],"truncated":true}"#;
    fake.fail(
        On::every().method("GET").path("/git/trees/"),
        Fault::Body(truncated.to_owned()),
    );
    let error = put(&store(&fake), &[("o/r/history.json", "{}")])
        .await
        .expect_err("nothing is known about the folder");
    let error = error.to_string();
    assert!(error.contains("has too many entries for one response"), "{error}");
    assert!(writes(&fake).is_empty());
}
