//! Refusals in GitHub's words, limits, and the headers that go with them.

use fake_github::{ACTIONS, CLASSIC, FakeGitHub, Planted, Refusal, Repository, Scope, TRAFFIC, Token};
use serde_json::json;

use crate::client::{Reply, get_as, send};

const VIEWS: &str = "/repos/o/r/traffic/views";

fn fake() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/r"));
    fake
}

fn views(fake: &FakeGitHub, token: Token) -> Reply {
    let value = token.value.clone();
    fake.add_token(token);
    get_as(fake, &value, VIEWS)
}

#[test]
fn each_refusal_has_githubs_status_and_words() {
    let fake = fake();
    let said = |reply: Reply| (reply.status, reply.message());
    let is = |status: u16, text: &str| (status, text.to_owned());
    assert_eq!(get_as(&fake, TRAFFIC, VIEWS).status, 200);
    assert_eq!(said(get_as(&fake, "ghp_unknown", VIEWS)), is(401, "Bad credentials"));
    assert_eq!(said(get_as(&fake, "", VIEWS)), is(401, "Requires authentication"));
    let actions = get_as(&fake, ACTIONS, VIEWS);
    assert_eq!(
        actions.header("x-accepted-github-permissions"),
        Some("administration=read")
    );
    assert_eq!(said(actions), is(403, "Resource not accessible by integration"));
    let pat = views(&fake, Token::new("github_pat_2").without_traffic());
    assert_eq!(pat.header("x-accepted-github-permissions"), Some("administration=read"));
    assert_eq!(said(pat), is(403, "Resource not accessible by personal access token"));
    let outsider = views(&fake, Token::new("ghp_outsider").only(&["o/other"]));
    assert_eq!(said(outsider), is(403, "Must have push access to repository"));
    let saml = views(&fake, Token::new("ghp_saml").refused(Refusal::Saml));
    assert!(
        saml.message()
            .starts_with("Resource protected by organization SAML enforcement")
    );
    let lifetime = views(&fake, Token::new("github_pat_3").refused(Refusal::Lifetime));
    assert!(
        lifetime
            .message()
            .contains("if the token's lifetime is greater than 366 days")
    );
    assert_eq!(
        said(views(&fake, Token::new("ghp_404").refused(Refusal::NotFound))),
        is(404, "Not Found")
    );
    fake.edit("o/r", |r| r.needs_paid_plan = true);
    assert!(
        get_as(&fake, TRAFFIC, VIEWS)
            .message()
            .contains("Upgrade to GitHub Pro or make this repository public")
    );
    fake.edit("o/r", |r| r.private = true);
    assert_eq!(said(get_as(&fake, "ghp_outsider", VIEWS)), is(404, "Not Found"));
    fake.edit("o/r", |r| r.archived = true);
    let archived = send(&fake, "POST", "/repos/o/r/git/blobs", &json!({"content": "x"})).expect("an answer");
    assert_eq!(said(archived), is(403, "Repository was archived so is read-only."));
    fake.revoke(CLASSIC);
    assert_eq!(get_as(&fake, CLASSIC, VIEWS).status, 401);
}

#[test]
fn an_ending_token_tells_its_end_and_then_is_refused() {
    let fake = fake();
    let end = fake.clock().seconds() + 86_400;
    let reply = views(&fake, Token::new("github_pat_4").expires(end));
    assert_eq!(
        reply.header("github-authentication-token-expiration"),
        Some("2026-03-03 14:17:00 UTC")
    );
    fake.clock().advance_days(1);
    assert_eq!(get_as(&fake, "github_pat_4", VIEWS).status, 401);
}

#[test]
fn the_primary_limit_runs_out_and_comes_back_with_the_clock() {
    let fake = fake();
    let mut token = Token::new("ghp_short");
    token.limit = 2;
    assert_eq!(views(&fake, token).header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(
        get_as(&fake, "ghp_short", VIEWS).header("x-ratelimit-remaining"),
        Some("0")
    );
    let reset = (fake.clock().seconds() + 3600).to_string();
    let refused = get_as(&fake, "ghp_short", VIEWS);
    assert!(refused.status == 403 && refused.message().starts_with("API rate limit exceeded"));
    assert_eq!(refused.header("x-ratelimit-reset"), Some(reset.as_str()));
    assert!(fake.too_early(Scope::SameRequest).is_empty());
    fake.clock().advance_seconds(1800);
    get_as(&fake, "ghp_short", VIEWS);
    let early = fake.too_early(Scope::SameToken);
    assert_eq!(
        early
            .iter()
            .map(|e| (e.request, e.told_by, e.millis))
            .collect::<Vec<_>>(),
        [(4, 3, 1_800_000)]
    );
    fake.clock().advance_seconds(1800);
    assert_eq!(get_as(&fake, "ghp_short", VIEWS).status, 200);
}

#[test]
fn the_log_counts_header_lines_and_keeps_bodies() {
    let fake = fake();
    fake.commit("o/r", "main", &[("a", Planted::text("a"))], "First");
    send(&fake, "POST", "/repos/o/r/git/blobs", &json!({"content": "x"}));
    let log = fake.log();
    assert_eq!(
        (log[0].number, log[0].method.as_str(), log[0].path()),
        (1, "POST", "/repos/o/r/git/blobs")
    );
    assert_eq!(
        (log[0].status, log[0].is_write(), log[0].json()),
        (Some(201), true, json!({"content": "x"}))
    );
    assert_eq!(
        (log[0].header_count("authorization"), log[0].header_count("user-agent")),
        (1, 0)
    );
    fake.clear_log();
    assert!(fake.log().is_empty());
}
