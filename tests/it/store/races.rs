//! Two writers, replicas that lag, rules: what becomes of the branch and of what each of them wrote.

use fake_github::{ACTIONS, Fault, On, Planted, Rule, Token};
use traffic_ledger::message::Message;
use traffic_ledger::store::{ROUNDS, StoreError};

use super::{add_line, fake, put, store, store_with, text, writes};
use crate::client::stable;

const HISTORY: &str = "o/r/history.json";

#[tokio::test]
async fn a_second_writer_between_any_two_requests_loses_nothing() {
    for first in [false, true] {
        for nth in 1..=9 {
            let fake = fake();
            if !first {
                add_line(&store(&fake), "0").await.expect("saved");
            }
            fake.clear_log();
            fake.before(On::nth(nth), |fake| {
                let mut text = text(fake, "traffic", HISTORY).unwrap_or_default();
                text.push_str("theirs\n");
                fake.commit("o/ledger", "traffic", &[(HISTORY, Planted::text(&text))], "theirs");
            });
            add_line(&store(&fake), "ours")
                .await
                .unwrap_or_else(|error| panic!("{nth}: {error}"));
            let kept = text(&fake, "traffic", HISTORY).expect("a history");
            assert!(kept.contains("ours"), "{nth}: {kept}");
            let came = fake.log().len() >= nth;
            assert_eq!(kept.contains("theirs"), came, "{nth}: {kept}");
            assert_eq!(kept.contains('0'), !first, "{nth}: {kept}");
        }
    }
}

#[tokio::test]
async fn a_writer_that_is_always_faster_wins_after_five_rounds() {
    let fake = fake();
    add_line(&store(&fake), "0").await.expect("saved");
    for nth in 1..=20 {
        fake.before(On::nth(nth).method("PATCH"), move |fake| {
            fake.commit(
                "o/ledger",
                "traffic",
                &[("x", Planted::text(&nth.to_string()))],
                "theirs",
            );
        });
    }
    fake.clear_log();
    let error = add_line(&store(&fake), "ours").await.expect_err("never in time");
    assert!(matches!(error, StoreError::Conflict(_)), "{error}");
    let patches = writes(&fake).iter().filter(|line| line.starts_with("PATCH")).count();
    assert_eq!(patches, ROUNDS as usize);
}

#[tokio::test]
async fn a_lost_race_is_waited_out_for_a_while() {
    let fake = fake();
    let store = store(&fake);
    let before = fake.clock().millis();
    for round in 1..=ROUNDS {
        store.step_aside(round).await;
    }
    // By chance, up to as many seconds as there were rounds.
    let waited = fake.clock().millis() - before;
    assert!((1..=15_000).contains(&waited), "{waited} ms");
}

#[tokio::test]
async fn a_replica_that_lags_is_waited_for() {
    let fake = fake();
    let store = store(&fake);
    for line in ["1", "2"] {
        add_line(&store, line).await.expect("saved");
    }
    // The load sees the state before the last commit, and so do the reads after the refused update, for a while.
    fake.fail(On::nth(1).times(4).method("GET").path("/git/ref/"), Fault::StaleRef);
    add_line(&store, "3").await.expect("saved in the end");
    assert_eq!(text(&fake, "traffic", HISTORY).as_deref(), Some("1\n2\n3\n"));
    assert_eq!(fake.commits("o/ledger", "traffic").len(), 3);
}

#[tokio::test]
async fn a_branch_that_seems_missing_is_found() {
    let fake = fake();
    add_line(&store(&fake), "1").await.expect("saved");
    fake.fail(On::nth(1).method("GET").path("/git/ref/"), Fault::not_found());
    add_line(&store(&fake), "2").await.expect("saved");
    assert_eq!(text(&fake, "traffic", HISTORY).as_deref(), Some("1\n2\n"));
}

#[tokio::test]
async fn a_branch_that_vanishes_is_made_again() {
    let fake = fake();
    add_line(&store(&fake), "1").await.expect("saved");
    fake.before(On::nth(1).method("PATCH"), |fake| {
        fake.set_head("o/ledger", "traffic", None)
    });
    add_line(&store(&fake), "2").await.expect("saved");
    assert_eq!(text(&fake, "traffic", HISTORY).as_deref(), Some("2\n"));
}

#[tokio::test]
async fn objects_that_are_not_known_yet_are_waited_for() {
    for (path, words) in [
        ("/git/commits", "Tree SHA does not exist"),
        ("/git/refs", "Object does not exist"),
    ] {
        let fake = fake();
        add_line(&store(&fake), "1").await.expect("saved");
        fake.fail(
            On::nth(1)
                .times(2)
                .path(path)
                .method(if path == "/git/refs" { "PATCH" } else { "POST" }),
            Fault::unprocessable(words),
        );
        add_line(&store(&fake), "2")
            .await
            .unwrap_or_else(|error| panic!("{words}: {error}"));
        assert_eq!(text(&fake, "traffic", HISTORY).as_deref(), Some("1\n2\n"));
    }
}

