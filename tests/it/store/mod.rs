//! The store: a branch against the fake GitHub, and a directory.

mod ambiguous;
mod branch;
mod directory;
mod folders;
mod odd;
mod races;
mod refused;

use fake_github::{ACTIONS, FakeGitHub, GitHub, Logged, Repository};
use traffic_ledger::git::CommitId;
use traffic_ledger::plan::change_set::{Base, ChangeSet};
use traffic_ledger::store::{Branch, ROUNDS, Saved, Store, StoreError};

use crate::client::client_of;

/// A fake whose repository `o/ledger` has one commit on `main`.
fn fake() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/ledger"));
    fake.commit(
        "o/ledger",
        "main",
        &[("src/lib.rs", fake_github::Planted::text("//! x\n"))],
        "begin",
    );
    fake
}

/// The branch `traffic` of `o/ledger` with the token of a workflow.
fn store(fake: &GitHub) -> Store {
    store_at(fake, "traffic", "")
}

fn store_at(fake: &GitHub, branch: &str, directory: &str) -> Store {
    store_with(fake, ACTIONS, branch, directory)
}

fn store_with(fake: &GitHub, token: &str, branch: &str, directory: &str) -> Store {
    let name = "o/ledger".parse().expect("a name");
    let branch = branch.parse().expect("a branch");
    let directory = directory.parse().expect("a folder");
    Store::Branch(Branch::new(client_of(fake, token), name, branch, directory))
}

/// Loads, plans and saves; again if another writer was faster.
async fn update(store: &Store, plan: impl Fn(&Base) -> ChangeSet) -> Result<Saved, StoreError> {
    let mut round = 1;
    loop {
        let base = store.load().await?;
        match store.save(&base, &plan(&base), "Record the traffic").await {
            Err(StoreError::Conflict(_)) if round < ROUNDS => store.step_aside(round).await,
            saved => return saved,
        }
        round += 1;
    }
}

/// Writes these files.
fn write(base: &Base, files: &[(&str, &str)]) -> ChangeSet {
    let mut changes = ChangeSet::default();
    for (path, content) in files {
        changes.write(base, *path, *content);
    }
    changes
}

/// Loads, writes these files, saves.
async fn put(store: &Store, files: &[(&str, &str)]) -> Result<Saved, StoreError> {
    update(store, |base| write(base, files)).await
}

/// Adds a line to a file, as a merge adds a day: done twice it is there once.
async fn add_line(store: &Store, line: &str) -> Result<Saved, StoreError> {
    let path = "o/r/history.json";
    update(store, |base| {
        let old = base.contents.get(path).cloned().unwrap_or_default();
        let mut lines: std::collections::BTreeSet<String> =
            String::from_utf8_lossy(&old).lines().map(str::to_owned).collect();
        lines.insert(line.to_owned());
        let new: String = lines.into_iter().map(|line| line + "\n").collect();
        write(base, &[(path, &new)])
    })
    .await
}

/// The head of a branch of `o/ledger`.
fn head(fake: &GitHub, branch: &str) -> Option<CommitId> {
    fake.head("o/ledger", branch).as_deref().and_then(CommitId::from_hex)
}

/// The text of a file of the branch.
fn text(fake: &GitHub, branch: &str, path: &str) -> Option<String> {
    let content = fake.files("o/ledger", branch).remove(path)?;
    String::from_utf8(content).ok()
}

/// The writes among the requests, as `METHOD path`.
fn writes(fake: &GitHub) -> Vec<String> {
    let written = |line: &Logged| format!("{} {}", line.method, line.path().trim_start_matches("/repos/o/ledger"));
    fake.log().iter().filter(|line| line.is_write()).map(written).collect()
}
