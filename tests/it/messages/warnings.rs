//! What a run that saves everything warns of, and parts of GitHub's responses that it cannot use.

use fake_github::{Fault, On, Publishing, TRAFFIC, Token};

use super::{NAME, Transcript, github, local, on_actions, with_ledger};

#[test]
fn trouble_ahead() {
    let mut transcript = Transcript::default();
    let fake = github();
    fake.add_token(Token::new(TRAFFIC).expires(fake.clock().seconds() + 10 * 86_400));
    transcript.add("a token that expires soon", &on_actions(&fake).run().success());

    let fake = github();
    fake.edit(NAME, |repository| {
        repository.pushed_at = "2026-01-05T00:00:00Z".to_owned()
    });
    transcript.add("no push for weeks", &on_actions(&fake).run().success());

    let fake = github();
    super::add(&fake, "octo/keeper");
    fake.edit(NAME, |repository| repository.archived = true);
    let ran = on_actions(&fake).store("octo/keeper").run().success();
    transcript.add("an archived repository", &ran);

    let fake = github();
    fake.fail(On::every().path("/releases"), Fault::Refused(403, "No.".to_owned()));
    transcript.add("no access to the releases", &local(&fake).run().success());
    transcript.assert("warnings-trouble-ahead");
}

#[test]
fn two_names_of_one_repository() {
    let mut transcript = Transcript::default();
    let fake = github();
    fake.rename(NAME, "octo/renamed");
    super::add(&fake, "octo/keeper");
    for names in ["octo/spike, octo/renamed", "octo/renamed, octo/spike"] {
        let run = local(&fake).store("octo/keeper").repositories(names);
        transcript.add(names, &run.run().success());
    }
    transcript.assert("warnings-two-names");
}

#[test]
fn nothing_new_for_days() {
    let mut transcript = Transcript::default();
    let fake = github();
    fake.traffic(|settings| settings.publishing = Publishing::Lag(12));
    transcript.add("the newest day is old", &on_actions(&fake).run().failure());
    let fake = github();
    fake.edit(NAME, |repository| repository.no_data_yet = true);
    let empty = r#"{"count":0,"uniques":0,"views":[]}"#;
    fake.fail(On::every().path("/traffic/views"), Fault::Body(empty.to_owned()));
    let empty = r#"{"count":0,"uniques":0,"clones":[]}"#;
    fake.fail(On::every().path("/traffic/clones"), Fault::Body(empty.to_owned()));
    transcript.add("no day at all", &on_actions(&fake).run());
    transcript.assert("warnings-nothing-new-for-days");
}

#[test]
fn odd_responses() {
    let row = |day: &str, numbers: &str| format!("{{\"timestamp\":\"{day}\",{numbers}}}");
    let views = |rows: &[String]| format!(r#"{{"count":420,"uniques":99,"views":[{}]}}"#, rows.join(","));
    let newest = |numbers: &str| views(&[row("2026-03-01T00:00:00Z", numbers)]);
    let good = r#""count":4,"uniques":3"#;
    let referrers: Vec<String> = (0..11)
        .map(|n| format!(r#"{{"referrer":"r{n}","count":{n},"uniques":{n}}}"#))
        .collect();
    let mut transcript = Transcript::default();
    for (title, path, body) in [
        ("a row without a number", "views?per=day", newest(r#""count":4"#)),
        (
            "a negative number",
            "views?per=day",
            newest(r#""count":-1,"uniques":0"#),
        ),
        (
            "more uniques than the count",
            "views?per=day",
            newest(r#""count":3,"uniques":4"#),
        ),
        (
            "a date that does not exist, twice",
            "views?per=day",
            views(&[row("2026-02-30T00:00:00Z", good), row("2026-02-31T00:00:00Z", good)]),
        ),
        (
            "a day of the future",
            "views?per=day",
            views(&[row("2026-03-09T00:00:00Z", good)]),
        ),
        (
            "a time of day",
            "views?per=day",
            views(&[row("2026-03-01T07:30:00Z", good)]),
        ),
        (
            "a day twice",
            "views?per=day",
            views(&[row("2026-03-01T00:00:00Z", good), row("2026-03-01T00:00:00Z", good)]),
        ),
        (
            "eleven referrers",
            "popular/referrers",
            format!("[{}]", referrers.join(",")),
        ),
        ("another form", "popular/referrers", r#"[{"referrer":7}]"#.to_owned()),
    ] {
        let fake = github();
        fake.fail(On::every().path(path), Fault::Body(body));
        transcript.add(title, &local(&fake).run().success());
    }
    let fake = github();
    let body = newest(r#""count":3,"uniques":4"#);
    fake.fail(On::every().path("traffic/"), Fault::Body(body));
    transcript.add("several endpoints, on Actions", &on_actions(&fake).run());
    transcript.assert("warnings-odd-responses");
}

#[test]
fn files_of_the_runner_that_cannot_be_written() {
    let mut transcript = Transcript::default();
    let fake = with_ledger();
    let files = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"];
    let unset = files.into_iter().fold(on_actions(&fake), |run, file| run.without(file));
    transcript.add("not set", &unset.run().success());
    fake.clock().advance_days(1);
    let nowhere = files
        .into_iter()
        .fold(on_actions(&fake), |run, file| run.variable(file, "/no/such/file"));
    transcript.add("no such folder", &nowhere.run().success());
    transcript.assert("warnings-runner-files");
}
