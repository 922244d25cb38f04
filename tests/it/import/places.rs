//! Where files to import can be: folders, archives, and the history of a git repository.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use traffic_ledger::folder;
use traffic_ledger::import::{self, FileName};

use super::options;

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=octo", "-c", "user.email=octo@example.com"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", "2026-03-20T12:00:00Z")
        .output()
        .expect("git is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// A repository whose one file was overwritten by every run.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet"]);
    let response = |day: u8| {
        format!(
            "{{\"views\":[{{\"timestamp\":\"2026-02-{day:02}T00:00:00Z\",\"count\":{day},\"uniques\":1}},{{\"timestamp\":\"2026-02-{:02}T00:00:00Z\",\"count\":7,\"uniques\":1}}]}}",
            day + 1
        )
    };
    for day in [3, 10, 18] {
        fs::write(folder.path().join("traffic.json"), response(day)).expect("a file");
        fs::write(
            folder.path().join("log.csv"),
            (1..=day).map(|day| format!("{day}\n")).collect::<String>(),
        )
        .expect("a file");
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["commit", "--quiet", "-m", "Update"]);
    }
    folder
}

#[test]
fn the_versions_of_an_overwritten_file_are_in_the_history_of_git() {
    // All commits are of the same second.
    let folder = repository();
    let read = folder::read(folder.path()).expect("a repository");
    assert_eq!(read.notices, [""; 0]);
    let names: Vec<String> = read.files.keys().map(ToString::to_string).collect();
    // A file that only grew is read once.
    assert_eq!(
        names.iter().filter(|name| name.starts_with("log.csv")).count(),
        1,
        "{names:?}"
    );
    let options = options();
    let part = import::read(None, &read.files, &options).parts.remove(0);
    let days: Vec<String> = part.import.days.keys().map(ToString::to_string).collect();
    assert_eq!(
        days,
        [
            "2026-02-03",
            "2026-02-04",
            "2026-02-10",
            "2026-02-11",
            "2026-02-18",
            "2026-02-19"
        ]
    );

    let bare = tempfile::tempdir().expect("a folder");
    let source = folder.path().display().to_string();
    git(bare.path(), &["clone", "--quiet", "--bare", &source, "."]);
    let read = folder::read(bare.path()).expect("a bare repository");
    let part = import::read(None, &read.files, &options).parts.remove(0);
    assert_eq!(part.import.days.len(), 6);
}

#[test]
fn a_folder_whose_repository_is_damaged_is_read_without_its_history() {
    let folder = repository();
    fs::write(folder.path().join(".git/HEAD"), "nonsense").expect("a file");
    let read = folder::read(folder.path()).expect("the files");
    assert_eq!(read.files.len(), 2);
    assert!(
        read.notices[0].starts_with("earlier versions of the files were not read: git failed"),
        "{:?}",
        read.notices
    );
}

#[test]
fn archives_are_read_like_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.tar.gz");
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    tar.append_dir_all("traffic-log-main", super::fixtures("github-repo-stats"))
        .expect("an archive");
    let bytes = tar.into_inner().expect("an archive").finish().expect("an archive");
    fs::File::create(&path)
        .expect("a file")
        .write_all(&bytes)
        .expect("a file");
    let read = folder::read(&path).expect("an archive");
    let found = import::read(None, &read.files, &options());
    let unpacked = super::found_in("github-repo-stats");
    assert_eq!(found.files(), unpacked.files());
    assert_eq!(found.parts[0].import, unpacked.parts[0].import);
    assert!(
        read.files
            .keys()
            .all(|name: &FileName| name.path.starts_with("traffic-log-main/"))
    );
}
