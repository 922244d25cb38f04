//! Events and other series of the user: whole runs against the fake, from the first to day 400, and random files.

use std::collections::{BTreeMap, BTreeSet};

use fake_github::{Clock, Count, FakeGitHub, On, Planted, Publishing, Repository, Truth};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use traffic_ledger::domain::given::{Event, Given, SeriesName};
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::text::Untrusted;

use crate::analysis_histories::Built;
use crate::harness::{BRANCH, Ran, Run, read_ledger};
use crate::insights;
use crate::report_shapes::HOSTILE;

const NAME: &str = "octo/spike";

/// A GitHub that publishes after one day, with 40 views a day, and 900 on 20 March.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-03-18T14:37:00Z"));
    fake.traffic(|settings| settings.publishing = Publishing::Lag(1));
    let mut truth = Truth::flat(
        date(2026, 1, 1),
        date(2027, 12, 31),
        Count::new(40, 10),
        Count::new(2, 1),
    );
    truth.days.get_mut(&date(2026, 3, 20)).expect("a day").views = Count::new(900, 300);
    let mut repository = Repository::new(NAME).with_truth(truth);
    // Nobody is told that nothing was pushed.
    repository.pushed_at = "2027-12-01T08:00:00Z".to_owned();
    fake.add(repository);
    fake
}

fn plant(fake: &FakeGitHub, events: &str) {
    let file = Planted::File(events.as_bytes().to_vec());
    fake.commit(NAME, BRANCH, &[("events.csv", file)], "My events");
}

/// A run with these files in its workspace.
fn run_with(fake: &FakeGitHub, inputs: &[(&str, &str)], files: &[(&str, &str)]) -> Run {
    let mut run = Run::new(fake).in_repository(NAME).on_actions();
    for (name, value) in inputs {
        run = run.input(name, value);
    }
    for (path, content) in files {
        let path = run.path("workspace").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, content).expect("a file can be written");
    }
    run
}

fn run(fake: &FakeGitHub) -> Ran {
    run_with(fake, &[], &[]).run().success()
}

fn given(ran: &Ran) -> Given {
    ran.ledger(NAME).history().given
}

fn texts(given: &Given) -> Vec<&str> {
    given.events().map(|event| event.text.sanitized()).collect()
}

fn report(fake: &FakeGitHub) -> String {
    String::from_utf8_lossy(&fake.files(NAME, BRANCH)["octo/spike/README.md"]).into_owned()
}

/// The ledger is the fold of its snapshots, byte for byte.
fn verify(fake: &FakeGitHub) {
    Run::new(fake)
        .in_repository(NAME)
        .arguments(&["verify"])
        .run()
        .success();
}

