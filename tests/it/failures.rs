//! How a run ends when something fails: an interruption, nothing can be saved, some endpoint fails, no new days.

use std::collections::BTreeMap;
use std::path::Path;

use fake_github::{Count, FakeGitHub, Fault, On, Publishing, Regime, Repository, Rule, TRAFFIC, Token};
use jiff::civil::date;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::domain::traffic::Metric;

use crate::end_to_end::{NAME, github, job};
use crate::harness::{Run, Running};

/// Starts a run whose first traffic request is never answered, and waits until it hangs there.
fn hanging(fake: &FakeGitHub) -> Running {
    let (came, seen) = std::sync::mpsc::channel();
    let on = || On::nth(1).path("/traffic/");
    fake.fail(on(), Fault::NeverAnswers);
    fake.before(on(), move |_| came.send(()).unwrap_or_default());
    let running = job(fake).spawn();
    if seen.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
        running.kill();
        panic!("no request came");
    }
    running
}

#[test]
fn told_to_stop_it_stops_at_a_safe_point() {
    for signal in ["TERM", "INT"] {
        let fake = github();
        let running = hanging(&fake);
        running.signal(signal);
        let stopped = running.wait().exited(143);
        let annotations = stopped.annotations();
        assert_eq!(annotations.last().map(|last| last.title.as_str()), Some("Interrupted"));
        assert_eq!(fake.head(NAME, "traffic"), None);
    }
}

#[test]
fn what_cannot_be_committed_is_rescued_and_comes_in_later() {
    let fake = github();
    fake.edit(NAME, |repository| {
        repository.rules.push(("traffic".to_owned(), Rule::RestrictCreations))
    });
    let failed = job(&fake).binary().failure();
    let printed = failed.printed();
    assert!(printed.contains("Repository rule violations"), "{printed}");
    assert!(printed.contains("by 2026-03-13"), "how long GitHub keeps it: {printed}");
    // A later step finds it in the workspace, which lies at another path in the container.
    let rescued = &failed.outputs()["rescued-snapshot"];
    assert_eq!(rescued, "traffic-ledger-rescue");
    let path = format!("{rescued}/octo/spike/snapshots/2026/03/2026-03-02T143700Z.json");
    assert!(RawSnapshot::from_bytes(&failed.workspace[&path]).is_ok());

    // The printed command brings it in, and verify finds the ledger sound.
    assert!(
        printed.contains("traffic-ledger import traffic-ledger-rescue --store octo/spike"),
        "{printed}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger").display().to_string();
    let on_ledger = |arguments: &[&str]| {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--output", &ledger]).collect();
        Run::offline().arguments(&arguments).binary().success()
    };
    let rescued = folder.path().join("rescued");
    write(&rescued, &failed.workspace);
    on_ledger(&["import", &rescued.display().to_string()]);
    assert_eq!(on_ledger(&["verify"]).ledger(NAME).history().days.len(), 14);
}

/// Writes files below a folder.
fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (path, content) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, content).expect("a file can be written");
    }
}

/// A second and a third repository, like the first one.
const OTHERS: [&str; 2] = ["octo/second", "octo/third"];

fn with_others() -> FakeGitHub {
    let fake = github();
    for name in OTHERS {
        fake.add(Repository::new(name).with_truth(fake.truth(NAME)));
    }
    fake
}

