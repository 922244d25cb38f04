//! `verify` and `rebuild`: ledgers that are whole, each kind of damage, and what a rebuild refuses.

use super::imports::ledger_with_import;
use super::ledger::damaged;
use super::{Files, NAME, Transcript, github, local, offline, on_directory, write_files};

const HISTORY: &str = "octo/spike/history.json";
const SNAPSHOT: &str = "octo/spike/snapshots/2026/03/2026-03-02T143700Z.json";

type Damage = fn(&mut Files);

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).expect("UTF-8");
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{path} does not hold {from:?}");
    files.insert(path.to_owned(), changed.into_bytes());
}

fn import_path(files: &Files) -> String {
    let mut paths = files.keys().filter(|path| path.contains("/imports/"));
    paths.next().expect("an import").clone()
}

/// Damages to a ledger by title.
fn damages() -> Vec<(&'static str, Damage)> {
    vec![
        ("a missing history", |files| drop(files.remove(HISTORY))),
        ("a missing page", |files| drop(files.remove("octo/spike/daily.csv"))),
        ("a changed page", |files| {
            drop(files.insert("README.md".to_owned(), b"x".to_vec()))
        }),
        ("a page too many", |files| {
            drop(files.insert(
                "octo/spike/charts/light-theme/all-time.svg".to_owned(),
                b"<svg/>".to_vec(),
            ));
        }),
        ("a missing snapshot", |files| drop(files.remove(SNAPSHOT))),
        ("a changed snapshot", |files| {
            replace(files, SNAPSHOT, "\"uniques\":10", "\"uniques\":9")
        }),
        ("a snapshot that is cut off", |files| {
            files.get_mut(SNAPSHOT).expect("it is there").truncate(100);
        }),
        ("a snapshot under another name", |files| {
            let content = files.remove(SNAPSHOT).expect("it is there");
            drop(files.insert(SNAPSHOT.replace("T1437", "T1537"), content));
        }),
        ("a snapshot of a newer program", |files| {
            replace(files, SNAPSHOT, "\"schema\": 1", "\"schema\": 2");
        }),
        ("a snapshot of another year", |files| {
            replace(files, SNAPSHOT, "\"2026-03-02T14", "\"1999-03-02T14");
        }),
        ("a snapshot that the history does not know", |files| {
            let content = files[SNAPSHOT].clone();
            let changed = String::from_utf8(content)
                .expect("UTF-8")
                .replace("T14:37:00Z", "T15:37:00Z");
            drop(files.insert(SNAPSHOT.replace("T1437", "T1537"), changed.into_bytes()));
        }),
        ("a snapshot of another repository", |files| {
            replace(files, SNAPSHOT, "\"id\":500000001", "\"id\":8")
        }),
        ("a folder under another name", |files| {
            *files = std::mem::take(files)
                .into_iter()
                .map(|(path, content)| (path.replace("octo/spike/", "octo/other/"), content))
                .collect();
        }),
        ("no source at all", |files| {
            files.retain(|path, _| !path.contains("/snapshots/") && !path.contains("/imports/"))
        }),
        ("a missing import", |files| drop(files.remove(&import_path(files)))),
        ("a changed import", |files| {
            let path = import_path(files);
            replace(files, &path, "[5,null]", "[50,null]");
        }),
        ("an import that is cut off", |files| {
            let path = import_path(files);
            files.get_mut(&path).expect("it is there").truncate(100);
        }),
        ("an import of a newer program", |files| {
            let path = import_path(files);
            replace(files, &path, "\"schema\": 1", "\"schema\": 2");
        }),
        ("a huge import", |files| {
            let path = import_path(files);
            files.get_mut(&path).expect("it is there").resize(30 << 20, b' ');
        }),
        ("a huge snapshot", |files| {
            files.get_mut(SNAPSHOT).expect("it is there").resize(20 << 20, b' ');
        }),
    ]
}

#[test]
fn a_whole_ledger() {
    let files = ledger_with_import();
    let mut transcript = Transcript::default();
    transcript.add("verify", &on_directory(&["verify"], &files).success());
    transcript.add("rebuild", &on_directory(&["rebuild"], &files).success());
    transcript.assert("verify-whole");
}

#[test]
fn damage_that_verify_finds() {
    let good = ledger_with_import();
    let mut transcript = Transcript::default();
    for (title, damage) in damages() {
        let mut files = good.clone();
        damage(&mut files);
        transcript.add(title, &on_directory(&["verify"], &files).failure());
    }
    let history = String::from_utf8(good[HISTORY].clone()).expect("UTF-8");
    for (title, text) in damaged(&history) {
        let mut files = good.clone();
        files.insert(HISTORY.to_owned(), text.into_bytes());
        transcript.add(
            &format!("a history: {title}"),
            &on_directory(&["verify"], &files).failure(),
        );
    }
    let mut files = good;
    files.retain(|path, _| !path.contains("/charts/"));
    let run = offline().on_actions();
    write_files(&run.path("ledger"), &files);
    let directory = run.path("ledger").display().to_string();
    let ran = run.arguments(&["verify", "--output", &directory]).run().failure();
    transcript.add("more findings than the runner shows annotations", &ran);
    transcript.assert("verify-damage");
}

#[test]
fn damage_before_a_rebuild() {
    let good = ledger_with_import();
    let mut transcript = Transcript::default();
    for (title, damage) in damages() {
        let mut files = good.clone();
        damage(&mut files);
        transcript.add(title, &on_directory(&["rebuild"], &files));
    }
    let mut files = good;
    files.remove("README.md");
    transcript.add("a dry run", &on_directory(&["rebuild", "--dry-run"], &files).success());
    transcript.assert("verify-rebuild");
}

#[test]
fn progress_on_a_branch_with_many_files() {
    let fake = github();
    local(&fake).run().success();
    let notes: Vec<String> = (0..1_500).map(|number| format!("notes/{number}.txt")).collect();
    let notes: Vec<_> = notes
        .iter()
        .map(|path| (path.as_str(), fake_github::Planted::text("x")))
        .collect();
    fake.commit(NAME, "traffic", &notes, "Take notes");
    let on_branch = |command| local(&fake).store(NAME).arguments(&[command]).run().success();
    let mut transcript = Transcript::default();
    transcript.add("verify", &on_branch("verify"));
    let readme = [("README.md", fake_github::Planted::text("x"))];
    fake.commit(NAME, "traffic", &readme, "Damage");
    transcript.add("rebuild", &on_branch("rebuild"));
    transcript.assert("verify-progress");
}
