//! A directory: written whole or not at all, and never beyond its folder.

use std::fs;
use std::path::Path;

use traffic_ledger::message::Message;
use traffic_ledger::plan::change_set::ChangeSet;
use traffic_ledger::store::{Directory, Store, StoreError};

use super::{add_line, put, write};

fn store(root: &Path) -> Store {
    Store::Directory(Directory::new(root))
}

#[tokio::test]
async fn a_ledger_is_written_read_and_left_alone_when_nothing_is_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("made/on/the/way");
    let store = store(&root);
    let files = [
        ("README.md", "hello"),
        ("o/r/history.json", "{}"),
        ("o/r/daily.csv", "date"),
    ];
    assert!(put(&store, &files).await.expect("saved").changed);
    assert!(!put(&store, &files).await.expect("saved").changed);
    let base = store.load().await.expect("loaded");
    assert_eq!(base.head, None);
    assert_eq!(base.files.len(), 3);
    assert_eq!(base.contents["o/r/history.json"], b"{}");
    assert_eq!(
        store.read(&["o/r/daily.csv", "not/there"]).await.expect("read").len(),
        1
    );
    let names: Vec<_> = fs::read_dir(root.join("o/r"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names.len(), 2, "no temporary file is left: {names:?}");
}

#[tokio::test]
async fn moves_and_deletions_take_empty_folders_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(folder.path());
    put(
        &store,
        &[("o/old/history.json", "{}"), ("o/old/a/1", "1"), ("o/old/gone", "x")],
    )
    .await
    .expect("saved");
    let base = store.load().await.expect("loaded");
    let mut changes = ChangeSet::default();
    changes.rename(
        &base,
        &[
            ("o/old/history.json".to_owned(), "o/new/history.json".to_owned()),
            ("o/old/a/1".to_owned(), "o/new/a/1".to_owned()),
        ],
    );
    changes.delete("o/old/gone");
    store.save(&base, &changes, "").await.expect("saved");
    let files = store.load().await.expect("loaded").files;
    assert_eq!(files.keys().collect::<Vec<_>>(), ["o/new/a/1", "o/new/history.json"]);
    assert!(!folder.path().join("o/old").exists());
}

#[tokio::test]
async fn somebody_else_s_change_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(folder.path());
    add_line(&store, "1").await.expect("saved");
    let base = store.load().await.expect("loaded");
    fs::write(folder.path().join("o/r/history.json"), "1\ntheirs\n").expect("written");
    let changes = write(&base, &[("o/r/history.json", "1\nours\n")]);
    let error = store.save(&base, &changes, "").await.expect_err("it has changed");
    assert!(matches!(error, StoreError::Conflict(_)));
    add_line(&store, "ours").await.expect("saved");
    let kept = fs::read_to_string(folder.path().join("o/r/history.json")).expect("text");
    assert_eq!(kept, "1\nours\ntheirs\n");
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("history.json"), "secret").expect("written");
    for link in ["o", "o/r", "o/r/history.json", "README.md"] {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join(link);
        fs::create_dir_all(place.parent().expect("a parent")).expect("made");
        let target = if link.contains('.') {
            outside.path().join("history.json")
        } else {
            outside.path().to_owned()
        };
        std::os::unix::fs::symlink(target, &place).expect("linked");
        let store = store(folder.path());
        assert!(store.load().await.expect("loaded").files.is_empty(), "{link}");
        let error = put(&store, &[("README.md", "x"), ("o/r/history.json", "x")])
            .await
            .expect_err(link);
        let message = Message::from(error).to_string();
        assert!(message.starts_with("cannot use "), "{message}");
        assert!(message.contains(&place.display().to_string()), "{message}");
        assert!(message.contains("it is a symbolic link"), "{message}");
        assert!(message.ends_with("; nothing was written"), "{message}");
        assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 1, "{link}");
        assert_eq!(
            fs::read_to_string(outside.path().join("history.json")).expect("text"),
            "secret"
        );
        assert!(
            link == "README.md" || !folder.path().join("README.md").exists(),
            "{link}: nothing is half done"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_at_the_name_of_a_temporary_file_leads_nowhere() {
    let outside = tempfile::NamedTempFile::new().expect("a file");
    fs::write(outside.path(), "theirs").expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("o/r")).expect("made");
    // The names that a process of this number would take if they could be known.
    for (path, name) in [("", "README.md"), ("o/r", "history.json")] {
        let link = format!(".{name}.traffic-ledger-{}", std::process::id());
        std::os::unix::fs::symlink(outside.path(), folder.path().join(path).join(link)).expect("linked");
    }
    let files = [("README.md", "ours"), ("o/r/history.json", "{}")];
    put(&store(folder.path()), &files).await.expect("saved");
    assert_eq!(fs::read_to_string(outside.path()).expect("text"), "theirs");
    assert_eq!(
        fs::read_to_string(folder.path().join("README.md")).expect("text"),
        "ours"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_has_the_permissions_of_any_other() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plain"), "").expect("written");
    put(&store(folder.path()), &[("README.md", "ours")])
        .await
        .expect("saved");
    let mode = |name: &str| {
        let metadata = fs::metadata(folder.path().join(name)).expect("a file");
        metadata.permissions().mode()
    };
    assert_eq!(mode("README.md"), mode("plain"));
}

#[tokio::test]
async fn git_s_own_files_are_none_of_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("made");
    fs::write(folder.path().join(".git/config"), "x").expect("written");
    assert!(store(folder.path()).load().await.expect("loaded").files.is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), "x").expect("written");
    let store = store(&folder.path().join("file/below"));
    let error = put(&store, &[("README.md", "x")])
        .await
        .expect_err("a file is in the way")
        .to_string();
    assert!(error.contains("file/below"), "{error}");
}
