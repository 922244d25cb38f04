//! The Git Data API makes real objects; refs move by compare-and-swap.

use std::path::Path;
use std::process::Command;

use fake_github::{ACTIONS, FakeGitHub, GitHub, Planted, Repository, Rule};
use serde_json::{Value, json};

use crate::client::{Reply, get, get_as, send, send_for};

fn with_commit() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/r"));
    fake.commit("o/r", "main", &[("README.md", Planted::text("hello\n"))], "First");
    fake
}

fn post(github: &GitHub, what: &str, body: &Value) -> Reply {
    send(github, "POST", &format!("/repos/o/r/git/{what}"), body).unwrap_or_else(|| panic!("{what} is answered"))
}

fn patch(github: &GitHub, branch: &str, body: &Value) -> Reply {
    let target = format!("/repos/o/r/git/refs/heads/{branch}");
    send(github, "PATCH", &target, body).unwrap_or_else(|| panic!("{branch} is answered"))
}

fn sha(reply: &Reply) -> String {
    reply.json()["sha"]
        .as_str()
        .unwrap_or_else(|| panic!("a sha in {reply:?}"))
        .to_owned()
}

/// Tree and commit with one file; gives the commit.
fn make_commit(github: &GitHub, parents: &[&str], path: &str, content: &str) -> String {
    let mut body = json!({"tree": [{"path": path, "mode": "100644", "type": "blob", "content": content}]});
    if let Some(parent) = parents.first() {
        let tree = get(github, &format!("/repos/o/r/git/commits/{parent}")).json()["tree"]["sha"].clone();
        body["base_tree"] = tree;
    }
    let tree = sha(&post(github, "trees", &body));
    sha(&post(
        github,
        "commits",
        &json!({"message": "Add", "tree": tree, "parents": parents}),
    ))
}

fn git(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn an_orphan_branch_and_a_commit_on_top_are_what_plain_git_reads() {
    let fake = with_commit();
    let first = make_commit(&fake, &[], "a/b.txt", "one\n");
    assert_eq!(
        post(&fake, "refs", &json!({"ref": "refs/heads/traffic", "sha": first})).status,
        201
    );
    let second = make_commit(&fake, &[&first], "c.txt", "two\n");
    assert_eq!(
        patch(&fake, "traffic", &json!({"sha": second, "force": false})).status,
        200
    );

    let dir = fake.git_dir("o/r");
    assert_eq!(git(&dir, &["fsck", "--strict", "--no-dangling"]).trim(), "");
    assert_eq!(git(&dir, &["rev-list", "traffic"]), format!("{second}\n{first}\n"));
    assert_eq!(
        git(&dir, &["log", "-1", "--format=%an %cI", "traffic"]).trim(),
        "octocat 2026-03-02T14:17:00Z"
    );
    let clone = tempfile::tempdir().expect("a folder");
    git(
        clone.path(),
        &[
            "clone",
            "-q",
            "-b",
            "traffic",
            dir.to_str().expect("a path in UTF-8"),
            ".",
        ],
    );
    assert_eq!(
        std::fs::read_to_string(clone.path().join("a/b.txt")).ok().as_deref(),
        Some("one\n")
    );
    let files = fake.files("o/r", "traffic");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["a/b.txt", "c.txt"]);
}

#[test]
fn refs_move_forward_only_and_by_githubs_words() {
    let fake = with_commit();
    let head = fake.head("o/r", "main").expect("main is there");
    let ours = make_commit(&fake, &[&head], "ours", "1");
    let theirs = fake.commit("o/r", "main", &[("theirs", Planted::text("2"))], "Second writer");
    let refused = patch(&fake, "main", &json!({"sha": ours}));
    assert_eq!(
        (refused.status, refused.message().as_str()),
        (422, "Update is not a fast forward")
    );
    assert_eq!(fake.head("o/r", "main"), Some(theirs));
    assert_eq!(patch(&fake, "main", &json!({"sha": ours, "force": true})).status, 200);

    let words = |reply: Reply| (reply.status, reply.message());
    let said = |text: &str| (422, text.to_owned());
    let nothing = "0123456789012345678901234567890123456789";
    assert_eq!(
        words(patch(&fake, "other", &json!({"sha": ours}))),
        said("Reference does not exist")
    );
    assert_eq!(
        words(patch(&fake, "main", &json!({"sha": nothing}))),
        said("Object does not exist")
    );
    let again = json!({"ref": "refs/heads/main", "sha": ours});
    assert_eq!(words(post(&fake, "refs", &again)), said("Reference already exists"));
    let lost = json!({"ref": "refs/heads/new", "sha": nothing});
    assert_eq!(words(post(&fake, "refs", &lost)), said("Object does not exist"));
    let treeless = json!({"message": "m", "tree": nothing, "parents": []});
    assert_eq!(
        words(post(&fake, "commits", &treeless)),
        said("Tree SHA does not exist")
    );
}

