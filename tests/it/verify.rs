//! `verify` finds each damage and names what mends it; `rebuild` heals what can be healed, byte for byte, and refuses
//! what would lose days in silence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;
use traffic_ledger::domain::ledger::SourceDifference;
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::{Date, Timestamp, plus_days};
use traffic_ledger::plan::change_set::{Base, BlobId, ChangeSet, FileChange};
use traffic_ledger::plan::rebuild::{SourceError, rebuild};
use traffic_ledger::plan::{Incoming, plan};
use traffic_ledger::report::LinkBase;
use traffic_ledger::verify::{Verdict, verify};

/// A store as a value: contents by path.
type Tree = BTreeMap<String, Vec<u8>>;

const HISTORY: &str = "octo/spike/history.json";
const SNAPSHOT: &str = "octo/spike/snapshots/2026/03/2026-03-02T143700Z.json";

fn site() -> LinkBase {
    LinkBase::local("https://github.com".to_owned())
}

fn base(tree: &Tree) -> Base {
    let blobs = tree.iter().map(|(path, content)| (path.clone(), BlobId::of(content)));
    let histories = tree.iter().filter(|(path, _)| path.ends_with("/history.json"));
    Base {
        head: None,
        known: [].into(),
        links: [].into(),
        unread: [].into(),
        files: blobs.collect(),
        contents: histories
            .map(|(path, content)| (path.clone(), content.clone()))
            .collect(),
    }
}

fn apply(tree: &mut Tree, changes: &ChangeSet) {
    let before = tree.clone();
    for (path, change) in changes.changes() {
        match change {
            FileChange::Write(content) => tree.insert(path.clone(), content.clone()),
            FileChange::Copy { from } => tree.insert(path.clone(), before[from].clone()),
            FileChange::Delete => tree.remove(path),
        };
    }
}

/// A snapshot of 14 days of views that end the day before.
fn snapshot(day: Date) -> RawSnapshot {
    let row = |back: i64| {
        let date = plus_days(day, -back);
        format!(
            "{{\"timestamp\":\"{date}T00:00:00Z\",\"count\":{},\"uniques\":2}}",
            2 + date.day()
        )
    };
    let rows: Vec<String> = (1..=14).rev().map(row).collect();
    let count: i64 = (1..=14).map(|back| 2 + i64::from(plus_days(day, -back).day())).sum();
    let views = format!("{{\"count\":{count},\"uniques\":9,\"views\":[{}]}}", rows.join(","));
    let about = r#"{"id":7,"full_name":"octo/spike","created_at":"2021-05-04T03:02:01Z"}"#;
    let body = |json: &str| RawValue::from_string(json.to_owned()).expect("JSON");
    let captured: Timestamp = format!("{day}T14:37:00Z").parse().expect("a time");
    RawSnapshot {
        captured,
        answered: [].into(),
        server: Server::default(),
        id: Some(7),
        repository: "octo/spike".parse().expect("a name"),
        publish: Publish::All,
        ignored_referrers: [].into(),
        given: Default::default(),
        bodies: [
            (Endpoint::Repository, body(about)),
            (Endpoint::ViewsByDay, body(&views)),
        ]
        .into(),
    }
}

/// Three runs and an import.
fn sound() -> Tree {
    let mut tree = Tree::new();
    let day: Date = "2026-03-02".parse().expect("a day");
    let mut incoming: Vec<Incoming> = (0..3).map(|n| Incoming::from(snapshot(plus_days(day, n)))).collect();
    let name: traffic_ledger::domain::repository::RepositoryName = "octo/spike".parse().expect("a name");
    let import = crate::import_files::csv(None, "date,views\n2026-01-01,5\n2026-01-02,0\n", day);
    incoming.push(Incoming::Import(name, Box::new(import)));
    for item in incoming {
        let plan = plan(&base(&tree), &[item], &site());
        assert_eq!(plan.problems, []);
        apply(&mut tree, &plan.changes);
    }
    tree
}

fn import_path(tree: &Tree) -> String {
    let path = tree.keys().find(|path| path.contains("/imports/"));
    path.expect("the import is kept").clone()
}

fn look(tree: &Tree) -> Verdict {
    verify(&base(tree), tree, &site())
}

/// Replaces text in a file that must hold it.
fn replace(tree: &mut Tree, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(tree[path].clone()).expect("UTF-8");
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{path} does not hold {from:?}");
    tree.insert(path.to_owned(), changed.into_bytes());
}

#[test]
fn a_sound_ledger_has_no_findings_and_a_rebuild_changes_nothing() {
    let tree = sound();
    let verdict = look(&tree);
    assert_eq!(verdict.findings, []);
    assert_eq!((verdict.repositories, verdict.sources), (1, 4));
    let plan = rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).expect("sources are whole");
    assert!(plan.changes.is_empty(), "{}", plan.changes.listing());
}

