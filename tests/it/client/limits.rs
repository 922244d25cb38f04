//! Limits: waited for as GitHub asks, never broken, and never waited for too long.

use std::time::Duration;

use fake_github::{Fault, On, Scope, TRAFFIC};
use traffic_ledger::github::{ErrorKind, Limits};
use traffic_ledger::message::Message;

use super::{client_of, client_with, count, fake_with, fetched, stable};

#[tokio::test]
async fn a_limit_that_ends_soon_is_waited_for() {
    for fault in [
        Fault::SecondaryLimit {
            status: 403,
            retry_after: Some(7),
        },
        Fault::SecondaryLimit {
            status: 429,
            retry_after: Some(7),
        },
        Fault::SecondaryLimit {
            status: 403,
            retry_after: None,
        },
        Fault::PrimaryLimit {
            status: 403,
            reset_in: 30,
        },
        Fault::PrimaryLimit {
            status: 429,
            reset_in: 30,
        },
    ] {
        let fake = fake_with("o/r");
        let before = fake.clock().seconds();
        fake.fail(On::nth(1).times(2).path("referrers"), fault.clone());
        let fetched = fetched(&fake).await.expect("the limits end");
        assert!(fetched.failures.is_empty(), "{fault:?} {:?}", fetched.failures);
        assert_eq!(count(&fake, "referrers"), 3, "{fault:?}");
        assert_eq!(fake.too_early(Scope::SameRequest).len(), 0, "{fault:?}");
        assert!(fake.clock().seconds() - before >= 14, "{fault:?}");
    }
}

#[tokio::test]
async fn a_secondary_limit_that_does_not_end_is_waited_for_three_times() {
    let fake = fake_with("o/r");
    fake.fail(
        On::every().path("referrers"),
        Fault::SecondaryLimit {
            status: 403,
            retry_after: None,
        },
    );
    let before = fake.clock().seconds();
    let fetched = fetched(&fake).await.expect("the rest came");
    assert_eq!(fetched.failures[0].1.kind(), ErrorKind::RateLimited { until: None });
    assert_eq!(count(&fake, "referrers"), 4);
    assert!(fake.clock().seconds() - before >= 60 + 120 + 240);
}

#[tokio::test]
async fn a_limit_that_ends_late_stops_everything_that_follows() {
    let fake = fake_with("o/r");
    fake.fail(
        On::every(),
        Fault::PrimaryLimit {
            status: 403,
            reset_in: 3000,
        },
    );
    let client = client_of(&fake, TRAFFIC);
    let error = super::read(&client, "o/r").await.expect_err("all limited");
    let ErrorKind::RateLimited { until: Some(until) } = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(until.as_second(), fake.clock().seconds() + 3000);
    assert_eq!(
        stable(&fake, &Message::from(&error).to_string()),
        format!(
            "could not read the repository: GET API/repos/o/r answered 403: API rate limit exceeded for user ID \
             583231. If you reach out to GitHub Support for help, please include the request ID. (request ID)\n\
             help: The limit ends at {until}, later than `max-wait` allows. Run again after that, or raise `max-wait`."
        )
    );
    assert_eq!(fake.log().len(), 1, "the first answer is enough");

    let error = super::read(&client, "o/r").await.expect_err("still limited");
    assert!(
        error
            .to_string()
            .ends_with("failed: still rate-limited by an earlier response"),
        "{error}"
    );
    assert_eq!(fake.log().len(), 1, "nothing more was sent");
    assert_eq!(
        fake.clock().seconds(),
        until.as_second() - 3000,
        "and nothing was waited for"
    );
}

#[tokio::test]
async fn the_run_ends_in_time() {
    let fake = fake_with("o/r");
    fake.fail(
        On::every(),
        Fault::SecondaryLimit {
            status: 429,
            retry_after: Some(50),
        },
    );
    let limits = Limits {
        run: Duration::from_secs(90),
        ..Limits::default()
    };
    let client = client_with(&fake, TRAFFIC, limits);
    let before = fake.clock().seconds();
    super::read(&client, "o/r").await.expect_err("limited");
    assert!(fake.clock().seconds() - before <= 90);
}

#[tokio::test]
async fn a_401_that_looks_like_an_outage_is_tried_once_more() {
    let fake = fake_with("o/r");
    fake.fail(On::nth(1).path("referrers"), Fault::Unauthorized);
    assert!(fetched(&fake).await.expect("all of it").failures.is_empty());
    assert_eq!(count(&fake, "referrers"), 2);

    let fake = fake_with("o/r");
    fake.fail(On::every().path("referrers"), Fault::Unauthorized);
    let fetched = fetched(&fake).await.expect("the rest came");
    assert_eq!(fetched.failures[0].1.kind(), ErrorKind::BadCredentials);
    assert_eq!(count(&fake, "referrers"), 2);
}
