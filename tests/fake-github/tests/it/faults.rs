//! Each kind of fault as it looks on the wire, and whether the thing was done all the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fake_github::{CLASSIC, FakeGitHub, Fault, On, Planted, RedirectTo, Repository, Scope};
use serde_json::{Value, json};

use crate::client::{Reply, get, send, send_for};

const REF: &str = "/repos/o/r/git/refs/heads/main";

/// A repository whose `main` can be moved on by [`push`].
fn fake() -> (FakeGitHub, String) {
    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/r"));
    let first = fake.commit("o/r", "main", &[("a", Planted::text("1"))], "First");
    let next = fake.commit("o/r", "main", &[("a", Planted::text("2"))], "Next");
    fake.set_head("o/r", "main", Some(&first));
    (fake, next)
}

/// Moves `main` with one fault; tells what came and whether the move was done.
fn push(fault: Fault) -> (Option<Reply>, bool) {
    let (fake, next) = fake();
    fake.fail(On::nth(1), fault.clone());
    let reply = send(&fake, "PATCH", REF, &json!({"sha": next}));
    let log = fake.log();
    assert_eq!((log.len(), log[0].fault.as_ref()), (1, Some(&fault)));
    assert_eq!(log[0].status, reply.as_ref().map(|r| r.status));
    (reply, fake.head("o/r", "main").as_ref() == Some(&next))
}

fn answered(fault: Fault) -> (Reply, bool) {
    let text = format!("{fault:?} is answered");
    let (reply, done) = push(fault);
    (reply.expect(&text), done)
}

#[test]
fn cut_connections_before_and_after() {
    let (before, done) = push(Fault::CutBefore);
    assert!(before.is_none() && !done);
    let (after, done) = push(Fault::CutAfter);
    assert!(after.is_none() && done);
}

#[test]
fn server_errors_before_and_after() {
    for status in [500, 502, 503] {
        let (reply, done) = answered(Fault::Html(status));
        assert!(reply.status == status && reply.body.starts_with(b"<!DOCTYPE html>") && !done);
    }
    let (reply, done) = answered(Fault::DidItAnswered(500));
    assert!(reply.status == 500 && reply.message() == "Server Error" && done);
}

#[test]
fn bodies_that_are_cut_slow_or_wrong() {
    let (cut, done) = answered(Fault::TruncatedBody);
    assert!(cut.status == 200 && !cut.complete && !cut.body.is_empty() && done);
    let (slow, done) = answered(Fault::SlowBody(2));
    assert!(slow.complete && slow.json()["ref"] == "refs/heads/main" && done);
    let (text, done) = answered(Fault::NotJson);
    assert!(text.status == 200 && text.json().is_null() && !text.body.is_empty() && done);
    let (shape, done) = answered(Fault::WrongShape);
    assert!(shape.status == 200 && shape.json()["object"].is_null() && shape.json().is_object() && done);
    let (empty, done) = answered(Fault::EmptyBody);
    assert!(empty.status == 200 && empty.body.is_empty() && empty.complete && done);
    let (large, _) = answered(Fault::Oversized(3 << 20));
    assert!(large.body.len() > 3 << 20 && large.json()["count"] == 1);
}

#[test]
fn what_hangs_is_released_when_the_fake_is_dropped() {
    for fault in Fault::hanging() {
        let (fake, next) = fake();
        fake.fail(On::nth(1), fault.clone());
        let github = fake.handle();
        let waiting = std::thread::spawn(move || {
            send_for(
                &github,
                CLASSIC,
                "PATCH",
                REF,
                &json!({"sha": next}),
                Duration::from_secs(60),
            )
        });
        while fake.log().is_empty() {
            std::thread::yield_now();
        }
        drop(fake);
        let reply = waiting.join().expect("the client ends");
        assert!(reply.is_none_or(|r| !r.complete), "{fault:?}");
    }
}

#[test]
fn limits_and_credentials() {
    let (reply, done) = answered(Fault::Unauthorized);
    assert_eq!(
        (reply.status, reply.header("x-ratelimit-limit"), done),
        (401, Some("60"), false)
    );
    let (reply, done) = answered(Fault::PrimaryLimit {
        status: 429,
        reset_in: 30,
    });
    let reset = (fake_github::Clock::at("2026-03-02T14:17:30Z").seconds()).to_string();
    assert_eq!(
        (reply.status, reply.header("x-ratelimit-reset"), done),
        (429, Some(reset.as_str()), false)
    );
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
    let (reply, _) = answered(Fault::SecondaryLimit {
        status: 403,
        retry_after: Some(7),
    });
    assert_eq!((reply.status, reply.header("retry-after")), (403, Some("7")));
    assert_ne!(reply.header("x-ratelimit-remaining"), Some("0"));
    let (reply, done) = answered(Fault::SecondaryLimit {
        status: 429,
        retry_after: None,
    });
    assert!(reply.header("retry-after").is_none() && reply.message().contains("secondary rate limit") && !done);
}

