//! Downloads of release files over the years: every file that GitHub ever listed counts, whether it was renamed, replaced,
//! deleted or pushed off the list, and no number is below zero.

use std::collections::BTreeMap;

use fake_github::{FakeGitHub, Release};
use proptest::prelude::*;
use serde_json::json;
use traffic_ledger::domain::analysis::{Analysis, DownloadTrend};
use traffic_ledger::domain::downloads::Downloads;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot};
use traffic_ledger::domain::{Date, plus_days};

use crate::end_to_end::{NAME, github, run_ok};
use crate::evidence;
use crate::harness::{Ran, Run};

/// A file as GitHub lists it: its id, its name and all downloads so far.
type File = (u64, &'static str, u64);

/// GitHub's list on a day. `None`: it could not be read.
type Listed = Option<Vec<File>>;

const BEGIN: Date = Date::constant(2026, 1, 5);

fn snapshot(day: i64, listed: &Listed) -> RawSnapshot {
    let about = json!({"id": 7, "created_at": "2020-01-01T00:00:00Z", "stargazers_count": 1, "forks_count": 1});
    let mut bodies = vec![(Endpoint::Repository, about)];
    if let Some(listed) = listed {
        let file = |(id, name, downloads): &File| json!({"id": id, "name": name, "download_count": downloads});
        let files: Vec<_> = listed.iter().map(file).collect();
        let release = json!({"tag_name": "v1", "published_at": "2020-02-01T00:00:00Z", "assets": files});
        bodies.push((Endpoint::Releases, json!([release])));
    }
    evidence::snapshot(&format!("{}T14:07:00Z", plus_days(BEGIN, day)), &bodies)
}

fn fold<'s>(snapshots: impl IntoIterator<Item = &'s RawSnapshot>) -> Claims {
    let mut claims = snapshots.into_iter().map(|snapshot| interpret(snapshot).claims);
    let mut all = claims.next().expect("one");
    claims.for_each(|one| all.merge(one).expect("one repository"));
    all
}

/// The sum of all downloads at the end of each week.
fn totals(claims: &Claims) -> Vec<Option<u64>> {
    let weeks = judge(claims).counters;
    weeks.values().map(|counters| counters.downloads).collect()
}

fn trend(claims: &Claims) -> DownloadTrend {
    Analysis::new(&judge(claims)).downloads.expect("files")
}

fn exact(count: u64) -> Option<Downloads> {
    Some(Downloads {
        count,
        is_at_least: false,
    })
}

fn at_least(count: u64) -> Option<Downloads> {
    Some(Downloads {
        count,
        is_at_least: true,
    })
}

#[test]
fn a_file_that_was_pushed_out_or_deleted_stays_in_the_total() {
    let weeks: [Listed; 4] = [
        Some(vec![(1, "a", 1_000), (2, "b", 10)]),
        Some(vec![(2, "b", 20), (3, "c", 1)]),
        Some(vec![(3, "c", 5)]),
        Some(vec![]),
    ];
    let snapshots: Vec<_> = (0..)
        .zip(&weeks)
        .map(|(week, listed)| snapshot(7 * week, listed))
        .collect();
    let claims = fold(&snapshots);
    assert_eq!(totals(&claims), [Some(1_010), Some(1_021), Some(1_025), Some(1_025)]);
    let file = Ledger::new(claims.clone()).to_bytes();
    assert_eq!(Ledger::from_bytes(&file).expect("our own file").claims, claims);
}

