//! A ledger is of one server, which is recorded in it: the other commands need not be told, and another server is refused.

use std::collections::BTreeMap;
use std::path::Path;

use fake_github::FakeGitHub;

use crate::end_to_end::{NAME, github, job};
use crate::harness::{BRANCH, Ran, Run};

const SERVER: &str = "https://git.example.org";
const INDEX: &str = "index.json";

/// A run of a GitHub Enterprise Server, whose API is the fake.
fn on(server: &str, fake: &FakeGitHub) -> Run {
    job(fake)
        .variable("GITHUB_API_URL", fake.api_url())
        .variable("GITHUB_SERVER_URL", server)
}

/// A ledger of the server, as a folder elsewhere.
fn checkout(run: &Run) -> BTreeMap<String, Vec<u8>> {
    let fake = github();
    on(SERVER, &fake).run().success();
    let files = fake.files(NAME, BRANCH);
    put(&files, &run.path("ledger"));
    files
}

fn put(files: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    for (path, content) in files {
        let place = folder.join(path);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(place, content).expect("a file can be written");
    }
}

/// Runs a command on a ledger in a folder that holds `files`, without any word of a server; gives what is there afterwards.
fn offline(files: &BTreeMap<String, Vec<u8>>, arguments: &[&str]) -> (Ran, BTreeMap<String, Vec<u8>>) {
    let run = Run::offline();
    put(files, &run.path("ledger"));
    let place = run.path("ledger").to_string_lossy().into_owned();
    let arguments = [arguments, &["--store", NAME, "--output", &place]].concat();
    let ran = run.arguments(&arguments).run();
    let after = ran.files();
    (ran, after)
}

#[test]
fn verify_and_rebuild_know_the_server_of_a_ledger() {
    let files = checkout(&Run::offline());
    let index = String::from_utf8(files[INDEX].clone()).expect("UTF-8");
    assert!(
        index.starts_with(&format!("{{\n\"schema\": 1,\n\"server\": \"{SERVER}\",\n")),
        "{index}"
    );
    let page = String::from_utf8_lossy(&files["octo/spike/README.md"]).into_owned();
    assert!(page.contains(SERVER) && !page.contains("https://github.com"), "{page}");
    offline(&files, &["verify"]).0.success();
    let (ran, after) = offline(&files, &["rebuild"]);
    assert!(ran.success().stdout.contains("Everything is as it should be"));
    assert_eq!(after, files);

    // Neither a lost index nor an edited one changes the links: the snapshots say whose they are.
    let mut lost = files.clone();
    lost.remove(INDEX);
    assert_eq!(offline(&lost, &["rebuild"]).1, files);
    let mut edited = files.clone();
    edited.insert(
        INDEX.to_owned(),
        index.replace(SERVER, "https://evil.example").into_bytes(),
    );
    let found = offline(&edited, &["verify"]).0.failure();
    assert!(found.stderr.contains("index.json: it differs"), "{}", found.stderr);
    assert_eq!(offline(&edited, &["rebuild"]).1, files);
}

/// The arguments of an import into a directory.
fn import<'a>(data: &'a str, place: &'a str) -> [&'a str; 8] {
    ["import", data, "--repository", NAME, "--store", NAME, "--output", place]
}

#[test]
fn without_snapshots_the_index_says_it() {
    let run = Run::offline();
    std::fs::write(run.path("a.csv"), "date,views\n2026-01-01,5\n2026-01-02,7\n").expect("a file can be written");
    let (data, place) = (run.path("a.csv"), run.path("ledger"));
    let (data, place) = (
        data.to_string_lossy().into_owned(),
        place.to_string_lossy().into_owned(),
    );
    let arguments = import(&data, &place);
    let api = format!("{SERVER}/api/v3");
    let ran = run
        .arguments(&[&arguments[..], &["--api-url", &api]].concat())
        .run()
        .success();
    let files = ran.files();
    assert!(String::from_utf8_lossy(&files["octo/spike/README.md"]).contains(SERVER));
    offline(&files, &["verify"]).0.success();
    assert_eq!(offline(&files, &["rebuild"]).1, files);

    // A later import asks nobody, so it need not say it again.
    let run = Run::offline();
    std::fs::write(run.path("b.csv"), "date,views\n2026-01-03,5\n").expect("a file can be written");
    let data = run.path("b.csv").to_string_lossy().into_owned();
    put(&files, &run.path("ledger"));
    let place = run.path("ledger").to_string_lossy().into_owned();
    let arguments = import(&data, &place);
    let after = run.arguments(&arguments).run().success().files();
    assert_ne!(after, files);
    offline(&after, &["verify"]).0.success();
}

#[test]
fn a_run_at_another_server_asks_for_nothing_and_writes_nothing() {
    let fake = github();
    on(SERVER, &fake).run().success();
    let (head, asked) = (fake.head(NAME, BRANCH), fake.log().len());
    let ran = job(&fake).run().failure();
    let [error] = &ran.texts("error")[..] else {
        panic!("{}", ran.stdout)
    };
    assert!(
        error.contains("the ledger is of https://git.example.org, and this is https://github.com"),
        "{error}"
    );
    assert_eq!(fake.head(NAME, BRANCH), head);
    let log = fake.log();
    assert!(!log[asked..].iter().any(|request| request.path().contains("/traffic/")));

    // The server got another address: rebuild takes it over if it is told so, and the run after it goes on.
    fake.clock().advance_days(1);
    let renamed = "https://code.example.org";
    on(renamed, &fake).run().failure();
    on(renamed, &fake)
        .arguments(&["rebuild", "--accept", INDEX])
        .run()
        .success();
    on(renamed, &fake).run().success();
    on(renamed, &fake).arguments(&["verify"]).run().success();
    let page = String::from_utf8_lossy(&fake.files(NAME, BRANCH)["octo/spike/README.md"]).into_owned();
    assert!(page.contains(renamed) && !page.contains(SERVER));
    // Hosts have no case, and the links stay as they were.
    let before = fake.files(NAME, BRANCH);
    on("https://CODE.example.org", &fake).run().success();
    assert_eq!(fake.files(NAME, BRANCH), before);
}
