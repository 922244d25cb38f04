//! Rate limits of both kinds, and the time of the whole run.

use fake_github::{FakeGitHub, Fault, On};

use super::{NAME, Transcript, add, github, local, on_actions};

fn with(on: On, fault: Fault) -> FakeGitHub {
    let fake = github();
    fake.fail(on, fault);
    fake
}

/// Requests that share a limit draw pauses of their own: only a single one has the same number of attempts each time.
fn one_endpoint() -> On {
    On::every().path("/traffic/clones?per=week")
}

#[test]
fn rate_limits() {
    let primary = |reset_in| Fault::PrimaryLimit { status: 403, reset_in };
    let secondary = |retry_after| Fault::SecondaryLimit {
        status: 429,
        retry_after,
    };
    let mut transcript = Transcript::default();
    for (title, on, fault) in [
        ("a primary limit that ends too late", On::every(), primary(3_000)),
        ("a primary limit that does not end", one_endpoint(), primary(30)),
        (
            "a secondary limit that ends too late",
            On::every(),
            secondary(Some(3_000)),
        ),
        (
            "a secondary limit that does not end",
            one_endpoint(),
            secondary(Some(7)),
        ),
        ("a secondary limit without a time", one_endpoint(), secondary(None)),
    ] {
        transcript.add(title, &local(&with(on, fault)).run().failure());
    }
    let ran = local(&with(On::every(), primary(30)))
        .input("max-wait", "10s")
        .run()
        .failure();
    transcript.add("max-wait is shorter", &ran);
    transcript.assert("limits-rate-limits");
}

#[test]
fn a_limit_while_saving() {
    let fake = github();
    let limit = Fault::PrimaryLimit {
        status: 403,
        reset_in: 3_000,
    };
    fake.fail(On::every().method("POST"), limit);
    let mut transcript = Transcript::default();
    transcript.add("the commit meets a limit", &on_actions(&fake).run().failure());
    transcript.assert("limits-while-saving");
}

#[test]
fn the_time_of_the_run() {
    let mut transcript = Transcript::default();
    let fake = github();
    for name in ["octo/second", "octo/third"] {
        add(&fake, name);
    }
    fake.before(On::nth(1).path("/repos/octo/second"), |fake| {
        fake.clock().advance_seconds(1_600);
    });
    let names = format!("{NAME},octo/second,octo/third");
    transcript.add("over while reading", &local(&fake).repositories(&names).run().failure());

    let fake = github();
    let primary = Fault::PrimaryLimit {
        status: 403,
        reset_in: 3_000,
    };
    fake.fail(On::every().path("/repos/octo/second"), primary);
    for name in ["octo/second", "octo/third"] {
        add(&fake, name);
    }
    let ran = local(&fake).repositories(&names).run().failure();
    transcript.add("a limit of an earlier repository", &ran);
    transcript.assert("limits-time-of-the-run");
}