#[test]
fn a_file_that_is_replaced_or_renamed_within_a_week_makes_no_number_fall() {
    // Monday to Thursday of one week, and the next Monday.
    let days: [(i64, Listed); 5] = [
        (0, Some(vec![(1, "a.tgz", 100), (2, "b.tgz", 7)])),
        // `a.tgz` is uploaded again: GitHub counts it from zero.
        (1, Some(vec![(9, "a.tgz", 3), (2, "b.tgz", 8)])),
        // `b.tgz` gets another name and goes on counting.
        (2, Some(vec![(9, "a.tgz", 5), (2, "c.tgz", 12)])),
        // It is deleted.
        (3, Some(vec![(9, "a.tgz", 6)])),
        (7, None),
    ];
    let snapshots: Vec<_> = days.iter().map(|(day, listed)| snapshot(*day, listed)).collect();
    let at = |count: usize| trend(&fold(&snapshots[..count])).all;
    assert_eq!(
        (at(1).last_day, at(1).all_time),
        (at_least(0), 107),
        "nothing was read before"
    );
    // The new `a.tgz` has no day of its upload, so its three downloads may be older; those of the old one are over.
    assert_eq!((at(2).last_day, at(2).all_time), (at_least(1), 111));
    assert_eq!((at(3).last_day, at(3).all_time), (exact(2 + 4), 117));
    // There may have been downloads of `c.tgz` before it was deleted.
    assert_eq!((at(4).last_day, at(4).all_time), (exact(1), 118));
    assert_eq!(totals(&fold(&snapshots)), [Some(118), None]);
    let trend = trend(&fold(&snapshots));
    let [release] = &trend.releases[..] else {
        panic!("{trend:?}")
    };
    let files: Vec<_> = release
        .files
        .iter()
        .map(|(name, periods)| (name.sanitized().to_owned(), periods.all_time))
        .collect();
    assert_eq!(files, [("a.tgz".to_owned(), 106), ("c.tgz".to_owned(), 12)]);
}

#[test]
fn a_release_without_a_day_takes_no_other_with_it() {
    let mut odd = snapshot(0, &Some(vec![]));
    let list = r#"[{"tag_name":"draft","prerelease":false},
                   {"tag_name":"v1","published_at":"2020-02-01T00:00:00Z","assets":[{"id":1,"name":"a","download_count":7}]}]"#;
    let list = serde_json::value::RawValue::from_string(list.to_owned()).expect("JSON");
    odd.bodies.insert(Endpoint::Releases, list);
    let read = interpret(&odd);
    assert!(read.anomalies.is_empty(), "{:?}", read.anomalies);
    assert_eq!(totals(&read.claims), [Some(7)]);
    assert_eq!(read.claims.releases.len(), 1);
}

fn edit(fake: &FakeGitHub, change: impl FnOnce(&mut Release)) {
    fake.edit(NAME, |repository| change(&mut repository.releases[0]));
}

fn next_day(fake: &FakeGitHub) -> Ran {
    fake.clock().advance_days(1);
    fake.clear_log();
    run_ok(fake)
}

fn of(ran: &Ran) -> DownloadTrend {
    Analysis::new(&ran.ledger(NAME).history()).downloads.expect("files")
}