#[test]
fn an_interruption_while_repositories_are_read_loses_none_that_came() {
    for signal in ["TERM", "INT"] {
        let fake = with_others();
        // Of the third repository, nothing but its identity is answered.
        let slow = format!("/repositories/{}/traffic/", fake.repository(OTHERS[1]).id);
        let (came, seen) = std::sync::mpsc::channel();
        fake.fail(On::every().path(&slow), Fault::NeverAnswers);
        fake.before(On::nth(1).path(&slow), move |_| came.send(()).unwrap_or_default());
        let names = [&[NAME], &OTHERS[..]].concat().join(",");
        // One after the other, so that the first two are read by then.
        let running = job(&fake).repositories(&names).input("concurrency", "1").spawn();
        if seen.recv_timeout(std::time::Duration::from_secs(60)).is_err() {
            running.kill();
            panic!("the third repository was not read");
        }
        running.signal(signal);
        let stopped = running.wait().exited(143);
        assert_eq!(stopped.outputs()["rescued-snapshot"], "traffic-ledger-rescue");
        assert_eq!(fake.head(NAME, "traffic"), None);
        fake.clear_faults();

        let kept: Vec<&String> = stopped.workspace.keys().collect();
        assert_eq!(kept.len(), 2, "{kept:?}");
        for (path, content) in &stopped.workspace {
            let run = job(&fake);
            let file = run.path("rescued.json");
            std::fs::write(&file, content).expect("a file can be written");
            let file = file.display().to_string();
            let ran = run.arguments(&["import", &file]).run().success();
            let path = path.strip_prefix("traffic-ledger-rescue/").expect("in the folder");
            assert_eq!(ran.files().get(path), Some(content), "{path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_rescued_follows_no_link() {
    let rescued = "traffic-ledger-rescue/octo/spike/snapshots/2026/03/2026-03-02T143700Z.json";
    for depth in 1..=rescued.split('/').count() {
        let fake = github();
        fake.edit(NAME, |repository| {
            repository.rules.push(("traffic".to_owned(), Rule::RestrictCreations))
        });
        let outside = tempfile::tempdir().expect("a folder");
        std::fs::write(outside.path().join("file"), "theirs").expect("written");
        let run = job(&fake);
        let link: std::path::PathBuf = rescued.split('/').take(depth).collect();
        let link = run.path("workspace").join(link);
        std::fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        let target = if depth < 7 {
            outside.path().to_owned()
        } else {
            outside.path().join("file")
        };
        std::os::unix::fs::symlink(target, &link).expect("linked");
        let failed = run.run().failure();
        let errors = failed.texts("error").join("\n");
        let named = format!("cannot use {}: it is a symbolic link", link.display());
        assert!(errors.contains(&named), "{depth}: {errors}");
        assert!(!failed.outputs().contains_key("rescued-snapshot"), "{depth}");
        let names = std::fs::read_dir(outside.path()).expect("a folder");
        assert_eq!(names.count(), 1, "{depth}");
        assert_eq!(std::fs::read(outside.path().join("file")).expect("a file"), b"theirs");
    }
}

#[cfg(unix)]
#[test]
fn an_import_from_a_pipe_can_be_interrupted() {
    let csv = b"date,views,unique_visitors\n2026-02-01,5,2\n";
    for signal in [None, Some("TERM"), Some("INT")] {
        let run = Run::offline().variable("SOURCE_DATE_EPOCH", "1772462220");
        let pipe = run.path("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is installed").success());
        let arguments = [
            "import",
            &pipe.display().to_string(),
            "--repository",
            NAME,
            "--output",
            "ledger",
        ]
        .map(str::to_owned);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let running = run.arguments(&arguments).spawn();
        // It opens as soon as the program reads from the other end.
        let mut writer = std::fs::File::options().write(true).open(&pipe).expect("a pipe");
        if let Some(signal) = signal {
            running.signal(signal);
            running.wait().exited(143);
            continue;
        }
        std::io::Write::write_all(&mut writer, csv).expect("written");
        drop(writer);
        let ran = running.wait().success();
        assert_eq!(ran.ledger(NAME).history().days.len(), 1);
    }
}

#[test]
fn a_snapshot_that_could_not_be_read_back_is_not_committed() {
    let fake = with_others();
    let id = fake.repository(NAME).id;
    let long = "x".repeat(900_000);
    for metric in ["views", "clones"] {
        let body = format!(r#"{{"count":1,"uniques":1,"{metric}":[],"note":"{long}"}}"#);
        let path = format!("/repositories/{id}/traffic/{metric}");
        fake.fail(On::every().path(&path), Fault::Body(body));
    }
    for (list, key) in [("referrers", "referrer"), ("paths", "path")] {
        let body = format!(r#"[{{"{key}":"/","title":"{long}","count":1,"uniques":1}}]"#);
        let path = format!("/repositories/{id}/traffic/popular/{list}");
        fake.fail(On::every().path(&path), Fault::Body(body));
    }
    let names = [NAME, OTHERS[0]].join(",");
    let failed = job(&fake).repositories(&names).run().failure();
    let errors = failed.texts("error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("the traffic was not saved, since it could not be read back: the snapshot has 54"));
    let files = failed.files();
    let of = |name: &str| files.keys().filter(|path| path.starts_with(name)).count();
    assert_eq!(of(NAME), 0, "{:?}", files.keys());
    assert!(of(OTHERS[0]) > 0, "the other one is saved all the same");
    job(&fake).arguments(&["verify"]).run().success();
}

#[test]
fn an_endpoint_that_fails_is_named_and_the_rest_is_saved() {
    let fake = github();
    let words = "Something is wrong with clones";
    fake.fail(
        On::every().path("/traffic/clones"),
        Fault::Refused(403, words.to_owned()),
    );
    let failed = job(&fake).run().failure();
    let errors = failed.texts("error");
    assert_eq!(errors.len(), 1, "by day and by week fail alike: {errors:?}");
    assert!(
        errors[0].contains(words) && errors[0].contains("clones/week"),
        "{errors:?}"
    );
    let history = failed.ledger(NAME).history();
    assert_eq!(
        history
            .days
            .values()
            .filter(|day| day.reading(Metric::Views).is_some())
            .count(),
        14
    );
    assert!(
        history.days.values().all(|day| day.reading(Metric::Clones).is_none()),
        "unknown, not zero"
    );
    // The next run heals it.
    fake.clear_faults();
    let history = job(&fake).run().success().ledger(NAME).history();
    assert_eq!(
        history
            .days
            .values()
            .filter(|day| day.reading(Metric::Clones).is_some())
            .count(),
        14
    );
}

#[test]
fn a_run_that_collects_nothing_new_turns_red() {
    let fake = github();
    fake.traffic(|settings| settings.publishing = Publishing::Lag(12));
    let errors = job(&fake).run().failure().texts("error");
    assert!(
        errors.iter().any(|error| error.contains("`max-age-days`")),
        "{errors:?}"
    );
    assert!(fake.head(NAME, "traffic").is_some(), "what came is saved all the same");
    job(&fake).input("max-age-days", "12").run().success();
}

#[test]
fn views_that_cannot_be_read_turn_red_although_clones_are_fresh() {
    let fake = github();
    job(&fake).run().success();
    let body = r#"{"count":4,"uniques":3,"views":[{"timestamp":"soon","count":4,"uniques":3}]}"#;
    fake.fail(On::every().path("/traffic/views?per=day"), Fault::Body(body.to_owned()));
    for days in 1..=14 {
        fake.clock().advance_days(1);
        let ran = job(&fake).run();
        let wanted = format!(
            "the newest stored day of views is 2026-03-01, {} days ago, and `max-age-days` is 10",
            days + 1
        );
        let is_red = ran.texts("error").iter().any(|error| error.starts_with(&wanted));
        assert_eq!(
            (is_red, ran.is_green()),
            (days >= 10, days < 10),
            "{days}: {}",
            ran.printed()
        );
    }
}

#[test]
fn views_that_cannot_be_read_turn_red_although_there_are_no_clones() {
    let fake = github();
    fake.edit(NAME, |repository| {
        let days = repository.truth.days.values_mut();
        days.for_each(|day| day.clones = Count::default());
    });
    job(&fake).run().success();
    let body = r#"{"count":4,"uniques":3,"views":[{"timestamp":"soon","count":4,"uniques":3}]}"#;
    fake.fail(On::every().path("/traffic/views?per=day"), Fault::Body(body.to_owned()));
    for days in 1..=14 {
        fake.clock().advance_days(1);
        let ran = job(&fake).run();
        let wanted = format!("the newest stored day of views is 2026-03-01, {} days ago", days + 1);
        let errors = ran.texts("error");
        let is_red = errors
            .iter()
            .any(|error| error.starts_with(&wanted) && !error.contains("of clones"));
        assert_eq!(
            (is_red, ran.is_green()),
            (days >= 10, days < 10),
            "{days}: {}",
            ran.printed()
        );
        // Two windows of zeros agree up to the day before the newest.
        let line = format!("octo/spike: 14 days of views, up to 2026-03-01; clones up to 2026-03-{days:02}");
        assert!(days == 1 || ran.printed().contains(&line), "{line}: {}", ran.printed());
    }
}

#[test]
fn a_metric_without_traffic_is_quiet_where_github_leaves_such_days_out() {
    let fake = github();
    fake.traffic(|settings| settings.regime = Regime::Rolling);
    fake.edit(NAME, |repository| {
        let quiet = repository.truth.days.range_mut(date(2026, 2, 20)..);
        quiet.for_each(|(_, day)| day.clones = Count::default());
    });
    let ran = job(&fake).run().success();
    assert_eq!(ran.texts("error"), [""; 0]);
}

#[test]
fn trouble_ahead_is_a_warning() {
    let fake = github();
    assert_eq!(job(&fake).run().success().texts("warning"), [""; 0]);
    fake.add_token(Token::new(TRAFFIC).expires(fake.clock().seconds() + 10 * 86_400));
    fake.edit(NAME, |repository| {
        repository.pushed_at = "2026-01-05T00:00:00Z".to_owned()
    });
    fake.clock().advance_days(1);
    let warnings = job(&fake).run().success().texts("warning");
    for expected in [
        "`traffic-token` expires on 2026-03-12",
        "nothing was pushed for 57 days",
    ] {
        assert!(warnings.iter().any(|text| text.contains(expected)), "{warnings:?}");
    }
}

#[test]
fn the_step_summary_lists_each_problem_with_its_reason_and_fix() {
    let fake = github();
    let row = "| `octo/none` | `could not read the repository";
    let some = job(&fake).repositories("octo/spike,octo/none").run().failure();
    assert!(
        some.summary.contains("## Problems") && some.summary.contains(row),
        "{}",
        some.summary
    );
    assert!(some.summary.contains("## Traffic for octo/spike"), "{}", some.summary);
    let nothing = job(&fake).repositories("octo/none").run().failure();
    assert!(nothing.summary.contains(row), "{}", nothing.summary);
    let fine = job(&fake).run().success();
    assert!(!fine.summary.contains("Problems"), "{}", fine.summary);
}
