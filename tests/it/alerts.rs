//! The outputs for the steps after a run: spikes, milestones and the digest, from the first run to day 400.

use std::collections::BTreeMap;

use fake_github::{Clock, Count, FakeGitHub, Profile, Publishing, Repository, Spike, Truth};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::harness::{Ran, Run};
use crate::insights::Schema;

const NAME: &str = "octo/spike";
const SPIKES: [(Date, u64); 2] = [(date(2026, 4, 14), 900), (date(2026, 12, 15), 2_000)];

/// A GitHub that publishes after one day, with a repository whose traffic has two spikes.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-03-02T14:37:00Z"));
    fake.traffic(|settings| settings.publishing = Publishing::Lag(1));
    let mut profile = Profile::busy(5, date(2026, 2, 1), date(2027, 6, 30));
    for (day, views) in SPIKES {
        profile = profile.spike(Spike::new(day, views, "news.ycombinator.com", "/blob/main/README.md"));
    }
    let mut repository = Repository::new(NAME).with_truth(profile.generate(NAME));
    repository.stars = 60;
    // Nobody is told that nothing was pushed.
    repository.pushed_at = "2027-12-01T08:00:00Z".to_owned();
    fake.add(repository);
    fake
}

fn run(fake: &FakeGitHub, digest: &str) -> Ran {
    let run = Run::new(fake).in_repository(NAME).on_actions();
    run.input("digest", digest).run().success()
}

