//! Files whose names the ledger never has, among its own: they are left alone, block nothing, and `verify` lists those
//! that are in the way of its sources. In a branch and in a directory it is the same.

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt as _;

use fake_github::{FakeGitHub, Planted};

use crate::end_to_end::{NAME, github, job, run_ok};
use crate::harness::Run;

/// Paths that are not UTF-8 in Latin-1.
const BYTES: [&str; 8] = [
    "caf\u{e9}.txt",
    "d\u{e9}p\u{f4}t/below/file",
    "octo/\u{e9}/history.json",
    "octo/spike/\u{e9}.txt",
    "octo/spike/charts/\u{e9}.svg",
    "octo/spike/charts/\u{e8}.svg",
    "octo/spike/snapshots/2026/03/\u{e9}.json",
    "octo/spike/imports/\u{e9}.json",
];

/// The names in a branch that are not UTF-8, with their contents.
fn not_utf8(fake: &FakeGitHub, name: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.arg("--git-dir").arg(fake.git_dir(name)).args(arguments);
        git.output().expect("git is there").stdout
    };
    let lines = git(&["ls-tree", "-rz", "traffic"]);
    let lines = lines
        .split(|byte| *byte == 0)
        .filter(|line| std::str::from_utf8(line).is_err());
    let found = lines.map(|line| {
        let tab = line.iter().position(|byte| *byte == b'\t').expect("a tab");
        let sha = String::from_utf8_lossy(&line[tab - 40..tab]).into_owned();
        (line[tab + 1..].to_vec(), git(&["cat-file", "blob", &sha]))
    });
    found.collect()
}

fn command(fake: &FakeGitHub, name: &str) {
    job(fake).arguments(&[name]).run().success();
}

#[test]
fn names_that_are_not_utf8_block_nothing_and_are_left_alone() {
    for paths in BYTES.iter().map(std::slice::from_ref).chain([&BYTES[..]]) {
        let fake = github();
        let planted: Vec<_> = paths
            .iter()
            .map(|path| (*path, Planted::Latin1(path.as_bytes().to_vec())))
            .collect();
        run_ok(&fake);
        fake.commit(NAME, "traffic", &planted, "Add");
        let before = not_utf8(&fake, NAME);
        assert_eq!(before.len(), paths.len());
        for _ in 0..2 {
            fake.clock().advance_days(1);
            let head = fake.head(NAME, "traffic");
            let ran = run_ok(&fake);
            assert_ne!(fake.head(NAME, "traffic"), head, "{}", ran.printed());
            command(&fake, "verify");
            command(&fake, "rebuild");
            assert_eq!(not_utf8(&fake, NAME), before, "{paths:?}");
        }
        // A page that is missing is written beside them.
        fake.commit(
            NAME,
            "traffic",
            &[("octo/spike/charts/light-theme/views.svg", Planted::Deleted)],
            "Remove",
        );
        command(&fake, "rebuild");
        command(&fake, "verify");
        assert_eq!(not_utf8(&fake, NAME), before, "{paths:?}");
        // Files of the user stay, or go along with their folder.
        fake.rename(NAME, "octo/spoke");
        fake.clock().advance_days(1);
        run_ok(&fake);
        let contents = |found: Vec<(Vec<u8>, Vec<u8>)>| {
            let mut contents: Vec<_> = found.into_iter().map(|(_, content)| content).collect();
            contents.sort();
            contents
        };
        assert_eq!(contents(not_utf8(&fake, "octo/spoke")), contents(before));
        let files = fake.files("octo/spoke", "traffic");
        assert!(files.contains_key("octo/spoke/history.json") && !files.contains_key("octo/spike/history.json"));
    }
}

/// They can be there before the ledger is.
#[test]
fn a_first_run_goes_beside_names_that_are_not_utf8() {
    let fake = github();
    let planted = [("caf\u{e9}.txt", Planted::Latin1(b"x".to_vec()))];
    fake.commit(NAME, "traffic", &planted, "Begin");
    run_ok(&fake);
    command(&fake, "verify");
    assert_eq!(not_utf8(&fake, NAME).len(), 1);
}

/// Names that the program gives to no source.
const ODD: [&str; 7] = [
    "octo/spike/imports/My own.json",
    "octo/spike/imports/a/b.json",
    "octo/spike/imports/x:y.json",
    "octo/spike/snapshots/2026/03/copy.json",
    "octo/spike/snapshots/2026/03/x:y.json",
    "octo/spike/snapshots/notes.json",
    "octo/spike/snapshots/own/2026-03-02T143700Z.json",
];

/// The files that `verify` reports.
fn reported(run: Run) -> Vec<String> {
    let ran = run.run().failure();
    let annotations = ran.annotations();
    let errors = annotations.iter().filter(|one| one.level == "error");
    let errors = errors.inspect(|one| assert!(one.text.contains("not part of the ledger"), "{}", one.text));
    errors.map(|one| one.title.clone()).collect()
}

#[test]
fn odd_names_among_the_sources_are_foreign_in_a_branch_and_in_a_directory() {
    let fake = github();
    run_ok(&fake);
    let planted: Vec<_> = ODD.iter().map(|path| (*path, Planted::text("mine"))).collect();
    fake.commit(NAME, "traffic", &planted, "Add");
    fake.clock().advance_days(1);
    run_ok(&fake);
    assert_eq!(reported(job(&fake).arguments(&["verify"])), ODD);
    command(&fake, "rebuild");

    let folder = tempfile::tempdir().expect("a folder");
    let write = |files: &BTreeMap<String, Vec<u8>>| {
        for (path, content) in files {
            let place = folder.path().join(path);
            std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
            std::fs::write(place, content).expect("written");
        }
    };
    write(&fake.files(NAME, "traffic"));
    let latin1 = folder
        .path()
        .join(std::ffi::OsStr::from_bytes(b"octo/spike/imports/\xe9.json"));
    std::fs::write(latin1, "mine").expect("written");
    let output = folder.path().display().to_string();
    let local = |command: &str| job(&fake).arguments(&[command, "--output", &output]);
    assert_eq!(reported(local("verify")), ODD);
    local("rebuild").run().success();
    fake.clock().advance_days(1);
    local("run").run().success();
    assert_eq!(reported(local("verify")), ODD);
}

/// What a directory cannot read of the user's files is not needed.
#[test]
fn a_large_file_of_the_user_does_not_block_a_directory() {
    let fake = github();
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().display().to_string();
    let run = || job(&fake).arguments(&["run", "--output", &output]).run().success();
    let large = |path: &str| {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        let file = std::fs::File::create(place).expect("made");
        file.set_len(40 << 20).expect("it is sparse");
    };
    large("video.mp4");
    run();
    large("octo/spike/video.mp4");
    large("octo/spike/charts/own.svg");
    fake.clock().advance_days(1);
    run();
    job(&fake).arguments(&["rebuild", "--output", &output]).run().success();
    fake.rename(NAME, "octo/spoke");
    fake.clock().advance_days(1);
    run();
    assert!(folder.path().join("octo/spoke/history.json").exists());
    assert!(folder.path().join("octo/spike/video.mp4").exists());
}
