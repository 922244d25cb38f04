//! A branch: made, added to, read, in its folder and in pieces.

use std::process::Command;

use fake_github::{CLASSIC, Planted};
use traffic_ledger::git::CommitId;
use traffic_ledger::plan::change_set::ChangeSet;
use traffic_ledger::store::{Store, StoreError};

use super::{fake, head, put, store, store_at, store_with, text, writes};
use crate::client::fake_with;

#[tokio::test]
async fn the_first_save_makes_an_orphan_and_the_second_nothing() {
    let fake = fake();
    let store = store(&fake);
    let files = [
        ("README.md", "hello\n"),
        ("o/r/history.json", "{}\n"),
        ("o/r/charts/light-theme/views.svg", "<svg/>"),
    ];
    let saved = put(&store, &files).await.expect("saved");
    assert!(saved.changed);
    assert_eq!(saved.verified, Some(true), "GitHub signs what an app commits");
    assert_eq!(saved.commit, head(&fake, "traffic"));
    assert_eq!(fake.commits("o/ledger", "traffic").len(), 1, "an orphan");
    assert_eq!(
        fake.commits("o/ledger", "main").len(),
        1,
        "the project's own history is untouched"
    );
    assert_eq!(fake.files("o/ledger", "traffic").len(), 3);
    assert_eq!(
        writes(&fake),
        ["POST /git/trees", "POST /git/commits", "POST /git/refs"]
    );

    fake.clear_log();
    let again = put(&store, &files).await.expect("nothing to do");
    assert!(!again.changed && again.commit.is_none());
    assert_eq!(writes(&fake), Vec::<String>::new());

    fake.clear_log();
    put(&store, &[("o/r/history.json", "{1}\n")]).await.expect("saved");
    assert_eq!(fake.commits("o/ledger", "traffic").len(), 2);
    assert_eq!(
        writes(&fake),
        ["POST /git/trees", "POST /git/commits", "PATCH /git/refs/heads/traffic"]
    );
    assert_eq!(fake.log().len(), 7, "ref, commit, tree, history; tree, commit, ref");
    assert!(
        fake.log().iter().all(|line| line.json()["force"] != true),
        "never by force"
    );

    let fsck = Command::new("git")
        .arg("-C")
        .arg(fake.git_dir("o/ledger"))
        .args(["fsck", "--strict"])
        .output();
    assert!(fsck.expect("git runs").status.success());
}

#[tokio::test]
async fn a_load_tells_head_files_and_histories() {
    let fake = fake();
    let files = [
        ("README.md", Planted::text("x")),
        ("o/r/history.json", Planted::text("{}")),
        ("o/r/daily.csv", Planted::text("date")),
    ];
    let files: Vec<_> = files.iter().map(|(path, thing)| (*path, thing.clone())).collect();
    let head = fake.commit("o/ledger", "traffic", &files, "by hand");
    let store = store(&fake);
    let base = store.load().await.expect("loaded");
    assert_eq!(base.head, CommitId::from_hex(&head));
    assert_eq!(
        base.files.keys().collect::<Vec<_>>(),
        ["README.md", "o/r/daily.csv", "o/r/history.json"]
    );
    assert_eq!(base.contents.keys().collect::<Vec<_>>(), ["o/r/history.json"]);
    let read = store.read(&["o/r/daily.csv", "not/there"]).await.expect("read");
    assert_eq!(
        read.into_iter().collect::<Vec<_>>(),
        [("o/r/daily.csv".to_owned(), b"date".to_vec())]
    );
}