#[test]
fn trees_delete_nest_and_keep_to_their_limits() {
    let fake = with_commit();
    let base = fake.commit(
        "o/r",
        "main",
        &[("d/x", Planted::text("x")), ("d/y", Planted::text("y"))],
        "More",
    );
    let delete = |paths: &[&str]| {
        let rows: Vec<Value> = paths
            .iter()
            .map(|p| json!({"path": p, "mode": "100644", "type": "blob", "sha": null}))
            .collect();
        post(&fake, "trees", &json!({"base_tree": base, "tree": rows}))
    };
    let paths = |reply: &Reply| -> Vec<String> {
        let sha = sha(reply);
        let all = get(&fake, &format!("/repos/o/r/git/trees/{sha}?recursive=1")).json();
        let rows = all["tree"].as_array().cloned().unwrap_or_default();
        rows.iter()
            .filter_map(|r| Some(r["path"].as_str()?.to_owned()))
            .collect()
    };
    assert_eq!(paths(&delete(&["d/x"])), ["README.md", "d", "d/y"]);
    assert_eq!(paths(&delete(&["d/x", "d/y"])), ["README.md"]);
    assert_eq!(delete(&["nowhere"]).message(), "GitRPC::BadObjectState");
    let file_over_folder =
        json!({"base_tree": base, "tree": [{"path": "d", "mode": "100644", "type": "blob", "content": ""}]});
    assert_eq!(paths(&post(&fake, "trees", &file_over_folder)), ["README.md", "d"]);

    fake.limits(|limits| (limits.tree_entries, limits.tree_inline_bytes) = (2, 100));
    let rows = |n: usize, size: usize| {
        let row = |i| json!({"path": format!("f{i}"), "mode": "100644", "type": "blob", "content": "x".repeat(size)});
        post(&fake, "trees", &json!({"tree": (0..n).map(row).collect::<Vec<_>>()})).status
    };
    assert_eq!((rows(2, 50), rows(3, 1), rows(2, 51)), (201, 422, 422));
    fake.edit("o/r", |r| r.tree_listing_limit = Some(1));
    let cut = get(&fake, &format!("/repos/o/r/git/trees/{base}?recursive=1")).json();
    assert_eq!(
        (cut["truncated"].as_bool(), cut["tree"].as_array().map(Vec::len)),
        (Some(true), Some(1))
    );
}

#[test]
fn an_empty_repository_answers_409_until_contents_make_its_first_commit() {
    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/r"));
    let refused = get(&fake, "/repos/o/r/git/ref/heads/main");
    assert_eq!(
        (refused.status, refused.message().as_str()),
        (409, "Git Repository is empty.")
    );
    assert_eq!(post(&fake, "blobs", &json!({"content": "x"})).status, 409);
    let put = |body: &Value| send(&fake, "PUT", "/repos/o/r/contents/docs/a%20b.md", body).expect("an answer");
    assert_eq!(
        put(&json!({"message": "First", "content": "aGkK", "branch": "traffic"})).status,
        404
    );
    assert_eq!(put(&json!({"message": "First", "content": "aGkK"})).status, 201);
    assert_eq!(fake.files("o/r", "main")["docs/a b.md"], b"hi\n");
    assert_eq!(put(&json!({"message": "Again", "content": "aGkK"})).status, 422);
    let old = get(&fake, "/repos/o/r/contents/docs/a%20b.md").json();
    assert_eq!(
        (old["content"].as_str(), old["type"].as_str()),
        (Some("aGkK\n"), Some("file"))
    );
    assert_eq!(
        put(&json!({"message": "Again", "content": "aG8K", "sha": old["sha"]})).status,
        200
    );
    assert_eq!(
        put(&json!({"message": "Again", "content": "aGkK", "sha": old["sha"]})).status,
        409
    );
    assert_eq!(git(&fake.git_dir("o/r"), &["fsck", "--strict"]).trim(), "");
}

