//! The folder of a repository in a branch: what is listed of it, and what follows from its history.

use fake_github::{FakeGitHub, Planted};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::repository::{Repository, RepositoryName};
use traffic_ledger::git::BlobId;
use traffic_ledger::plan::change_set::Base;
use traffic_ledger::plan::expected::{self, close_months};
use traffic_ledger::report::LinkBase;

use super::{fake, put, store};

const HISTORY: &str = "o/r/history.json";
const OLD: &str = "snapshots/2026/10/2026-10-15T143700Z.json";
const NEW: &str = "snapshots/2026/11/2026-11-15T143700Z.json";

fn folder() -> Folder {
    Folder::of(&name())
}

fn name() -> RepositoryName {
    "o/r".parse().expect("a name")
}

/// A history of two snapshots, the first of which is in a month that is over.
fn history() -> String {
    let mut ledger = Ledger::new(Claims::new(Repository {
        id: Some(7),
        name: name(),
        created: None,
    }));
    for (path, content) in [(OLD, "old"), (NEW, "new")] {
        ledger.sources.add(path, BlobId::of(content.as_bytes()).as_bytes());
    }
    close_months(&mut ledger.sources, |_| None);
    String::from_utf8(ledger.to_bytes()).expect("JSON")
}

/// Opens the folder of `o/r` in a branch with these files there; gives how many trees were listed beside the root and the owner.
async fn opened(files: &[(&str, &str)]) -> (Base, usize) {
    let fake = fake();
    let planted: Vec<(String, Planted)> = files
        .iter()
        .map(|(path, content)| (format!("o/r/{path}"), Planted::text(content)))
        .collect();
    let planted: Vec<(&str, Planted)> = planted
        .iter()
        .map(|(path, file)| (path.as_str(), file.clone()))
        .collect();
    fake.commit("o/ledger", "traffic", &planted, "theirs");
    let store = store(&fake);
    store.open(&[]).await.expect("opened");
    let history = store.read_history(&folder()).await.expect("read");
    let trees = |fake: &FakeGitHub| {
        fake.log()
            .iter()
            .filter(|line| line.target.contains("/git/trees/"))
            .count()
    };
    let before = trees(&fake);
    let expected = |bytes: &[u8]| expected::folder(&folder(), bytes, &LinkBase::local("https://github.com".to_owned()));
    let base = store
        .open_folder(&folder(), history, Box::new(expected))
        .await
        .expect("opened");
    (base, trees(&fake) - before)
}

fn unread(base: &Base) -> Vec<&str> {
    base.unread.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn without_a_history_only_what_the_ledger_draws_is_looked_into() {
    let files = [("charts/views.svg", "x"), ("mine/notes.md", "y"), (NEW, "new")];
    let (base, listed) = opened(&files).await;
    assert_eq!(base.files.keys().collect::<Vec<_>>(), ["o/r/charts/views.svg"]);
    assert_eq!(unread(&base), ["o/r/mine", "o/r/snapshots"]);
    assert_eq!(listed, 2, "the folder and its charts");
}

#[tokio::test]
async fn what_is_as_the_history_says_is_not_listed() {
    let history = history();
    let files = [("history.json", history.as_str()), (OLD, "old"), (NEW, "new")];
    let (base, listed) = opened(&[&files[..], &[("notes.md", "mine"), ("mine/notes.md", "mine")]].concat()).await;
    assert_eq!(listed, 1, "of the user's files nothing follows");
    assert_eq!(unread(&base), ["o/r/mine", "o/r/snapshots/2026/10"]);
    assert!(base.files.contains_key("o/r/notes.md") && base.files.contains_key(&format!("o/r/{NEW}")));
    assert_eq!(base.contents[HISTORY], history.as_bytes());
    assert_eq!(base.known.len(), 1);

    // Something was added to the month that goes on.
    let (base, listed) = opened(&[&files[..], &[("snapshots/2026/11/mine.json", "mine")]].concat()).await;
    assert_eq!((listed, unread(&base)), (4, vec!["o/r/snapshots/2026/10"]));
    // Something was added to the month that is over.
    let (base, listed) = opened(&[&files[..], &[("snapshots/2026/10/mine.json", "mine")]].concat()).await;
    assert_eq!((listed, unread(&base)), (4, vec![]));
    assert!(base.files.contains_key("o/r/snapshots/2026/10/mine.json"));
}

#[tokio::test]
async fn what_was_read_of_a_folder_is_forgotten() {
    let fake = fake();
    let store = store(&fake);
    put(&store, &[(HISTORY, "{}"), ("o/r/daily.csv", "date")])
        .await
        .expect("saved");
    store.open(&[]).await.expect("opened");
    let history = store.read_history(&folder()).await.expect("read");
    assert_eq!(history.as_deref(), Some(&b"{}"[..]));
    store
        .open_folder(&folder(), history, Box::new(|_| None))
        .await
        .expect("opened");
    assert_eq!(
        store.read_history(&folder()).await.expect("read"),
        None,
        "it was opened"
    );
    store.release(&folder());
    assert!(store.read_history(&folder()).await.expect("read").is_some());
}

/// Only what has the id that the folder gives is the file.
#[tokio::test]
async fn a_history_that_is_not_the_one_in_the_folder_is_read_again() {
    let fake = fake();
    let store = store(&fake);
    put(&store, &[(HISTORY, "{}")]).await.expect("saved");
    store.open(&[]).await.expect("opened");
    let other = Some(b"{1}".to_vec());
    let base = store
        .open_folder(&folder(), other, Box::new(|_| None))
        .await
        .expect("opened");
    assert_eq!(base.contents[HISTORY], b"{}");
}
