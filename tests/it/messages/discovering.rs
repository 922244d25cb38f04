//! What a run prints when the lines of `repositories` are patterns.

use fake_github::{Fault, On};

use super::{NAME, Transcript, add, github, local, on_actions};

#[test]
fn patterns() {
    let mut transcript = Transcript::default();
    let fake = github();
    for name in ["octo/demo-one", "octo/fork", "octo/old"] {
        add(&fake, name);
    }
    fake.edit("octo/fork", |repository| repository.fork = true);
    fake.edit("octo/old", |repository| repository.archived = true);
    let run = |lines: &str| local(&fake).repositories(lines);

    let lines = "octo/*\n!octo/demo-*\n!fork\n!archived\n!octo/zebra";
    transcript.add("one of four", &run(lines).run().success());
    transcript.add("no match", &run("octo/d*\n!octo/demo-*").run().failure());
    transcript.add("nothing at all", &run("octo/x*").run().failure());
    transcript.add(
        "a line that matches nothing",
        &run(&format!("{NAME}\nocto/lib-*")).run().success(),
    );
    transcript.add(
        "an owner that nobody knows",
        &run(&format!("{NAME}\nnobody/*")).run().failure(),
    );

    let partial = Fault::Header("x-github-sso", "partial-results; organizations=21955855".to_owned());
    fake.fail(On::every().path("/user/repos"), partial);
    let ran = on_actions(&fake)
        .repositories("*\n!octo/demo-*\n!fork\n!archived")
        .run();
    transcript.add("an organisation with single sign-on", &ran.success());
    transcript.assert("discovering-patterns");
}
