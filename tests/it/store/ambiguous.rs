//! Writes that GitHub may or may not have carried out: settled by reading, never by blindly sending again.

use fake_github::{FakeGitHub, Fault, On};

use super::{fake, head, put, store, text, writes};
use crate::client::fake_with;

/// How a write can end without telling whether it was done.
fn unclear() -> Vec<Fault> {
    vec![
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::Html(500),
        Fault::Html(502),
        Fault::DidItAnswered(500),
        Fault::DidItAnswered(502),
        Fault::TruncatedBody,
        Fault::NotJson,
        Fault::WrongShape,
        Fault::EmptyBody,
    ]
}

/// After each unclear write comes a read, before any other write.
fn reads_before_it_writes_again(fake: &FakeGitHub) {
    let log = fake.log();
    for (line, next) in log.iter().zip(log.iter().skip(1)) {
        // A refusal is clear even when its body is cut.
        let refused = line.status.is_some_and(|status| (400..500).contains(&status));
        if line.is_write() && line.fault.is_some() && !refused {
            assert!(
                !next.is_write(),
                "{:?} was followed by {} {}",
                line.fault,
                next.method,
                next.target
            );
        }
    }
}

#[tokio::test]
async fn each_write_of_a_normal_day_is_settled() {
    for write in ["/git/trees", "/git/commits", "/git/refs/heads"] {
        for fault in unclear() {
            let fake = fake();
            let store = store(&fake);
            put(&store, &[("README.md", "1")]).await.expect("saved");
            fake.clear_log();
            let method = if write.contains("refs") { "PATCH" } else { "POST" };
            fake.fail(On::nth(1).method(method).path(write), fault.clone());
            let saved = put(&store, &[("README.md", "2")]).await;
            let saved = saved.unwrap_or_else(|error| panic!("{write} {fault:?}: {error}"));
            assert_eq!(saved.commit, head(&fake, "traffic"), "{write} {fault:?}");
            assert_eq!(text(&fake, "traffic", "README.md").as_deref(), Some("2"));
            assert_eq!(
                fake.commits("o/ledger", "traffic").len(),
                2,
                "{write} {fault:?}: one commit"
            );
            reads_before_it_writes_again(&fake);
            assert!(writes(&fake).len() <= 4, "{write} {fault:?}: {:?}", writes(&fake));
        }
    }
}

#[tokio::test]
async fn a_branch_that_is_made_is_settled() {
    for fault in unclear() {
        let fake = fake();
        let store = store(&fake);
        fake.fail(On::nth(1).method("POST").path("/git/refs"), fault.clone());
        let saved = put(&store, &[("README.md", "1")])
            .await
            .unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(saved.commit, head(&fake, "traffic"), "{fault:?}");
        assert_eq!(fake.commits("o/ledger", "traffic").len(), 1);
        reads_before_it_writes_again(&fake);
    }
}

#[tokio::test]
async fn a_blob_is_settled() {
    let large = "x".repeat(700_000);
    for fault in unclear() {
        let fake = fake();
        fake.fail(On::nth(1).method("POST").path("/git/blobs"), fault.clone());
        put(&store(&fake), &[("README.md", &large)])
            .await
            .unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(text(&fake, "traffic", "README.md"), Some(large.clone()));
        reads_before_it_writes_again(&fake);
    }
}

#[tokio::test]
async fn the_first_commit_of_a_repository_is_settled() {
    for branch in ["main", "traffic"] {
        for fault in unclear() {
            let fake = fake_with("o/ledger");
            let store = super::store_at(&fake, branch, "");
            fake.fail(On::nth(1).method("PUT"), fault.clone());
            let files = [("README.md", "report"), ("o/r/history.json", "{}")];
            put(&store, &files)
                .await
                .unwrap_or_else(|error| panic!("{branch} {fault:?}: {error}"));
            assert_eq!(fake.files("o/ledger", branch).len(), 2, "{branch} {fault:?}");
            reads_before_it_writes_again(&fake);
        }
    }
}

#[tokio::test]
async fn an_outage_of_ref_updates_ends_with_an_error_and_a_branch_as_it_was() {
    let fake = fake();
    let store = store(&fake);
    put(&store, &[("README.md", "1")]).await.expect("saved");
    fake.clear_log();
    fake.fail(On::every().method("PATCH"), Fault::Html(500));
    let before = fake.clock().seconds();
    let error = put(&store, &[("README.md", "2")]).await.expect_err("it never works");
    assert!(error.to_string().contains("answered 500"), "{error}");
    assert_eq!(text(&fake, "traffic", "README.md").as_deref(), Some("1"));
    let waited = fake.clock().seconds() - before;
    assert!((30..=60).contains(&waited), "{waited} s");
    assert!(writes(&fake).iter().filter(|line| line.starts_with("PATCH")).count() <= 7);
    reads_before_it_writes_again(&fake);
}