#[test]
fn what_can_be_made_again_is_found_and_heals_byte_for_byte() {
    type Damage = fn(&mut Tree);
    let damages: [(&str, Damage); 10] = [
        (HISTORY, |tree| replace(tree, HISTORY, "[5,null]", "[50,null]")),
        (HISTORY, |tree| {
            tree.remove(HISTORY);
        }),
        (HISTORY, |tree| {
            tree.insert(HISTORY.to_owned(), b"{}".to_vec()).map_or((), drop)
        }),
        (HISTORY, |tree| {
            let cut = tree[HISTORY].len() / 2;
            tree.get_mut(HISTORY).expect("there").truncate(cut);
        }),
        (HISTORY, |tree| {
            replace(tree, HISTORY, "\"days\"", "<<<<<<< HEAD\n\"days\"")
        }),
        ("octo/spike/README.md", |tree| {
            tree.get_mut("octo/spike/README.md").expect("there").push(b'x')
        }),
        ("README.md", |tree| tree.get_mut("README.md").expect("there").push(b'x')),
        ("octo/spike/daily.csv", |tree| {
            tree.remove("octo/spike/daily.csv");
        }),
        ("octo/spike/charts/light-theme/paths.svg", |tree| {
            tree.insert("octo/spike/charts/light-theme/paths.svg".to_owned(), b"<svg/>".to_vec());
        }),
        // Of a time with several repositories.
        ("overview.d/2.md", |tree| {
            let left = ["overview.d/2.md", "overview.d/views-dark.svg"];
            tree.extend(left.map(|path| (path.to_owned(), b"old".to_vec())));
        }),
    ];
    for (number, (file, damage)) in damages.into_iter().enumerate() {
        let whole = sound();
        let mut tree = whole.clone();
        // Files of the user are left alone.
        let own = [
            "octo/spike/notes.txt",
            "octo/spike/charts/light-theme/own.svg",
            "overview.d/notes.md",
        ];
        tree.extend(own.map(|path| (path.to_owned(), b"mine".to_vec())));
        damage(&mut tree);
        let found = look(&tree).findings;
        let finding = found.iter().find(|finding| finding.file == file);
        let finding = finding.unwrap_or_else(|| panic!("damage {number}: no finding at {file}: {found:?}"));
        assert_eq!(finding.fix, "Run `traffic-ledger rebuild`.", "damage {number}");
        let plan = rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).expect("sources are whole");
        apply(&mut tree, &plan.changes);
        for path in own {
            assert_eq!(tree.remove(path).as_deref(), Some(b"mine".as_slice()), "{path}");
        }
        assert!(tree == whole, "damage {number} did not heal byte for byte");
    }
}

#[test]
fn touched_sources_are_found_and_never_suggest_a_rebuild() {
    type Damage = fn(&mut Tree);
    let damages: [(&str, Damage); 4] = [
        (SNAPSHOT, |tree| {
            tree.remove(SNAPSHOT);
        }),
        (SNAPSHOT, |tree| {
            replace(tree, SNAPSHOT, "\"uniques\":9", "\"uniques\":8")
        }),
        (SNAPSHOT, |tree| tree.get_mut(SNAPSHOT).expect("there").truncate(100)),
        (SNAPSHOT, |tree| replace(tree, SNAPSHOT, "T14:37:00Z", "T14:37:01Z")),
    ];
    for (number, (file, damage)) in damages.into_iter().enumerate() {
        let mut tree = sound();
        damage(&mut tree);
        let found = look(&tree).findings;
        let of_file = found.iter().filter(|finding| finding.file == file).count();
        assert_eq!(of_file, 1, "damage {number}: one file, one finding: {found:?}");
        assert!(
            found.iter().all(|finding| finding.fix.contains("git ")),
            "damage {number}: {found:?}"
        );
    }
    let mut tree = sound();
    let import = import_path(&tree);
    replace(&mut tree, &import, "[5,null]", "[50,null]");
    let found = look(&tree).findings;
    assert!(
        found
            .iter()
            .any(|finding| finding.file == import && finding.what.contains("changed")),
        "{found:?}"
    );
}

