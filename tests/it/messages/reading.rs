//! The traffic cannot be read: tokens without access, repositories that are gone, responses that are not GitHub's.

use fake_github::{ACTIONS, CLASSIC, FakeGitHub, Fault, On, Refusal, TRAFFIC, Token};

use super::{NAME, Transcript, github, local, on_actions};

fn with_token(value: &str, change: impl FnOnce(Token) -> Token) -> FakeGitHub {
    let fake = github();
    fake.add_token(change(Token::new(value)));
    fake
}

#[test]
fn tokens_without_access() {
    let mut transcript = Transcript::default();
    for (title, value, change) in [
        (
            "an expired token",
            TRAFFIC,
            (|token| token.expires(0)) as fn(Token) -> Token,
        ),
        ("a fine-grained token without the permission", TRAFFIC, |token| {
            token.without_traffic()
        }),
        ("a fine-grained token for another repository", TRAFFIC, |token| {
            token.only(&["octo/other"])
        }),
        ("the token of the job", ACTIONS, |token| token.without_traffic()),
        ("a classic token of a reader", CLASSIC, |token| token.without_traffic()),
        ("admin rights", CLASSIC, |token| token.refused(Refusal::AdminRights)),
        ("single sign-on", CLASSIC, |token| token.refused(Refusal::Saml)),
        ("a lifetime that is too long", TRAFFIC, |token| {
            token.refused(Refusal::Lifetime)
        }),
        ("a token that sees nothing", TRAFFIC, |token| {
            token.refused(Refusal::NotFound)
        }),
    ] {
        let fake = with_token(value, change);
        let ran = local(&fake).input("traffic-token", value).run().failure();
        transcript.add(title, &ran);
    }
    let fake = with_token(TRAFFIC, |token| token.expires(0));
    super::add(&fake, "octo/second");
    let both = format!("{NAME}\nocto/second");
    let ran = on_actions(&fake).repositories(&both).run().failure();
    transcript.add("an expired token for two repositories, on Actions", &ran);
    transcript.assert("reading-tokens");
}

#[test]
fn repositories_without_access() {
    let mut transcript = Transcript::default();
    let fake = github();
    let ran = on_actions(&fake)
        .repositories(&format!("octo/gone,{NAME}"))
        .run()
        .failure();
    transcript.add("one that does not exist", &ran);

    let fake = github();
    fake.edit(NAME, |repository| {
        repository.private = true;
        repository.needs_paid_plan = true;
    });
    transcript.add("a private one of a free plan", &local(&fake).run().failure());
    for (title, status, text) in [
        ("an archived one", 403, "Repository was archived so is read-only."),
        ("a blocked one", 451, "Repository access blocked"),
        ("another refusal", 403, "Something new"),
        ("another status", 418, "I'm a teapot"),
        ("a refusal without words", 403, ""),
    ] {
        let fake = github();
        fake.fail(On::every(), Fault::Refused(status, text.to_owned()));
        transcript.add(title, &local(&fake).run().failure());
    }
    transcript.assert("reading-repositories");
}

#[test]
fn some_endpoints_fail() {
    let mut transcript = Transcript::default();
    let refused = |text: &str| Fault::Refused(403, text.to_owned());
    let fake = github();
    fake.fail(On::every().path("/traffic/clones"), refused("No clones today"));
    transcript.add("clones", &on_actions(&fake).run().failure());

    let fake = github();
    fake.fail(On::every().path("/traffic/clones"), refused("No clones today"));
    fake.fail(On::every().path("/traffic/popular"), Fault::Html(502));
    transcript.add("clones and the popular lists", &local(&fake).run().failure());
    transcript.assert("reading-some-endpoints");
}

#[test]
fn responses_that_are_not_githubs() {
    let mut transcript = Transcript::default();
    for (title, fault) in [
        ("HTML with a status of success", Fault::NotJson),
        ("another shape", Fault::WrongShape),
        ("nothing", Fault::EmptyBody),
        ("cut off", Fault::TruncatedBody),
        ("too long", Fault::Oversized(2 << 20)),
        (
            "words with control characters",
            Fault::Refused(422, "No.\r\n::error::x \u{1b}[31m\u{202e}##[y]".to_owned()),
        ),
    ] {
        let fake = github();
        fake.fail(On::every().path("/traffic/views?per=day"), fault);
        transcript.add(title, &local(&fake).run().failure());
    }
    transcript.assert("reading-responses");
}
