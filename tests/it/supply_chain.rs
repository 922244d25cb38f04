//! What is built from and built with: lock files, updates, advisories, and the actions that the README names.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::source;

/// Runs `.ci/advisories` with a program in place of cargo-deny; gives its exit code and what it asked for.
fn advisories(reaches_database: bool, on_github: bool) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let (deny, asked) = (folder.path().join("cargo-deny"), folder.path().join("asked"));
    let code = if reaches_database { "exit 0" } else { "exit 1" };
    let script = format!("#!/bin/sh\necho \"$@\" >>'{}'\n{code}\n", asked.display());
    fs::write(&deny, script).expect("written");
    let mut chmod = Command::new("chmod");
    assert!(
        chmod
            .arg("+x")
            .arg(&deny)
            .status()
            .expect("chmod is installed")
            .success()
    );
    let mut run = Command::new("bash");
    run.arg(source::root().join(".ci/advisories"))
        .arg(&deny)
        .env_remove("GITHUB_ACTIONS");
    if on_github {
        run.env("GITHUB_ACTIONS", "true");
    }
    let output = run.output().expect("bash is installed");
    (output.status.code(), fs::read_to_string(asked).unwrap_or_default())
}

#[cfg(unix)]
#[test]
fn an_advisory_database_that_cannot_be_read_fails_on_github_and_is_told_elsewhere() {
    let (code, asked) = advisories(false, true);
    assert_eq!(code, Some(1));
    assert!(asked.contains("check"), "{asked}");
    let (code, asked) = advisories(false, false);
    assert_eq!(code, Some(75), "nothing was checked");
    assert!(asked.contains("fetch db") && !asked.contains("check"), "{asked}");
    for on_github in [false, true] {
        let (code, asked) = advisories(true, on_github);
        assert_eq!(code, Some(0));
        let checks: Vec<&str> = asked.lines().filter(|line| line.contains(" advisories")).collect();
        assert_eq!(checks.len(), 2, "{asked}");
        assert!(checks[1].contains("--manifest-path fuzz/Cargo.toml"), "{asked}");
    }
}

#[test]
fn every_lock_file_is_committed_and_updated() {
    let updates = source::read(".github/dependabot.yml");
    for (ecosystem, directory, lock) in [
        ("cargo", "/", "Cargo.lock"),
        ("cargo", "/fuzz", "Cargo.lock"),
        ("pip", "/.ci", "requirements.txt"),
        ("npm", "/.ci", "package-lock.json"),
    ] {
        let entry = format!("  - package-ecosystem: {ecosystem}\n    directory: {directory}\n");
        assert!(updates.contains(&entry), "{ecosystem} in {directory}");
        let lock = source::root().join(directory.trim_start_matches('/')).join(lock);
        assert!(lock.is_file(), "{}", lock.display());
        let mut git = Command::new("git");
        git.current_dir(source::root())
            .args(["check-ignore", "--quiet"])
            .arg(&lock);
        // Outside of a clone, such as in an unpacked archive, git has nothing to say.
        assert_ne!(
            git.status().ok().and_then(|status| status.code()),
            Some(0),
            "{}",
            lock.display()
        );
    }
}

/// The actions that a text uses, each with what follows its name.
fn actions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "));
    lines
        .filter(|action| !action.starts_with("./"))
        .filter_map(|action| action.split_once('@'))
}

#[test]
fn actions_of_others_are_pinned_to_a_commit() {
    let mut count = 0;
    let workflows = fs::read_dir(source::root().join(".github/workflows")).expect("workflows");
    let workflows = workflows.map(|entry| entry.expect("an entry").path());
    for path in workflows.chain([Path::new("README.md").to_owned()]) {
        for (action, reference) in actions(&source::read(&path)) {
            // Both entries.
            if action.starts_with(source::repository()) {
                continue;
            }
            count += 1;
            let (commit, version) = reference.split_once(" # v").unwrap_or((reference, ""));
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(
                is_commit && !version.is_empty(),
                "{}: {action}@{reference}",
                path.display()
            );
        }
    }
    assert!(count > 4, "only {count} actions were found");
}