#[test]
fn events_beside_the_ledger_are_kept_shown_next_to_a_spike_and_can_be_taken_back() {
    let fake = github();
    run(&fake);
    let events =
        "date,text,link,repository\n2026-03-20,Show HN,https://news.example/1,\n2026-03-20,Elsewhere,,octo/other\n";
    plant(&fake, events);
    fake.clock().advance_days(3);
    let ran = run(&fake);
    assert_eq!(texts(&given(&ran)), ["Show HN"]);
    assert_eq!(
        ran.texts("notice").len(),
        1,
        "a row of a repository that is not here: {:?}",
        ran.texts("notice")
    );
    let spike = "900 views instead of the usual 40, along with the event [`Show HN`](https://news.example/1).";
    assert!(report(&fake).contains(spike), "{}", report(&fake));
    assert!(ran.summary.contains(spike), "{}", ran.summary);
    assert!(ran.outputs()["spikes"].contains(r#""cause":{"kind":"event","name":"Show HN","views":null}"#));
    let new = "New event: [`Show HN`](https://news.example/1) on 20 Mar.";
    assert!(ran.outputs()["digest"].contains(new));
    assert!(ran.summary.contains(new), "{}", ran.summary);
    verify(&fake);
    // The same file is kept once: its list is in one snapshot alone.
    fake.clock().advance_days(1);
    let ran = run(&fake);
    assert!(!ran.summary.contains(new), "it is said once: {}", ran.summary);
    let files = fake.files(NAME, BRANCH);
    let with_events = files.iter().filter(|(path, content)| {
        path.contains("/snapshots/") && String::from_utf8_lossy(content).contains("\"events\"")
    });
    assert_eq!(with_events.count(), 1);
    assert_eq!(files["events.csv"], events.as_bytes(), "the user's file is as it was");
    // Without the file what was given stays; with an empty list it is taken back.
    plant(&fake, "date,text\n");
    fake.clock().advance_seconds(3_600);
    let ran = run(&fake);
    assert_eq!(ran.outputs()["changed"], "true", "the list alone is news");
    assert_eq!(given(&ran).events, Some(BTreeSet::new()));
    assert!(!report(&fake).contains("Show HN"));
    verify(&fake);
}

#[test]
fn an_event_has_the_views_of_its_week_and_of_the_week_before() {
    let mut history = insights::example();
    let event = |day: &str, text: &str| Event {
        date: day.parse().expect("a day"),
        text: Untrusted::new(text),
        link: None,
    };
    history.given.events = Some(
        [
            event("2026-11-10", "Quiet"),
            event("2026-11-16", "Loud"),
            event("2026-12-24", "To come"),
        ]
        .into(),
    );
    let report = crate::report::render(&Built(history.clone()));
    // Seven days of 40, and six of 40 with one of 400.
    for line in [
        "- **`Loud`** on 16 Nov: 640 views in the 7 days from then on, 280 in the 7 days before.",
        "- **`Quiet`** on 10 Nov: 280 views in the 7 days from then on, 280 in the 7 days before.",
        "400 views instead of the usual 40, along with the event `Loud` and `forum.example` (+300).",
        "The spike on 17 Nov coincided with the event `Loud`.",
    ] {
        assert!(report.contains(line), "{line}: {report}");
    }
    assert!(!report.contains("To come"), "what is still to come is no news");
    let found = insights::value(&history);
    let causes: Vec<&str> = ["0", "1"]
        .iter()
        .filter_map(|index| found.pointer(&format!("/views/spikes/0/causes/{index}/name"))?.as_str())
        .collect();
    assert_eq!(causes, ["Loud", "forum.example"]);
    insights::Schema::of("").check(&found).expect("the schema takes it");
}

#[test]
fn files_of_the_workspace_are_read_and_what_is_wrong_with_them_is_said_and_the_traffic_kept() {
    let fake = github();
    let events = "date,text\n2026-03-17,From the workspace\n2026-3-1,secret words\n";
    let npm = "date,value\r\n2026-03-16,120\r\n2026-03-17,95\r\n2026-03-19,1\r\n";
    let inputs = [("events", "data/my.csv"), ("series", "data/npm.csv, pypi.csv")];
    let files = [
        ("data/my.csv", events),
        ("data/npm.csv", npm),
        ("pypi.csv", "day,n\n1,2\n"),
    ];
    let ran = run_with(&fake, &inputs, &files).run().failure();
    assert_eq!(
        ran.texts("warning"),
        [
            "1 row was rejected: line 3: the date is not a day like 2026-06-02\nhelp: The other rows were taken. docs/events.md has the columns.",
            "1 row was rejected: line 4: the day is in the future\nhelp: The other rows were taken. docs/events.md has the columns.",
        ]
    );
    let errors = ran.texts("error");
    assert!(
        errors.iter().any(|error| error.contains("names no column `date`")),
        "{errors:?}"
    );
    assert!(!ran.printed().contains("secret words"));
    let given = given(&ran);
    assert_eq!(texts(&given), ["From the workspace"]);
    let npm: SeriesName = "npm".parse().expect("a name");
    assert_eq!(given.series[&npm].values().copied().collect::<Vec<_>>(), [120, 95]);
    assert!(report(&fake).contains("## Other series"), "{}", report(&fake));
    // A file that is not there fails the run, and what was given before stays.
    fake.clock().advance_days(1);
    let ran = run_with(&fake, &[("series", "npm.csv")], &[]).run().failure();
    assert!(
        ran.texts("error")
            .iter()
            .any(|error| error.contains("there is no such file"))
    );
    assert_eq!(self::given(&ran), given);
    verify(&fake);
}

#[test]
fn four_hundred_days_of_a_series_that_gives_one_day_at_a_time() {
    let fake = github();
    let npm: SeriesName = "npm".parse().expect("a name");
    let mut wanted: BTreeMap<Date, u64> = BTreeMap::new();
    // Every day at first, then every week; each file holds one day, and now and then another number for the last.
    for day in (0..40).chain((40..400).step_by(7)) {
        let today = date(2026, 3, 18) + (day as i64).days();
        fake.clock().set(&format!("{today}T14:37:00Z"));
        let mut file = "date,value\n".to_owned();
        let value = 100 + day * 7 % 31;
        if let Some((last, number)) = wanted.iter_mut().next_back().filter(|_| day % 5 == 0) {
            *number += 1;
            file += &format!("{last},{number}\n");
        }
        file += &format!("{today},{value}\n");
        wanted.insert(today, value);
        run_with(&fake, &[("series", "npm.csv")], &[("npm.csv", &file)])
            .run()
            .success();
    }
    let files = fake.files(NAME, BRANCH);
    let ledger: Ledger = read_ledger(&files["octo/spike/history.json"]);
    assert_eq!(ledger.history().given.series[&npm], wanted);
    // docs/events.md says how much room a value takes.
    let history = String::from_utf8_lossy(&files["octo/spike/history.json"]).into_owned();
    let lines: Vec<&str> = history.lines().filter(|line| line.starts_with("[\"npm\",")).collect();
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    assert!(
        (40..60).contains(&(bytes / wanted.len())),
        "{bytes} bytes for {} values",
        wanted.len()
    );
    verify(&fake);
    let export = Run::new(&fake)
        .in_repository(NAME)
        .arguments(&["export", "--repository", NAME, "--table", "series"])
        .run()
        .success();
    assert_eq!(export.stdout.lines().count(), wanted.len() + 1);
    assert!(
        export.stdout.starts_with("date,series,value\n2026-03-18,npm,100\n"),
        "{}",
        export.stdout
    );
}

#[test]
fn hostile_texts_of_events_stay_texts() {
    let fake = github();
    let rows = HOSTILE.iter().enumerate().map(|(index, text)| {
        let day = date(2026, 3, 6) + (index as i64).days();
        format!(
            "{day},\"{}\",https://example.com/a)[x](javascript:y)\n",
            text.replace('"', "\"\"")
        )
    });
    let events = format!("date,text,link\n{}", rows.collect::<String>());
    let ran = run_with(&fake, &[("events", "e.csv")], &[("e.csv", &events)])
        .run()
        .success();
    let report = report(&fake);
    let shown = report
        .lines()
        .filter(|line| line.contains("https://example.com/"))
        .count();
    assert_eq!(shown, 5, "the newest five: {report}");
    // The target cannot end, and no text is a link, a mention or a script of its own.
    assert!(
        report.contains("](https://example.com/a%29%5Bx%5D%28javascript:y%29)"),
        "{report}"
    );
    let html = comrak::markdown_to_html(&report, &comrak::Options::default());
    let targets: Vec<&str> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(
        targets.iter().any(|target| target.starts_with("https://example.com/a")),
        "{targets:?}"
    );
    assert!(
        !targets
            .iter()
            .any(|target| target.starts_with("javascript") || target.contains("evil")),
        "{targets:?}"
    );
    assert!(!html.contains("<script"), "{html}");
    let csv = Run::new(&fake)
        .in_repository(NAME)
        .arguments(&["export", "--repository", NAME, "--table", "events"])
        .run()
        .success();
    assert_eq!(csv.stdout.lines().count(), HOSTILE.len() + 1, "{}", csv.stdout);
    assert!(
        !csv.stdout
            .lines()
            .any(|line| line.contains(",=") || line.contains(",\"=")),
        "{}",
        csv.stdout
    );
    assert!(ran.is_green());
    verify(&fake);
}

#[test]
fn two_writers_at_once_keep_the_values_of_both() {
    let fake = github();
    run(&fake);
    fake.clock().advance_days(1);
    let before = fake.head(NAME, BRANCH).expect("a branch");
    let files = [("pypi.csv", "date,value\n2026-03-18,7\n")];
    run_with(&fake, &[("series", "pypi.csv")], &files).run().success();
    let rival = fake.head(NAME, BRANCH).expect("a branch");
    // The rival's commit comes between the reading and the writing of this run, in the same second.
    fake.set_head(NAME, BRANCH, Some(&before));
    let other = rival.clone();
    fake.before(On::nth(1).method("PATCH"), move |fake| {
        fake.set_head(NAME, BRANCH, Some(&other))
    });
    let files = [("npm.csv", "date,value\n2026-03-18,5\n")];
    let ran = run_with(&fake, &[("series", "npm.csv")], &files).run().success();
    assert!(fake.commits(NAME, BRANCH).contains(&rival));
    let names: Vec<String> = given(&ran).series.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["npm", "pypi"]);
    verify(&fake);
}
