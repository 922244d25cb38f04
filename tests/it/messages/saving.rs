//! The commit cannot be made: access, rules of the branch, other writers, interruptions. What was fetched is kept.

use fake_github::{ACTIONS, FakeGitHub, Fault, On, Planted, Rule, Token};

use super::{NAME, Transcript, add, github, local, on_actions, with_ledger};

#[test]
fn a_token_that_must_not_write() {
    let mut transcript = Transcript::with_outputs();
    for (title, value) in [
        ("the token of a job without permission", ACTIONS),
        ("a fine-grained token", "github_pat_fine_grained_that_must_not_write"),
        ("a classic token", "ghp_classic_that_must_not_write"),
    ] {
        let fake = github();
        fake.add_token(Token::new(value).read_only());
        let ran = on_actions(&fake).input("token", value).run().failure();
        transcript.add(title, &ran);
    }
    let fake = github();
    fake.revoke(ACTIONS);
    transcript.add("a token that was revoked", &local(&fake).run().failure());
    let fake = github();
    transcript.add(
        "a store that does not exist",
        &local(&fake).store("octo/gone").run().failure(),
    );
    let fake = github();
    add(&fake, "octo/keeper");
    fake.edit("octo/keeper", |repository| repository.archived = true);
    let ran = local(&fake).store("octo/keeper").run().failure();
    transcript.add("an archived store", &ran);
    transcript.assert("saving-access");
}

#[test]
fn rules_of_the_branch() {
    let mut transcript = Transcript::with_outputs();
    for (title, rule) in [
        ("creations are restricted", Rule::RestrictCreations),
        ("a ruleset wants a pull request", Rule::PullRequest),
        ("a protection wants a pull request", Rule::ProtectedPullRequest),
        ("a protection names who may push", Rule::ProtectedPush),
    ] {
        let fake = if rule == Rule::RestrictCreations {
            github()
        } else {
            with_ledger()
        };
        fake.edit(NAME, |repository| repository.rules.push(("traffic".to_owned(), rule)));
        transcript.add(title, &local(&fake).run().failure());
    }
    transcript.assert("saving-rules");
}

/// Lets another writer commit before each update of the branch.
fn contested(fake: &FakeGitHub) {
    for round in 1..=20 {
        fake.before(On::nth(round).method("PATCH"), move |fake| {
            let notes = format!("note {round}");
            fake.commit(NAME, "traffic", &[("notes.txt", Planted::text(&notes))], "Note");
        });
    }
}

#[test]
fn another_writer_is_always_faster() {
    let fake = with_ledger();
    contested(&fake);
    let mut transcript = Transcript::with_outputs();
    transcript.add("a lost race, five times", &on_actions(&fake).run().failure());
    transcript.assert("saving-conflict");
}

#[test]
fn github_does_something_else() {
    let mut transcript = Transcript::with_outputs();
    let id = "0123456789012345678901234567890123456789";
    for (title, on, body) in [
        (
            "another tree",
            On::every().method("POST").path("/git/trees"),
            format!("{{\"sha\":\"{id}\"}}"),
        ),
        (
            "another commit",
            On::every().method("POST").path("/git/commits"),
            format!("{{\"sha\":\"{id}\"}}"),
        ),
        (
            "a commit of another tree",
            On::every().method("POST").path("/git/commits"),
            format!("{{\"sha\":\"{id}\",\"tree\":{{\"sha\":\"{id}\"}}}}"),
        ),
        (
            "a tree without its entries",
            On::every().method("GET").path("/git/trees/"),
            format!("{{\"sha\":\"{id}\",\"tree\":[]}}"),
        ),
        (
            "another file",
            On::every().method("GET").path("/git/blobs/"),
            r#"{"content":"eA==","encoding":"base64"}"#.to_owned(),
        ),
        (
            "a name that is none",
            On::every().method("POST").path("/git/trees"),
            "{\"sha\":\"x\"}".to_owned(),
        ),
    ] {
        let fake = with_ledger();
        fake.fail(on, Fault::Body(body));
        transcript.add(title, &local(&fake).run());
    }
    for (title, fault) in [
        ("an error of the server", Fault::Html(502)),
        ("a connection that is cut", Fault::CutBefore),
        ("another refusal", Fault::unprocessable("Something new")),
        (
            "an object that is not there yet",
            Fault::unprocessable("Object does not exist"),
        ),
    ] {
        let fake = with_ledger();
        fake.fail(On::every().method("PATCH"), fault);
        transcript.add(title, &local(&fake).run());
    }
    for (title, path) in [
        ("the branch", "/git/ref"),
        ("the blobs", "/git/blobs/"),
        ("the trees", "/git/trees/"),
    ] {
        let fake = with_ledger();
        fake.fail(On::every().method("GET").path(path), Fault::WrongShape);
        transcript.add(&format!("{title} cannot be read"), &local(&fake).run());
    }
    transcript.assert("saving-odd-responses");
}

#[test]
fn what_was_fetched_cannot_be_kept_either() {
    let fake = github();
    fake.edit(NAME, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::RestrictCreations))
    });
    let mut transcript = Transcript::with_outputs();
    let run = local(&fake);
    std::fs::write(run.path("workspace/traffic-ledger-rescue"), "x").expect("a file can be written");
    transcript.add("a file in the place of the folder", &run.run().failure());
    transcript.assert("saving-nowhere-to-keep");
}

#[test]
fn an_interruption() {
    let mut transcript = Transcript::with_outputs();
    for (title, on) in [
        ("while reading", On::nth(1).path("/traffic/")),
        ("while saving", On::nth(1).method("POST")),
    ] {
        let fake = github();
        let (sender, receiver) = std::sync::mpsc::channel();
        fake.fail(on.clone(), Fault::NeverAnswers);
        fake.before(on, move |_| sender.send(()).unwrap_or_default());
        let running = on_actions(&fake).spawn();
        if receiver.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
            running.kill();
            panic!("no request arrived");
        }
        running.signal("TERM");
        transcript.add(title, &running.wait().exited(143));
    }
    transcript.assert("saving-interrupted");
}
