//! What the user reads: one clear message for each way in which access fails, whole.

use fake_github::{ACTIONS, CLASSIC, FakeGitHub, Refusal, Token};
use traffic_ledger::clock::Clock;
use traffic_ledger::github::{Client, ErrorKind, Limits, Proxies};
use traffic_ledger::message::Message;

use super::{client_of, fake_with, stable};

/// The message for a fetch that is refused, without the fake's address and request id.
async fn refused(fake: &FakeGitHub, token: &str) -> String {
    let client = client_of(fake, token);
    let error = super::read(&client, "o/r").await.expect_err("refused");
    assert!(error.is_access() || error.kind() == ErrorKind::Archived, "{error}");
    let message = Message::from(&error).to_string();
    assert!(!message.contains(token), "the token is not shown: {message}");
    stable(fake, &message)
}

#[tokio::test]
async fn each_refusal_says_what_happened_and_what_to_do() {
    let pat = "github_pat_11FAKE0000other";
    let classic = "ghp_fakeTokenOfSomebodyElse";
    let cases = [
        (
            "ghp_fakeTokenThatIsUnknown",
            None,
            "could not read the repository: GET API/repos/o/r answered 401: Bad credentials (2 attempts; request ID)\n\
             help: The token in `traffic-token` has expired, was revoked or has a typo. Create a new one with the \
             repository permission `Administration: read` and update the secret.",
        ),
        (
            ACTIONS,
            None,
            "could not read the daily views: GET API/repositories/500000001/traffic/views?per=day answered 403: Resource not \
             accessible by integration (request ID; accepted permissions: administration=read)\n\
             help: `traffic-token` is the job's GITHUB_TOKEN, which can never read traffic, or the token of a GitHub App \
             without the repository permission `Administration: read`. Use a fine-grained personal access token, or \
             give the App that permission.",
        ),
        (
            pat,
            Some(Token::new(pat).without_traffic()),
            "could not read the daily views: GET API/repositories/500000001/traffic/views?per=day answered 403: Resource not \
             accessible by personal access token (request ID; accepted permissions: administration=read)\n\
             help: The fine-grained token in `traffic-token` lacks the repository permission `Administration: read`, was \
             not created for this repository, or is still waiting for the organisation's approval.",
        ),
        (
            classic,
            Some(Token::new(classic).without_traffic()),
            "could not read the daily views: GET API/repositories/500000001/traffic/views?per=day answered 403: Must have push \
             access to repository (request ID)\n\
             help: The owner of the classic token in `traffic-token` cannot push to the repository. Use the token of a \
             person who can, or a fine-grained one with the repository permission `Administration: read`.",
        ),
        (
            classic,
            Some(Token::new(classic).refused(Refusal::Saml)),
            "could not read the repository: GET API/repos/o/r answered 403: Resource protected by organization SAML \
             enforcement. You must grant your Personal Access token access to this organization. (request ID)\n\
             help: The classic token in `traffic-token` is not authorised for the organisation's single sign-on. Choose \
             `Configure SSO` next to the token in your settings, or use a fine-grained token with the repository \
             permission `Administration: read`. Authorise it: https://github.com/orgs/octo/sso?authorization_request=A",
        ),
        (
            pat,
            Some(Token::new(pat).refused(Refusal::Lifetime)),
            "could not read the repository: GET API/repos/o/r answered 403: The 'octo' organization forbids access \
             via a fine-grained personal access tokens if the token's lifetime is greater than 366 days. Please adjust \
             your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/1 (request \
             ID)\n\
             help: The organisation only accepts fine-grained tokens with a shorter lifetime. Create the token in \
             `traffic-token` anew, with an expiry within its limit (366 days or less).",
        ),
        (
            pat,
            Some(Token::new(pat).refused(Refusal::NotFound)),
            "could not read the repository: GET API/repos/o/r answered 404: Not Found (request ID)\n\
             help: Check the name in `repositories`. GitHub also answers 404 if the token may not see the repository: \
             the token in `traffic-token` needs the repository permission `Administration: read` for it.",
        ),
    ];
    let mut differences = Vec::new();
    for (value, token, expected) in cases {
        let fake = fake_with("o/r");
        token.into_iter().for_each(|token| fake.add_token(token));
        let message = refused(&fake, value).await;
        if message != expected {
            differences.push(format!("{message}\ninstead of\n{expected}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[tokio::test]
async fn a_plan_without_traffic() {
    let fake = fake_with("o/r");
    fake.edit("o/r", |repository| repository.needs_paid_plan = true);
    assert_eq!(
        refused(&fake, CLASSIC).await,
        "could not read the daily views: GET API/repositories/500000001/traffic/views?per=day answered 403: Upgrade to GitHub \
         Pro or make this repository public to enable this feature. (request ID)\n\
         help: GitHub counts no traffic for private repositories on a free plan. Upgrade the plan, or remove the \
         repository from `repositories`."
    );
}

#[tokio::test]
async fn a_missing_repository_may_also_be_a_hidden_one() {
    let fake = FakeGitHub::start();
    assert_eq!(
        refused(&fake, CLASSIC).await,
        "could not read the repository: GET API/repos/o/r answered 404: Not Found (request ID)\n\
         help: Check the name in `repositories`. GitHub also answers 404 if the token may not see the repository: the \
         token in `traffic-token` needs the repository permission `Administration: read` for it."
    );
}

#[tokio::test]
async fn an_address_without_a_server() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .expect("a port")
        .port();
    let api = format!("http://127.0.0.1:{port}").parse().expect("an address");
    let clock = Clock::starting_at(jiff::Timestamp::UNIX_EPOCH);
    let client = Client::new(&api, &Proxies::default(), None, clock, Limits::default()).expect("no roots are needed");
    let error = super::read(&client, "o/r").await.expect_err("no server");
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    let message = Message::from(&error).to_string();
    assert_eq!(
        message.replace(&port.to_string(), "PORT"),
        "could not read the repository: GET http://127.0.0.1:PORT/repos/o/r failed: client error (Connect): tcp \
         connect error: Connection refused (os error 111) (4 attempts)\n\
         help: Check `api-url`, and that the network and its proxy (`HTTPS_PROXY`, `NO_PROXY`) allow the connection. A \
         private CA can be named in `SSL_CERT_FILE`."
    );
}