#[test]
fn requests_before_retry_after_are_found() {
    let (fake, _) = fake();
    fake.fail(
        On::nth(1),
        Fault::SecondaryLimit {
            status: 403,
            retry_after: Some(7),
        },
    );
    get(&fake, "/repos/o/r");
    fake.clock().advance_seconds(6);
    get(&fake, "/repos/o/r/branches/main");
    assert!(fake.too_early(Scope::SameRequest).is_empty());
    assert_eq!(fake.too_early(Scope::SameToken).len(), 1);
    get(&fake, "/repos/o/r");
    assert_eq!(fake.too_early(Scope::SameRequest)[0].millis, 1000);
    fake.clear_log();
    fake.clock().advance_seconds(1);
    get(&fake, "/repos/o/r");
    assert!(fake.too_early(Scope::SameToken).is_empty());
}

#[test]
fn redirects_lead_where_they_say() {
    let (reply, done) = answered(Fault::Redirect {
        status: 307,
        to: RedirectTo::SameOrigin,
    });
    assert!(reply.status == 307 && !done);
    assert!(
        reply
            .header("location")
            .is_some_and(|l| l.ends_with("/repositories/500000001/git/refs/heads/main"))
    );
    let away = RedirectTo::Origin("http://127.0.0.1:9".to_owned());
    let (reply, _) = answered(Fault::Redirect { status: 301, to: away });
    assert_eq!(
        reply.header("location"),
        Some("http://127.0.0.1:9/repos/o/r/git/refs/heads/main")
    );
    let (fake, _) = fake();
    fake.fail(
        On::nth(1),
        Fault::Redirect {
            status: 301,
            to: RedirectTo::Loop,
        },
    );
    for _ in 0..4 {
        let reply = get(&fake, "/repos/o/r?x=1");
        let own = format!("{}/repos/o/r?x=1", fake.api_url());
        assert_eq!((reply.status, reply.header("location")), (301, Some(own.as_str())));
    }
    fake.clear_faults();
    assert_eq!(get(&fake, "/repos/o/r?x=1").status, 200);
}

#[test]
fn refusals_once_and_stale_refs() {
    let (reply, done) = answered(Fault::not_found());
    assert!(reply.status == 404 && reply.message() == "Not Found" && !done);
    let (reply, done) = answered(Fault::unprocessable("Update is not a fast forward"));
    assert!(reply.status == 422 && reply.message() == "Update is not a fast forward" && !done);

    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/r"));
    let first = fake.commit("o/r", "main", &[("a", Planted::text("1"))], "First");
    let second = fake.commit("o/r", "main", &[("a", Planted::text("2"))], "Second");
    fake.fail(On::nth(2).times(2), Fault::StaleRef);
    let seen = || get(&fake, "/repos/o/r/git/ref/heads/main").json()["object"]["sha"].clone();
    assert_eq!(
        [seen(), seen(), seen(), seen()],
        [&second, &first, &first, &second].map(|s| json!(s))
    );
}

#[test]
fn the_nth_of_a_kind_and_a_second_writer_in_between() {
    let (fake, next) = fake();
    fake.fail(On::nth(2).method("GET").path("/branches/"), Fault::Html(502));
    assert_eq!(get(&fake, "/repos/o/r/branches/main").status, 200);
    assert_eq!(get(&fake, "/repos/o/r").status, 200);
    assert_eq!(get(&fake, "/repos/o/r/branches/main").status, 502);
    assert_eq!(get(&fake, "/repos/o/r/branches/main").status, 200);

    let seen = Arc::new(Mutex::new(None));
    let inside = Arc::clone(&seen);
    fake.before(On::nth(1).method("PATCH"), move |github| {
        // A hook may send requests itself.
        let status = get(github, "/repos/o/r").status;
        *inside.lock().expect("nobody panics here") = Some(status);
        github.commit("o/r", "main", &[("b", Planted::text("other"))], "Second writer");
    });
    let reply = send(&fake, "PATCH", REF, &json!({"sha": next})).expect("an answer");
    assert_eq!(
        (reply.status, reply.message().as_str()),
        (422, "Update is not a fast forward")
    );
    assert_eq!(*seen.lock().expect("nobody panics here"), Some(200));
}

#[test]
fn held_requests_show_what_goes_side_by_side() {
    let (fake, _) = fake();
    fake.hold(On::every().path("/branches/"), 3);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(get(&fake, "/repos/o/r/branches/main").status, 200));
        }
    });
    assert_eq!(fake.peak_in_flight(), 3);
}

#[test]
fn every_kind_leaves_the_ref_at_one_of_two_commits() {
    for fault in Fault::all() {
        let (fake, next) = fake();
        let old = fake.head("o/r", "main");
        fake.fail(On::nth(1), fault);
        send(&fake, "PATCH", REF, &json!({"sha": next}));
        let head = fake.head("o/r", "main");
        assert!(head == old || head == Some(next));
        assert_eq!(
            send(&fake, "GET", "/repos/o/r", &Value::Null).map(|r| r.status),
            Some(200)
        );
    }
}