#[test]
fn a_rebuild_refuses_to_lose_days() {
    // A snapshot that the history was made of is gone.
    let mut tree = sound();
    tree.remove(SNAPSHOT);
    let error = rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).expect_err("days would be lost");
    let missing = SourceError::Differs(SourceDifference::Missing);
    assert_eq!(error.0, [(SNAPSHOT.to_owned(), missing)].into());
    // Whoever means it names it.
    let accepted = BTreeSet::from([SNAPSHOT.to_owned()]);
    let plan = rebuild(&base(&tree), &tree, &accepted, &site()).expect("accepted");
    apply(&mut tree, &plan.changes);
    assert_eq!(look(&tree).findings, []);

    // Two snapshots were swapped, or one was edited: the count is the same, and still nothing is made of it.
    let mut tree = sound();
    let other = "octo/spike/snapshots/2026/03/2026-03-03T143700Z.json";
    let (one, two) = (tree[SNAPSHOT].clone(), tree[other].clone());
    tree.insert(SNAPSHOT.to_owned(), two);
    tree.insert(other.to_owned(), one);
    let error = rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).expect_err("swapped");
    let changed = || SourceError::Differs(SourceDifference::Changed);
    assert_eq!(
        error.0,
        [(SNAPSHOT.to_owned(), changed()), (other.to_owned(), changed())].into()
    );

    // No source is left at all.
    let mut tree = sound();
    tree.retain(|path, _| !path.contains("/snapshots/") && !path.contains("/imports/"));
    assert!(rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).is_err());
    assert!(!look(&tree).findings.is_empty());

    // A source that cannot be read.
    let mut tree = sound();
    tree.get_mut(SNAPSHOT).expect("there").truncate(100);
    assert!(rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).is_err());

    // A newer program's history.
    let mut tree = sound();
    replace(&mut tree, HISTORY, "\"schema\": 1", "\"schema\": 2");
    assert!(rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).is_err());
    let found = look(&tree).findings;
    assert!(
        found
            .iter()
            .any(|finding| finding.file == HISTORY && finding.fix.contains("newest")),
        "{found:?}"
    );
}

#[test]
fn an_import_is_taken_back_by_deleting_its_file() {
    let mut tree = sound();
    let import = import_path(&tree);
    tree.remove(&import);
    let found = look(&tree).findings;
    let finding = found.iter().find(|finding| finding.file == import);
    assert!(
        finding.is_some_and(|finding| finding.fix.contains("traffic-ledger rebuild")),
        "{found:?}"
    );
    let accepted = BTreeSet::from([import]);
    let plan = rebuild(&base(&tree), &tree, &accepted, &site()).expect("all snapshots are there");
    apply(&mut tree, &plan.changes);
    assert_eq!(look(&tree).findings, []);
    assert!(!String::from_utf8_lossy(&tree[HISTORY]).contains("2026-01-01"));
}

#[test]
fn a_source_of_a_newer_program_wants_a_newer_program() {
    let mut tree = sound();
    replace(&mut tree, SNAPSHOT, "\"schema\": 1", "\"schema\": 2");
    let found = look(&tree).findings;
    let [finding] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (finding.file.as_str(), finding.fix.as_str()),
        (SNAPSHOT, "Use the newest Traffic Ledger.")
    );
    let error = rebuild(&base(&tree), &tree, &BTreeSet::new(), &site()).expect_err("it cannot be read");
    assert_eq!(error.0, [(SNAPSHOT.to_owned(), SourceError::Newer { found: 2 })].into());
}

#[test]
fn a_moved_source_is_named_once_at_each_place() {
    let mut tree = sound();
    let content = tree.remove(SNAPSHOT).expect("there");
    let moved = SNAPSHOT.replace("T1437", "T1537");
    tree.insert(moved.clone(), content);
    let found = look(&tree).findings;
    let files: Vec<&str> = found.iter().map(|finding| finding.file.as_str()).collect();
    assert_eq!(files, [SNAPSHOT, &moved]);
    assert!(found.iter().all(|finding| finding.fix.contains("git ")), "{found:?}");
}

#[test]
fn a_source_of_another_repository_is_found() {
    let mut tree = sound();
    replace(&mut tree, SNAPSHOT, "\"id\": 7", "\"id\": 8");
    let found = look(&tree).findings;
    assert!(
        found
            .iter()
            .any(|finding| finding.what.contains("another repository") && finding.fix.starts_with("Move it")),
        "{found:?}"
    );
}

/// A link can lead anywhere, whatever it is in place of. Links of the user beside the ledger's folders are none of its business.
#[test]
fn links_in_place_of_files_and_folders_are_found() {
    let at_a_link = |links: &[&str]| -> Vec<String> {
        let mut tree = sound();
        tree.retain(|path, _| {
            let below = |link: &&str| path == link || path.starts_with(&format!("{link}/"));
            !links.iter().any(below)
        });
        let mut base = base(&tree);
        base.links = links.iter().map(|link| (*link).to_owned()).collect();
        let found = verify(&base, &tree, &site()).findings;
        let named = found
            .into_iter()
            .filter(|finding| finding.what.contains("symbolic link"));
        named.map(|finding| finding.file).collect()
    };
    for link in [
        "octo/spike/charts",
        "octo/spike/charts/light-theme/views.svg",
        "octo/spike/snapshots",
        "octo/spike/snapshots/2026",
        SNAPSHOT,
        HISTORY,
        "octo/spike/imports/own.json",
        "octo/spike/README.md",
        "octo/spike/notes.txt",
        "octo/Spike/x",
        "octo/spoke",
        "octo/spike",
        "octo",
        "README.md",
        "index.json",
        ".gitattributes",
    ] {
        assert_eq!(at_a_link(&[link]), [link]);
    }
    assert_eq!(at_a_link(&["docs/latest", "latest", "src/a/b"]), [""; 0]);
}
