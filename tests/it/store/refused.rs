//! Writes that are refused, fail for longer than is waited, or end in something else than was sent: how often they are tried.

use fake_github::{Fault, On};
use traffic_ledger::store::StoreError;

use super::{fake, put, store, writes};
use crate::client::fake_with;

const ID: &str = "0123456789012345678901234567890123456789";

/// A file that is too large to be sent within a tree.
fn large() -> String {
    "x".repeat(700_000)
}

/// What becomes of a file that is saved over another one, and how often the faulty write was sent.
async fn save(content: &str, faults: &[(On, Fault)], write: &str) -> (StoreError, usize) {
    let fake = fake();
    let store = store(&fake);
    put(&store, &[("README.md", "1")]).await.expect("saved");
    fake.clear_log();
    for (on, fault) in faults {
        fake.fail(on.clone(), fault.clone());
    }
    let error = put(&store, &[("README.md", content)]).await.expect_err("it fails");
    let count = writes(&fake).iter().filter(|line| line.starts_with(write)).count();
    (error, count)
}

#[tokio::test]
async fn what_never_works_is_tried_three_times() {
    for write in ["/git/blobs", "/git/trees", "/git/commits"] {
        let on = On::every().method("POST").path(write);
        let (error, count) = save(&large(), &[(on, Fault::Html(500))], &format!("POST {write}")).await;
        assert_eq!(count, 3, "{write}: {error}");
        assert!(error.to_string().contains("answered 500"), "{write}: {error}");
    }
}

/// A token that GitHub suddenly takes for none can be an outage, which is waited out once.
#[tokio::test]
async fn what_is_refused_is_not_tried_again() {
    let limit = Fault::SecondaryLimit {
        status: 403,
        retry_after: Some(90_000),
    };
    for (method, write) in [
        ("POST", "/git/blobs"),
        ("POST", "/git/trees"),
        ("POST", "/git/commits"),
        ("PATCH", "/git/refs"),
    ] {
        for (fault, times) in [(Fault::Unauthorized, 2), (limit.clone(), 1)] {
            let on = On::every().method(method).path(write);
            let (error, count) = save(&large(), &[(on, fault.clone())], &format!("{method} {write}")).await;
            assert_eq!(count, times, "{write} {fault:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_blob_that_nobody_can_look_for_is_not_sent_again() {
    let unclear = (On::every().method("POST").path("/git/blobs"), Fault::CutBefore);
    let unreadable = (On::every().method("GET").path("/git/blobs"), Fault::Html(500));
    let (error, count) = save(&large(), &[unclear, unreadable], "POST /git/blobs").await;
    assert_eq!(count, 1, "{error}");
}

#[tokio::test]
async fn something_else_than_was_sent_is_an_error() {
    for (method, write, body) in [
        ("POST", "/git/blobs", format!("{{\"sha\":\"{ID}\"}}")),
        (
            "PATCH",
            "/git/refs",
            format!("{{\"ref\":\"refs/heads/traffic\",\"object\":{{\"sha\":\"{ID}\",\"type\":\"commit\"}}}}"),
        ),
    ] {
        let on = On::every().method(method).path(write);
        let (error, count) = save(&large(), &[(on, Fault::Body(body))], &format!("{method} {write}")).await;
        assert!(matches!(error, StoreError::Mismatch { .. }), "{write}: {error}");
        assert_eq!(count, 1, "{write}");
    }
}

/// A conflict that says nothing more may be a lost race: the branch itself decides, and it has not moved.
#[tokio::test]
async fn a_refusal_to_move_the_branch_is_final_unless_it_is_a_conflict() {
    for (status, times) in [(400, 1), (422, 1), (409, 5)] {
        let refused = Fault::Refused(status, "Something odd".to_owned());
        let (error, count) = save("2", &[(On::every().method("PATCH"), refused)], "PATCH").await;
        assert_eq!(count, times, "{status}: {error}");
    }
}

/// Waits of 2, 4, 8 and 16 seconds fit into the thirty that a replica may lag.
#[tokio::test]
async fn a_branch_that_does_not_move_is_moved_five_times() {
    let on = On::every().method("PATCH");
    let (error, count) = save("2", &[(on, Fault::Html(500))], "PATCH").await;
    assert_eq!(count, 5, "{error}");
}

/// The default branch of an empty repository must be begun before another one can be an orphan beside it.
#[tokio::test]
async fn an_empty_repository_that_cannot_be_begun_is_left_alone() {
    let begin = |fault: Fault| {
        let fake = fake_with("o/ledger");
        fake.fail(On::nth(2).method("PUT"), fault);
        async move {
            let saved = put(&store(&fake), &[("README.md", "report")]).await;
            (saved.map(drop), writes(&fake).len())
        }
    };
    for (status, message) in [
        (403, "Resource not accessible by integration"),
        (
            422,
            "Repository rule violations found\n\nChanges must be made through a pull request.\n",
        ),
    ] {
        let (saved, count) = begin(Fault::Refused(status, message.to_owned())).await;
        assert!(saved.is_err(), "{status}");
        assert_eq!(count, 2, "{status}: nothing is written after it");
    }
    // It was begun, although the answer says otherwise: then come a tree, a commit and the branch.
    for fault in [Fault::DidItAnswered(500), Fault::CutAfter] {
        let (saved, count) = begin(fault.clone()).await;
        assert!(saved.is_ok() && count == 5, "{fault:?}: {count}, {saved:?}");
    }
}