#[test]
fn commits_of_an_installation_are_verified_only_without_an_own_author() {
    let fake = with_commit();
    let tree = sha(&post(
        &fake,
        "trees",
        &json!({"tree": [{"path": "a", "mode": "100644", "content": "a"}]}),
    ));
    let commit = |token: &str, author: Value| {
        let mut body = json!({"message": "m", "tree": tree, "parents": []});
        if !author.is_null() {
            body["author"] = author;
        }
        let patience = std::time::Duration::from_secs(20);
        let reply = send_for(&fake, token, "POST", "/repos/o/r/git/commits", &body, patience)
            .expect("an answer")
            .json();
        (
            reply["verification"]["verified"].as_bool(),
            reply["author"]["name"].as_str().map(str::to_owned),
        )
    };
    let me = json!({"name": "Me", "email": "me@example.org", "date": "2026-01-01T00:00:00Z"});
    assert_eq!(
        commit(ACTIONS, Value::Null),
        (Some(true), Some("github-actions[bot]".to_owned()))
    );
    assert_eq!(commit(ACTIONS, me), (Some(false), Some("Me".to_owned())));
    assert_eq!(
        commit(fake_github::CLASSIC, Value::Null),
        (Some(false), Some("octocat".to_owned()))
    );
}

#[test]
fn rules_refuse_and_show_where_github_shows_them() {
    let fake = with_commit();
    let head = fake.head("o/r", "main").expect("main is there");
    let next = make_commit(&fake, &[&head], "a", "1");
    let refused = |rule| {
        fake.edit("o/r", |r| r.rules = vec![("main".to_owned(), rule)]);
        let reply = patch(&fake, "main", &json!({"sha": next}));
        let shown = get(&fake, "/repos/o/r/rules/branches/main")
            .json()
            .as_array()
            .map_or(0, Vec::len);
        let protected = get(&fake, "/repos/o/r/branches/main").json()["protected"].as_bool();
        (reply.status, reply.message(), shown, protected)
    };
    let (status, message, shown, protected) = refused(Rule::PullRequest);
    assert!(message.starts_with("Repository rule violations found") && message.contains("through a pull request"));
    assert_eq!((status, shown, protected), (422, 1, Some(false)));
    let (status, message, shown, protected) = refused(Rule::ProtectedPush);
    assert!(message.contains("about-protected-branches"));
    assert_eq!((status, shown, protected), (403, 0, Some(true)));
    fake.edit("o/r", |r| r.rules = vec![("new".to_owned(), Rule::RestrictCreations)]);
    let made = post(&fake, "refs", &json!({"ref": "refs/heads/new", "sha": next}));
    assert!(
        made.message()
            .contains("Cannot create ref due to creations being restricted.")
    );
    assert_eq!(fake.head("o/r", "main"), Some(head));
}

#[test]
fn planted_oddities_are_what_they_claim_to_be() {
    let fake = with_commit();
    let things = [
        ("link", Planted::Symlink("README.md".to_owned())),
        ("module", Planted::Submodule("1".repeat(40))),
        ("run", Planted::Executable(b"#!/bin/sh\n".to_vec())),
        ("history.json/x", Planted::text("in a folder")),
        ("big.bin", Planted::lfs_pointer(123)),
    ];
    let commit = fake.commit("o/r", "main", &things, "Oddities");
    let kind = |path: &str| get(&fake, &format!("/repos/o/r/contents/{path}?ref=main")).json();
    assert_eq!(kind("link")["type"], "symlink");
    assert_eq!(kind("module")["type"], "submodule");
    assert!(kind("history.json").is_array());
    let rows = get(&fake, "/repos/o/r/git/trees/main").json()["tree"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let modes: Vec<_> = rows.iter().filter_map(|r| r["mode"].as_str()).collect();
    assert_eq!(modes, ["100644", "100644", "040000", "120000", "160000", "100755"]);
    fake.commit("o/r", "main", &[("module", Planted::Deleted)], "Without");
    assert_eq!(git(&fake.git_dir("o/r"), &["fsck", "--strict"]).trim(), "");
    assert!(fake.files_at("o/r", &commit)["big.bin"].starts_with(b"version https://git-lfs"));
    let blob = rows[0]["sha"].as_str().unwrap_or("");
    assert_eq!(
        get_as(&fake, ACTIONS, &format!("/repos/o/r/git/blobs/{blob}")).json()["encoding"],
        "base64"
    );
}
