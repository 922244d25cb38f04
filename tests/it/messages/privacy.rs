//! What is refused or said so that nothing is published unintentionally.

use fake_github::{FakeGitHub, Fault, On, Planted, Repository};

use super::{NAME, Transcript, add, github, on_actions};
use crate::harness::{Ran, Run};

const STORE: &str = "octo/keeper";

/// A GitHub with a second repository and a store.
fn with_store() -> FakeGitHub {
    let fake = github();
    add(&fake, "octo/second");
    fake.add(Repository::new(STORE));
    fake.commit(STORE, "main", &[("LICENSE", Planted::text("x"))], "Begin");
    fake
}

fn both(fake: &FakeGitHub) -> Run {
    on_actions(fake).store(STORE).repositories("octo/spike, octo/second")
}

fn set_private(fake: &FakeGitHub, name: &str) {
    fake.edit(name, |repository| repository.private = true);
}

#[test]
fn private_repositories() {
    let mut transcript = Transcript::default();
    let fake = with_store();
    set_private(&fake, NAME);
    transcript.add("in a public store", &both(&fake).run().failure());

    let fake = with_store();
    fake.fail(
        On::every().exactly("/repos/octo/spike"),
        Fault::Refused(403, "No.".to_owned()),
    );
    fake.fail(On::every().exactly("/repos/octo/keeper"), Fault::Html(502));
    transcript.add("nothing is known of either", &both(&fake).run().failure());

    let fake = with_store();
    set_private(&fake, STORE);
    transcript.add("a private store of another workflow", &both(&fake).run().success());

    let fake = with_store();
    set_private(&fake, NAME);
    transcript.add("an import", &import(&fake, "date,views\n2026-02-01,5\n", &[]).failure());
    transcript.assert("privacy-private-repositories");
}

fn import(fake: &FakeGitHub, csv: &str, flags: &[&str]) -> Ran {
    let run = both(fake);
    let path = run.path("log.csv");
    std::fs::write(&path, csv).expect("written");
    let path = path.display().to_string();
    run.arguments(&[&["import", &path, "--repository", NAME], flags].concat())
        .run()
}

#[test]
fn the_default_branch() {
    let mut transcript = Transcript::default();
    let fake = with_store();
    let to_main = || both(&fake).input("branch", "main");
    transcript.add("in its root", &to_main().run().failure());
    transcript.add("a rebuild", &to_main().arguments(&["rebuild"]).run().failure());
    let body = format!(
        r#"{{"id":{},"full_name":"{STORE}","private":false}}"#,
        fake.repository(STORE).id
    );
    fake.fail(On::every().exactly("/repos/octo/keeper"), Fault::Body(body));
    transcript.add("unknown", &both(&fake).input("dry-run", "true").run().failure());
    transcript.assert("privacy-default-branch");
}