#[tokio::test]
async fn a_folder_of_a_branch_is_kept_to() {
    let fake = fake();
    let things = [
        ("docs/traffic/o/r/history.json", Planted::text("{}")),
        ("docs/guide.md", Planted::text("guide")),
        ("bin/run", Planted::Executable(b"#!/bin/sh\n".to_vec())),
        ("link", Planted::Symlink("docs/guide.md".to_owned())),
    ];
    fake.commit("o/ledger", "main", &things, "more");
    let store = store_at(&fake, "main", "docs/traffic");
    let base = store.load().await.expect("loaded");
    assert_eq!(base.files.keys().collect::<Vec<_>>(), ["o/r/history.json"]);
    put(&store, &[("o/r/history.json", "{1}"), ("README.md", "new")])
        .await
        .expect("saved");
    assert_eq!(text(&fake, "main", "docs/traffic/README.md").as_deref(), Some("new"));
    assert_eq!(
        text(&fake, "main", "docs/traffic/o/r/history.json").as_deref(),
        Some("{1}")
    );
    assert_eq!(text(&fake, "main", "docs/guide.md").as_deref(), Some("guide"));
    assert_eq!(text(&fake, "main", "src/lib.rs").as_deref(), Some("//! x\n"));
    let modes = Command::new("git")
        .arg("-C")
        .arg(fake.git_dir("o/ledger"))
        .args(["ls-tree", "main", "bin/run", "link"])
        .output()
        .expect("git runs");
    let modes = String::from_utf8_lossy(&modes.stdout).into_owned();
    assert!(
        modes.contains("100755 blob") && modes.contains("120000 blob"),
        "{modes}"
    );
}

#[tokio::test]
async fn a_new_folder_beside_others_leaves_them_alone() {
    let fake = fake();
    put(&store_at(&fake, "main", "a/b/c"), &[("README.md", "new")])
        .await
        .expect("saved");
    assert_eq!(
        fake.files("o/ledger", "main").keys().collect::<Vec<_>>(),
        ["a/b/c/README.md", "src/lib.rs"]
    );
}

#[tokio::test]
async fn many_and_large_files_go_in_pieces() {
    let fake = fake();
    let store = store(&fake);
    let mut changes = ChangeSet::default();
    let base = store.load().await.expect("loaded");
    for number in 0..230 {
        changes.write(
            &base,
            format!("o/r/snapshots/{number:04}.json"),
            format!("{{{number}}}"),
        );
    }
    for number in 0..4 {
        changes.write(
            &base,
            format!("o/r/charts/{number}.svg"),
            "x".repeat(450_000) + &number.to_string(),
        );
    }
    changes.write(&base, "o/r/huge.json", "y".repeat(2_000_000));
    changes.write(&base, "o/r/not-text.bin", vec![0xff, 0xfe, 0x00]);
    store.save(&base, &changes, "much").await.expect("saved");
    let files = fake.files("o/ledger", "traffic");
    assert_eq!(files.len(), 236);
    assert_eq!(files["o/r/huge.json"].len(), 2_000_000);
    assert_eq!(files["o/r/not-text.bin"], [0xff, 0xfe, 0x00]);
    let log = fake.log();
    let trees: Vec<_> = log
        .iter()
        .filter(|line| line.path().ends_with("/git/trees") && line.is_write())
        .collect();
    // 235 entries, of which a call takes 100: small ones fill the calls whose large ones do not fit together.
    assert_eq!(trees.len(), 3);
    for line in trees {
        let entries = line.json()["tree"].as_array().expect("entries").clone();
        let inline: usize = entries
            .iter()
            .filter_map(|entry| entry["content"].as_str())
            .map(str::len)
            .sum();
        assert!(
            entries.len() <= 100 && inline <= 1_000_000,
            "{} {inline}",
            entries.len()
        );
    }
    assert_eq!(
        writes(&fake).iter().filter(|line| *line == "POST /git/blobs").count(),
        2
    );
    assert_eq!(fake.commits("o/ledger", "traffic").len(), 1, "and one commit");
}

#[tokio::test]
async fn moves_and_deletions_send_no_content() {
    let fake = fake();
    let store = store(&fake);
    put(
        &store,
        &[
            ("o/old/history.json", "{}"),
            ("o/old/snapshots/a.json", "a"),
            ("o/old/gone", "x"),
        ],
    )
    .await
    .expect("saved");
    let base = store.load().await.expect("loaded");
    let mut changes = ChangeSet::default();
    changes.rename(
        &base,
        &[
            ("o/old/snapshots/a.json".to_owned(), "o/new/snapshots/a.json".to_owned()),
            ("o/old/history.json".to_owned(), "o/new/history.json".to_owned()),
        ],
    );
    changes.delete("o/old/gone");
    changes.delete("o/old/never-was");
    fake.clear_log();
    store.save(&base, &changes, "renamed").await.expect("saved");
    let files = fake.files("o/ledger", "traffic");
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["o/new/history.json", "o/new/snapshots/a.json"]
    );
    let log = fake.log();
    let tree = log
        .iter()
        .find(|line| line.path().ends_with("/git/trees"))
        .expect("a tree")
        .json();
    assert!(
        tree["tree"]
            .as_array()
            .expect("entries")
            .iter()
            .all(|entry| entry.get("content").is_none()),
        "{tree}"
    );
}

