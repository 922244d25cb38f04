//! GitHub cannot be reached, or not well: connections, proxies, redirects, errors of the server.

use fake_github::{Fault, On, RedirectTo};

use super::{Transcript, github, local};

/// A port at which nothing listens.
const CLOSED: &str = "http://127.0.0.1:9";

#[test]
fn github_cannot_be_reached() {
    let mut transcript = Transcript::default();
    let fake = github();
    let ran = local(&fake).input("api-url", CLOSED).run().failure();
    transcript.add("nothing listens", &ran);
    let ran = local(&fake)
        .input("api-url", CLOSED)
        .arguments(&["verify"])
        .run()
        .failure();
    transcript.add("verify", &ran);
    let no_roots = local(&fake)
        .input("api-url", "https://127.0.0.1:9")
        .variable("SSL_CERT_FILE", "/no/such/file");
    transcript.add("no root certificates", &no_roots.binary().failure());
    transcript.assert("network-unreachable");
}

#[test]
fn connections_that_break_and_errors_of_the_server() {
    let mut transcript = Transcript::default();
    for (title, fault) in [
        ("cut before the answer", Fault::CutBefore),
        ("a page of the server", Fault::Html(502)),
        ("an error of the server", Fault::DidItAnswered(500)),
    ] {
        let fake = github();
        fake.fail(On::every(), fault);
        transcript.add(title, &local(&fake).run().failure());
    }
    transcript.assert("network-broken");
}

#[test]
fn redirects() {
    let mut transcript = Transcript::default();
    for (title, to) in [
        ("to another host", RedirectTo::Origin("http://127.0.0.1:9".to_owned())),
        ("in a circle", RedirectTo::Loop),
    ] {
        let fake = github();
        fake.fail(On::every(), Fault::Redirect { status: 301, to });
        transcript.add(title, &local(&fake).run().failure());
    }
    let fake = github();
    let moved = Fault::Redirect {
        status: 307,
        to: RedirectTo::SameOrigin,
    };
    fake.fail(On::every().method("POST"), moved);
    transcript.add("while saving", &local(&fake).run().failure());
    transcript.assert("network-redirects");
}
