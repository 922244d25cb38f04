//! The scripts below `ci/` that make a release, and the entry without Docker, in a copy of the tree.
//! May import `std` and `tempfile`.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::source;

/// The name without an owner, so that this file does not name other repositories.
const NAME: &str = "traffic-ledger";
const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// What the scripts read, in a repository of its own.
struct Tree(TempDir);

impl Tree {
    fn new() -> Self {
        let tree = Self(tempfile::tempdir().expect("a folder"));
        for name in [
            ".ci",
            ".github",
            "ci",
            "docs",
            "fuzz/Cargo.lock",
            "nodocker",
            "tests/it",
        ] {
            copy(&source::root().join(name), &tree.path(name));
        }
        for entry in fs::read_dir(source::root()).expect("the root") {
            let path = entry.expect("an entry").path();
            // In a worktree, `.git` is a file that leads to the true repository.
            if path.is_file() && !path.ends_with(".git") {
                copy(
                    &path,
                    &tree.path(path.file_name().and_then(|name| name.to_str()).expect("UTF-8")),
                );
            }
        }
        tree.git(&["init", "--quiet", "--initial-branch=main"]);
        tree.commit("The tree");
        tree
    }

    /// The same with a version that can be released.
    fn releasable() -> Self {
        let tree = Self::new();
        tree.ok("ci/prepare-release", &["1.2.3"]);
        tree.commit("Prepare 1.2.3");
        tree.git(&["init", "--quiet", "--bare", ".git/remote.git"]);
        tree.git(&["remote", "add", "origin", ".git/remote.git"]);
        tree
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).args(arguments);
        command
            .env_remove("GITHUB_ACTIONS")
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.output().expect("it starts")
    }

    fn ok(&self, script: &str, arguments: &[&str]) -> String {
        let output = self.run("bash", &[&[script], arguments].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    fn error(&self, script: &str, arguments: &[&str]) -> String {
        let output = self.run("bash", &[&[script], arguments].concat());
        assert!(!output.status.success(), "{script} succeeded");
        String::from_utf8(output.stderr).expect("UTF-8").trim().to_owned()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let identity = [
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "commit.gpgsign=false",
        ];
        let output = self.run("git", &[&identity, arguments].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Every tracked file with its content.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let names = self.git(&["ls-files"]);
        let read = |name: &str| (name.to_owned(), fs::read(self.path(name)).expect(name));
        names.lines().map(read).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder") {
            let path = entry.expect("an entry").path();
            copy(&path, &to.join(path.file_name().expect("a name")));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("created");
        fs::copy(from, to).expect("copied");
    }
}

fn write_program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("created");
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("executable");
}

#[test]
fn common_tasks_are_listed_and_others_refused() {
    let tree = Tree::new();
    let help = tree.ok("ci/dev", &["--help"]);
    for task in [
        "demo",
        "test",
        "bless",
        "gallery",
        "bench",
        "rehearsal",
        "quick",
        "hooks",
    ] {
        assert!(help.contains(&format!("ci/dev {task}")), "{help}");
    }
    assert!(
        tree.error("ci/dev", &["nonsense"])
            .contains("\"nonsense\" is not a task")
    );
    assert!(tree.error("ci/dev", &[]).contains("a task is missing"));
    assert!(tree.ok("ci/dev", &["hooks"]).contains(".githooks/pre-commit"));
    assert_eq!(tree.ok("-c", &["git config core.hooksPath"]), ".githooks");
}

#[test]
fn set_owner_changes_every_name_of_the_repository_and_nothing_else() {
    let tree = Tree::new();
    let old = source::repository();
    let near = format!("my-{old}, {old}-two and {old}_three; but {old}.git");
    fs::write(tree.path("docs/near.md"), near).expect("written");
    tree.git(&["add", "--all"]);
    let before = tree.files();
    tree.ok("ci/set-owner", &["Octo-Org"]);
    let new = &format!("Octo-Org/{NAME}");
    for (name, content) in tree.files() {
        let wanted = match name.as_str() {
            "docs/near.md" => format!("my-{old}, {old}-two and {old}_three; but {new}.git").into_bytes(),
            _ => match std::str::from_utf8(&before[&name]) {
                Ok(text) => text.replace(old, new).into_bytes(),
                // A picture names nobody.
                Err(_) => before[&name].clone(),
            },
        };
        assert!(content == wanted, "{name}");
    }
    assert_eq!(
        tree.ok("-c", &[". ci/lib.sh; repository; image_name"]),
        format!("{new}\nghcr.io/octo-org/{NAME}")
    );

    let once = tree.files();
    assert_eq!(tree.ok("ci/set-owner", &["Octo-Org"]), "the owner is already Octo-Org");
    assert!(tree.files() == once, "a second time changes something");
    tree.ok("ci/set-owner", &[old.split('/').next().expect("an owner")]);
    assert!(tree.files() == before, "the way back is another one");
}

#[test]
fn set_owner_refuses_what_is_no_account_or_named_already() {
    let tree = Tree::new();
    for name in ["a/b", "-a", "a.b", ""] {
        assert!(
            tree.error("ci/set-owner", &[name])
                .contains("is not the name of an account"),
            "{name}"
        );
    }
    fs::write(tree.path("docs/example.md"), format!("see acme/{NAME}")).expect("written");
    tree.git(&["add", "--all"]);
    let error = tree.error("ci/set-owner", &["acme"]);
    assert_eq!(error, format!("error: acme/{NAME} is already named in docs/example.md"));
}

#[test]
fn a_version_needs_an_entry_in_the_changelog_and_its_tag() {
    let tree = Tree::new();
    fs::write(
        tree.path("CHANGELOG.md"),
        "# Changelog\n\n## [Unreleased]\n\n- One\n\n## [0.0.1] - 2026-01-01\n\n- Zero\n",
    )
    .expect("written");
    assert!(
        tree.error("ci/check-version", &[])
            .contains("CHANGELOG.md has no section")
    );
    assert_eq!(tree.ok("ci/prepare-release", &["1.2.3"]), "1.2.3");
    assert_eq!(tree.ok("ci/release-notes", &[]), "- One");
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        assert!(
            tree.read(lock)
                .contains("name = \"traffic-ledger\"\nversion = \"1.2.3\"\n"),
            "{lock}"
        );
    }
    assert!(
        tree.error("ci/prepare-release", &["1.2.3"])
            .contains("has a section for 1.2.3 already")
    );
    let error = tree.error("ci/check-version", &["v1.2.4"]);
    assert_eq!(error, "error: the tag is v1.2.4, but Cargo.toml has the version 1.2.3");
    let changelog = tree.read("CHANGELOG.md").replace("- One\n", "");
    fs::write(tree.path("CHANGELOG.md"), changelog).expect("written");
    assert_eq!(
        tree.error("ci/check-version", &[]),
        "error: CHANGELOG.md says nothing about 1.2.3"
    );
}

