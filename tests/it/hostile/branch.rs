//! What is read back from the branch is foreign: refused with a clear error, and nothing is written.

use fake_github::{FakeGitHub, Planted};
use sha2::{Digest, Sha256};
use traffic_ledger::domain::ledger::hex;

use super::oracle;
use super::{NAME, github, program};

const HISTORY: &str = "octo/spike/history.json";

/// A GitHub that holds a ledger of one day, a day later; and its history.
fn with_ledger() -> (FakeGitHub, String) {
    let fake = github();
    let first = program(&fake).binary();
    assert_eq!(first.code, Some(0), "{}", first.printed());
    fake.clock().advance_days(1);
    let history = String::from_utf8(fake.files(NAME, "traffic")[HISTORY].clone()).expect("UTF-8");
    (fake, history)
}

/// The same change to a history, with a seal that fits: somebody meant it.
fn sealed(history: &str, from: &str, to: &str) -> String {
    let body = &history[..history.rfind("\"seal\": ").expect("a seal")];
    assert!(body.contains(from), "{from} in {body}");
    let body = body.replacen(from, to, 1);
    let seal = hex(&Sha256::digest(&body));
    format!("{body}\"seal\": \"{seal}\"\n}}\n")
}

/// Runs over what somebody else has committed; it must be refused, in words that hold `told`.
fn refused(name: &str, things: &[(&str, Planted)], told: &str) {
    let (fake, _) = with_ledger();
    refused_by(&fake, name, things, told);
}

fn refused_by(fake: &FakeGitHub, name: &str, things: &[(&str, Planted)], told: &str) {
    let head = fake.commit(NAME, "traffic", things, "Damage");
    let outcome = program(fake).binary();
    oracle::judge(name, &outcome);
    let printed = outcome.printed();
    assert_eq!(outcome.code, Some(1), "{name}: {printed}");
    assert!(printed.contains(told), "{name}: {told:?} is not told\n{printed}");
    assert_eq!(
        fake.head(NAME, "traffic").as_deref(),
        Some(head.as_str()),
        "{name}: something was written"
    );
}

#[test]
fn histories_that_somebody_else_changed() {
    let (_, good) = with_ledger();
    let day = good
        .lines()
        .find(|line| line.starts_with("[\"2026-02-20\""))
        .expect("a day")
        .to_owned();
    let deep = format!("\"days\": {}", "[".repeat(100_000));
    for (name, text, told) in [
        (
            "conflict markers",
            good.replace("\"days\"", "<<<<<<< HEAD\n\"days\""),
            "merge",
        ),
        ("edited by hand", good.replace("[30,10]", "[31,10]"), "seal"),
        ("cut off", good[..good.len() / 2].to_owned(), "history.json"),
        ("empty", String::new(), "history.json"),
        (
            "a newer schema",
            sealed(&good, "\"schema\": 1", "\"schema\": 2"),
            "newest Traffic Ledger",
        ),
        (
            "a schema beyond numbers",
            sealed(&good, "\"schema\": 1", "\"schema\": 99999999999"),
            "history.json",
        ),
        (
            "a key twice",
            sealed(&good, "\"days\":", "\"days\": [],\n\"days\":"),
            "history.json",
        ),
        (
            "an unknown key",
            sealed(&good, "\"days\":", "\"more\": 1,\n\"days\":"),
            "history.json",
        ),
        (
            "a day twice",
            sealed(&good, &day, &format!("{day}\n{day}")),
            "history.json",
        ),
        (
            "days out of order",
            sealed(&good, &day, &day.replace("02-20", "01-20")),
            "history.json",
        ),
        (
            "a day that is none",
            sealed(&good, "2026-02-20", "2026-02-31"),
            "history.json",
        ),
        (
            "a negative number",
            sealed(&good, "[30,10]", "[-30,10]"),
            "history.json",
        ),
        (
            "a number beyond u64",
            sealed(&good, "[30,10]", "[99999999999999999999,10]"),
            "history.json",
        ),
        (
            "another repository's name",
            sealed(&good, "\"octo/spike\"", "\"octo/../evil\""),
            "history.json",
        ),
        ("depth without end", sealed(&good, "\"days\": [", &deep), "history.json"),
        ("something after the end", format!("{good}::error::x\n"), "history.json"),
    ] {
        refused(name, &[(HISTORY, Planted::text(&text))], told);
    }
    let too_large = good.replace("\"days\"", &format!("{}\"days\"", "\n".repeat(17 << 20)));
    for (name, thing) in [
        ("too large", Planted::text(&too_large)),
        ("not UTF-8", Planted::File(vec![0xff, 0xfe, b'{'])),
        ("an LFS pointer", Planted::lfs_pointer(4_711)),
        ("a link", Planted::Symlink("../../README.md".to_owned())),
        ("a link to the machine", Planted::Symlink("/etc/passwd".to_owned())),
        (
            "a submodule",
            Planted::Submodule("0123456789012345678901234567890123456789".to_owned()),
        ),
    ] {
        refused(name, &[(HISTORY, thing)], "history.json");
    }
}