#[tokio::test]
async fn a_listing_that_is_cut_is_walked() {
    let fake = fake();
    let store = store(&fake);
    put(
        &store,
        &[
            ("o/r/history.json", "{}"),
            ("o/r/a/1", "1"),
            ("o/r/a/2", "2"),
            ("o/s/history.json", "{}"),
            ("README.md", "x"),
        ],
    )
    .await
    .expect("saved");
    fake.edit("o/ledger", |repository| repository.tree_listing_limit = Some(3));
    let base = store.load().await.expect("loaded");
    assert_eq!(base.files.len(), 5);
    assert_eq!(base.contents.len(), 2);
    assert!(
        !put(&store, &[("o/r/a/1", "1")]).await.expect("nothing to do").changed,
        "what was not listed is not absent"
    );
}

#[tokio::test]
async fn odd_names_of_branches_are_encoded() {
    let fake = fake();
    for branch in ["data/traffic", "a#b", "v1+x", "a@b=c,d"] {
        put(&store_at(&fake, branch, ""), &[("README.md", branch)])
            .await
            .expect(branch);
        put(&store_at(&fake, branch, ""), &[("README.md", "again")])
            .await
            .expect(branch);
        assert_eq!(fake.commits("o/ledger", branch).len(), 2, "{branch}");
    }
}

#[tokio::test]
async fn an_empty_repository_is_begun() {
    for (branch, commits, looks) in [("main", 2, 3), ("traffic", 1, 2)] {
        let fake = fake_with("o/ledger");
        let store = store_at(&fake, branch, "");
        let saved = put(&store, &[("README.md", "report"), ("o/r/history.json", "{}")])
            .await
            .expect("saved");
        assert_eq!(saved.commit, head(&fake, branch));
        let reads = fake.log().iter().filter(|line| !line.is_write()).count();
        assert_eq!(reads, looks, "{branch}: nothing is read again after the first commit");
        assert_eq!(fake.commits("o/ledger", branch).len(), commits, "{branch}");
        assert_eq!(fake.files("o/ledger", branch).len(), 2, "{branch}");
        assert!(
            !put(&store, &[("README.md", "report")])
                .await
                .expect("nothing to do")
                .changed
        );
    }
}

#[tokio::test]
async fn a_store_that_was_renamed_is_written_to_under_its_new_name() {
    let fake = fake();
    put(&store(&fake), &[("README.md", "1")]).await.expect("saved");
    fake.rename("o/ledger", "p/book");
    fake.clear_log();
    for branch in ["traffic", "fresh"] {
        let store = store_at(&fake, branch, "");
        put(&store, &[("README.md", "2")]).await.expect("saved");
        let Store::Branch(known) = &store else {
            unreachable!("a branch was made")
        };
        assert_eq!(known.repository().to_string(), "p/book");
        assert_eq!(fake.files("p/book", branch)["README.md"], b"2");
    }
    assert!(
        fake.log()
            .iter()
            .filter(|line| line.is_write())
            .all(|line| line.path().starts_with("/repos/p/book/"))
    );
}

#[tokio::test]
async fn a_personal_token_s_commit_is_told_to_be_unsigned() {
    let fake = fake();
    let saved = put(&store_with(&fake, CLASSIC, "traffic", ""), &[("README.md", "x")])
        .await
        .expect("saved");
    assert_eq!(saved.verified, Some(false));
}

#[tokio::test]
async fn a_path_out_of_the_folder_is_refused() {
    let fake = fake();
    let store = store(&fake);
    let base = store.load().await.expect("loaded");
    for path in ["../x", "/etc/passwd", "a/.git/config"] {
        let mut changes = ChangeSet::default();
        changes.write(&base, path, "x");
        assert!(
            matches!(store.save(&base, &changes, "x").await, Err(StoreError::BadPath(_))),
            "{path}"
        );
    }
    assert!(writes(&fake).is_empty());
}