#[test]
fn downloads_are_read_every_day_once_there_are_files() {
    let fake = github();
    let asked = || {
        fake.log()
            .iter()
            .filter(|line| line.target.contains("/releases?"))
            .count()
    };
    run_ok(&fake);
    next_day(&fake);
    let published = "2026-03-04T08:00:00Z";
    fake.edit(NAME, |repository| {
        let release = Release::new("v1.0.0", published, "notes").asset("spike.tar.gz", 9, 30);
        let mut draft = Release::new("v2.0.0", published, "secret").asset("next.tar.gz", 9, 99);
        draft.draft = true;
        repository.releases = vec![release, draft];
        published.clone_into(&mut repository.pushed_at);
    });
    // Wednesday, 4 March: the file is new, so all of its downloads are of that day.
    let ran = next_day(&fake);
    assert_eq!((of(&ran).all.last_day, of(&ran).all.all_time), (exact(30), 30));
    edit(&fake, |release| release.assets[0].2 = 42);
    let ran = next_day(&fake);
    assert_eq!((asked(), of(&ran).all.last_day), (1, exact(12)));
    // Uploaded again on Friday.
    edit(&fake, |release| {
        release.former_assets = 1;
        release.uploaded_at = Some("2026-03-06T09:00:00Z".to_owned());
        release.assets[0].2 = 4;
    });
    let ran = next_day(&fake);
    assert_eq!((of(&ran).all.last_day, of(&ran).all.all_time), (exact(4), 46));
    // Between the runs of two and of three days later nothing is known of single days.
    fake.clock().advance_days(1);
    edit(&fake, |release| release.assets[0].2 = 10);
    let ran = next_day(&fake);
    let trend = of(&ran);
    assert_eq!((trend.all.last_day, trend.all.all_time), (at_least(0), 52));
    // Since 22 February: the first file was listed until Thursday alone.
    assert_eq!(trend.all.last_14, at_least(42 + 10));
    let tail: Vec<Option<u64>> = trend.days[trend.days.len() - 4..].iter().map(|day| day.1).collect();
    assert_eq!(tail, [Some(12), Some(4), None, None]);
    let files = ran.files();
    let text = |path: &str| String::from_utf8(files[&format!("{NAME}/{path}")].clone()).expect("UTF-8");
    let csv = text("data/downloads.csv");
    let rows: Vec<&str> = csv
        .lines()
        .map(|line| line.rsplit_once(',').expect("a count").1)
        .collect();
    assert_eq!(rows, ["downloads_so_far", "30", "42", "4", "10"]);
    let report = text("README.md");
    assert!(
        report.contains("## Downloads") && report.contains("| `v1.0.0` | – | ≥ 52 | 52 |"),
        "{report}"
    );
    assert!(!report.contains("v2.0.0") && !csv.contains("next"), "a draft is secret");
    for command in ["verify", "rebuild"] {
        let again = Run::new(&fake)
            .in_repository(NAME)
            .arguments(&[command])
            .run()
            .success();
        assert_eq!(again.files(), files, "{command}");
    }
}

#[test]
fn beyond_a_page_of_releases_others_are_read_up_to_four() {
    let fake = github();
    fake.edit(NAME, |repository| {
        let release = |number: i64| {
            let published = format!("{}T08:00:00Z", plus_days(Date::constant(2024, 1, 1), number));
            Release::new(&format!("v{number}"), &published, "notes").asset("spike.tar.gz", 9, 1)
        };
        repository.releases = (0..130).map(release).collect();
    });
    let ran = run_ok(&fake);
    let asked = fake
        .log()
        .iter()
        .filter(|line| line.target.contains("/releases?"))
        .count();
    assert_eq!((asked, of(&ran).all.all_time), (4, 120));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every few days a file appears and GitHub lists the newest `cut`; downloads grow or stay.
    #[test]
    fn the_total_is_that_of_a_list_without_an_end(
        growth in prop::collection::vec(prop::collection::vec(0..50_u64, 12), 2..12),
        failing in prop::collection::vec(any::<bool>(), 12),
        cut in 1..5_usize,
        pace in 1..9_i64,
    ) {
        let mut known: Vec<File> = Vec::new();
        let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
        let (mut snapshots, mut wanted) = (Vec::new(), BTreeMap::new());
        for (number, growth) in growth.iter().enumerate() {
            known.push((number as u64, "a.tgz", 0));
            known.iter_mut().zip(growth).for_each(|((_, _, downloads), more)| *downloads += more);
            let newest: Vec<_> = known.iter().rev().take(cut).copied().collect();
            let day = pace * number as i64;
            let fails = failing[number];
            if !fails {
                seen.extend(newest.iter().map(|(id, _, downloads)| (*id, *downloads)));
            }
            // What a list without an end would add up to, as far as it was ever shown, at the last reading of each week.
            let total = seen.values().sum::<u64>();
            let week = wanted.entry(day / 7).or_insert(None);
            *week = if fails { *week } else { Some(total) };
            snapshots.push(snapshot(day, &(!fails).then_some(newest)));
        }
        let claims = fold(&snapshots);
        prop_assert_eq!(totals(&claims), wanted.into_values().collect::<Vec<_>>());
        prop_assert_eq!(&fold(snapshots.iter().rev()), &claims);
        let file = Ledger::new(claims.clone()).to_bytes();
        prop_assert_eq!(&Ledger::from_bytes(&file).expect("our own file").claims, &claims);
    }
}