#[test]
fn another_repository_under_the_old_name() {
    let (fake, good) = with_ledger();
    let id = fake.repository(NAME).id;
    let other = sealed(&good, &format!("\"id\":{id}"), &format!("\"id\":{}", id + 1));
    fake.commit(NAME, "traffic", &[(HISTORY, Planted::text(&other))], "Another id");
    let outcome = program(&fake).binary();
    oracle::judge("another id", &outcome);
    assert_eq!(outcome.code, Some(0), "{}", outcome.printed());
    let files = fake.files(NAME, "traffic");
    let kept = String::from_utf8_lossy(&files[&format!("{NAME}~{}/history.json", id + 1)]).into_owned();
    assert_eq!(
        kept, other,
        "what claims to be another repository's is kept aside as it is"
    );
    let own = String::from_utf8_lossy(&files[HISTORY]).into_owned();
    assert!(
        own.contains(&format!("\"id\":{id},")),
        "the repository itself begins anew"
    );
}

#[test]
fn things_of_another_kind_at_our_paths() {
    let submodule = Planted::Submodule("0123456789012345678901234567890123456789".to_owned());
    let link = Planted::Symlink("../../..".to_owned());
    refused(
        "a folder for the history",
        &[
            (HISTORY, Planted::Deleted),
            ("octo/spike/history.json/x", Planted::text("x")),
        ],
        "history.json",
    );
    refused(
        "no history beside snapshots",
        &[(HISTORY, Planted::Deleted)],
        "history.json",
    );
    refused("a link for the report", &[("README.md", link.clone())], "README.md");
    refused(
        "a submodule for the report",
        &[("octo/spike/README.md", submodule.clone())],
        "octo/spike/README.md",
    );
    refused("a submodule for the owner", &[("octo", submodule.clone())], "octo");
    refused(
        "a link for the repository",
        &[("octo/spike", link.clone())],
        "octo/spike",
    );
    refused("a file for the owner", &[("octo", Planted::text("x"))], "octo");
    refused(
        "a link for the charts",
        &[("octo/spike/charts", link)],
        "octo/spike/charts",
    );
    refused(
        "a submodule for the snapshots",
        &[("octo/spike/snapshots", submodule)],
        "octo/spike/snapshots",
    );
}

#[test]
fn what_others_keep_in_the_branch_is_left_alone() {
    let (fake, _) = with_ledger();
    let things = [
        ("notes/::error::x.md", Planted::text("mine")),
        ("octo/spike/notes.txt", Planted::text("mine")),
        ("CNAME", Planted::text("x")),
    ];
    fake.commit(NAME, "traffic", &things, "Notes");
    let outcome = program(&fake).binary();
    oracle::judge("files of others", &outcome);
    assert_eq!(outcome.code, Some(0), "{}", outcome.printed());
    let files = fake.files(NAME, "traffic");
    for (path, _) in things {
        assert!(files.contains_key(path), "{path} is gone");
    }
}
