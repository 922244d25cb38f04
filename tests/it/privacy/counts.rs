//! `publish: counts`: views and clones, and nothing that tells where visitors came from or what they read.

use fake_github::{FakeGitHub, Fault, On, Rule};

use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::RawSnapshot;

use super::{SECRET, everything};
use crate::end_to_end::{NAME, github, job};
use crate::harness::Run;

/// A GitHub whose lists, titles and tags hold the secret.
fn with_secrets() -> FakeGitHub {
    let fake = github();
    let rows = [
        (
            "/traffic/popular/paths",
            format!(r#""path":"/octo/spike/{SECRET}","title":"{SECRET}""#),
        ),
        (
            "/traffic/popular/referrers",
            format!(r#""referrer":"{SECRET}.example""#),
        ),
        ("/releases", format!(r#""tag_name":"{SECRET}""#)),
    ];
    for (list, row) in rows {
        let body = format!(r#"[{{{row},"count":40,"uniques":5}}]"#);
        fake.fail(On::every().path(list), Fault::Body(body));
    }
    fake
}

#[test]
fn nothing_but_counts_is_asked_for_stored_printed_or_rescued() {
    let fake = with_secrets();
    let counts = || job(&fake).input("publish", "counts").variable("RUNNER_DEBUG", "1");
    let ran = counts().run().success();
    assert!(!everything(&ran, true).contains(SECRET));
    let asked = fake.log();
    assert!(asked.iter().all(|request| !request.path().contains("popular")));
    let files = ran.files();
    let snapshot = files
        .iter()
        .find(|(path, _)| path.contains("/snapshots/"))
        .expect("one");
    let snapshot: serde_json::Value = serde_json::from_slice(snapshot.1).expect("JSON");
    let bodies: Vec<&String> = snapshot["bodies"].as_object().expect("bodies").keys().collect();
    assert_eq!(
        bodies,
        ["clones/day", "clones/week", "repository", "views/day", "views/week"]
    );
    let report = String::from_utf8_lossy(&files[&format!("{NAME}/README.md")]).into_owned();
    assert!(report.contains("Referrers and pages are not recorded here, since only maintainers can see them"));
    job(&fake).arguments(&["verify"]).run().success();

    fake.edit(NAME, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::PullRequest));
    });
    fake.clock().advance_days(1);
    let rescued = counts().run().failure();
    assert!(!rescued.workspace.is_empty());
    assert!(!everything(&rescued, false).contains(SECRET));
}

/// The lists of earlier runs stay in their snapshots; what is rendered shows them no more, at once and after a rebuild.
#[test]
fn a_ledger_that_is_switched_shows_its_old_lists_no_more() {
    let fake = with_secrets();
    let before = job(&fake).run().success();
    assert!(before.summary.contains(SECRET));
    let before = before.files();
    let counts = || job(&fake).input("publish", "counts");
    let ran = counts().run().success();
    assert!(!ran.summary.contains(SECRET), "also without a new day");
    let rendered = |files: &std::collections::BTreeMap<String, Vec<u8>>| -> String {
        let made = files
            .iter()
            .filter(|(path, _)| !path.contains("/snapshots/") && !path.ends_with("history.json"));
        made.map(|(path, content)| format!("{path}\n{}", String::from_utf8_lossy(content)))
            .collect()
    };
    assert!(rendered(&before).contains(SECRET));
    assert!(!rendered(&ran.files()).contains(SECRET));
    for arguments in [&["verify"][..], &["rebuild"]] {
        let ran = job(&fake).arguments(arguments).run().success();
        assert!(!ran.printed().contains(SECRET) && !rendered(&ran.files()).contains(SECRET));
    }
    for arguments in [
        &["export", "--format", "json"][..],
        &["export", "--table", "paths"],
        &["export", "--table", "referrers"],
    ] {
        assert!(
            !job(&fake)
                .arguments(arguments)
                .run()
                .success()
                .printed()
                .contains(SECRET)
        );
    }
    fake.clock().advance_seconds(3_600);
    // A later run that may publish everything shows them again: no claim is ever lost.
    assert!(rendered(&job(&fake).run().success().files()).contains(SECRET));
}

/// How a ledger without the old lists is made: its snapshots are imported into a new one.
#[test]
fn imports_bring_counts_alone() {
    let fake = with_secrets();
    let files = job(&fake).run().success().files();
    let run = Run::offline().variable("SOURCE_DATE_EPOCH", "1772462220");
    let old = run.path("old");
    for (path, content) in files.iter().filter(|(path, _)| path.contains("/snapshots/")) {
        let path = old.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, content).expect("written");
    }
    let (old, ledger) = (old.display().to_string(), run.path("ledger").display().to_string());
    let ran = run
        .arguments(&["import", &old, "--publish", "counts", "--output", &ledger])
        .run()
        .success();
    assert!(!everything(&ran, true).contains(SECRET));
    assert_eq!(ran.ledger(NAME).history().days.len(), 14);

    let archive =
        format!(r#"[{{"taken_on":"2026-02-01","rows":[{{"path":"/octo/spike/{SECRET}","count":9,"uniques":2}}]}}]"#);
    let import = |fake: &FakeGitHub, flags: &[&str]| {
        let run = job(fake);
        let folder = run.path("archive/traffic/octo__spike");
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("paths.json"), &archive).expect("written");
        let folder = run.path("archive").display().to_string();
        let import = ["import", &folder, "--repository", NAME];
        run.arguments(&[&import[..], flags].concat()).run()
    };
    let refused = import(&github(), &["--publish", "counts"]).failure();
    assert!(
        refused.printed().contains("no views and no clones"),
        "{}",
        refused.printed()
    );
    // A ledger of counts alone stays so.
    let fake = github();
    job(&fake).input("publish", "counts").run().success();
    import(&fake, &[]).failure();
    import(&with_ledger_of_everything(), &[]).success();
}

fn with_ledger_of_everything() -> FakeGitHub {
    let fake = github();
    job(&fake).run().success();
    fake
}

/// Which snapshot is the last one does not depend on the order in which they come in.
#[test]
fn the_newest_snapshot_decides_in_whatever_order() {
    let fake = with_secrets();
    let mut snapshots = Vec::new();
    for publish in ["all", "counts"] {
        let ran = job(&fake).input("publish", publish).run().success();
        let files = ran.files();
        let newest = files
            .iter()
            .rfind(|(path, _)| path.contains("/snapshots/"))
            .expect("one");
        snapshots.push(RawSnapshot::from_bytes(newest.1).expect("a snapshot"));
        fake.clock().advance_days(1);
    }
    let merged = |order: [usize; 3]| {
        let mut claims = order.map(|index| interpret(&snapshots[index]).claims).into_iter();
        let mut all = claims.next().expect("one");
        claims.for_each(|one| all.merge(one).expect("one repository"));
        Ledger::new(all)
    };
    let one = merged([0, 1, 1]);
    assert_eq!(one, merged([1, 0, 0]));
    assert_eq!(Ledger::from_bytes(&one.to_bytes()), Ok(one.clone()));
    assert!(one.history().counts_only && one.history().referrers.is_empty());
    assert!(!one.claims.referrers.is_empty(), "no claim is lost");
    assert!(!merged([0, 0, 0]).history().counts_only);
}