#[tokio::test]
async fn a_rule_is_reported_and_not_tried_again() {
    for rule in [
        Rule::PullRequest,
        Rule::ProtectedPullRequest,
        Rule::ProtectedPush,
        Rule::RestrictCreations,
    ] {
        let fake = fake();
        if rule != Rule::RestrictCreations {
            add_line(&store(&fake), "1").await.expect("saved");
        }
        fake.edit("o/ledger", |repository| {
            repository.rules.push(("traffic".to_owned(), rule))
        });
        fake.clear_log();
        let error = add_line(&store(&fake), "2").await.expect_err("forbidden");
        let message = Message::from(error);
        assert_eq!(
            message.help.as_deref(),
            Some(
                "A ruleset or branch protection forbids the update. Exclude the branch from it, let the token's owner \
                 bypass it, or choose another branch in `branch`."
            ),
            "{rule:?}: {message}"
        );
        let moves = writes(&fake)
            .into_iter()
            .filter(|line| line.contains("/git/refs"))
            .count();
        assert_eq!(moves, 1, "{rule:?}");
        assert!(!text(&fake, "traffic", HISTORY).unwrap_or_default().contains('2'));
    }
}

#[tokio::test]
async fn a_token_that_may_not_write() {
    let pat = "github_pat_11FAKE0000reader";
    for (token, advice) in [
        (
            Token::new(ACTIONS).read_only(),
            "Give the job `permissions: contents: write`. The job's GITHUB_TOKEN can only write to the workflow's own \
             repository; for another one, put a token with the repository permission `Contents: read and write` into \
             `token`.",
        ),
        (
            Token::new(pat).read_only(),
            "The fine-grained token in `token` lacks the repository permission `Contents: read and write`, was not created \
             for this repository, or is still waiting for the organisation's approval.",
        ),
    ] {
        let fake = fake();
        let value = token.value.clone();
        fake.add_token(token);
        let error = put(&store_with(&fake, &value, "traffic", ""), &[("README.md", "x")])
            .await
            .expect_err("refused");
        let help = Message::from(error).help;
        assert_eq!(help.as_deref(), Some(advice));
        assert_eq!(writes(&fake).len(), 1);
    }
}

#[tokio::test]
async fn a_repository_that_may_not_be_seen_is_no_missing_branch() {
    let fake = fake();
    fake.edit("o/ledger", |repository| repository.private = true);
    let stranger = "github_pat_11FAKE0000stranger";
    fake.add_token(Token::new(stranger).only(&["o/other"]));
    let error = put(&store_with(&fake, stranger, "traffic", ""), &[("README.md", "x")])
        .await
        .expect_err("hidden");
    assert_eq!(
        Message::from(error).help.as_deref(),
        Some(
            "Check `store` and `branch`. GitHub also answers 404 if the token may not see or change the repository: the \
             token in `token` needs the repository permission `Contents: read and write` for it."
        )
    );
    assert!(writes(&fake).is_empty());
}

#[tokio::test]
async fn a_write_is_never_redirected() {
    let fake = fake();
    fake.before(On::nth(1).method("POST").path("/git/trees"), |fake| {
        fake.rename("o/ledger", "p/book")
    });
    let error = put(&store(&fake), &[("README.md", "x")])
        .await
        .expect_err("it moved meanwhile");
    assert_eq!(
        stable(&fake, &Message::from(error).to_string()),
        "could not create a tree in o/ledger: POST API/repos/o/ledger/git/trees answered 307: Temporary Redirect \
         (request ID)\nhelp: The repository has moved. Update its name in the inputs."
    );
    assert_eq!(fake.head("p/book", "traffic"), None);
    put(&store(&fake), &[("README.md", "x")])
        .await
        .expect("the next run finds it");
    assert!(fake.head("p/book", "traffic").is_some());
}

#[tokio::test]
async fn what_was_planned_before_the_branch_was_read_again_is_not_saved() {
    let fake = fake();
    let store = store(&fake);
    put(&store, &[(HISTORY, "ours\n")]).await.expect("saved");
    let before = store.load().await.expect("a ledger");
    fake.commit("o/ledger", "traffic", &[(HISTORY, Planted::text("theirs\n"))], "theirs");
    let after = store.load().await.expect("a ledger");
    assert!(matches!(store.begin(&before), Err(StoreError::Conflict(_))));
    assert!(store.begin(&after).is_ok());
    assert_eq!(text(&fake, "traffic", HISTORY).as_deref(), Some("theirs\n"));
}
