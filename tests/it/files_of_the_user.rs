//! Files that the program did not make: they are not overwritten, and block nothing.

use fake_github::Planted;

use crate::end_to_end::{NAME, github, job, run_ok};

/// The branch of the code, or a folder of the user's: no ledger is there that could have made the file.
#[test]
fn a_first_run_overwrites_no_file_of_the_user() {
    let fake = github();
    let head = fake.head(NAME, "main");
    let to_main = || job(&fake).input("branch", "main").input("allow-default-branch", "true");
    for run in [to_main(), to_main().arguments(&["run", "--dry-run"])] {
        let printed = run.run().failure().printed();
        assert!(
            printed.contains("README.md exists already and is not part of a ledger"),
            "{printed}"
        );
        assert!(printed.contains("Choose another `directory` or `branch`"), "{printed}");
        assert_eq!(fake.head(NAME, "main"), head, "nothing was written");
    }
    // Beside it there is room.
    job(&fake)
        .input("branch", "main")
        .input("directory", "traffic")
        .run()
        .success();
    job(&fake)
        .input("branch", "main")
        .input("directory", "traffic")
        .run()
        .success();
    assert_eq!(fake.files(NAME, "main")["README.md"], b"# Spike\n");

    let folder = tempfile::tempdir().expect("a temporary folder");
    let readme = folder.path().join("README.md");
    std::fs::write(&readme, "mine").expect("a file can be written");
    let output = folder.path().to_string_lossy().into_owned();
    job(&fake).arguments(&["run", "--output", &output]).run().failure();
    assert_eq!(std::fs::read_to_string(readme).expect("it is there"), "mine");
}

/// Whatever a file of the user is called: what no other file system could hold stays where it is.
#[test]
fn a_file_of_the_user_blocks_neither_a_run_nor_a_rename() {
    let fake = github();
    run_ok(&fake);
    let long = format!("octo/spike/{}", "x".repeat(1_100));
    let odd = [
        "octo/spike/charts/x:y.svg",
        "octo/spike/a\\b",
        "octo/spike/own \t",
        &long,
    ];
    let planted: Vec<_> = odd.iter().map(|path| (*path, Planted::text("mine"))).collect();
    fake.commit(NAME, "traffic", &planted, "Add");
    fake.clock().advance_days(1);
    run_ok(&fake);
    job(&fake).arguments(&["rebuild"]).run().success();
    fake.rename(NAME, "octo/spoke");
    fake.clock().advance_days(1);
    run_ok(&fake);
    let files = fake.files("octo/spoke", "traffic");
    assert!(files.contains_key("octo/spoke/history.json"), "{:?}", files.keys());
    for path in odd {
        assert_eq!(files.get(path).map(Vec::as_slice), Some(b"mine".as_slice()), "{path}");
    }
}

#[test]
fn a_first_run_into_a_folder_of_the_user_writes_nothing_at_all() {
    let fake = github();
    let folder = tempfile::tempdir().expect("a folder");
    let readme = folder.path().join("README.md");
    std::fs::write(&readme, "MINE").expect("written");
    let output = folder.path().display().to_string();
    // The second day would find what the first had left behind.
    for _ in 0..2 {
        let ran = job(&fake).arguments(&["run", "--output", &output]).run().failure();
        assert!(ran.printed().contains("nothing was written"), "{}", ran.printed());
        assert_eq!(std::fs::read_to_string(&readme).expect("read"), "MINE");
        assert_eq!(std::fs::read_dir(folder.path()).expect("read").count(), 1);
        fake.clock().advance_days(1);
    }
}
