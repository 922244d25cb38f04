//! Downloads of releases over the years: GitHub lists the thirty newest, the ledger counts every one that it ever listed.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::{Date, Timestamp, plus_days};

/// GitHub's list on a day: tag and downloads. `None`: the list could not be read.
type Listed = Option<Vec<(String, u64)>>;

fn snapshot(day: i64, listed: &Listed) -> RawSnapshot {
    let body = |json: serde_json::Value| serde_json::value::RawValue::from_string(json.to_string()).expect("JSON");
    let about = json!({"id": 7, "created_at": "2020-01-01T00:00:00Z", "stargazers_count": 1, "forks_count": 1});
    let mut bodies = BTreeMap::from([(Endpoint::Repository, body(about))]);
    if let Some(listed) = listed {
        let release = |(tag, downloads): &(String, u64)| json!({"tag_name": tag, "published_at": "2020-02-01T00:00:00Z", "prerelease": false, "download_count": downloads});
        let list: Vec<_> = listed.iter().map(release).collect();
        bodies.insert(Endpoint::Releases, body(list.into()));
    }
    let on = plus_days(Date::constant(2026, 1, 5), day);
    RawSnapshot {
        captured: format!("{on}T14:07:00Z").parse::<Timestamp>().expect("a time"),
        answered: BTreeMap::new(),
        server: Server::default(),
        id: Some(7),
        repository: "octo/spike".parse().expect("a name"),
        publish: Publish::All,
        ignored_referrers: [].into(),
        given: Default::default(),
        bodies,
    }
}

fn fold<'s>(snapshots: impl IntoIterator<Item = &'s RawSnapshot>) -> Claims {
    let mut claims = snapshots.into_iter().map(|snapshot| interpret(snapshot).claims);
    let mut all = claims.next().expect("one");
    claims.for_each(|one| all.merge(one).expect("one repository"));
    all
}

fn downloads(claims: &Claims) -> Vec<Option<u64>> {
    judge(claims)
        .counters
        .values()
        .map(|counters| counters.downloads)
        .collect()
}

fn listed(releases: &[(&str, u64)]) -> Listed {
    Some(
        releases
            .iter()
            .map(|(tag, downloads)| ((*tag).to_owned(), *downloads))
            .collect(),
    )
}

#[test]
fn a_release_that_was_pushed_out_or_deleted_stays_in_the_total() {
    let weeks = [
        listed(&[("v1", 1_000), ("v2", 10)]),
        listed(&[("v2", 20), ("v3", 1)]),
        listed(&[("v3", 5)]),
        listed(&[]),
    ];
    let snapshots: Vec<_> = (0..)
        .zip(&weeks)
        .map(|(week, listed)| snapshot(7 * week, listed))
        .collect();
    let claims = fold(&snapshots);
    assert_eq!(downloads(&claims), [Some(1_010), Some(1_021), Some(1_025), Some(1_025)]);
    let file = Ledger::new(claims.clone()).to_bytes();
    assert_eq!(Ledger::from_bytes(&file).expect("our own file").claims, claims);
}

#[test]
fn a_release_without_a_day_takes_no_other_with_it() {
    let mut odd = snapshot(0, &listed(&[("v1", 7)]));
    let list = r#"[{"tag_name":"draft","prerelease":false,"download_count":0},
                   {"tag_name":"v1","published_at":"2020-02-01T00:00:00Z","prerelease":false,"download_count":7}]"#;
    let list = serde_json::value::RawValue::from_string(list.to_owned()).expect("JSON");
    odd.bodies.insert(Endpoint::Releases, list);
    let read = interpret(&odd);
    assert!(read.anomalies.is_empty(), "{:?}", read.anomalies);
    assert_eq!(downloads(&read.claims), [Some(7)]);
    assert_eq!(read.claims.releases.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every week a release appears and GitHub lists the newest `cut`; downloads grow or stay.
    #[test]
    fn the_total_is_that_of_a_list_without_an_end(
        growth in prop::collection::vec(prop::collection::vec(0..50_u64, 12), 2..12),
        failing in prop::collection::vec(any::<bool>(), 12),
        cut in 1..5_usize,
    ) {
        let mut known: Vec<(String, u64)> = Vec::new();
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        let (mut snapshots, mut wanted) = (Vec::new(), Vec::new());
        for (week, growth) in growth.iter().enumerate() {
            known.push((format!("v{week:02}"), 0));
            known.iter_mut().zip(growth).for_each(|((_, downloads), more)| *downloads += more);
            let newest: Vec<_> = known.iter().rev().take(cut).cloned().collect();
            let fails = failing[week];
            if !fails {
                seen.extend(newest.iter().cloned());
            }
            // What a list without an end would add up to, as far as it was ever shown.
            wanted.push((!fails).then(|| seen.values().sum::<u64>()));
            let week = i64::try_from(week).expect("small");
            snapshots.push(snapshot(7 * week, &(!fails).then_some(newest)));
        }
        let claims = fold(&snapshots);
        prop_assert_eq!(downloads(&claims), wanted);
        prop_assert_eq!(&fold(snapshots.iter().rev()), &claims);
        let file = Ledger::new(claims.clone()).to_bytes();
        prop_assert_eq!(&Ledger::from_bytes(&file).expect("our own file").claims, &claims);
    }
}
