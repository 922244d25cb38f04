//! Things in a branch that nobody expects there: refused with a word, and nothing is written.

use fake_github::Planted;

use super::{fake, put, store, writes};

#[tokio::test]
async fn what_is_no_file_of_ours_is_not_written_over() {
    let submodule = "0123456789012345678901234567890123456789".to_owned();
    for (path, thing, words) in [
        (
            "README.md",
            Planted::Symlink("/etc/passwd".to_owned()),
            "README.md is a symbolic link",
        ),
        ("o", Planted::Symlink("/etc".to_owned()), "o is a symbolic link"),
        ("o/r", Planted::Submodule(submodule.clone()), "o/r is a submodule"),
        ("README.md/inside", Planted::text("x"), "README.md is a folder"),
        ("o", Planted::text("x"), "o is a file, where the ledger keeps a folder"),
        ("o/r/history.json/x", Planted::text("x"), "o/r/history.json is a folder"),
        (
            "o/r/history.json",
            Planted::Symlink("elsewhere".to_owned()),
            "o/r/history.json is a symbolic link",
        ),
        ("o/r/history.json", Planted::lfs_pointer(1_000), "Git LFS pointer"),
    ] {
        let fake = fake();
        let head = fake.commit("o/ledger", "traffic", &[(path, thing)], "odd");
        let error = put(&store(&fake), &[("README.md", "report"), ("o/r/history.json", "{}")]).await;
        let error = error.expect_err(words).to_string();
        assert!(error.contains(words), "{error}");
        assert!(writes(&fake).is_empty(), "{words}");
        assert_eq!(fake.head("o/ledger", "traffic"), Some(head));
    }
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
    assert!(error.contains("more than"), "{error}");
    assert!(writes(&fake).is_empty());
}
