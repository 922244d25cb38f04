//! What is on the branch, or in the directory, is not a ledger as the program left it: nothing is written.

use std::path::Path;

use fake_github::{FakeGitHub, Planted};
use sha2::{Digest, Sha256};
use traffic_ledger::domain::ledger::hex;

use super::{Files, NAME, Transcript, ledger_files, local, on_actions, on_directory, with_ledger, write_files};
use crate::harness::Ran;

const HISTORY: &str = "octo/spike/history.json";

fn history(fake: &FakeGitHub) -> String {
    String::from_utf8(fake.files(NAME, "traffic")[HISTORY].clone()).expect("UTF-8")
}

/// The same change to a history, with a seal that fits.
pub(super) fn sealed(history: &str, from: &str, to: &str) -> String {
    let body = &history[..history.rfind("\"seal\": ").expect("a seal")];
    assert!(body.contains(from), "{from} in {body}");
    let body = body.replacen(from, to, 1);
    let seal = hex(&Sha256::digest(&body));
    format!("{body}\"seal\": \"{seal}\"\n}}\n")
}

/// Damaged histories by title.
pub(super) fn damaged(good: &str) -> Vec<(&'static str, String)> {
    let line = |start: &str| good.lines().find(|line| line.starts_with(start)).expect("a line");
    let day = line("[\"2026-02-20\"");
    let digest = good.split("\"files\":{").nth(1).and_then(|rest| rest.split('"').nth(3));
    let digest = digest.expect("a digest");
    let first = "[\"2026-02-16\"";
    vec![
        ("edited by hand", good.replace("[30,10]", "[31,10]")),
        (
            "an unfinished merge",
            good.replace("\"days\"", "<<<<<<< HEAD\n\"days\""),
        ),
        ("cut off", good[..good.len() / 2].to_owned()),
        ("empty", String::new()),
        ("a newer schema", sealed(good, "\"schema\": 1", "\"schema\": 2")),
        ("an unknown key", sealed(good, "\"days\":", "\"more\": 1,\n\"days\":")),
        ("a day twice", sealed(good, day, &format!("{day}\n{day}"))),
        (
            "a day of another age",
            sealed(good, first, &first.replace("2026", "1999")),
        ),
        ("more uniques than the count of a window", sealed(good, "[420,", "[4,")),
        ("a digest that is none", sealed(good, digest, "x")),
        (
            "too large",
            good.replace("\"days\"", &format!("{}\"days\"", "\n".repeat(17 << 20))),
        ),
    ]
}

#[test]
fn damaged_histories_on_the_branch() {
    let mut transcript = Transcript::default();
    let good = history(&with_ledger());
    for (title, text) in damaged(&good) {
        let fake = with_ledger();
        fake.commit(NAME, "traffic", &[(HISTORY, Planted::text(&text))], "Damage");
        transcript.add(title, &local(&fake).run());
    }
    for (title, thing) in [
        ("a Git LFS pointer", Planted::lfs_pointer(4_711)),
        ("a symbolic link", Planted::Symlink("../../README.md".to_owned())),
        ("missing", Planted::Deleted),
    ] {
        let fake = with_ledger();
        fake.commit(NAME, "traffic", &[(HISTORY, thing)], "Damage");
        transcript.add(title, &local(&fake).run().failure());
    }
    let fake = with_ledger();
    fake.commit(NAME, "traffic", &[(HISTORY, Planted::text("{}"))], "Damage");
    transcript.add("on Actions", &on_actions(&fake).run().failure());
    transcript.assert("ledger-damaged-histories");
}

#[test]
fn a_link_in_place_of_a_history() {
    let mut transcript = Transcript::default();
    let fake = with_ledger();
    super::add(&fake, "octo/other");
    let link = || Planted::Symlink("../../README.md".to_owned());
    fake.commit(NAME, "traffic", &[(HISTORY, link())], "Damage");
    let two = local(&fake).repositories("octo/spike, octo/other").run().failure();
    transcript.add("run, with another repository", &two);
    for command in ["verify", "rebuild"] {
        transcript.add(command, &local(&fake).arguments(&[command]).run().failure());
    }
    let export = ["export", "--repository", NAME];
    transcript.add("export", &local(&fake).arguments(&export).run().failure());

    let files = ledger_files();
    let ran = over_directory(&files, |directory| {
        let history = directory.join(HISTORY);
        std::fs::remove_file(&history).expect("a file can be removed");
        std::os::unix::fs::symlink("../../README.md", history).expect("a link can be made");
    });
    transcript.add("in a directory", &ran.failure());
    transcript.assert("ledger-link");
}

#[test]
fn another_repository_has_the_name_now() {
    let fake = with_ledger();
    let good = history(&fake);
    let id = fake.repository(NAME).id;
    let other = sealed(&good, &format!("\"id\":{id}"), &format!("\"id\":{}", id + 1));
    fake.commit(NAME, "traffic", &[(HISTORY, Planted::text(&other))], "Damage");
    let mut transcript = Transcript::default();
    transcript.add("another id", &local(&fake).run().success());
    transcript.assert("ledger-another-repository");
}