#[test]
fn a_release_commit_holds_what_users_run_and_is_made_once() {
    let tree = Tree::releasable();
    for machine in ["x86_64", "aarch64"] {
        let binary = tree.path(&format!(".git/dist/traffic-ledger-{machine}-unknown-linux-gnu"));
        write_program(
            &binary,
            &format!("#!/bin/sh\necho {machine} \"$INPUT_TRAFFIC_TOKEN\"\n"),
        );
    }
    let arguments = ["--binaries", ".git/dist", "--digest", DIGEST];
    let unpushed = tree.ok("ci/make-release-commit", &[&arguments[..], &["--dry-run"]].concat());
    let commit = tree.ok("ci/make-release-commit", &arguments);
    assert_eq!(unpushed, commit, "the same input gives another commit");
    assert_eq!(
        tree.ok("ci/make-release-commit", &arguments),
        commit,
        "a second attempt makes another commit"
    );
    let at = |reference: &str| tree.git(&["-C", ".git/remote.git", "rev-parse", reference]);
    assert_eq!(
        [at("refs/heads/releases/v1"), at("refs/tags/v1.2.3")],
        [commit.clone(), commit.clone()]
    );

    let show = |path: &str| tree.git(&["show", &format!("{commit}:{path}")]);
    let image = format!("image: docker://ghcr.io/{}:1.2.3@{DIGEST}", source::repository());
    assert_eq!(
        show("action.yml"),
        tree.read("action.yml").trim().replace("image: Dockerfile", &image)
    );
    for path in ["nodocker/action.yml", "README.md", "LICENSE-MIT", "docs/history.md"] {
        assert_eq!(show(path), tree.read(path).trim(), "{path}");
    }
    let names = tree.git(&["ls-tree", "-r", "--name-only", &commit]);
    assert!(!names.contains("src/") && !names.contains(".github/"), "{names}");

    // Its entry without Docker runs from what a runner downloads: the files, without git's history.
    tree.git(&["worktree", "add", "--quiet", "--detach", "release", &commit]);
    let run = |architecture: &str| {
        let mut sh = Command::new("sh");
        sh.arg(tree.path("release/nodocker/run.sh"))
            .env("RUNNER_ARCH", architecture)
            .env("INPUT_TRAFFIC_TOKEN", "t");
        let output = sh.output().expect("sh is installed");
        (
            output.status.success(),
            String::from_utf8(output.stdout).expect("UTF-8"),
        )
    };
    assert_eq!(run("X64"), (true, "x86_64 t\n".to_owned()));
    assert_eq!(run("ARM64"), (true, "aarch64 t\n".to_owned()));
    let (succeeds, text) = run("RISCV64");
    assert!(
        !succeeds && text.starts_with("::error title=Traffic Ledger::There is no binary for the architecture RISCV64"),
        "{text}"
    );
    write_program(
        &tree.path("release/bin/traffic-ledger-x86_64-unknown-linux-gnu"),
        "#!/bin/sh\necho hostile\n",
    );
    let (succeeds, text) = run("X64");
    assert!(
        !succeeds && text.contains("does not have the checksum") && !text.contains("hostile"),
        "{text}"
    );
    fs::remove_dir_all(tree.path("release/bin")).expect("removed");
    let (succeeds, text) = run("X64");
    assert!(!succeeds && text.contains("only releases do"), "{text}");
}

