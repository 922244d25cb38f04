//! EDGE. The versions of files that the history of a git repository holds: tools that overwrite one file with every run have
//! their past there. Read through `git`, if it is installed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::{Collected, MAX_FILE_BYTES, is_wanted};
use crate::domain::Timestamp;
use crate::import::FileName;

/// A file in a commit.
struct Version {
    path: String,
    committed: Timestamp,
    blob: String,
}

/// Whether a folder is a repository without a work tree.
pub(super) fn is_bare(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// Adds the versions that the current branch has of what is read: of everything in a folder, or of one file.
pub(super) fn read(path: &Path, collected: &mut Collected) -> anyhow::Result<()> {
    let (folder, wanted) = match (path.parent(), path.file_name().and_then(|name| name.to_str())) {
        _ if is_bare(path) => (path, Wanted::Everything),
        _ if !is_in_repository(path) => return Ok(()),
        _ if path.join(".git").exists() => (path, Wanted::Everything),
        _ if path.is_dir() => (path, Wanted::Below(".")),
        (Some(parent), Some(name)) if parent.as_os_str().is_empty() => (Path::new("."), Wanted::Below(name)),
        (Some(parent), Some(name)) => (parent, Wanted::Below(name)),
        _ => return Ok(()),
    };
    if let Err(error) = add_versions(folder, wanted, collected) {
        // What lies in the folder was read; a bare repository has nothing else.
        if is_bare(path) || error.downcast_ref::<GitFailed>().is_none() {
            return Err(error);
        }
        let notice = format!("earlier versions of the files were not read: {error:#}");
        collected.contents.notices.push(notice);
    }
    Ok(())
}

/// Whether a folder or a file lies in a repository. What is behind a link, such as `/dev/stdin`, is somewhere else.
fn is_in_repository(path: &Path) -> bool {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    let place = path.canonicalize().ok().filter(|_| !is_link || path.is_dir());
    place.is_some_and(|place| place.ancestors().any(|folder| folder.join(".git").exists()))
}

/// Which files of a repository are wanted.
#[derive(Clone, Copy)]
enum Wanted<'w> {
    Everything,
    /// A path below the folder that git runs in.
    Below(&'w str),
}

/// Git could not be run, or says that something is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct GitFailed(String);

/// Variables that `git` must not see: tokens, and what would lead it to another repository or program.
const REMOVED: [&str; 12] = [
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "TRAFFIC_TOKEN",
    "INPUT_TOKEN",
    "INPUT_TRAFFIC-TOKEN",
    "INPUT_TRAFFIC_TOKEN",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_EXTERNAL_DIFF",
];

/// `git` in a repository that may be anybody's: without its hooks and monitors, without the network and without tokens.
fn git(path: &Path) -> Command {
    let mut command = Command::new("git");
    for name in REMOVED {
        command.env_remove(name);
    }
    for setting in [
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "protocol.allow=never",
        "log.showSignature=false",
        "log.showRoot=true",
        "log.follow=false",
    ] {
        command.args(["-c", setting]);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    command
        .arg("-C")
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Whether a repository lacks older commits.
fn is_shallow(path: &Path) -> bool {
    let answer = git(path).args(["rev-parse", "--is-shallow-repository"]).output();
    answer.is_ok_and(|answer| answer.stdout.starts_with(b"true"))
}

fn add_versions(path: &Path, wanted: Wanted<'_>, collected: &mut Collected) -> anyhow::Result<()> {
    let arguments = [
        "--literal-pathspecs",
        "log",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--no-textconv",
        "--no-ext-diff",
        "--diff-filter=AM",
        "-z",
        "--format=%x01%ct",
        "HEAD",
    ];
    let mut log = git(path);
    log.args(arguments);
    if let Wanted::Below(below) = wanted {
        // Without the full history, merges would hide versions of a side branch.
        log.args(["--full-history", "--relative", "--", below]);
    }
    let log = log
        .output()
        .map_err(|error| GitFailed(format!("git could not be run ({error})")))?;
    if !log.status.success() {
        let reason = String::from_utf8_lossy(&log.stderr);
        let reason = reason
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("fatal: ")
            .to_owned();
        bail!(GitFailed(format!("git failed: {reason:?}")));
    }
    let versions = versions(&log.stdout);
    if versions.is_empty() {
        return Ok(());
    }
    let contents = blobs(path, &versions)?;
    if is_shallow(path) {
        collected.contents.notices.push(
            "the clone is shallow, so earlier versions of the files are missing; `git fetch --unshallow` gets them"
                .to_owned(),
        );
    }
    let missing = contents.iter().filter(|content| content.is_none()).count();
    if missing > 0 {
        collected.contents.notices.push(format!(
            "{missing} of {} versions of the files were not read: they are not in the clone, or too large; a clone without \
             `--filter` has them",
            versions.len()
        ));
    }
    // Newest first: a version that a later one only adds lines to says nothing of its own.
    let there = collected.contents.files.iter();
    let mut later: BTreeMap<String, Vec<u8>> = there
        .map(|(name, content)| (name.path.clone(), content.clone()))
        .collect();
    let mut added: Vec<(FileName, Vec<u8>)> = Vec::new();
    for (version, content) in versions.iter().zip(contents) {
        let Some(content) = content else { continue };
        let name = || FileName {
            path: version.path.clone(),
            committed: Some(version.committed),
            blob: Some(version.blob.clone()),
        };
        match later.get(&version.path) {
            // The file as it is: a response may have no other date than that of its commit.
            Some(later) if *later == content && version.path.ends_with(".json") => {
                let undated = FileName::from(version.path.as_str());
                let files = &mut collected.contents.files;
                if let Some(content) = files.remove(&undated) {
                    files.insert(name(), content);
                }
            }
            Some(later) if later.starts_with(&content) => {}
            _ => added.push((name(), collected.read(&version.path, content.as_slice())?)),
        }
        later.insert(version.path.clone(), content);
    }
    for (name, content) in added {
        collected.add(name, content)?;
    }
    Ok(())
}

/// The versions in the output of `git log --raw -z`, newest first.
fn versions(log: &[u8]) -> Vec<Version> {
    let mut versions = Vec::new();
    let mut committed = None;
    let mut tokens = log.split(|b| *b == 0).map(String::from_utf8_lossy);
    while let Some(token) = tokens.next() {
        let token = token.trim_start_matches('\n');
        if let Some(time) = token.strip_prefix('\u{1}') {
            committed = time
                .trim()
                .parse()
                .ok()
                .and_then(|second| Timestamp::from_second(second).ok());
        } else if let Some(change) = token.strip_prefix(':') {
            let Some(path) = tokens.next() else { break };
            // Mode before and after, blob before and after, what happened. Links and submodules have other modes.
            let fields: Vec<&str> = change.split(' ').collect();
            if let ([_, "100644" | "100755", _, blob, _], Some(committed)) = (&fields[..], committed)
                && is_wanted(&path)
            {
                versions.push(Version {
                    path: path.into_owned(),
                    committed,
                    blob: (*blob).to_owned(),
                });
            }
        }
    }
    versions
}

/// The contents of the versions; `None` for what the repository does not hold, or what is too large.
fn blobs(path: &Path, versions: &[Version]) -> anyhow::Result<Vec<Option<Vec<u8>>>> {
    let failed = |error: std::io::Error| GitFailed(format!("git could not be run ({error})"));
    let mut child = git(path)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        bail!(GitFailed("git has no standard streams".to_owned()));
    };
    let ids: String = versions.iter().map(|version| format!("{}\n", version.blob)).collect();
    // Git answers while it reads: a thread writes, so that neither waits for the other.
    let writer = std::thread::spawn(move || stdin.write_all(ids.as_bytes()));
    let mut answers = BufReader::new(stdout);
    let mut contents = Vec::new();
    let mut total = 0;
    for _ in versions {
        let mut header = String::new();
        answers.read_line(&mut header).context("git ended early")?;
        let size: Option<u64> = header
            .trim_end()
            .rsplit_once(" blob ")
            .and_then(|(_, size)| size.parse().ok());
        let Some(size) = size else {
            contents.push(None);
            continue;
        };
        total += size;
        if total > super::MAX_BYTES {
            drop(child.kill());
            bail!(GitFailed(format!(
                "the versions have more than {} MiB in total",
                super::MAX_BYTES >> 20
            )));
        }
        let mut content = Vec::new();
        answers
            .by_ref()
            .take(size + 1)
            .read_to_end(&mut content)
            .context("git ended early")?;
        content.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        contents.push((size <= MAX_FILE_BYTES).then_some(content));
    }
    drop(answers);
    drop(writer.join());
    child.wait().context("git could not be waited for")?;
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_lists_the_files_that_matter() {
        let zero = "0".repeat(40);
        let log = format!(
            "\u{1}1795952391\0\n:100644 100644 {zero} b1 M\0a b.json\0:000000 120000 {zero} b2 A\0link.json\0:000000 100644 \
             {zero} b3 A\0.github/x.json\0\u{1}1795952390\0\n:000000 100644 {zero} b4 A\0a b.json\0"
        );
        let found: Vec<_> = versions(log.as_bytes())
            .into_iter()
            .map(|version| format!("{} {} {}", version.path, version.blob, version.committed.as_second()))
            .collect();
        assert_eq!(found, ["a b.json b1 1795952391", "a b.json b4 1795952390"]);
        assert!(versions(b"garbage\0:\0").is_empty());
    }
}