#[test]
fn other_things_at_the_paths_of_the_ledger() {
    let submodule = || Planted::Submodule("0123456789012345678901234567890123456789".to_owned());
    let link = || Planted::Symlink("../../..".to_owned());
    let mut transcript = Transcript::default();
    for (title, path, thing) in [
        ("a link for a file", "README.md", link()),
        ("a submodule for a file", "octo/spike/README.md", submodule()),
        ("a folder for a file", "octo/spike/daily.csv/x", Planted::text("x")),
        ("a link for a folder", "octo/spike/charts", link()),
        ("a submodule for a folder", "octo/spike", submodule()),
        ("a file for a folder", "octo", Planted::text("x")),
    ] {
        let fake = with_ledger();
        if let Some((file, _)) = path.split_once(".csv/") {
            let file = format!("{file}.csv");
            fake.commit(NAME, "traffic", &[(&file, Planted::Deleted)], "Damage");
        }
        fake.commit(NAME, "traffic", &[(path, thing)], "Damage");
        if !path.contains("spike/") {
            // Nothing of the ledger is left in front of it that could be taken for a file of the user.
            let front = ["README.md", "index.json", ".gitattributes"]
                .into_iter()
                .filter(|file| *file != path);
            let front: Vec<_> = front.map(|file| (file, Planted::Deleted)).collect();
            fake.commit(NAME, "traffic", &front, "Damage");
        }
        transcript.add(title, &local(&fake).run());
    }
    transcript.assert("ledger-path-conflicts");
}

/// Runs over a ledger in a directory after `change` to it.
fn over_directory(files: &Files, change: impl FnOnce(&Path)) -> Ran {
    let fake = with_ledger();
    let run = local(&fake);
    let directory = run.path("ledger");
    write_files(&directory, files);
    change(&directory);
    let directory = directory.display().to_string();
    run.arguments(&["run", "--output", &directory]).run()
}

#[test]
fn a_directory_that_cannot_be_used() {
    let fake = with_ledger();
    let files = fake.files(NAME, "traffic");
    let mut transcript = Transcript::default();
    let replaced = |path: &'static str, make: fn(&Path)| {
        over_directory(&files, |directory| {
            let path = if path == "." {
                directory.to_owned()
            } else {
                directory.join(path)
            };
            if path.is_dir() {
                std::fs::remove_dir_all(&path).expect("a folder can be removed");
            } else {
                std::fs::remove_file(&path).expect("a file can be removed");
            }
            make(&path);
        })
    };
    let link = |path: &Path| std::os::unix::fs::symlink("/etc", path).expect("a link can be made");
    let folder = |path: &Path| std::fs::create_dir(path).expect("a folder can be made");
    let file = |path: &Path| std::fs::write(path, "x").expect("a file can be written");
    transcript.add("a link for a file", &replaced("README.md", link).failure());
    transcript.add(
        "a folder for a file",
        &replaced("octo/spike/daily.csv", folder).failure(),
    );
    transcript.add("a file for a folder", &replaced("octo/spike/charts", file).failure());
    transcript.add("a file for the directory", &replaced(".", file).failure());
    transcript.add("a damaged history", &replaced(HISTORY, file).failure());
    transcript.add(
        "a Git LFS pointer",
        &replaced(HISTORY, |path| {
            std::fs::write(path, "version https://git-lfs.github.com/spec/v1\n").expect("a file can be written");
        })
        .failure(),
    );
    let large = replaced(HISTORY, |path| {
        let file = std::fs::File::create(path).expect("a file can be made");
        file.set_len(200 << 20).expect("a file can grow");
    });
    transcript.add("a huge file", &large.failure());
    // No right to list a folder would be the usual case, but that does not stop root.
    let unlistable = |make: fn(&Path) -> std::path::PathBuf| {
        let run = local(&fake);
        let directory = make(&run.path("there")).display().to_string();
        run.arguments(&["run", "--output", &directory]).run()
    };
    let below_a_file = unlistable(|there| {
        std::fs::write(there, "x").expect("a file can be written");
        there.join("ledger")
    });
    transcript.add("a directory below a file", &below_a_file.failure());
    let loops = unlistable(|there| {
        std::os::unix::fs::symlink(there, there).expect("a link can be made");
        there.to_owned()
    });
    transcript.add("a link to itself", &loops.failure());
    transcript.assert("ledger-directory");
}

#[test]
fn commands_on_something_that_is_no_ledger() {
    let mut transcript = Transcript::default();
    for command in ["verify", "rebuild", "export"] {
        transcript.add(command, &on_directory(&[command], &Files::new()).failure());
    }
    let files = ledger_files();
    let mut histories = files.clone();
    histories.insert(HISTORY.to_owned(), b"{}".to_vec());
    for command in ["export", "verify"] {
        let title = format!("{command} of a damaged history");
        transcript.add(&title, &on_directory(&[command], &histories).failure());
    }
    transcript.assert("ledger-no-ledger");
}
