//! Where files to import can be: folders, archives, and the history of a git repository.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use traffic_ledger::folder;
use traffic_ledger::import::{self, FileName};

use super::options;

fn git(folder: &Path, arguments: &[&str]) {
    git_at(folder, "2026-03-20T12:00:00Z", arguments);
}

fn git_at(folder: &Path, committed: &str, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=octo", "-c", "user.email=octo@example.com"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", committed)
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
fn a_folder_in_a_repository_and_a_file_have_their_versions_too() {
    let folder = repository();
    let below = folder.path().join("data/deep");
    fs::create_dir_all(&below).expect("a folder");
    git(folder.path(), &["mv", "traffic.json", "data/deep/traffic.json"]);
    git(folder.path(), &["commit", "--quiet", "-m", "Move"]);
    let rows = |day: u8| {
        format!("{{\"views\":[{{\"timestamp\":\"2026-03-{day:02}T00:00:00Z\",\"count\":{day},\"uniques\":1}}]}}")
    };
    for day in [3, 4] {
        fs::write(below.join("traffic.json"), rows(day)).expect("a file");
        git_at(
            folder.path(),
            "2026-03-05T12:00:00Z",
            &["commit", "--quiet", "-a", "-m", "Update"],
        );
    }
    let names = |place: &Path| -> Vec<String> {
        let read = folder::read(place).expect("it can be read");
        assert_eq!(read.notices, [""; 0]);
        read.files.keys().map(|name| name.path.clone()).collect()
    };
    // What it was before it moved here is another file; of the version that is there, the commit gives the time.
    assert_eq!(names(&below), ["traffic.json"; 3]);
    assert_eq!(names(&below.join("traffic.json")), ["traffic.json"; 3]);
    assert_eq!(names(&folder.path().join("data")), ["deep/traffic.json"; 3]);
    assert_eq!(names(&folder.path().join("log.csv")), ["log.csv"], "it only grew");
    let read = folder::read(&below.join("traffic.json")).expect("it can be read");
    assert!(
        read.files.keys().all(|name| name.committed.is_some()),
        "{:?}",
        read.files.keys()
    );
    let part = import::read(None, &read.files, &options()).parts.remove(0);
    assert_eq!(part.import.days.len(), 4);

    // What git does not know is read as it is, and what is behind a link is not looked for.
    fs::create_dir(folder.path().join("new")).expect("a folder");
    fs::write(folder.path().join("new/views.json"), rows(5)).expect("a file");
    assert_eq!(names(&folder.path().join("new")), ["views.json"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let link = elsewhere.path().join("views.json");
    std::os::unix::fs::symlink(below.join("traffic.json"), &link).expect("a link");
    assert_eq!(names(&link), ["views.json"]);
}

/// The tool overwrites everything with every run and keeps the lists without a date: the commits are all that dates them.
#[test]
fn the_lists_of_traffic_to_badge_are_dated_by_their_commits() {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet"]);
    for (repository, day, views) in [("spike", 3, 6), ("spike", 4, 8), ("other", 4, 9), ("spike", 5, 8)] {
        let place = folder.path().join(format!("traffic-{repository}"));
        fs::create_dir_all(&place).expect("a folder");
        let path = format!(
            "[\n  {{\n    \"path\": \"/octo/{repository}\",\n    \"title\": \"octo/{repository}: x\",\n    \"count\": {views},\n    \
             \"uniques\": 1\n  }}\n]"
        );
        let referrer =
            format!("[\n  {{\n    \"referrer\": \"Google\",\n    \"count\": {views},\n    \"uniques\": 2\n  }}\n]");
        let days = format!(
            "{{\n  \"count\": {views},\n  \"uniques\": 1,\n  \"views\": [\n    {{\n      \"timestamp\": \
             \"2026-02-{day:02}T00:00:00Z\",\n      \"count\": {views},\n      \"uniques\": 1\n    }}\n  ]\n}}"
        );
        for (name, text) in [("paths", &path), ("referrers", &referrer), ("views", &days)] {
            fs::write(place.join(format!("traffic_{name}.json")), text).expect("a file");
        }
        git(folder.path(), &["add", "."]);
        let committed = format!("2026-02-{:02}T04:30:00Z", day + 1);
        git_at(folder.path(), &committed, &["commit", "--quiet", "-m", "Update"]);
    }
    let read = folder::read(folder.path()).expect("a repository");
    let found = import::read(None, &read.files, &options());
    assert!(
        found.empty.is_empty() && found.failed.is_empty() && found.unknown.is_empty(),
        "{found:?}"
    );
    let lists = |name: &str| {
        let part = found
            .parts
            .iter()
            .find(|part| part.owner.to_string() == name)
            .expect("data");
        assert_eq!(part.import.tool.name, "traffic-to-badge");
        let import = &part.import;
        assert_eq!(
            import.referrers.keys().collect::<Vec<_>>(),
            import.paths.keys().collect::<Vec<_>>()
        );
        let list = |at: &traffic_ledger::domain::Timestamp| format!("{at}: {}", import.paths[at].rows[0].count);
        let lists: Vec<String> = import.paths.keys().map(list).collect();
        (lists, import.days.len())
    };
    // A run that changed nothing of a list left no commit of it.
    let spike = ["2026-02-04T04:30:00Z: 6", "2026-02-05T04:30:00Z: 8"].map(str::to_owned);
    assert_eq!(lists("spike"), (spike.to_vec(), 3));
    assert_eq!(lists("other"), (vec!["2026-02-05T04:30:00Z: 9".to_owned()], 1));
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

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let whole = repository();
    let shallow = tempfile::tempdir().expect("a folder");
    let source = format!("file://{}", whole.path().display());
    git(shallow.path(), &["clone", "--quiet", "--depth", "1", &source, "clone"]);
    let read = folder::read(&shallow.path().join("clone")).expect("a clone");
    assert!(read.notices[0].contains("shallow"), "{:?}", read.notices);
}

#[test]
fn an_archive_that_is_cut_off_is_refused() {
    let table = b"date,views\n2026-06-01,5\n";
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["a.csv", "b.csv"] {
        let mut header = tar::Header::new_ustar();
        header.set_size(table.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, &table[..]).expect("memory");
    }
    let bytes = tar.into_inner().expect("memory");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&bytes).expect("memory");
    let packed = gzip.finish().expect("memory");
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        folder::read(&path)
            .map(|read| read.files.len())
            .map_err(|error| format!("{error:#}"))
    };
    assert_eq!(read("whole.tar", &bytes), Ok(2));
    assert_eq!(read("whole.tar.gz", &packed), Ok(2));
    // After the first file, and without the checksum of the compression.
    let cut = read("cut.tar", &bytes[..1024]).expect_err("half of it");
    assert!(cut.contains("cut off"), "{cut}");
    assert!(read("cut.tar.gz", &packed[..packed.len() - 6]).is_err());
}

#[test]
fn what_cannot_be_read_fails_alone_and_what_is_packed_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.path().join("data.zip")).expect("a file"));
    for name in ["a.csv", "b.csv", "c.db"] {
        zip.start_file(
            name,
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )
        .expect("a member");
        write!(zip, "date,views\n2026-06-01,5\nname,{name}\n").expect("a member");
    }
    zip.finish().expect("an archive");
    let path = folder.path().join("data.zip");
    let mut bytes = fs::read(&path).expect("an archive");
    let at = bytes
        .windows(10)
        .position(|part| part == b"name,b.csv")
        .expect("its content");
    bytes[at] = b'X';
    fs::write(&path, bytes).expect("an archive");
    let read = folder::read(&path).expect("an archive");
    assert_eq!(read.files.len(), 1, "{:?}", read.files.keys());
    assert_eq!(read.unreadable[0].0, "b.csv");
    assert!(
        read.notices.iter().any(|notice| notice.starts_with("c.db")),
        "{:?}",
        read.notices
    );
}
