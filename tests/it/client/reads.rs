//! What is read, how it goes out and how often.

use fake_github::{Fault, On, Release, Repository, TRAFFIC};
use std::time::Duration;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot};
use traffic_ledger::github::{ErrorKind, Limits};
use traffic_ledger::message::Message;

use super::{client_with, count, fake_with, fetched, first_endpoints, first_visit, stable};

#[tokio::test]
async fn everything_is_read_side_by_side_and_kept() {
    let fake = fake_with("o/r");
    let all = first_endpoints();
    let beside_the_repository = all.len() - 1;
    fake.hold(On::every().path("/repositories/"), beside_the_repository);
    let fetched = fetched(&fake).await.expect("nothing fails");
    let kept: Vec<Endpoint> = fetched.snapshot.bodies.keys().copied().collect();
    assert_eq!(kept, all, "does the fake answer every endpoint?");
    assert_eq!(
        (fake.peak_in_flight(), fake.log().len()),
        (beside_the_repository, all.len())
    );
    assert!(fetched.failures.is_empty() && fetched.notices.is_empty());
    assert!(fetched.snapshot.id.is_some());
    let days = fetched.snapshot.bodies[&Endpoint::ViewsByDay].get();
    assert_eq!(days.matches("\"timestamp\"").count(), 14, "{days}");
    let file = fetched.snapshot.to_bytes();
    let again = RawSnapshot::from_bytes(&file).expect("its own file");
    assert_eq!(again.to_bytes(), file);
}

#[tokio::test]
async fn each_header_goes_out_once() {
    let fake = fake_with("o/r");
    fetched(&fake).await.expect("nothing fails");
    for line in fake.log() {
        for name in ["user-agent", "x-github-api-version", "accept", "authorization", "host"] {
            assert_eq!(line.header_count(name), 1, "{name} of {}", line.target);
        }
        assert_eq!(line.header_count("content-length"), 0);
        assert!(
            line.header("user-agent")
                .is_some_and(|agent| agent.starts_with("traffic-ledger/"))
        );
        assert_eq!(line.header("x-github-api-version"), Some("2022-11-28"));
        assert_eq!(line.header("authorization"), Some(format!("Bearer {TRAFFIC}").as_str()));
    }
}

#[tokio::test]
async fn a_clone_token_and_drafts_are_never_kept() {
    let fake = fake_with("o/r");
    fake.edit("o/r", |repository: &mut Repository| {
        repository.private = true;
        let mut draft = Release::new("v9", "2026-02-01T00:00:00Z", "not yet");
        draft.draft = true;
        repository.releases = vec![
            Release::new("v1", "2026-01-01T00:00:00Z", "notes").asset("a.tgz", 1, 30),
            draft,
        ];
    });
    let fetched = fetched(&fake).await.expect("nothing fails");
    let file = String::from_utf8(fetched.snapshot.to_bytes()).expect("text");
    assert!(!file.contains("CLONETOKEN") && !file.contains("temp_clone"), "{file}");
    assert!(
        !file.contains("v9")
            && file.contains(r#""name":"a.tgz","created_at":"2026-01-01T00:00:00Z","download_count":30"#),
        "{file}"
    );
    assert_eq!(fetched.private, Some(true));
}

#[tokio::test]
async fn a_passing_failure_is_tried_four_times() {
    let faults = [
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::Html(502),
        Fault::Html(503),
        Fault::DidItAnswered(500),
        Fault::TruncatedBody,
        Fault::NotJson,
        Fault::WrongShape,
        Fault::EmptyBody,
    ];
    for fault in faults {
        let fake = fake_with("o/r");
        fake.fail(On::nth(1).times(3).path("views?per=day"), fault.clone());
        let healed = fetched(&fake).await.expect("the rest came");
        assert!(healed.failures.is_empty(), "{fault:?}: {:?}", healed.failures);
        assert_eq!(count(&fake, "views?per=day"), 4, "{fault:?}");

        let fake = fake_with("o/r");
        fake.fail(On::every().path("views?per=day"), fault.clone());
        let failed = fetched(&fake).await.expect("the rest came");
        assert_eq!(count(&fake, "views?per=day"), 4, "{fault:?}");
        let [(Endpoint::ViewsByDay, error)] = failed.failures.as_slice() else {
            panic!("{fault:?}: {:?}", failed.failures)
        };
        assert!(error.to_string().contains("(4 attempts"), "{error}");
        assert_eq!(failed.snapshot.bodies.len(), first_visit() - 1);
    }
}

#[tokio::test]
async fn missing_releases_are_a_notice() {
    let fake = fake_with("o/r");
    fake.fail(On::every().path("/releases"), Fault::Html(500));
    let fetched = fetched(&fake).await.expect("the rest came");
    assert!(fetched.failures.is_empty());
    assert_eq!(fetched.notices.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_read_no_further_and_not_asked_for_again() {
    let fake = fake_with("o/r");
    fake.fail(On::every().path("popular/paths"), Fault::Oversized(3 << 20));
    let fetched = fetched(&fake).await.expect("the rest came");
    assert_eq!(fetched.failures[0].1.kind(), ErrorKind::TooLarge);
    assert_eq!(count(&fake, "popular/paths"), 1);
}

#[tokio::test]
async fn a_slow_body_is_waited_for_and_a_stalled_one_is_not() {
    let fake = fake_with("o/r");
    fake.fail(On::every().path("clones?per=day"), Fault::SlowBody(2));
    fake.fail(On::every().path("clones?per=week"), Fault::StalledBody);
    fake.fail(On::every().path("popular/paths"), Fault::NeverAnswers);
    let client = client_with(
        &fake,
        TRAFFIC,
        Limits {
            request: Duration::from_millis(400),
            ..Limits::default()
        },
    );
    let fetched = super::read(&client, "o/r").await;
    let fetched = fetched.expect("the rest came");
    let failed: Vec<_> = fetched
        .failures
        .iter()
        .map(|(endpoint, error)| (*endpoint, error.kind()))
        .collect();
    let timed_out = |endpoint| (endpoint, ErrorKind::TimedOut);
    assert_eq!(failed, [timed_out(Endpoint::ClonesByWeek), timed_out(Endpoint::Paths)]);
    assert_eq!(
        stable(&fake, &Message::from(&fetched.failures[1].1).to_string()),
        "could not read the popular paths: GET API/repositories/500000001/traffic/popular/paths failed: no complete response \
         within 1 s (4 attempts)\n\
         help: GitHub or the network has a problem. Look at githubstatus.com and run again later."
    );
    assert_eq!(count(&fake, "popular/paths"), 4);
}
