//! Redirects: followed within the API, never out of it, and the name that a repository has now is taken over.

use std::net::TcpListener;

use fake_github::{Fault, On, RedirectTo};
use traffic_ledger::github::ErrorKind;
use traffic_ledger::message::Message;

use super::{count, fake_with, fetched, first_visit, stable};

#[tokio::test]
async fn a_renamed_repository_is_read_under_its_new_name() {
    let fake = fake_with("o/r");
    fake.rename("o/r", "new/place");
    let fetched = fetched(&fake).await.expect("GitHub redirects");
    assert_eq!(fetched.snapshot.repository.to_string(), "new/place");
    assert_eq!(fetched.snapshot.bodies.len(), first_visit());
    assert_eq!(count(&fake, "/repositories/"), first_visit());
}

#[tokio::test]
async fn each_kind_of_redirect_is_followed_within_the_api() {
    for status in [301, 302, 307, 308] {
        let fake = fake_with("o/r");
        fake.fail(
            On::every().path("/repos/o/r"),
            Fault::Redirect {
                status,
                to: RedirectTo::SameOrigin,
            },
        );
        assert!(
            fetched(&fake).await.expect("it is there").failures.is_empty(),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    elsewhere.set_nonblocking(true).expect("a socket");
    let source = format!("http://{}", elsewhere.local_addr().expect("an address"));
    let fake = fake_with("o/r");
    fake.fail(
        On::every(),
        Fault::Redirect {
            status: 301,
            to: RedirectTo::Origin(source),
        },
    );
    let error = fetched(&fake).await.expect_err("nothing came");
    assert_eq!(error.kind(), ErrorKind::RedirectedAway);
    assert_eq!(
        stable(&fake, &Message::from(&error).to_string()),
        "could not read the repository: GET API/repos/o/r answered 301: Moved Permanently (request ID)\n\
         help: The redirect leads away from the API and was not followed. Check `api-url`."
    );
    assert_eq!(fake.log().len(), first_visit());
    assert!(elsewhere.accept().is_err(), "no call came, so the token went nowhere");
}

#[tokio::test]
async fn a_loop_ends_after_three() {
    let fake = fake_with("o/r");
    fake.fail(
        On::nth(1).path("referrers"),
        Fault::Redirect {
            status: 301,
            to: RedirectTo::Loop,
        },
    );
    let fetched = fetched(&fake).await.expect("the rest came");
    assert_eq!(fetched.failures[0].1.kind(), ErrorKind::RedirectLoop);
    assert_eq!(count(&fake, "referrers"), 4);
}