#[test]
fn the_major_tag_moves_forward_only() {
    let tree = Tree::releasable();
    for machine in ["x86_64", "aarch64"] {
        write_program(
            &tree.path(&format!(".git/dist/traffic-ledger-{machine}-unknown-linux-gnu")),
            machine,
        );
    }
    let arguments = ["--binaries", ".git/dist", "--digest", DIGEST];
    let at = |reference: &str| tree.git(&["-C", ".git/remote.git", "rev-parse", reference]);
    let first = tree.ok("ci/make-release-commit", &arguments);
    tree.ok("ci/move-major", &[]);
    assert_eq!(at("refs/tags/v1"), first);

    let changelog = tree.read("CHANGELOG.md");
    let changelog = changelog.replace("## [Unreleased]\n", "## [Unreleased]\n\n- More\n");
    fs::write(tree.path("CHANGELOG.md"), changelog).expect("written");
    tree.ok("ci/prepare-release", &["1.3.0"]);
    tree.commit("Prepare 1.3.0");
    let second = tree.ok("ci/make-release-commit", &arguments);
    assert_eq!(at("refs/heads/releases/v1~"), first, "the branch was rewritten");
    assert_eq!(at("refs/tags/v1"), first, "v1 moved before the end");
    tree.ok("ci/move-major", &[]);
    assert_eq!(at("refs/tags/v1"), second);

    tree.git(&["checkout", "--quiet", "HEAD~"]);
    assert!(
        tree.error("ci/move-major", &[])
            .contains("which is not an ancestor of v1.2.3")
    );
    let another = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
    let error = tree.error(
        "ci/make-release-commit",
        &["--binaries", ".git/dist", "--digest", another],
    );
    assert!(error.contains("v1.2.3 exists already"), "{error}");
    assert_eq!(at("refs/heads/releases/v1"), second);
}

#[test]
fn every_script_explains_itself() {
    let mut count = 0;
    for entry in fs::read_dir(source::root().join("ci")).expect("ci") {
        let path = entry.expect("an entry").path();
        let name = format!("ci/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() || ["ci/lib.sh", "ci/ruff.toml"].contains(&name.as_str()) {
            continue;
        }
        count += 1;
        let output = Command::new(&path).arg("--help").output().expect("executable");
        let text = String::from_utf8(if output.stdout.is_empty() {
            output.stderr
        } else {
            output.stdout
        })
        .expect("UTF-8");
        assert!(text.contains(&name), "{name} --help: {text}");
    }
    assert!(count > 10, "only {count} scripts were found");
}
