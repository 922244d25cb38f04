//! What the user reads: one clear message for each way in which access fails, whole.

use fake_github::{ACTIONS, CLASSIC, FakeGitHub, Refusal, Token};
use traffic_ledger::clock::Clock;
use traffic_ledger::github::traffic::fetch;
use traffic_ledger::github::{Client, ErrorKind, Limits};
use traffic_ledger::message::Message;

use super::{client_of, fake_with, stable};

/// The message for a fetch that is refused, without the fake's address and request id.
async fn refused(fake: &FakeGitHub, token: &str) -> String {
    let client = client_of(fake, token);
    let error = fetch(&client, &"o/r".parse().expect("a name"), client.clock().now())
        .await
        .expect_err("refused");
    assert!(error.is_access() || error.kind() == ErrorKind::Archived, "{error}");
    let message = Message::from(&error).to_string();
    assert!(!message.contains(token), "the token is not shown: {message}");
    stable(fake, &message)
}

#[tokio::test]
async fn each_refusal_says_what_happened_and_what_to_do() {
    let pat = "github_pat_11FAKE0000other";
    let classic = "ghp_fakeOther";
    let cases = [
        ("ghp_unknown", None, ""),
        (ACTIONS, None, ""),
        (pat, Some(Token::new(pat).without_traffic()), ""),
        (classic, Some(Token::new(classic).without_traffic()), ""),
        (classic, Some(Token::new(classic).refused(Refusal::Saml)), ""),
        (pat, Some(Token::new(pat).refused(Refusal::Lifetime)), ""),
        (pat, Some(Token::new(pat).refused(Refusal::NotFound)), ""),
    ];
    for (value, token, expected) in cases {
        let fake = fake_with("o/r");
        token.into_iter().for_each(|token| fake.add_token(token));
        let message = refused(&fake, value).await;
        println!("{message}\n");
        assert_eq!(message, expected);
    }
}

#[tokio::test]
async fn a_plan_without_traffic() {
    let fake = fake_with("o/r");
    fake.edit("o/r", |repository| repository.needs_paid_plan = true);
    assert_eq!(refused(&fake, CLASSIC).await, "");
}

#[tokio::test]
async fn a_missing_repository_may_also_be_a_hidden_one() {
    let fake = FakeGitHub::start();
    assert_eq!(refused(&fake, CLASSIC).await, "");
}

#[tokio::test]
async fn an_address_without_a_server() {
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
        .expect_err("no server");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    let message = Message::from(&error).to_string();
    let cause = "tcp connect error: Connection refused (os error 111)";
    assert_eq!(message.replace(&port.to_string(), "PORT"), "");
}
