//! What a person is told: one clear error for each way in which access fails.

use fake_github::{ACTIONS, CLASSIC, FakeGitHub, Refusal, Token};
use traffic_ledger::clock::Clock;
use traffic_ledger::github::traffic::fetch;
use traffic_ledger::github::{Client, ErrorKind, Limits};

use super::{client_of, fake_with};

async fn refused(fake: &FakeGitHub, token: &str) -> String {
    let client = client_of(fake, token);
    let error = fetch(&client, &"o/r".parse().expect("a name"), client.clock().now())
        .await
        .expect_err("refused");
    assert!(error.is_access() || error.kind() == ErrorKind::Archived, "{error}");
    error.to_string()
}

#[tokio::test]
async fn each_refusal_of_a_token_is_told_with_what_to_do() {
    let pat = "github_pat_11FAKE0000other";
    let classic = "ghp_fakeOther";
    let cases = [
        (
            "ghp_unknown",
            None,
            "401: Bad credentials",
            "expired, was revoked or is mistyped",
        ),
        (
            ACTIONS,
            None,
            "403: Resource not accessible by integration",
            "GITHUB_TOKEN, which can never read traffic",
        ),
        (
            pat,
            Some(Token::new(pat).without_traffic()),
            "403: Resource not accessible by personal access token",
            "the repository is not among those it was made for",
        ),
        (
            classic,
            Some(Token::new(classic).without_traffic()),
            "403: Must have push access to repository",
            "belongs to somebody who may not do this",
        ),
        (
            classic,
            Some(Token::new(classic).refused(Refusal::Saml)),
            "SAML enforcement",
            "Configure SSO",
        ),
        (
            pat,
            Some(Token::new(pat).refused(Refusal::Lifetime)),
            "greater than 366 days",
            "shorter life",
        ),
        (
            pat,
            Some(Token::new(pat).refused(Refusal::NotFound)),
            "404: Not Found",
            "GitHub does not tell which",
        ),
    ];
    for (value, token, words, advice) in cases {
        let fake = fake_with("o/r");
        token.into_iter().for_each(|token| fake.add_token(token));
        let told = refused(&fake, value).await;
        assert!(told.contains(words) && told.contains(advice), "{told}");
        assert!(
            told.contains("`traffic-token`") && told.contains("request FA4E:"),
            "{told}"
        );
        assert!(!told.contains(value), "the token is not told: {told}");
    }
}

#[tokio::test]
async fn the_permission_that_is_missing_is_named() {
    let fake = fake_with("o/r");
    let told = refused(&fake, ACTIONS).await;
    assert!(told.contains("accepted permissions: administration=read"), "{told}");
}

#[tokio::test]
async fn a_plan_without_traffic_is_told() {
    let fake = fake_with("o/r");
    fake.edit("o/r", |repository| repository.needs_paid_plan = true);
    assert!(refused(&fake, CLASSIC).await.contains("upgrade the plan"));
}

#[tokio::test]
async fn a_missing_repository_may_also_be_a_hidden_one() {
    let fake = FakeGitHub::start();
    let told = refused(&fake, CLASSIC).await;
    assert!(
        told.contains("mistyped in `repositories`") && told.contains("may not see it"),
        "{told}"
    );
}

#[tokio::test]
async fn a_host_that_nobody_is_at_is_told() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .expect("a port")
        .port();
    let api = format!("http://127.0.0.1:{port}").parse().expect("an address");
    let clock = Clock::starting_at(jiff::Timestamp::UNIX_EPOCH);
    let client = Client::new(&api, None, clock, Limits::default()).expect("no roots are needed");
    let name = "o/r".parse().expect("a name");
    let error = fetch(&client, &name, client.clock().now())
        .await
        .expect_err("nobody is there");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    let told = error.to_string();
    assert!(
        told.contains("`api-url`") && told.contains("HTTPS_PROXY") && told.contains("4 tries"),
        "{told}"
    );
}