fn parsed(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn four_hundred_days_say_each_spike_and_milestone_once_and_have_a_digest_a_week() {
    let fake = github();
    let (new_spikes, new_milestones) = (Schema::of("#/$defs/new_spikes"), Schema::of("#/$defs/new_milestones"));
    let mut spikes: BTreeMap<Date, Value> = BTreeMap::new();
    let mut milestones: Vec<(String, u64)> = Vec::new();
    let mut digests = Vec::new();
    // Every day at first, then every Monday.
    for day in (0..56).chain((56..400).step_by(7)) {
        fake.clock()
            .set(&format!("{}T14:37:00Z", date(2026, 3, 2) + (day as i64).days()));
        fake.edit(NAME, |repository| repository.stars = 60 + day / 5);
        let ran = run(&fake, "weekly");
        let outputs = ran.outputs();
        let found = parsed(&outputs["spikes"]);
        new_spikes.check(&json!(found)).expect("spikes");
        new_milestones
            .check(&json!(parsed(&outputs["milestones"])))
            .expect("milestones");
        assert_eq!(outputs["spike"], (!found.is_empty()).to_string());
        for spike in found.into_iter().filter(|spike| spike["metric"] == "views") {
            let on: Date = spike["day"].as_str().expect("a day").parse().expect("a day");
            assert!(spikes.insert(on, spike).is_none(), "{on} twice");
        }
        for found in parsed(&outputs["milestones"]) {
            let kind = found["kind"].as_str().expect("a word").to_owned();
            milestones.push((kind, found["reached"].as_u64().expect("a number")));
        }
        if let Some(digest) = outputs.get("digest") {
            digests.push((fake.clock().today(), digest.clone()));
        }
    }
    assert_eq!(spikes.keys().copied().collect::<Vec<_>>(), SPIKES.map(|(day, _)| day));
    // Each is said by the run of the day after it, before any list holds it whole; the file names its cause later.
    let of_april = &spikes[&SPIKES[0].0];
    assert!(
        of_april["value"].as_u64() >= Some(900) && of_april["usual"].as_u64() < Some(400),
        "{of_april}"
    );
    assert_eq!(
        (&of_april["repository"], &of_april["crawler"]),
        (&json!(NAME), &json!(false))
    );
    let files = fake.files(NAME, "traffic");
    let insights: Value = serde_json::from_slice(&files["octo/spike/insights.json"]).expect("JSON");
    let kept = insights["views"]["spikes"].as_array().expect("a list");
    assert_eq!(kept.len(), SPIKES.len(), "{kept:?}");
    for (spike, (day, _)) in kept.iter().zip(SPIKES) {
        assert_eq!(spike["day"], json!(day.to_string()));
        assert_eq!(spike["cause"]["name"], json!("news.ycombinator.com"), "{spike}");
    }
    let of = |kind: &str| {
        milestones
            .iter()
            .filter(|one| one.0 == kind)
            .map(|one| one.1)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("stars"), [100]);
    assert_eq!(of("views"), [10_000, 100_000], "the first window holds more than 1,000");
    assert_eq!(of("most-views").len(), 2, "one for each spike: {milestones:?}");
    // Sunday is published on Monday.
    assert!(
        digests
            .iter()
            .all(|(day, _)| day.weekday().to_monday_zero_offset() == 0)
    );
    assert_eq!(digests.len(), 400 / 7 + 1);
    let (_, of_april) = digests
        .iter()
        .find(|(day, _)| *day == date(2026, 4, 20))
        .expect("a digest");
    assert!(of_april.starts_with("## Traffic for octo/spike\n\n**"), "{of_april}");
    assert!(
        of_april.contains("news.ycombinator.com") && of_april.contains("[Full report](https://"),
        "{of_april}"
    );
}

#[test]
fn a_daily_digest_comes_with_new_days_alone() {
    let fake = github();
    let first = run(&fake, "");
    assert!(first.outputs()["digest"].contains("## Traffic for octo/spike"));
    fake.clock().advance_seconds(3_600);
    let again = run(&fake, "daily").outputs();
    assert_eq!(again.get("digest"), None, "{again:?}");
    assert_eq!((again["spike"].as_str(), again["spikes"].as_str()), ("false", "[]"));
    fake.clock().advance_days(1);
    assert!(run(&fake, "daily").outputs().contains_key("digest"));
}

/// A public and a private repository with the same spike on 20 March, and a private store.
fn open_and_hidden() -> FakeGitHub {
    let fake = FakeGitHub::start_at(&Clock::at("2026-03-19T14:37:00Z"));
    fake.traffic(|settings| settings.publishing = Publishing::Lag(1));
    let truth = || {
        let mut truth = Truth::flat(
            date(2026, 1, 1),
            date(2026, 6, 30),
            Count::new(40, 10),
            Count::new(2, 1),
        );
        truth.days.get_mut(&date(2026, 3, 20)).expect("a day").views = Count::new(900, 300);
        truth
    };
    fake.add(Repository::new("octo/ledger").private());
    fake.add(Repository::new("octo/open").with_truth(truth()));
    fake.add(Repository::new("octo/hidden").private().with_truth(truth()));
    fake
}

/// The outputs on 21 March of a workflow in `workflow`.
fn outputs_of_the_spike(workflow: &str, change: impl Fn(Run) -> Run) -> BTreeMap<String, String> {
    let fake = open_and_hidden();
    let run = || {
        let run = Run::new(&fake)
            .store("octo/ledger")
            .repositories("octo/open, octo/hidden");
        change(
            run.in_repository("octo/ledger")
                .variable("GITHUB_REPOSITORY", workflow)
                .on_actions(),
        )
    };
    run().run().success();
    fake.clock().advance_days(2);
    run().run().success().outputs()
}

#[test]
fn nothing_of_a_private_repository_is_in_outputs_that_others_can_read() {
    // In the store's own workflow both are shown.
    let own = outputs_of_the_spike("octo/ledger", |run| run);
    let names: Vec<Value> = parsed(&own["spikes"])
        .iter()
        .map(|spike| spike["repository"].clone())
        .collect();
    assert_eq!(names, ["octo/hidden", "octo/open"]);
    assert!(
        own["digest"].contains("octo/hidden") && own["digest"].contains("octo/open"),
        "{own:?}"
    );
    // What a private store holds is in none of these outputs of a workflow that everybody can read.
    let public = outputs_of_the_spike("octo/open", |run| run);
    for name in ["spike", "spikes", "milestones", "digest"] {
        assert_eq!(public.get(name), None, "{name}");
    }
    // A ledger in a directory says nothing of its readers; those of the log decide.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    let directory = outputs_of_the_spike("octo/open", |run| run.arguments(&["run", "--output", &path]));
    let names: Vec<Value> = parsed(&directory["spikes"])
        .iter()
        .map(|spike| spike["repository"].clone())
        .collect();
    assert_eq!(names, ["octo/open"]);
    assert!(!format!("{directory:?}").contains("hidden"), "{directory:?}");
}

#[test]
fn hostile_names_are_encoded_in_the_outputs() {
    let fake = github();
    let hostile = "x`$(touch y)` \"}];\n::error::z <!channel>";
    let day = date(2026, 3, 30);
    let profile = Profile::busy(5, date(2026, 2, 1), date(2027, 6, 30)).spike(Spike::new(day, 5_000, hostile, ""));
    fake.edit(NAME, |repository| repository.truth = profile.generate(NAME));
    let mut outputs = BTreeMap::new();
    // The list that proves the cause comes before the day is published, as GitHub's lists may.
    for moment in ["2026-03-29", "2026-03-30", "2026-04-01"] {
        fake.clock().set(&format!("{moment}T14:37:00Z"));
        outputs = run(&fake, "daily").outputs();
    }
    let spikes = parsed(&outputs["spikes"]);
    assert_eq!(
        spikes[0]["cause"]["name"],
        json!("x`$(touch y)` \"}]; ::error::z <!channel>")
    );
    assert_eq!(outputs["spikes"].lines().count(), 1);
    let digest = &outputs["digest"];
    assert!(
        digest.contains("``x`$(touch y)`"),
        "within a code span that it cannot end: {digest}"
    );
    assert!(
        !digest.lines().any(|line| line.trim_start().starts_with("::")),
        "{digest}"
    );
}
